//! Cells: how points become symbols, so that the counts of a zoom always add up to the rows.
//!
//! *Method.* The world is a grid of 2^bits × 2^bits cells a tile, anchored to the world and
//! not to the tile: each row is in one cell, each cell in one tile, and no tile draws what
//! another one owns. Rows are sorted along a Z curve, so that a cell is a run of them, and the
//! cells of a zoom are four times fewer runs of those of the next: one pass over the rows, at
//! the deepest zoom, then one over the cells of each.
//!
//! A cell stands at the mean of *all* its rows: under a filter its count changes, and it does
//! not move.

use std::ops::Range;

use crate::geometry::mercator::{cell_of_morton, morton};
use crate::snapshot::actors::MORTON_ZOOM;
use crate::tiles::coord::{GridPoint, TileCoord};
use crate::tiles::members::Members;
use crate::tiles::parts::{Amount, Tallies, Tally};

/// A tile is 2^4 × 2^4 cells where nothing forces coarser ones: 32 pixels each on a map that
/// draws tiles 512 pixels wide, as wide as the disc of 180 actors on ours. Narrower cells lie
/// under the discs of their neighbours.
pub const CELL_BITS: u8 = 4;

/// The cells of a run of ranks that have rows, in the order of the Z curve.
#[derive(Debug)]
pub struct Cells {
    /// A cell is one of the world's 2^zoom × 2^zoom.
    zoom: u8,
    /// A tile has 2^bits a side.
    bits: u8,
    /// The first rank.
    start: u32,
    /// The Morton code of each on the grid of `zoom`.
    codes: Vec<u64>,
    /// The rank after the last of each cell.
    ends: Vec<u32>,
    /// Where each stands on the grid of its tile.
    at: Vec<[u16; 2]>,
    tallies: Tallies,
}

/// Cells, and the sums of coordinates that coarser cells need.
#[derive(Debug)]
pub struct Grown {
    pub cells: Cells,
    sums: Vec<[u64; 2]>,
    /// The zoom of the tiles that own the cells.
    tiles: u8,
}

/// One cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its Morton code on its grid, then the four bits of the grid's: 48 bits at most, unique
    /// among the cells of a zoom whatever each tile's are.
    pub code: u64,
    /// All its ranks.
    pub ranks: Range<u32>,
    pub at: GridPoint,
}

impl Cells {
    /// The cells of a run of ranks, 2^bits a side of a tile of zoom `tiles`. O(ranks).
    #[must_use]
    pub fn of(members: &Members, mortons: &[u64], ranks: Range<u32>, tiles: u8, bits: u8) -> Grown {
        let mut grown = Grown::new(tiles, bits, ranks.start);
        let shift = grown.cells.shift();
        let mut rest = ranks;
        while let Some(first) = rest.next() {
            let code = members.morton(mortons, first);
            let (mut tally, mut sum) = (Tally::default(), [0; 2]);
            let mut next = Some((first, code));
            while let Some((rank, morton)) = next {
                members.tally(rank, &mut tally);
                let (x, y) = cell_of_morton(morton);
                sum = [sum[0] + u64::from(x), sum[1] + u64::from(y)];
                let after = rest.clone().next().map(|rank| (rank, members.morton(mortons, rank)));
                next = after.filter(|(_, morton)| morton >> shift == code >> shift);
                if next.is_some() {
                    rest.next();
                }
            }
            grown.push(code >> shift, &tally, sum, members);
        }
        grown.shrunk()
    }

    /// How many cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells of a tile. O(log n).
    #[must_use]
    pub fn in_tile(&self, tile: TileCoord) -> Range<usize> {
        let rest = 2 * u32::from(self.zoom - tile.zoom());
        let code = morton(tile.x(), tile.y());
        let before = |limit: u64| self.codes.partition_point(|&code| code < limit);
        before(code << rest)..before((code + 1) << rest)
    }

    /// One of them.
    #[inline]
    #[must_use]
    pub fn cell(&self, at: usize) -> Cell {
        let start = at.checked_sub(1).map_or(self.start, |before| self.ends[before]);
        let code = self.codes[at] << 4 | u64::from(self.bits);
        Cell { code, ranks: start..self.ends[at], at: self.at[at].map(i32::from) }
    }

    /// Its parts that are not zero; nothing for a cell of one row, whose kind tells.
    #[inline]
    pub fn parts(&self, at: usize) -> impl Iterator<Item = (usize, u32)> {
        self.tallies.parts(at)
    }

    /// The sum of what its rows state.
    #[must_use]
    pub fn amount(&self, at: usize) -> Amount {
        self.tallies.amount(at)
    }

    /// Bytes of memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        let columns = size_of_val(&self.codes[..]) + size_of_val(&self.ends[..]) + size_of_val(&self.at[..]);
        columns + self.tallies.weight()
    }

    fn shift(&self) -> u32 {
        2 * u32::from(MORTON_ZOOM - self.zoom)
    }
}

impl Grown {
    fn new(tiles: u8, bits: u8, start: u32) -> Self {
        let cells = Cells {
            zoom: tiles + bits,
            bits,
            start,
            codes: Vec::new(),
            ends: Vec::new(),
            at: Vec::new(),
            tallies: Tallies::default(),
        };
        Self { cells, sums: Vec::new(), tiles }
    }

    /// The cells of the zoom before, each of up to four of these.
    #[must_use]
    pub fn coarser(&self, members: &Members) -> Self {
        let finer = &self.cells;
        let mut grown = Self::new(self.tiles - 1, finer.bits, finer.start);
        let mut parent = None;
        let (mut tally, mut sum) = (Tally::default(), [0; 2]);
        for at in 0..finer.len() {
            let Cell { ranks, .. } = finer.cell(at);
            let four = finer.codes[at] >> 2;
            if let Some(parent) = parent.filter(|&parent| parent != four) {
                grown.push(parent, &tally, sum, members);
                (tally, sum) = (Tally::default(), [0; 2]);
            }
            parent = Some(four);
            if ranks.len() == 1 {
                members.tally(ranks.start, &mut tally);
            } else {
                tally.merge(ranks.len() as u32, finer.parts(at), finer.amount(at));
            }
            sum = [sum[0] + self.sums[at][0], sum[1] + self.sums[at][1]];
        }
        if let Some(parent) = parent {
            grown.push(parent, &tally, sum, members);
        }
        grown.shrunk()
    }

    /// Ends a cell: its mean is inside of it, hence inside of its tile: a square is convex.
    fn push(&mut self, code: u64, tally: &Tally, sum: [u64; 2], members: &Members) {
        let Cells { start, codes, ends, at, tallies, .. } = &mut self.cells;
        let [x, y] = sum.map(|sum| (sum / u64::from(tally.count)) as u32);
        let rest = MORTON_ZOOM - self.tiles;
        let tile = TileCoord::new(self.tiles, x >> rest, y >> rest).ok();
        let mean = tile.and_then(|tile| tile.owned((x, y))).unwrap_or_default();
        codes.push(code);
        at.push(mean.map(|v| v as u16));
        ends.push(ends.last().unwrap_or(start) + tally.count);
        // A cell of one row states nothing: the row's kind does.
        let parts = tally.parts().filter(|_| 1 < tally.count);
        tallies.push(parts, tally.amount, members.amount_names().is_some());
        self.sums.push(sum);
    }

    fn shrunk(mut self) -> Self {
        self.cells.codes.shrink_to_fit();
        self.cells.ends.shrink_to_fit();
        self.cells.at.shrink_to_fit();
        self.cells.tallies.shrink();
        self
    }
}
