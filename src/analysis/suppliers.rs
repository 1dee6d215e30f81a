//! Who could supply this purchase, here?
//!
//! *Question.* For a purchase, a perimeter and labels: the suppliers in it, those elsewhere who serve it, those within reach of
//! which nobody says whom they serve; how large they are; what the code of public procurement would allow.
//! *Method.* Who does what is bought: [`crate::domain::purchase`], declared or usual. Where: inside by
//! [`crate::analysis::perimeter`]; outside and serving, by the stated service area and the part of the people that it covers; within
//! reach, by minutes from its commune to the nearest of the perimeter, **apart**, for whom it serves is unknown. Who is
//! outside and states an area that does not reach the perimeter is counted, not listed. Sizes:
//! [`crate::analysis::capacity`], of those inside and serving. The reading: [`crate::analysis::purchase_reading`], in which those within reach count as
//! those that have to be asked. *Edges.* Units in partial diffusion are counted and never listed; so are actors that a
//! drawing may hold or not. Unrecorded is not absent: most service areas are stated by nobody.
//! *Cost.* O(actors of the perimeter and around + service areas).

use crate::analysis::capacity::{Band, Spread, band, exactly, spread};
use crate::analysis::perimeter::Perimeter;
use crate::analysis::purchase_reading::{Count, Market};
use crate::analysis::supplier_labels::Label;
use crate::domain::purchase::{Fit, Purchase, Purchases};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The method's name and version.
pub const METHOD: &str = "fournisseurs 1";

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
    /// Inside first, then those who serve it (the larger part first), then those within reach (the nearer first);
    /// each time those who declare the trade first.
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

/// Answers it.
#[must_use]
pub fn suppliers(snapshot: &Snapshot, perimeter: &Perimeter, ways: &Ways, question: &Question) -> Found {
    let asked = Asked { snapshot, question };
    let actors = &snapshot.actors;
    let inside = perimeter.actors();
    let around = perimeter.minutes(ways, question.minutes);
    let mut found: Vec<Supplier> = Vec::new();
    let mut masked = 0;
    for &row in &inside {
        let Some(fit) = asked.fit(row) else { continue };
        if actors.is_masked(row) {
            masked += 1;
        } else {
            found.push(Supplier { row, fit, standing: Standing::Inside, minutes: Some(0.0) });
        }
    }
    let index = snapshot.service_areas();
    let minutes = |row: u32| actors.commune(row).and_then(|commune| around.get(&commune).copied());
    let [mut whole, mut partial] = [0, 0];
    for rank in 0..index.len() as u32 {
        let row = index.row(rank);
        let Some(fit) = asked.fit(row) else { continue };
        let Some(served) = perimeter.served(rank) else { continue };
        if served.is_whole {
            whole += 1;
        } else {
            partial += 1;
        }
        if inside.binary_search(&row).is_err() {
            let standing = Standing::Serves { share: served.share, is_whole: served.is_whole };
            found.push(Supplier { row, fit, standing, minutes: minutes(row) });
        }
    }
    let mut elsewhere = 0;
    let mut communes: Vec<(&u32, &f64)> = around.iter().collect();
    communes.sort_by_key(|(commune, _)| **commune);
    let mut served: Vec<u32> = found.iter().map(|supplier| supplier.row).collect();
    served.sort_unstable();
    let undetermined = perimeter.undetermined();
    for (&commune, &away) in communes {
        for &row in snapshot.rows_of_commune(Layer::Acteurs, commune) {
            let is_told = actors.is_masked(row)
                || served.binary_search(&row).is_ok()
                || undetermined.binary_search(&row).is_ok();
            let Some(fit) = (!is_told).then(|| asked.fit(row)).flatten() else { continue };
            if actors.service_area(row).is_some() {
                elsewhere += 1;
            } else {
                found.push(Supplier { row, fit, standing: Standing::WithinReach, minutes: Some(away) });
            }
        }
    }
    found.sort_by(|a, b| order(a, b).then(actors.id(a.row).cmp(actors.id(b.row))));
    let hiring = asked.hiring(perimeter.actors().into_iter().chain(
        around.keys().flat_map(|&commune| snapshot.rows_of_commune(Layer::Acteurs, commune).iter().copied()),
    ));
    let market = Market { hiring, whole, partial, ..asked.market(&found) };
    let undetermined = undetermined.into_iter().filter(|&row| asked.fit(row).is_some()).count() as u32;
    let places = asked.places(&found);
    Found { suppliers: found, masked, undetermined, elsewhere, people: perimeter.people(), market, places }
}

fn order(a: &Supplier, b: &Supplier) -> std::cmp::Ordering {
    let share = |supplier: &Supplier| match supplier.standing {
        Standing::Serves { share, .. } => share.unwrap_or(-1.0),
        _ => 0.0,
    };
    let minutes = |supplier: &Supplier| supplier.minutes.unwrap_or(f64::INFINITY);
    a.standing
        .rank()
        .cmp(&b.standing.rank())
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
        let fit = purchases
            .fit(purchase, actors.functions(row), actors.naf(row), || products(self.snapshot, row))?;
        let is_asked = labels.is_empty() || labels.iter().any(|label| label.is_of(self.snapshot, row));
        is_asked.then_some(fit)
    }

    /// Of those inside and serving; those within reach count as to be asked.
    fn market(&self, found: &[Supplier]) -> Market {
        let actors = &self.snapshot.actors;
        let count = |labels: &[Label]| {
            let mut count = Count::default();
            let is_one =
                |row: u32| labels.is_empty() || labels.iter().any(|label| label.is_of(self.snapshot, row));
            for supplier in found.iter().filter(|supplier| is_one(supplier.row)) {
                match (supplier.fit, supplier.standing) {
                    (Fit::Declared, Standing::Inside | Standing::Serves { .. }) => count.declared += 1,
                    _ => count.usual += 1,
                }
            }
            count
        };
        let sizes = self.here(found).map(|row| actors.employees(row).and_then(band));
        Market {
            is_labour: self.question.purchase.is_labour,
            is_social: self.question.purchase.is_social,
            suppliers: count(&[]),
            disability: count(&[Label::Esat, Label::Ea]),
            insertion: count(&[Label::Aci, Label::Ei, Label::Ai, Label::Etti]),
            solidarity: count(&[Label::Ess]),
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

    fn hiring(&self, rows: impl Iterator<Item = u32>) -> u32 {
        let kinds = [Label::Ai, Label::Etti, Label::Geiq].map(Label::function).into_iter().flatten();
        let functions = &self.snapshot.functions;
        let wanted = kinds.filter_map(|key| functions.id(key)).fold(Default::default(), |set, id| {
            let set: crate::domain::function::FunctionSet = set;
            set.with(id)
        });
        let actors = &self.snapshot.actors;
        rows.filter(|&row| !actors.is_masked(row) && actors.functions(row).meets(wanted)).count() as u32
    }
}

/// How many places a source says that an actor has.
#[must_use]
pub fn places(snapshot: &Snapshot, row: u32) -> Option<u32> {
    snapshot.actors.details(row).find_map(|detail| detail.strip_prefix("capacite="))?.parse().ok()
}

/// What a farm grows and raises.
fn products(snapshot: &Snapshot, row: u32) -> impl Iterator<Item = &str> {
    snapshot.actors.details(row).filter_map(|detail| {
        ["activite-animale=", "activite-vegetale="].iter().find_map(|key| detail.strip_prefix(key))
    })
}
