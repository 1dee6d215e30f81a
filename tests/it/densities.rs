//! Groups of points beside those of scikit-learn, and what chance makes of them beside SciPy and
//! NumPy: `tests/refcases/04_clusters/README.md`, `tests/reference/make.py`.

use maillage::analysis::colocation::Colocation;
use maillage::analysis::dbscan::dbscan;
use maillage::analysis::hdbscan_opinion::hdbscan;
use maillage::analysis::relabelling::{Draws, as_many_equal, kinds_of, relabelled, share_of};

use crate::statistics::{list, rows, same};

type Labels = Vec<Option<u32>>;

fn column(rows: &[csv::StringRecord], at: usize) -> Vec<f64> {
    rows.iter().map(|row| row[at].parse().expect("a number")).collect()
}

fn labels(rows: &[csv::StringRecord], at: usize) -> Labels {
    column(rows, at).into_iter().map(|label| (0.0 <= label).then_some(label as u32)).collect()
}

fn points(rows: &[csv::StringRecord], at: usize) -> Vec<[f64; 2]> {
    column(rows, at).into_iter().zip(column(rows, at + 1)).map(|(x, y)| [x, y]).collect()
}

/// Whether two partitions are one up to their numbers, on the points that are looked at.
fn are_one(ours: &Labels, theirs: &Labels, is_looked_at: impl Fn(usize) -> bool) -> bool {
    let pairs = || (0..ours.len()).filter(|&at| is_looked_at(at)).map(|at| (ours[at], theirs[at]));
    let mut seen: Vec<_> = pairs().collect();
    seen.sort_unstable();
    seen.dedup();
    let is_once = |mut side: Labels| {
        side.sort_unstable();
        side.windows(2).all(|pair| pair[0] != pair[1])
    };
    let (one, other): (Labels, Labels) = seen.iter().copied().unzip();
    is_once(one) && is_once(other) && seen.iter().all(|(a, b)| a.is_some() == b.is_some())
}

/// Hubert and Arabie's index: 1 for the same partition, about 0 for chance. Noise is a class.
fn adjusted_rand(ours: &Labels, theirs: &Labels) -> f64 {
    let pairs = |sizes: Vec<usize>| sizes.iter().map(|n| (n * n.saturating_sub(1) / 2) as f64).sum::<f64>();
    fn sizes<K: Ord>(mut keys: Vec<K>) -> Vec<usize> {
        keys.sort_unstable();
        keys.chunk_by(|a, b| a == b).map(<[K]>::len).collect()
    }
    let both = pairs(sizes(ours.iter().zip(theirs).collect()));
    let (one, other) = (pairs(sizes(ours.clone())), pairs(sizes(theirs.clone())));
    let all = pairs(vec![ours.len()]);
    let expected = one * other / all;
    (both - expected) / ((one + other) / 2.0 - expected)
}

#[test]
fn dbscan_is_that_of_scikit_learn() {
    let points = points(&rows("refcases/04_clusters/input/points.csv"), 1);
    let theirs = rows("refcases/04_clusters/expected/dbscan.csv");
    for (at, eps, min_points) in [(1, 1200.0, 8), (4, 800.0, 5), (7, 2000.0, 10)] {
        let found = dbscan(&points, eps, min_points).expect("sound");
        let is_core: Vec<bool> = column(&theirs, at + 1).into_iter().map(|core| core == 1.0).collect();
        let ambiguous: Vec<bool> = column(&theirs, at + 2).into_iter().map(|one| one == 1.0).collect();
        assert_eq!(found.core, is_core);
        assert_eq!(found.ambiguous, ambiguous);
        let labels = labels(&theirs, at);
        assert!(are_one(&found.labels, &labels, |at| !ambiguous[at]), "{eps} {min_points}");
        let noise = |labels: &Labels| labels.iter().map(Option::is_none).collect::<Vec<_>>();
        assert_eq!(noise(&found.labels), noise(&labels));
    }
}

/// Points of a grid, a crowd at one address, a far corner: many as far from each other as `eps`.
#[test]
fn dbscan_is_that_of_scikit_learn_where_distances_are_eps_and_addresses_are_crowded() {
    let rows = rows("reference/densities.csv");
    let points = points(&rows, 0);
    for (at, eps, min_points) in [(2, 100.0, 4), (4, 250.0, 6), (6, 141.0, 5)] {
        let found = dbscan(&points, eps, min_points).expect("sound");
        let is_core: Vec<bool> = column(&rows, at + 1).into_iter().map(|core| core == 1.0).collect();
        assert_eq!(found.core, is_core, "{eps}");
        let labels = labels(&rows, at);
        assert!(are_one(&found.labels, &labels, |at| !found.ambiguous[at]), "{eps}");
        assert!(found.labels.iter().zip(&labels).all(|(a, b)| a.is_some() == b.is_some()), "{eps}");
    }
}

#[test]
fn the_second_opinion_is_that_of_scikit_learn_and_of_hdbscan() {
    let points = points(&rows("refcases/04_clusters/input/points.csv"), 1);
    let theirs = rows("refcases/04_clusters/expected/hierarchical.csv");
    for (at, samples) in [(1, 6), (2, 6), (3, 5)] {
        let found = hdbscan(&points, 15, samples, 0.0).expect("sound");
        let agreement = adjusted_rand(&found, &labels(&theirs, at));
        assert!(0.99 <= agreement, "{samples}: {agreement}");
    }
}

#[test]
fn quotients_of_colocation_are_those_of_numpy() {
    let case = rows("reference/colocation_points.csv");
    let points = points(&case, 0);
    let kinds: Vec<u8> = column(&case, 2).into_iter().map(|kind| kind as u8).collect();
    for k in [1, 4, 10] {
        let found = Colocation::new(&points, &kinds, 4, k, 2).expect("sound");
        let quotients = found.quotients();
        for row in rows("reference/colocation.csv").iter().filter(|row| row[0] == k.to_string()) {
            let (from, to) = (list(&row[1])[0] as usize, list(&row[2])[0] as usize);
            same(quotients[from][to].expect("known"), list(&row[3])[0], "quotient");
            let local: Vec<f64> = found.local(from, to).into_iter().flatten().collect();
            for (ours, theirs) in local.iter().zip(list(&row[4])) {
                assert!((ours - theirs).abs() < 1e-9, "local {ours} {theirs}");
            }
            assert_eq!(local.len(), list(&row[4]).len());
        }
    }
}

/// What chance makes of a group is known without draws: hypergeometric, and families by inclusion
/// and exclusion. 20,000 draws are within four standard deviations.
#[test]
fn chance_is_what_arithmetic_says_that_it_is() {
    for row in rows("reference/relabelling.csv") {
        let pool = list(&row[0]);
        let group = list(&row[1]);
        let (p_share, p_kinds, mean_kinds) = (list(&row[2])[0], list(&row[3])[0], list(&row[4])[0]);
        let (mut labels, mut groups) = (Vec::new(), Vec::new());
        for (kind, (all, of_group)) in (0_u8..).zip(pool.iter().zip(&group)) {
            labels.extend(vec![kind; *all as usize]);
            groups.extend((0..*all as usize).map(|rank| (rank < *of_group as usize).then_some(0)));
        }
        let draws = Draws { many: 20_000, seed: 3, threads: 2 };
        let share = share_of(0);
        let found = relabelled(&labels, &groups, &[&share, &kinds_of, &as_many_equal], draws).expect("sound");
        let within = |found: f64, p: f64| (found - p).abs() <= 4.0 * (p * (1.0 - p) / 20_000.0).sqrt() + 1e-4;
        let [share, kinds, _] = found.iter().map(|s| s[0].expect("a group")).collect::<Vec<_>>()[..] else {
            panic!("three")
        };
        assert!(within(share.p_more(), p_share), "{share:?} {p_share}");
        assert!(within(kinds.p_more(), p_kinds), "{kinds:?} {p_kinds}");
        assert!((kinds.expected - mean_kinds).abs() < 0.05, "{kinds:?} {mean_kinds}");
    }
}
