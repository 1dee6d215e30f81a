//! Every sheet is whole: each territory is there, no edge is used twice, and a zone is exactly
//! its communes. That no lines cross is asked of GEOS (`bench/coverage/check.py`).

use std::collections::HashSet;

use maillage::domain::level::Level;
use maillage::snapshot::Snapshot;
use maillage::snapshot::sheets::{DEEPEST, Unit};

use crate::worlds::{World, island, real};

/// How far outlines may be from the original on average, in units of the zoom: the surface
/// that a territory gains or loses, over the length of its outline. Measured on the country:
/// 1.8 for one tiny commune at zoom 4, below 1 for 99 of 100.
const SHIFT: f64 = 2.5;

fn edges(ring: &[Unit]) -> impl Iterator<Item = (Unit, Unit)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

fn twice_size<'a>(rings: impl IntoIterator<Item = &'a Vec<Unit>>) -> i64 {
    let part = |(a, b): (Unit, Unit)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]);
    rings.into_iter().flat_map(|ring| edges(ring)).map(part).sum()
}

/// The size of each territory of a level; zones have no edge twice.
fn sizes(snapshot: &Snapshot, level: Level, zoom: u8) -> Vec<i64> {
    let mut used = HashSet::new();
    (0..)
        .zip(snapshot.territories.of(level))
        .map(|(row, territory)| {
            let polygons = snapshot.sheets.rings(level, row, zoom);
            for edge in polygons.iter().flatten().flat_map(|ring| edges(ring)) {
                assert!(used.insert(edge), "{level} {} at zoom {zoom}: {edge:?} twice", territory.code);
            }
            for polygon in &polygons {
                assert!(0 < twice_size(polygon), "{level} {} at zoom {zoom}", territory.code);
            }
            assert_eq!(
                polygons.is_empty(),
                territory.area.0.is_empty(),
                "{level} {} at zoom {zoom}",
                territory.code
            );
            twice_size(polygons.iter().flatten())
        })
        .collect()
}

fn is_whole(world: &World, zooms: &[u8]) {
    let served = world.served();
    let snapshot = &served.snapshot;
    assert_eq!(snapshot.sheets.faults(), (0, 0), "{}", world.name);
    for &zoom in zooms {
        let communes = sizes(snapshot, Level::Commune, zoom);
        for level in &Level::ALL[1..] {
            let mut members = vec![0; snapshot.territories.of(*level).len()];
            for (row, size) in (0..).zip(&communes) {
                if let Some(zone) = snapshot.territories.zone(row, *level) {
                    members[zone as usize] += size;
                }
            }
            assert_eq!(sizes(snapshot, *level, zoom), members, "{} {level} at zoom {zoom}", world.name);
        }
    }
}

#[test]
fn every_sheet_of_the_island_is_whole() {
    is_whole(&island().world, &(4..=DEEPEST).collect::<Vec<_>>());
}

#[test]
fn sheets_of_the_country_are_whole() {
    if let Some(world) = real() {
        is_whole(world, &[4, 8, DEEPEST]);
    }
}

#[test]
fn zones_are_whole_where_communes_are_not_drawn() {
    let served = island().world.served();
    for zoom in 0..4 {
        for level in [Level::Departement, Level::Region] {
            sizes(&served.snapshot, level, zoom);
        }
    }
}

/// Bounds the loss of surface of every commune with its outline's length.
#[test]
fn no_outline_shifts_by_more_than_is_promised() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for zoom in 4..=DEEPEST {
        let unit = f64::from(1_u32 << (32 - 12 - u32::from(zoom)));
        for (row, territory) in (0..).zip(snapshot.territories.of(Level::Commune)) {
            let (mut size, mut length) = (0.0, 0.0);
            for ring in territory.area.rings() {
                let at = |i: usize| {
                    maillage::geometry::lattice::project(ring[i % ring.len()]).map(|c| c as f64 / unit)
                };
                for (a, b) in (0..ring.len()).map(|i| (at(i), at(i + 1))) {
                    // Degrees have outlines run the other way: y grows north there.
                    size -= a[0] * b[1] - b[0] * a[1];
                    length += f64::hypot(a[0] - b[0], a[1] - b[1]);
                }
            }
            let drawn = twice_size(snapshot.sheets.rings(Level::Commune, row, zoom).iter().flatten());
            let shift = (drawn as f64 - size).abs() / 2.0 / length;
            assert!(
                territory.area.0.is_empty() || shift < SHIFT,
                "{} at zoom {zoom}: {shift}",
                territory.code
            );
        }
    }
}
