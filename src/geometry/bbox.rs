//! A box of longitudes and latitudes, as OGC API asks for it.

use std::str::FromStr;

use crate::geometry::position::Position;

/// A box on the globe. `west > east` means that it crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Why a text or four numbers are no [`Bbox`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BboxError {
    /// Something between two commas is not a number.
    #[error("`{0}` is not a finite number")]
    NotANumber(String),
    /// Four, or six with heights, which are left out.
    #[error("expected 4 numbers west,south,east,north but got {0}")]
    Count(usize),
    /// Longitudes leave the globe.
    #[error("longitudes must satisfy -180 <= west, east <= 180, got {west} and {east}")]
    Longitudes { west: f64, east: f64 },
    /// The box is upside down or leaves the globe.
    #[error("latitudes must satisfy -90 <= south <= north <= 90, got {south} and {north}")]
    Latitudes { south: f64, north: f64 },
}

impl Bbox {
    /// A box from its four sides in degrees.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BboxError> {
        if !(west.abs() <= 180.0 && east.abs() <= 180.0) {
            return Err(BboxError::Longitudes { west, east });
        }
        if !(-90.0 <= south && south <= north && north <= 90.0) {
            return Err(BboxError::Latitudes { south, north });
        }
        Ok(Self { west, south, east, north })
    }

    /// The smallest box around positions, which must not straddle the antimeridian.
    /// `None` when there is none.
    #[must_use]
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        let mut positions = positions.into_iter();
        let first = positions.next()?.steps();
        let (low, high) = positions.fold((first, first), |(low, high), position| {
            let (lon, lat) = position.steps();
            ((low.0.min(lon), low.1.min(lat)), (high.0.max(lon), high.1.max(lat)))
        });
        let low = Position::from_steps(low.0, low.1)?;
        let high = Position::from_steps(high.0, high.1)?;
        Self::new(low.lon(), low.lat(), high.lon(), high.lat()).ok()
    }

    /// West, south, east, north in degrees.
    #[must_use]
    pub fn sides(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// Whether a position is inside or on the border.
    #[must_use]
    pub fn contains(self, position: Position) -> bool {
        let (lon, lat) = (position.lon(), position.lat());
        let between_sides = if self.west <= self.east {
            self.west <= lon && lon <= self.east
        } else {
            self.west <= lon || lon <= self.east
        };
        between_sides && self.south <= lat && lat <= self.north
    }

    /// Whether two boxes share at least a point.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let latitudes = self.south <= other.north && other.south <= self.north;
        latitudes
            && self
                .halves()
                .into_iter()
                .flatten()
                .any(|(west, east)| other.halves().into_iter().flatten().any(|(w, e)| west <= e && w <= east))
    }

    /// Whether another box, which does not cross the antimeridian, lies wholly inside.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        let latitudes = self.south <= other.south && other.north <= self.north;
        let spans = |(west, east): (f64, f64)| west <= other.west && other.east <= east;
        latitudes && other.west <= other.east && self.halves().into_iter().flatten().any(spans)
    }

    /// The one or two spans of longitude that do not cross the antimeridian.
    #[must_use]
    pub fn halves(self) -> [Option<(f64, f64)>; 2] {
        if self.west <= self.east {
            [Some((self.west, self.east)), None]
        } else {
            [Some((self.west, 180.0)), Some((-180.0, self.east))]
        }
    }
}

impl FromStr for Bbox {
    type Err = BboxError;

    fn from_str(text: &str) -> Result<Self, BboxError> {
        let [west, south, east, north] = corners(text)?;
        Self::new(west, south, east, north)
    }
}

/// The two corners of a box in any reference system: four numbers, or six with heights, which are
/// left out. Nothing here has a height.
pub fn corners(text: &str) -> Result<[f64; 4], BboxError> {
    let numbers = text
        .split(',')
        // One more than is legal, however many commas are sent.
        .take(7)
        .map(|part| {
            let number = part.trim().parse::<f64>().ok().filter(|n| n.is_finite());
            number.ok_or_else(|| BboxError::NotANumber(part.trim().to_owned()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    match numbers[..] {
        [a, b, c, d] | [a, b, _, c, d, _] => Ok([a, b, c, d]),
        _ => Err(BboxError::Count(text.split(',').count())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    #[test]
    fn a_box_across_the_antimeridian_has_two_halves() {
        let fiji: Bbox = "177,-19,-178,-16".parse().expect("legal in RFC 7946");
        assert!(fiji.contains(at(179.0, -17.0)) && fiji.contains(at(-179.0, -17.0)));
        assert!(!fiji.contains(at(0.0, -17.0)));
        let west_of_it = Bbox::new(-180.0, -20.0, -179.0, 0.0).expect("a box");
        assert!(fiji.meets(west_of_it) && west_of_it.meets(fiji));
    }

    #[test]
    fn heights_are_left_out() {
        assert_eq!("1,2,0,3,4,100".parse::<Bbox>(), "1,2,3,4".parse());
    }

    #[test]
    fn faults_are_named() {
        let reason = |text: &str| text.parse::<Bbox>().expect_err(text).to_string();
        assert_eq!(reason("2,49,3,48"), "latitudes must satisfy -90 <= south <= north <= 90, got 49 and 48");
        assert_eq!(reason("2,x,3,48"), "`x` is not a finite number");
        assert_eq!(reason("1,2,3"), "expected 4 numbers west,south,east,north but got 3");
        assert_eq!(reason("NaN,2,3,4"), "`NaN` is not a finite number");
        assert!(reason("-190,2,3,4").starts_with("longitudes"));
    }
}
