//! Several figures as one index, by weights that people chose, and how much it hangs on them.
//!
//! *Question.* How does a territory stand, all in all, and would it stand elsewhere if others had
//! chosen? *Method.* OECD and JRC (2008): each indicator between two fixed goalposts, 0 to 1;
//! within a block a weighted mean, between blocks a weighted geometric mean of 1 + 99 x, so that
//! a block at nothing hurts. *Unit.* 0 to 100. *Edges.* What is not known takes part in nothing:
//! the weights of the others are shared out, and the part of the weight that was known is the
//! reliability; with less than two thirds there is no index. Never zero for unknown.
//! *Cost.* O(indicators) a territory.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::analysis::gamma;

/// With less of the weight known there is no index.
const LEAST_KNOWN: f64 = 2.0 / 3.0;

/// How weights are drawn around those chosen: as if by forty people (Dirichlet 40 w).
const CONCENTRATION: f64 = 40.0;

/// Where an indicator is worst and where it is best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goalposts {
    pub worst: f64,
    /// Smaller than `worst` where less is better.
    pub best: f64,
}

impl Goalposts {
    /// Where a value is between them, 0 to 1; 0.5 where both are the same.
    #[must_use]
    pub fn place(self, value: f64) -> f64 {
        let span = self.best - self.worst;
        if span == 0.0 { 0.5 } else { ((value - self.worst) / span).clamp(0.0, 1.0) }
    }
}

/// An indicator of an index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indicator {
    /// Its block, from 0.
    pub block: usize,
    pub goalposts: Goalposts,
    /// Its part in its block; any scale.
    pub weight: f64,
}

/// An index: indicators in blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    indicators: Vec<Indicator>,
    /// The weight of each block; any scale.
    blocks: Vec<f64>,
}

/// Why numbers are no [`Composite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CompositeError {
    #[error("indicator {0} has a weight or goalposts that are no finite numbers, or a negative weight")]
    Indicator(usize),
    #[error("block {0} has a weight that is negative or no number, or no indicator that weighs")]
    Block(usize),
    #[error("an index has a block that weighs")]
    Empty,
}

/// A territory's index.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// 0 to 100.
    pub score: f64,
    /// The part of the weight that was known, 0 to 1.
    pub known: f64,
    /// By indicator: what it takes from 100, in points. `None` where it is not known. With the
    /// score these add up to 100.
    pub taken: Vec<Option<f64>>,
}

impl Composite {
    /// An index of these indicators and weights of blocks.
    pub fn new(indicators: Vec<Indicator>, blocks: Vec<f64>) -> Result<Self, CompositeError> {
        let is_weight = |weight: f64| weight.is_finite() && 0.0 <= weight;
        for (rank, Indicator { block, goalposts, weight }) in indicators.iter().enumerate() {
            let is_sound = goalposts.worst.is_finite() && goalposts.best.is_finite() && is_weight(*weight);
            if !is_sound || blocks.len() <= *block {
                return Err(CompositeError::Indicator(rank));
            }
        }
        for (rank, weight) in blocks.iter().enumerate() {
            let has_some = indicators.iter().any(|i| i.block == rank && 0.0 < i.weight);
            if !is_weight(*weight) || !has_some {
                return Err(CompositeError::Block(rank));
            }
        }
        if blocks.iter().sum::<f64>() <= 0.0 {
            return Err(CompositeError::Empty);
        }
        Ok(Self { indicators, blocks })
    }

    /// The index of a territory whose values are in the order of the indicators. `None` when too
    /// little of it is known, or when lengths differ.
    #[must_use]
    pub fn score(&self, values: &[Option<f64>]) -> Option<Scored> {
        if values.len() != self.indicators.len() {
            return None;
        }
        let value = |rank: usize| values[rank].filter(|value| value.is_finite());
        let places: Vec<Option<f64>> = (0..values.len())
            .map(|rank| value(rank).map(|v| self.indicators[rank].goalposts.place(v)))
            .collect();
        let blocks: Vec<Block> = (0..self.blocks.len()).map(|block| self.block(block, &places)).collect();
        let total: f64 = self.blocks.iter().sum();
        let known = blocks.iter().zip(&self.blocks).map(|(b, weight)| b.known * weight).sum::<f64>() / total;
        // A hair below two thirds is two thirds.
        if known < LEAST_KNOWN - 1e-12 {
            return None;
        }
        let weighing = |block: usize| blocks[block].mean.map_or(0.0, |_| self.blocks[block]);
        let weights: f64 = (0..blocks.len()).map(weighing).sum();
        let logarithm = |mean: f64| (1.0 + 99.0 * mean).ln();
        let sum: f64 = (0..blocks.len())
            .filter_map(|block| Some(weighing(block) / weights * logarithm(blocks[block].mean?)))
            .sum();
        // ln 100 − Σ is what is missing, block by block and, in a block, place by place.
        let missing = 100_f64.ln() - sum;
        let score = sum.exp();
        let taken = |rank: usize| {
            let Indicator { block, weight, .. } = self.indicators[rank];
            let (place, mean) = (places[rank]?, blocks[block].mean?);
            let of_block = weighing(block) / weights * (100_f64.ln() - logarithm(mean));
            let part =
                if mean < 1.0 { weight * (1.0 - place) / (blocks[block].weight * (1.0 - mean)) } else { 0.0 };
            Some(if missing <= 0.0 { 0.0 } else { (100.0 - score) * of_block * part / missing })
        };
        Some(Scored { score, known, taken: (0..values.len()).map(taken).collect() })
    }

    fn block(&self, block: usize, places: &[Option<f64>]) -> Block {
        let of_it = || self.indicators.iter().zip(places).filter(|(indicator, _)| indicator.block == block);
        let all: f64 = of_it().map(|(indicator, _)| indicator.weight).sum();
        let weight: f64 = of_it().filter(|(_, place)| place.is_some()).map(|(i, _)| i.weight).sum();
        let sum: f64 = of_it().filter_map(|(indicator, place)| Some(indicator.weight * (*place)?)).sum();
        Block { mean: (0.0 < weight).then(|| sum / weight), weight, known: weight / all }
    }

    /// The same index without an indicator; `None` when its block would be empty.
    #[must_use]
    pub fn without(&self, rank: usize) -> Option<Self> {
        let mut indicators = self.indicators.clone();
        indicators.get_mut(rank)?.weight = 0.0;
        Self::new(indicators, self.blocks.clone()).ok()
    }

    /// The same index by other people: weights of blocks, and of indicators within their block,
    /// drawn from a Dirichlet distribution around these. The same seed draws the same.
    #[must_use]
    pub fn redrawn(&self, seed: u64) -> Self {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let mut around = |weight: f64, total: f64| {
            if weight == 0.0 { 0.0 } else { gamma_number(&mut draw, CONCENTRATION * weight / total) }
        };
        let total: f64 = self.blocks.iter().sum();
        let blocks: Vec<f64> = self.blocks.iter().map(|&weight| around(weight, total)).collect();
        let of_block = |block: usize| -> f64 {
            self.indicators.iter().filter(|i| i.block == block).map(|i| i.weight).sum()
        };
        let indicators = self.indicators.iter().map(|indicator| Indicator {
            weight: around(indicator.weight, of_block(indicator.block)),
            ..*indicator
        });
        Self { indicators: indicators.collect(), blocks }
    }
}

/// A block of one territory.
struct Block {
    /// `None` when none of its indicators is known.
    mean: Option<f64>,
    /// Of what is known.
    weight: f64,
    /// The part of its weight that is known.
    known: f64,
}

/// A Gamma number of rate 1, by its quantile.
fn gamma_number(draw: &mut ChaCha8Rng, shape: f64) -> f64 {
    let uniform = ((draw.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    gamma::quantile(shape, uniform).unwrap_or(shape)
}

/// Where a territory ranks, 1 for the best, when the choices vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankInterval {
    /// One draw in twenty ranks it higher.
    pub low: u32,
    pub median: u32,
    /// One draw in twenty ranks it lower.
    pub high: u32,
}

/// The ranks of territories over `draws` indices redrawn from a seed; `None` for those without
/// an index. Scores are ranked as they are to twelve decimals: what rounding tells apart is one.
#[must_use]
pub fn rank_intervals(
    index: &Composite,
    rows: &[Vec<Option<f64>>],
    draws: u32,
    seed: u64,
) -> Vec<Option<RankInterval>> {
    let mut ranks: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
    for draw in 0..u64::from(draws) {
        let drawn = index.redrawn(seed.wrapping_add(draw));
        let mut scores: Vec<(i64, usize)> = rows
            .iter()
            .enumerate()
            .filter_map(|(row, values)| Some(((drawn.score(values)?.score * 1e12) as i64, row)))
            .collect();
        scores.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut rank = 0;
        for (at, &(score, row)) in scores.iter().enumerate() {
            if at == 0 || scores[at - 1].0 != score {
                rank = at as u32 + 1;
            }
            ranks[row].push(rank);
        }
    }
    let interval = |mut ranks: Vec<u32>| {
        ranks.sort_unstable();
        let at = |p: f64| ranks.get((p * (ranks.len().saturating_sub(1)) as f64).round() as usize).copied();
        Some(RankInterval { low: at(0.05)?, median: at(0.5)?, high: at(0.95)? })
    };
    ranks.into_iter().map(interval).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn indicator(block: usize, worst: f64, best: f64, weight: f64) -> Indicator {
        Indicator { block, goalposts: Goalposts { worst, best }, weight }
    }

    fn index() -> Composite {
        let indicators = vec![
            indicator(0, 0.0, 10.0, 1.0),
            indicator(0, 100.0, 0.0, 1.0),
            indicator(1, 5.0, 5.0, 2.0),
            indicator(1, 0.0, 1.0, 6.0),
        ];
        Composite::new(indicators, vec![1.0, 1.0]).expect("sound")
    }

    #[test]
    fn the_best_is_a_hundred_and_a_block_at_nothing_hurts() {
        let score = |values: [f64; 4]| index().score(&values.map(Some)).expect("known").score;
        assert!(
            (score([10.0, 0.0, 5.0, 1.0]) - (100_f64.ln() + (1.0 + 99.0 * 0.875_f64).ln()).exp().sqrt())
                .abs()
                < 1e-9
        );
        assert!((score([0.0, 100.0, 5.0, 1.0]) - (1.0 + 99.0 * 0.875_f64).sqrt()).abs() < 1e-9);
        assert!(score([5.0, 50.0, 5.0, 0.5]) > score([10.0, 0.0, 5.0, 0.0]), "a hole is not made up for");
    }

    #[test]
    fn unknown_is_not_zero_and_too_much_of_it_is_no_index() {
        let found = index().score(&[Some(10.0), None, Some(5.0), Some(1.0)]).expect("three quarters");
        assert_eq!((found.known, found.taken[1]), (0.75, None));
        assert_eq!(index().score(&[None, None, Some(5.0), Some(1.0)]), None, "half");
        assert_eq!(index().score(&[Some(10.0), Some(f64::NAN), Some(5.0), None]), None);
        assert_eq!(index().score(&[Some(1.0)]), None);
    }

    #[test]
    fn faults_are_named() {
        let new = Composite::new;
        assert_eq!(new(vec![indicator(1, 0.0, 1.0, 1.0)], vec![1.0]), Err(CompositeError::Indicator(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, -1.0)], vec![1.0]), Err(CompositeError::Indicator(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, 0.0)], vec![1.0]), Err(CompositeError::Block(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, 1.0)], vec![0.0]), Err(CompositeError::Empty));
        assert_eq!(index().without(9), None);
        assert_eq!(index().without(0).map(|index| index.indicators[0].weight), Some(0.0));
    }

    #[test]
    fn the_same_seed_draws_the_same_around_the_same() {
        assert_eq!(index().redrawn(7), index().redrawn(7));
        assert_ne!(index().redrawn(7), index().redrawn(8));
        let mean = |block: usize| {
            let share = |seed| {
                let drawn = index().redrawn(seed);
                drawn.blocks[block] / drawn.blocks.iter().sum::<f64>()
            };
            (0..400).map(share).sum::<f64>() / 400.0
        };
        assert!((mean(0) - 0.5).abs() < 0.02, "{}", mean(0));
    }

    #[test]
    fn who_is_best_in_all_is_first_whatever_the_weights() {
        let rows: Vec<Vec<Option<f64>>> = vec![
            vec![Some(5.0), Some(50.0), Some(5.0), Some(0.5)],
            vec![Some(9.0), Some(10.0), Some(5.0), Some(0.9)],
            vec![None, None, None, Some(0.9)],
            vec![Some(5.0), Some(50.0), Some(5.0), Some(0.5)],
        ];
        let found = rank_intervals(&index(), &rows, 100, 1);
        let same = |rank: u32| Some(RankInterval { low: rank, median: rank, high: rank });
        assert_eq!(found, [same(2), same(1), None, same(2)]);
    }

    proptest! {
        #[test]
        fn what_is_taken_and_the_score_add_up(
            values in prop::collection::vec(prop::option::weighted(0.9, -5.0..120.0_f64), 4),
        ) {
            let Some(found) = index().score(&values) else { return Ok(()) };
            let taken: f64 = found.taken.iter().flatten().sum();
            prop_assert!((found.score + taken - 100.0).abs() < 1e-9, "{found:?}");
            prop_assert!(found.taken.iter().flatten().all(|taken| 0.0 <= *taken));
            prop_assert!((1.0 - 1e-9..=100.0 + 1e-9).contains(&found.score));
        }
    }
}
