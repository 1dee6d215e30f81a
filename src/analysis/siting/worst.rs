//! How few places are enough, and how near so many can be to everybody.
//!
//! *Questions.* How many places have everybody within reach (Toregas, Swain, ReVelle and Bergman 1971)?
//! How near is the farthest at best, with p of them (Hakimi 1964)? *Method.* Whether p places reach
//! everybody is one search for a set that loses nothing. The fewest: from the greedy cover down until p
//! − 1 is impossible. The least worst: bisection over the lengths there are. *Edges.* Places without any
//! candidate within reach (or without any way) are told apart, and the others answered for. All places
//! count the same, whatever their weight. Where a search ran out of work the answer has a bound below
//! its value, and is not proven. *Cost.* One search for each count, or for each halving of the lengths.

use crate::analysis::siting::going::{ALWAYS, Going, unless_left};
use crate::analysis::siting::greedy::opened;
use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::rules::{Rules, SitingError, checked_length};
use crate::analysis::siting::search::{Effort, Found, search_below};
use crate::analysis::siting::ways::Ways;

/// The fewest places within reach of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewest {
    /// Sorted; what was open already is in it and counts.
    pub set: Vec<u32>,
    /// No set with fewer places does.
    pub bound: usize,
    pub is_proven: bool,
    /// Places without any candidate within reach: nothing can be done for them.
    pub out_of_reach: Vec<usize>,
}

/// A set whose farthest place is as near as can be.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastWorst {
    /// Sorted; what was open already is in it and counts.
    pub set: Vec<u32>,
    /// The longest way from a place to the nearest of the set.
    pub value: f64,
    /// No set has a shorter longest way.
    pub bound: f64,
    pub is_proven: bool,
    /// Places without any way: nothing can be done for them.
    pub without_way: Vec<usize>,
}

/// The fewest places of which everybody has one within `reach`, the limit included; `rules.count` is
/// not looked at, what is open already counts, and groups are kept but for empty ones.
pub fn fewest(ways: &Ways, reach: f64, rules: &Rules, effort: Effort) -> Result<Fewest, SitingError> {
    fewest_while(ways, reach, rules, effort, ALWAYS)
}

/// [`fewest`] as long as `going` says that somebody waits; then [`SitingError::Left`].
pub fn fewest_while(
    ways: &Ways,
    reach: f64,
    rules: &Rules,
    effort: Effort,
    going: Going,
) -> Result<Fewest, SitingError> {
    let all = ways.candidates();
    let mut rules = Rules { count: all, budget: None, farthest: None, ..rules.clone() };
    let open = rules.checked(all)?;
    checked_length(reach)?;
    rules.groups.retain(|group| !group.is_empty());
    let out_of_reach: Vec<usize> =
        (0..ways.places()).filter(|&place| ways.within(place, reach).is_empty()).collect();
    let mut weights = vec![1.0; ways.places()];
    out_of_reach.iter().for_each(|&place| weights[place] = 0.0);
    let losses = Losses::of_covering(&weights, ways, reach, &rules.groups);
    let mut set = enough(&losses, &rules, &open);
    let mut bound = open.len();
    while bound < set.len() {
        let found = unless_left(going, fits(&losses, &rules, &open, set.len() - 1, effort, going))?;
        if found.lost < 1.0 {
            set = without_spare(&losses, &open, found.set);
        } else if found.is_proven {
            bound = set.len();
        } else {
            let impossible = impossible(&losses, &rules, &open, bound, set.len(), effort, going);
            bound = unless_left(going, impossible)?;
            break;
        }
    }
    Ok(Fewest { is_proven: bound == set.len(), set, bound, out_of_reach })
}

/// The `rules.count` places whose farthest place is as near as can be; budgets and groups are kept.
/// `None` when no such set reaches everybody who has a way, or none was found.
pub fn least_worst(ways: &Ways, rules: &Rules, effort: Effort) -> Result<Option<LeastWorst>, SitingError> {
    least_worst_while(ways, rules, effort, ALWAYS)
}

/// [`least_worst`] as long as `going` says that somebody waits; then [`SitingError::Left`].
pub fn least_worst_while(
    ways: &Ways,
    rules: &Rules,
    effort: Effort,
    going: Going,
) -> Result<Option<LeastWorst>, SitingError> {
    let open = rules.checked(ways.candidates())?;
    let has_way = |place: &usize| !ways.of(*place).is_empty();
    let (some, without_way): (Vec<usize>, Vec<usize>) = (0..ways.places()).partition(has_way);
    let held = ways.to_nearest(&open);
    let lengths = lengths(ways, rules, &some, &held);
    let (mut proven, mut low, mut high) = (0, 0, lengths.len());
    let mut best: Option<(Vec<u32>, f64)> = None;
    while low < high {
        let middle = low + (high - low) / 2;
        let reach = lengths[middle];
        // Who is near enough to what is open asks for nothing.
        let is_far = |place: &usize| held[*place].is_none_or(|length| reach < length);
        let far: Vec<usize> = some.iter().copied().filter(is_far).collect();
        let losses = Losses::of_reaching(&far, ways, reach, &rules.groups);
        let found = unless_left(going, search_below(&losses, rules, &open, effort, 1.0, going))?;
        if let Some(value) = worst(ways, &found.set).filter(|_| found.lost < 1.0) {
            high = lengths.partition_point(|&length| length < value).min(middle);
            best = Some((found.set, value));
        } else {
            low = middle + 1;
            if found.is_proven {
                proven = low;
            }
        }
    }
    let told = |(set, value): (Vec<u32>, f64)| {
        let bound = lengths.get(proven).copied().unwrap_or(value).min(value);
        LeastWorst { set, value, bound, is_proven: bound == value, without_way }
    };
    Ok(best.map(told))
}

/// The lengths that the longest way may have, each once, from the shortest: nobody is nearer than to the
/// nearest candidate of all, nor farther than from what is open.
fn lengths(ways: &Ways, rules: &Rules, places: &[usize], held: &[Option<f64>]) -> Vec<f64> {
    let nearest = places.iter().filter_map(|&place| ways.of(place).first());
    let least = nearest.map(|way| way.1).fold(0.0, f64::max);
    let most = rules.farthest.unwrap_or(f64::INFINITY);
    let mut lengths: Vec<f64> = Vec::new();
    for &place in places {
        let held = held[place].unwrap_or(f64::INFINITY).min(most);
        let all = ways.of(place).iter().map(|way| way.1);
        lengths.extend(all.filter(|length| least <= *length && *length <= held));
    }
    lengths.sort_by(f64::total_cmp);
    lengths.dedup();
    lengths
}

/// Whether so many places lose nothing.
fn fits(losses: &Losses, rules: &Rules, open: &[u32], count: usize, effort: Effort, going: Going) -> Found {
    search_below(losses, &Rules { count, ..rules.clone() }, open, effort, 1.0, going)
}

/// A set that loses nothing but what all candidates together lose, by greedy choice.
fn enough(losses: &Losses, rules: &Rules, open: &[u32]) -> Vec<u32> {
    let all: Vec<u32> = (0..losses.candidates() as u32).collect();
    let least = losses.all(&all);
    let (mut set, mut count) = (open.to_vec(), open.len());
    while losses.all(&set) != least && count < all.len() {
        count = (2 * count.max(4)).min(all.len());
        set = opened(losses, &Rules { count, ..rules.clone() }, &set, |gain, _| gain);
    }
    without_spare(losses, open, set)
}

/// The same without those that nobody would miss, the last first; sorted.
fn without_spare(losses: &Losses, open: &[u32], mut set: Vec<u32>) -> Vec<u32> {
    let mut times = vec![0_u32; losses.rows()];
    let rows = |candidate: u32| losses.column(candidate).iter().map(|cell| cell.0 as usize);
    set.iter().for_each(|&candidate| rows(candidate).for_each(|row| times[row] += 1));
    for at in (0..set.len()).rev() {
        let candidate = set[at];
        if !open.contains(&candidate) && rows(candidate).all(|row| 1 < times[row]) {
            rows(candidate).for_each(|row| times[row] -= 1);
            set.remove(at);
        }
    }
    set.sort_unstable();
    set
}

/// The least count that is not proven impossible, between one that was not tried and one that is possible,
/// by the bound alone.
fn impossible(
    losses: &Losses,
    rules: &Rules,
    open: &[u32],
    low: usize,
    high: usize,
    effort: Effort,
    going: Going,
) -> usize {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        let found = fits(losses, rules, open, middle, Effort { work: 1, ..effort }, going);
        if 1.0 <= found.lost && found.is_proven { low = middle + 1 } else { high = middle }
    }
    low
}

/// The longest way from a place that has any to the nearest of a set; `None` where one of them has none
/// to the set, or nobody has any. O(ways).
#[must_use]
pub fn worst(ways: &Ways, set: &[u32]) -> Option<f64> {
    let nearest = ways.to_nearest(set);
    let some = (0..ways.places()).filter(|&place| !ways.of(place).is_empty());
    let lengths: Option<Vec<f64>> = some.map(|place| nearest[place]).collect();
    lengths?.into_iter().reduce(f64::max)
}
