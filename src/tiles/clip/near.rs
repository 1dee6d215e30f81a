//! Which vertices of a tile are near an edge.

use crate::tiles::clip::Frame;
use crate::tiles::coord::GridPoint;

/// Points by squares of the frame.
pub struct Buckets {
    low: i32,
    /// Those of each square together.
    points: Vec<GridPoint>,
    /// Where each square begins, and where the last one ends.
    stops: Vec<u32>,
}

/// Squares along a side of the frame, and how many units wide they are.
const SQUARES: usize = 36;
const SQUARE: i32 = 128;

impl Buckets {
    /// Sorts points by the squares of a frame. O(n).
    #[must_use]
    pub fn new(frame: Frame, points: &[GridPoint]) -> Self {
        let mut buckets =
            Self { low: frame.low, points: points.to_vec(), stops: vec![0; SQUARES * SQUARES + 1] };
        for &point in points {
            let square = buckets.square(point);
            buckets.stops[square + 1] += 1;
        }
        for i in 1..buckets.stops.len() {
            buckets.stops[i] += buckets.stops[i - 1];
        }
        let mut free = buckets.stops.clone();
        for &point in points {
            let square = buckets.square(point);
            buckets.points[free[square] as usize] = point;
            free[square] += 1;
        }
        buckets
    }

    fn along(&self, v: i32) -> usize {
        (((v - self.low) / SQUARE).max(0) as usize).min(SQUARES - 1)
    }

    fn square(&self, [x, y]: GridPoint) -> usize {
        self.along(y) * SQUARES + self.along(x)
    }

    /// Whether `test` holds for a point in the box of two corners, a unit wider.
    pub fn any(&self, p: GridPoint, q: GridPoint, test: impl Fn(GridPoint) -> bool) -> bool {
        let low = [p[0].min(q[0]) - 1, p[1].min(q[1]) - 1];
        let high = [p[0].max(q[0]) + 1, p[1].max(q[1]) + 1];
        (self.along(low[1])..=self.along(high[1])).any(|row| {
            let squares = row * SQUARES + self.along(low[0])..=row * SQUARES + self.along(high[0]);
            let found = self.stops[*squares.start()] as usize..self.stops[squares.end() + 1] as usize;
            let in_box = |w: &GridPoint| (0..2).all(|i| low[i] <= w[i] && w[i] <= high[i]);
            self.points[found].iter().any(|w| in_box(w) && test(*w))
        })
    }
}
