//! What is left of lines and outlines in one tile, on the tile's grid.
//!
//! *Method.* The **frame** is the square around the tile and its margin. Lines are cut once,
//! whichever outlines they bound, so that neighbours agree: the chains inside the frame,
//! each end of which is a node of the lines or a **crossing** with the frame, put on a point
//! of the grid. Moving a crossing to the grid turns the last edge of its chain a little: the
//! point is chosen so that the edge passes over no vertex ([`Lines::new`]). An outline is then
//! closed along the frame (Weiler and Atherton 1977): from each chain that leaves, clockwise
//! to the next one that enters. No piece is joined to another by lines along the margin.
//!
//! *Not guaranteed.* Where outlines cross each other to begin with, so do their pieces.

mod alone;
mod close;
mod near;

use std::cmp::Ordering;
use std::ops::Range;

use crate::tiles::clip::near::Buckets;
use crate::tiles::coord::{EXTENT, GridPoint};

/// What is drawn around a tile, in units of its grid, so that the strokes of two tiles meet.
pub const MARGIN: i32 = 64;

/// How much wider the margin may be made, a unit at a time, until every crossing has a place.
const WIDENINGS: i32 = 16;

/// The square that lines are cut to: what is strictly inside is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    low: i32,
    high: i32,
}

/// Where a line crosses the frame.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    /// The edge of the line: from outside to inside, or as the line runs where both ends are
    /// outside.
    edge: [GridPoint; 2],
    /// 0 to 3: north, east, south, west; clockwise.
    side: u8,
    /// How far along its side, clockwise, from the middle of the axis: a fraction.
    along: (i128, i128),
    /// Across the side and inwards, then along it: the direction of the edge.
    slope: [i64; 2],
    /// Where it is drawn.
    at: GridPoint,
    /// Its place among all crossings, clockwise.
    rank: u32,
}

/// A part of a line inside the frame.
#[derive(Debug, Clone)]
struct Chain {
    points: Range<u32>,
    enters: Option<u32>,
    leaves: Option<u32>,
}

/// Lines cut to a frame.
#[derive(Debug)]
pub struct Lines {
    frame: Frame,
    points: Vec<GridPoint>,
    chains: Vec<Chain>,
    crossings: Vec<Crossing>,
    /// The chains of each line.
    lines: Vec<Range<u32>>,
}

/// A line of an outline, and whether it runs the other way there.
pub type Step = (u32, bool);

impl Frame {
    /// Around a tile and its margin, `wider` units wider than need be.
    fn new(wider: i32) -> Self {
        Self { low: -MARGIN - 1 - wider, high: EXTENT + MARGIN + 1 + wider }
    }

    /// Its western and its northern side.
    #[must_use]
    pub fn low(self) -> i32 {
        self.low
    }

    fn holds(self, [x, y]: GridPoint) -> bool {
        self.low < x && x < self.high && self.low < y && y < self.high
    }

    /// Whether a box may have something inside.
    #[must_use]
    pub fn meets(self, [west, north, east, south]: [i32; 4]) -> bool {
        self.low < east && west < self.high && self.low < south && north < self.high
    }

    /// The corner that ends a side.
    fn corner(self, side: u8) -> GridPoint {
        let Self { low, high } = self;
        [[high, low], [high, high], [low, high], [low, low]][usize::from(side % 4)]
    }

    fn ring(self) -> Vec<GridPoint> {
        (3..7).map(|side| self.corner(side)).collect()
    }

    /// Where a segment enters and leaves the frame: `None` when nothing of it is inside, else
    /// a crossing for each end that is not.
    fn cut(self, a: GridPoint, b: GridPoint) -> Option<[Option<Crossing>; 2]> {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        let [ax, ay, bx, by] = [a[0], a[1], b[0], b[1]].map(i64::from);
        let run = [bx - ax, by - ay];
        // Fractions of the way with positive denominators (Liang and Barsky 1984).
        let (mut enter, mut leave) = ((0, 1), (1, 1));
        let mut sides = [None, None];
        for (side, from, step, limit) in
            [(0, -ay, -run[1], -low), (1, ax, run[0], high), (2, ay, run[1], high), (3, -ax, -run[0], -low)]
        {
            let room = limit - from;
            match step.cmp(&0) {
                Ordering::Equal if room <= 0 => return None,
                Ordering::Equal => {}
                Ordering::Less => {
                    // Coming in: inside from room/step on.
                    if is_less(enter, (-room, -step))
                        || (sides[0].is_none() && !is_less((-room, -step), enter))
                    {
                        (enter, sides[0]) = ((-room, -step), Some(side));
                    }
                }
                Ordering::Greater => {
                    if is_less((room, step), leave) || (sides[1].is_none() && !is_less(leave, (room, step))) {
                        (leave, sides[1]) = ((room, step), Some(side));
                    }
                }
            }
        }
        is_less(enter, leave).then(|| {
            let crossing = |side: u8, (n, d): (i64, i64), inwards: i64| {
                // Clockwise along the side, and inwards across it.
                let (start, step, across) = match side {
                    0 => (ax, run[0], run[1]),
                    1 => (ay, run[1], -run[0]),
                    2 => (-ax, -run[0], -run[1]),
                    _ => (-ay, -run[1], run[0]),
                };
                let along =
                    (i128::from(start) * i128::from(d) + i128::from(step) * i128::from(n), i128::from(d));
                let slope = [across * inwards, step * inwards];
                let mut crossing = Crossing { edge: [a, b], side, along, slope, at: [0, 0], rank: 0 };
                crossing.at = self.place(&crossing, crossing.nearest());
                crossing
            };
            [sides[0].map(|side| crossing(side, enter, 1)), sides[1].map(|side| crossing(side, leave, -1))]
        })
    }

    /// The point of a side, so many units along it.
    fn place(self, crossing: &Crossing, along: i32) -> GridPoint {
        match crossing.side {
            0 => [along.clamp(self.low, self.high), self.low],
            1 => [self.high, along.clamp(self.low, self.high)],
            2 => [(-along).clamp(self.low, self.high), self.high],
            _ => [self.low, (-along).clamp(self.low, self.high)],
        }
    }
}

fn is_less(a: (i64, i64), b: (i64, i64)) -> bool {
    i128::from(a.0) * i128::from(b.1) < i128::from(b.0) * i128::from(a.1)
}

impl Crossing {
    fn nearest(&self) -> i32 {
        let (n, d) = self.along;
        (2 * n + d).div_euclid(2 * d) as i32
    }

    /// Clockwise around the frame; of two edges that meet on it, as they come in.
    fn order(&self, other: &Self) -> Ordering {
        let (a, b) = (self.along, other.along);
        let [(across, along), (other_across, other_along)] =
            [self.slope, other.slope].map(|s| (i128::from(s[0]), i128::from(s[1])));
        self.side
            .cmp(&other.side)
            .then_with(|| (a.0 * b.1).cmp(&(b.0 * a.1)))
            .then_with(|| (along * other_across).cmp(&(other_along * across)))
    }
}

/// Twice the surface of the triangle abc; positive clockwise as drawn.
fn cross(a: GridPoint, b: GridPoint, c: GridPoint) -> i64 {
    let [ax, ay, bx, by, cx, cy] = [a[0], a[1], b[0], b[1], c[0], c[1]].map(i64::from);
    (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
}

/// Twice the surface of a ring; positive when drawn clockwise, with y growing south.
fn twice_size(ring: &[GridPoint]) -> i64 {
    let Some(&origin) = ring.first() else { return 0 };
    ring.windows(2).map(|edge| cross(origin, edge[0], edge[1])).sum()
}

impl Lines {
    /// Cuts lines to the frame of a tile: `line` gives the points of each of `count`, on the
    /// tile's grid. Where rounded crossings find no place, to a slightly larger frame.
    #[must_use]
    pub fn new(count: usize, mut line: impl FnMut(usize, &mut Vec<GridPoint>)) -> Self {
        let mut wider = 0;
        loop {
            let mut lines = Self::cut(Frame::new(wider), count, &mut line);
            let whole = lines.place_crossings();
            if whole || wider == WIDENINGS {
                return lines;
            }
            wider += 1;
        }
    }

    /// The frame.
    #[must_use]
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// A frame that every one that lines may be cut to is inside of.
    #[must_use]
    pub fn widest() -> Frame {
        Frame::new(WIDENINGS)
    }

    fn cut(frame: Frame, count: usize, line: &mut impl FnMut(usize, &mut Vec<GridPoint>)) -> Self {
        let mut lines =
            Self { frame, points: Vec::new(), chains: Vec::new(), crossings: Vec::new(), lines: Vec::new() };
        let mut points = Vec::new();
        for i in 0..count {
            points.clear();
            line(i, &mut points);
            let first = lines.chains.len() as u32;
            lines.add(&points);
            lines.lines.push(first..lines.chains.len() as u32);
        }
        lines
    }

    /// Adds the chains of a line.
    fn add(&mut self, line: &[GridPoint]) {
        let mut open: Option<(u32, Option<u32>)> = None;
        for (i, &b) in line.iter().enumerate() {
            let inside = self.frame.holds(b);
            if i == 0 {
                if inside {
                    open = Some((self.points.len() as u32, None));
                    self.points.push(b);
                }
                continue;
            }
            let a = line[i - 1];
            if open.is_some() && inside {
                self.points.push(b);
                continue;
            }
            let Some([enters, leaves]) = self.frame.cut(a, b) else { continue };
            if let Some(crossing) = enters {
                open = Some((self.points.len() as u32, Some(self.cross(crossing))));
            }
            if inside {
                self.points.push(b);
            }
            if let Some(crossing) = leaves {
                let leaves = Some(self.cross(crossing));
                if let Some((first, enters)) = open.take() {
                    self.chains.push(Chain { points: first..self.points.len() as u32, enters, leaves });
                }
            }
        }
        if let Some((first, enters)) = open {
            self.chains.push(Chain { points: first..self.points.len() as u32, enters, leaves: None });
        }
    }

    fn cross(&mut self, crossing: Crossing) -> u32 {
        self.crossings.push(crossing);
        self.crossings.len() as u32 - 1
    }

    /// Ranks the crossings, and moves those that turn an edge over a vertex. False when one
    /// has no place.
    fn place_crossings(&mut self) -> bool {
        if self.crossings.is_empty() {
            return true;
        }
        let mut order: Vec<u32> = (0..self.crossings.len() as u32).collect();
        order.sort_by(|&a, &b| self.crossings[a as usize].order(&self.crossings[b as usize]).then(a.cmp(&b)));
        for (rank, &crossing) in (0..).zip(&order) {
            self.crossings[crossing as usize].rank = rank;
        }
        let near = Buckets::new(self.frame, &self.points);
        let mut whole = true;
        for chain in self.chains.clone() {
            whole &= self.place_ends(&chain, &near);
        }
        whole && order.windows(2).all(|pair| self.is_in_order(pair[0], pair[1]))
    }

    /// Whether rounding kept two crossings of one side in order.
    fn is_in_order(&self, a: u32, b: u32) -> bool {
        let [a, b] = [a, b].map(|i| &self.crossings[i as usize]);
        let along = |crossing: &Crossing| {
            let [x, y] = crossing.at;
            [x, y, -x, -y][usize::from(crossing.side)]
        };
        a.side != b.side || along(a) <= along(b)
    }

    /// Tries the points around the crossings of a chain until its first and last edges pass
    /// over no vertex.
    fn place_ends(&mut self, chain: &Chain, near: &Buckets) -> bool {
        let inner = &self.points[chain.points.start as usize..chain.points.end as usize];
        let (first, last) = (inner.first().copied(), inner.last().copied());
        match (chain.enters, chain.leaves, first, last) {
            (Some(enters), Some(leaves), None, None) => {
                let [from, to] = [enters, leaves].map(|i| self.choices(i));
                let pairs = from.into_iter().flat_map(|a| to.into_iter().map(move |b| (a, b)));
                let edge = self.crossings[enters as usize].edge;
                let free = pairs.clone().find(|&(a, b)| !self.turns_over(edge, [a, b], near));
                let (a, b) = free.unwrap_or((from[0], to[0]));
                self.crossings[enters as usize].at = a;
                self.crossings[leaves as usize].at = b;
                free.is_some()
            }
            (enters, leaves, first, last) => {
                let ends = enters.zip(first).into_iter().chain(leaves.zip(last)).collect::<Vec<_>>();
                ends.into_iter().all(|(crossing, inner)| self.place_end(crossing, inner, near))
            }
        }
    }

    fn place_end(&mut self, crossing: u32, inner: GridPoint, near: &Buckets) -> bool {
        let choices = self.choices(crossing);
        let edge = self.crossings[crossing as usize].edge;
        let free = choices.into_iter().find(|&at| !self.turns_over(edge, [inner, at], near));
        self.crossings[crossing as usize].at = free.unwrap_or(choices[0]);
        free.is_some()
    }

    /// The nearest point of the grid to a crossing, then the one on its other side.
    fn choices(&self, crossing: u32) -> [GridPoint; 2] {
        let crossing = &self.crossings[crossing as usize];
        let (n, d) = crossing.along;
        let nearest = crossing.nearest();
        let other = match (n - i128::from(nearest) * d).cmp(&0) {
            Ordering::Less => nearest - 1,
            Ordering::Equal => nearest,
            Ordering::Greater => nearest + 1,
        };
        [nearest, other].map(|along| self.frame.place(crossing, along))
    }

    /// Whether a vertex is on another side of an edge than of what is drawn of it.
    fn turns_over(&self, [a, b]: [GridPoint; 2], drawn: [GridPoint; 2], near: &Buckets) -> bool {
        let [mut p, mut q] = drawn;
        // Both the same way round.
        let along = |i: usize| i64::from(b[i] - a[i]) * i64::from(q[i] - p[i]);
        if along(0) + along(1) < 0 {
            std::mem::swap(&mut p, &mut q);
        }
        near.any(p, q, |w| {
            let (was, is) = (cross(a, b, w).signum(), cross(p, q, w).signum());
            was != is && w != a && w != b && w != p && w != q
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HIGH: i32 = EXTENT + MARGIN + 1;
    const LOW: i32 = -MARGIN - 1;

    fn cut(lines: &[&[GridPoint]]) -> Lines {
        Lines::new(lines.len(), |line, points| points.extend_from_slice(lines[line]))
    }

    /// The chains of a line, crossings included.
    fn chains(lines: &Lines, line: usize) -> Vec<Vec<GridPoint>> {
        let chains = &lines.chains[lines.lines[line].start as usize..lines.lines[line].end as usize];
        let at = |end: Option<u32>| end.map(|i| lines.crossings[i as usize].at);
        let points = |chain: &Chain| &lines.points[chain.points.start as usize..chain.points.end as usize];
        chains
            .iter()
            .map(|c| at(c.enters).into_iter().chain(points(c).iter().copied()).chain(at(c.leaves)).collect())
            .collect()
    }

    #[test]
    fn a_line_is_what_of_it_is_inside() {
        let through = [[-1000, 100], [9000, 100]];
        let corner = [[-165, 100], [100, -165]];
        let beside = [[LOW, -900], [LOW, 9000]];
        let back = [[10, 10], [10, -500], [20, -500], [20, 10]];
        let lines = cut(&[&through, &corner, &beside, &back]);
        assert_eq!(chains(&lines, 0), [[[LOW, 100], [HIGH, 100]]]);
        assert_eq!(chains(&lines, 1), [[[LOW, 0], [0, LOW]]]);
        assert!(chains(&lines, 2).is_empty());
        assert_eq!(chains(&lines, 3), [[[10, 10], [10, LOW]], [[20, LOW], [20, 10]]]);
    }

    #[test]
    fn a_crossing_moves_aside_where_rounding_would_turn_its_edge_over_a_vertex() {
        // The edge meets the frame half a unit above 101: rounded there it would pass over (-64, 101).
        let edge = [[35, 0], [-165, 203]];
        let alone = cut(&[&edge]);
        let [near, other] = alone.choices(0);
        let vertex = [[-64, near[1]], [-60, near[1] + 20 * (near[1] - other[1])]];
        let beside = cut(&[&edge, &vertex]);
        assert_ne!(near, other);
        let at = chains(&beside, 0)[0][1];
        assert!(!beside.turns_over(edge, [edge[0], at], &Buckets::new(beside.frame, &beside.points)));
    }

    proptest! {
        /// Whichever way a line runs it is cut at the same points.
        #[test]
        fn both_directions_meet_the_frame_alike(line in prop::collection::vec(prop::array::uniform2(-3000_i32..7000), 2..9)) {
            let backwards: Vec<GridPoint> = line.iter().rev().copied().collect();
            let [one, other] = [&line, &backwards].map(|line| chains(&cut(&[line]), 0));
            let turned: Vec<Vec<GridPoint>> =
                other.into_iter().rev().map(|chain| chain.into_iter().rev().collect()).collect();
            prop_assert_eq!(one, turned);
        }

        /// A long edge is drawn in two tiles: on their common side it is at the same place,
        /// give or take what rounding on either margin does.
        #[test]
        fn two_tiles_agree_on_their_common_side(a in prop::array::uniform2(-4000_i32..4096), b in prop::array::uniform2(4097_i32..8000)) {
            let moved = [a, b].map(|[x, y]| [x - EXTENT, y]);
            let height = |edge: &[GridPoint], side: i32| {
                let [p, q] = [edge[0], edge[edge.len() - 1]].map(|p| p.map(f64::from));
                p[1] + (q[1] - p[1]) * (f64::from(side) - p[0]) / (q[0] - p[0])
            };
            let [left, right] = [chains(&cut(&[&[a, b]]), 0), chains(&cut(&[&moved]), 0)];
            if let ([left], [right]) = (&left[..], &right[..]) {
                let in_both = left.iter().any(|p| EXTENT < p[0]) && right.iter().any(|p| p[0] < 0);
                // Beside the line, not along the side, which it may run along.
                let run = f64::from(b[0] - a[0]) / f64::hypot(f64::from(b[0] - a[0]), f64::from(b[1] - a[1]));
                let apart = (height(left, EXTENT) - height(right, 0)).abs() * run;
                prop_assert!(!in_both || apart <= 1.5, "{}", apart);
            }
        }
    }
}
