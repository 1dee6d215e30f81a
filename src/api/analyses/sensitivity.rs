//! `/analyses/sensitivity`: which conclusions hold when the choices behind them are others.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::steadiness::{METHOD, Sensitivity};
use crate::analysis::subjects::Subject;
use crate::analysis::told::urgency;
use crate::api::analyses::gaps_asked::subjects;
use crate::api::analyses::sensitivity_table::SensitivityTable;
use crate::api::analyses::sheet::{Sheet, take_level};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

const TAKEN: &str = "zone, level, function, holds, geometry, limit, offset and f";

/// The question.
struct SensitivityAsked {
    zone: Option<Zone>,
    level: Level,
    subjects: Vec<Subject>,
    /// Only what holds with every group of peers, or only what does not.
    holds: Option<bool>,
    sheet: Sheet,
}

/// What is concluded, the most urgent first, and whether it holds.
pub async fn sensitivity(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = SensitivityAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let address = asked.address(&served.snapshot, &asked.sheet);
    let tag = Tag::of([served.snapshot.manifest.id.as_str(), METHOD, &base, &address]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &SensitivityAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let all = served
        .analysed
        .sensitivities(snapshot, asked.level)
        .map_err(|error| Problem::Internal(error.into()))?;
    let found = found(snapshot, asked, &all);
    let rows = found[asked.sheet.part(found.len())].to_vec();
    let table = SensitivityTable { snapshot, level: asked.level, all: &all, rows, drawn: asked.sheet.drawn };
    asked.sheet.respond(&table, found.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// Ranks of functions and rows of territories in the order of `/analyses/gaps`.
fn found(snapshot: &Snapshot, asked: &SensitivityAsked, all: &[Arc<Sensitivity>]) -> Vec<(usize, u32)> {
    let inside = asked.zone.as_ref().map(|zone| zone.territories(snapshot, asked.level));
    let is_inside = |row: u32| inside.as_ref().is_none_or(|rows| rows.contains(row));
    let mut found = Vec::new();
    let wanted = (0..).zip(all).filter(|(_, of)| asked.subjects.contains(&of.gaps.subject));
    for (rank, of) in wanted {
        for ((row, held), gap) in (0..).zip(&of.territories).zip(&of.gaps.territories) {
            if is_inside(row) && asked.holds.is_none_or(|holds| holds == held.holds()) {
                let likely = gap.finding.map_or(0.0, |judged| judged.below);
                found.push((urgency(gap.verdict()), likely, rank, row));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    found.into_iter().map(|(_, _, rank, row)| (rank, row)).collect()
}

impl SensitivityAsked {
    fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let level = take_level(&mut asked)?;
        let subjects = match asked.take("function") {
            None => Subject::all(snapshot),
            Some(text) => subjects(&text, snapshot)?,
        };
        let holds = match asked.take("holds").as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(other) => {
                return Err(Problem::parameter("holds", format!("`{other}` is not true or false")));
            }
        };
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, level, subjects, holds, sheet })
    }

    fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut pairs = vec![format!("level={}", self.level.word())];
        if let Some(zone) = &self.zone {
            pairs.push(format!("zone={}", Spelled(zone, &snapshot.territories)));
        }
        if self.subjects.len() < Subject::all(snapshot).len() {
            let keys: Vec<&str> = self.subjects.iter().map(|subject| subject.key(snapshot)).collect();
            pairs.push(format!("function={}", keys.join(",")));
        }
        if let Some(holds) = self.holds {
            pairs.push(format!("holds={holds}"));
        }
        pairs.push(sheet.words());
        format!("/analyses/sensitivity?{}", pairs.join("&"))
    }
}
