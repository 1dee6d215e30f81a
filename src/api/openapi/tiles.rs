//! The document on tiles, their descriptions and the style.

use serde_json::{Value, json};

use crate::api::openapi::operation::{Get, Group, Refusal, header};
use crate::api::tiles::MEDIA_TYPE;
use crate::api::tiles::ogc::TILEJSON;

const JSON: &str = "application/json";
/// What selects the part of a collection that tiles draw.
const SELECTION: [&str; 5] = ["zone", "filter", "filter-lang", "filter-crs", "grouping"];

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let mut paths = described();
    paths.extend(drawn());
    paths.extend(styled());
    paths
}

fn described() -> Vec<(&'static str, Value)> {
    let get = |id, summary, parameters: &[&str], content: &[(&str, Option<&str>)]| {
        let description = "As OGC API Tiles 1.0 (20-057) wants it.";
        Get {
            group: Group::Tiles,
            id,
            summary,
            description,
            parameters,
            content,
            refusals: &[Refusal::NotFound],
        }
        .item()
    };
    let lists = [(JSON, Some("TileSets"))];
    let set = [(JSON, Some("TileSet")), (TILEJSON, Some("TileJson"))];
    let tileset: Vec<&str> = ["tileMatrixSetId", "tilesetFormat"].into_iter().chain(SELECTION).collect();
    let of_one: Vec<&str> = ["collectionId"].into_iter().chain(tileset.iter().copied()).collect();
    vec![
        ("/tiles", get("getTileSets", "Tilesets of the whole atlas", &[], &lists)),
        (
            "/tiles/{tileMatrixSetId}",
            get(
                "getTileSet",
                "The tileset of the whole atlas",
                &["tileMatrixSetId", "tilesetFormat", "grouping"],
                &set,
            ),
        ),
        (
            "/collections/{collectionId}/tiles",
            get("getCollectionTileSets", "Tilesets of a collection", &["collectionId"], &lists),
        ),
        (
            "/collections/{collectionId}/tiles/{tileMatrixSetId}",
            get("getCollectionTileSet", "The tileset of a collection", &of_one, &set),
        ),
        (
            "/tileMatrixSets",
            get("getTileMatrixSets", "Tile matrix sets", &[], &[(JSON, Some("TileMatrixSets"))]),
        ),
        (
            "/tileMatrixSets/{tileMatrixSetId}",
            get(
                "getTileMatrixSet",
                "One tile matrix set",
                &["tileMatrixSetId"],
                &[(JSON, Some("TileMatrixSet"))],
            ),
        ),
    ]
}

fn drawn() -> Vec<(&'static str, Value)> {
    let of_one: Vec<&str> =
        ["collectionId", "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol", "tileFormat"]
            .into_iter()
            .chain(SELECTION)
            .collect();
    let versioned: Vec<&str> = ["edition", "tileset", "z", "x", "y"].into_iter().chain(SELECTION).collect();
    let told: Vec<&str> = ["tileset"].into_iter().chain(SELECTION).collect();
    vec![
        (
            "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
            tile("getTile", "A tile of the whole atlas", &["tileMatrixSetId", "tileMatrix", "tileRow", "tileCol", "tileFormat", "grouping"]),
        ),
        (
            "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
            tile("getCollectionTile", "A tile of a collection", &of_one),
        ),
        ("/tiles/{edition}/{tileset}/{z}/{x}/{y}", tile("getVersionedTile", "A tile under an address that never changes", &versioned)),
        (
            "/tilejson/{tileset}",
            Get {
                group: Group::Tiles,
                id: "getTileJson",
                summary: "Where tiles are and what they hold",
                description: "TileJSON 3.0 for map libraries. The parameters of a selection go into the tiles' address.",
                parameters: &told,
                content: &[(JSON, Some("TileJson"))],
                refusals: &[Refusal::NotFound],
            }
            .item(),
        ),
    ]
}

fn tile(id: &str, summary: &str, parameters: &[&str]) -> Value {
    let description = "A Mapbox Vector Tile 2.1. The counts of a zoom add up to the rows that have a place.";
    let content = [(MEDIA_TYPE, None)];
    let refusals = &[Refusal::NotFound];
    let mut operation =
        Get { group: Group::Tiles, id, summary, description, parameters, content: &content, refusals }
            .operation();
    operation["responses"]["200"]["headers"]["Content-Encoding"] = header("Content-Encoding");
    operation["responses"]["204"] = json!({ "description": "There is nothing in the tile." });
    json!({ "get": operation })
}

fn styled() -> Vec<(&'static str, Value)> {
    let get = |id, summary, description, parameters, content, refusals| {
        Get { group: Group::Tiles, id, summary, description, parameters, content, refusals }.item()
    };
    vec![
        (
            "/styles/maillage",
            get(
                "getStyle",
                "The style of our map",
                "A MapLibre style, with absolute addresses: QGIS or any page draws our tiles with it.",
                &[],
                &[(JSON, Some("Style"))],
                &[],
            ),
        ),
        (
            "/styles/maillage/noms.woff2",
            get(
                "getStyleFont",
                "The font of the style's labels",
                "Absent from a program that was built without it.",
                &[],
                &[("font/woff2", None)],
                &[Refusal::NotFound],
            ),
        ),
        (
            "/styles/maillage/{spriteFile}",
            get(
                "getSprite",
                "The symbols of the style",
                "The image of all symbols and its index, in two sizes.",
                &["spriteFile"],
                &[(JSON, Some("Sprite")), ("image/png", None)],
                &[Refusal::NotFound],
            ),
        ),
    ]
}
