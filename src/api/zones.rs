//! `/zones/{level}/{code}`: a territory and what is counted in it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::problem::Problem;
use crate::api::state::{Current, Shared};
use crate::domain::level::Level;
use crate::query::facets::{By, count};
use crate::query::selection::Question;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/zones/{level}/{code}", get(zone))
}

async fn zone(
    Current(served): Current,
    Path((level, code)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let level: Level = level.parse().map_err(Problem::NotFound)?;
    let snapshot = &served.snapshot;
    let row = snapshot.territories.row(level, &code);
    let row = row.ok_or_else(|| Problem::NotFound(format!("no {level} has the code `{code}`")))?;
    Ok(Answer::json(&portrait(snapshot, level, row)).respond(&headers))
}

fn portrait(snapshot: &Snapshot, level: Level, row: u32) -> Value {
    let territory = snapshot.territories.get(level, row);
    let named = |level: Level, row: u32| {
        let territory = snapshot.territories.get(level, row);
        json!({ "level": level.word(), "code": territory.code, "nom": territory.name })
    };
    let zone = Zone::of(vec![(level, row)], &snapshot.territories);
    let counted = |layer: Layer, by: &[By]| {
        count(snapshot, &Question { zone: Some(zone.clone()), ..Question::of(layer) }, by)
    };
    let acteurs = counted(Layer::Acteurs, &[By::Function, By::Family, By::Precision]);
    let [by_function, by_family, by_precision] = [0, 1, 2].map(|rank| &acteurs.facets[rank]);
    let parents: Vec<Value> = Level::ALL
        .into_iter()
        .filter(|&other| other != level)
        .filter_map(|other| territory.parents[other as usize].map(|row| named(other, row)))
        .collect();
    let layers: serde_json::Map<String, Value> = Layer::ALL
        .into_iter()
        .filter(|layer| !layer.is_about_territories())
        .map(|layer| (layer.name().to_owned(), counted(layer, &[]).total.into()))
        .collect();
    json!({
        "level": level.word(),
        "code": territory.code,
        "nom": territory.name,
        "population": territory.population,
        "surface_km2": territory.surface_km2,
        "communes": territory.communes,
        "densite": territory.density.map(crate::domain::territory::Density::label),
        "contour": territory.origin.word(),
        "point": territory.point.degrees(),
        "bbox": territory.area.bbox().map(crate::geometry::bbox::Bbox::sides),
        "within": parents,
        "neighbours": territory.neighbours.iter().map(|&row| named(level, row)).collect::<Vec<_>>(),
        "counts": layers,
        "acteurs": {
            "by_function": by_function,
            "by_family": by_family,
            "by_precision": by_precision,
        },
        "snapshot": snapshot.manifest.id,
        "fictitious": snapshot.manifest.fictitious,
    })
}
