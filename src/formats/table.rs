//! What every layer looks like from outside: typed columns, rows, and a shape or none a row.
//!
//! The formats know this and nothing else, so that a layer is described once and comes out
//! the same in GeoJSON, FlatGeobuf, CSV and tiles.

use crate::geometry::area::Area;
use crate::geometry::position::Position;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Integer,
    Number,
    Boolean,
    /// Several texts; joined by `|` where a format has no lists. No item contains `|` and
    /// none is empty, so that joining loses nothing but the difference with an empty text.
    List,
}

/// A column of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Lower case, French, as served.
    pub name: &'static str,
    pub kind: Type,
    /// What it means, in English, with its unit; shown in `/queryables`.
    pub meaning: &'static str,
}

/// The value of a cell. `Null` is "unknown", never zero and never empty text; a number that
/// is not finite is written as `Null` in every format.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Text(std::borrow::Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    List(Vec<&'a str>),
}

impl<'a> Value<'a> {
    /// A text, or `Null` for `None` and for the empty text.
    #[must_use]
    pub fn text(text: Option<&'a str>) -> Self {
        text.filter(|t| !t.is_empty()).map_or(Self::Null, |t| Self::Text(t.into()))
    }
}

/// The shape of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape<'a> {
    Point(Position),
    /// From its first position to its last; two at least.
    Line(&'a [Position]),
    Area(&'a Area),
}

impl Shape<'_> {
    /// Whether there is nothing to draw: an area without outline, a line that goes nowhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Point(_) => false,
            Self::Line(line) => line.len() < 2,
            Self::Area(Area(pieces)) => pieces.is_empty(),
        }
    }
}

/// Takes the cells of a row, one call a column, in the order of the columns: nothing is built
/// only to be handed over.
pub trait Cells {
    /// Unknown.
    fn null(&mut self);
    fn text(&mut self, text: &str);
    fn integer(&mut self, number: i64);
    /// Unknown when it is not finite.
    fn number(&mut self, number: f64);
    fn boolean(&mut self, truth: bool);
    fn list(&mut self, items: &mut dyn Iterator<Item = &str>);

    /// A value in JSON: itself in formats that are JSON, its text elsewhere.
    fn json(&mut self, json: &str) {
        self.text(json);
    }

    /// A text, unknown for `None` and for the empty text.
    fn maybe(&mut self, text: Option<&str>) {
        match text.filter(|text| !text.is_empty()) {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// A cell that was built.
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Null => self.null(),
            Value::Text(text) => self.text(text),
            Value::Integer(number) => self.integer(*number),
            Value::Number(number) => self.number(*number),
            Value::Boolean(truth) => self.boolean(*truth),
            Value::List(items) => self.list(&mut items.iter().copied()),
        }
    }
}

/// What shape the rows of a table have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeKind {
    Point,
    Line,
    Area,
}

/// A table of features.
pub trait Table: Sync {
    /// The layer's name: `acteurs`.
    fn name(&self) -> &'static str;
    /// Its columns, in the order served. The first is the feature's id, a text, unique.
    fn columns(&self) -> &[Column];
    /// What shape its rows have, when they have one.
    fn shape_kind(&self) -> ShapeKind;
    /// How many rows.
    fn len(&self) -> u32;
    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The shape of a row; `None` when it has none to show. An empty area is the same.
    fn shape(&self, row: u32) -> Option<Shape<'_>>;
    /// A cell.
    fn value(&self, row: u32, column: usize) -> Value<'_>;
    /// Hands over all cells of a row: the same as asking for each, and faster where a table
    /// says so.
    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        for column in 0..self.columns().len() {
            cells.value(&self.value(row, column));
        }
    }
}
