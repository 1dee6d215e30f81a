//! The set that loses least, with proof: branch and bound.
//!
//! *Method.* Candidates are decided open or closed one at a time; what is left is bounded by
//! `relaxation`, and dropped where nothing better than the best set at hand can be in it. The part with
//! the lowest bound is looked at first, so that what is left at any time bounds the optimum. In each,
//! candidates whose fate the bound decides are set aside (reduced costs), and the one that late
//! multipliers chose in nearest half of their steps is decided next. *Edges.* It stops after so much
//! `work` (rows and losses looked at: no clock, so that bytes are the same on any machine), and then
//! says what bound it reached. *Cost.* Exponential at worst, which is why work is counted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::analysis::siting::going::Going;
use crate::analysis::siting::greedy::{greedy, is_affordable, opened, price};
use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::relaxation::{Fate, Relaxation, Relaxed};
use crate::analysis::siting::rules::Rules;
use crate::analysis::siting::swaps::swapped;

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps of the bound, before anything is decided.
    pub steps: u32,
    /// Steps of it in each part of the search.
    pub steps_after: u32,
    /// Rows and losses that may be looked at: some hundreds of millions a second.
    pub work: u64,
}

impl Effort {
    /// The greedy choice and exchanges alone: a set at once, and no bound worth the name.
    pub const QUICK: Self = Self { steps: 0, steps_after: 0, work: 0 };
    /// These and the bound, but no search.
    pub const BOUND: Self = Self { steps: 600, steps_after: 60, work: 1 };
}

impl Default for Effort {
    fn default() -> Self {
        Self { steps: 600, steps_after: 60, work: 400_000_000 }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The best set at hand, sorted.
    pub set: Vec<u32>,
    /// What it loses, broken rules included.
    pub lost: f64,
    /// No set loses less.
    pub bound: f64,
    /// Whether the set is proven to be a best one.
    pub is_proven: bool,
    /// The order of the greedy choice that the search began with.
    pub greedy: Vec<u32>,
    /// Parts that were looked at, the whole included.
    pub parts: u64,
    pub work: u64,
}

/// A part of all sets: what is decided in it.
struct Part {
    bound: f64,
    /// The first made is first where bounds are the same.
    nth: u64,
    fates: Vec<Fate>,
    relaxed: Arc<Relaxed>,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Part {}
impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Part {
    /// The greatest is the one to look at first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.nth.cmp(&self.nth))
    }
}

/// The best set that can be found with so much effort, and how much better another could be.
/// `open` is what [`Rules::checked`] gave.
#[must_use]
pub fn search(losses: &Losses, rules: &Rules, open: &[u32], effort: Effort, going: Going) -> Found {
    search_below(losses, rules, open, effort, f64::INFINITY, going)
}

/// A set that loses less than `below`, the first that is found; proven when there is one or none. Where
/// `going` ends it before its end, what it found is worth nothing: ask `going` again.
#[must_use]
pub fn search_below(
    losses: &Losses,
    rules: &Rules,
    open: &[u32],
    effort: Effort,
    below: f64,
    going: Going,
) -> Found {
    // What is open serves most already: only who would be helped by more is looked at.
    let (left, lost) = losses.given(open);
    let found = search_left(&left, rules, open, effort, below - lost, going);
    Found { lost: found.lost + lost, bound: found.bound + lost, ..found }
}

fn search_left(
    losses: &Losses,
    rules: &Rules,
    open: &[u32],
    effort: Effort,
    below: f64,
    going: Going,
) -> Found {
    let order = greedy(losses, rules, open);
    let mut best =
        Best { losses, rules, open, below, going, set: swapped(losses, rules, open, &order), lost: 0.0 };
    best.lost = losses.all(&best.set);
    let mut fates = vec![Fate::Free; losses.candidates()];
    open.iter().for_each(|&candidate| fates[candidate as usize] = Fate::Open);
    let first = Relaxation::new(losses, rules, &fates).begin(&best.set);
    let mut queue = BinaryHeap::new();
    queue.push(Part { bound: f64::NEG_INFINITY, nth: 0, fates, relaxed: Arc::new(first) });
    let (mut parts, mut nth, mut work) = (0, 0, 0);
    // What the best part that is left says; all that is dropped is no better than the best set.
    let mut bound = f64::NEG_INFINITY;
    while let Some(part) = queue.pop() {
        bound = bound.max(part.bound);
        if best.is_done(part.bound) || effort.work <= work || !going() {
            queue.push(part);
            break;
        }
        let steps = if parts == 0 { effort.steps } else { effort.steps_after };
        parts += 1;
        for child in split(part, &mut best, steps, effort.steps_after, &mut work) {
            nth += 1;
            queue.push(Part { nth, ..child });
        }
    }
    let left = queue.peek().map_or(f64::INFINITY, |part| part.bound);
    let is_proven = best.is_done(left.max(bound));
    let Best { set, lost, .. } = best;
    let bound = rounded(losses, left.max(bound)).min(lost);
    // What was proven by less than a hair is the set's own loss, told to the last digit.
    let bound = if is_proven && below.is_infinite() { lost } else { bound };
    Found { set, lost, bound, is_proven, greedy: order, parts, work }
}

fn rounded(losses: &Losses, bound: f64) -> f64 {
    if losses.is_whole() && bound.is_finite() { (bound - 1e-6).ceil().max(0.0) } else { bound.max(0.0) }
}

/// The best set so far.
struct Best<'l> {
    losses: &'l Losses,
    rules: &'l Rules,
    open: &'l [u32],
    below: f64,
    going: Going<'l>,
    set: Vec<u32>,
    lost: f64,
}

impl Best<'_> {
    /// Only sets that lose less are of use.
    fn target(&self) -> f64 {
        self.lost.min(self.below)
    }

    /// Whether nothing of use is left above a bound.
    fn is_done(&self, bound: f64) -> bool {
        let is_found = self.below.is_finite() && self.lost < self.below;
        is_found || self.target() - self.losses.hair() <= rounded(self.losses, bound)
    }

    /// Takes what is open and as many of `chosen` as a budget allows, if that is better. A set that comes
    /// close is first made as good as exchanges make it.
    fn offer(&mut self, open: Vec<u32>, chosen: &[u32], work: &mut u64) {
        let mut set = open;
        let mut spent = self.rules.cost(&set);
        for &candidate in chosen {
            if is_affordable(self.rules, spent, candidate) {
                spent += price(self.rules, candidate);
                set.push(candidate);
            }
        }
        let full = opened(self.losses, self.rules, &set, |gain, _| gain);
        let mut lost = self.losses.all(&full);
        *work +=
            full.iter().map(|&c| self.losses.column(c).len() as u64).sum::<u64>() + self.losses.rows() as u64;
        let mut set = full;
        if lost < 1.02 * self.lost {
            set = swapped(self.losses, self.rules, self.open, &set);
            lost = self.losses.all(&set);
            *work += self.losses.told() as u64;
        }
        if lost + self.losses.hair() < self.lost {
            set.sort_unstable();
            (self.set, self.lost) = (set, lost);
        }
    }
}

/// Bounds a part, and cuts what is left of it in two.
fn split(part: Part, best: &mut Best, mut steps: u32, after: u32, work: &mut u64) -> Vec<Part> {
    let Part { mut fates, relaxed, .. } = part;
    let mut relaxed = (*relaxed).clone();
    let mut bound = part.bound;
    while (best.going)() {
        let open: Vec<u32> = of(&fates, Fate::Open);
        let is_too_dear =
            best.rules.budget.is_some_and(|budget| budget * (1.0 + 1e-12) < best.rules.cost(&open));
        if best.rules.count < open.len() || is_too_dear {
            return vec![];
        }
        let mut relaxation = Relaxation::new(best.losses, best.rules, &fates).while_going(best.going);
        let mut offered: Option<Vec<u32>> = None;
        relaxed =
            relaxation.improved(relaxed, steps, best.target(), |chosen| offered = Some(chosen.to_vec()));
        *work += relaxation.work;
        bound = bound.max(relaxed.bound);
        best.offer(open, &offered.unwrap_or_default(), work);
        if best.is_done(bound) {
            return vec![];
        }
        if relaxation.left() == 0 || relaxation.free().is_empty() {
            // A single set: what it loses was offered.
            return vec![];
        }
        steps = after;
        let decided = relaxation.decided(&relaxed, best.target());
        if decided.is_empty() {
            return halves(fates, bound, relaxed, &relaxation);
        }
        decided.iter().for_each(|&(candidate, fate)| fates[candidate as usize] = fate);
    }
    vec![]
}

/// The part with a candidate open, and the part with it closed.
fn halves(fates: Vec<Fate>, bound: f64, relaxed: Relaxed, relaxation: &Relaxation) -> Vec<Part> {
    let doubt = |c: &u32| (relaxed.shares[*c as usize] - 0.5).abs();
    let order = |a: &&u32, b: &&u32| {
        let score = |c: &u32| relaxed.scores[*c as usize];
        doubt(a).total_cmp(&doubt(b)).then(score(b).total_cmp(&score(a))).then(a.cmp(b))
    };
    let Some(&candidate) = relaxation.free().iter().min_by(order) else { return vec![] };
    let relaxed = Arc::new(relaxed);
    let half = |fate: Fate| {
        let mut fates = fates.clone();
        fates[candidate as usize] = fate;
        Part { bound, nth: 0, fates, relaxed: Arc::clone(&relaxed) }
    };
    vec![half(Fate::Open), half(Fate::Closed)]
}

fn of(fates: &[Fate], fate: Fate) -> Vec<u32> {
    (0..fates.len() as u32).filter(|&candidate| fates[candidate as usize] == fate).collect()
}
