//! The six parts of a score, each from 0 to 1 and `None` where nothing is known.

/// How well one completes the other: stage adjacency × product match × (0.7 + 0.3 × trade).
/// `adjacency` says how readily one stage gives to the other
/// ([`Adjacency`](crate::analysis::cooperation::conventions::Adjacency)); `product` is 1 for the same
/// family of products and 0 for what does not go together; `trade` is the percentile rank of how much
/// both activities trade ([`trade`]). All from 0 to 1, `None` for others.
#[must_use]
pub fn complementarity(adjacency: f64, product: f64, trade: f64) -> Option<f64> {
    let is_share = |value: &f64| (0.0..=1.0).contains(value);
    let is_sound = [adjacency, product, trade].iter().all(is_share);
    is_sound.then_some(adjacency * product * (0.7 + 0.3 * trade))
}

/// How much activities trade: for each pair the percentile rank, among all pairs of different
/// activities, of the greatest of four shares: of what j uses from i and i from j, of what i sells to j
/// and j to i (Delgado, Porter and Stern 2016). `flows[i][j]` is what i delivers to j, at basic
/// prices; `output[i]` all that i makes. An activity trades wholly with itself: 1. `None` when the table is not square, or for flows that are negative or not
/// finite, or outputs that are not above 0. O(activities² log activities).
#[must_use]
pub fn trade(flows: &[Vec<f64>], output: &[f64]) -> Option<Vec<Vec<f64>>> {
    let many = output.len();
    let is_flow = |flow: &f64| flow.is_finite() && 0.0 <= *flow;
    let is_row = |row: &Vec<f64>| row.len() == many && row.iter().all(is_flow);
    let is_output = |output: &f64| output.is_finite() && 0.0 < *output;
    if flows.len() != many || !flows.iter().all(is_row) || !output.iter().all(is_output) {
        return None;
    }
    let strength = |i: usize, j: usize| {
        let (there, back) = (flows[i][j], flows[j][i]);
        (there / output[j]).max(there / output[i]).max(back / output[i]).max(back / output[j])
    };
    let pairs = (0..many).flat_map(|i| (i + 1..many).map(move |j| (i, j)));
    let mut all: Vec<f64> = pairs.map(|(i, j)| strength(i, j)).collect();
    all.sort_by(f64::total_cmp);
    let rank = |value: f64| percentile(&all, value);
    let of = |i: usize, j: usize| if i == j { 1.0 } else { rank(strength(i, j)) };
    Some((0..many).map(|i| (0..many).map(|j| of(i, j)).collect()).collect())
}

/// How much two lists of needs share: those in both over those in either (Jaccard). Lists are in
/// any order; twins count once. `None` where either declared none: nothing said is not no need.
/// O(n log n).
#[must_use]
pub fn jaccard(a: &[u32], b: &[u32]) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let sorted = |list: &[u32]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.dedup();
        list
    };
    let (a, b) = (sorted(a), sorted(b));
    let both = a.iter().filter(|need| b.binary_search(need).is_ok()).count();
    Some(both as f64 / (a.len() + b.len() - both) as f64)
}

/// The cosine of two profiles of the same dimensions. `None` where either is empty (all 0), when
/// lengths differ, or for values that are negative or not finite.
#[must_use]
pub fn cosine(a: &[f64], b: &[f64]) -> Option<f64> {
    let is_sound = |values: &[f64]| values.iter().all(|value| value.is_finite() && 0.0 <= *value);
    if a.len() != b.len() || !is_sound(a) || !is_sound(b) {
        return None;
    }
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let norms = product(a, a).sqrt() * product(b, b).sqrt();
    (norms.is_finite() && 0.0 < norms).then(|| (product(a, b) / norms).min(1.0))
}

/// The cosine of two NAF codes as profiles: each code stands for its division, group, class and
/// sub-class (`10`, `10.3`, `10.39`, `10.39A`), one dimension each, so that 1 is the same sub-class, 0.75 the
/// same class, 0.5 the same group, 0.25 the same division. `None` where either is unknown or is
/// `94.99Z`, which says nothing of what an association does.
#[must_use]
pub fn activity_cosine(a: Option<&str>, b: Option<&str>) -> Option<f64> {
    let levels = |code: &str| {
        let is_code = code.len() == 6 && code.is_ascii() && code.as_bytes()[2] == b'.';
        is_code.then(|| [2, 4, 5, 6].map(|end| code[..end].to_owned()))
    };
    let says = |code: Option<&str>| code.filter(|code| *code != "94.99Z").and_then(levels);
    let (a, b) = (says(a)?, says(b)?);
    Some(a.iter().zip(&b).filter(|(a, b)| a == b).count() as f64 / 4.0)
}

/// How bad a gap is expected to be: the probability of one (that the rate is below three quarters
/// of the peers': `supply`) times how much is missing, 1 − the territory's smoothed rate over the
/// peers', never below 0. `None` for what is no probability or no rate.
#[must_use]
pub fn gap(probability: f64, smoothed: f64, peers: f64) -> Option<f64> {
    let is_rate = smoothed.is_finite() && 0.0 <= smoothed && peers.is_finite() && 0.0 < peers;
    let is_sound = (0.0..=1.0).contains(&probability) && is_rate;
    is_sound.then(|| probability * (1.0 - smoothed / peers).max(0.0))
}

/// The percentile rank of a value of a sorted list: its rank over the list's length, those that are
/// equal sharing the mean of theirs. So the greatest alone is 1, and all equal are in the middle.
fn percentile(sorted: &[f64], value: f64) -> f64 {
    let below = sorted.partition_point(|other| *other < value);
    let equal = sorted.partition_point(|other| *other <= value) - below;
    (below as f64 + (equal as f64 + 1.0) / 2.0) / sorted.len() as f64
}

/// The percentile rank of each value among those above 0, equal ones sharing the mean of their ranks.
/// What is 0 stays 0: no common partner is not a little closure. Values that are negative or not
/// finite are 0. O(n log n).
#[must_use]
pub fn percentiles(values: &[f64]) -> Vec<f64> {
    let is_some = |value: &f64| value.is_finite() && 0.0 < *value;
    let mut some: Vec<f64> = values.iter().copied().filter(is_some).collect();
    some.sort_by(f64::total_cmp);
    let rank = |value: &f64| if is_some(value) { percentile(&some, *value) } else { 0.0 };
    values.iter().map(rank).collect()
}

/// How comparable two sizes are: 1 − |ln(a / b)| / ln 100, never below 0: the same is 1, a hundred times
/// as large 0. Sizes are above 0, in any unit; `None` for others.
#[must_use]
pub fn size(a: f64, b: f64) -> Option<f64> {
    let is_size = |size: f64| size.is_finite() && 0.0 < size;
    (is_size(a) && is_size(b)).then(|| (1.0 - (a.ln() - b.ln()).abs() / 100_f64.ln()).max(0.0))
}

/// The employees that a band of SIRENE stands for: the geometric mean of its bounds; 10,000 for the last,
/// which has none. Who has no employee is run by somebody: 1. `None` for what is not a band, and
/// for `NN`, which says that nothing is known.
#[must_use]
pub fn employees(band: &str) -> Option<f64> {
    let bounds: (f64, f64) = match band {
        "00" => (1.0, 1.0),
        "01" => (1.0, 2.0),
        "02" => (3.0, 5.0),
        "03" => (6.0, 9.0),
        "11" => (10.0, 19.0),
        "12" => (20.0, 49.0),
        "21" => (50.0, 99.0),
        "22" => (100.0, 199.0),
        "31" => (200.0, 249.0),
        "32" => (250.0, 499.0),
        "41" => (500.0, 999.0),
        "42" => (1_000.0, 1_999.0),
        "51" => (2_000.0, 4_999.0),
        "52" => (5_000.0, 9_999.0),
        "53" => (10_000.0, 10_000.0),
        _ => return None,
    };
    Some((bounds.0 * bounds.1).sqrt())
}

/// How new such a partner would be: 1 − the share of the `partners` that are already of the
/// `family` (any numbers). `None` without a known partner: nothing recorded is not nobody.
#[must_use]
pub fn novelty(partners: &[u32], family: u32) -> Option<f64> {
    let alike = partners.iter().filter(|other| **other == family).count();
    (!partners.is_empty()).then(|| 1.0 - alike as f64 / partners.len() as f64)
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
    fn who_does_not_go_together_does_not_complete_each_other() {
        near(complementarity(1.0, 1.0, 1.0), 1.0);
        near(complementarity(0.8, 0.5, 0.0), 0.28);
        assert_eq!(complementarity(1.0, 0.0, 1.0), Some(0.0));
        assert_eq!(complementarity(1.1, 1.0, 1.0), None);
        assert_eq!(complementarity(1.0, f64::NAN, 1.0), None);
    }

    #[test]
    fn trade_is_ranked_among_pairs_of_different_activities() {
        let flows = vec![vec![9.0, 5.0, 0.0], vec![0.0, 0.0, 1.0], vec![0.0, 0.0, 0.0]];
        let found = trade(&flows, &[10.0, 20.0, 30.0]).expect("sound");
        // Greatest shares: 0-1 is 5/10, 1-2 is 1/20, 0-2 is 0.
        assert_eq!((found[0][1], found[1][2], found[0][2]), (1.0, 2.0 / 3.0, 1.0 / 3.0));
        assert_eq!(found[1][0], found[0][1]);
        assert_eq!(trade(&flows, &[1.0, 2.0]), None);
        assert_eq!(trade(&[vec![-1.0]], &[1.0]), None);
        assert_eq!(trade(&[vec![1.0]], &[0.0]), None);
        assert_eq!(trade(&[], &[]), Some(vec![]));
    }

    #[test]
    fn nothing_declared_is_not_nothing_in_common() {
        assert_eq!(jaccard(&[1, 2, 3], &[3, 2, 9]), Some(0.5));
        assert_eq!(jaccard(&[1, 1], &[1]), Some(1.0));
        assert_eq!(jaccard(&[], &[1]), None);
        near(cosine(&[1.0, 1.0, 0.0], &[1.0, 0.0, 0.0]), 0.5_f64.sqrt());
        assert_eq!(cosine(&[0.0], &[1.0]), None);
        assert_eq!(cosine(&[1.0], &[]), None);
        assert_eq!(activity_cosine(Some("10.39A"), Some("10.39B")), Some(0.75));
        assert_eq!(activity_cosine(Some("10.39A"), Some("10.51A")), Some(0.25));
        assert_eq!(activity_cosine(Some("94.99Z"), Some("94.99Z")), None, "it says nothing");
        assert_eq!(activity_cosine(None, Some("10.39A")), None);
        assert_eq!(activity_cosine(Some("é.39A"), Some("10.39A")), None);
    }

    #[test]
    fn a_gap_counts_by_how_probable_and_how_deep_it_is() {
        near(gap(0.9, 0.5, 1.0), 0.45);
        assert_eq!(gap(0.2, 3.0, 1.0), Some(0.0), "more than the peers is no gap");
        assert_eq!(gap(1.2, 1.0, 1.0), None);
        assert_eq!(gap(0.5, 1.0, 0.0), None);
    }

    #[test]
    fn no_common_partner_is_no_closure() {
        assert_eq!(percentiles(&[0.0, 0.2, 0.1, 0.2, f64::NAN]), [0.0, 2.5 / 3.0, 1.0 / 3.0, 2.5 / 3.0, 0.0]);
        assert_eq!(percentiles(&[]), [0.0; 0]);
    }

    #[test]
    fn a_hundred_times_as_large_is_not_comparable() {
        assert_eq!(size(3.0, 3.0), Some(1.0));
        near(size(1.0, 10.0), 0.5);
        near(size(1.0, 100.0), 0.0);
        assert_eq!(size(1.0, 1e9), Some(0.0));
        assert_eq!(size(0.0, 1.0), None);
        near(employees("11"), 190_f64.sqrt());
        assert_eq!(employees("NN"), None);
    }

    #[test]
    fn without_a_known_partner_nobody_is_said_to_be_new() {
        assert_eq!(novelty(&[], 1), None);
        near(novelty(&[1, 2, 2, 3], 2), 0.5);
        assert_eq!(novelty(&[1], 2), Some(1.0));
    }

    proptest! {
        #[test]
        fn what_has_no_direction_is_the_same_both_ways(
            a in prop::collection::vec(0_u32..9, 0..9), b in prop::collection::vec(0_u32..9, 0..9),
            sizes in (0.1..1e5, 0.1..1e5)
        ) {
            prop_assert_eq!(jaccard(&a, &b), jaccard(&b, &a));
            prop_assert_eq!(size(sizes.0, sizes.1), size(sizes.1, sizes.0));
            let wide = |list: &[u32]| -> Vec<f64> {
                (0..9).map(|at| list.iter().filter(|x| **x == at).count() as f64).collect()
            };
            prop_assert_eq!(cosine(&wide(&a), &wide(&b)), cosine(&wide(&b), &wide(&a)));
        }
    }
}
