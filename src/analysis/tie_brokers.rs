//! Who holds a network of ties together: what falls apart without somebody, and who stands between others.
//!
//! *Question.* Of the actors that recorded ties bind into one group, without whom would the group fall
//! to pieces, and who lies on the ways of others? *Method.* Pieces by one walk in depth (Hopcroft and
//! Tarjan 1973, [`pieces_without`]); betweenness by Brandes (2001), component by component, as a share of the
//! pairs of others of the component ([`TieGraph::betweenness`]). *Edges.* What is not recorded is not absent: a
//! broker here is one among recorded ties. Betweenness of a component of which nodes times ties are more than
//! [`MOST_WORK`] is not computed: `None`, which is said, and not zero. *Cost.* O(nodes + ties) and
//! O(nodes × ties) of each component below that.

use crate::analysis::tie_graph::TieGraph;

/// The version of the method, to be changed with anything that changes a row.
pub const METHOD: &str = "maillage-ties-1";

/// Betweenness is computed of components of which nodes times ties are no more: a tenth of a second.
pub const MOST_WORK: u64 = 10_000_000;

/// By node, into how many pieces its component falls when it is taken away, itself left out: 1 where the
/// component stays whole, 0 for who has no tie, 2 and more for who holds it together (an articulation).
/// Without recursion. O(nodes + ties).
#[must_use]
pub fn pieces_without(graph: &TieGraph) -> Vec<u32> {
    let many = graph.nodes();
    let mut pieces = vec![0_u32; many];
    // In the order of the walk, from 1; 0 before it came by.
    let mut order = vec![0_u32; many];
    let mut lowest = vec![0_u32; many];
    let mut next = 0;
    for root in 0..many as u32 {
        if order[root as usize] != 0 || graph.degree(root) == 0 {
            continue;
        }
        next += 1;
        (order[root as usize], lowest[root as usize]) = (next, next);
        // Each node on the way, who it was reached from, and how many of its neighbours were looked at.
        let mut way: Vec<(u32, u32, usize)> = vec![(root, root, 0)];
        while let Some(&mut (node, from, ref mut seen)) = way.last_mut() {
            let here = node as usize;
            if let Some(&other) = graph.neighbours(node).get(*seen) {
                *seen += 1;
                let there = other as usize;
                if order[there] == 0 {
                    next += 1;
                    (order[there], lowest[there]) = (next, next);
                    way.push((other, node, 0));
                } else if other != from {
                    lowest[here] = lowest[here].min(order[there]);
                }
                continue;
            }
            way.pop();
            if node == root {
                continue;
            }
            let before = from as usize;
            lowest[before] = lowest[before].min(lowest[here]);
            // What hangs on `from` alone falls off without it; at the root every branch does.
            if from == root || order[before] <= lowest[here] {
                pieces[before] += 1;
            }
            // And the rest, towards the root.
            pieces[here] += 1;
        }
    }
    pieces
}

/// What a network of ties is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// By node, the component it is in, numbered by its lowest node's order.
    components: Vec<u32>,
    /// By component, how many nodes, and its lowest one.
    sizes: Vec<u32>,
    lowest: Vec<u32>,
    pieces: Vec<u32>,
    /// By node; `None` where it was not computed.
    between: Vec<Option<f64>>,
}

/// How a node stands in the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    pub degree: u32,
    /// The lowest node of its component, and how many are in it.
    pub lowest: u32,
    pub size: u32,
    /// [`pieces_without`].
    pub pieces: u32,
    /// Of the pairs of others of its component, the share of their shortest ways through it, 0 to 1.
    pub between: Option<f64>,
}

impl Network {
    /// Of a graph.
    #[must_use]
    pub fn of(graph: &TieGraph) -> Self {
        let components = graph.components();
        let many = components.iter().max().map_or(0, |last| *last as usize + 1);
        let (mut sizes, mut lowest) = (vec![0_u32; many], vec![u32::MAX; many]);
        for (node, &component) in (0..).zip(&components) {
            sizes[component as usize] += 1;
            lowest[component as usize] = lowest[component as usize].min(node);
        }
        let mut members = vec![Vec::new(); many];
        for (node, &component) in (0..).zip(&components) {
            if sizes[component as usize] != 1 {
                members[component as usize].push(node);
            }
        }
        let mut between = vec![Some(0.0); graph.nodes()];
        // Where each node of a component stands in it.
        let mut rank = vec![0_u32; graph.nodes()];
        for nodes in members.iter().filter(|nodes| 2 < nodes.len()) {
            nodes.iter().zip(0..).for_each(|(&node, at)| rank[node as usize] = at);
            let told = of_component(graph, nodes, &rank);
            for (at, &node) in nodes.iter().enumerate() {
                between[node as usize] = told.as_ref().map(|told| told[at]);
            }
        }
        Self { components, sizes, lowest, pieces: pieces_without(graph), between }
    }

    /// How a node stands; `None` for one that is not there. `graph` is the one this was made of.
    #[must_use]
    pub fn standing(&self, graph: &TieGraph, node: u32) -> Option<Standing> {
        let component = *self.components.get(node as usize)? as usize;
        Some(Standing {
            degree: graph.degree(node) as u32,
            lowest: self.lowest[component],
            size: self.sizes[component],
            pieces: self.pieces[node as usize],
            between: self.between[node as usize],
        })
    }
}

impl Standing {
    /// Whether its component falls to pieces without it.
    #[must_use]
    pub fn is_broker(&self) -> bool {
        2 <= self.pieces
    }
}

/// Betweenness of the nodes of a component, in order; `None` where that is too much work.
fn of_component(graph: &TieGraph, nodes: &[u32], rank: &[u32]) -> Option<Vec<f64>> {
    let ends: u64 = nodes.iter().map(|&node| graph.degree(node) as u64).sum();
    if MOST_WORK < (ends / 2).saturating_mul(nodes.len() as u64) {
        return None;
    }
    let to = |node: u32| graph.neighbours(node).iter().filter(move |&&other| node < other);
    let ties: Vec<(u32, u32)> = nodes
        .iter()
        .flat_map(|&node| to(node).map(move |&other| (rank[node as usize], rank[other as usize])))
        .collect();
    TieGraph::new(nodes.len(), &ties).map(|part| part.betweenness(true))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two triangles and the one who ties them: 0-1-2, 4-5-6, 3 between 2 and 4; 7 alone; 8-9.
    fn bow() -> TieGraph {
        let ties = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6), (8, 9)];
        TieGraph::new(10, &ties).expect("nodes that are there")
    }

    #[test]
    fn who_ties_two_triangles_holds_them_together() {
        assert_eq!(pieces_without(&bow()), [1, 1, 2, 2, 2, 1, 1, 0, 1, 1]);
        let (graph, network) = (bow(), Network::of(&bow()));
        let told = network.standing(&graph, 3).expect("there");
        assert_eq!((told.degree, told.lowest, told.size, told.is_broker()), (2, 0, 7, true));
        assert!((told.between.expect("few") - 9.0 / 15.0).abs() < 1e-12);
        let alone = network.standing(&graph, 7).expect("there");
        assert_eq!((alone.degree, alone.size, alone.pieces, alone.between), (0, 1, 0, Some(0.0)));
        assert_eq!(network.standing(&graph, 10), None);
        assert_eq!(pieces_without(&TieGraph::default()), [0; 0]);
    }

    #[test]
    fn a_long_line_needs_no_deep_stack() {
        let many = 200_000;
        let line: Vec<(u32, u32)> = (1..many).map(|node| (node - 1, node)).collect();
        let graph = TieGraph::new(many as usize, &line).expect("nodes");
        let pieces = pieces_without(&graph);
        assert_eq!((pieces[0], pieces[1], pieces[many as usize - 1]), (1, 2, 1));
        let told = Network::of(&graph).standing(&graph, 5).expect("there");
        assert_eq!(told.between, None, "too much work is told as unknown");
    }

    /// Components of a graph without a node, among those it was tied to directly or not.
    fn pieces_by_taking_away(ties: &[(u32, u32)], many: u32, gone: u32) -> u32 {
        let whole = TieGraph::new(many as usize, ties).expect("nodes");
        let own = whole.components();
        let rest: Vec<(u32, u32)> = ties.iter().filter(|(a, b)| *a != gone && *b != gone).copied().collect();
        let parts = TieGraph::new(many as usize, &rest).expect("nodes").components();
        let mut found: Vec<u32> = (0..many)
            .filter(|&node| node != gone && own[node as usize] == own[gone as usize])
            .map(|node| parts[node as usize])
            .collect();
        found.sort_unstable();
        found.dedup();
        found.len() as u32
    }

    proptest! {
        #[test]
        fn pieces_are_those_of_taking_each_away_whatever_the_ids(
            ties in prop::collection::vec((0_u32..14, 0_u32..14), 0..26),
            order in Just((0_u32..14).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let graph = TieGraph::new(14, &ties).expect("nodes");
            let told = pieces_without(&graph);
            for gone in 0..14 {
                prop_assert_eq!(told[gone as usize], pieces_by_taking_away(&ties, 14, gone));
            }
            let renamed: Vec<(u32, u32)> =
                ties.iter().map(|&(a, b)| (order[a as usize], order[b as usize])).collect();
            let other = TieGraph::new(14, &renamed).expect("nodes");
            let (here, there) = (Network::of(&graph), Network::of(&other));
            for node in 0..14 {
                let one = here.standing(&graph, node).expect("there");
                let same = there.standing(&other, order[node as usize]).expect("there");
                prop_assert_eq!((one.degree, one.size, one.pieces), (same.degree, same.size, same.pieces));
                prop_assert!((one.between.expect("few") - same.between.expect("few")).abs() < 1e-12);
            }
        }
    }
}
