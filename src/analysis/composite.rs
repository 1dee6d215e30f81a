//! Several figures as one index, by weights that people chose.
//!
//! *Question.* How does a territory stand, all in all? *Method.* OECD and JRC (2008): each
//! indicator between two fixed goalposts, 0 to 1; within a block a weighted mean, between blocks
//! a weighted geometric mean of 1 + 99 x, so that a block at nothing hurts, or an arithmetic one,
//! where blocks make up for each other. *Unit.* 1 to 100, or 0 to 100. *Edges.* What is not
//! known takes part in nothing: the weights of the others are shared out, and the part of the
//! weight that was known is the reliability; with less than two thirds there is no index. Never
//! zero for unknown. *Cost.* O(indicators) a territory.

use crate::analysis::quantiles::quantile;

/// With less of the weight known there is no index.
const LEAST_KNOWN: f64 = 2.0 / 3.0;

/// Where an indicator is worst and where it is best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goalposts {
    pub worst: f64,
    /// Smaller than `worst` where less is better.
    pub best: f64,
}

impl Goalposts {
    /// The fifth and the ninety-fifth percentile of the values of a year, to be frozen: goalposts
    /// that move with those who are shown would change scores with a filter. `None` without a
    /// value, or for one that is not finite. O(n log n).
    #[must_use]
    pub fn of(values: &[f64], is_less_better: bool) -> Option<Self> {
        let (low, high) = (quantile(values, 0.05)?, quantile(values, 0.95)?);
        Some(if is_less_better { Self { worst: high, best: low } } else { Self { worst: low, best: high } })
    }

    /// Where a value is between them, 0 to 1; 0.5 where both are the same.
    #[must_use]
    pub fn place(self, value: f64) -> f64 {
        // Halves, so that the span between goalposts however far is a number.
        let span = self.best / 2.0 - self.worst / 2.0;
        if span == 0.0 { 0.5 } else { ((value / 2.0 - self.worst / 2.0) / span).clamp(0.0, 1.0) }
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

/// How blocks are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Between {
    /// A block at nothing hurts: others make up for it in part only.
    #[default]
    Geometric,
    /// Blocks make up for each other.
    Arithmetic,
}

/// An index: indicators in blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    indicators: Vec<Indicator>,
    /// The weight of each block; any scale.
    blocks: Vec<f64>,
    between: Between,
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
    /// 0 to 100 (from 1 where blocks are put together geometrically).
    pub score: f64,
    /// The part of the weight that was known, 0 to 1.
    pub known: f64,
    /// By indicator: what it gives, in points. `None` where it is not known. With the least score
    /// there is (0, or 1) these add up to the score.
    pub given: Vec<Option<f64>>,
    /// By indicator: what it takes from 100. With the score these add up to 100.
    pub taken: Vec<Option<f64>>,
}

/// A block of a territory's index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockStanding {
    /// The weighted mean of its indicators' places, 0 to 1.
    pub mean: f64,
    /// Its part among the blocks of which something is known.
    pub weight: f64,
    /// Put together geometrically, the factors of all blocks multiply to the score; put together
    /// arithmetically, they sum to it.
    pub factor: f64,
}

impl Composite {
    /// An index of these indicators and weights of blocks.
    pub fn new(
        indicators: Vec<Indicator>,
        blocks: Vec<f64>,
        between: Between,
    ) -> Result<Self, CompositeError> {
        let is_weight = |weight: f64| weight.is_finite() && 0.0 <= weight;
        for (rank, Indicator { block, goalposts, weight }) in indicators.iter().enumerate() {
            let is_sound = goalposts.worst.is_finite() && goalposts.best.is_finite() && is_weight(*weight);
            if !is_sound || blocks.len() <= *block {
                return Err(CompositeError::Indicator(rank));
            }
        }
        for (rank, weight) in blocks.iter().enumerate() {
            let of_it = indicators.iter().filter(|indicator| indicator.block == rank);
            let sum: f64 = of_it.map(|indicator| indicator.weight).sum();
            if !is_weight(*weight) || !sum.is_finite() || sum <= 0.0 {
                return Err(CompositeError::Block(rank));
            }
        }
        let sum: f64 = blocks.iter().sum();
        if !sum.is_finite() || sum <= 0.0 {
            return Err(CompositeError::Empty);
        }
        Ok(Self { indicators, blocks, between })
    }

    /// Its indicators, in order.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The part of each indicator in the whole: its part of its block's part; they sum to 1.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        let all: f64 = self.blocks.iter().sum();
        let of_block = |block: usize| -> f64 {
            self.indicators.iter().filter(|i| i.block == block).map(|i| i.weight).sum()
        };
        let part = |i: &Indicator| self.blocks[i.block] / all * (i.weight / of_block(i.block));
        self.indicators.iter().map(part).collect()
    }

    /// The same indicators with other parts in the whole, which need not sum to 1: a block
    /// weighs what its indicators do. `None` when lengths differ, for weights that are negative
    /// or not finite, or when some block weighs nothing that did.
    #[must_use]
    pub fn weighing(&self, weights: &[f64]) -> Option<Self> {
        if weights.len() != self.indicators.len() {
            return None;
        }
        let mut blocks = vec![0.0; self.blocks.len()];
        let mut indicators = self.indicators.clone();
        for (indicator, &weight) in indicators.iter_mut().zip(weights) {
            indicator.weight = weight;
            blocks[indicator.block] += weight;
        }
        // A block that never weighed keeps its indicators as they were, and goes on weighing nothing.
        for (indicator, was) in indicators.iter_mut().zip(&self.indicators) {
            if self.blocks[indicator.block] == 0.0 && blocks[indicator.block] == 0.0 {
                indicator.weight = was.weight;
            }
        }
        Self::new(indicators, blocks, self.between).ok()
    }

    /// [`Self::weighing`] by people, who may find that a block matters nothing: its indicators then
    /// stay as they were, and it weighs nothing. `None` when nothing weighs at all.
    #[must_use]
    pub fn valued(&self, points: &[f64]) -> Option<Self> {
        if points.len() != self.indicators.len() {
            return None;
        }
        let mut valued = self.clone();
        for block in 0..self.blocks.len() {
            let of_it = || (0..points.len()).filter(|&rank| self.indicators[rank].block == block);
            valued.blocks[block] = of_it().map(|rank| points[rank]).sum();
            for rank in of_it().filter(|_| valued.blocks[block] != 0.0) {
                valued.indicators[rank].weight = points[rank];
            }
        }
        Self::new(valued.indicators, valued.blocks, self.between).ok()
    }

    /// How its blocks are put together.
    #[must_use]
    pub fn is_between(&self) -> Between {
        self.between
    }

    /// The least score that there is: 1 where blocks are put together geometrically, else 0.
    #[must_use]
    pub fn least(&self) -> f64 {
        match self.between {
            Between::Geometric => 1.0,
            Between::Arithmetic => 0.0,
        }
    }

    /// What each block makes of the score of a territory; `None` where nothing of a block is known,
    /// and altogether where there is no score.
    #[must_use]
    pub fn blocks_of_places(&self, places: &[Option<f64>]) -> Option<Vec<Option<BlockStanding>>> {
        let mut blocks = Vec::new();
        let Sum { all, .. } = self.sum(places, &mut blocks)?;
        let mut standings = vec![None; blocks.len()];
        for (block, level) in self.levels(&blocks, all) {
            let factor = match self.between {
                Between::Geometric => level.exp(),
                Between::Arithmetic => level,
            };
            let mean = blocks[block].mean.unwrap_or(0.0);
            standings[block] = Some(BlockStanding { mean, weight: self.blocks[block] / all, factor });
        }
        Some(standings)
    }

    /// The same index with its blocks put together in another way.
    #[must_use]
    pub fn between(&self, between: Between) -> Self {
        Self { between, ..self.clone() }
    }

    /// The same index without an indicator; `None` when its block would be empty.
    #[must_use]
    pub fn without(&self, rank: usize) -> Option<Self> {
        let mut indicators = self.indicators.clone();
        indicators.get_mut(rank)?.weight = 0.0;
        Self::new(indicators, self.blocks.clone(), self.between).ok()
    }

    /// Where each value is between its goalposts; `None` where it is not known or not finite.
    #[must_use]
    pub fn places(&self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let place =
            |(i, v): (&Indicator, &Option<f64>)| Some(i.goalposts.place((*v).filter(|v| v.is_finite())?));
        self.indicators.iter().zip(values).map(place).collect()
    }

    /// The index of a territory whose values are in the order of the indicators. `None` when too
    /// little of it is known, or when lengths differ.
    #[must_use]
    pub fn score(&self, values: &[Option<f64>]) -> Option<Scored> {
        let is_whole = values.len() == self.indicators.len();
        is_whole.then(|| self.score_of_places(&self.places(values)))?
    }

    /// The same of a territory whose places, 0 to 1, were told otherwise (by rank, say).
    #[must_use]
    pub fn score_of_places(&self, places: &[Option<f64>]) -> Option<Scored> {
        let mut blocks = Vec::new();
        let Sum { score, known, all } = self.sum(places, &mut blocks)?;
        let level: f64 = self.levels(&blocks, all).map(|level| level.1).sum();
        let lowest = self.least();
        let unit = match self.between {
            Between::Geometric => 100_f64.ln(),
            Between::Arithmetic => 100.0,
        };
        // Score and 100 are sums over blocks of points, or of their logarithms; each block's part of
        // the points is its part of that sum, each indicator's its part of the block's mean.
        let levels: Vec<(usize, f64)> = self.levels(&blocks, all).collect();
        let of_block = |block: usize| levels.iter().find(|level| level.0 == block).map(|level| level.1);
        let part = |rank: usize, is_given: bool| {
            let Indicator { block, weight, .. } = self.indicators[rank];
            let (place, mean) = (places[rank]?, blocks[block].mean?);
            let level_of_block = of_block(block)?;
            let (points, whole, mine, mean, place) = if is_given {
                (score - lowest, level, level_of_block, mean, place)
            } else {
                (
                    100.0 - score,
                    unit - level,
                    self.blocks[block] / all * unit - level_of_block,
                    1.0 - mean,
                    1.0 - place,
                )
            };
            let is_some = 0.0 < whole && 0.0 < mean;
            let share = || (mine / whole).max(0.0) * (weight * place / (blocks[block].weight * mean));
            Some(if is_some { points.max(0.0) * share() } else { 0.0 })
        };
        let parts = |is_given: bool| (0..places.len()).map(|rank| part(rank, is_given)).collect();
        Some(Scored { score, known, given: parts(true), taken: parts(false) })
    }

    /// Only the scores of [`Self::score_of_places`], of many territories: for many draws.
    #[must_use]
    pub fn totals_of_places(&self, rows: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
        let mut blocks = Vec::new();
        rows.iter().map(|places| Some(self.sum(places, &mut blocks)?.score)).collect()
    }

    /// Blocks of which something is known, each with its part of the points, or of their
    /// logarithm; `all` is what these blocks weigh together.
    fn levels<'a>(&'a self, blocks: &'a [Block], all: f64) -> impl Iterator<Item = (usize, f64)> + 'a {
        blocks.iter().enumerate().filter_map(move |(block, sums)| {
            let mean = sums.mean?;
            let level = match self.between {
                Between::Geometric => (1.0 + 99.0 * mean).ln(),
                Between::Arithmetic => 100.0 * mean,
            };
            Some((block, self.blocks[block] / all * level))
        })
    }

    /// The score, with `blocks` as room for what is known of each.
    fn sum(&self, places: &[Option<f64>], blocks: &mut Vec<Block>) -> Option<Sum> {
        let are_places = places.iter().flatten().all(|place| (0.0..=1.0).contains(place));
        if places.len() != self.indicators.len() || !are_places {
            return None;
        }
        blocks.clear();
        blocks.resize(self.blocks.len(), Block { mean: None, weight: 0.0, all: 0.0 });
        for (indicator, place) in self.indicators.iter().zip(places) {
            let block = &mut blocks[indicator.block];
            block.all += indicator.weight;
            if let Some(place) = place.filter(|_| 0.0 < indicator.weight) {
                block.weight += indicator.weight;
                block.mean = Some(block.mean.unwrap_or(0.0) + indicator.weight * place);
            }
        }
        let (mut total, mut known, mut all) = (0.0, 0.0, 0.0);
        for (block, weight) in blocks.iter_mut().zip(&self.blocks) {
            block.mean = block.mean.map(|sum| (sum / block.weight).min(1.0));
            total += weight;
            known += block.weight / block.all * weight;
            all += block.mean.map_or(0.0, |_| *weight);
        }
        let known = (known / total).min(1.0);
        // A hair below two thirds is two thirds.
        if known < LEAST_KNOWN - 1e-12 {
            return None;
        }
        let level: f64 = self.levels(blocks, all).map(|level| level.1).sum();
        let score = match self.between {
            Between::Geometric => level.exp(),
            Between::Arithmetic => level,
        };
        Some(Sum { score: score.min(100.0), known, all })
    }
}

struct Sum {
    score: f64,
    known: f64,
    /// What the blocks weigh of which something is known.
    all: f64,
}

/// A block of one territory.
#[derive(Clone)]
struct Block {
    /// `None` when none of its indicators is known.
    mean: Option<f64>,
    /// Of what is known, and of all.
    weight: f64,
    all: f64,
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
        Composite::new(indicators, vec![1.0, 1.0], Between::Geometric).expect("sound")
    }

    #[test]
    fn the_best_is_a_hundred_and_a_block_at_nothing_hurts() {
        let score = |values: [f64; 4]| index().score(&values.map(Some)).expect("known").score;
        let blocks = |a: f64, b: f64| ((1.0 + 99.0 * a) * (1.0 + 99.0 * b)).sqrt();
        assert!((score([10.0, 0.0, 5.0, 1.0]) - blocks(1.0, 0.875)).abs() < 1e-9);
        assert!((score([0.0, 100.0, 5.0, 1.0]) - blocks(0.0, 0.875)).abs() < 1e-9);
        assert!(score([5.0, 50.0, 5.0, 0.5]) > score([10.0, 0.0, 5.0, 0.0]), "a hole is not made up for");
        let made_up_for = index().between(Between::Arithmetic);
        let found = made_up_for.score(&[10.0, 0.0, 5.0, 0.0].map(Some)).expect("known");
        assert!((found.score - 56.25).abs() < 1e-12);
        assert_eq!(found.given, [25.0, 25.0, 6.25, 0.0].map(Some));
    }

    #[test]
    fn unknown_is_not_zero_and_too_much_of_it_is_no_index() {
        let found = index().score(&[Some(10.0), None, Some(5.0), Some(1.0)]).expect("three quarters");
        assert_eq!((found.known, found.taken[1], found.given[1]), (0.75, None, None));
        assert_eq!(index().score(&[None, None, Some(5.0), Some(1.0)]), None, "half");
        assert_eq!(index().score(&[Some(10.0), Some(f64::NAN), Some(5.0), None]), None);
        assert_eq!(index().score(&[Some(1.0)]), None);
        assert_eq!(index().score_of_places(&[Some(1.5); 4]), None, "no place");
    }

    #[test]
    fn faults_are_named() {
        let new = |indicators, blocks| Composite::new(indicators, blocks, Between::Geometric);
        assert_eq!(new(vec![indicator(1, 0.0, 1.0, 1.0)], vec![1.0]), Err(CompositeError::Indicator(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, -1.0)], vec![1.0]), Err(CompositeError::Indicator(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, 0.0)], vec![1.0]), Err(CompositeError::Block(0)));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, 1.0)], vec![0.0]), Err(CompositeError::Empty));
        assert_eq!(new(vec![indicator(0, 0.0, 1.0, f64::MAX); 2], vec![1.0]), Err(CompositeError::Block(0)));
        assert_eq!(index().without(9), None);
        assert_eq!(index().without(0).map(|index| index.indicators[0].weight), Some(0.0));
    }

    #[test]
    fn goalposts_are_those_of_a_year_and_however_far() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(Goalposts::of(&values, false), Some(Goalposts { worst: 5.0, best: 95.0 }));
        assert_eq!(Goalposts::of(&values, true).map(|posts| posts.place(50.0)), Some(0.5));
        assert_eq!(Goalposts::of(&[], true), None);
        let far = Goalposts { worst: -f64::MAX, best: f64::MAX };
        assert_eq!([-f64::MAX, 0.0, f64::MAX].map(|value| far.place(value)), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn weights_of_the_whole_say_the_same_as_those_of_blocks() {
        let weights = index().weights();
        assert_eq!(weights, [0.25, 0.25, 0.125, 0.375]);
        let again = index().weighing(&weights).expect("sound");
        let values = [Some(3.0), Some(20.0), Some(5.0), Some(0.3)];
        let score = |index: &Composite| index.score(&values).expect("known").score;
        assert!((score(&again) - score(&index())).abs() < 1e-12);
        assert_eq!(index().weighing(&[1.0]), None);
        assert_eq!(index().weighing(&[0.0, 0.0, 1.0, 1.0]), None, "a block without weight");
    }

    proptest! {
        #[test]
        fn what_is_given_and_what_is_taken_add_up(
            values in prop::collection::vec(prop::option::weighted(0.9, -5.0..120.0_f64), 4),
            is_geometric in prop::bool::ANY,
        ) {
            let (between, lowest) =
                if is_geometric { (Between::Geometric, 1.0) } else { (Between::Arithmetic, 0.0) };
            let Some(found) = index().between(between).score(&values) else { return Ok(()) };
            let taken: f64 = found.taken.iter().flatten().sum();
            let given: f64 = found.given.iter().flatten().sum();
            prop_assert!((found.score + taken - 100.0).abs() < 1e-9, "{found:?}");
            prop_assert!((lowest + given - found.score).abs() < 1e-9, "{found:?}");
            prop_assert!(found.taken.iter().chain(&found.given).flatten().all(|part| 0.0 <= *part));
            prop_assert!((lowest - 1e-9..=100.0).contains(&found.score));
        }
    }
}
