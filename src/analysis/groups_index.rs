//! How ready a group looks, in one figure that adds up: what is known of it between goalposts.
//!
//! *Method.* A composite (`composite`) of one block put together arithmetically, so that its
//! contributions sum to the score: families as if equal (Hill's number, 1 to 6), stages of chains
//! (1 to 6), somebody to carry it (function 1, employer ½, nobody known 0), how many groups by
//! chance are less mixed (half to all), what the bassin lacks (share of measured functions with a
//! gap that this group's functions are of), ties that are recorded among members (share in a pole).
//! *Edges.* Ties are recorded hardly anywhere: unknown is left out, its weight shared out, and said.
//! Below two thirds of the weight there is no index. Goalposts and weights are conventions to be
//! discussed, not findings.

use crate::analysis::composite::{Between, Composite, CompositeError, Goalposts, Indicator, Scored};

/// What the index is made of, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Mix,
    Stages,
    Anchor,
    Chance,
    Need,
    Ties,
}

/// The weight of each part, in [`Part::ALL`]'s order; any scale.
pub const WEIGHTS: [f64; 6] = [25.0, 25.0, 15.0, 15.0, 10.0, 10.0];

impl Part {
    /// All six.
    pub const ALL: [Self; 6] = [Self::Mix, Self::Stages, Self::Anchor, Self::Chance, Self::Need, Self::Ties];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mix => "diversite",
            Self::Stages => "maillons",
            Self::Anchor => "ancrage",
            Self::Chance => "hasard",
            Self::Need => "besoin",
            Self::Ties => "liens",
        }
    }

    /// What it is called, in French and in English.
    #[must_use]
    pub fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Mix => ["diversité", "mix"],
            Self::Stages => ["maillons", "stages"],
            Self::Anchor => ["ancrage", "anchor"],
            Self::Chance => ["au-delà du hasard", "beyond chance"],
            Self::Need => ["besoin du bassin", "need of the bassin"],
            Self::Ties => ["liens connus", "known ties"],
        }
    }

    fn goalposts(self) -> Goalposts {
        let (worst, best) = match self {
            Self::Mix | Self::Stages => (1.0, 6.0),
            Self::Chance => (0.5, 1.0),
            Self::Anchor | Self::Need | Self::Ties => (0.0, 1.0),
        };
        Goalposts { worst, best }
    }
}

/// The index with these weights.
pub fn index(weights: [f64; 6]) -> Result<Composite, CompositeError> {
    let part = |(part, weight): (Part, f64)| Indicator { block: 0, goalposts: part.goalposts(), weight };
    let indicators = Part::ALL.into_iter().zip(weights).map(part).collect();
    Composite::new(indicators, vec![1.0], Between::Arithmetic)
}

/// The score of a group with what each part gives; `None` where too little is known.
#[must_use]
pub fn score(index: &Composite, values: [Option<f64>; 6]) -> Option<Scored> {
    index.score(&values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributions_sum_to_the_score_and_unknown_ties_are_no_zero() {
        let index = index(WEIGHTS).expect("sound");
        let known = [Some(4.0), Some(5.0), Some(1.0), Some(0.96), Some(0.2), None];
        let found = score(&index, known).expect("enough is known");
        let given: f64 = found.given.iter().flatten().sum();
        assert!((found.score - given).abs() < 1e-12);
        assert_eq!((found.given[5], (found.known * 10.0).round()), (None, 9.0));
        let tied = score(&index, [known[0], known[1], known[2], known[3], known[4], Some(0.0)]);
        assert!(tied.expect("all is known").score < found.score);
        assert_eq!(score(&index, [Some(4.0), Some(5.0), None, None, None, None]), None, "half");
        assert!(super::index([0.0; 6]).is_err());
    }
}
