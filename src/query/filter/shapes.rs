//! Shapes written in a filter: WKT (OGC 06-103r4, §7) and `BBOX` in text.
//!
//! A `GEOMETRYCOLLECTION` holds plain shapes only, so that nothing here nests.

use geo::{Coord, Geometry as Shape, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::geometry::bbox::Bbox;
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
pub fn geometry(parser: &mut Parser) -> Result<Option<Geometry>, FilterError> {
    let Kind::Word(word) = parser.peek() else { return Ok(None) };
    let place = parser.place();
    if word.eq_ignore_ascii_case("BBOX") {
        parser.takes_word("BBOX");
        return Ok(Some(Geometry::Bbox(bbox(&list(parser, Parser::number)?, &place)?)));
    }
    if parser.takes_word("GEOMETRYCOLLECTION") {
        parser.takes_word("Z");
        let member = |parser: &mut Parser| {
            shape(parser)?.ok_or_else(|| parser.unexpected("a shape such as POINT(2.35 48.85)"))
        };
        let members = list(parser, member)?;
        return Ok(Some(Geometry::Shape(Shape::GeometryCollection(geo::GeometryCollection(members)))));
    }
    Ok(shape(parser)?.map(Geometry::Shape))
}

fn shape(parser: &mut Parser) -> Result<Option<Shape<f64>>, FilterError> {
    let Kind::Word(word) = parser.peek() else { return Ok(None) };
    let kind = word.to_ascii_uppercase();
    let read: fn(&mut Parser) -> Result<Shape<f64>, FilterError> = match kind.as_str() {
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
    parser: &mut Parser,
    thing: impl Fn(&mut Parser) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    parser.sign("(")?;
    let mut things = vec![thing(parser)?];
    while parser.takes_sign(",") {
        things.push(thing(parser)?);
    }
    parser.sign(")")?;
    Ok(things)
}

fn coordinate(parser: &mut Parser) -> Result<Coord<f64>, FilterError> {
    let place = parser.place();
    let (x, y) = (parser.number()?, parser.number()?);
    if matches!(parser.peek(), Kind::Number(_)) {
        parser.number()?;
    }
    position(x, y, &place)
}

fn point(parser: &mut Parser) -> Result<Point<f64>, FilterError> {
    parser.sign("(")?;
    let point = coordinate(parser)?;
    parser.sign(")")?;
    Ok(point.into())
}

/// A point of a `MULTIPOINT`: the parentheses around each are often left out.
fn either_point(parser: &mut Parser) -> Result<Point<f64>, FilterError> {
    if *parser.peek() == Kind::Sign("(") { point(parser) } else { coordinate(parser).map(Point::from) }
}

fn line(parser: &mut Parser) -> Result<LineString<f64>, FilterError> {
    let place = parser.place();
    line_of(list(parser, coordinate)?, &place)
}

fn polygon(parser: &mut Parser) -> Result<Polygon<f64>, FilterError> {
    let ring = |parser: &mut Parser| {
        let place = parser.place();
        ring_of(list(parser, coordinate)?, &place)
    };
    let mut rings = list(parser, ring)?;
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}

/// A position on the globe.
pub(super) fn position(lon: f64, lat: f64, place: &Place) -> Result<Coord<f64>, FilterError> {
    if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
        return Ok(Coord { x: lon, y: lat });
    }
    let expected = "a longitude of -180 to 180, then a latitude of -90 to 90".to_owned();
    Err(FilterError::Unexpected { place: place.clone(), found: format!("{lon} {lat}"), expected })
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

/// A box from west, south, east and north, with or without the two heights.
pub(super) fn bbox(sides: &[f64], place: &Place) -> Result<Bbox, FilterError> {
    let sides = match *sides {
        [west, south, east, north] | [west, south, _, east, north, _] => Ok((west, south, east, north)),
        _ => Err(format!("a box of {} numbers", sides.len())),
    };
    let bbox = sides.and_then(|(west, south, east, north)| {
        Bbox::new(west, south, east, north).map_err(|fault| format!("a box whose {fault}"))
    });
    bbox.map_err(|found| {
        let expected = "west, south, east and north in degrees".to_owned();
        FilterError::Unexpected { place: place.clone(), found, expected }
    })
}
