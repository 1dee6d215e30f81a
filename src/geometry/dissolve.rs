//! **What is the outline of many surfaces together?** The edges that only one side uses.
//!
//! *Method.* Edges used in both directions cancel; the others are chained into rings. At a
//! position where several rings touch, the walk takes the sharpest left turn, that is, it
//! follows the surface on its left, so that rings never cross; whenever it comes back to a
//! position of its own path the loop in between is cut off, so that each ring passes each
//! position once. Exact integers throughout, O(n log n) in the number of edges.
//!
//! *Not guaranteed.* Members must meet edge by edge: a border that one of them draws with
//! one more position does not cancel. Positions in the middle of a straight line are kept,
//! since neighbours share them.

use std::cmp::Ordering;
use std::ops::Range;

use crate::geometry::area::{Area, Polygon, Ring, ring_contains, twice_signed_size};
use crate::geometry::coverage::{Edge, Flaws, border, edges};
use crate::geometry::position::Position;

/// The surface of all the rings together: outlines counter-clockwise and holes clockwise in,
/// the same out. Rings start at their smallest position; polygons and holes are sorted by it.
#[must_use]
pub fn dissolve<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> (Area, Flaws) {
    enclose(rings.into_iter().flat_map(|ring| edges(ring)).collect())
}

/// The surface on the left of the edges, in any order, which must close into rings.
#[must_use]
pub fn enclose(edges: Vec<Edge>) -> (Area, Flaws) {
    let (left, mut flaws) = border(edges);
    let mut pieces = Pieces::default();
    let mut walker = Walker { used: vec![false; left.len()], edges: &left };
    for start in 0..left.len() {
        if !walker.used[start] {
            pieces.sort_out(walker.walk(start), &mut flaws);
        }
    }
    (pieces.assemble(&mut flaws), flaws)
}

/// Chains edges, sorted by where they start.
struct Walker<'a> {
    edges: &'a [Edge],
    used: Vec<bool>,
}

impl Walker<'_> {
    /// The loops of the closed walk that begins with an edge.
    fn walk(&mut self, start: usize) -> Vec<Ring> {
        let mut loops = Vec::new();
        let origin = self.edges[start].from;
        let mut path = vec![origin];
        // Only where several edges leave can the walk come back before its end.
        let mut forks = vec![(origin, 0)];
        let mut current = start;
        loop {
            self.used[current] = true;
            let Edge { from, to } = self.edges[current];
            let leaving = self.leaving(to);
            if let Some(fork) = forks.iter().position(|&(position, _)| position == to) {
                let begin = forks[fork].1;
                forks.truncate(fork + 1);
                loops.push(path[begin..].to_vec());
                path.truncate(begin + 1);
            } else {
                if 1 < leaving.len() {
                    forks.push((to, path.len()));
                }
                path.push(to);
            }
            match self.sharpest_left(from, to, leaving, start) {
                Some(next) if next != start => current = next,
                // `None` only for edges that do not close into rings: what is open is dropped.
                _ => return loops,
            }
        }
    }

    /// The edges that leave a position.
    fn leaving(&self, from: Position) -> Range<usize> {
        let first = self.edges.partition_point(|edge| edge.from < from);
        let count = self.edges[first..].iter().take_while(|edge| edge.from == from).count();
        first..first + count
    }

    /// Of the edges still free, and the walk's first, the one that bounds the same piece of
    /// surface as the edge that arrives.
    fn sharpest_left(
        &self,
        from: Position,
        at: Position,
        leaving: Range<usize>,
        start: usize,
    ) -> Option<usize> {
        let free = leaving.filter(|&edge| !self.used[edge] || edge == start);
        free.min_by(|&a, &b| clockwise(at, from, self.edges[a].to, self.edges[b].to).then(a.cmp(&b)))
    }
}

/// Which of two directions comes first when turning clockwise around `at`, from `back` on;
/// `back` itself comes last.
fn clockwise(at: Position, back: Position, a: Position, b: Position) -> Ordering {
    let side = |to: Position| match (cross(at, back, to).cmp(&0), dot(at, back, to).cmp(&0)) {
        (Ordering::Less, _) => 0,
        (Ordering::Equal, Ordering::Less) => 1,
        (Ordering::Greater, _) => 2,
        (Ordering::Equal, _) => 3,
    };
    side(a).cmp(&side(b)).then_with(|| cross(at, a, b).cmp(&0))
}

fn arms(at: Position, a: Position, b: Position) -> [i128; 4] {
    let ((x, y), (ax, ay), (bx, by)) = (at.steps(), a.steps(), b.steps());
    [(ax, x), (ay, y), (bx, x), (by, y)].map(|(to, from)| i128::from(to) - i128::from(from))
}

fn cross(at: Position, a: Position, b: Position) -> i128 {
    let [ax, ay, bx, by] = arms(at, a, b);
    ax * by - ay * bx
}

fn dot(at: Position, a: Position, b: Position) -> i128 {
    let [ax, ay, bx, by] = arms(at, a, b);
    ax * bx + ay * by
}

/// Rings on their way to polygons.
#[derive(Default)]
struct Pieces {
    /// With twice the size of the outline.
    polygons: Vec<(i128, Polygon)>,
    /// Holes of no known outline, with twice their size, positive.
    holes: Vec<(i128, Ring)>,
}

impl Pieces {
    /// Outlines, holes and rings without surface. Holes met on the same walk as one outline
    /// touch it, and are its own.
    fn sort_out(&mut self, loops: Vec<Ring>, flaws: &mut Flaws) {
        let first = self.polygons.len();
        let mut holes = Vec::new();
        for ring in loops {
            let size = twice_signed_size(&ring);
            match size.cmp(&0) {
                Ordering::Greater => {
                    self.polygons.push((size, Polygon { exterior: from_smallest(ring), holes: vec![] }));
                }
                Ordering::Less => holes.push((-size, from_smallest(ring))),
                Ordering::Equal => flaws.flat += 1,
            }
        }
        match &mut self.polygons[first..] {
            [(_, only)] => only.holes.extend(holes.into_iter().map(|(_, ring)| ring)),
            _ => self.holes.append(&mut holes),
        }
    }

    /// Gives each hole to the smallest outline around it. One that is met on a walk of its
    /// own touches no outline but those of islands inside it, which are smaller: any of
    /// its positions tells.
    fn assemble(mut self, flaws: &mut Flaws) -> Area {
        self.polygons.sort_by(|a, b| (a.0, &a.1.exterior).cmp(&(b.0, &b.1.exterior)));
        for (size, hole) in self.holes {
            let larger = self.polygons.partition_point(|polygon| polygon.0 <= size);
            let around = self.polygons[larger..].iter_mut().find(|p| ring_contains(&p.1.exterior, hole[0]));
            match around {
                Some((_, polygon)) => polygon.holes.push(hole),
                None => flaws.stray += 1,
            }
        }
        let mut polygons: Vec<Polygon> = self.polygons.into_iter().map(|(_, polygon)| polygon).collect();
        for polygon in &mut polygons {
            polygon.holes.sort_unstable();
        }
        polygons.sort_unstable_by(|a, b| a.exterior.cmp(&b.exterior));
        Area(polygons)
    }
}

fn from_smallest(mut ring: Ring) -> Ring {
    let smallest = (0..ring.len()).min_by_key(|&i| ring[i]).unwrap_or(0);
    ring.rotate_left(smallest);
    ring
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::coverage::seams;

    fn at(lon: i32, lat: i32) -> Position {
        Position::from_steps(lon, lat).expect("on the globe")
    }

    fn square(west: i32, south: i32, side: i32) -> Ring {
        [(0, 0), (side, 0), (side, side), (0, side)].map(|(x, y)| at(west + x, south + y)).to_vec()
    }

    fn plain(exterior: Ring) -> Area {
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    fn union(members: &[Area]) -> (Area, Flaws) {
        dissolve(members.iter().flat_map(Area::rings))
    }

    /// A sheet of four-sided cells whose corners were moved at random, fewer than half way
    /// to the next: row by row, `moves` in thousandths of a side.
    pub(crate) fn crooked_grid(width: i32, height: i32, side: i32, moves: &[(i32, i32)]) -> Vec<Area> {
        let corner = |column: i32, row: i32| {
            let (dx, dy) = moves[(row * (width + 1) + column) as usize % moves.len()];
            at(column * side + dx * (side / 1000), row * side + dy * (side / 1000))
        };
        let cell = |column, row| {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
            plain(corners.map(|(right, up)| corner(column + right, row + up)).to_vec())
        };
        (0..height)
            .flat_map(|row| (0..width).map(move |column| (column, row)))
            .map(|(c, r)| cell(c, r))
            .collect()
    }

    pub(crate) fn moves() -> impl Strategy<Value = Vec<(i32, i32)>> {
        proptest::collection::vec((-400..=400, -400..=400), 49)
    }

    /// How many groups of members hang together by edges.
    fn groups(members: &[Area]) -> usize {
        let pairs = seams(members).pairs;
        let mut group: Vec<usize> = (0..members.len()).collect();
        for &(a, b) in &pairs {
            let (from, to) = (group[a as usize], group[b as usize]);
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
        group.sort_unstable();
        group.dedup();
        group.len()
    }

    #[test]
    fn two_squares_that_share_an_edge_become_one_ring_that_keeps_its_positions() {
        let (area, flaws) = union(&[plain(square(4, 0, 4)), plain(square(0, 0, 4))]);
        assert!(flaws.is_none());
        assert_eq!(area, plain(vec![at(0, 0), at(4, 0), at(8, 0), at(8, 4), at(4, 4), at(0, 4)]));
    }

    #[test]
    fn a_commune_around_another_has_a_hole_until_both_are_together() {
        let enclave = square(2, 2, 2);
        let mut hole = enclave.clone();
        hole.reverse();
        let around = Area(vec![Polygon { exterior: square(0, 0, 8), holes: vec![hole] }]);
        let (alone, flaws) = union(std::slice::from_ref(&around));
        assert!(flaws.is_none());
        assert_eq!((alone.0.len(), alone.0[0].holes.len()), (1, 1));
        assert!(!alone.contains(at(3, 3)) && alone.contains(at(1, 1)));
        assert_eq!(union(&[around, plain(enclave)]), (plain(square(0, 0, 8)), Flaws::default()));
    }

    #[test]
    fn squares_that_touch_at_a_position_stay_two_simple_rings() {
        let (area, flaws) = union(&[plain(square(0, 0, 4)), plain(square(4, 4, 4))]);
        assert!(flaws.is_none());
        assert_eq!(
            area,
            Area([square(0, 0, 4), square(4, 4, 4)].map(|exterior| plain(exterior).0.remove(0)).to_vec())
        );
    }

    #[test]
    fn crescents_that_touch_at_both_tips_stay_two() {
        let crescent = |low, high| vec![at(0, 0), at(10, low), at(20, 0), at(10, high)];
        let (area, flaws) = dissolve(&[crescent(6, 8), crescent(2, 4)]);
        assert!(flaws.is_none());
        assert_eq!(area, Area(vec![plain(crescent(2, 4)).0.remove(0), plain(crescent(6, 8)).0.remove(0)]));
    }

    #[test]
    fn a_ring_that_touches_itself_becomes_an_outline_and_a_hole() {
        // Around a triangle that hangs from the outline at (4, 0): one walk, not a valid ring.
        let walk =
            [(0, 0), (4, 0), (2, 4), (6, 4), (4, 0), (8, 0), (8, 8), (0, 8)].map(|(x, y)| at(x, y)).to_vec();
        let (area, flaws) = union(&[plain(walk)]);
        assert!(flaws.is_none());
        let [Polygon { exterior, holes }] = &area.0[..] else { panic!("one piece: {area:?}") };
        assert_eq!(*exterior, [at(0, 0), at(4, 0), at(8, 0), at(8, 8), at(0, 8)]);
        assert_eq!(*holes, [vec![at(2, 4), at(6, 4), at(4, 0)]]);
    }

    #[test]
    fn an_island_in_the_lake_of_an_island_is_a_piece_of_its_own() {
        let lake = |west, south, side| {
            let mut ring = square(west, south, side);
            ring.reverse();
            ring
        };
        // The inner island touches the shore of the lake around it at (2, 2).
        let rings = [square(0, 0, 20), lake(2, 2, 16), square(2, 2, 12), lake(4, 4, 8), square(6, 6, 2)];
        let (area, flaws) = dissolve(&rings);
        assert!(flaws.is_none());
        let holes: Vec<usize> = area.0.iter().map(|polygon| polygon.holes.len()).collect();
        assert_eq!(holes, [1, 1, 0]);
        assert_eq!(area.twice_signed_size(), 2 * (400 - 256 + 144 - 64 + 4));
    }

    #[test]
    fn islands_stay_apart() {
        let (area, flaws) = union(&[plain(square(10, 0, 4)), plain(square(0, 0, 4))]);
        assert!(flaws.is_none());
        assert_eq!(area.0.iter().map(|p| p.exterior[0]).collect::<Vec<_>>(), [at(0, 0), at(10, 0)]);
    }

    #[test]
    fn members_on_top_of_each_other_are_told_and_not_a_panic() {
        let (area, flaws) = union(&[plain(square(0, 0, 4)), plain(square(0, 0, 4)), plain(square(4, 0, 4))]);
        assert_eq!(flaws.overlaps, 4);
        assert!(area.contains(at(6, 2)));
        assert_eq!(dissolve(&[vec![], vec![at(0, 0)], vec![at(0, 0), at(1, 1)]]).0, Area::default());
        let (_, flaws) = dissolve(&[vec![at(0, 0), at(2, 0), at(1, 0)]]);
        assert_eq!(flaws.flat, 1);
    }

    proptest! {
        /// Whatever the zones, they fill the same surface as their members, meet edge by
        /// edge, and have one piece a group of members that hang together.
        #[test]
        fn zones_have_no_sliver_and_no_gap(
            (width, height) in (1..=6, 1..=6),
            moves in moves(),
            zone_of in proptest::collection::vec(0..3_usize, 36),
        ) {
            let cells = crooked_grid(width, height, 1_000_000, &moves);
            let mut zones = Vec::new();
            for zone in 0..3 {
                let inside = |rank: usize| zone_of[rank] == zone;
                let members: Vec<Area> =
                    (0..cells.len()).filter(|&c| inside(c)).map(|c| cells[c].clone()).collect();
                let (area, flaws) = union(&members);
                prop_assert!(flaws.is_none(), "{:?}", flaws);
                prop_assert_eq!(area.twice_signed_size(), members.iter().map(Area::twice_signed_size).sum::<i128>());
                prop_assert_eq!(area.0.len(), groups(&members));
                for ring in area.rings() {
                    let mut once = ring.clone();
                    once.sort_unstable();
                    once.dedup();
                    prop_assert_eq!(once.len(), ring.len(), "a ring passes a position twice");
                    prop_assert_eq!(once[0], ring[0]);
                }
                for polygon in &area.0 {
                    prop_assert!(0 < twice_signed_size(&polygon.exterior));
                    prop_assert!(polygon.holes.iter().all(|hole| twice_signed_size(hole) < 0));
                }
                for (rank, cell) in cells.iter().enumerate() {
                    let position = cell.interior_position().expect("not empty");
                    let around = area.0.iter().filter(|p| Area(vec![(*p).clone()]).contains(position)).count();
                    prop_assert_eq!(around, usize::from(inside(rank)));
                }
                zones.push(area);
            }
            let (fine, coarse) = (seams(&cells), seams(&zones));
            prop_assert_eq!((coarse.single, coarse.faulty), (fine.single, 0));
            let between = fine.pairs.iter().filter(|(a, b)| zone_of[*a as usize] != zone_of[*b as usize]).count();
            prop_assert_eq!(coarse.shared, between as u64);
        }

        /// Edges that are no coverage at all still give something, the same every time.
        #[test]
        fn any_rings_end_well(
            rings in proptest::collection::vec(
                proptest::collection::vec((0..4_i32, 0..4_i32).prop_map(|(x, y)| at(x, y)), 0..8), 0..6),
        ) {
            let (area, flaws) = dissolve(&rings);
            let mut backwards = rings.clone();
            backwards.reverse();
            prop_assert_eq!(dissolve(&backwards), (area, flaws));
        }
    }
}
