//! `/collections`: what layers there are.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::links::{base_url, linked};
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::api::tiles::ogc::TILESETS;
use crate::domain::actor::Family;
use crate::domain::whereabouts::Precision;
use crate::formats::geojson;
use crate::formats::table::{Column, ShapeKind, Type};
use crate::query::filter::properties::GEOMETRY;
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
    let list: Vec<Value> = Layer::ALL.into_iter().map(|layer| describe(&served, layer)).collect();
    linked(json!({ "links": [link("/collections", "self")], "collections": list }), &headers)
}

async fn one(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    Ok(linked(describe(&shared.current(), layer), &headers))
}

/// What a filter can ask of a layer, as a JSON schema (OGC API Features, part 3, §6.2): every
/// column, and the shape.
async fn queryables(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let table = served.snapshot.table(layer);
    let columns = table.columns().iter().enumerate();
    let mut properties: serde_json::Map<String, Value> = columns
        .map(|(rank, column)| {
            let mut schema = schema(&served.snapshot, column);
            if rank == 0 {
                schema["x-ogc-role"] = json!("id");
            }
            (column.name.to_owned(), schema)
        })
        .collect();
    let format = match table.shape_kind() {
        ShapeKind::Point => "geometry-point",
        ShapeKind::Area => "geometry-polygon-or-multipolygon",
    };
    let shape = json!({
        "x-ogc-role": "primary-geometry",
        "format": format,
        "description": "the shape, in longitudes and latitudes (CRS84)",
    });
    properties.insert(GEOMETRY.to_owned(), shape);
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/collections/{layer}/queryables", base_url(&headers)),
        "title": layer.title(),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    Ok(Answer::of("application/schema+json", body.to_string().into_bytes()).respond(&headers))
}

/// A column, with all its values where they are a few words of ours.
fn schema(snapshot: &Snapshot, column: &Column) -> Value {
    let text = |words: Option<Vec<&str>>| match words {
        Some(words) => json!({ "type": "string", "enum": words }),
        None => json!({ "type": "string" }),
    };
    let mut schema = match (column.kind, column.name) {
        (Type::Text, "famille") => text(Some(Family::ALL.map(Family::word).to_vec())),
        (Type::Text, "precision") => text(Some(Precision::ALL.map(Precision::word).to_vec())),
        (Type::Text, "mise_a_jour") => json!({ "type": "string", "format": "date" }),
        (Type::Text, _) => text(None),
        (Type::Integer, _) => json!({ "type": "integer" }),
        (Type::Number, _) => json!({ "type": "number" }),
        (Type::Boolean, _) => json!({ "type": "boolean" }),
        (Type::List, "fonctions") => {
            let keys = snapshot.functions.list().iter().map(|function| function.key.as_str());
            json!({ "type": "array", "items": text(Some(keys.collect())) })
        }
        (Type::List, _) => json!({ "type": "array", "items": text(None) }),
    };
    schema["description"] = json!(column.meaning);
    schema
}

fn describe(served: &Served, layer: Layer) -> Value {
    let Served { snapshot, atlas, .. } = served;
    let name = layer.name();
    let [west, south, east, north] = atlas.bounds.sides();
    let file = snapshot.manifest.layer(name);
    json!({
        "id": name,
        "title": layer.title(),
        "itemType": "feature",
        "extent": { "spatial": { "bbox": [[west, south, east, north]] } },
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
            { "href": format!("/collections/{name}/items"), "rel": "items", "type": geojson::MEDIA_TYPE },
            link(&format!("/collections/{name}/queryables"), "http://www.opengis.net/def/rel/ogc/1.0/queryables"),
            link(&format!("/collections/{name}/tiles"), TILESETS),
        ],
    })
}

fn link(href: &str, rel: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": "application/json" })
}
