//! `/collections/{layer}/items`: the features that match, counted exactly, a page at a time,
//! or all of them as a stream.

pub mod cursor;
pub mod datetime;
pub mod format;
mod links;
mod one;
pub mod opened;
pub mod page;
pub mod pieces;
pub mod selecting;
pub mod shelf;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use crate::api::answer::{UNTIL_ASKED, takes_any};
use crate::api::asked::Asked;
use crate::api::items::page::Page;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::Shared;
use crate::snapshot::layers::Layer;

/// The conformance class of reference systems, which only features have.
pub const CONFORMANCE: &[&str] = &["http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/collections/{layer}/items", get(items))
        .route("/collections/{layer}/items/{id}", get(one::item))
}

/// A page. What the client has already costs the reading of the parameters and a hash.
async fn items(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let id = &served.snapshot.manifest.id;
    let page = Page::read(layer, asked, &headers, id)?;
    let base = base_url(&headers);
    let tag = page.tag(id, &base);
    if tag.is_known(&headers) {
        return Ok(varying(tag.not_modified(&headers, UNTIL_ASKED), &page));
    }
    let opened = if opened::is_light(&page, &served) {
        opened::open(served, &page, &base)?
    } else {
        let work = tokio::task::spawn_blocking(move || opened::open(served, &page, &base));
        work.await.map_err(|error| Problem::Internal(error.into()))??
    };
    if takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    Ok(opened.respond(&tag))
}

fn varying(mut response: Response, page: &Page) -> Response {
    opened::put_common(response.headers_mut(), page.crs);
    response
}
