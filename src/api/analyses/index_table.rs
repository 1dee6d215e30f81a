//! Standings as a table of features, a territory a row.

use crate::analysis::drawn::Drawn;
use crate::analysis::index_row::IndexRows;
use crate::analysis::indices::Explained;
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::IndexAsked;
use crate::api::analyses::index_parts::decomposition;
use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::found_columns;

/// The columns of a territory, in the order served.
pub const COLUMNS: &[Column] = found_columns::INDEX;

/// Territories in an order.
pub struct IndexTable<'a> {
    all: IndexRows<'a>,
    rows: Vec<(u32, Option<Explained>)>,
    drawn: Drawn,
}

impl<'a> IndexTable<'a> {
    /// Of some rows of a scale.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        asked: &'a IndexAsked,
        standings: &'a Standings,
        rows: &[u32],
    ) -> Self {
        let all = IndexRows::new(snapshot, &asked.weighed.index, asked.scale, standings);
        let rows = rows.iter().map(|&row| (row, all.explained(row))).collect();
        Self { all, rows, drawn: asked.sheet.drawn }
    }
}

impl Table for IndexTable<'_> {
    fn name(&self) -> &'static str {
        "indicateurs"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.drawn.of(self.all.territory(self.rows[row as usize].0)?)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (row, explained) = &self.rows[row as usize];
        match COLUMNS[column].name {
            "decomposition" => {
                let values = &self.all.standings.rows[*row as usize];
                Value::Text(decomposition(self.all.index, values, explained.as_ref()).to_string().into())
            }
            name => self.all.value(*row, explained.as_ref(), name),
        }
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        for (column, Column { name, .. }) in COLUMNS.iter().enumerate() {
            match self.value(row, column) {
                Value::Text(text) if *name == "decomposition" => cells.json(&text),
                value => cells.value(&value),
            }
        }
    }
}
