//! `/tiles/…` and `/tilejson/…`: vector tiles under versioned addresses that never change.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::api::answer::Answer;
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::domain::level::Level;
use crate::snapshot::layers::Layer;
use crate::tiles::actors::ActorPoints;
use crate::tiles::contract::{Contract, Edition};
use crate::tiles::coord::TileCoord;
use crate::tiles::places::PlacePoints;
use crate::tiles::render::render_points;

/// The group of all levels of territories.
const TERRITORIES: &str = "territoires";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/tiles/{snapshot}/{group}/{z}/{x}/{y}", get(tile))
        .route("/tilejson/{group}", get(tilejson))
}

async fn tile(
    State(shared): State<Arc<Shared>>,
    Path((snapshot, group, z, x, y)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = shared.current();
    let id = &served.snapshot.manifest.id;
    if snapshot != *id {
        let gone = format!("snapshot `{snapshot}` is not served any more; ask /tilejson/{group} for {id}");
        return Err(Problem::NotFound(gone));
    }
    let coord = coord(&z, &x, y.strip_suffix(".mvt").unwrap_or(&y))?;
    let work = tokio::task::spawn_blocking(move || draw(&served, &group, coord));
    let bytes = work.await.map_err(|error| Problem::Internal(error.into()))??;
    if bytes.is_empty() {
        let forever = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
        return Ok((StatusCode::NO_CONTENT, forever).into_response());
    }
    let answer = Answer { content_type: "application/vnd.mapbox-vector-tile", body: bytes, immutable: true };
    Ok(answer.respond(&headers))
}

fn coord(z: &str, x: &str, y: &str) -> Result<TileCoord, Problem> {
    let number = |name, text: &str| {
        text.parse::<u32>().map_err(|_| Problem::parameter(name, format!("`{text}` is not a whole number")))
    };
    let zoom = u8::try_from(number("z", z)?).map_err(|_| Problem::parameter("z", "beyond any zoom"))?;
    TileCoord::new(zoom, number("x", x)?, number("y", y)?)
        .map_err(|error| Problem::parameter("z/x/y", error.to_string()))
}

fn draw(served: &Served, group: &str, tile: TileCoord) -> Result<Vec<u8>, Problem> {
    let Served { snapshot, territory_tiles, .. } = served;
    if group == TERRITORIES {
        return Ok(territory_tiles.draw(&snapshot.territories, tile, &Level::ALL));
    }
    let layer: Layer = group.parse().map_err(Problem::NotFound)?;
    let territories = &snapshot.territories;
    match layer {
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            let points = ActorPoints::new(&snapshot.actors, &snapshot.functions);
            Ok(render_points(group, &points, territories, tile, |row| snapshot.is_in_view(layer, row)))
        }
        Layer::Foncier => {
            Ok(render_points(group, &PlacePoints::new(&snapshot.sites), territories, tile, |_| true))
        }
        Layer::Equipements => {
            Ok(render_points(group, &PlacePoints::new(&snapshot.equipment), territories, tile, |_| true))
        }
        Layer::Territories(_) => {
            Err(Problem::NotFound(format!("tiles of all levels are under `{TERRITORIES}`")))
        }
    }
}

async fn tilejson(
    State(shared): State<Arc<Shared>>,
    Path(group): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = shared.current();
    let snapshot = &served.snapshot;
    let unknown = || Problem::NotFound(format!("no tiles are called `{group}`"));
    let counts = match group.parse::<Layer>() {
        Ok(layer) => Some(snapshot.layer_counts(layer)),
        Err(_) if group == TERRITORIES => None,
        Err(_) => return Err(unknown()),
    };
    let keys: Vec<&str> = snapshot.functions.list().iter().map(|function| function.key.as_str()).collect();
    let territories = Level::ALL.iter().map(|&level| snapshot.territories.of(level).len() as u64).sum();
    let edition = Edition {
        base_url: &base_url(&headers),
        snapshot: &snapshot.manifest.id,
        total: counts.map_or(territories, |counts| counts.rows),
        unplaced: counts.map_or(0, |counts| counts.unplaced),
        bounds: served.bounds,
        functions: &keys,
    };
    let body = Contract::of_this_build().tilejson(&group, &edition).ok_or_else(unknown)?;
    Ok(Answer::json(&body).respond(&headers))
}

/// The address the client used: map libraries want absolute addresses of tiles.
fn base_url(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b));
    let host = text("x-forwarded-host").or_else(|| text("host")).filter(plain);
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()
}
