//! Communes as the official table gives them, and the zones they compose.

use crate::domain::ids::CommuneCode;
use crate::geometry::area::Area;
use crate::geometry::position::Position;

/// INSEE's communal density grid, seven classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Density {
    GrandCentreUrbain,
    CentreUrbainIntermediaire,
    CeintureUrbaine,
    PetiteVille,
    BourgRural,
    RuralDisperse,
    RuralTresDisperse,
}

impl Density {
    /// The classes with their official labels.
    pub const LABELS: [(Self, &str); 7] = [
        (Self::GrandCentreUrbain, "Grands centres urbains"),
        (Self::CentreUrbainIntermediaire, "Centres urbains intermédiaires"),
        (Self::CeintureUrbaine, "Ceintures urbaines"),
        (Self::PetiteVille, "Petites villes"),
        (Self::BourgRural, "Bourgs ruraux"),
        (Self::RuralDisperse, "Rural à habitat dispersé"),
        (Self::RuralTresDisperse, "Rural à habitat très dispersé"),
    ];

    /// The class that bears an official label.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Self> {
        Self::LABELS.into_iter().find(|(_, l)| *l == label).map(|(class, _)| class)
    }

    /// Whether it is dense or intermediate in the grid of three classes: not rural.
    #[must_use]
    pub fn is_urban(self) -> bool {
        self <= Self::PetiteVille
    }

    /// The official label.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::LABELS.into_iter().find(|(class, _)| *class == self).map_or("", |(_, label)| label)
    }
}

/// A zone as the commune table names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRef {
    /// The official code, unique within its level.
    pub code: String,
    /// The official name; empty when the table gives none (départements and régions).
    pub name: String,
}

/// A row of the national commune table.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    pub code: CommuneCode,
    pub name: String,
    pub departement: String,
    pub region: String,
    /// `None` for the few communes outside any EPCI.
    pub epci: Option<ZoneRef>,
    /// The *bassin de vie*, by the table alone: never by a polygon or a prefix.
    pub bassin: ZoneRef,
    /// A point that stands for the commune, as published with the table.
    pub point: Position,
    /// Municipal population, the one that may be added up (PMUN).
    pub population: u32,
    /// `None` when the grid has no class for it.
    pub density: Option<Density>,
    /// Code of the *aire d'attraction* of a town that it is part of, [`NO_ATTRACTION`] outside of
    /// any; `None` when the table does not tell.
    pub attraction: Option<String>,
}

/// What stands for an attraction area in the rows of communes outside of any.
pub const NO_ATTRACTION: &str = "000";

/// How an outline came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutlineOrigin {
    /// The official contour, or a union of official contours.
    Official,
    /// Cut out of a former commune's contour, nearest commune point first: an estimate.
    Estimated,
    /// No contour is known.
    Missing,
}

impl OutlineOrigin {
    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Estimated => "estimated",
            Self::Missing => "missing",
        }
    }

    /// The origin that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Official, Self::Estimated, Self::Missing].into_iter().find(|o| o.word() == word)
    }
}

/// A published contour, under the code it had when it was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    pub code: CommuneCode,
    pub area: Area,
}
