//! The activities of territories as a table of features: one row a territory.

use crate::analysis::drawn::Drawn;
use crate::analysis::varieties::{METHOD, Told, sentence};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some territories of a level.
pub struct VarietyTable<'a> {
    pub snapshot: &'a Snapshot,
    pub level: Level,
    pub rows: Vec<&'a Told>,
    pub drawn: Drawn,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "level and code of the territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("comptes", Type::Integer, "actors of an activity that says something"),
    column("sans_activite", Type::Integer, "actors of unknown activity, and of 94.99Z, which says nothing"),
    column(
        "activites",
        Type::Number,
        "NAF sub-classes present; null with fewer than 30 counted, as all that follows",
    ),
    column("equivalent", Type::Number, "Hill's number of order 1: as diverse as so many equal activities"),
    column("equivalent_2", Type::Number, "Hill's number of order 2, which rare ones hardly change"),
    column("differents", Type::Number, "the chance that two actors differ in activity (Simpson, unbiased)"),
    column("entropie", Type::Number, "entropy of activities in nats: the sum of the next two"),
    column("non_liee", Type::Number, "unrelated variety: entropy of NAF divisions"),
    column("liee", Type::Number, "related variety: entropy within divisions"),
    column(
        "proches",
        Type::List,
        "NAF sub-classes near to what is done here and no more present than elsewhere, the nearest first",
    ),
    column("why", Type::Text, "in a French sentence"),
    column("why_en", Type::Text, "in an English sentence"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl VarietyTable<'_> {
    fn of(&self, row: u32) -> (&Told, &Territory) {
        let told = self.rows[row as usize];
        (told, self.snapshot.territories.get(self.level, told.territory))
    }
}

impl Table for VarietyTable<'_> {
    fn name(&self) -> &'static str {
        "diversite"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.drawn.of(self.of(row).1)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (told, territory) = self.of(row);
        let text = |text: String| Value::Text(text.into());
        let level = self.level.word();
        let found = told.diversity.as_ref();
        let number = |value: Option<f64>| value.map_or(Value::Null, Value::Number);
        match COLUMNS[column].name {
            "id" => text(format!("{level}:{}", territory.code)),
            "niveau" => Value::text(Some(level)),
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "comptes" => Value::Integer(told.counted as i64),
            "sans_activite" => Value::Integer(told.untold as i64),
            "activites" => number(found.map(|found| found.hill[0])),
            "equivalent" => number(found.map(|found| found.hill[1])),
            "equivalent_2" => number(found.map(|found| found.hill[2])),
            "differents" => number(found.map(|found| found.simpson)),
            "entropie" => number(found.map(|found| found.variety.total)),
            "non_liee" => number(found.map(|found| found.variety.unrelated)),
            "liee" => number(found.map(|found| found.variety.related)),
            "proches" => found.map_or(Value::Null, |found| {
                Value::List(found.near.iter().map(|(code, _)| code.as_str()).collect())
            }),
            "why" => text(sentence(&territory.name, told)[0].clone()),
            "why_en" => text(sentence(&territory.name, told)[1].clone()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
