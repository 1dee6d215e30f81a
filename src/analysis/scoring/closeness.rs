//! Whether one site is before another, or whether it cannot be said.
//!
//! *Question.* Is 71 better than 70? *Method.* Two answers. By margin: scores that are nearer than a
//! declared number of points are undecided. By draws: weights are drawn around those chosen, as if by
//! forty people (Dirichlet 40 w: OECD and JRC 2008), and one site is before the other when it is so in
//! nine draws of ten. *Edges.* A draw in which both have the same score counts half for each. The same
//! seed draws the same; it is to be told with the result. *Cost.* O(draws × criteria) a pair.

use std::cmp::Ordering;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::analysis::gamma;
use crate::analysis::scoring::weighted::Criteria;

/// As if so many people had each said their weights.
pub const PEOPLE: f64 = 40.0;

/// In at least this share of the draws one is before the other.
pub const SURE: f64 = 0.9;

/// Which of two comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    First,
    Second,
    Undecided,
}

/// By margin, in points: undecided where scores are no farther apart than that, or where one is not known.
#[must_use]
pub fn by_margin(first: Option<f64>, second: Option<f64>, margin: f64) -> Verdict {
    let Some(lead) = first.zip(second).map(|(first, second)| first - second) else {
        return Verdict::Undecided;
    };
    if margin < lead {
        Verdict::First
    } else if margin < -lead {
        Verdict::Second
    } else {
        Verdict::Undecided
    }
}

/// Weights drawn around those of criteria, each draw summing to 1. Each draw has a stream of its own.
/// O(draws × criteria).
#[must_use]
pub fn drawn_weights(criteria: &Criteria, draws: u32, seed: u64) -> Vec<Criteria> {
    let one = |nth: u64| {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        draw.set_stream(nth);
        let mut gamma_number = |weight: &f64| {
            let uniform = ((draw.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
            let shape = PEOPLE * weight;
            // A shape so small that its quantile is no number weighs nothing anyway.
            gamma::quantile(shape, uniform).unwrap_or(shape)
        };
        let weights: Vec<f64> = criteria.weights().iter().map(&mut gamma_number).collect();
        criteria.weighing(&weights).ok()
    };
    (0..u64::from(draws)).filter_map(one).collect()
}

/// The share of drawn weightings by which the first of two is before the second, by their places between
/// goalposts ([`Criteria::places`]). `None` without a draw, or where one has no score.
#[must_use]
pub fn precedes(drawn: &[Criteria], first: &[Option<f64>], second: &[Option<f64>]) -> Option<f64> {
    let mut times = 0.0;
    for criteria in drawn {
        let rounded = |places| Some((criteria.mean(places)?.0 * 1e12).round());
        times += match rounded(first)?.total_cmp(&rounded(second)?) {
            Ordering::Greater => 1.0,
            Ordering::Equal => 0.5,
            Ordering::Less => 0.0,
        };
    }
    (!drawn.is_empty()).then(|| times / drawn.len() as f64)
}

/// The verdict of a share of draws.
#[must_use]
pub fn by_draws(share: Option<f64>) -> Verdict {
    match share {
        Some(share) if SURE <= share => Verdict::First,
        Some(share) if share <= 1.0 - SURE + 1e-12 => Verdict::Second,
        _ => Verdict::Undecided,
    }
}
