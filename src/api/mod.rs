//! HTTP for programs: collections, features, counts, territories, search, tiles, health.
//!
//! A handler is a sentence: parameters, one question to the snapshot, one codec.

pub mod accept;
pub mod analyses;
pub mod answer;
pub mod aside;
pub mod asked;
pub mod assets;
pub mod catalogue;
pub mod collections;
pub mod connections;
pub mod counts;
pub mod drawn;
pub mod edge;
pub mod encoding;
pub mod extents;
pub mod files;
pub mod filters;
pub mod health;
pub mod items;
pub mod known;
pub mod landing;
pub mod leaving;
pub mod links;
pub mod openapi;
pub mod problem;
pub mod provenance;
pub mod queried;
pub mod schema;
pub mod search;
pub mod searches;
pub mod serving;
pub mod state;
pub mod stream;
pub mod styles;
pub mod tiles;
pub mod zones;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;

use crate::api::state::Shared;

/// What has one tag for all that it hangs on, told before any work: see [`known`].
pub fn tagged() -> Router<Arc<Shared>> {
    Router::new()
        .merge(collections::routes())
        .merge(schema::routes())
        .merge(counts::routes())
        .merge(zones::routes())
        .merge(search::routes())
        .merge(catalogue::routes())
        .merge(openapi::routes())
        .merge(landing::routes())
        .merge(tiles::tilejson::routes())
}

/// What has tags of its own, or none; without tiles.
pub fn others() -> Router<Arc<Shared>> {
    Router::new()
        .merge(items())
        .merge(analyses::routes())
        .merge(files::routes())
        .merge(styles::routes())
        .merge(health::routes())
        .merge(edge::metrics::routes())
}

/// Features, asked for by properties too, with what a filter can ask told beside.
fn items() -> Router<Arc<Shared>> {
    items::routes().route_layer(from_fn(queried::as_filter)).route_layer(from_fn(schema::with_queryables))
}
