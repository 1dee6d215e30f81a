//! What territories have for each other: complementary, or of the same profile.
//!
//! *Question.* With whom could we trade, each lacking what the other has? *Method.* Over location
//! quotients (`quotient`), Σ max(min(a, 2) − 1, 0) · max(1 − b, 0): where one has more than its
//! share and the other less. Two complete each other by the smaller of both directions, since a
//! mean would reward trade in one. Profiles are compared by Hellinger's distance of shares.
//! *Unit.* None; 0 is nothing to give. *Edges.* An unknown quotient gives and takes nothing.
//! *Cost.* O(activities).

/// What one territory could give another, by the quotients of both, in the same order of
/// activities. `None` where lengths differ.
#[must_use]
pub fn gives(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    let parts = gifts(a, b)?;
    Some(parts.into_iter().sum())
}

/// The same activity by activity: what the sum is made of.
#[must_use]
pub fn gifts(a: &[Option<f64>], b: &[Option<f64>]) -> Option<Vec<f64>> {
    let pairs = (a.len() == b.len()).then(|| a.iter().zip(b))?;
    let is_known = |quotient: &f64| quotient.is_finite() && 0.0 <= *quotient;
    let given = |(a, b): (&Option<f64>, &Option<f64>)| {
        let (a, b) = ((*a).filter(is_known)?, (*b).filter(is_known)?);
        Some((a.min(2.0) - 1.0).max(0.0) * (1.0 - b).max(0.0))
    };
    Some(pairs.map(|pair| given(pair).unwrap_or(0.0)).collect())
}

/// How much two territories complete each other: the smaller of what each gives.
#[must_use]
pub fn completes(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    Some(gives(a, b)?.min(gives(b, a)?))
}

/// How far two mixes are apart, 0 (the same) to 1 (nothing in common):
/// √(Σ (√p − √q)² / 2) over their shares. `a` and `b` are counts of any scale. `None` when either
/// has none, when lengths differ, or for values that are negative or not finite.
#[must_use]
pub fn hellinger(a: &[f64], b: &[f64]) -> Option<f64> {
    let is_sound = |values: &[f64]| values.iter().all(|v| v.is_finite() && 0.0 <= *v);
    let (all_a, all_b): (f64, f64) = (a.iter().sum(), b.iter().sum());
    let has_some = |all: f64| all.is_finite() && 0.0 < all;
    if a.len() != b.len() || !is_sound(a) || !is_sound(b) || !has_some(all_a) || !has_some(all_b) {
        return None;
    }
    let part = |(a, b): (&f64, &f64)| ((a / all_a).sqrt() - (b / all_b).sqrt()).powi(2);
    Some((a.iter().zip(b).map(part).sum::<f64>() / 2.0).sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_trade_completes_nobody() {
        let (has, lacks) = ([Some(1.8), Some(1.0), None], [Some(0.5), Some(1.0), Some(3.0)]);
        assert!((gives(&has, &lacks).expect("as many") - 0.4).abs() < 1e-12);
        assert_eq!(completes(&has, &lacks), Some(0.0));
        assert_eq!(gives(&has, &[]), None);
        let parts = gifts(&has, &lacks).expect("as many");
        assert_eq!((parts[1], parts[2]), (0.0, 0.0));
    }

    #[test]
    fn abundance_counts_twice_at_most_and_unknown_gives_nothing() {
        assert_eq!(gives(&[Some(9.0)], &[Some(0.0)]), Some(1.0));
        assert_eq!(gives(&[Some(f64::NAN)], &[Some(0.0)]), Some(0.0));
        assert_eq!(gives(&[Some(2.0)], &[Some(f64::INFINITY)]), Some(0.0));
        assert_eq!(completes(&[], &[]), Some(0.0));
    }

    #[test]
    fn mixes_are_compared_whatever_their_size() {
        assert_eq!(hellinger(&[1.0, 3.0], &[10.0, 30.0]), Some(0.0));
        assert_eq!(hellinger(&[1.0, 0.0], &[0.0, 5.0]), Some(1.0));
        assert_eq!(hellinger(&[0.0, 0.0], &[0.0, 5.0]), None);
        assert_eq!(hellinger(&[1.0], &[]), None);
        assert_eq!(hellinger(&[-1.0, 2.0], &[1.0, 1.0]), None);
    }
}
