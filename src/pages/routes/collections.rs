//! Fills the pages of collections.

use serde::Deserialize;
use serde_json::Value;

use crate::api::items::format::Format;
use crate::api::{provenance, schema};
use crate::domain::source::Licence;
use crate::pages::collections::{CollectionPage, CollectionRow, CollectionsPage, Property};
use crate::pages::frame::Door;
use crate::pages::notice::Trouble;
use crate::pages::routes::encodings::Told;
use crate::pages::routes::interface::read;
use crate::pages::routes::visit::{Visit, render};
use crate::snapshot::layers::Layer;

/// A collection as the API tells it.
#[derive(Debug, Deserialize)]
struct Collection {
    id: String,
    count: Option<u64>,
    unplaced: Option<u64>,
    #[serde(default)]
    crs: Vec<String>,
    #[serde(default)]
    extent: Value,
}

/// `/collections`
pub fn all(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    #[derive(Deserialize)]
    struct Collections {
        collections: Vec<Collection>,
    }
    let Collections { collections } = read(told)?;
    let rows = collections.iter().filter_map(|collection| row(visit, collection));
    render(&CollectionsPage { frame: visit.frame(Some(Door::Layers)), collections: rows.collect() })
}

/// `/collections/{id}`
pub fn one(visit: &Visit, told: &Told) -> Result<String, Trouble> {
    let collection: Collection = read(told)?;
    let row = row(visit, &collection).ok_or(Trouble::NoPage)?;
    let layer: Layer = row.id.parse().map_err(|_| Trouble::NoPage)?;
    let number = |at: usize| collection.extent["spatial"]["bbox"][0][at].as_f64();
    let sides = [0, 1, 2, 3].map(|at| number(at).map(|degrees| format!("{degrees:.4}")));
    let day =
        |at: usize| collection.extent["temporal"]["interval"][0][at].as_str()?.get(..10).map(str::to_owned);
    render(&CollectionPage {
        frame: visit.frame(Some(Door::Layers)),
        extent: match sides {
            [Some(west), Some(south), Some(east), Some(north)] => Some([west, south, east, north]),
            _ => None,
        },
        days: day(0).zip(day(1)).map(|(first, last)| [first, last]),
        systems: collection.crs,
        properties: properties(visit, layer),
        formats: Format::ALL.map(|format| (format.title(), format.word())).into(),
        row,
    })
}

fn row(visit: &Visit, collection: &Collection) -> Option<CollectionRow> {
    let layer: Layer = collection.id.parse().ok()?;
    let counts = || visit.snapshot().layer_counts(layer);
    let licences = provenance::licences(&visit.snapshot().manifest, layer);
    Some(CollectionRow {
        id: layer.name(),
        features: collection.count.unwrap_or_else(|| counts().rows),
        unplaced: collection.unplaced.unwrap_or_else(|| counts().unplaced),
        licences: licences.into_iter().map(Licence::label).collect(),
    })
}

/// In the order served; the shape last.
fn properties(visit: &Visit, layer: Layer) -> Vec<Property> {
    let told = schema::properties(visit.snapshot(), layer);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut properties: Vec<(u64, Property)> = told
        .iter()
        .map(|(name, schema)| {
            let values = schema["enum"].as_array().or(schema["items"]["enum"].as_array());
            let kind = if schema["type"].is_string() { &schema["type"] } else { &schema["format"] };
            let property = Property {
                name: name.clone(),
                kind: text(kind),
                meaning: text(&schema["description"]),
                values: values.into_iter().flatten().map(text).collect(),
            };
            (schema["x-ogc-propertySeq"].as_u64().unwrap_or(u64::MAX), property)
        })
        .collect();
    properties.sort_by_key(|(rank, _)| *rank);
    properties.into_iter().map(|(_, property)| property).collect()
}
