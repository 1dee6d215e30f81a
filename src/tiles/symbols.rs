//! Symbols as features: a cell, a place, a commune or a zone, with its attributes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::level::Level;
use crate::geometry::mercator::cell_of_morton;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer as Collection;
use crate::tiles::aggregate::{Cell, Cells};
use crate::tiles::coord::{GridPoint, TileCoord};
use crate::tiles::encode::{Key, Layer, Properties, Value};
use crate::tiles::members::{Members, mortons};
use crate::tiles::parts::{Amount, Tally};
use crate::tiles::{actors, placed, places};

/// Whether a row that is alone in its cell tells what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// As a place, where it has its own.
    Told,
    /// As a cell of one.
    Counted,
}

/// Writes the symbols of one layer of one tile.
pub struct Pen<'a> {
    layer: Layer,
    name: &'a str,
    pub snapshot: &'a Snapshot,
    members: &'a Members,
    mortons: &'a [u64],
    tile: TileCoord,
    /// Symbols beyond these are counted and not written: the tile is above the budget.
    most: u64,
    features: u64,
    count: Key,
    /// By rank of part, once some symbol has it.
    parts: Vec<Option<Key>>,
    properties: Properties<'a>,
}

impl<'a> Pen<'a> {
    /// A layer of that name, empty so far.
    #[must_use]
    pub fn new(
        name: &'a str,
        snapshot: &'a Snapshot,
        members: &'a Members,
        tile: TileCoord,
        most: usize,
    ) -> Self {
        let mut layer = Layer::new(name);
        let count = layer.key("count");
        Self {
            layer,
            name,
            snapshot,
            members,
            mortons: mortons(snapshot, members.layer()).unwrap_or_default(),
            tile,
            most: most as u64,
            features: 0,
            count,
            parts: vec![None; members.parts().len()],
            properties: Vec::new(),
        }
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// How many symbols it has, those that were not written included.
    #[must_use]
    pub fn features(&self) -> u64 {
        self.features
    }

    /// What was written.
    #[must_use]
    pub fn into_layer(self) -> Layer {
        self.layer
    }

    /// Whether one more symbol is to be written; counts it.
    pub fn begin(&mut self) -> bool {
        self.features += 1;
        self.features <= self.most
    }

    /// One symbol a cell that has a row among `rows`: the row itself if it is the only one,
    /// has its own place and may tell, else a cluster where the cell stands. O(rows of the
    /// cells) under a filter, O(cells) without.
    pub fn cells(&mut self, cells: &Cells, range: Range<usize>, rows: Option<&RowSet>, alone: Alone) {
        for at in range {
            let cell = cells.cell(at);
            match rows {
                None if cell.ranks.len() == 1 => self.lone(&cell, cell.ranks.start, alone),
                None => {
                    let count = cell.ranks.len() as u32;
                    self.cluster(&cell, count, cells.parts(at), cells.amount(at));
                }
                Some(rows) => self.matching(&cell, rows, alone),
            }
        }
    }

    /// The rows of a cell that a filter keeps.
    fn matching(&mut self, cell: &Cell, rows: &RowSet, alone: Alone) {
        let members = self.members;
        let (mut tally, mut first) = (Tally::default(), None);
        members.each(cell.ranks.clone(), Some(rows), |rank| {
            first = first.or(Some(rank));
            members.tally(rank, &mut tally);
        });
        match (first, tally.count) {
            (Some(first), 1) => self.lone(cell, first, alone),
            (Some(_), count) => self.cluster(cell, count, tally.parts(), tally.amount),
            (None, _) => {}
        }
    }

    /// A row that is alone in its cell.
    fn lone(&mut self, cell: &Cell, rank: u32, alone: Alone) {
        if alone == Alone::Told && self.members.kind(rank).has_own_place() {
            // The mean of one row, but under a filter, where the cell has others.
            let at = if cell.ranks.len() == 1 { Some(cell.at) } else { self.own_place(rank) };
            return self.place(rank, at);
        }
        let mut tally = Tally::default();
        self.members.tally(rank, &mut tally);
        self.cluster(cell, 1, tally.parts(), tally.amount);
    }

    fn cluster(
        &mut self,
        cell: &Cell,
        count: u32,
        parts: impl Iterator<Item = (usize, u32)>,
        amount: Amount,
    ) {
        if !self.begin() {
            return;
        }
        self.layer.property("kind", Value::Word("cluster"));
        self.counts(count, parts, amount);
        self.layer.end_point(cell.code << 2, cell.at);
    }

    /// One symbol for each rank that has its own place, then one a commune for the others, in
    /// the order of communes. O(ranks).
    pub fn places(&mut self, ranks: Range<u32>, rows: Option<&RowSet>) {
        let (members, layer) = (self.members, self.members.layer());
        if self.most < ranks.len() as u64 {
            let mut own = 0;
            members.each(ranks.clone(), rows, |rank| own += u64::from(members.kind(rank).has_own_place()));
            // Above the budget for sure: what will not be served is not written.
            self.most = if self.most < own { 0 } else { self.most };
        }
        let mut communes: BTreeMap<Option<u32>, (Tally, u32)> = BTreeMap::new();
        members.each(ranks, rows, |rank| {
            if members.kind(rank).has_own_place() {
                return self.place(rank, self.own_place(rank));
            }
            let commune = self.snapshot.commune_of(layer, members.row(rank));
            let (tally, _) = communes.entry(commune).or_insert_with(|| (Tally::default(), rank));
            members.tally(rank, tally);
        });
        for (commune, (tally, first)) in communes {
            let point = cell_of_morton(members.morton(self.mortons, first));
            if let Some(at) = self.tile.owned(point) {
                self.commune(commune, at, &tally);
            }
        }
    }

    fn own_place(&self, rank: u32) -> Option<GridPoint> {
        self.tile.owned(cell_of_morton(self.members.morton(self.mortons, rank)))
    }

    /// A row at its own place, and what it is.
    fn place(&mut self, rank: u32, at: Option<GridPoint>) {
        if !self.begin() {
            return;
        }
        let row = self.members.row(rank);
        let Some(at) = at else { return };
        self.layer.property("kind", Value::Word("place"));
        self.layer.integer(self.count, 1);
        self.properties.clear();
        match self.members.layer() {
            Collection::Foncier => {
                places::describe_site(&self.snapshot.sites.rows()[row as usize], &mut self.properties);
            }
            Collection::Equipements => {
                let equipment = &self.snapshot.equipment.rows()[row as usize];
                places::describe_equipment(equipment, &mut self.properties);
            }
            Collection::Found(finding) => {
                placed::describe(self.snapshot.found(finding), row, &mut self.properties);
            }
            _ => actors::describe(self.snapshot, row, &mut self.properties),
        }
        self.layer.point(u64::from(row) << 2 | 1, at, &self.properties);
    }

    /// The rows of a commune of which no better place may be told, at its point.
    fn commune(&mut self, commune: Option<u32>, at: GridPoint, tally: &Tally) {
        if !self.begin() {
            return;
        }
        self.layer.property("kind", Value::Word("commune"));
        if let Some(row) = commune {
            let commune = self.snapshot.territories.get(Level::Commune, row);
            self.word("code", &commune.code);
            self.word("nom", &commune.name);
        }
        self.counts(tally.count, tally.parts(), tally.amount);
        let id = commune.map_or(0, |row| u64::from(row) + 1) << 2 | 2;
        self.layer.end_point(id, at);
    }

    /// A text of the next symbol.
    pub fn word(&mut self, name: &'static str, text: &str) {
        self.layer.property(name, Value::Text(text));
    }

    /// A number of the next symbol.
    pub fn number(&mut self, name: &'static str, number: u64) {
        self.layer.property(name, Value::Integer(number));
    }

    /// The counts of the next symbol.
    pub fn counts(&mut self, count: u32, parts: impl Iterator<Item = (usize, u32)>, amount: Amount) {
        self.layer.integer(self.count, count.into());
        for (rank, count) in parts {
            let Some(known) = self.parts.get_mut(rank) else { continue };
            let key = *known.get_or_insert_with(|| self.layer.key(&self.members.parts()[rank]));
            self.layer.integer(key, count.into());
        }
        if let Some([sum, known]) = self.members.amount_names().filter(|_| 0 < amount.known) {
            self.number(sum, amount.sum);
            self.number(known, amount.known.into());
        }
    }

    /// Ends a symbol whose attributes were told one by one.
    pub fn end(&mut self, id: u64, at: GridPoint) {
        self.layer.end_point(id, at);
    }
}
