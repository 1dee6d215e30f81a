//! Which entries of the inventories are the very same land.
//!
//! *Question.* An inventory may hold a place twice: once as somebody found it, once from an older list. Which entries are
//! that? *Method.* Those that name the same parcels, all of them, in whatever order. *Edges.* An entry that names no parcel is
//! like no other; parts of a parcel cannot be told apart, so that several old works on one vast parcel are the same land. *Cost.*
//! O(n log n) over all parcels named.

use std::collections::BTreeMap;

use crate::domain::parcel::ParcelId;
use crate::snapshot::Snapshot;

/// For each entry, by rank, the ranks of the others that name the same parcels, in order; none for an entry without any.
#[must_use]
pub fn same_land<P: Copy + Ord>(entries: &[&[P]]) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<Vec<P>, Vec<u32>> = BTreeMap::new();
    for (rank, parcels) in (0..).zip(entries).filter(|(_, parcels)| !parcels.is_empty()) {
        let mut known = parcels.to_vec();
        known.sort_unstable();
        known.dedup();
        groups.entry(known).or_default().push(rank);
    }
    let mut others = vec![Vec::new(); entries.len()];
    for group in groups.into_values().filter(|group| 1 < group.len()) {
        for &rank in &group {
            others[rank as usize] = group.iter().copied().filter(|other| *other != rank).collect();
        }
    }
    others
}

/// The same of all land of a snapshot, by row.
#[must_use]
pub fn all_same_land(snapshot: &Snapshot) -> Vec<Vec<u32>> {
    let parcels: Vec<&[ParcelId]> =
        snapshot.sites.rows().iter().map(|placed| placed.thing.parcels.as_slice()).collect();
    same_land(&parcels)
}

/// Ids of the other entries that name the same parcels as one. O(land).
#[must_use]
pub fn same_land_as(snapshot: &Snapshot, row: u32) -> Vec<&str> {
    let sorted = |parcels: &[ParcelId]| {
        let mut known = parcels.to_vec();
        known.sort_unstable();
        known.dedup();
        known
    };
    let rows = snapshot.sites.rows();
    let own = sorted(&rows[row as usize].thing.parcels);
    let others = (0..).zip(rows).filter(|(other, placed)| {
        let parcels = &placed.thing.parcels;
        *other != row && !own.is_empty() && parcels.contains(&own[0]) && sorted(parcels) == own
    });
    others.map(|(_, placed)| placed.thing.id.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parcels_in_any_order_are_the_same_land() {
        let entries: [&[u32]; 6] = [&[1, 2], &[], &[2, 1, 2], &[1], &[], &[1, 2]];
        assert_eq!(same_land(&entries), [vec![2, 5], vec![], vec![0, 5], vec![], vec![], vec![0, 2]]);
        assert_eq!(same_land::<u32>(&[]), Vec::<Vec<u32>>::new());
    }
}
