//! Where in a zone would one, two, up to ten more places serve people best, and whom?
//!
//! *Question.* Which communes of a zone, with what is there already, have most people within so many
//! minutes of a place; or make the mean way shortest, or the longest; or how many are needed for
//! everybody? *Method.* [`crate::analysis::siting`] over the zone's communes: people of a commune at its
//! point, minutes as the snapshot knows them, every commune a candidate. Communes that have one are open
//! and stay so, around the zone too: who has one over the border needs none here. *Unit.* Inhabitants,
//! minutes. *Edges.* Of a function that no source read can tell nothing is said: what exists is not
//! known, which is not none. Those that are in no known commune are told and serve nobody. Ways beyond
//! [`REACH_MINUTES`] are not known: such people count as that far from a place in the mean, and as
//! without one in all else. Nothing is asked of zones with more than [`MOST_COMMUNES`] communes. *Cost.*
//! O(ways of the zone) and a search a number of places, each of bounded work.

use crate::analysis::site_sets_candidates::{Existing, candidates, epci, ways_to};
use crate::analysis::site_sets_search::{Follower, looked_for};
use crate::analysis::site_sets_spending::Spending;
use crate::analysis::siting::best::covered;
use crate::analysis::siting::compare::{Compared, Part, compared, parts};
use crate::analysis::siting::equity::{Equity, equity};
use crate::analysis::siting::rules::{Rules, SitingError};
use crate::analysis::siting::ways::{Ways, WaysError};
use crate::analysis::siting::worst::worst;
use crate::analysis::subjects::{Observed, Subject};
use crate::domain::level::Level;
use crate::network;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// The version of the method, to be changed with anything that changes a set.
pub const METHOD: &str = "maillage-site-sets-2";

/// More communes than this are not looked at together.
pub const MOST_COMMUNES: usize = 1_500;

/// The curve goes from none to so many more.
pub const MOST: usize = 10;

/// What makes a set good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// Most people within the minutes.
    #[default]
    Covered,
    /// The shortest mean way.
    Mean,
    /// The shortest longest way.
    Worst,
    /// The fewest places that have everybody within the minutes.
    Fewest,
}

impl Aim {
    /// All.
    pub const ALL: [Self; 4] = [Self::Covered, Self::Mean, Self::Worst, Self::Fewest];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Covered => "couverture",
            Self::Mean => "trajet-moyen",
            Self::Worst => "plus-loin",
            Self::Fewest => "minimum",
        }
    }
}

/// The question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question<'a> {
    /// Rows of the zone's communes.
    pub communes: &'a [u32],
    pub subject: Subject,
    /// Within reach is at most so far.
    pub minutes: f64,
    pub aim: Aim,
    /// Rows of the communes where a place may be added; all of the zone where `None`.
    pub where_to: Option<&'a [u32]>,
    pub keeping: Keeping,
    /// What the places that are added may cost together; nobody counts costs where `None`.
    pub spending: Option<Spending>,
    /// The curve goes so far, [`MOST`] at most: what is found for a number does not hang on it.
    pub most: usize,
}

/// What a set is to keep besides, where it can; each number of places breaks as little of it as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keeping {
    /// One at least in each EPCI of the zone.
    pub one_in_each_epci: bool,
    /// Nobody farther than twice the minutes, where a commune is near enough.
    pub nobody_beyond_twice: bool,
}

/// Why nothing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SiteSetsError {
    #[error("{0} communes are too many to look at together; {MOST_COMMUNES} at most: ask for a smaller zone")]
    TooMany(usize),
    #[error("nobody lives in this zone")]
    Nobody,
    #[error(
        "no source that was read tells this function: what exists is not known, and more of it cannot be placed"
    )]
    NotMeasured,
    #[error(transparent)]
    Ways(#[from] WaysError),
    #[error(transparent)]
    Siting(#[from] SitingError),
}

/// The best set for a number of places.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Places besides those that exist.
    pub more: usize,
    /// Ranks among candidates, those that exist included.
    pub set: Vec<u32>,
    /// The people within the minutes.
    pub covered: f64,
    /// By adding the best commune each time: concave, each brings no more than the one before.
    pub greedy: f64,
    /// What the aim makes of the set, in its own unit; no set so large does better than `bound`.
    pub value: Option<f64>,
    pub bound: Option<f64>,
    pub is_proven: bool,
    pub equity: Equity,
    /// The longest way of who has any; `None` where somebody has none.
    pub worst: Option<f64>,
    /// Rows of the EPCI without one, and people farther than twice the minutes, of what was to be kept.
    pub epci_without: Vec<u32>,
    pub people_too_far: f64,
    /// What it adds costs together, where costs count.
    pub cost: Option<f64>,
}

/// Everything that is found for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSets {
    pub subject: Subject,
    pub minutes: f64,
    pub aim: Aim,
    /// The zone's communes, as places.
    pub places: Vec<u32>,
    /// Their people.
    pub people: Vec<f64>,
    /// Rows of the candidates' communes: those of the zone where one may be or is, then those around that
    /// have one.
    pub candidates: Vec<u32>,
    pub existing: Vec<Existing>,
    pub ways: Ways,
    pub keeping: Keeping,
    pub spending: Option<Spending>,
    /// By candidate, what a place there costs; `None` where its class is not known. Empty where nobody counts.
    pub costs: Vec<Option<f64>>,
    /// Rows of the EPCI that are to have one, and their candidates.
    pub(in crate::analysis) epci: Vec<(u32, Vec<u32>)>,
    /// From none more to ten more; of the fewest, none and that many.
    pub steps: Vec<Step>,
    pub observed: Observed,
    pub share_estimated: Option<f64>,
}

/// Finds the best sets. `ways` are those of all communes.
pub fn site_sets(
    snapshot: &Snapshot,
    ways: &network::ways::Ways,
    question: &Question,
) -> Result<SiteSets, SiteSetsError> {
    site_sets_followed(snapshot, ways, question, &Follower::PATIENT)
}

/// [`site_sets`] for somebody who is told how far it is, and may leave: then [`SitingError::Left`].
pub fn site_sets_followed(
    snapshot: &Snapshot,
    ways: &network::ways::Ways,
    question: &Question,
    follower: &Follower,
) -> Result<SiteSets, SiteSetsError> {
    let places = question.communes.to_vec();
    if MOST_COMMUNES < places.len() {
        return Err(SiteSetsError::TooMany(places.len()));
    }
    let observed = question.subject.observed(snapshot);
    if !observed.is_measured() {
        return Err(SiteSetsError::NotMeasured);
    }
    let commune = |row: &u32| snapshot.territories.get(Level::Commune, *row);
    let people: Vec<f64> = places.iter().map(|row| commune(row).population as f64).collect();
    if people.iter().sum::<f64>() <= 0.0 {
        return Err(SiteSetsError::Nobody);
    }
    let counts = question.subject.counts(snapshot);
    let (candidates, existing) = candidates(question, &counts, ways);
    let ways_to = ways_to(&places, &candidates, snapshot, ways)?;
    let share_estimated = ways.share_estimated();
    let Question { subject, minutes, aim, keeping, spending, most, .. } = *question;
    let costs = spending.map_or(vec![], |spending| spending.of(snapshot, &candidates));
    let epci = if keeping.one_in_each_epci { epci(snapshot, &places, &candidates) } else { vec![] };
    let mut found = SiteSets {
        subject,
        minutes,
        aim,
        places,
        people,
        candidates,
        existing,
        ways: ways_to,
        keeping,
        spending,
        costs,
        epci,
        steps: vec![],
        observed,
        share_estimated,
    };
    found.steps = looked_for(&found, most, follower)?;
    Ok(found)
}

impl SiteSets {
    /// The people of the zone.
    #[must_use]
    pub fn all_people(&self) -> f64 {
        self.people.iter().sum()
    }

    /// The set before anything is added.
    #[must_use]
    pub fn before(&self) -> &Step {
        &self.steps[0]
    }

    /// The set with so many more, or with as many as there are communes for.
    #[must_use]
    pub fn with(&self, more: usize) -> &Step {
        let is_enough = |step: &&Step| step.more <= more || self.aim == Aim::Fewest;
        self.steps.iter().rev().find(is_enough).unwrap_or(self.before())
    }

    /// The communes that a set adds, by rank among candidates.
    #[must_use]
    pub fn added(&self, step: &Step) -> Vec<u32> {
        let exists = |candidate: &u32| self.before().set.binary_search(candidate).is_ok();
        step.set.iter().copied().filter(|candidate| !exists(candidate)).collect()
    }

    /// What each place of a set is to the zone.
    #[must_use]
    pub fn parts(&self, step: &Step) -> Vec<Part> {
        parts(&self.people, &self.ways, self.minutes, &step.set)
    }

    /// What a set of communes would change, with what exists; `None` where one of them is no candidate.
    #[must_use]
    pub fn chosen(&self, communes: &[u32]) -> Option<Step> {
        let rank = |commune: &u32| self.candidates.iter().position(|candidate| candidate == commune);
        let mut set = communes.iter().map(|row| Some(rank(row)? as u32)).collect::<Option<Vec<u32>>>()?;
        set.extend(&self.before().set);
        set.sort_unstable();
        set.dedup();
        let more = set.len() - self.before().set.len();
        let step = self.step(more, set, None, false, 0.0);
        let all = self.all_people();
        let beyond = f64::from(REACH_MINUTES);
        let mean = || {
            let people = self.minutes_to(&step.set).into_iter().zip(&self.people);
            people.map(|(minutes, people)| people * minutes.unwrap_or(beyond)).sum::<f64>() / all
        };
        let value = match self.aim {
            Aim::Covered => Some(step.covered),
            Aim::Mean => Some(mean()),
            Aim::Worst => step.worst,
            Aim::Fewest => Some(more as f64),
        };
        Some(Step { value, greedy: step.covered, ..step })
    }

    /// What sets cover, each alone and all together, with what exists.
    #[must_use]
    pub fn compared(&self, steps: &[Step]) -> Compared {
        let sets: Vec<Vec<u32>> = steps.iter().map(|step| step.set.clone()).collect();
        compared(&self.people, &self.ways, self.minutes, &sets)
    }

    /// By place of the zone, minutes to the nearest of a set.
    #[must_use]
    pub fn minutes_to(&self, set: &[u32]) -> Vec<Option<f64>> {
        self.ways.to_nearest(set)
    }

    fn epci_without(&self, set: &[u32]) -> Vec<u32> {
        let has_none = |(_, candidates): &&(u32, Vec<u32>)| {
            !candidates.iter().any(|candidate| set.binary_search(candidate).is_ok())
        };
        self.epci.iter().filter(has_none).map(|(epci, _)| *epci).collect()
    }

    /// What those of a set that are not there already cost; `None` where nobody counts or one is not known.
    fn cost(&self, set: &[u32]) -> Option<f64> {
        let exists = |candidate: &&u32| self.existing.iter().any(|one| one.candidate == **candidate);
        let new = set.iter().filter(|candidate| !exists(candidate));
        self.spending?;
        // An empty sum is -0.
        Some(new.map(|&candidate| self.costs[candidate as usize]).sum::<Option<f64>>()? + 0.0)
    }

    fn too_far(&self, set: &[u32]) -> f64 {
        let rules = Rules { farthest: Some(2.0 * self.minutes), ..Rules::default() };
        // An empty sum is -0.
        rules.places_too_far(&self.ways, set).into_iter().map(|place| self.people[place]).sum::<f64>() + 0.0
    }

    /// What a set makes of the zone; `told` is its value and the bound.
    pub(in crate::analysis) fn step(
        &self,
        more: usize,
        set: Vec<u32>,
        told: Option<[f64; 2]>,
        is_proven: bool,
        greedy: f64,
    ) -> Step {
        let lengths = self.ways.to_nearest(&set);
        let nobody = Equity { mean: None, p90: None, beyond: 1.0, without_way: 1.0, gini: None };
        Step {
            more,
            covered: covered(&self.people, &self.ways, self.minutes, &set),
            greedy,
            value: told.map(|told| told[0]),
            bound: told.map(|told| told[1]),
            is_proven,
            equity: equity(&self.people, &lengths, self.minutes).unwrap_or(nobody),
            worst: worst(&self.ways, &set),
            epci_without: self.epci_without(&set),
            cost: self.cost(&set),
            people_too_far: if self.keeping.nobody_beyond_twice { self.too_far(&set) } else { 0.0 },
            set,
        }
    }
}
