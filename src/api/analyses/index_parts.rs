//! What makes a score: in JSON within the row of a territory, or as a table, an indicator a row.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use crate::analysis::amounts::Amount;
use crate::analysis::composite::Between;
use crate::analysis::drawn::Drawn;
use crate::analysis::index_row::IndexRows;
use crate::analysis::indices::{Explained, Index};
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::IndexAsked;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns of an indicator of a territory, in the order served.
pub const PART_COLUMNS: &[Column] = &[
    column("id", Type::Text, "index, level, territory and indicator"),
    column("niveau", Type::Text, "level of the territory; pays is all communes as one"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("indice", Type::Text, "key of the index"),
    column("version", Type::Text, "of the definition with its weights"),
    column("bloc", Type::Text, "key of the block"),
    column("indicateur", Type::Text, "key of the indicator"),
    column("libelle", Type::Text, "the indicator in French"),
    column("libelle_en", Type::Text, "the indicator in English"),
    column("somme", Type::Text, "what is summed over communes"),
    column("sur", Type::Text, "what it is divided by, summed too"),
    column("fois", Type::Number, "what the quotient is multiplied by"),
    column("valeur", Type::Number, "the value; null where it is not measured"),
    column("pire", Type::Number, "the goalpost that is worth nothing"),
    column("meilleur", Type::Number, "the goalpost that is worth all"),
    column("place", Type::Number, "where it is between them, 0 to 1"),
    column("poids", Type::Number, "its part of the whole weight, 0 to 1"),
    column("poids_bas", Type::Number, "the least that one of those asked gives it"),
    column("poids_haut", Type::Number, "the most"),
    column("poids_ecart", Type::Number, "standard deviation among those asked"),
    column(
        "donne",
        Type::Number,
        "points that it gives; with the least score there is they sum to the score",
    ),
    column("prend", Type::Number, "points that it takes from 100; with the score they sum to 100"),
    column("score", Type::Number, "the score of the territory"),
    column("score_sans", Type::Number, "the score without this indicator; null for the only one of a block"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

/// Indicators of territories in an order.
pub struct PartTable<'a> {
    all: IndexRows<'a>,
    rows: Vec<(u32, usize)>,
    /// By territory, in the order of their first row.
    explained: Vec<(u32, Option<Explained>)>,
    drawn: Drawn,
}

impl<'a> PartTable<'a> {
    /// Of some rows of a scale, each with an indicator.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        asked: &'a IndexAsked,
        standings: &'a Standings,
        rows: Vec<(u32, usize)>,
    ) -> Self {
        let all = IndexRows::new(snapshot, &asked.weighed.index, asked.scale, standings);
        let mut explained: Vec<(u32, Option<Explained>)> = Vec::new();
        for &(row, _) in &rows {
            if explained.last().is_none_or(|last| last.0 != row) {
                explained.push((row, all.explained(row)));
            }
        }
        explained.sort_by_key(|explained| explained.0);
        Self { all, rows, explained, drawn: asked.sheet.drawn }
    }
}

/// What makes the score of a territory, in JSON.
#[must_use]
pub fn decomposition(index: &Index, values: &[Option<f64>], explained: Option<&Explained>) -> Json {
    let composite = index.composite();
    let weights = composite.weights();
    let indicators = index.recipes.iter().enumerate().map(|(rank, recipe)| {
        let indicator = composite.indicators()[rank];
        let opinion = index.opinions.as_ref().map(|opinions| opinions[rank]);
        json!({
            "indicateur": recipe.named.key,
            "libelle": recipe.named.label_fr,
            "libelle_en": recipe.named.label_en,
            "bloc": index.blocks[indicator.block].key,
            "valeur": values[rank],
            "place": explained.and_then(|explained| explained.places[rank]),
            "poids": weights[rank],
            "poids_bas": opinion.map(|opinion| opinion.least),
            "poids_haut": opinion.map(|opinion| opinion.most),
            "poids_ecart": opinion.map(|opinion| opinion.spread),
            "donne": explained.and_then(|explained| explained.scored.given[rank]),
            "prend": explained.and_then(|explained| explained.scored.taken[rank]),
            "score_sans": explained.and_then(|explained| explained.without[rank]),
        })
    });
    let indicators: Vec<Json> = indicators.collect();
    let blocks = index.blocks.iter().enumerate().map(|(rank, block)| {
        let standing = explained.and_then(|explained| explained.blocks[rank]);
        json!({
            "bloc": block.key,
            "libelle": block.label_fr,
            "libelle_en": block.label_en,
            "moyenne": standing.map(|standing| standing.mean),
            "poids": standing.map(|standing| standing.weight),
            "facteur": standing.map(|standing| standing.factor),
        })
    });
    let between = match composite.is_between() {
        Between::Geometric => "geometric",
        Between::Arithmetic => "arithmetic",
    };
    let blocks: Vec<Json> = blocks.collect();
    json!({ "entre_blocs": between, "plancher": composite.least(), "blocs": blocks, "indicateurs": indicators })
}

impl Table for PartTable<'_> {
    fn name(&self) -> &'static str {
        "indicateurs"
    }

    fn columns(&self) -> &[Column] {
        PART_COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.drawn.of(self.all.territory(self.rows[row as usize].0)?)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (row, rank) = self.rows[row as usize];
        let index = self.all.index;
        let (recipe, indicator) = (&index.recipes[rank], index.composite().indicators()[rank]);
        let at = self.explained.binary_search_by_key(&row, |explained| explained.0);
        let explained = at.ok().and_then(|at| self.explained[at].1.as_ref());
        let opinion = index.opinions.as_ref().map(|opinions| opinions[rank]);
        let spelled = |amount: Amount| Value::Text(Cow::Owned(amount.spelled(&self.all.snapshot.functions)));
        match PART_COLUMNS[column].name {
            "id" => {
                let (level, code) = (self.all.scale.word(), self.all.code(row));
                Value::Text(format!("{}:{level}:{code}:{}", index.named.key, recipe.named.key).into())
            }
            "bloc" => Value::text(Some(&index.blocks[indicator.block].key)),
            "indicateur" => Value::text(Some(&recipe.named.key)),
            "libelle" => Value::text(Some(&recipe.named.label_fr)),
            "libelle_en" => Value::text(Some(&recipe.named.label_en)),
            "somme" => spelled(recipe.part),
            "sur" => spelled(recipe.whole),
            "fois" => Value::Number(recipe.times),
            "valeur" => maybe(self.all.standings.rows[row as usize][rank]),
            "pire" => Value::Number(indicator.goalposts.worst),
            "meilleur" => Value::Number(indicator.goalposts.best),
            "place" => maybe(explained.and_then(|explained| explained.places[rank])),
            "poids" => Value::Number(index.composite().weights()[rank]),
            "poids_bas" => maybe(opinion.map(|opinion| opinion.least)),
            "poids_haut" => maybe(opinion.map(|opinion| opinion.most)),
            "poids_ecart" => maybe(opinion.map(|opinion| opinion.spread)),
            "donne" => maybe(explained.and_then(|explained| explained.scored.given[rank])),
            "prend" => maybe(explained.and_then(|explained| explained.scored.taken[rank])),
            "score_sans" => maybe(explained.and_then(|explained| explained.without[rank])),
            name => self.all.value(row, explained, name),
        }
    }
}

/// A number, or that it is not known.
fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}
