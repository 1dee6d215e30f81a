//! Which territories are like this one, in what they differ, and whether the answer holds.
//!
//! *Question.* From whom could we learn? *Method.* Features are standardised over all
//! territories (mean 0, deviation of the population 1, cut at ±3); blocks of features weigh the
//! same however many columns they have; the distance is Euclidean, so that its square is a sum
//! over features that tells what separates two places. A likeness holds when it survives other
//! weights: each block's times 0.7 to 1.3, drawn a hundred times. *Edges.* Heavy-tailed features
//! (populations, surfaces) are to be given as logarithms. A feature that either has not takes
//! part in nothing, and the others of its block weigh for it; two places that share less than
//! half of the weight are not compared. A constant feature tells nothing apart.
//! *Cost.* O(territories × features) for one; O(territories² × features) for all.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Beyond so many deviations a feature is as far as it gets.
const FARTHEST: f64 = 3.0;

/// Two places that share less of the weight are not compared.
const LEAST_SHARED: f64 = 0.5;

/// How much a block's weight varies, either way, when it is asked whether a likeness holds.
const VARIATION: f64 = 0.3;

/// Territories as standard features.
#[derive(Debug, Clone, PartialEq)]
pub struct Likenesses {
    /// By territory, then by feature; NaN where it is unknown.
    z: Vec<f64>,
    /// The block of each feature.
    blocks: Vec<usize>,
    /// How many features each block has.
    sizes: Vec<usize>,
}

/// Another territory, and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    pub territory: u32,
    pub distance: f64,
    /// By feature: its part of the square of the distance, 0 to 1; 0 where either is unknown.
    pub parts: Vec<f64>,
    /// The part of the weight that both know.
    pub shared: f64,
}

/// Why rows have no likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LikenessError {
    #[error("territory {0} has not as many features as there are blocks named")]
    Width(usize),
    #[error("feature {0} has a block beyond the number of features")]
    Block(usize),
}

impl Likenesses {
    /// Standardises the features of all territories. `blocks` names the block of each feature,
    /// from 0, and below the number of features; `rows` has one list a territory, `None` for what
    /// is unknown. O(territories × features).
    pub fn new(rows: &[Vec<Option<f64>>], blocks: &[usize]) -> Result<Self, LikenessError> {
        if let Some(row) = rows.iter().position(|row| row.len() != blocks.len()) {
            return Err(LikenessError::Width(row));
        }
        if let Some(feature) = blocks.iter().position(|&block| blocks.len() <= block) {
            return Err(LikenessError::Block(feature));
        }
        let mut z = vec![f64::NAN; rows.len() * blocks.len()];
        for feature in 0..blocks.len() {
            let value = |row: &Vec<Option<f64>>| row[feature].filter(|value| value.is_finite());
            let known: Vec<f64> = rows.iter().filter_map(value).collect();
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            let variance = known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / known.len() as f64;
            let deviation = variance.sqrt();
            let is_constant = deviation <= 1e-12 * mean.abs();
            for (row, values) in rows.iter().enumerate() {
                let standard = |v: f64| if is_constant { 0.0 } else { (v - mean) / deviation };
                let standard = value(values).map(|v| standard(v).clamp(-FARTHEST, FARTHEST));
                z[row * blocks.len() + feature] = standard.unwrap_or(f64::NAN);
            }
        }
        let many = blocks.iter().map(|block| block + 1).max().unwrap_or(0);
        let sizes = (0..many).map(|block| blocks.iter().filter(|&&b| b == block).count()).collect();
        Ok(Self { z, blocks: blocks.to_vec(), sizes })
    }

    /// How many blocks there are.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.sizes.len()
    }

    fn features(&self, territory: u32) -> &[f64] {
        let width = self.blocks.len();
        self.z.get(territory as usize * width..(territory as usize + 1) * width).unwrap_or_default()
    }

    /// Two territories beside each other, by these weights of blocks (1 where none is given);
    /// `None` when they share too little, when they are none of these, or for a weight that is
    /// negative or not finite. O(features).
    #[must_use]
    pub fn between(&self, one: u32, other: u32, weights: &[f64]) -> Option<Alike> {
        let weights = self.shares(weights)?;
        let mut blocks = vec![Block::default(); self.sizes.len()];
        self.share(one, other, &mut blocks);
        let Apart { square, shared, known } = weighed(&blocks, &weights)?;
        let pairs = self.features(one).iter().zip(self.features(other)).zip(&self.blocks);
        let part = |((a, b), &block): ((&f64, &f64), &usize)| {
            let of_block = weights[block] / known / blocks[block].both.max(1) as f64;
            let part = of_block * (a - b).powi(2) / square;
            if part.is_nan() { 0.0 } else { part }
        };
        let parts = pairs.map(part).collect();
        Some(Alike { territory: other, distance: square.sqrt(), parts, shared })
    }

    /// The weights of blocks as shares of their sum; `None` unless there is one, and each is sound.
    fn shares(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let weight = |(block, size): (usize, &usize)| {
            if *size == 0 { 0.0 } else { weights.get(block).copied().unwrap_or(1.0) }
        };
        let is_sound = weights.iter().all(|weight| weight.is_finite() && 0.0 <= *weight);
        let of_each: Vec<f64> = self.sizes.iter().enumerate().map(weight).collect();
        let all: f64 = of_each.iter().sum();
        let has_some = all.is_finite() && 0.0 < all;
        (is_sound && has_some).then(|| of_each.into_iter().map(|weight| weight / all).collect())
    }

    /// What two share of each block, whatever these weigh: nothing when either is none of these.
    fn share(&self, one: u32, other: u32, blocks: &mut [Block]) {
        blocks.fill(Block::default());
        for ((a, b), &block) in self.features(one).iter().zip(self.features(other)).zip(&self.blocks) {
            let square = (a - b).powi(2);
            if !square.is_nan() {
                blocks[block].mean += square;
                blocks[block].both += 1;
            }
        }
        for (block, &size) in blocks.iter_mut().zip(&self.sizes).filter(|(block, _)| block.both != 0) {
            block.mean /= block.both as f64;
            block.part = block.both as f64 / size as f64;
        }
    }

    /// One beside all `candidates` but itself, for what is asked of them together.
    /// O(candidates × features).
    #[must_use]
    pub fn beside(&self, one: u32, candidates: &[u32]) -> Beside<'_> {
        let others: Vec<u32> = candidates.iter().copied().filter(|&other| other != one).collect();
        let mut blocks = vec![Block::default(); others.len() * self.sizes.len()];
        for (&other, blocks) in others.iter().zip(blocks.chunks_exact_mut(self.sizes.len().max(1))) {
            self.share(one, other, blocks);
        }
        Beside { likenesses: self, one, others, blocks }
    }
}

/// A territory beside others: what it shares with each, summed up by block, whatever these weigh.
#[derive(Debug, Clone)]
pub struct Beside<'a> {
    likenesses: &'a Likenesses,
    one: u32,
    others: Vec<u32>,
    /// By territory, then by block.
    blocks: Vec<Block>,
}

impl Beside<'_> {
    /// Each of the others and what is shared with it.
    fn shared(&self) -> impl Iterator<Item = (u32, &[Block])> {
        self.others.iter().copied().zip(self.blocks.chunks_exact(self.likenesses.sizes.len().max(1)))
    }

    /// The territories most like it, nearest first, ties by rank.
    #[must_use]
    pub fn nearest(&self, many: usize, weights: &[f64]) -> Vec<Alike> {
        let near = self.nearest_distances(many, weights);
        near.into_iter().filter_map(|(_, other)| self.likenesses.between(self.one, other, weights)).collect()
    }

    /// The same as distances and ranks alone: for asking it of everybody.
    #[must_use]
    pub fn nearest_distances(&self, many: usize, weights: &[f64]) -> Vec<(f64, u32)> {
        let Some(weights) = self.likenesses.shares(weights) else { return vec![] };
        let distance = |(other, blocks)| Some((weighed(blocks, &weights)?.square.sqrt(), other));
        let mut found: Vec<(f64, u32)> = self.shared().filter_map(distance).collect();
        let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if many < found.len() && many != 0 {
            found.select_nth_unstable_by(many - 1, order);
        }
        found.truncate(many);
        found.sort_by(order);
        found
    }

    /// In what share of `draws` other weightings each of `found` is still among the `first`
    /// nearest. The same seed draws the same. O(others + draws × rivals): who is too far to come
    /// near is left out.
    #[must_use]
    pub fn stability(&self, found: &[Alike], first: usize, draws: u32, seed: u64) -> Vec<f64> {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let rivals = self.rivals(found);
        let place = |alike: &Alike| rivals.iter().position(|rival| rival.territory == alike.territory);
        let places: Vec<Option<usize>> = found.iter().map(place).collect();
        let mut times = vec![0_u32; found.len()];
        for _ in 0..draws {
            let weights: Vec<f64> = (0..self.likenesses.blocks())
                .map(|_| {
                    1.0 - VARIATION
                        + 2.0 * VARIATION * ((draw.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
                })
                .collect();
            let Some(weights) = self.likenesses.shares(&weights) else { continue };
            let distance = |rival: &Rival| Some(weighed(rival.blocks, &weights)?.square.sqrt());
            let distances: Vec<Option<f64>> = rivals.iter().map(distance).collect();
            for (times, place) in times.iter_mut().zip(&places) {
                let Some((place, own)) = place.and_then(|place| Some((place, distances[place]?))) else {
                    continue;
                };
                let is_nearer = |(distance, rival): &(&Option<f64>, &Rival)| {
                    distance.is_some_and(|distance| {
                        let order = distance.total_cmp(&own);
                        order.then(rival.territory.cmp(&rivals[place].territory)).is_lt()
                    })
                };
                let nearer = distances.iter().zip(&rivals).filter(is_nearer).take(first).count();
                *times += u32::from(nearer < first);
            }
        }
        times.into_iter().map(|times| f64::from(times) / f64::from(draws.max(1))).collect()
    }

    /// Those of the others that may come before one of `found` under some weights.
    fn rivals(&self, found: &[Alike]) -> Vec<Rival<'_>> {
        let Some(equal) = self.likenesses.shares(&[]) else { return vec![] };
        let farthest = found.iter().map(|alike| alike.distance.powi(2)).fold(0.0, f64::max);
        // Weights between 0.7 and 1.3 move a sum over blocks by 1.3 / 0.7 at most; and the weight of
        // what is known, which the sum is divided by, as much again unless it is all.
        let off = (1.0 + VARIATION) / (1.0 - VARIATION) * (1.0 + 1e-9);
        let is_whole = |blocks: &[Block]| {
            blocks.iter().zip(&self.likenesses.sizes).all(|(block, size)| block.both != 0 || *size == 0)
        };
        let is_found = |territory: u32| found.iter().any(|alike| alike.territory == territory);
        let all_whole = self.shared().all(|(other, blocks)| !is_found(other) || is_whole(blocks));
        let rival = |(territory, blocks)| {
            let off = if all_whole && is_whole(blocks) { off } else { off * off };
            // Who shares too little as blocks weigh now may share enough as they will.
            let is_near = weighed(blocks, &equal).is_none_or(|apart| apart.square <= farthest * off);
            is_near.then_some(Rival { territory, blocks })
        };
        self.shared().filter_map(rival).collect()
    }
}

/// Somebody who may be near, and what is shared with them.
struct Rival<'a> {
    territory: u32,
    blocks: &'a [Block],
}

/// What two territories share of a block.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    /// The mean of the squares of their differences.
    mean: f64,
    /// How many features both know, and what part of the block that is.
    both: usize,
    part: f64,
}

struct Apart {
    square: f64,
    shared: f64,
    /// The weight of the blocks of which both know something.
    known: f64,
}

/// The square of the distance of two who share so much, by weights that sum to 1; `None` where that
/// is too little. O(blocks).
fn weighed(blocks: &[Block], weights: &[f64]) -> Option<Apart> {
    let (mut known, mut shared, mut square) = (0.0, 0.0, 0.0);
    for (block, weight) in blocks.iter().zip(weights).filter(|(block, _)| block.both != 0) {
        shared += weight * block.part;
        known += weight;
        square += weight * block.mean;
    }
    let is_enough = LEAST_SHARED <= shared + 1e-12 && 0.0 < known;
    is_enough.then(|| Apart { square: square / known, shared, known })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::rand_core::RngCore;

    use super::*;

    fn rows() -> Vec<Vec<Option<f64>>> {
        (0..30)
            .map(|i| vec![Some(f64::from(i)), Some(f64::from(i * 7 % 30)), Some(f64::from(i % 2)), None])
            .collect()
    }

    #[test]
    fn what_separates_two_is_told_and_adds_up() {
        let likenesses = Likenesses::new(&rows(), &[0, 0, 1, 1]).expect("as many");
        let alike = likenesses.between(0, 2, &[]).expect("enough shared");
        assert_eq!(alike.shared, 0.75);
        assert!((alike.parts.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(alike.parts[2..], [0.0, 0.0], "the same parity, and what nobody knows");
        assert!(alike.parts[0] < alike.parts[1]);
        assert_eq!(likenesses.between(0, 99, &[]), None);
        assert_eq!(likenesses.between(0, 2, &[1.0, -1.0]), None);
        assert_eq!(likenesses.between(0, 2, &[0.0, 0.0]), None, "nothing weighs");
        assert_eq!(Likenesses::new(&rows(), &[0, 0, 1, 4]).map(|_| ()), Err(LikenessError::Block(3)),);
        assert_eq!(Likenesses::new(&rows(), &[0]).map(|_| ()), Err(LikenessError::Width(0)));
    }

    #[test]
    fn who_shares_too_little_is_not_compared() {
        let mut rows = rows();
        rows[4] = vec![None, None, None, None];
        let likenesses = Likenesses::new(&rows, &[0, 0, 1, 1]).expect("as many");
        assert_eq!(likenesses.between(4, 5, &[]), None);
        let everybody: Vec<u32> = (0..30).collect();
        assert_eq!(likenesses.beside(0, &everybody).nearest(99, &[]).len(), 28);
    }

    #[test]
    fn a_twin_holds_and_a_constant_tells_nothing_apart() {
        let mut rows = rows();
        rows[9] = rows[3].clone();
        rows.iter_mut().for_each(|row| row[3] = Some(0.1));
        let likenesses = Likenesses::new(&rows, &[0, 0, 1, 1]).expect("as many");
        let everybody: Vec<u32> = (0..30).collect();
        let beside = likenesses.beside(3, &everybody);
        let found = beside.nearest(3, &[]);
        assert_eq!((found[0].territory, found[0].distance), (9, 0.0));
        let stability = beside.stability(&found, 10, 100, 1);
        assert_eq!(stability[0], 1.0);
        assert_eq!(stability, beside.stability(&found, 10, 100, 1));
    }

    /// Sorts everybody anew for each draw.
    fn stability_by_sorting(
        likenesses: &Likenesses,
        one: u32,
        candidates: &[u32],
        found: &[Alike],
        first: usize,
    ) -> Vec<f64> {
        let mut draw = ChaCha8Rng::seed_from_u64(5);
        let mut times = vec![0_u32; found.len()];
        for _ in 0..20 {
            let share = |bits: u64| (bits >> 11) as f64 / (1_u64 << 53) as f64;
            let weights: Vec<f64> = (0..likenesses.blocks())
                .map(|_| 1.0 - VARIATION + 2.0 * VARIATION * share(draw.next_u64()))
                .collect();
            let near = likenesses.beside(one, candidates).nearest_distances(first, &weights);
            for (times, alike) in times.iter_mut().zip(found) {
                *times += u32::from(near.iter().any(|near| near.1 == alike.territory));
            }
        }
        times.into_iter().map(|times| f64::from(times) / 20.0).collect()
    }

    proptest! {
        #[test]
        fn stability_is_that_of_sorting_everybody_for_each_draw(
            rows in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, -9.0..9.0_f64), 5), 3..40),
            (many, first) in (1..6_usize, 0..12_usize),
        ) {
            let likenesses = Likenesses::new(&rows, &[0, 0, 1, 2, 2]).expect("as many");
            let everybody: Vec<u32> = (0..rows.len() as u32).collect();
            for one in 0..rows.len() as u32 {
                let beside = likenesses.beside(one, &everybody);
                let found = beside.nearest(many, &[]);
                let fast = beside.stability(&found, first, 20, 5);
                let slow = stability_by_sorting(&likenesses, one, &everybody, &found, first);
                prop_assert_eq!(fast, slow);
            }
        }

        #[test]
        fn distances_are_those_of_either_side(
            rows in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.9, -9.0..9.0_f64), 5), 3..20),
        ) {
            let likenesses = Likenesses::new(&rows, &[0, 0, 1, 1, 1]).expect("as many");
            for one in 0..rows.len() as u32 {
                for other in 0..rows.len() as u32 {
                    let distance = |a, b| likenesses.between(a, b, &[1.0, 2.0]).map(|alike| alike.distance);
                    prop_assert_eq!(distance(one, other), distance(other, one));
                }
            }
        }
    }
}
