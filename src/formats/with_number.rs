//! Rows with a number told beside each: a table with one column more.

use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Value};

/// A table, and what is told of each row; the column is added last.
pub struct WithNumber<'a, F> {
    table: &'a dyn Table,
    number: F,
    columns: Vec<Column>,
}

impl<'a, F: Fn(u32) -> Option<f64> + Sync> WithNumber<'a, F> {
    /// `number` tells that of a row of the table; `None` where it is unknown.
    #[must_use]
    pub fn new(table: &'a dyn Table, column: Column, number: F) -> Self {
        let columns = table.columns().iter().copied().chain([column]).collect();
        Self { table, number, columns }
    }
}

impl<F: Fn(u32) -> Option<f64> + Sync> Table for WithNumber<'_, F> {
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
        (self.number)(row).map_or(Value::Null, Value::Number)
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        self.table.tell(row, cells);
        match (self.number)(row) {
            Some(number) => cells.number(number),
            None => cells.null(),
        }
    }
}
