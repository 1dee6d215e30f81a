//! GeoJSON (RFC 7946), written as it goes: nothing is built in memory.
//!
//! The first column is the feature's `id` and stays among its `properties`, because many
//! programs keep only those. Areas are always `MultiPolygon` and lines `LineString`, so that a layer
//! has one type.
//! An unknown value is `null`, so that every feature has the same properties; a row without
//! shape has a `null` geometry. No time stamp is written: same table, same bytes.
//!
//! Coordinates are those of RFC 7946, or of another system where somebody asked for it by name
//! (OGC API Features, part 2), in the order of its axes.

use std::io::{self, Write};

use serde::Serialize;

use crate::formats::codec::{self, Codec, beyond};
use crate::formats::degrees::put_decimal;
use crate::formats::rings::right_handed;
use crate::formats::table::{Cells, Column, Shape, Table, Value};
use crate::geometry::area::{Area, Polygon};
use crate::geometry::position::Position;
use crate::geometry::reference::{Crs, Frame};

/// The media type of everything written here.
pub const MEDIA_TYPE: &str = "application/geo+json";

/// What a collection says beside its features (OGC API Features).
#[derive(Debug, Clone, Copy, Default)]
pub struct Members<'a> {
    /// How many features the question has in all, these included; `None` leaves it out.
    pub number_matched: Option<u64>,
    /// Left out when empty.
    pub links: &'a [Link<'a>],
}

/// A link to another page or form of the same thing (RFC 8288).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Link<'a> {
    pub href: &'a str,
    pub rel: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
}

/// Writes a whole table as a collection. For a page, or for some columns only, hand over a
/// [`Selection`](crate::formats::selection::Selection).
pub fn write_collection(table: &dyn Table, members: &Members<'_>, out: &mut dyn Write) -> io::Result<()> {
    let returned = table.len().into();
    codec::write(&mut Collection::new(table, Frame::new(Crs::Crs84), members, returned), table, out)
}

/// A collection that is written as its features come.
pub struct Collection {
    features: Features,
    /// What stands before the first feature.
    opening: Vec<u8>,
    is_first: bool,
}

impl Collection {
    /// `returned` features will be given.
    #[must_use]
    pub fn new(table: &dyn Table, frame: Frame, members: &Members<'_>, returned: u64) -> Self {
        let mut opening = br#"{"type":"FeatureCollection""#.to_vec();
        if let Some(matched) = members.number_matched {
            opening.extend_from_slice(format!(r#","numberMatched":{matched}"#).as_bytes());
        }
        opening.extend_from_slice(format!(r#","numberReturned":{returned}"#).as_bytes());
        if !members.links.is_empty() {
            opening.extend_from_slice(br#","links":"#);
            put_json(members.links, &mut opening);
        }
        opening.extend_from_slice(br#","features":["#);
        Self { features: Features::new(table, frame), opening, is_first: true }
    }
}

impl Codec for Collection {
    fn begin(&mut self, _: &dyn Table, out: &mut Vec<u8>) -> io::Result<()> {
        out.append(&mut self.opening);
        Ok(())
    }

    fn rows(&mut self, table: &dyn Table, rows: &[u32], out: &mut Vec<u8>) -> io::Result<()> {
        for &row in rows {
            out.extend_from_slice(if self.is_first { b"\n" } else { b",\n" });
            self.is_first = false;
            self.features.put(table, row, out)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(b"\n]}\n");
        Ok(())
    }
}

/// Features one after the other, each on a line of its own.
pub struct Lines {
    features: Features,
    /// What stands before each: nothing, or the record separator of RFC 8142.
    before: &'static [u8],
}

impl Lines {
    /// The media type of lines that are separated by their ends alone.
    pub const MEDIA_TYPE: &'static str = "application/x-ndjson";
    /// The media type of text sequences (RFC 8142).
    pub const SEQUENCE_MEDIA_TYPE: &'static str = "application/geo+json-seq";

    #[must_use]
    pub fn new(table: &dyn Table, frame: Frame) -> Self {
        Self { features: Features::new(table, frame), before: b"" }
    }

    /// The same as a text sequence.
    #[must_use]
    pub fn sequence(table: &dyn Table, frame: Frame) -> Self {
        Self { features: Features::new(table, frame), before: b"\x1e" }
    }
}

impl Codec for Lines {
    fn begin(&mut self, _: &dyn Table, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn rows(&mut self, table: &dyn Table, rows: &[u32], out: &mut Vec<u8>) -> io::Result<()> {
        for &row in rows {
            out.extend_from_slice(self.before);
            self.features.put(table, row, out)?;
            out.push(b'\n');
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

/// Writes rows as features.
pub struct Features {
    /// What stands before each property: `,"nom":`.
    names: Vec<Vec<u8>>,
    frame: Frame,
}

impl Features {
    /// For the rows of a table.
    #[must_use]
    pub fn new(table: &dyn Table, frame: Frame) -> Self {
        let before = |(rank, column): (usize, &Column)| {
            let mut name = if rank == 0 { vec![] } else { vec![b','] };
            put_text(column.name, &mut name);
            name.push(b':');
            name
        };
        Self { names: table.columns().iter().enumerate().map(before).collect(), frame }
    }

    /// Adds a row. An error where its shape is beyond the reach of the reference system.
    pub fn put(&self, table: &dyn Table, row: u32, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(br#"{"type":"Feature","id":"#);
        match table.value(row, 0) {
            Value::Text(id) => put_text(&id, out),
            _ => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(br#","geometry":"#);
        self.put_shape(table.shape(row), out)?;
        out.extend_from_slice(br#","properties":{"#);
        table.tell(row, &mut Properties { names: self.names.iter(), out });
        out.extend_from_slice(b"}}");
        Ok(())
    }

    /// Adds a geometry; `null` for none.
    fn put_shape(&self, shape: Option<Shape<'_>>, out: &mut Vec<u8>) -> io::Result<()> {
        match shape.filter(|shape| !shape.is_empty()) {
            None => out.extend_from_slice(b"null"),
            Some(Shape::Point(position)) => {
                out.extend_from_slice(br#"{"type":"Point","coordinates":"#);
                self.put_coordinates(position, out)?;
                out.push(b'}');
            }
            Some(Shape::Line(line)) => {
                out.extend_from_slice(br#"{"type":"LineString","coordinates":"#);
                put_array(line, out, |position, out| self.put_coordinates(*position, out))?;
                out.push(b'}');
            }
            Some(Shape::Area(Area(pieces))) => {
                out.extend_from_slice(br#"{"type":"MultiPolygon","coordinates":"#);
                put_array(pieces, out, |polygon, out| self.put_polygon(polygon, out))?;
                out.push(b'}');
            }
        }
        Ok(())
    }

    fn put_polygon(&self, polygon: &Polygon, out: &mut Vec<u8>) -> io::Result<()> {
        put_array(right_handed(polygon), out, |ring, out| {
            put_array(ring, out, |position, out| self.put_coordinates(position, out))
        })
    }

    fn put_coordinates(&self, position: Position, out: &mut Vec<u8>) -> io::Result<()> {
        let [first, second] = self.frame.units(position).ok_or_else(|| beyond(&self.frame, position))?;
        out.push(b'[');
        put_decimal(first, self.frame.places(), out);
        out.push(b',');
        put_decimal(second, self.frame.places(), out);
        out.push(b']');
        Ok(())
    }
}

/// The properties of one feature, each after its name.
struct Properties<'a> {
    names: std::slice::Iter<'a, Vec<u8>>,
    out: &'a mut Vec<u8>,
}

impl Properties<'_> {
    fn put_name(&mut self) {
        if let Some(name) = self.names.next() {
            self.out.extend_from_slice(name);
        }
    }
}

impl Cells for Properties<'_> {
    fn null(&mut self) {
        self.put_name();
        self.out.extend_from_slice(b"null");
    }

    fn text(&mut self, text: &str) {
        self.put_name();
        put_text(text, self.out);
    }

    fn json(&mut self, json: &str) {
        self.put_name();
        self.out.extend_from_slice(json.as_bytes());
    }

    fn integer(&mut self, number: i64) {
        self.put_name();
        put_decimal(number, 0, self.out);
    }

    fn number(&mut self, number: f64) {
        self.put_name();
        // `null` when not finite.
        put_json(&number, self.out);
    }

    fn boolean(&mut self, truth: bool) {
        self.put_name();
        self.out.extend_from_slice(if truth { b"true" } else { b"false" });
    }

    fn list(&mut self, items: &mut dyn Iterator<Item = &str>) {
        self.put_name();
        self.out.push(b'[');
        for (rank, item) in items.enumerate() {
            if 0 < rank {
                self.out.push(b',');
            }
            put_text(item, self.out);
        }
        self.out.push(b']');
    }
}

/// Adds a text between quotes. Few need anything escaped: all bytes are looked at at once first.
fn put_text(text: &str, out: &mut Vec<u8>) {
    let is_odd = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |odd, byte| odd | is_odd(byte)) {
        return put_json(text, out);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn put_json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("memory takes all, and these are plain data");
}

fn put_array<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    put_item: impl Fn(T, &mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    out.push(b'[');
    for (rank, item) in items.into_iter().enumerate() {
        if 0 < rank {
            out.push(b',');
        }
        put_item(item, out)?;
    }
    out.push(b']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::value::RawValue;

    use super::*;
    use crate::formats::sample::{self, OwnShape, Row, Sample};
    use crate::formats::selection::Selection;
    use crate::formats::table::ShapeKind;

    fn collection(table: &impl Table, members: &Members<'_>) -> String {
        let mut out = Vec::new();
        write_collection(table, members, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_collection_reads_like_the_standard() {
        let link = Link {
            href: "http://ici/items?offset=2&limit=2",
            rel: "next",
            media_type: Some(MEDIA_TYPE),
            title: None,
        };
        let table = sample::small(ShapeKind::Point);
        let page =
            Selection::all(&table).with_rows(vec![0, 1]).with_columns(|column| column.name == "fonctions");
        let members = Members { number_matched: Some(5), links: &[link] };
        assert_eq!(
            collection(&page, &members),
            concat!(
                r#"{"type":"FeatureCollection","numberMatched":5,"numberReturned":2,"links":["#,
                r#"{"href":"http://ici/items?offset=2&limit=2","rel":"next","#,
                r#""type":"application/geo+json"}],"features":["#,
                "\n",
                r#"{"type":"Feature","id":"F1-0","geometry":{"type":"Point","coordinates":[-1.5534,47.2]},"#,
                r#""properties":{"code":"F1-0","fonctions":["épicerie","atelier"]}},"#,
                "\n",
                r#"{"type":"Feature","id":"F1-1","geometry":null,"#,
                r#""properties":{"code":"F1-1","fonctions":null}}"#,
                "\n]}\n"
            )
        );
    }

    #[test]
    fn a_table_without_rows_is_an_empty_collection() {
        let table = Sample { kind: ShapeKind::Area, rows: vec![] };
        let text = collection(&table, &Members::default());
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["features"], serde_json::json!([]));
        assert_eq!(json.get("links"), None);
    }

    #[test]
    fn what_is_not_finite_or_has_no_outline_is_null() {
        let mut table = sample::small(ShapeKind::Area);
        table.rows.truncate(1);
        table.rows[0].surface = Some(f64::NAN);
        table.rows[0].shape = Some(OwnShape::Area(Area(vec![])));
        let json: serde_json::Value =
            serde_json::from_str(&collection(&table, &Members::default())).expect("JSON");
        assert!(json["features"][0]["geometry"].is_null());
        assert!(json["features"][0]["properties"]["surface"].is_null());
    }

    #[derive(Deserialize)]
    struct Collection {
        features: Vec<Feature>,
    }

    #[derive(Deserialize)]
    struct Feature {
        id: String,
        geometry: Option<Geometry>,
        properties: BTreeMap<String, Box<RawValue>>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", content = "coordinates")]
    enum Geometry {
        Point([f64; 2]),
        LineString(Vec<[f64; 2]>),
        MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
    }

    fn position([lon, lat]: [f64; 2]) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    /// The ring as written if closed, wound as asked and else the same as the one kept.
    fn same_ring(written: &[[f64; 2]], kept: &[Position], counter_clockwise: bool) -> bool {
        let mut ring: Vec<Position> = written.iter().map(|&pair| position(pair)).collect();
        let size: i128 = ring
            .windows(2)
            .map(|side| {
                let ((ax, ay), (bx, by)) = (side[0].steps(), side[1].steps());
                i128::from(ax) * i128::from(by) - i128::from(bx) * i128::from(ay)
            })
            .sum();
        let well_wound = if counter_clockwise { 0 <= size } else { size <= 0 };
        let is_closed = ring.pop() == ring.first().copied();
        let mut turned = kept.to_vec();
        turned[1..].reverse();
        well_wound && is_closed && (ring == kept || ring == turned)
    }

    fn same_shape(written: Option<Geometry>, kept: Option<&OwnShape>) -> bool {
        match (written, kept) {
            (None, None) => true,
            (Some(Geometry::Point(pair)), Some(OwnShape::Point(kept))) => position(pair) == *kept,
            (Some(Geometry::LineString(written)), Some(OwnShape::Line(kept))) => {
                written.into_iter().map(position).collect::<Vec<_>>() == *kept
            }
            (Some(Geometry::MultiPolygon(written)), Some(OwnShape::Area(kept))) => {
                written.len() == kept.0.len()
                    && written.iter().zip(&kept.0).all(|(rings, polygon)| {
                        rings.len() == 1 + polygon.holes.len()
                            && rings
                                .iter()
                                .zip(polygon.rings())
                                .enumerate()
                                .all(|(rank, (ring, kept))| same_ring(ring, kept, rank == 0))
                    })
            }
            _ => false,
        }
    }

    fn cell<'a, T: Deserialize<'a>>(feature: &'a Feature, name: &str) -> Option<T> {
        serde_json::from_str(feature.properties[name].get()).expect("a value of the column's type")
    }

    fn row(feature: Feature, kept: &Row) -> Row {
        let surface = feature.properties["surface"].get();
        Row {
            code: cell::<String>(&feature, "code").filter(|code| *code == feature.id).expect("the id twice"),
            name: cell(&feature, "nom"),
            count: cell(&feature, "nombre"),
            // serde_json reads floats to within a unit in the last place only; std is exact.
            surface: (surface != "null").then(|| surface.parse().expect("a number")),
            open: cell(&feature, "ouvert"),
            functions: cell(&feature, "fonctions"),
            shape: same_shape(feature.geometry, kept.shape.as_ref()).then(|| kept.shape.clone()).flatten(),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            table in prop_oneof![
                sample::tables(ShapeKind::Point),
                sample::tables(ShapeKind::Line),
                sample::tables(ShapeKind::Area)
            ],
        ) {
            let text = collection(&table, &Members::default());
            let read: Collection = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(read.features.len(), table.rows.len());
            for (feature, kept) in read.features.into_iter().zip(&table.rows) {
                prop_assert_eq!(feature.geometry.is_some(), kept.shape.is_some());
                prop_assert_eq!(&row(feature, kept), kept);
            }
        }
    }
}
