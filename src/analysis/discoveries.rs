//! Many tests at once: how many of those that stand out do so by chance.
//!
//! *Method.* Benjamini and Hochberg (1995): the discoveries at a rate q are the tests whose
//! adjusted p is at most q; of these a share q at most is false, on average, also under the
//! kind of dependence that neighbours have. To be asked within a function, over territories.

/// The adjusted p of each test, in the order given: the least false discovery rate at which it
/// would be one. `None` where `p` is: what was not tested is no test. O(n log n).
///
/// Values that are no probability count as not tested.
#[must_use]
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let tested = |rank: usize| p[rank].filter(|p| (0.0..=1.0).contains(p));
    let mut ranks: Vec<usize> = (0..p.len()).filter(|&rank| tested(rank).is_some()).collect();
    ranks.sort_by(|&a, &b| tested(a).partial_cmp(&tested(b)).expect("probabilities"));
    let many = ranks.len() as f64;
    let mut adjusted = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (before, &rank) in ranks.iter().enumerate().rev() {
        let p = tested(rank).expect("only those");
        least = least.min(p * many / (before + 1) as f64);
        adjusted[rank] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The procedure as it is defined: the discoveries are the k smallest, k being the largest
    /// number with p(k) ≤ q k / n.
    fn discoveries(p: &[Option<f64>], q: f64) -> Vec<bool> {
        let mut sorted: Vec<f64> = p.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let limit = (1..=sorted.len()).rev().find(|&k| sorted[k - 1] * n / k as f64 <= q);
        let limit = limit.map(|k| sorted[k - 1]);
        p.iter().map(|p| p.zip(limit).is_some_and(|(p, limit)| p <= limit)).collect()
    }

    #[test]
    fn what_is_no_probability_is_no_test() {
        assert_eq!(
            benjamini_hochberg(&[Some(0.01), None, Some(f64::NAN), Some(0.02)]),
            [Some(0.02), None, None, Some(0.02)]
        );
        assert_eq!(benjamini_hochberg(&[]), []);
    }

    proptest! {
        #[test]
        fn an_adjusted_p_at_most_q_is_a_discovery_at_q(
            p in prop::collection::vec(prop::option::weighted(0.9, 0.0..=1.0_f64), 0..40),
            q in 0.001..0.6_f64,
        ) {
            let found: Vec<bool> =
                benjamini_hochberg(&p).into_iter().map(|p| p.is_some_and(|p| p <= q)).collect();
            prop_assert_eq!(found, discoveries(&p, q));
        }
    }
}
