//! The rows of a layer of points, ranked along the Z curve, and what each is counted by.

use std::ops::Range;

use crate::geometry::mercator::morton;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::MORTON_ZOOM;
use crate::snapshot::layers::Layer;
use crate::tiles::coord::TileCoord;
use crate::tiles::parts::{Amount, Kind, Tally};
use crate::tiles::{actors, placed, places};

/// Stands for an amount that a row does not state.
const UNKNOWN: u32 = u32::MAX;

/// The rows that some tile counts: all that have a place. Ranks go along the Z curve, so that
/// a tile and a cell are each one run of ranks.
#[derive(Debug)]
pub struct Members {
    layer: Layer,
    /// By rank; `None` where every rank is its row.
    rows: Option<Vec<u32>>,
    kinds: Vec<Kind>,
    parts: Vec<String>,
    /// By rank; empty unless the layer has amounts.
    amounts: Vec<u32>,
}

/// The names of an amount's two attributes: its sum, and how many rows state theirs.
pub type AmountNames = [&'static str; 2];

impl Members {
    /// The members of a layer of points; `None` for territories. O(rows).
    #[must_use]
    pub fn new(snapshot: &Snapshot, layer: Layer) -> Option<Self> {
        let mortons = mortons(snapshot, layer)?;
        let placed = mortons.partition_point(|&code| code != u64::MAX) as u32;
        let parts = match layer {
            Layer::Foncier => places::site_parts(),
            Layer::Equipements => places::equipment_parts(),
            Layer::Found(finding) => placed::parts(finding),
            _ => actors::parts(&snapshot.functions),
        };
        let is_part = layer.is_view_of_actors() && layer != Layer::Acteurs;
        let rows: Option<Vec<u32>> =
            is_part.then(|| (0..placed).filter(|&row| snapshot.is_in_view(layer, row)).collect());
        let told = match layer {
            Layer::Found(finding) => Some(placed::Telling::new(snapshot.found(finding))),
            _ => None,
        };
        let kind = |row: u32| match layer {
            Layer::Found(_) => told.as_ref().map_or(Kind::new([None; 2], false), |told| told.kind(row)),
            Layer::Foncier => places::site_kind(&snapshot.sites.rows()[row as usize]),
            Layer::Equipements => places::equipment_kind(&snapshot.equipment.rows()[row as usize]),
            _ => actors::kind(&snapshot.actors, row, parts.len()),
        };
        let kinds = match &rows {
            None => (0..placed).map(kind).collect(),
            Some(rows) => rows.iter().map(|&row| kind(row)).collect(),
        };
        let amount = |row: u32| places::surface(&snapshot.sites.rows()[row as usize]).unwrap_or(UNKNOWN);
        let amounts =
            if amount_names(layer).is_some() { (0..placed).map(amount).collect() } else { Vec::new() };
        Some(Self { layer, rows, kinds, parts, amounts })
    }

    /// The layer.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.kinds.len() as u32
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The attributes that count parts, by rank.
    #[must_use]
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The attributes of the layer's amount, if it has one.
    #[must_use]
    pub fn amount_names(&self) -> Option<AmountNames> {
        amount_names(self.layer)
    }

    /// The row of a rank.
    #[must_use]
    pub fn row(&self, rank: u32) -> u32 {
        self.rows.as_ref().map_or(rank, |rows| rows[rank as usize])
    }

    /// What a rank is counted by.
    #[must_use]
    pub fn kind(&self, rank: u32) -> Kind {
        self.kinds[rank as usize]
    }

    /// What a rank adds to the layer's amount.
    #[must_use]
    pub fn amount(&self, rank: u32) -> Amount {
        let mut amount = Amount::default();
        if let Some(&stated) = self.amounts.get(rank as usize) {
            amount.add(Some(stated).filter(|&stated| stated != UNKNOWN));
        }
        amount
    }

    /// The Morton code of a rank at [`MORTON_ZOOM`].
    #[must_use]
    pub fn morton(&self, mortons: &[u64], rank: u32) -> u64 {
        mortons[self.row(rank) as usize]
    }

    /// The ranks of a tile. O(log n).
    #[must_use]
    pub fn in_tile(&self, mortons: &[u64], tile: TileCoord) -> Range<u32> {
        let rest = 2 * u32::from(MORTON_ZOOM - tile.zoom());
        let code = morton(tile.x(), tile.y());
        let (first, next) = (code << rest, (code + 1) << rest);
        match &self.rows {
            None => {
                let start = mortons.partition_point(|&m| m < first);
                let len = mortons[start..].partition_point(|&m| m < next);
                start as u32..(start + len) as u32
            }
            Some(rows) => {
                let before = |limit: u64| rows.partition_point(|&row| mortons[row as usize] < limit) as u32;
                before(first)..before(next)
            }
        }
    }

    /// Calls with each rank of a run whose row is among `rows` (with all of them for `None`),
    /// in order. O(words of the run + matches) where ranks are rows, else O(run).
    #[inline]
    pub fn each(&self, ranks: Range<u32>, rows: Option<&RowSet>, mut visit: impl FnMut(u32)) {
        match (rows, &self.rows) {
            (None, _) => ranks.for_each(visit),
            (Some(rows), None) => rows.iter_in(ranks).for_each(visit),
            (Some(rows), Some(list)) => {
                for rank in ranks {
                    if rows.contains(list[rank as usize]) {
                        visit(rank);
                    }
                }
            }
        }
    }

    /// Counts a rank.
    #[inline]
    pub fn tally(&self, rank: u32, tally: &mut Tally) {
        tally.add(self.kind(rank));
        if !self.amounts.is_empty() {
            tally.amount.merge(self.amount(rank));
        }
    }

    /// Bytes of memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        let rows = self.rows.as_ref().map_or(0, |rows| size_of_val(&rows[..]));
        rows + size_of_val(&self.kinds[..]) + size_of_val(&self.amounts[..])
    }
}

/// The Morton codes that sort the rows of a layer's table; `None` for territories.
#[must_use]
pub fn mortons(snapshot: &Snapshot, layer: Layer) -> Option<&[u64]> {
    match layer {
        Layer::Territories(_) => None,
        Layer::Found(finding) => finding.is_placed().then(|| snapshot.found(finding).mortons()),
        Layer::Foncier => Some(snapshot.sites.mortons()),
        Layer::Equipements => Some(snapshot.equipment.mortons()),
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            Some(snapshot.actors.mortons())
        }
    }
}

/// Only the land has an amount: bands of employees have no sum, and no other column is a
/// quantity of the thing itself.
fn amount_names(layer: Layer) -> Option<AmountNames> {
    (layer == Layer::Foncier).then_some(places::SURFACE)
}
