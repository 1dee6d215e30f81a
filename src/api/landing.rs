//! `/conformance`, and `/` as programs read it: what is here and which standards it follows.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::api::encoding::JsonOnly;
use crate::api::links::linked;
use crate::api::problem::Problem;
use crate::api::state::Shared;
use crate::api::tiles::ogc;
use crate::api::{catalogue, collections, items, openapi, queried, schema};
use crate::query::filter;

/// The relation of a landing page to the standards followed, as OGC API Tiles names it; part 1 of
/// Features has the plain word.
const CONFORMANCE: &str = "http://www.opengis.net/def/rel/ogc/1.0/conformance";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/conformance", get(conformance))
}

/// Every class, in the order of the standards; each room of routes declares its own.
pub fn classes() -> impl Iterator<Item = &'static str> {
    let declared = [
        collections::CONFORMANCE,
        openapi::CONFORMANCE,
        items::CONFORMANCE,
        schema::CONFORMANCE,
        queried::CONFORMANCE,
        filter::CONFORMANCE,
        ogc::CONFORMANCE,
    ];
    declared.into_iter().flatten().copied()
}

async fn conformance(_: JsonOnly, headers: HeaderMap) -> Response {
    let links = [
        json!({ "href": "/conformance", "rel": "self", "type": "application/json" }),
        json!({ "href": "/conformance?f=html", "rel": "alternate", "type": "text/html" }),
    ];
    linked(json!({ "conformsTo": classes().collect::<Vec<_>>(), "links": links }), &headers)
}

/// The landing page of the API (OGC API Common 1.0, 19-072).
pub fn landing(shared: &Shared, address: &Uri, headers: &HeaderMap) -> Result<Response, Problem> {
    JsonOnly::check(address)?;
    let link = |href: &str, rel: &str, kind: &str, title: &str| json!({ "href": href, "rel": rel, "type": kind, "title": title });
    let of_json = |href: &str, rel: &str, title: &str| link(href, rel, "application/json", title);
    let served = shared.current();
    let [west, south, east, north] = served.atlas.bounds.sides();
    let body = json!({
        "title": "Maillage",
        "description": "Atlas ouvert de la coopération territoriale de l'économie sociale et solidaire",
        "snapshot": served.snapshot.manifest.id,
        "fictitious": served.snapshot.manifest.fictitious,
        "extent": { "spatial": { "bbox": [[west, south, east, north]] } },
        "links": [
            of_json("/?f=json", "self", "This document"),
            link("/", "alternate", "text/html", "Pages for people"),
            link("/api", "service-desc", openapi::MEDIA_TYPE, "The definition of the interface"),
            link("/api?f=html", "service-doc", "text/html", "The definition of the interface as a page"),
            of_json("/conformance", CONFORMANCE, "Conformance classes"),
            of_json("/conformance", "conformance", "Conformance classes"),
            of_json("/collections", "http://www.opengis.net/def/rel/ogc/1.0/data", "Layers"),
            of_json("/collections", "data", "Layers"),
            of_json("/tiles", ogc::TILESETS, "Vector tiles of the whole atlas"),
            of_json("/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", "Tile matrix sets"),
            link("/catalog.jsonld", "describedby", catalogue::MEDIA_TYPE, "The catalogue in DCAT-AP"),
            link("/styles/maillage", "stylesheet", "application/vnd.mapbox.style+json", "The style of our map"),
        ],
    });
    Ok(linked(body, headers))
}
