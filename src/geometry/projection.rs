//! The legal grids of French data, towards WGS 84 (`proj4rs`, pure Rust).
//!
//! Equal to PROJ 9.5 within a millimetre on the project's reference cases (tests/it/geometry.rs);
//! with `proj4rs` 0.3 the farthest was 7 nanometres.

use proj4rs::proj::Proj;

use crate::geometry::position::Position;

/// The legal plane grids, one per zone, and WGS 84 itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grid {
    /// EPSG:4326, degrees.
    Wgs84,
    /// EPSG:2154, Lambert-93, mainland France.
    Lambert93,
    /// EPSG:5490, UTM 20N RGAF09: Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy.
    Antilles,
    /// EPSG:2972, UTM 22N RGFG95.
    Guyane,
    /// EPSG:2975, UTM 40S RGR92.
    Reunion,
    /// EPSG:4471, UTM 38S RGM04.
    Mayotte,
}

impl Grid {
    /// All plane grids.
    pub const PLANE: [Self; 5] =
        [Self::Lambert93, Self::Antilles, Self::Guyane, Self::Reunion, Self::Mayotte];

    /// The grid that bears an EPSG number, if it is one of the legal ones.
    #[must_use]
    pub fn from_epsg(number: u16) -> Option<Self> {
        [Self::Wgs84].into_iter().chain(Self::PLANE).find(|grid| grid.epsg() == number)
    }

    /// The EPSG number.
    #[must_use]
    pub fn epsg(self) -> u16 {
        match self {
            Self::Wgs84 => 4326,
            Self::Lambert93 => 2154,
            Self::Antilles => 5490,
            Self::Guyane => 2972,
            Self::Reunion => 2975,
            Self::Mayotte => 4471,
        }
    }

    /// The legal grid of a département's data; mainland ones share Lambert-93.
    #[must_use]
    pub fn of_departement(code: &str) -> Self {
        match code {
            "971" | "972" | "977" | "978" => Self::Antilles,
            "973" => Self::Guyane,
            "974" => Self::Reunion,
            "976" => Self::Mayotte,
            _ => Self::Lambert93,
        }
    }

    /// Whether the grid gives a place coordinates that lead back to it: Lambert-93 the whole globe
    /// but the south polar cap, from which its cone runs away to infinity; a UTM grid 40° either
    /// side of its central meridian, beyond which its series lose their exactness.
    #[must_use]
    pub fn reaches(self, lon: f64, lat: f64) -> bool {
        let near = |meridian: f64| (lon - meridian).abs() <= 40.0 && lat.abs() <= 84.0;
        match self {
            Self::Wgs84 => true,
            Self::Lambert93 => -80.0 <= lat,
            Self::Antilles => near(-63.0),
            Self::Guyane => near(-51.0),
            Self::Reunion => near(57.0),
            Self::Mayotte => near(45.0),
        }
    }

    fn definition(self) -> &'static str {
        match self {
            Self::Wgs84 => "+proj=longlat +ellps=WGS84 +datum=WGS84 +no_defs",
            Self::Lambert93 => {
                "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 \
                 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs"
            }
            Self::Antilles => "+proj=utm +zone=20 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs",
            Self::Guyane => "+proj=utm +zone=22 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs",
            Self::Reunion => {
                "+proj=utm +zone=40 +south +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs"
            }
            Self::Mayotte => {
                "+proj=utm +zone=38 +south +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs"
            }
        }
    }
}

/// Converts between WGS 84 and one grid. Build once, use for every row.
pub struct Projector {
    wgs84: Proj,
    plane: Proj,
    grid: Grid,
}

impl Projector {
    /// A projector for `grid`.
    #[must_use]
    pub fn new(grid: Grid) -> Self {
        let proj = |g: Grid| Proj::from_proj_string(g.definition()).expect("the definitions are constants");
        Self { wgs84: proj(Grid::Wgs84), plane: proj(grid), grid }
    }

    /// The position of a point of the grid. `None` where the grid has no inverse.
    #[must_use]
    pub fn to_position(&self, x: f64, y: f64) -> Option<Position> {
        if self.grid == Grid::Wgs84 {
            return Position::from_degrees(x, y);
        }
        let [lon, lat] = self.to_degrees(x, y)?;
        Position::from_degrees(lon, lat)
    }

    /// Longitude and latitude of a point of the grid, not rounded.
    #[must_use]
    pub fn to_degrees(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        let mut point = (x, y, 0.0);
        proj4rs::transform::transform(&self.plane, &self.wgs84, &mut point).ok()?;
        Some([point.0.to_degrees(), point.1.to_degrees()])
    }

    /// Coordinates in the grid: meters, or degrees for WGS 84. `None` where it does not reach
    /// ([`Grid::reaches`]).
    #[must_use]
    pub fn from_degrees(&self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        if self.grid == Grid::Wgs84 {
            return Some((lon, lat));
        }
        if !self.grid.reaches(lon, lat) {
            return None;
        }
        let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
        proj4rs::transform::transform(&self.wgs84, &self.plane, &mut point).ok()?;
        Some((point.0, point.1))
    }
}
