//! A tree as CQL2 JSON: what reads back as the same tree.

use serde_json::{Value, json};

use crate::query::filter::geojson_shapes;
use crate::query::filter::tree::{Atom, Expression, Ground, Items, Predicate, Scalar};

impl Expression {
    /// CQL2 JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::And(parts) => operation("and", parts.iter().map(Self::to_json).collect()),
            Self::Or(parts) => operation("or", parts.iter().map(Self::to_json).collect()),
            Self::Not(inside) => operation("not", vec![inside.to_json()]),
            Self::Constant(constant) => json!(constant),
            Self::Predicate(predicate) => predicate.to_json(),
        }
    }
}

impl Predicate {
    fn to_json(&self) -> Value {
        match self {
            Self::Compare { left, how, right } => operation(how.sign(), vec![scalar(left), scalar(right)]),
            Self::Like { value, pattern } => operation("like", vec![scalar(value), scalar(pattern)]),
            Self::Between { value, low, high } => {
                operation("between", vec![scalar(value), scalar(low), scalar(high)])
            }
            Self::In { value, list } => {
                operation("in", vec![scalar(value), Value::Array(list.iter().map(scalar).collect())])
            }
            Self::IsNull(value) => operation("isNull", vec![scalar(value)]),
            Self::Spatial { how, left, right } => operation(how.word(), vec![ground(left), ground(right)]),
            Self::Array { how, left, right } => operation(how.word(), vec![items(left), items(right)]),
        }
    }
}

fn operation(op: &str, arguments: Vec<Value>) -> Value {
    json!({ "op": op, "args": arguments })
}

fn property(name: &str) -> Value {
    json!({ "property": name })
}

fn scalar(scalar: &Scalar) -> Value {
    let mut value = match &scalar.atom {
        Atom::Property(name) => property(name),
        Atom::Text(text) => json!(text),
        Atom::Number(number) => json!(number),
        Atom::Boolean(constant) => json!(constant),
        Atom::Date(date) => json!({ "date": date }),
        Atom::Timestamp(instant) => json!({ "timestamp": instant }),
    };
    if scalar.fold.accents {
        value = operation("accenti", vec![value]);
    }
    if scalar.fold.case {
        value = operation("casei", vec![value]);
    }
    value
}

fn ground(ground: &Ground) -> Value {
    match ground {
        Ground::Property { name, .. } => property(name),
        Ground::Literal(geometry) => geojson_shapes::to_json(geometry),
    }
}

fn items(items: &Items) -> Value {
    match items {
        Items::Property { name, .. } => property(name),
        Items::Literal(list) => Value::Array(list.iter().map(scalar).collect()),
    }
}
