//! Where so many places would serve most people, or for the shortest ways.
//!
//! *Questions.* Which p places have most people within reach (Church and ReVelle 1974)? Which p make
//! the mean way shortest (ReVelle and Swain 1970)? *Method.* Greedy choice, exchanges, a Lagrangian
//! bound, and branch and bound on it (`greedy`, `swaps`, `relaxation`, `search`). The answer says
//! whether it is proven, and else how much better another set could be at most. *Unit.* That of the
//! weights; of weights × lengths. *Edges.* Sets of equal value are many: compare values, not
//! sets. *Cost.* Bounded by `Effort`, which counts work and reads no clock.

use crate::analysis::siting::going::{ALWAYS, Going, unless_left};
use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::rules::{Rules, SitingError, checked_length, checked_weights};
use crate::analysis::siting::search::{Effort, Found, search};
use crate::analysis::siting::ways::Ways;

/// A set of places, and what is known of how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Sited {
    /// Sorted; what was open already is in it.
    pub set: Vec<u32>,
    /// The weight covered, or the sum of weights × lengths.
    pub value: f64,
    /// No set that breaks as few rules does better: at least `value` of weight covered, at most
    /// `value` of weights × lengths.
    pub bound: f64,
    /// Whether no set does better, proven.
    pub is_proven: bool,
    /// The order in which the greedy choice opened candidates, what was open already first.
    pub greedy: Vec<u32>,
    /// What the greedy choice alone would be worth.
    pub greedy_value: f64,
    /// Groups of the rules that have none of the set, by rank. Where it is proven no set does with fewer
    /// broken rules.
    pub groups_without: Vec<usize>,
    /// Places farther than the rules want from all of the set, though a candidate is near enough.
    pub too_far: Vec<usize>,
    /// Parts of all sets that were bounded to find it.
    pub parts: u64,
}

impl Sited {
    /// How much better another set could be at most, as a share of this one's value: 0 when proven.
    /// `None` when this one is worth nothing and another may be worth something.
    #[must_use]
    pub fn at_most_better(&self) -> Option<f64> {
        let better = (self.bound - self.value).abs();
        if better == 0.0 { Some(0.0) } else { (self.value != 0.0).then(|| better / self.value) }
    }
}

/// The `rules.count` places within `reach` of which the most weight lies, `reach` included.
/// `weights` has one a place.
pub fn most_covered(
    weights: &[f64],
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    effort: Effort,
) -> Result<Sited, SitingError> {
    most_covered_while(weights, ways, reach, rules, effort, ALWAYS)
}

/// [`most_covered`] as long as `going` says that somebody waits; then [`SitingError::Left`].
pub fn most_covered_while(
    weights: &[f64],
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    effort: Effort,
    going: Going,
) -> Result<Sited, SitingError> {
    checked_weights(weights, ways)?;
    checked_length(reach)?;
    let open = rules.checked(ways.candidates())?;
    let losses = Losses::of_covering(weights, ways, reach, &rows_of(rules, ways));
    let found = unless_left(going, search(&losses, rules, &open, effort, going))?;
    let value = |set: &[u32]| covered(weights, ways, reach, set);
    let all: f64 = weights.iter().sum();
    let own = value(&found.set);
    let bound = if found.is_proven { own } else { (all - of_places(&losses, &found)).max(own) };
    Ok(told(found, own, bound, value, rules, ways))
}

/// The `rules.count` places for which the sum of weight × way to the nearest is least. Who has no way to
/// any of them counts as if it were `beyond` long, which is to be at least the longest way there is.
pub fn least_mean(
    weights: &[f64],
    ways: &Ways,
    beyond: f64,
    rules: &Rules,
    effort: Effort,
) -> Result<Sited, SitingError> {
    least_mean_while(weights, ways, beyond, rules, effort, ALWAYS)
}

/// [`least_mean`] as long as `going` says that somebody waits; then [`SitingError::Left`].
pub fn least_mean_while(
    weights: &[f64],
    ways: &Ways,
    beyond: f64,
    rules: &Rules,
    effort: Effort,
    going: Going,
) -> Result<Sited, SitingError> {
    checked_weights(weights, ways)?;
    checked_length(beyond)?;
    let open = rules.checked(ways.candidates())?;
    let losses = Losses::of_lengths(weights, ways, beyond, &rows_of(rules, ways));
    let found = unless_left(going, search(&losses, rules, &open, effort, going))?;
    let value = |set: &[u32]| losses.of_places(set);
    let own = value(&found.set);
    let bound = if found.is_proven { own } else { of_places(&losses, &found).min(own) };
    Ok(told(found, own, bound, value, rules, ways))
}

/// The weight of the places that have one of a set within `reach`, the limit included. O(ways).
#[must_use]
pub fn covered(weights: &[f64], ways: &Ways, reach: f64, set: &[u32]) -> f64 {
    let nearest = ways.to_nearest(set);
    let is_covered = |nearest: &Option<f64>| nearest.is_some_and(|length| length <= reach);
    let within = nearest.iter().zip(weights).filter(|(nearest, _)| is_covered(nearest));
    // An empty sum is -0.
    within.map(|(_, weight)| weight).sum::<f64>() + 0.0
}

/// The candidates of which one is to be open, rule by rule: groups, then places that are not to be far
/// from all, where some candidate is near enough.
#[must_use]
pub fn rows_of(rules: &Rules, ways: &Ways) -> Vec<Vec<u32>> {
    let mut rows = rules.groups.clone();
    if let Some(farthest) = rules.farthest {
        let near = |place| ways.within(place, farthest).iter().map(|way| way.0).collect::<Vec<u32>>();
        rows.extend((0..ways.places()).map(near).filter(|near| !near.is_empty()));
    }
    rows
}

/// What places lose at least in any set that breaks as few rules as the one that was found.
fn of_places(losses: &Losses, found: &Found) -> f64 {
    let of_rules = found.lost - losses.of_places(&found.set);
    (found.bound - of_rules).max(0.0)
}

fn told(
    found: Found,
    value: f64,
    bound: f64,
    of: impl Fn(&[u32]) -> f64,
    rules: &Rules,
    ways: &Ways,
) -> Sited {
    Sited {
        value,
        bound,
        is_proven: found.is_proven,
        greedy_value: of(&found.greedy),
        greedy: found.greedy,
        groups_without: rules.groups_without(&found.set),
        too_far: rules.places_too_far(ways, &found.set),
        parts: found.parts,
        set: found.set,
    }
}
