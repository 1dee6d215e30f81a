//! How much less could be lost at best: a bound that no set goes below.
//!
//! *Method.* Lagrangian relaxation of "each row is served once" (Geoffrion 1974; Galvão and ReVelle
//! 1996 for covering): with a multiplier λ a row, at most its loss when nothing is open, no set of p
//! loses less than Σ λ − the p greatest Σ max(0, λ − loss). Multipliers are sought by subgradient
//! (Held, Wolfe and Crowder 1974) with a direction that remembers the one before (Camerini, Fratta
//! and Maffioli 1975). A budget has a multiplier of its own. *Edges.* The bound holds whatever the
//! multipliers: fewer steps make it looser, never wrong; rounding is allowed for, and where losses
//! are whole it is rounded up to the next whole one. *Cost.* O(rows + losses below the multiplier)
//! a step, counted in `work`: no clock is read.

use crate::analysis::siting::going::{ALWAYS, Going};
use crate::analysis::siting::greedy::price;
use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::rules::Rules;

/// How much of the direction before stays in the next: with none, multipliers of rows that share
/// candidates swing to and fro.
const MEMORY: f64 = 0.9;

/// After so many steps without a better bound, steps become shorter.
const PATIENCE: u32 = 20;

/// What is decided of each candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Open,
    Closed,
    Free,
}

/// A relaxation under way: multipliers, the best bound they gave, and what that says of candidates.
#[derive(Debug, Clone)]
pub struct Relaxed {
    /// By row.
    pub multipliers: Vec<f64>,
    /// What a unit of budget is worth.
    pub price: f64,
    /// No set that keeps to the fates loses less.
    pub bound: f64,
    /// By candidate: what opening it is worth at the best multipliers.
    pub scores: Vec<f64>,
    /// By candidate: in what part of the late steps it was chosen.
    pub shares: Vec<f64>,
}

/// A relaxation's frame: what is decided, and what rows lose by it.
pub struct Relaxation<'l> {
    losses: &'l Losses,
    rules: &'l Rules,
    free: Vec<u32>,
    is_free: Vec<bool>,
    /// By row: what is lost by what is open. No multiplier goes above.
    caps: Vec<f64>,
    /// How many more may be opened, and what may be spent on them.
    left: usize,
    purse: Option<f64>,
    /// Rows and losses looked at so far.
    pub work: u64,
    chosen: Vec<u32>,
    going: Going<'l>,
}

impl<'l> Relaxation<'l> {
    /// With some candidates decided; `fixed` are those for whom nothing is paid.
    #[must_use]
    pub fn new(losses: &'l Losses, rules: &'l Rules, fates: &[Fate]) -> Self {
        let of = |fate: Fate| (0..fates.len() as u32).filter(move |&c| fates[c as usize] == fate);
        let open: Vec<u32> = of(Fate::Open).collect();
        let left = rules.count.saturating_sub(open.len());
        let purse = rules.budget.map(|budget| (budget * (1.0 + 1e-12) - rules.cost(&open)).max(0.0));
        let is_in_reach = |c: &u32| purse.is_none_or(|purse| price(rules, *c) <= purse);
        let free: Vec<u32> = of(Fate::Free).filter(is_in_reach).collect();
        let mut is_free = vec![false; fates.len()];
        free.iter().for_each(|&candidate| is_free[candidate as usize] = true);
        let caps = losses.by_row(&open);
        let work = (losses.rows() + open.iter().map(|&c| losses.column(c).len()).sum::<usize>()) as u64;
        Self { losses, rules, free, is_free, caps, left, purse, work, chosen: vec![], going: ALWAYS }
    }

    /// The same, which takes no further step once `going` says no.
    #[must_use]
    pub fn while_going(self, going: Going<'l>) -> Self {
        Self { going, ..self }
    }

    /// Who was chosen at the last step: a set to try, with what is open.
    #[must_use]
    pub fn chosen(&self) -> &[u32] {
        &self.chosen
    }

    /// How many more may be opened.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left
    }

    /// Candidates that are not decided, the smallest first.
    #[must_use]
    pub fn free(&self) -> &[u32] {
        &self.free
    }

    /// Multipliers to begin with: half of what rows would lose by a set at hand.
    #[must_use]
    pub fn begin(&self, set: &[u32]) -> Relaxed {
        let by_set = self.losses.by_row(set);
        let highest = by_set.iter().copied().fold(0.0, f64::max);
        let multiplier =
            |(&cap, &loss): (&f64, &f64)| if 0.0 < loss { loss.min(cap) } else { cap.min(highest) / 4.0 };
        Relaxed {
            multipliers: self.caps.iter().zip(&by_set).map(multiplier).collect(),
            price: 0.0,
            bound: f64::NEG_INFINITY,
            scores: vec![0.0; self.losses.candidates()],
            shares: vec![0.0; self.losses.candidates()],
        }
    }

    /// Better multipliers by so many steps at most, towards `target`, what a set is known to lose.
    /// Stops as soon as the bound says that nothing below `target` is left.
    #[must_use]
    pub fn improved(
        &mut self,
        from: Relaxed,
        steps: u32,
        target: f64,
        mut tried: impl FnMut(&[u32]),
    ) -> Relaxed {
        let mut best = from;
        let mut at = best.multipliers.clone();
        for (multiplier, cap) in at.iter_mut().zip(&self.caps) {
            *multiplier = multiplier.min(*cap);
        }
        best.bound = f64::NEG_INFINITY;
        let mut price_at = best.price;
        let mut shares = vec![0.0; self.losses.candidates()];
        let (mut pace, mut since) = (1.0, 0);
        let mut direction = vec![0.0; at.len()];
        let mut slope = vec![0.0; at.len()];
        let mut price_direction = 0.0;
        let mut scores = vec![0.0; self.losses.candidates()];
        for step in 0..steps {
            if !(self.going)() {
                break;
            }
            let bound = self.at(&at, price_at, &mut scores, &mut slope);
            let share = if step < 10 { 0.3 } else { 0.1 };
            shares.iter_mut().for_each(|held: &mut f64| *held *= 1.0 - share);
            self.chosen.iter().for_each(|&candidate| shares[candidate as usize] += share);
            if best.bound < bound {
                let is_much = best.bound + 1e-4 * (target - best.bound).abs() < bound;
                best.bound = bound;
                best.multipliers.copy_from_slice(&at);
                best.scores.copy_from_slice(&scores);
                best.price = price_at;
                if is_much {
                    since = 0;
                    tried(&self.chosen);
                }
            } else {
                since += 1;
            }
            if self.is_hopeless(best.bound, target) || pace < 1e-4 {
                break;
            }
            if since == PATIENCE {
                (pace, since) = (pace * 0.6, 0);
            }
            let spent: f64 = self.chosen.iter().map(|&c| price(self.rules, c)).sum();
            let over = self.purse.map_or(0.0, |purse| spent - purse);
            // What cannot move further, at a limit of its own, has no part in the length of a step.
            let mut length = 0.0;
            for row in 0..at.len() {
                let is_stuck =
                    (slope[row] > 0.0 && self.caps[row] <= at[row]) || (slope[row] < 0.0 && at[row] <= 0.0);
                let along = if is_stuck { 0.0 } else { slope[row] + MEMORY * direction[row] };
                direction[row] = along;
                length += along * along;
            }
            price_direction =
                if over < 0.0 && price_at <= 0.0 { 0.0 } else { over + MEMORY * price_direction };
            let scale = self.purse.map_or(1.0, |purse| purse.max(1e-300));
            length += (price_direction / scale).powi(2);
            if length == 0.0 {
                break;
            }
            let stride = pace * (target - bound).max(self.losses.hair()) / length;
            for row in 0..at.len() {
                at[row] = (at[row] + stride * direction[row]).clamp(0.0, self.caps[row]);
            }
            price_at = (price_at + stride * price_direction / scale / scale).max(0.0);
        }
        best.shares = shares;
        best
    }

    /// Whether nothing that loses less than `target` is left below a bound.
    #[must_use]
    pub fn is_hopeless(&self, bound: f64, target: f64) -> bool {
        target - self.losses.hair() <= self.rounded(bound)
    }

    /// A bound, as the next whole loss where losses are whole.
    #[must_use]
    pub fn rounded(&self, bound: f64) -> f64 {
        if self.losses.is_whole() { (bound - 1e-6).ceil().max(0.0) } else { bound.max(0.0) }
    }

    /// The bound at some multipliers, what candidates are worth there, and the slope.
    fn at(&mut self, at: &[f64], price_at: f64, scores: &mut [f64], slope: &mut [f64]) -> f64 {
        scores.fill(0.0);
        let mut bound = 0.0;
        for (row, &multiplier) in at.iter().enumerate() {
            bound += multiplier;
            let cells = self.losses.row(row).iter();
            for cell in cells.take_while(|cell| cell.1 < multiplier) {
                scores[cell.0 as usize] += multiplier - cell.1;
                self.work += 1;
            }
        }
        if let Some(purse) = self.purse {
            bound -= price_at * purse;
            for &candidate in &self.free {
                scores[candidate as usize] -= price_at * price(self.rules, candidate);
            }
        }
        let order = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
        self.chosen.clone_from(&self.free);
        if 0 < self.left && self.left < self.chosen.len() {
            self.chosen.select_nth_unstable_by(self.left - 1, order);
        }
        self.chosen.truncate(self.left);
        self.chosen.retain(|&candidate| 0.0 < scores[candidate as usize]);
        self.chosen.sort_unstable();
        let spared: f64 = self.chosen.iter().map(|&candidate| scores[candidate as usize]).sum();
        // Less what rounding may have added to sums of so many terms.
        bound -= spared + f64::EPSILON * at.len().max(64) as f64 * (bound.abs() + spared);
        slope.fill(1.0);
        for &candidate in &self.chosen {
            let cells = self.losses.column(candidate);
            self.work += cells.len() as u64;
            for &(row, loss) in cells {
                if loss < at[row as usize] {
                    slope[row as usize] -= 1.0;
                }
            }
        }
        self.work += at.len() as u64;
        bound
    }

    /// Free candidates whose fate the bound decides: who must be open, and who cannot be, in any set
    /// that loses less than `target`.
    #[must_use]
    pub fn decided(&self, relaxed: &Relaxed, target: f64) -> Vec<(u32, Fate)> {
        let mut worth: Vec<f64> = self.free.iter().map(|&c| relaxed.scores[c as usize]).collect();
        worth.sort_by(|a, b| b.total_cmp(a));
        let rank = |at: usize| worth.get(at).copied().unwrap_or(0.0).max(0.0);
        if self.left == 0 {
            return self.free.iter().map(|&c| (c, Fate::Closed)).collect();
        }
        let (last_in, first_out) = (rank(self.left - 1), rank(self.left));
        let fate = |&candidate: &u32| {
            let own = relaxed.scores[candidate as usize];
            if self.is_hopeless(relaxed.bound + (last_in - own).max(0.0), target) {
                return Some((candidate, Fate::Closed));
            }
            let is_needed = self.is_hopeless(relaxed.bound + (own - first_out).max(0.0), target);
            is_needed.then_some((candidate, Fate::Open))
        };
        self.free.iter().filter_map(fate).collect()
    }

    /// Whether a candidate is not decided.
    #[must_use]
    pub fn is_free(&self, candidate: u32) -> bool {
        self.is_free[candidate as usize]
    }
}
