//! `/counts/{layer}`: exact counts by family, function, precision or zone.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::filters::Written;
use crate::api::problem::Problem;
use crate::api::state::Shared;
use crate::geometry::bbox::Bbox;
use crate::query::facets::{By, count};
use crate::query::selection::Question;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/counts/{layer}", get(counts))
}

#[derive(Debug, Deserialize)]
struct Parameters {
    zone: Option<String>,
    bbox: Option<String>,
    filter: Option<String>,
    #[serde(rename = "filter-lang")]
    filter_lang: Option<String>,
    #[serde(rename = "filter-crs")]
    filter_crs: Option<String>,
    by: Option<String>,
    #[serde(flatten)]
    others: std::collections::BTreeMap<String, String>,
}

async fn counts(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    if let Some(name) = parameters.others.keys().next() {
        return Err(Problem::UnknownParameter(
            name.clone(),
            "zone, bbox, filter, filter-lang, filter-crs and by",
        ));
    }
    let served = shared.current();
    // A filter may have to read every row: not on the threads that answer everybody.
    let work = tokio::task::spawn_blocking(move || answer(&served.snapshot, layer, &parameters));
    let answer = work.await.map_err(|error| Problem::Internal(error.into()))??;
    Ok(answer.respond(&headers))
}

fn answer(snapshot: &Snapshot, layer: Layer, parameters: &Parameters) -> Result<Answer, Problem> {
    let by: By = parameters
        .by
        .as_deref()
        .unwrap_or("bassin")
        .parse()
        .map_err(|why: String| Problem::parameter("by", why))?;
    let bbox = parameters.bbox.as_deref().map(str::parse::<Bbox>).transpose()?;
    let zone = parameters.zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
    let filter = Written {
        filter: parameters.filter.as_deref(),
        lang: parameters.filter_lang.as_deref(),
        crs: parameters.filter_crs.as_deref(),
    };
    let filter = filter.understood(snapshot, layer)?;
    let facets = count(snapshot, &Question { layer, bbox, zone, filter }, by);
    let body = json!({
        "layer": layer.name(),
        "by": by.to_string(),
        "total": facets.total,
        "unplaced": facets.unplaced,
        "masked": facets.masked,
        "without": facets.without,
        "overlapping": facets.overlapping,
        "counts": facets.counts,
        "snapshot": snapshot.manifest.id,
    });
    Ok(Answer::json(&body))
}
