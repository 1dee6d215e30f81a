//! The document on what is taken whole: files of collections, and the catalogue.

use serde_json::{Value, json};

use crate::api::catalogue;
use crate::api::items::format::Format;
use crate::api::openapi::operation::{Get, Group, Refusal};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let catalogue = Get {
        group: Group::Files,
        id: "getCatalogue",
        summary: "The catalogue in DCAT-AP",
        description: "Every collection as a dataset with its distributions, licences and sources, for harvesters.",
        parameters: &[],
        content: &[(catalogue::MEDIA_TYPE, Some("Catalogue"))],
        refusals: &[],
    };
    vec![("/catalog.jsonld", catalogue.item()), ("/files/{edition}/{file}", file())]
}

fn file() -> Value {
    let mut item = Get {
        group: Group::Files,
        id: "getFile",
        summary: "A whole collection",
        description: "The file of a collection, or with `.sha256` after its name its checksum, under an address that never changes: the edition is the snapshot's id. Ranges of the FlatGeobuf file are served.",
        parameters: &["edition", "file"],
        content: &[
            (Format::FlatGeobuf.media_type(), None),
            (Format::GeoJson.media_type(), None),
            (Format::Csv.media_type(), None),
            ("text/plain; charset=utf-8", None),
        ],
        refusals: &[Refusal::NotFound, Refusal::Range],
    }
    .item();
    let part = json!({ "schema": { "type": "string", "format": "binary" } });
    item["get"]["responses"]["206"] = json!({
        "description": "The part that `Range` asks for.",
        "content": { Format::FlatGeobuf.media_type(): part },
    });
    item
}
