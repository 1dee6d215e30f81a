//! What is said of a whole answer about sites: how many were kept and set aside, how far the inventory goes, how
//! firm the first ones are.

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::site_words::reason;
use crate::analysis::sites::{FIRST, Found, METHOD};
use crate::analysis::sites_told::{found, surveyed, without};
use crate::domain::place::Criterion;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: String,
    pub number: usize,
    pub of: usize,
    pub told: [String; 2],
}

/// The figures of an answer, in the order served.
#[must_use]
pub fn lines(all: &Found) -> Vec<Line> {
    let examined = all.examined();
    let line = |id: &str, number, of, told| Line { id: id.to_owned(), number, of, told };
    let mut lines = vec![
        line("retenus", all.kept.len(), examined, found(all)),
        line("communes", all.surveyed as usize, all.communes as usize, surveyed(all)),
    ];
    for exclusion in Exclusion::ALL {
        let many = all.excluded_for(exclusion);
        if 0 < many {
            let told = reason(exclusion).map(str::to_owned);
            lines.push(line(&format!("ecartes:{}", exclusion.word()), many, examined, told));
        }
    }
    for criterion in Criterion::ALL {
        let stay = all.remaining.get(criterion as usize).copied().flatten();
        if let Some((stay, told)) = stay.zip(without(all, criterion)) {
            lines.push(line(&format!("sans:{}", criterion.word()), stay, all.kept.len().min(FIRST), told));
        }
    }
    lines
}

/// Some figures.
pub struct BalanceTable<'a> {
    pub snapshot: &'a Snapshot,
    pub lines: &'a [Line],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column(
        "id",
        Type::Text,
        "retenus (kept), communes (with an entry in the inventory), ecartes:reason, or sans:criterion (of the first ten, those that stay without it)",
    ),
    column("nombre", Type::Integer, "how many"),
    column("sur", Type::Integer, "of how many"),
    column("why", Type::Text, "what it says, in French"),
    column("why_en", Type::Text, "what it says, in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for BalanceTable<'_> {
    fn name(&self) -> &'static str {
        "sites-bilan"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.lines.len() as u32
    }

    fn shape(&self, _: u32) -> Option<Shape<'_>> {
        None
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let line = &self.lines[row as usize];
        match COLUMNS[column].name {
            "id" => Value::text(Some(&line.id)),
            "nombre" => Value::Integer(line.number as i64),
            "sur" => Value::Integer(line.of as i64),
            "why" => Value::text(Some(&line.told[0])),
            "why_en" => Value::text(Some(&line.told[1])),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
