//! The document on features: a collection's items, and one of them.

use serde_json::{Value, json};

use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal, drawing, header, parameter};
use crate::api::queried;
use crate::formats::table::{Column, Type};
use crate::snapshot::layers::Layer;

/// How the ids of operations on one collection's features begin.
pub const ONE: &str = "getFeaturesOf";

/// The path items.
#[must_use]
pub fn paths() -> Vec<(String, Value)> {
    let any = [
        ("/collections/{collectionId}/items".to_owned(), items("getFeatures")),
        ("/collections/{collectionId}/items/{featureId}".to_owned(), item()),
    ];
    let any = any.into_iter().chain([("/collections/{collectionId}/selection".to_owned(), selection())]);
    any.chain(Layer::ALL.into_iter().map(of_one)).collect()
}

/// The features of one collection, whose properties are parameters: QGIS and GDAL look for these
/// under the address itself.
fn of_one(layer: Layer) -> (String, Value) {
    let capitals = layer.name().split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    let mut item = items(&format!("{ONE}{}", capitals.collect::<String>()));
    if let Some(parameters) = item["get"]["parameters"].as_array_mut() {
        let of_any = parameter("collectionId");
        parameters.retain(|parameter| *parameter != of_any);
        parameters.extend(layer.columns().iter().map(property));
    }
    item["get"]["summary"] = json!(format!("Features of {}", layer.name()));
    (format!("/collections/{layer}/items"), item)
}

/// A property as a parameter.
fn property(column: &Column) -> Value {
    let kind = match column.kind {
        Type::Text | Type::List => "string",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Boolean => "boolean",
    };
    let mut schema = json!({ "type": kind });
    if let Some(words) = queried::words(column) {
        schema["enum"] = json!(words);
    }
    let which = if column.kind == Type::List { "that have this one among" } else { "of this" };
    json!({
        "name": column.name,
        "in": "query",
        "required": false,
        "description": format!("Only features {which}: {}", column.meaning),
        "schema": schema,
        "style": "form",
        "explode": false,
    })
}

fn items(id: &str) -> Value {
    let get = Get {
        group: Group::Features,
        id,
        summary: "Features of a collection",
        description: "Those that match all of the conditions, a page at a time, with their exact number; `next` links lead through all of them in a stable order.",
        parameters: &[
            "collectionId",
            "limit",
            "bbox",
            "bbox-crs",
            "datetime",
            "zone",
            "filter",
            "filter-lang",
            "filter-crs",
            "crs",
            "near",
            "serves",
            "offset",
            "cursor",
            "itemsFormat",
        ],
        content: &[
            (Format::GeoJson.media_type(), Some("FeatureCollection")),
            (Format::Lines.media_type(), None),
            (Format::Sequence.media_type(), None),
            (Format::Csv.media_type(), None),
            (Format::FlatGeobuf.media_type(), None),
            ("text/html", None),
        ],
        refusals: &[Refusal::NotFound, Refusal::NotAcceptable, Refusal::Gone],
    };
    with_headers(&get)
}

/// The same inside of a drawing.
fn selection() -> Value {
    let mut post = items("postSelection")["get"].take();
    post["summary"] = json!("Features of a collection inside of a drawing");
    post["description"] = json!(
        "Those that match all of the conditions inside of what was drawn, joined to the territories of `zone`. The `next` link is to be asked with the same body. A feature known by its commune only is there when the whole commune is; how many cannot be told is in the counts of the same drawing."
    );
    post["requestBody"] = drawing();
    post["responses"]["413"] = json!({ "$ref": "#/components/responses/TooLarge" });
    json!({ "post": post })
}

fn item() -> Value {
    let get = Get {
        group: Group::Features,
        id: "getFeature",
        summary: "One feature",
        description: "The feature that bears an id.",
        parameters: &["collectionId", "featureId", "crs", "featureFormat"],
        content: &[
            (Format::GeoJson.media_type(), Some("Feature")),
            (Format::Lines.media_type(), None),
            (Format::Sequence.media_type(), None),
            (Format::Csv.media_type(), None),
            (Format::FlatGeobuf.media_type(), None),
            ("text/html", None),
        ],
        refusals: &[Refusal::NotFound, Refusal::NotAcceptable],
    };
    with_headers(&get)
}

/// Answers with features say in which reference system, and where else to go.
fn with_headers(get: &Get<'_>) -> Value {
    let mut operation = get.operation();
    for name in ["Content-Crs", "Link"] {
        operation["responses"]["200"]["headers"][name] = header(name);
    }
    json!({ "get": operation })
}
