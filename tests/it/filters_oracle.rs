//! What a filter means, read aloud: one row at a time, every part asked, in the logic of three
//! values. Slow, and written without the program's own evaluator.

use std::cmp::Ordering;

use maillage::formats::table::{Shape, Table, Value};
use maillage::geometry::area::Area;
use maillage::geometry::position::Position;
use maillage::query::filter::tree::{
    Atom, Comparison, Expression, Geometry, Ground, Items, Predicate, Relation, Scalar, SetRelation,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a row satisfies a filter; `None` when that is unknown.
pub fn truth(filter: &Expression, table: &dyn Table, row: u32) -> Option<bool> {
    match filter {
        Expression::And(parts) => {
            let truths: Vec<_> = parts.iter().map(|part| truth(part, table, row)).collect();
            if truths.contains(&Some(false)) {
                Some(false)
            } else if truths.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Expression::Or(parts) => {
            let truths: Vec<_> = parts.iter().map(|part| truth(part, table, row)).collect();
            if truths.contains(&Some(true)) {
                Some(true)
            } else if truths.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Expression::Not(part) => truth(part, table, row).map(|truth| !truth),
        Expression::Constant(constant) => Some(*constant),
        Expression::Predicate(predicate) => asked(predicate, table, row),
    }
}

/// A value in hand.
#[derive(Debug, Clone, PartialEq)]
enum Held {
    Text(String),
    Number(f64),
    Boolean(bool),
    List(Vec<String>),
}

fn cell(name: &str, table: &dyn Table, row: u32) -> Option<Held> {
    let column = table.columns().iter().position(|column| column.name == name).expect("a column");
    match table.value(row, column) {
        Value::Null => None,
        Value::Text(text) => Some(Held::Text(text.into_owned())),
        Value::Integer(number) => Some(Held::Number(number as f64)),
        Value::Number(number) => Some(Held::Number(number)),
        Value::Boolean(yes) => Some(Held::Boolean(yes)),
        Value::List(list) => Some(Held::List(list.into_iter().map(str::to_owned).collect())),
    }
}

fn held(scalar: &Scalar, table: &dyn Table, row: u32) -> Option<Held> {
    let held = match &scalar.atom {
        Atom::Property(name) => cell(name, table, row)?,
        Atom::Text(text) | Atom::Date(text) | Atom::Timestamp(text) => Held::Text(text.clone()),
        Atom::Number(number) => Held::Number(*number),
        Atom::Boolean(yes) => Held::Boolean(*yes),
    };
    let Held::Text(mut text) = held else { return Some(held) };
    if scalar.fold.case {
        text = text.to_uppercase().to_lowercase();
    }
    if scalar.fold.accents {
        text = text.nfd().filter(|&c| !is_combining_mark(c)).collect();
    }
    Some(Held::Text(text))
}

fn order(one: &Held, other: &Held) -> Option<Ordering> {
    match (one, other) {
        (Held::Text(one), Held::Text(other)) => Some(one.cmp(other)),
        (Held::Number(one), Held::Number(other)) => one.partial_cmp(other),
        (Held::Boolean(one), Held::Boolean(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

fn asked(predicate: &Predicate, table: &dyn Table, row: u32) -> Option<bool> {
    let held = |scalar: &Scalar| held(scalar, table, row);
    match predicate {
        Predicate::Compare { left, how, right } => {
            let order = order(&held(left)?, &held(right)?)?;
            Some(match how {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::Different => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::Greater => order == Ordering::Greater,
                Comparison::AtMost => order != Ordering::Greater,
                Comparison::AtLeast => order != Ordering::Less,
            })
        }
        Predicate::Like { value, pattern } => match (held(value)?, held(pattern)?) {
            (Held::Text(text), Held::Text(pattern)) => {
                let letters = |text: String| text.chars().collect::<Vec<_>>();
                Some(looks_like(&letters(text), &letters(pattern)))
            }
            _ => None,
        },
        Predicate::Between { value, low, high } => {
            let value = held(value)?;
            Some(
                order(&held(low)?, &value)? != Ordering::Greater
                    && order(&value, &held(high)?)? != Ordering::Greater,
            )
        }
        Predicate::In { value, list } => {
            let value = held(value)?;
            Some(list.iter().any(|item| held(item).as_ref() == Some(&value)))
        }
        Predicate::IsNull(scalar) => match &scalar.atom {
            Atom::Property(name) if name == "geometry" => Some(table.shape(row).is_none()),
            _ => Some(held(scalar).is_none()),
        },
        Predicate::Spatial { how, left, right } => match (left, right) {
            (Ground::Property { .. }, Ground::Literal(geometry)) => {
                table.shape(row).map(|shape| lies(shape, *how, geometry))
            }
            _ => unreachable!("the tests write the property first"),
        },
        Predicate::Array { how, left, right } => {
            let side = |items: &Items| match items {
                Items::Property { name, .. } => cell(name, table, row),
                Items::Literal(list) => {
                    let text = |scalar: &Scalar| match held(scalar) {
                        Some(Held::Text(text)) => text,
                        other => unreachable!("{other:?}"),
                    };
                    Some(Held::List(list.iter().map(text).collect()))
                }
            };
            let (Held::List(one), Held::List(other)) = (side(left)?, side(right)?) else { return None };
            let within = |one: &[String], other: &[String]| one.iter().all(|item| other.contains(item));
            Some(match how {
                SetRelation::Contains => within(&other, &one),
                SetRelation::ContainedBy => within(&one, &other),
                SetRelation::Equals => within(&one, &other) && within(&other, &one),
                SetRelation::Overlaps => one.iter().any(|item| other.contains(item)),
            })
        }
    }
}

fn looks_like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|skipped| looks_like(&text[skipped..], rest)),
        ['_', rest @ ..] => !text.is_empty() && looks_like(&text[1..], rest),
        ['\\', plain @ ('%' | '_' | '\\'), rest @ ..] | [plain, rest @ ..] => {
            text.first() == Some(plain) && looks_like(&text[1..], rest)
        }
    }
}

fn lies(shape: Shape<'_>, how: Relation, geometry: &Geometry) -> bool {
    match shape {
        Shape::Point(position) => point_lies(position, how, geometry),
        Shape::Line(line) => line_lies(line, how, geometry),
        Shape::Area(area) => area_lies(area, how, geometry),
    }
}

/// Inside, on the border, or neither.
fn point_lies(position: Position, how: Relation, geometry: &Geometry) -> bool {
    let (inside, border) = match geometry {
        Geometry::Bbox(bbox) => {
            let [west, south, east, north] = bbox.sides();
            let [lon, lat] = position.degrees();
            let all = west <= lon && lon <= east && south <= lat && lat <= north;
            let inner = west < lon && lon < east && south < lat && lat < north;
            (inner, all && !inner)
        }
        Geometry::Shape(geo::Geometry::Point(point)) => (position.degrees() == [point.x(), point.y()], false),
        Geometry::Shape(geo::Geometry::Polygon(polygon)) => {
            let ring: Vec<(i128, i128)> = polygon.exterior().0.iter().map(|c| steps(c.x, c.y)).collect();
            place_in_ring(&ring, steps(position.lon(), position.lat()))
        }
        other => unreachable!("the tests do not write {other:?}"),
    };
    match how {
        Relation::Intersects => inside || border,
        Relation::Disjoint => !inside && !border,
        Relation::Within => inside,
        Relation::Touches => border,
        other => unreachable!("the tests do not ask {other:?}"),
    }
}

fn steps(lon: f64, lat: f64) -> (i128, i128) {
    let (lon, lat) = Position::from_degrees(lon, lat).expect("on the globe").steps();
    (lon.into(), lat.into())
}

/// By the angles that the corners make, exactly: a border is where three positions are in line.
fn place_in_ring(ring: &[(i128, i128)], (x, y): (i128, i128)) -> (bool, bool) {
    let (mut inside, mut border) = (false, false);
    for pair in ring.windows(2) {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        let turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        let beside = ax.min(bx) <= x && x <= ax.max(bx) && ay.min(by) <= y && y <= ay.max(by);
        border |= turn == 0 && beside;
        if (ay <= y) != (by <= y) && (turn > 0) == (by > ay) {
            inside = !inside;
        }
    }
    (inside && !border, border)
}

/// A line of two places and a box: exactly, by which sides of the box are crossed.
fn line_lies(line: &[Position], how: Relation, geometry: &Geometry) -> bool {
    let Geometry::Bbox(bbox) = geometry else { unreachable!("the tests do not write {geometry:?}") };
    let [west, south, east, north] = bbox.sides();
    let ((west, south), (east, north)) = (steps(west, south), steps(east, north));
    let ends: Vec<(i128, i128)> = line.iter().map(|end| steps(end.lon(), end.lat())).collect();
    let is_in = |&(x, y): &(i128, i128)| west <= x && x <= east && south <= y && y <= north;
    let crosses = |pair: &[(i128, i128)]| {
        let [(ax, ay), (bx, by)] = [pair[0], pair[1]];
        let corners = [(west, south), (east, south), (east, north), (west, north)];
        let sides: Vec<i128> =
            corners.iter().map(|&(x, y)| ((bx - ax) * (y - ay) - (by - ay) * (x - ax)).signum()).collect();
        let is_split = sides.contains(&0) || sides.iter().any(|side| *side != sides[0]);
        let boxes_meet =
            ax.min(bx) <= east && west <= ax.max(bx) && ay.min(by) <= north && south <= ay.max(by);
        is_split && boxes_meet
    };
    let meets = ends.iter().any(is_in) || ends.windows(2).any(crosses);
    match how {
        Relation::Intersects => meets,
        Relation::Disjoint => !meets,
        Relation::Within => ends.iter().all(is_in),
        other => unreachable!("the tests do not ask {other:?}"),
    }
}

fn area_lies(area: &Area, how: Relation, geometry: &Geometry) -> bool {
    let met = |geometry: &Geometry| match geometry {
        Geometry::Bbox(bbox) => area.meets(*bbox),
        Geometry::Shape(geo::Geometry::Point(point)) => {
            area.contains(Position::from_degrees(point.x(), point.y()).expect("on the globe"))
        }
        other => unreachable!("the tests do not write {other:?}"),
    };
    match (how, geometry) {
        (Relation::Intersects | Relation::Contains, _) => met(geometry),
        (Relation::Disjoint, _) => !met(geometry),
        (Relation::Within, Geometry::Bbox(bbox)) => {
            area.rings().flatten().all(|corner| bbox.contains(*corner))
        }
        other => unreachable!("the tests do not ask {other:?}"),
    }
}
