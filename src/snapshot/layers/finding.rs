//! The collections that analyses fill when a snapshot is made.

use crate::domain::level::Level;
use crate::formats::table::ShapeKind;

/// What was found. Its rows are about territories, or have a place of their own.
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
    /// Groups that could become a PTCE, kept or set aside: a row a group, at its middle.
    Grappes,
    /// Recorded ties: a row a tie, from one end to the other.
    Liens,
    /// Who could work together: the best pairs of each bassin de vie, from one to the other.
    Opportunites,
    /// Where a place could be made: the sites that stand for the usual kind of place, ranked in their département.
    Sites,
}

impl Finding {
    /// All of them, in the order served.
    pub const ALL: [Self; 9] = [
        Self::Lacunes,
        Self::Constats,
        Self::MaillonsManquants,
        Self::Jumeaux,
        Self::Indicateurs,
        Self::Grappes,
        Self::Liens,
        Self::Opportunites,
        Self::Sites,
    ];

    /// The name in addresses and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lacunes => "lacunes",
            Self::Constats => "constats",
            Self::MaillonsManquants => "maillons-manquants",
            Self::Jumeaux => "jumeaux",
            Self::Indicateurs => "indicateurs",
            Self::Grappes => "grappes",
            Self::Liens => "liens",
            Self::Opportunites => "opportunites",
            Self::Sites => "sites",
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
            Self::Grappes => "Grappes d'acteurs qui pourraient devenir un PTCE, à vérifier",
            Self::Liens => "Liens entre acteurs, tels que des sources les disent",
            Self::Opportunites => "Opportunités : les meilleures paires de chaque bassin de vie",
            Self::Sites => "Sites où faire un tiers-lieu, classés dans leur département",
        }
    }

    /// What its rows look like on a map: the territory's outline, or its point where one outline
    /// would be repeated for many rows.
    #[must_use]
    pub fn shape_kind(self) -> ShapeKind {
        match self {
            Self::Lacunes | Self::Constats | Self::MaillonsManquants => ShapeKind::Area,
            Self::Jumeaux | Self::Indicateurs | Self::Grappes | Self::Sites => ShapeKind::Point,
            Self::Liens | Self::Opportunites => ShapeKind::Line,
        }
    }

    /// Whether its rows have a place of their own instead of that of a territory.
    #[must_use]
    pub fn is_placed(self) -> bool {
        matches!(self, Self::Grappes | Self::Liens | Self::Opportunites | Self::Sites)
    }

    /// The levels of the territories that it is about; none where rows have a place of their own.
    #[must_use]
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::Grappes | Self::Liens | Self::Opportunites | Self::Sites => &[],
            Self::Indicateurs => &Level::ALL,
            _ => &[Level::Bassin, Level::Epci, Level::Departement, Level::Region],
        }
    }
}
