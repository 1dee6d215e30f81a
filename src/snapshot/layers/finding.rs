//! The collections that analyses fill when a snapshot is made.

use crate::domain::level::Level;
use crate::formats::table::ShapeKind;

/// What was found. Its rows are about territories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// What is missing, surely or probably: a row a function and territory.
    Lacunes,
    /// Every verdict on a territory: a row a territory.
    Constats,
    /// Stages of chains that nobody known holds: a row a chain, stage and territory.
    MaillonsManquants,
    /// Who resembles whom: a row a territory and twin.
    Jumeaux,
    /// Where territories stand by the indices at hand: a row an index and territory.
    Indicateurs,
}

impl Finding {
    /// All of them, in the order served.
    pub const ALL: [Self; 5] =
        [Self::Lacunes, Self::Constats, Self::MaillonsManquants, Self::Jumeaux, Self::Indicateurs];

    /// The name in addresses and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lacunes => "lacunes",
            Self::Constats => "constats",
            Self::MaillonsManquants => "maillons-manquants",
            Self::Jumeaux => "jumeaux",
            Self::Indicateurs => "indicateurs",
        }
    }

    /// The title people read.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Lacunes => "Lacunes : ce qui manque, sûr ou probable",
            Self::Constats => "Constats par territoire, fonction par fonction",
            Self::MaillonsManquants => "Maillons de filières que personne de connu ne tient",
            Self::Jumeaux => "Territoires qui se ressemblent",
            Self::Indicateurs => "Indices composites par territoire",
        }
    }

    /// What its rows look like on a map: the territory's outline, or its point where one outline
    /// would be repeated for many rows.
    #[must_use]
    pub fn shape_kind(self) -> ShapeKind {
        match self {
            Self::Lacunes | Self::Constats | Self::MaillonsManquants => ShapeKind::Area,
            Self::Jumeaux | Self::Indicateurs => ShapeKind::Point,
        }
    }

    /// The levels of the territories that it is about.
    #[must_use]
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::Indicateurs => &Level::ALL,
            _ => &[Level::Bassin, Level::Epci, Level::Departement, Level::Region],
        }
    }
}
