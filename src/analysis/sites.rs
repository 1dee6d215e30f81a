//! Where to make a place: which sites, with what for and against them, and why others are set aside.
//!
//! *Question.* On which of these parcels and brownfields should a third place, a reuse centre, a food laboratory be
//! helped? *Method.* Sites that could not host it are set aside, each with its reasons
//! ([`exclusions`](crate::analysis::site_exclusions)). Of the others each criterion is told
//! ([`site_criteria`](crate::analysis::site_criteria)) and weighed between fixed goalposts
//! ([`scoring`](crate::analysis::scoring)); whether one comes before another is asked of weights drawn around those chosen.
//! TOPSIS is there as another usual way: it needs all values, so that criteria unknown of more than a third of the sites take no
//! part in it, and sites of which another one is unknown come last, without a mark.
//! People and actors around are told from the site's commune, by the snapshot's ways; stations and France
//! services from its own place ([`site_surroundings`](crate::analysis::site_surroundings)); the gap is that of its
//! bassin ([`supply`](crate::analysis::supply)). *Edges.* A function that no source read can tell has no known
//! need and no known gap. A site without a commune has no surroundings. An inventory is not a land
//! register: where nobody looked there is no site, and [`Found::surveyed`] says how many communes have one.
//! *Cost.* O(actors + ways of existing places + ways of the sites' communes + sites × criteria²).

use std::collections::BTreeSet;

use crate::analysis::ally_bonds::Bonds;
use crate::analysis::composite::Goalposts;
use crate::analysis::cooperation::conventions::Adjacency;
use crate::analysis::scoring::closeness::{SURE, drawn_weights, precedes};
use crate::analysis::scoring::topsis::{Column, topsis};
use crate::analysis::scoring::weighted::{Criteria, Criterion as Weighing, Scored, order};
use crate::analysis::scoring::without::without_each;
use crate::analysis::site_criteria::{Around, Measure};
use crate::analysis::site_exclusions::{Exclusion, exclusions};
use crate::analysis::site_measures::{Country, Telling};
use crate::analysis::site_surroundings::AllSurroundings;
use crate::domain::function::{FunctionId, FunctionSet};
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

/// Weights are drawn so many times, from this seed, to tell who comes before whom.
pub const DRAWS: u32 = 100;
pub const SEED: u64 = 1;
/// A criterion takes part in TOPSIS if it is known of so many of the sites.
pub const LEAST_KNOWN: f64 = 2.0 / 3.0;

/// How sites are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ranking {
    /// By the weighted mean on fixed goalposts.
    #[default]
    Mean,
    /// By closeness to the best there is: hangs on who is compared.
    Topsis,
}

impl Ranking {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mean, Self::Topsis];

    /// The word in parameters.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mean => "moyenne",
            Self::Topsis => "topsis",
        }
    }
}

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
    pub ranking: Ranking,
    /// The reasons that exclude.
    pub excluding: &'a [Exclusion],
}

/// A site that could host the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub row: u32,
    pub measures: [Measure; CRITERIA],
    pub around: Around,
    /// The weighted mean, what each criterion is worth and gives.
    pub scored: Scored,
    /// Closeness by TOPSIS, 0 to 1, where it was asked and all that takes part is known.
    pub closeness: Option<f64>,
    /// The share of drawn weights by which the one before it has the better mean; `None` of the first.
    pub outranked: Option<f64>,
}

impl Kept {
    /// Whether the order with the one before hangs on the weights: by more than one draw in ten it is the other.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.outranked.is_some_and(|share| share < SURE)
    }
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
    /// What took part in TOPSIS, where it was asked.
    pub compared: Vec<Criterion>,
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
    let telling = Telling::new(snapshot, all, question);
    let mut found = Found {
        kept: Vec::new(),
        excluded: Vec::new(),
        unscored: Vec::new(),
        compared: Vec::new(),
        communes,
        surveyed: surveyed.len() as u32,
        remaining: vec![None; CRITERIA],
        is_measured: telling.is_measured,
    };
    let Some(criteria) = criteria(question) else { return Found { unscored: rows, ..found } };
    for row in rows {
        let commune = site(row).commune;
        let here = commune.and_then(|commune| surveyed.binary_search(&commune).ok()).map(|at| &heres[at]);
        let facts = telling.facts(row);
        let reasons = exclusions(&facts, question.excluding, question.surface_m2, question.built_m2);
        if !reasons.is_empty() {
            found.excluded.push(Excluded { row, reasons });
            continue;
        }
        let measures = telling.measures(row, here);
        let around = here.map(|here| here.around).unwrap_or_default();
        match criteria.score(&values(&measures, question.places)) {
            Some(scored) => {
                found.kept.push(Kept { row, measures, around, scored, closeness: None, outranked: None });
            }
            None => found.unscored.push(row),
        }
    }
    let id = |row: u32| site(row).thing.id.as_str();
    found.excluded.sort_by(|a, b| id(a.row).cmp(id(b.row)));
    // Ties are by id.
    found.kept.sort_by(|a, b| id(a.row).cmp(id(b.row)));
    let scores: Vec<Option<f64>> = found.kept.iter().map(|kept| Some(kept.scored.score)).collect();
    let by_mean = order(&scores);
    found.kept = by_mean.iter().map(|&at| found.kept[at].clone()).collect();
    if question.ranking == Ranking::Topsis {
        by_closeness(&mut found, question);
    }
    outrank(&mut found.kept, &drawn_weights(&criteria, DRAWS, SEED));
    let told: Vec<Vec<Option<f64>>> =
        found.kept.iter().map(|kept| values(&kept.measures, question.places)).collect();
    let without = without_each(&criteria, &told, FIRST);
    found.remaining = without.into_iter().map(|without| without.map(|without| without.remain)).collect();
    for (remaining, weight) in found.remaining.iter_mut().zip(&question.weights) {
        *remaining = remaining.filter(|_| 0.0 < *weight);
    }
    found
}

/// Tells of each of some sites in their order by what share of drawn weights the one before it comes first.
pub(super) fn outrank(kept: &mut [Kept], drawn: &[Criteria]) {
    for rank in 0..kept.len() {
        let before = rank.checked_sub(1).map(|before| &kept[before].scored.places);
        kept[rank].outranked = before.and_then(|before| precedes(drawn, before, &kept[rank].scored.places));
    }
}

/// The criteria with goalposts and weights; `None` where nothing weighs.
pub(super) fn criteria(question: &Question) -> Option<Criteria> {
    let one = |criterion: Criterion| {
        let posts = question.places.goalposts(criterion);
        let goalposts = Goalposts { worst: posts.bad, best: posts.good };
        Weighing { goalposts, weight: question.weights[criterion as usize] }
    };
    Criteria::new(Criterion::ALL.map(one).into()).ok()
}

/// What is absent is worth what the bad goalpost is.
fn values(measures: &[Measure; CRITERIA], places: &Places) -> Vec<Option<f64>> {
    let value = |criterion: Criterion| match measures[criterion as usize] {
        Measure::Absent => Some(places.goalposts(criterion).bad),
        measure => measure.value(),
    };
    Criterion::ALL.map(value).into()
}

/// Puts sites in the order of TOPSIS, told of what criteria are worth; those without a closeness last, by their mean.
fn by_closeness(found: &mut Found, question: &Question) {
    let many = found.kept.len() as f64;
    let known = |criterion: Criterion| {
        found.kept.iter().filter(|kept| kept.scored.places[criterion as usize].is_some()).count() as f64
    };
    let takes_part = |criterion: &Criterion| {
        0.0 < question.weights[*criterion as usize] && LEAST_KNOWN * many <= known(*criterion)
    };
    found.compared = Criterion::ALL.into_iter().filter(takes_part).collect();
    let column = |criterion: &Criterion| Column {
        weight: question.weights[*criterion as usize],
        is_less_better: false,
    };
    let columns: Vec<Column> = found.compared.iter().map(column).collect();
    let row = |kept: &Kept| {
        found.compared.iter().map(|criterion| kept.scored.places[*criterion as usize]).collect()
    };
    let rows: Vec<Vec<Option<f64>>> = found.kept.iter().map(row).collect();
    let closeness = topsis(&columns, &rows);
    let told = order(&closeness);
    let rest = (0..closeness.len()).filter(|&at| closeness[at].is_none());
    let sequence: Vec<usize> = told.into_iter().chain(rest).collect();
    found.kept =
        sequence.into_iter().map(|at| Kept { closeness: closeness[at], ..found.kept[at].clone() }).collect();
}
