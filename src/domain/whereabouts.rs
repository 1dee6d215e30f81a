//! What a source says of a place, and what we made of it.

use crate::domain::ids::CommuneCode;
use crate::geometry::position::Position;

/// How good a position is. Best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Surveyed, or found at its house number.
    Exact,
    /// Somewhere in the right street.
    Street,
    /// Computed from incomplete clues; may be a kilometer off.
    Estimated,
    /// Only the commune is known; the position is the commune's, never shown as a place.
    Commune,
}

impl Precision {
    /// All, best first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Street, Self::Estimated, Self::Commune];

    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Street => "street",
            Self::Estimated => "estimated",
            Self::Commune => "commune",
        }
    }

    /// The precision that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// The clues of one row. All optional: rows differ.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Whereabouts {
    /// An INSEE commune code of any vintage, an arrondissement, or one that lost its zero.
    pub insee: Option<String>,
    /// Five digits.
    pub postal_code: Option<String>,
    /// The commune's name as written.
    pub town: Option<String>,
    /// The département's code or name as written: tells apart two towns of one name.
    pub departement: Option<String>,
    /// A point and how good it is.
    pub point: Option<(Position, Precision)>,
}

/// How the commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// By a current INSEE code.
    Code,
    /// By an old code, through the passage table; arrondissements come this way.
    OldCode,
    /// By postal code and name.
    PostalName,
    /// By name within the département.
    Name,
    /// By the outline around the point.
    Outline,
}

/// Where something is, as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// At a position, in a commune.
    At { commune: CommuneCode, position: Position, precision: Precision },
    /// Somewhere; counted in the national totals only.
    Nowhere,
}
