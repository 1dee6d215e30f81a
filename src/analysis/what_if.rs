//! What would change if somebody came, left or moved.
//!
//! *Question.* If a ressourcerie opened in this commune, who would have one within reach, and would
//! the bassin still lack any? *Method.* Counts by commune are changed, and everything that hangs on
//! them is told again as before: territories beside their peers
//! ([`judge`](crate::analysis::supply::judge)), whose rate changes too, and access
//! ([`access_at`]) of every territory whose people reach a place of change. *Unit.* One actor more is
//! one more unit of supply, as every actor is. *Edges.* Those that are there already lose no access:
//! in floating catchments a newcomer adds supply and takes none, and the people of a place share
//! out all of it (Σ people × access grows by exactly what is added). Whether there is demand for
//! it, and money, nobody is asked. *Cost.* O(ways of the places that change × ways of those that
//! they reach), milliseconds.

use std::collections::BTreeMap;

use crate::analysis::access::{Decay, Reach, reach};
use crate::analysis::catchments::{Weights, access_at, decays};
use crate::analysis::gaps::judged;
use crate::analysis::ground::Ground;
use crate::analysis::subjects::{Observed, Subject};
use crate::analysis::supply::{Finding, Verdict};
use crate::domain::level::Level;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;

/// The version of the method, to be changed with anything that changes a figure.
pub const METHOD: &str = "maillage-whatif-1";

/// So many changes at most in one question.
pub const MOST: usize = 50;

/// Actors that come to a commune (or leave it, below 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    pub commune: u32,
    pub by: i32,
}

/// Why a change cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhatIfError {
    #[error("{leaving} would leave a commune in which {known} are known")]
    TooFew { commune: u32, known: u64, leaving: i64 },
    #[error("more than {MOST} communes would change")]
    TooMany,
    #[error("no source that was read tells this function: what would change is not known")]
    NotMeasured,
}

/// A territory, before or after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    pub count: u64,
    pub finding: Finding,
    /// `None` where nobody lives.
    pub reach: Option<Reach>,
}

impl State {
    /// What is said of it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.finding.map_or_else(|verdict| verdict, |judged| judged.verdict)
    }
}

/// What a territory becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub territory: u32,
    pub population: u64,
    pub before: State,
    pub after: State,
    /// People who had none within reach and have one, and the other way round.
    pub reached: u64,
    pub lost: u64,
}

impl Effect {
    /// How much supply its people gain or lose: what effects are ordered by.
    #[must_use]
    pub fn moved(&self) -> f64 {
        let mean = |state: &State| state.reach.map_or(0.0, |reach| reach.mean);
        (mean(&self.after) - mean(&self.before)).abs() * self.population as f64
    }
}

/// What becomes of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    pub subject: Subject,
    pub level: Level,
    pub observed: Observed,
    pub share_estimated: Option<f64>,
    /// The territories whose people reach a place of change, by row; of the others the count and the
    /// access stay, and the rate of their peers hardly moves.
    pub territories: Vec<Effect>,
}

/// The counts by commune after changes; those of one commune add up.
pub fn changed(counts: &[f64], changes: &[Change]) -> Result<Vec<f64>, WhatIfError> {
    let mut sums: BTreeMap<u32, i64> = BTreeMap::new();
    changes.iter().for_each(|change| *sums.entry(change.commune).or_default() += i64::from(change.by));
    if MOST < sums.len() {
        return Err(WhatIfError::TooMany);
    }
    let mut after = counts.to_vec();
    for (commune, by) in sums {
        let Some(count) = after.get_mut(commune as usize) else { continue };
        let (known, leaving) = (*count as u64, -by);
        *count += by as f64;
        if *count < 0.0 {
            return Err(WhatIfError::TooFew { commune, known, leaving });
        }
    }
    Ok(after)
}

/// What becomes of the territories of a level.
pub fn effects(
    snapshot: &Snapshot,
    ways: &Ways,
    ground: &Ground,
    subject: Subject,
    changes: &[Change],
) -> Result<Effects, WhatIfError> {
    let observed = subject.observed(snapshot);
    if !observed.is_measured() {
        return Err(WhatIfError::NotMeasured);
    }
    let before = subject.counts(snapshot);
    let after = changed(&before, changes)?;
    let [decay, ..] = decays(subject.catchment(snapshot)).expect("steps of a catchment grow");
    let rows = reaching(snapshot, ways, ground.level, changes, &decay);
    let counts = [&before, &after].map(|counts| ground.sums(counts));
    let findings = counts.each_ref().map(|counts| judged(ground, true, counts));
    let communes = |row: &u32| snapshot.territories.communes(ground.level, *row);
    let all: Vec<u32> = rows.iter().flat_map(communes).copied().collect();
    let both = (|place| ways.hundredths_from(place), |place| ways.hundredths_towards(place));
    let weights = Weights::of(&[decay]);
    let found = access_at(&all, &ground.people, &[&before, &after], both, &weights);
    let mut found = found.iter().map(|of| [of[0][0], of[1][0]]);
    let effect = |row: &u32| {
        let at = *row as usize;
        let people: Vec<f64> = communes(row).iter().map(|&commune| ground.people[commune as usize]).collect();
        let access: Vec<[f64; 2]> = found.by_ref().take(people.len()).collect();
        let state = |when: usize| State {
            count: counts[when][at] as u64,
            finding: findings[when][at],
            reach: reach(&access.iter().map(|of| of[when]).collect::<Vec<f64>>(), &people),
        };
        let people_who = |are: fn([bool; 2]) -> bool| -> u64 {
            let theirs = access.iter().zip(&people);
            let who = theirs.filter(|(access, _)| are(access.map(|access| 0.0 < access)));
            who.map(|(_, people)| *people as u64).sum()
        };
        Effect {
            territory: *row,
            population: ground.populations[at] as u64,
            before: state(0),
            after: state(1),
            reached: people_who(|had| had == [false, true]),
            lost: people_who(|had| had == [true, false]),
        }
    };
    let territories = rows.iter().map(effect).collect();
    let (level, share_estimated) = (ground.level, ways.share_estimated());
    Ok(Effects { subject, level, observed, share_estimated, territories })
}

/// The territories with a commune from which a place of change is within reach, and those of these
/// places, in order.
fn reaching(snapshot: &Snapshot, ways: &Ways, level: Level, changes: &[Change], decay: &Decay) -> Vec<u32> {
    let mut rows: Vec<u32> = Vec::new();
    for change in changes {
        let near = ways.towards(change.commune).filter(|way| way.minutes <= decay.within());
        let communes = near.map(|way| way.to).chain([change.commune]);
        rows.extend(communes.filter_map(|commune| snapshot.territories.zone(commune, level)));
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}
