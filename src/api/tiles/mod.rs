//! Vector tiles: under addresses that never change, and as OGC API Tiles asks for them.

mod coding;
pub mod ogc;
pub mod press;
mod selected;
mod tilejson;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::api::answer::{AsItIs, is_known};
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::api::tiles::press::Order;
use crate::api::tiles::selected::{Asked, Parameters};
use crate::tiles::atlas::Tileset;
use crate::tiles::compress::Coding;
use crate::tiles::coord::TileCoord;

/// What a tile is.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/tiles/{edition}/{tileset}/{z}/{x}/{y}", get(tile))
        .route("/tilejson/{tileset}", get(tilejson::tilejson))
        .merge(ogc::routes())
}

async fn tile(
    State(shared): State<Arc<Shared>>,
    Path((edition, tileset, z, x, y)): Path<(String, String, String, String, String)>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = shared.current();
    let current = &served.atlas.edition;
    if edition != *current {
        let gone =
            format!("tiles `{edition}` are not served any more; ask /tilejson/{tileset} for {current}");
        return Err(Problem::NotFound(gone));
    }
    let tileset: Tileset = tileset.parse().map_err(Problem::NotFound)?;
    let tile = coord(["z", "x", "y"], [&z, &x, y.strip_suffix(".mvt").unwrap_or(&y)])?;
    let asked = parameters.asked(tileset)?;
    answer(&shared, served, Wanted { tileset, tile, asked }, Lasting::Forever, &headers).await
}

/// Zoom, column and row from an address.
fn coord(names: [&'static str; 3], texts: [&str; 3]) -> Result<TileCoord, Problem> {
    let number = |at: usize| {
        let whole = texts[at].parse::<u32>();
        whole.map_err(|_| Problem::parameter(names[at], format!("`{}` is not a whole number", texts[at])))
    };
    let zoom = u8::try_from(number(0)?).map_err(|_| Problem::parameter(names[0], "beyond any zoom"))?;
    TileCoord::new(zoom, number(1)?, number(2)?)
        .map_err(|error| Problem::parameter("tile", error.to_string()))
}

/// A tile that is asked for.
struct Wanted {
    tileset: Tileset,
    tile: TileCoord,
    asked: Asked,
}

/// How long an answer stays true.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasting {
    /// The address bears the edition.
    Forever,
    /// Until another snapshot is served.
    UntilAsked,
}

impl Lasting {
    fn cache_control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::UntilAsked => "public, no-cache",
        })
    }
}

/// 200 with the tile, 204 when it is empty, 304 when the client has it.
async fn answer(
    shared: &Shared,
    served: Arc<Served>,
    wanted: Wanted,
    lasting: Lasting,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let coding = coding::accepted(headers);
    let tag = tag(&served, &wanted, coding);
    let common = [
        (header::ETAG, HeaderValue::from_str(&tag).expect("plain characters")),
        (header::CACHE_CONTROL, lasting.cache_control()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let Wanted { tileset, tile, asked } = wanted;
    let bytes = press::print(shared, served, Order { tileset, tile, asked, coding }).await?;
    if bytes.is_empty() {
        return Ok((StatusCode::NO_CONTENT, common).into_response());
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))];
    let mut response = (common, kind, Body::from(bytes)).into_response();
    if let Some(name) = coding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        response.extensions_mut().insert(AsItIs);
    }
    Ok(response)
}

/// Same tag, same bytes: all that decides them is in it.
fn tag(served: &Served, wanted: &Wanted, coding: Coding) -> String {
    let Wanted { tileset, tile, asked } = wanted;
    let (z, x, y) = (tile.zoom(), tile.x(), tile.y());
    let coding = coding.name().unwrap_or("plain");
    format!("\"{}/{tileset}/{z}/{x}/{y}/{}/{coding}\"", served.atlas.edition, asked.digest())
}
