//! The best candidate each time: a first set, and the curve of what each more place would bring.
//!
//! *Method.* Starting from what is open, the candidate whose opening lowers what is lost most, ties to
//! the smallest. What is lost falls by less each time (submodularity), so that the curve is
//! concave, and the set is within 1 − 1/e of the best one (Nemhauser, Wolsey and Fisher 1978) where
//! no budget binds. *Edges.* With a budget, candidates that would break it are passed by; the
//! better of "most first" and "most for its cost first" is kept. A candidate that brings nothing is
//! opened too where places are left to open and nothing is paid for: so many were asked for.
//! *Cost.* O(places to open × told losses).

use crate::analysis::siting::losses::Losses;
use crate::analysis::siting::rules::Rules;

/// The order in which candidates are opened, those that are open already first, as they were given
/// (sorted, each once: [`Rules::checked`]).
#[must_use]
pub fn greedy(losses: &Losses, rules: &Rules, open: &[u32]) -> Vec<u32> {
    let by_gain = opened(losses, rules, open, |gain, _| gain);
    if rules.budget.is_none() {
        return by_gain;
    }
    let for_its_cost = opened(losses, rules, open, |gain, cost| gain / cost);
    if losses.all(&for_its_cost) + losses.hair() < losses.all(&by_gain) { for_its_cost } else { by_gain }
}

/// Opens further candidates after those of `set`, the best each time, as long as rules allow.
#[must_use]
pub fn opened(losses: &Losses, rules: &Rules, set: &[u32], worth: impl Fn(f64, f64) -> f64) -> Vec<u32> {
    let mut order = set.to_vec();
    let mut least = losses.by_row(set);
    let mut is_open = vec![false; losses.candidates()];
    set.iter().for_each(|&candidate| is_open[candidate as usize] = true);
    while order.len() < rules.count {
        let spent = rules.cost(&order);
        let mut best: Option<(u32, f64)> = None;
        let left = (0..losses.candidates() as u32).filter(|&candidate| !is_open[candidate as usize]);
        for candidate in left.filter(|&candidate| is_affordable(rules, spent, candidate)) {
            let spared = |cell: &(u32, f64)| (least[cell.0 as usize] - cell.1).max(0.0);
            let gain: f64 = losses.column(candidate).iter().map(spared).sum();
            // Not 0 / 0: what brings nothing is worth nothing, even where it costs nothing.
            let worth = if gain == 0.0 { 0.0 } else { worth(gain, price(rules, candidate)) };
            let hair = if worth == gain { losses.hair() } else { 0.0 };
            let is_pointless = gain == 0.0 && 0.0 < price(rules, candidate);
            if !is_pointless && best.is_none_or(|(_, most)| most + hair < worth) {
                best = Some((candidate, worth));
            }
        }
        let Some((candidate, _)) = best else { break };
        is_open[candidate as usize] = true;
        order.push(candidate);
        for &(row, loss) in losses.column(candidate) {
            let least = &mut least[row as usize];
            *least = least.min(loss);
        }
    }
    order
}

/// What a candidate costs; 0 where costs do not matter.
#[must_use]
pub fn price(rules: &Rules, candidate: u32) -> f64 {
    rules.budget.and(rules.costs.get(candidate as usize).copied()).unwrap_or(0.0)
}

/// Whether a candidate may be opened after so much was spent.
#[must_use]
pub fn is_affordable(rules: &Rules, spent: f64, candidate: u32) -> bool {
    // A sum of costs may miss a round budget by its last digits.
    rules.budget.is_none_or(|budget| spent + price(rules, candidate) <= budget * (1.0 + 1e-12))
}
