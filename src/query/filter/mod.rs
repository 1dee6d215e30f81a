//! **Which features satisfy a condition?** CQL2 (OGC 21-065r2), in text or in JSON.
//!
//! A filter is checked for length, parsed to a tree ([`tree`]), compiled once for a layer of a
//! snapshot into a plan over its columns ([`compile`]), and answered as a set of rows
//! ([`evaluate`]). Served: the classes *basic CQL2*, *advanced comparison operators*,
//! *case-insensitive* and *accent-insensitive comparison*, *array functions*, *basic spatial
//! functions* with any shape as literal, *property-property*. Not served: arithmetic, temporal
//! functions and functions of our own; an error says what there is instead.
//!
//! `DATE` and `TIMESTAMP` are compared as the texts that they are, with columns of such texts.
//!
//! What is unknown satisfies nothing: `NULL` makes a comparison neither true nor false, its
//! negation too (SQL's logic, as CQL2 wants it).

pub mod cell;
pub mod compile;
pub mod dates;
pub mod error;
pub mod evaluate;
pub mod fold;
mod geojson_shapes;
pub mod json;
pub mod lexer;
pub mod parser;
pub mod pattern;
pub mod plan;
mod print;
pub mod properties;
pub mod read_json;
mod shapes;
pub mod spatial;
#[cfg(test)]
mod tests;
pub mod tree;
mod write_json;

use crate::geometry::reference::{Crs, Frame};
use crate::index::rows::RowSet;
use crate::query::filter::error::FilterError;
use crate::query::filter::plan::Plan;
use crate::query::filter::tree::Expression;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The conformance classes of filters, those of part 3 of OGC API Features first. The last one
/// is what drafts called *basic spatial functions*: clients still look for it. *Spatial functions* is
/// left out: layers of surfaces do not take all of them.
pub const CONFORMANCE: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-operators",
];

/// Bytes of a filter, in either encoding.
pub const MOST_BYTES: usize = 8 * 1024;
/// `AND`, `OR`, `NOT` and parentheses one inside the other.
pub const MOST_NESTED: usize = 32;
/// Brackets of JSON one inside the other: two for each level, and those of one predicate.
pub const MOST_BRACKETS: usize = 2 * MOST_NESTED + 16;
/// Values of one `IN` or of one array.
pub const MOST_ITEMS: usize = 1_000;
/// Comparisons of one filter: each may have to look at every row.
pub const MOST_PREDICATES: usize = 64;
/// Texts of rows that a filter may read, and shapes that it may measure: eight of each of 2.5
/// million rows, some seconds.
pub const MOST_READINGS: u64 = 20_000_000;

/// An encoding of CQL2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// `filter-lang=cql2-text`.
    #[default]
    Text,
    /// `filter-lang=cql2-json`.
    Json,
}

impl std::str::FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "cql2-text" => Ok(Self::Text),
            "cql2-json" => Ok(Self::Json),
            other => Err(format!("`{other}` is no language served; use cql2-text or cql2-json")),
        }
    }
}

/// The tree of a filter. O(length), within the limits of this page whatever the text.
///
/// The tree prints as one text (`Display`), which parses back to it, and as JSON
/// ([`Expression::to_json`]): two filters that say the same in the same order have one text,
/// whatever their spaces, capitals, quotes and encoding.
///
/// ```
/// # use maillage::query::filter::{Language, parse};
/// let text = parse("famille='association' and ( not commune in ('F1001') )", Language::Text)?;
/// assert_eq!(text.to_string(), "famille = 'association' AND commune NOT IN ('F1001')");
/// assert_eq!(parse(&text.to_json().to_string(), Language::Json)?, text);
/// # Ok::<(), maillage::query::filter::error::FilterError>(())
/// ```
pub fn parse(text: &str, language: Language) -> Result<Expression, FilterError> {
    parse_in(text, language, Crs::Crs84)
}

/// [`parse`] of a text whose shapes are in another reference system (`filter-crs`), in the order of
/// its axes. The tree has them in degrees: their corners are carried over one by one, the outline
/// of a box with points between its corners.
pub fn parse_in(text: &str, language: Language, crs: Crs) -> Result<Expression, FilterError> {
    if MOST_BYTES < text.len() {
        return Err(FilterError::TooLong(text.len()));
    }
    let frame = Frame::new(crs);
    let expression = match language {
        Language::Text => parser::expression(text, &frame)?,
        Language::Json => read_json::expression(text, &frame)?,
    };
    if MOST_NESTED < expression.nesting() {
        return Err(FilterError::TooDeep(error::Place::Character(1)));
    }
    let predicates = expression.predicates();
    if MOST_PREDICATES < predicates {
        return Err(FilterError::TooManyPredicates(predicates));
    }
    Ok(expression)
}

/// A condition on the rows of one layer of one snapshot.
#[derive(Debug, Clone)]
pub struct Filter {
    layer: Layer,
    plan: Plan,
    canonical: String,
}

impl Filter {
    /// Finds the properties and checks the types. O(length of the filter).
    pub fn compile(expression: &Expression, snapshot: &Snapshot, layer: Layer) -> Result<Self, FilterError> {
        let plan = compile::Compiler::new(snapshot, layer).plan(expression)?;
        Ok(Self { layer, plan, canonical: expression.to_string() })
    }

    /// The one text of the condition: a key for caches.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The rows of the layer that satisfy it, exactly. To be asked of the snapshot that it was
    /// compiled for.
    ///
    /// O(rows of the layer) for each comparison with a column of few distinct values, an integer
    /// looked up a row; names and addresses are read one by one, hundreds of times slower, hence
    /// last and only where the rest leaves room.
    #[must_use]
    pub fn rows(&self, snapshot: &Snapshot) -> RowSet {
        self.rows_among(snapshot, &snapshot.row_set(self.layer))
    }

    /// The rows of a set that satisfy it: less work than all of them.
    #[must_use]
    pub fn rows_among(&self, snapshot: &Snapshot, among: &RowSet) -> RowSet {
        evaluate::Evaluator::new(snapshot, self.layer).rows(&self.plan, among)
    }
}
