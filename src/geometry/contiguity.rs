//! **Which surfaces touch each other?** In a corner, or along an edge.
//!
//! *Method.* Corners and edges are sorted with the surface that they are of; those that several
//! have in common are between neighbours. Exact integers, O(n log n) in the number of corners.
//!
//! *Not guaranteed.* Surfaces must meet corner by corner, as those of one coverage do: a corner
//! in the middle of another's edge is no touch, unless another corner is shared too.

use crate::geometry::area::Area;
use crate::geometry::coverage::edges;

/// Two surfaces that touch, by rank, the lower first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    pub one: u32,
    pub other: u32,
    /// Whether they share an edge (a rook would pass), or corners alone (only a queen would).
    pub is_along_an_edge: bool,
}

/// All pairs that touch, sorted, each once.
#[must_use]
pub fn touches<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Vec<Touch> {
    let (mut corners, mut lines) = (Vec::new(), Vec::new());
    for (rank, area) in (0_u32..).zip(areas) {
        for edge in area.rings().flat_map(|ring| edges(ring)).filter(|edge| edge.from != edge.to) {
            corners.push((edge.from, rank));
            lines.push((edge.ends(), rank));
        }
    }
    let mut found: Vec<(u32, u32, bool)> = pairs(corners).map(|(one, other)| (one, other, false)).collect();
    found.extend(pairs(lines).map(|(one, other)| (one, other, true)));
    found.sort_unstable();
    // Of a pair the last says whether it shares an edge.
    let of_pair = found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter_map(|touches| touches.last());
    of_pair.map(|&(one, other, is_along_an_edge)| Touch { one, other, is_along_an_edge }).collect()
}

/// The pairs of surfaces that have something in common.
fn pairs<T: Ord + Copy>(mut things: Vec<(T, u32)>) -> impl Iterator<Item = (u32, u32)> {
    things.sort_unstable();
    things.dedup();
    let mut found = Vec::new();
    for same in things.chunk_by(|a, b| a.0 == b.0) {
        for (at, &(_, one)) in same.iter().enumerate() {
            found.extend(same[at + 1..].iter().map(|&(_, other)| (one, other)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::area::Polygon;
    use crate::geometry::position::Position;

    fn square(west: i32, south: i32) -> Area {
        let corners = [(0, 0), (10, 0), (10, 10), (0, 10)];
        let corner = |(x, y)| Position::from_steps(west + x, south + y).expect("on the globe");
        Area(vec![Polygon { exterior: corners.map(corner).to_vec(), holes: vec![] }])
    }

    #[test]
    fn an_edge_is_more_than_a_corner_and_nothing_is_nothing() {
        let areas = [square(0, 0), square(10, 0), square(10, 10), square(30, 30), Area::default()];
        let touch = |one, other, is_along_an_edge| Touch { one, other, is_along_an_edge };
        assert_eq!(touches(&areas), [touch(0, 1, true), touch(0, 2, false), touch(1, 2, true)]);
        assert_eq!(touches(&[]), []);
    }
}
