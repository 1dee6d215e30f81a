//! `/health`: whether the service answers, and what it serves.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::state::{Current, Shared};

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/health", get(health))
}

async fn health(Current(served): Current, headers: HeaderMap) -> Response {
    let manifest = &served.snapshot.manifest;
    let body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "snapshot": manifest.id,
        "tiles": served.atlas.edition,
        "fictitious": manifest.fictitious,
        "layers": manifest.layers,
    });
    Answer::json(&body).respond(&headers)
}
