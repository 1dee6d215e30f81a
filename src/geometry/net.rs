//! Points joined by lines that never cross: what may be moved or taken away without crossing any.
//!
//! *Method.* A vertex glides from v to v′ with its edges. If no other vertex lies in one of
//! the closed triangles (v, v′, u), u a neighbour, and no edge that does not end at v touches
//! the segment vv′, then nothing is met on the way: an edge that crossed a new one would have
//! to end in its triangle or leave it through vv′. The drawing before and after are then the
//! same up to a continuous deformation: no face is lost, no two edges cross, and the order
//! of edges around each vertex is what it was. Taking a vertex out between two others is
//! gliding it to one of them: only the triangle has to be empty. Exact integers throughout.

use crate::geometry::grid::Grid;
use crate::geometry::lattice::{Point, cross, distance_2, in_triangle, segments_touch};

/// No slot.
const NONE: u32 = u32::MAX;

/// A drawing: vertices, and arcs that run through them from node to node. A node is the end
/// of arcs; any other vertex is inside one arc, hence has two neighbours.
#[derive(Debug, Clone, Default)]
pub struct Net {
    /// Where the vertices are, nodes first.
    pub at: Vec<Point>,
    /// Whether a vertex was taken out.
    gone: Vec<bool>,
    /// Each arc is a chain of slots; a vertex has one slot in each arc that it is an end of,
    /// or the one of the arc that it is inside of. `s` is also the edge from `s` to the next.
    vertex: Vec<u32>,
    before: Vec<u32>,
    after: Vec<u32>,
    /// The slots of vertex v are `slots[first[v]..first[v + 1]]`.
    first: Vec<u32>,
    slots: Vec<u32>,
    /// The first slot of each arc.
    heads: Vec<u32>,
}

/// What stands in the way of a vertex: another one, or the two ends of an edge.
pub type Obstacle = [u32; 2];

impl Net {
    /// From the vertices of each arc, its two ends included; none for an arc that is not there.
    #[must_use]
    pub fn new<'a>(at: Vec<Point>, arcs: impl IntoIterator<Item = &'a [u32]>) -> Self {
        let mut net = Self { gone: vec![false; at.len()], at, ..Self::default() };
        for arc in arcs {
            let head = net.vertex.len() as u32;
            net.heads.push(if arc.is_empty() { NONE } else { head });
            for (slot, &vertex) in (head..).zip(arc) {
                net.vertex.push(vertex);
                net.before.push(if slot == head { NONE } else { slot - 1 });
                net.after.push(slot + 1);
            }
            if let Some(last) = net.after.get_mut(head as usize..).and_then(<[u32]>::last_mut) {
                *last = NONE;
            }
        }
        net.first = vec![0; net.at.len() + 1];
        for &vertex in &net.vertex {
            net.first[vertex as usize + 1] += 1;
        }
        for i in 1..net.first.len() {
            net.first[i] += net.first[i - 1];
        }
        let mut free = net.first.clone();
        net.slots = vec![0; net.vertex.len()];
        for (slot, &vertex) in (0..).zip(&net.vertex) {
            net.slots[free[vertex as usize] as usize] = slot;
            free[vertex as usize] += 1;
        }
        net
    }

    /// All vertices that are left.
    pub fn vertices(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.at.len() as u32).filter(|&v| !self.gone[v as usize])
    }

    /// Whether a vertex was taken out.
    #[must_use]
    pub fn is_gone(&self, v: u32) -> bool {
        self.gone[v as usize]
    }

    /// How many arcs there are.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.heads.len()
    }

    /// The vertices of an arc that are left, ends included; none when it was taken out.
    pub fn arc(&self, arc: usize) -> impl Iterator<Item = u32> + '_ {
        let mut slot = self.heads[arc];
        if self.vertex.get(slot as usize).is_some_and(|&v| self.is_gone(v)) {
            slot = NONE;
        }
        std::iter::from_fn(move || {
            let vertex = *self.vertex.get(slot as usize)?;
            slot = self.after[slot as usize];
            Some(vertex)
        })
    }

    fn slots_of(&self, v: u32) -> &[u32] {
        &self.slots[self.first[v as usize] as usize..self.first[v as usize + 1] as usize]
    }

    /// The vertices that share an edge with one.
    pub fn neighbours(&self, v: u32) -> impl Iterator<Item = u32> + '_ {
        let around = |slot: &u32| [self.before[*slot as usize], self.after[*slot as usize]];
        let slots = self.slots_of(v).iter().flat_map(around);
        slots.filter_map(|slot| self.vertex.get(slot as usize).copied())
    }

    /// The two neighbours of a vertex that is inside an arc; `None` for a node.
    #[must_use]
    pub fn inside(&self, v: u32) -> Option<[u32; 2]> {
        let &[slot] = self.slots_of(v) else { return None };
        let on = |slot: u32| self.vertex.get(slot as usize).copied();
        Some([on(self.before[slot as usize])?, on(self.after[slot as usize])?])
    }

    /// The ends of an edge; `None` when it is no more.
    #[must_use]
    pub fn edge(&self, slot: u32) -> Option<[u32; 2]> {
        let from = self.vertex[slot as usize];
        let to = *self.vertex.get(self.after[slot as usize] as usize)?;
        (!self.gone[from as usize]).then_some([from, to])
    }

    /// Every edge that is left, with its ends.
    pub fn edges(&self) -> impl Iterator<Item = (u32, [u32; 2])> + '_ {
        (0..self.vertex.len() as u32).filter_map(|slot| Some((slot, self.edge(slot)?)))
    }

    /// The edges that end at a vertex.
    pub fn edges_of(&self, v: u32) -> impl Iterator<Item = u32> + '_ {
        let around = |slot: &u32| [self.before[*slot as usize], *slot];
        let slots = self.slots_of(v).iter().flat_map(around);
        slots.filter(|&slot| slot != NONE && self.edge(slot).is_some())
    }

    /// Takes a vertex out of its arc and gives the edge that closes it. The caller knows that
    /// the vertex is inside one ([`Self::inside`]).
    pub fn take_out(&mut self, v: u32) -> u32 {
        let slot = self.slots_of(v)[0] as usize;
        let (before, after) = (self.before[slot], self.after[slot]);
        self.after[before as usize] = after;
        self.before[after as usize] = before;
        self.gone[v as usize] = true;
        before
    }

    /// Takes a whole arc out, its ends included: one that closes and that no other ends at.
    pub fn take_arc_out(&mut self, arc: usize) {
        let vertices: Vec<u32> = self.arc(arc).collect();
        vertices.into_iter().for_each(|v| self.gone[v as usize] = true);
    }

    /// Whether the neighbours of an inner vertex may be joined as far as edges are concerned:
    /// they are two, and no edge joins them yet. Rings thus keep three vertices.
    #[must_use]
    pub fn may_join(&self, [a, c]: [u32; 2]) -> bool {
        let (few, other) = if self.slots_of(a).len() <= self.slots_of(c).len() { (a, c) } else { (c, a) };
        a != c && !self.neighbours(few).any(|n| n == other)
    }

    /// What a vertex would meet on its way to a point, of the edges near (`grid` holds edges).
    #[must_use]
    pub fn obstacle(&self, v: u32, to: Point, grid: &Grid, slack: i64) -> Option<Obstacle> {
        let from = self.at[v as usize];
        let points = || self.neighbours(v).map(|u| self.at[u as usize]).chain([from, to]);
        let bound = |i: usize| points().fold((i64::MAX, i64::MIN), |(l, h), p| (l.min(p[i]), h.max(p[i])));
        let ((left, right), (top, bottom)) = (bound(0), bound(1));
        let meets = |w: u32| {
            let p = self.at[w as usize];
            let near = left <= p[0] && p[0] <= right && top <= p[1] && p[1] <= bottom;
            near && w != v
                && self.neighbours(v).any(|u| w != u && in_triangle(p, [from, to, self.at[u as usize]]))
        };
        let mut found = None;
        grid.any([left - slack, top - slack], [right + slack, bottom + slack], |edge| {
            let Some([a, b]) = self.edge(edge) else { return false };
            found = if meets(a) {
                Some([a, a])
            } else if meets(b) {
                Some([b, b])
            } else if a != v && b != v {
                let segment = [self.at[a as usize], self.at[b as usize]];
                segments_touch(segment, [from, to]).then_some([a, b])
            } else {
                None
            };
            found.is_some()
        });
        found
    }

    /// Whether the closed triangle of three vertices holds another one (`grid` holds edges).
    #[must_use]
    pub fn is_occupied(&self, corners: [u32; 3], grid: &Grid, slack: i64) -> bool {
        let triangle = corners.map(|v| self.at[v as usize]);
        let bound = |i: usize| {
            let [a, b, c] = triangle.map(|p| p[i]);
            (a.min(b).min(c) - slack, a.max(b).max(c) + slack)
        };
        let ((left, right), (top, bottom)) = (bound(0), bound(1));
        grid.any([left, top], [right, bottom], |edge| {
            let ends = self.edge(edge).into_iter().flatten();
            ends.into_iter().any(|w| !corners.contains(&w) && in_triangle(self.at[w as usize], triangle))
        })
    }

    /// Whether an edge that does not end at a vertex comes nearer to it than a distance; the
    /// ends of such edges are given to `note`, the vertex itself with them.
    pub fn note_closeness(&self, v: u32, distance: i64, grid: &Grid, mut note: impl FnMut(u32)) {
        let p = self.at[v as usize];
        let (low, high) = (p.map(|c| c - distance), p.map(|c| c + distance));
        grid.any(low, high, |edge| {
            let Some([a, b]) = self.edge(edge).filter(|ends| !ends.contains(&v)) else { return false };
            let (q, r) = (self.at[a as usize], self.at[b as usize]);
            let apart = |i: usize| q[i].max(r[i]) < low[i] || high[i] < q[i].min(r[i]);
            if !apart(0) && !apart(1) && is_within(p, [q, r], distance) {
                [v, a, b].into_iter().for_each(&mut note);
            }
            false
        });
    }
}

/// Whether a point is at most so far from the line through a segment. That it is near the
/// segment's box is known.
fn is_within(p: Point, [q, r]: [Point; 2], distance: i64) -> bool {
    let length_2 = distance_2(q, r) as f64;
    let across = cross(q, r, p) as f64;
    // Rounding of floats errs by far less than the caller's distance allows for.
    across * across <= (distance * distance) as f64 * length_2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cross of four arms from (0, 0), and a triangle beside one of them.
    fn cross_and_triangle() -> (Net, Grid) {
        let at = vec![[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10], [4, 2], [6, 2], [5, 4]];
        let arcs: [&[u32]; 5] = [&[0, 1], &[0, 2], &[0, 3], &[0, 4], &[5, 6, 7, 5]];
        let net = Net::new(at, arcs);
        let mut grid = Grid::new(16, 2);
        for (edge, [a, b]) in net.edges() {
            grid.insert_segment(edge, net.at[a as usize], net.at[b as usize]);
        }
        (net, grid)
    }

    #[test]
    fn a_vertex_moves_as_far_as_its_edges_meet_nobody() {
        let (net, grid) = cross_and_triangle();
        assert_eq!(net.obstacle(0, [1, 1], &grid, 0), None);
        assert!(net.obstacle(0, [0, 4], &grid, 0).is_some(), "the arm sweeps over the triangle");
        assert!(net.obstacle(0, [2, 0], &grid, 0).is_none());
        assert!(net.obstacle(0, [5, 3], &grid, 0).is_some(), "into the triangle");
        assert!(net.obstacle(0, [10, 0], &grid, 0).is_some(), "onto another vertex");
        assert!(net.obstacle(1, [-5, 0], &grid, 0).is_some(), "onto another edge");
    }

    #[test]
    fn an_arc_that_was_taken_out_is_in_nobodys_way() {
        let (mut net, grid) = cross_and_triangle();
        net.take_arc_out(4);
        assert_eq!(net.obstacle(0, [5, 3], &grid, 0), None);
        assert_eq!((net.arc(4).count(), net.vertices().count()), (0, 5));
    }

    #[test]
    fn only_what_is_inside_an_arc_has_two_neighbours_to_join() {
        let (mut net, _) = cross_and_triangle();
        assert_eq!((net.inside(0), net.inside(5)), (None, None));
        assert_eq!(net.inside(6), Some([5, 7]));
        assert!(!net.may_join([5, 7]), "they are joined");
        net.take_out(6);
        assert_eq!(net.arc(4).collect::<Vec<_>>(), [5, 7, 5]);
    }
}
