//! The coast and the borders: a honeycomb pulled out of shape.
//!
//! Communes are cells of a honeycomb, so that borders meet three by three as real ones do.
//! Corners are moved a little and each side is broken by midpoint displacement (Fournier,
//! Fussell & Carpenter 1982). Where a corner goes and how a side breaks depend on the seed
//! and on the two ends alone: both neighbours get the same points, to the last digit.

use std::collections::{BTreeMap, BTreeSet};

use crate::demo::chance::wobble;

/// A cell of the honeycomb: column and row; odd rows are shifted by half a cell eastward.
pub type Cell = (i32, i32);

/// A place in steps of 1e-5° (about one meter): longitude, latitude.
pub type Spot = (i32, i32);

/// A corner: the top or the bottom of a cell. Every corner is one or the other of one cell.
type Corner = (Cell, bool);

/// Steps in a degree.
pub const STEPS: f64 = 1e5;

/// How far a corner is moved, as a share of the distance between cells.
const LOOSE: f64 = 0.13;

/// How a line is broken: halvings, and sideways share of the length at each.
#[derive(Clone, Copy)]
struct Break {
    halvings: u32,
    sway: f64,
}

const INLAND: Break = Break { halvings: 3, sway: 0.13 };
const COAST: Break = Break { halvings: 5, sway: 0.19 };

/// The honeycomb on the map.
#[derive(Debug, Clone, Copy)]
pub struct Honeycomb {
    pub seed: u64,
    /// Place of cell (0, 0), in degrees.
    pub lon: f64,
    pub lat: f64,
    /// Distance between the centres of two neighbours, in degrees of latitude.
    pub spacing: f64,
    /// Degrees of longitude in the length of one degree of latitude.
    pub stretch: f64,
}

/// The six neighbours, clockwise from the north-east one.
#[must_use]
pub fn neighbours((column, row): Cell) -> [Cell; 6] {
    let east = column + (row & 1);
    let west = east - 1;
    [(east, row + 1), (column + 1, row), (east, row - 1), (west, row - 1), (column - 1, row), (west, row + 1)]
}

/// The six corners, clockwise from the top: side `i` goes from corner `i` to the next and
/// faces neighbour `i`.
fn corners(cell: Cell) -> [Corner; 6] {
    let [north_east, _, south_east, south_west, _, north_west] = neighbours(cell);
    [
        (cell, true),
        (north_east, false),
        (south_east, true),
        (cell, false),
        (south_west, true),
        (north_west, false),
    ]
}

impl Honeycomb {
    /// The centre of a cell, in degrees.
    #[must_use]
    pub fn centre(&self, (column, row): Cell) -> (f64, f64) {
        let x = f64::from(column) + 0.5 * f64::from(row & 1);
        let y = f64::from(row) * 0.75_f64.sqrt();
        (self.lon + x * self.spacing * self.stretch, self.lat + y * self.spacing)
    }

    fn corner(&self, (cell, top): Corner) -> Spot {
        let (lon, lat) = self.centre(cell);
        let up = if top { 1.0 } else { -1.0 } * self.spacing / 3.0_f64.sqrt();
        let key = (i32::from(top), 0);
        let east = wobble(self.seed, cell, key) * LOOSE * self.spacing * self.stretch;
        let north = wobble(self.seed ^ 1, cell, key) * LOOSE * self.spacing;
        spot(lon + east, lat + up + north)
    }

    /// A place inside a cell: `around` turns once from 0 to 1, `out` goes from the centre, 0,
    /// to the border, 1. Up to 0.7 it is inside whatever the border does.
    #[must_use]
    pub fn inside(&self, cell: Cell, around: f64, out: f64) -> (f64, f64) {
        let ring = corners(cell).map(|corner| self.corner(corner));
        let side = (around.clamp(0.0, 0.999_999) * 6.0) as usize;
        let along = around * 6.0 - side as f64;
        let (a, b) = (degrees(ring[side]), degrees(ring[(side + 1) % 6]));
        let (lon, lat) = self.centre(cell);
        let toward = |from: f64, a: f64, b: f64| from + (a + (b - a) * along - from) * out;
        (toward(lon, a.0, b.0), toward(lat, a.1, b.1))
    }

    /// The border of a group of cells, counter-clockwise, first place not repeated; the
    /// longest first should there be several. A side that faces no `land` is coast.
    #[must_use]
    pub fn outline(&self, cells: &[Cell], land: &BTreeSet<Cell>) -> Vec<Vec<Spot>> {
        let mut sides: BTreeMap<Corner, (Corner, Break)> = BTreeMap::new();
        for &cell in cells {
            let ring = corners(cell);
            for (i, neighbour) in neighbours(cell).into_iter().enumerate() {
                if !cells.contains(&neighbour) {
                    let kind = if land.contains(&neighbour) { INLAND } else { COAST };
                    sides.insert(ring[i], (ring[(i + 1) % 6], kind));
                }
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = sides.first_key_value() {
            let mut ring = Vec::new();
            let mut at = start;
            while let Some((next, kind)) = sides.remove(&at) {
                self.side(self.corner(at), self.corner(next), kind, &mut ring);
                at = next;
            }
            ring.reverse();
            rings.push(ring);
        }
        rings.sort_by_key(|ring| std::cmp::Reverse(ring.len()));
        rings
    }

    /// A rock of its own in the middle of a cell that is sea.
    #[must_use]
    pub fn islet(&self, sea: Cell) -> Vec<Spot> {
        let (lon, lat) = self.centre(sea);
        let shrunk = corners(sea).map(|corner| {
            let at = degrees(self.corner(corner));
            spot(lon + (at.0 - lon) * 0.3, lat + (at.1 - lat) * 0.3)
        });
        let mut ring = Vec::new();
        for (i, &from) in shrunk.iter().enumerate() {
            self.side(from, shrunk[(i + 1) % 6], INLAND, &mut ring);
        }
        ring.reverse();
        ring
    }

    /// The places of a side from `from`, included, to `to`, excluded.
    fn side(&self, from: Spot, to: Spot, kind: Break, ring: &mut Vec<Spot>) {
        let (low, high) = (from.min(to), from.max(to));
        let mut line = vec![low];
        self.halve(low, high, kind, &mut line);
        line.push(high);
        if from != low {
            line.reverse();
        }
        line.pop();
        ring.append(&mut line);
    }

    /// The places between two, both excluded.
    fn halve(&self, a: Spot, b: Spot, kind: Break, line: &mut Vec<Spot>) {
        if kind.halvings == 0 {
            return;
        }
        let sway = wobble(self.seed, a, b) * kind.sway;
        let (east, north) = (f64::from(b.0 - a.0), f64::from(b.1 - a.1));
        let middle = (
            (f64::from(a.0) + east / 2.0 - north * self.stretch * sway).round() as i32,
            (f64::from(a.1) + north / 2.0 + east / self.stretch * sway).round() as i32,
        );
        let half = Break { halvings: kind.halvings - 1, ..kind };
        self.halve(a, middle, half, line);
        line.push(middle);
        self.halve(middle, b, half, line);
    }
}

fn spot(lon: f64, lat: f64) -> Spot {
    ((lon * STEPS).round() as i32, (lat * STEPS).round() as i32)
}

/// The degrees of a place.
#[must_use]
pub fn degrees((lon, lat): Spot) -> (f64, f64) {
    (f64::from(lon) / STEPS, f64::from(lat) / STEPS)
}

/// A rounded rectangle whose rim goes in and out with the bearing.
#[derive(Debug, Clone, Copy)]
pub struct Rim {
    /// In cells.
    pub half_width: f64,
    pub half_height: f64,
    /// How far in and out, as a share of the way from the middle: below 0.3.
    pub ragged: f64,
}

/// The `count` cells that lie deepest within a rim.
#[must_use]
pub fn blob(seed: u64, count: usize, rim: Rim) -> BTreeSet<Cell> {
    let reach = |half: f64| (half * 1.6).ceil() as i32 + 3;
    let (width, height) = (reach(rim.half_width), reach(rim.half_height / 0.75_f64.sqrt()));
    let mut cells: Vec<(i64, Cell)> = Vec::new();
    for row in -height..=height {
        for column in -width..=width {
            let x = (f64::from(column) + 0.5 * f64::from(row & 1)) / rim.half_width;
            let y = f64::from(row) * 0.75_f64.sqrt() / rim.half_height;
            let bearing = y.atan2(x);
            let wave = |i: i32| {
                let turn = wobble(seed, (i, 1), (0, 0)) * std::f64::consts::PI;
                (f64::from(i) * bearing + turn).cos() * rim.ragged / f64::from(i)
            };
            let edge = 1.0 + (2..=7).map(wave).sum::<f64>();
            let depth = (x.abs().powi(3) + y.abs().powi(3)).cbrt() / edge;
            // Whole numbers, so that the last bit of a cosine cannot move the coast.
            cells.push(((depth * 1e6).round() as i64, (column, row)));
        }
    }
    cells.sort_unstable();
    cells.into_iter().take(count).map(|(_, cell)| cell).collect()
}

#[cfg(test)]
mod tests {
    use geo::Validation;

    use super::*;

    const COMB: Honeycomb = Honeycomb { seed: 5, lon: -5.5, lat: 46.2, spacing: 0.06, stretch: 1.44 };

    #[test]
    fn two_neighbours_draw_their_border_alike() {
        let land = BTreeSet::from([(0, 0), (1, 0)]);
        let left = COMB.outline(&[(0, 0)], &land).remove(0);
        let right = COMB.outline(&[(1, 0)], &land).remove(0);
        let pairs = |ring: &[Spot]| -> BTreeSet<(Spot, Spot)> {
            ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).collect()
        };
        let back: BTreeSet<_> = pairs(&right).into_iter().map(|(a, b)| (b, a)).collect();
        assert_eq!(pairs(&left).intersection(&back).count(), 8);
        assert_eq!(left.len(), 5 * 32 + 8);
    }

    #[test]
    fn the_outline_of_two_cells_forgets_what_was_between_them() {
        let land = BTreeSet::from([(0, 0), (1, 0)]);
        let both = COMB.outline(&[(0, 0), (1, 0)], &land);
        assert_eq!(both.iter().map(Vec::len).collect::<Vec<_>>(), [10 * 32]);
    }

    #[test]
    fn no_border_crosses_itself_or_another() {
        for seed in 0..40 {
            let comb = Honeycomb { seed, ..COMB };
            let land = BTreeSet::from_iter([(0, 0), (1, 0), (0, 1), (1, 1), (2, 1)]);
            for &cell in &land {
                let rings = comb.outline(&[cell], &land);
                let line: geo::LineString<f64> = rings[0].iter().map(|&s| degrees(s)).collect();
                let polygon = geo::Polygon::new(line, vec![]);
                assert!(polygon.is_valid(), "cell {cell:?} of seed {seed}");
            }
        }
    }

    #[test]
    fn a_blob_is_one_piece_of_the_size_asked() {
        for seed in 0..40 {
            let land = blob(seed, 63, Rim { half_width: 5.0, half_height: 4.0, ragged: 0.22 });
            assert_eq!(land.len(), 63);
            let mut reached = BTreeSet::from([(0, 0)]);
            let mut todo = vec![(0, 0)];
            while let Some(cell) = todo.pop() {
                let more = neighbours(cell).into_iter().filter(|n| land.contains(n));
                todo.extend(more.filter(|&n| reached.insert(n)));
            }
            assert_eq!(reached.len(), 63, "seed {seed}");
        }
    }
}
