//! Best sets of places: the reference case, what spopt and HiGHS find (`tests/reference/make_siting.py`),
//! and what looking at every set finds.

use std::cell::Cell;

use maillage::analysis::siting::best::{
    Sited, covered, least_mean, least_mean_while, most_covered, most_covered_while,
};
use maillage::analysis::siting::compare::{compared, parts};
use maillage::analysis::siting::curve::{coverage_curve, coverage_curve_while};
use maillage::analysis::siting::equity::equity;
use maillage::analysis::siting::rules::{Rules, SitingError};
use maillage::analysis::siting::search::Effort;
use maillage::analysis::siting::ways::{Ways, WaysError};
use maillage::analysis::siting::worst::{fewest, fewest_while, least_worst, least_worst_while, worst};
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::statistics::{list, rows, same};

/// The reference case: populations, ways, what is open already, and the optima.
fn case() -> (Vec<f64>, Ways, Vec<u32>, serde_json::Value) {
    let column = |path: &str, at: usize| -> Vec<f64> {
        rows(path).iter().map(|row| row[at].parse().expect("a number")).collect()
    };
    let weights = column("refcases/06_siting/input/demand.csv", 3);
    let existing = column("refcases/06_siting/input/candidates.csv", 3);
    let open =
        (0_u32..).zip(&existing).filter(|(_, is)| **is == 1.0).map(|(candidate, _)| candidate).collect();
    let cells: Vec<f64> = rows("refcases/06_siting/input/cost_m.csv")
        .iter()
        .flat_map(|row| row.iter().skip(1).map(|cell| cell.parse().expect("metres")).collect::<Vec<f64>>())
        .collect();
    let ways = Ways::of_table(existing.len(), &cells).expect("sound");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/refcases/06_siting/expected/optima.json");
    let optima = std::fs::read_to_string(path).expect("the case");
    (weights, ways, open, serde_json::from_str(&optima).expect("JSON"))
}

fn ranks(value: &serde_json::Value) -> Vec<u32> {
    value.as_array().expect("ranks").iter().map(|rank| rank.as_u64().expect("a rank") as u32).collect()
}

#[test]
fn optima_of_the_reference_case_are_reached_and_proven() {
    let (weights, ways, existing, optima) = case();
    let sum_of = |set: &[u32]| -> f64 {
        ways.to_nearest(set).iter().zip(&weights).map(|(length, w)| length.expect("a table") * w).sum()
    };
    for (p, fixed, suffix) in
        [(5, &[][..], ""), (10, &[], ""), (5, &existing, "_fixed"), (10, &existing, "_fixed")]
    {
        let rules = Rules::with_open(p, fixed);
        let of = |name: &str| &optima[format!("{name}_p{p}{suffix}")];
        let number = |name: &str, what: &str| of(name)[what].as_f64().expect("a number");

        let most = |effort| most_covered(&weights, &ways, 6_000.0, &rules, effort).expect("sound");
        let (found, best) = (most(Effort::default()), number("mclp", "optimum_population"));
        assert_eq!((found.value, found.bound, found.is_proven), (best, best, true), "{p}{suffix}");
        assert_eq!(covered(&weights, &ways, 6_000.0, &found.set), best);
        assert!(found.set.len() == p && fixed.iter().all(|open| found.set.contains(open)));
        assert_eq!(found.greedy, ranks(&of("mclp")["greedy_order"]));
        assert_eq!(found.greedy_value, number("mclp", "greedy_value"));
        let quick = most(Effort::QUICK);
        assert!(0.985 * best <= quick.value && quick.value <= best, "{p}{suffix}: {}", quick.value);

        let least = |effort| least_mean(&weights, &ways, 1e6, &rules, effort).expect("sound");
        let (found, best) = (least(Effort::default()), number("pmedian", "optimum_person_metres"));
        assert_eq!((found.value, found.bound, found.is_proven), (best, best, true), "{p}{suffix}");
        assert_eq!(sum_of(&found.set), best);
        assert_eq!(found.greedy, ranks(&of("pmedian")["greedy_order"]));
        let quick = least(Effort::QUICK);
        assert!(best <= quick.value && quick.value <= 1.015 * best, "{p}{suffix}: {}", quick.value);
    }
    for (p, name) in [(5, "pcenter_p5"), (10, "pcenter_p10")] {
        let found = least_worst(&ways, &Rules::count(p), Effort::default()).expect("sound").expect("a table");
        assert_eq!((Some(found.value), found.is_proven), (optima[name]["optimum_m"].as_f64(), true));
        assert_eq!(worst(&ways, &found.set), Some(found.value));
    }
    for (reach, name) in [(9_000.0, "lscp_9000"), (12_000.0, "lscp_12000"), (15_000.0, "lscp_15000")] {
        let found = fewest(&ways, reach, &Rules::default(), Effort::default()).expect("sound");
        assert_eq!(Some(found.set.len() as u64), optima[name]["minimum_sites"].as_u64());
        assert!(found.is_proven && found.out_of_reach.is_empty());
        assert!(worst(&ways, &found.set).expect("a table") <= reach);
    }
}

fn text_ranks(cell: &str) -> Vec<u32> {
    list_or_none(cell).into_iter().map(|rank| rank as u32).collect()
}

fn list_or_none(cell: &str) -> Vec<f64> {
    if cell.is_empty() { vec![] } else { list(cell) }
}

#[test]
fn best_sets_are_as_good_as_those_of_spopt() {
    let mut kinds = [0; 4];
    for row in rows("reference/sets.csv") {
        let (kind, number) = (&row[0], |at: usize| list(&row[at])[0]);
        let weights = list(&row[5]);
        let ways = Ways::of_table(number(1) as usize, &list(&row[6])).expect("sound");
        let rules = Rules::with_open(number(2) as usize, &text_ranks(&row[3]));
        let (reach, effort) = (number(4), Effort::default());
        let (at, value, is_proven) = match kind {
            "covered" => {
                let found = most_covered(&weights, &ways, reach, &rules, effort).expect("sound");
                (0, found.value, found.is_proven)
            }
            "mean" => {
                let found = least_mean(&weights, &ways, 1e6, &rules, effort).expect("sound");
                (1, found.value, found.is_proven)
            }
            "worst" => {
                let found = least_worst(&ways, &rules, effort).expect("sound").expect("a table");
                (2, found.value, found.is_proven)
            }
            _ => {
                let found = fewest(&ways, reach, &rules, effort).expect("sound");
                (3, found.set.len() as f64, found.is_proven)
            }
        };
        assert!(is_proven, "{kind}");
        same(value, number(7), kind);
        kinds[at] += 1;
    }
    assert!(kinds.iter().all(|many| 5 < *many), "{kinds:?}");
}

#[test]
fn best_sets_that_keep_rules_are_as_good_as_those_of_highs() {
    let (mut kept, mut impossible) = (0, 0);
    for row in rows("reference/ruled_sets.csv") {
        let number = |at: usize| list(&row[at])[0];
        let (rule, m, weights) = (&row[0], number(1) as usize, list(&row[8]));
        let ways = Ways::of_table(m, &list(&row[9])).expect("sound");
        let has = |name: &str| rule == name || rule == "all";
        let rules = Rules {
            count: number(2) as usize,
            groups: if has("groups") { row[6].split('|').map(text_ranks).collect() } else { vec![] },
            costs: if has("budget") { list(&row[7]) } else { vec![] },
            budget: has("budget").then(|| number(4)),
            farthest: has("farthest").then(|| number(5)),
            ..Rules::default()
        };
        let found = most_covered(&weights, &ways, number(3), &rules, Effort::default()).expect("sound");
        assert!(found.is_proven, "{rule}");
        assert!(rules.budget.is_none_or(|budget| rules.cost(&found.set) <= budget));
        if row[10].is_empty() {
            assert!(!(found.groups_without.is_empty() && found.too_far.is_empty()), "{rule}");
            impossible += 1;
        } else {
            assert!(found.groups_without.is_empty() && found.too_far.is_empty(), "{rule}: {found:?}");
            same(found.value, number(10), rule);
            kept += 1;
        }
    }
    assert!(6 < kept && 0 < impossible, "{kept} {impossible}");
}

/// Covers that no map would give, where the bound alone does not tell: what is set aside on the way was rightly so.
#[test]
fn sets_that_the_bound_alone_does_not_tell_are_those_of_all_sets() {
    const CANDIDATES: usize = 14;
    let mut draw = ChaCha8Rng::seed_from_u64(3);
    let mut below = move |many: u32| draw.next_u32() % many;
    let (mut parted, mut parted_means) = (0, 0);
    for case in 0..100_usize {
        let places = 30 + case % 25;
        let lists: Vec<Vec<(u32, f64)>> = (0..places)
            .map(|_| (0..3).map(|_| (below(CANDIDATES as u32), f64::from(1 + below(9)))).collect())
            .collect();
        let ways = Ways::of_lists(CANDIDATES, &lists).expect("sound");
        let weights: Vec<f64> =
            (0..places).map(|_| f64::from(1 + below(if case % 2 == 0 { 1 } else { 30 }))).collect();
        let rules = Rules::count(3 + case % 4);
        let sets = (0..1_u32 << CANDIDATES).filter(|set| set.count_ones() as usize == rules.count);
        let (mut most, mut least) = (0.0_f64, f64::INFINITY);
        for set in sets {
            let nearest =
                |place: usize| ways.of(place).iter().find(|way| set >> way.0 & 1 == 1).map(|way| way.1);
            let each = || (0..places).map(|place| (nearest(place), weights[place]));
            most =
                most.max(each().filter(|(length, _)| length.is_some_and(|l| l <= 9.0)).map(|(_, w)| w).sum());
            least = least.min(each().map(|(length, weight)| length.unwrap_or(20.0) * weight).sum());
        }
        let found = most_covered(&weights, &ways, 9.0, &rules, Effort::default()).expect("sound");
        assert_eq!((found.value, found.is_proven), (most, true), "{case}");
        parted += usize::from(1 < found.parts);
        let found = least_mean(&weights, &ways, 20.0, &rules, Effort::default()).expect("sound");
        assert_eq!((found.value, found.is_proven), (least, true), "{case}");
        parted_means += usize::from(1 < found.parts);
    }
    assert!(
        10 < parted && 10 < parted_means,
        "{parted} {parted_means}: the bound alone tells nearly all of these"
    );
}

/// A search that stops says so, and says the same on every run: it counts work and reads no clock.
#[test]
fn a_search_that_runs_out_of_work_says_what_it_does_not_know() {
    let (weights, ways, _, optima) = case();
    let rules = Rules::count(10);
    let effort = Effort { steps: 40, steps_after: 5, work: 300_000 };
    let found = most_covered(&weights, &ways, 6_000.0, &rules, effort).expect("sound");
    assert!(!found.is_proven && 0.0 < found.at_most_better().expect("something is covered"));
    let best = optima["mclp_p10"]["optimum_population"].as_f64().expect("a number");
    assert!(found.value <= best && best <= found.bound && found.bound < 1.1 * best, "{found:?}");
    assert_eq!(found, most_covered(&weights, &ways, 6_000.0, &rules, effort).expect("sound"));
}

#[test]
fn a_question_that_makes_no_sense_is_refused() {
    let ways = Ways::of_lists(3, &[vec![(0, 1.0), (2, 4.0)], vec![]]).expect("sound");
    let ask = |weights: &[f64], rules: Rules| {
        most_covered(weights, &ways, 2.0, &rules, Effort::QUICK).map(|found| found.set)
    };
    let two = || Rules::count(2);
    assert_eq!(ask(&[1.0], two()), Err(SitingError::Weights { weights: 1, places: 2 }));
    assert_eq!(ask(&[1.0, f64::NAN], two()), Err(SitingError::Weight(1)));
    assert_eq!(ask(&[1.0, 1.0], Rules::with_open(2, &[3])), Err(SitingError::Candidate(3)));
    assert_eq!(ask(&[1.0, 1.0], Rules { groups: vec![vec![9]], ..two() }), Err(SitingError::Candidate(9)));
    assert_eq!(ask(&[1.0, 1.0], Rules::with_open(1, &[0, 1])), Err(SitingError::Count { open: 2, count: 1 }));
    assert_eq!(ask(&[1.0, 1.0], Rules { budget: Some(1.0), ..two() }), Err(SitingError::Costs));
    assert_eq!(ask(&[1.0, 1.0], Rules { farthest: Some(f64::NAN), ..two() }), Err(SitingError::Length));
    assert_eq!(ask(&[1.0, 1.0], two()), Ok(vec![0, 1]), "so many were asked for");
    assert_eq!(ask(&[1.0, 1.0], Rules::count(usize::MAX)), Ok(vec![0, 1, 2]));
    assert_eq!(Ways::of_lists(1, &[vec![(1, 0.0)]]), Err(WaysError::Candidate(0)));
    assert_eq!(Ways::of_lists(1, &[vec![], vec![(0, -1.0)]]), Err(WaysError::Length(1)));
    assert_eq!(Ways::of_table(2, &[1.0, 2.0, 3.0]), Err(WaysError::Width));
    let nowhere = Ways::of_table(0, &[]).expect("nothing at all");
    assert_eq!(
        most_covered(&[], &nowhere, 1.0, &two(), Effort::default()).map(|found| found.set),
        Ok(vec![])
    );
    assert_eq!(least_worst(&nowhere, &two(), Effort::default()), Ok(None));
}

#[test]
fn equity_is_that_of_its_definition() {
    for row in rows("reference/equities.csv") {
        let lengths: Vec<Option<f64>> = list(&row[0]).into_iter().map(Some).collect();
        let found = equity(&list(&row[1]), &lengths, 15.0).expect("sound");
        let number = |at: usize| list(&row[at])[0];
        assert!((found.gini.expect("known") - number(2)).abs() < 1e-12);
        same(found.mean.expect("known"), number(3), "mean");
        same(found.p90.expect("known"), number(4), "p90");
        assert!((found.beyond - number(5)).abs() < 1e-12);
        assert_eq!(found.without_way, 0.0);
    }
}

/// The model as it is written, by microlp: open or not, and how much of each row each serves.
fn by_microlp(losses: &[Vec<(u32, f64)>], otherwise: &[f64], candidates: usize, rules: &Rules) -> f64 {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let open: Vec<_> = (0..candidates as u32)
        .map(|c| {
            if rules.open.contains(&c) {
                problem.add_integer_var(0.0, (1, 1))
            } else {
                problem.add_binary_var(0.0)
            }
        })
        .collect();
    problem.add_constraint(open.iter().map(|x| (*x, 1.0)), ComparisonOp::Le, rules.count as f64);
    for (row, alone) in losses.iter().zip(otherwise) {
        let mut served = vec![(problem.add_var(*alone, (0.0, 1.0)), 1.0)];
        for &(candidate, loss) in row {
            let by = problem.add_var(loss, (0.0, 1.0));
            problem.add_constraint([(by, 1.0), (open[candidate as usize], -1.0)], ComparisonOp::Le, 0.0);
            served.push((by, 1.0));
        }
        problem.add_constraint(served, ComparisonOp::Eq, 1.0);
    }
    problem.solve().expect("there is a set").into_solution().expect("no limit").objective()
}

/// A small question: weights, ways, how many, which are open, and a reach.
#[derive(Debug, Clone)]
struct Small {
    weights: Vec<f64>,
    ways: Ways,
    rules: Rules,
    reach: f64,
}

/// Whole numbers and fractions, tables with holes, and rules of all kinds now and then.
fn small() -> impl Strategy<Value = Small> {
    let shape = (1..14_usize, 1..9_usize);
    shape.prop_flat_map(|(places, candidates)| {
        let weights =
            prop::collection::vec(prop_oneof![(0..50_u32).prop_map(f64::from), 0.0..9.0_f64], places);
        let length =
            prop_oneof![4 => (0..40_u32).prop_map(f64::from), 1 => Just(f64::INFINITY), 1 => 0.0..40.0_f64];
        let cells = prop::collection::vec(length, places * candidates);
        let ranks = || prop::collection::vec(0..candidates as u32, 0..3);
        let groups = prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(ranks(), 1..3)];
        let costs = prop::collection::vec((0..6_u32).prop_map(f64::from), candidates);
        let budget = prop_oneof![3 => Just(None), 1 => (0..12_u32).prop_map(|b| Some(f64::from(b)))];
        let farthest = prop_oneof![3 => Just(None), 1 => (5..40_u32).prop_map(|f| Some(f64::from(f)))];
        let numbers = (0..5_usize, 0..40_u32, prop::collection::vec(0..candidates as u32, 0..2));
        (weights, cells, numbers, groups, costs, budget, farthest).prop_map(
            move |(weights, cells, (count, reach, open), groups, costs, budget, farthest)| Small {
                weights,
                ways: Ways::of_table(candidates, &cells).expect("sound"),
                rules: Rules { count: count + open.len(), open, groups, costs, budget, farthest },
                reach: f64::from(reach),
            },
        )
    })
}

impl Small {
    /// Every set that is allowed, whatever groups and far places it leaves out.
    fn sets(&self) -> Vec<Vec<u32>> {
        let many = self.ways.candidates() as u32;
        let of = |bits: u32| (0..many).filter(|candidate| bits >> candidate & 1 == 1).collect::<Vec<u32>>();
        (0..1_u32 << many).map(of).filter(|set| self.is_allowed(set)).collect()
    }

    fn is_allowed(&self, set: &[u32]) -> bool {
        set.len() <= self.rules.count
            && self.rules.open.iter().all(|open| set.contains(open))
            && self.rules.budget.is_none_or(|budget| self.rules.cost(set) <= budget)
    }

    fn broken(&self, set: &[u32]) -> usize {
        self.rules.groups_without(set).len() + self.rules.places_too_far(&self.ways, set).len()
    }

    /// The best by looking at all: fewest broken rules first, then the least `loss`.
    fn best(&self, loss: impl Fn(&[u32]) -> f64) -> (usize, f64) {
        let told = self.sets().into_iter().map(|set| (self.broken(&set), loss(&set)));
        told.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).expect("what is open is a set")
    }

    fn sum(&self, set: &[u32], beyond: f64) -> f64 {
        let nearest = self.ways.to_nearest(set);
        nearest.iter().zip(&self.weights).map(|(length, weight)| weight * length.unwrap_or(beyond)).sum()
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_best_set_is_the_best_of_all_sets(small in small()) {
        let Small { weights, ways, rules, reach } = &small;
        let found = most_covered(weights, ways, *reach, rules, Effort::default()).expect("sound");
        let (broken, loss) = small.best(|set| -covered(weights, ways, *reach, set));
        prop_assert!(found.is_proven && small.is_allowed(&found.set), "{:?}", found);
        prop_assert_eq!(small.broken(&found.set), broken);
        prop_assert!(near(found.value, -loss), "{:?} {}", found, -loss);
        let found = least_mean(weights, ways, 60.0, rules, Effort::default()).expect("sound");
        let (broken, loss) = small.best(|set| small.sum(set, 60.0));
        prop_assert!(found.is_proven && small.is_allowed(&found.set));
        prop_assert_eq!(small.broken(&found.set), broken);
        prop_assert!(near(found.value, loss), "{:?} {}", found, loss);
    }

    /// Larger than what can be looked at whole.
    #[test]
    fn the_best_set_is_as_good_as_that_of_microlp(
        places in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64, 1..500_u32), 25),
        candidates in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 12),
        (count, reach, open) in (2..6_usize, 5.0..40.0_f64, prop::option::of(0..12_u32)),
    ) {
        let length = |a: &(f64, f64, u32), b: &(f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
        let cells: Vec<f64> = places.iter().flat_map(|a| candidates.iter().map(move |b| length(a, b))).collect();
        let ways = Ways::of_table(12, &cells).expect("sound");
        let weights: Vec<f64> = places.iter().map(|place| f64::from(place.2)).collect();
        let rules = Rules::with_open(count, open.as_slice());
        let total: f64 = weights.iter().sum();
        let covering: Vec<Vec<(u32, f64)>> =
            (0..25).map(|place| ways.within(place, reach).iter().map(|way| (way.0, 0.0)).collect()).collect();
        let theirs = total - by_microlp(&covering, &weights, 12, &rules);
        let ours = most_covered(&weights, &ways, reach, &rules, Effort::default()).expect("sound");
        prop_assert!(ours.is_proven && (ours.value - theirs).abs() < 1e-6 * total, "{} {}", ours.value, theirs);
        let losses: Vec<Vec<(u32, f64)>> =
            (0..25).map(|place| ways.of(place).iter().map(|way| (way.0, weights[place] * way.1)).collect()).collect();
        let far: Vec<f64> = weights.iter().map(|weight| weight * 1e3).collect();
        let theirs = by_microlp(&losses, &far, 12, &rules);
        let ours = least_mean(&weights, &ways, 1e3, &rules, Effort::default()).expect("sound");
        prop_assert!(ours.is_proven && (ours.value - theirs).abs() < 1e-6 * theirs, "{} {}", ours.value, theirs);
    }

    #[test]
    fn the_nearest_farthest_and_the_fewest_are_those_of_all_sets(small in small()) {
        let Small { ways, rules, reach, .. } = &small;
        let rules = Rules { farthest: None, ..rules.clone() };
        let small = Small { rules: rules.clone(), ..small.clone() };
        let keeps = |set: &Vec<u32>| rules.groups_without(set).is_empty();
        let least = small.sets().iter().filter(|set| keeps(set)).filter_map(|set| worst(ways, set)).reduce(f64::min);
        match least_worst(ways, &rules, Effort::default()).expect("sound") {
            Some(found) => {
                prop_assert!(found.is_proven && small.is_allowed(&found.set) && keeps(&found.set));
                prop_assert_eq!(Some(found.value), least);
            }
            None => prop_assert_eq!(least, None),
        }
        let all = Small { rules: Rules { count: 99, budget: None, ..rules.clone() }, ..small.clone() };
        let misses = |set: &[u32]| {
            let nearest = ways.to_nearest(set);
            let is_missed = |place: &usize| nearest[*place].is_none_or(|length| *reach < length);
            (0..ways.places()).filter(is_missed).collect::<Vec<usize>>()
        };
        let found = fewest(ways, *reach, &rules, Effort::default()).expect("sound");
        prop_assert!(found.is_proven);
        prop_assert_eq!(misses(&found.set), found.out_of_reach.clone());
        let empty = rules.groups.iter().filter(|group| group.is_empty()).count();
        let does = |set: &&Vec<u32>| misses(set) == found.out_of_reach && rules.groups_without(set).len() == empty;
        prop_assert_eq!(Some(found.set.len()), all.sets().iter().filter(does).map(Vec::len).min());
    }

    /// However little work is allowed, nothing better than the bound is there.
    #[test]
    fn the_bound_is_never_passed(small in small(), steps in 0..30_u32) {
        let Small { weights, ways, rules, reach } = &small;
        let effort = Effort { steps, steps_after: steps / 2, work: u64::from(steps % 3) * 20 };
        let at_all = |found: &Sited, best: (usize, f64)| small.broken(&found.set) != best.0 || {
            let slack = 1e-9 * (1.0 + best.1.abs());
            if 0.0 < best.1 { found.bound <= best.1 + slack } else { -best.1 <= found.bound + slack }
        };
        let found = most_covered(weights, ways, *reach, rules, effort).expect("sound");
        prop_assert!(found.value <= found.bound);
        prop_assert!(at_all(&found, small.best(|set| -covered(weights, ways, *reach, set))), "{:?}", found);
        let found = least_mean(weights, ways, 60.0, rules, effort).expect("sound");
        prop_assert!(found.bound <= found.value);
        prop_assert!(at_all(&found, small.best(|set| small.sum(set, 60.0))), "{:?}", found);
        prop_assert!(rules.open.iter().all(|open| found.set.contains(open)), "what is open stays open");
    }

    /// Ways that nobody would go, with what is open, change nothing.
    #[test]
    fn ways_longer_than_to_what_is_open_change_no_answer(small in small()) {
        let Small { weights, ways, rules, reach } = &small;
        let beside = ways.beside(&rules.open);
        prop_assert!(beside.told() <= ways.told());
        let effort = Effort::default();
        let all = most_covered(weights, ways, *reach, rules, effort).expect("sound");
        let few = most_covered(weights, &beside, *reach, rules, effort).expect("sound");
        prop_assert_eq!((few.value, few.is_proven), (all.value, all.is_proven));
        prop_assert_eq!(small.broken(&few.set), small.broken(&all.set));
        let all = least_mean(weights, ways, 60.0, rules, effort).expect("sound");
        let few = least_mean(weights, &beside, 60.0, rules, effort).expect("sound");
        prop_assert!(near(few.value, all.value), "{} {}", few.value, all.value);
        let [all, few] = [ways, &beside].map(|ways| least_worst(ways, rules, effort).expect("sound"));
        prop_assert_eq!(few.map(|found| found.value), all.map(|found| found.value));
    }

    #[test]
    fn a_larger_reach_never_covers_fewer(small in small(), more in 0.0..20.0_f64) {
        let Small { weights, ways, rules, reach } = &small;
        let rules = Rules::with_open(rules.count, &rules.open);
        let value = |reach| most_covered(weights, ways, reach, &rules, Effort::default()).expect("sound").value;
        prop_assert!(value(*reach) <= value(reach + more) + 1e-9);
    }

    #[test]
    fn the_curve_never_falls_and_is_concave_where_greedy(small in small(), work in prop_oneof![Just(0_u64), Just(1 << 30)]) {
        let Small { weights, ways, rules, reach } = &small;
        let rules = Rules::with_open(0, &rules.open);
        let effort = Effort { work, ..Effort::default() };
        let curve = coverage_curve(weights, ways, *reach, &rules, 10, effort).expect("sound");
        for two in curve.windows(2) {
            prop_assert!(two[0].sited.value <= two[1].sited.value + 1e-9);
            prop_assert!(two[0].greedy <= two[1].greedy + 1e-9);
        }
        for three in curve.windows(3) {
            let [first, second] = [three[1].greedy - three[0].greedy, three[2].greedy - three[1].greedy];
            prop_assert!(second <= first + 1e-9, "{} then {}", first, second);
        }
        for point in &curve {
            prop_assert!(point.greedy <= point.sited.bound + 1e-9);
            prop_assert!(rules.open.iter().all(|open| point.sited.set.contains(open)));
        }
    }

    #[test]
    fn what_sets_cover_together_adds_up(small in small(), sets in prop::collection::vec(prop::collection::vec(0..9_u32, 0..4), 1..4)) {
        let Small { weights, ways, reach, .. } = &small;
        let found = compared(weights, ways, *reach, &sets);
        let union: Vec<u32> = sets.concat();
        prop_assert!(near(found.together, covered(weights, ways, *reach, &union)));
        for (set, alone) in sets.iter().zip(&found.alone) {
            prop_assert!(near(*alone, covered(weights, ways, *reach, set)));
            prop_assert!(found.common <= *alone + 1e-9);
        }
        let mut one = union.clone();
        one.retain(|candidate| (*candidate as usize) < ways.candidates());
        one.sort_unstable();
        one.dedup();
        for (rank, part) in parts(weights, ways, *reach, &one).iter().enumerate() {
            let others: Vec<u32> = one.iter().copied().filter(|other| *other != one[rank]).collect();
            let without = covered(weights, ways, *reach, &others);
            prop_assert!(near(covered(weights, ways, *reach, &one) - without, part.only));
            prop_assert!(near(part.within, covered(weights, ways, *reach, &[part.candidate])));
        }
    }
}

/// Who asks leaves after a while: the search ends within a few steps, and tells nothing.
#[test]
fn a_search_that_is_left_stops_and_tells_nothing() {
    let (weights, ways, existing, _) = case();
    let rules = Rules::with_open(10, &existing);
    let effort = Effort::default();
    for after in [0, 1, 7, 40] {
        let asked = Cell::new(0);
        let going = || {
            asked.set(asked.get() + 1);
            asked.get() <= after
        };
        let left = [
            most_covered_while(&weights, &ways, 6_000.0, &rules, effort, &going).map(drop),
            least_mean_while(&weights, &ways, 1e6, &rules, effort, &going).map(drop),
            least_worst_while(&ways, &rules, effort, &going).map(drop),
            fewest_while(&ways, 9_000.0, &rules, effort, &going).map(drop),
            coverage_curve_while(&weights, &ways, 6_000.0, &rules, 10, effort, (&going, &|_| ())).map(drop),
        ];
        assert_eq!(left, [const { Err(SitingError::Left) }; 5], "{after}");
        assert!(asked.get() <= after + 40, "{after}: asked {} times in five searches", asked.get());
    }
    let plain = most_covered(&weights, &ways, 6_000.0, &rules, effort);
    assert_eq!(plain, most_covered_while(&weights, &ways, 6_000.0, &rules, effort, &|| true));
}
