//! What a tile may weigh, and what it says when it had to be made lighter.
//!
//! A tile above the budget of `tiles/layers.toml` is drawn again with coarser cells until it
//! fits. Nothing is dropped: counts stay exact, and the tile has a layer more that tells what
//! was joined. The same rows give the same reduction.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;

use crate::tiles::coord::EXTENT;
use crate::tiles::encode::{Layer, Value};
use crate::tiles::symbols::Pen;

/// The most that a tile may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Once compressed by gzip.
    pub bytes: usize,
    /// Symbols of a layer of points.
    pub features: usize,
}

/// The name of the layer that tells what was reduced, in any tile.
pub const REDUCTION: &str = "reduction";

/// What a tile joined to stay within the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduction<'a> {
    /// The layer that is drawn coarser.
    pub layer: &'a str,
    /// The tile has this number squared of cells, each at most one symbol.
    pub cells: u32,
    /// The symbols it would have had.
    pub features: u64,
    /// The rows that are counted, the same with and without.
    pub rows: u64,
}

impl Budget {
    /// Whether a tile may be served. Compresses only what would not fit as it is.
    #[must_use]
    pub fn holds(&self, tile: &[u8]) -> bool {
        if tile.len() <= self.bytes {
            return true;
        }
        // The fastest level: what is served compresses better, so that what fits here fits.
        let mut gzip = GzEncoder::new(Room(self.bytes), Compression::fast());
        gzip.write_all(tile).and_then(|()| gzip.try_finish()).is_ok()
    }
}

impl Budget {
    /// The first drawing that fits, as a tile: the whole one, else coarser and coarser ones,
    /// else the last. `told` says of a grain how many cells a side it has and how many rows
    /// are counted.
    pub fn fit<'a, G: Copy>(
        &self,
        whole: Pen<'a>,
        mut coarser: impl Iterator<Item = G>,
        draw: impl Fn(G) -> Pen<'a>,
        told: impl Fn(G) -> (u32, u64),
    ) -> Vec<u8> {
        let (layer, features) = (whole.name().to_owned(), whole.features());
        let (mut tile, mut is_light) = self.tile(whole);
        while !is_light {
            let Some(grain) = coarser.next() else { break };
            (tile, is_light) = self.tile(draw(grain));
            let (cells, rows) = told(grain);
            Reduction { layer: &layer, cells, features, rows }.append(&mut tile);
        }
        tile
    }

    /// A drawing as a tile, and whether it fits.
    fn tile(&self, pen: Pen<'_>) -> (Vec<u8>, bool) {
        let is_within = pen.features() <= self.features as u64;
        let mut tile = Vec::new();
        pen.into_layer().finish(&mut tile);
        let is_light = is_within && self.holds(&tile);
        (tile, is_light)
    }
}

impl Reduction<'_> {
    /// Adds the layer that tells it: one point in the middle of the tile.
    pub fn append(&self, tile: &mut Vec<u8>) {
        let mut layer = Layer::new(REDUCTION);
        let properties = [
            ("layer", Value::Text(self.layer)),
            ("cells", Value::Integer(self.cells.into())),
            ("features", Value::Integer(self.features)),
            ("rows", Value::Integer(self.rows)),
        ];
        layer.point(1, [EXTENT / 2; 2], &properties);
        layer.finish(tile);
    }
}

/// Takes as many bytes as there is room for and forgets them.
struct Room(usize);

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_the_weight_once_compressed() {
        let budget = Budget { bytes: 1000, features: 1 };
        assert!(budget.holds(&[7; 1000]), "as it is");
        assert!(budget.holds(&[7; 100_000]), "once compressed");
        let mut noise = 1_u32;
        let mut random = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        let noise: Vec<u8> = (0..1200).map(|_| random()).collect();
        assert!(!budget.holds(&noise), "not even compressed");
    }
}
