//! Recorded ties as a table of features: one row a tie, from one end to the other.

use sha2::{Digest, Sha256};

use crate::analysis::opportunity_table::called;
use crate::analysis::ties_told::{Saying, tie};
use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::geometry::position::Position;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::placed_columns::{TIES, UNKNOWN};
use crate::snapshot::ties::HeldTie;

/// Some ties.
pub struct TieTable<'a> {
    pub snapshot: &'a Snapshot,
    pub rows: Vec<TieRow>,
}

/// A tie, and the line between its ends where both have a place.
pub struct TieRow {
    pub tie: HeldTie,
    pub line: Vec<Position>,
}

impl TieRow {
    /// With the places of its ends.
    #[must_use]
    pub fn of(snapshot: &Snapshot, tie: HeldTie) -> Self {
        let places: Option<Vec<Position>> =
            [tie.from, tie.to].iter().map(|&row| snapshot.actors.position(row)).collect();
        Self { line: places.unwrap_or_default(), tie }
    }
}

/// What lasts of a tie from one snapshot to the next, whatever the rows of its ends: a digest of their ids, of
/// its kind and its product. Of a tie without direction the lower id comes first.
#[must_use]
pub fn id(snapshot: &Snapshot, tie: &HeldTie) -> String {
    let mut ends = [snapshot.actors.id(tie.from), snapshot.actors.id(tie.to)];
    if !tie.kind.is_directed() {
        ends.sort_unstable();
    }
    let mut digest = Sha256::new();
    for part in [ends[0], ends[1], tie.kind.word(), tie.product.as_deref().unwrap_or_default()] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    format!("lien:{}", &hex(&digest.finalize())[..16])
}

/// The names of the communes of some actors, as items of a list.
pub fn commune_names<'a>(snapshot: &'a Snapshot, actors: &[u32]) -> Value<'a> {
    of_communes(snapshot, actors, |row| &snapshot.territories.get(Level::Commune, row).name)
}

/// Their codes.
pub fn commune_codes<'a>(snapshot: &'a Snapshot, actors: &[u32]) -> Value<'a> {
    of_communes(snapshot, actors, |row| &snapshot.territories.get(Level::Commune, row).code)
}

fn of_communes<'a>(snapshot: &'a Snapshot, actors: &[u32], told: impl Fn(u32) -> &'a String) -> Value<'a> {
    let of = |&actor: &u32| snapshot.actors.commune(actor).map_or(UNKNOWN, |row| told(row));
    Value::List(actors.iter().map(of).collect())
}

/// How well each of some actors is placed, as items of a list.
pub fn precisions(snapshot: &Snapshot, actors: &[u32]) -> Value<'static> {
    let of = |&actor: &u32| snapshot.actors.precision(actor).map_or(UNKNOWN, Precision::word);
    Value::List(actors.iter().map(of).collect())
}

impl Table for TieTable<'_> {
    fn name(&self) -> &'static str {
        "liens"
    }

    fn columns(&self) -> &[Column] {
        TIES
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Line
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let line = &self.rows[row as usize].line;
        (!line.is_empty()).then_some(Shape::Line(line))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (snapshot, TieRow { tie: told, line }) = (self.snapshot, &self.rows[row as usize]);
        let actors = &snapshot.actors;
        let ends = [told.from, told.to];
        let why = || {
            let said = Saying {
                kind: told.kind,
                product: told.product.as_deref(),
                date: told.date.as_deref(),
                source: &told.source,
            };
            tie(ends.map(|actor| called(snapshot, actor)), &said)
        };
        let bassin = |actor: u32| snapshot.territories.zone(actors.commune(actor)?, Level::Bassin);
        match TIES[column].name {
            "id" => Value::Text(id(snapshot, told).into()),
            "nom" => {
                let [one, other] = ends.map(|actor| actors.name(actor).unwrap_or(actors.id(actor)));
                let sign = if told.kind.is_directed() { '→' } else { '↔' };
                Value::Text(format!("{one} {sign} {other}").into())
            }
            "genre" => Value::text(Some(told.kind.word())),
            "de" => Value::text(Some(actors.id(told.from))),
            "de_nom" => Value::text(actors.name(told.from)),
            "vers" => Value::text(Some(actors.id(told.to))),
            "vers_nom" => Value::text(actors.name(told.to)),
            "produit" => Value::text(told.product.as_deref()),
            "part" => told.share.map_or(Value::Null, Value::Number),
            "date" => Value::text(told.date.as_deref()),
            "source" => Value::text(Some(&told.source)),
            "distance_m" => match line[..] {
                [one, other] => Value::Number(one.distance(other).value().round()),
                _ => Value::Null,
            },
            "communes" => commune_codes(snapshot, &ends),
            "communes_noms" => commune_names(snapshot, &ends),
            "meme_bassin" => match ends.map(bassin) {
                [Some(one), Some(other)] => Value::Boolean(one == other),
                _ => Value::Null,
            },
            "precisions" => precisions(snapshot, &ends),
            "why" => Value::Text(why()[0].clone().into()),
            "why_en" => Value::Text(why()[1].clone().into()),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
