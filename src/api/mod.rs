//! HTTP for programs: collections, counts, territories, search, tiles, health.
//!
//! A handler is a sentence: parameters, one question to the snapshot, one codec.

pub mod answer;
pub mod asked;
pub mod assets;
pub mod collections;
pub mod counts;
pub mod edge;
pub mod files;
pub mod filters;
pub mod health;
pub mod items;
pub mod landing;
pub mod links;
pub mod problem;
pub mod search;
pub mod state;
pub mod stream;
pub mod styles;
pub mod tiles;
pub mod zones;

use std::sync::Arc;

use axum::Router;

use crate::api::state::Shared;

/// Every route for programs.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .merge(collections::routes())
        .merge(items::routes())
        .merge(files::routes())
        .merge(counts::routes())
        .merge(zones::routes())
        .merge(search::routes())
        .merge(tiles::routes())
        .merge(styles::routes())
        .merge(health::routes())
        .merge(landing::routes())
}
