//! **Which vertices can a drawing do without?** Those that span the smallest triangles.
//!
//! *Method.* Visvalingam and Whyatt 1993 (<https://doi.org/10.1179/000870493786962263>): the
//! vertex that spans the smallest triangle with its two neighbours goes first. On arcs shared
//! by the surfaces on either side, hence without gap or overlap; and only where the triangle
//! holds no other vertex and its third side is no edge yet, hence without crossing and
//! without losing a surface ([`Net`]). Ends of arcs stay. Equal triangles go in the order of
//! their vertices. O(n log n).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geometry::grid::Grid;
use crate::geometry::lattice::{Point, cross, in_triangle};
use crate::geometry::net::Net;

/// How often vertices that were in each other's way are tried again at one threshold.
const ROUNDS: usize = 4;

/// A drawing that gets coarser and coarser.
pub struct Thinning {
    pub net: Net,
    /// Twice the surface that each vertex spans.
    spans: Vec<u64>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    /// Vertices whose triangle is small enough but not empty.
    held: Vec<u32>,
}

impl Thinning {
    /// Starts with everything.
    #[must_use]
    pub fn new(net: Net) -> Self {
        let mut thinning = Self {
            spans: vec![0; net.at.len()],
            heap: BinaryHeap::with_capacity(net.at.len()),
            held: Vec::new(),
            net,
        };
        (0..thinning.net.at.len() as u32).for_each(|v| thinning.measure(v));
        thinning
    }

    fn measure(&mut self, v: u32) {
        if let Some(neighbours) = self.net.inside(v) {
            let [a, c] = neighbours.map(|n| self.net.at[n as usize]);
            let span = cross(a, self.net.at[v as usize], c).unsigned_abs();
            let span = u64::try_from(span).unwrap_or(u64::MAX);
            self.spans[v as usize] = span;
            self.heap.push(Reverse((span, v)));
        }
    }

    /// Takes out what spans less than a surface, given twice.
    pub fn below(&mut self, twice: u64) {
        let grid = self.grid();
        for _ in 0..ROUNDS {
            for v in std::mem::take(&mut self.held) {
                self.heap.push(Reverse((self.spans[v as usize], v)));
            }
            let mut went = false;
            while let Some(&Reverse((span, v))) = self.heap.peek()
                && span < twice
            {
                self.heap.pop();
                if !self.net.is_gone(v) && self.spans[v as usize] == span {
                    went |= self.try_out(v, &grid);
                }
            }
            if !went || self.held.is_empty() {
                return;
            }
        }
    }

    fn try_out(&mut self, v: u32, grid: &Grid) -> bool {
        let Some([a, c]) = self.net.inside(v) else { return false };
        let points = [a, v, c].map(|n| self.net.at[n as usize]);
        if !self.net.may_join([a, c]) || self.is_occupied(points, [a, v, c], grid) {
            self.held.push(v);
            return false;
        }
        self.net.take_out(v);
        self.measure(a);
        self.measure(c);
        true
    }

    fn is_occupied(&self, triangle: [Point; 3], corners: [u32; 3], grid: &Grid) -> bool {
        let bound = |i: usize| {
            let [a, b, c] = triangle.map(|p| p[i]);
            (a.min(b).min(c), a.max(b).max(c))
        };
        let ((left, right), (top, bottom)) = (bound(0), bound(1));
        grid.any([left, top], [right, bottom], |w| {
            !self.net.is_gone(w) && !corners.contains(&w) && in_triangle(self.net.at[w as usize], triangle)
        })
    }

    /// The vertices that are left, in cells about as wide as edges are long.
    fn grid(&self) -> Grid {
        let mut grid = Grid::new(self.net.vertices().count(), cell_bits(&self.net));
        self.net.vertices().for_each(|v| grid.insert(v, self.net.at[v as usize]));
        grid
    }
}

/// The side of a cell that is about twice as wide as edges are long, as a power of two.
#[must_use]
pub fn cell_bits(net: &Net) -> u32 {
    let (mut sum, mut count) = (0_u64, 1_u64);
    for (_, ends) in net.edges() {
        let [a, b] = ends.map(|v| net.at[v as usize]);
        sum += a[0].abs_diff(b[0]).max(a[1].abs_diff(b[1]));
        count += 1;
    }
    (sum / count).max(1).ilog2() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain from (0, 0) to (100, 0) through some points.
    fn chain(inner: &[Point]) -> Thinning {
        let at: Vec<Point> = [&[[0, 0], [100, 0]], inner].concat();
        let arc: Vec<u32> = [0].into_iter().chain(2..at.len() as u32).chain([1]).collect();
        Thinning::new(Net::new(at, [arc.as_slice()]))
    }

    fn left(thinning: &Thinning) -> Vec<u32> {
        thinning.net.arc(0).collect()
    }

    #[test]
    fn what_spans_less_than_the_threshold_goes_and_nothing_else() {
        let mut thinning = chain(&[[50, 4]]);
        thinning.below(400);
        assert_eq!(left(&thinning), [0, 2, 1]);
        thinning.below(401);
        assert_eq!(left(&thinning), [0, 1]);
    }

    #[test]
    fn the_smallest_triangle_goes_first() {
        let mut thinning = chain(&[[20, 1], [50, 30], [80, 2]]);
        thinning.below(501);
        assert_eq!(left(&thinning), [0, 2, 3, 1]);
        thinning.below(3000);
        assert_eq!(left(&thinning), [0, 3, 1]);
    }

    #[test]
    fn a_triangle_that_holds_somebody_stays() {
        let at = vec![[0, 0], [100, 0], [50, 40], [50, 10], [60, 10], [60, 12]];
        let island = [3, 4, 5, 3];
        let mut thinning = Thinning::new(Net::new(at, [[0, 2, 1].as_slice(), &island]));
        thinning.below(1_000_000);
        assert_eq!(left(&thinning), [0, 2, 1]);
        assert_eq!(thinning.net.arc(1).count(), 4, "three corners are a surface");
    }

    #[test]
    fn two_arcs_between_the_same_nodes_do_not_become_one() {
        let at = vec![[0, 0], [100, 0], [50, 3], [50, -5]];
        let mut thinning = Thinning::new(Net::new(at, [[0, 2, 1].as_slice(), &[0, 3, 1]]));
        thinning.below(1_000_000);
        assert_eq!([thinning.net.arc(0).count(), thinning.net.arc(1).count()], [2, 3]);
    }
}
