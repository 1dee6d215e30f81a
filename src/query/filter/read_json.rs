//! CQL2 JSON (OGC 21-065r2, §8.3 and annex C) to a tree.

use crate::geometry::reference::Frame;
use crate::query::filter::dates::{is_date, is_timestamp};
use crate::query::filter::error::{FilterError, Place};
use crate::query::filter::geojson_shapes;
use crate::query::filter::json::Json;
use crate::query::filter::tree::{
    Atom, Comparison, Expression, Fold, Ground, Items, Predicate, Relation, Scalar, SetRelation,
};
use crate::query::filter::{MOST_BRACKETS, MOST_ITEMS, MOST_NESTED};

/// The tree of a JSON text whose length has been checked; its shapes are in the system of `frame`.
pub fn expression(text: &str, frame: &Frame) -> Result<Expression, FilterError> {
    if let Some(place) = too_deep(text) {
        return Err(FilterError::TooDeep(place));
    }
    let value = Json::parse(text).map_err(|error| FilterError::NotJson(error.to_string()))?;
    Node { value: &value, path: String::new(), frame }.expression(0)
}

/// Where brackets nest more than [`MOST_BRACKETS`] deep, if they do.
fn too_deep(text: &str) -> Option<Place> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (rank, c) in text.chars().enumerate() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = in_text,
            '"' => in_text = !in_text,
            '[' | '{' if !in_text => depth += 1,
            ']' | '}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if MOST_BRACKETS < depth {
            return Some(Place::Character(rank + 1));
        }
    }
    None
}

/// A value and its path from the root.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Json,
    path: String,
    /// The system of the shapes that are read.
    pub(super) frame: &'a Frame,
}

impl<'a> Node<'a> {
    pub(super) fn place(&self) -> Place {
        Place::Pointer(self.path.clone())
    }

    pub(super) fn unexpected(&self, expected: &str) -> FilterError {
        let found = self.value.to_string();
        FilterError::Unexpected { place: self.place(), found, expected: expected.to_owned() }
    }

    /// The members of an array.
    pub(super) fn items(&self, expected: &str) -> Result<Vec<Self>, FilterError> {
        let Json::Array(items) = self.value else { return Err(self.unexpected(expected)) };
        let item = |(rank, value)| Node { value, path: format!("{}/{rank}", self.path), frame: self.frame };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The member of an object.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Node { value, path: format!("{}/{name}", self.path), frame: self.frame })
    }

    fn op(&self) -> Option<&'a str> {
        self.value.get("op").and_then(Json::text)
    }

    fn arguments(&self) -> Result<Vec<Self>, FilterError> {
        let expected = "`op` with an array `args`";
        self.member("args").ok_or_else(|| self.unexpected(expected))?.items(expected)
    }

    fn fixed<const N: usize>(&self) -> Result<[Self; N], FilterError> {
        let arguments = self.arguments()?;
        let count = arguments.len();
        arguments.try_into().map_err(|_| FilterError::Unexpected {
            place: self.place(),
            found: format!("`{}` with {count} arguments", self.op().unwrap_or_default()),
            expected: format!("{N} of them in `args`"),
        })
    }

    fn expression(&self, depth: usize) -> Result<Expression, FilterError> {
        if MOST_NESTED < depth {
            return Err(FilterError::TooDeep(self.place()));
        }
        if let Json::Boolean(constant) = self.value {
            return Ok(Expression::Constant(*constant));
        }
        let Some(op) = self.op() else {
            return Err(self.unexpected("a condition: an object with `op` and `args`"));
        };
        let parts = || {
            let parts = self.arguments()?;
            if parts.len() < 2 {
                return Err(self.unexpected("two conditions or more in `args`"));
            }
            parts.iter().map(|part| part.expression(depth + 1)).collect::<Result<Vec<_>, _>>()
        };
        match op {
            "and" => Ok(Expression::And(parts()?)),
            "or" => Ok(Expression::Or(parts()?)),
            "not" => {
                let [inside] = self.fixed()?;
                Ok(Expression::Not(Box::new(inside.expression(depth + 1)?)))
            }
            _ => Ok(Expression::Predicate(self.predicate(op)?)),
        }
    }

    fn predicate(&self, op: &str) -> Result<Predicate, FilterError> {
        if let Some(how) = Comparison::ALL.into_iter().find(|how| how.sign() == op) {
            let [left, right] = self.fixed()?;
            return Ok(Predicate::Compare { left: left.scalar()?, how, right: right.scalar()? });
        }
        if let Some(how) = Relation::ALL.into_iter().find(|how| how.word() == op) {
            let [left, right] = self.fixed()?;
            return Ok(Predicate::Spatial { how, left: left.ground()?, right: right.ground()? });
        }
        if let Some(how) = SetRelation::ALL.into_iter().find(|how| how.word() == op) {
            let [left, right] = self.fixed()?;
            return Ok(Predicate::Array { how, left: left.set()?, right: right.set()? });
        }
        match op {
            "like" => {
                let [value, pattern] = self.fixed()?;
                Ok(Predicate::Like { value: value.scalar()?, pattern: pattern.scalar()? })
            }
            "between" => {
                let [value, low, high] = self.fixed()?;
                Ok(Predicate::Between { value: value.scalar()?, low: low.scalar()?, high: high.scalar()? })
            }
            "in" => {
                let [value, list] = self.fixed()?;
                Ok(Predicate::In { value: value.scalar()?, list: list.list()? })
            }
            "isNull" => {
                let [value] = self.fixed()?;
                Ok(Predicate::IsNull(value.scalar()?))
            }
            _ => Err(FilterError::NotServed {
                place: self.place(),
                what: format!("the operation `{op}`"),
                instead: "there are and, or, not, =, <>, <, >, <=, >=, like, between, in, isNull, s_intersects and its like, a_contains and its like",
            }),
        }
    }

    fn list(&self) -> Result<Vec<Scalar>, FilterError> {
        let items = self.items("an array of values")?;
        if MOST_ITEMS < items.len() {
            return Err(FilterError::TooManyItems(self.place()));
        }
        items.iter().map(Self::scalar).collect()
    }

    fn property(&self) -> Option<String> {
        Some(self.member("property")?.value.text()?.to_owned())
    }

    fn scalar(&self) -> Result<Scalar, FilterError> {
        let mut fold = Fold::default();
        let mut inside = self.clone();
        loop {
            match inside.op() {
                Some("casei") => fold.case = true,
                Some("accenti") => fold.accents = true,
                _ => break,
            }
            let [wrapped] = inside.fixed()?;
            inside = wrapped;
        }
        Ok(Scalar { atom: inside.atom()?, fold, place: inside.place() })
    }

    fn atom(&self) -> Result<Atom, FilterError> {
        let instant = |name: &str, is_it: fn(&str) -> bool| {
            let text = self.member(name)?.value.text()?;
            is_it(text).then(|| text.to_owned())
        };
        match self.value {
            Json::Text(text) => Ok(Atom::Text(text.clone())),
            Json::Boolean(constant) => Ok(Atom::Boolean(*constant)),
            Json::Number(_) => {
                self.value.finite().map(Atom::Number).ok_or_else(|| self.unexpected("a finite number"))
            }
            _ => self
                .property()
                .map(Atom::Property)
                .or_else(|| instant("date", is_date).map(Atom::Date))
                .or_else(|| instant("timestamp", is_timestamp).map(Atom::Timestamp))
                .ok_or_else(|| {
                    self.unexpected(
                        "a value: a text, a number, true, false, or an object with property, date (YYYY-MM-DD), timestamp (…Z), or op casei or accenti",
                    )
                }),
        }
    }

    fn ground(&self) -> Result<Ground, FilterError> {
        match self.property() {
            Some(name) => Ok(Ground::Property { name, place: self.place() }),
            None => geojson_shapes::geometry(self).map(Ground::Literal),
        }
    }

    fn set(&self) -> Result<Items, FilterError> {
        match self.property() {
            Some(name) => Ok(Items::Property { name, place: self.place() }),
            None => self.list().map(Items::Literal),
        }
    }
}
