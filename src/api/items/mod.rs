//! `/collections/{layer}/items`: the features that match, counted exactly, a page at a time,
//! or all of them as a stream. `POST /collections/{layer}/selection`: the same inside of what was
//! drawn; it is an address of its own because clients take `POST` on the items for leave to add some.

pub mod cursor;
pub mod datetime;
pub mod format;
pub mod links;
mod one;
pub mod opened;
pub mod page;
pub mod pieces;
pub mod selecting;
pub mod shelf;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};

use crate::api::answer::{UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::drawn;
use crate::api::items::page::Page;
use crate::api::items::selecting::Drawing;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served, Shared};
use crate::geometry::reference::Crs;
use crate::snapshot::layers::Layer;

/// The conformance class of reference systems, which only features have.
pub const CONFORMANCE: &[&str] = &["http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/collections/{layer}/items", get(items))
        .route("/collections/{layer}/items/{id}", get(one::item))
        .route(
            "/collections/{layer}/selection",
            post(selection).layer(DefaultBodyLimit::max(drawn::MOST_BYTES)),
        )
}

/// A page. What the client has already costs the reading of the parameters and a hash.
async fn items(
    Current(served): Current,
    Path(layer): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let id = &served.snapshot.manifest.id;
    let page = Page::read(layer, asked, &headers, id)?;
    let base = base_url(&headers);
    let tag = page.tag(id, &base);
    if tag.is_known(&headers) {
        return Ok(varying(tag.not_modified(&headers, UNTIL_ASKED), page.crs));
    }
    let crs = page.crs;
    let opened = opened(served, page, base).await?;
    if takes_any(&headers) {
        return Ok(varying(tag.not_modified(&headers, UNTIL_ASKED), crs));
    }
    Ok(opened.respond(&tag))
}

/// A page of what is inside of a drawing. Its `next` link is to be asked with the same body.
async fn selection(
    Current(served): Current,
    Path(layer): Path<String>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let id = &served.snapshot.manifest.id;
    let page = Page::read(layer, asked, &headers, id)?;
    let page = Page { selecting: page.selecting.drawn(Drawing::of_body(body)?), ..page };
    let base = base_url(&headers);
    let tag = page.tag(id, &base);
    Ok(opened(served, page, base).await?.respond(&tag))
}

/// Finds the rows and writes the first of them: on this thread only what takes no time.
async fn opened(served: Arc<Served>, page: Page, base: String) -> Result<opened::Opened, Problem> {
    match served.questions.at_hand(&served.snapshot, &page.selecting) {
        Some(hits) if opened::is_light(&page, &served) => opened::open(served, &page, &base, hits),
        hits => {
            let opened = aside(move || {
                let find = || served.questions.find(&served.snapshot, &page.selecting);
                let hits = hits.map_or_else(find, Ok)?;
                opened::open(served, &page, &base, hits)
            });
            opened.await?
        }
    }
}

fn varying(mut response: Response, crs: Crs) -> Response {
    opened::put_common(response.headers_mut(), crs);
    response
}
