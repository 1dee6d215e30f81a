//! All tiles of a set in one file: PMTiles, version 3, for any store of files to serve.
//!
//! *Method.* The world is descended from its one tile of zoom 0; a square that nothing is near
//! is not descended further. Tiles are drawn on all cores, a batch at a time, and written along
//! the Hilbert curve that the format orders them by. Same snapshot, same bytes. Memory: one
//! batch. See <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>.

use std::io::{Seek, Write};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pmtiles::{Compression, PmTilesWriter, PmtError, TileId, TileType};
use serde_json::json;

use crate::snapshot::Snapshot;
use crate::tiles::atlas::{Ask, Atlas, Tileset};
use crate::tiles::compress::{Effort, gzip};
use crate::tiles::contract::Contract;
use crate::tiles::coord::TileCoord;
use crate::tiles::findings::keys;
use crate::tiles::points::Grouping;

/// Tiles drawn before any of them is written.
const BATCH: usize = 2048;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Tiles that are not empty.
    pub tiles: u64,
    /// Their bytes, compressed; those of equal tiles are stored once.
    pub bytes: u64,
}

/// Writes the tiles of some zooms. `watch` is told, from time to time, how many squares of how
/// many are done.
pub fn write<W: Write + Seek>(
    atlas: &Atlas,
    snapshot: &Snapshot,
    tileset: Tileset,
    zooms: RangeInclusive<u8>,
    out: W,
    watch: &mut dyn FnMut(usize, usize),
) -> Result<Written, PmtError> {
    let [west, south, east, north] = atlas.bounds.sides();
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(*zooms.start())
        .max_zoom(*zooms.end())
        .bounds(west, south, east, north)
        .center((west + east) / 2.0, (south + north) / 2.0)
        .center_zoom(*zooms.start())
        .metadata(metadata(atlas, snapshot, tileset, &zooms))
        .create(out)?;
    let squares = squares(atlas, snapshot, tileset, zooms);
    let mut written = Written::default();
    for (batch, done) in squares.chunks(BATCH).zip((0..).step_by(BATCH)) {
        watch(done, squares.len());
        for (tile, bytes) in batch.iter().zip(draw(atlas, snapshot, tileset, batch)) {
            if !bytes.is_empty() {
                written.tiles += 1;
                written.bytes += bytes.len() as u64;
                writer.add_tile(pmtiles::TileCoord::new(tile.zoom(), tile.x(), tile.y())?, &bytes)?;
            }
        }
    }
    writer.finalize()?;
    Ok(written)
}

/// What readers of the archive are told.
fn metadata(atlas: &Atlas, snapshot: &Snapshot, tileset: Tileset, zooms: &RangeInclusive<u8>) -> String {
    let contract = Contract::of_this_build();
    let mut layers = tileset.layers(contract, Grouping::Cells);
    layers.retain(|layer| zooms.clone().any(|zoom| layer.is_drawn_at(zoom)));
    json!({
        "name": tileset.name(),
        "description": format!("Maillage, instantané {}", snapshot.manifest.id),
        "attribution": contract.attribution,
        "type": "overlay",
        "version": atlas.edition,
        "vector_layers": contract.vector_layers(&layers, &keys(snapshot)),
        "maillage": { "snapshot": snapshot.manifest.id, "fictitious": snapshot.manifest.fictitious },
    })
    .to_string()
}

/// The squares that may hold something, in the order of the archive.
fn squares(
    atlas: &Atlas,
    snapshot: &Snapshot,
    tileset: Tileset,
    zooms: RangeInclusive<u8>,
) -> Vec<TileCoord> {
    let mut found = Vec::new();
    let mut level = vec![TileCoord::new(0, 0, 0).expect("the world")];
    for zoom in 0..=*zooms.end() {
        level.retain(|&tile| atlas.is_near(snapshot, tileset, tile));
        if zooms.contains(&zoom) {
            level.sort_by_cached_key(|tile| {
                pmtiles::TileCoord::new(tile.zoom(), tile.x(), tile.y()).map(|c| TileId::from(c).value()).ok()
            });
            found.extend_from_slice(&level);
        }
        if zoom < *zooms.end() {
            level = level.into_iter().flat_map(TileCoord::children).collect();
        }
    }
    found
}

/// Draws a batch on all cores; in its order.
fn draw(atlas: &Atlas, snapshot: &Snapshot, tileset: Tileset, batch: &[TileCoord]) -> Vec<Vec<u8>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut drawn = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(&tile) = batch.get(at) else { return drawn };
            let bytes = atlas.draw(snapshot, Ask::whole(tileset, tile));
            let bytes = if bytes.is_empty() { bytes } else { gzip(&bytes, Effort::Thorough) };
            drawn.push((at, bytes));
        }
    };
    let mut all: Vec<(usize, Vec<u8>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("drawing does not panic")).collect()
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, bytes)| bytes).collect()
}
