//! OGC API Tiles 1.0 (20-057): lists of tilesets, what each holds, and its tiles, for the whole
//! atlas and for each layer, in the one matrix set that map libraries share.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::accept::Accepted;
use crate::api::answer::Answer;
use crate::api::aside::aside;
use crate::api::asked;
use crate::api::links::{base_url, linked};
use crate::api::problem::Problem;
use crate::api::state::{Current, Served, Shared};
use crate::api::tiles::selected::Asked;
use crate::api::tiles::{Lasting, MEDIA_TYPE, Wanted, answer, coord, tilejson};
use crate::geometry::bbox::Bbox;
use crate::geometry::mercator::WorldPoint;
use crate::geometry::position::Position;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Tileset;
use crate::tiles::contract::{self, Contract};

/// The conformance classes that these routes honour.
pub const CONFORMANCE: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
];

/// The matrix set, and its definition at the OGC.
pub const MATRIX_SET: &str = "WebMercatorQuad";
const MATRIX_SET_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const CRS: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";

/// Half the width of the square world in metres, the cell of zoom 0 and its scale.
const HALF_WORLD: f64 = 20_037_508.342_789_244;
const CELL: f64 = 156_543.033_928_041;
const SCALE: f64 = 559_082_264.028_717_8;

/// The last zoom that the definition names.
const LAST_MATRIX: u8 = 24;

pub const TILEJSON: &str = "application/vnd.mapbox.tilejson+json";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/tiles", get(list))
        .route("/tiles/{matrix_set}", get(tileset))
        .route("/tiles/{matrix_set}/{z}/{row}/{column}", get(tile))
        .route("/collections/{layer}/tiles", get(list))
        .route("/collections/{layer}/tiles/{matrix_set}", get(tileset))
        .route("/collections/{layer}/tiles/{matrix_set}/{z}/{row}/{column}", get(tile))
        .route("/tileMatrixSets", get(matrix_sets))
        .route("/tileMatrixSets/{matrix_set}", get(matrix_set))
}

/// The parts of an address, those that it has.
#[derive(Debug, Deserialize)]
struct Place {
    layer: Option<String>,
    matrix_set: Option<String>,
    z: Option<String>,
    row: Option<String>,
    column: Option<String>,
}

impl Place {
    /// One layer, or without one the whole atlas.
    fn tileset(&self) -> Result<Tileset, Problem> {
        match &self.layer {
            None => Ok(Tileset::Map),
            Some(layer) => layer.parse::<Layer>().map(Tileset::Layer).map_err(Problem::NotFound),
        }
    }

    fn check_matrix_set(&self) -> Result<(), Problem> {
        match self.matrix_set.as_deref() {
            None | Some(MATRIX_SET) => Ok(()),
            Some(other) => Err(Problem::NotFound(format!("no tiles in `{other}`; there is {MATRIX_SET}"))),
        }
    }
}

/// Where the tiles of a set are described.
fn home(tileset: Tileset) -> String {
    match tileset {
        Tileset::Layer(layer) => format!("/collections/{layer}/tiles"),
        Tileset::Map | Tileset::Territories => "/tiles".to_owned(),
    }
}

async fn tile(
    State(shared): State<Arc<Shared>>,
    Current(served): Current,
    Path(place): Path<Place>,
    mut parameters: asked::Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    place.check_matrix_set()?;
    let tileset = place.tileset()?;
    match parameters.take("f").as_deref() {
        None | Some("mvt" | MEDIA_TYPE) => {}
        Some(other) => return Err(Problem::parameter("f", format!("`{other}` is not served; use mvt"))),
    }
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (z, row, column) = (text(&place.z), text(&place.row), text(&place.column));
    let tile = coord(["tileMatrix", "tileCol", "tileRow"], [&z, &column, &row])?;
    let asked = Asked::take(parameters, tileset)?;
    let wanted = Wanted { tileset, tile, asked };
    answer(&shared, served, wanted, Lasting::UntilAsked, &headers).await
}

async fn list(Path(place): Path<Place>, headers: HeaderMap) -> Result<Response, Problem> {
    let tileset = place.tileset()?;
    let home = home(tileset);
    let item = json!({
        "title": title(tileset),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "links": [
            link(&format!("{home}/{MATRIX_SET}"), "self", "application/json"),
            link(&format!("/tileMatrixSets/{MATRIX_SET}"), TILING_SCHEME, "application/json"),
        ],
    });
    let body = json!({ "links": [link(&home, "self", "application/json")], "tilesets": [item] });
    Ok(linked(body, &headers))
}

async fn tileset(
    Current(served): Current,
    Path(place): Path<Place>,
    mut parameters: asked::Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    place.check_matrix_set()?;
    let tileset = place.tileset()?;
    let as_tilejson = match parameters.take("f").as_deref() {
        None => 0 < Accepted::types(&headers).named(&[TILEJSON]),
        Some("json") => false,
        Some("tilejson") => true,
        Some(other) => {
            return Err(Problem::parameter("f", format!("`{other}` is not served; use json or tilejson")));
        }
    };
    let asked = Asked::take(parameters, tileset)?;
    if as_tilejson {
        let base = base_url(&headers);
        let body = aside(move || tilejson::told(&served, tileset, &asked, &base)).await??;
        return Ok(Answer::of(TILEJSON, body.to_string().into_bytes()).respond(&headers));
    }
    Ok(linked(describe(&served, tileset, &asked), &headers))
}

/// The metadata of a tileset (17-083r4, section 7.1).
fn describe(served: &Served, tileset: Tileset, asked: &Asked) -> Value {
    let contract = Contract::of_this_build();
    let layers = tileset.layers(contract, asked.by);
    let [first, last] = contract::zooms(&layers);
    let home = home(tileset);
    let query = asked.query();
    let and = if query.is_empty() { String::new() } else { format!("&{query}") };
    let itself = format!("{home}/{MATRIX_SET}");
    let [west, south, east, north] = served.atlas.bounds.sides();
    let described: Vec<Value> = layers.iter().map(|layer| describe_layer(contract, layer)).collect();
    json!({
        "title": title(tileset),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "tileMatrixSetLimits": (first..=last).map(|zoom| limits(zoom, served.atlas.bounds)).collect::<Vec<_>>(),
        "boundingBox": {
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "lowerLeft": [west, south],
            "upperRight": [east, north],
        },
        "layers": described,
        "attribution": contract.attribution,
        "links": [
            link(&itself, "self", "application/json"),
            link(&format!("{itself}?f=tilejson{and}"), "alternate", TILEJSON),
            link(&format!("/tileMatrixSets/{MATRIX_SET}"), TILING_SCHEME, "application/json"),
            {
                "rel": "item",
                "type": MEDIA_TYPE,
                "templated": true,
                "href": format!("{itself}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f=mvt{and}"),
            },
        ],
    })
}

fn describe_layer(contract: &Contract, layer: &contract::Layer) -> Value {
    let [first, last] = layer.zooms();
    let attributes = contract.attributes(layer).iter();
    let properties: serde_json::Map<String, Value> = attributes
        .map(|(name, attribute)| {
            (name.clone(), json!({ "type": attribute.kind.json(), "description": attribute.meaning }))
        })
        .collect();
    json!({
        "id": layer.name,
        "description": layer.description,
        "dataType": "vector",
        "geometryDimension": match layer.shape {
            contract::Shape::Point => 0,
            contract::Shape::Line => 1,
            contract::Shape::Polygon => 2,
        },
        "minTileMatrix": first.to_string(),
        "maxTileMatrix": last.to_string(),
        "propertiesSchema": { "type": "object", "properties": properties },
    })
}

/// The tiles of a zoom that a box meets.
fn limits(zoom: u8, bounds: Bbox) -> Value {
    let [west, south, east, north] = bounds.sides();
    let cell = |lon, lat| Position::from_degrees(lon, lat).map(|p| WorldPoint::from_position(p).cell(zoom));
    let last = (1_u32 << zoom) - 1;
    let (first_column, first_row) = cell(west, north).unwrap_or((0, 0));
    let (last_column, last_row) = cell(east, south).unwrap_or((last, last));
    json!({
        "tileMatrix": zoom.to_string(),
        "minTileRow": first_row,
        "maxTileRow": last_row,
        "minTileCol": first_column,
        "maxTileCol": last_column,
    })
}

async fn matrix_sets(headers: HeaderMap) -> Response {
    let itself = link(&format!("/tileMatrixSets/{MATRIX_SET}"), "self", "application/json");
    let set = json!({ "id": MATRIX_SET, "uri": MATRIX_SET_URI, "crs": CRS, "links": [itself] });
    linked(json!({ "tileMatrixSets": [set] }), &headers)
}

/// The definition of the matrix set (17-083r4, annex D.1).
async fn matrix_set(Path(place): Path<Place>, headers: HeaderMap) -> Result<Response, Problem> {
    place.check_matrix_set()?;
    let matrices: Vec<Value> = (0..=LAST_MATRIX)
        .map(|zoom| {
            let side = 1_u32 << zoom;
            json!({
                "id": zoom.to_string(),
                "scaleDenominator": SCALE / f64::from(side),
                "cellSize": CELL / f64::from(side),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_WORLD, HALF_WORLD],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": side,
                "matrixHeight": side,
            })
        })
        .collect();
    let body = json!({
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices,
    });
    Ok(Answer::json(&body).respond(&headers))
}

/// The relation of a tileset to its matrix set.
const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
/// The relation of an atlas or a layer to its lists of vector tiles.
pub const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

fn title(tileset: Tileset) -> &'static str {
    match tileset {
        Tileset::Map => "Maillage",
        Tileset::Territories => "Territoires",
        Tileset::Layer(layer) => layer.title(),
    }
}

fn link(href: &str, rel: &str, kind: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": kind })
}
