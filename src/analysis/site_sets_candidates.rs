//! Who may be in a best set of places: communes where one may be added, and those that have one.

use std::collections::BTreeMap;

use crate::analysis::site_sets::Question;
use crate::analysis::siting::ways::{Ways, WaysError};
use crate::domain::level::Level;
use crate::network;
use crate::snapshot::Snapshot;

/// A commune that has some already.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Existing {
    /// Its rank among candidates.
    pub candidate: u32,
    pub count: u32,
    pub is_in_zone: bool,
}

/// The communes where one may be added, those of the zone that have one, and those around that have one
/// and that somebody of the zone can reach; and who has some. O(ways of the zone).
pub fn candidates(
    question: &Question,
    counts: &[f64],
    ways: &network::ways::Ways,
) -> (Vec<u32>, Vec<Existing>) {
    let places = question.communes;
    let has_one = |row: u32| counts.get(row as usize).is_some_and(|count| 0.0 < *count);
    let is_in_zone = |row: u32| places.binary_search(&row).is_ok();
    let may_be = |row: u32| question.where_to.is_none_or(|rows| rows.contains(&row));
    let reached = places.iter().flat_map(|&row| ways.from_place(row)).map(|way| way.to);
    let mut around: Vec<u32> = reached.filter(|&row| has_one(row) && !is_in_zone(row)).collect();
    around.sort_unstable();
    around.dedup();
    let mut candidates: Vec<u32> =
        places.iter().copied().filter(|&row| may_be(row) || has_one(row)).collect();
    candidates.extend(around);
    let of = |(rank, &row): (u32, &u32)| {
        let count = counts[row as usize] as u32;
        has_one(row).then(|| Existing { candidate: rank, count, is_in_zone: is_in_zone(row) })
    };
    let existing = (0..).zip(&candidates).filter_map(of).collect();
    (candidates, existing)
}

/// The EPCI of the zone's communes, and the candidates in each.
pub fn epci(snapshot: &Snapshot, places: &[u32], candidates: &[u32]) -> Vec<(u32, Vec<u32>)> {
    let of = |commune: u32| snapshot.territories.zone(commune, Level::Epci);
    let mut found: BTreeMap<u32, Vec<u32>> =
        places.iter().filter_map(|&row| of(row)).map(|epci| (epci, vec![])).collect();
    for (rank, &row) in (0_u32..).zip(candidates) {
        if let Some(ranks) = of(row).and_then(|epci| found.get_mut(&epci)) {
            ranks.push(rank);
        }
    }
    found.into_iter().collect()
}

/// Minutes from each place to each candidate that it can reach. O(ways of the zone × log).
pub fn ways_to(
    places: &[u32],
    candidates: &[u32],
    snapshot: &Snapshot,
    ways: &network::ways::Ways,
) -> Result<Ways, WaysError> {
    let mut rank_of = vec![None; snapshot.territories.of(Level::Commune).len()];
    for (rank, &row) in (0_u32..).zip(candidates) {
        rank_of[row as usize] = Some(rank);
    }
    let list = |&row: &u32| -> Vec<(u32, f64)> {
        // Where nobody lives nobody has to be reached.
        let somebody = (0 < snapshot.territories.get(Level::Commune, row).population).then_some(row);
        let ways = somebody.into_iter().flat_map(|row| ways.from_place(row));
        ways.filter_map(|way| Some((rank_of[way.to as usize]?, way.minutes))).collect()
    };
    Ways::of_lists(candidates.len(), &places.iter().map(list).collect::<Vec<_>>())
}
