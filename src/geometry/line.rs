//! Lines from place to place, straight in the plane of longitudes and latitudes.

use geo::Intersects;

use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;

/// Whether a line and a box share at least a point. One from a place to itself is that place.
#[must_use]
pub fn meets(line: &[Position], bbox: Bbox) -> bool {
    if line.iter().any(|&corner| bbox.contains(corner)) {
        return true;
    }
    if !Bbox::around(line.iter().copied()).is_some_and(|around| around.meets(bbox)) {
        return false;
    }
    let [_, south, _, north] = bbox.sides();
    let shape = to_geo(line);
    bbox.halves()
        .into_iter()
        .flatten()
        .any(|(west, east)| shape.intersects(&geo::Rect::new((west, south), (east, north))))
}

/// The same line for the `geo` crate.
#[must_use]
pub fn to_geo(line: &[Position]) -> geo::LineString<f64> {
    line.iter().map(|corner| (corner.lon(), corner.lat())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_the_boxes_that_it_passes_through_and_not_the_one_beside() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("on the globe");
        let meets = |line: &[Position], w, s, e, n| super::meets(line, Bbox::new(w, s, e, n).expect("a box"));
        let slope = [at(0.0, 0.0), at(2.0, 2.0)];
        assert!(meets(&slope, 0.9, 0.9, 1.1, 1.1), "no end is in it");
        assert!(meets(&slope, 2.0, 2.0, 3.0, 3.0), "its end is a corner");
        assert!(!meets(&slope, 1.2, 0.0, 2.0, 0.8), "in the box around it, beside it");
        let nowhere = [at(1.0, 1.0), at(1.0, 1.0)];
        assert!(meets(&nowhere, 0.0, 0.0, 1.0, 1.0) && !meets(&nowhere, 1.5, 1.5, 2.0, 2.0));
        let far = [at(179.0, -17.0), at(179.9, -17.0)];
        assert!(meets(&far, 179.5, -18.0, -179.0, -16.0), "across the antimeridian");
    }
}
