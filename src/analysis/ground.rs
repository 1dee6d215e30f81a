//! What all questions about the territories of one level have in common: who lives where, who is
//! like whom, who is beside whom.

use crate::analysis::hotspots::Neighbours;
use crate::analysis::kinds::kinds;
use crate::analysis::peers::{Likeness, Peers};
use crate::domain::level::Level;
use crate::geometry::short::Spot;
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territories;

/// Peers at least, unless the whole country has fewer.
pub const LEAST_PEERS: usize = 40;
/// Who shares no border is beside the nearest of these.
const NEAREST: usize = 4;
/// But not farther: the next island of the Antilles, never another ocean.
const FARTHEST_KM: f64 = 100.0;

/// The territories of a level.
#[derive(Debug, Clone)]
pub struct Ground {
    pub level: Level,
    /// By commune.
    pub people: Vec<f64>,
    /// By row of the level.
    pub populations: Vec<f64>,
    pub peers: Peers,
    beside: Vec<Vec<u32>>,
    /// The zone of each commune.
    zones: Vec<Option<u32>>,
}

impl Ground {
    /// Of a level. O(communes).
    #[must_use]
    pub fn of(snapshot: &Snapshot, level: Level) -> Self {
        Self::sharing(Likeness::Kind, snapshot, level)
    }

    /// Of a level, each territory compared with those who share no more than `most` with it.
    #[must_use]
    pub fn sharing(most: Likeness, snapshot: &Snapshot, level: Level) -> Self {
        let territories = &snapshot.territories;
        let communes = territories.of(Level::Commune);
        let zones: Vec<Option<u32>> = communes.iter().map(|c| c.parents[level as usize]).collect();
        Self {
            level,
            people: communes.iter().map(|commune| commune.population as f64).collect(),
            populations: territories.of(level).iter().map(|t| t.population as f64).collect(),
            peers: Peers::sharing(most, &kinds(territories, level), LEAST_PEERS),
            beside: beside(territories, level),
            zones,
        }
    }

    /// Figures of communes, summed up by territory.
    #[must_use]
    pub fn sums(&self, by_commune: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.populations.len()];
        for (zone, figure) in self.zones.iter().zip(by_commune) {
            zone.iter().for_each(|&zone| sums[zone as usize] += figure);
        }
        sums
    }

    /// Who is beside whom among some rows of the level, given in order: ranks in that list.
    #[must_use]
    pub fn neighbours_among(&self, rows: &[usize]) -> Option<Neighbours> {
        let rank = |row: &u32| rows.binary_search(&(*row as usize)).ok().map(|rank| rank as u32);
        let lists: Vec<Vec<u32>> =
            rows.iter().map(|&row| self.beside[row].iter().filter_map(rank).collect()).collect();
        Neighbours::of(lists.iter().map(Vec::as_slice)).ok()
    }
}

/// Those that share a border; for who shares none the nearest, each beside the other.
fn beside(territories: &Territories, level: Level) -> Vec<Vec<u32>> {
    let all = territories.of(level);
    let mut beside: Vec<Vec<u32>> = all.iter().map(|territory| territory.neighbours.clone()).collect();
    let alone: Vec<usize> = (0..all.len()).filter(|&row| beside[row].is_empty()).collect();
    for row in alone {
        let here = Spot::from(all[row].point);
        let far = |other: usize| here.kilometers(all[other].point.into());
        let mut others: Vec<(f64, usize)> =
            (0..all.len()).filter(|&other| other != row).map(|other| (far(other), other)).collect();
        others.retain(|(kilometers, _)| *kilometers <= FARTHEST_KM);
        others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, other) in others.iter().take(NEAREST) {
            beside[row].push(other as u32);
            beside[other].push(row as u32);
        }
    }
    for list in &mut beside {
        list.sort_unstable();
        list.dedup();
    }
    beside
}
