//! `/collections/{layer}/items`: the features that match, counted exactly, a page at a time,
//! or all of them as a stream.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::api::answer::{Answer, streamed};
use crate::api::filters::{Written, encoded};
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::api::stream;
use crate::formats::csv;
use crate::formats::geojson::{self, Link, Members};
use crate::formats::selection::Selection;
use crate::geometry::bbox::Bbox;
use crate::query::selection::{Question, Rows, rows};
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Features of a page when `limit` is not given.
pub const DEFAULT_LIMIT: usize = 100;
/// The word for everything at once, streamed: for downloads.
const ALL: &str = "all";
/// Features of a page at most; more pages follow by `next` links.
pub const MAX_LIMIT: usize = 10_000;

/// What the resource takes, told to whoever asks for something else.
const PARAMETERS: &str = "bbox, zone, filter, filter-lang, filter-crs, limit, offset and f";

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/collections/{layer}/items", get(items))
        .route("/collections/{layer}/items/{id}", get(item))
}

/// The parameters as written.
#[derive(Debug, Deserialize)]
struct Parameters {
    bbox: Option<String>,
    zone: Option<String>,
    filter: Option<String>,
    #[serde(rename = "filter-lang")]
    filter_lang: Option<String>,
    #[serde(rename = "filter-crs")]
    filter_crs: Option<String>,
    limit: Option<String>,
    offset: Option<String>,
    f: Option<String>,
    #[serde(flatten)]
    others: std::collections::BTreeMap<String, String>,
}

/// A format an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    GeoJson,
    Csv,
}

impl Format {
    fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => geojson::MEDIA_TYPE,
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// The parameters once understood.
struct Page {
    question: Question,
    /// `None` for all.
    limit: Option<usize>,
    offset: usize,
    format: Format,
}

async fn items(
    State(shared): State<Arc<Shared>>,
    Path(layer): Path<String>,
    Query(parameters): Query<Parameters>,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let page = understand(&served.snapshot, layer, &parameters)?;
    let Some(limit) = page.limit else {
        let identity = format!("{} {address}", served.snapshot.manifest.id);
        return Ok(streamed(&headers, page.format.media_type(), &identity, || whole(served, page)));
    };
    let work =
        tokio::task::spawn_blocking(move || answer(&served.snapshot, &Paged { page, limit, parameters }));
    let answer = work.await.map_err(|error| Problem::Internal(error.into()))??;
    Ok(answer.respond(&headers))
}

fn understand(snapshot: &Snapshot, layer: Layer, parameters: &Parameters) -> Result<Page, Problem> {
    if let Some(name) = parameters.others.keys().next() {
        return Err(Problem::UnknownParameter(name.clone(), PARAMETERS));
    }
    let bbox = parameters.bbox.as_deref().map(str::parse::<Bbox>).transpose()?;
    let zone = parameters.zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
    let filter = Written {
        filter: parameters.filter.as_deref(),
        lang: parameters.filter_lang.as_deref(),
        crs: parameters.filter_crs.as_deref(),
    };
    let filter = filter.understood(snapshot, layer)?;
    let limit = match &parameters.limit {
        None => Some(DEFAULT_LIMIT),
        Some(text) if text == ALL => None,
        // OGC API Features: a limit above the ceiling is answered with the ceiling, not refused.
        Some(text) => Some(number("limit", text)?.clamp(1, MAX_LIMIT)),
    };
    let offset = parameters.offset.as_deref().map_or(Ok(0), |text| number("offset", text))?;
    let format = match parameters.f.as_deref() {
        None | Some("geojson" | "json") => Format::GeoJson,
        Some("csv") => Format::Csv,
        Some(other) => {
            return Err(Problem::parameter("f", format!("`{other}` is not served; use geojson or csv")));
        }
    };
    Ok(Page { question: Question { layer, bbox, zone, serves: None, filter }, limit, offset, format })
}

fn number(name: &'static str, text: &str) -> Result<usize, Problem> {
    text.parse().map_err(|_| Problem::parameter(name, format!("`{text}` is not a whole number of 0 or more")))
}

/// One page of a question, and the parameters that its neighbours share.
struct Paged {
    page: Page,
    limit: usize,
    parameters: Parameters,
}

/// Everything that matches, as it is written.
fn whole(served: Arc<Served>, page: Page) -> Body {
    stream::body(move |mut out| {
        let snapshot = &served.snapshot;
        let table = snapshot.table(page.question.layer);
        let matching = rows(snapshot, &page.question);
        let rows: Vec<u32> = matching.page(page.offset, usize::MAX).collect();
        let shown = Selection::all(&*table).with_rows(rows);
        match page.format {
            Format::Csv => csv::write(&shown, &mut out),
            Format::GeoJson => {
                let members = Members { number_matched: Some(matching.len() as u64), links: &[] };
                geojson::write_collection(&shown, &members, &mut out)
            }
        }
    })
}

fn answer(snapshot: &Snapshot, paged: &Paged) -> Result<Answer, Problem> {
    let Paged { page, limit, .. } = paged;
    let table = snapshot.table(page.question.layer);
    let matching = rows(snapshot, &page.question);
    let shown = Selection::all(&*table).with_rows(matching.page(page.offset, *limit).collect());
    let mut body = Vec::new();
    let written = match page.format {
        Format::Csv => csv::write(&shown, &mut body),
        Format::GeoJson => {
            let addresses = addresses(paged, &matching);
            let links: Vec<Link<'_>> = addresses
                .iter()
                .map(|(rel, href)| Link { href, rel, media_type: Some(geojson::MEDIA_TYPE), title: None })
                .collect();
            let members = Members { number_matched: Some(matching.len() as u64), links: &links };
            geojson::write_collection(&shown, &members, &mut body)
        }
    };
    written.map_err(|error| Problem::Internal(error.into()))?;
    Ok(Answer::of(page.format.media_type(), body))
}

/// This page's address and the next one's.
fn addresses(paged: &Paged, matching: &Rows) -> Vec<(&'static str, String)> {
    let Paged { page, limit, parameters } = paged;
    let at = |offset: usize| {
        let mut query = kept(parameters);
        query.push(format!("limit={limit}"));
        query.push(format!("offset={offset}"));
        format!("/collections/{}/items?{}", page.question.layer, query.join("&"))
    };
    let mut addresses = vec![("self", at(page.offset))];
    let next = page.offset.saturating_add(*limit);
    if next < matching.len() {
        addresses.push(("next", at(next)));
    }
    addresses
}

/// The parameters that a next page keeps. All but the filter are plain characters once understood.
fn kept(parameters: &Parameters) -> Vec<String> {
    let plain =
        |name: &str, value: &Option<String>| Some(format!("{name}={}", value.as_ref()?.replace(' ', "")));
    let any = |name: &str, value: &Option<String>| Some(format!("{name}={}", encoded(value.as_ref()?)));
    let kept = [
        plain("bbox", &parameters.bbox),
        plain("zone", &parameters.zone),
        any("filter", &parameters.filter),
        any("filter-lang", &parameters.filter_lang),
        any("filter-crs", &parameters.filter_crs),
        plain("f", &parameters.f),
    ];
    kept.into_iter().flatten().collect()
}

async fn item(
    State(shared): State<Arc<Shared>>,
    Path((layer, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layer: Layer = layer.parse().map_err(Problem::NotFound)?;
    let served = shared.current();
    let snapshot = &served.snapshot;
    let row = snapshot.row_of_id(layer, &id);
    let row = row.ok_or_else(|| Problem::NotFound(format!("no feature `{id}` in {layer}")))?;
    let mut body = Vec::new();
    geojson::write_feature(&*snapshot.table(layer), row, &mut body)
        .map_err(|e| Problem::Internal(e.into()))?;
    Ok(Answer::of(geojson::MEDIA_TYPE, body).respond(&headers))
}
