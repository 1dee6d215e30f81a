//! Fills the page of open data.

use std::collections::BTreeSet;

use crate::domain::source::{Licence, Source};
use crate::pages::frame::Door;
use crate::pages::layers::{LayerRow, LayersPage};
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::snapshot::layers::{Layer, LayerCounts};

/// Sources of territories; actors come from all that are in no list here.
const TERRITORIES: [&str; 4] = ["communes", "contours-communes", "passage-communes", "codes-postaux"];
const LAND: [&str; 1] = ["cartofriches"];
const EQUIPMENT: [&str; 2] = ["france-services", "gares-sncf"];

/// `/donnees`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let frame = visit.frame(Some(Door::Layers));
    let layers = Layer::ALL.map(|layer| row(visit, layer, &frame.sources)).into();
    render(&LayersPage { frame, layers })
}

fn row(visit: &Visit, layer: Layer, sources: &[Source]) -> LayerRow {
    let manifest = &visit.snapshot().manifest;
    let counts = match manifest.layer(layer.name()) {
        Some(file) => LayerCounts { rows: file.rows, unplaced: file.unplaced, masked: file.masked },
        None => visit.snapshot().layer_counts(layer),
    };
    let licences: BTreeSet<Licence> = if manifest.fictitious {
        [Licence::Fictitious].into()
    } else {
        sources.iter().filter(|source| feeds(&source.id, layer)).map(|source| source.licence).collect()
    };
    LayerRow {
        id: layer.name(),
        features: counts.rows,
        unplaced: counts.unplaced,
        licences: licences.into_iter().map(Licence::label).collect(),
        tiles: match layer {
            Layer::Territories(_) => "territoires",
            other => other.name(),
        },
    }
}

/// Whether a source is one that a layer is drawn from.
fn feeds(source: &str, layer: Layer) -> bool {
    let is_in = |list: &[&str]| list.contains(&source);
    match layer {
        Layer::Territories(_) => is_in(&TERRITORIES),
        Layer::Foncier => is_in(&LAND),
        Layer::Equipements => is_in(&EQUIPMENT),
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            !(is_in(&TERRITORIES) || is_in(&LAND) || is_in(&EQUIPMENT))
        }
    }
}
