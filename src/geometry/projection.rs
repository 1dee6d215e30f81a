//! The legal grids of French data, towards WGS 84 (`proj4rs`, pure Rust).
//!
//! Equal to PROJ 9.5 within a millimetre on the project's reference cases (tests/it/geometry.rs);
//! with `proj4rs` 0.3 the farthest was 7 nanometres.

use proj4rs::proj::Proj;

use crate::geometry::position::Position;

/// The legal plane grids, one per zone, and WGS 84 itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    degrees: bool,
}

impl Projector {
    /// A projector for `grid`.
    #[must_use]
    pub fn new(grid: Grid) -> Self {
        let proj = |g: Grid| Proj::from_proj_string(g.definition()).expect("the definitions are constants");
        Self { wgs84: proj(Grid::Wgs84), plane: proj(grid), degrees: grid == Grid::Wgs84 }
    }

    /// The position of a point of the grid. `None` where the grid has no inverse.
    #[must_use]
    pub fn to_position(&self, x: f64, y: f64) -> Option<Position> {
        if self.degrees {
            return Position::from_degrees(x, y);
        }
        let mut point = (x, y, 0.0);
        proj4rs::transform::transform(&self.plane, &self.wgs84, &mut point).ok()?;
        Position::from_degrees(point.0.to_degrees(), point.1.to_degrees())
    }

    /// Coordinates in the grid: meters, or degrees for WGS 84.
    #[must_use]
    pub fn from_degrees(&self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        if self.degrees {
            return Some((lon, lat));
        }
        let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
        proj4rs::transform::transform(&self.wgs84, &self.plane, &mut point).ok()?;
        Some((point.0, point.1))
    }
}
