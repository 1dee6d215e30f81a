//! `/analyses/index`: where territories stand by an index, one at hand or one that is sent.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use crate::analysis::amounts::Scale;
use crate::analysis::index_file::MOST_BYTES;
use crate::analysis::standings::Standings;
use crate::api::analyses::index_asked::{IndexAsked, REPEATED, Rows};
use crate::api::analyses::index_parts::PartTable;
use crate::api::analyses::index_table::IndexTable;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// An index at hand, by the weights of the address.
pub async fn at_hand(Current(served): Current, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    respond(served, &uri, headers, None).await
}

/// An index that comes with the question.
pub async fn sent(
    Current(served): Current,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let text = definition(body)?;
    respond(served, &uri, headers, Some(text)).await
}

async fn respond(
    served: Arc<Served>,
    uri: &Uri,
    headers: HeaderMap,
    sent: Option<String>,
) -> Result<Response, Problem> {
    let asked = Asked::read_with(uri.query().unwrap_or_default(), REPEATED)?;
    let asked = IndexAsked::read(asked, &headers, &served.snapshot, sent.as_deref())?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base, sent.as_deref());
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

/// The text of a definition that was sent.
pub fn definition(body: Result<Bytes, BytesRejection>) -> Result<String, Problem> {
    let body = body.map_err(|fault| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(MOST_BYTES),
        status => Problem::Refused { status, why: "the definition ended before its end".to_owned() },
    })?;
    let why = "the definition is not UTF-8; save the file as UTF-8".to_owned();
    String::from_utf8(body.to_vec()).map_err(|_| Problem::Refused { status: StatusCode::BAD_REQUEST, why })
}

fn answer(served: &Served, asked: &IndexAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let standings = standings(served, asked)?;
    let territories = found(snapshot, asked, &standings);
    let address = |sheet: &_| asked.address(snapshot, sheet);
    let sheet = &asked.sheet;
    match asked.rows {
        Rows::Territories => {
            let part = &territories[sheet.part(territories.len())];
            let table = IndexTable::new(snapshot, asked, &standings, part);
            sheet.respond(&table, territories.len(), tag, base, address)
        }
        Rows::Indicators => {
            let wide = asked.weighed.index.recipes.len();
            let part = sheet.part(territories.len() * wide);
            let rows = part.map(|at| (territories[at / wide], at % wide)).collect();
            let table = PartTable::new(snapshot, asked, &standings, rows);
            sheet.respond(&table, territories.len() * wide, tag, base, address)
        }
    }
}

/// Where all territories of the question's scale stand.
pub fn standings(served: &Served, asked: &IndexAsked) -> Result<Arc<Standings>, Problem> {
    let IndexAsked { weighed, scale, draws, .. } = asked;
    let found = served.analysed.indices.standings(&served.snapshot, &weighed.index, *scale, *draws);
    found.map_err(|error| Problem::Internal(error.into()))
}

/// Rows of territories of the zone, the best first.
fn found(snapshot: &Snapshot, asked: &IndexAsked, standings: &Standings) -> Vec<u32> {
    let mut rows = standings.best_first();
    if let (Scale::Level(level), Some(zone)) = (asked.scale, &asked.zone) {
        let all = RowSet::all(rows.len() as u32);
        let inside = zone.rows_among(snapshot, Layer::Territories(level), &all);
        rows.retain(|&row| inside.contains(row));
    }
    rows
}
