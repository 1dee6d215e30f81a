//! What no estimated way crosses: lines, and the bridges and places apart of `data/barriers.toml`.

use serde::Deserialize;

use crate::geometry::lattice::{Point, segments_touch};
use crate::geometry::position::Position;

const DECLARED: &str = include_str!("../../data/barriers.toml");

/// Why a text is no list of barriers.
#[derive(Debug, thiserror::Error)]
pub enum BarriersError {
    #[error("data/barriers.toml: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("data/barriers.toml: `{0}` has fewer than two points, or one off the globe")]
    Points(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    line: Vec<Line>,
    #[serde(default)]
    bridge: Vec<Bridge>,
    #[serde(default)]
    apart: Vec<Apart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    #[serde(rename = "why")]
    _why: String,
    points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bridge {
    #[serde(rename = "name")]
    _name: String,
    communes: [String; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apart {
    #[serde(rename = "name")]
    _name: String,
    communes: Vec<String>,
}

/// What is declared, communes by their code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Barriers {
    pub lines: Lines,
    /// Two communes that a bridge joins.
    pub bridges: Vec<[String; 2]>,
    /// Communes where no road arrives.
    pub apart: Vec<String>,
}

impl Barriers {
    /// Those that come with the program.
    ///
    /// # Panics
    /// Never: a test reads the embedded file.
    #[must_use]
    pub fn declared() -> Self {
        Self::parse(DECLARED).expect("a test reads the embedded file")
    }

    /// Reads a list.
    pub fn parse(text: &str) -> Result<Self, BarriersError> {
        let file: File = toml::from_str(text)?;
        let mut segments = Vec::new();
        for line in file.line {
            let points = line.points.iter().map(|&[lon, lat]| Position::from_degrees(lon, lat));
            let points: Option<Vec<Position>> = points.collect();
            let points = points.filter(|points| 2 <= points.len());
            let points = points.ok_or(BarriersError::Points(line.name))?;
            segments.extend(points.windows(2).map(|ends| [flat(ends[0]), flat(ends[1])]));
        }
        Ok(Self {
            lines: Lines(segments),
            bridges: file.bridge.into_iter().map(|bridge| bridge.communes).collect(),
            apart: file.apart.into_iter().flat_map(|apart| apart.communes).collect(),
        })
    }
}

/// Segments that no estimated way crosses, in steps of degrees: over so short ways a straight
/// line of the map is straight enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines(Vec<[Point; 2]>);

impl Lines {
    /// Those that a way from a place may meet within so many degrees: most places have none.
    #[must_use]
    pub fn near(&self, place: Position, [east, north]: [f64; 2]) -> Self {
        let [x, y] = flat(place);
        let reach = [east, north].map(|degrees| (degrees * 1e7) as i64);
        let is_near = |segment: &&[Point; 2]| {
            let apart = |i: usize, at: i64, reach: i64| {
                let [a, b] = [segment[0][i], segment[1][i]];
                at + reach < a.min(b) || a.max(b) < at - reach
            };
            !apart(0, x, reach[0]) && !apart(1, y, reach[1])
        };
        Self(self.0.iter().filter(is_near).copied().collect())
    }

    /// Whether one of them lies between two places.
    #[must_use]
    pub fn part(&self, one: Position, other: Position) -> bool {
        !self.0.is_empty() && self.0.iter().any(|&line| segments_touch(line, [flat(one), flat(other)]))
    }
}

fn flat(position: Position) -> Point {
    let (lon, lat) = position.steps();
    [lon.into(), lat.into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    #[test]
    fn the_declared_barriers_part_the_banks_of_estuaries_and_bridges_join_them() {
        let Barriers { lines, bridges, apart } = Barriers::declared();
        // Points of the communes, as published with the commune table, to a hundredth.
        let (blaye, pauillac) = (at(-0.66, 45.13), at(-0.75, 45.20));
        let (royan, le_verdon) = (at(-1.02, 45.63), at(-1.06, 45.54));
        let (donges, paimboeuf) = (at(-2.08, 47.34), at(-2.03, 47.28));
        let (saint_nazaire, saint_brevin) = (at(-2.25, 47.28), at(-2.16, 47.24));
        let (villard, le_gua) = (at(5.56, 45.06), at(5.60, 45.01));
        for (one, other) in [(blaye, pauillac), (royan, le_verdon), (donges, paimboeuf), (villard, le_gua)] {
            assert!(lines.part(one, other) && lines.part(other, one), "{one:?} {other:?}");
            assert!(lines.near(one, [1.0, 0.8]).part(one, other));
        }
        assert!(!lines.part(saint_nazaire, saint_brevin), "over the bridge");
        assert!(!lines.part(blaye, at(-0.55, 45.04)), "Bourg is on the same bank");
        assert_eq!(lines.near(at(2.35, 48.86), [1.3, 0.9]), Lines::default());
        assert!(bridges.contains(&["17300".to_owned(), "17297".to_owned()]) && !apart.is_empty());
    }

    #[test]
    fn a_line_of_one_point_is_refused_by_its_name() {
        let text = "[[line]]\nname = \"Ici\"\nwhy = \"\"\npoints = [[0.0, 45.0]]";
        assert!(Barriers::parse(text).expect_err("one point").to_string().contains("Ici"));
        assert!(Barriers::parse("[[wall]]").is_err());
    }
}
