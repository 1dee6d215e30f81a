//! The parameters of the document. Their bounds are the constants that the routes obey.

use serde_json::{Map, Value, json};

use crate::api::items::format::Format;
use crate::api::items::page::{DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET};
use crate::api::openapi::{analyses, indices, sites, suppliers};
use crate::api::tiles::ogc::MATRIX_SET;
use crate::domain::level::Level;
use crate::geometry::reference::Crs;
use crate::query::filter::{MOST_BYTES, MOST_NESTED};
use crate::query::search::{CEILING, Kind, MOST};
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Tileset;
use crate::tiles::coord::MAX_ZOOM;

/// Formats of features, by the word of `f`.
fn formats() -> Vec<&'static str> {
    Format::ALL.into_iter().map(Format::word).chain(["json", "html"]).collect()
}

/// Parameters of a query without which there is no question.
const REQUIRED: [&str; 7] =
    ["q", "canteensZone", "oneFunction", "suppliersZone", "needsZone", "pairsZone", "sitesZone"];

/// Every shared parameter, by its name among the components: that of the query wherever one
/// name means one thing everywhere (QGIS looks for `limit` there).
#[must_use]
pub fn all() -> Value {
    let mut all = Map::new();
    for parameter in path()
        .into_iter()
        .chain(rows())
        .chain(paging())
        .chain(others())
        .chain(analyses::parameters())
        .chain(sites::parameters())
        .chain(suppliers::parameters())
        .chain(indices::parameters())
    {
        let Parameter { key, name, place, description, schema, example } = parameter;
        let mut told = json!({
            "name": name,
            "in": place.word(),
            "required": place == Place::Path || REQUIRED.contains(&key),
            "description": description,
            "schema": schema,
        });
        if !example.is_null() {
            told["example"] = example;
        }
        // Lists stand between commas: the standards want this said of each parameter of theirs.
        if place == Place::Query {
            told["style"] = json!("form");
            // But people stand one after the other.
            told["explode"] = json!(key == "person");
        }
        all.insert(key.to_owned(), told);
    }
    Value::Object(all)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
}

impl Place {
    fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
        }
    }
}

pub(super) struct Parameter {
    /// Its name among the components.
    key: &'static str,
    /// Its name in an address.
    name: &'static str,
    place: Place,
    description: String,
    schema: Value,
    example: Value,
}

fn told(
    place: Place,
    [key, name]: [&'static str; 2],
    description: impl Into<String>,
    schema: Value,
    example: Value,
) -> Parameter {
    Parameter { key, name, place, description: description.into(), schema, example }
}

pub(super) fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// Parts of addresses.
fn path() -> Vec<Parameter> {
    let part =
        |names, description: &str, schema, example| told(Place::Path, names, description, schema, example);
    let cell = json!({ "type": "integer", "minimum": 0 });
    vec![
        part(
            ["collectionId"; 2],
            "The id of a collection.",
            one_of(&Layer::ALL.map(Layer::name)),
            json!("acteurs"),
        ),
        part(
            ["featureId"; 2],
            "The id of a feature: a SIRET, a code, or an id of its source.",
            text(),
            json!("F1001"),
        ),
        part(["level"; 2], "A level of territory.", one_of(&Level::ALL.map(Level::word)), json!("bassin")),
        part(["code"; 2], "The official code of a territory of the level.", text(), json!("44109")),
        part(
            ["edition"; 2],
            "What an address that never changes was made for: as `/health` and TileJSON give it.",
            text(),
            Value::Null,
        ),
        part(
            ["file"; 2],
            "A collection and the ending of a form, `.fgb`, `.geojson` or `.csv`; and `.sha256` after it for its checksum.",
            text(),
            json!("acteurs.fgb"),
        ),
        part(
            ["tileset"; 2],
            "A set of tiles: a collection, `territoires` or the whole atlas.",
            one_of(&tilesets()),
            json!("acteurs"),
        ),
        part(["z"; 2], "Zoom.", json!({ "type": "integer", "minimum": 0, "maximum": MAX_ZOOM }), json!(8)),
        part(["x"; 2], "Column of the tile, from the west.", cell.clone(), json!(126)),
        part(["y"; 2], "Row of the tile, from the north; `.mvt` may follow.", text(), json!("90")),
        part(["tileMatrixSetId"; 2], "The tile matrix set.", one_of(&[MATRIX_SET]), json!(MATRIX_SET)),
        part(
            ["tileMatrix"; 2],
            "Zoom.",
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_ZOOM }),
            json!(8),
        ),
        part(["tileRow"; 2], "Row of the tile, from the north.", cell.clone(), json!(90)),
        part(["tileCol"; 2], "Column of the tile, from the west.", cell, json!(126)),
        part(
            ["spriteFile"; 2],
            "A file of the sprite.",
            one_of(&["sprite.json", "sprite@2x.json", "sprite.png", "sprite@2x.png"]),
            json!("sprite.json"),
        ),
    ]
}

/// The names of all sets of tiles.
fn tilesets() -> Vec<&'static str> {
    let layers = Layer::ALL.into_iter().map(Tileset::Layer);
    layers.chain([Tileset::Territories, Tileset::Map]).map(Tileset::name).collect()
}

pub(super) fn query(
    names: [&'static str; 2],
    description: impl Into<String>,
    schema: Value,
    example: Value,
) -> Parameter {
    told(Place::Query, names, description, schema, example)
}

/// Which rows.
fn rows() -> Vec<Parameter> {
    let systems = Crs::ALL.map(Crs::uri);
    let system =
        |default: &str| json!({ "type": "string", "format": "uri", "enum": systems, "default": default });
    vec![
        query(
            ["bbox"; 2],
            "Only what meets the box west,south,east,north: degrees, or coordinates of `bbox-crs` in the order of its axes. West may be greater than east: then the box crosses the antimeridian. Six numbers are accepted; heights are ignored.",
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 6 }),
            json!([-2.2, 46.8, -1.2, 47.6]),
        ),
        query(["bbox-crs"; 2], "The reference system of `bbox`.", system(Crs::Crs84.uri()), Value::Null),
        query(
            ["crs"; 2],
            "The reference system of the coordinates answered, told again in `Content-Crs`.",
            system(Crs::Crs84.uri()),
            Value::Null,
        ),
        query(
            ["filter-crs"; 2],
            "The reference system of shapes in `filter`.",
            system(Crs::Crs84.uri()),
            Value::Null,
        ),
        query(
            ["datetime"; 2],
            "Only what the source last changed then: an instant, or an interval `from/to` of which either end may be `..`. Without effect on collections that bear no date.",
            text(),
            json!("2024-01-01/.."),
        ),
        query(
            ["zone"; 2],
            "Only what is in these territories: `level:code`, several joined by commas (any union, at most 1000). Membership is told by the official tables, never by outlines.",
            text(),
            json!("bassin:44109,epci:200067635"),
        ),
        query(
            ["serves"; 2],
            "Only actors whose stated service area covers, wholly or partly, a place `lon,lat` or territories `level:code`.",
            text(),
            json!("-1.55,47.21"),
        ),
        query(
            ["near"; 2],
            "The nearest features to `lon,lat`, nearest first, as many as `limit`; each tells its `distance_m`.",
            text(),
            json!("-1.55,47.21"),
        ),
        query(
            ["filter"; 2],
            format!(
                "A condition in CQL2 (OGC 21-065r2) on the collection's queryables, of at most {MOST_BYTES} bytes and {MOST_NESTED} levels of parentheses."
            ),
            json!({ "type": "string", "maxLength": MOST_BYTES }),
            json!("famille = 'association' AND commune IS NOT NULL"),
        ),
        query(
            ["filter-lang"; 2],
            "The encoding of `filter`.",
            json!({ "type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text" }),
            Value::Null,
        ),
    ]
}

/// How much at once, and from where on.
fn paging() -> Vec<Parameter> {
    vec![
        query(
            ["limit"; 2],
            format!(
                "Features of a page. More than {MAX_LIMIT} are answered with {MAX_LIMIT}. Without pages, `limit=all` streams everything that matches."
            ),
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT }),
            json!(10),
        ),
        query(
            ["offset"; 2],
            "Features to pass over. To walk through many pages follow `next` links: they are faster and stay exact.",
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0 }),
            Value::Null,
        ),
        query(
            ["cursor"; 2],
            "Where a page goes on: taken from a `next` link, not made by hand.",
            text(),
            Value::Null,
        ),
    ]
}

/// What is asked of single routes.
fn others() -> Vec<Parameter> {
    let levels = Level::ALL.map(Level::word);
    let by: Vec<&str> = ["family", "function", "precision"].into_iter().chain(levels).collect();
    let grouping: Vec<&str> = ["cells", "zone"].into_iter().chain(levels).collect();
    let page = json!({ "type": "string", "enum": ["json", "html"], "default": "json" });
    vec![
        query(
            ["f"; 2],
            "The encoding, instead of the header `Accept`: JSON for programs, HTML for people.",
            page,
            Value::Null,
        ),
        query(
            ["itemsFormat", "f"],
            "The format, instead of the header `Accept`.",
            one_of(&formats()),
            json!("csv"),
        ),
        query(
            ["featureFormat", "f"],
            "The format, instead of the header `Accept`.",
            one_of(&formats()),
            Value::Null,
        ),
        query(
            ["by"; 2],
            "What rows are told apart by; several joined by commas are counted in one pass.",
            json!({ "type": "array", "items": one_of(&by), "minItems": 1, "default": ["bassin"] }),
            json!(["family"]),
        ),
        query(
            ["grouping", "by"],
            "How points become symbols at low zooms: by cells, by the level of territory that suits the zoom (`zone`), or by one level.",
            json!({ "type": "string", "enum": grouping, "default": "cells" }),
            Value::Null,
        ),
        query(["tileFormat", "f"], "The format of the tile.", one_of(&["mvt"]), Value::Null),
        query(
            ["tilesetFormat", "f"],
            "The form of the description.",
            one_of(&["json", "tilejson"]),
            Value::Null,
        ),
        query(
            ["searchLimit", "limit"],
            format!("How many are given; more than {MOST} are answered with {MOST}."),
            json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": CEILING }),
            Value::Null,
        ),
        query(["kind"; 2], "Only results of this kind.", one_of(&Kind::ALL.map(Kind::word)), Value::Null),
        query(
            ["q"; 2],
            "A name or a code, or the beginning of one; accents, hyphens and capitals do not matter.",
            json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            json!("nantes"),
        ),
    ]
}
