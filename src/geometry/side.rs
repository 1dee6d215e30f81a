//! **On which side of a drawn border does a surface lie?** Inside, outside, or on both.
//!
//! Exact: positions are whole steps, so that a surface whose border was traced lies wholly on
//! one side, though both borders touch all along.

use crate::geometry::area::{Area, Polygon};
use crate::geometry::bands::{Bands, Edge, StepBox, edges};

/// Where a surface lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Outside,
    /// The border passes through it.
    Both,
    Inside,
}

/// A corner of half steps: the middle of two positions is one.
type Corner = (i64, i64);

/// One piece of a surface, to be asked on which side of borders it lies.
#[derive(Debug)]
pub struct Piece {
    polygon: Polygon,
    edges: Vec<Edge>,
    around: StepBox,
}

impl Piece {
    /// The pieces of a surface; those without a corner are left out.
    pub fn of(area: &Area) -> impl Iterator<Item = Self> + '_ {
        area.0.iter().filter_map(|polygon| {
            let corners = || polygon.exterior.iter().map(|corner| corner.steps());
            let low = (corners().map(|c| c.0).min()?, corners().map(|c| c.1).min()?);
            let high = (corners().map(|c| c.0).max()?, corners().map(|c| c.1).max()?);
            Some(Self { polygon: polygon.clone(), edges: edges(polygon).collect(), around: (low, high) })
        })
    }

    /// The side of a border on which the piece lies, and how many pairs of edges were compared.
    ///
    /// The border passes through the piece when one of its edges crosses an edge of the piece,
    /// or has a part between two places where they touch that is strictly inside. Otherwise the
    /// whole inside is where one position of it is.
    #[must_use]
    pub fn side(&self, border: &Bands) -> (Side, u64) {
        let near: Vec<Edge> = border.edges_near(self.around).collect();
        let work = (near.len() as u64 + 1) * self.edges.len() as u64;
        if near.iter().any(|&edge| self.is_passed_by(edge)) {
            return (Side::Both, work);
        }
        // Far from the border any position will do, and the first corner costs nothing.
        let within = if near.is_empty() {
            self.polygon.exterior.first().copied()
        } else {
            Area(vec![self.polygon.clone()]).interior_position()
        };
        let inside = within.is_some_and(|position| border.contains(position));
        (if inside { Side::Inside } else { Side::Outside }, work)
    }

    fn is_passed_by(&self, line: Edge) -> bool {
        let (a, b) = (doubled(line.from), doubled(line.to));
        if a == b {
            return false;
        }
        let mut stops = vec![a, b];
        for edge in &self.edges {
            let (c, d) = (doubled(edge.from), doubled(edge.to));
            let (of_c, of_d) = (turn(a, b, c), turn(a, b, d));
            if of_c == 0 && is_beside(a, b, c) {
                stops.push(c);
            }
            let crosses =
                of_c.signum() * of_d.signum() < 0 && turn(c, d, a).signum() * turn(c, d, b).signum() < 0;
            if crosses {
                return true;
            }
        }
        // Along the line, which is straight: by the coordinate that changes.
        stops.sort_unstable();
        stops.windows(2).any(|pair| pair[0] != pair[1] && self.is_strictly_inside(middle(pair[0], pair[1])))
    }

    fn is_strictly_inside(&self, (x, y): Corner) -> bool {
        let mut inside = false;
        for edge in &self.edges {
            let (a, b) = (doubled(edge.from), doubled(edge.to));
            let turn = turn(a, b, (x, y));
            if turn == 0 && is_beside(a, b, (x, y)) {
                return false;
            }
            if (a.1 <= y) != (b.1 <= y) && (turn > 0) == (b.1 > a.1) {
                inside = !inside;
            }
        }
        inside
    }
}

/// Steps doubled: the middle of two of them is whole.
fn doubled((x, y): (i32, i32)) -> Corner {
    (2 * i64::from(x), 2 * i64::from(y))
}

fn middle(a: Corner, b: Corner) -> Corner {
    ((a.0 + b.0) / 2, (a.1 + b.1) / 2)
}

/// Positive when `c` is to the left of the line from `a` to `b`, zero when it is on it.
fn turn(a: Corner, b: Corner, c: Corner) -> i128 {
    let (dx, dy) = (i128::from(b.0 - a.0), i128::from(b.1 - a.1));
    dx * i128::from(c.1 - a.1) - dy * i128::from(c.0 - a.0)
}

fn is_beside(a: Corner, b: Corner, c: Corner) -> bool {
    let between = |a: i64, b: i64, c: i64| a.min(b) <= c && c <= a.max(b);
    between(a.0, b.0, c.0) && between(a.1, b.1, c.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::position::Position;

    fn polygon(corners: &[(i32, i32)]) -> Polygon {
        let exterior =
            corners.iter().map(|&(x, y)| Position::from_steps(x, y).expect("on the globe")).collect();
        Polygon { exterior, holes: vec![] }
    }

    fn square(low: i32, high: i32) -> Polygon {
        polygon(&[(low, low), (high, low), (high, high), (low, high)])
    }

    fn side(piece: Polygon, border: &Polygon) -> Side {
        let piece = Piece::of(&Area(vec![piece])).next().expect("a piece");
        piece.side(&Bands::new(border)).0
    }

    #[test]
    fn a_traced_border_leaves_a_surface_on_one_side() {
        assert_eq!(side(square(0, 100), &square(0, 100)), Side::Inside);
        assert_eq!(side(square(0, 100), &square(0, 1000)), Side::Inside);
        assert_eq!(
            side(polygon(&[(100, 0), (200, 0), (200, 100), (100, 100)]), &square(0, 100)),
            Side::Outside
        );
        assert_eq!(side(square(0, 100), &square(0, 99)), Side::Both);
        assert_eq!(side(square(0, 100), &square(20, 40)), Side::Both, "drawn within");
        assert_eq!(side(square(20, 40), &square(0, 100)), Side::Inside);
        assert_eq!(side(square(200, 400), &square(0, 100)), Side::Outside);
    }

    #[test]
    fn a_line_from_corner_to_corner_passes_through() {
        let triangle = polygon(&[(0, 0), (100, 100), (0, 100)]);
        assert_eq!(side(square(0, 100), &triangle), Side::Both);
        let touching = polygon(&[(100, 100), (200, 100), (200, 200)]);
        assert_eq!(side(square(0, 100), &touching), Side::Outside);
    }

    proptest! {
        /// A surface that lies on one side has no position of the other one.
        #[test]
        fn the_side_is_that_of_every_position(
            border in prop::collection::vec((0..12_i32, 0..12_i32), 3..7),
            low in (0..10_i32, 0..10_i32), size in (1..5_i32, 1..5_i32),
        ) {
            let (wide, tall) = (low.0 + size.0, low.1 + size.1);
            // A hundred steps a unit, so that there are positions inside.
            let far = |(x, y): (i32, i32)| (100 * x, 100 * y);
            let border = polygon(&border.into_iter().map(far).collect::<Vec<_>>());
            let corners = [low, (wide, low.1), (wide, tall), (low.0, tall)].map(far);
            let bands = Bands::new(&border);
            let mut seen = std::collections::BTreeSet::new();
            for x in (corners[0].0 + 7..corners[2].0).step_by(13) {
                for y in (corners[0].1 + 3..corners[2].1).step_by(11) {
                    seen.insert(bands.contains(Position::from_steps(x, y).expect("on the globe")));
                }
            }
            match side(polygon(&corners), &border) {
                Side::Inside => prop_assert!(!seen.contains(&false)),
                Side::Outside => prop_assert!(!seen.contains(&true)),
                Side::Both => {}
            }
        }
    }
}
