//! `/analyses/variety`: how diverse the activities of territories are, and which are near to them.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::varieties::METHOD;
use crate::api::analyses::sheet::Sheet;
use crate::api::analyses::variety_table::VarietyTable;
use crate::api::analyses::whose::Whose;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, geometry, limit, offset and f";

/// The activities of the territories asked about, in order.
pub async fn route(
    Current(served): Current,
    mut asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let whose = Whose::take(&mut asked, &served.snapshot)?;
    let sheet = Sheet::take(&mut asked, &headers)?;
    asked.nothing_else(TAKEN)?;
    let base = base_url(&headers);
    let address = address(&whose, &served.snapshot, &sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &whose, &sheet, &base, &tag)).await?
}

fn answer(served: &Served, whose: &Whose, sheet: &Sheet, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let found = served.analysed.varieties(snapshot, whose.level);
    let rows = whose.rows(snapshot);
    let part = rows[sheet.part(rows.len())].iter().map(|&row| &found[row as usize]).collect();
    let table = VarietyTable { snapshot, level: whose.level, rows: part, drawn: sheet.drawn };
    sheet.respond(&table, rows.len(), tag, base, |sheet| address(whose, snapshot, sheet))
}

fn address(whose: &Whose, snapshot: &Snapshot, sheet: &Sheet) -> String {
    format!("/analyses/variety?{}&{}", whose.words(snapshot), sheet.words())
}
