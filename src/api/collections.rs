//! `/collections`: what layers there are.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::problem::Problem;
use crate::api::state::Shared;
use crate::api::tiles::ogc::TILESETS;
use crate::formats::table::ShapeKind;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/collections", get(all))
        .route("/collections/{layer}", get(one))
        .route("/collections/{layer}/queryables", get(queryables))
}

async fn all(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let served = shared.current();
    let list: Vec<Value> = Layer::ALL.into_iter().map(|layer| describe(&served.snapshot, layer)).collect();
    Answer::json(&json!({ "links": [link("/collections", "self")], "collections": list })).respond(&headers)
}

async fn one(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    Ok(Answer::json(&describe(&shared.current().snapshot, layer)).respond(&headers))
}

/// The columns of a layer as a JSON schema.
async fn queryables(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    use crate::formats::table::Type;
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let table = served.snapshot.table(layer);
    let properties: serde_json::Map<String, Value> = table
        .columns()
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Type::Text => json!({ "type": "string", "description": column.meaning }),
                Type::Integer => json!({ "type": "integer", "description": column.meaning }),
                Type::Number => json!({ "type": "number", "description": column.meaning }),
                Type::Boolean => json!({ "type": "boolean", "description": column.meaning }),
                Type::List => {
                    json!({ "type": "array", "items": { "type": "string" }, "description": column.meaning })
                }
            };
            (column.name.to_owned(), kind)
        })
        .collect();
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": layer.title(),
        "type": "object",
        "properties": properties,
    });
    Ok(Answer::of("application/schema+json", body.to_string().into_bytes()).respond(&headers))
}

fn describe(snapshot: &Snapshot, layer: Layer) -> Value {
    let name = layer.name();
    let file = snapshot.manifest.layer(name);
    json!({
        "id": name,
        "title": layer.title(),
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "storageCrs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "geometry": match snapshot.table(layer).shape_kind() {
            ShapeKind::Point => "point",
            ShapeKind::Area => "surface",
        },
        "count": file.map(|file| file.rows),
        "unplaced": file.map(|file| file.unplaced),
        "masked": file.map(|file| file.masked),
        "snapshot": snapshot.manifest.id,
        "fictitious": snapshot.manifest.fictitious,
        "links": [
            link(&format!("/collections/{name}"), "self"),
            link(&format!("/collections/{name}/items"), "items"),
            link(&format!("/collections/{name}/queryables"), "http://www.opengis.net/def/rel/ogc/1.0/queryables"),
            link(&format!("/collections/{name}/tiles"), TILESETS),
        ],
    })
}

fn link(href: &str, rel: &str) -> Value {
    json!({ "href": href, "rel": rel })
}
