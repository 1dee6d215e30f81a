//! `/conformance`, and `/` as programs read it: what is here and which standards it follows.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::links::base_url;
use crate::api::state::Shared;
use crate::api::tiles::ogc;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/conformance", get(conformance))
}

async fn conformance(headers: HeaderMap) -> Response {
    Answer::json(&json!({ "conformsTo": ogc::CONFORMANCE })).respond(&headers)
}

/// Whether who asks for `/` is a program: it says so, or cannot read pages.
#[must_use]
pub fn is_for_programs(query: Option<&str>, headers: &HeaderMap) -> bool {
    let asked = query.is_some_and(|query| query.split('&').any(|pair| pair == "f=json"));
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked || accept.contains("application/json") && !accept.contains("text/html")
}

/// The landing page of the API (OGC API Common 1.0, 19-072).
#[must_use]
pub fn landing(shared: &Shared, headers: &HeaderMap) -> Response {
    let base = base_url(headers);
    let link = |path: &str, rel: &str, title: &str| {
        let href = format!("{base}{path}");
        json!({ "href": href, "rel": rel, "type": "application/json", "title": title })
    };
    let served = shared.current();
    let [west, south, east, north] = served.atlas.bounds.sides();
    let body = json!({
        "title": "Maillage",
        "description": "Atlas ouvert de la coopération territoriale de l'économie sociale et solidaire",
        "snapshot": served.snapshot.manifest.id,
        "fictitious": served.snapshot.manifest.fictitious,
        "extent": { "spatial": { "bbox": [[west, south, east, north]] } },
        "links": [
            link("/?f=json", "self", "This document"),
            { "href": format!("{base}/"), "rel": "alternate", "type": "text/html", "title": "Pages for people" },
            link("/conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance", "Conformance classes"),
            link("/conformance", "conformance", "Conformance classes"),
            link("/collections", "http://www.opengis.net/def/rel/ogc/1.0/data", "Layers"),
            link("/collections", "data", "Layers"),
            link("/tiles", ogc::TILESETS, "Vector tiles of the whole atlas"),
            link("/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", "Tile matrix sets"),
        ],
    });
    Answer::json(&body).respond(headers)
}
