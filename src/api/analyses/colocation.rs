//! `/analyses/colocation`: which functions stand beside each other more than chance would have it,
//! as a table in any of the open formats; nothing of it has a place.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::colocated::{Colocated, METHOD, Settings, colocated, conclusion, said};
use crate::analysis::colocation::ColocationError;
use crate::analysis::relabelling::Tested;
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::function::{Function, FunctionId};
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, nearest, draws, seed, geometry, limit, offset and f";

/// Nearest at most, and draws at most.
pub const MOST_NEAREST: usize = 100;
pub const MOST_DRAWS: usize = 999;

struct ColocationAsked {
    zone: Option<Zone>,
    settings: Settings,
    sheet: Sheet,
}

impl ColocationAsked {
    fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let mut settings = Settings::default();
        let within = |name: &'static str, text: &str, least: usize, most: usize| {
            let found = number(name, text)?;
            let is_sound = (least..=most).contains(&found);
            let why = || Problem::parameter(name, format!("`{text}` is not from {least} to {most}"));
            is_sound.then_some(found).ok_or_else(why)
        };
        if let Some(text) = asked.take("nearest") {
            settings.nearest = within("nearest", &text, 1, MOST_NEAREST)?;
        }
        if let Some(text) = asked.take("draws") {
            settings.draws = within("draws", &text, 0, MOST_DRAWS)? as u32;
        }
        if let Some(text) = asked.take("seed") {
            settings.seed = number("seed", &text)? as u64;
        }
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, settings, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let zone = self.zone.as_ref().map(|zone| format!("zone={}&", Spelled(zone, &snapshot.territories)));
        let Settings { nearest, draws, seed, .. } = self.settings;
        let zone = zone.unwrap_or_default();
        format!("/analyses/colocation?{zone}nearest={nearest}&draws={draws}&seed={seed}&{}", sheet.words())
    }
}

/// The pairs of functions, the highest quotient first.
pub async fn colocation(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = ColocationAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The functions of a country are dealt out two hundred times.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &ColocationAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let found = found(served, asked.zone.as_ref(), &asked.settings);
    let found = found.map_err(|error| Problem::parameter("nearest", error.to_string()))?;
    let part = asked.sheet.part(found.pairs.len());
    let table =
        PairTable { snapshot, found: &found, settings: &asked.settings, first: part.start, many: part.len() };
    asked.sheet.respond(&table, found.pairs.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// The pairs of a zone; of the country by the conventions they are kept.
pub fn found(
    served: &Served,
    zone: Option<&Zone>,
    settings: &Settings,
) -> Result<Arc<Colocated>, ColocationError> {
    if zone.is_none() && *settings == Settings::default() {
        return served.analysed.colocated(&served.snapshot);
    }
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let is_in = |commune: u32| zone.is_none_or(|zone| zone.contains(commune));
    colocated(&served.snapshot, is_in, settings, threads).map(Arc::new)
}

struct PairTable<'a> {
    snapshot: &'a Snapshot,
    found: &'a Colocated,
    settings: &'a Settings,
    first: usize,
    many: usize,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the two functions"),
    column("fonction", Type::Text, "around whom: key of the catalogue"),
    column("fonction_nom", Type::Text, "its French label"),
    column("voisine", Type::Text, "who is around: key of the catalogue"),
    column("voisine_nom", Type::Text, "its French label"),
    column("acteurs", Type::Integer, "actors of the function, with a place of their own"),
    column("acteurs_voisine", Type::Integer, "actors of the other"),
    column(
        "quotient",
        Type::Number,
        "mean share of the other among the nearest, over its share of all others; 1 is chance",
    ),
    column("quotient_attendu", Type::Number, "the mean of the draws"),
    column("p_ensemble", Type::Number, "(1 + draws with as much or more) / (1 + draws)"),
    column("p_ecart", Type::Number, "(1 + draws with as little or less) / (1 + draws)"),
    column("q_ensemble", Type::Number, "p_ensemble adjusted over all pairs (Benjamini and Hochberg)"),
    column("q_ecart", Type::Number, "p_ecart, adjusted alike"),
    column("conclusion", Type::Text, "ensemble, a-l-ecart or hasard, at a false discovery rate of 5 %"),
    column(
        "plan",
        Type::Integer,
        "EPSG code of the plane of most of the zone's actors, the only one looked at",
    ),
    column("why", Type::Text, "in a French sentence"),
    column("why_en", Type::Text, "in an English sentence"),
    column("tirages", Type::Integer, "how often functions were dealt out anew"),
    column("graine", Type::Integer, "what the draws came from"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl PairTable<'_> {
    fn function(&self, id: FunctionId) -> &Function {
        self.snapshot.functions.get(id)
    }
}

impl Table for PairTable<'_> {
    fn name(&self) -> &'static str {
        "voisinages"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.many as u32
    }

    fn shape(&self, _: u32) -> Option<Shape<'_>> {
        None
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let pair = &self.found.pairs[self.first + row as usize];
        let (from, to) = (self.function(pair.from), self.function(pair.to));
        let maybe = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let labels = |function: &'_ Function| [function.label_fr.clone(), function.label_en.clone()];
        let said = |tongue: usize| {
            let (from, to) = (labels(from), labels(to));
            let [from, to] = [&from, &to].map(|labels| [labels[0].as_str(), labels[1].as_str()]);
            said(pair, from, to, self.settings.nearest)[tongue].clone()
        };
        let tested = |of: fn(&Tested) -> f64| maybe((0 < pair.tested.draws).then(|| of(&pair.tested)));
        match COLUMNS[column].name {
            "id" => Value::Text(format!("{}>{}", from.key, to.key).into()),
            "fonction" => Value::text(Some(&from.key)),
            "fonction_nom" => Value::text(Some(&from.label_fr)),
            "voisine" => Value::text(Some(&to.key)),
            "voisine_nom" => Value::text(Some(&to.label_fr)),
            "acteurs" => Value::Integer(pair.actors[0] as i64),
            "acteurs_voisine" => Value::Integer(pair.actors[1] as i64),
            "quotient" => Value::Number(pair.tested.observed),
            "quotient_attendu" => tested(|tested| tested.expected),
            "p_ensemble" => tested(Tested::p_more),
            "p_ecart" => tested(Tested::p_less),
            "q_ensemble" => maybe(pair.together),
            "q_ecart" => maybe(pair.apart),
            "conclusion" => Value::text(Some(conclusion(pair))),
            "plan" => self.found.grid.map_or(Value::Null, |grid| Value::Integer(grid.epsg().into())),
            "why" => Value::Text(said(0).into()),
            "why_en" => Value::Text(said(1).into()),
            "tirages" => Value::Integer(i64::from(self.settings.draws)),
            "graine" => Value::Integer(self.settings.seed as i64),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
