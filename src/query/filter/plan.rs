//! A filter as it is answered: conditions on columns, joined by *all of* and *any of*.
//!
//! `NOT` is carried down to the conditions (De Morgan's rules hold in the logic of three
//! values), each of which is wanted true or wanted false. What is unknown is neither, so one
//! set of rows a condition is enough, and no set of unknown rows is ever needed.

use crate::domain::function::FunctionSet;
use crate::query::filter::cell::Test;
use crate::query::filter::tree::{Comparison, Fold, Geometry, Relation, SetRelation};

/// A compiled filter.
#[derive(Debug, Clone)]
pub enum Plan {
    /// Cheapest first: those that follow look only at the rows that are left.
    All(Vec<Self>),
    /// Cheapest first: those that follow look only at the rows not found yet.
    Any(Vec<Self>),
    Constant(bool),
    Condition {
        ask: Ask,
        /// The truth that a row must have for this condition.
        wanted: bool,
    },
}

/// A condition on a row.
#[derive(Debug, Clone)]
pub enum Ask {
    /// On one cell.
    Cell { column: usize, test: Test },
    /// On two cells of the row.
    Cells { left: (usize, Fold), how: Comparison, right: (usize, Fold) },
    /// On the functions of an actor, as bits.
    Functions {
        how: SetRelation,
        keys: FunctionSet,
        /// Whether a function was named that the catalogue does not know.
        with_stranger: bool,
    },
    /// On the shape: whether there is none.
    NoShape,
    /// On how the shape lies to another.
    Shape { how: Relation, geometry: Geometry },
}

/// How much work a condition is for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// An integer looked up.
    Number,
    /// The index, then some of the rows.
    Index,
    /// A cell made and compared.
    Cell,
    /// A cell whose text is made alike first.
    Fold,
}
