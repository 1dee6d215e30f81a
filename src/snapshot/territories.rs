//! The territories of a snapshot: five sorted lists and who belongs to whom.

use crate::domain::level::Level;
use crate::domain::territory::{Density, OutlineOrigin};
use crate::geometry::area::Area;
use crate::geometry::position::Position;
use crate::index::by_zone::ByZone;
use crate::index::service_areas::Zoning;

/// A zone of one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Territory {
    pub code: String,
    pub name: String,
    /// Municipal population, summed over the communes.
    pub population: u64,
    /// On the ellipsoid; `None` without an outline.
    pub surface_km2: Option<f64>,
    /// How many communes it is made of.
    pub communes: u32,
    /// The communes' class; `None` above them.
    pub density: Option<Density>,
    /// The communes' attraction area, as in the commune table; `None` above them.
    pub attraction: Option<String>,
    /// Where its symbol stands: inside the outline. Communes keep their published point.
    pub point: Position,
    pub area: Area,
    pub origin: OutlineOrigin,
    /// Row of the zone it belongs to at each level, by the commune table. Its own level is
    /// itself; above communes only levels that contain it wholly are set.
    pub parents: [Option<u32>; 5],
    /// Rows of the same level that share a border, in order.
    pub neighbours: Vec<u32>,
}

/// All territories. Rows of a level are sorted by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Territories {
    levels: [Vec<Territory>; 5],
    /// The communes of each, by level.
    communes: [ByZone; 5],
}

impl Territories {
    /// From five lists that are sorted by code.
    #[must_use]
    pub fn new(levels: [Vec<Territory>; 5]) -> Self {
        debug_assert!(levels.iter().all(|list| list.is_sorted_by(|a, b| a.code < b.code)));
        let communes = Level::ALL.map(|level| {
            let zones = levels[Level::Commune as usize].iter().map(|commune| commune.parents[level as usize]);
            ByZone::new(levels[level as usize].len() as u32, zones)
        });
        Self { levels, communes }
    }

    /// The territories of a level.
    #[must_use]
    pub fn of(&self, level: Level) -> &[Territory] {
        &self.levels[level as usize]
    }

    /// The territories of a level, to be drawn otherwise. Codes stay as they are.
    pub(crate) fn of_mut(&mut self, level: Level) -> &mut [Territory] {
        &mut self.levels[level as usize]
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, level: Level, row: u32) -> &Territory {
        &self.levels[level as usize][row as usize]
    }

    /// The row of a code.
    #[must_use]
    pub fn row(&self, level: Level, code: &str) -> Option<u32> {
        let found = self.of(level).binary_search_by(|t| t.code.as_str().cmp(code));
        found.ok().map(|row| row as u32)
    }

    /// The zone of a level that a commune belongs to.
    #[must_use]
    pub fn zone(&self, commune: u32, level: Level) -> Option<u32> {
        self.get(Level::Commune, commune).parents[level as usize]
    }

    /// The communes of a territory, in order, by the table.
    #[must_use]
    pub fn communes(&self, level: Level, row: u32) -> &[u32] {
        self.communes[level as usize].rows(row)
    }
}

impl Zoning for Territories {
    fn row(&self, level: Level, code: &str) -> Option<u32> {
        self.row(level, code)
    }

    fn communes(&self, level: Level, row: u32) -> &[u32] {
        self.communes(level, row)
    }
}
