//! Lines in a tile: what was found between two places, cut to the tile and its margin.
//!
//! *Method.* Ends are put on the tile's grid as points are, each line is cut by itself (Liang and
//! Barsky 1984), and drawn once in each tile that it passes through. One shorter than a unit of the
//! grid is none: the points of the finding tell it, as they tell every row. *Above the budget* ends are
//! put in the middle of coarser and coarser cells and lines between the same two become one that
//! counts them; those within one cell are left to the points. The layer `reduction` says so.

use std::collections::BTreeMap;

use crate::geometry::mercator::WorldPoint;
use crate::geometry::position::Position;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::MORTON_ZOOM;
use crate::snapshot::findings::Found;
use crate::snapshot::layers::finding::Finding;
use crate::tiles::budget::{Budget, Reduction};
use crate::tiles::clip::{Lines, MARGIN};
use crate::tiles::contract::Contract;
use crate::tiles::coord::{EXTENT, GRID_BITS, GridPoint, TileCoord};
use crate::tiles::encode::{Layer, Properties, Value};
use crate::tiles::placed::describe;

/// The finest cells that a tile falls back to, 2^8 a side.
const FINEST: u8 = 8;

/// Nothing that is drawn is farther from a tile than this, in its units.
const FAR: i64 = 1 << 29;

/// The name of the layer of a finding's lines.
#[must_use]
pub fn lines_layer(finding: Finding) -> String {
    format!("{}_lignes", finding.name())
}

/// A row, and where its ends are on the tile's grid.
struct Drawn {
    row: u32,
    line: Vec<GridPoint>,
}

/// The lines of a tile as raw MVT; empty where none passes, and at zooms that the contract does not
/// have. Only of `rows` where there are some.
#[must_use]
pub fn draw(
    snapshot: &Snapshot,
    finding: Finding,
    tile: TileCoord,
    rows: Option<&RowSet>,
    budget: Budget,
) -> Vec<u8> {
    let name = lines_layer(finding);
    if !Contract::of_this_build().layer(&name).is_some_and(|layer| layer.is_drawn_at(tile.zoom())) {
        return Vec::new();
    }
    let found = snapshot.found(finding);
    let drawn: Vec<Drawn> = near(found, tile)
        .into_iter()
        .filter(|&row| rows.is_none_or(|rows| rows.contains(row)))
        .map(|row| Drawn {
            row,
            line: found.places().corners(row).iter().map(|&at| local(tile, at)).collect(),
        })
        .filter(|drawn| !Lines::alone(&drawn.line).is_empty())
        .collect();
    if drawn.is_empty() {
        return Vec::new();
    }
    let mut bytes = Vec::new();
    if drawn.len() <= budget.features {
        whole(found, &name, &drawn).finish(&mut bytes);
        if budget.holds(&bytes) {
            return bytes;
        }
    }
    for bits in (0..=FINEST).rev() {
        let (layer, rows) = joined(&name, &drawn, bits);
        let is_few = layer.len() <= budget.features;
        bytes.clear();
        layer.finish(&mut bytes);
        let is_light = is_few && budget.holds(&bytes);
        Reduction { layer: &name, cells: 1 << bits, features: drawn.len() as u64, rows }.append(&mut bytes);
        if is_light {
            break;
        }
    }
    bytes
}

/// Whether a line may pass through a tile. False is sure.
#[must_use]
pub fn is_near(snapshot: &Snapshot, finding: Finding, tile: TileCoord) -> bool {
    !near(snapshot.found(finding), tile).is_empty()
}

/// The rows whose box meets a tile and its margin: straight on the map is not straight in degrees.
fn near(found: &Found, tile: TileCoord) -> Vec<u32> {
    found.boxed(tile.around(2 * MARGIN))
}

fn whole(found: &Found, name: &str, drawn: &[Drawn]) -> Layer {
    let mut layer = Layer::new(name);
    let mut properties = Properties::new();
    for Drawn { row, line } in drawn {
        properties.clear();
        properties.push(("count", Value::Integer(1)));
        describe(found, *row, &mut properties);
        layer.line(u64::from(*row) << 1, &Lines::alone(line), &properties);
    }
    layer
}

/// Lines between the same two cells as one, and how many rows they count.
fn joined(name: &str, drawn: &[Drawn], bits: u8) -> (Layer, u64) {
    let shift = GRID_BITS - bits;
    let cell = |at: &GridPoint| at.map(|v| v >> shift);
    let mut between: BTreeMap<[GridPoint; 2], (u64, u32)> = BTreeMap::new();
    for Drawn { row, line } in drawn {
        let (Some(first), Some(last)) = (line.first().map(cell), line.last().map(cell)) else { continue };
        if first != last {
            between.entry([first.min(last), first.max(last)]).or_insert((0, *row)).0 += 1;
        }
    }
    let mut layer = Layer::new(name);
    let mut rows = 0;
    for (ends, (count, first)) in between {
        let middle = |cell: GridPoint| cell.map(|v| (v << shift) + (EXTENT >> bits) / 2);
        let parts = Lines::alone(&ends.map(middle));
        if !parts.is_empty() {
            rows += count;
            layer.line(u64::from(first) << 1 | 1, &parts, &[("count", Value::Integer(count))]);
        }
    }
    (layer, rows)
}

/// A position on the tile's grid, in the cell that owns it, in the tile or not.
fn local(tile: TileCoord, position: Position) -> GridPoint {
    let (x, y) = WorldPoint::from_position(position).cell(MORTON_ZOOM);
    let rest = MORTON_ZOOM - tile.zoom();
    let along = |v: u32, column: u32| (i64::from(v) << GRID_BITS >> rest) - (i64::from(column) << GRID_BITS);
    [along(x, tile.x()), along(y, tile.y())].map(|v| v.clamp(-FAR, FAR) as i32)
}
