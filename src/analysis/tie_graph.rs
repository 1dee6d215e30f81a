//! Ties as a network: who is near whom in it, who holds it together, and which tie may be missing.
//!
//! *Question.* Who has partners in common with whom? Who stands between groups? *Method.* An
//! undirected graph over dense ids. Of two who are not tied: common neighbours, resource allocation
//! Σ 1 / k (Zhou, Lü and Zhang 2009), Adamic and Adar's Σ 1 / ln k over those they share, and paths of
//! length 3, plain and with each middle divided by √k (Kovács et al. 2019), which see what
//! common neighbours cannot: two sides of a bipartite graph. *Preferential attachment* k_a k_b is
//! the bias to watch: any of these divided by √(k_a k_b) no longer rewards being known to all.
//! Who stands between others is told by betweenness (Freeman 1977), exact (Brandes 2001).
//! *Unit.* None. *Edges.* A tie told twice is one; with oneself none. What is not recorded is not absent: a score
//! of 0 says that nothing recorded speaks for it. *Cost.* Said of each.

use std::collections::VecDeque;

/// More nodes than this are refused.
pub const MOST_NODES: usize = 10_000_000;

/// An undirected graph: the neighbours of each node in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TieGraph {
    starts: Vec<usize>,
    ends: Vec<u32>,
}

/// What speaks for a tie between two who are not tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closeness {
    CommonNeighbours,
    ResourceAllocation,
    AdamicAdar,
    /// Preferential attachment: the product of degrees, to be beaten.
    Degrees,
    /// Paths over two others, all four different.
    PathsOfThree,
    /// The same, each path divided by the square root of the product of the degrees of its middle.
    SoberPathsOfThree,
}

impl TieGraph {
    /// A graph of so many nodes. Ties are taken in either direction and any order. `None` for a tie
    /// with a node that is not there, or more than [`MOST_NODES`]. O(nodes + ties log ties).
    #[must_use]
    pub fn new(nodes: usize, ties: &[(u32, u32)]) -> Option<Self> {
        let is_node = |node: u32| (node as usize) < nodes;
        if MOST_NODES < nodes || !ties.iter().all(|&(a, b)| is_node(a) && is_node(b)) {
            return None;
        }
        let between = ties.iter().filter(|(a, b)| a != b);
        let mut both: Vec<(u32, u32)> = between.flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        both.sort_unstable();
        both.dedup();
        let mut starts = vec![0; nodes + 1];
        both.iter().for_each(|(from, _)| starts[*from as usize + 1] += 1);
        (0..nodes).for_each(|node| starts[node + 1] += starts[node]);
        Some(Self { starts, ends: both.into_iter().map(|(_, to)| to).collect() })
    }

    /// How many nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many ties.
    #[must_use]
    pub fn ties(&self) -> usize {
        self.ends.len() / 2
    }

    /// Who is tied to a node, in order; nobody to one that is not there.
    #[must_use]
    pub fn neighbours(&self, node: u32) -> &[u32] {
        let node = node as usize;
        match self.starts.get(node..node.saturating_add(2)) {
            Some(&[start, end]) => &self.ends[start..end],
            _ => &[],
        }
    }

    /// How many are tied to a node.
    #[must_use]
    pub fn degree(&self, node: u32) -> usize {
        self.neighbours(node).len()
    }

    /// Whether two are tied.
    #[must_use]
    pub fn are_tied(&self, a: u32, b: u32) -> bool {
        self.neighbours(a).binary_search(&b).is_ok()
    }

    /// Those tied to both, in order. O(k_a + k_b).
    #[must_use]
    pub fn common(&self, a: u32, b: u32) -> Vec<u32> {
        let others = self.neighbours(b);
        self.neighbours(a).iter().copied().filter(|node| others.binary_search(node).is_ok()).collect()
    }

    /// How much speaks for a tie of two, whether they are tied or not; 0 with oneself. O(k_a log k_b), and
    /// O(Σ k of neighbours) for paths.
    #[must_use]
    pub fn closeness(&self, kind: Closeness, a: u32, b: u32) -> f64 {
        if a == b {
            return 0.0;
        }
        let over_common = |part: fn(f64) -> f64| {
            let parts = self.common(a, b).into_iter().map(|node| part(self.degree(node) as f64));
            parts.sum::<f64>()
        };
        match kind {
            Closeness::CommonNeighbours => over_common(|_| 1.0),
            Closeness::ResourceAllocation => over_common(|degree| 1.0 / degree),
            // Who is shared has two neighbours at least: the logarithm is above 0.
            Closeness::AdamicAdar => over_common(|degree| 1.0 / degree.ln()),
            Closeness::Degrees => self.degree(a) as f64 * self.degree(b) as f64,
            Closeness::PathsOfThree => self.paths_of_three(a, b, |_| 1.0),
            Closeness::SoberPathsOfThree => self.paths_of_three(a, b, |degrees| 1.0 / degrees.sqrt()),
        }
    }

    /// The same over √(k_a k_b); 0 for who has no tie.
    #[must_use]
    pub fn sober_closeness(&self, kind: Closeness, a: u32, b: u32) -> f64 {
        let degrees = self.closeness(Closeness::Degrees, a, b);
        if 0.0 < degrees { self.closeness(kind, a, b) / degrees.sqrt() } else { 0.0 }
    }

    fn paths_of_three(&self, a: u32, b: u32, part: fn(f64) -> f64) -> f64 {
        let mut sum = 0.0;
        for &first in self.neighbours(a).iter().filter(|&&first| first != b) {
            for &second in self.neighbours(first).iter().filter(|&&second| second != a && second != b) {
                if self.are_tied(second, b) {
                    sum += part(self.degree(first) as f64 * self.degree(second) as f64);
                }
            }
        }
        sum
    }

    /// Resource allocation from one to all who share somebody with it, in order, itself and those
    /// already tied to it left out. O(Σ k of neighbours, sorted).
    #[must_use]
    pub fn allocations(&self, from: u32) -> Vec<(u32, f64)> {
        let part = |&node: &u32| {
            let share = 1.0 / self.degree(node) as f64;
            self.neighbours(node).iter().map(move |&to| (to, share))
        };
        let mut parts: Vec<(u32, f64)> = self.neighbours(from).iter().flat_map(part).collect();
        parts.retain(|&(to, _)| to != from && !self.are_tied(from, to));
        // Stable: the parts of each are added in the order of who they come over.
        parts.sort_by_key(|part| part.0);
        let sum = |of: &[(u32, f64)]| (of[0].0, of.iter().map(|part| part.1).sum());
        parts.chunk_by(|a, b| a.0 == b.0).map(sum).collect()
    }

    /// The component of each node, numbered by its lowest node's order. O(nodes + ties).
    #[must_use]
    pub fn components(&self) -> Vec<u32> {
        let mut found = vec![u32::MAX; self.nodes()];
        let mut next = 0;
        for start in 0..self.nodes() {
            if found[start] != u32::MAX {
                continue;
            }
            let mut waiting = vec![start as u32];
            found[start] = next;
            while let Some(node) = waiting.pop() {
                for &other in self.neighbours(node) {
                    if found[other as usize] == u32::MAX {
                        found[other as usize] = next;
                        waiting.push(other);
                    }
                }
            }
            next += 1;
        }
        found
    }

    /// Betweenness of each node: over all pairs of others, the share of their shortest ways that pass
    /// through it, each pair once. `is_relative` divides by how many pairs there are, (n − 1)(n − 2) / 2.
    /// O(nodes × ties): a second for some ten thousand ties, to be asked of a component and not of a country.
    #[must_use]
    pub fn betweenness(&self, is_relative: bool) -> Vec<f64> {
        let many = self.nodes();
        let mut found = vec![0.0; many];
        let mut depth = vec![u32::MAX; many];
        let (mut ways, mut owed) = (vec![0.0_f64; many], vec![0.0_f64; many]);
        for source in (0..many as u32).filter(|&source| self.degree(source) != 0) {
            let (mut order, mut queue) = (vec![], VecDeque::from([source]));
            depth[source as usize] = 0;
            ways[source as usize] = 1.0;
            while let Some(node) = queue.pop_front() {
                order.push(node);
                for &next in self.neighbours(node) {
                    let (here, there) = (node as usize, next as usize);
                    if depth[there] == u32::MAX {
                        depth[there] = depth[here] + 1;
                        queue.push_back(next);
                    }
                    if depth[there] == depth[here] + 1 {
                        ways[there] += ways[here];
                    }
                }
            }
            for &node in order.iter().rev() {
                let there = node as usize;
                for &before in
                    self.neighbours(node).iter().filter(|&&n| depth[n as usize] + 1 == depth[there])
                {
                    let here = before as usize;
                    owed[here] += ways[here] / ways[there] * (1.0 + owed[there]);
                }
                if node != source {
                    found[there] += owed[there];
                }
            }
            for node in order {
                let at = node as usize;
                (depth[at], ways[at], owed[at]) = (u32::MAX, 0.0, 0.0);
            }
        }
        let pairs = (many as f64 - 1.0) * (many as f64 - 2.0);
        // Each pair was walked from both of its ends.
        let scale = if is_relative { if 2 < many { 1.0 / pairs } else { 0.0 } } else { 0.5 };
        found.into_iter().map(|sum| sum * scale).collect()
    }

    /// Those who stand between others most, with their betweenness; who stands between nobody is
    /// left out.
    #[must_use]
    pub fn brokers(&self, many: usize) -> Vec<(u32, f64)> {
        let mut found: Vec<(u32, f64)> = (0..).zip(self.betweenness(true)).filter(|of| 0.0 < of.1).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(many);
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two triangles and the one who ties them: 0-1-2, 4-5-6, 3 between 2 and 4; 7 alone.
    fn bow() -> TieGraph {
        let ties = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6), (1, 0), (3, 3)];
        TieGraph::new(8, &ties).expect("nodes that are there")
    }

    #[test]
    fn ties_told_twice_are_one_and_with_oneself_none() {
        let graph = bow();
        assert_eq!((graph.ties(), graph.nodes()), (8, 8));
        assert_eq!(graph.neighbours(3), [2, 4]);
        assert!(graph.are_tied(1, 0) && !graph.are_tied(3, 3));
        assert_eq!(graph.neighbours(99), [0; 0]);
        assert_eq!(TieGraph::new(2, &[(0, 2)]), None);
        assert_eq!(TieGraph::new(usize::MAX, &[]), None, "not sized by whoever asks");
        assert_eq!(TieGraph::new(0, &[]).expect("nobody").components(), [0; 0]);
    }

    #[test]
    fn who_ties_two_groups_stands_between_them() {
        let brokers = bow().brokers(9);
        assert_eq!(brokers.iter().map(|of| of.0).collect::<Vec<_>>(), [3, 2, 4]);
        assert_eq!(bow().betweenness(false)[3], 9.0);
        assert_eq!(bow().components(), [0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn who_shares_somebody_that_few_know_is_closer() {
        let graph = TieGraph::new(6, &[(0, 1), (1, 2), (0, 3), (3, 4), (3, 5)]).expect("nodes");
        let to = |kind, node| graph.closeness(kind, 0, node);
        assert!(to(Closeness::ResourceAllocation, 4) < to(Closeness::ResourceAllocation, 2));
        assert_eq!(to(Closeness::AdamicAdar, 2), 1.0 / 2_f64.ln());
        assert_eq!(graph.allocations(0), [(2, 0.5), (4, 1.0 / 3.0), (5, 1.0 / 3.0)]);
    }

    #[test]
    fn the_two_sides_of_a_bipartite_graph_are_closed_by_paths_of_three() {
        // Actors 0, 1; projects 2, 3: 1 is in both, 0 in one.
        let graph = TieGraph::new(4, &[(0, 2), (1, 2), (1, 3)]).expect("nodes");
        assert_eq!(graph.closeness(Closeness::CommonNeighbours, 0, 3), 0.0);
        assert_eq!(graph.closeness(Closeness::PathsOfThree, 0, 3), 1.0);
        assert_eq!(graph.closeness(Closeness::SoberPathsOfThree, 0, 3), 0.5);
    }

    fn graphs() -> impl Strategy<Value = Vec<(u32, u32)>> {
        prop::collection::vec((0_u32..12, 0_u32..12), 0..40)
    }

    const KINDS: [Closeness; 6] = [
        Closeness::CommonNeighbours,
        Closeness::ResourceAllocation,
        Closeness::AdamicAdar,
        Closeness::Degrees,
        Closeness::PathsOfThree,
        Closeness::SoberPathsOfThree,
    ];

    proptest! {
        #[test]
        fn closeness_has_no_direction_and_hangs_on_no_id(
            ties in graphs(), order in Just((0_u32..12).collect::<Vec<_>>()).prop_shuffle()
        ) {
            let graph = TieGraph::new(12, &ties).expect("nodes");
            let renamed: Vec<(u32, u32)> =
                ties.iter().map(|&(a, b)| (order[a as usize], order[b as usize])).collect();
            let other = TieGraph::new(12, &renamed).expect("nodes");
            for kind in KINDS {
                for (a, b) in (0..12).flat_map(|a| (0..12).map(move |b| (a, b))) {
                    let here = graph.closeness(kind, a, b);
                    prop_assert!((here - graph.closeness(kind, b, a)).abs() < 1e-12);
                    let there = other.closeness(kind, order[a as usize], order[b as usize]);
                    prop_assert!((here - there).abs() < 1e-12);
                }
            }
            let (here, there) = (graph.betweenness(true), other.betweenness(true));
            for node in 0..12 {
                prop_assert!((here[node] - there[order[node] as usize]).abs() < 1e-12);
            }
        }

        #[test]
        fn allocations_are_those_of_each_pair_not_yet_tied(ties in graphs()) {
            let graph = TieGraph::new(12, &ties).expect("nodes");
            for from in 0..12 {
                let told = graph.allocations(from);
                for to in (0..12).filter(|&to| to != from && !graph.are_tied(from, to)) {
                    let one = told.iter().find(|of| of.0 == to).map_or(0.0, |of| of.1);
                    let theirs = graph.closeness(Closeness::ResourceAllocation, from, to);
                    prop_assert!((one - theirs).abs() < 1e-12);
                }
            }
        }
    }
}
