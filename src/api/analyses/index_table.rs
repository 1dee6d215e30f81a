//! Standings as a table of features, a territory a row.

use crate::analysis::amounts::{Amount, Scale};
use crate::analysis::indices::{Explained, Index, METHOD};
use crate::analysis::indices_told::{english, french, known, reliability};
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::IndexAsked;
use crate::api::analyses::index_parts::decomposition;
use crate::domain::level::Level;
use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

pub(super) const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns of a territory, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "index, level and territory"),
    column("niveau", Type::Text, "level of the territory; pays is all communes as one"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("indice", Type::Text, "key of the index"),
    column(
        "version",
        Type::Text,
        "of the definition with its weights: another where anything differs that decides a score",
    ),
    column("population", Type::Integer, "inhabitants"),
    column(
        "score",
        Type::Number,
        "0 to 100 (from 1 where blocks are put together geometrically); null where less than two thirds of the weight is known",
    ),
    column("connu", Type::Number, "share of the weight that is known, 0 to 1"),
    column("classe", Type::Integer, "fifth of the territories, 1 for the best"),
    column("classe_tenue", Type::Number, "share of draws in which it is in the same fifth"),
    column("premier_dixieme", Type::Number, "share of draws in which it is in the first tenth"),
    column("rang_haut", Type::Integer, "one draw in twenty ranks it better; 1 for the best"),
    column("rang_median", Type::Integer, "rank in the median draw"),
    column("rang_bas", Type::Integer, "one draw in twenty ranks it worse"),
    column(
        "rangs_departages",
        Type::Boolean,
        "whether ranks may be told: false where the median interval is wider than a fifth of all",
    ),
    column("classes", Type::Integer, "territories that have a score"),
    column("score_personnes_bas", Type::Number, "the least score by the weights of one person alone"),
    column("score_personnes_haut", Type::Number, "the greatest score by the weights of one person alone"),
    column(
        "decomposition",
        Type::Text,
        "in JSON: each indicator's value, place, points given and taken, score without it; each block's factor",
    ),
    column(
        "reliability",
        Type::Text,
        "bonne from 95 % of the weight known on, moyenne from 80 %, else faible",
    ),
    column("sources", Type::List, "sources that were read and can tell its indicators"),
    column("why", Type::Text, "the score in a French sentence"),
    column("why_en", Type::Text, "the score in an English sentence"),
    column("tirages", Type::Integer, "draws that the interval is told from"),
    column("graine", Type::Integer, "their seed"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// What all rows of an answer share.
pub(super) struct Common<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) asked: &'a IndexAsked,
    pub(super) standings: &'a Standings,
    version: String,
}

/// Territories in an order.
pub struct IndexTable<'a> {
    common: Common<'a>,
    sources: Vec<&'static str>,
    rows: Vec<(u32, Option<Explained>)>,
}

impl<'a> IndexTable<'a> {
    /// Of some rows of a scale.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        asked: &'a IndexAsked,
        standings: &'a Standings,
        rows: &[u32],
    ) -> Self {
        let common = Common::new(snapshot, asked, standings);
        let rows = rows.iter().map(|&row| (row, common.explained(row))).collect();
        Self { sources: sources(snapshot, &asked.weighed.index), common, rows }
    }
}

/// The sources that were read and can tell what an index counts.
#[must_use]
pub fn sources(snapshot: &Snapshot, index: &Index) -> Vec<&'static str> {
    let mut sources: Vec<&'static str> = Vec::new();
    for recipe in &index.recipes {
        if let Amount::Subject(subject) | Amount::Within { subject, .. } = recipe.part {
            sources.extend(subject.sources(snapshot));
        }
    }
    sources.sort_unstable();
    sources.dedup();
    sources
}

impl<'a> Common<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, asked: &'a IndexAsked, standings: &'a Standings) -> Self {
        Self { snapshot, asked, standings, version: asked.weighed.version(snapshot) }
    }

    pub(super) fn index(&self) -> &'a Index {
        &self.asked.weighed.index
    }

    pub(super) fn explained(&self, row: u32) -> Option<Explained> {
        self.index().explained(&self.standings.rows[row as usize])
    }

    /// `None` for the whole country.
    fn territory(&self, row: u32) -> Option<&'a Territory> {
        match self.asked.scale {
            Scale::Level(level) => Some(self.snapshot.territories.get(level, row)),
            Scale::Country => None,
        }
    }

    pub(super) fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let territory = self.territory(row)?;
        match self.asked.sheet.drawn.kind() {
            ShapeKind::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            ShapeKind::Point => Some(Shape::Point(territory.point)),
        }
    }

    pub(super) fn code(&self, row: u32) -> &'a str {
        self.territory(row).map_or("tout", |territory| territory.code.as_str())
    }

    fn population(&self, row: u32) -> u64 {
        let country = || {
            let communes = self.snapshot.territories.of(Level::Commune);
            communes.iter().map(|commune| commune.population).sum()
        };
        self.territory(row).map_or_else(country, |territory| territory.population)
    }

    /// A cell that both tables have.
    pub(super) fn value(&self, row: u32, name: &str) -> Value<'_> {
        match name {
            "niveau" => Value::text(Some(self.asked.scale.word())),
            "code" => Value::text(Some(self.code(row))),
            "nom" => Value::text(Some(self.territory(row).map_or("Ensemble", |t| t.name.as_str()))),
            "indice" => Value::text(Some(&self.index().named.key)),
            "version" => Value::text(Some(&self.version)),
            "population" => Value::Integer(self.population(row) as i64),
            "score" => maybe(self.standings.scores[row as usize]),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            _ => Value::Null,
        }
    }
}

impl Table for IndexTable<'_> {
    fn name(&self) -> &'static str {
        "indicateurs"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.common.asked.sheet.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.common.shape(self.rows[row as usize].0)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (row, explained) = &self.rows[row as usize];
        let (row, explained, index) = (*row, explained.as_ref(), self.common.index());
        let standings = self.common.standings;
        let values = &standings.rows[row as usize];
        let place = standings.places[row as usize];
        let whole = |number: Option<u32>| number.map_or(Value::Null, |number| Value::Integer(number.into()));
        let text = |text: String| Value::Text(text.into());
        let by_people = explained.and_then(|explained| explained.by_people);
        match COLUMNS[column].name {
            "id" => {
                let level = self.common.asked.scale.word();
                text(format!("{}:{level}:{}", index.named.key, self.common.code(row)))
            }
            "connu" => Value::Number(known(index, values)),
            "classe" => whole(place.map(|place| place.class)),
            "classe_tenue" => maybe(place.map(|place| place.same_class)),
            "premier_dixieme" => maybe(place.map(|place| place.first_tenth)),
            "rang_haut" => whole(place.map(|place| place.interval.low)),
            "rang_median" => whole(place.map(|place| place.interval.median)),
            "rang_bas" => whole(place.map(|place| place.interval.high)),
            "rangs_departages" => Value::Boolean(standings.are_ranks_told),
            "classes" => Value::Integer(standings.scored.into()),
            "score_personnes_bas" => maybe(by_people.map(|scores| scores[0])),
            "score_personnes_haut" => maybe(by_people.map(|scores| scores[1])),
            "decomposition" => text(decomposition(index, values, explained).to_string()),
            "reliability" => Value::text(Some(reliability(known(index, values)))),
            "sources" => Value::List(self.sources.clone()),
            "why" => text(french(index, standings, row as usize, explained)),
            "why_en" => text(english(index, standings, row as usize, explained)),
            "tirages" => Value::Integer(standings.draws.into()),
            "graine" => Value::Integer(index.seed as i64),
            name => self.common.value(row, name),
        }
    }

    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        for (column, Column { name, .. }) in COLUMNS.iter().enumerate() {
            match self.value(row, column) {
                Value::Text(text) if *name == "decomposition" => cells.json(&text),
                value => cells.value(&value),
            }
        }
    }
}

/// A number, or that it is not known.
pub(super) fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}
