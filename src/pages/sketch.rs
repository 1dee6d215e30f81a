//! A plan of who is where around somebody, drawn by the server: the numbers are those of the lists
//! beside it, and it needs no script.

use std::collections::BTreeMap;

/// Of the drawing, in its own units.
pub const WIDTH: f64 = 600.0;
pub const HEIGHT: f64 = 380.0;
const MARGIN: f64 = 28.0;

/// Marks nearer to each other than this are one.
const CELL: f64 = 26.0;

/// Labels of a mark that are written out.
const WRITTEN: usize = 3;

/// Somebody to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    pub lon: f64,
    pub lat: f64,
    /// As in the list.
    pub label: String,
    /// Which list.
    pub list: usize,
}

/// One or several of a list at nearly the same place.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub x: f64,
    pub y: f64,
    pub label: String,
    pub list: usize,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    pub here: [f64; 2],
    pub marks: Vec<Mark>,
    /// A bar of so many kilometers, and how long it is.
    pub kilometers: u32,
    pub bar: f64,
}

/// The plan of some spots around a place, north up; `None` without a spot elsewhere. Places are laid out as
/// if the land were flat, which it is within an hour's drive.
#[must_use]
pub fn sketch(here: [f64; 2], spots: &[Spot]) -> Option<Sketch> {
    let shrink = here[1].to_radians().cos();
    let flat = |lon: f64, lat: f64| [(lon - here[0]) * shrink * 111.2, (here[1] - lat) * 111.2];
    let places: Vec<[f64; 2]> = spots.iter().map(|spot| flat(spot.lon, spot.lat)).collect();
    let all = || places.iter().copied().chain([[0.0, 0.0]]);
    let least = |at: usize| all().map(|place| place[at]).fold(f64::INFINITY, f64::min);
    let most = |at: usize| all().map(|place| place[at]).fold(f64::NEG_INFINITY, f64::max);
    let (wide, high) = (most(0) - least(0), most(1) - least(1));
    if !(wide.is_finite() && high.is_finite() && 0.05 < wide.max(high)) {
        return None;
    }
    let scale = ((WIDTH - 2.0 * MARGIN) / wide.max(1e-3)).min((HEIGHT - 2.0 * MARGIN) / high.max(1e-3));
    let put = |[x, y]: [f64; 2]| {
        let middle = [least(0) + wide / 2.0, least(1) + high / 2.0];
        [WIDTH / 2.0 + (x - middle[0]) * scale, HEIGHT / 2.0 + (y - middle[1]) * scale]
    };
    let mut cells = BTreeMap::<(usize, i64, i64), Vec<usize>>::new();
    for (at, (spot, place)) in spots.iter().zip(&places).enumerate() {
        let [x, y] = put(*place);
        cells.entry((spot.list, (y / CELL) as i64, (x / CELL) as i64)).or_default().push(at);
    }
    let mark = |((list, ..), members): ((usize, i64, i64), Vec<usize>)| {
        let mean =
            |axis: usize| members.iter().map(|&at| put(places[at])[axis]).sum::<f64>() / members.len() as f64;
        let labels: Vec<&str> = members.iter().take(WRITTEN).map(|&at| spots[at].label.as_str()).collect();
        let more = if WRITTEN < members.len() { "…" } else { "" };
        Mark { x: mean(0), y: mean(1), label: labels.join("·") + more, list }
    };
    let marks = cells.into_iter().map(mark).collect();
    let kilometers =
        [50, 20, 10, 5, 2, 1].into_iter().find(|km| f64::from(*km) * scale <= 200.0).unwrap_or(1);
    Some(Sketch { here: put([0.0, 0.0]), marks, kilometers, bar: f64::from(kilometers) * scale })
}

/// The label of a rank from 0 in a list: 1, 2, 3 in the first, A, B, C in the second.
#[must_use]
pub fn label(list: usize, rank: usize) -> String {
    if list == 0 {
        return (rank + 1).to_string();
    }
    let letter = |at: usize| char::from(b'A' + (at % 26) as u8);
    if rank < 26 { letter(rank).to_string() } else { [letter(rank / 26 - 1), letter(rank)].iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(lon: f64, lat: f64, label: &str) -> Spot {
        Spot { lon, lat, label: label.to_owned(), list: 0 }
    }

    #[test]
    fn all_are_inside_and_those_at_one_place_are_one_mark() {
        let spots = [
            spot(-1.5, 47.2, "1"),
            spot(-1.5, 47.2, "2"),
            spot(-1.2, 47.4, "3"),
            spot(-1.5, 47.2, "4"),
            spot(-1.5, 47.2, "5"),
        ];
        let found = sketch([-1.6, 47.1], &spots).expect("spots");
        assert_eq!(found.marks.len(), 2);
        assert!(found.marks.iter().any(|mark| mark.label == "1·2·4…"));
        let is_inside = |x: f64, y: f64| (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y);
        assert!(
            found.marks.iter().all(|mark| is_inside(mark.x, mark.y))
                && is_inside(found.here[0], found.here[1])
        );
        let north = found.marks.iter().find(|mark| mark.label == "3").expect("drawn");
        assert!(north.y < found.here[1] && found.here[0] < north.x, "north is up, east is right");
        assert!(0.0 < found.bar && found.bar <= 200.0);
    }

    #[test]
    fn nobody_elsewhere_has_no_plan() {
        assert_eq!(sketch([-1.6, 47.1], &[]), None);
        assert_eq!(sketch([-1.6, 47.1], &[spot(-1.6, 47.1, "1")]), None);
        assert_eq!(sketch([-1.6, 47.1], &[spot(f64::NAN, 47.1, "1"), spot(f64::INFINITY, 1.0, "2")]), None);
    }

    #[test]
    fn labels_are_those_of_the_lists() {
        assert_eq!(
            [label(0, 9), label(1, 0), label(1, 25), label(1, 26), label(1, 49)],
            ["10", "A", "Z", "AA", "AX"]
        );
    }
}
