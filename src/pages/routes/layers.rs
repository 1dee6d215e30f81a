//! Fills the page of open data.

use crate::api::provenance;
use crate::domain::source::Licence;
use crate::pages::frame::Door;
use crate::pages::layers::{LayerRow, LayersPage};
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::snapshot::layers::{Layer, LayerCounts};

/// `/donnees`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let frame = visit.frame(Some(Door::Layers));
    let layers = Layer::ALL.map(|layer| row(visit, layer)).into();
    render(&LayersPage { frame, layers })
}

fn row(visit: &Visit, layer: Layer) -> LayerRow {
    let manifest = &visit.snapshot().manifest;
    let counts = match manifest.layer(layer.name()) {
        Some(file) => LayerCounts { rows: file.rows, unplaced: file.unplaced, masked: file.masked },
        None => visit.snapshot().layer_counts(layer),
    };
    LayerRow {
        id: layer.name(),
        features: counts.rows,
        unplaced: counts.unplaced,
        licences: provenance::licences(manifest, layer).into_iter().map(Licence::label).collect(),
        tiles: match layer {
            Layer::Territories(_) => "territoires",
            other => other.name(),
        },
    }
}
