//! GeoJSON (RFC 7946), written as it goes: nothing is built in memory.
//!
//! The first column is the feature's `id` and stays among its `properties`, because many
//! programs keep only those. Areas are always `MultiPolygon`, so that a layer has one type.
//! An unknown value is `null`, so that every feature has the same properties; a row without
//! shape has a `null` geometry. No time stamp is written: same table, same bytes.
//!
//! Many small writes: hand over something buffered.

use std::io::{self, Write};

use serde::Serialize;

use crate::formats::degrees::write_position;
use crate::formats::rings::right_handed;
use crate::formats::table::{Shape, Table, Value};
use crate::geometry::area::{Area, Polygon};
use crate::geometry::position::Position;

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
pub fn write_collection(
    table: &(impl Table + ?Sized),
    members: &Members<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(br#"{"type":"FeatureCollection""#)?;
    if let Some(matched) = members.number_matched {
        write!(out, r#","numberMatched":{matched}"#)?;
    }
    write!(out, r#","numberReturned":{}"#, table.len())?;
    if !members.links.is_empty() {
        out.write_all(br#","links":"#)?;
        serde_json::to_writer(&mut *out, members.links)?;
    }
    out.write_all(br#","features":["#)?;
    for row in 0..table.len() {
        out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
        write_feature(table, row, out)?;
    }
    out.write_all(b"\n]}\n")
}

/// Writes one row as a feature.
pub fn write_feature(table: &(impl Table + ?Sized), row: u32, out: &mut impl Write) -> io::Result<()> {
    out.write_all(br#"{"type":"Feature","id":"#)?;
    write_value(&table.value(row, 0), out)?;
    out.write_all(br#","geometry":"#)?;
    write_shape(table.shape(row), out)?;
    out.write_all(br#","properties":{"#)?;
    for (rank, column) in table.columns().iter().enumerate() {
        if 0 < rank {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, column.name)?;
        out.write_all(b":")?;
        write_value(&table.value(row, rank), out)?;
    }
    out.write_all(b"}}")
}

fn write_value(value: &Value<'_>, out: &mut impl Write) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"null")?,
        Value::Text(text) => serde_json::to_writer(out, text)?,
        Value::Integer(number) => serde_json::to_writer(out, number)?,
        // `null` when not finite.
        Value::Number(number) => serde_json::to_writer(out, number)?,
        Value::Boolean(truth) => serde_json::to_writer(out, truth)?,
        Value::List(items) => serde_json::to_writer(out, items)?,
    }
    Ok(())
}

/// Writes a geometry; `null` for none.
pub fn write_shape(shape: Option<Shape<'_>>, out: &mut impl Write) -> io::Result<()> {
    match shape.filter(|shape| !shape.is_empty()) {
        None => out.write_all(b"null"),
        Some(Shape::Point(position)) => {
            out.write_all(br#"{"type":"Point","coordinates":"#)?;
            write_coordinates(position, out)?;
            out.write_all(b"}")
        }
        Some(Shape::Area(Area(pieces))) => {
            out.write_all(br#"{"type":"MultiPolygon","coordinates":"#)?;
            write_array(pieces, out, write_polygon)?;
            out.write_all(b"}")
        }
    }
}

fn write_polygon<W: Write>(polygon: &Polygon, out: &mut W) -> io::Result<()> {
    write_array(right_handed(polygon), out, |ring, out| write_array(ring, out, write_coordinates))
}

fn write_coordinates<W: Write>(position: Position, out: &mut W) -> io::Result<()> {
    out.write_all(b"[")?;
    write_position(position, b',', out)?;
    out.write_all(b"]")
}

fn write_array<T, W: Write>(
    items: impl IntoIterator<Item = T>,
    out: &mut W,
    write_item: impl Fn(T, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (rank, item) in items.into_iter().enumerate() {
        if 0 < rank {
            out.write_all(b",")?;
        }
        write_item(item, out)?;
    }
    out.write_all(b"]")
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
            table in prop_oneof![sample::tables(ShapeKind::Point), sample::tables(ShapeKind::Area)],
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
