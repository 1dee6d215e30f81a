//! How many actors of a kind each territory of a level holds: one pass for all of them.

use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// Counts by territory of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// By row of the level.
    pub by_zone: Vec<u64>,
    /// In no territory of the level: of no known commune, or of one outside the zoning.
    pub unplaced: u64,
}

/// Counts the actors that satisfy a condition. With `unplaced` they add up to all that do.
#[must_use]
pub fn tally(snapshot: &Snapshot, level: Level, counts: impl Fn(u32) -> bool) -> Tally {
    let territories = &snapshot.territories;
    let mut found = Tally { by_zone: vec![0; territories.of(level).len()], unplaced: 0 };
    for row in (0..snapshot.actors.len()).filter(|&row| counts(row)) {
        let zone = snapshot.actors.commune(row).and_then(|commune| territories.zone(commune, level));
        match zone.and_then(|zone| found.by_zone.get_mut(zone as usize)) {
            Some(count) => *count += 1,
            None => found.unplaced += 1,
        }
    }
    found
}
