//! What a site is worth for those who hold to these things: a weighted mean, its parts, and how firm it is.
//!
//! *Method.* A value between two fixed goalposts is worth 0 to 1 in a straight line; the score is the mean of
//! what is known, by weights, out of 100 (METHODS of multi-criteria analysis: linear value functions, weighted
//! arithmetic mean). **Reliability** is the share of the weight that is known; what is unknown is left out of the
//! mean and never counts as nothing. The parts add up to the score. Fixed goalposts keep a score from changing
//! with who else is compared. Two scores that follow each other are **undecided** where one weight halved, or made half as
//! large again, would put them in the other order. *Cost.* O(sites × criteria²).

use crate::analysis::site_criteria::Measure;

/// What a measure is worth: 0 at `bad` and beyond, 1 at `good` and beyond; what is absent is worth nothing,
/// what is unknown has no worth. `None` also where both goalposts are the same.
#[must_use]
pub fn worth(measure: Measure, bad: f64, good: f64) -> Option<f64> {
    if bad == good {
        return None;
    }
    match measure {
        Measure::Known(value) => Some(((value - bad) / (good - bad)).clamp(0.0, 1.0)),
        Measure::Absent => Some(0.0),
        Measure::Unknown => None,
    }
    .filter(|worth| worth.is_finite())
}

/// A score with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Out of 100.
    pub total: f64,
    /// Points by criterion, which add up to the total; `None` where nothing is known, or the criterion weighs
    /// nothing.
    pub parts: Vec<Option<f64>>,
    /// The share of the weight that is known, 0 to 1.
    pub reliability: f64,
}

/// The score of a site by what each criterion is worth and weighs. Weights that are negative or no number weigh
/// nothing. `None` where nothing that weighs is known, or lengths differ.
#[must_use]
pub fn score(worths: &[Option<f64>], weights: &[f64]) -> Option<Score> {
    if worths.len() != weights.len() {
        return None;
    }
    let weights: Vec<f64> = weights.iter().map(|weight| sound(*weight)).collect();
    let all: f64 = weights.iter().sum();
    let known: f64 = worths.iter().zip(&weights).filter(|(worth, _)| worth.is_some()).map(|(_, w)| w).sum();
    if !(0.0 < known) {
        return None;
    }
    let part = |(worth, weight): (&Option<f64>, &f64)| {
        worth.filter(|_| 0.0 < *weight).map(|worth| 100.0 * worth * weight / known)
    };
    let parts: Vec<Option<f64>> = worths.iter().zip(&weights).map(part).collect();
    Some(Score { total: parts.iter().flatten().sum(), parts, reliability: known / all })
}

fn sound(weight: f64) -> f64 {
    if weight.is_finite() { weight.max(0.0) } else { 0.0 }
}

/// The total alone, which is what many questions ask for thousands of times.
fn total(worths: &[Option<f64>], weight: impl Fn(usize) -> f64) -> Option<f64> {
    let (mut sum, mut known) = (0.0, 0.0);
    for (rank, worth) in worths.iter().enumerate() {
        let weight = weight(rank);
        if let Some(worth) = worth {
            sum += weight * worth;
            known += weight;
        }
    }
    (0.0 < known).then(|| 100.0 * sum / known)
}

/// A score as it is compared with others: to 12 decimals, so that rounding decides no tie.
#[must_use]
pub fn compared(total: f64) -> f64 {
    (total * 1e12).round() / 1e12
}

/// Whether two sites, the first of which has the better score, would change places if one of the weights were halved or
/// half as large again; a tie is undecided. False where either has no score.
#[must_use]
pub fn is_undecided(before: &[Option<f64>], after: &[Option<f64>], weights: &[f64]) -> bool {
    let leads = |changed: Option<(usize, f64)>| {
        let weight = |rank: usize| {
            let factor = changed.filter(|changed| changed.0 == rank).map_or(1.0, |changed| changed.1);
            weights.get(rank).map_or(0.0, |weight| sound(*weight) * factor)
        };
        Some(compared(total(before, weight)? - total(after, weight)?) > 0.0)
    };
    let changes = (0..weights.len()).filter(|&rank| 0.0 < sound(weights[rank]));
    let mut all = [None].into_iter().chain(changes.flat_map(|rank| [Some((rank, 0.5)), Some((rank, 1.5))]));
    all.any(|changed| leads(changed) == Some(false))
}

/// Which of the first so many sites would still be among them without each criterion: by criterion how many, `None`
/// where it weighs nothing. Sites come in their order; without a criterion, ties keep it, and what has no score left comes last.
#[must_use]
pub fn remaining(worths: &[&[Option<f64>]], weights: &[f64], first: usize) -> Vec<Option<usize>> {
    let first = first.min(worths.len());
    let without = |left_out: usize| {
        if !(0.0 < sound(weights[left_out])) {
            return None;
        }
        let weight =
            |rank: usize| if rank == left_out { 0.0 } else { weights.get(rank).map_or(0.0, |w| sound(*w)) };
        let mut order: Vec<(f64, usize)> = worths
            .iter()
            .enumerate()
            .map(|(at, worths)| (total(worths, weight).map_or(f64::NEG_INFINITY, compared), at))
            .collect();
        let better = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if first < order.len() {
            order.select_nth_unstable_by(first, better);
        }
        Some(order[..first].iter().filter(|(_, at)| *at < first).count())
    };
    (0..weights.len()).map(without).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn worths() -> impl Strategy<Value = Vec<Option<f64>>> {
        prop::collection::vec(prop::option::weighted(0.8, 0.0..=1.0_f64), 5)
    }

    #[test]
    fn goalposts_hold_in_both_directions() {
        let of = |value| worth(Measure::Known(value), 30.0, 3.0);
        assert_eq!([of(40.0), of(30.0), of(3.0), of(0.0)], [0.0, 0.0, 1.0, 1.0].map(Some));
        assert_eq!(of(16.5), Some(0.5));
        assert_eq!(worth(Measure::Absent, 30.0, 3.0), Some(0.0));
        assert_eq!(worth(Measure::Unknown, 30.0, 3.0), None);
        assert_eq!(of(f64::NAN), None);
        assert_eq!(worth(Measure::Known(1.0), 1.0, 1.0), None);
    }

    #[test]
    fn what_is_unknown_is_left_out_and_lowers_reliability_only() {
        let found = score(&[Some(0.5), None, Some(1.0)], &[2.0, 4.0, 2.0]).expect("something is known");
        assert_eq!((found.total, found.reliability), (75.0, 0.5));
        assert_eq!(found.parts, [Some(25.0), None, Some(50.0)]);
        assert_eq!(score(&[None, Some(1.0)], &[1.0, 0.0]), None);
        assert_eq!(score(&[Some(1.0)], &[1.0, 0.0]), None);
        assert_eq!(score(&[Some(1.0), Some(0.0)], &[1.0, f64::NAN]).map(|s| s.total), Some(100.0));
    }

    #[test]
    fn close_scores_are_undecided_and_far_ones_are_not() {
        let weights = [1.0, 1.0];
        assert!(is_undecided(&[Some(1.0), Some(0.0)], &[Some(0.0), Some(0.9)], &weights));
        assert!(!is_undecided(&[Some(1.0), Some(0.5)], &[Some(0.0), Some(0.5)], &weights));
        assert!(is_undecided(&[Some(0.5), Some(0.5)], &[Some(0.5), Some(0.5)], &weights), "a tie");
        assert!(!is_undecided(&[None, None], &[Some(0.5), None], &weights), "nothing to compare");
    }

    #[test]
    fn without_a_criterion_others_come_first() {
        let sites: [&[Option<f64>]; 3] =
            [&[Some(1.0), Some(0.2)], &[Some(0.5), Some(0.5)], &[Some(0.0), Some(0.9)]];
        assert_eq!(remaining(&sites, &[1.0, 1.0], 2), [Some(1), Some(2)]);
        assert_eq!(remaining(&sites, &[1.0, 0.0], 2), [Some(2), None], "nothing is left: the order stays");
        assert_eq!(remaining(&sites, &[1.0, 1.0], 9), [Some(3), Some(3)]);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_score(worths in worths(), weights in prop::collection::vec(0.0..5.0_f64, 5)) {
            if let Some(found) = score(&worths, &weights) {
                let sum: f64 = found.parts.iter().flatten().sum();
                prop_assert!((sum - found.total).abs() <= 1e-12 && (0.0..=100.0 + 1e-9).contains(&found.total));
                prop_assert!(0.0 < found.reliability && found.reliability <= 1.0 + 1e-12);
                let same = total(&worths, |rank| weights[rank]).expect("known");
                prop_assert!((same - found.total).abs() <= 1e-9);
            }
        }

        #[test]
        fn who_is_no_worse_at_anything_never_has_a_lower_score(
            worths in worths(),
            better in prop::collection::vec(0.0..=1.0_f64, 5),
            weights in prop::collection::vec(0.0..5.0_f64, 5),
        ) {
            let dominating: Vec<Option<f64>> =
                worths.iter().zip(&better).map(|(own, more)| own.map(|own| own + (1.0 - own) * more)).collect();
            if let Some((one, other)) = score(&worths, &weights).zip(score(&dominating, &weights)) {
                prop_assert!(one.total <= other.total + 1e-9);
            }
        }
    }
}
