//! The conventions that scores rest on, all in one place: weights, half-lives, which stage gives
//! to which, and what stands for the unknown. They are proposals to be changed by whoever asks,
//! not findings.

use crate::analysis::cooperation::{List, PARTS};
use crate::domain::function::Stage;

/// The weights of the six parts, in the order of [`Part::ALL`](crate::analysis::cooperation::Part::ALL).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights([f64; PARTS]);

impl Weights {
    /// Of the chain list.
    pub const CHAIN: Self = Self([0.40, 0.0, 0.25, 0.15, 0.10, 0.10]);

    /// Of the mutualisation list.
    pub const MUTUAL: Self = Self([0.0, 0.40, 0.15, 0.15, 0.20, 0.10]);

    /// Those of a list.
    #[must_use]
    pub fn of_list(list: List) -> Self {
        match list {
            List::Chain => Self::CHAIN,
            List::Mutual => Self::MUTUAL,
        }
    }

    /// Weights of any scale: only their shares count. `None` for weights that are negative or not
    /// finite, or all 0.
    #[must_use]
    pub fn of(weights: [f64; PARTS]) -> Option<Self> {
        let sum: f64 = weights.iter().sum();
        let is_sound = weights.iter().all(|weight| weight.is_finite() && 0.0 <= *weight);
        (is_sound && sum.is_finite() && 0.0 < sum).then_some(Self(weights))
    }

    /// As they were given.
    #[must_use]
    pub fn given(&self) -> [f64; PARTS] {
        self.0
    }

    /// As they count: they add up to 1.
    #[must_use]
    pub fn shares(&self) -> [f64; PARTS] {
        let sum: f64 = self.0.iter().sum();
        self.0.map(|weight| weight / sum)
    }
}

/// After how many minutes half of a score is left, by what the two would do together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfLives {
    /// Where nothing says more.
    pub usual: f64,
    /// Sharing equipment or rooms: one goes there often.
    pub equipment: f64,
    /// Goods from one to the other.
    pub supply: f64,
    /// Goods through a platform.
    pub logistics: f64,
    /// Money and advice travel far; `f64::INFINITY` where distance is to count for nothing.
    pub support: f64,
}

impl Default for HalfLives {
    fn default() -> Self {
        Self { usual: 20.0, equipment: 15.0, supply: 30.0, logistics: 45.0, support: 120.0 }
    }
}

impl HalfLives {
    /// That of a tie between stages, whichever gives: money and advice farthest, then platforms,
    /// then goods; the usual one where a stage is unknown.
    #[must_use]
    pub fn between(&self, a: Option<Stage>, b: Option<Stage>) -> f64 {
        let either = |wanted: fn(Stage) -> bool| a.is_some_and(wanted) || b.is_some_and(wanted);
        match (a, b) {
            _ if either(|stage| !stage.carries_goods()) => self.support,
            _ if either(|stage| stage == Stage::Storage) => self.logistics,
            (Some(_), Some(_)) => self.supply,
            _ => self.usual,
        }
    }
}

/// How readily each stage gives to each: by giver, then by receiver, in the order of [`Stage::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjacency(pub [[f64; Stage::ALL.len()]; Stage::ALL.len()]);

impl Default for Adjacency {
    /// Collection stands between who makes and who processes: it receives as a platform does and
    /// gives as a producer does, for the catalogue parts it from storage.
    fn default() -> Self {
        Self([
            // to: production, collection, processing, storage, distribution, catering, finance, support
            [0.0, 0.7, 1.0, 0.7, 0.8, 0.8, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.7, 0.8, 0.8, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.7, 1.0, 0.7, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0, 0.6, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            [0.0; 8],
            [0.5; 8],
            [0.5; 8],
        ])
    }
}

impl Adjacency {
    /// How readily the one gives to the other.
    #[must_use]
    pub fn gives(&self, from: Stage, to: Stage) -> f64 {
        self.0[from as usize][to as usize]
    }

    /// The readier of both directions: a pair works together whoever gives.
    #[must_use]
    pub fn between(&self, a: Stage, b: Stage) -> f64 {
        self.gives(a, b).max(self.gives(b, a))
    }
}

/// What stands for what is not known: the middle where more and less are as likely, nothing where
/// a likeness, a gap or a common partner would have to be shown to count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unknowns {
    /// Whether both are about the same products.
    pub product: f64,
    /// How much the activities trade with each other: the median of a percentile rank.
    pub trade: f64,
    pub similarity: f64,
    pub gap: f64,
    pub closure: f64,
    pub size: f64,
    pub novelty: f64,
}

impl Default for Unknowns {
    fn default() -> Self {
        Self { product: 0.5, trade: 0.5, similarity: 0.0, gap: 0.0, closure: 0.0, size: 0.5, novelty: 0.5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_both_lists_add_up_to_one_and_any_scale_is_the_same() {
        for list in List::ALL {
            let weights = Weights::of_list(list);
            assert!((weights.given().iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let tenfold = Weights::of(weights.given().map(|weight| weight * 10.0)).expect("sound");
            for (one, other) in weights.shares().iter().zip(tenfold.shares()) {
                assert!((one - other).abs() < 1e-12);
            }
        }
        assert_eq!(Weights::of([0.0; PARTS]), None);
        assert_eq!(Weights::of([-1.0, 2.0, 0.0, 0.0, 0.0, 0.0]), None);
        assert_eq!(Weights::of([f64::INFINITY, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
    }

    #[test]
    fn goods_go_one_way_and_a_pair_both() {
        let adjacency = Adjacency::default();
        assert_eq!(adjacency.gives(Stage::Production, Stage::Processing), 1.0);
        assert_eq!(adjacency.gives(Stage::Processing, Stage::Production), 0.0);
        assert_eq!(adjacency.between(Stage::Processing, Stage::Production), 1.0);
        assert_eq!(adjacency.gives(Stage::Storage, Stage::Catering), 0.6);
        for stage in Stage::ALL {
            assert_eq!(adjacency.gives(Stage::Finance, stage), 0.5);
            for other in Stage::ALL {
                assert_eq!(adjacency.between(stage, other), adjacency.between(other, stage));
            }
        }
    }

    #[test]
    fn what_two_would_do_together_says_how_far_they_may_be() {
        let lives = HalfLives::default();
        assert_eq!(lives.between(Some(Stage::Production), Some(Stage::Catering)), 30.0);
        assert_eq!(lives.between(Some(Stage::Storage), Some(Stage::Catering)), 45.0);
        assert_eq!(lives.between(Some(Stage::Storage), Some(Stage::Finance)), 120.0);
        assert_eq!(lives.between(None, Some(Stage::Catering)), 20.0);
    }
}
