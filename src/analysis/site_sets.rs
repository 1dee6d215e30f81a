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
//! O(ways of the zone) and eleven searches, each of bounded work.

use crate::analysis::siting::best::{Sited, covered, least_mean};
use crate::analysis::siting::compare::{Part, parts};
use crate::analysis::siting::curve::coverage_curve;
use crate::analysis::siting::equity::{Equity, equity};
use crate::analysis::siting::rules::{Rules, SitingError};
use crate::analysis::siting::search::Effort;
use crate::analysis::siting::ways::{Ways, WaysError};
use crate::analysis::siting::worst::{fewest, least_worst, worst};
use crate::analysis::subjects::{Observed, Subject};
use crate::domain::level::Level;
use crate::network;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// The version of the method, to be changed with anything that changes a set.
pub const METHOD: &str = "maillage-site-sets-1";

/// More communes than this are not looked at together.
pub const MOST_COMMUNES: usize = 1_500;

/// The curve goes from none to so many more.
pub const MOST: usize = 10;

/// How hard each search looks: a count of work, not a time, so that answers are the same everywhere.
const EFFORT: Effort = Effort { steps: 400, steps_after: 40, work: 60_000_000 };

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

/// A commune that has some already.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Existing {
    /// Its rank among candidates.
    pub candidate: u32,
    pub count: u32,
    pub is_in_zone: bool,
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
    /// Rows of the candidates' communes: those of the zone, then those around that have one.
    pub candidates: Vec<u32>,
    pub existing: Vec<Existing>,
    pub ways: Ways,
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
    let (candidates, existing) = candidates(&places, &counts, ways);
    let ways_to = ways_to(&places, &candidates, snapshot, ways)?;
    let share_estimated = ways.share_estimated();
    let Question { subject, minutes, aim, .. } = *question;
    let mut found = SiteSets {
        subject,
        minutes,
        aim,
        places,
        people,
        candidates,
        existing,
        ways: ways_to,
        steps: vec![],
        observed,
        share_estimated,
    };
    found.steps = found.looked_for()?;
    Ok(found)
}

/// The communes of the zone, then those that have one and that somebody of the zone can reach; and who
/// has some.
fn candidates(places: &[u32], counts: &[f64], ways: &network::ways::Ways) -> (Vec<u32>, Vec<Existing>) {
    let has_one = |row: u32| counts.get(row as usize).is_some_and(|count| 0.0 < *count);
    let is_in_zone = |row: u32| places.binary_search(&row).is_ok();
    let reached = places.iter().flat_map(|&row| ways.from_place(row)).map(|way| way.to);
    let mut around: Vec<u32> = reached.filter(|&row| has_one(row) && !is_in_zone(row)).collect();
    around.sort_unstable();
    around.dedup();
    let candidates = [places, &around].concat();
    let of = |(rank, &row): (u32, &u32)| {
        let existing = Existing {
            candidate: rank,
            count: counts[row as usize] as u32,
            is_in_zone: (rank as usize) < places.len(),
        };
        has_one(row).then_some(existing)
    };
    let existing = (0..).zip(&candidates).filter_map(of).collect();
    (candidates, existing)
}

/// Minutes from each place to each candidate that it can reach.
fn ways_to(
    places: &[u32],
    candidates: &[u32],
    snapshot: &Snapshot,
    ways: &network::ways::Ways,
) -> Result<Ways, WaysError> {
    let mut rank_of = vec![None; snapshot.territories.of(Level::Commune).len()];
    for (rank, &row) in (0_u32..).zip(candidates) {
        rank_of[row as usize] = Some(rank);
    }
    let list = |&row: &u32| -> Vec<(u32, f64)> {
        // Where nobody lives nobody has to be reached.
        let somebody = (0 < snapshot.territories.get(Level::Commune, row).population).then_some(row);
        let ways = somebody.into_iter().flat_map(|row| ways.from_place(row));
        ways.filter_map(|way| Some((rank_of[way.to as usize]?, way.minutes))).collect()
    };
    Ways::of_lists(candidates.len(), &places.iter().map(list).collect::<Vec<_>>())
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
        let exists = |candidate: &u32| self.before().set.contains(candidate);
        step.set.iter().copied().filter(|candidate| !exists(candidate)).collect()
    }

    /// What each place of a set is to the zone.
    #[must_use]
    pub fn parts(&self, step: &Step) -> Vec<Part> {
        parts(&self.people, &self.ways, self.minutes, &step.set)
    }

    /// By place of the zone, minutes to the nearest of a set.
    #[must_use]
    pub fn minutes_to(&self, set: &[u32]) -> Vec<Option<f64>> {
        self.ways.to_nearest(set)
    }

    fn looked_for(&self) -> Result<Vec<Step>, SiteSetsError> {
        let open: Vec<u32> = self.existing.iter().map(|existing| existing.candidate).collect();
        let rules = Rules::with_open(open.len(), &open);
        // Communes around the zone serve it where they have one; a new one is for the zone.
        let most = MOST.min(self.places.len() - self.existing.iter().filter(|e| e.is_in_zone).count());
        let Self { people, ways, minutes, .. } = self;
        let curve = coverage_curve(people, ways, *minutes, &rules, most, EFFORT)?;
        let with = |more: usize| Rules::with_open(open.len() + more, &open);
        let beyond = f64::from(REACH_MINUTES);
        match self.aim {
            Aim::Covered => {
                Ok(curve.iter().map(|point| self.covering(point.more, &point.sited, point.greedy)).collect())
            }
            Aim::Mean => {
                let all = self.all_people();
                let step = |more: usize| {
                    let sited = least_mean(people, ways, beyond, &with(more), EFFORT)?;
                    let told = [sited.value / all, sited.bound / all];
                    Ok(self.step(more, sited.set, Some(told), sited.is_proven, curve[more].greedy))
                };
                (0..=most).map(step).collect()
            }
            Aim::Worst => {
                let step = |more: usize| {
                    let greedy = curve[more].greedy;
                    let found = least_worst(ways, &with(more), EFFORT)?;
                    // Where somebody cannot be reached at all, as many as can be are.
                    let Some(found) = found else {
                        let reached = coverage_curve(people, ways, beyond, &rules, more, EFFORT)?;
                        let set = reached
                            .into_iter()
                            .next_back()
                            .map_or_else(|| open.clone(), |point| point.sited.set);
                        return Ok(self.step(more, set, None, false, greedy));
                    };
                    let told = [found.value, found.bound];
                    Ok(self.step(more, found.set, Some(told), found.is_proven, greedy))
                };
                (0..=most).map(step).collect()
            }
            Aim::Fewest => {
                let found = fewest(ways, *minutes, &rules, EFFORT)?;
                let more = found.set.len() - open.len();
                let told = [more as f64, (found.bound - open.len()) as f64];
                let greedy = covered(people, ways, *minutes, &found.set);
                let before = self.step(0, open.clone(), Some([0.0, 0.0]), true, curve[0].greedy);
                let after = self.step(more, found.set, Some(told), found.is_proven, greedy);
                Ok(if more == 0 { vec![after] } else { vec![before, after] })
            }
        }
    }

    fn covering(&self, more: usize, sited: &Sited, greedy: f64) -> Step {
        self.step(more, sited.set.clone(), Some([sited.value, sited.bound]), sited.is_proven, greedy)
    }

    fn step(&self, more: usize, set: Vec<u32>, told: Option<[f64; 2]>, is_proven: bool, greedy: f64) -> Step {
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
            set,
        }
    }
}
