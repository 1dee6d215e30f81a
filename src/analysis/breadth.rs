//! How wide a group is, and what it covers: the hull of points of a plane, and its diameter.
//!
//! *Method.* The hull by a walk along the points sorted (Andrew 1979), the farthest pair of it by
//! calipers that turn around it (Shamos 1978). *Unit.* That of the points. *Cost.* O(n log n).

use geo::kernels::{Kernel, Orientation, RobustKernel};

use crate::analysis::dbscan::lattice::squared;

/// The corners of the least convex surface that holds all points, counterclockwise from the
/// westernmost (of these the southernmost), none between two others on a line. One or two corners
/// where the points are one, or on a line; none without points. What is not finite is left out.
#[must_use]
pub fn hull(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut sorted: Vec<[f64; 2]> =
        points.iter().copied().filter(|p| p.iter().all(|v| v.is_finite())).collect();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    // By a power of two, which changes no digit: no product then grows beyond numbers.
    let largest = sorted.iter().flatten().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    let scale = if 1.0 < largest { largest.log2().ceil().min(1023.0).exp2().recip() } else { 1.0 };
    let mut corners = half(sorted.iter(), scale);
    corners.pop();
    let mut back = half(sorted.iter().rev(), scale);
    back.pop();
    corners.append(&mut back);
    corners
}

fn half<'a>(sorted: impl Iterator<Item = &'a [f64; 2]>, scale: f64) -> Vec<[f64; 2]> {
    let mut corners: Vec<[f64; 2]> = Vec::new();
    for point in sorted {
        while let [.., a, b] = corners[..]
            && !turns_left([a, b, *point], scale)
        {
            corners.pop();
        }
        corners.push(*point);
    }
    corners
}

/// Whether one turns left at the second, on the way from the first to the third. Told exactly: by rounded
/// products a corner could stand on both sides of the hull.
fn turns_left(corners: [[f64; 2]; 3], scale: f64) -> bool {
    let [a, b, c] = corners.map(|[x, y]| geo::Coord { x: x * scale, y: y * scale });
    RobustKernel::orient2d(a, b, c) == Orientation::CounterClockwise
}

/// Twice the surface of a triangle; above 0 where one turns left at `b`, on the way from `a` to `c`.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The longest way between two of the points; 0 for one, `None` for none.
#[must_use]
pub fn diameter(points: &[[f64; 2]]) -> Option<f64> {
    let corners = hull(points);
    let many = corners.len();
    if many < 3 {
        return Some(squared(*corners.first()?, *corners.last()?).sqrt());
    }
    let at = |rank: usize| corners[rank % many];
    let mut longest = 0.0_f64;
    let mut opposite = 1;
    // Once around for the side, once for the corner opposite to it.
    for side in 0..many {
        let far = |corner: usize| turn(at(side), at(side + 1), at(corner));
        while opposite < side + many && far(opposite) < far(opposite + 1) {
            opposite += 1;
        }
        // The next one too: it is as far where its side goes along this one.
        for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            longest = longest.max(squared(at(side + a), at(opposite + b)));
        }
    }
    Some(longest.sqrt())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn few_points_are_their_own_hull() {
        assert_eq!(hull(&[]), Vec::<[f64; 2]>::new());
        assert_eq!(diameter(&[]), None);
        assert_eq!(diameter(&[[3.0, 4.0]; 5]), Some(0.0));
        assert_eq!(hull(&[[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]]), [[0.0, 0.0], [2.0, 2.0]]);
        assert_eq!(diameter(&[[0.0, 0.0], [f64::NAN, 0.0], [3.0, 4.0]]), Some(5.0));
        let square = [[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.5, 0.0]];
        assert_eq!(hull(&square), [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
    }

    /// Found by `tests/it/wild_numbers.rs`: products beyond numbers made one point two corners.
    #[test]
    fn numbers_as_large_as_they_come_have_a_hull() {
        let most = f64::MAX;
        let points = [
            [0.0, 1.6e75],
            [most, 0.0],
            [-1.1e240, 0.0],
            [47_527.3, 913_649.9],
            [-1.2e-308, 2.1e95],
            [125_755.7, 1.0],
            [581_233.5, 2.2e-308],
            [1.0, 0.0],
            [1.4e234, 0.0],
            [1.0, 1e9],
            [most, most],
        ];
        let corners = hull(&points);
        assert!(corners.len() <= 4 && corners.contains(&[most, most]), "{corners:?}");
        assert_eq!(hull(&points.map(|[x, y]| [y, x])).len(), corners.len());
    }

    proptest! {
        #[test]
        fn the_diameter_is_the_longest_way_between_two(
            coarse in prop::collection::vec((-6..6_i32, -6..6_i32), 1..30),
            fine in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 0..30),
        ) {
            let coarse = coarse.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]);
            let points: Vec<[f64; 2]> = coarse.chain(fine.into_iter().map(|(x, y)| [x, y])).collect();
            let longest = points.iter().flat_map(|a| points.iter().map(|b| squared(*a, *b))).fold(0.0, f64::max);
            let found = diameter(&points).expect("some");
            prop_assert!((found - longest.sqrt()).abs() <= 1e-12 * longest.sqrt(), "{found} {longest}");
            let corners = hull(&points);
            for (at, corner) in corners.iter().enumerate() {
                let next = corners[(at + 1) % corners.len()];
                prop_assert!(points.iter().all(|p| -1e-9 <= turn(*corner, next, *p)));
            }
        }
    }
}
