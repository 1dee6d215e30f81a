//! How unlike two territories are where some of what is known of them are words.
//!
//! *Question.* Who is like us, where features are numbers, kinds, or not known everywhere?
//! *Method.* Gower (1971): by feature, the difference over the range of all for numbers, cut at
//! 1, and 0 or 1 for words; the mean over the features that both have. *Unit.* 0 (alike) to 1.
//! *Edges.* The range is that between the second and the ninety-eighth percentile by default:
//! one outlier would draw all others together. A feature of one value tells nothing apart and
//! still counts among those compared. Two that share no feature are not compared.
//! *Cost.* O(features) a pair.

use crate::analysis::quantiles::quantile;

/// A feature of all territories, in their order; `None` where it is not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Feature {
    Numbers(Vec<Option<f64>>),
    /// Words, by their number.
    Words(Vec<Option<u32>>),
}

/// What a difference of numbers is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Range {
    /// From the second to the ninety-eighth percentile; differences beyond are 1.
    #[default]
    Trimmed,
    /// From the least to the greatest, as Gower has it.
    Whole,
}

/// Territories as features of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Gower {
    features: Vec<Weighed>,
}

#[derive(Debug, Clone, PartialEq)]
struct Weighed {
    feature: Feature,
    range: f64,
    weight: f64,
}

/// Why features cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GowerError {
    #[error("feature {0} has not as many territories as the first")]
    Length(usize),
    #[error("feature {0} has a weight that is negative or no number")]
    Weight(usize),
}

impl Gower {
    /// Features with their weights, of any scale. A number that is not finite is not known.
    pub fn new(features: Vec<(Feature, f64)>, range: Range) -> Result<Self, GowerError> {
        let many = features.first().map_or(0, |(feature, _)| feature.len());
        let mut weighed = Vec::with_capacity(features.len());
        for (rank, (feature, weight)) in features.into_iter().enumerate() {
            if feature.len() != many {
                return Err(GowerError::Length(rank));
            }
            if !(weight.is_finite() && 0.0 <= weight) {
                return Err(GowerError::Weight(rank));
            }
            let range = feature.range(range);
            weighed.push(Weighed { feature, range, weight });
        }
        Ok(Self { features: weighed })
    }

    /// How unlike two territories are; `None` when no feature of both is known, or for ranks
    /// that do not exist.
    #[must_use]
    pub fn between(&self, one: usize, other: usize) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for Weighed { feature, range, weight } in &self.features {
            if let Some(apart) = feature.apart(one, other, *range) {
                sum += weight * apart;
                weights += weight;
            }
        }
        (0.0 < weights).then(|| sum / weights)
    }
}

impl Feature {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Words(words) => words.len(),
        }
    }

    fn range(&self, range: Range) -> f64 {
        let Self::Numbers(values) = self else { return 0.0 };
        let known: Vec<f64> = values.iter().flatten().copied().filter(|v| v.is_finite()).collect();
        let (low, high) = match range {
            Range::Trimmed => (0.02, 0.98),
            Range::Whole => (0.0, 1.0),
        };
        quantile(&known, high).zip(quantile(&known, low)).map_or(0.0, |(high, low)| high - low)
    }

    fn apart(&self, one: usize, other: usize, range: f64) -> Option<f64> {
        match self {
            Self::Words(words) => {
                let (one, other) = ((*words.get(one)?)?, (*words.get(other)?)?);
                Some(f64::from(u8::from(one != other)))
            }
            Self::Numbers(values) => {
                let known = |at: usize| (*values.get(at)?).filter(|value| value.is_finite());
                let apart = (known(one)? - known(other)?).abs();
                // Who differs where hardly anybody does is as far as can be.
                let share = if apart == 0.0 { 0.0 } else { apart / range };
                Some(share.min(1.0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_unknown_numbers_are_compared_where_both_have_them() {
        let numbers = Feature::Numbers(vec![Some(0.0), Some(5.0), None, Some(10.0)]);
        let words = Feature::Words(vec![Some(1), Some(1), Some(2), None]);
        let gower = Gower::new(vec![(numbers, 1.0), (words, 1.0)], Range::Whole).expect("as many");
        let between = |a, b| gower.between(a, b);
        assert_eq!((between(0, 1), between(0, 2), between(0, 3)), (Some(0.25), Some(1.0), Some(1.0)));
        assert_eq!(between(2, 3), None, "nothing of both is known");
        assert_eq!(between(0, 4), None);
    }

    #[test]
    fn an_outlier_draws_nobody_together() {
        let mut values: Vec<Option<f64>> = (0..100).map(|v| Some(f64::from(v))).collect();
        values[99] = Some(1e9);
        let of = |range| Gower::new(vec![(Feature::Numbers(values.clone()), 1.0)], range).expect("sound");
        assert!(of(Range::Whole).between(0, 50).expect("known") < 1e-6);
        assert!(0.5 < of(Range::Trimmed).between(0, 50).expect("known"));
        assert_eq!(of(Range::Trimmed).between(0, 99), Some(1.0));
    }

    #[test]
    fn faults_are_named_and_one_value_tells_nothing_apart() {
        let of = |values: &[f64]| Feature::Numbers(values.iter().copied().map(Some).collect());
        let new = |features| Gower::new(features, Range::Trimmed).map(|_| ());
        assert_eq!(new(vec![(of(&[1.0]), 1.0), (of(&[]), 1.0)]), Err(GowerError::Length(1)));
        assert_eq!(new(vec![(of(&[1.0]), f64::NAN)]), Err(GowerError::Weight(0)));
        let one = Gower::new(vec![(of(&[3.0, 3.0, f64::NAN]), 1.0)], Range::Trimmed).expect("sound");
        assert_eq!((one.between(0, 1), one.between(0, 2)), (Some(0.0), None));
        assert_eq!(Gower::new(vec![], Range::Whole).expect("nothing").between(0, 0), None);
    }

    proptest! {
        #[test]
        fn it_is_the_same_from_either_side_and_never_beyond_one(
            values in prop::collection::vec(prop::option::of(-1e9..1e9_f64), 2..30),
            is_whole in prop::bool::ANY,
        ) {
            let range = if is_whole { Range::Whole } else { Range::Trimmed };
            let gower = Gower::new(vec![(Feature::Numbers(values.clone()), 2.0)], range).expect("sound");
            for one in 0..values.len() {
                for other in 0..values.len() {
                    let found = gower.between(one, other);
                    prop_assert_eq!(found, gower.between(other, one));
                    prop_assert!(found.is_none_or(|found| (0.0..=1.0).contains(&found)));
                }
            }
        }
    }
}
