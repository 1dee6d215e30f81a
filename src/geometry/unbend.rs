//! Lines that are straight in degrees drawn as straight lines on the square world.
//!
//! On the square world (Mercator) a straight line of degrees is a curve: five kilometres of it
//! pass half a metre beside the straight line between its ends, at the latitude of Paris. A
//! vertex in between would come to be on the wrong side, and lines would cross that do not.
//! It is put back, by as much. Exact where it decides; O(n) for a sparse drawing.

use crate::geometry::grid::Grid;
use crate::geometry::lattice::{Point, cross, distance_2, project};
use crate::geometry::net::Net;
use crate::geometry::position::Position;
use crate::geometry::thin::cell_bits;

/// How often the whole drawing is looked at: a vertex that was put back may come to be on the
/// wrong side of another line.
const ROUNDS: usize = 8;

/// How much farther than the curve vertices are looked for, in steps: what others moved by.
const MARGIN: i64 = 64;

/// Puts vertices back on the side of each edge that they are on in degrees. `positions` are
/// those of the vertices.
pub fn unbend(net: &mut Net, positions: &[Position]) {
    let mut grid = Grid::new(net.at.len(), cell_bits(net));
    net.vertices().for_each(|v| grid.insert(v, net.at[v as usize]));
    // All of them: a vertex that nearly touches a short edge may be on its other side after rounding.
    let bent: Vec<([u32; 2], i64)> =
        net.edges().map(|(_, ends)| (ends, bow(ends.map(|v| positions[v as usize])))).collect();
    for _ in 0..ROUNDS {
        let mut is_straight = true;
        for &(ends, bow) in &bent {
            for w in between(net, ends, bow, &grid) {
                is_straight &= !put_back(net, positions, ends, w);
            }
        }
        if is_straight {
            return;
        }
    }
}

/// How far the curve is from the straight line at its middle, in steps, rounded down.
fn bow([a, b]: [Position; 2]) -> i64 {
    let middle = Position::from_degrees((a.lon() + b.lon()) / 2.0, (a.lat() + b.lat()) / 2.0);
    let (a, b, middle) = (project(a), project(b), middle.map(project));
    let off = |i: usize| middle.map_or(0, |m| (2 * m[i] - a[i] - b[i]).abs() / 2);
    off(0).max(off(1))
}

/// The vertices beside an edge that are about as near to it as the curve.
fn between(net: &Net, ends: [u32; 2], bow: i64, grid: &Grid) -> Vec<u32> {
    let [p, q] = ends.map(|v| net.at[v as usize]);
    let reach = bow + MARGIN;
    let low = [0, 1].map(|i| p[i].min(q[i]) - reach);
    let high = [0, 1].map(|i| p[i].max(q[i]) + reach);
    let length_2 = distance_2(p, q);
    let mut found = Vec::new();
    grid.any(low, high, |w| {
        let at = net.at[w as usize];
        let along = i128::from(q[0] - p[0]) * i128::from(at[0] - p[0])
            + i128::from(q[1] - p[1]) * i128::from(at[1] - p[1]);
        let near = cross(p, q, at).pow(2) <= i128::from(reach).pow(2) * length_2;
        if near && 0 < along && along < length_2 && !ends.contains(&w) {
            found.push(w);
        }
        false
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// Puts a vertex on its side of an edge; false where it is there.
fn put_back(net: &mut Net, positions: &[Position], ends: [u32; 2], w: u32) -> bool {
    let plane = |v: u32| -> Point {
        let (lon, lat) = positions[v as usize].steps();
        [lon.into(), -i64::from(lat)]
    };
    let [a, b] = ends;
    let side = cross(plane(a), plane(b), plane(w)).signum();
    let [p, q] = ends.map(|v| net.at[v as usize]);
    let at = net.at[w as usize];
    let now = cross(p, q, at);
    if side == 0 || now.signum() == side {
        return false;
    }
    let length = (distance_2(p, q) as f64).sqrt();
    let across = (now.unsigned_abs() as f64 / length + 2.0) * side as f64;
    let step = |run: i64| (run as f64 / length * across).round() as i64;
    net.at[w as usize] = [at[0] - step(q[1] - p[1]), at[1] + step(q[0] - p[0])];
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertex_that_nearly_touches_a_short_edge_stays_on_its_side() {
        let at = |lon, lat| Position::from_steps(lon, lat).expect("on the globe");
        // As in the contours of 2018: three millimetres apart.
        let positions = vec![
            at(6_806_100, 498_246_300),
            at(6_847_200, 498_237_400),
            at(6_821_800, 498_242_900),
            at(6_812_800, 498_215_900),
        ];
        let mut net = Net::new(positions.iter().map(|&p| project(p)).collect(), [[0, 1].as_slice(), &[2, 3]]);
        unbend(&mut net, &positions);
        let [a, b, w, other] = [0, 1, 2, 3].map(|v| net.at[v]);
        assert_eq!(cross(a, b, w).signum(), cross(a, b, other).signum());
    }

    #[test]
    fn a_vertex_between_the_line_and_the_curve_is_put_back() {
        let at = |lon: f64, lat: f64| Position::from_degrees(lon, lat).expect("on the globe");
        // Ten kilometres, and a vertex 20 cm north of their middle: the curve passes farther.
        let positions = vec![at(2.0, 48.0), at(2.1, 48.08), at(2.05, 48.040002), at(2.06, 48.0)];
        let mut net = Net::new(positions.iter().map(|&p| project(p)).collect(), [[0, 1].as_slice(), &[2, 3]]);
        let side = |net: &Net| cross(net.at[0], net.at[1], net.at[2]).signum();
        let before = net.at[2];
        assert_eq!(side(&net), 1);
        unbend(&mut net, &positions);
        assert_eq!(side(&net), -1);
        assert!(distance_2(before, net.at[2]) < 300_i128.pow(2), "{before:?} {:?}", net.at[2]);
    }
}
