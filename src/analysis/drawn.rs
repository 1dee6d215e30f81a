//! What stands for a territory where a finding is shown on a map.

use crate::formats::table::{Shape, ShapeKind};
use crate::snapshot::territories::Territory;

/// What stands for a territory on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    Area,
    Point,
}

impl Drawn {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Area, Self::Point];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Point => "point",
        }
    }

    /// What stands for a territory; nothing for an outline that is not known.
    #[must_use]
    pub fn of(self, territory: &Territory) -> Option<Shape<'_>> {
        match self {
            Self::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            Self::Point => Some(Shape::Point(territory.point)),
        }
    }

    /// What its shapes are.
    #[must_use]
    pub fn kind(self) -> ShapeKind {
        match self {
            Self::Area => ShapeKind::Area,
            Self::Point => ShapeKind::Point,
        }
    }
}
