//! `/counts/{layer}`: exact counts of any question, told apart by family, function, precision or
//! zone. By POST the zone is drawn: the body is a drawing ([`drawn`]), the rest stays in the address.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::HeaderMap;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::drawn;
use crate::api::items::selecting::{Drawing, Selecting};
use crate::api::problem::Problem;
use crate::api::queried;
use crate::api::state::{Current, Served, Shared};
use crate::domain::level::Level;
use crate::query::facets::{By, count};
use crate::query::selection::Question;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "bbox, bbox-crs, zone, serves, filter, filter-lang, filter-crs, datetime, by, and any property of \
    the layer";

pub fn routes() -> Router<Arc<Shared>> {
    let drawings = DefaultBodyLimit::max(drawn::MOST_BYTES);
    let counts = get(counts).post(drawn_counts).layer(drawings);
    Router::new().route("/counts/{layer}", counts).route_layer(from_fn(queried::as_filter))
}

async fn counts(
    Current(served): Current,
    Path(layer): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    counted(served, &layer, asked, None, &headers).await
}

async fn drawn_counts(
    Current(served): Current,
    Path(layer): Path<String>,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let drawing = Drawing::of_body(body)?;
    // No headers: 304 is an answer to GET and HEAD only (RFC 9110, section 13.1.2).
    counted(served, &layer, asked, Some(drawing), &HeaderMap::new()).await
}

async fn counted(
    served: Arc<Served>,
    layer: &str,
    mut asked: Asked,
    drawing: Option<Drawing>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let selecting = Selecting::take(layer, &mut asked);
    let by = asked.take("by").map_or_else(|| Ok(vec![By::Level(Level::Bassin)]), |text| facets(&text))?;
    asked.nothing_else(TAKEN)?;
    let selecting = match drawing {
        Some(drawing) => selecting.drawn(drawing),
        None => selecting,
    };
    let is_light = layer == Layer::Acteurs && selecting.is_zone_alone();
    let answer = move || {
        let question = selecting.question(&served.snapshot)?;
        Ok::<_, Problem>(answer(&served.snapshot, &question, &by))
    };
    // A filter may have to read every row: not on the threads that answer everybody.
    let answer = if is_light { answer()? } else { aside(answer).await?? };
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
