//! Which sources a layer is made of, and under which licences.

use std::collections::BTreeSet;

use crate::domain::source::{Licence, Source};
use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::Manifest;

/// Sources of territories; actors come from all that are in no list here.
const TERRITORIES: [&str; 4] = ["communes", "contours-communes", "passage-communes", "codes-postaux"];
const LAND: [&str; 6] = [
    "cartofriches",
    "ademe-sites-pollues",
    "parcelles-personnes-morales",
    "locaux-personnes-morales",
    "cadastre",
    "contraintes-foncieres",
];
const EQUIPMENT: [&str; 2] = ["france-services", "gares-sncf"];

/// The sources that a layer is drawn from, in the order read, each once.
#[must_use]
pub fn sources(manifest: &Manifest, layer: Layer) -> Vec<&Source> {
    let mut sources: Vec<&Source> = Vec::new();
    for source in manifest.sources.iter().map(|input| &input.source).filter(|source| feeds(&source.id, layer))
    {
        if sources.iter().all(|known| known.id != source.id) {
            sources.push(source);
        }
    }
    sources
}

/// The licences of a layer: those of its sources, or that of invented data.
#[must_use]
pub fn licences(manifest: &Manifest, layer: Layer) -> BTreeSet<Licence> {
    if manifest.fictitious {
        return [Licence::Fictitious].into();
    }
    sources(manifest, layer).into_iter().map(|source| source.licence).collect()
}

/// Whether a source is one that a layer is drawn from.
fn feeds(source: &str, layer: Layer) -> bool {
    let is_in = |list: &[&str]| list.contains(&source);
    match layer {
        Layer::Territories(_) => is_in(&TERRITORIES),
        Layer::Foncier => is_in(&LAND),
        Layer::Equipements => is_in(&EQUIPMENT),
        // Verdicts weigh everything but land: counts of actors and of services, by people and ways.
        Layer::Found(_) => !is_in(&LAND),
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            !(is_in(&TERRITORIES) || is_in(&LAND) || is_in(&EQUIPMENT))
        }
    }
}
