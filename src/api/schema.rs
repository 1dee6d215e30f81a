//! What features bear and what filters can ask of them: the columns of a layer as JSON schemas
//! (OGC API Features, parts 5 and 3).

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Path, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::api::answer::Answer;
use crate::api::encoding::JsonOnly;
use crate::api::extents::CHANGED;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::queried;
use crate::api::state::{Current, Shared};
use crate::domain::level::Level;
use crate::formats::table::{Column, ShapeKind, Type};
use crate::query::filter::properties::GEOMETRY;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The conformance classes that these routes honour.
pub const CONFORMANCE: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/advanced-property-roles",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/references",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
];

/// The relation of a collection, and of its features, to what a filter can ask.
pub const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
/// The relation of a collection to what its features bear.
pub const SCHEMA: &str = "http://www.opengis.net/def/rel/ogc/1.0/schema";
/// What both are.
pub const MEDIA_TYPE: &str = "application/schema+json";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/collections/{layer}/queryables", get(schema))
        .route("/collections/{layer}/schema", get(schema))
}

/// What the features of a layer bear, and what a filter can ask of them: every column, and the
/// shape. Both addresses answer the same, for there is no column that a filter may not ask.
async fn schema(
    Current(served): Current,
    Path(layer): Path<String>,
    address: MatchedPath,
    _: JsonOnly,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let resource = address.as_str().rsplit('/').next().unwrap_or_default();
    Ok(answer(&served.snapshot, layer, resource, &headers))
}

fn answer(snapshot: &Snapshot, layer: Layer, resource: &str, headers: &HeaderMap) -> Response {
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/collections/{layer}/{resource}", base_url(headers)),
        "title": layer.title(),
        "type": "object",
        "properties": properties(snapshot, layer),
        "additionalProperties": false,
    });
    Answer::of(MEDIA_TYPE, body.to_string().into_bytes()).respond(headers)
}

/// The properties of a layer's features, each with its schema.
#[must_use]
pub fn properties(snapshot: &Snapshot, layer: Layer) -> Map<String, Value> {
    let table = snapshot.table(layer);
    let mut properties = Map::new();
    for (rank, column) in table.columns().iter().enumerate() {
        let mut schema = typed(snapshot, column);
        schema["title"] = json!(column.name);
        schema["description"] = json!(column.meaning);
        schema["x-ogc-propertySeq"] = json!(rank + 1);
        play(&mut schema, layer, rank, column);
        properties.insert(column.name.to_owned(), schema);
    }
    let format = match table.shape_kind() {
        ShapeKind::Point => "geometry-point",
        ShapeKind::Line => "geometry-linestring",
        ShapeKind::Area => "geometry-polygon-or-multipolygon",
    };
    let shape = json!({
        "title": GEOMETRY,
        "description": "the shape, in longitudes and latitudes (CRS84); null for what has no known place",
        "format": format,
        "x-ogc-role": "primary-geometry",
        "x-ogc-propertySeq": table.columns().len() + 1,
    });
    properties.insert(GEOMETRY.to_owned(), shape);
    properties
}

/// The type of a column, with all its values where they are a few words of ours.
fn typed(snapshot: &Snapshot, column: &Column) -> Value {
    let text = |words: Option<Vec<&str>>| match words {
        Some(words) => json!({ "type": "string", "enum": words }),
        None => json!({ "type": "string" }),
    };
    match (column.kind, column.name) {
        (Type::Text, CHANGED) => json!({ "type": "string", "format": "date" }),
        (Type::Text, _) => text(queried::words(column)),
        (Type::Integer, _) => json!({ "type": "integer" }),
        (Type::Number, _) => json!({ "type": "number" }),
        (Type::Boolean, _) => json!({ "type": "boolean" }),
        (Type::List, "fonctions") => {
            let keys = snapshot.functions.list().iter().map(|function| function.key.as_str());
            json!({ "type": "array", "items": text(Some(keys.collect())) })
        }
        (Type::List, _) => json!({ "type": "array", "items": text(queried::words(column)) }),
    }
}

/// The part that a column plays: the id, the date, the territory of another collection, a
/// quantity of a unit (in the symbols of UCUM).
fn play(schema: &mut Value, layer: Layer, rank: usize, column: &Column) {
    if rank == 0 {
        schema["x-ogc-role"] = json!("id");
    } else if column.name == CHANGED {
        schema["x-ogc-role"] = json!("primary-instant");
    } else if let Some(level) = Level::ALL.into_iter().find(|level| level.word() == column.name)
        && layer != Layer::Territories(level)
    {
        schema["x-ogc-role"] = json!("reference");
        schema["x-ogc-collectionId"] = json!(level.layer());
    }
    let unit = match column.name {
        "surface_km2" => "km2",
        "surface_m2" | "bati_m2" => "m2",
        "point_lon" | "point_lat" => "deg",
        _ => return,
    };
    schema["x-ogc-unit"] = json!(unit);
}

/// Adds to answers with features where it is told what a filter can ask of them: part 3 wants
/// it in a header, so that it is found whatever the format.
pub async fn with_queryables(
    Path(parts): Path<Vec<(String, String)>>,
    request: Request,
    next: Next,
) -> Response {
    let base = base_url(request.headers());
    let mut response = next.run(request).await;
    let layer =
        parts.iter().find(|(name, _)| name == "layer").and_then(|(_, layer)| layer.parse::<Layer>().ok());
    if let Some(layer) = layer {
        let link =
            format!("<{base}/collections/{layer}/queryables>; rel=\"{QUERYABLES}\"; type=\"{MEDIA_TYPE}\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().append(header::LINK, link);
        }
    }
    response
}
