//! **Which part of a surface lies nearest to which of some points?** (Voronoi 1908)
//!
//! *Method.* Points enter one after the other; the bisector between the new point and each
//! older one cuts what the older one holds. A cut sends every edge to one side, in two
//! pieces where it crosses the bisector, and closes both sides with the same stretches of
//! the bisector, once in each direction. Whatever the rounding of new positions (1e-7°),
//! the parts fit together and fill the surface to the bit.
//!
//! Nearness is measured in a plane whose longitudes are scaled by the cosine of the points'
//! mean latitude: good for a commune, not for a country.

use std::collections::BTreeMap;

use crate::geometry::area::Area;
use crate::geometry::coverage::{Edge, Flaws, Insertions, edges};
use crate::geometry::dissolve::enclose;
use crate::geometry::position::Position;

/// A surface cut up.
#[derive(Debug, Clone, PartialEq)]
pub struct Split<K> {
    /// One part a point, in the order of the points; empty for a point that is nearest to
    /// nothing, and for the second of two points at the same place.
    pub parts: Vec<(K, Area)>,
    /// Positions that the cuts added to edges, to be given to the neighbours as well.
    pub inserted: Insertions,
    /// What did not close.
    pub flaws: Flaws,
}

/// Cuts `area` among `points`, nearest first. Without a point there is no part.
///
/// *Complexity.* O(p² n log n) for p points and n edges.
#[must_use]
pub fn split<K: Copy>(area: &Area, points: &[(K, Position)]) -> Split<K> {
    let plane = Plane::around(points.iter().map(|&(_, point)| point));
    let mut inserted = Insertions::default();
    let mut cells: Vec<Vec<Edge>> = Vec::with_capacity(points.len());
    for (rank, &(_, newcomer)) in points.iter().enumerate() {
        if rank == 0 {
            cells.push(area.rings().flat_map(|ring| edges(ring)).collect());
            continue;
        }
        let mut taken = Vec::new();
        for older in 0..rank {
            let bisector = plane.bisector(points[older].1, newcomer);
            let cut = bisector.cut(&cells[older]);
            cells[older] = cut.near;
            for cell in cells.iter_mut().chain([&mut taken]) {
                insert(&cut.inserted, cell);
            }
            taken.extend(cut.far);
            inserted.extend(cut.inserted);
        }
        cells.push(taken);
    }
    let mut flaws = Flaws::default();
    let mut part = |cell| {
        let (area, wrong) = enclose(cell);
        flaws += wrong;
        area
    };
    let parts = points.iter().zip(cells).map(|(&(key, _), cell)| (key, part(cell))).collect();
    Split { parts, inserted, flaws }
}

fn insert(inserted: &Insertions, cell: &mut Vec<Edge>) {
    if !inserted.is_empty() {
        let mut pieces = Vec::with_capacity(cell.len() + inserted.len());
        cell.iter().for_each(|&edge| inserted.pieces(edge, &mut pieces));
        *cell = pieces;
    }
}

/// Weights of squared differences of longitude and latitude, so that a distance is exact.
struct Plane {
    lon: i128,
    lat: i128,
}

impl Plane {
    fn around(points: impl Iterator<Item = Position> + Clone) -> Self {
        let count = points.clone().count().max(1) as f64;
        let latitude = points.map(Position::lat).sum::<f64>() / count;
        let scale = f64::from(1 << 20);
        Self { lon: (latitude.to_radians().cos().powi(2) * scale).round() as i128, lat: 1 << 20 }
    }

    /// Positive nearer to `a`, negative nearer to `b`, growing evenly across.
    fn bisector(&self, a: Position, b: Position) -> Bisector {
        let [(ax, ay), (bx, by)] = [a, b].map(wide);
        Bisector { across: (self.lon * (ax - bx), self.lat * (ay - by)), twice_middle: (ax + bx, ay + by) }
    }
}

/// The line of equal distance from two points.
struct Bisector {
    across: (i128, i128),
    twice_middle: (i128, i128),
}

/// A surface cut in two along a line.
struct Cut {
    near: Vec<Edge>,
    far: Vec<Edge>,
    inserted: Insertions,
}

impl Bisector {
    /// The sign tells the side, zero is on the line. At most 1e26, so that a product with a
    /// difference of positions still fits.
    fn side(&self, position: Position) -> i128 {
        let (x, y) = wide(position);
        self.across.0 * (2 * x - self.twice_middle.0) + self.across.1 * (2 * y - self.twice_middle.1)
    }

    /// How far along the line.
    fn along(&self, position: Position) -> i128 {
        let (x, y) = wide(position);
        self.across.0 * y - self.across.1 * x
    }

    /// Where an edge with one end on each side crosses: the same whichever way it runs,
    /// since the fraction is exact until it is rounded.
    fn crossing(&self, edge: Edge) -> Position {
        let part = self.side(edge.from);
        let whole = part - self.side(edge.to);
        let ((fx, fy), (tx, ty)) = (wide(edge.from), wide(edge.to));
        let between = |from: i128, to: i128| i32::try_from(from + rounded((to - from) * part, whole)).ok();
        let steps = between(fx, tx).zip(between(fy, ty));
        steps.and_then(|(x, y)| Position::from_steps(x, y)).expect("between two positions")
    }

    fn cut(&self, cell: &[Edge]) -> Cut {
        let mut cut = Cut { near: Vec::new(), far: Vec::new(), inserted: Insertions::default() };
        // Along the line: how many more stretches must leave each position on the near side
        // than arrive, to close the near side.
        let mut missing: BTreeMap<(i128, Position), i64> = BTreeMap::new();
        for &edge in cell {
            let (from, to) = (self.side(edge.from), self.side(edge.to));
            if from == 0 {
                missing.entry((self.along(edge.from), edge.from)).or_default();
            }
            match (0 <= from, 0 <= to) {
                (true, true) => cut.near.push(edge),
                (false, false) => cut.far.push(edge),
                (leaves, _) => {
                    let at = self.crossing(edge);
                    cut.inserted.add(edge, at);
                    *missing.entry((self.along(at), at)).or_default() += if leaves { 1 } else { -1 };
                    let (before, after) = (Edge { from: edge.from, to: at }, Edge { from: at, to: edge.to });
                    let (near, far) = if leaves { (before, after) } else { (after, before) };
                    cut.near.extend((near.from != near.to).then_some(near));
                    cut.far.extend((far.from != far.to).then_some(far));
                }
            }
        }
        cut.close(&missing);
        cut
    }
}

impl Cut {
    /// Both sides get the stretches of the line between positions that do not balance yet.
    fn close(&mut self, missing: &BTreeMap<(i128, Position), i64>) {
        let mut balance = 0;
        for ((&(_, from), more), (&(_, to), _)) in missing.iter().zip(missing.iter().skip(1)) {
            balance += more;
            let stretch = Edge { from, to };
            let (near, far) =
                if 0 < balance { (stretch, stretch.reversed()) } else { (stretch.reversed(), stretch) };
            for _ in 0..balance.abs() {
                self.near.push(near);
                self.far.push(far);
            }
        }
    }
}

fn wide(position: Position) -> (i128, i128) {
    let (x, y) = position.steps();
    (i128::from(x), i128::from(y))
}

/// The nearest whole number to a fraction.
fn rounded(above: i128, below: i128) -> i128 {
    let (above, below) = if below < 0 { (-above, -below) } else { (above, below) };
    (2 * above + below).div_euclid(2 * below)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::area::Polygon;
    use crate::geometry::coverage::seams;
    use crate::geometry::dissolve::dissolve;
    use crate::geometry::dissolve::tests::{crooked_grid, moves};

    fn at(lon: i32, lat: i32) -> Position {
        Position::from_steps(lon, lat).expect("on the globe")
    }

    fn rectangle(west: i32, south: i32, east: i32, north: i32) -> Area {
        let exterior = vec![at(west, south), at(east, south), at(east, north), at(west, north)];
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    #[test]
    fn a_cut_that_ends_on_a_border_is_inserted_in_the_neighbour() {
        let parent = rectangle(0, 0, 100, 100);
        let mut neighbour = rectangle(0, -100, 100, 0);
        let cut = split(&parent, &[("west", at(20, 50)), ("east", at(60, 50))]);
        assert!(cut.flaws.is_none());
        let [("west", west), ("east", east)] = &cut.parts[..] else { panic!("{:?}", cut.parts) };
        assert_eq!(*west, rectangle(0, 0, 40, 100));
        assert_eq!(*east, rectangle(40, 0, 100, 100));
        assert!(cut.inserted.apply(&mut neighbour));
        assert_eq!(neighbour.0[0].exterior, [at(0, -100), at(100, -100), at(100, 0), at(40, 0), at(0, 0)]);
        let together = seams(&[west.clone(), east.clone(), neighbour]);
        assert_eq!((together.faulty, together.pairs), (0, vec![(0, 1), (0, 2), (1, 2)]));
    }

    #[test]
    fn a_cut_through_corners_adds_nothing() {
        let cut = split(&rectangle(0, 0, 10, 10), &[(0, at(9, 1)), (1, at(1, 9))]);
        assert!(cut.inserted.is_empty() && cut.flaws.is_none());
        assert_eq!(cut.parts[1].1.0[0].exterior, [at(0, 0), at(10, 10), at(0, 10)]);
    }

    #[test]
    fn a_corner_on_the_line_is_a_corner_of_both_sides() {
        let notched = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 60), (50, 50), (0, 40)];
        let exterior = notched.map(|(x, y)| at(x, y)).to_vec();
        let area = Area(vec![Polygon { exterior, holes: vec![] }]);
        let cut = split(&area, &[("west", at(20, 50)), ("east", at(80, 50))]);
        assert!(cut.flaws.is_none());
        assert_eq!(cut.parts[0].1.0.len(), 2, "above and below the notch");
        assert!(cut.parts[1].1.0[0].exterior.contains(&at(50, 50)));
    }

    #[test]
    fn a_hole_and_an_arm_are_cut_with_the_rest() {
        // A U whose arms point north, and a hole in its foot.
        let exterior = [(0, 0), (90, 0), (90, 90), (60, 90), (60, 30), (30, 30), (30, 90), (0, 90)];
        let hole = [(40, 10), (40, 20), (50, 20), (50, 10)];
        let ring = |steps: &[(i32, i32)]| steps.iter().map(|&(x, y)| at(x, y)).collect();
        let area = Area(vec![Polygon { exterior: ring(&exterior), holes: vec![ring(&hole)] }]);
        let cut = split(&area, &[("south", at(45, 5)), ("north", at(45, 25))]);
        assert!(cut.flaws.is_none());
        let pieces: Vec<usize> = cut.parts.iter().map(|(_, part)| part.0.len()).collect();
        assert_eq!((pieces, cut.inserted.len()), (vec![1, 1], 4));
        let north = split(&area, &[("south", at(45, 20)), ("north", at(45, 60))]).parts.remove(1).1;
        assert_eq!(north.0.len(), 2, "an arm each");
    }

    #[test]
    fn a_point_without_land_gets_none_and_no_point_is_no_part() {
        let area = rectangle(0, 0, 10, 10);
        assert_eq!(split::<u8>(&area, &[]).parts, []);
        let cut = split(&area, &[(0, at(5, 5)), (1, at(5, 5)), (2, at(500, 5))]);
        assert_eq!(cut.parts[0].1, area);
        assert!(cut.parts[1..].iter().all(|(_, part)| part.0.is_empty()));
    }

    proptest! {
        /// The parts fill the surface exactly, also beside its neighbours, and each position
        /// goes to the point that a plain loop finds nearest, but for the rounding.
        #[test]
        fn parts_fit_together_and_are_nearest(
            moves in moves(),
            inside in proptest::collection::vec(any::<bool>(), 16),
            points in proptest::collection::vec((0..4_000_000, 0..4_000_000), 1..6),
            probes in proptest::collection::vec((0..4_000_000, 0..4_000_000), 40),
        ) {
            let cells = crooked_grid(4, 4, 1_000_000, &moves);
            let side = |wanted: bool| {
                let chosen = cells.iter().zip(&inside).filter(|(_, i)| **i == wanted);
                dissolve(chosen.flat_map(|(cell, _)| cell.rings())).0
            };
            let (mut area, mut around) = (side(true), side(false));
            let points: Vec<(usize, Position)> =
                points.into_iter().map(|(x, y)| at(x, y)).enumerate().collect();
            let cut = split(&area, &points);
            prop_assert!(cut.flaws.is_none(), "{:?}", cut.flaws);
            cut.inserted.apply(&mut area);
            cut.inserted.apply(&mut around);
            let (again, flaws) = dissolve(cut.parts.iter().flat_map(|(_, part)| part.rings()));
            prop_assert!(flaws.is_none());
            let (whole, _) = dissolve(area.rings());
            prop_assert_eq!(&again, &whole);
            let all: Vec<Area> = cut.parts.iter().map(|(_, part)| part.clone()).chain([around]).collect();
            prop_assert_eq!(seams(&all).faulty, 0);
            for (x, y) in probes {
                let position = at(x, y);
                let holders: Vec<usize> = (0..points.len()).filter(|&p| all[p].contains(position)).collect();
                prop_assert_eq!(holders.len(), usize::from(area.contains(position)));
                let apart = |p: &(usize, Position)| {
                    let (px, py) = p.1.steps();
                    f64::from(px - x).hypot(f64::from(py - y))
                };
                let nearest = points.iter().map(apart).fold(f64::INFINITY, f64::min);
                for holder in holders {
                    // Near the equator, where the mean latitude's cosine is 1 within 1e-5.
                    prop_assert!(apart(&points[holder]) <= nearest + 100.0);
                }
            }
        }

        /// On cells of a few steps everything falls on everything else: whatever comes out,
        /// it comes out.
        #[test]
        fn cells_as_small_as_the_rounding_end_well(
            corners in proptest::collection::vec((0..6, 0..6), 3..12),
            points in proptest::collection::vec((0..6, 0..6), 0..6),
        ) {
            let exterior = corners.into_iter().map(|(x, y)| at(x, y)).collect();
            let mut area = Area(vec![Polygon { exterior, holes: vec![] }]);
            let points: Vec<(usize, Position)> = points.into_iter().map(|(x, y)| at(x, y)).enumerate().collect();
            let cut = split(&area, &points);
            cut.inserted.apply(&mut area);
            prop_assert_eq!(cut.parts.len(), points.len());
        }
    }
}
