//! Shapes of a filter in JSON: GeoJSON geometries (RFC 7946, §3.1) and `bbox`, both ways.

use geo::{Coord, Geometry as Shape, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde_json::{Value, json};

use crate::query::filter::error::FilterError;
use crate::query::filter::read_json::Node;
use crate::query::filter::shapes::{bbox, line_of, position, ring_of};
use crate::query::filter::tree::Geometry;

/// What is said when a value is no shape.
const EXPECTED: &str =
    "a shape: a GeoJSON geometry, {\"bbox\": [west, south, east, north]} or {\"property\": \"geometry\"}";

/// The shape of a node.
pub(super) fn geometry(node: &Node<'_>) -> Result<Geometry, FilterError> {
    if node.member("type").is_none()
        && let Some(sides) = node.member("bbox")
    {
        return bbox(&numbers(&sides)?, &sides.place(), node.frame);
    }
    let kind = node.member("type").and_then(|kind| kind.value.text().map(str::to_owned));
    if kind.as_deref() == Some("GeometryCollection") {
        let members = node.member("geometries").ok_or_else(|| node.unexpected("`geometries`"))?;
        let members = many(&members, |member| shape(&member))?;
        return Ok(Geometry::Shape(Shape::GeometryCollection(geo::GeometryCollection(members))));
    }
    shape(node).map(Geometry::Shape)
}

fn shape(node: &Node<'_>) -> Result<Shape<f64>, FilterError> {
    let kind = node.member("type").ok_or_else(|| node.unexpected(EXPECTED))?;
    let at = || node.member("coordinates").ok_or_else(|| node.unexpected("`coordinates`"));
    match kind.value.text() {
        Some("Point") => Ok(Shape::Point(coordinate(&at()?)?.into())),
        Some("LineString") => Ok(Shape::LineString(line(at()?)?)),
        Some("Polygon") => Ok(Shape::Polygon(polygon(at()?)?)),
        Some("MultiPoint") => {
            let points = many(&at()?, |point| coordinate(&point).map(Point::from))?;
            Ok(Shape::MultiPoint(MultiPoint(points)))
        }
        Some("MultiLineString") => Ok(Shape::MultiLineString(MultiLineString(many(&at()?, line)?))),
        Some("MultiPolygon") => Ok(Shape::MultiPolygon(MultiPolygon(many(&at()?, polygon)?))),
        _ => Err(kind.unexpected("a type of GeoJSON geometry")),
    }
}

/// One or more things.
fn many<'a, T>(
    node: &Node<'a>,
    thing: impl FnMut(Node<'a>) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    let expected = "an array that is not empty";
    let items = node.items(expected)?;
    if items.is_empty() {
        return Err(node.unexpected(expected));
    }
    items.into_iter().map(thing).collect()
}

fn numbers(node: &Node<'_>) -> Result<Vec<f64>, FilterError> {
    let number = |item: Node<'_>| item.value.finite().ok_or_else(|| item.unexpected("a finite number"));
    node.items("an array of numbers")?.into_iter().map(number).collect()
}

fn coordinate(node: &Node<'_>) -> Result<Coord<f64>, FilterError> {
    match numbers(node)?[..] {
        [lon, lat] | [lon, lat, _] => position(lon, lat, &node.place(), node.frame),
        _ => Err(node.unexpected("two numbers, or three with a height")),
    }
}

fn line(node: Node<'_>) -> Result<LineString<f64>, FilterError> {
    line_of(many(&node, |position| coordinate(&position))?, &node.place())
}

fn polygon(node: Node<'_>) -> Result<Polygon<f64>, FilterError> {
    let ring = |ring: Node<'_>| ring_of(many(&ring, |position| coordinate(&position))?, &ring.place());
    let mut rings = many(&node, ring)?;
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}

/// A shape as JSON.
#[must_use]
pub fn to_json(geometry: &Geometry) -> Value {
    match geometry {
        Geometry::Bbox(bbox) => json!({ "bbox": bbox.sides() }),
        Geometry::Shape(shape) => shape_json(shape),
    }
}

fn shape_json(shape: &Shape<f64>) -> Value {
    let of = |kind: &str, coordinates: Value| json!({ "type": kind, "coordinates": coordinates });
    let at = |coord: &Coord<f64>| json!([coord.x, coord.y]);
    let line = |line: &LineString<f64>| Value::Array(line.0.iter().map(at).collect());
    let polygon = |polygon: &Polygon<f64>| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        Value::Array(rings.map(line).collect())
    };
    match shape {
        Shape::Point(point) => of("Point", at(&point.0)),
        Shape::LineString(one) => of("LineString", line(one)),
        Shape::Polygon(one) => of("Polygon", polygon(one)),
        Shape::MultiPoint(all) => of("MultiPoint", all.0.iter().map(|point| at(&point.0)).collect()),
        Shape::MultiLineString(all) => of("MultiLineString", all.0.iter().map(line).collect()),
        Shape::MultiPolygon(all) => of("MultiPolygon", all.0.iter().map(polygon).collect()),
        Shape::GeometryCollection(all) => {
            json!({ "type": "GeometryCollection", "geometries": all.0.iter().map(shape_json).collect::<Vec<_>>() })
        }
        Shape::Line(_) | Shape::Rect(_) | Shape::Triangle(_) => unreachable!("no parser makes them"),
    }
}
