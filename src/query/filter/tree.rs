//! What a filter says, whichever encoding said it: the tree of CQL2 (OGC 21-065r2).

use crate::geometry::bbox::Bbox;
use crate::query::filter::error::Place;

/// A condition on a feature. Equality is that of what is said, not of where it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// All of two or more.
    And(Vec<Self>),
    /// At least one of two or more.
    Or(Vec<Self>),
    Not(Box<Self>),
    /// `TRUE` or `FALSE` alone.
    Constant(bool),
    Predicate(Predicate),
}

impl Expression {
    /// How many `AND`, `OR` and `NOT` stand one inside the other.
    #[must_use]
    pub fn nesting(&self) -> usize {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                1 + parts.iter().map(Self::nesting).max().unwrap_or_default()
            }
            Self::Not(part) => 1 + part.nesting(),
            Self::Constant(_) | Self::Predicate(_) => 0,
        }
    }

    /// How many predicates it is made of.
    #[must_use]
    pub fn predicates(&self) -> usize {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::predicates).sum(),
            Self::Not(part) => part.predicates(),
            Self::Constant(_) => 0,
            Self::Predicate(_) => 1,
        }
    }
}

/// What is asked of one feature at a time.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    Compare {
        left: Scalar,
        how: Comparison,
        right: Scalar,
    },
    /// `%` stands for any characters, `_` for one, `\` before either for itself.
    Like {
        value: Scalar,
        pattern: Scalar,
    },
    /// Both bounds are in.
    Between {
        value: Scalar,
        low: Scalar,
        high: Scalar,
    },
    In {
        value: Scalar,
        list: Vec<Scalar>,
    },
    /// Of a property, that of the geometry included.
    IsNull(Scalar),
    Spatial {
        how: Relation,
        left: Ground,
        right: Ground,
    },
    Array {
        how: SetRelation,
        left: Items,
        right: Items,
    },
}

/// A value of one feature or of all, and how it is made alike before it is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    pub atom: Atom,
    pub fold: Fold,
    pub place: Place,
}

/// A property or a literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    Property(String),
    Text(String),
    /// Finite.
    Number(f64),
    Boolean(bool),
    /// `YYYY-MM-DD`.
    Date(String),
    /// `YYYY-MM-DDThh:mm:ssZ`, with or without fractions of a second.
    Timestamp(String),
}

/// `CASEI` and `ACCENTI`; either may wrap the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fold {
    pub case: bool,
    pub accents: bool,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Different,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

impl Comparison {
    /// All, each before those whose sign begins like it.
    pub const ALL: [Self; 6] =
        [Self::Different, Self::AtMost, Self::AtLeast, Self::Equal, Self::Less, Self::Greater];

    /// The sign, in both encodings.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "<>",
            Self::Less => "<",
            Self::Greater => ">",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
        }
    }

    /// The same said from the other side.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::Different => Self::Different,
            Self::Less => Self::Greater,
            Self::Greater => Self::Less,
            Self::AtMost => Self::AtLeast,
            Self::AtLeast => Self::AtMost,
        }
    }

    /// Whether it holds between two values of this order.
    #[must_use]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Different => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// How two shapes lie (OGC 06-103r4): words in lower case as in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Intersects,
    Disjoint,
    Within,
    Contains,
    Equals,
    Touches,
    Crosses,
    Overlaps,
}

impl Relation {
    pub const ALL: [Self; 8] = [
        Self::Intersects,
        Self::Disjoint,
        Self::Within,
        Self::Contains,
        Self::Equals,
        Self::Touches,
        Self::Crosses,
        Self::Overlaps,
    ];

    /// The function's name in JSON; in text it is written in capitals.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Intersects => "s_intersects",
            Self::Disjoint => "s_disjoint",
            Self::Within => "s_within",
            Self::Contains => "s_contains",
            Self::Equals => "s_equals",
            Self::Touches => "s_touches",
            Self::Crosses => "s_crosses",
            Self::Overlaps => "s_overlaps",
        }
    }

    /// The same said from the other side.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            symmetric => symmetric,
        }
    }
}

/// How two lists, taken as sets, relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetRelation {
    Contains,
    ContainedBy,
    Equals,
    Overlaps,
}

impl SetRelation {
    pub const ALL: [Self; 4] = [Self::Contains, Self::ContainedBy, Self::Equals, Self::Overlaps];

    /// The function's name in JSON; in text it is written in capitals.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contains => "a_contains",
            Self::ContainedBy => "a_containedBy",
            Self::Equals => "a_equals",
            Self::Overlaps => "a_overlaps",
        }
    }

    /// The same said from the other side.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Contains => Self::ContainedBy,
            Self::ContainedBy => Self::Contains,
            symmetric => symmetric,
        }
    }
}

/// One side of a spatial predicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Ground {
    Property { name: String, place: Place },
    Literal(Geometry),
}

/// A shape written in the filter, in degrees, longitude first, heights left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// May cross the antimeridian.
    Bbox(Bbox),
    /// Any of the seven shapes of WKT, never empty, all on the globe.
    Shape(geo::Geometry<f64>),
}

/// One side of an array predicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    Property { name: String, place: Place },
    Literal(Vec<Scalar>),
}
