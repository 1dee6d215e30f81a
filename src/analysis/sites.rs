//! Where to make a place: which sites, with what for and against them, and why others are set aside.
//!
//! *Question.* On which of these parcels and brownfields should a third place, a reuse centre, a food laboratory be
//! helped? *Method.* Sites that could not host it are set aside, each with its reasons
//! ([`exclusions`](crate::analysis::site_exclusions)). Of the others each criterion is told
//! ([`site_criteria`](crate::analysis::site_criteria)) and weighed ([`site_scores`](crate::analysis::site_scores)).
//! People and actors around are told from the site's commune, by the snapshot's ways; stations and France
//! services from its own place ([`site_surroundings`](crate::analysis::site_surroundings)); the gap is that of its
//! bassin ([`supply`](crate::analysis::supply)). *Edges.* A function that no source read can tell has no known
//! need and no known gap. A site without a commune has no surroundings. An inventory is not a land
//! register: where nobody looked there is no site, and [`Found::surveyed`] says how many communes have one.
//! *Cost.* O(actors + ways of existing places + ways of the sites' communes + sites × criteria²).

use std::collections::BTreeSet;
use std::num::NonZero;
use std::thread;

use crate::analysis::access::Decay;
use crate::analysis::ally_bonds::Bonds;
use crate::analysis::catchments::decays_of;
use crate::analysis::cooperation::conventions::Adjacency;
use crate::analysis::gaps::judged;
use crate::analysis::site_criteria::{
    Around, Measure, around, built_share, centrality, is_artificialised, served, soil, times_wanted,
};
use crate::analysis::site_exclusions::{Exclusion, Facts, exclusions};
use crate::analysis::site_owner::{Owner, owners, worth as worth_of_owners};
use crate::analysis::site_scores::{Score, compared, is_undecided, remaining, score, worth};
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::{Finding, Verdict};
use crate::domain::function::{Catchment, FunctionId, FunctionSet};
use crate::domain::land::EquipmentKind;
use crate::domain::level::Level;
use crate::domain::place::{CRITERIA, Criterion, PlaceKind, Places, Weights};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The method's name and version.
pub const METHOD: &str = "sites 1";

/// Minutes of the three steps that people are counted by.
pub const STEPS: [f64; 3] = [10.0, 20.0, 30.0];
/// Minutes within which somebody could share the place.
pub const SHARING: f64 = 20.0;
/// Minutes within which everyday functions count.
pub const EVERYDAY: f64 = 10.0;
/// How strong a bond of the catalogue is at least for two functions to share a place.
pub const LEAST_BOND: f64 = 0.7;
/// Of so many first ones it is told how many stay without a criterion.
pub const FIRST: usize = 10;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    pub places: &'a Places,
    pub kind: &'a PlaceKind,
    /// The function that the place fulfils, that of its kind or another.
    pub function: FunctionId,
    /// Land at least, and built area; 0 where it does not matter.
    pub surface_m2: u32,
    pub built_m2: u32,
    /// Within so many minutes of a place of that function, people are served.
    pub minutes: f64,
    pub weights: Weights,
    /// The reasons that exclude.
    pub excluding: &'a [Exclusion],
}

/// A site that could host the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub row: u32,
    pub measures: [Measure; CRITERIA],
    /// What each is worth.
    pub worths: [Option<f64>; CRITERIA],
    pub around: Around,
    pub score: Score,
    /// Whether the order with the one before it hangs on the weights: see [`is_undecided`].
    pub is_undecided: bool,
}

/// A site that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    pub row: u32,
    pub reasons: Vec<Exclusion>,
}

/// What is found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// By score, the best first, ties by id.
    pub kept: Vec<Kept>,
    /// By id.
    pub excluded: Vec<Excluded>,
    /// Those of which nothing that weighs is known.
    pub unscored: Vec<u32>,
    /// Communes asked about, and how many of them have an entry in the inventory.
    pub communes: u32,
    pub surveyed: u32,
    /// By criterion, how many of the [`FIRST`] stay among them without it; `None` where it weighs nothing.
    pub remaining: Vec<Option<usize>>,
    /// Whether one of the function would be known of if it were there.
    pub is_measured: bool,
}

impl Found {
    /// How many sites were looked at.
    #[must_use]
    pub fn examined(&self) -> usize {
        self.kept.len() + self.excluded.len() + self.unscored.len()
    }

    /// How many are set aside for each reason; a site with several counts for each.
    #[must_use]
    pub fn excluded_for(&self, reason: Exclusion) -> usize {
        self.excluded.iter().filter(|one| one.reasons.contains(&reason)).count()
    }
}

/// Functions whose actors could share a place that fulfils one: those that the kind names, and those that the
/// catalogue binds to it by [`LEAST_BOND`] or more.
#[must_use]
pub fn sharing(snapshot: &Snapshot, kind: &PlaceKind, function: FunctionId) -> FunctionSet {
    let functions = &snapshot.functions;
    let named =
        if functions.id(&kind.function) == Some(function) { kind.shared_with.as_slice() } else { &[] };
    let named = named.iter().filter_map(|key| functions.id(key));
    let bonds = Bonds::of(functions, &Adjacency::default());
    let ids = (0..functions.list().len() as u8).map(FunctionId);
    let bound = ids.filter(|&id| bonds.between(function, id).is_some_and(|bond| LEAST_BOND <= bond.strength));
    named.chain(bound).filter(|&id| id != function).collect()
}

/// What is around a commune.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Here {
    around: Around,
    partners: u32,
    everyday: FunctionSet,
    /// Whether any way is known.
    has_ways: bool,
}

/// What is told by commune, for one question.
struct Country<'a> {
    ways: &'a Ways,
    people: &'a [f64],
    is_served: Vec<bool>,
    partners: Vec<u32>,
    everyday: Vec<FunctionSet>,
    decay: Decay,
}

impl<'a> Country<'a> {
    fn new(snapshot: &'a Snapshot, all: &'a AllSurroundings, ways: &'a Ways, question: &Question) -> Self {
        let communes = snapshot.territories.of(Level::Commune).len();
        let actors = &snapshot.actors;
        let sharing = sharing(snapshot, question.kind, question.function);
        let functions = snapshot.functions.list().iter().zip((0..).map(FunctionId));
        let daily: FunctionSet =
            functions.filter(|(one, _)| one.catchment == Catchment::Daily).map(|(_, id)| id).collect();
        let (mut partners, mut everyday) = (vec![0; communes], vec![FunctionSet::default(); communes]);
        let mut places = Vec::new();
        for row in 0..actors.len() {
            let Some(commune) = actors.commune(row) else { continue };
            let own = actors.functions(row);
            partners[commune as usize] += u32::from(own.meets(sharing));
            everyday[commune as usize] = everyday[commune as usize].union(FunctionSet(own.0 & daily.0));
            if own.contains(question.function) {
                places.push(commune);
            }
        }
        let towards = |to: u32| ways.towards(to).map(|way| (way.to, way.minutes));
        let [decay, ..] = decays_of(STEPS).expect("steps grow");
        Self {
            ways,
            people: &all.ground.people,
            is_served: served(communes, &places, towards, question.minutes),
            partners,
            everyday,
            decay,
        }
    }

    fn here(&self, commune: u32) -> Here {
        let mut here = Here::default();
        for way in self.ways.from_place(commune) {
            here.has_ways = true;
            // Whoever is in the same commune is near, however vast it is.
            if way.minutes <= SHARING || way.to == commune {
                here.partners += self.partners[way.to as usize];
            }
            if way.minutes <= EVERYDAY || way.to == commune {
                here.everyday = here.everyday.union(self.everyday[way.to as usize]);
            }
        }
        let ways = self.ways.towards(commune).map(|way| (way.to, way.minutes));
        here.around = around(ways, self.people, &self.is_served, STEPS, &self.decay);
        here
    }

    /// What is around each of some communes, by all cores.
    fn all(&self, communes: &[u32]) -> Vec<Here> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let piece = communes.len().div_ceil(threads).max(64);
        thread::scope(|scope| {
            let work =
                |communes: &'_ [u32]| communes.iter().map(|&commune| self.here(commune)).collect::<Vec<_>>();
            let workers: Vec<_> =
                communes.chunks(piece).map(|part| scope.spawn(move || work(part))).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a commune does not panic")).collect()
        })
    }
}

/// Answers the question for the sites of some communes, given in order; all sites of the country for `None`.
#[must_use]
pub fn sites(
    snapshot: &Snapshot,
    all: &AllSurroundings,
    ways: &Ways,
    communes: Option<&[u32]>,
    question: &Question,
) -> Found {
    let country = Country::new(snapshot, all, ways, question);
    let rows: Vec<u32> = match communes {
        None => (0..snapshot.sites.rows().len() as u32).collect(),
        Some(communes) => communes
            .iter()
            .flat_map(|&commune| snapshot.rows_of_commune(Layer::Foncier, commune))
            .copied()
            .collect(),
    };
    let site = |row: u32| &snapshot.sites.rows()[row as usize];
    let surveyed: BTreeSet<u32> = rows.iter().filter_map(|&row| site(row).commune).collect();
    let communes = communes.map_or(snapshot.territories.of(Level::Commune).len(), <[u32]>::len) as u32;
    let surveyed: Vec<u32> = surveyed.into_iter().collect();
    let heres = country.all(&surveyed);
    let subject = Subject::Function(question.function);
    let is_measured = subject.is_measured(snapshot);
    let gaps = judged(&all.ground, is_measured, &all.ground.sums(&subject.counts(snapshot)));
    let telling = Telling { snapshot, all, question, gaps, is_measured };
    let mut found = Found {
        kept: Vec::new(),
        excluded: Vec::new(),
        unscored: Vec::new(),
        communes,
        surveyed: surveyed.len() as u32,
        remaining: Vec::new(),
        is_measured,
    };
    for row in rows {
        let commune = site(row).commune;
        let here = commune.and_then(|commune| surveyed.binary_search(&commune).ok()).map(|at| &heres[at]);
        let facts = telling.facts(row, here);
        let reasons = exclusions(&facts, question.excluding, question.surface_m2, question.built_m2);
        if !reasons.is_empty() {
            found.excluded.push(Excluded { row, reasons });
            continue;
        }
        let measures = telling.measures(row, here);
        let worths = Criterion::ALL.map(|criterion| {
            let posts = question.places.goalposts(criterion);
            worth(measures[criterion as usize], posts.bad, posts.good)
        });
        match score(&worths, &question.weights) {
            Some(score) => found.kept.push(Kept {
                row,
                measures,
                worths,
                around: here.map(|here| here.around).unwrap_or_default(),
                score,
                is_undecided: false,
            }),
            None => found.unscored.push(row),
        }
    }
    let id = |row: u32| site(row).thing.id.as_str();
    found.kept.sort_by(|a, b| {
        let by_score = compared(b.score.total).total_cmp(&compared(a.score.total));
        by_score.then_with(|| id(a.row).cmp(id(b.row)))
    });
    found.excluded.sort_by(|a, b| id(a.row).cmp(id(b.row)));
    for rank in 1..found.kept.len() {
        let [before, after] = [&found.kept[rank - 1].worths, &found.kept[rank].worths];
        found.kept[rank].is_undecided = is_undecided(before, after, &question.weights);
    }
    let worths: Vec<&[Option<f64>]> = found.kept.iter().map(|kept| kept.worths.as_slice()).collect();
    found.remaining = remaining(&worths, &question.weights, FIRST);
    found
}

/// Tells what is known of sites.
struct Telling<'a> {
    snapshot: &'a Snapshot,
    all: &'a AllSurroundings,
    question: &'a Question<'a>,
    /// By bassin.
    gaps: Vec<Finding>,
    is_measured: bool,
}

impl Telling<'_> {
    fn facts(&self, row: u32, here: Option<&Here>) -> Facts {
        let site = &self.snapshot.sites.rows()[row as usize].thing;
        let is = |status: &str| site.status.as_deref() == Some(status);
        Facts {
            surface_m2: site.surface_m2,
            built_m2: site.built_m2,
            is_reconverted: is("friche reconvertie"),
            has_project: is("friche avec projet"),
            is_checked: site.checked && !is("friche potentielle"),
            is_flooded: None,
            is_protected: None,
            is_polluted: soil(site.pollution.as_deref()).map(|soil| soil == 0.0),
            is_private: self.owner(row).map(|worth| worth == 0.0),
            has_access: here.filter(|here| here.has_ways).map(|_| true),
        }
    }

    /// What its owners are worth.
    fn owner(&self, row: u32) -> Option<f64> {
        let owners = owners_of(self.snapshot, row);
        worth_of_owners(&owners, |owner| self.question.places.owner(owner.word()))
    }

    fn measures(&self, row: u32, here: Option<&Here>) -> [Measure; CRITERIA] {
        let placed = &self.snapshot.sites.rows()[row as usize];
        let site = &placed.thing;
        let territories = &self.snapshot.territories;
        let bassin = placed.commune.and_then(|commune| territories.zone(commune, Level::Bassin));
        Criterion::ALL.map(|criterion| match criterion {
            Criterion::Besoin => {
                Measure::of(here.filter(|_| self.is_measured).map(|here| here.around.weighted))
            }
            Criterion::Manque => {
                let judged = bassin.and_then(|bassin| self.gaps[bassin as usize].ok());
                Measure::of(judged.filter(|gap| gap.verdict != Verdict::TooFewExpected).map(|gap| gap.below))
            }
            Criterion::Partenaires => Measure::of(here.map(|here| f64::from(here.partners))),
            Criterion::Quotidien => Measure::of(here.map(|here| here.everyday.iter().count() as f64)),
            Criterion::Gare => self.nearest(row, EquipmentKind::Station),
            Criterion::Services => self.nearest(row, EquipmentKind::FranceServices),
            Criterion::Centralite => Measure::of(placed.commune.zip(bassin).and_then(|(commune, bassin)| {
                let people = territories.get(Level::Commune, commune).population;
                centrality(people, self.all.most_populous[bassin as usize])
            })),
            Criterion::Artificialise => {
                let told = is_artificialised(site.kind.as_deref(), site.built_m2, site.zoning.as_deref());
                Measure::of(told.map(|is_so| f64::from(u8::from(is_so))))
            }
            Criterion::Proprietaire => Measure::of(self.owner(row)),
            Criterion::Bati => Measure::of(built_share(site.built_m2, self.question.built_m2)),
            Criterion::Taille => Measure::of(times_wanted(site.surface_m2, self.question.surface_m2)),
            Criterion::Sol => Measure::of(soil(site.pollution.as_deref())),
        })
    }

    fn nearest(&self, row: u32, kind: EquipmentKind) -> Measure {
        let is_placed = self.snapshot.sites.rows()[row as usize].position.is_some();
        if !self.all.is_known[kind as usize] || !is_placed {
            return Measure::Unknown;
        }
        let near = self.all.sites[row as usize].nearest[kind as usize];
        near.map_or(Measure::Absent, |near| Measure::Known(near.way.minutes))
    }
}

/// The kinds of owners of a site.
#[must_use]
pub fn owners_of(snapshot: &Snapshot, row: u32) -> Vec<Option<Owner>> {
    owners(snapshot.sites.rows()[row as usize].thing.owner_class.as_deref())
}
