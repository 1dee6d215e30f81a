//! Who could supply this purchase, here?
//!
//! *Question.* For a purchase, a perimeter and labels: the suppliers in it, those elsewhere who serve it, those within reach of
//! which nobody says whom they serve; how large they are; what the code of public procurement would allow.
//! *Method.* Who does what is bought: [`crate::domain::purchase`], declared, told by the name, or usual. Where: inside by
//! [`crate::analysis::perimeter`]; outside and serving, by the stated service area and the part of the people that it covers; within
//! reach, by minutes from its commune to the nearest of the perimeter, **apart**, for whom it serves is unknown. Who is
//! outside and states an area that does not reach the perimeter is counted, not listed. Sizes:
//! [`crate::analysis::capacity`], of those inside and serving. The reading: [`crate::analysis::purchase_reading`], in which those within reach count as
//! those that have to be asked. *Edges.* Units in partial diffusion are counted and never listed; so are actors that a
//! drawing may hold or not. Unrecorded is not absent: most service areas are stated by nobody.
//! *Cost.* O(actors of the perimeter and around + service areas).

use std::num::NonZero;
use std::thread;

use crate::analysis::capacity::{Band, Spread, band, exactly, spread};
use crate::analysis::perimeter::Perimeter;
use crate::analysis::purchase_reading::{Count, Market};
use crate::analysis::supplier_labels::Label;
use crate::domain::function::FunctionSet;
use crate::domain::purchase::{Fit, Purchase, Purchases};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The method's name and version.
pub const METHOD: &str = "fournisseurs 2";

/// Minutes to suppliers outside of which nobody says whom they serve, unless somebody asks otherwise.
pub const REACH_MINUTES: u32 = 30;

/// Where a supplier stands to the perimeter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    Inside,
    /// Outside, with a stated area that reaches it: the part of its people, if it can be told.
    Serves {
        share: Option<f64>,
        is_whole: bool,
    },
    /// Outside and near; whom it serves is unknown.
    WithinReach,
}

impl Standing {
    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "dedans",
            Self::Serves { .. } => "dessert",
            Self::WithinReach => "a-portee",
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Inside => 0,
            Self::Serves { .. } => 1,
            Self::WithinReach => 2,
        }
    }
}

/// One supplier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Supplier {
    pub row: u32,
    pub fit: Fit,
    pub standing: Standing,
    /// To the perimeter: 0 inside; `None` where no way is known within what was asked.
    pub minutes: Option<f64>,
}

/// What is known for a purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Those whose trade is told before those who are to be asked. Of each: inside first, then those who serve it (the
    /// larger part first), then those within reach (the nearer first); each time those who declare the trade first.
    pub suppliers: Vec<Supplier>,
    /// In partial diffusion, inside: counted only.
    pub masked: u32,
    /// Known by a commune that the drawing cuts.
    pub undetermined: u32,
    /// Within reach, with a stated area that is elsewhere.
    pub elsewhere: u32,
    /// People of the perimeter.
    pub people: u64,
    pub market: Market,
    /// Places of the ESAT among those inside and serving.
    pub places: Spread,
}

/// The question.
pub struct Question<'a> {
    pub purchases: &'a Purchases,
    pub purchase: &'a Purchase,
    /// Any of these will do; everybody where there is none.
    pub labels: &'a [Label],
    /// To those of which nobody says whom they serve.
    pub minutes: f64,
}

/// Answers it. On any number of threads the same.
#[must_use]
pub fn suppliers(
    snapshot: &Snapshot,
    perimeter: &Perimeter,
    ways: &Ways,
    question: &Question,
    threads: NonZero<usize>,
) -> Found {
    let asked = Asked { snapshot, question };
    let actors = &snapshot.actors;
    let inside = perimeter.actors();
    let around = perimeter.around(ways, question.minutes);
    let rows: Vec<u32> = inside.iter().collect();
    let fitting = each(threads, &rows, |&row| Some((row, asked.fit(row)?)));
    let (named, masked): (Vec<(u32, Fit)>, Vec<_>) =
        fitting.into_iter().partition(|(row, _)| actors.may_be_proposed(*row));
    let here = |(row, fit)| Supplier { row, fit, standing: Standing::Inside, minutes: Some(0.0) };
    let mut found: Vec<Supplier> = named.into_iter().map(here).collect();
    let index = snapshot.service_areas();
    let serving = each(threads, &perimeter.candidates(), |&rank| {
        let row = index.row(rank);
        let fit = asked.fit(row).filter(|_| actors.may_be_proposed(row))?;
        Some((row, fit, perimeter.served(rank)?))
    });
    let whole = serving.iter().filter(|(.., served)| served.is_whole).count() as u32;
    let partial = serving.len() as u32 - whole;
    let minutes = |row: u32| {
        let at = around.binary_search_by_key(&actors.commune(row)?, |(commune, _)| *commune);
        at.ok().map(|at| around[at].1)
    };
    let from_outside = serving.into_iter().filter(|(row, ..)| !inside.contains(*row));
    found.extend(from_outside.map(|(row, fit, served)| {
        let standing = Standing::Serves { share: served.share, is_whole: served.is_whole };
        Supplier { row, fit, standing, minutes: minutes(row) }
    }));
    let mut served: Vec<u32> = found.iter().map(|supplier| supplier.row).collect();
    served.sort_unstable();
    let undetermined = perimeter.undetermined();
    let near = each(threads, &around, |&(commune, away)| {
        let rows = snapshot.rows_of_commune(Layer::Acteurs, commune).iter().filter(|&row| {
            actors.may_be_proposed(*row)
                && served.binary_search(row).is_err()
                && undetermined.binary_search(row).is_err()
        });
        let within = Standing::WithinReach;
        let fit = |&row| Some(Supplier { row, fit: asked.fit(row)?, standing: within, minutes: Some(away) });
        Some(rows.filter_map(fit).collect::<Vec<Supplier>>())
    });
    let (elsewhere, to_be_asked): (Vec<Supplier>, Vec<Supplier>) =
        near.into_iter().flatten().partition(|supplier| actors.service_area(supplier.row).is_some());
    found.extend(to_be_asked);
    // The id is looked up once each, not once a comparison.
    let mut named: Vec<(Supplier, &str)> = found.iter().map(|&one| (one, actors.id(one.row))).collect();
    named.sort_unstable_by(|a, b| order(&a.0, &b.0).then_with(|| a.1.cmp(b.1)));
    let found: Vec<Supplier> = named.into_iter().map(|(supplier, _)| supplier).collect();
    let near = around.iter().flat_map(|&(commune, _)| snapshot.rows_of_commune(Layer::Acteurs, commune));
    let hiring = asked.hiring(inside.iter().chain(near.copied()));
    let market = Market { hiring, whole, partial, ..asked.market(&found) };
    let undetermined = undetermined.into_iter().filter(|&row| asked.fit(row).is_some()).count() as u32;
    let places = asked.places(&found);
    Found {
        suppliers: found,
        masked: masked.len() as u32,
        undetermined,
        elsewhere: elsewhere.len() as u32,
        people: perimeter.people(),
        market,
        places,
    }
}

/// What is found of each of these, in their order.
fn each<A: Sync, B: Send>(
    threads: NonZero<usize>,
    all: &[A],
    find: impl Fn(&A) -> Option<B> + Sync,
) -> Vec<B> {
    let run = all.len().div_ceil(threads.get()).max(1);
    let work = |run: &[A]| run.iter().filter_map(&find).collect::<Vec<B>>();
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = all.chunks(run).map(|run| scope.spawn(move || work(run))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("looking does not panic")).collect()
    })
}

fn order(a: &Supplier, b: &Supplier) -> std::cmp::Ordering {
    let share = |supplier: &Supplier| match supplier.standing {
        Standing::Serves { share, .. } => share.unwrap_or(-1.0),
        _ => 0.0,
    };
    let minutes = |supplier: &Supplier| supplier.minutes.unwrap_or(f64::INFINITY);
    // Who declares the trade, however far, before those whose trade nobody knows.
    let is_guess = |supplier: &Supplier| supplier.fit == Fit::Usual;
    (is_guess(a).cmp(&is_guess(b)))
        .then(a.standing.rank().cmp(&b.standing.rank()))
        .then(a.fit.cmp(&b.fit))
        .then(share(b).total_cmp(&share(a)))
        .then(minutes(a).total_cmp(&minutes(b)))
}

struct Asked<'a> {
    snapshot: &'a Snapshot,
    question: &'a Question<'a>,
}

impl Asked<'_> {
    fn fit(&self, row: u32) -> Option<Fit> {
        let Question { purchases, purchase, labels, .. } = self.question;
        let actors = &self.snapshot.actors;
        let fit = purchases.fit(
            purchase,
            actors.functions(row),
            actors.naf(row),
            || actors.name(row),
            || products(self.snapshot, row),
        )?;
        let is_asked = labels.is_empty() || labels.iter().any(|label| label.is_of(self.snapshot, row));
        is_asked.then_some(fit)
    }

    /// Of those inside and serving; those within reach count as to be asked.
    fn market(&self, found: &[Supplier]) -> Market {
        let actors = &self.snapshot.actors;
        let count = |is_one: &dyn Fn(u32) -> bool| {
            let mut count = Count::default();
            for supplier in found.iter().filter(|supplier| is_one(supplier.row)) {
                match (supplier.fit, supplier.standing) {
                    (Fit::Declared, Standing::Inside | Standing::Serves { .. }) => count.declared += 1,
                    _ => count.usual += 1,
                }
            }
            count
        };
        let fulfils = |labels: &[Label]| {
            let wanted = self.functions(labels);
            move |row: u32| actors.functions(row).meets(wanted)
        };
        let sizes = self.here(found).map(|row| actors.employees(row).and_then(band));
        Market {
            is_labour: self.question.purchase.is_labour,
            is_social: self.question.purchase.is_social,
            suppliers: count(&|_| true),
            disability: count(&fulfils(&[Label::Esat, Label::Ea])),
            insertion: count(&fulfils(&[Label::Aci, Label::Ei, Label::Ai, Label::Etti])),
            solidarity: count(&|row| Label::Ess.is_of(self.snapshot, row)),
            employees: spread(&sizes.collect::<Vec<Option<Band>>>()),
            ..Market::default()
        }
    }

    fn places(&self, found: &[Supplier]) -> Spread {
        let esat = self.here(found).filter(|&row| Label::Esat.is_of(self.snapshot, row));
        spread(&esat.map(|row| places(self.snapshot, row).map(exactly)).collect::<Vec<Option<Band>>>())
    }

    fn here<'f>(&self, found: &'f [Supplier]) -> impl Iterator<Item = u32> + 'f {
        found
            .iter()
            .filter(|supplier| supplier.standing != Standing::WithinReach)
            .map(|supplier| supplier.row)
    }

    /// Bodies to hire through, of whatever trade.
    fn hiring(&self, rows: impl Iterator<Item = u32>) -> u32 {
        let wanted = self.functions(&[Label::Ai, Label::Etti, Label::Geiq]);
        let actors = &self.snapshot.actors;
        rows.filter(|&row| actors.functions(row).meets(wanted) && actors.may_be_proposed(row)).count() as u32
    }

    /// The functions that tell these labels.
    fn functions(&self, labels: &[Label]) -> FunctionSet {
        let functions = &self.snapshot.functions;
        let ids = labels.iter().filter_map(|label| functions.id(label.function()?));
        ids.fold(FunctionSet::default(), FunctionSet::with)
    }
}

/// How many places a source says that an actor has. The list of ESAT writes 0 where it does not know: no place is no
/// ESAT.
#[must_use]
pub fn places(snapshot: &Snapshot, row: u32) -> Option<u32> {
    snapshot
        .actors
        .details(row)
        .find_map(|detail| detail.strip_prefix("capacite="))?
        .parse()
        .ok()
        .filter(|places| 0 < *places)
}

/// What a farm grows and raises.
fn products(snapshot: &Snapshot, row: u32) -> impl Iterator<Item = &str> {
    snapshot.actors.details(row).filter_map(|detail| {
        ["activite-animale=", "activite-vegetale="].iter().find_map(|key| detail.strip_prefix(key))
    })
}
