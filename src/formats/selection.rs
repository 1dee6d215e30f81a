//! A part of a table: some of its rows, some of its columns. It is a table itself, so that
//! every format writes parts and wholes alike.

use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Value};

/// Rows and columns picked from a table.
#[derive(Debug, Clone)]
pub struct Selection<'a, T: ?Sized> {
    table: &'a T,
    /// `None` for all.
    rows: Option<Vec<u32>>,
    columns: Vec<Column>,
    /// Rank in the table of each picked column.
    ranks: Vec<usize>,
}

impl<'a, T: Table + ?Sized> Selection<'a, T> {
    /// Everything.
    #[must_use]
    pub fn all(table: &'a T) -> Self {
        let columns = table.columns().to_vec();
        Self { table, rows: None, ranks: (0..columns.len()).collect(), columns }
    }

    /// Only these rows of the table, in this order. Each must be one of it.
    #[must_use]
    pub fn with_rows(self, rows: Vec<u32>) -> Self {
        Self { rows: Some(rows), ..self }
    }

    /// Only the columns asked for, in the table's order; the first, the id, always stays.
    #[must_use]
    pub fn with_columns(self, wanted: impl Fn(&Column) -> bool) -> Self {
        let every = self.table.columns().iter().enumerate();
        let picked = every.filter(|&(rank, column)| rank == 0 || wanted(column));
        let (ranks, columns) = picked.map(|(rank, &column)| (rank, column)).unzip();
        Self { ranks, columns, ..self }
    }

    /// The table's row behind a row of the selection.
    fn row(&self, row: u32) -> u32 {
        self.rows.as_ref().map_or(row, |rows| rows[row as usize])
    }
}

impl<T: Table + ?Sized> Table for Selection<'_, T> {
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
        self.rows.as_ref().map_or(self.table.len(), |rows| {
            u32::try_from(rows.len()).expect("a selection has no more rows than a table can")
        })
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.table.shape(self.row(row))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        self.table.value(self.row(row), self.ranks[column])
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        let row = self.row(row);
        if self.ranks.len() == self.table.columns().len() {
            return self.table.tell(row, cells);
        }
        self.ranks.iter().for_each(|&rank| cells.value(&self.table.value(row, rank)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::sample::{self, Sample};

    #[test]
    fn a_selection_keeps_the_id_and_the_order_asked_for() {
        let table: Sample = sample::small(ShapeKind::Point);
        let part =
            Selection::all(&table).with_rows(vec![2, 0]).with_columns(|column| column.name == "nombre");
        let names: Vec<&str> = part.columns().iter().map(|column| column.name).collect();
        assert_eq!(names, ["code", "nombre"]);
        assert_eq!(part.len(), 2);
        for (row, of_table) in [(0, 2), (1, 0)] {
            assert_eq!(part.value(row, 0), table.value(of_table, 0));
            assert_eq!(part.value(row, 1), table.value(of_table, 2));
            assert_eq!(part.shape(row), table.shape(of_table));
        }
    }

    #[test]
    fn everything_is_the_table() {
        let table = sample::small(ShapeKind::Area);
        let all = Selection::all(&table);
        assert_eq!((all.columns(), all.len(), all.name()), (table.columns(), table.len(), table.name()));
    }
}
