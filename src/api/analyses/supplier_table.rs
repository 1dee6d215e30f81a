//! Suppliers as a table of features: one row a supplier, numbered.

use crate::analysis::capacity::band;
use crate::analysis::supplier_labels::Label;
use crate::analysis::suppliers::{METHOD, Standing, Supplier, places};
use crate::analysis::suppliers_told::{between, supplier};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// Some suppliers, from a number on.
pub struct SupplierTable<'a> {
    pub snapshot: &'a Snapshot,
    /// How many come before.
    pub first: usize,
    pub suppliers: &'a [Supplier],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the supplier, as in the collection acteurs"),
    column("numero", Type::Integer, "its number in the list, from 1"),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column(
        "situation",
        Type::Text,
        "dedans (inside the perimeter), dessert (outside, and says that it serves it) or a-portee (outside and near; whom it serves is unknown)",
    ),
    column(
        "metier",
        Type::Text,
        "declare (its activity is what is bought) or usuel (its kind often does it, and no source tells its own: to be asked)",
    ),
    column(
        "part_population",
        Type::Number,
        "of the perimeter's people that it says it serves, from 0 (less than the table can tell) to 1; null inside, near, and where it cannot be told",
    ),
    column(
        "minutes",
        Type::Number,
        "to the nearest commune of the perimeter, 0 inside; null beyond what was asked",
    ),
    column("naf", Type::Text, "its activity"),
    column("etiquettes", Type::List, "labels that sources give it"),
    column("salaries", Type::Text, "how many employees, from–to; null where unknown, which is not none"),
    column("places", Type::Integer, "places of an ESAT, where they are told"),
    column("site_web", Type::Text, "its website"),
    column("why", Type::Text, "why it is listed, in a French sentence"),
    column("why_en", Type::Text, "why it is listed, in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for SupplierTable<'_> {
    fn name(&self) -> &'static str {
        "fournisseurs"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.suppliers.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.actors.position(self.suppliers[row as usize].row).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let one = &self.suppliers[row as usize];
        let actors = &self.snapshot.actors;
        let commune = actors.commune(one.row).map(|row| self.snapshot.territories.get(Level::Commune, row));
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        match COLUMNS[column].name {
            "id" => Value::text(Some(actors.id(one.row))),
            "numero" => Value::Integer((self.first + row as usize + 1) as i64),
            "nom" => Value::text(actors.name(one.row)),
            "commune" => Value::text(commune.map(|commune| commune.code.as_str())),
            "commune_nom" => Value::text(commune.map(|commune| commune.name.as_str())),
            "situation" => Value::text(Some(one.standing.word())),
            "metier" => Value::text(Some(one.fit.word())),
            "part_population" => match one.standing {
                Standing::Serves { share, .. } => number(share),
                Standing::Inside | Standing::WithinReach => Value::Null,
            },
            "minutes" => number(one.minutes),
            "naf" => Value::text(actors.naf(one.row)),
            "etiquettes" => {
                let is_of = |label: &Label| label.is_of(self.snapshot, one.row);
                Value::List(Label::ALL.into_iter().filter(is_of).map(Label::word).collect())
            }
            "salaries" => {
                let size = actors.employees(one.row).and_then(band).map(between);
                size.map_or(Value::Null, |size| Value::Text(size.into()))
            }
            "places" => {
                places(self.snapshot, one.row).map_or(Value::Null, |places| Value::Integer(places.into()))
            }
            "site_web" => Value::text(actors.website(one.row)),
            "why" => Value::Text(supplier(one)[0].clone().into()),
            "why_en" => Value::Text(supplier(one)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
