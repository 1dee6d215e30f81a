//! The one text of a tree: what parses back to the same tree, with single spaces, keywords in
//! capitals and no parenthesis that is not needed. Caches and links use it as a key.

use std::fmt;

use geo::{Coord, Geometry as Shape, LineString, Polygon};

use crate::query::filter::lexer::is_plain_name;
use crate::query::filter::parser::is_keyword;
use crate::query::filter::shapes::is_shape;
use crate::query::filter::tree::{Atom, Expression, Geometry, Ground, Items, Predicate, Scalar};

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |f: &mut fmt::Formatter<'_>, part: &Self, wraps: bool| {
            if wraps { write!(f, "({part})") } else { part.fmt(f) }
        };
        match self {
            Self::Constant(true) => f.write_str("TRUE"),
            Self::Constant(false) => f.write_str("FALSE"),
            Self::Predicate(predicate) => predicate.write(f, ""),
            Self::Not(inside) => match &**inside {
                Self::Predicate(predicate) if predicate.has_own_negation() => predicate.write(f, "NOT "),
                inside => {
                    f.write_str("NOT ")?;
                    part(f, inside, matches!(inside, Self::And(_) | Self::Or(_)))
                }
            },
            Self::And(parts) => separated(f, parts, " AND ", |f, inside| {
                part(f, inside, matches!(inside, Self::And(_) | Self::Or(_)))
            }),
            Self::Or(parts) => {
                separated(f, parts, " OR ", |f, inside| part(f, inside, matches!(inside, Self::Or(_))))
            }
        }
    }
}

impl Predicate {
    fn has_own_negation(&self) -> bool {
        matches!(self, Self::Like { .. } | Self::Between { .. } | Self::In { .. } | Self::IsNull(_))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, not: &str) -> fmt::Result {
        match self {
            Self::Compare { left, how, right } => write!(f, "{left} {} {right}", how.sign()),
            Self::Like { value, pattern } => write!(f, "{value} {not}LIKE {pattern}"),
            Self::Between { value, low, high } => write!(f, "{value} {not}BETWEEN {low} AND {high}"),
            Self::In { value, list } => {
                write!(f, "{value} {not}IN ")?;
                listed(f, list)
            }
            Self::IsNull(value) => write!(f, "{value} IS {not}NULL"),
            Self::Spatial { how, left, right } => {
                write!(f, "{}({left}, {right})", how.word().to_ascii_uppercase())
            }
            Self::Array { how, left, right } => {
                write!(f, "{}({left}, {right})", how.word().to_ascii_uppercase())
            }
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (case, accents) = (self.fold.case, self.fold.accents);
        f.write_str(if case { "CASEI(" } else { "" })?;
        f.write_str(if accents { "ACCENTI(" } else { "" })?;
        match &self.atom {
            Atom::Property(name) => property(f, name)?,
            Atom::Text(text) => quoted(f, text)?,
            Atom::Number(number) => write_number(f, *number)?,
            Atom::Boolean(true) => f.write_str("TRUE")?,
            Atom::Boolean(false) => f.write_str("FALSE")?,
            Atom::Date(date) => write!(f, "DATE('{date}')")?,
            Atom::Timestamp(instant) => write!(f, "TIMESTAMP('{instant}')")?,
        }
        f.write_str(&"))"[..usize::from(case) + usize::from(accents)])
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property { name, .. } => property(f, name),
            Self::Literal(Geometry::Bbox(bbox)) => {
                f.write_str("BBOX(")?;
                separated(f, &bbox.sides(), ", ", |f, side| write_number(f, *side))?;
                f.write_str(")")
            }
            Self::Literal(Geometry::Shape(shape)) => write_shape(f, shape),
        }
    }
}

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property { name, .. } => property(f, name),
            Self::Literal(list) => listed(f, list),
        }
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    things: &[T],
    between: &str,
    mut write: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (rank, thing) in things.iter().enumerate() {
        f.write_str(if rank == 0 { "" } else { between })?;
        write(f, thing)?;
    }
    Ok(())
}

fn listed(f: &mut fmt::Formatter<'_>, list: &[Scalar]) -> fmt::Result {
    f.write_str("(")?;
    separated(f, list, ", ", |f, item| write!(f, "{item}"))?;
    f.write_str(")")
}

fn property(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if is_plain_name(name) && !is_keyword(name) && !is_shape(name) {
        return f.write_str(name);
    }
    write!(f, "\"{}\"", name.replace('"', "\"\""))
}

/// Backslashes before a quote, or at the end, are written twice.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut written = String::with_capacity(text.len() + 2);
    let mut backslashes = 0;
    for c in text.chars().chain(['\'']) {
        if c == '\'' {
            written.extend(std::iter::repeat_n('\\', backslashes));
            written.push('\'');
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        written.push(c);
    }
    written.pop();
    write!(f, "'{written}")
}

fn write_number(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let short = number == 0.0 || (1e-7..1e15).contains(&number.abs());
    if short { write!(f, "{number}") } else { write!(f, "{number:e}") }
}

fn write_shape(f: &mut fmt::Formatter<'_>, shape: &Shape<f64>) -> fmt::Result {
    match shape {
        Shape::Point(point) => {
            f.write_str("POINT")?;
            positions(f, &[point.0])
        }
        Shape::LineString(LineString(line)) => {
            f.write_str("LINESTRING")?;
            positions(f, line)
        }
        Shape::Polygon(polygon) => {
            f.write_str("POLYGON")?;
            rings(f, polygon)
        }
        Shape::MultiPoint(points) => {
            f.write_str("MULTIPOINT(")?;
            separated(f, &points.0, ", ", |f, point| positions(f, &[point.0]))?;
            f.write_str(")")
        }
        Shape::MultiLineString(lines) => {
            f.write_str("MULTILINESTRING(")?;
            separated(f, &lines.0, ", ", |f, line| positions(f, &line.0))?;
            f.write_str(")")
        }
        Shape::MultiPolygon(polygons) => {
            f.write_str("MULTIPOLYGON(")?;
            separated(f, &polygons.0, ", ", rings)?;
            f.write_str(")")
        }
        Shape::GeometryCollection(members) => {
            f.write_str("GEOMETRYCOLLECTION(")?;
            separated(f, &members.0, ", ", write_shape)?;
            f.write_str(")")
        }
        Shape::Line(_) | Shape::Rect(_) | Shape::Triangle(_) => unreachable!("no parser makes them"),
    }
}

fn rings(f: &mut fmt::Formatter<'_>, polygon: &Polygon<f64>) -> fmt::Result {
    let rings: Vec<&LineString<f64>> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    f.write_str("(")?;
    separated(f, &rings, ", ", |f, ring| positions(f, &ring.0))?;
    f.write_str(")")
}

fn positions(f: &mut fmt::Formatter<'_>, line: &[Coord<f64>]) -> fmt::Result {
    f.write_str("(")?;
    separated(f, line, ", ", |f, at| {
        write_number(f, at.x)?;
        f.write_str(" ")?;
        write_number(f, at.y)
    })?;
    f.write_str(")")
}
