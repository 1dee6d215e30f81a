//! A line that bounds nothing, cut by itself.

use crate::tiles::clip::{Frame, Lines};
use crate::tiles::coord::GridPoint;

impl Lines {
    /// The parts of a line inside the frame, each of two points at least and none equal to the one
    /// before; none where it passes by, or goes nowhere.
    #[must_use]
    pub fn alone(line: &[GridPoint]) -> Vec<Vec<GridPoint>> {
        let cut = Self::cut(Frame::new(0), 1, &mut |_, points: &mut Vec<GridPoint>| {
            points.extend_from_slice(line);
        });
        let part = |chain: &super::Chain| {
            let at = |end: Option<u32>| end.map(|crossing| cut.crossings[crossing as usize].at);
            let inner = &cut.points[chain.points.start as usize..chain.points.end as usize];
            let mut part: Vec<GridPoint> =
                at(chain.enters).into_iter().chain(inner.iter().copied()).chain(at(chain.leaves)).collect();
            part.dedup();
            part
        };
        cut.chains.iter().map(part).filter(|part| 2 <= part.len()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tiles::clip::MARGIN;
    use crate::tiles::coord::EXTENT;

    const LOW: i32 = -MARGIN - 1;
    const HIGH: i32 = EXTENT + MARGIN + 1;

    #[test]
    fn a_line_is_cut_to_the_frame_and_one_that_goes_nowhere_is_none() {
        assert_eq!(Lines::alone(&[[-1000, 100], [9000, 100]]), [[[LOW, 100], [HIGH, 100]]]);
        assert_eq!(Lines::alone(&[[10, 10], [20, 30]]), [[[10, 10], [20, 30]]]);
        assert!(Lines::alone(&[[10, 10], [10, 10]]).is_empty());
        assert!(Lines::alone(&[[LOW, -900], [LOW, 9000]]).is_empty(), "beside");
        assert!(Lines::alone(&[[-9000, 0], [-8000, 4000]]).is_empty(), "far");
    }

    proptest! {
        /// Beside a slow way: points along the line, a share of a unit apart.
        #[test]
        fn a_part_is_where_the_line_is_inside(
            a in prop::array::uniform2(-6000_i32..10000),
            b in prop::array::uniform2(-6000_i32..10000),
        ) {
            let parts = Lines::alone(&[a, b]);
            prop_assert!(parts.len() <= 1);
            let along = |step: i32| -> [f64; 2] {
                let share = f64::from(step) / 20_000.0;
                [0, 1].map(|i| f64::from(a[i]) + f64::from(b[i] - a[i]) * share)
            };
            let is_inside = |point: &[f64; 2]| point.iter().all(|v| f64::from(LOW) < *v && *v < f64::from(HIGH));
            let inside: Vec<[f64; 2]> = (0..=20_000).map(along).filter(is_inside).collect();
            match parts.first() {
                None => prop_assert!(inside.len() < 20, "{} points", inside.len()),
                Some(part) => {
                    let ends = [part[0], part[part.len() - 1]].map(|p| p.map(f64::from));
                    if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
                        for (end, seen) in ends.iter().zip([first, last]) {
                            prop_assert!((end[0] - seen[0]).abs() < 3.0 && (end[1] - seen[1]).abs() < 3.0);
                        }
                    }
                }
            }
        }
    }
}
