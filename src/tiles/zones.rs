//! Points counted by territory: one symbol a zone, at a point inside of it.
//!
//! Rows belong to a zone by their commune and the commune table, never by geometry. A commune
//! that has no zone at a level (some belong to no EPCI) stands for itself, so that the sum
//! over a zoom is that of the rows. A zone of which no row is known has no symbol: *none
//! known*, which is not *none*.

use std::ops::Range;

use crate::domain::level::Level;
use crate::geometry::mercator::{cell_of_morton, morton};
use crate::geometry::position::Position;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::{MORTON_ZOOM, morton_of};
use crate::snapshot::territories::{Territories, Territory};
use crate::tiles::coord::TileCoord;
use crate::tiles::members::Members;
use crate::tiles::parts::{Amount, Tallies, Tally};
use crate::tiles::symbols::Pen;

/// A zone and where its symbol stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    /// The Morton code of its point at [`MORTON_ZOOM`].
    morton: u64,
    level: Level,
    row: u32,
}

/// The zones of a level, and the communes that have none.
#[derive(Debug)]
pub struct Zoning {
    level: Level,
    /// Along the Z curve.
    slots: Vec<Slot>,
    /// The rank of its slot, by row of commune.
    of_commune: Vec<u32>,
}

/// How many rows in each zone of a level: those of a layer, or of a filter.
#[derive(Debug)]
pub struct ZoneTallies {
    level: Level,
    /// Along the Z curve; none is empty.
    slots: Vec<Slot>,
    counts: Vec<u32>,
    tallies: Tallies,
}

impl Zoning {
    /// The zones of a level. O(communes + vertices of the level's outlines).
    #[must_use]
    pub fn new(territories: &Territories, level: Level) -> Self {
        let slot = |level: Level, row: u32| {
            let point = inside(territories.get(level, row));
            Slot { morton: morton_of(Some(point)), level, row }
        };
        let communes = territories.of(Level::Commune);
        let zone = |commune: &Territory| commune.parents[level as usize];
        let strays = (0..).zip(communes).filter(|(_, commune)| zone(commune).is_none());
        let mut slots: Vec<Slot> = (0..territories.of(level).len() as u32)
            .map(|row| slot(level, row))
            .chain(strays.map(|(row, _)| slot(Level::Commune, row)))
            .collect();
        slots.sort_unstable();
        slots.dedup();
        let mut ranks = [vec![0; territories.of(level).len()], vec![0; communes.len()]];
        for (slot, rank) in slots.iter().zip(0..) {
            ranks[usize::from(slot.level != level)][slot.row as usize] = rank;
        }
        let rank = |(row, commune): (usize, &Territory)| match zone(commune) {
            Some(zone) => ranks[0][zone as usize],
            None => ranks[usize::from(level != Level::Commune)][row],
        };
        let of_commune = communes.iter().enumerate().map(rank).collect();
        Self { level, slots, of_commune }
    }
}

/// The point of a territory where it is inside, else one that is: published points of communes
/// may lie outside of their outlines. Without an outline, the published one.
pub(crate) fn inside(territory: &Territory) -> Position {
    let area = &territory.area;
    let other = || area.interior_position().unwrap_or(territory.point);
    if area.contains(territory.point) { territory.point } else { other() }
}

impl ZoneTallies {
    /// Counts the members whose row is among `rows` (all for `None`), by zone. Members of no
    /// commune are in no zone. O(matches + zones × parts).
    #[must_use]
    pub fn new(snapshot: &Snapshot, members: &Members, zoning: &Zoning, rows: Option<&RowSet>) -> Self {
        let width = members.parts().len();
        let mut counts = vec![0_u32; zoning.slots.len()];
        let mut amounts = vec![Amount::default(); zoning.slots.len()];
        let mut parts = vec![0_u32; zoning.slots.len() * width];
        let layer = members.layer();
        members.each(0..members.len(), rows, |rank| {
            let Some(commune) = snapshot.commune_of(layer, members.row(rank)) else { return };
            let Some(&slot) = zoning.of_commune.get(commune as usize) else { return };
            let slot = slot as usize;
            counts[slot] += 1;
            amounts[slot].merge(members.amount(rank));
            let parts = &mut parts[slot * width..][..width];
            for part in members.kind(rank).ranks() {
                if let Some(count) = parts.get_mut(part) {
                    *count += 1;
                }
            }
        });
        let mut told =
            Self { level: zoning.level, slots: Vec::new(), counts: Vec::new(), tallies: Tallies::default() };
        for (at, &slot) in zoning.slots.iter().enumerate().filter(|(at, _)| counts[*at] != 0) {
            let sparse = parts[at * width..][..width].iter().copied().enumerate();
            let sparse = sparse.filter(|&(_, count)| count != 0);
            told.slots.push(slot);
            told.counts.push(counts[at]);
            told.tallies.push(sparse, amounts[at], members.amount_names().is_some());
        }
        told
    }

    /// The level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// How many rows are counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// Bytes of memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of_val(&self.slots[..]) + size_of_val(&self.counts[..]) + self.tallies.weight()
    }

    /// The ranks of a tile's zones: a zone is in the tile that owns its point.
    #[must_use]
    pub fn in_tile(&self, tile: TileCoord) -> Range<usize> {
        let rest = 2 * u32::from(MORTON_ZOOM - tile.zoom());
        let code = morton(tile.x(), tile.y());
        let before = |limit: u64| self.slots.partition_point(|slot| slot.morton < limit);
        before(code << rest)..before((code + 1) << rest)
    }

    /// How many rows are in some zones.
    #[must_use]
    pub fn rows(&self, zones: Range<usize>) -> u64 {
        self.counts[zones].iter().map(|&count| u64::from(count)).sum()
    }

    /// One symbol a zone.
    pub fn draw(&self, zones: Range<usize>, tile: TileCoord, pen: &mut Pen<'_>) {
        for at in zones {
            let Slot { morton, level, row } = self.slots[at];
            let Some(point) = tile.owned(cell_of_morton(morton)) else { continue };
            if !pen.begin() {
                continue;
            }
            let territory = pen.snapshot.territories.get(level, row);
            pen.word("niveau", level.word());
            pen.word("code", &territory.code);
            pen.word("nom", &territory.name);
            pen.counts(self.counts[at], self.tallies.parts(at), self.tallies.amount(at));
            pen.end(u64::from(row) << 3 | level as u64, point);
        }
    }

    /// One symbol a cell of 2^bits a side, for tiles above the budget: several zones as one,
    /// at the mean of their points.
    pub fn draw_joined(&self, zones: Range<usize>, tile: TileCoord, bits: u8, pen: &mut Pen<'_>) {
        let shift = 2 * u32::from(MORTON_ZOOM - tile.zoom() - bits);
        let mut start = zones.start;
        for cell in self.slots[zones].chunk_by(|a, b| a.morton >> shift == b.morton >> shift) {
            let zones = start..start + cell.len();
            start = zones.end;
            if cell.len() == 1 {
                self.draw(zones, tile, pen);
                continue;
            }
            let mut tally = Tally::default();
            for at in zones {
                tally.merge(self.counts[at], self.tallies.parts(at), self.tallies.amount(at));
            }
            let [mut x, mut y] = [0, 0];
            for (cell_x, cell_y) in cell.iter().map(|slot| cell_of_morton(slot.morton)) {
                (x, y) = (x + u64::from(cell_x), y + u64::from(cell_y));
            }
            let mean = |sum: u64| (sum / cell.len() as u64) as u32;
            let Some(point) = tile.owned((mean(x), mean(y))) else { continue };
            if !pen.begin() {
                continue;
            }
            pen.word("niveau", self.level.word());
            pen.number("zones", cell.len() as u64);
            pen.counts(tally.count, tally.parts(), tally.amount);
            // With the bits of the grid, which differ from tile to tile.
            let code = cell[0].morton >> shift << 4 | u64::from(bits);
            pen.end(code << 3 | 7, point);
        }
    }
}
