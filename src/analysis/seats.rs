//! How long it is from one territory to another: from its most populous commune to the other's.
//!
//! *Question.* Who can meet whom? *Method.* Ways between communes of the snapshot (`ways`), which
//! know barriers and whatever a router measured; of both directions the longer, since people who
//! trade go both ways. *Unit.* Minutes. *Edges.* A large territory is farther for those who live
//! at its other end; of several communes as populous the first by code stands for it; where one
//! direction is unknown there is no way. *Cost.* O(communes + ways from the seats).

use crate::domain::level::Level;
use crate::network::cell::{Cell, TravelTimes};
use crate::network::ways::Ways;
use crate::snapshot::territories::Territories;

/// The ways between the territories of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Seats {
    /// By territory, in the order of who the ways lead to.
    around: Vec<Vec<Near>>,
}

/// A territory that is near another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub territory: u32,
    pub minutes: f64,
    /// Whether a router told both directions.
    pub is_routed: bool,
}

impl Seats {
    /// All pairs of a level that are within so many minutes of each other.
    #[must_use]
    pub fn of(territories: &Territories, level: Level, ways: &Ways, limit: f64) -> Self {
        let rows = 0..territories.of(level).len() as u32;
        let seats: Vec<Option<u32>> = rows.map(|row| seat(territories, level, row)).collect();
        let mut seated: Vec<Option<u32>> = vec![None; territories.of(Level::Commune).len()];
        for (row, seat) in (0..).zip(&seats) {
            seat.iter().for_each(|&seat| seated[seat as usize] = Some(row));
        }
        let around = |seat: Option<u32>| {
            let mut around: Vec<Near> = Vec::new();
            let Some(seat) = seat else { return around };
            for way in ways.from_place(seat).filter(|way| way.to != seat) {
                let Some(territory) = seated.get(way.to as usize).copied().flatten() else { continue };
                let back = ways.cell(way.to, seat);
                let minutes = back.minutes().map(|back| back.max(way.minutes));
                if let Some(minutes) = minutes.filter(|minutes| *minutes <= limit) {
                    let is_routed = way.is_routed && matches!(back, Cell::Routed { .. });
                    around.push(Near { territory, minutes, is_routed });
                }
            }
            around.sort_by_key(|near| near.territory);
            around
        };
        Self { around: seats.into_iter().map(around).collect() }
    }

    /// Who is near a territory.
    #[must_use]
    pub fn around(&self, row: u32) -> &[Near] {
        self.around.get(row as usize).map_or(&[], Vec::as_slice)
    }
}

/// The most populous commune of a territory.
#[must_use]
pub fn seat(territories: &Territories, level: Level, row: u32) -> Option<u32> {
    let people = |commune: &u32| territories.get(Level::Commune, *commune).population;
    let communes = territories.communes(level, row).iter().copied();
    communes.max_by_key(|commune| (people(commune), std::cmp::Reverse(*commune)))
}
