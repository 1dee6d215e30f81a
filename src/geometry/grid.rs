//! What is near a box of the lattice: items in cells, cells in a table.
//!
//! Two cells may share a row of the table: whoever asks gets what is near and a little of
//! what is not, sometimes twice, and tests exactly. Things that move or grow are put in again.

use crate::geometry::lattice::Point;

/// Nothing follows.
const END: u32 = u32::MAX;

/// An item that would lie in more cells than this is kept apart, and is near everything.
const MOST_CELLS: i64 = 4096;

/// Items by the cells of a square grid of 2^shift steps.
#[derive(Debug)]
pub struct Grid {
    shift: u32,
    mask: u64,
    /// For each row of the table the last of its links.
    heads: Vec<u32>,
    /// An item and the link before it.
    links: Vec<(u32, u32)>,
    /// Items that are too long for cells.
    long: Vec<u32>,
}

impl Grid {
    /// For about `count` items; cells have 2^`shift` steps a side.
    #[must_use]
    pub fn new(count: usize, shift: u32) -> Self {
        let rows = count.max(16).next_power_of_two();
        Self {
            shift,
            mask: rows as u64 - 1,
            heads: vec![END; rows],
            links: Vec::with_capacity(count),
            long: Vec::new(),
        }
    }

    /// Blocks of 16 by 16 cells lie together in memory, wherever the block falls.
    fn row(&self, x: i64, y: i64) -> usize {
        // Multiplicative hashing (Knuth 1973); the upper bits are the well mixed ones.
        let mixed = ((x >> 4) as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(((y >> 4) as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
        let block = (mixed ^ (mixed >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        ((block << 8 | ((y & 15) << 4 | (x & 15)) as u64) & self.mask) as usize
    }

    fn link(&mut self, item: u32, x: i64, y: i64) {
        let row = self.row(x, y);
        let link = self.links.len() as u32;
        self.links.push((item, self.heads[row]));
        self.heads[row] = link;
    }

    /// Puts an item at a point.
    pub fn insert(&mut self, item: u32, at: Point) {
        self.link(item, at[0] >> self.shift, at[1] >> self.shift);
    }

    /// Puts an item in every cell that a segment passes.
    pub fn insert_segment(&mut self, item: u32, a: Point, b: Point) {
        let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        let (top, bottom) = (a[1] >> self.shift, b[1] >> self.shift);
        let columns = (a[0].max(b[0]) >> self.shift) - (a[0].min(b[0]) >> self.shift);
        if MOST_CELLS < columns + bottom - top {
            self.long.push(item);
            return;
        }
        let (run, rise) = (i128::from(b[0] - a[0]), i128::from(b[1] - a[1]));
        let x_at = |y: i64| match rise {
            0 => a[0],
            _ => a[0] + (run * i128::from(y - a[1])).div_euclid(rise) as i64,
        };
        for y in top..=bottom {
            let (from, to) = match rise {
                0 => (a[0], b[0]),
                _ => (x_at((y << self.shift).max(a[1])), x_at((((y + 1) << self.shift) - 1).min(b[1]))),
            };
            // One step more on either side, for what rounding down lost.
            let (low, high) = (from.min(to) - 1, from.max(to) + 1);
            let leap = if rise == 0 { 0 } else { (run.abs() / rise) as i64 + 1 };
            let low = (low - leap).max(a[0].min(b[0])) >> self.shift;
            let high = (high + leap).min(a[0].max(b[0])) >> self.shift;
            for x in low..=high {
                self.link(item, x, y);
            }
        }
    }

    /// Whether `test` holds for any item near a box.
    pub fn any(&self, low: Point, high: Point, mut test: impl FnMut(u32) -> bool) -> bool {
        if self.long.iter().any(|&item| test(item)) {
            return true;
        }
        let [left, top] = low.map(|v| v >> self.shift);
        let [right, bottom] = high.map(|v| v >> self.shift);
        let cells = i128::from(right - left + 1) * i128::from(bottom - top + 1);
        if self.links.len() as i128 <= cells {
            return self.links.iter().any(|&(item, _)| test(item));
        }
        for y in top..=bottom {
            for x in left..=right {
                let mut link = self.heads[self.row(x, y)];
                while let Some(&(item, before)) = self.links.get(link as usize) {
                    if test(item) {
                        return true;
                    }
                    link = before;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::lattice::segments_touch;

    proptest! {
        /// The grid is a faster way to miss nothing.
        #[test]
        fn whoever_touches_a_box_is_found(
            segments in prop::collection::vec(prop::array::uniform4(-300_i64..300), 1..40),
            corner in prop::array::uniform2(-300_i64..300),
            size in prop::array::uniform2(0_i64..60),
            shift in 0_u32..8,
        ) {
            let mut grid = Grid::new(segments.len(), shift);
            for (item, &[ax, ay, bx, by]) in (0..).zip(&segments) {
                grid.insert_segment(item, [ax, ay], [bx, by]);
            }
            let ([x, y], [width, height]) = (corner, size);
            let (right, bottom) = (x + width, y + height);
            for (item, &[ax, ay, bx, by]) in (0_u32..).zip(&segments) {
                let segment = [[ax, ay], [bx, by]];
                let corners = [[x, y], [right, y], [right, bottom], [x, bottom]];
                let across = (0..4).any(|i| segments_touch(segment, [corners[i], corners[(i + 1) % 4]]));
                let inside = x <= ax && ax <= right && y <= ay && ay <= bottom;
                if across || inside {
                    let found = grid.any([x, y], [right, bottom], |other| other == item);
                    prop_assert!(found, "{:?}", segment);
                }
            }
        }
    }
}
