//! What is known of a way, and who knows it: one small trait for curves, matrices and routers.

use crate::network::travel::Estimate;

/// What is known of the way between two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// Told from the distance, with the band that eight ways in ten are in.
    Estimated(Estimate),
    /// Read from a matrix that a router made.
    Routed { minutes: f64 },
    /// No way, or none as short as whoever answers looks.
    Unreachable,
}

impl Cell {
    /// How long it takes; `None` where there is no way.
    #[must_use]
    pub fn minutes(self) -> Option<f64> {
        match self {
            Self::Estimated(estimate) => Some(estimate.minutes),
            Self::Routed { minutes } => Some(minutes),
            Self::Unreachable => None,
        }
    }

    /// Whether the band of an estimate holds a limit: which side of it the way is on is then
    /// not sure.
    #[must_use]
    pub fn is_near(self, limit: f64) -> bool {
        matches!(self, Self::Estimated(Estimate { low, high, .. }) if low < limit && limit < high)
    }
}

/// Whoever tells how long ways are, by the ranks of their ends.
pub trait TravelTimes {
    /// The way from one place to another. A rank of no place is unreachable.
    fn cell(&self, from: u32, to: u32) -> Cell;

    /// Ways from each place to each: one row a place that one comes from.
    fn table(&self, from: &[u32], to: &[u32]) -> Vec<Vec<Cell>> {
        from.iter().map(|&from| to.iter().map(|&to| self.cell(from, to)).collect()).collect()
    }
}

impl<T: TravelTimes> TravelTimes for &T {
    fn cell(&self, from: u32, to: u32) -> Cell {
        (*self).cell(from, to)
    }
}

/// The share of the ways of a table that were estimated, of those that there are; `None` where
/// there is none.
#[must_use]
pub fn share_estimated(cells: impl IntoIterator<Item = Cell>) -> Option<f64> {
    let (mut estimated, mut all) = (0_u64, 0_u64);
    for cell in cells {
        estimated += u64::from(matches!(cell, Cell::Estimated(_)));
        all += u64::from(cell != Cell::Unreachable);
    }
    (all != 0).then(|| estimated as f64 / all as f64)
}
