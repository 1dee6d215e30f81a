//! The lattice is only a faster way to say what the definition says.

use proptest::prelude::*;

use super::*;

/// The definition, pair by pair.
fn by_definition(points: &[[f64; 2]], ids: &[u32], eps: f64, min_points: usize) -> Clusters {
    let many = points.len();
    let is_near = |a: usize, b: usize| squared(points[a], points[b]) <= eps * eps;
    let core: Vec<bool> =
        (0..many).map(|a| min_points <= (0..many).filter(|&b| is_near(a, b)).count()).collect();
    let mut ranks: Vec<usize> = (0..many).collect();
    ranks.sort_by_key(|&rank| ids[rank]);
    let mut labels: Vec<Option<u32>> = vec![None; many];
    let mut count = 0;
    for &start in ranks.iter().filter(|&&rank| core[rank]) {
        if labels[start].is_some() {
            continue;
        }
        let mut open = vec![start];
        labels[start] = Some(count);
        while let Some(a) = open.pop() {
            for b in (0..many).filter(|&b| core[b] && is_near(a, b)) {
                if labels[b].is_none() {
                    labels[b] = Some(count);
                    open.push(b);
                }
            }
        }
        count += 1;
    }
    let mut ambiguous = vec![false; many];
    let cores = labels.clone();
    for a in (0..many).filter(|&a| !core[a]) {
        let mut near: Vec<usize> = (0..many).filter(|&b| core[b] && is_near(a, b)).collect();
        near.sort_by(|&b, &c| {
            squared(points[a], points[b]).total_cmp(&squared(points[a], points[c])).then(ids[b].cmp(&ids[c]))
        });
        labels[a] = near.first().and_then(|&b| cores[b]);
        ambiguous[a] = near.iter().any(|&b| cores[b] != labels[a]);
    }
    Clusters { labels, core, ambiguous, count }
}

/// Points of a coarse grid, so that many are as far from each other as `eps`, and many are one.
fn crowd() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let coarse = (0..14_i32, 0..9_i32).prop_map(|(x, y)| [f64::from(x), f64::from(y)]);
    let fine = (0.0..14.0_f64, 0.0..9.0_f64).prop_map(|(x, y)| [x, y]);
    prop::collection::vec(prop_oneof![3 => coarse, 1 => fine], 0..70)
}

proptest! {
    #[test]
    fn the_lattice_says_what_the_definition_says(
        points in crowd(),
        eps in prop::sample::select(vec![0.3, 1.0, 1.5, 2.0_f64.sqrt(), 2.0, 5.0, 40.0]),
        min_points in 0..9_usize,
        far in prop::sample::select(vec![0.0, 6.5e6]),
    ) {
        let points: Vec<[f64; 2]> = points.into_iter().map(|[x, y]| [x + far, y + far]).collect();
        let ids: Vec<u32> = (0..points.len() as u32).rev().collect();
        let found = dbscan_of(&points, &ids, eps, min_points).expect("sound");
        prop_assert_eq!(found, by_definition(&points, &ids, eps, min_points));
    }

    #[test]
    fn the_order_of_the_points_changes_nothing(
        points in crowd(), order in any::<u64>(), min_points in 1..7_usize,
    ) {
        let many = points.len() as u64;
        let ids: Vec<u32> = (0..points.len() as u32).collect();
        let mut turned: Vec<usize> = (0..points.len()).collect();
        turned.sort_by_key(|&rank| (rank as u64).wrapping_mul(order | 1).rotate_left(17) % (many + 1));
        let found = dbscan_of(&points, &ids, 1.5, min_points).expect("sound");
        let shuffled: Vec<[f64; 2]> = turned.iter().map(|&rank| points[rank]).collect();
        let ids: Vec<u32> = turned.iter().map(|&rank| rank as u32).collect();
        let again = dbscan_of(&shuffled, &ids, 1.5, min_points).expect("sound");
        for (at, &rank) in turned.iter().enumerate() {
            prop_assert_eq!(again.labels[at], found.labels[rank]);
            prop_assert_eq!(again.core[at], found.core[rank]);
            prop_assert_eq!(again.ambiguous[at], found.ambiguous[rank]);
        }
    }

    /// Crowds on either side of `eps`, too many to look at pair by pair.
    #[test]
    fn two_crowds_are_near_when_a_pair_is(
        some in prop::collection::vec((0.0..5.0_f64, 0.0..5.0_f64), 1..90),
        others in prop::collection::vec((5.2..11.0_f64, 0.0..5.0_f64), 1..90),
        near in 0.05..4.0_f64,
    ) {
        let of = |points: Vec<(f64, f64)>| points.into_iter().map(|(x, y)| [x, y]).collect::<Vec<_>>();
        let (some, others) = (of(some), of(others));
        let slow = some.iter().any(|a| others.iter().any(|b| squared(*a, *b) <= near));
        prop_assert_eq!(is_any_near(&some, &others, near), slow);
    }
}

#[test]
fn a_border_between_two_goes_to_the_nearer_and_of_two_as_near_to_the_lower_id() {
    // Two knots of three, and one that reaches both with only itself and two others near.
    let knots = |middle: f64| {
        vec![
            [0.0, 0.0],
            [0.0, 0.1],
            [0.0, 0.2],
            [0.0, -0.1],
            [2.0, 0.0],
            [2.0, 0.1],
            [2.0, 0.2],
            [2.0, -0.1],
            [middle, 0.0],
        ]
    };
    let label = |middle: f64, ids: [u32; 9]| {
        let found = dbscan_of(&knots(middle), &ids, 1.0, 4).expect("sound");
        assert_eq!(found.count, 2);
        (found.labels[8] == found.labels[0], found.ambiguous[8])
    };
    assert_eq!(label(1.0, [0, 1, 2, 3, 4, 5, 6, 7, 8]), (true, true));
    assert_eq!(label(1.0, [4, 5, 6, 7, 0, 1, 2, 3, 8]), (false, true));
    // As near to the left as nothing else: no core point of the right is within reach.
    assert_eq!(label(0.9, [4, 5, 6, 7, 0, 1, 2, 3, 8]), (true, false));
}

#[test]
fn what_is_no_number_is_said() {
    assert_eq!(dbscan(&[], 1.0, 3).map(|found| found.count), Ok(0));
    assert_eq!(dbscan(&[[0.0, f64::NAN]], 1.0, 3), Err(DbscanError::Point(0)));
    for eps in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-200, 1e200] {
        assert!(matches!(dbscan(&[[0.0, 0.0]], eps, 3), Err(DbscanError::Eps(_))), "{eps}");
    }
    assert_eq!(dbscan(&[[0.0, 0.0], [1e9, 0.0]], 1e-3, 3), Err(DbscanError::Spread));
    assert_eq!(dbscan_of(&[[0.0, 0.0]], &[], 1.0, 3), Err(DbscanError::Ids { ids: 0, points: 1 }));
    let everybody = dbscan(&[[0.0, 0.0], [5.0, 0.0]], 1.0, 0).expect("sound");
    assert_eq!(everybody.labels, [Some(0), Some(1)]);
}
