//! The reference systems that coordinates are read and written in, with the order of their axes.
//!
//! Positions are kept in WGS 84; the legal systems of French data agree with it within what a
//! position resolves (`projection`), and Web Mercator is a formula over its degrees.

use std::f64::consts::FRAC_PI_4;
use std::str::FromStr;

use crate::geometry::position::Position;
use crate::geometry::projection::{Grid, Projector};

/// The radius that Web Mercator takes for the Earth's, in meters.
const MERCATOR_RADIUS: f64 = 6_378_137.0;
/// Where Web Mercator's square ends, in degrees of latitude.
const MERCATOR_NORTH: f64 = 85.06;
/// How far there and back may lead, in meters: a position resolves a centimeter, and where a plane
/// stretches, that is more.
const SAME_PLACE: f64 = 1.0;
/// Millimeters in a meter.
const MILLIMETERS: f64 = 1_000.0;

/// A reference system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Crs {
    /// Longitude, latitude: what GeoJSON is in when nobody asks.
    #[default]
    Crs84,
    /// EPSG:4326: latitude, longitude.
    Wgs84,
    /// EPSG:3857: east, north.
    WebMercator,
    /// A legal plane grid: east, north.
    Plane(Grid),
}

impl Crs {
    /// All that are served, the one of storage first.
    pub const ALL: [Self; 8] = [
        Self::Crs84,
        Self::Wgs84,
        Self::WebMercator,
        Self::Plane(Grid::Lambert93),
        Self::Plane(Grid::Antilles),
        Self::Plane(Grid::Guyane),
        Self::Plane(Grid::Reunion),
        Self::Plane(Grid::Mayotte),
    ];

    /// Its identifier in OGC API.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Wgs84 | Self::Plane(Grid::Wgs84) => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Plane(Grid::Lambert93) => "http://www.opengis.net/def/crs/EPSG/0/2154",
            Self::Plane(Grid::Antilles) => "http://www.opengis.net/def/crs/EPSG/0/5490",
            Self::Plane(Grid::Guyane) => "http://www.opengis.net/def/crs/EPSG/0/2972",
            Self::Plane(Grid::Reunion) => "http://www.opengis.net/def/crs/EPSG/0/2975",
            Self::Plane(Grid::Mayotte) => "http://www.opengis.net/def/crs/EPSG/0/4471",
        }
    }

    /// The EPSG number of its coordinates, whatever the order of the axes.
    #[must_use]
    pub fn epsg(self) -> u16 {
        match self {
            Self::Crs84 | Self::Wgs84 => 4326,
            Self::WebMercator => 3857,
            Self::Plane(grid) => grid.epsg(),
        }
    }

    /// Whether its coordinates are degrees.
    #[must_use]
    pub fn is_in_degrees(self) -> bool {
        matches!(self, Self::Crs84 | Self::Wgs84)
    }

    /// What its two coordinates are called in a table, in their order.
    #[must_use]
    pub fn axes(self) -> [&'static str; 2] {
        match self {
            Self::Crs84 => ["lon", "lat"],
            Self::Wgs84 => ["lat", "lon"],
            Self::WebMercator | Self::Plane(_) => ["x", "y"],
        }
    }

    /// The name people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Crs84 => "WGS 84 longitude, latitude",
            Self::Wgs84 | Self::Plane(Grid::Wgs84) => "WGS 84",
            Self::WebMercator => "WGS 84 / Pseudo-Mercator",
            Self::Plane(Grid::Lambert93) => "RGF93 v1 / Lambert-93",
            Self::Plane(Grid::Antilles) => "RGAF09 / UTM zone 20N",
            Self::Plane(Grid::Guyane) => "RGFG95 / UTM zone 22N",
            Self::Plane(Grid::Reunion) => "RGR92 / UTM zone 40S",
            Self::Plane(Grid::Mayotte) => "RGM04 / UTM zone 38S",
        }
    }
}

impl FromStr for Crs {
    type Err = String;

    /// From its URI or its safe CURIE, such as `[EPSG:2154]`.
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.strip_prefix("https://").map(|rest| format!("http://{rest}"));
        let plain = plain.as_deref().unwrap_or(text);
        let curie = plain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_meant = |crs: &Self| match curie.map(|curie| curie.split_once(':')) {
            Some(Some(("OGC", "CRS84"))) => *crs == Self::Crs84,
            Some(Some(("EPSG", number))) => *crs != Self::Crs84 && number == crs.epsg().to_string(),
            Some(_) => false,
            None => crs.uri() == plain,
        };
        Self::ALL.into_iter().find(is_meant).ok_or_else(|| {
            let served = Self::ALL.map(Self::uri).join(", ");
            format!("`{text}` is no reference system served; use one of {served}")
        })
    }
}

/// A reference system ready for use. Build once, use for every position.
pub struct Frame {
    crs: Crs,
    projector: Option<Projector>,
}

impl Frame {
    #[must_use]
    pub fn new(crs: Crs) -> Self {
        let projector = if let Crs::Plane(grid) = crs { Some(Projector::new(grid)) } else { None };
        Self { crs, projector }
    }

    /// The system.
    #[must_use]
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// Digits after the point of [`Self::units`]: tenths of a microdegree, or millimeters.
    #[must_use]
    pub fn places(&self) -> u32 {
        if self.crs.is_in_degrees() { 7 } else { 3 }
    }

    /// The coordinates in the order of the axes, in units of `10^-places`. `None` where the
    /// system does not reach.
    #[must_use]
    pub fn units(&self, position: Position) -> Option<[i64; 2]> {
        let (lon, lat) = position.steps();
        match self.crs {
            Crs::Crs84 => Some([lon.into(), lat.into()]),
            Crs::Wgs84 => Some([lat.into(), lon.into()]),
            Crs::WebMercator | Crs::Plane(_) => {
                let [x, y] = self.plane(position)?;
                Some([(x * MILLIMETERS).round() as i64, (y * MILLIMETERS).round() as i64])
            }
        }
    }

    /// The coordinates, east first whatever the order of the axes: degrees, or meters to the
    /// millimeter.
    #[must_use]
    pub fn east_north(&self, position: Position) -> Option<[f64; 2]> {
        if self.crs.is_in_degrees() {
            return Some(position.degrees());
        }
        self.units(position).map(|units| units.map(|unit| unit as f64 / MILLIMETERS))
    }

    /// Whether a place has coordinates in it.
    #[must_use]
    pub fn reaches(&self, position: Position) -> bool {
        let [lon, lat] = position.degrees();
        match self.crs {
            Crs::Crs84 | Crs::Wgs84 => true,
            Crs::WebMercator => lat.abs() <= MERCATOR_NORTH,
            Crs::Plane(grid) => grid.reaches(lon, lat),
        }
    }

    /// East and north in the system's unit, not rounded. `None` where it does not reach.
    #[must_use]
    pub fn plane(&self, position: Position) -> Option<[f64; 2]> {
        let [lon, lat] = position.degrees();
        match (&self.projector, self.crs) {
            (Some(projector), _) => projector.from_degrees(lon, lat).map(|(x, y)| [x, y]),
            (None, Crs::WebMercator) if lat.abs() <= MERCATOR_NORTH => {
                let stretched = (FRAC_PI_4 + lat.to_radians() / 2.0).tan().ln();
                Some([MERCATOR_RADIUS * lon.to_radians(), MERCATOR_RADIUS * stretched])
            }
            (None, Crs::WebMercator) => None,
            (None, _) => Some([lon, lat]),
        }
    }

    /// Longitude and latitude of coordinates in the order of the axes. `None` when they are
    /// nowhere on the globe, or where the system does not reach: its inverse is of no meaning there.
    #[must_use]
    pub fn degrees(&self, [first, second]: [f64; 2]) -> Option<[f64; 2]> {
        let [lon, lat] = match (&self.projector, self.crs) {
            (Some(projector), _) => projector.to_degrees(first, second)?,
            (None, Crs::WebMercator) => {
                let lat = ((second / MERCATOR_RADIUS).exp().atan() - FRAC_PI_4) * 2.0;
                [(first / MERCATOR_RADIUS).to_degrees(), lat.to_degrees()]
            }
            (None, Crs::Wgs84) => [second, first],
            (None, _) => [first, second],
        };
        let position = Position::from_degrees(lon, lat)?;
        let leads_back = self.crs.is_in_degrees() || {
            let [x, y] = self.plane(position)?;
            (x - first).abs() < SAME_PLACE && (y - second).abs() < SAME_PLACE
        };
        leads_back.then_some([lon, lat])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_system_is_known_by_its_uri_and_its_curie() {
        for crs in Crs::ALL {
            assert_eq!(crs.uri().parse(), Ok(crs));
            assert_eq!(crs.uri().replace("http://", "https://").parse(), Ok(crs));
        }
        assert_eq!("[EPSG:2154]".parse(), Ok(Crs::Plane(Grid::Lambert93)));
        assert_eq!("[EPSG:4326]".parse(), Ok(Crs::Wgs84));
        assert_eq!("[OGC:CRS84]".parse(), Ok(Crs::Crs84));
        for wrong in
            ["EPSG:2154", "[EPSG:27572]", "[EPSG]", "[]", "", "http://www.opengis.net/def/crs/EPSG/0/27572"]
        {
            let why = wrong.parse::<Crs>().expect_err(wrong);
            assert!(why.contains("EPSG/0/2154"), "{why}");
        }
    }

    /// As PROJ 9.5 says, to the millimeter.
    const PROJ_CASES: [(Crs, f64, f64, [i64; 2]); 11] = [
        (Crs::Crs84, 2.3522, 48.8566, [23_522_000, 488_566_000]),
        (Crs::Wgs84, 2.3522, 48.8566, [488_566_000, 23_522_000]),
        (Crs::WebMercator, 2.3522, 48.8566, [261_845_706, 6_250_564_350]),
        (Crs::Plane(Grid::Lambert93), 2.3522, 48.8566, [652_469_023, 6_862_035_259]),
        (Crs::Plane(Grid::Lambert93), 9.45, 42.7, [1_228_546_045, 6_199_420_644]),
        (Crs::Plane(Grid::Lambert93), 55.5364, -21.1151, [10_223_607_882, 518_789_860]),
        (Crs::Plane(Grid::Antilles), -61.0588, 14.6161, [709_096_316, 1_616_759_733]),
        (Crs::Plane(Grid::Guyane), -52.3333, 4.9333, [352_169_812, 545_439_325]),
        (Crs::Plane(Grid::Reunion), 55.4481, -20.8789, [338_568_315, 7_690_475_437]),
        (Crs::Plane(Grid::Mayotte), 45.2279, -12.7806, [524_735_375, 8_587_115_812]),
        (Crs::Plane(Grid::Mayotte), 55.4481, -20.8789, [1_591_274_378, 7_655_517_767]),
    ];

    #[test]
    fn coordinates_are_those_of_proj_in_the_order_of_the_axes() {
        for (crs, lon, lat, expected) in PROJ_CASES {
            let frame = Frame::new(crs);
            let position = Position::from_degrees(lon, lat).expect("on the globe");
            assert_eq!(frame.units(position), Some(expected), "{crs:?}");
        }
    }

    #[test]
    fn what_a_grid_does_not_reach_has_no_coordinates() {
        let paris = Position::from_degrees(2.35, 48.85).expect("on the globe");
        let pole = Position::from_degrees(0.0, -90.0).expect("on the globe");
        assert_eq!(Frame::new(Crs::Plane(Grid::Reunion)).units(paris), None);
        assert_eq!(Frame::new(Crs::Plane(Grid::Lambert93)).units(pole), None);
        assert_eq!(Frame::new(Crs::WebMercator).units(pole), None);
        assert!(Frame::new(Crs::Wgs84).units(pole).is_some());
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lon in -25.0..25.0_f64, lat in -30.0..70.0_f64, rank in 0..8_usize) {
            let crs = Crs::ALL[rank];
            let middle = match crs {
                Crs::Plane(Grid::Antilles) => -63.0,
                Crs::Plane(Grid::Guyane) => -51.0,
                Crs::Plane(Grid::Reunion) => 57.0,
                Crs::Plane(Grid::Mayotte) => 45.0,
                _ => 3.0,
            };
            let frame = Frame::new(crs);
            let position = Position::from_degrees(middle + lon, lat).expect("on the globe");
            let there = frame.plane(position).expect("within reach");
            let there = if crs == Crs::Wgs84 { [there[1], there[0]] } else { there };
            let back = frame.degrees(there).expect("on the globe");
            prop_assert_eq!(Position::from_degrees(back[0], back[1]), Some(position));
        }
    }
}
