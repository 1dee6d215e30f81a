//! How territories compare, beside what NumPy, SciPy and scikit-learn say of the same numbers:
//! `tests/reference/make.py` tells how they were made.

use maillage::analysis::complement::{completes, gives, hellinger};
use maillage::analysis::gower::{Feature, Gower, Range};
use maillage::analysis::likeness::Likenesses;
use maillage::analysis::quotient::profile;

use crate::statistics::{list, rows, same};

#[test]
fn quotients_and_what_territories_give_each_other() {
    let rows = rows("reference/quotients.csv");
    let counts: Vec<Vec<f64>> = rows.iter().map(|row| list(&row[0])).collect();
    let plain = profile(&counts, 0.0).expect("counts");
    let shrunk = profile(&counts, 20.0).expect("counts");
    for (rank, row) in rows.iter().enumerate() {
        for (ours, theirs) in plain[rank].iter().zip(list(&row[1])) {
            // Without anything counted theirs is 0 / 0.
            assert_eq!(ours.is_none(), theirs.is_nan());
            same(ours.unwrap_or(0.0), if theirs.is_nan() { 0.0 } else { theirs }, "plain");
        }
        for (ours, theirs) in shrunk[rank].iter().zip(list(&row[2])) {
            same(ours.expect("drawn to 1"), theirs, "shrunk");
        }
        let next = (rank + 1) % rows.len();
        same(gives(&shrunk[rank], &shrunk[next]).expect("as many"), list(&row[3])[0], "gives");
        same(completes(&shrunk[rank], &shrunk[next]).expect("as many"), list(&row[4])[0], "completes");
        let apart = hellinger(&counts[rank], &counts[next]);
        let theirs = list(&row[5])[0];
        assert_eq!(apart.is_none(), theirs.is_nan());
        same(apart.unwrap_or(0.0), if theirs.is_nan() { 0.0 } else { theirs }, "Hellinger");
    }
}

#[test]
fn the_most_alike_are_those_of_scikit_learn() {
    let rows = rows("reference/likeness.csv");
    let known = |cell: &str| list(cell).into_iter().map(Some).collect();
    let features: Vec<Vec<Option<f64>>> = rows.iter().map(|row| known(&row[0])).collect();
    let likenesses = Likenesses::new(&features, &[0, 1, 1, 2, 2, 2]).expect("as many");
    let everybody: Vec<u32> = (0..rows.len() as u32).collect();
    for (rank, row) in (0..).zip(&rows) {
        let found = likenesses.beside(rank, &everybody).nearest(5, &[]);
        let ours: Vec<f64> = found.iter().map(|alike| f64::from(alike.territory)).collect();
        assert_eq!(ours, list(&row[1]), "of {rank}");
        for (alike, theirs) in found.iter().zip(list(&row[2])) {
            same(alike.distance, theirs, "distance");
        }
    }
}

#[test]
fn gowers_distance_is_that_of_scipy() {
    let rows = rows("reference/gower.csv");
    let columns = || {
        let number = |at: usize| Feature::Numbers(rows.iter().map(|row| Some(list(&row[0])[at])).collect());
        let words = Feature::Words(rows.iter().map(|row| row[1].parse().ok()).collect());
        vec![(number(0), 1.0), (number(1), 1.0), (number(2), 1.0), (words, 2.0)]
    };
    for (range, at) in [(Range::Whole, 2), (Range::Trimmed, 3)] {
        let gower = Gower::new(columns(), range).expect("as many");
        for (rank, row) in rows.iter().enumerate() {
            same(gower.between(rank, 0).expect("known"), list(&row[at])[0], "Gower");
        }
    }
}
