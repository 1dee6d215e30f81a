//! A layer of points as tiles: what is made once a snapshot, and a tile drawn from it.
//!
//! Without a filter a tile of low zooms is a run of columns written out; under one, the rows
//! of each of its cells are counted again. Either way the sum over the tiles of a zoom is the
//! number of rows that match and have a place.

use std::cell::LazyCell;
use std::sync::OnceLock;

use crate::domain::level::Level;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::tiles::aggregate::{CELL_BITS, Cells};
use crate::tiles::budget::Budget;
use crate::tiles::contract::Contract;
use crate::tiles::coord::{EXTENT, TileCoord};
use crate::tiles::members::{Members, mortons};
use crate::tiles::symbols::{Alone, Pen};
use crate::tiles::zones::{ZoneTallies, Zoning};

/// What makes points one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// The cells of a grid at low zooms, places at high ones.
    Cells,
    /// The territories of a level; `None`: of that which the contract names for the zoom.
    Zones(Option<Level>),
}

/// A layer of points of one snapshot, ready to be drawn.
#[derive(Debug)]
pub struct PointTiles {
    members: Members,
    /// By zoom, as long as points are counted by cells.
    cells: Vec<Cells>,
    zonings: [OnceLock<Zoning>; 5],
    zones: [OnceLock<ZoneTallies>; 5],
}

/// How fine a tile is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    /// A symbol each row that has its own place.
    Places,
    /// A symbol a cell of 2^bits a side.
    Cells { bits: u8, alone: Alone },
}

/// The finest cells that a tile of places falls back to.
const FINEST: u8 = 8;

impl Grain {
    /// How many cells a tile has a side; as fine as its grid where there are none.
    fn side(self) -> u32 {
        match self {
            Self::Places => EXTENT as u32,
            Self::Cells { bits, .. } => 1 << bits,
        }
    }

    /// What to try next when a tile is above the budget. Names, whose length nobody bounds,
    /// are given up at last: one cell without any always fits.
    fn coarser(self) -> impl Iterator<Item = Self> {
        let first = match self {
            Self::Places => FINEST + 1,
            Self::Cells { bits, .. } => bits,
        };
        let told = (0..first).rev().map(|bits| Self::Cells { bits, alone: Alone::Told });
        told.chain([CELL_BITS, 0].map(|bits| Self::Cells { bits, alone: Alone::Counted }))
    }
}

impl PointTiles {
    /// Counts a layer's points by the cells of each zoom; `None` for territories.
    ///
    /// O(rows + cells of all zooms): 0.3 s for 2.5 million actors.
    #[must_use]
    pub fn new(snapshot: &Snapshot, layer: Layer) -> Option<Self> {
        let (members, mortons) = (Members::new(snapshot, layer)?, mortons(snapshot, layer)?);
        let promised = Contract::of_this_build().layer(layer.name())?;
        let mut cells = Vec::new();
        if let Some(last) = promised.clusters_until() {
            let mut grown = Cells::of(&members, mortons, 0..members.len(), last, CELL_BITS);
            for _ in 0..last {
                let coarser = grown.coarser(&members);
                cells.push(std::mem::replace(&mut grown, coarser).cells);
            }
            cells.push(grown.cells);
            cells.reverse();
        }
        Some(Self { members, cells, zonings: Default::default(), zones: Default::default() })
    }

    /// A tile as raw MVT; empty where nothing is, and at zooms that the contract does not
    /// have. `snapshot` is the one this was made of; `rows` are those to draw, `None` all.
    #[must_use]
    pub fn draw(&self, snapshot: &Snapshot, tile: TileCoord, rows: Option<&RowSet>, by: Grouping) -> Vec<u8> {
        self.draw_within(snapshot, tile, rows, by, Contract::of_this_build().budget())
    }

    /// [`Self::draw`] within a budget of its own.
    #[must_use]
    pub fn draw_within(
        &self,
        snapshot: &Snapshot,
        tile: TileCoord,
        rows: Option<&RowSet>,
        by: Grouping,
        budget: Budget,
    ) -> Vec<u8> {
        let Grouping::Zones(level) = by else {
            return self.draw_cells(snapshot, tile, rows, budget);
        };
        let Some(level) = level.or_else(|| Contract::of_this_build().zones_at(tile.zoom())) else {
            return Vec::new();
        };
        let counted = rows.map(|_| self.zone_tallies(snapshot, level, rows));
        let tallies = counted.as_ref().unwrap_or_else(|| self.all_zones(snapshot, level));
        self.draw_zones_within(snapshot, tile, tallies, budget)
    }

    /// The rows of a filter (all for `None`) by the zones of a level: worth keeping beside the
    /// filter, since each of its tiles asks for it. O(matches + zones).
    #[must_use]
    pub fn zone_tallies(&self, snapshot: &Snapshot, level: Level, rows: Option<&RowSet>) -> ZoneTallies {
        let zoning = self.zonings[level as usize].get_or_init(|| Zoning::new(&snapshot.territories, level));
        ZoneTallies::new(snapshot, &self.members, zoning, rows)
    }

    /// All rows of the layer by the zones of a level, counted on first use.
    pub fn all_zones(&self, snapshot: &Snapshot, level: Level) -> &ZoneTallies {
        self.zones[level as usize].get_or_init(|| self.zone_tallies(snapshot, level, None))
    }

    /// A tile of one symbol a zone, from counts made before.
    #[must_use]
    pub fn draw_zones(&self, snapshot: &Snapshot, tile: TileCoord, tallies: &ZoneTallies) -> Vec<u8> {
        self.draw_zones_within(snapshot, tile, tallies, Contract::of_this_build().budget())
    }

    /// Whether rows of the layer are in a tile.
    #[must_use]
    pub fn is_near(&self, snapshot: &Snapshot, tile: TileCoord) -> bool {
        mortons(snapshot, self.members.layer())
            .is_some_and(|mortons| !self.members.in_tile(mortons, tile).is_empty())
    }

    /// Bytes of memory of all columns, those of zones where they were asked for.
    #[must_use]
    pub fn weight(&self) -> usize {
        let cells: usize = self.cells.iter().map(Cells::weight).sum();
        let zones: usize = self.zones.iter().filter_map(|zones| zones.get()).map(ZoneTallies::weight).sum();
        self.members.weight() + cells + zones
    }

    /// [`Self::draw`] by cells or places, within a budget.
    pub(crate) fn draw_cells(
        &self,
        snapshot: &Snapshot,
        tile: TileCoord,
        rows: Option<&RowSet>,
        budget: Budget,
    ) -> Vec<u8> {
        let contract = Contract::of_this_build();
        let name = self.members.layer().name();
        let promised = contract.layer(name).filter(|layer| layer.is_drawn_at(tile.zoom()));
        let (Some(promised), Some(mortons)) = (promised, mortons(snapshot, self.members.layer())) else {
            return Vec::new();
        };
        // Not looked for where cells say all.
        let ranks = LazyCell::new(|| self.members.in_tile(mortons, tile));
        let finest = if promised.is_clustered_at(tile.zoom()) {
            Grain::Cells { bits: CELL_BITS, alone: Alone::Told }
        } else {
            Grain::Places
        };
        let draw = |grain| {
            let mut pen = Pen::new(name, snapshot, &self.members, tile, budget.features);
            match (grain, self.cells.get(usize::from(tile.zoom()))) {
                (Grain::Places, _) => pen.places(ranks.clone(), rows),
                (Grain::Cells { bits: CELL_BITS, alone }, Some(cells)) => {
                    pen.cells(cells, cells.in_tile(tile), rows, alone);
                }
                (Grain::Cells { bits, alone }, _) => {
                    let cells = Cells::of(&self.members, mortons, ranks.clone(), tile.zoom(), bits).cells;
                    pen.cells(&cells, 0..cells.len(), rows, alone);
                }
            }
            pen
        };
        budget.fit(draw(finest), finest.coarser(), draw, |grain| {
            let mut count = 0;
            self.members.each(ranks.clone(), rows, |_| count += 1);
            (grain.side(), count)
        })
    }

    /// [`Self::draw_zones`] within a budget.
    pub(crate) fn draw_zones_within(
        &self,
        snapshot: &Snapshot,
        tile: TileCoord,
        tallies: &ZoneTallies,
        budget: Budget,
    ) -> Vec<u8> {
        let name = zones_layer(self.members.layer());
        if !Contract::of_this_build().layer(&name).is_some_and(|layer| layer.is_drawn_at(tile.zoom())) {
            return Vec::new();
        }
        let zones = tallies.in_tile(tile);
        let draw = |bits| {
            let mut pen = Pen::new(&name, snapshot, &self.members, tile, budget.features);
            match bits {
                None => tallies.draw(zones.clone(), tile, &mut pen),
                Some(bits) => tallies.draw_joined(zones.clone(), tile, bits, &mut pen),
            }
            pen
        };
        let coarser = (0..=FINEST).rev().map(Some);
        budget.fit(draw(None), coarser, draw, |bits| (1 << bits.unwrap_or(0), tallies.rows(zones.clone())))
    }
}

/// The name of the layer of a layer's counts by territory.
#[must_use]
pub fn zones_layer(layer: Layer) -> String {
    format!("{layer}_zones")
}

#[cfg(test)]
mod tests;
