//! Our statistics beside those of SciPy and PySAL: `tests/reference/make.py` tells how the
//! numbers were made, `tests/refcases/02_access/README.md` those of access.

use std::path::Path;

use maillage::analysis::access::{Decay, Trip, two_step};
use maillage::analysis::discoveries::benjamini_hochberg;
use maillage::analysis::hotspots::{Neighbours, gi_star, local_moran, two_sided};
use maillage::analysis::quantiles::{quantile, weighted_mean, weighted_quantile};
use maillage::analysis::rates::{Interval, Prior, garwood, so_few, so_many, wilson};
use maillage::analysis::{gamma, rates};

/// As exact as METHODS asks for.
const TOLERANCE: f64 = 1e-9;

pub fn rows(path: &str) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    let mut file =
        csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<_> = file.records().map(|row| row.expect("a row")).collect();
    assert!(!rows.is_empty(), "{} has rows", path.display());
    rows
}

fn numbers(row: &csv::StringRecord) -> Vec<f64> {
    row.iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
}

/// The numbers of a cell, parted by spaces; NaN where there is none.
pub fn list(cell: &str) -> Vec<f64> {
    cell.split(' ').map(|number| number.parse().expect("a number")).collect()
}

#[track_caller]
pub fn same(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= TOLERANCE * theirs.abs().max(1e-12), "{what}: {ours} beside {theirs}");
}

#[test]
fn poisson_intervals_and_tails_are_those_of_scipy() {
    for row in rows("reference/intervals.csv") {
        let [count, confidence, low, high, expected, few, many] = numbers(&row)[..] else {
            panic!("{row:?}")
        };
        let found = garwood(count, confidence).expect("sound");
        same(found.low, low, "low");
        same(found.high, high, "high");
        same(so_few(count, expected).expect("sound"), few, "so few");
        same(so_many(count, expected).expect("sound"), many, "so many");
    }
}

#[test]
fn intervals_of_shares_are_those_of_scipy() {
    for row in rows("reference/shares.csv") {
        let [successes, trials, confidence, low, high] = numbers(&row)[..] else { panic!("{row:?}") };
        let found = wilson(successes, trials, confidence).expect("sound");
        assert!((found.low - low).abs() < 1e-12 && (found.high - high).abs() < 1e-12, "{row:?}: {found:?}");
    }
}

#[test]
fn quantiles_and_means_are_those_of_numpy() {
    for row in rows("reference/quantiles.csv") {
        let (values, weights, p) = (list(&row[0]), list(&row[1]), list(&row[2])[0]);
        let of = |at: usize| list(&row[at])[0];
        same(weighted_quantile(&values, &weights, p).expect("sound"), of(3), "weighted");
        same(quantile(&values, p).expect("sound"), of(4), "plain");
        same(weighted_mean(&values, &weights).expect("sound"), of(5), "mean");
    }
}

#[test]
fn gamma_quantiles_and_tails_are_those_of_scipy() {
    for row in rows("reference/gammas.csv") {
        let [shape, p, x, below, above] = numbers(&row)[..] else { panic!("{row:?}") };
        same(gamma::quantile(shape, p).expect("sound"), x, &format!("quantile {shape} {p}"));
        same(gamma::lower_tail(shape, 0.9 * x).expect("sound"), below, "lower tail");
        same(gamma::upper_tail(shape, 1.1 * x).expect("sound"), above, "upper tail");
    }
}

#[test]
fn smoothed_rates_and_what_they_may_be_are_those_of_pysal_and_scipy() {
    let all = rows("reference/peers.csv");
    for group in ["varied", "alike"] {
        let rows: Vec<Vec<f64>> = all.iter().filter(|row| &row[0] == group).map(numbers).collect();
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        let (counts, populations) = (column(1), column(2));
        let prior = Prior::of(&counts, &populations).expect("counted");
        assert_eq!(prior.variance == 0.0, group == "alike");
        let adjusted = benjamini_hochberg(
            &counts.iter().zip(&populations).map(|(c, p)| so_few(*c, prior.mean * p)).collect::<Vec<_>>(),
        );
        for (row, adjusted) in rows.iter().zip(adjusted) {
            let [_, count, population, smoothed, low, high, below, above, few, theirs] = row[..] else {
                panic!("{row:?}")
            };
            same(prior.smoothed(count, population), smoothed, "smoothed");
            let posterior = prior.after(count, population);
            let interval: Interval = posterior.interval(0.95).expect("sound");
            same(interval.low, low, "low");
            same(interval.high, high, "high");
            same(posterior.below(0.75 * prior.mean).expect("sound"), below, "below");
            same(posterior.above(1.25 * prior.mean).expect("sound"), above, "above");
            same(rates::so_few(count, prior.mean * population).expect("sound"), few, "so few");
            same(adjusted.expect("tested"), theirs, "adjusted");
        }
    }
}

#[test]
fn hot_spots_and_local_moran_are_those_of_pysal() {
    let rows = rows("reference/maps.csv");
    let values: Vec<f64> = rows.iter().map(|row| row[0].parse().expect("a number")).collect();
    let lists: Vec<Vec<u32>> = rows
        .iter()
        .map(|row| row[1].split(' ').map(|rank| rank.parse().expect("a rank")).collect())
        .collect();
    let neighbours = Neighbours::of(lists.iter().map(Vec::as_slice)).expect("sound");
    let (star, moran) = (gi_star(&values, &neighbours), local_moran(&values, &neighbours));
    for (rank, row) in rows.iter().enumerate() {
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        let z = star[rank].expect("varies");
        same(z, number(2), "Gi*");
        same(two_sided(z), number(3), "p");
        let found = moran[rank].expect("has neighbours");
        same(found.statistic, number(4), "I");
        same(found.z.expect("varies"), number(5), "z of I");
        assert_eq!(format!("{:?}", found.company), &row[6]);
    }
}

#[test]
fn access_is_that_of_pysal() {
    let column = |path: &str, at: usize| -> Vec<f64> {
        rows(path).iter().map(|row| row[at].parse().expect("a number")).collect()
    };
    let demand = column("refcases/02_access/input/demand.csv", 3);
    let supply = column("refcases/02_access/input/supply.csv", 3);
    let trips: Vec<Trip> = rows("refcases/02_access/input/od.csv")
        .iter()
        .map(|row| Trip {
            demand: row[0].parse().expect("a rank"),
            supply: row[1].parse().expect("a rank"),
            minutes: row[2].parse().expect("minutes"),
        })
        .collect();
    let steps = |steps: &[(f64, f64)]| Decay::steps(steps).expect("grows");
    let decays = [
        steps(&[(20.0, 1.0)]),
        steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]),
        steps(&[(10.0, 1.0), (15.0, 2.0 / 3.0), (20.0, 1.0 / 3.0)]),
        Decay::gaussian(30.0, 12.0).expect("sound"),
    ];
    for (at, decay) in (1..).zip(&decays) {
        let found = two_step(&demand, &supply, &trips, decay).expect("sound");
        for (ours, theirs) in found.access.iter().zip(column("refcases/02_access/expected/access.csv", at)) {
            same(*ours, theirs, "access");
        }
        for (ours, theirs) in
            found.ratios.iter().zip(column("refcases/02_access/expected/supply_ratio.csv", at))
        {
            same(*ours, theirs, "ratio");
        }
    }
}
