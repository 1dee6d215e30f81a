//! A surface that is asked many times which positions it contains, and which edges lie where.
//!
//! Its edges are sorted into bands of latitude: a question looks at those of one band instead
//! of all. As exact as [`ring_contains`](crate::geometry::area::ring_contains), whose rule it
//! follows.

use crate::geometry::area::Polygon;
use crate::geometry::position::Position;

/// The most bands: beyond, finer ones would hold the same edges.
const MOST_BANDS: usize = 1 << 16;

/// How many times the edges may stand in bands, on average: long ones stand in several.
const MOST_COPIES: usize = 8;

/// A straight line between two positions, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub from: (i32, i32),
    pub to: (i32, i32),
}

/// A box in steps: its south-west and its north-east corner.
pub type StepBox = ((i32, i32), (i32, i32));

impl Edge {
    fn south(self) -> i32 {
        self.from.1.min(self.to.1)
    }

    fn north(self) -> i32 {
        self.from.1.max(self.to.1)
    }

    fn meets(self, (low, high): StepBox) -> bool {
        let (west, east) = (self.from.0.min(self.to.0), self.from.0.max(self.to.0));
        west <= high.0 && low.0 <= east && self.south() <= high.1 && low.1 <= self.north()
    }

    /// Whether a line from a position to the east crosses the edge, its southern end taken in
    /// and its northern end left out: the rule that makes neighbours share a border.
    fn is_east_of(self, (x, y): (i32, i32)) -> bool {
        let (a, b) = (self.from, self.to);
        if (a.1 > y) == (b.1 > y) {
            return false;
        }
        let rise = i128::from(b.1) - i128::from(a.1);
        let left = (i128::from(x) - i128::from(a.0)) * rise;
        let right = (i128::from(y) - i128::from(a.1)) * (i128::from(b.0) - i128::from(a.0));
        (rise > 0 && left < right) || (rise < 0 && left > right)
    }
}

/// The edges of rings, each closed.
pub fn edges(polygon: &Polygon) -> impl Iterator<Item = Edge> + '_ {
    polygon.rings().flat_map(|ring| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(from, to)| Edge { from: from.steps(), to: to.steps() })
    })
}

/// One piece of surface, its edges by latitude.
#[derive(Debug, Clone)]
pub struct Bands {
    edges: Vec<Edge>,
    /// The southernmost latitude, and the height of a band; both in steps.
    south: i64,
    height: i64,
    /// Where the list of each band begins in `lists`, and where the last one ends.
    starts: Vec<u32>,
    /// Ranks of edges.
    lists: Vec<u32>,
}

impl Bands {
    /// Sorts the edges of a piece. O(edges), in time and in room.
    #[must_use]
    pub fn new(polygon: &Polygon) -> Self {
        let edges: Vec<Edge> = edges(polygon).collect();
        let south = edges.iter().map(|edge| edge.south()).min().map_or(0, i64::from);
        let north = edges.iter().map(|edge| edge.north()).max().map_or(0, i64::from);
        let mut count = edges.len().clamp(1, MOST_BANDS);
        let mut bands = Self { edges, south, height: 1, starts: Vec::new(), lists: Vec::new() };
        loop {
            bands.height = (north - south) / count as i64 + 1;
            let copies: usize = bands.edges.iter().map(|&edge| bands.of(edge).count()).sum();
            if count == 1 || copies <= MOST_COPIES * bands.edges.len() {
                bands.fill(count);
                return bands;
            }
            count /= 2;
        }
    }

    fn fill(&mut self, count: usize) {
        let mut ends = vec![0_u32; count + 1];
        for &edge in &self.edges {
            self.of(edge).for_each(|band| ends[band + 1] += 1);
        }
        (0..count).for_each(|band| ends[band + 1] += ends[band]);
        self.starts.clone_from(&ends);
        self.lists = vec![0; ends[count] as usize];
        for (rank, &edge) in (0..).zip(&self.edges) {
            for band in self.of(edge) {
                self.lists[ends[band] as usize] = rank;
                ends[band] += 1;
            }
        }
    }

    fn band(&self, latitude: i32) -> i64 {
        (i64::from(latitude) - self.south).div_euclid(self.height)
    }

    /// The bands that an edge passes through.
    fn of(&self, edge: Edge) -> std::ops::RangeInclusive<usize> {
        self.band(edge.south()) as usize..=self.band(edge.north()) as usize
    }

    fn list(&self, band: i64) -> &[u32] {
        let at = usize::try_from(band).ok().filter(|&band| band + 1 < self.starts.len());
        at.map_or(&[], |band| &self.lists[self.starts[band] as usize..self.starts[band + 1] as usize])
    }

    /// How many edges are looked at to tell whether a position is inside.
    #[must_use]
    pub fn work(&self, position: Position) -> usize {
        self.list(self.band(position.steps().1)).len()
    }

    /// Whether a position is inside: even-odd, the border as for [`crate::geometry::area::Area::contains`].
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        let at = position.steps();
        let crossed = self.list(self.band(at.1)).iter();
        crossed.fold(false, |inside, &rank| inside != self.edges[rank as usize].is_east_of(at))
    }

    /// The edges whose own box meets a box, each once.
    pub fn edges_near(&self, near: StepBox) -> impl Iterator<Item = Edge> + '_ {
        let first = self.band(near.0.1).max(0);
        let last = self.band(near.1.1).min(self.starts.len() as i64 - 2);
        (first..=last).flat_map(move |band| {
            let ranks = self.list(band).iter().map(|&rank| self.edges[rank as usize]);
            // An edge of several bands is told in the first of those that are looked at.
            ranks.filter(move |edge| edge.meets(near) && self.band(edge.south()).max(first) == band)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::area::{Area, Ring};

    fn ring(corners: &[(i32, i32)]) -> Ring {
        corners.iter().map(|&(x, y)| Position::from_steps(x, y).expect("on the globe")).collect()
    }

    proptest! {
        /// On few steps, so that borders are hit and rings cross themselves.
        #[test]
        fn bands_say_what_all_edges_say(
            corners in prop::collection::vec((-9..9_i32, -9..9_i32), 3..40),
            hole in prop::collection::vec((-9..9_i32, -9..9_i32), 3..5),
            low in (-12..12_i32, -12..12_i32), size in (0..9_i32, 0..9_i32),
        ) {
            let polygon = Polygon { exterior: ring(&corners), holes: vec![ring(&hole)] };
            let (area, bands) = (Area(vec![polygon.clone()]), Bands::new(&polygon));
            for x in -10..10 {
                for y in -10..10 {
                    let at = Position::from_steps(x, y).expect("on the globe");
                    prop_assert_eq!(bands.contains(at), area.contains(at), "{} {}", x, y);
                }
            }
            let near = (low, (low.0 + size.0, low.1 + size.1));
            let key = |edge: &Edge| (edge.from, edge.to);
            let mut found: Vec<Edge> = bands.edges_near(near).collect();
            let mut expected: Vec<Edge> = edges(&polygon).filter(|edge| edge.meets(near)).collect();
            found.sort_by_key(key);
            expected.sort_by_key(key);
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn tall_edges_do_not_fill_every_band() {
        let zigzag: Vec<(i32, i32)> =
            (0..20_000).map(|x| (x, if x % 2 == 0 { 0 } else { 900_000_000 })).collect();
        let bands = Bands::new(&Polygon { exterior: ring(&zigzag), holes: vec![] });
        assert!(bands.lists.len() <= MOST_COPIES * zigzag.len());
    }
}
