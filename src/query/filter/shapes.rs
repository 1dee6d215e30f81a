//! Shapes written in a filter: WKT (OGC 06-103r4, §7) and `BBOX` in text.
//!
//! A `GEOMETRYCOLLECTION` holds plain shapes only, so that nothing here nests.

use geo::{Coord, Geometry as Shape, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::geometry::bbox::{Bbox, BboxError};
use crate::geometry::plane_box::PlaneBox;
use crate::geometry::reference::{Crs, Frame};
use crate::query::filter::error::{FilterError, Place};
use crate::query::filter::lexer::Kind;
use crate::query::filter::parser::Parser;
use crate::query::filter::tree::Geometry;

/// The words that begin a shape.
const WORDS: [&str; 8] = [
    "BBOX",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
];

/// Whether a word begins a shape: a property of that name stands between double quotes.
#[must_use]
pub fn is_shape(word: &str) -> bool {
    WORDS.iter().any(|shape| shape.eq_ignore_ascii_case(word))
}

/// The shape that begins here; `None` when none does.
pub fn geometry(parser: &mut Parser<'_>) -> Result<Option<Geometry>, FilterError> {
    let Kind::Word(word) = parser.peek() else { return Ok(None) };
    let place = parser.place();
    if word.eq_ignore_ascii_case("BBOX") {
        parser.takes_word("BBOX");
        return bbox(&list(parser, |parser| parser.number())?, &place, parser.frame).map(Some);
    }
    if parser.takes_word("GEOMETRYCOLLECTION") {
        parser.takes_word("Z");
        let member = |parser: &mut Parser<'_>| {
            shape(parser)?.ok_or_else(|| parser.unexpected("a shape such as POINT(2.35 48.85)"))
        };
        let members = list(parser, member)?;
        return Ok(Some(Geometry::Shape(Shape::GeometryCollection(geo::GeometryCollection(members)))));
    }
    Ok(shape(parser)?.map(Geometry::Shape))
}

fn shape(parser: &mut Parser<'_>) -> Result<Option<Shape<f64>>, FilterError> {
    let Kind::Word(word) = parser.peek() else { return Ok(None) };
    let kind = word.to_ascii_uppercase();
    let read: fn(&mut Parser<'_>) -> Result<Shape<f64>, FilterError> = match kind.as_str() {
        "POINT" => |p| Ok(Shape::Point(point(p)?)),
        "LINESTRING" => |p| Ok(Shape::LineString(line(p)?)),
        "POLYGON" => |p| Ok(Shape::Polygon(polygon(p)?)),
        "MULTIPOINT" => |p| Ok(Shape::MultiPoint(MultiPoint(list(p, either_point)?))),
        "MULTILINESTRING" => |p| Ok(Shape::MultiLineString(MultiLineString(list(p, line)?))),
        "MULTIPOLYGON" => |p| Ok(Shape::MultiPolygon(MultiPolygon(list(p, polygon)?))),
        _ => return Ok(None),
    };
    parser.takes_word(&kind);
    parser.takes_word("Z");
    read(parser).map(Some)
}

/// One or more things between parentheses.
fn list<T>(
    parser: &mut Parser<'_>,
    thing: impl Fn(&mut Parser<'_>) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    parser.sign("(")?;
    let mut things = vec![thing(parser)?];
    while parser.takes_sign(",") {
        things.push(thing(parser)?);
    }
    parser.sign(")")?;
    Ok(things)
}

fn coordinate(parser: &mut Parser<'_>) -> Result<Coord<f64>, FilterError> {
    let place = parser.place();
    let (x, y) = (parser.number()?, parser.number()?);
    if matches!(parser.peek(), Kind::Number(_)) {
        parser.number()?;
    }
    position(x, y, &place, parser.frame)
}

fn point(parser: &mut Parser<'_>) -> Result<Point<f64>, FilterError> {
    parser.sign("(")?;
    let point = coordinate(parser)?;
    parser.sign(")")?;
    Ok(point.into())
}

/// A point of a `MULTIPOINT`: the parentheses around each are often left out.
fn either_point(parser: &mut Parser<'_>) -> Result<Point<f64>, FilterError> {
    if *parser.peek() == Kind::Sign("(") { point(parser) } else { coordinate(parser).map(Point::from) }
}

fn line(parser: &mut Parser<'_>) -> Result<LineString<f64>, FilterError> {
    let place = parser.place();
    line_of(list(parser, coordinate)?, &place)
}

fn polygon(parser: &mut Parser<'_>) -> Result<Polygon<f64>, FilterError> {
    let ring = |parser: &mut Parser<'_>| {
        let place = parser.place();
        ring_of(list(parser, coordinate)?, &place)
    };
    let mut rings = list(parser, ring)?;
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}

/// A position on the globe, from coordinates of a system in the order of its axes.
pub(super) fn position(x: f64, y: f64, place: &Place, frame: &Frame) -> Result<Coord<f64>, FilterError> {
    frame.degrees([x, y]).map(Coord::from).ok_or_else(|| {
        let expected = match frame.crs() {
            Crs::Crs84 => "a longitude of -180 to 180, then a latitude of -90 to 90".to_owned(),
            crs => format!("two coordinates of {} that are on the globe", crs.name()),
        };
        FilterError::Unexpected { place: place.clone(), found: format!("{x} {y}"), expected }
    })
}

/// A line of two positions or more.
pub(super) fn line_of(line: Vec<Coord<f64>>, place: &Place) -> Result<LineString<f64>, FilterError> {
    if 2 <= line.len() {
        return Ok(LineString(line));
    }
    let expected = "a line of two positions or more".to_owned();
    Err(FilterError::Unexpected { place: place.clone(), found: "a single position".to_owned(), expected })
}

/// A closed line of four positions or more.
pub(super) fn ring_of(ring: Vec<Coord<f64>>, place: &Place) -> Result<LineString<f64>, FilterError> {
    if 4 <= ring.len() && ring.first() == ring.last() {
        return Ok(LineString(ring));
    }
    let found = format!("a ring of {} positions", ring.len());
    let expected = "four positions or more, the last like the first".to_owned();
    Err(FilterError::Unexpected { place: place.clone(), found, expected })
}

/// A box from its two corners, with or without the two heights. In a plane grid it is the outline
/// of the box, which bends where degrees are straight.
pub(super) fn bbox(sides: &[f64], place: &Place, frame: &Frame) -> Result<Geometry, FilterError> {
    let corners = match *sides {
        [a, b, c, d] | [a, b, _, c, d, _] => Ok([a, b, c, d]),
        _ => Err(format!("a box of {} numbers", sides.len())),
    };
    let faulty = |fault: BboxError| format!("a box whose {fault}");
    let geometry = corners.and_then(|[a, b, c, d]| match frame.crs() {
        Crs::Crs84 => Bbox::new(a, b, c, d).map(Geometry::Bbox).map_err(faulty),
        Crs::Wgs84 => Bbox::new(b, a, d, c).map(Geometry::Bbox).map_err(faulty),
        crs => PlaneBox::new(Frame::new(crs), [a, b], [c, d])
            .and_then(|plane| plane.outline())
            .map(|ring| Geometry::Shape(Shape::Polygon(Polygon::new(ring, vec![]))))
            .ok_or_else(|| format!("a box that {} does not reach", crs.name())),
    });
    geometry.map_err(|found| {
        let expected = match frame.crs() {
            Crs::Crs84 => "west, south, east and north in degrees".to_owned(),
            crs => format!("the lower, then the upper corner in {}", crs.name()),
        };
        FilterError::Unexpected { place: place.clone(), found, expected }
    })
}
