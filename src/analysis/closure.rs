//! Who is close to an actor in the network of known ties without being tied to it.
//!
//! *Question.* Whose partners are already partners of ours? *Method.* Resource allocation over
//! partners in common, and paths of length three with each middle divided by √k, each as a percentile rank
//! among those that have any; the greater of both. The second is for ties between two sides, farms and
//! baskets say, where no two that could be tied have a partner in common. *Unit.* 0 to 1. *Edges.* Who is
//! near in neither way is not told: nothing recorded speaks for it, which is not against it. Over somebody tied to
//! more than [`WIDEST`] no path of three is looked for. *Cost.* O(Σ k² around the actor).

use crate::analysis::cooperation::factors::percentiles;
use crate::analysis::tie_graph::TieGraph;

/// Being tied to somebody who is tied to everybody says nothing, and is long to follow.
pub const WIDEST: usize = 1_000;

/// Somebody who is close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Close {
    pub node: u32,
    /// 0 to 1.
    pub closure: f64,
    /// How many partners in common; 0 where paths of three alone tell.
    pub shared: usize,
}

/// All who are close to one, in order.
#[must_use]
pub fn closure(ties: &TieGraph, from: u32) -> Vec<Close> {
    let (near, far) = (ties.allocations(from), paths_of_three(ties, from));
    let ranks = |of: &[(u32, f64)]| percentiles(&of.iter().map(|of| of.1).collect::<Vec<_>>());
    let (near_ranks, far_ranks) = (ranks(&near), ranks(&far));
    let told = near.iter().zip(near_ranks).chain(far.iter().zip(far_ranks));
    let mut all: Vec<(u32, f64)> = told.map(|((node, _), rank)| (*node, rank)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    all.dedup_by_key(|of| of.0);
    let close = |(node, closure)| Close { node, closure, shared: ties.common(from, node).len() };
    all.into_iter().map(close).collect()
}

/// Σ 1 / √(k_u k_v) over the paths from − u − v − b to every b that is not tied to it, in order.
fn paths_of_three(ties: &TieGraph, from: u32) -> Vec<(u32, f64)> {
    let is_telling = |node: &&u32| ties.degree(**node) <= WIDEST;
    let mut parts: Vec<(u32, f64)> = Vec::new();
    for &first in ties.neighbours(from).iter().filter(is_telling) {
        for &second in ties.neighbours(first).iter().filter(is_telling).filter(|&&node| node != from) {
            let share = 1.0 / (ties.degree(first) as f64 * ties.degree(second) as f64).sqrt();
            let ends = ties.neighbours(second).iter();
            let ends = ends.filter(|&&end| end != from && end != first && !ties.are_tied(from, end));
            parts.extend(ends.map(|&end| (end, share)));
        }
    }
    // Stable: the parts of each are added in the order of who they come over.
    parts.sort_by_key(|part| part.0);
    let sum = |of: &[(u32, f64)]| (of[0].0, of.iter().map(|part| part.1).sum());
    parts.chunk_by(|a, b| a.0 == b.0).map(sum).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::tie_graph::Closeness;

    #[test]
    fn the_two_sides_are_close_over_three_ties() {
        // Farms 0, 1; baskets 2, 3: 1 is in both, 0 in one.
        let ties = TieGraph::new(4, &[(0, 2), (1, 2), (1, 3)]).expect("nodes");
        let found = closure(&ties, 0);
        assert_eq!(
            found.iter().map(|close| (close.node, close.shared)).collect::<Vec<_>>(),
            [(1, 1), (3, 0)]
        );
        assert!(found.iter().all(|close| close.closure == 1.0), "alone in its way");
        assert_eq!(closure(&ties, 9), []);
    }

    proptest! {
        #[test]
        fn paths_are_those_of_each_pair(ties in prop::collection::vec((0_u32..10, 0_u32..10), 0..30)) {
            let graph = TieGraph::new(10, &ties).expect("nodes");
            for from in 0..10 {
                let told = paths_of_three(&graph, from);
                for to in (0..10).filter(|&to| to != from && !graph.are_tied(from, to)) {
                    let ours = told.iter().find(|of| of.0 == to).map_or(0.0, |of| of.1);
                    prop_assert!((ours - graph.closeness(Closeness::SoberPathsOfThree, from, to)).abs() < 1e-12);
                }
                for close in closure(&graph, from) {
                    prop_assert!((0.0..=1.0).contains(&close.closure) && !graph.are_tied(from, close.node));
                }
            }
        }
    }
}
