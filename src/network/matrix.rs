//! Ways that a router measured, given as a table: they stand in place of estimates, cell by cell.

use crate::network::cell::{Cell, TravelTimes};

/// A way of a matrix; `None` minutes: the router found none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Routed {
    pub from: u32,
    pub to: u32,
    pub minutes: Option<f64>,
}

/// Ways by the ranks of their ends, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix(Vec<Routed>);

impl Matrix {
    /// Sorts ways; of those told twice the first is kept. Minutes that are negative or not
    /// finite are no way. O(n log n).
    #[must_use]
    pub fn of(mut ways: Vec<Routed>) -> Self {
        for way in &mut ways {
            way.minutes = way.minutes.filter(|minutes| minutes.is_finite() && 0.0 <= *minutes);
        }
        ways.sort_by_key(|way| (way.from, way.to));
        ways.dedup_by_key(|way| (way.from, way.to));
        Self(ways)
    }

    /// The ways, in order.
    #[must_use]
    pub fn ways(&self) -> &[Routed] {
        &self.0
    }

    /// The ways from one place, in order.
    #[must_use]
    pub fn from_place(&self, from: u32) -> &[Routed] {
        let first = self.0.partition_point(|way| way.from < from);
        let count = self.0[first..].partition_point(|way| way.from == from);
        &self.0[first..first + count]
    }

    /// The way between two places, if it was measured.
    #[must_use]
    pub fn way(&self, from: u32, to: u32) -> Option<Cell> {
        let row = self.from_place(from);
        let way = row[row.binary_search_by_key(&to, |way| way.to).ok()?];
        Some(way.minutes.map_or(Cell::Unreachable, |minutes| Cell::Routed { minutes }))
    }
}

/// What a matrix tells, and where it is silent what somebody else does.
pub struct Measured<'a, T> {
    pub matrix: &'a Matrix,
    pub otherwise: T,
}

impl<T: TravelTimes> TravelTimes for Measured<'_, T> {
    fn cell(&self, from: u32, to: u32) -> Cell {
        self.matrix.way(from, to).unwrap_or_else(|| self.otherwise.cell(from, to))
    }
}
