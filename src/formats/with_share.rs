//! Rows with the part that each serves of somewhere: a table with one column more.

use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Type, Value};

/// The column that is added, last.
pub const COLUMN: Column = Column {
    name: "sert_part",
    kind: Type::Number,
    meaning: "share of the population of `serves` that it serves, 0 to 1; 1 for a place",
};

/// A table and the share of each row.
pub struct WithShare<'a, F> {
    table: &'a dyn Table,
    share: F,
    columns: Vec<Column>,
}

impl<'a, F: Fn(u32) -> Option<f64> + Send + Sync> WithShare<'a, F> {
    /// `share` tells that of a row of the table.
    #[must_use]
    pub fn new(table: &'a dyn Table, share: F) -> Self {
        let columns = table.columns().iter().copied().chain([COLUMN]).collect();
        Self { table, share, columns }
    }
}

impl<F: Fn(u32) -> Option<f64> + Send + Sync> Table for WithShare<'_, F> {
    fn name(&self) -> &'static str {
        self.table.name()
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn shape_kind(&self) -> ShapeKind {
        self.table.shape_kind()
    }

    fn len(&self) -> u32 {
        self.table.len()
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.table.shape(row)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        if column + 1 < self.columns.len() {
            return self.table.value(row, column);
        }
        (self.share)(row).map_or(Value::Null, Value::Number)
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        self.table.tell(row, cells);
        match (self.share)(row) {
            Some(share) => cells.number(share),
            None => cells.null(),
        }
    }
}
