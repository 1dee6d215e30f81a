//! `/tilejson/{tileset}`: where tiles are and what they hold, for map libraries.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;

use crate::api::answer::Answer;
use crate::api::aside::aside;
use crate::api::asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served, Shared};
use crate::api::tiles::selected::Asked;
use crate::domain::level::Level;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Tileset;
use crate::tiles::contract::{Contract, Edition};
use crate::tiles::findings::keys;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/tilejson/{tileset}", get(tilejson))
}

/// TileJSON 3 of a set of tiles; the parameters of a selection go into the tiles' address.
async fn tilejson(
    Current(served): Current,
    Path(tileset): Path<String>,
    parameters: asked::Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tileset: Tileset = tileset.parse().map_err(Problem::NotFound)?;
    let asked = Asked::take(parameters, tileset)?;
    let base = base_url(&headers);
    let body = aside(move || told(&served, tileset, &asked, &base)).await??;
    Ok(Answer::json(&body).respond(&headers))
}

/// The TileJSON itself.
pub fn told(served: &Served, tileset: Tileset, asked: &Asked, base: &str) -> Result<Value, Problem> {
    let snapshot = &served.snapshot;
    let (total, unplaced) = match (tileset, &asked.selection) {
        (Tileset::Layer(layer), Some(selection)) => {
            let part = served.shelves.part(served, selection)?;
            let placed = part.rows.iter().filter(|&row| is_placed(served, layer, row)).count() as u64;
            let total = u64::from(part.rows.count());
            (total, total - placed)
        }
        (Tileset::Layer(layer), None) => counts(served, [layer]),
        (Tileset::Territories, _) => counts(served, Level::ALL.map(Layer::Territories)),
        (Tileset::Map, _) => counts(served, Tileset::of_the_map()),
    };
    let query = Some(asked.query()).filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let edition = &served.atlas.edition;
    let tiles = format!("{base}/tiles/{edition}/{tileset}/{{z}}/{{x}}/{{y}}{query}");
    let keys = keys(snapshot);
    let contract = Contract::of_this_build();
    Ok(contract.tilejson(
        &tileset.layers(contract, asked.by),
        &Edition {
            name: tileset.name(),
            tiles: &tiles,
            snapshot: &snapshot.manifest.id,
            total,
            unplaced,
            bounds: served.atlas.bounds,
            keys: &keys,
        },
    ))
}

/// Rows of layers, and how many of them no commune is known of: as the manifest has them, else
/// counted (a snapshot that was never written has no files).
fn counts(served: &Served, layers: impl IntoIterator<Item = Layer>) -> (u64, u64) {
    let counted = |layer| {
        let counts = served.snapshot.layer_counts(layer);
        (counts.rows, counts.unplaced)
    };
    let known = |layer: Layer| {
        let file = served.snapshot.manifest.layer(layer.name());
        file.map_or_else(|| counted(layer), |file| (file.rows, file.unplaced))
    };
    let sum = |(rows, unplaced): (u64, u64), more: (u64, u64)| (rows + more.0, unplaced + more.1);
    layers.into_iter().map(known).fold((0, 0), sum)
}

fn is_placed(served: &Served, layer: Layer, row: u32) -> bool {
    layer.is_about_territories() || served.snapshot.commune_of(layer, row).is_some()
}
