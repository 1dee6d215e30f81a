//! Whose question it is, where territories are compared with each other: of which level, and
//! which of them.

use crate::analysis::twins::MOST;
use crate::api::analyses::sheet::take_level;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::index::rows::RowSet;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The levels whose territories are compared with each other.
pub const LEVELS: [Level; 4] = [Level::Epci, Level::Bassin, Level::Departement, Level::Region];

/// The territories that are asked about.
#[derive(Debug, Clone)]
pub struct Whose {
    pub level: Level,
    pub zone: Option<Zone>,
}

impl Whose {
    /// Takes `level` and `zone` out of what is asked.
    pub fn take(asked: &mut Asked, snapshot: &Snapshot) -> Result<Self, Problem> {
        let level = take_level(asked)?;
        if !LEVELS.contains(&level) {
            return Err(Problem::parameter(
                "level",
                format!(
                    "`{level}` is not compared: communes are too many (more than {MOST}) and too small for a rate \
                     of theirs to be more than chance; ask bassin or epci, with zone={level}:code for the one that \
                     a commune is in"
                ),
            ));
        }
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        Ok(Self { level, zone })
    }

    /// As they are written in an address.
    #[must_use]
    pub fn words(&self, snapshot: &Snapshot) -> String {
        let zone = self.zone.as_ref().map(|zone| format!("&zone={}", Spelled(zone, &snapshot.territories)));
        format!("level={}{}", self.level.word(), zone.unwrap_or_default())
    }

    /// Their rows, in order: those that have a commune in the zone.
    #[must_use]
    pub fn rows(&self, snapshot: &Snapshot) -> Vec<u32> {
        let many = snapshot.territories.of(self.level).len() as u32;
        match &self.zone {
            None => (0..many).collect(),
            Some(zone) => {
                let layer = Layer::Territories(self.level);
                zone.rows_among(snapshot, layer, &RowSet::all(many)).iter().collect()
            }
        }
    }
}
