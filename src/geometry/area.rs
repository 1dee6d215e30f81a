//! Surfaces bounded by rings of exact positions.

use geo::{GeodesicArea, InteriorPoint, Intersects};

use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::units::SquareKilometers;

/// A closed line. The first position is *not* repeated at the end; at least three.
pub type Ring = Vec<Position>;

/// One piece of surface: an outline, counter-clockwise, and clockwise holes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polygon {
    /// The outer border.
    pub exterior: Ring,
    /// What is cut out of it.
    pub holes: Vec<Ring>,
}

/// A surface of any number of pieces; none means that no outline is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Area(pub Vec<Polygon>);

impl Polygon {
    /// The outline first, then the holes.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        std::iter::once(&self.exterior).chain(&self.holes)
    }
}

impl Area {
    /// Every ring of every piece.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flat_map(Polygon::rings)
    }

    /// The smallest box around it; `None` when empty.
    #[must_use]
    pub fn bbox(&self) -> Option<Bbox> {
        Bbox::around(self.0.iter().flat_map(|polygon| polygon.exterior.iter().copied()))
    }

    /// Whether a position is inside. The border belongs to the piece on one side of it, so
    /// that of two neighbours sharing it exactly one contains a position (even-odd rule on
    /// half-open edges, exact integer arithmetic).
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        self.rings().fold(false, |inside, ring| inside != ring_contains(ring, position))
    }

    /// Whether the surface and a box share at least a point.
    #[must_use]
    pub fn meets(&self, bbox: Bbox) -> bool {
        let Some(around) = self.bbox() else { return false };
        if !around.meets(bbox) {
            return false;
        }
        if bbox.encloses(around) {
            return true;
        }
        let [_, south, _, north] = bbox.sides();
        let shape = self.to_geo();
        bbox.halves()
            .into_iter()
            .flatten()
            .any(|(west, east)| shape.intersects(&geo::Rect::new((west, south), (east, north))))
    }

    /// A position inside, good for a symbol or a label; `None` when empty.
    ///
    /// A surface so thin that rounding puts every attempt outside gives one of its corners.
    #[must_use]
    pub fn interior_position(&self) -> Option<Position> {
        let point = self.to_geo().interior_point();
        let first = point.and_then(|point| Position::from_degrees(point.x(), point.y()));
        let corners = || self.0.iter().flat_map(|polygon| polygon.exterior.iter().copied());
        first
            .into_iter()
            .chain(corners())
            .find(|&position| self.contains(position))
            .or_else(|| corners().next())
    }

    /// Twice the plane surface in squared steps, holes taken off: exact, for comparing.
    #[must_use]
    pub fn twice_signed_size(&self) -> i128 {
        self.rings().map(|ring| twice_signed_size(ring)).sum()
    }

    /// The surface on the WGS 84 ellipsoid (Karney 2013). Each ring counts by its size
    /// alone, so that a file with rings the wrong way round is measured all the same.
    #[must_use]
    pub fn surface(&self) -> SquareKilometers {
        let size = |ring: &Ring| geo::Polygon::new(line(ring), vec![]).geodesic_area_signed().abs();
        let meters: f64 =
            self.0.iter().map(|p| size(&p.exterior) - p.holes.iter().map(size).sum::<f64>()).sum();
        SquareKilometers::new(meters.max(0.0) / 1e6).expect("positions are finite")
    }

    /// The same surface for the `geo` crate.
    #[must_use]
    pub fn to_geo(&self) -> geo::MultiPolygon<f64> {
        self.0
            .iter()
            .map(|p| geo::Polygon::new(line(&p.exterior), p.holes.iter().map(line).collect()))
            .collect()
    }
}

/// Twice the plane surface in squared steps, positive counter-clockwise (shoelace, exact).
#[must_use]
pub fn twice_signed_size(ring: &[Position]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| {
            let ((ax, ay), (bx, by)) = (a.steps(), b.steps());
            i128::from(ax) * i128::from(by) - i128::from(bx) * i128::from(ay)
        })
        .sum()
}

/// Whether a position is inside a ring, by the rule of [`Area::contains`].
#[must_use]
pub fn ring_contains(ring: &[Position], position: Position) -> bool {
    let (x, y) = position.steps();
    let mut inside = false;
    let Some(mut a) = ring.last().map(|p| p.steps()) else { return false };
    for b in ring.iter().map(|p| p.steps()) {
        if (a.1 > y) != (b.1 > y) {
            // x < ax + (y-ay)(bx-ax)/(by-ay), multiplied out so that nothing is rounded.
            let rise = i128::from(b.1) - i128::from(a.1);
            let left = (i128::from(x) - i128::from(a.0)) * rise;
            let right = (i128::from(y) - i128::from(a.1)) * (i128::from(b.0) - i128::from(a.0));
            if (rise > 0 && left < right) || (rise < 0 && left > right) {
                inside = !inside;
            }
        }
        a = b;
    }
    inside
}

fn line(ring: &Ring) -> geo::LineString<f64> {
    ring.iter().map(|p| (p.lon(), p.lat())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Ring {
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)]
            .map(|(x, y)| Position::from_degrees(west + x, south + y).expect("on the globe"))
            .to_vec()
    }

    #[test]
    fn a_position_on_a_shared_border_is_in_exactly_one_neighbour() {
        let left = Area(vec![Polygon { exterior: square(0.0, 0.0, 1.0), holes: vec![] }]);
        let right = Area(vec![Polygon { exterior: square(1.0, 0.0, 1.0), holes: vec![] }]);
        for lat in [0.0, 0.25, 0.5, 0.75] {
            let on_border = Position::from_degrees(1.0, lat).expect("on the globe");
            assert_ne!(left.contains(on_border), right.contains(on_border), "at {lat}");
        }
    }

    #[test]
    fn a_box_in_the_crook_of_an_outline_does_not_meet_it() {
        let corner = |lon, lat| Position::from_degrees(lon, lat).expect("on the globe");
        // An L: its box covers the crook, its surface does not.
        let l = [(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 2.0), (0.0, 2.0)];
        let exterior = l.iter().map(|&(lon, lat)| corner(lon, lat)).collect();
        let area = Area(vec![Polygon { exterior, holes: vec![] }]);
        let meets = |w, s, e, n| area.meets(Bbox::new(w, s, e, n).expect("a box"));
        assert!(!meets(1.2, 1.2, 1.8, 1.8), "in the crook");
        assert!(meets(0.9, 1.2, 1.8, 1.8), "across an edge");
        assert!(meets(0.2, 0.2, 0.3, 0.3), "wholly inside");
        assert!(meets(-1.0, -1.0, 3.0, 3.0), "all around");
        assert!(meets(1.9, -1.0, -179.0, 3.0), "across the antimeridian");
        assert!(!meets(3.0, 0.0, 4.0, 1.0), "beside");
    }

    #[test]
    fn a_hole_is_outside() {
        let mut hole = square(0.4, 0.4, 0.2);
        hole.reverse();
        let area = Area(vec![Polygon { exterior: square(0.0, 0.0, 1.0), holes: vec![hole] }]);
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("on the globe");
        assert!(area.contains(at(0.1, 0.1)));
        assert!(!area.contains(at(0.5, 0.5)));
        assert!(area.contains(area.interior_position().expect("not empty")));
    }

    #[test]
    fn the_surface_does_not_depend_on_the_way_round() {
        let ring = square(2.0, 48.0, 0.1);
        let mut backwards = ring.clone();
        backwards.reverse();
        let one = Area(vec![Polygon { exterior: ring, holes: vec![] }]).surface().value();
        let other = Area(vec![Polygon { exterior: backwards, holes: vec![] }]).surface().value();
        assert!((one - 82.8).abs() < 0.5, "{one}");
        assert!((one - other).abs() < 1.0, "{one} {other}");
    }

    #[test]
    fn a_surface_of_a_few_steps_has_a_position_too() {
        let steps = |corners: [(i32, i32); 3]| {
            corners.map(|(x, y)| Position::from_steps(x, y).expect("on the globe")).to_vec()
        };
        for corners in [[(0, 0), (1, 0), (0, 1)], [(0, 0), (900, 1), (450, 1)], [(7, 0), (8, 900), (7, 899)]]
        {
            let area = Area(vec![Polygon { exterior: steps(corners), holes: vec![] }]);
            let position = area.interior_position().expect("not empty");
            assert!(area.contains(position) || area.0[0].exterior.contains(&position), "{corners:?}");
        }
        assert_eq!(Area::default().interior_position(), None);
    }
}
