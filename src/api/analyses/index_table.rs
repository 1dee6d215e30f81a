//! Standings as tables of features: a territory a row, or an indicator of a territory.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use crate::analysis::amounts::{Amount, Scale};
use crate::analysis::composite::Between;
use crate::analysis::indices::{Explained, Index, METHOD};
use crate::analysis::indices_told::{english, french, known, reliability};
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::IndexAsked;
use crate::domain::level::Level;
use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
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

/// What all rows of an answer share.
struct Common<'a> {
    snapshot: &'a Snapshot,
    asked: &'a IndexAsked,
    standings: &'a Standings,
    version: String,
}

/// Territories in an order.
pub struct IndexTable<'a> {
    common: Common<'a>,
    sources: Vec<&'static str>,
    rows: Vec<(u32, Option<Explained>)>,
}

/// Indicators of territories in an order.
pub struct PartTable<'a> {
    common: Common<'a>,
    rows: Vec<(u32, usize)>,
    /// By territory, in the order of their first row.
    explained: Vec<(u32, Option<Explained>)>,
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

impl<'a> PartTable<'a> {
    /// Of some rows of a scale, each with an indicator.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        asked: &'a IndexAsked,
        standings: &'a Standings,
        rows: Vec<(u32, usize)>,
    ) -> Self {
        let common = Common::new(snapshot, asked, standings);
        let mut explained: Vec<(u32, Option<Explained>)> = Vec::new();
        for &(row, _) in &rows {
            if explained.last().is_none_or(|last| last.0 != row) {
                explained.push((row, common.explained(row)));
            }
        }
        explained.sort_by_key(|explained| explained.0);
        Self { common, rows, explained }
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

impl<'a> Common<'a> {
    fn new(snapshot: &'a Snapshot, asked: &'a IndexAsked, standings: &'a Standings) -> Self {
        Self { snapshot, asked, standings, version: asked.weighed.version(snapshot) }
    }

    fn index(&self) -> &'a Index {
        &self.asked.weighed.index
    }

    fn explained(&self, row: u32) -> Option<Explained> {
        self.index().explained(&self.standings.rows[row as usize])
    }

    /// `None` for the whole country.
    fn territory(&self, row: u32) -> Option<&'a Territory> {
        match self.asked.scale {
            Scale::Level(level) => Some(self.snapshot.territories.get(level, row)),
            Scale::Country => None,
        }
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let territory = self.territory(row)?;
        match self.asked.sheet.drawn.kind() {
            ShapeKind::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            ShapeKind::Point => Some(Shape::Point(territory.point)),
        }
    }

    fn code(&self, row: u32) -> &'a str {
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
    fn value(&self, row: u32, name: &str) -> Value<'_> {
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

impl Table for PartTable<'_> {
    fn name(&self) -> &'static str {
        "indicateurs"
    }

    fn columns(&self) -> &[Column] {
        PART_COLUMNS
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
        let (row, rank) = self.rows[row as usize];
        let index = self.common.index();
        let (recipe, indicator) = (&index.recipes[rank], index.composite().indicators()[rank]);
        let at = self.explained.binary_search_by_key(&row, |explained| explained.0);
        let explained = at.ok().and_then(|at| self.explained[at].1.as_ref());
        let opinion = index.opinions.as_ref().map(|opinions| opinions[rank]);
        let spelled =
            |amount: Amount| Value::Text(Cow::Owned(amount.spelled(&self.common.snapshot.functions)));
        match PART_COLUMNS[column].name {
            "id" => {
                let (level, code) = (self.common.asked.scale.word(), self.common.code(row));
                Value::Text(format!("{}:{level}:{code}:{}", index.named.key, recipe.named.key).into())
            }
            "bloc" => Value::text(Some(&index.blocks[indicator.block].key)),
            "indicateur" => Value::text(Some(&recipe.named.key)),
            "libelle" => Value::text(Some(&recipe.named.label_fr)),
            "libelle_en" => Value::text(Some(&recipe.named.label_en)),
            "somme" => spelled(recipe.part),
            "sur" => spelled(recipe.whole),
            "fois" => Value::Number(recipe.times),
            "valeur" => maybe(self.common.standings.rows[row as usize][rank]),
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
            name => self.common.value(row, name),
        }
    }
}

fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}
