//! Rows with how far each is from somewhere: a table with one column more.

use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Type, Value};

/// The column that is added, last.
pub const COLUMN: Column =
    Column { name: "distance_m", kind: Type::Number, meaning: "distance on the ellipsoid from `near`, m" };

/// Some rows of a table, in an order of their own.
pub struct WithDistance<'a> {
    table: &'a dyn Table,
    /// The row of the table, and meters.
    rows: &'a [(u32, f64)],
    columns: Vec<Column>,
}

impl<'a> WithDistance<'a> {
    #[must_use]
    pub fn new(table: &'a dyn Table, rows: &'a [(u32, f64)]) -> Self {
        let columns = table.columns().iter().copied().chain([COLUMN]).collect();
        Self { table, rows, columns }
    }
}

impl Table for WithDistance<'_> {
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
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.table.shape(self.rows[row as usize].0)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (row, distance) = self.rows[row as usize];
        if column + 1 == self.columns.len() { Value::Number(distance) } else { self.table.value(row, column) }
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        let (row, distance) = self.rows[row as usize];
        self.table.tell(row, cells);
        cells.number(distance);
    }
}
