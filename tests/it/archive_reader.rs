//! Reads PMTiles 3 by its specification alone: another hand than the one that wrote.
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>

use std::io::Read;

use maillage::tiles::coord::TileCoord;

/// A whole archive.
pub struct Archive {
    /// The metadata, JSON.
    pub metadata: String,
    /// First and last zoom by the header.
    pub zooms: [u8; 2],
    /// Each tile with its bytes as they are stored, in the order of the directories.
    pub tiles: Vec<(TileCoord, Vec<u8>)>,
}

impl Archive {
    /// Reads and checks: the order of tiles, and that they are where the header says.
    pub fn read(bytes: &[u8]) -> Self {
        assert_eq!((&bytes[..7], bytes[7]), (&b"PMTiles"[..], 3));
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes")) as usize;
        let part = |at: usize| &bytes[number(at)..number(at) + number(at + 8)];
        let (root, metadata, leaves, data) = (part(8), part(24), part(40), part(56));
        assert_eq!(bytes[96], 1, "clustered: tiles stand in order");
        assert_eq!((bytes[97], bytes[98], bytes[99]), (2, 2, 1), "gzip, gzip, vector tiles");
        let mut entries = Vec::new();
        directory(&unzipped(root), leaves, &mut entries);
        let mut tiles = Vec::new();
        for Entry { id, run, offset, length } in entries {
            for id in id..id + run {
                tiles.push((id, data[offset..offset + length].to_vec()));
            }
        }
        assert!(tiles.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(tiles.len(), number(72), "addressed tiles");
        Self {
            metadata: String::from_utf8(unzipped(metadata)).expect("text"),
            zooms: [bytes[100], bytes[101]],
            tiles: tiles.into_iter().map(|(id, bytes)| (coord(id), bytes)).collect(),
        }
    }
}

/// What gzip made smaller.
pub fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut read).expect("gzip");
    read
}

struct Entry {
    id: u64,
    run: u64,
    offset: usize,
    length: usize,
}

/// The tiles of a directory and of those below it.
fn directory(bytes: &[u8], leaves: &[u8], entries: &mut Vec<Entry>) {
    let mut at = 0;
    let mut varint = || {
        let (mut value, mut shift) = (0_u64, 0);
        loop {
            let byte = bytes[at];
            at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    };
    let count = varint() as usize;
    let mut id = 0;
    let ids: Vec<u64> = (0..count)
        .map(|_| {
            id += varint();
            id
        })
        .collect();
    let runs: Vec<u64> = (0..count).map(|_| varint()).collect();
    let lengths: Vec<usize> = (0..count).map(|_| varint() as usize).collect();
    let mut end = 0;
    for i in 0..count {
        let offset = match varint() {
            0 => end,
            next => next as usize - 1,
        };
        end = offset + lengths[i];
        if runs[i] == 0 {
            directory(&unzipped(&leaves[offset..end]), leaves, entries);
        } else {
            entries.push(Entry { id: ids[i], run: runs[i], offset, length: lengths[i] });
        }
    }
}

/// The tile of a place on the Hilbert curves, zoom after zoom.
fn coord(id: u64) -> TileCoord {
    let (mut zoom, mut before) = (0_u8, 0);
    while before + (1 << (2 * zoom)) <= id {
        before += 1 << (2 * zoom);
        zoom += 1;
    }
    let (mut rest, mut x, mut y) = (id - before, 0_u64, 0_u64);
    for bit in 0..zoom {
        let side = 1_u64 << bit;
        let right = rest >> 1 & 1;
        let up = (rest ^ right) & 1;
        if up == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        (x, y) = (x + side * right, y + side * up);
        rest >>= 2;
    }
    TileCoord::new(zoom, x as u32, y as u32).expect("inside")
}
