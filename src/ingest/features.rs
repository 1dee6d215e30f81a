//! Collections of GeoJSON features, read one feature at a time whatever the file's size.

use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::geometry::area::{Area, Polygon, Ring, twice_signed_size};
use crate::geometry::position::Position;
use crate::ingest::sheet::SheetError;

/// One feature of a collection.
#[derive(Debug, Deserialize)]
pub struct Feature {
    #[serde(default)]
    pub properties: Map<String, Value>,
    /// `None` when `null` or absent.
    #[serde(default)]
    pub geometry: Option<Geometry>,
}

/// The shapes that official files use; others are told by name.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    Point(Vec<f64>),
    MultiPoint(Vec<Vec<f64>>),
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
    /// How some exports write a feature that has no shape.
    GeometryCollection,
}

impl Feature {
    /// A text property; `None` when absent, null or empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.as_str().and_then(crate::ingest::text::value)
    }

    /// The position of a point; `None` for any other shape, an empty one included.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self.geometry.as_ref()? {
            Geometry::Point(c) => Position::from_degrees(*c.first()?, *c.get(1)?),
            Geometry::MultiPoint(points) => match points.as_slice() {
                [c] => Position::from_degrees(*c.first()?, *c.get(1)?),
                _ => None,
            },
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::GeometryCollection => None,
        }
    }

    /// The surface of a polygon or several; `None` for any other shape, an empty one, or a
    /// ring of fewer than three positions or off the globe. Consecutive twins are dropped;
    /// outlines are turned counter-clockwise and holes clockwise.
    #[must_use]
    pub fn area(&self) -> Option<Area> {
        let polygons: Vec<&Vec<Vec<[f64; 2]>>> = match self.geometry.as_ref()? {
            Geometry::Polygon(rings) => vec![rings],
            Geometry::MultiPolygon(polygons) => polygons.iter().collect(),
            Geometry::Point(_) | Geometry::MultiPoint(_) | Geometry::GeometryCollection => return None,
        };
        let pieces: Option<Vec<Polygon>> = polygons.into_iter().map(|rings| polygon(rings)).collect();
        pieces.filter(|pieces| !pieces.is_empty()).map(Area)
    }
}

fn polygon(rings: &[Vec<[f64; 2]>]) -> Option<Polygon> {
    let mut rings = rings.iter();
    let exterior = ring(rings.next()?, true)?;
    let holes = rings.map(|positions| ring(positions, false)).collect::<Option<_>>()?;
    Some(Polygon { exterior, holes })
}

fn ring(positions: &[[f64; 2]], counter_clockwise: bool) -> Option<Ring> {
    let mut ring: Ring =
        positions.iter().map(|&[lon, lat]| Position::from_degrees(lon, lat)).collect::<Option<_>>()?;
    ring.dedup();
    if 1 < ring.len() && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        return None;
    }
    if (0 < twice_signed_size(&ring)) != counter_clockwise {
        ring.reverse();
    }
    Some(ring)
}

/// Visits every feature of a collection with its rank, from 1. A feature that is not one
/// (a shape of another kind, a coordinate that is no number) is given as its error.
pub fn each(input: impl Read, mut visit: impl FnMut(u64, Result<Feature, String>)) -> Result<(), SheetError> {
    each_unread(input, |rank, text| {
        visit(rank, serde_json::from_str(text).map_err(|error| error.to_string()))
    })
}

/// Visits the text of every feature of a collection with its rank, from 1: for those who can tell from a part of
/// it that they do not want the rest.
pub fn each_unread(input: impl Read, mut visit: impl FnMut(u64, &str)) -> Result<(), SheetError> {
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(256 * 1024, input));
    Collection(&mut visit).deserialize(&mut json)?;
    Ok(())
}

struct Collection<'a, F>(&'a mut F);

impl<'de, F: FnMut(u64, &str)> DeserializeSeed<'de> for Collection<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(u64, &str)> Visitor<'de> for Collection<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                map.next_value_seed(Features(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Features<'a, F>(&'a mut F);

impl<'de, F: FnMut(u64, &str)> DeserializeSeed<'de> for Features<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(u64, &str)> Visitor<'de> for Features<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut rank = 0;
        while let Some(raw) = seq.next_element::<Box<serde_json::value::RawValue>>()? {
            rank += 1;
            (self.0)(rank, raw.get());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str) -> Vec<Result<Feature, String>> {
        let mut found = Vec::new();
        each(text.as_bytes(), |_, feature| found.push(feature)).expect("a collection");
        found
    }

    #[test]
    fn one_strange_feature_does_not_hide_the_next() {
        let found = features(
            r#"{"type":"FeatureCollection","crs":{"x":[1]},"features":[
            {"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":["x",2]}},
            {"type":"Feature","properties":{"code":" 44109 "},"geometry":{"type":"Point","coordinates":[-1.5,47.2]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[]}},
            {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[]}},
            {"type":"Feature","properties":{},"geometry":null}]}"#,
        );
        assert_eq!(found.len(), 5);
        assert!(found[0].is_err());
        let second = found[1].as_ref().expect("sound");
        assert_eq!((second.text("code"), second.position().is_some()), (Some("44109"), true));
        for empty in &found[2..] {
            assert_eq!(empty.as_ref().expect("sound").position(), None);
        }
    }

    #[test]
    fn rings_are_opened_and_turned_the_right_way() {
        let found = features(
            r#"{"features":[{"properties":{},"geometry":{"type":"Polygon","coordinates":
            [[[0,0],[0,1],[0,1],[1,1],[0,0]]]}}]}"#,
        );
        let area = found[0].as_ref().expect("sound").area().expect("a surface");
        assert_eq!(area.0[0].exterior.len(), 3);
        assert!(0 < twice_signed_size(&area.0[0].exterior));
    }

    #[test]
    fn a_truncated_collection_is_an_error_and_not_a_panic() {
        assert!(each(&br#"{"features":[{"properties":{}"#[..], |_, _| ()).is_err());
    }
}
