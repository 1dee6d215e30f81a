//! The square world on whole numbers, and exact answers about points, segments and triangles.
//!
//! The finest lattice has 2^[`WORLD_BITS`] steps a side: finer than the steps of a
//! [`Position`], so that no two positions fall together. A zoom of a map has a coarser one,
//! every 2^k-th line of it.

use crate::geometry::mercator::{WorldPoint, to_degrees};
use crate::geometry::position::Position;

/// The side of the square world is 2^32 steps.
pub const WORLD_BITS: u32 = 32;

/// A point of a lattice: x grows east, y grows south.
pub type Point = [i64; 2];

/// Where a position falls on the finest lattice (Web Mercator).
#[must_use]
pub fn project(position: Position) -> Point {
    let steps = (1_u64 << WORLD_BITS) as f64;
    let WorldPoint { x, y } = WorldPoint::from_position(position);
    [(x * steps).round() as i64, (y * steps).round() as i64]
}

/// Degrees of longitude and latitude of a point of the lattice of 2^`bits` steps a side.
#[must_use]
pub fn degrees([x, y]: Point, bits: u32) -> (f64, f64) {
    let steps = (1_u64 << bits) as f64;
    to_degrees(x as f64 / steps, y as f64 / steps)
}

/// Twice the surface of the triangle abc: positive when it turns clockwise as drawn (y grows
/// south), 0 when the three are on one line. Exact.
#[must_use]
pub fn cross(a: Point, b: Point, c: Point) -> i128 {
    let wide = |p: i64, q: i64| i128::from(p) * i128::from(q);
    wide(b[0] - a[0], c[1] - a[1]) - wide(b[1] - a[1], c[0] - a[0])
}

/// Twice the surface of a ring, of the sign of [`cross`] (shoelace, exact).
#[must_use]
pub fn twice_size(ring: &[Point]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    ring.windows(2).map(|edge| cross(origin, edge[0], edge[1])).sum()
}

/// Whether a point is inside a ring (even-odd rule on half-open edges; of two rings that share
/// an edge exactly one holds a point of it).
#[must_use]
pub fn ring_holds(ring: &[Point], p: Point) -> bool {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let right = |a: Point, b: Point| {
        let (top, bottom) = if a[1] < b[1] { (a, b) } else { (b, a) };
        top[1] <= p[1] && p[1] < bottom[1] && 0 < cross(top, bottom, p)
    };
    edges.filter(|&(&a, &b)| right(a, b)).count() % 2 == 1
}

/// Whether a point is inside a triangle or on its border; the triangle may be flat.
#[must_use]
pub fn in_triangle(p: Point, [a, b, c]: [Point; 3]) -> bool {
    let in_box = (0..2).all(|i| a[i].min(b[i]).min(c[i]) <= p[i] && p[i] <= a[i].max(b[i]).max(c[i]));
    if !in_box {
        return false;
    }
    let sides = [cross(a, b, p), cross(b, c, p), cross(c, a, p)];
    sides.iter().all(|&side| 0 <= side) || sides.iter().all(|&side| side <= 0)
}

/// Whether two segments share at least a point.
#[must_use]
pub fn segments_touch([a, b]: [Point; 2], [c, d]: [Point; 2]) -> bool {
    let apart = |i: usize| a[i].max(b[i]) < c[i].min(d[i]) || c[i].max(d[i]) < a[i].min(b[i]);
    if apart(0) || apart(1) {
        return false;
    }
    let across =
        |p: Point, q: Point, r: Point, s: Point| cross(p, q, r).signum() * cross(p, q, s).signum() <= 0;
    across(a, b, c, d) && across(c, d, a, b)
}

/// The square of a distance.
#[must_use]
pub fn distance_2(a: Point, b: Point) -> i128 {
    let along = |i: usize| i128::from(a[i] - b[i]).pow(2);
    along(0) + along(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_positions_are_never_one_point() {
        for (lon, lat) in [(0, 0), (1_234_567, 488_000_000), (-1_799_999_990, -210_000_000)] {
            let at = |x, y| project(Position::from_steps(x, y).expect("on the globe"));
            assert!(at(lon, lat)[0] < at(lon + 1, lat)[0], "{lon}");
            assert!(at(lon, lat)[1] > at(lon, lat + 1)[1], "{lat}");
        }
    }

    #[test]
    fn a_flat_triangle_holds_its_segment_only() {
        let flat = [[0, 0], [4, 4], [2, 2]];
        assert!(in_triangle([3, 3], flat) && in_triangle([4, 4], flat));
        assert!(!in_triangle([5, 5], flat) && !in_triangle([3, 2], flat));
        let full = [[0, 0], [4, 0], [0, 4]];
        assert!(in_triangle([2, 2], full) && in_triangle([1, 1], full) && !in_triangle([3, 2], full));
    }

    #[test]
    fn segments_touch_at_ends_along_a_line_and_across() {
        let base = [[0, 0], [10, 0]];
        for other in [[[10, 0], [12, 3]], [[5, -1], [5, 1]], [[4, 0], [6, 0]], [[-2, 0], [20, 0]]] {
            assert!(segments_touch(base, other) && segments_touch(other, base), "{other:?}");
        }
        for other in [[[11, 0], [12, 0]], [[5, 1], [6, 9]], [[10, 1], [12, -2]]] {
            assert!(!segments_touch(base, other) && !segments_touch(other, base), "{other:?}");
        }
    }

    #[test]
    fn a_ring_that_runs_clockwise_as_drawn_has_a_positive_size() {
        assert_eq!(twice_size(&[[0, 0], [3, 0], [3, 2], [0, 2]]), 12);
        assert_eq!(twice_size(&[[0, 0], [0, 2], [3, 2], [3, 0]]), -12);
        assert_eq!(twice_size(&[]), 0);
    }
}
