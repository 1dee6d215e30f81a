//! Surfaces laid side by side as a net: which lines they share, and the outline of each as a
//! walk along these.
//!
//! *Method.* The edges of all surfaces, each once, fall into **arcs**: chains along which the
//! same two surfaces meet. Arcs end at **nodes**, where three edges or more meet or where the
//! pair changes; one that meets nothing closes at its smallest position. The outline of a
//! surface, and of a union of surfaces, is a closed walk along whole arcs. O(n log n).
//!
//! *Not guaranteed.* That lines do not cross: this looks at ends of edges only. Edges that
//! are used in any other way than by two sides, one each way, are arcs of their own.

use std::collections::BTreeMap;

use crate::geometry::area::{Area, Ring};
use crate::geometry::coverage::edges;
use crate::geometry::lattice::{Point, project, ring_holds, twice_size};
use crate::geometry::mercator::morton;
use crate::geometry::net::Net;
use crate::geometry::position::Position;
use crate::geometry::unbend::unbend;

/// The side of an edge where nobody is.
const NOBODY: u32 = u32::MAX;

/// The mark of an edge that no face has, only a union of faces.
const STRANGE: u32 = u32::MAX - 1;

/// One side of an edge from the smaller to the larger end, and who is on it.
type Side = (Position, Position, bool, u32);

/// The sides of all edges of a coverage, in order: what meshes are made from.
#[derive(Debug)]
pub struct Sides(Vec<Side>);

impl Sides {
    /// Of faces, by their ranks, and of unions of them, whose edges should be edges of faces.
    #[must_use]
    pub fn new<'a>(
        faces: impl IntoIterator<Item = &'a Area>,
        unions: impl IntoIterator<Item = &'a Area>,
    ) -> Self {
        let faces = (0_u32..).zip(faces);
        let unions = unions.into_iter().map(|area| (STRANGE, area));
        let mut sides = Vec::new();
        for (rank, area) in faces.chain(unions) {
            for edge in area.rings().flat_map(|ring| edges(ring)).filter(|edge| edge.from != edge.to) {
                let (low, high) = edge.ends();
                sides.push((low, high, edge.from == low, rank));
            }
        }
        sides.sort_unstable();
        sides.dedup();
        Self(sides)
    }
}

/// An edge of the mesh, smaller end first.
#[derive(Debug, Clone, Copy)]
struct Line {
    low: u32,
    high: u32,
    /// Who is on its left and on its right, on the way from low to high.
    sides: [u32; 2],
    /// Used in any other way than by one on each side.
    odd: bool,
    /// The arc that it is part of, and its rank there.
    arc: u32,
    rank: u32,
    /// Whether the arc runs from low to high.
    forward: bool,
}

/// A walk along arcs: twice the arc's number, plus one when it is walked from its end.
pub type Walk = Vec<u32>;

/// Lines between classes of faces.
#[derive(Debug)]
pub struct Mesh {
    /// The ends of arcs, then what lies inside them, arc by arc; with [`Self::position`]s.
    positions: Vec<Position>,
    nodes: u32,
    arcs: Vec<Vec<u32>>,
    /// How many ends of arcs each node is.
    degrees: Vec<u32>,
    /// The classes on the left and on the right of each arc.
    sides: Vec<[u32; 2]>,
    /// Sorted by their ends' positions.
    lines: Vec<(Position, Position, Line)>,
}

impl Mesh {
    /// The lines between faces of different classes.
    #[must_use]
    pub fn new(sides: &Sides, class: impl Fn(u32) -> u32) -> Self {
        let lines = lines(sides, class);
        Tracing::new(lines).finish()
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> u32 {
        self.nodes
    }

    /// The vertices of each arc, ends included. The first are the [`Self::nodes`].
    #[must_use]
    pub fn arcs(&self) -> &[Vec<u32>] {
        &self.arcs
    }

    /// Arcs that close around a piece of one class, or a gap in one, that touches nothing and
    /// holds nothing, with twice its surface in steps of the finest lattice. The largest piece
    /// of each class is not among them.
    #[must_use]
    pub fn islets(&self) -> Vec<(u32, u64)> {
        let mut of_class: BTreeMap<u32, Vec<(u32, u64)>> = BTreeMap::new();
        for (arc, &[left, right]) in (0..).zip(&self.sides) {
            let size = if left.max(right) == NOBODY { self.loop_size(arc) } else { 0 };
            of_class.entry(left).or_default().push((arc, size));
            of_class.entry(right).or_default().push((arc, size));
        }
        of_class.remove(&NOBODY);
        let mut islets = Vec::new();
        for arcs in of_class.values() {
            let largest = match arcs.iter().any(|&(_, size)| size == 0) {
                // A piece that is no loop: it stays whatever it is.
                true => u64::MAX,
                false => arcs.iter().map(|&(_, size)| size).max().unwrap_or(0),
            };
            let small = arcs.iter().filter(|&&(_, size)| 0 < size && size < largest);
            let is_empty =
                |arc: u32| !arcs.iter().any(|&(other, _)| other != arc && self.encloses(arc, other));
            islets.extend(small.filter(|&&(arc, _)| is_empty(arc)).copied());
        }
        islets
    }

    /// Twice the surface inside an arc that closes and touches no other; 0 for any other arc.
    fn loop_size(&self, arc: u32) -> u64 {
        let vertices = &self.arcs[arc as usize];
        let is_loop = vertices[0] == vertices[vertices.len() - 1] && self.degrees[vertices[0] as usize] == 2;
        let size = if is_loop { twice_size(&self.points(arc)).unsigned_abs() } else { 0 };
        u64::try_from(size).unwrap_or(u64::MAX)
    }

    fn points(&self, arc: u32) -> Vec<Point> {
        self.arcs[arc as usize].iter().map(|&v| project(self.positions[v as usize])).collect()
    }

    fn encloses(&self, arc: u32, other: u32) -> bool {
        let at = project(self.positions[self.arcs[other as usize][0] as usize]);
        ring_holds(&self.points(arc), at)
    }

    /// The drawing to simplify, on the finest lattice.
    #[must_use]
    pub fn net(&self) -> Net {
        let at = self.positions.iter().map(|&position| project(position)).collect();
        let mut net = Net::new(at, self.arcs.iter().map(Vec::as_slice));
        unbend(&mut net, &self.positions);
        net
    }

    /// A ring of a face, or of a union of whole classes, as a walk; `None` for one that uses
    /// other lines or turns back on itself. O(log n) an arc.
    #[must_use]
    pub fn walk(&self, ring: &Ring) -> Option<Walk> {
        let count = ring.len();
        let mut at = 0;
        let mut walk: Walk = Vec::new();
        // To the end of the arc that the first edge is on; then whole arcs, all around.
        let start = {
            let (line, along) = self.line(ring, 0)?;
            let length = self.arcs[line.arc as usize].len() - 1;
            if along { length - line.rank as usize } else { line.rank as usize + 1 }
        };
        while at < count {
            let (line, along) = self.line(ring, (start + at) % count)?;
            let arc = &self.arcs[line.arc as usize];
            let begins = if along { 0 } else { arc.len() - 2 };
            let end = if along { *arc.last()? } else { arc[0] };
            at += arc.len() - 1;
            if line.rank as usize != begins || ring[(start + at) % count] != self.positions[end as usize] {
                return None;
            }
            walk.push(line.arc << 1 | u32::from(!along));
        }
        (at == count).then_some(walk)
    }

    /// The line that an edge of a ring is on, and whether the ring runs as its arc does.
    fn line(&self, ring: &Ring, rank: usize) -> Option<(&Line, bool)> {
        let (from, to) = (ring[rank], ring[(rank + 1) % ring.len()]);
        let ends = (from.min(to), from.max(to));
        let found = self.lines.binary_search_by(|line| (line.0, line.1).cmp(&ends)).ok()?;
        let line = &self.lines[found].2;
        Some((line, line.forward == (from < to)))
    }
}

/// Sides of one edge together, without the edges inside a class.
fn lines(sides: &Sides, class: impl Fn(u32) -> u32) -> Vec<(Position, Position, Line)> {
    let mut lines = Vec::new();
    for same in sides.0.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let mut who = [NOBODY; 2];
        let mut faces = [NOBODY; 2];
        let mut odd = false;
        for &(.., forward, rank) in same.iter().filter(|side| side.3 != STRANGE) {
            let side = usize::from(!forward);
            odd |= faces[side] != NOBODY;
            (faces[side], who[side]) = (rank, class(rank));
        }
        // Both sides of its own edge, or of no face's at all.
        odd |= faces[0] == faces[1];
        if odd || who[0] != who[1] {
            let line = Line { low: 0, high: 0, sides: who, odd, arc: NOBODY, rank: 0, forward: true };
            lines.push((same[0].0, same[0].1, line));
        }
    }
    lines
}

/// Lines on their way to arcs.
struct Tracing {
    lines: Vec<(Position, Position, Line)>,
    positions: Vec<Position>,
    /// The lines that end at vertex v are `ends[first[v]..first[v + 1]]`.
    first: Vec<u32>,
    ends: Vec<u32>,
    is_node: Vec<bool>,
    arcs: Vec<Vec<u32>>,
}

impl Tracing {
    fn new(mut lines: Vec<(Position, Position, Line)>) -> Self {
        let mut positions: Vec<Position> = lines.iter().flat_map(|line| [line.0, line.1]).collect();
        positions.sort_unstable();
        positions.dedup();
        let mut low = 0;
        for (from, to, line) in &mut lines {
            // Sorted by `from`, which therefore only grows.
            while positions[low] < *from {
                low += 1;
            }
            line.low = low as u32;
            line.high = positions.partition_point(|position| position < to) as u32;
        }
        let mut first = vec![0; positions.len() + 1];
        for (.., line) in &lines {
            first[line.low as usize + 1] += 1;
            first[line.high as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut free = first.clone();
        let mut ends = vec![0; 2 * lines.len()];
        for (rank, (.., line)) in (0..).zip(&lines) {
            for v in [line.low, line.high] {
                ends[free[v as usize] as usize] = rank;
                free[v as usize] += 1;
            }
        }
        let is_node = vec![false; positions.len()];
        let mut tracing = Self { lines, positions, first, ends, is_node, arcs: Vec::new() };
        for v in 0..tracing.positions.len() as u32 {
            tracing.is_node[v as usize] = tracing.is_junction(v);
        }
        tracing
    }

    fn lines_at(&self, v: u32) -> &[u32] {
        &self.ends[self.first[v as usize] as usize..self.first[v as usize + 1] as usize]
    }

    fn is_junction(&self, v: u32) -> bool {
        let &[a, b] = self.lines_at(v) else { return true };
        let sides = |line: u32, leaves: bool| {
            let line = &self.lines[line as usize].2;
            let [left, right] = line.sides;
            if (line.low == v) == leaves { [left, right] } else { [right, left] }
        };
        let is_odd = |line: u32| self.lines[line as usize].2.odd;
        is_odd(a) || is_odd(b) || sides(a, false) != sides(b, true)
    }

    /// Follows lines from a node, or from a vertex made one, to the next node.
    fn trace(&mut self, from: u32, line: u32) {
        let arc = self.arcs.len() as u32;
        let mut vertices = vec![from];
        let (mut at, mut along) = (from, line);
        loop {
            let rank = vertices.len() as u32 - 1;
            let line = &mut self.lines[along as usize].2;
            line.forward = line.low == at;
            (line.arc, line.rank) = (arc, rank);
            at = if line.forward { line.high } else { line.low };
            vertices.push(at);
            if self.is_node[at as usize] {
                break;
            }
            let &[a, b] = self.lines_at(at) else { break };
            along = if a == along { b } else { a };
        }
        self.arcs.push(vertices);
    }

    fn trace_from(&mut self, v: u32) {
        for end in self.first[v as usize]..self.first[v as usize + 1] {
            let line = self.ends[end as usize];
            if self.lines[line as usize].2.arc == NOBODY {
                self.trace(v, line);
            }
        }
    }

    fn finish(mut self) -> Mesh {
        let vertices = self.positions.len() as u32;
        for v in 0..vertices {
            if self.is_node[v as usize] {
                self.trace_from(v);
            }
        }
        // What is left closes without meeting anything.
        for v in 0..vertices {
            let is_free = |&line: &u32| self.lines[line as usize].2.arc == NOBODY;
            if !self.is_node[v as usize] && self.lines_at(v).iter().any(is_free) {
                self.is_node[v as usize] = true;
                self.trace_from(v);
            }
        }
        self.number()
    }

    /// Numbers vertices again, nodes first, then arc by arc, along a Z curve, so that what is
    /// near is together.
    fn number(self) -> Mesh {
        let mut numbers = vec![NOBODY; self.positions.len()];
        let mut positions = Vec::with_capacity(numbers.len());
        let mut number = |v: u32| {
            let number = &mut numbers[v as usize];
            if *number == NOBODY {
                *number = positions.len() as u32;
                positions.push(self.positions[v as usize]);
            }
            *number
        };
        let curve = |v: u32| {
            let [x, y] = project(self.positions[v as usize]).map(|c| (c >> 8) as u32);
            (morton(x, y), v)
        };
        let mut nodes: Vec<u32> =
            (0..).zip(&self.is_node).filter(|(_, node)| **node).map(|(v, _)| v).collect();
        nodes.sort_by_cached_key(|&v| curve(v));
        let nodes = nodes.into_iter().map(&mut number).count() as u32;
        let mut arcs: Vec<(u32, Vec<u32>)> = (0..).zip(self.arcs).collect();
        arcs.sort_by_cached_key(|(_, arc)| curve(arc[0]));
        let mut ranks = vec![0; arcs.len()];
        for (rank, (old, arc)) in (0..).zip(&mut arcs) {
            ranks[*old as usize] = rank;
            arc.iter_mut().for_each(|v| *v = number(*v));
        }
        let mut lines = self.lines;
        let mut sides = vec![[NOBODY; 2]; arcs.len()];
        for (.., line) in &mut lines {
            line.arc = ranks[line.arc as usize];
            let [left, right] = line.sides;
            sides[line.arc as usize] = if line.forward { [left, right] } else { [right, left] };
        }
        let arcs: Vec<Vec<u32>> = arcs.into_iter().map(|(_, arc)| arc).collect();
        let mut degrees = vec![0; nodes as usize];
        for end in arcs.iter().flat_map(|arc| [arc[0], arc[arc.len() - 1]]) {
            degrees[end as usize] += 1;
        }
        Mesh { positions, nodes, arcs, degrees, sides, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::area::Polygon;

    fn at(lon: i32, lat: i32) -> Position {
        Position::from_steps(lon, lat).expect("on the globe")
    }

    fn ring(corners: &[(i32, i32)]) -> Ring {
        corners.iter().map(|&(x, y)| at(x * 1000, y * 1000)).collect()
    }

    fn area(corners: &[(i32, i32)]) -> Area {
        Area(vec![Polygon { exterior: ring(corners), holes: vec![] }])
    }

    /// Two squares side by side, with a position in the middle of the outer sides, and an
    /// island of the second one.
    fn faces() -> Vec<Area> {
        let left = area(&[(0, 0), (5, 0), (10, 0), (10, 10), (0, 10)]);
        let mut right = area(&[(10, 0), (20, 0), (20, 10), (10, 10)]);
        right.0.push(Polygon { exterior: ring(&[(30, 0), (31, 0), (31, 1)]), holes: vec![] });
        vec![left, right]
    }

    #[test]
    fn arcs_end_where_the_pair_changes_and_islands_close() {
        let faces = faces();
        let mesh = Mesh::new(&Sides::new(&faces, []), |face| face);
        let mut lengths: Vec<usize> = mesh.arcs().iter().map(Vec::len).collect();
        lengths.sort_unstable();
        assert_eq!((mesh.nodes(), lengths), (3, vec![2, 4, 4, 5]));
        for ring in faces.iter().flat_map(Area::rings) {
            assert!(mesh.walk(ring).is_some_and(|walk| walk.len() <= 2));
        }
    }

    #[test]
    fn faces_of_one_class_have_no_line_between_them_and_their_union_is_a_walk() {
        let whole = area(&[(0, 0), (5, 0), (10, 0), (20, 0), (20, 10), (10, 10), (0, 10)]);
        let mesh = Mesh::new(&Sides::new(&faces(), []), |_| 7);
        assert_eq!((mesh.nodes(), mesh.arcs().len()), (2, 2));
        assert_eq!(mesh.walk(&whole.0[0].exterior).map(|walk| walk.len()), Some(1));
        assert_eq!(mesh.walk(&faces()[0].0[0].exterior), None, "its lines are not all there");
    }

    #[test]
    fn a_small_island_is_an_islet_until_it_is_all_there_is() {
        let mesh = Mesh::new(&Sides::new(&faces(), []), |face| face);
        assert_eq!(mesh.islets().len(), 1);
        let alone = [area(&[(30, 0), (31, 0), (31, 1)])];
        assert!(Mesh::new(&Sides::new(&alone, []), |face| face).islets().is_empty());
    }

    #[test]
    fn overlaps_and_strange_unions_are_arcs_of_their_own() {
        let twice = [area(&[(0, 0), (9, 0), (9, 9)]), area(&[(0, 0), (9, 0), (9, 9)])];
        let beyond = area(&[(0, 0), (50, 0), (50, 50)]);
        let mesh = Mesh::new(&Sides::new(&twice, [&beyond]), |face| face);
        assert!(mesh.arcs().iter().all(|arc| arc.len() == 2));
        for ring in twice.iter().chain([&beyond]).flat_map(Area::rings) {
            assert_eq!(mesh.walk(ring).map(|walk| walk.len()), Some(3));
        }
    }
}
