//! What each further place would bring: people covered with 0, 1, 2… more.
//!
//! *Question.* How many are worth helping? *Method.* `most_covered` for each count, beside the
//! greedy choice, whose first k are its best k: that curve is concave, so that each place brings no
//! more than the one before (but with a budget, which may be left for a dear one). *Edges.* The best sets of two counts need not have anything in
//! common. Where no rule but the count and what is open binds, the kept curve never falls: a
//! search that ran out of work keeps the set before, and one candidate more. *Cost.* One search a
//! count.

use crate::analysis::siting::best::{Sited, covered, most_covered_while};
use crate::analysis::siting::going::{ALWAYS, Going};
use crate::analysis::siting::greedy::opened;
use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::rules::{Rules, SitingError, checked_length, checked_weights};
use crate::analysis::siting::search::Effort;
use crate::analysis::siting::ways::Ways;

/// A point of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Places besides those that are open already.
    pub more: usize,
    /// The weight covered by the first of the greedy choice.
    pub greedy: f64,
    /// The best set known for this count.
    pub sited: Sited,
}

/// The curve from none to `most` more than what is open, as many as there are candidates at most.
/// `rules.count` is not looked at. O(`most` searches).
pub fn coverage_curve(
    weights: &[f64],
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    most: usize,
    effort: Effort,
) -> Result<Vec<Point>, SitingError> {
    coverage_curve_while(weights, ways, reach, rules, most, effort, (ALWAYS, &|_| ()))
}

/// [`coverage_curve`] as long as the first of `follower` says that somebody waits, then [`SitingError::Left`];
/// the second is told each point as it is found.
pub fn coverage_curve_while(
    weights: &[f64],
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    most: usize,
    effort: Effort,
    (going, told): (Going, &dyn Fn(&Point)),
) -> Result<Vec<Point>, SitingError> {
    let with = |count: usize| Rules { count, ..rules.clone() };
    let open = with(usize::MAX).checked(ways.candidates())?;
    let most = most.min(ways.candidates() - open.len());
    let mut points: Vec<Point> = Vec::new();
    let losses = Losses::of_covering(weights, ways, reach, &[]);
    // A budget binds the greedy choice too; groups and far places do not.
    let order = opened(&losses, &with(open.len() + most), &open, |gain, _| gain);
    for more in 0..=most {
        let rules = with(open.len() + more);
        let mut sited = most_covered_while(weights, ways, reach, &rules, effort, going)?;
        if let Some(before) = points.last().filter(|before| is_worse(&sited, &before.sited)) {
            let mut set = opened(&losses, &rules, &before.sited.set, |gain, _| gain);
            set.sort_unstable();
            sited.value = covered(weights, ways, reach, &set);
            sited.bound = sited.bound.max(sited.value);
            sited.groups_without = rules.groups_without(&set);
            sited.too_far = rules.places_too_far(ways, &set);
            sited.set = set;
        }
        let first = &order[..(open.len() + more).min(order.len())];
        let point = Point { more, greedy: covered(weights, ways, reach, first), sited };
        told(&point);
        points.push(point);
    }
    Ok(points)
}

/// The greedy part of [`coverage_curve`] alone: the weight covered by the first of the greedy choice, from none
/// to `most` more. O(`most` × ways).
pub fn greedy_curve(
    weights: &[f64],
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    most: usize,
) -> Result<Vec<f64>, SitingError> {
    checked_weights(weights, ways)?;
    checked_length(reach)?;
    let open = Rules { count: usize::MAX, ..rules.clone() }.checked(ways.candidates())?;
    let most = most.min(ways.candidates() - open.len());
    let losses = Losses::of_covering(weights, ways, reach, &[]);
    let order = opened(&losses, &Rules { count: open.len() + most, ..rules.clone() }, &open, |gain, _| gain);
    let first = |more: usize| &order[..(open.len() + more).min(order.len())];
    Ok((0..=most).map(|more| covered(weights, ways, reach, first(more))).collect())
}

/// Whether a set with more places covers less and breaks no fewer rules: a search that ran out of work.
fn is_worse(sited: &Sited, before: &Sited) -> bool {
    let broken = |sited: &Sited| sited.groups_without.len() + sited.too_far.len();
    !sited.is_proven && sited.value < before.value && broken(before) <= broken(sited)
}
