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
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use sha2::{Digest, Sha256};

use crate::api::answer::{UNTIL_ASKED, takes_any};
use crate::api::asked::Asked;
use crate::api::drawn::{self, Drawn};
use crate::api::items::page::Page;
use crate::api::items::selecting::Drawing;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::snapshot::build::hex;
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
    let opened = opened(served, page, base).await?;
    if takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    Ok(opened.respond(&tag))
}

/// A page of what is inside of a drawing. Its `next` link is to be asked with the same body.
async fn selection(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let id = &served.snapshot.manifest.id;
    let page = Page::read(layer, asked, &headers, id)?;
    let digest = body.as_ref().map(|body| hex(&Sha256::digest(body))[..32].to_owned()).unwrap_or_default();
    let drawing = Drawing { surface: Arc::new(Drawn::of_body(body)?), digest };
    let page = Page { selecting: page.selecting.drawn(drawing), ..page };
    let base = base_url(&headers);
    let tag = page.tag(id, &base);
    Ok(opened(served, page, base).await?.respond(&tag))
}

/// Finds the rows and writes the first of them: on this thread only what takes no time.
async fn opened(served: Arc<Served>, page: Page, base: String) -> Result<opened::Opened, Problem> {
    if opened::is_light(&page, &served) {
        return opened::open(served, &page, &base);
    }
    let work = tokio::task::spawn_blocking(move || opened::open(served, &page, &base));
    work.await.map_err(|error| Problem::Internal(error.into()))?
}

fn varying(mut response: Response, page: &Page) -> Response {
    opened::put_common(response.headers_mut(), page.crs);
    response
}
