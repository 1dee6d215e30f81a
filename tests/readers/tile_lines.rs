//! Reads vector tiles with `fast-mvt` and writes each feature as a line of JSON.
//!
//! `web/tests/tiles.mjs` compares these lines with what other readers make of the same tiles:
//! paths of tiles come in, one a line; features go out in the order of the tile, with their
//! geometry in the tile's units. Rings are closed, as the reader closes them. What the
//! specification does not allow ends the program: a ring is MoveTo 1, LineTo 2 or more, ClosePath;
//! a part of a line is MoveTo 1, LineTo 1 or more.

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

use fast_mvt::{MvtCoord, MvtFeatureRef, MvtGeometry, MvtLineString, MvtPolygon, MvtReaderRef, MvtValueRef};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::BufWriter::new(stdout().lock());
    for path in stdin().lock().lines() {
        let path = path?;
        let bytes = std::fs::read(&path)?;
        let reader = MvtReaderRef::new(&bytes).map_err(|error| format!("{path}: {error}"))?;
        for layer in reader.layers() {
            for feature in layer.features() {
                let read = line(feature).map_err(|error| format!("{path}: {}: {error}", layer.name()))?;
                let (kind, geometry, properties) = read;
                let line = json!({
                    "tile": path, "layer": layer.name(), "extent": layer.extent(), "version": layer.version(),
                    "id": feature.id(), "type": kind, "geometry": geometry, "properties": properties,
                });
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}

/// The kind of a feature, its rings, parts or points, and its attributes.
fn line(feature: MvtFeatureRef<'_>) -> Result<(&'static str, Value, Value), Box<dyn Error>> {
    let mut properties = Map::new();
    for (key, value) in feature.properties_vec()? {
        let value = match value {
            MvtValueRef::String(text) => json!(text),
            MvtValueRef::UInt(number) => json!(number),
            MvtValueRef::Double(number) if number.is_finite() => json!(number),
            other => return Err(format!("{key}: {other:?} is not promised by tiles/layers.toml").into()),
        };
        if properties.insert(key.to_owned(), value).is_some() {
            return Err(format!("{key} is told twice").into());
        }
    }
    let (kind, geometry) = match feature.geometry()? {
        MvtGeometry::Point(point) => ("Point", json!([[pair(&point.0)]])),
        MvtGeometry::LineString(part) => ("LineString", json!([positions(&part)])),
        MvtGeometry::MultiLineString(parts) => {
            ("LineString", Value::Array(parts.0.iter().map(positions).collect()))
        }
        MvtGeometry::Polygon(polygon) => ("Polygon", Value::Array(rings(&polygon))),
        MvtGeometry::MultiPolygon(pieces) => {
            ("Polygon", Value::Array(pieces.0.iter().flat_map(rings).collect()))
        }
        other => return Err(format!("{other:?} is nothing that we draw").into()),
    };
    if kind == "Polygon" && !is_made_of_rings(feature.geometry_commands()) {
        return Err("a ring is not MoveTo, LineTo, ClosePath".into());
    }
    if kind == "LineString" && !is_made_of_parts(feature.geometry_commands()) {
        return Err("a part of a line is not MoveTo, LineTo".into());
    }
    Ok((kind, geometry, Value::Object(properties)))
}

fn rings(polygon: &MvtPolygon) -> Vec<Value> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(positions).collect()
}

fn positions(line: &MvtLineString) -> Value {
    Value::Array(line.0.iter().map(pair).collect())
}

fn pair(at: &MvtCoord) -> Value {
    json!([at.x, at.y])
}

/// Whether commands are parts of lines and nothing else, each step of which moves the pen.
fn is_made_of_parts(mut commands: &[u32]) -> bool {
    const MOVE_ONCE: u32 = 1 | 1 << 3;
    while let [MOVE_ONCE, _, _, lines, rest @ ..] = commands {
        let count = (lines >> 3) as usize;
        let Some((steps, rest)) = rest.split_at_checked(2 * count) else { return false };
        if lines & 7 != 2 || count < 1 || !steps.chunks(2).all(|step| step != [0, 0]) {
            return false;
        }
        commands = rest;
    }
    commands.is_empty()
}

/// Whether commands are rings and nothing else, each step of which moves the pen.
fn is_made_of_rings(mut commands: &[u32]) -> bool {
    const MOVE_ONCE: u32 = 1 | 1 << 3;
    const CLOSE: u32 = 7 | 1 << 3;
    while let [MOVE_ONCE, _, _, lines, rest @ ..] = commands {
        let count = (lines >> 3) as usize;
        let Some((steps, [CLOSE, rest @ ..])) = rest.split_at_checked(2 * count) else { return false };
        let moves = steps.chunks(2).all(|step| step != [0, 0]);
        if lines & 7 != 2 || count < 2 || !moves {
            return false;
        }
        commands = rest;
    }
    commands.is_empty()
}
