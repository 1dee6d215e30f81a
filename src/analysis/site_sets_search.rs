//! The searches behind best sets of places, one a number of places, and who follows them.

use crate::analysis::site_sets::{Aim, MOST, SiteSets, SiteSetsError, Step};
use crate::analysis::siting::best::{covered, least_mean_while, most_covered_while};
use crate::analysis::siting::curve::{Point, coverage_curve_while, greedy_curve};
use crate::analysis::siting::going::{ALWAYS, Going};
use crate::analysis::siting::rules::Rules;
use crate::analysis::siting::search::Effort;
use crate::analysis::siting::worst::{fewest_while, least_worst_while};
use crate::snapshot::ways::REACH_MINUTES;

/// How hard each search looks: a count of work, not a time, so that answers are the same everywhere.
const EFFORT: Effort = Effort { steps: 400, steps_after: 40, work: 12_000_000 };

/// The same for each of the many searches that the shortest longest way takes.
const EFFORT_OF_MANY: Effort = Effort { work: 3_000_000, ..EFFORT };

/// How far it is: counted in searches that ended, not in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Numbers of places that are answered, of so many.
    pub done: usize,
    pub of: usize,
    /// Of the last one: how much better another set could be at most, as a share.
    pub at_most_better: Option<f64>,
}

/// Somebody who waits for best sets.
pub struct Follower<'a> {
    pub going: Going<'a>,
    pub told: &'a dyn Fn(Progress),
}

impl Follower<'_> {
    /// Waits however long it takes, and asks nothing.
    pub const PATIENT: Follower<'static> = Follower { going: ALWAYS, told: &|_| () };
}

/// The best set for each number of places up to `most`; of the fewest, none and that many.
pub fn looked_for(sets: &SiteSets, most: usize, follower: &Follower) -> Result<Vec<Step>, SiteSetsError> {
    let open: Vec<u32> = sets.existing.iter().map(|existing| existing.candidate).collect();
    let rules = rules(sets, &open);
    let most = most.min(MOST).min(sets.candidates.len() - open.len());
    let SiteSets { people, minutes, .. } = sets;
    // Few of all ways, where many exist already.
    let ways = &sets.ways.beside(&open);
    let with = |more: usize| Rules { count: open.len() + more, ..rules.clone() };
    let (going, beyond) = (follower.going, f64::from(REACH_MINUTES));
    let told = |more: usize, at_most_better: Option<f64>| {
        (follower.told)(Progress { done: more + 1, of: most + 1, at_most_better });
    };
    if sets.aim == Aim::Covered {
        let curve = coverage_curve_while(
            people,
            ways,
            *minutes,
            &rules,
            most,
            EFFORT,
            (going, &|point| {
                told(point.more, point.sited.at_most_better());
            }),
        )?;
        let step = |point: Point| {
            let told = Some([point.sited.value, point.sited.bound]);
            sets.step(point.more, point.sited.set, told, point.sited.is_proven, point.greedy)
        };
        return Ok(curve.into_iter().map(step).collect());
    }
    let greedy = greedy_curve(people, ways, *minutes, &rules, most)?;
    match sets.aim {
        Aim::Covered | Aim::Mean => {
            let all = sets.all_people();
            let step = |more: usize| {
                let sited = least_mean_while(people, ways, beyond, &with(more), EFFORT, going)?;
                told(more, sited.at_most_better());
                let values = [sited.value / all, sited.bound / all];
                Ok(sets.step(more, sited.set, Some(values), sited.is_proven, greedy[more]))
            };
            (0..=most).map(step).collect()
        }
        Aim::Worst => {
            let step = |more: usize| {
                let found = least_worst_while(ways, &with(more), EFFORT_OF_MANY, going)?;
                // Where somebody cannot be reached at all, as many as can be are.
                let Some(found) = found else {
                    let set = most_covered_while(people, ways, beyond, &with(more), EFFORT, going)?.set;
                    told(more, None);
                    return Ok(sets.step(more, set, None, false, greedy[more]));
                };
                let better = (found.value != 0.0).then(|| (found.value - found.bound) / found.value);
                told(more, better);
                let values = [found.value, found.bound];
                Ok(sets.step(more, found.set, Some(values), found.is_proven, greedy[more]))
            };
            (0..=most).map(step).collect()
        }
        Aim::Fewest => {
            let found = fewest_while(ways, *minutes, &rules, EFFORT, going)?;
            let more = found.set.len() - open.len();
            let values = [more as f64, (found.bound - open.len()) as f64];
            let of_found = covered(people, ways, *minutes, &found.set);
            told(most, None);
            let before = sets.step(0, open.clone(), Some([0.0, 0.0]), true, greedy[0]);
            let after = sets.step(more, found.set, Some(values), found.is_proven, of_found);
            Ok(if more == 0 { vec![after] } else { vec![before, after] })
        }
    }
}

/// What every set keeps, whatever its number.
fn rules(sets: &SiteSets, open: &[u32]) -> Rules {
    let budget = sets.spending.map(|spending| spending.budget);
    // What is not known to be affordable is not bought.
    let too_dear = budget.map_or(0.0, |budget| 2.0 * budget + 1.0);
    Rules {
        groups: sets.epci.iter().map(|(_, candidates)| candidates.clone()).collect(),
        farthest: sets.keeping.nobody_beyond_twice.then_some(2.0 * sets.minutes),
        costs: sets.costs.iter().map(|cost| cost.unwrap_or(too_dear)).collect(),
        budget,
        ..Rules::with_open(open.len(), open)
    }
}
