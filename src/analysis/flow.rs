//! How much can go from producers to those who need it, at the least cost, and what holds it up.
//!
//! *Question.* How many tonnes can reach the canteens, by whom, and which link is too narrow?
//! *Method.* Successive shortest paths (Ford and Fulkerson 1962) with potentials, so that each is
//! found by Dijkstra's algorithm: a greatest flow, and of these one of least cost. The narrowest
//! cut is that of the nodes still reached at the end: its arcs are full, and any flow passes
//! through them. *Unit.* Whole units of whatever flows; cost per unit. *Edges.* Of several flows
//! of the same cost the one is taken whose paths have the lowest ranks: same arcs, same answer.
//! *Cost.* O(paths × E log V), a path at least filling an arc.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A way from a node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    pub from: u32,
    pub to: u32,
    /// How much may pass at most.
    pub capacity: u64,
    /// What each unit costs: minutes, kilometers, euros.
    pub cost: u32,
}

/// What [`greatest`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// How much goes from the source to the sink.
    pub value: u64,
    /// Σ cost × amount over arcs.
    pub cost: u128,
    /// How much passes through each arc, in their order.
    pub through: Vec<u64>,
    /// The arcs of the narrowest cut nearest to the source, by rank: their capacities add up to
    /// the value. Widening one of them, and nothing else, is what may let more pass.
    pub cut: Vec<u32>,
}

/// Why arcs have no flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    #[error("arc {0} goes from or to a node that does not exist")]
    Node(usize),
    #[error("the source and the sink are two nodes that exist")]
    Ends,
}

/// The greatest flow of least cost between two of `nodes` nodes.
pub fn greatest(nodes: usize, arcs: &[Arc], source: u32, sink: u32) -> Result<Flow, FlowError> {
    let exists = |node: u32| (node as usize) < nodes;
    if source == sink || !exists(source) || !exists(sink) {
        return Err(FlowError::Ends);
    }
    if let Some(rank) = arcs.iter().position(|arc| !exists(arc.from) || !exists(arc.to)) {
        return Err(FlowError::Node(rank));
    }
    let mut residual = Residual::new(nodes, arcs);
    let mut value = 0_u64;
    while let Some(path) = residual.cheapest_path(source, sink) {
        // Sums of capacities may pass 2^64; what a flow carries is then more than can be told.
        value = value.saturating_add(residual.fill(&path));
    }
    let through: Vec<u64> = (0..arcs.len()).map(|rank| residual.edges[2 * rank + 1].left).collect();
    let cost =
        arcs.iter().zip(&through).map(|(arc, amount)| u128::from(arc.cost) * u128::from(*amount)).sum();
    let reached = residual.reached(source);
    let is_cut = |arc: &Arc| reached[arc.from as usize] && !reached[arc.to as usize];
    let cut = (0..).zip(arcs).filter(|(_, arc)| is_cut(arc)).map(|(rank, _)| rank).collect();
    Ok(Flow { value, cost, through, cut })
}

/// What may still pass: each arc forwards, and what passed backwards.
struct Residual {
    /// An arc, then its way back, in turn.
    edges: Vec<Edge>,
    /// The edges that leave each node.
    leaving: Vec<Vec<u32>>,
    /// What makes every cost along an edge that has room not negative.
    potentials: Vec<i128>,
}

struct Edge {
    to: u32,
    left: u64,
    cost: i64,
}

impl Residual {
    fn new(nodes: usize, arcs: &[Arc]) -> Self {
        let mut edges = Vec::with_capacity(2 * arcs.len());
        let mut leaving = vec![Vec::new(); nodes];
        for arc in arcs {
            leaving[arc.from as usize].push(edges.len() as u32);
            edges.push(Edge { to: arc.to, left: arc.capacity, cost: arc.cost.into() });
            leaving[arc.to as usize].push(edges.len() as u32);
            edges.push(Edge { to: arc.from, left: 0, cost: -i64::from(arc.cost) });
        }
        Self { edges, leaving, potentials: vec![0; nodes] }
    }

    /// The edges of a path of least cost that has room; `None` when there is none left.
    fn cheapest_path(&mut self, source: u32, sink: u32) -> Option<Vec<u32>> {
        let nodes = self.leaving.len();
        let mut costs = vec![i128::MAX; nodes];
        let mut came_by = vec![u32::MAX; nodes];
        let mut heap = BinaryHeap::from([Reverse((0_i128, source))]);
        costs[source as usize] = 0;
        while let Some(Reverse((cost, node))) = heap.pop() {
            if costs[node as usize] < cost {
                continue;
            }
            for &at in &self.leaving[node as usize] {
                let edge = &self.edges[at as usize];
                let to = edge.to as usize;
                let reduced = i128::from(edge.cost) + self.potentials[node as usize] - self.potentials[to];
                if edge.left != 0 && cost + reduced < costs[to] {
                    costs[to] = cost + reduced;
                    came_by[to] = at;
                    heap.push(Reverse((costs[to], edge.to)));
                }
            }
        }
        if costs[sink as usize] == i128::MAX {
            return None;
        }
        for (potential, cost) in self.potentials.iter_mut().zip(&costs) {
            // Nodes out of reach keep theirs raised as much as the farthest: reduced costs of
            // edges into them stay what they are, and they are not reached again.
            *potential +=
                if *cost == i128::MAX { costs[sink as usize] } else { (*cost).min(costs[sink as usize]) };
        }
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            let at = came_by[node as usize];
            path.push(at);
            node = self.edges[(at ^ 1) as usize].to;
        }
        Some(path)
    }

    /// Sends as much as the narrowest edge of a path lets through.
    fn fill(&mut self, path: &[u32]) -> u64 {
        let amount = path.iter().map(|&at| self.edges[at as usize].left).min().unwrap_or(0);
        for &at in path {
            self.edges[at as usize].left -= amount;
            let back = &mut self.edges[(at ^ 1) as usize].left;
            *back = back.saturating_add(amount);
        }
        amount
    }

    fn reached(&self, source: u32) -> Vec<bool> {
        let mut reached = vec![false; self.leaving.len()];
        reached[source as usize] = true;
        let mut open = vec![source];
        while let Some(node) = open.pop() {
            for &at in &self.leaving[node as usize] {
                let Edge { to, left, .. } = self.edges[at as usize];
                if left != 0 && !reached[to as usize] {
                    reached[to as usize] = true;
                    open.push(to);
                }
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arc(from: u32, to: u32, capacity: u64, cost: u32) -> Arc {
        Arc { from, to, capacity, cost }
    }

    #[test]
    fn the_narrow_link_is_named() {
        // Two farms, one cutting unit, one canteen: 0 source, 1 and 2 farms, 3 and 4 the unit's
        // two sides, 5 canteen, 6 sink.
        let arcs = [
            arc(0, 1, 30, 0),
            arc(0, 2, 50, 0),
            arc(1, 3, 99, 10),
            arc(2, 3, 99, 5),
            arc(3, 4, 42, 0),
            arc(4, 5, 99, 8),
            arc(5, 6, 70, 0),
        ];
        let flow = greatest(7, &arcs, 0, 6).expect("sound");
        assert_eq!((flow.value, flow.cut.clone()), (42, vec![4]), "42 t lack a cutting unit, not farmers");
        assert_eq!(flow.through[..2], [0, 42], "the nearer farm first");
        assert_eq!(flow.cost, 42 * 13);
    }

    #[test]
    fn what_does_not_exist_is_named() {
        assert_eq!(greatest(2, &[arc(0, 2, 1, 1)], 0, 1), Err(FlowError::Node(0)));
        assert_eq!(greatest(2, &[], 1, 1), Err(FlowError::Ends));
        assert_eq!(greatest(2, &[], 0, 2), Err(FlowError::Ends));
        assert_eq!(greatest(2, &[], 0, 1).expect("nothing flows").value, 0);
    }

    /// Whether some loop of the residual network would make the flow cheaper (Bellman and Ford).
    fn could_be_cheaper(nodes: usize, arcs: &[Arc], through: &[u64]) -> bool {
        let forwards = arcs.iter().zip(through).filter(|(arc, amount)| **amount < arc.capacity);
        let backwards = arcs.iter().zip(through).filter(|(_, amount)| 0 < **amount);
        let edges: Vec<(u32, u32, i64)> = forwards
            .map(|(arc, _)| (arc.from, arc.to, i64::from(arc.cost)))
            .chain(backwards.map(|(arc, _)| (arc.to, arc.from, -i64::from(arc.cost))))
            .collect();
        let mut costs = vec![0_i64; nodes];
        let mut relax = || {
            let mut changed = false;
            for &(from, to, cost) in &edges {
                if costs[from as usize] + cost < costs[to as usize] {
                    costs[to as usize] = costs[from as usize] + cost;
                    changed = true;
                }
            }
            changed
        };
        (0..nodes).all(|_| relax())
    }

    proptest! {
        #[test]
        fn a_flow_is_kept_is_greatest_and_is_cheapest(
            arcs in prop::collection::vec((0..8_u32, 0..8_u32, 0..20_u64, 0..9_u32), 0..30),
        ) {
            let arcs: Vec<Arc> = arcs.into_iter().map(|(from, to, capacity, cost)| arc(from, to, capacity, cost)).collect();
            let flow = greatest(8, &arcs, 0, 7).expect("sound");
            let mut balance = [0_i64; 8];
            for (arc, &amount) in arcs.iter().zip(&flow.through) {
                prop_assert!(amount <= arc.capacity);
                balance[arc.from as usize] -= amount as i64;
                balance[arc.to as usize] += amount as i64;
            }
            prop_assert_eq!(balance[7], flow.value as i64);
            prop_assert_eq!(balance[0], -(flow.value as i64));
            prop_assert!(balance[1..7].iter().all(|&kept| kept == 0));
            let across: u64 = flow.cut.iter().map(|&rank| arcs[rank as usize].capacity).sum();
            prop_assert_eq!(across, flow.value, "no more can pass than through a cut");
            prop_assert!(!could_be_cheaper(8, &arcs, &flow.through));
        }
    }
}
