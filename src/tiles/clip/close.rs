//! Chains of cut lines closed to outlines along the frame.

use std::collections::HashMap;

use crate::tiles::clip::{Lines, Step, twice_size};
use crate::tiles::coord::GridPoint;

/// A part of an outline inside the frame: it comes in, runs, and goes out.
#[derive(Debug, Default)]
struct Path {
    points: Vec<GridPoint>,
    /// Ranks of crossings and the sides they are on.
    enters: Option<(u32, u8)>,
    leaves: Option<(u32, u8)>,
}

/// A ring of positive size, and the holes in it.
type Piece = Vec<Vec<GridPoint>>;

impl Lines {
    /// The pieces of a polygon inside the frame: each outline (of positive size) is followed by
    /// its holes. `rings` are closed walks along lines that turn clockwise around the surface
    /// and the other way around its holes; lines that do not meet the frame may be left out.
    /// `covers` tells whether the polygon holds the tile's middle, and is asked only when none
    /// of its lines is inside.
    #[must_use]
    pub fn pieces(
        &self,
        rings: impl Iterator<Item = Vec<Step>>,
        covers: impl FnOnce() -> bool,
    ) -> Vec<Vec<GridPoint>> {
        let mut closed = Vec::new();
        let mut open = Vec::new();
        for ring in rings {
            closed.extend(self.paths(&ring, &mut open));
        }
        let (outlines, holes): (Vec<_>, Vec<_>) =
            closed.into_iter().filter(|ring| 3 <= ring.len()).partition(|ring| 0 < twice_size(ring));
        let mut pieces: Vec<Piece> = self.close(open).into_iter().flat_map(tidy).collect();
        let nothing_else = pieces.is_empty() && outlines.is_empty();
        pieces.extend(outlines.into_iter().map(|ring| vec![ring]));
        if nothing_else && covers() {
            pieces.push(vec![self.frame.ring()]);
        }
        for hole in holes {
            let around = match pieces.len() {
                1 => Some(0),
                _ => pieces.iter().position(|piece| is_inside(&hole, &piece[0])),
            };
            around.into_iter().for_each(|piece| pieces[piece].push(hole.clone()));
        }
        pieces.into_iter().flatten().collect()
    }

    /// The parts of a ring that are inside the frame: added to `open`, or the whole ring.
    fn paths(&self, ring: &[Step], open: &mut Vec<Path>) -> Option<Vec<GridPoint>> {
        let first_open = open.len();
        // What begins before the first crossing is the end of the last path.
        let mut head: Option<Path> = None;
        let mut path = Path::default();
        for &(line, backwards) in ring {
            let chains = self.lines[line as usize].clone();
            let count = chains.len() as u32;
            for i in 0..count {
                let rank = if backwards { chains.end - 1 - i } else { chains.start + i };
                let chain = &self.chains[rank as usize];
                let crossing = |end: Option<u32>| end.map(|i| &self.crossings[i as usize]);
                let ends = [crossing(chain.enters), crossing(chain.leaves)];
                let [from, to] = if backwards { [ends[1], ends[0]] } else { ends };
                if let Some(from) = from {
                    path = Path { enters: Some((from.rank, from.side)), ..Path::default() };
                    path.points.push(from.at);
                }
                let points = &self.points[chain.points.start as usize..chain.points.end as usize];
                match backwards {
                    true => points.iter().rev().for_each(|&point| path.add(point)),
                    false => points.iter().for_each(|&point| path.add(point)),
                }
                if let Some(to) = to {
                    path.add(to.at);
                    path.leaves = Some((to.rank, to.side));
                    let done = std::mem::take(&mut path);
                    if done.enters.is_some() { open.push(done) } else { head = Some(done) }
                }
            }
        }
        if let Some(head) = head {
            head.points.into_iter().for_each(|point| path.add(point));
            path.leaves = head.leaves;
            open.push(path);
            return None;
        }
        if first_open < open.len() || path.points.is_empty() {
            return None;
        }
        let mut points = path.points;
        if points.first() == points.last() {
            points.pop();
        }
        Some(points)
    }

    /// Joins paths along the frame, clockwise.
    fn close(&self, mut open: Vec<Path>) -> Vec<Vec<GridPoint>> {
        open.retain(|path| path.enters.is_some() && path.leaves.is_some());
        let ends = |path: &Path| path.enters.zip(path.leaves).unwrap_or_default();
        open.sort_by_key(|path| ends(path).0);
        let mut used = vec![false; open.len()];
        let mut rings = Vec::new();
        for start in 0..open.len() {
            let mut ring = Vec::new();
            let mut at = start;
            while !std::mem::replace(&mut used[at], true) {
                ring.extend_from_slice(&open[at].points);
                let (rank, side) = ends(&open[at]).1;
                let after = open.partition_point(|path| ends(path).0.0 < rank);
                at = if after == open.len() { 0 } else { after };
                let (next, next_side) = ends(&open[at]).0;
                let turns = if rank < next { next_side - side } else { next_side + 4 - side };
                ring.extend((side..side + turns).map(|side| self.frame.corner(side)));
            }
            if !ring.is_empty() {
                rings.push(ring);
            }
        }
        rings
    }
}

impl Path {
    fn add(&mut self, point: GridPoint) {
        if self.points.last() != Some(&point) {
            self.points.push(point);
        }
    }
}

/// A ring cut where it comes back to a point of its own, on the frame or at a node where an
/// outline touches its hole, without what has no surface. What runs the other way is a hole
/// that touches the ring in a point.
fn tidy(ring: Vec<GridPoint>) -> Vec<Piece> {
    let mut loops = Vec::new();
    let mut path: Vec<GridPoint> = Vec::with_capacity(ring.len());
    let mut places: HashMap<GridPoint, usize> = HashMap::with_capacity(ring.len());
    for point in ring {
        match places.get(&point) {
            Some(&begin) => {
                loops.push(path[begin..].to_vec());
                for passed in path.drain(begin + 1..) {
                    places.remove(&passed);
                }
            }
            None => {
                places.insert(point, path.len());
                path.push(point);
            }
        }
    }
    loops.push(path);
    let sized = loops.into_iter().map(|ring| (twice_size(&ring), ring));
    let (outlines, others): (Vec<_>, Vec<_>) =
        sized.filter(|(size, _)| *size != 0).partition(|(size, _)| 0 < *size);
    let mut pieces: Vec<Piece> = outlines.into_iter().map(|(_, ring)| vec![ring]).collect();
    for (_, hole) in others {
        if let Some(piece) = pieces.iter_mut().find(|piece| is_inside(&hole, &piece[0])) {
            piece.push(hole);
        }
    }
    pieces
}

/// Whether a ring that touches another in points at most is inside it.
fn is_inside(ring: &[GridPoint], other: &[GridPoint]) -> bool {
    let holds = |&[x, y]: &GridPoint| {
        let edges = other.iter().zip(other.iter().cycle().skip(1));
        let right = |&a: &GridPoint, &b: &GridPoint| {
            let (top, bottom) = if a[1] < b[1] { (a, b) } else { (b, a) };
            top[1] <= y && y < bottom[1] && 0 < super::cross(top, bottom, [x, y])
        };
        edges.filter(|&(a, b)| right(a, b)).count() % 2 == 1
    };
    ring.iter().filter(|point| !other.contains(point)).take(1).all(holds)
}
