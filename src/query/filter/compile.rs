//! A tree to a plan: names become columns, literals become constants of their type.

use std::collections::BTreeSet;

use crate::domain::function::FunctionSet;
use crate::formats::table::{Column, ShapeKind, Type, Value};
use crate::query::filter::MOST_READINGS;
use crate::query::filter::cell::{self, Constant, OneOf, Test};
use crate::query::filter::error::{FilterError, Place};
use crate::query::filter::fold::folded;
use crate::query::filter::pattern::Pattern;
use crate::query::filter::plan::{Ask, Cost, Plan};
use crate::query::filter::properties::{GEOMETRY, Properties, Property};
use crate::query::filter::spatial;
use crate::query::filter::tree::{
    Atom, Comparison, Expression, Fold, Ground, Items, Predicate, Relation, Scalar, SetRelation,
};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What values of one comparison must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Number,
    Boolean,
}

impl Sort {
    fn of(constant: &Constant) -> Self {
        match constant {
            Constant::Text(_) => Self::Text,
            Constant::Number(_) => Self::Number,
            Constant::Boolean(_) => Self::Boolean,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Text => "a text, such as 'abc'",
            Self::Number => "a number, such as 12.5",
            Self::Boolean => "TRUE or FALSE",
        }
    }
}

/// One side of a comparison.
enum Side {
    Column { column: usize, sort: Sort, fold: Fold },
    Constant(Constant),
}

impl Side {
    fn sort(&self) -> Sort {
        match self {
            Self::Column { sort, .. } => *sort,
            Self::Constant(constant) => Sort::of(constant),
        }
    }
}

/// What a tree is compiled for.
pub struct Compiler<'a> {
    snapshot: &'a Snapshot,
    layer: Layer,
    properties: Properties,
    shape: ShapeKind,
}

impl<'a> Compiler<'a> {
    /// For a layer.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, layer: Layer) -> Self {
        let table = snapshot.table(layer);
        let properties = Properties { layer: layer.name(), columns: table.columns().to_vec() };
        Self { snapshot, layer, properties, shape: table.shape_kind() }
    }

    /// The plan of a tree.
    pub fn plan(&self, expression: &Expression) -> Result<Plan, FilterError> {
        let plan = self.wanting(expression, true)?;
        let (conditions, rows) = (self.readings(&plan), self.snapshot.table(self.layer).len());
        if MOST_READINGS < conditions as u64 * u64::from(rows) {
            return Err(FilterError::TooManyReadings { conditions, rows });
        }
        Ok(plan)
    }

    /// How many conditions of a plan are more work for each row than to look up a number.
    fn readings(&self, plan: &Plan) -> usize {
        match plan {
            Plan::All(parts) | Plan::Any(parts) => parts.iter().map(|part| self.readings(part)).sum(),
            condition => usize::from(Cost::Number < self.cost(condition)),
        }
    }

    /// The plan of the rows for which a tree is true, or of those for which it is false.
    fn wanting(&self, expression: &Expression, wanted: bool) -> Result<Plan, FilterError> {
        let parts = |parts: &[Expression]| {
            let mut plans =
                parts.iter().map(|part| self.wanting(part, wanted)).collect::<Result<Vec<_>, _>>()?;
            plans.sort_by_key(|plan| self.cost(plan));
            Ok(plans)
        };
        match expression {
            Expression::And(all) if wanted => parts(all).map(Plan::All),
            Expression::And(all) => parts(all).map(Plan::Any),
            Expression::Or(any) if wanted => parts(any).map(Plan::Any),
            Expression::Or(any) => parts(any).map(Plan::All),
            Expression::Not(inside) => self.wanting(inside, !wanted),
            Expression::Constant(constant) => Ok(Plan::Constant(*constant == wanted)),
            Expression::Predicate(predicate) => match self.predicate(predicate)? {
                Decided::Always(constant) => Ok(Plan::Constant(constant == wanted)),
                Decided::ByRow(ask) => Ok(Plan::Condition { ask, wanted }),
            },
        }
    }

    fn cost(&self, plan: &Plan) -> Cost {
        match plan {
            Plan::All(parts) | Plan::Any(parts) => {
                parts.iter().map(|part| self.cost(part)).max().unwrap_or(Cost::Number)
            }
            Plan::Constant(_) => Cost::Number,
            Plan::Condition { ask, .. } => match ask {
                Ask::Functions { .. } | Ask::NoShape => Cost::Number,
                Ask::Shape { .. } => Cost::Index,
                Ask::Cell { column, .. }
                    if self
                        .snapshot
                        .key_column(self.layer, self.properties.columns[*column].name)
                        .is_some() =>
                {
                    Cost::Number
                }
                Ask::Cell { test, .. } if test.fold == Fold::default() => Cost::Cell,
                Ask::Cell { .. } | Ask::Cells { .. } => Cost::Fold,
            },
        }
    }

    fn predicate(&self, predicate: &Predicate) -> Result<Decided, FilterError> {
        match predicate {
            Predicate::Compare { left, how, right } => self.compare(left, *how, right),
            Predicate::Like { value, pattern } => {
                let side = self.side_of(value, Sort::Text)?;
                let Atom::Text(spelled) = &pattern.atom else {
                    return Err(wrong(
                        &pattern.place,
                        "LIKE takes a pattern between single quotes, such as 'Epi%'",
                    ));
                };
                Ok(decide(side, cell::Ask::Like(Pattern::new(&folded(spelled, pattern.fold)))))
            }
            Predicate::Between { value, low, high } => {
                let side = self.side(value)?;
                let bound = |bound| self.constant(bound, side.sort());
                let ask = cell::Ask::Between(bound(low)?, bound(high)?);
                Ok(decide(side, ask))
            }
            Predicate::In { value, list } => {
                let side = self.side(value)?;
                let constants = list.iter().map(|item| self.constant(item, side.sort()));
                let constants = constants.collect::<Result<Vec<_>, _>>()?;
                let one_of = match side.sort() {
                    Sort::Text => OneOf::Texts(constants.into_iter().filter_map(text).collect()),
                    Sort::Number | Sort::Boolean => OneOf::Others(constants),
                };
                Ok(decide(side, cell::Ask::OneOf(one_of)))
            }
            Predicate::IsNull(value) => self.is_null(value),
            Predicate::Spatial { how, left, right } => self.spatial(*how, left, right),
            Predicate::Array { how, left, right } => self.array(*how, left, right),
        }
    }

    fn compare(&self, left: &Scalar, how: Comparison, right: &Scalar) -> Result<Decided, FilterError> {
        let (one, other) = (self.side(left)?, self.side(right)?);
        if one.sort() != other.sort() {
            // The fault is told where the literal stands, whichever side it is on.
            let (at, wanted) = match &one {
                Side::Constant(_) => (left, other.sort()),
                Side::Column { .. } => (right, one.sort()),
            };
            return Err(mismatch(at, wanted));
        }
        Ok(match (one, other) {
            (Side::Column { column, fold, .. }, Side::Column { column: second, fold: its, .. }) => {
                Decided::ByRow(Ask::Cells { left: (column, fold), how, right: (second, its) })
            }
            (side, Side::Constant(constant)) => decide(side, cell::Ask::Compare(how, constant)),
            (Side::Constant(constant), side) => decide(side, cell::Ask::Compare(how.mirrored(), constant)),
        })
    }

    fn is_null(&self, value: &Scalar) -> Result<Decided, FilterError> {
        let Atom::Property(name) = &value.atom else {
            return Err(wrong(&value.place, "IS NULL is asked of a property"));
        };
        Ok(match self.properties.find(name, &value.place)? {
            Property::Shape => Decided::ByRow(Ask::NoShape),
            Property::Column(column, _) => {
                let test = Test { fold: Fold::default(), ask: cell::Ask::IsNull };
                Decided::ByRow(Ask::Cell { column, test })
            }
        })
    }

    fn spatial(&self, how: Relation, left: &Ground, right: &Ground) -> Result<Decided, FilterError> {
        let (how, name, place, geometry) = match (left, right) {
            (Ground::Property { name, place }, Ground::Literal(geometry)) => (how, name, place, geometry),
            (Ground::Literal(geometry), Ground::Property { name, place }) => {
                (how.mirrored(), name, place, geometry)
            }
            (Ground::Property { place, .. }, Ground::Property { .. }) => {
                return Err(wrong(
                    place,
                    "one side is `geometry`, the other a shape such as POINT(2.35 48.85)",
                ));
            }
            (Ground::Literal(_), Ground::Literal(_)) => {
                return Err(wrong(
                    &Place::Character(1),
                    "one side of a spatial function is the property `geometry`",
                ));
            }
        };
        match self.properties.find(name, place)? {
            Property::Column(..) => {
                Err(wrong(place, format!("`{name}` is no shape; the shape is `{GEOMETRY}`")))
            }
            Property::Shape if !spatial::is_served(how, self.shape, geometry) => {
                Err(FilterError::NotServed {
                    place: place.clone(),
                    what: format!("{} with this shape for surfaces", how.word().to_ascii_uppercase()),
                    instead: "layers of surfaces take S_INTERSECTS and S_DISJOINT with any shape, S_WITHIN a BBOX, S_CONTAINS a POINT",
                })
            }
            Property::Shape => Ok(Decided::ByRow(Ask::Shape { how, geometry: geometry.clone() })),
        }
    }

    fn array(&self, how: SetRelation, left: &Items, right: &Items) -> Result<Decided, FilterError> {
        let (how, name, place, list) = match (left, right) {
            (Items::Property { name, place }, Items::Literal(list)) => (how, name, place, list),
            (Items::Literal(list), Items::Property { name, place }) => (how.mirrored(), name, place, list),
            (Items::Property { place, .. }, Items::Property { .. }) => {
                return Err(wrong(place, "one side is a property, the other a list such as ('a', 'b')"));
            }
            (Items::Literal(_), Items::Literal(_)) => {
                return Err(wrong(&Place::Character(1), "one side of an array function is a property"));
            }
        };
        let column = match self.properties.find(name, place)? {
            Property::Column(column, Column { kind: Type::List, .. }) => column,
            Property::Column(..) | Property::Shape => {
                let why = format!("`{name}` is no list; compare it with =, or ask IN");
                return Err(wrong(place, why));
            }
        };
        let items = list.iter().map(|item| self.constant(item, Sort::Text));
        let items: BTreeSet<String> =
            items.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(text).collect();
        if self.layer.is_view_of_actors() && self.properties.columns[column].name == "fonctions" {
            return Ok(Decided::ByRow(self.functions(how, &items)));
        }
        let test = Test { fold: Fold::default(), ask: cell::Ask::Set(how, items) };
        Ok(Decided::ByRow(Ask::Cell { column, test }))
    }

    fn functions(&self, how: SetRelation, items: &BTreeSet<String>) -> Ask {
        let functions = &self.snapshot.functions;
        let known: FunctionSet = items.iter().filter_map(|key| functions.id(key)).collect();
        let with_stranger = items.iter().any(|key| functions.id(key).is_none());
        Ask::Functions { how, keys: known, with_stranger }
    }

    fn side(&self, scalar: &Scalar) -> Result<Side, FilterError> {
        let fold = scalar.fold;
        let side = match &scalar.atom {
            Atom::Property(name) => match self.properties.find(name, &scalar.place)? {
                Property::Shape => {
                    let why = format!("`{GEOMETRY}` is a shape; ask S_INTERSECTS or IS NULL of it");
                    return Err(wrong(&scalar.place, why));
                }
                Property::Column(column, Column { name, kind, .. }) => {
                    let sort = match kind {
                        Type::Text => Sort::Text,
                        Type::Integer | Type::Number => Sort::Number,
                        Type::Boolean => Sort::Boolean,
                        Type::List => {
                            let why =
                                format!("`{name}` is a list; ask A_CONTAINS({name}, ('…')) or IS NULL of it");
                            return Err(wrong(&scalar.place, why));
                        }
                    };
                    Side::Column { column, sort, fold }
                }
            },
            Atom::Text(text) | Atom::Date(text) | Atom::Timestamp(text) => {
                Side::Constant(Constant::Text(folded(text, fold).into_owned()))
            }
            Atom::Number(number) => Side::Constant(Constant::Number(*number)),
            Atom::Boolean(constant) => Side::Constant(Constant::Boolean(*constant)),
        };
        if fold != Fold::default() && side.sort() != Sort::Text {
            return Err(wrong(&scalar.place, "CASEI and ACCENTI are for texts; leave them out"));
        }
        Ok(side)
    }

    fn side_of(&self, scalar: &Scalar, sort: Sort) -> Result<Side, FilterError> {
        let side = self.side(scalar)?;
        if side.sort() == sort { Ok(side) } else { Err(mismatch(scalar, sort)) }
    }

    fn constant(&self, scalar: &Scalar, sort: Sort) -> Result<Constant, FilterError> {
        match self.side_of(scalar, sort)? {
            Side::Constant(constant) => Ok(constant),
            Side::Column { .. } => {
                Err(wrong(&scalar.place, format!("a value is wanted here: {}", sort.word())))
            }
        }
    }
}

/// What a predicate hangs on.
enum Decided {
    Always(bool),
    ByRow(Ask),
}

/// A question asked of a column, or answered at once for a literal.
fn decide(side: Side, ask: cell::Ask) -> Decided {
    match side {
        Side::Column { column, fold, .. } => Decided::ByRow(Ask::Cell { column, test: Test { fold, ask } }),
        Side::Constant(constant) => {
            let value = match constant {
                Constant::Text(text) => Value::Text(text.into()),
                Constant::Number(number) => Value::Number(number),
                Constant::Boolean(constant) => Value::Boolean(constant),
            };
            Decided::Always(Test { fold: Fold::default(), ask }.truth(&value) == Some(true))
        }
    }
}

fn text(constant: Constant) -> Option<String> {
    match constant {
        Constant::Text(text) => Some(text),
        Constant::Number(_) | Constant::Boolean(_) => None,
    }
}

fn wrong(place: &Place, why: impl Into<String>) -> FilterError {
    FilterError::WrongType { place: place.clone(), why: why.into() }
}

fn mismatch(scalar: &Scalar, wanted: Sort) -> FilterError {
    wrong(&scalar.place, format!("found {scalar}, expected {}", wanted.word()))
}
