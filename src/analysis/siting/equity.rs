//! How unequal ways are, before and after.
//!
//! *Question.* Does a set help those who are far, or those who are near already? *Method.* The mean way,
//! the one that nine people in ten do not exceed, the share of people beyond a limit, and the Gini
//! coefficient of lengths weighted by people: Σ Σ w_i w_j |x_i − x_j| / (2 W² mean) (Gini 1912), 0 when
//! all are the same. *Edges.* Who has no way at all is beyond any limit and counts in the nine tenths,
//! but not in the mean nor in the Gini coefficient, which are of those who have one: their share is told
//! beside. *Cost.* O(n log n).

use crate::analysis::quantiles::{weighted_mean, weighted_quantile};

/// How ways are shared out among people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equity {
    /// Of those who have a way; `None` where nobody has.
    pub mean: Option<f64>,
    /// Nine people in ten have no longer way; `None` where one in ten has none.
    pub p90: Option<f64>,
    /// The share of people whose way is longer than the limit, or who have none.
    pub beyond: f64,
    /// The share of people who have no way.
    pub without_way: f64,
    /// Of those who have a way: 0 to 1.
    pub gini: Option<f64>,
}

/// How lengths, one a place, are shared out among weights; `limit` is inclusive. `None` when nothing
/// weighs, when lists differ in length, or for numbers that are negative or not finite.
#[must_use]
pub fn equity(weights: &[f64], lengths: &[Option<f64>], limit: f64) -> Option<Equity> {
    let is_sound = weights.len() == lengths.len()
        && limit.is_finite()
        && weights.iter().chain(lengths.iter().flatten()).all(|number| number.is_finite() && 0.0 <= *number);
    let all: f64 = weights.iter().sum();
    if !(is_sound && 0.0 < all && all.is_finite()) {
        return None;
    }
    let share = |is_in: &dyn Fn(Option<f64>) -> bool| {
        let those = lengths.iter().zip(weights).filter(|(length, _)| is_in(**length));
        // An empty sum is -0.
        (those.map(|(_, weight)| weight).sum::<f64>() + 0.0) / all
    };
    let of_those = || lengths.iter().zip(weights).filter_map(|(length, weight)| Some(((*length)?, *weight)));
    let (known, of_known): (Vec<f64>, Vec<f64>) = of_those().unzip();
    let all_lengths: Vec<f64> = lengths.iter().map(|length| length.unwrap_or(f64::MAX)).collect();
    Some(Equity {
        mean: weighted_mean(&known, &of_known).filter(|mean| mean.is_finite()),
        p90: weighted_quantile(&all_lengths, weights, 0.9).filter(|length| *length < f64::MAX),
        beyond: share(&|length| length.is_none_or(|length| limit < length)),
        without_way: share(&|length| length.is_none()),
        gini: weighted_gini(&known, &of_known),
    })
}

/// The Gini coefficient of values that stand for unequal numbers of people: half the mean difference of
/// two people over the mean. 0 when all have the same, nothing included. `None` when nothing weighs,
/// when lengths differ, or for numbers that are negative or not finite. O(n log n).
#[must_use]
pub fn weighted_gini(values: &[f64], weights: &[f64]) -> Option<f64> {
    let is_sound = values.len() == weights.len()
        && values.iter().chain(weights).all(|number| number.is_finite() && 0.0 <= *number);
    let most = values.iter().copied().fold(0.0, f64::max);
    let all: f64 = weights.iter().sum();
    if !(is_sound && 0.0 < all && all.is_finite()) {
        return None;
    }
    if most == 0.0 {
        return Some(0.0);
    }
    // Shares of the greatest and of all, so that no sum is too great for a number.
    let mut pairs: Vec<(f64, f64)> = values.iter().zip(weights).map(|(v, w)| (v / most, w / all)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut differences, mut mean) = (0.0, 0.0, 0.0);
    for &(value, weight) in &pairs {
        // Σ w_i w_j |x_i − x_j| / 2 = Σ x_i w_i (weight below − weight above).
        let above = 1.0 - below - weight;
        differences += value * weight * (below - above);
        mean += value * weight;
        below += weight;
    }
    if mean == 0.0 { Some(0.0) } else { Some((differences / mean).clamp(0.0, 1.0)) }
}
