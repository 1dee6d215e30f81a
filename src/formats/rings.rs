//! Rings as text formats want them: closed, outlines counter-clockwise and holes clockwise.

use crate::geometry::area::Polygon;
use crate::geometry::position::Position;

/// The rings of a piece, the outline first, each closed and wound after the right-hand rule
/// of RFC 7946 (3.1.6) whatever way round they are kept. The first position stays the first.
pub fn right_handed(polygon: &Polygon) -> impl Iterator<Item = impl Iterator<Item = Position>> {
    polygon.rings().enumerate().map(|(rank, ring)| {
        let size = twice_signed_size(ring);
        let wrong_way_round = if rank == 0 { size < 0 } else { 0 < size };
        closed(ring, wrong_way_round)
    })
}

/// The positions of a ring and the first again; the other way round if so asked.
fn closed(ring: &[Position], reversed: bool) -> impl Iterator<Item = Position> {
    let count = ring.len();
    let first = ring.first().copied();
    let turned = (1..count).map(move |rank| ring[if reversed { count - rank } else { rank }]);
    first.into_iter().chain(turned).chain(first)
}

/// Twice the plane surface in squared steps, positive counter-clockwise (shoelace, exact).
fn twice_signed_size(ring: &[Position]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| {
            let ((ax, ay), (bx, by)) = (a.steps(), b.steps());
            // Each product is at most 1.7e18 on the globe: their difference fits.
            i128::from(i64::from(ax) * i64::from(by) - i64::from(bx) * i64::from(ay))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(steps: &[(i32, i32)]) -> Vec<Position> {
        steps.iter().map(|&(lon, lat)| Position::from_steps(lon, lat).expect("on the globe")).collect()
    }

    fn wound(polygon: &Polygon) -> Vec<Vec<(i32, i32)>> {
        right_handed(polygon).map(|positions| positions.map(Position::steps).collect()).collect()
    }

    #[test]
    fn outlines_turn_left_and_holes_right_however_they_are_kept() {
        let there = [(0, 0), (9, 0), (9, 9)];
        let back = [(0, 0), (9, 9), (9, 0)];
        let left = vec![(0, 0), (9, 0), (9, 9), (0, 0)];
        let right = vec![(0, 0), (9, 9), (9, 0), (0, 0)];
        for (exterior, hole) in [(there, back), (back, there)] {
            let polygon = Polygon { exterior: ring(&exterior), holes: vec![ring(&hole)] };
            assert_eq!(wound(&polygon), [left.clone(), right.clone()]);
        }
    }

    #[test]
    fn the_largest_ring_does_not_overflow_and_none_is_none() {
        let (x, y) = (1_800_000_000, 900_000_000);
        let world = ring(&[(-x, -y), (x, -y), (x, y), (-x, y)]);
        assert_eq!(twice_signed_size(&world), 8 * i128::from(x) * i128::from(y));
        assert_eq!(wound(&Polygon::default()), [vec![]]);
    }
}
