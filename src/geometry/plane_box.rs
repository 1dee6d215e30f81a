//! A box in a plane grid: what is in it, exactly, and a box of degrees that holds it.

use std::fmt;

use geo::{Coord, Intersects, LineString, MultiPolygon, Polygon, Rect};

use crate::geometry::area::{Area, Ring};
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::reference::Frame;

/// Points along a side of the outline.
const STEPS: u32 = 64;
/// What a side that bends between two of these points can stick out: its share of the box. A
/// side of 1,300 km sticks out by 8 m.
const BEND: f64 = 1e-5;

/// A box in the coordinates of a reference system, sides included.
pub struct PlaneBox {
    frame: Frame,
    rect: Rect<f64>,
}

impl fmt::Debug for PlaneBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.rect, self.frame.crs())
    }
}

impl PlaneBox {
    /// From two opposite corners, the lower first. `None` when they are not in that order.
    #[must_use]
    pub fn new(frame: Frame, low: [f64; 2], high: [f64; 2]) -> Option<Self> {
        let in_order = low[0] <= high[0] && low[1] <= high[1];
        in_order.then(|| Self { frame, rect: Rect::new(Coord::from(low), Coord::from(high)) })
    }

    /// A box of degrees around it: around points along its outline, and a little wider, because
    /// its sides bend. `None` when a part of the outline is nowhere on the globe.
    #[must_use]
    pub fn around(&self) -> Option<Bbox> {
        let mut sides = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for corner in self.outline()? {
            let (lon, lat) = corner.x_y();
            let [west, south, east, north] = sides;
            sides = [west.min(lon), south.min(lat), east.max(lon), north.max(lat)];
        }
        let [west, south, east, north] = sides;
        let (wider, higher) = ((east - west) * BEND + 1e-7, (north - south) * BEND + 1e-7);
        let (west, east) = ((west - wider).max(-180.0), (east + wider).min(180.0));
        Bbox::new(west, (south - higher).max(-90.0), east, (north + higher).min(90.0)).ok()
    }

    /// Its outline in degrees, closed, with points along each side. `None` when a part of it is
    /// beyond the reach of the system.
    #[must_use]
    pub fn outline(&self) -> Option<LineString<f64>> {
        let (low, high) = (self.rect.min(), self.rect.max());
        let share = |from: f64, to: f64, step: u32| from + (to - from) * f64::from(step) / f64::from(STEPS);
        let there = (0..STEPS).map(|step| [share(low.x, high.x, step), low.y]);
        let up = (0..STEPS).map(|step| [high.x, share(low.y, high.y, step)]);
        let back = (0..STEPS).map(|step| [share(high.x, low.x, step), high.y]);
        let down = (0..=STEPS).map(|step| [low.x, share(high.y, low.y, step)]);
        let degrees = |point: [f64; 2]| self.frame.degrees(point).map(Coord::from);
        there.chain(up).chain(back).chain(down).map(degrees).collect()
    }

    /// Whether a place is inside or on a side.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        self.frame.plane(position).is_some_and(|point| self.rect.intersects(&Coord::from(point)))
    }

    /// Whether a line, its corners joined by straight lines in the plane, meets the box.
    #[must_use]
    pub fn meets_line(&self, line: &[Position]) -> bool {
        let corners = line.iter().map(|&corner| self.frame.plane(corner).map(Coord::from));
        let corners = corners.collect::<Option<Vec<_>>>();
        // A corner inside is asked first: a line from a place to itself is no line to the predicate.
        corners.is_some_and(|corners| {
            corners.iter().any(|corner| self.rect.intersects(corner))
                || LineString::new(corners).intersects(&self.rect)
        })
    }

    /// Whether an area, its corners joined by straight lines in the plane, meets the box.
    #[must_use]
    pub fn meets(&self, area: &Area) -> bool {
        let ring = |ring: &Ring| {
            let corners = ring.iter().map(|&corner| self.frame.plane(corner).map(Coord::from));
            corners.collect::<Option<Vec<_>>>().map(LineString::new)
        };
        let pieces = area.0.iter().map(|piece| {
            let holes = piece.holes.iter().map(ring).collect::<Option<Vec<_>>>()?;
            Some(Polygon::new(ring(&piece.exterior)?, holes))
        });
        let pieces = pieces.collect::<Option<Vec<_>>>().map(MultiPolygon::new);
        pieces.is_some_and(|pieces| pieces.intersects(&self.rect))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::projection::Grid;
    use crate::geometry::reference::Crs;

    fn lambert() -> Frame {
        Frame::new(Crs::Plane(Grid::Lambert93))
    }

    proptest! {
        /// Nothing that is in the box is outside of the degrees around it.
        #[test]
        fn the_degrees_around_hold_all_of_it(
            low in (100_000.0..1_100_000.0_f64, 6_050_000.0..7_000_000.0_f64),
            size in (1.0..600_000.0_f64, 1.0..600_000.0_f64),
            at in (0.0..=1.0_f64, 0.0..=1.0_f64),
        ) {
            let high = [low.0 + size.0, low.1 + size.1];
            let plane = PlaneBox::new(lambert(), [low.0, low.1], high).expect("in order");
            let around = plane.around().expect("in France");
            for (x, y) in [at, (0.0, at.1), (at.0, 0.0), (1.0, at.1), (at.0, 1.0)] {
                let point = [low.0 + size.0 * x, low.1 + size.1 * y];
                let [lon, lat] = lambert().degrees(point).expect("in France");
                let position = Position::from_degrees(lon, lat).expect("on the globe");
                prop_assert!(around.contains(position), "{point:?} is {lon} {lat}, outside of {around:?}");
            }
        }
    }

    #[test]
    fn what_the_degrees_around_add_is_told_apart() {
        let plane =
            PlaneBox::new(lambert(), [200_000.0, 6_700_000.0], [300_000.0, 6_800_000.0]).expect("in order");
        let around = plane.around().expect("in France");
        let [west, south, east, north] = around.sides();
        let corners = [(west, south), (east, south), (east, north), (west, north)];
        let corners = corners.map(|(lon, lat)| Position::from_degrees(lon, lat).expect("on the globe"));
        assert!(corners.iter().any(|&corner| !plane.contains(corner)), "the grid is turned there");
        let frame = lambert();
        let [lon, lat] = frame.degrees([250_000.0, 6_750_000.0]).expect("in France");
        assert!(plane.contains(Position::from_degrees(lon, lat).expect("on the globe")));
    }

    #[test]
    fn a_box_beyond_the_reach_of_its_grid_is_none() {
        let frame = Frame::new(Crs::Plane(Grid::Reunion));
        let far = PlaneBox::new(frame, [-20e6, 5e6], [-19e6, 6e6]).expect("in order");
        assert_eq!(far.around(), None);
        assert!(PlaneBox::new(lambert(), [2.0, 2.0], [1.0, 3.0]).is_none());
    }
}
