//! `/catalog.jsonld`: the catalogue in DCAT-AP, as data.gouv.fr and its like harvest it.
//!
//! One dataset a collection, its distributions in every format, the interface and the tiles as
//! services. JSON-LD in its flat form: nodes with identifiers, types in full, so that a reader
//! needs no context but the one that stands here. Dates are those of the sources: there is no
//! clock.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::encoding::JsonOnly;
use crate::api::extents::Extent;
use crate::api::files;
use crate::api::items::format::Format;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::provenance;
use crate::api::state::{Served, Shared};
use crate::api::tiles;
use crate::domain::source::{Licence, Source};
use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::LayerFile;

/// What the catalogue is.
pub const MEDIA_TYPE: &str = "application/ld+json";

/// The vocabularies of DCAT-AP, by the prefixes that everybody uses.
const PREFIXES: [(&str, &str); 8] = [
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("geosparql", "http://www.opengis.net/ont/geosparql#"),
];

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/catalog.jsonld", get(catalogue))
}

async fn catalogue(
    State(shared): State<Arc<Shared>>,
    _: JsonOnly,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let base = base_url(&headers);
    // The first to ask has the extents measured.
    let work = tokio::task::spawn_blocking(move || written(&shared.current(), &base));
    let body = work.await.map_err(|error| Problem::Internal(error.into()))?;
    Ok(Answer::of(MEDIA_TYPE, body.to_string().into_bytes()).respond(&headers))
}

/// The whole catalogue, of a service at an address.
fn written(served: &Served, base: &str) -> Value {
    let mut nodes = vec![catalog(base), publisher(base), interface(base), tile_service(base)];
    for layer in Layer::ALL {
        nodes.push(dataset(served, base, layer));
        nodes.extend(Format::ALL.map(|format| distribution(served, base, layer, format)));
    }
    let context: serde_json::Map<String, Value> =
        PREFIXES.into_iter().map(|(prefix, uri)| (prefix.to_owned(), json!(uri))).collect();
    json!({ "@context": context, "@graph": nodes })
}

fn id(address: impl Into<String>) -> Value {
    json!({ "@id": address.into() })
}

fn french(text: &str) -> Value {
    json!({ "@value": text, "@language": "fr" })
}

fn publisher_id(base: &str) -> String {
    format!("{base}/#publisher")
}

fn dataset_id(base: &str, layer: Layer) -> String {
    format!("{base}/collections/{layer}")
}

fn catalog(base: &str) -> Value {
    json!({
        "@id": format!("{base}/catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": french("Maillage"),
        "dct:description": french("Atlas ouvert de la coopération territoriale de l’économie sociale et solidaire"),
        "dct:publisher": id(publisher_id(base)),
        "dct:language": id("http://publications.europa.eu/resource/authority/language/FRA"),
        "foaf:homepage": id(format!("{base}/")),
        "dcat:dataset": Layer::ALL.map(|layer| id(dataset_id(base, layer))),
        "dcat:service": [id(format!("{base}/#features")), id(format!("{base}/#tiles"))],
    })
}

fn publisher(base: &str) -> Value {
    json!({ "@id": publisher_id(base), "@type": "foaf:Agent", "foaf:name": "Maillage" })
}

fn interface(base: &str) -> Value {
    json!({
        "@id": format!("{base}/#features"),
        "@type": "dcat:DataService",
        "dct:title": french("Interface de programmation (OGC API Features)"),
        "dct:publisher": id(publisher_id(base)),
        "dct:conformsTo": id("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"),
        "dcat:endpointURL": id(format!("{base}/")),
        "dcat:endpointDescription": id(format!("{base}/api")),
        "dcat:servesDataset": Layer::ALL.map(|layer| id(dataset_id(base, layer))),
    })
}

fn tile_service(base: &str) -> Value {
    json!({
        "@id": format!("{base}/#tiles"),
        "@type": "dcat:DataService",
        "dct:title": french("Tuiles vectorielles (OGC API Tiles)"),
        "dct:publisher": id(publisher_id(base)),
        "dct:conformsTo": id("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core"),
        "dct:format": tiles::MEDIA_TYPE,
        "dcat:endpointURL": id(format!("{base}/tiles")),
        "dcat:endpointDescription": id(format!("{base}/tilejson/carte")),
        "dcat:servesDataset": Layer::ALL.map(|layer| id(dataset_id(base, layer))),
    })
}

fn dataset(served: &Served, base: &str, layer: Layer) -> Value {
    let manifest = &served.snapshot.manifest;
    let sources = provenance::sources(manifest, layer);
    let vintages: Vec<String> = sources
        .iter()
        .map(|source| format!("{} ({}, {})", source.title, source.producer, source.vintage))
        .collect();
    let invented = if manifest.fictitious { "Données fictives. " } else { "" };
    let mut dataset = json!({
        "@id": dataset_id(base, layer),
        "@type": "dcat:Dataset",
        "dct:identifier": layer.name(),
        "dct:title": french(layer.title()),
        "dct:description": french(&format!("{invented}{}. Sources : {}.", layer.title(), vintages.join(" ; "))),
        "dct:publisher": id(publisher_id(base)),
        "dct:creator": sources.iter().map(|source| agent(source)).collect::<Vec<_>>(),
        "dct:source": sources.iter().map(|source| id(source.page.as_str())).collect::<Vec<_>>(),
        "dct:hasVersion": manifest.id,
        "dct:language": id("http://publications.europa.eu/resource/authority/language/FRA"),
        "dct:spatial": spatial(served.extent(layer)),
        "dcat:landingPage": id(format!("{}?f=html", dataset_id(base, layer))),
        "dcat:keyword": [french("économie sociale et solidaire"), french("bassin de vie"), french(layer.name())],
        "dcat:distribution": Format::ALL.map(|format| id(file(served, base, layer, format))),
    });
    if let Some([first, last]) = &served.extent(layer).days {
        let day = |text: &str| json!({ "@value": text, "@type": "xsd:date" });
        dataset["dct:temporal"] =
            json!({ "@type": "dct:PeriodOfTime", "dcat:startDate": day(first), "dcat:endDate": day(last) });
    }
    dataset
}

fn agent(source: &Source) -> Value {
    json!({ "@type": "foaf:Agent", "foaf:name": source.producer })
}

fn spatial(extent: &Extent) -> Value {
    let Some([west, south, east, north]) = extent.sides else {
        return json!({ "@type": "dct:Location" });
    };
    let text =
        format!("POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))");
    json!({ "@type": "dct:Location", "dcat:bbox": { "@value": text, "@type": "geosparql:wktLiteral" } })
}

/// Where a whole collection is, in a form: a file where there is one, else all of its features.
fn file(served: &Served, base: &str, layer: Layer, format: Format) -> String {
    if files::FORMS.contains(&format) {
        return format!("{base}{}", files::address(&served.snapshot.manifest.id, layer, format));
    }
    format!("{base}/collections/{layer}/items?f={}&limit=all", format.word())
}

fn distribution(served: &Served, base: &str, layer: Layer, format: Format) -> Value {
    let licences = provenance::licences(&served.snapshot.manifest, layer);
    let media_type = format.media_type().split(';').next().unwrap_or_default();
    let address = file(served, base, layer, format);
    let mut distribution = json!({
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": french(&format!("{} ({})", layer.title(), format.title())),
        "dcat:accessURL": id(address.as_str()),
        "dcat:downloadURL": id(address.as_str()),
        "dcat:accessService": id(format!("{base}/#features")),
        "dcat:mediaType": id(format!("https://www.iana.org/assignments/media-types/{media_type}")),
        "dct:format": format.title(),
        "dct:license": licences.into_iter().map(|licence| licence_node(base, licence)).collect::<Vec<_>>(),
    });
    let known = served.snapshot.manifest.layer(layer.name()).filter(|_| format == Format::FlatGeobuf);
    if let Some(LayerFile { bytes, sha256, .. }) = known {
        distribution["dcat:byteSize"] = json!({ "@value": bytes.to_string(), "@type": "xsd:decimal" });
        distribution["spdx:checksum"] = json!({
            "@type": "spdx:Checksum",
            "spdx:algorithm": id("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": sha256,
        });
    }
    distribution
}

fn licence_node(base: &str, licence: Licence) -> Value {
    let page = licence.page().map_or_else(|| format!("{base}/licence"), str::to_owned);
    json!({ "@id": page, "@type": "dct:LicenseDocument", "rdfs:label": licence.label() })
}
