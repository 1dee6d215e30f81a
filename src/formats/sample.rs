//! Tables made up for the tests of the formats: every type of column, and awkward contents.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::position::Position;

pub const COLUMNS: [Column; 6] = [
    Column { name: "code", kind: Type::Text, meaning: "unique" },
    Column { name: "nom", kind: Type::Text, meaning: "name" },
    Column { name: "nombre", kind: Type::Integer, meaning: "how many" },
    Column { name: "surface", kind: Type::Number, meaning: "in km²" },
    Column { name: "ouvert", kind: Type::Boolean, meaning: "whether open" },
    Column { name: "fonctions", kind: Type::List, meaning: "what for" },
];

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub code: String,
    pub name: Option<String>,
    pub count: Option<i64>,
    pub surface: Option<f64>,
    pub open: Option<bool>,
    pub functions: Option<Vec<String>>,
    pub shape: Option<OwnShape>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum OwnShape {
    Point(Position),
    Line(Vec<Position>),
    Area(Area),
}

#[derive(Debug, Clone)]
pub struct Sample {
    pub kind: ShapeKind,
    pub rows: Vec<Row>,
}

impl Table for Sample {
    fn name(&self) -> &'static str {
        "essai"
    }

    fn columns(&self) -> &[Column] {
        &COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.kind
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.rows[row as usize].shape.as_ref().map(|shape| match shape {
            OwnShape::Point(position) => Shape::Point(*position),
            OwnShape::Line(line) => Shape::Line(line),
            OwnShape::Area(area) => Shape::Area(area),
        })
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let row = &self.rows[row as usize];
        let value = match column {
            0 => Some(Value::Text(row.code.as_str().into())),
            1 => row.name.as_ref().map(|name| Value::Text(name.as_str().into())),
            2 => row.count.map(Value::Integer),
            3 => row.surface.map(Value::Number),
            4 => row.open.map(Value::Boolean),
            _ => row.functions.as_ref().map(|items| Value::List(items.iter().map(String::as_str).collect())),
        };
        value.unwrap_or(Value::Null)
    }
}

/// Tables of up to a dozen rows.
pub fn tables(kind: ShapeKind) -> impl Strategy<Value = Sample> {
    vec(row(kind), 0..12).prop_map(move |mut rows| {
        for (rank, row) in rows.iter_mut().enumerate() {
            row.code = format!("{rank}{}", row.code);
        }
        Sample { kind, rows }
    })
}

/// Five rows: plain, all unknown, awkward, and two others to find in a box.
pub fn small(kind: ShapeKind) -> Sample {
    let row = |rank: u32, at: Option<(f64, f64)>| Row {
        code: format!("F1-{rank}"),
        name: Some(format!("Île n° {rank}")),
        count: Some(i64::from(rank) - 2),
        surface: Some(f64::from(rank) / 4.0),
        open: Some(rank.is_multiple_of(2)),
        functions: Some(vec!["épicerie".to_owned(), "atelier".to_owned()]),
        shape: at.map(|(lon, lat)| shape_at(kind, lon, lat)),
    };
    let mut rows = vec![
        row(0, Some((-1.5534, 47.2))),
        row(1, None),
        row(2, Some((2.35, 48.85))),
        row(3, Some((55.5, -21.1))),
        row(4, None),
    ];
    rows[1] = Row { name: None, count: None, surface: None, open: None, functions: None, ..rows[1].clone() };
    rows[2].name = Some("=1+1;\"a\",\r\nb".to_owned());
    rows[2].functions = Some(vec![]);
    Sample { kind, rows }
}

pub fn shape_at(kind: ShapeKind, lon: f64, lat: f64) -> OwnShape {
    let at = |x: f64, y: f64| Position::from_degrees(lon + x, lat + y).expect("on the globe");
    let square = |west: f64, side: f64| {
        vec![at(west, 0.0), at(west + side, 0.0), at(west + side, side), at(west, side)]
    };
    match kind {
        ShapeKind::Point => OwnShape::Point(at(0.0, 0.0)),
        ShapeKind::Line => OwnShape::Line(vec![at(0.0, 0.0), at(0.5, 0.25), at(0.75, -0.125)]),
        ShapeKind::Area => {
            let hole = vec![at(0.2, 0.2), at(0.2, 0.3), at(0.3, 0.3)];
            let holed = Polygon { exterior: square(0.0, 0.5), holes: vec![hole] };
            OwnShape::Area(Area(vec![holed, Polygon { exterior: square(0.75, 0.25), holes: vec![] }]))
        }
    }
}

prop_compose! {
    fn row(kind: ShapeKind)(
        code in text(),
        name in option::of(text()),
        count in option::of(any::<i64>()),
        surface in option::of(prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL),
        open in option::of(any::<bool>()),
        functions in option::of(vec("[^|]{1,6}", 0..4)),
        shape in option::of(shape(kind)),
    ) -> Row {
        Row { code, name, count, surface, open, functions, shape }
    }
}

/// Any characters, with those that formats trip over more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\"',;|=+@\\-\\\\\r\n\t \u{0}\u{2028}é😀]{0,12}"]
}

fn shape(kind: ShapeKind) -> BoxedStrategy<OwnShape> {
    match kind {
        ShapeKind::Point => position().prop_map(OwnShape::Point).boxed(),
        ShapeKind::Line => vec(position(), 2..5).prop_map(OwnShape::Line).boxed(),
        ShapeKind::Area => vec(polygon(), 1..4).prop_map(|pieces| OwnShape::Area(Area(pieces))).boxed(),
    }
}

prop_compose! {
    fn polygon()(exterior in ring(), holes in vec(ring(), 0..3)) -> Polygon {
        Polygon { exterior, holes }
    }
}

fn ring() -> impl Strategy<Value = Ring> {
    vec(position(), 3..9)
}

fn position() -> impl Strategy<Value = Position> {
    (-1_800_000_000..=1_800_000_000, -900_000_000..=900_000_000)
        .prop_map(|(lon, lat)| Position::from_steps(lon, lat).expect("on the globe"))
}
