//! A plan of who could work with whom, drawn by the server: a line from one to the other, with the
//! number that it has in the list beside it. It needs no script.

use crate::pages::sketch::{HEIGHT, Mark, WIDTH};

const MARGIN: f64 = 28.0;

/// Numbers nearer to each other than this are written on one mark.
const CELL: f64 = 26.0;

/// Labels of a mark that are written out.
const WRITTEN: usize = 3;

/// Two or three who could work together.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// Longitude and latitude of each, in the order they would work in.
    pub places: Vec<[f64; 2]>,
    /// As in the list.
    pub label: String,
    /// Which list.
    pub list: usize,
}

/// A line of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    pub points: Vec<[f64; 2]>,
    pub list: usize,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesSketch {
    pub strokes: Vec<Stroke>,
    pub marks: Vec<Mark>,
    /// A bar of so many kilometers, and how long it is.
    pub kilometers: u32,
    pub bar: f64,
}

/// The plan, north up; `None` where all stand at one place or nowhere. Places are laid out as if the land
/// were flat, which it is within an hour's drive.
#[must_use]
pub fn lines_sketch(together: &[Together]) -> Option<LinesSketch> {
    let shown: Vec<&Together> = together
        .iter()
        .filter(|one| !one.places.is_empty() && one.places.iter().flatten().all(|v| v.is_finite()))
        .collect();
    let first = shown.first()?.places[0];
    let shrink = first[1].to_radians().cos();
    let flat = |[lon, lat]: [f64; 2]| [(lon - first[0]) * shrink * 111.2, (first[1] - lat) * 111.2];
    let all = || shown.iter().flat_map(|one| &one.places).map(|&place| flat(place));
    let least = [0, 1].map(|axis| all().map(|place| place[axis]).fold(f64::INFINITY, f64::min));
    let most = [0, 1].map(|axis| all().map(|place| place[axis]).fold(f64::NEG_INFINITY, f64::max));
    let [wide, high] = [0, 1].map(|axis| most[axis] - least[axis]);
    if !(wide.is_finite() && high.is_finite() && 0.05 < wide.max(high)) {
        return None;
    }
    let scale = ((WIDTH - 2.0 * MARGIN) / wide.max(1e-3)).min((HEIGHT - 2.0 * MARGIN) / high.max(1e-3));
    let put = |place: [f64; 2]| {
        let [x, y] = flat(place);
        let middle = [least[0] + wide / 2.0, least[1] + high / 2.0];
        [WIDTH / 2.0 + (x - middle[0]) * scale, HEIGHT / 2.0 + (y - middle[1]) * scale]
    };
    let strokes: Vec<Stroke> = shown
        .iter()
        .map(|one| Stroke { points: one.places.iter().map(|&place| put(place)).collect(), list: one.list })
        .collect();
    let mut marks: Vec<(Mark, usize)> = Vec::new();
    for (one, stroke) in shown.iter().zip(&strokes) {
        let [x, y] = middle(&stroke.points);
        let near = marks.iter_mut().find(|(mark, _)| {
            mark.list == one.list && (mark.x - x).abs() < CELL && (mark.y - y).abs() < CELL
        });
        match near {
            None => marks.push((Mark { x, y, label: one.label.clone(), list: one.list }, 1)),
            Some((mark, many)) => {
                *many += 1;
                if *many <= WRITTEN {
                    mark.label = format!("{}·{}", mark.label, one.label);
                } else if *many == WRITTEN + 1 {
                    mark.label.push('…');
                }
            }
        }
    }
    let kilometers =
        [50, 20, 10, 5, 2, 1].into_iter().find(|km| f64::from(*km) * scale <= 200.0).unwrap_or(1);
    let marks = marks.into_iter().map(|(mark, _)| mark).collect();
    Some(LinesSketch { strokes, marks, kilometers, bar: f64::from(kilometers) * scale })
}

/// Where a number stands: halfway between two, at the one in the middle of three.
fn middle(points: &[[f64; 2]]) -> [f64; 2] {
    match points {
        [one, other] => [0, 1].map(|axis| f64::midpoint(one[axis], other[axis])),
        points => points[points.len() / 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(label: &str, one: [f64; 2], other: [f64; 2]) -> Together {
        Together { places: vec![one, other], label: label.to_owned(), list: 0 }
    }

    #[test]
    fn lines_are_inside_and_their_numbers_between_their_ends() {
        let all = [
            pair("1", [-1.6, 47.1], [-1.2, 47.3]),
            pair("2", [-1.6, 47.1], [-1.2, 47.3]),
            pair("3", [-1.6, 47.1], [-1.6, 47.1]),
            Together { places: vec![[f64::NAN, 0.0]], label: "4".into(), list: 0 },
        ];
        let plan = lines_sketch(&all).expect("two places");
        assert_eq!(plan.strokes.len(), 3);
        let is_inside = |[x, y]: [f64; 2]| (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y);
        assert!(plan.strokes.iter().flat_map(|stroke| &stroke.points).all(|&at| is_inside(at)));
        let labels: Vec<&str> = plan.marks.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["1·2", "3"]);
        let [from, to] = [plan.strokes[0].points[0], plan.strokes[0].points[1]];
        assert!(to[1] < from[1] && from[0] < to[0], "north is up, east is right");
        assert!((plan.marks[0].x - f64::midpoint(from[0], to[0])).abs() < 1e-9);
    }

    #[test]
    fn nobody_or_all_at_one_place_is_no_plan() {
        assert_eq!(lines_sketch(&[]), None);
        assert_eq!(lines_sketch(&[pair("1", [2.0, 48.0], [2.0, 48.0])]), None);
    }
}
