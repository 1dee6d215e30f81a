//! Points of a plane by the cell of a lattice that they are in, and the cells beside each.
//!
//! A cell's diagonal is a hair less than `eps`: points of one cell are neighbours. Who is within
//! `eps` of a point is at most two cells away, in each direction. *Cost.* O(n log n).

use std::cmp::Ordering;
use std::f64::consts::FRAC_1_SQRT_2;
use std::ops::Range;

/// So many cells along a side at most: a coordinate is then told to a millionth of a cell, which is
/// less than the hair that cells are narrower.
pub const MOST_CELLS: f64 = (1 << 30) as f64;
const HAIR: f64 = 1e-6;

/// Pairs that are looked at one by one.
const FEW: usize = 1024;

/// A lattice with its points.
#[derive(Debug, Clone)]
pub struct Lattice {
    /// Sorted by cell.
    points: Vec<[f64; 2]>,
    /// The rank among the points given.
    rows: Vec<u32>,
    /// Row and column of each cell that holds some, sorted.
    keys: Vec<(u32, u32)>,
    /// Where each cell's points begin, and the end.
    starts: Vec<u32>,
}

/// Some of the points of a lattice, by cell.
#[derive(Debug, Clone)]
pub struct Kernel {
    points: Vec<[f64; 2]>,
    /// The rank of each among the lattice's points.
    ranks: Vec<u32>,
    starts: Vec<u32>,
}

impl Lattice {
    /// A lattice for `eps`; `None` when the points spread too far beside it. Coordinates are finite.
    #[must_use]
    pub fn new(points: &[[f64; 2]], eps: f64) -> Option<Self> {
        let side = eps * FRAC_1_SQRT_2 * (1.0 - HAIR);
        let least = |axis: usize| points.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
        let (west, south) = (least(0), least(1));
        let place = |point: &[f64; 2]| [(point[0] - west) / side, (point[1] - south) / side];
        if !points.iter().all(|point| place(point).iter().all(|cell| *cell < MOST_CELLS)) {
            return None;
        }
        // Two more on each side, so that cells beside the first are not below nothing.
        let key = |point: &[f64; 2]| {
            let [column, row] = place(point).map(|cell| cell as u32 + 2);
            (row, column)
        };
        let mut sorted: Vec<((u32, u32), u32)> = points.iter().map(key).zip(0..).collect();
        sorted.sort_unstable();
        let (mut keys, mut starts) = (Vec::new(), Vec::new());
        for (at, (key, _)) in (0..).zip(&sorted) {
            if keys.last() != Some(key) {
                keys.push(*key);
                starts.push(at);
            }
        }
        starts.push(sorted.len() as u32);
        let rows: Vec<u32> = sorted.into_iter().map(|(_, row)| row).collect();
        let points = rows.iter().map(|&row| points[row as usize]).collect();
        Some(Self { points, rows, keys, starts })
    }

    /// All points, sorted by cell.
    #[must_use]
    pub fn points(&self) -> &[[f64; 2]] {
        &self.points
    }

    /// The rank that a point had when the lattice was made.
    #[must_use]
    pub fn row(&self, at: usize) -> usize {
        self.rows[at] as usize
    }

    /// How many cells hold some.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.keys.len()
    }

    /// The points of a cell.
    #[must_use]
    pub fn cell(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// The points of cells that follow each other.
    #[must_use]
    pub fn run(&self, cells: &Range<usize>) -> Range<usize> {
        self.starts[cells.start] as usize..self.starts[cells.end] as usize
    }

    /// Calls with each cell, and with the cells up to two away from it, itself included: five runs,
    /// one a row. O(cells) in all.
    pub fn sweep(&self, mut each: impl FnMut(usize, &[Range<usize>; 5])) {
        let mut runs: [Range<usize>; 5] = Default::default();
        for (cell, &(row, column)) in self.keys.iter().enumerate() {
            for (run, row) in runs.iter_mut().zip(row - 2..=row + 2) {
                let forward = |from: usize, is_before: &dyn Fn(&(u32, u32)) -> bool| {
                    from + self.keys[from..].iter().take_while(|key| is_before(key)).count()
                };
                run.start = forward(run.start, &|key| *key < (row, column - 2));
                run.end = forward(run.end.max(run.start), &|key| *key <= (row, column + 2));
            }
            each(cell, &runs);
        }
    }

    /// Only some of the points.
    #[must_use]
    pub fn only(&self, chosen: &[bool]) -> Kernel {
        let mut kernel = Kernel { points: Vec::new(), ranks: Vec::new(), starts: vec![0] };
        for cell in 0..self.cells() {
            for at in self.cell(cell).filter(|&at| chosen[at]) {
                kernel.points.push(self.points[at]);
                kernel.ranks.push(at as u32);
            }
            kernel.starts.push(kernel.points.len() as u32);
        }
        kernel
    }
}

impl Kernel {
    fn range(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// Those of a cell.
    #[must_use]
    pub fn cell(&self, cell: usize) -> &[[f64; 2]] {
        &self.points[self.range(cell)]
    }

    /// Their ranks among the lattice's points.
    #[must_use]
    pub fn ranks(&self, cell: usize) -> &[u32] {
        &self.ranks[self.range(cell)]
    }
}

/// The square of the distance.
#[must_use]
pub fn squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (x, y) = (a[0] - b[0], a[1] - b[1]);
    x * x + y * y
}

/// Whether any of some is within the root of `near` of any of others: each half of a crowd is
/// looked at only if its box lets it be. Of crowds of n, mostly O(n).
#[must_use]
pub fn is_any_near(some: &[[f64; 2]], others: &[[f64; 2]], near: f64) -> bool {
    if some.len().saturating_mul(others.len()) <= FEW {
        return some.iter().any(|a| others.iter().any(|b| squared(*a, *b) <= near));
    }
    halved(&mut some.to_vec(), &mut others.to_vec(), near)
}

fn halved(some: &mut [[f64; 2]], others: &mut [[f64; 2]], near: f64) -> bool {
    let (a, b) = (Extent::of(some), Extent::of(others));
    if near < a.least(&b) {
        return false;
    }
    if a.most(&b) <= near {
        return true;
    }
    if some.len() * others.len() <= FEW {
        return some.iter().any(|a| others.iter().any(|b| squared(*a, *b) <= near));
    }
    let (wide, whole, extent, rest) =
        if b.width() <= a.width() { (some, others, a, b) } else { (others, some, b, a) };
    let axis = extent.longer();
    let (left, right) = wide.split_at_mut_by(axis);
    // The half that is nearer to the others more likely holds a pair.
    let (first, second) = if Extent::of(left).least(&rest) <= Extent::of(right).least(&rest) {
        (left, right)
    } else {
        (right, left)
    };
    halved(first, whole, near) || halved(second, whole, near)
}

trait Halves {
    fn split_at_mut_by(&mut self, axis: usize) -> (&mut Self, &mut Self);
}

impl Halves for [[f64; 2]] {
    /// Two halves, parted along an axis.
    fn split_at_mut_by(&mut self, axis: usize) -> (&mut Self, &mut Self) {
        let middle = self.len() / 2;
        let by = |a: &[f64; 2], b: &[f64; 2]| -> Ordering { a[axis].total_cmp(&b[axis]) };
        self.select_nth_unstable_by(middle, by);
        self.split_at_mut(middle)
    }
}

/// The box around some points.
struct Extent([Range<f64>; 2]);

impl Extent {
    fn of(points: &[[f64; 2]]) -> Self {
        let along = |axis: usize| {
            let values = || points.iter().map(|p| p[axis]);
            values().fold(f64::INFINITY, f64::min)..values().fold(f64::NEG_INFINITY, f64::max)
        };
        Self([along(0), along(1)])
    }

    fn sides(&self) -> [f64; 2] {
        [0, 1].map(|axis: usize| self.0[axis].end - self.0[axis].start)
    }

    fn width(&self) -> f64 {
        self.sides()[self.longer()]
    }

    fn longer(&self) -> usize {
        let [x, y] = self.sides();
        usize::from(x < y)
    }

    /// No square of a distance between a point of each is less…
    fn least(&self, other: &Self) -> f64 {
        let gap = |a: &Range<f64>, b: &Range<f64>| (b.start - a.end).max(a.start - b.end).max(0.0);
        let [x, y] = [0, 1].map(|axis: usize| gap(&self.0[axis], &other.0[axis]));
        x * x + y * y
    }

    /// …and none more.
    fn most(&self, other: &Self) -> f64 {
        let span = |a: &Range<f64>, b: &Range<f64>| (b.end - a.start).max(a.end - b.start);
        let [x, y] = [0, 1].map(|axis: usize| span(&self.0[axis], &other.0[axis]));
        x * x + y * y
    }
}
