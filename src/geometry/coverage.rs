//! Surfaces laid side by side: who shares which edge with whom, to the bit.
//!
//! In a perfect coverage every edge is used once (coast, frontier) or twice, once in each
//! direction (a border between two members). Nothing here rounds: a border that is shared
//! in the input is shared in whatever is made of it.

use std::collections::BTreeMap;

use crate::geometry::area::{Area, Ring};
use crate::geometry::position::Position;

/// One step of a ring; the surface lies on its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Position,
    pub to: Position,
}

impl Edge {
    /// The same for both directions: the smaller end first.
    #[must_use]
    pub fn ends(self) -> (Position, Position) {
        (self.from.min(self.to), self.from.max(self.to))
    }

    /// The other direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { from: self.to, to: self.from }
    }

    fn forward(self) -> bool {
        self.from < self.to
    }
}

/// The edges of a ring, in order, the closing one last.
pub fn edges(ring: &[Position]) -> impl Iterator<Item = Edge> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&from, &to)| Edge { from, to })
}

/// What is wrong with a coverage, in numbers. All zero for a perfect one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flaws {
    /// Edges used again in the same direction: members overlap there.
    pub overlaps: u64,
    /// Rings without any surface, left out.
    pub flat: u64,
    /// Holes that no outline contains, left out.
    pub stray: u64,
}

impl Flaws {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl std::ops::AddAssign for Flaws {
    fn add_assign(&mut self, other: Self) {
        self.overlaps += other.overlaps;
        self.flat += other.flat;
        self.stray += other.stray;
    }
}

/// What is left of the members' edges once those used in both directions cancel, sorted.
///
/// As many edges enter each position as leave it, whatever the input: closed rings in,
/// closed rings out. An edge that overlapping members use n times more in one direction
/// than in the other is therefore kept n times, and counted.
#[must_use]
pub fn border(mut edges: Vec<Edge>) -> (Vec<Edge>, Flaws) {
    edges.sort_unstable_by_key(|edge| (edge.ends(), edge.forward()));
    let mut left = Vec::new();
    let mut flaws = Flaws::default();
    for same in edges.chunk_by(|a, b| a.ends() == b.ends()) {
        let backward = same.partition_point(|edge| !edge.forward());
        let forward = same.len() - backward;
        flaws.overlaps += (backward.saturating_sub(1) + forward.saturating_sub(1)) as u64;
        let most = if backward < forward { same[same.len() - 1] } else { same[0] };
        let flat = most.from == most.to;
        left.extend(std::iter::repeat_n(most, if flat { 0 } else { backward.abs_diff(forward) }));
    }
    left.sort_unstable();
    (left, flaws)
}

/// The edges of a whole coverage, counted, and which members meet along one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seams {
    /// Edges used once: the outside.
    pub single: u64,
    /// Edges used once in each direction by two members.
    pub shared: u64,
    /// Edges used in any other way: none in a perfect coverage.
    pub faulty: u64,
    /// Ranks of members that share an edge, smaller first, sorted, without twins. Members
    /// that only touch at a position do not share an edge.
    pub pairs: Vec<(u32, u32)>,
}

/// Looks at every edge of a coverage: O(n log n), 20 bytes an edge while it runs.
#[must_use]
pub fn seams<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Seams {
    let mut uses: Vec<(Position, Position, u32)> = Vec::new();
    for (rank, area) in (0_u32..).zip(areas) {
        for edge in area.rings().flat_map(|ring| edges(ring)) {
            let (low, high) = edge.ends();
            uses.push((low, high, rank << 1 | u32::from(edge.forward())));
        }
    }
    uses.sort_unstable();
    let mut seams = Seams::default();
    for same in uses.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        match *same {
            [_] => seams.single += 1,
            [(.., a), (.., b)] if a & 1 != b & 1 && a >> 1 != b >> 1 => seams.shared += 1,
            _ => seams.faulty += 1,
        }
        let ranks = same.iter().map(|&(.., use_)| use_ >> 1);
        seams.pairs.extend(ranks.clone().zip(ranks.skip(1)).filter(|(a, b)| a != b));
    }
    seams.pairs.sort_unstable();
    seams.pairs.dedup();
    seams
}

/// New positions on existing edges, for both sides of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Insertions(BTreeMap<(Position, Position), Position>);

impl Insertions {
    /// Notes a position on an edge; nothing to note when it is one of the edge's ends.
    pub fn add(&mut self, edge: Edge, at: Position) {
        if at != edge.from && at != edge.to {
            self.0.insert(edge.ends(), at);
        }
    }

    /// Adds those of another cut.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The pieces of an edge, in order, whichever way it runs. A piece may have been cut
    /// again: each cut strictly shrinks the box around the edge, so this ends.
    pub fn pieces(&self, edge: Edge, pieces: &mut Vec<Edge>) {
        let mut todo = vec![edge];
        while let Some(edge) = todo.pop() {
            match self.0.get(&edge.ends()) {
                Some(&at) => {
                    todo.push(Edge { from: at, to: edge.to });
                    todo.push(Edge { from: edge.from, to: at });
                }
                None => pieces.push(edge),
            }
        }
    }

    /// Inserts the positions into every ring that uses one of the edges. True when any did.
    pub fn apply(&self, area: &mut Area) -> bool {
        let mut changed = false;
        for polygon in &mut area.0 {
            for ring in std::iter::once(&mut polygon.exterior).chain(&mut polygon.holes) {
                changed |= self.apply_to_ring(ring);
            }
        }
        changed
    }

    fn apply_to_ring(&self, ring: &mut Ring) -> bool {
        if !edges(ring).any(|edge| self.0.contains_key(&edge.ends())) {
            return false;
        }
        let mut pieces = Vec::with_capacity(ring.len() + self.0.len());
        for edge in edges(ring) {
            self.pieces(edge, &mut pieces);
        }
        *ring = pieces.into_iter().map(|edge| edge.from).collect();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::area::Polygon;

    fn at(lon: i32, lat: i32) -> Position {
        Position::from_steps(lon, lat).expect("on the globe")
    }

    fn rectangle(west: i32, south: i32, east: i32, north: i32) -> Area {
        let exterior = vec![at(west, south), at(east, south), at(east, north), at(west, north)];
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    #[test]
    fn squares_that_share_an_edge_are_a_pair_and_squares_that_touch_are_not() {
        let areas = [rectangle(0, 0, 1, 1), rectangle(1, 0, 2, 1), rectangle(2, 1, 3, 2)];
        let seams = seams(&areas);
        assert_eq!(seams.pairs, [(0, 1)]);
        assert_eq!((seams.single, seams.shared, seams.faulty), (10, 1, 0));
    }

    #[test]
    fn an_edge_used_twice_the_same_way_is_told() {
        let areas = [rectangle(0, 0, 1, 1), rectangle(0, 0, 1, 1)];
        assert_eq!(seams(&areas).faulty, 4);
        let all = areas.iter().flat_map(Area::rings).flat_map(|ring| edges(ring)).collect();
        let (left, flaws) = border(all);
        assert_eq!((left.len(), flaws.overlaps), (8, 4));
    }

    #[test]
    fn a_position_is_inserted_on_both_sides_of_an_edge() {
        let mut insertions = Insertions::default();
        let wall = Edge { from: at(4, 0), to: at(4, 4) };
        insertions.add(wall, at(4, 2));
        insertions.add(Edge { from: at(4, 4), to: at(4, 2) }, at(4, 3));
        insertions.add(wall.reversed(), at(4, 2));
        let (mut left, mut right) = (rectangle(0, 0, 4, 4), rectangle(4, 0, 8, 4));
        assert!(insertions.apply(&mut left) && insertions.apply(&mut right));
        assert_eq!(left.0[0].exterior, [at(0, 0), at(4, 0), at(4, 2), at(4, 3), at(4, 4), at(0, 4)]);
        assert_eq!(seams(&[left, right]), Seams { single: 6, shared: 3, faulty: 0, pairs: vec![(0, 1)] });
        assert!(!insertions.apply(&mut rectangle(5, 5, 6, 6)));
    }
}
