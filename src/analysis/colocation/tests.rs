//! The quotients beside a loop over all pairs, and what is known of them.

use proptest::prelude::*;

use super::*;

fn square(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// What each other point weighs around one: those as far as the k-th share what is left.
fn weights(points: &[[f64; 2]], from: usize, k: usize) -> Vec<f64> {
    let k = k.min(points.len() - 1);
    let far = |to: usize| if to == from { f64::INFINITY } else { square(points[from], points[to]) };
    let mut sorted: Vec<f64> = (0..points.len()).map(far).collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted[k - 1];
    let nearer = sorted.iter().filter(|d| **d < last).count();
    let tied = sorted.iter().filter(|d| **d == last).count();
    let weight = |to: usize| match far(to) {
        d if d < last => 1.0 / k as f64,
        d if d == last => (k - nearer) as f64 / tied as f64 / k as f64,
        _ => 0.0,
    };
    (0..points.len()).map(weight).collect()
}

fn slow(points: &[[f64; 2]], labels: &[u8], k: usize, from: u8, to: u8, is_local: bool) -> Vec<Option<f64>> {
    let others = (points.len() - 1) as f64;
    let of = |label: u8| labels.iter().filter(|l| **l == label).count();
    let share = (of(to) - usize::from(from == to && 0 < of(to))) as f64 / others;
    let around = |at: usize| {
        let mut weights = weights(points, at, k);
        if is_local {
            let reach =
                (0..points.len()).filter(|&b| 0.0 < weights[b]).map(|b| square(points[at], points[b]));
            let reach = reach.fold(0.0, f64::max);
            let decay = |b: usize| {
                if reach == 0.0 { 1.0 } else { (-0.5 * square(points[at], points[b]) / reach).exp() }
            };
            weights = (0..points.len()).map(|b| weights[b] * decay(b)).collect();
        }
        let all: f64 = weights.iter().sum();
        (0..points.len()).filter(|&b| labels[b] == to).map(|b| weights[b]).sum::<f64>() / all / share
    };
    (0..points.len()).map(|at| (labels[at] == from && 0.0 < share).then(|| around(at))).collect()
}

fn crowd() -> impl Strategy<Value = Vec<([f64; 2], u8)>> {
    let place = (0..5_i32, 0..4_i32).prop_map(|(x, y)| [f64::from(x), f64::from(y)]);
    let fine = (0.0..5.0_f64, 0.0..4.0_f64).prop_map(|(x, y)| [x, y]);
    prop::collection::vec((prop_oneof![2 => place, 1 => fine], 0..4_u8), 2..40)
}

proptest! {
    #[test]
    fn quotients_are_those_of_a_loop_over_all_pairs(crowd in crowd(), k in 1..12_usize, threads in 1..4_usize) {
        let (points, labels): (Vec<[f64; 2]>, Vec<u8>) = crowd.into_iter().unzip();
        let found = Colocation::new(&points, &labels, 4, k, threads).expect("sound");
        let quotients = found.quotients();
        for from in 0..4_u8 {
            for to in 0..4_u8 {
                let told = slow(&points, &labels, k, from, to, false);
                let known: Vec<f64> = told.iter().flatten().copied().collect();
                let mean = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
                let ours = quotients[usize::from(from)][usize::from(to)];
                prop_assert_eq!(ours.is_some(), mean.is_some());
                prop_assert!(ours.zip(mean).is_none_or(|(a, b)| (a - b).abs() < 1e-9 * b.max(1.0)));
                let local = found.local(usize::from(from), usize::from(to));
                for (ours, slow) in local.iter().zip(slow(&points, &labels, k, from, to, true)) {
                    prop_assert_eq!(ours.is_some(), slow.is_some());
                    prop_assert!(ours.zip(slow).is_none_or(|(a, b)| (a - b).abs() < 1e-9 * b.max(1.0)));
                }
            }
        }
    }

    /// Among all others each kind has its share: with all of them as neighbours everything is chance.
    #[test]
    fn with_everybody_around_all_quotients_are_one(crowd in crowd()) {
        let (points, labels): (Vec<[f64; 2]>, Vec<u8>) = crowd.into_iter().unzip();
        let found = Colocation::new(&points, &labels, 4, 1000, 1).expect("sound");
        for quotient in found.quotients().iter().flatten().flatten() {
            prop_assert!((quotient - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn kinds_that_go_in_pairs_are_found_and_threads_change_nothing() {
    // Each first with a second beside it, thirds anywhere.
    let pairs = (0..40).flat_map(|n| {
        let place = [f64::from(n % 8) * 10.0, f64::from(n / 8) * 10.0];
        [
            (place, 0),
            ([place[0] + 0.1, place[1]], 1),
            ([place[0] + 3.0, place[1] + 4.0], 2),
            ([place[0] + 6.0, place[1] + 2.0], 2),
        ]
    });
    let (points, labels): (Vec<[f64; 2]>, Vec<u8>) = pairs.unzip();
    let draws = Draws { many: 99, seed: 1, threads: 1 };
    let found = Colocation::new(&points, &labels, 4, 1, 1).expect("sound");
    let tested = found.tested(draws).expect("sound");
    let (together, apart) = (tested[0][1].expect("known"), tested[0][0].expect("known"));
    assert!((together.observed - 159.0 / 40.0).abs() < 1e-12 && together.p_more() == 0.01);
    assert!(apart.observed == 0.0 && apart.p_less() < 0.05, "{apart:?}");
    assert!((together.expected - 1.0).abs() < 0.1, "chance is one: {together:?}");
    assert_eq!(tested[0][3], None, "nobody is of the fourth");
    for threads in [2, 5] {
        let again = Colocation::new(&points, &labels, 4, 1, threads).expect("sound");
        assert_eq!(again.tested(Draws { threads, ..draws }).expect("sound"), tested);
    }
}

#[test]
fn faults_are_named() {
    let new = |points: &[[f64; 2]], labels: &[u8], kinds, k| {
        Colocation::new(points, labels, kinds, k, 1).map(|_| ())
    };
    assert_eq!(new(&[], &[], 3, 5), Ok(()));
    assert_eq!(new(&[[0.0, 0.0]], &[], 1, 5), Err(ColocationError::Lengths { labels: 0, points: 1 }));
    assert_eq!(new(&[[0.0, 0.0]], &[3], 3, 5), Err(ColocationError::Label { point: 0, label: 3, kinds: 3 }));
    assert_eq!(new(&[[0.0, f64::NAN]], &[0], 1, 5), Err(ColocationError::Point(0)));
    assert_eq!(new(&[], &[], 65, 5), Err(ColocationError::Kinds(65)));
    assert_eq!(new(&[], &[], 1, 0), Err(ColocationError::Nobody));
    let alone = Colocation::new(&[[0.0, 0.0]], &[0], 1, 5, 1).expect("sound");
    assert_eq!((alone.quotients(), alone.local(0, 0)), (vec![vec![None]], vec![None]));
}
