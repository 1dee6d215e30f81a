//! `/collections`: what layers there are, where, and in which forms.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::api::aside::aside;
use crate::api::catalogue;
use crate::api::encoding::JsonOnly;
use crate::api::extents::Extent;
use crate::api::items::format::Format;
use crate::api::links::linked;
use crate::api::problem::Problem;
use crate::api::provenance;
use crate::api::schema::{self, QUERYABLES, SCHEMA};
use crate::api::state::{Current, Served, Shared};
use crate::api::tiles::ogc::{TILEJSON, TILESETS};
use crate::domain::source::{Licence, Source};
use crate::formats::table::ShapeKind;
use crate::geometry::reference::Crs;
use crate::snapshot::layers::Layer;

/// The conformance classes that these routes honour, with those of the features.
pub const CONFORMANCE: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/collections", get(all)).route("/collections/{layer}", get(one))
}

async fn all(Current(served): Current, _: JsonOnly, headers: HeaderMap) -> Result<Response, Problem> {
    let described = in_peace(served, |served| {
        let list: Vec<Value> = Layer::ALL.into_iter().map(|layer| describe(served, layer)).collect();
        let links = [
            link("/collections", "self", "application/json", "This document"),
            link("/collections?f=html", "alternate", "text/html", "This document as a page"),
            link("/catalog.jsonld", "describedby", catalogue::MEDIA_TYPE, "The catalogue in DCAT-AP"),
        ];
        json!({ "links": links, "collections": list, "crs": Crs::ALL.map(Crs::uri) })
    });
    Ok(linked(described.await?, &headers))
}

async fn one(
    Current(served): Current,
    Path(layer): Path<String>,
    _: JsonOnly,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let described = in_peace(served, move |served| describe(served, layer));
    Ok(linked(described.await?, &headers))
}

/// Aside: the first to ask has the extents measured.
async fn in_peace(
    served: Arc<Served>,
    describe: impl FnOnce(&Served) -> Value + Send + 'static,
) -> Result<Value, Problem> {
    aside(move || describe(&served)).await
}

/// A collection, with links from the root of this service.
#[must_use]
pub fn describe(served: &Served, layer: Layer) -> Value {
    let manifest = &served.snapshot.manifest;
    let name = layer.name();
    let file = manifest.layer(name);
    let mut named = BTreeSet::new();
    let producers = provenance::sources(manifest, layer).into_iter().map(credit);
    let producers: Vec<&str> = producers.filter(|producer| named.insert(*producer)).collect();
    json!({
        "id": name,
        "title": layer.title(),
        "attribution": producers.join(" ; "),
        "itemType": "feature",
        "extent": extent(served.extent(layer)),
        "crs": Crs::ALL.map(Crs::uri),
        "storageCrs": Crs::Crs84.uri(),
        "geometry": match served.snapshot.table(layer).shape_kind() {
            ShapeKind::Point => "point",
            ShapeKind::Line => "line",
            ShapeKind::Area => "surface",
        },
        "count": file.map(|file| file.rows),
        "unplaced": file.map(|file| file.unplaced),
        "masked": file.map(|file| file.masked),
        "snapshot": manifest.id,
        "fictitious": manifest.fictitious,
        "links": links(served, layer),
    })
}

fn credit(source: &Source) -> &str {
    &source.producer
}

/// A layer's extent as part 1 writes it; a day goes from its first second to its last.
fn extent(extent: &Extent) -> Value {
    let mut told = json!({});
    if let Some(sides) = extent.sides {
        told["spatial"] = json!({ "bbox": [sides], "crs": Crs::Crs84.uri() });
    }
    if let Some([first, last]) = &extent.days {
        told["temporal"] = json!({
            "interval": [[format!("{first}T00:00:00Z"), format!("{last}T23:59:59Z")]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        });
    }
    told
}

fn links(served: &Served, layer: Layer) -> Vec<Value> {
    let home = format!("/collections/{layer}");
    let mut links = vec![
        link(&home, "self", "application/json", "This document"),
        link(&format!("{home}?f=html"), "alternate", "text/html", "This document as a page"),
        link("/collections", "collection", "application/json", "All collections"),
    ];
    links.extend(Format::ALL.map(|format| {
        let href = format!("{home}/items?f={}", format.word());
        link(&href, "items", format.media_type(), format.title())
    }));
    links.push(link(&format!("{home}/items?f=html"), "items", "text/html", "HTML"));
    links.extend([
        link(&format!("{home}/queryables"), QUERYABLES, schema::MEDIA_TYPE, "What a filter can ask"),
        link(&format!("{home}/schema"), SCHEMA, schema::MEDIA_TYPE, "What features bear"),
        link(&format!("{home}/tiles"), TILESETS, "application/json", "Vector tiles"),
        link(
            &format!("/tilejson/{layer}"),
            "describedby",
            TILEJSON,
            "Where vector tiles are and what they hold",
        ),
        link("/styles/maillage", "stylesheet", "application/vnd.mapbox.style+json", "The style of our map"),
    ]);
    links.extend(provenance::licences(&served.snapshot.manifest, layer).into_iter().map(|licence| {
        link(licence.page().unwrap_or("/licence"), "license", "text/html", Licence::label(licence))
    }));
    links
}

fn link(href: &str, rel: &str, kind: &str, title: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": kind, "title": title })
}
