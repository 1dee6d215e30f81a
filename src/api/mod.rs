//! HTTP for programs: collections, features, counts, territories, search, tiles, health.
//!
//! A handler is a sentence: parameters, one question to the snapshot, one codec.

pub mod analyses;
pub mod answer;
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
pub mod links;
pub mod openapi;
pub mod problem;
pub mod provenance;
pub mod queried;
pub mod schema;
pub mod search;
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

/// Every route for programs but those of tiles: some of them answer people too.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .merge(collections::routes())
        .merge(schema::routes())
        .merge(items())
        .merge(files::routes())
        .merge(counts::routes())
        .merge(zones::routes())
        .merge(analyses::routes())
        .merge(search::routes())
        .merge(styles::routes())
        .merge(health::routes())
        .merge(catalogue::routes())
        .merge(openapi::routes())
        .merge(edge::metrics::routes())
        .merge(landing::routes())
}

/// Features, asked for by properties too, with what a filter can ask told beside.
fn items() -> Router<Arc<Shared>> {
    items::routes().route_layer(from_fn(queried::as_filter)).route_layer(from_fn(schema::with_queryables))
}
