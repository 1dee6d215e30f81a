//! The five levels of territories.

use std::fmt;
use std::str::FromStr;

/// A level of territory. A code means nothing without it: `84` is both a région and a département.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The smallest: 34,875 in the official code of 2025.
    Commune,
    /// *Établissement public de coopération intercommunale à fiscalité propre*.
    Epci,
    /// *Bassin de vie 2022*: where people find everyday services.
    Bassin,
    /// *Département*.
    Departement,
    /// *Région*.
    Region,
}

impl Level {
    /// All levels, smallest first.
    pub const ALL: [Self; 5] = [Self::Commune, Self::Epci, Self::Bassin, Self::Departement, Self::Region];

    /// The word used in addresses and parameters: `bassin:44109`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Bassin => "bassin",
            Self::Departement => "departement",
            Self::Region => "region",
        }
    }

    /// The name of the collection of all territories of the level.
    #[must_use]
    pub fn layer(self) -> &'static str {
        match self {
            Self::Commune => "communes",
            Self::Epci => "epci",
            Self::Bassin => "bassins",
            Self::Departement => "departements",
            Self::Region => "regions",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|level| level.word() == text).ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("`{text}` is no level of territory; use one of {words}")
        })
    }
}
