//! The best there is and what is made of many figures, beside networkx and SciPy:
//! `tests/reference/make.py` tells how the numbers were made.

use maillage::analysis::assignment::assign;
use maillage::analysis::composite::{Between, Composite, Goalposts, Indicator};
use maillage::analysis::flow::{Arc, greatest};
use maillage::analysis::matching::{Road, matching};

use crate::statistics::{list, rows, same};

#[test]
fn the_greatest_flow_of_least_cost_is_that_of_networkx() {
    for row in rows("reference/flows.csv") {
        let whole = |cell: &str| cell.parse::<u64>().expect("a whole number");
        let arcs: Vec<Arc> = row[1]
            .split(' ')
            .map(|arc| {
                let [from, to, capacity, cost] = arc.split('-').map(whole).collect::<Vec<_>>()[..] else {
                    panic!("{arc}")
                };
                Arc { from: from as u32, to: to as u32, capacity, cost: cost as u32 }
            })
            .collect();
        let nodes = whole(&row[0]) as usize;
        let flow = greatest(nodes, &arcs, 0, nodes as u32 - 1).expect("sound");
        assert_eq!((flow.value, flow.cost), (whole(&row[2]), whole(&row[3]).into()), "{row:?}");
        let across: u64 = flow.cut.iter().map(|&rank| arcs[rank as usize].capacity).sum();
        assert_eq!(across, flow.value);
    }
}

#[test]
fn the_pairs_that_cost_least_cost_what_those_of_scipy_do() {
    for row in rows("reference/assignments.csv") {
        let width: usize = row[1].parse().expect("a whole number");
        let costs: Vec<Vec<f64>> = list(&row[2]).chunks(width).map(<[f64]>::to_vec).collect();
        assert_eq!(costs.len().to_string(), row[0]);
        same(assign(&costs).expect("sound").cost, list(&row[3])[0], "cost");
    }
}

#[test]
fn most_canteens_are_supplied_and_for_as_few_minutes_as_by_networkx() {
    for row in rows("reference/matchings.csv") {
        let whole = |text: &str| list(text).into_iter().map(|number| number as u64).collect::<Vec<u64>>();
        let road = |text: &str| {
            let parts: Vec<u32> = text.split('-').map(|part| part.parse().expect("a number")).collect();
            Road { from: parts[0], to: parts[1], minutes: f64::from(parts[2]) / 100.0 }
        };
        let roads: Vec<Road> = row[2].split_whitespace().map(road).collect();
        let found = matching(&whole(&row[0]), &whole(&row[1]), &roads).expect("sound");
        let told = [found.supplied, found.out_of_reach, found.crowded_out].map(|number| number.to_string());
        assert_eq!(told, [&row[3], &row[4], &row[5]]);
        same(found.minutes * 100.0, list(&row[6])[0], "hundredths");
    }
}

#[test]
fn indices_are_those_of_weighted_means_of_scipy() {
    let posts = [(10.0, 90.0), (20.0, 80.0), (0.0, 100.0), (90.0, 10.0), (5.0, 95.0), (30.0, 60.0)];
    let weights = [2.0, 1.0, 1.0, 3.0, 1.0, 4.0];
    let indicator = |rank: usize| Indicator {
        block: rank / 2,
        goalposts: Goalposts { worst: posts[rank].0, best: posts[rank].1 },
        weight: weights[rank],
    };
    let blocks = vec![1.0, 2.0, 1.5];
    let geometric =
        Composite::new((0..6).map(indicator).collect(), blocks, Between::Geometric).expect("sound");
    let arithmetic = geometric.between(Between::Arithmetic);
    let (mut scored, mut unknown) = (0, 0);
    for row in rows("reference/composites.csv") {
        let values: Vec<Option<f64>> =
            list(&row[0]).into_iter().map(|value| Some(value).filter(|value| !value.is_nan())).collect();
        let known = list(&row[1])[0];
        let Some(found) = geometric.score(&values) else {
            assert!(known < 2.0 / 3.0, "{known}");
            unknown += 1;
            continue;
        };
        same(found.known, known, "known");
        same(found.score, list(&row[2])[0], "geometric");
        same(arithmetic.score(&values).expect("as much is known").score, list(&row[3])[0], "arithmetic");
        scored += 1;
    }
    assert!(20 < scored && 0 < unknown, "{scored} {unknown}");
}
