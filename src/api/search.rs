//! `/search?q=`: territories and actors by name or code.

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
use crate::domain::level::Level;
use crate::query::search::Found;
use crate::snapshot::Snapshot;

/// Longer than any name; beyond, nobody is searching.
const LONGEST: usize = 200;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/search", get(search))
}

#[derive(Debug, Deserialize)]
struct Parameters {
    q: Option<String>,
}

async fn search(
    State(shared): State<Arc<Shared>>,
    Query(Parameters { q }): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let q =
        q.ok_or_else(|| Problem::parameter("q", "what to search for is missing; try /search?q=nantes"))?;
    if LONGEST < q.len() {
        return Err(Problem::parameter("q", format!("longer than {LONGEST} bytes")));
    }
    let served = shared.current();
    let snapshot = &served.snapshot;
    let found = served.names().find(snapshot, &q);
    let results: Vec<Value> = found.into_iter().map(|found| describe(snapshot, found)).collect();
    Ok(Answer::json(&json!({ "results": results, "snapshot": snapshot.manifest.id })).respond(&headers))
}

fn describe(snapshot: &Snapshot, found: Found) -> Value {
    match found {
        Found::Territory { level, row } => {
            let territory = snapshot.territories.get(level, row);
            let code = &territory.code;
            json!({
                "level": level.word(),
                "code": code,
                "name": territory.name,
                "population": territory.population,
                "url": format!("/territoires/{level}-{code}"),
            })
        }
        Found::Actor { row } => {
            let actors = &snapshot.actors;
            let commune = actors
                .commune(row)
                .map(|commune| snapshot.territories.get(Level::Commune, commune).name.as_str());
            json!({
                "level": "acteur",
                "code": actors.id(row),
                "name": actors.name(row),
                "commune": commune,
                "url": format!("/collections/acteurs/items/{}", actors.id(row)),
            })
        }
    }
}
