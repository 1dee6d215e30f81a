//! How diverse a group or a territory is, and whether its kinds are near each other.
//!
//! *Question.* Is this as diverse as how many equal kinds? *Method.* On shares p of counts:
//! Shannon's entropy H = −Σ p ln p; Hill's numbers (Hill 1973), which are counts of kinds and can be
//! read: of order 0 the kinds there are, of order 1 exp H, of order 2 1 / Σ p²; Simpson's index
//! 1 − Σ p², the chance that two drawn with replacement differ, and its unbiased form without
//! replacement, for groups of less than thirty. Entropy divides exactly into that between families
//! of kinds (unrelated variety) and that within them (related variety: Frenken, Van Oort and
//! Verburg 2007), H = UV + RV. *Unit.* H, UV and RV in nats; Hill's numbers in kinds. *Edges.* Where
//! nothing was counted nothing is said: no diversity is not a diversity of 0. Kinds that nobody
//! counted change nothing. *Cost.* O(kinds).

/// The sum of counts that can be shared: all finite and not negative, one at least above 0.
fn total(counts: &[f64]) -> Option<f64> {
    let is_sound = |count: &f64| count.is_finite() && 0.0 <= *count;
    let total: f64 = counts.iter().sum();
    (counts.iter().all(is_sound) && total.is_finite() && 0.0 < total).then_some(total)
}

/// Entropy of counts whose sum is known to be above 0.
fn entropy(counts: impl Iterator<Item = f64>, total: f64) -> f64 {
    let shares = counts.map(|count| count / total).filter(|share| 0.0 < *share);
    // −0.0 is what one kind alone would give.
    (-shares.map(|share| share * share.ln()).sum::<f64>()).max(0.0)
}

/// Shannon's entropy −Σ p ln p of counts, in nats; 0 for one kind alone. `None` when nothing was
/// counted, or for counts that are negative or not finite.
#[must_use]
pub fn shannon(counts: &[f64]) -> Option<f64> {
    let total = total(counts)?;
    Some(entropy(counts.iter().copied(), total))
}

/// How even shares are: entropy over the greatest that so many `kinds` allow, ln kinds (Pielou
/// 1966); 1 when all are as many. `kinds` is how many there could be, counted or not. `None` for
/// fewer than two kinds or fewer than were counted, and where entropy has no answer.
#[must_use]
pub fn evenness(counts: &[f64], kinds: usize) -> Option<f64> {
    let counted = counts.iter().filter(|count| 0.0 < **count).count();
    let is_possible = 2 <= kinds && counted <= kinds;
    is_possible.then(|| shannon(counts)).flatten().map(|entropy| entropy / (kinds as f64).ln())
}

/// Hill's number of an order: as diverse as so many kinds of equal weight. Order 0 counts the
/// kinds, 1 is exp H (its limit), 2 is 1 / Σ p², any other (Σ p^q)^(1 / (1 − q)). `None` for an order
/// that is negative or not finite, and where nothing was counted.
#[must_use]
pub fn hill(counts: &[f64], order: f64) -> Option<f64> {
    let total = total(counts)?;
    if !(order.is_finite() && 0.0 <= order) {
        return None;
    }
    let shares = || counts.iter().map(|count| count / total).filter(|share| 0.0 < *share);
    let number = match order {
        0.0 => shares().count() as f64,
        1.0 => entropy(counts.iter().copied(), total).exp(),
        2.0 => shares().map(|share| share * share).sum::<f64>().recip(),
        _ => shares().map(|share| share.powf(order)).sum::<f64>().powf(1.0 / (1.0 - order)),
    };
    Some(number).filter(|number| number.is_finite())
}

/// Simpson's index (Gini's): 1 − Σ p², the chance that two drawn with replacement are of different kinds.
/// `None` where nothing was counted.
#[must_use]
pub fn simpson(counts: &[f64]) -> Option<f64> {
    let total = total(counts)?;
    Some(1.0 - counts.iter().map(|count| (count / total).powi(2)).sum::<f64>())
}

/// The same without replacement, which does not favour large groups: 1 − Σ n(n − 1) / (N(N − 1)).
/// `None` when fewer than two were counted, and for counts that are not whole: it is about
/// individuals.
#[must_use]
pub fn simpson_unbiased(counts: &[f64]) -> Option<f64> {
    let total = total(counts)?;
    let is_whole = counts.iter().all(|count| count.fract() == 0.0);
    let pairs = total * (total - 1.0);
    let alike = || counts.iter().map(|count| count * (count - 1.0)).sum::<f64>() / pairs;
    (is_whole && 2.0 <= total).then(|| 1.0 - alike())
}

/// Entropy divided between families of kinds and within them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variety {
    /// H over kinds, in nats: `unrelated` + `related`.
    pub total: f64,
    /// UV, the entropy of families: how many unlike things there are.
    pub unrelated: f64,
    /// RV = Σ P H within families, P being a family's share: how much there is to learn from those
    /// who do nearly the same.
    pub related: f64,
}

/// Related and unrelated variety of counts by kind; `family` says the family of each kind (any
/// numbers). `None` when lengths differ or nothing was counted. O(kinds × log kinds).
#[must_use]
pub fn variety(counts: &[f64], family: &[u32]) -> Option<Variety> {
    if counts.len() != family.len() {
        return None;
    }
    let all = total(counts)?;
    let mut kinds: Vec<(u32, f64)> = family.iter().copied().zip(counts.iter().copied()).collect();
    kinds.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let families: Vec<&[(u32, f64)]> = kinds.chunk_by(|a, b| a.0 == b.0).collect();
    let sums: Vec<f64> = families.iter().map(|kinds| kinds.iter().map(|kind| kind.1).sum()).collect();
    let within = |(kinds, sum): (&&[(u32, f64)], &f64)| match 0.0 < *sum {
        true => sum / all * entropy(kinds.iter().map(|kind| kind.1), *sum),
        false => 0.0,
    };
    Some(Variety {
        total: entropy(counts.iter().copied(), all),
        unrelated: entropy(sums.iter().copied(), all),
        related: families.iter().zip(&sums).map(within).sum(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(ours: Option<f64>, theirs: f64) {
        let ours = ours.expect("an answer");
        assert!((ours - theirs).abs() < 1e-12, "{ours} beside {theirs}");
    }

    #[test]
    fn equal_kinds_are_as_many_at_every_order() {
        for order in [0.0, 0.5, 1.0, 2.0, 7.0] {
            near(hill(&[3.0, 0.0, 3.0, 3.0, 3.0], order), 4.0);
        }
        near(evenness(&[3.0, 3.0, 3.0, 3.0], 4), 1.0);
        near(simpson(&[5.0, 5.0]), 0.5);
        near(simpson_unbiased(&[2.0, 2.0]), 1.0 - 4.0 / 12.0);
    }

    #[test]
    fn one_kind_alone_has_no_entropy_and_nothing_has_no_answer() {
        assert_eq!(shannon(&[7.0, 0.0]), Some(0.0));
        assert_eq!((hill(&[7.0], 1.0), simpson(&[7.0])), (Some(1.0), Some(0.0)));
        for nothing in [&[][..], &[0.0, 0.0], &[-1.0, 2.0], &[f64::NAN], &[f64::INFINITY]] {
            assert_eq!(shannon(nothing), None);
            assert_eq!(hill(nothing, 0.0), None);
            assert_eq!(simpson(nothing), None);
            assert_eq!(simpson_unbiased(nothing), None);
            assert_eq!(variety(nothing, &vec![0; nothing.len()]), None);
        }
        assert_eq!(simpson_unbiased(&[1.0, 0.0]), None, "nobody to differ from");
        assert_eq!(simpson_unbiased(&[1.5, 2.0]), None, "half an actor");
        assert_eq!(evenness(&[1.0, 2.0], 1), None);
        assert_eq!(hill(&[1.0], -1.0), None);
        assert_eq!(variety(&[1.0], &[]), None);
    }

    #[test]
    fn variety_of_kinds_of_one_family_is_related_and_of_one_kind_each_unrelated() {
        let one = variety(&[2.0, 2.0], &[9, 9]).expect("counted");
        assert_eq!((one.unrelated, one.related), (0.0, 2_f64.ln()));
        let apart = variety(&[2.0, 2.0], &[9, 4]).expect("counted");
        assert_eq!((apart.unrelated, apart.related), (2_f64.ln(), 0.0));
    }

    proptest! {
        #[test]
        fn entropy_is_that_between_families_and_that_within_them(
            kinds in prop::collection::vec((0_u16..500, 0_u32..5), 1..40)
        ) {
            let counts: Vec<f64> = kinds.iter().map(|kind| f64::from(kind.0)).collect();
            let families: Vec<u32> = kinds.iter().map(|kind| kind.1).collect();
            if let Some(found) = variety(&counts, &families) {
                prop_assert!((found.total - found.unrelated - found.related).abs() < 1e-12);
                prop_assert!(0.0 <= found.related);
            }
        }

        #[test]
        fn a_higher_order_never_counts_more_kinds(counts in prop::collection::vec(0_u16..500, 1..30)) {
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let found: Vec<f64> =
                [0.0, 0.5, 1.0, 2.0, 5.0].iter().filter_map(|order| hill(&counts, *order)).collect();
            prop_assert!(found.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9));
        }
    }
}
