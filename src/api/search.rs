//! `/search?q=`: territories, actors and functions by name or code.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::problem::Problem;
use crate::api::state::Shared;
use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::query::search::{CEILING, Found, Kind, MOST};
use crate::snapshot::Snapshot;

/// Longer than any name; beyond, nobody is searching.
const LONGEST: usize = 200;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/search", get(search))
}

#[derive(Debug, Deserialize)]
struct Parameters {
    q: Option<String>,
    limit: Option<String>,
    kind: Option<String>,
    #[serde(flatten)]
    others: std::collections::BTreeMap<String, String>,
}

async fn search(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Parameters { q, limit, kind, others } = parameters;
    if let Some(name) = others.into_keys().next() {
        return Err(Problem::UnknownParameter(name, "q, limit and kind"));
    }
    let q =
        q.ok_or_else(|| Problem::parameter("q", "what to search for is missing; try /search?q=nantes"))?;
    if LONGEST < q.len() {
        return Err(Problem::parameter("q", format!("longer than {LONGEST} bytes")));
    }
    let limit = limit.as_deref().map_or(Ok(CEILING), number)?;
    let kind: Option<Kind> =
        kind.as_deref().map(str::parse).transpose().map_err(|why: String| Problem::parameter("kind", why))?;
    let served = shared.current();
    // The first search may have to wait for the names to be sorted.
    let work = tokio::task::spawn_blocking(move || {
        let snapshot = &served.snapshot;
        let found = served.names().find_of(snapshot, &q, kind, limit);
        let results: Vec<Value> = found.into_iter().map(|found| describe(snapshot, found)).collect();
        Answer::json(&json!({ "results": results, "snapshot": snapshot.manifest.id }))
    });
    let answer = work.await.map_err(|error| Problem::Internal(error.into()))?;
    Ok(answer.respond(&headers))
}

/// A limit above the ceiling is answered with the ceiling, as everywhere.
fn number(text: &str) -> Result<usize, Problem> {
    let limit: Result<usize, _> = text.parse();
    let limit = limit.map_err(|_| {
        Problem::parameter(
            "limit",
            format!("`{text}` is not a whole number, of which {MOST} at most are given"),
        )
    });
    Ok(limit?.clamp(1, MOST))
}

fn describe(snapshot: &Snapshot, found: Found) -> Value {
    match found {
        Found::Territory { level, row } => {
            let territory = snapshot.territories.get(level, row);
            let code = &territory.code;
            json!({
                "kind": Kind::Territory.word(),
                "level": level.word(),
                "code": code,
                "name": territory.name,
                "population": territory.population,
                "url": format!("/territoires/{level}-{code}"),
            })
        }
        Found::Actor { row } => actor(snapshot, row),
        Found::Function { id } => function(snapshot, id),
    }
}

fn actor(snapshot: &Snapshot, row: u32) -> Value {
    let actors = &snapshot.actors;
    let commune =
        actors.commune(row).map(|commune| snapshot.territories.get(Level::Commune, commune).name.as_str());
    json!({
        "kind": Kind::Actor.word(),
        "level": "acteur",
        "code": actors.id(row),
        "name": actors.name(row),
        "commune": commune,
        "url": format!("/collections/acteurs/items/{}", actors.id(row)),
    })
}

fn function(snapshot: &Snapshot, id: FunctionId) -> Value {
    let function = snapshot.functions.get(id);
    json!({
        "kind": Kind::Function.word(),
        "level": "fonction",
        "code": function.key,
        "name": function.label_fr,
        "name_en": function.label_en,
        "url": format!("/partenaires?fonction={}", function.key),
    })
}
