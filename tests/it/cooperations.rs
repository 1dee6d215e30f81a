//! Parts of a cooperation's score and ties as a network, beside what SciPy, networkx, NumPy and
//! ecomplexity say of the same numbers: `tests/reference/make.py` tells how they were made.

use maillage::analysis::cooperation::factors::trade;
use maillage::analysis::diversity::{evenness, hill, shannon, simpson, simpson_unbiased, variety};
use maillage::analysis::memberships::Memberships;
use maillage::analysis::relatedness::{Itself, density, presence, relatedness};
use maillage::analysis::tie_brokers::Network;
use maillage::analysis::tie_graph::{Closeness, TieGraph};

use crate::statistics::{list, rows, same};

/// Pairs written `3-5`, parted by spaces.
fn pairs(cell: &str) -> Vec<(u32, u32)> {
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let pair = |text: &str| text.split_once('-').map(|(a, b)| (number(a), number(b))).expect("a pair");
    cell.split(' ').map(pair).collect()
}

fn whole(cell: &str) -> usize {
    cell.parse().expect("a whole number")
}

#[test]
fn diversity_is_that_of_scipy() {
    for row in rows("reference/diversities.csv") {
        let (counts, of) = (list(&row[0]), |at: usize| row[at].parse::<f64>().expect("a number"));
        let family: Vec<u32> = list(&row[1]).into_iter().map(|family| family as u32).collect();
        let found = variety(&counts, &family).expect("counted");
        same(found.total, of(2), "entropy");
        same(shannon(&counts).expect("counted"), of(2), "entropy");
        same(found.unrelated, of(3), "between families");
        assert!((found.related - of(4)).abs() < 1e-12, "within families: {found:?} beside {}", of(4));
        for (order, at) in [(0.0, 5), (0.5, 6), (3.0, 7), (2.0, 8)] {
            same(hill(&counts, order).expect("counted"), of(at), "Hill");
        }
        assert_eq!(simpson_unbiased(&counts).is_none(), of(9).is_nan());
        assert!(
            (simpson_unbiased(&counts).unwrap_or(0.0) - if of(9).is_nan() { 0.0 } else { of(9) }).abs()
                < 1e-12
        );
    }
}

#[test]
fn diversity_of_clusters_is_that_of_the_reference() {
    for row in rows("refcases/04_clusters/expected/diversity_planar_1200_8.csv") {
        let numbers: Vec<f64> = row.iter().map(|cell| cell.parse().expect("a number")).collect();
        let (told, counts) = (&numbers[2..9], &numbers[9..]);
        let ours = [
            hill(counts, 0.0),
            shannon(counts),
            evenness(counts, 8),
            hill(counts, 1.0),
            simpson(counts),
            simpson_unbiased(counts),
            hill(counts, 2.0),
        ];
        for (ours, theirs) in ours.iter().zip(told) {
            same(ours.expect("counted"), *theirs, "diversity");
        }
    }
}

#[test]
fn closeness_betweenness_components_and_articulations_are_those_of_networkx() {
    let (nodes, told) = (rows("reference/tie_graphs.csv"), rows("reference/closeness.csv"));
    for case in ["0", "1", "2", "3"] {
        let of: Vec<_> = nodes.iter().filter(|row| &row[0] == case).collect();
        let graph = TieGraph::new(of.len(), &pairs(&of[0][1])).expect("nodes that are there");
        let (relative, plain) = (graph.betweenness(true), graph.betweenness(false));
        let (components, network) = (graph.components(), Network::of(&graph));
        for (node, row) in of.iter().enumerate() {
            same(relative[node], row[4].parse().expect("a number"), "relative betweenness");
            same(plain[node], row[5].parse().expect("a number"), "betweenness");
            let first = components.iter().position(|other| *other == components[node]);
            assert_eq!(first, Some(whole(&row[3])), "component of {node}");
            let standing = network.standing(&graph, node as u32).expect("a node");
            assert_eq!(standing.pieces as usize, whole(&row[6]), "pieces without {node}");
            let between = standing.between.expect("a small component");
            same(between, row[7].parse().expect("a number"), "betweenness within a component");
        }
        for row in told.iter().filter(|row| &row[0] == case) {
            let (a, b) = (whole(&row[1]) as u32, whole(&row[2]) as u32);
            let kinds = [
                Closeness::CommonNeighbours,
                Closeness::ResourceAllocation,
                Closeness::AdamicAdar,
                Closeness::Degrees,
                Closeness::PathsOfThree,
                Closeness::SoberPathsOfThree,
            ];
            for (kind, at) in kinds.into_iter().zip(3..) {
                let theirs: f64 = row[at].parse().expect("a number");
                same(graph.closeness(kind, a, b), theirs, &format!("{kind:?} of {a} and {b}"));
            }
        }
    }
}

#[test]
fn inference_is_that_of_matrices() {
    let all = rows("reference/memberships.csv");
    for of in all.chunk_by(|a, b| a[0] == b[0]) {
        let links = pairs(&of[0][2]);
        let found = Memberships::new(whole(&of[0][0]), whole(&of[0][1]), &links).expect("ranks");
        for (actor, row) in (0..).zip(of) {
            let theirs = list(&row[4]);
            match found.inference(actor, false) {
                Some(ours) => ours.iter().zip(theirs).for_each(|(ours, theirs)| same(*ours, theirs, "score")),
                None => assert!(theirs.iter().all(|score| *score == 0.0)),
            }
        }
    }
}

#[test]
fn relatedness_is_that_of_ecomplexity_which_keeps_the_activity_itself() {
    let rows = rows("reference/related_activities.csv");
    let counts: Vec<Vec<f64>> = rows.iter().map(|row| list(&row[0])).collect();
    let present = presence(&counts, 0.0, 0.0).expect("counts");
    let phi = relatedness(&present).expect("a table");
    let kept = density(&present, &phi, Itself::Kept).expect("as wide");
    let left_out = density(&present, &phi, Itself::LeftOut).expect("as wide");
    for (at, row) in rows.iter().enumerate() {
        let theirs: Vec<bool> = list(&row[1]).into_iter().map(|value| value == 1.0).collect();
        assert_eq!(present[at], theirs);
        for (column, theirs) in [(2, &kept), (3, &left_out)] {
            for (ours, theirs) in theirs[at].iter().zip(list(&row[column])) {
                same(ours.expect("related to something"), theirs, "density");
            }
        }
        if at < phi.len() {
            phi[at].iter().zip(list(&row[4])).for_each(|(ours, theirs)| same(*ours, theirs, "phi"));
        }
    }
}

#[test]
fn trade_between_activities_is_ranked_as_scipy_does() {
    let rows = rows("reference/trades.csv");
    let flows: Vec<Vec<f64>> = rows.iter().map(|row| list(&row[0])).collect();
    let output: Vec<f64> = rows.iter().map(|row| list(&row[1])[0]).collect();
    for (ours, row) in trade(&flows, &output).expect("sound").iter().zip(&rows) {
        ours.iter().zip(list(&row[2])).for_each(|(ours, theirs)| same(*ours, theirs, "rank"));
    }
}
