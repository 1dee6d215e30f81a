//! A zone of interest: any union of territories and of drawn surfaces.
//!
//! Membership of a territory is told by the commune table, that of a drawing by geometry
//! ([`crate::query::drawn`]).

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::domain::level::Level;
use crate::index::rows::RowSet;
use crate::query::drawn::Drawn;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::territories::Territories;

/// How many territories one question may name.
const CEILING: usize = 1_000;

/// A union of territories, and of a drawing if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// What was asked: level and row, in the order asked.
    pub members: Vec<(Level, u32)>,
    /// Those that are in a member, in order.
    communes: Vec<u32>,
    /// The rows that a drawing adds, of the one layer that they were found for.
    drawn: Option<Arc<Drawn>>,
}

/// Why a text is no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// A part is not `level:code`.
    #[error("`{0}` is not level:code, such as bassin:44109")]
    Shape(String),
    /// The word before the colon.
    #[error("{0}")]
    Level(String),
    /// The code after it.
    #[error("no {level} has the code `{code}` in this snapshot; try /search?q={code}")]
    Unknown { level: Level, code: String },
    /// Too long a list.
    #[error("{0} territories in one zone; at most {CEILING} are accepted")]
    TooMany(usize),
}

impl Zone {
    /// From `level:code` parts joined by commas.
    pub fn parse(text: &str, territories: &Territories) -> Result<Self, ZoneError> {
        let parts: Vec<&str> = text.split(',').map(str::trim).take(CEILING + 1).collect();
        if CEILING < parts.len() {
            return Err(ZoneError::TooMany(text.split(',').count()));
        }
        let members =
            parts.into_iter().map(|part| member(part, territories)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::of(members, territories))
    }

    /// The union of territories given by level and row.
    #[must_use]
    pub fn of(members: Vec<(Level, u32)>, territories: &Territories) -> Self {
        let of_each = members.iter().flat_map(|&(level, row)| territories.communes(level, row));
        let mut communes: Vec<u32> = of_each.copied().collect();
        communes.sort_unstable();
        communes.dedup();
        Self { members, communes, drawn: None }
    }

    /// The zone with a drawing: what is in either is in. The drawing has been resolved for the
    /// layer that will be asked.
    #[must_use]
    pub fn joined_by(self, drawn: Drawn) -> Self {
        Self { drawn: Some(Arc::new(drawn)), ..self }
    }

    /// Whether territories are all it is: then membership is told of every row.
    #[must_use]
    pub fn is_official(&self) -> bool {
        self.drawn.is_none()
    }

    /// Whether a commune is in a territory of the zone.
    #[must_use]
    pub fn contains(&self, commune: u32) -> bool {
        self.communes.binary_search(&commune).is_ok()
    }

    /// The rows of the communes of its territories, in order.
    pub fn communes(&self) -> impl Iterator<Item = u32> {
        self.communes.iter().copied()
    }

    /// The rows of a set that are in the zone. O(rows of the zone + rows of the set).
    #[must_use]
    pub fn rows_among(&self, snapshot: &Snapshot, layer: Layer, among: &RowSet) -> RowSet {
        let official = self.official(snapshot, layer, among);
        match &self.drawn {
            Some(drawn) => official.or(&drawn.inside().clone().and(among)),
            None => official,
        }
    }

    /// The territories of a level that are in the zone or have a commune in it.
    #[must_use]
    pub fn territories(&self, snapshot: &Snapshot, level: Level) -> RowSet {
        let many = snapshot.territories.of(level).len() as u32;
        self.rows_among(snapshot, Layer::Territories(level), &RowSet::all(many))
    }

    /// The rows of a set that may be in the zone or not: known by a commune that a drawing cuts.
    #[must_use]
    pub fn undetermined_among(&self, snapshot: &Snapshot, layer: Layer, among: &RowSet) -> RowSet {
        let Some(drawn) = &self.drawn else { return RowSet::none(among.table_len()) };
        let unsure = drawn.undetermined().clone().and(among);
        let official = self.official(snapshot, layer, &unsure);
        unsure.minus(&official)
    }

    fn official(&self, snapshot: &Snapshot, layer: Layer, among: &RowSet) -> RowSet {
        match layer {
            Layer::Territories(level) => {
                // A territory is in a zone when one of its communes is.
                let inside: BTreeSet<u32> =
                    self.communes().filter_map(|commune| snapshot.territories.zone(commune, level)).collect();
                among.kept(|row| inside.contains(&row))
            }
            Layer::Found(finding) if !finding.is_placed() => {
                let rows = snapshot.found_among(finding, |level| {
                    let many = snapshot.territories.of(level).len() as u32;
                    self.official(snapshot, Layer::Territories(level), &RowSet::all(many))
                });
                RowSet::from_rows(among.table_len(), rows).and(among)
            }
            _ => {
                let rows = self.communes().flat_map(|commune| snapshot.rows_of_commune(layer, commune));
                RowSet::from_rows(among.table_len(), rows.copied()).and(among)
            }
        }
    }
}

fn member(part: &str, territories: &Territories) -> Result<(Level, u32), ZoneError> {
    let (level, code) = part.split_once(':').ok_or_else(|| ZoneError::Shape(part.to_owned()))?;
    let level: Level = level.parse().map_err(ZoneError::Level)?;
    let row = territories.row(level, code);
    row.map(|row| (level, row)).ok_or_else(|| ZoneError::Unknown { level, code: code.to_owned() })
}

/// The territories of a zone as they are written in addresses.
pub struct Spelled<'a>(pub &'a Zone, pub &'a Territories);

impl fmt::Display for Spelled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, &(level, row)) in self.0.members.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{level}:{}", self.1.get(level, row).code)?;
        }
        Ok(())
    }
}
