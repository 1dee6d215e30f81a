//! How far a surface is from a place: whom a disc reaches, though its centre lies elsewhere.
//!
//! The distance to an edge is looked for on the plane that touches the place (degrees scaled by the
//! cosine of a latitude halfway), then measured on the ellipsoid from the place to the point that was found:
//! being off along the edge by a little changes the distance by its square. Edges are straight in
//! degrees, as everywhere.

use crate::geometry::area::Area;
use crate::geometry::position::Position;
use crate::geometry::units::{EARTH_RADIUS, Meters};

/// On the ellipsoid no distance is shorter than this part of that on the sphere.
const SHORTEST: f64 = 0.993;

/// WGS 84: the square of the eccentricity.
const ECCENTRICITY_2: f64 = 0.006_694_379_990_141_316;

/// Whether any of a surface, its border included, is within a distance of a place.
///
/// `from` and `reach` are a disc; `area` is any surface in degrees. False for an empty surface. O(edges),
/// of which only those in the box around the disc are measured. Does not see over the antimeridian.
///
/// ```
/// use maillage::geometry::area::{Area, Polygon};
/// use maillage::geometry::position::Position;
/// use maillage::geometry::reach::is_within_reach;
/// use maillage::geometry::units::Meters;
/// let at = |lon, lat| Position::from_degrees(lon, lat).unwrap();
/// let square = vec![at(0.0, 45.0), at(1.0, 45.0), at(1.0, 46.0), at(0.0, 46.0)];
/// let area = Area(vec![Polygon { exterior: square, holes: vec![] }]);
/// let beside = at(1.1, 45.5); // 7.8 km east of it
/// assert!(is_within_reach(beside, Meters::new(10_000.0).unwrap(), &area));
/// assert!(!is_within_reach(beside, Meters::new(7_000.0).unwrap(), &area));
/// ```
#[must_use]
pub fn is_within_reach(from: Position, reach: Meters, area: &Area) -> bool {
    // The nearest point of an edge that is near lies in this box, with room to spare.
    let high = (reach.value() / (EARTH_RADIUS * SHORTEST)).to_degrees() + 1e-6;
    let north = (from.lat().abs() + high).min(89.9);
    let wide = high / north.to_radians().cos() + 1e-6;
    let near = |a: Position, b: Position| {
        a.lon().min(b.lon()) <= from.lon() + wide
            && from.lon() - wide <= a.lon().max(b.lon())
            && a.lat().min(b.lat()) <= from.lat() + high
            && from.lat() - high <= a.lat().max(b.lat())
    };
    let edges = edges(area).filter(|&(a, b)| near(a, b));
    edges.into_iter().any(|(a, b)| to_edge(from, a, b) <= reach) || area.contains(from)
}

/// How far a surface is from a place: 0 inside of it or on its border; `None` for an empty surface.
///
/// Within 1e-4 of the shortest geodesic for edges up to 100 km away. O(edges).
#[must_use]
pub fn distance_to(from: Position, area: &Area) -> Option<Meters> {
    if area.contains(from) {
        return Meters::new(0.0);
    }
    let measured = edges(area).map(|(a, b)| to_edge(from, a, b));
    measured.min_by(|a, b| a.value().total_cmp(&b.value()))
}

fn edges(area: &Area) -> impl Iterator<Item = (Position, Position)> + '_ {
    area.rings().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

fn to_edge(from: Position, a: Position, b: Position) -> Meters {
    // The plane is scaled twice: at the place's latitude, then halfway to what that found.
    let first = nearest_on(from, a, b, from.lat());
    let second = nearest_on(from, a, b, (from.lat() + first.lat()) / 2.0);
    let measured = [first, second, a, b].map(|point| from.distance(point));
    measured.into_iter().min_by(|a, b| a.value().total_cmp(&b.value())).unwrap_or_else(|| from.distance(a))
}

fn nearest_on(from: Position, a: Position, b: Position, latitude: f64) -> Position {
    // A degree of longitude beside one of latitude, on the ellipsoid.
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let scale = cosine * (1.0 - ECCENTRICITY_2 * sine * sine) / (1.0 - ECCENTRICITY_2);
    let plane = |p: Position| ((p.lon() - from.lon()) * scale, p.lat() - from.lat());
    let ((ax, ay), (bx, by)) = (plane(a), plane(b));
    let (dx, dy) = (bx - ax, by - ay);
    let squared = dx * dx + dy * dy;
    let along = if squared == 0.0 { 0.0 } else { (-(ax * dx + ay * dy) / squared).clamp(0.0, 1.0) };
    let between = |from: f64, to: f64| from + along * (to - from);
    Position::from_degrees(between(a.lon(), b.lon()), between(a.lat(), b.lat())).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::area::Polygon;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn meters(value: f64) -> Meters {
        Meters::new(value).expect("a length")
    }

    /// Some kilometers east and north of a place, turned by an angle.
    fn turned(middle: Position, (east, north): (f64, f64), angle: f64) -> Position {
        let (sine, cosine) = angle.sin_cos();
        let (x, y) = (east * cosine - north * sine, east * sine + north * cosine);
        at(middle.lon() + x / (111.32 * middle.lat().to_radians().cos()), middle.lat() + y / 111.2)
    }

    /// A département of sorts: some 80 km wide, with a bay and a hole.
    fn departement(middle: Position, angle: f64) -> Area {
        let corners = [
            (-40.0, -30.0),
            (0.0, -34.0),
            (38.0, -30.0),
            (30.0, 5.0),
            (41.0, 32.0),
            (0.0, 20.0),
            (-36.0, 33.0),
        ];
        let hole = [(-10.0, -10.0), (-10.0, -5.0), (-5.0, -5.0)];
        let ring =
            |corners: &[(f64, f64)]| corners.iter().map(|&corner| turned(middle, corner, angle)).collect();
        Area(vec![Polygon { exterior: ring(&corners), holes: vec![ring(&hole)] }])
    }

    proptest! {
        /// FIELD's own check: two kilometers outside with a reach of ten, whichever way it is turned.
        #[test]
        fn a_disc_of_ten_kilometers_reaches_what_is_two_away_for_every_rotation(
            angle in 0.0..std::f64::consts::TAU, lon in -4.0..8.0_f64, lat in 42.0..50.5_f64,
        ) {
            let middle = at(lon, lat);
            let area = departement(middle, angle);
            // Two kilometers off the middle of the southern side, square to it.
            let (dx, dy) = (38.0_f64, 4.0_f64);
            let long = dx.hypot(dy);
            let outside = turned(middle, (19.0 + dy / long * 2.0, -32.0 - dx / long * 2.0), angle);
            prop_assert!(!area.contains(outside));
            let away = distance_to(outside, &area).expect("an area").value();
            prop_assert!((away - 2_000.0).abs() < 40.0, "{}", away);
            prop_assert!(is_within_reach(outside, meters(10_000.0), &area));
            prop_assert!(!is_within_reach(outside, meters(1_900.0), &area));
        }

        /// A loop over points of the border finds nothing nearer, and something as near.
        #[test]
        fn the_distance_is_that_of_the_nearest_point_of_the_border(
            east in -90.0..90.0_f64, north in -90.0..90.0_f64, angle in 0.0..6.3_f64, lat in 42.0..50.0_f64,
        ) {
            let middle = at(2.0, lat);
            let area = departement(middle, angle);
            let from = turned(middle, (east, north), 0.0);
            let told = distance_to(from, &area).expect("an area").value();
            let steps = 400;
            let looped = edges(&area).flat_map(|(a, b)| (0..=steps).map(move |step| {
                let along = f64::from(step) / f64::from(steps);
                at(a.lon() + along * (b.lon() - a.lon()), a.lat() + along * (b.lat() - a.lat()))
            }));
            let nearest = looped.map(|point| from.distance(point).value()).fold(f64::INFINITY, f64::min);
            if area.contains(from) {
                prop_assert_eq!(told, 0.0);
            } else {
                prop_assert!(told <= nearest * (1.0 + 1e-4), "{} against {}", told, nearest);
                prop_assert!(nearest - told <= 1e-4 * nearest + 20.0, "{} against {}", told, nearest);
                prop_assert!(is_within_reach(from, meters(told + 1.0), &area));
                prop_assert!(told < 2.0 || !is_within_reach(from, meters(told - 1.0), &area));
            }
        }
    }

    #[test]
    fn an_empty_surface_is_nowhere_near() {
        assert_eq!(distance_to(at(0.0, 0.0), &Area::default()), None);
        assert!(!is_within_reach(at(0.0, 0.0), meters(1e7), &Area::default()));
    }
}
