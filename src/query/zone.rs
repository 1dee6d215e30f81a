//! A zone of interest: any union of territories, resolved once into a set of communes.

use std::fmt;

use crate::domain::level::Level;
use crate::snapshot::territories::Territories;

/// How many territories one question may name.
const CEILING: usize = 1_000;

/// A union of territories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// What was asked: level and row, in the order asked.
    pub members: Vec<(Level, u32)>,
    /// For each commune, whether it is in.
    communes: Vec<bool>,
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
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        if CEILING < parts.len() {
            return Err(ZoneError::TooMany(parts.len()));
        }
        let members =
            parts.into_iter().map(|part| member(part, territories)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::of(members, territories))
    }

    /// The union of territories given by level and row.
    #[must_use]
    pub fn of(members: Vec<(Level, u32)>, territories: &Territories) -> Self {
        let communes = (0..territories.of(Level::Commune).len() as u32)
            .map(|commune| members.iter().any(|&(level, row)| territories.zone(commune, level) == Some(row)))
            .collect();
        Self { members, communes }
    }

    /// Whether a commune is in.
    #[must_use]
    pub fn contains(&self, commune: u32) -> bool {
        self.communes[commune as usize]
    }

    /// The rows of its communes, in order.
    pub fn communes(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.communes).filter(|(_, inside)| **inside).map(|(row, _)| row)
    }
}

fn member(part: &str, territories: &Territories) -> Result<(Level, u32), ZoneError> {
    let (level, code) = part.split_once(':').ok_or_else(|| ZoneError::Shape(part.to_owned()))?;
    let level: Level = level.parse().map_err(ZoneError::Level)?;
    let row = territories.row(level, code);
    row.map(|row| (level, row)).ok_or_else(|| ZoneError::Unknown { level, code: code.to_owned() })
}

/// The zone as it is written in addresses.
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
