//! Scores of sites: they add up, keep their order, and are those of pymcdm and NumPy where those compute the same
//! (`tests/reference/make_siting.py`).

use maillage::analysis::composite::Goalposts;
use maillage::analysis::scoring::ahp::{AhpError, MOST_RATIO, judged, weights_of};
use maillage::analysis::scoring::closeness::{Verdict, by_draws, by_margin, drawn_weights, precedes};
use maillage::analysis::scoring::topsis::{Column, topsis};
use maillage::analysis::scoring::weighted::{Criteria, CriteriaError, Criterion, order};
use maillage::analysis::scoring::without::without_each;
use proptest::prelude::*;

use crate::statistics::{list, rows};

#[test]
fn closeness_to_the_ideal_is_that_of_pymcdm() {
    for row in rows("reference/closenesses.csv") {
        let [values, weights, types, expected] = [0, 1, 2, 3].map(|at| list(&row[at]));
        let column = |(weight, kind): (&f64, &f64)| Column { weight: *weight, is_less_better: *kind < 0.0 };
        let columns: Vec<Column> = weights.iter().zip(&types).map(column).collect();
        let sites: Vec<Vec<Option<f64>>> =
            values.chunks(weights.len()).map(|row| row.iter().copied().map(Some).collect()).collect();
        for (ours, theirs) in topsis(&columns, &sites).into_iter().zip(&expected) {
            assert!((ours.expect("known") - theirs).abs() < 1e-12, "{ours:?} beside {theirs}");
        }
    }
}

#[test]
fn weights_drawn_out_of_judgements_are_those_of_numpy() {
    let mut refused = 0;
    for row in rows("reference/judgements.csv") {
        let [table, eigenvector, means, eigenvalue, ratio] = [0, 1, 2, 3, 4].map(|at| list(&row[at]));
        let table: Vec<Vec<f64>> = table.chunks(eigenvector.len()).map(<[f64]>::to_vec).collect();
        let found = judged(&table).expect("sound");
        let is_near = |ours: &[f64], theirs: &[f64]| {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() < 1e-9)
        };
        assert!(is_near(&found.weights, &eigenvector) && is_near(&found.by_geometric_mean, &means));
        assert!(is_near(&[found.eigenvalue, found.ratio], &[eigenvalue[0], ratio[0]]));
        match weights_of(&table) {
            Ok(weights) => assert!(weights.ratio <= MOST_RATIO),
            Err(AhpError::Inconsistent { ratio, .. }) => {
                assert!(MOST_RATIO < ratio);
                refused += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(0 < refused);
}

#[test]
fn the_judgement_that_contradicts_the_others_is_named() {
    // 1 : 2 : 4 : 8, but for the first, which is said to matter nine times as much as the last.
    let weights = [1.0, 2.0, 4.0, 8.0];
    let mut table: Vec<Vec<f64>> = weights.iter().map(|a| weights.iter().map(|b| a / b).collect()).collect();
    assert!(judged(&table).expect("sound").at_odds.is_none());
    (table[0][3], table[3][0]) = (9.0, 1.0 / 9.0);
    let Err(AhpError::Inconsistent { at_odds, .. }) = weights_of(&table) else { panic!("accepted") };
    assert_eq!((at_odds.first, at_odds.second, at_odds.told), (0, 3, 9.0));
    assert!((1.0 / 8.0..9.0).contains(&at_odds.meant), "{at_odds:?}");
    table[0][1] = 0.7;
    assert_eq!(judged(&table), Err(AhpError::Judgement(0, 1)));
    assert_eq!(judged(&[]), Err(AhpError::Shape));
    assert!(judged(&vec![vec![1.0; 10]; 10]).is_ok());
    assert_eq!(
        judged(&vec![vec![1.0; 11]; 11]),
        Err(AhpError::Shape),
        "random tables of eleven are not agreed upon"
    );
    assert_eq!(judged(&[vec![1.0, f64::NAN], vec![f64::NAN, 1.0]]), Err(AhpError::Judgement(0, 1)));
}

fn criteria() -> Criteria {
    let posts = [(0.0, 10.0, 3.0), (100.0, 0.0, 2.0), (5.0, 5.0, 1.0), (-1.0, 1.0, 4.0)];
    let criterion =
        |&(worst, best, weight): &(f64, f64, f64)| Criterion { goalposts: Goalposts { worst, best }, weight };
    Criteria::new(posts.iter().map(criterion).collect()).expect("sound")
}

#[test]
fn what_is_unknown_is_not_zero_and_is_told_by_the_reliability() {
    let whole = criteria().score(&[Some(5.0), Some(20.0), Some(9.0), Some(1.0)]).expect("known");
    assert_eq!(whole.parts, [15.0, 16.0, 5.0, 40.0].map(Some));
    assert_eq!((whole.score, whole.reliability, whole.low, whole.high), (76.0, 1.0, 76.0, 76.0));
    let part = criteria().score(&[None, Some(20.0), Some(f64::NAN), Some(2.0)]).expect("known");
    assert!((part.reliability - 0.6).abs() < 1e-12 && (part.score - 56.0 / 0.6).abs() < 1e-12);
    assert_eq!(part.parts[0], None);
    assert!((part.low - 56.0).abs() < 1e-9 && (part.high - 96.0).abs() < 1e-9);
    assert_eq!(criteria().score(&[None; 4]), None);
    assert_eq!(criteria().score(&[Some(1.0)]), None);
    let nothing = Criterion { goalposts: Goalposts { worst: 0.0, best: 1.0 }, weight: 0.0 };
    assert_eq!(Criteria::new(vec![nothing]), Err(CriteriaError::Empty));
    assert_eq!(Criteria::new(vec![Criterion { weight: -1.0, ..nothing }]), Err(CriteriaError::Criterion(0)));
}

#[test]
fn who_hangs_on_one_criterion_falls_without_it() {
    let site = |a: f64, b: f64, d: f64| vec![Some(a), Some(b), Some(5.0), Some(d)];
    let sites = [site(10.0, 90.0, -1.0), site(6.0, 28.0, 0.2), site(4.0, 20.0, 0.4), site(0.0, 100.0, 1.0)];
    let found = without_each(&criteria(), &sites, 2);
    let first = found[0].as_ref().expect("others weigh");
    assert_eq!((first.criterion, first.remain, first.first), (0, 1, Some(2)));
    let last = found[3].as_ref().expect("others weigh");
    assert_eq!((last.remain, last.first), (1, Some(1)), "{:?}", last.scores);
    let lone = Criteria::new(vec![criteria().criteria()[0]]).expect("sound");
    assert_eq!(without_each(&lone, &sites, 2), [None]);
}

#[test]
fn close_scores_are_undecided() {
    assert_eq!(by_margin(Some(71.0), Some(70.0), 2.0), Verdict::Undecided);
    assert_eq!(by_margin(Some(73.0), Some(70.0), 2.0), Verdict::First);
    assert_eq!(by_margin(Some(60.0), Some(70.0), 2.0), Verdict::Second);
    assert_eq!(by_margin(Some(60.0), None, 2.0), Verdict::Undecided);
    let drawn = drawn_weights(&criteria(), 400, 7);
    let places = |a, b, d| criteria().places(&[Some(a), Some(b), Some(5.0), Some(d)]);
    let dominated = precedes(&drawn, &places(6.0, 20.0, 0.5), &places(5.0, 20.0, 0.5));
    assert_eq!(dominated, Some(1.0));
    let either = precedes(&drawn, &places(10.0, 50.0, 0.0), &places(4.0, 20.0, 0.61)).expect("drawn");
    assert_eq!(by_draws(Some(either)), Verdict::Undecided, "{either}");
    let same = precedes(&drawn, &places(6.0, 20.0, 0.5), &places(6.0, 20.0, 0.5));
    assert_eq!((same, by_draws(same)), (Some(0.5), Verdict::Undecided));
    assert_eq!(precedes(&[], &places(6.0, 20.0, 0.5), &places(5.0, 20.0, 0.5)), None);
    assert_eq!(drawn_weights(&criteria(), 3, 7), drawn_weights(&criteria(), 3, 7));
}

/// Values of sites by four criteria, some unknown.
fn sites() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, -20.0..120.0_f64), 4), 1..20)
}

proptest! {
    #[test]
    fn scores_decompose_exactly(sites in sites()) {
        for scored in sites.iter().filter_map(|site| criteria().score(site)) {
            let sum: f64 = scored.parts.iter().flatten().sum();
            prop_assert!((sum - scored.score).abs() < 1e-12 * 100.0);
            prop_assert!((0.0..=100.0).contains(&scored.score));
            prop_assert!(scored.low <= scored.score && scored.score <= scored.high);
        }
    }

    /// At least as good by every criterion, whichever way it is better.
    #[test]
    fn a_dominated_site_never_ranks_above_its_dominator(sites in sites(), gains in prop::collection::vec(0.0..30.0_f64, 4)) {
        for site in &sites {
            let better: Vec<Option<f64>> = site
                .iter()
                .zip(&gains)
                .enumerate()
                .map(|(at, (value, gain))| value.map(|value| if at == 1 { value - gain } else { value + gain }))
                .collect();
            let score = |site: &[Option<f64>]| criteria().score(site).map(|scored| scored.score);
            prop_assert!(score(site) <= score(&better));
            let places = order(&[score(&better), score(site)]);
            prop_assert!(places.first().is_none_or(|first| *first == 0));
        }
    }

    #[test]
    fn another_candidate_changes_nobodys_score_nor_their_order(sites in sites(), other in prop::collection::vec(-20.0..120.0_f64, 4)) {
        let scores = |sites: &[Vec<Option<f64>>]| -> Vec<Option<f64>> {
            sites.iter().map(|site| criteria().score(site).map(|scored| scored.score)).collect()
        };
        let before = scores(&sites);
        let mut more = sites.clone();
        more.push(other.into_iter().map(Some).collect());
        let after = scores(&more);
        prop_assert_eq!(&after[..sites.len()], &before[..]);
        let kept: Vec<usize> = order(&after).into_iter().filter(|site| *site < sites.len()).collect();
        prop_assert_eq!(kept, order(&before));
    }
}
