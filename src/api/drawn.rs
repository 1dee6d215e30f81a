//! A surface that somebody drew: a body of GeoJSON (RFC 7946), understood or refused.
//!
//! Taken are a `Polygon` or a `MultiPolygon`, alone, as the geometry of a `Feature`, or of each
//! `Feature` of a `FeatureCollection`; all that is drawn is united. Everything else of a question
//! stays in the address. What a drawing that crosses itself means is told in
//! [`crate::query::drawn`]; one that crosses the antimeridian is cut there in two by whoever draws
//! it, as the standard says.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use memchr::memchr_iter;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::problem::Problem;
use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::position::Position;
use crate::query;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Bytes of a drawing: four times what [`MOST_VERTICES`] positions of seven decimals take.
pub const MOST_BYTES: usize = 8 << 20;

/// Positions of a drawing. The outline of all of France at street scale has fewer.
pub const MOST_VERTICES: usize = 100_000;

/// Degrees of longitude between two neighbours: more is a jump over the antimeridian.
const WIDEST: f64 = 180.0;

/// Why a body is no drawing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DrawnError {
    #[error("the drawing has more than {MOST_VERTICES} positions; simplify it, or ask for parts of it")]
    TooManyVertices,
    #[error("the body is no GeoJSON: {0}")]
    NotGeoJson(String),
    #[error(
        "the body holds {0}; send a Polygon, a MultiPolygon, or Features of them, in longitudes and latitudes"
    )]
    NoSurface(String),
    #[error("a ring of {0} positions; it takes four or more, the last like the first")]
    Ring(usize),
    #[error("a position of {0} numbers; it takes a longitude and a latitude, and may have a height")]
    Position(usize),
    #[error(
        "the position [{lon}, {lat}] is on no globe: a longitude of -180 to 180, then a latitude of -90 to 90"
    )]
    OffTheGlobe { lon: f64, lat: f64 },
    #[error(
        "an edge from longitude {from} to {to}: a surface that crosses the antimeridian is written as a \
         MultiPolygon that is cut there (RFC 7946, §3.1.9)"
    )]
    Antimeridian { from: f64, to: f64 },
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn(pub Area);

/// The members that matter of any object of GeoJSON.
#[derive(Deserialize)]
struct Object<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
}

type Line = Vec<Vec<f64>>;

impl Drawn {
    /// Reads a body. O(bytes); what is too much is refused before it takes room.
    pub fn parse(body: &[u8]) -> Result<Self, DrawnError> {
        // Each position opens a bracket; rings and pieces, of four positions at least, open half
        // as many more at most.
        if 2 * MOST_VERTICES < memchr_iter(b'[', body).count() {
            return Err(DrawnError::TooManyVertices);
        }
        let Object { kind, features, .. } = object(std::str::from_utf8(body).map_err(not_json)?)?;
        let mut pieces = Vec::new();
        match (kind.as_str(), features) {
            ("FeatureCollection", Some(features)) => {
                for feature in features {
                    take(feature.get(), &mut pieces)?;
                }
            }
            _ => take(std::str::from_utf8(body).map_err(not_json)?, &mut pieces)?,
        }
        if pieces.is_empty() {
            return Err(DrawnError::NoSurface("nothing that is drawn".to_owned()));
        }
        let positions: usize = pieces.iter().flat_map(Polygon::rings).map(|ring| ring.len() + 1).sum();
        if MOST_VERTICES < positions {
            return Err(DrawnError::TooManyVertices);
        }
        Ok(Self(Area(pieces)))
    }

    /// Reads the body of a request, as the framework hands it over.
    pub fn of_body(body: Result<Bytes, BytesRejection>) -> Result<Self, Problem> {
        let body = body.map_err(|fault| match fault.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(MOST_BYTES),
            _ => Problem::Drawing(DrawnError::NotGeoJson("it ended before its end".to_owned())),
        })?;
        Ok(Self::parse(&body)?)
    }

    /// The zone with the drawing, for one layer; the drawing alone when there is no zone.
    pub fn joined_to(self, zone: Option<Zone>, snapshot: &Snapshot, layer: Layer) -> Result<Zone, Problem> {
        let drawn = query::drawn::Drawn::resolve(&self.0, snapshot, layer)?;
        let zone = zone.unwrap_or_else(|| Zone::of(Vec::new(), &snapshot.territories));
        Ok(zone.joined_by(drawn))
    }
}

fn not_json(fault: impl std::fmt::Display) -> DrawnError {
    DrawnError::NotGeoJson(fault.to_string())
}

fn object(text: &str) -> Result<Object<'_>, DrawnError> {
    serde_json::from_str(text).map_err(not_json)
}

/// The surfaces of a geometry or of a feature.
fn take(text: &str, pieces: &mut Vec<Polygon>) -> Result<(), DrawnError> {
    let mut found = object(text)?;
    if found.kind == "Feature" {
        let Some(geometry) = found.geometry else {
            return Err(DrawnError::NoSurface("a Feature without geometry".to_owned()));
        };
        found = object(geometry.get())?;
    }
    let coordinates = found.coordinates.map(RawValue::get);
    match (found.kind.as_str(), coordinates) {
        ("Polygon", Some(coordinates)) => pieces.push(polygon(read(coordinates)?)?),
        ("MultiPolygon", Some(coordinates)) => {
            let read: Vec<Vec<Line>> = read(coordinates)?;
            pieces.extend(read.into_iter().map(polygon).collect::<Result<Vec<_>, _>>()?);
        }
        (kind, _) => {
            let kind: String = kind.chars().take(40).collect();
            return Err(DrawnError::NoSurface(format!("a `{kind}`")));
        }
    }
    Ok(())
}

fn read<'a, T: Deserialize<'a>>(coordinates: &'a str) -> Result<T, DrawnError> {
    serde_json::from_str(coordinates).map_err(not_json)
}

fn polygon(rings: Vec<Line>) -> Result<Polygon, DrawnError> {
    let mut rings = rings.into_iter().map(ring);
    let exterior = rings.next().ok_or(DrawnError::Ring(0))??;
    Ok(Polygon { exterior, holes: rings.collect::<Result<_, _>>()? })
}

fn ring(line: Line) -> Result<Ring, DrawnError> {
    let mut ring = Vec::with_capacity(line.len());
    let mut before: Option<f64> = None;
    for position in &line {
        let (lon, lat) = match position[..] {
            [lon, lat] | [lon, lat, _] => (lon, lat),
            _ => return Err(DrawnError::Position(position.len())),
        };
        if let Some(from) = before.replace(lon).filter(|from| WIDEST < (from - lon).abs()) {
            return Err(DrawnError::Antimeridian { from, to: lon });
        }
        ring.push(Position::from_degrees(lon, lat).ok_or(DrawnError::OffTheGlobe { lon, lat })?);
    }
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err(DrawnError::Ring(ring.len()));
    }
    ring.pop();
    Ok(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[[0,0],[1,0,7],[1,1],[0,1],[0,0]]]";

    fn refusal(body: &str) -> String {
        Drawn::parse(body.as_bytes()).expect_err(body).to_string()
    }

    #[test]
    fn all_ways_to_write_a_surface_are_one() {
        let polygon = format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#);
        let feature = format!(r#"{{"geometry":{polygon},"properties":{{"a":[1]}},"type":"Feature"}}"#);
        let collection = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        let pieces = format!(r#"{{"coordinates":[{SQUARE}],"type":"MultiPolygon"}}"#);
        let expected = Drawn::parse(polygon.as_bytes()).expect("a drawing");
        assert_eq!(expected.0.0[0].exterior.len(), 4);
        for body in [&feature, &collection, &pieces] {
            assert_eq!(Drawn::parse(body.as_bytes()), Ok(expected.clone()), "{body}");
        }
        let twice = format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#);
        assert_eq!(Drawn::parse(twice.as_bytes()).expect("a drawing").0.0.len(), 2);
    }

    #[test]
    fn a_fault_says_what_to_send() {
        let polygon = |coordinates: &str| format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#);
        for (body, words) in [
            (String::new(), "no GeoJSON"),
            ("[1".to_owned(), "no GeoJSON"),
            ("{}".to_owned(), "no GeoJSON: missing field `type`"),
            (r#"{"type":"Point","coordinates":[1,2]}"#.to_owned(), "a `Point`; send a Polygon"),
            (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), "nothing that is drawn"),
            (r#"{"type":"Feature","geometry":null}"#.to_owned(), "without geometry"),
            (polygon("[]"), "a ring of 0"),
            (polygon("[[[0,0],[1,0],[0,0]]]"), "a ring of 3"),
            (polygon("[[[0,0],[1,0],[1,1],[0,1]]]"), "the last like the first"),
            (polygon("[[[0,0],[1],[1,1],[0,0]]]"), "a position of 1"),
            (polygon("[[[0,0],[1,0],[1,91],[0,0]]]"), "[1, 91] is on no globe"),
            (polygon("[[[648237.3,6862271.6],[1,0],[1,1],[0,0]]]"), "on no globe"),
            (polygon("[[[179,0],[-179,0],[-179,1],[179,0]]]"), "RFC 7946"),
            (polygon("[[[0,0],[1,null],[1,1],[0,0]]]"), "no GeoJSON"),
        ] {
            let told = refusal(&body);
            assert!(told.contains(words), "{body}: {told}");
        }
    }

    #[test]
    fn too_much_is_refused() {
        let ring = |count: usize| {
            let position = |rank: usize| format!("[{},{}]", rank % 100, rank / 2000);
            let positions: Vec<String> = (0..count - 1).map(position).chain(["[0,0]".to_owned()]).collect();
            format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, positions.join(","))
        };
        assert!(Drawn::parse(ring(MOST_VERTICES).as_bytes()).is_ok());
        for body in
            [ring(MOST_VERTICES + 1), ring(2_000_000), "[".repeat(MOST_BYTES), "[],".repeat(1_000_000)]
        {
            assert_eq!(Drawn::parse(body.as_bytes()), Err(DrawnError::TooManyVertices));
        }
        let nested = format!("{}{}", r#"{"type":"Feature","geometry":"#.repeat(100_000), "}".repeat(100_000));
        assert!(refusal(&nested).contains("no GeoJSON"));
    }
}
