//! `/counts/{layer}`: exact counts of any question, told apart by family, function, precision or
//! zone. By POST the zone is drawn: the body is what [`Drawn`] takes, the rest stays in the address.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::drawn::{self, Drawn};
use crate::api::filters::Written;
use crate::api::problem::Problem;
use crate::api::serving::serving;
use crate::api::state::Shared;
use crate::geometry::bbox::Bbox;
use crate::query::facets::{By, count};
use crate::query::selection::Question;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What the resource takes, told to whoever asks for something else.
const PARAMETERS: &str = "zone, bbox, serves, filter, filter-lang, filter-crs and by";

pub fn routes() -> Router<Arc<Shared>> {
    let drawings = DefaultBodyLimit::max(drawn::MOST_BYTES);
    Router::new().route("/counts/{layer}", get(counts).post(drawn_counts).layer(drawings))
}

#[derive(Debug, Deserialize)]
struct Parameters {
    zone: Option<String>,
    bbox: Option<String>,
    serves: Option<String>,
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
    counted(shared, &layer, parameters, None, &headers).await
}

async fn drawn_counts(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let drawn = Drawn::of_body(body)?;
    counted(shared, &layer, parameters, Some(drawn), &headers).await
}

async fn counted(
    shared: Arc<Shared>,
    layer: &str,
    parameters: Parameters,
    drawn: Option<Drawn>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    if let Some(name) = parameters.others.keys().next() {
        return Err(Problem::UnknownParameter(name.clone(), PARAMETERS));
    }
    let served = shared.current();
    // A filter may have to read every row: not on the threads that answer everybody.
    let work = tokio::task::spawn_blocking(move || {
        let question = question(&served.snapshot, layer, &parameters, drawn)?;
        let by = facets(parameters.by.as_deref().unwrap_or("bassin"))?;
        Ok::<_, Problem>(answer(&served.snapshot, &question, &by))
    });
    let answer = work.await.map_err(|error| Problem::Internal(error.into()))??;
    Ok(answer.respond(headers))
}

/// What rows are told apart by: names joined by commas, each once.
fn facets(text: &str) -> Result<Vec<By>, Problem> {
    let mut facets: Vec<By> = Vec::new();
    for name in text.split(',').map(str::trim) {
        let by: By = name.parse().map_err(|why: String| Problem::parameter("by", why))?;
        if facets.contains(&by) {
            return Err(Problem::parameter("by", format!("`{by}` is asked for twice")));
        }
        facets.push(by);
    }
    Ok(facets)
}

fn question(
    snapshot: &Snapshot,
    layer: Layer,
    parameters: &Parameters,
    drawn: Option<Drawn>,
) -> Result<Question, Problem> {
    let bbox = parameters.bbox.as_deref().map(str::parse::<Bbox>).transpose()?;
    let zone = parameters.zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
    let zone = drawn.map_or(Ok(zone.clone()), |drawn| drawn.joined_to(zone, snapshot, layer).map(Some))?;
    let filter = Written {
        filter: parameters.filter.as_deref(),
        lang: parameters.filter_lang.as_deref(),
        crs: parameters.filter_crs.as_deref(),
    };
    let filter = filter.understood(snapshot, layer)?;
    let serves = parameters.serves.as_deref().map(|text| serving(text, snapshot, layer)).transpose()?;
    Ok(Question { layer, bbox, zone, serves, filter })
}

fn answer(snapshot: &Snapshot, question: &Question, by: &[By]) -> Answer {
    let counted = count(snapshot, question, by);
    let service = question.serves.as_ref().map(|serving| {
        let whole = question.row_set(snapshot).and(serving.whole()).count();
        json!({
            "whole": whole,
            "part": counted.total - u64::from(whole),
            "unknown": question.of_unknown_service(snapshot),
        })
    });
    Answer::json(&json!({
        "layer": question.layer.name(),
        "numberMatched": counted.total,
        "unplaced": counted.unplaced,
        "masked": counted.masked,
        "undetermined": question.undetermined(snapshot),
        "serves": service,
        "facets": counted.facets,
        "snapshot": snapshot.manifest.id,
    }))
}
