//! The shapes of answers, as the document tells them (JSON schema as OpenAPI 3.0 has it).

use serde_json::{Map, Value, json};

use crate::api::openapi::operation::schema;
use crate::domain::level::Level;
use crate::snapshot::layers::Layer;

/// Every shared schema.
#[must_use]
pub fn all() -> Value {
    let mut all = Map::new();
    for part in [shared(), capabilities(), geometries(), features(), figures(), tiles()] {
        if let Value::Object(part) = part {
            all.extend(part);
        }
    }
    Value::Object(all)
}

/// An object: the members it must have, those it may have.
fn object(required: Value, optional: Value) -> Value {
    let (Value::Object(mut members), Value::Object(optional)) = (required, optional) else {
        return json!({ "type": "object" });
    };
    let names: Vec<String> = members.keys().cloned().collect();
    members.extend(optional);
    let mut told = json!({ "type": "object", "properties": members });
    // An empty list is no valid `required`.
    if !names.is_empty() {
        told["required"] = json!(names);
    }
    told
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn or_null(mut schema: Value) -> Value {
    schema["nullable"] = json!(true);
    schema
}

fn snapshot() -> Value {
    json!({ "type": "string", "description": "The id of the snapshot that the answer was made from." })
}

fn shared() -> Value {
    json!({
        "Problem": object(
            json!({ "title": text(), "status": { "type": "integer", "minimum": 400, "maximum": 599 }, "detail": text() }),
            json!({ "type": text(), "instance": text() }),
        ),
        "Link": object(
            json!({ "href": text(), "rel": text() }),
            json!({ "type": text(), "hreflang": text(), "title": text(), "length": count(), "templated": { "type": "boolean" } }),
        ),
        "Extent": object(
            json!({}),
            json!({
                "spatial": object(json!({ "bbox": list(list_of_four()) }), json!({ "crs": text() })),
                "temporal": object(json!({ "interval": list(list(or_null(text()))) }), json!({ "trs": text() })),
            }),
        ),
        "Catalogue": object(json!({ "@context": { "type": "object" }, "@graph": list(json!({ "type": "object" })) }), json!({})),
        "JsonSchema": object(
            json!({ "$schema": text(), "$id": text(), "type": text(), "properties": { "type": "object" } }),
            json!({ "title": text(), "description": text(), "additionalProperties": { "type": "boolean" } }),
        ),
    })
}

fn list_of_four() -> Value {
    json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 4 })
}

fn capabilities() -> Value {
    json!({
        "Landing": object(
            json!({ "title": text(), "links": list(schema("Link")) }),
            json!({
                "description": text(),
                "snapshot": snapshot(),
                "fictitious": { "type": "boolean", "description": "Whether the data are invented." },
                "extent": schema("Extent"),
            }),
        ),
        "Conformance": object(json!({ "conformsTo": list(text()) }), json!({})),
        "Collections": object(
            json!({ "links": list(schema("Link")), "collections": list(schema("Collection")) }),
            json!({ "crs": list(text()) }),
        ),
        "Collection": object(
            json!({ "id": { "type": "string", "enum": Layer::ALL.map(Layer::name) }, "links": list(schema("Link")) }),
            json!({
                "title": text(),
                "description": text(),
                "attribution": text(),
                "itemType": { "type": "string", "enum": ["feature"] },
                "extent": schema("Extent"),
                "crs": list(text()),
                "storageCrs": text(),
                "geometry": { "type": "string", "enum": ["point", "line", "surface"] },
                "count": or_null(count()),
                "unplaced": or_null(count()),
                "masked": or_null(count()),
                "snapshot": snapshot(),
                "fictitious": { "type": "boolean" },
            }),
        ),
    })
}

fn geometries() -> Value {
    let position = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 3 });
    let shape = |word: &str, coordinates: Value| {
        object(json!({ "type": { "type": "string", "enum": [word] }, "coordinates": coordinates }), json!({}))
    };
    json!({
        "Point": shape("Point", position.clone()),
        "LineString": shape("LineString", list(position.clone())),
        "MultiPolygon": shape("MultiPolygon", list(list(list(position)))),
        "Geometry": {
            "nullable": true,
            "oneOf": [schema("Point"), schema("LineString"), schema("MultiPolygon")],
            "description": "A point, a line or a surface; null for what has no known place.",
        },
    })
}

fn features() -> Value {
    json!({
        "Feature": object(
            json!({
                "type": { "type": "string", "enum": ["Feature"] },
                "geometry": schema("Geometry"),
                "properties": { "type": "object", "description": "As `/collections/{collectionId}/schema` tells them." },
            }),
            json!({ "id": text(), "links": list(schema("Link")) }),
        ),
        "FeatureCollection": object(
            json!({
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": list(schema("Feature")),
            }),
            json!({
                "links": list(schema("Link")),
                "numberMatched": { "type": "integer", "minimum": 0, "description": "How many features match, exactly." },
                "numberReturned": { "type": "integer", "minimum": 0, "description": "How many of them are on this page." },
            }),
        ),
    })
}

fn figures() -> Value {
    let level = json!({ "type": "string", "enum": Level::ALL.map(Level::word) });
    let place = object(json!({ "level": level.clone(), "code": text(), "nom": text() }), json!({}));
    json!({
        "Counts": object(
            json!({
                "layer": text(),
                "numberMatched": { "type": "integer", "minimum": 0, "description": "Rows that match." },
                "unplaced": { "type": "integer", "minimum": 0, "description": "Of these, in no known commune." },
                "masked": { "type": "integer", "minimum": 0, "description": "Of these, in partial diffusion: counted, never shown." },
                "facets": list(schema("Facet")),
                "snapshot": snapshot(),
            }),
            json!({
                "undetermined": { "type": "integer", "minimum": 0, "nullable": true, "description": "Rows that may lie in the drawn zone or beside it: known by their commune only." },
                "serves": {
                    "type": "object",
                    "nullable": true,
                    "description": "Of those that serve: wholly, partly; and how many never said whom they serve.",
                },
            }),
        ),
        "Facet": object(
            json!({ "by": text(), "counts": list(schema("Count")) }),
            json!({
                "without": { "type": "integer", "minimum": 0, "description": "Rows with nothing to be counted by." },
                "overlapping": { "type": "boolean", "description": "Whether a row may count under several keys." },
            }),
        ),
        "Count": object(json!({ "key": text(), "label": text(), "count": count() }), json!({})),
        "Territory": object(
            json!({ "level": level.clone(), "code": text(), "nom": text(), "population": count(), "snapshot": snapshot() }),
            json!({
                "surface_km2": { "type": "number", "nullable": true },
                "communes": count(),
                "densite": or_null(text()),
                "contour": text(),
                "point": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
                "bbox": or_null(list_of_four()),
                "within": list(place.clone()),
                "neighbours": list(place),
                "counts": { "type": "object", "additionalProperties": count() },
                "acteurs": { "type": "object" },
                "fictitious": { "type": "boolean" },
            }),
        ),
        "Analysis": object(json!({}), json!({})),
        "Search": object(json!({ "results": list(schema("SearchResult")), "snapshot": snapshot() }), json!({})),
        "SearchResult": object(
            json!({ "level": text(), "code": text(), "url": text() }),
            json!({
                "kind": text(),
                "name": or_null(text()),
                "name_en": text(),
                "population": count(),
                "commune": or_null(text()),
            }),
        ),
        "Health": object(
            json!({ "status": { "type": "string", "enum": ["ok"] }, "version": text(), "snapshot": snapshot(), "tiles": text() }),
            json!({ "fictitious": { "type": "boolean" }, "layers": list(json!({ "type": "object" })) }),
        ),
    })
}

fn tiles() -> Value {
    json!({
        "TileSets": object(json!({ "tilesets": list(schema("TileSet")) }), json!({ "links": list(schema("Link")) })),
        "TileSet": object(
            json!({ "dataType": { "type": "string", "enum": ["vector"] }, "crs": text(), "links": list(schema("Link")) }),
            json!({ "title": text(), "tileMatrixSetURI": text(), "layers": list(json!({ "type": "object" })), "attribution": text() }),
        ),
        "TileMatrixSets": object(json!({ "tileMatrixSets": list(json!({ "type": "object" })) }), json!({})),
        "TileMatrixSet": object(
            json!({ "id": text(), "crs": text(), "tileMatrices": list(json!({ "type": "object" })) }),
            json!({ "title": text(), "uri": text(), "orderedAxes": list(text()), "wellKnownScaleSet": text() }),
        ),
        "TileJson": object(
            json!({ "tilejson": text(), "tiles": list(text()), "vector_layers": list(json!({ "type": "object" })) }),
            json!({
                "name": text(),
                "bounds": list_of_four(),
                "minzoom": count(),
                "maxzoom": count(),
                "attribution": text(),
                "maillage": { "type": "object" },
            }),
        ),
        "Sprite": { "type": "object", "additionalProperties": { "type": "object" } },
        "Style": object(
            json!({ "version": { "type": "integer" }, "sources": { "type": "object" }, "layers": list(json!({ "type": "object" })) }),
            json!({ "name": text(), "sprite": text() }),
        ),
    })
}
