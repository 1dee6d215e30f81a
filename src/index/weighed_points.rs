//! Points that each weigh something, summed over a disc or a surface: how many of a zone's communes
//! an area covers, and how many people live in them.
//!
//! A tree of balls: a node that is wholly covered gives its sums, one that is wholly outside gives
//! nothing, and only what is in between is looked into. A disc around everything costs one
//! comparison, whatever the number of points (Omohundro 1989, *Five balltree construction algorithms*).

use crate::geometry::position::Position;

/// Of WGS 84: f (2 − f), f being the flattening.
const ECCENTRICITY_2: f64 = (2.0 - 1.0 / 298.257_223_563) / 298.257_223_563;

/// Points of a leaf.
const LEAF: usize = 8;

/// How many points, and what they weigh together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    pub points: u32,
    pub weight: u64,
}

impl Sum {
    /// Adds what another has.
    pub fn add(&mut self, other: Self) {
        self.points += other.points;
        self.weight += other.weight;
    }
}

/// What an area says of a ball of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is covered.
    All,
    /// Nothing of it is.
    Nothing,
    /// It has to be looked into.
    Some,
}

/// Some points: where they all are, in space (radii of the equator) and in steps of degrees.
#[derive(Debug, Clone)]
pub struct Ball {
    pub centre: [f64; 3],
    pub radius: f64,
    /// Corners of their box: south-west, north-east.
    pub low: (i32, i32),
    pub high: (i32, i32),
    sum: Sum,
    /// The points of it: ranks in the tree's order.
    points: (u32, u32),
    /// Its two halves; none of a leaf.
    halves: Option<(u32, u32)>,
}

/// The points.
#[derive(Debug, Clone, Default)]
pub struct WeighedPoints {
    /// The first is around everything.
    balls: Vec<Ball>,
    points: Vec<Weighed>,
}

#[derive(Debug, Clone, Copy)]
struct Weighed {
    position: Position,
    in_space: [f64; 3],
    weight: u64,
}

impl WeighedPoints {
    /// Builds the tree. O(n log n).
    #[must_use]
    pub fn new(points: impl IntoIterator<Item = (Position, u64)>) -> Self {
        let weighed = |(position, weight): (Position, u64)| Weighed {
            position,
            in_space: on_ellipsoid(position),
            weight,
        };
        let mut tree = Self { balls: Vec::new(), points: points.into_iter().map(weighed).collect() };
        if !tree.points.is_empty() {
            tree.grow(0, tree.points.len());
        }
        tree
    }

    /// All of them together.
    #[must_use]
    pub fn whole(&self) -> Sum {
        self.balls.first().map(|ball| ball.sum).unwrap_or_default()
    }

    /// What all points are in; `None` where there is none.
    #[must_use]
    pub fn around(&self) -> Option<&Ball> {
        self.balls.first()
    }

    /// The sum of what an area covers: `judge` tells of a ball, `covers` of a point and its place in
    /// space. O(balls that are neither covered nor outside).
    pub fn covered(
        &self,
        judge: impl Fn(&Ball) -> Verdict,
        covers: impl Fn(Position, [f64; 3]) -> bool,
    ) -> Sum {
        let mut sum = Sum::default();
        let mut open: Vec<u32> = (0..u32::from(!self.balls.is_empty())).collect();
        while let Some(at) = open.pop() {
            let ball = &self.balls[at as usize];
            match (judge(ball), ball.halves) {
                (Verdict::Nothing, _) => {}
                (Verdict::All, _) => sum.add(ball.sum),
                (Verdict::Some, Some((one, other))) => open.extend([one, other]),
                (Verdict::Some, None) => {
                    for point in &self.points[ball.points.0 as usize..ball.points.1 as usize] {
                        if covers(point.position, point.in_space) {
                            sum.add(Sum { points: 1, weight: point.weight });
                        }
                    }
                }
            }
        }
        sum
    }

    fn grow(&mut self, start: usize, end: usize) -> u32 {
        let at = self.balls.len() as u32;
        let points = &mut self.points[start..end];
        let mut centre = [0.0; 3];
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for point in points.iter() {
            for axis in 0..3 {
                centre[axis] += point.in_space[axis] / points.len() as f64;
                low[axis] = low[axis].min(point.in_space[axis]);
                high[axis] = high[axis].max(point.in_space[axis]);
            }
        }
        let radius = points.iter().map(|point| chord_2(centre, point.in_space).sqrt()).fold(0.0, f64::max);
        let mut ball = Ball {
            centre,
            // A hair more, for what rounding took.
            radius: radius + 1e-12,
            low: (i32::MAX, i32::MAX),
            high: (i32::MIN, i32::MIN),
            sum: Sum::default(),
            points: (start as u32, end as u32),
            halves: None,
        };
        for point in points.iter() {
            let (x, y) = point.position.steps();
            ball.low = (ball.low.0.min(x), ball.low.1.min(y));
            ball.high = (ball.high.0.max(x), ball.high.1.max(y));
            ball.sum.add(Sum { points: 1, weight: point.weight });
        }
        self.balls.push(ball);
        if LEAF < end - start {
            let widest =
                (0..3).max_by(|&a, &b| (high[a] - low[a]).total_cmp(&(high[b] - low[b]))).unwrap_or(0);
            let middle = (end - start) / 2;
            self.points[start..end]
                .select_nth_unstable_by(middle, |a, b| a.in_space[widest].total_cmp(&b.in_space[widest]));
            let one = self.grow(start, start + middle);
            let other = self.grow(start + middle, end);
            self.balls[at as usize].halves = Some((one, other));
        }
        at
    }
}

/// A position on the WGS 84 ellipsoid, in space, in radii of the equator.
#[must_use]
pub fn on_ellipsoid(position: Position) -> [f64; 3] {
    let (lon, lat) = (position.lon().to_radians(), position.lat().to_radians());
    let across = 1.0 / (1.0 - ECCENTRICITY_2 * lat.sin().powi(2)).sqrt();
    let out = across * lat.cos();
    [out * lon.cos(), out * lon.sin(), across * (1.0 - ECCENTRICITY_2) * lat.sin()]
}

/// The square of the straight line between two places in space.
#[must_use]
pub fn chord_2(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_tree_sums_what_a_loop_sums(
            points in prop::collection::vec((-5.0..8.0_f64, 42.0..51.0_f64, 0..1000_u64), 0..200),
            centre in (-6.0..9.0_f64, 41.0..52.0_f64), reach in 0.0..0.2_f64,
        ) {
            let at = |lon, lat| Position::from_degrees(lon, lat).expect("on the globe");
            let list: Vec<(Position, u64)> = points.iter().map(|&(lon, lat, weight)| (at(lon, lat), weight)).collect();
            let tree = WeighedPoints::new(list.iter().copied());
            let from = on_ellipsoid(at(centre.0, centre.1));
            let covers = |in_space| chord_2(from, in_space).sqrt() <= reach;
            let judge = |ball: &Ball| {
                let away = chord_2(from, ball.centre).sqrt();
                if away + ball.radius < reach {
                    Verdict::All
                } else if reach < away - ball.radius {
                    Verdict::Nothing
                } else {
                    Verdict::Some
                }
            };
            let found = tree.covered(judge, |_, in_space| covers(in_space));
            let mut expected = Sum::default();
            for (position, weight) in list {
                if covers(on_ellipsoid(position)) {
                    expected.add(Sum { points: 1, weight });
                }
            }
            prop_assert_eq!(found, expected);
            prop_assert_eq!(tree.whole().points as usize, points.len());
        }
    }
}
