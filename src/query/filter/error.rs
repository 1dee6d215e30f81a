//! Why a text is no filter: the place, what is wrong there, and the way out.

use std::fmt;

use crate::query::filter::{MOST_BYTES, MOST_ITEMS, MOST_NESTED, MOST_PREDICATES, MOST_READINGS};

/// Where in a filter. All places are equal: what was said does not depend on where it stood.
#[derive(Debug, Clone)]
pub enum Place {
    /// The rank of a character of the text, the first being 1.
    Character(usize),
    /// The path of a node of the JSON (RFC 6901).
    Pointer(String),
}

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(rank) => write!(f, "at character {rank}"),
            Self::Pointer(path) if path.is_empty() => f.write_str("at the root of the JSON"),
            Self::Pointer(path) => write!(f, "at {path} of the JSON"),
        }
    }
}

/// Why a text is no filter of a layer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FilterError {
    #[error("{0} bytes, and a filter has {MOST_BYTES} at most; name fewer values, or ask several times")]
    TooLong(usize),
    #[error("{0}: nested more than {MOST_NESTED} deep; write it with fewer parentheses and NOTs")]
    TooDeep(Place),
    #[error("{0}: a list of more than {MOST_ITEMS} values; ask several times")]
    TooManyItems(Place),
    #[error("{0} comparisons, and a filter has {MOST_PREDICATES} at most; use IN, or ask several times")]
    TooManyPredicates(usize),
    #[error(
        "{conditions} conditions on names, addresses and other texts of each of {rows} rows, or on shapes; \
         a filter may read {MOST_READINGS} of them in all: ask several times"
    )]
    TooManyReadings { conditions: usize, rows: u32 },
    /// The grammar wants something else here.
    #[error("{place}: found {found}, expected {expected}")]
    Unexpected { place: Place, found: String, expected: String },
    /// It is CQL2, but no part of it that this service answers.
    #[error("{place}: {what} is not served; {instead}")]
    NotServed { place: Place, what: String, instead: &'static str },
    /// The text is no JSON at all.
    #[error("no JSON: {0}; for a filter in text, ask with filter-lang=cql2-text")]
    NotJson(String),
    #[error(
        "{place}: `{layer}` has no property `{name}`; {nearest}all of them are told by /collections/{layer}/queryables"
    )]
    UnknownProperty {
        place: Place,
        layer: &'static str,
        name: String,
        /// `did you mean a or b? `, or nothing.
        nearest: String,
    },
    /// A value that the property can never have.
    #[error("{place}: {why}")]
    WrongType { place: Place, why: String },
}
