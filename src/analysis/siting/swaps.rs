//! A set made better by exchanging one of its places for another, as long as that helps.
//!
//! *Method.* Interchange (Teitz and Bart 1968), the best exchange each time: what every pair of a
//! place to close and a candidate to open would change is read off each row's nearest and second
//! nearest open candidate (Whitaker 1983; Resende and Werneck 2007). Ties go to the smallest place
//! to close, then to the smallest to open. What is open already stays. *Edges.* No exchange breaks a
//! budget. The result is a local best: no single exchange betters it, which is no proof.
//! *Cost.* O(told losses + set × candidates) an exchange.

use crate::analysis::siting::greedy::{is_affordable, opened, price};
use crate::analysis::siting::losses::{Losses, NOBODY};
use crate::analysis::siting::rules::Rules;

/// Exchanges at most: each betters the set, so that there is an end, and this is only to be sure.
const MOST: usize = 10_000;

/// The set after all exchanges that help, sorted; `fixed` are not closed.
#[must_use]
pub fn swapped(losses: &Losses, rules: &Rules, fixed: &[u32], set: &[u32]) -> Vec<u32> {
    let mut held = Held::new(losses, set);
    for _ in 0..MOST {
        let Some((close, open)) = held.best(rules, fixed) else { break };
        held.exchange(close, open);
        if rules.budget.is_some() {
            // What the exchange saved may pay for one more.
            held = Held::new(losses, &opened(losses, rules, &held.set, |gain, _| gain));
        }
    }
    held.set
}

/// A set, and by row who is nearest and second nearest in it.
struct Held<'l> {
    losses: &'l Losses,
    /// Sorted.
    set: Vec<u32>,
    is_open: Vec<bool>,
    /// By row: the nearest, what is lost by it, and what would be lost without it.
    nearest: Vec<(u32, f64, f64)>,
}

impl<'l> Held<'l> {
    fn new(losses: &'l Losses, set: &[u32]) -> Self {
        let mut set = set.to_vec();
        set.sort_unstable();
        let mut is_open = vec![false; losses.candidates()];
        set.iter().for_each(|&candidate| is_open[candidate as usize] = true);
        let mut held = Self { losses, set, is_open, nearest: vec![] };
        held.nearest = (0..losses.rows()).map(|row| held.two_nearest(row)).collect();
        held
    }

    fn two_nearest(&self, row: usize) -> (u32, f64, f64) {
        let otherwise = self.losses.otherwise()[row];
        let mut open = self.losses.row(row).iter().filter(|cell| self.is_open[cell.0 as usize]);
        let (nearest, loss) = open.next().copied().unwrap_or((NOBODY, otherwise));
        (nearest, loss, open.next().map_or(otherwise, |cell| cell.1))
    }

    fn exchange(&mut self, close: u32, open: u32) {
        self.is_open[close as usize] = false;
        self.is_open[open as usize] = true;
        self.set.retain(|&candidate| candidate != close);
        self.set.insert(self.set.partition_point(|&candidate| candidate < open), open);
        for candidate in [close, open] {
            for &(row, _) in self.losses.column(candidate) {
                self.nearest[row as usize] = self.two_nearest(row as usize);
            }
        }
    }

    /// The exchange that helps most: whom to close, whom to open.
    fn best(&self, rules: &Rules, fixed: &[u32]) -> Option<(u32, u32)> {
        let candidates = self.losses.candidates();
        // What opening a candidate would spare, were nobody to close.
        let mut gain = vec![0.0; candidates];
        let mut rows_of: Vec<Vec<usize>> = vec![vec![]; candidates];
        for (row, &(nearest, loss, _)) in self.nearest.iter().enumerate() {
            for cell in self.losses.row(row).iter().take_while(|cell| cell.1 < loss) {
                gain[cell.0 as usize] += loss - cell.1;
            }
            if nearest != NOBODY {
                rows_of[nearest as usize].push(row);
            }
        }
        let spent = rules.cost(&self.set);
        let (mut best, mut most) = (None, self.losses.hair());
        // What a candidate would spare besides of what closing another costs its rows.
        let mut besides = vec![0.0; candidates];
        for &close in self.set.iter().filter(|candidate| fixed.binary_search(candidate).is_err()) {
            let mut lost = 0.0;
            besides.fill(0.0);
            for &row in &rows_of[close as usize] {
                let (_, loss, second) = self.nearest[row];
                lost += second - loss;
                for cell in self.losses.row(row).iter().take_while(|cell| cell.1 < second) {
                    besides[cell.0 as usize] += second - cell.1.max(loss);
                }
            }
            let refund = spent - price(rules, close);
            for open in (0..candidates as u32).filter(|&open| !self.is_open[open as usize]) {
                let change = gain[open as usize] + besides[open as usize] - lost;
                if most < change && is_affordable(rules, refund, open) {
                    (best, most) = (Some((close, open)), change);
                }
            }
        }
        best
    }
}
