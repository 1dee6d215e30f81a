//! What chance makes of groups, beside what arithmetic says that it makes.

use super::*;

fn draws(many: u32, threads: usize) -> Draws {
    Draws { many, seed: 7, threads }
}

/// Forty of eight labels, thirty of them alike; two groups and the rest.
fn crowd() -> (Vec<u8>, Vec<Option<u32>>) {
    let labels: Vec<u8> = (0..40).map(|rank| if rank < 8 { rank } else { rank % 2 }).collect();
    let group = |rank: u32| match rank {
        0..8 => Some(0),
        8..16 => Some(2),
        _ => None,
    };
    (labels, (0..40).map(group).collect())
}

#[test]
fn a_group_of_all_labels_stands_out_and_one_of_two_does_not() {
    let (labels, groups) = crowd();
    let found = relabelled(&labels, &groups, &[&kinds_of, &as_many_equal], draws(999, 1)).expect("sound");
    let (kinds, equal) = (&found[0], &found[1]);
    let first = kinds[0].expect("a group");
    assert_eq!(first.observed, 8.0);
    assert!(first.p_more() < 0.01 && 0.99 < first.above(), "{first:?}");
    assert!((equal[0].expect("a group").observed - 8.0).abs() < 1e-12);
    assert_eq!(kinds[1], None, "a group of nobody");
    let plain = kinds[2].expect("a group");
    assert_eq!(plain.observed, 2.0);
    assert!(0.5 < plain.p_more() && plain.p_less() < 0.7, "{plain:?}");
}

/// How many of two labels are in a group is hypergeometric.
#[test]
fn the_share_of_a_label_is_what_dealing_without_return_makes_of_it() {
    let labels: Vec<u8> = (0..30).map(|rank| u8::from(rank < 12)).collect();
    let groups: Vec<Option<u32>> = (0..30).map(|rank| (rank < 6).then_some(0)).collect();
    let share = share_of(1);
    let found =
        relabelled(&labels, &groups, &[&share], draws(20_000, 2)).expect("sound")[0][0].expect("a group");
    assert_eq!(found.observed, 1.0);
    // C(12, 6) / C(30, 6) = 924 / 593775, of 20,000 draws 31 give or take 5.6.
    assert!((10..55).contains(&found.at_least), "{found:?}");
    assert!((found.expected - 0.4).abs() < 0.005, "{found:?}");
    assert_eq!(found.at_most, 20_000);
}

#[test]
fn threads_and_the_order_of_points_change_no_bit() {
    let (mut labels, mut groups) = crowd();
    let ask = |labels: &[u8], groups: &[Option<u32>], threads| {
        relabelled(labels, groups, &[&kinds_of, &as_many_equal], draws(333, threads)).expect("sound")
    };
    let found = ask(&labels, &groups, 1);
    for threads in [0, 2, 3, 64] {
        assert_eq!(ask(&labels, &groups, threads), found);
    }
    labels.reverse();
    groups.reverse();
    assert_eq!(ask(&labels, &groups, 2), found);
    let other = relabelled(&labels, &groups, &[&as_many_equal], Draws { many: 333, seed: 8, threads: 1 });
    assert_ne!(other.expect("sound")[0], found[1], "another seed, other draws");
}

#[test]
fn faults_are_named_and_nothing_is_no_answer() {
    let none: [Statistic<'_>; 1] = [&kinds_of];
    assert_eq!(
        relabelled(&[1], &[], &none, draws(9, 1)),
        Err(RelabellingError::Lengths { labels: 1, groups: 0 })
    );
    assert_eq!(relabelled(&[1], &[Some(5)], &none, draws(9, 1)), Err(RelabellingError::Group(5)));
    assert_eq!(
        relabelled(&[1], &[Some(0)], &none, draws(u32::MAX, 1)),
        Err(RelabellingError::Draws(u32::MAX))
    );
    assert_eq!(relabelled(&[], &[], &none, draws(9, 1)), Ok(vec![vec![]]));
    let without = relabelled(&[1], &[Some(0)], &none, draws(0, 1)).expect("sound")[0][0].expect("a group");
    assert_eq!((without.p_more(), without.above(), without.expected), (1.0, 0.0, 1.0));
}

#[test]
fn what_few_draws_cannot_tell_is_dealt_again_and_the_rest_is_not() {
    let (labels, groups) = crowd();
    let found = relabelled_well(&labels, &groups, &kinds_of, draws(199, 2)).expect("sound");
    let [first, nobody, plain] = found[..] else { panic!("three") };
    let first = first.expect("a group");
    assert_eq!((first.draws, first.observed), (MOST_DRAWS, 8.0));
    assert!(first.p_more() < 0.001, "{first:?}");
    assert_eq!((nobody, plain.map(|plain| plain.draws)), (None, Some(199)));
    assert_eq!(relabelled_well(&labels, &groups, &kinds_of, draws(199, 5)).expect("sound"), found);
}
