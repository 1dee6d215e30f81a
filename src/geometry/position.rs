//! A place on Earth, exact to about a centimetre and equal only to itself.
//!
//! Fixed-point degrees make positions hashable and ordered, so that two communes that share
//! a border share it to the bit, and the same input gives the same bytes on every machine.

use geo::{Distance, Geodesic};

use crate::geometry::units::Meters;

/// Steps of a fixed-point degree: 1e-7°, at most 1.2 cm on the ground.
const STEPS_PER_DEGREE: f64 = 1e7;

/// A WGS 84 position. Always on the globe: -180 ≤ lon ≤ 180 and -90 ≤ lat ≤ 90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    lon: i32,
    lat: i32,
}

impl Position {
    /// From degrees. `None` off the globe or for anything that is not a number.
    #[must_use]
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Self> {
        let on_the_globe = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        on_the_globe.then(|| Self {
            lon: (lon * STEPS_PER_DEGREE).round() as i32,
            lat: (lat * STEPS_PER_DEGREE).round() as i32,
        })
    }

    /// From fixed-point steps of 1e-7°. `None` off the globe.
    #[must_use]
    pub fn from_steps(lon: i32, lat: i32) -> Option<Self> {
        let on_the_globe = lon.unsigned_abs() <= 1_800_000_000 && lat.unsigned_abs() <= 900_000_000;
        on_the_globe.then_some(Self { lon, lat })
    }

    /// Longitude in degrees, east positive.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / STEPS_PER_DEGREE
    }

    /// Latitude in degrees, north positive.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / STEPS_PER_DEGREE
    }

    /// Longitude and latitude in steps of 1e-7°.
    #[must_use]
    pub fn steps(self) -> (i32, i32) {
        (self.lon, self.lat)
    }

    /// Longitude and latitude in degrees, in the order of GeoJSON.
    #[must_use]
    pub fn degrees(self) -> [f64; 2] {
        [self.lon(), self.lat()]
    }

    /// The geodesic distance on WGS 84 (Karney 2013).
    ///
    /// ```
    /// # use maillage::geometry::position::Position;
    /// let paris = Position::from_degrees(2.3522, 48.8566).expect("on the globe");
    /// let lyon = Position::from_degrees(4.8357, 45.7640).expect("on the globe");
    /// assert_eq!(paris.distance(lyon).to_string(), "391713 m");
    /// ```
    #[must_use]
    pub fn distance(self, other: Self) -> Meters {
        let meters = Geodesic.distance(geo::Point::from(self.pair()), geo::Point::from(other.pair()));
        Meters::new(meters).expect("a distance between two positions is finite")
    }

    fn pair(self) -> (f64, f64) {
        (self.lon(), self.lat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_off_the_globe_is_a_position() {
        assert_eq!(Position::from_degrees(180.1, 0.0), None);
        assert_eq!(Position::from_degrees(0.0, -91.0), None);
        assert_eq!(Position::from_degrees(f64::NAN, 0.0), None);
        assert_eq!(Position::from_steps(i32::MIN, 0), None);
        assert!(Position::from_degrees(-180.0, 90.0).is_some());
    }

    #[test]
    fn seven_decimals_survive_the_round_trip() {
        let position = Position::from_degrees(5.5455412, -21.1234567).expect("on the globe");
        assert_eq!(position.degrees(), [5.5455412, -21.1234567]);
    }
}
