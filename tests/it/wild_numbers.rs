//! No number makes a statistic panic, and what comes out is finite or said to be unknown:
//! statistics are asked by people who have other data than ours.

use std::num::NonZero;

use maillage::analysis::access::{Decay, Trip, reach, two_step};
use maillage::analysis::assignment::assign;
use maillage::analysis::breadth::{diameter, hull};
use maillage::analysis::colocation::Colocation;
use maillage::analysis::complement::{completes, hellinger};
use maillage::analysis::composite::{Between, Composite, Goalposts, Indicator};
use maillage::analysis::consensus::consensus;
use maillage::analysis::dbscan::dbscan;
use maillage::analysis::discoveries::benjamini_hochberg;
use maillage::analysis::gamma::{lower_tail, quantile as gamma_quantile, upper_tail};
use maillage::analysis::gower::{Feature, Gower, Range};
use maillage::analysis::hdbscan_opinion::hdbscan;
use maillage::analysis::hotspots::{Neighbours, gi_star, local_moran};
use maillage::analysis::likeness::Likenesses;
use maillage::analysis::links::{Holder, remedy};
use maillage::analysis::matching::{Road, matching};
use maillage::analysis::peers::{Fabric, Kind, Peers};
use maillage::analysis::quantiles::{quantile, weighted_mean, weighted_quantile};
use maillage::analysis::quotient::{profile, shrunk_quotient};
use maillage::analysis::rates::{Prior, garwood, so_few, so_many, wilson};
use maillage::analysis::relabelling::{Draws, as_many_equal, relabelled};
use maillage::analysis::robustness::{leave_one_out, rank_intervals};
use maillage::analysis::scoring::ahp::judged;
use maillage::analysis::scoring::topsis::{Column, topsis};
use maillage::analysis::scoring::weighted::{Criteria, Criterion};
use maillage::analysis::scoring::without::without_each;
use maillage::analysis::sensitivity::{Parts, one_at_a_time, parts};
use maillage::analysis::site_criteria::{Measure, around, served};
use maillage::analysis::siting::best::{least_mean, most_covered};
use maillage::analysis::siting::equity::equity;
use maillage::analysis::siting::rules::Rules;
use maillage::analysis::siting::search::Effort;
use maillage::analysis::siting::ways::Ways;
use maillage::analysis::siting::worst::{fewest, least_worst};
use maillage::analysis::supply::{Settings, judge};
use maillage::network::travel::{Ends, estimate, within};
use proptest::prelude::*;

/// Any number, and more often those at the edges.
pub fn wild() -> impl Strategy<Value = f64> {
    let edges = vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        1e-12,
        1e9,
    ];
    prop_oneof![prop::sample::select(edges), 0.0..1e6_f64, any::<f64>()]
}

pub fn list() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(wild(), 12)
}

pub fn finite(found: Option<f64>) -> bool {
    found.is_none_or(f64::is_finite)
}

proptest! {
    #[test]
    fn single_figures(a in wild(), b in wild(), c in wild(), d in wild(), e in wild()) {
        for interval in [garwood(a, b), wilson(a, b, c)].into_iter().flatten() {
            prop_assert!(interval.low <= interval.high || interval.high.is_nan(), "{interval:?}");
        }
        prop_assert!(finite(so_few(a, b)) && finite(so_many(a, b)));
        prop_assert!(finite(lower_tail(a, b)) && finite(upper_tail(a, b)) && finite(gamma_quantile(a, b)));
        prop_assert!(finite(shrunk_quotient(a, b, c, d, e)));
        for ends in [Ends::Urban, Ends::Rural, Ends::Mixed] {
            let ways = [estimate(a, ends), within(b, ends)];
            prop_assert!(ways.iter().flatten().all(|way| way.minutes.is_finite() && 0.0 < way.minutes));
        }
    }

    #[test]
    fn lists(a in list(), b in list(), p in wild(), chosen in prop::collection::vec(0..6_u8, 12)) {
        prop_assert!(weighted_quantile(&a, &b, p).is_none_or(|found| a.contains(&found)));
        let _ = (weighted_mean(&a, &b), quantile(&a, p), reach(&a, &b), hellinger(&a, &b));
        let some: Vec<Option<f64>> = a.iter().zip(&chosen).map(|(a, c)| (0 < *c).then_some(*a)).collect();
        let others: Vec<Option<f64>> = b.iter().copied().map(Some).collect();
        prop_assert!(finite(completes(&some, &others)));
        let adjusted = benjamini_hochberg(&some);
        prop_assert!(adjusted.iter().flatten().all(|p| (0.0..=1.0).contains(p)));
        let kind = |c: &u8| Kind {
            fabric: [Fabric::Dense, Fabric::Intermediate, Fabric::Rural][usize::from(c % 3)],
            is_around_a_town: c.is_multiple_of(2),
            is_overseas: *c == 5,
        };
        let peers = Peers::of(&chosen.iter().map(kind).collect::<Vec<_>>(), 3);
        for judged in judge(&some, &b, &peers, &Settings::default()).into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&judged.below) && (0.0..=1.0).contains(&judged.above));
        }
        if let Some(prior) = Prior::of(&a, &b) {
            let after = prior.after(a[0], b[0]);
            let _ = (prior.smoothed(a[0], b[0]), after.below(p), after.above(p), after.interval(p));
        }
        let ring: Vec<[u32; 2]> = (0..12).map(|i| [(i + 1) % 12, (i + 11) % 12]).collect();
        let neighbours = Neighbours::of(ring.iter().map(|pair| &pair[..])).expect("a ring");
        prop_assert!(gi_star(&a, &neighbours).into_iter().all(finite));
        prop_assert!(local_moran(&a, &neighbours).into_iter().flatten().all(|found| finite(found.z)));
    }

    #[test]
    fn tables(cells in prop::collection::vec(wild(), 36), chosen in prop::collection::vec(0..6_u8, 36)) {
        let table: Vec<Vec<f64>> = cells.chunks(6).map(<[f64]>::to_vec).collect();
        let some: Vec<Vec<Option<f64>>> = table
            .iter()
            .zip(chosen.chunks(6))
            .map(|(row, chosen)| row.iter().zip(chosen).map(|(v, c)| (0 < *c).then_some(*v)).collect())
            .collect();
        let _ = (profile(&table, 20.0), consensus(&table), assign(&table).map(|found| found.columns));
        let likenesses = Likenesses::new(&some, &[0, 0, 1, 2, 2, 2]).expect("as many");
        let near = likenesses.beside(0, &[0, 1, 2, 3, 4, 5, 99]).nearest(3, &table[0][..3]);
        prop_assert!(near.iter().all(|alike| alike.distance.is_finite()));
        let column = |at: usize| some.iter().map(|row| row[at]).collect();
        let features = vec![(Feature::Numbers(column(0)), 1.0), (Feature::Numbers(column(1)), 2.0)];
        let gower = Gower::new(features, Range::Trimmed).expect("as many");
        prop_assert!(gower.between(0, 1).is_none_or(|apart| (0.0..=1.0).contains(&apart)));
        let indicator = |at: usize| Indicator {
            block: at / 3,
            goalposts: Goalposts { worst: table[0][at], best: table[1][at] },
            weight: table[2][at],
        };
        let blocks = table[3][..2].to_vec();
        if let Ok(index) = Composite::new((0..6).map(indicator).collect(), blocks, Between::Geometric) {
            for scored in some.iter().filter_map(|row| index.score(row)) {
                prop_assert!((0.9..=100.0).contains(&scored.score), "{scored:?}");
            }
            let _ = (rank_intervals(&index, &some, 3, 1), leave_one_out(&index, &some));
            if let Some(valued) = index.valued(&table[4]) {
                let weights: f64 = valued.weights().iter().sum();
                prop_assert!((weights - 1.0).abs() < 1e-9, "{weights}");
            }
            for changed in one_at_a_time(&index, &some) {
                prop_assert!((0.0..=1.0).contains(&changed.same_class), "{changed:?}");
            }
            if let Some(Parts { weights, placing, between, together }) =
                parts(&index, &some, 3, 1, NonZero::<usize>::MIN)
            {
                let whole = weights + placing + between + together;
                prop_assert!((whole - 1.0).abs() < 1e-6, "{whole}");
            }
        }
    }

    #[test]
    fn ways(
        demand in prop::collection::vec(wild(), 4),
        supply in prop::collection::vec(wild(), 3),
        trips in prop::collection::vec((0..5_u32, 0..4_u32, wild()), 9),
        steps in prop::collection::vec((wild(), wild()), 0..4),
        (reach, sigma, factor) in (wild(), wild(), wild()),
    ) {
        let trips: Vec<Trip> =
            trips.into_iter().map(|(demand, supply, minutes)| Trip { demand, supply, minutes }).collect();
        let decays = [Decay::steps(&steps), Decay::gaussian(reach, sigma), Decay::steps(&[(10.0, 1.0)])];
        for decay in decays.into_iter().flatten() {
            if let Ok(found) = two_step(&demand, &supply, &trips, &decay) {
                prop_assert!(found.access.iter().all(|access| 0.0 <= *access), "{found:?}");
            }
            let _ = decay.stretched(factor).map(|decay| decay.within());
        }
    }

    #[test]
    fn links_and_matchings(
        minutes in list(),
        offers in prop::collection::vec(any::<u64>(), 3),
        needs in prop::collection::vec(any::<u64>(), 4),
    ) {
        let holders: Vec<Holder> = (0..).zip(&minutes)
            .map(|(actor, &minutes)| Holder { actor, minutes: Some(minutes), spare: Some(minutes) }).collect();
        let _ = remedy(&holders, minutes[0]);
        let roads: Vec<Road> = (0..).zip(&minutes)
            .map(|(rank, &minutes)| Road { from: rank % 3, to: rank % 4, minutes }).collect();
        let found = matching(&offers, &needs, &roads).expect("all ranks exist");
        prop_assert!(found.minutes.is_finite() && found.lots.len() <= roads.len());
    }

    #[test]
    fn groups(x in list(), y in list(), eps in wild(), labels in prop::collection::vec(0..70_u8, 12), k in 0..5_usize) {
        let points: Vec<[f64; 2]> = x.iter().zip(&y).map(|(x, y)| [*x, *y]).collect();
        let near = x.iter().zip(&y).filter(|(x, y)| x.abs() < 1e150 && y.abs() < 1e150);
        let near: Vec<[f64; 2]> = near.map(|(x, y)| [*x, *y]).collect();
        for points in [&points, &near] {
            if let Ok(found) = dbscan(points, eps, k) {
                prop_assert!(found.labels.iter().flatten().all(|label| *label < found.count));
            }
            prop_assert!(hull(points).len() <= points.len());
            let _ = (diameter(points), hdbscan(points, k, k, eps));
            if let Ok(found) = Colocation::new(points, &labels[..points.len()], 64, k, 2) {
                prop_assert!(found.quotients().iter().flatten().all(|quotient| finite(*quotient)));
                prop_assert!(found.local(0, 1).into_iter().all(finite));
            }
        }
        let groups: Vec<Option<u32>> = labels.iter().map(|label| label.checked_sub(2).map(u32::from)).collect();
        let draws = Draws { many: 3, seed: 1, threads: k };
        if let Ok(found) = relabelled(&labels, &groups, &[&as_many_equal], draws) {
            prop_assert!(found[0].iter().flatten().all(|tested| tested.observed.is_finite()));
        }
    }

    #[test]
    fn sites_and_sets(cells in prop::collection::vec(wild(), 36), a in list(), numbers in (wild(), wild(), 0..9_usize)) {
        let (reach, budget, count) = numbers;
        let lists: Vec<Vec<(u32, f64)>> =
            cells.chunks(6).map(|row| (0..).zip(row.iter().copied()).filter(|way| !way.1.is_nan()).collect()).collect();
        if let Ok(ways) = Ways::of_lists(6, &lists) {
            let rules = Rules { count, costs: a[6..].to_vec(), budget: Some(budget), farthest: Some(reach), ..Rules::default() };
            for rules in [rules, Rules::count(count)] {
                for found in [
                    most_covered(&a[..6], &ways, reach, &rules, Effort::default()),
                    least_mean(&a[..6], &ways, reach, &rules, Effort::default()),
                ].into_iter().flatten() {
                    prop_assert!(found.value.is_finite() && found.bound.is_finite() && finite(found.at_most_better()));
                }
                let _ = (fewest(&ways, reach, &rules, Effort::default()), least_worst(&ways, &rules, Effort::default()));
            }
            let lengths = ways.to_nearest(&[0, 1, 99]);
            if let Some(found) = equity(&a[..6], &lengths, reach) {
                prop_assert!([found.mean, found.p90, found.gini, Some(found.beyond)].into_iter().all(finite));
            }
        }
        let values: Vec<Option<f64>> = a.iter().copied().map(Some).collect();
        let criterion = |c: &[f64]| Criterion { goalposts: Goalposts { worst: c[0], best: c[1] }, weight: c[2] };
        if let Ok(criteria) = Criteria::new(cells.chunks(3).map(criterion).collect()) {
            if let Some(found) = criteria.score(&values) {
                prop_assert!((0.0..=100.0).contains(&found.score) && found.low <= found.score && found.score <= found.high);
            }
            let _ = without_each(&criteria, std::slice::from_ref(&values), count);
        }
        let columns: Vec<Column> = a.chunks(2).map(|c| Column { weight: c[0], is_less_better: c[1] < 0.0 }).collect();
        let sites: Vec<Vec<Option<f64>>> = cells.chunks(6).map(|row| row.iter().copied().map(Some).collect()).collect();
        prop_assert!(topsis(&columns, &sites).into_iter().all(finite));
        let _ = judged(&cells.chunks(6).map(<[f64]>::to_vec).collect::<Vec<_>>());
    }

    #[test]
    fn people_around_a_site(minutes in list(), people in list(), steps in (wild(), wild(), wild()), lacks in prop::collection::vec(any::<bool>(), 9)) {
        let decay = Decay::steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]).expect("steps grow");
        let ways = || (0..).zip(minutes.iter().copied());
        let found = around(ways(), &people, &lacks, [steps.0, steps.1, steps.2], &decay);
        prop_assert!(finite(Measure::of(Some(found.weighted)).value()));
        prop_assert!(found.people.iter().zip(&found.unserved).all(|(all, some)| some <= all));
        prop_assert_eq!(served(9, &[0, 8, 9, u32::MAX], |_| ways(), steps.0).len(), 9);
    }
}
