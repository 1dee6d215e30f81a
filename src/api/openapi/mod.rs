//! `/api`: the definition of the interface, in OpenAPI 3.0.3.
//!
//! It is made here, of the constants that the routes obey: crates that make such documents from
//! types write 3.1, which the clients and test suites of OGC API do not read yet. One file a
//! group of routes; a test compares it with the routes of this room.

mod analyses;
mod answers;
mod capabilities;
pub mod features;
mod figures;
mod files;
mod indices;
mod operation;
mod parameters;
mod schemas;
mod service;
mod sites;
mod suppliers;
mod tiles;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::api::answer::Answer;
use crate::api::encoding::JsonOnly;
use crate::api::links::base_url;
use crate::api::openapi::operation::Group;
use crate::api::state::Shared;

/// What the document is.
pub const MEDIA_TYPE: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The conformance class.
pub const CONFORMANCE: &[&str] = &["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30"];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/api", get(api))
}

async fn api(_: JsonOnly, headers: HeaderMap) -> Response {
    let body = document(&base_url(&headers)).to_string().into_bytes();
    Answer::of(MEDIA_TYPE, body).respond(&headers)
}

/// The document, for a service at an address.
#[must_use]
pub fn document(base: &str) -> Value {
    let tags: Vec<Value> = Group::ALL
        .into_iter()
        .map(|(group, description)| json!({ "name": group.word(), "description": description }))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Maillage",
            "version": env!("CARGO_PKG_VERSION"),
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "license": { "name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12" },
        },
        "servers": [{ "url": if base.is_empty() { "/" } else { base } }],
        "tags": tags,
        "paths": paths(),
        "components": {
            "parameters": parameters::all(),
            "schemas": schemas::all(),
            "responses": answers::all(),
            "headers": answers::headers(),
        },
    })
}

fn paths() -> Map<String, Value> {
    let groups = [
        capabilities::paths(),
        figures::paths(),
        analyses::paths(),
        indices::paths(),
        sites::paths(),
        suppliers::paths(),
        tiles::paths(),
        files::paths(),
        service::paths(),
    ];
    let named = groups.into_iter().flatten().map(|(path, item)| (path.to_owned(), item));
    named.chain(features::paths()).collect()
}
