//! Two numbers: which is the longitude?
//!
//! Norms, examples and exports disagree (the CNIG schema shows latitude first, its exports
//! write longitude first). France decides: no part of it stays in France when turned round.

use crate::geometry::position::Position;

/// Boxes around the parts of France: west, south, east, north.
const FRANCE: [[f64; 4]; 6] = [
    // Mainland and Corsica, and the sea west of it where the demonstration island lies.
    [-12.0, 41.0, 10.0, 51.5],
    // Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy.
    [-63.3, 14.2, -60.7, 18.2],
    // Guyane.
    [-54.8, 2.0, -51.5, 6.0],
    // La Réunion.
    [55.0, -21.6, 56.0, -20.7],
    // Mayotte.
    [44.8, -13.2, 45.5, -12.5],
    // Saint-Pierre-et-Miquelon.
    [-56.6, 46.6, -56.0, 47.3],
];

/// A position in France, and whether the two numbers came latitude first. `None` when
/// neither order leads to France.
#[must_use]
pub fn in_france(first: f64, second: f64) -> Option<(Position, bool)> {
    let within = |lon: f64, lat: f64| {
        FRANCE.iter().any(|[west, south, east, north]| {
            (*west..=*east).contains(&lon) && (*south..=*north).contains(&lat)
        })
    };
    if within(first, second) {
        return Position::from_degrees(first, second).map(|position| (position, false));
    }
    if within(second, first) {
        return Position::from_degrees(second, first).map(|position| (position, true));
    }
    None
}

/// The two numbers of a WKT point, in the order written: `POINT (2.1 46.3)`, with or
/// without the space.
#[must_use]
pub fn wkt_point(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let rest = text.get(..5).filter(|word| word.eq_ignore_ascii_case("POINT")).map(|_| &text[5..])?;
    let inside = rest.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    let mut numbers = inside.split_ascii_whitespace().map(str::parse::<f64>);
    let pair = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    numbers.next().is_none().then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_france_stays_in_france_when_turned_round() {
        for a in FRANCE {
            for b in FRANCE {
                let apart = a[2] < b[1] || b[3] < a[0] || a[3] < b[0] || b[2] < a[1];
                assert!(apart, "{a:?} turned round meets {b:?}");
            }
        }
    }

    #[test]
    fn magnitude_decides_the_order() {
        let degrees = |a, b| in_france(a, b).map(|(position, turned)| (position.degrees(), turned));
        assert_eq!(degrees(-1.45, 48.97), Some(([-1.45, 48.97], false)));
        assert_eq!(degrees(48.97, -1.45), Some(([-1.45, 48.97], true)));
        assert_eq!(degrees(-21.1, 55.5), Some(([55.5, -21.1], true)));
        assert_eq!(degrees(0.0, 0.0), None);
        assert_eq!(degrees(f64::NAN, 48.0), None);
        assert_eq!(degrees(655_605.3, 7_070_763.8), None);
    }

    #[test]
    fn wkt_is_read_with_and_without_its_space() {
        for text in ["POINT (2.5 46)", "POINT(2.5 46)", " point ( 2.5  46 ) "] {
            assert_eq!(wkt_point(text), Some((2.5, 46.0)), "{text}");
        }
        for text in ["", "POINT", "POINT ()", "POINT (2.5)", "POINT (1 2 3)", "POLYGON ((1 2))", "ÉÉÉPOINT"]
        {
            assert_eq!(wkt_point(text), None, "{text}");
        }
    }
}
