//! **How does a drawing get onto a coarse lattice without any line crossing another?** One
//! vertex at a time, each to the nearest point of the lattice that it can glide to.
//!
//! *Method.* Every move is one of [`Net`]: allowed only if nothing is met on the way. Most
//! vertices take the nearest point at once. The others try again once their neighbours have
//! settled, then farther; an inner vertex that finds no place is taken out, a node asks
//! those in its way to step aside. The order is that of the vertices: same drawing, same
//! result. Snap rounding (Hobby 1999) would be simpler but lets surfaces collapse.
//!
//! *Not guaranteed.* That all find a place: a drawing with more nodes than its surface has
//! points of the lattice cannot. Those that do not are told, and put on the nearest point
//! whatever is there.

use crate::geometry::grid::Grid;
use crate::geometry::lattice::{Point, distance_2};
use crate::geometry::net::{Net, Obstacle};
use crate::geometry::thin::cell_bits;

/// How far a vertex may be put from where it was, in units of the lattice, along each axis.
pub const REACH: i64 = 12;

/// How many times those without a place try again, and how far: each entry is a reach in
/// units and how many others may be asked to step aside, one behind the other.
const ATTEMPTS: [(i64, u32); 10] =
    [(1, 0), (1, 0), (2, 1), (2, 2), (3, 2), (4, 2), (5, 3), (6, 3), (8, 3), (REACH, 3)];

/// How many places are looked at for those who step aside for one vertex, and for all.
const TRIES: u32 = 2000;
const ALL_TRIES: u32 = 400_000;

/// A drawing on a coarse lattice.
#[derive(Debug)]
pub struct Settled {
    /// Still in steps of the finest lattice, all of them multiples of the unit.
    pub net: Net,
    /// Vertices that found no place.
    pub homeless: Vec<u32>,
}

/// Puts a drawing on the lattice of every 2^`bits`-th line. O(n) for a sparse drawing.
#[must_use]
pub fn settle(net: Net, bits: u32) -> Settled {
    let mut settling = Settling::new(net, bits);
    let mut waiting = settling.settle_calm();
    waiting.retain(|&v| !settling.go_nearest(v));
    for (reach, helpers) in ATTEMPTS {
        if waiting.is_empty() {
            break;
        }
        waiting.retain(|&v| !settling.net.is_gone(v) && !settling.find_place(v, reach, helpers));
    }
    waiting.retain(|&v| !settling.net.is_gone(v) && !settling.is_settled(v));
    for &v in &waiting {
        settling.net.at[v as usize] = settling.nearest(v);
    }
    Settled { net: settling.net, homeless: waiting }
}

struct Settling {
    net: Net,
    /// Where each vertex was at first.
    home: Vec<Point>,
    /// Where each vertex was when its edges were last put into the grid.
    noted: Vec<Point>,
    /// Edges; they may have moved by a unit since.
    grid: Grid,
    bits: u32,
    /// What is left of [`ALL_TRIES`].
    tries: u32,
}

impl Settling {
    fn new(net: Net, bits: u32) -> Self {
        let shift = cell_bits(&net).max(bits + 2);
        let mut grid = Grid::new(net.edges().count() * 2, shift);
        for (edge, [a, b]) in net.edges() {
            grid.insert_segment(edge, net.at[a as usize], net.at[b as usize]);
        }
        Self { home: net.at.clone(), noted: net.at.clone(), net, grid, bits, tries: ALL_TRIES }
    }

    /// Edges are at most this far from the cells they were put into.
    fn slack(&self) -> i64 {
        2 << self.bits
    }

    fn nearest(&self, v: u32) -> Point {
        self.home[v as usize].map(|c| (c + (1 << self.bits >> 1)) >> self.bits << self.bits)
    }

    fn is_settled(&self, v: u32) -> bool {
        self.net.at[v as usize].iter().all(|c| c & ((1 << self.bits) - 1) == 0)
    }

    fn obstacle(&self, v: u32, to: Point) -> Option<Obstacle> {
        self.net.obstacle(v, to, &self.grid, self.slack())
    }

    /// Puts those on the nearest point that cannot meet anybody on the way, whatever the
    /// others do: rounding moves nobody by more than 0.71 units, and they are two away from
    /// every edge that is not theirs. Gives the others.
    fn settle_calm(&mut self) -> Vec<u32> {
        let mut is_crowded = vec![false; self.net.at.len()];
        for v in self.net.vertices() {
            self.net.note_closeness(v, self.slack(), &self.grid, |w| is_crowded[w as usize] = true);
        }
        let (crowded, calm): (Vec<u32>, Vec<u32>) =
            self.net.vertices().partition(|&v| is_crowded[v as usize]);
        for v in calm {
            self.net.at[v as usize] = self.nearest(v);
        }
        crowded
    }

    fn go_nearest(&mut self, v: u32) -> bool {
        let to = self.nearest(v);
        let free = self.obstacle(v, to).is_none();
        if free {
            self.go(v, to);
        }
        free
    }

    fn go(&mut self, v: u32, to: Point) {
        self.net.at[v as usize] = to;
        let noted = self.noted[v as usize];
        if (0..2).any(|i| 1 << self.bits < to[i].abs_diff(noted[i])) {
            self.noted[v as usize] = to;
            self.note_edges(v);
        }
    }

    fn note_edges(&mut self, v: u32) {
        let edges: Vec<u32> = self.net.edges_of(v).collect();
        for edge in edges {
            self.note_edge(edge);
        }
    }

    fn note_edge(&mut self, edge: u32) {
        if let Some([a, b]) = self.net.edge(edge) {
            self.grid.insert_segment(edge, self.net.at[a as usize], self.net.at[b as usize]);
        }
    }

    /// Settles a vertex, or takes it out where that is allowed; false when it must wait.
    fn find_place(&mut self, v: u32, reach: i64, helpers: u32) -> bool {
        if self.is_settled(v) {
            return true;
        }
        let places = self.places(v, reach);
        let free = places.iter().find(|&&to| self.obstacle(v, to).is_none());
        if let Some(&to) = free {
            self.go(v, to);
            return true;
        }
        if 1 < reach && self.take_out(v) {
            return true;
        }
        let helpers = match helpers {
            0 => return false,
            some => some - 1,
        };
        let tries = TRIES.min(self.tries);
        let mut effort = Effort { helpers, tries };
        let found = places.into_iter().take(12).any(|to| self.make_way(v, to, &mut effort));
        self.tries -= tries - effort.tries;
        found
    }

    /// Points of the lattice around a vertex's home, nearest first.
    fn places(&self, v: u32, reach: i64) -> Vec<Point> {
        let home = self.home[v as usize];
        let middle = self.nearest(v);
        let offsets = || (-reach..=reach).map(|step| step << self.bits);
        let mut places: Vec<Point> =
            offsets().flat_map(|dx| offsets().map(move |dy| [middle[0] + dx, middle[1] + dy])).collect();
        places.sort_unstable_by_key(|&p| (distance_2(p, home), p));
        places
    }

    /// Takes an inner vertex out if the triangle that it spans is empty.
    fn take_out(&mut self, v: u32) -> bool {
        let Some([a, c]) = self.net.inside(v) else { return false };
        let may = self.net.may_join([a, c]) && !self.net.is_occupied([a, v, c], &self.grid, self.slack());
        if may {
            let edge = self.net.take_out(v);
            self.note_edge(edge);
        }
        may
    }

    /// Clears the way of a vertex to a point and sends it there.
    fn make_way(&mut self, v: u32, to: Point, effort: &mut Effort) -> bool {
        let mut moved = Vec::new();
        for _ in 0..6 {
            let Some(obstacle) = self.obstacle(v, to) else {
                self.go(v, to);
                return true;
            };
            if !self.push_aside(obstacle, (v, to), effort, &mut moved) {
                break;
            }
        }
        while let Some((w, back)) = moved.pop() {
            if self.obstacle(w, back).is_none() {
                self.go(w, back);
            }
        }
        false
    }

    /// Moves one of those in the way of a vertex elsewhere, or takes it out.
    fn push_aside(
        &mut self,
        obstacle: Obstacle,
        (v, to): (u32, Point),
        effort: &mut Effort,
        moved: &mut Vec<(u32, Point)>,
    ) -> bool {
        for w in obstacle {
            if w == v {
                continue;
            }
            if self.take_out(w) {
                return true;
            }
            let back = self.net.at[w as usize];
            for place in self.places(w, 2) {
                if effort.tries == 0 {
                    return false;
                }
                effort.tries -= 1;
                if place == back || !self.is_reached(w, place, effort) {
                    continue;
                }
                if self.obstacle(v, to) != Some(obstacle) {
                    moved.push((w, back));
                    return true;
                }
                if self.obstacle(w, back).is_none() {
                    self.go(w, back);
                }
            }
        }
        false
    }

    /// Sends a vertex to a point, if need be with the help of others.
    fn is_reached(&mut self, w: u32, place: Point, effort: &mut Effort) -> bool {
        if self.obstacle(w, place).is_none() {
            self.go(w, place);
            return true;
        }
        if effort.helpers == 0 {
            return false;
        }
        effort.helpers -= 1;
        let reached = self.make_way(w, place, effort);
        effort.helpers += 1;
        reached
    }
}

/// What is left to try for one vertex.
struct Effort {
    /// How many more may step aside, one behind the other.
    helpers: u32,
    /// How many more places to look at.
    tries: u32,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::geometry::area::Area;
    use crate::geometry::dissolve::{
        dissolve,
        tests::{crooked_grid, moves},
    };
    use crate::geometry::lattice::{segments_touch, twice_size};
    use crate::geometry::mesh::{Mesh, Sides, Walk};
    use crate::geometry::thin::Thinning;

    /// A sheet of cells of 12,000 steps or so a side, put together at random: pieces,
    /// enclaves, and classes that touch in a point.
    const COLUMNS: i32 = 6;
    const SIDE: i32 = 10_000;

    struct Drawing {
        settled: Settled,
        /// The rings of each class, polygon by polygon.
        classes: Vec<Vec<Vec<Walk>>>,
    }

    /// Everything from faces to a lattice of 2^`bits` steps, thinned by 2^`thin` units.
    fn draw(moves: &[(i32, i32)], labels: &[u32], bits: u32, span: u64) -> Drawing {
        let cells = crooked_grid(COLUMNS, COLUMNS, SIDE, moves);
        let label = |cell: u32| labels[cell as usize % labels.len()];
        let unions: Vec<Area> = (0..4)
            .map(|class| {
                let members = (0_u32..).zip(&cells).filter(|(cell, _)| label(*cell) == class);
                dissolve(members.flat_map(|(_, cell)| cell.rings())).0
            })
            .collect();
        // A class of labels 0 is nobody's: the sheet has gaps.
        let faces = (0_u32..)
            .zip(&cells)
            .map(|(cell, area)| if label(cell) == 0 { Area::default() } else { area.clone() });
        let faces: Vec<Area> = faces.collect();
        let mesh = Mesh::new(&Sides::new(&faces, &unions[1..]), label);
        let walks = |area: &Area| {
            let rings =
                area.0.iter().map(|polygon| polygon.rings().map(|ring| mesh.walk(ring).expect("a walk")));
            rings.map(Iterator::collect).collect()
        };
        let classes = unions[1..].iter().map(walks).collect();
        let mut thinning = Thinning::new(mesh.net());
        thinning.below((2 * span) << (2 * bits));
        Drawing { settled: settle(thinning.net, bits), classes }
    }

    impl Drawing {
        fn ring(&self, walk: &Walk) -> Vec<Point> {
            let net = &self.settled.net;
            let mut ring = Vec::new();
            for step in walk {
                let mut arc: Vec<Point> = net.arc(*step as usize >> 1).map(|v| net.at[v as usize]).collect();
                if step & 1 == 1 {
                    arc.reverse();
                }
                ring.extend_from_slice(&arc[1..]);
            }
            ring
        }
    }

    /// Pairs of edges that share more than an end, by looking at all of them.
    fn crossings(net: &Net) -> usize {
        let edges: Vec<[Point; 2]> = net.edges().map(|(_, ends)| ends.map(|v| net.at[v as usize])).collect();
        let pairs = (0..edges.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs
            .filter(|&(a, b)| {
                let ([p, q], [r, s]) = (edges[a], edges[b]);
                let shared = [p, q].into_iter().filter(|end| [r, s].contains(end)).count();
                let touch = segments_touch([p, q], [r, s]);
                let beyond = |end: Point, other: [Point; 2]| {
                    ![other[0], other[1]].contains(&end) && segments_touch([end, end], other)
                };
                let along = [p, q].into_iter().any(|end| beyond(end, [r, s]))
                    || [r, s].into_iter().any(|end| beyond(end, [p, q]));
                2 <= shared || along || (touch && shared == 0)
            })
            .count()
    }

    fn twice_sizes(drawing: &Drawing, walks: &[Vec<Walk>]) -> Vec<Vec<i128>> {
        let size = |walk: &Walk| -twice_size(&drawing.ring(walk));
        walks.iter().map(|polygon| polygon.iter().map(size).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Cells are three units wide and more: everybody finds a place, nothing crosses,
        /// nobody vanishes, and what one loses its neighbour gains.
        #[test]
        fn every_surface_survives_on_a_coarse_lattice(
            moves in moves(),
            labels in prop::collection::vec(0_u32..4, 36),
            bits in 8_u32..=12,
            span in prop::sample::select(vec![0_u64, 1, 8, 32]),
        ) {
            let drawing = draw(&moves, &labels, bits, span);
            let net = &drawing.settled.net;
            prop_assert_eq!(&drawing.settled.homeless, &Vec::<u32>::new());
            prop_assert_eq!(crossings(net), 0);
            let places: BTreeSet<Point> = net.vertices().map(|v| net.at[v as usize]).collect();
            prop_assert_eq!(places.len(), net.vertices().count());
            prop_assert!(places.iter().flatten().all(|c| c % (1 << bits) == 0));
            for walks in &drawing.classes {
                for sizes in twice_sizes(&drawing, walks) {
                    prop_assert!(0 < sizes[0] && sizes[1..].iter().all(|size| *size < 0), "{:?}", sizes);
                    prop_assert!(0 < sizes.iter().sum::<i128>());
                }
            }
        }

        #[test]
        fn the_same_drawing_settles_the_same_way(moves in moves(), labels in prop::collection::vec(0_u32..4, 36)) {
            let [one, other] = [0, 1].map(|_| draw(&moves, &labels, 12, 8).settled.net.at);
            prop_assert_eq!(one, other);
        }

        /// Far from its neighbours a vertex goes to the nearest point.
        #[test]
        fn on_a_fine_lattice_nobody_moves_by_more_than_half_a_unit(moves in moves()) {
            let labels: Vec<u32> = (0..36).map(|cell| 1 + cell % 3).collect();
            let cells = crooked_grid(COLUMNS, COLUMNS, SIDE, &moves);
            let mesh = Mesh::new(&Sides::new(&cells, []), |cell| labels[cell as usize]);
            let net = mesh.net();
            let settled = settle(net.clone(), 4);
            for v in net.vertices() {
                let (a, b) = (net.at[v as usize], settled.net.at[v as usize]);
                prop_assert!((0..2).all(|i| (a[i] - b[i]).abs() <= 8));
            }
        }
    }

    #[test]
    fn what_lies_on_a_line_to_begin_with_is_told_and_stops_nothing() {
        let at = vec![[0, 0], [1000, 0], [500, 0], [512, 320]];
        let settled = settle(Net::new(at, [[0, 1].as_slice(), &[2, 3]]), 4);
        assert_eq!(settled.homeless, [1, 2]);
        assert_eq!(
            settled.net.at,
            [[0, 0], [1008, 0], [496, 0], [512, 320]],
            "on the nearest point all the same"
        );
    }
}
