//! `/analyses/gaps`: what is missing where, as features in any of the open formats.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::analysis::gaps::Gaps;
use crate::analysis::supply::Verdict;
use crate::analysis::told::urgency;
use crate::api::analyses::gap_table::GapTable;
use crate::api::analyses::gaps_asked::GapsAsked;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::items::links::{self, Leads};
use crate::api::items::opened::{MATCHED, RETURNED, codec};
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::level::Level;
use crate::formats::codec;
use crate::formats::geojson::Members;
use crate::geometry::reference::{Crs, Frame};
use crate::index::rows::RowSet;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The gaps that are asked for, the surest first.
pub async fn gaps(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = GapsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question to a level is work for seconds.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &GapsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let all = served.analysed.gaps(snapshot, asked.level).map_err(|error| Problem::Internal(error.into()))?;
    let found = found(snapshot, asked, &all);
    let rows: Vec<(usize, u32)> = found.iter().skip(asked.offset).take(asked.limit).copied().collect();
    let table = GapTable { snapshot, level: asked.level, gaps: &all, rows, drawn: asked.drawn };
    let returned = table.rows.len() as u64;
    let leads = leads(snapshot, asked, base, found.len());
    let members = links::members(&leads);
    let members = Members { number_matched: Some(found.len() as u64), links: &members };
    let frame = Frame::new(Crs::Crs84);
    let rows = Box::new(0..returned as u32);
    let mut codec = codec(asked.format, &table, frame, &members, (returned, rows));
    let mut body = Vec::new();
    codec::write(&mut *codec, &table, &mut body).map_err(|error| Problem::Internal(error.into()))?;
    let mut response = (tag.heading(UNTIL_ASKED), Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asked.format.media_type()));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    if !asked.format.has_links() {
        links::put_headers(&leads, headers);
        headers.insert(MATCHED, HeaderValue::from(found.len()));
        headers.insert(RETURNED, HeaderValue::from(returned));
    }
    Ok(response)
}

/// Ranks of functions and rows of territories: gaps first, the surest of them first.
fn found(snapshot: &Snapshot, asked: &GapsAsked, all: &[Arc<Gaps>]) -> Vec<(usize, u32)> {
    let inside = asked.zone.as_ref().map(|zone| inside(snapshot, asked.level, zone));
    let is_inside = |row: u32| inside.as_ref().is_none_or(|rows| rows.contains(row));
    let is_asked = |verdict: Verdict| asked.verdicts.is_empty() || asked.verdicts.contains(&verdict);
    let mut found = Vec::new();
    let wanted = (0..).zip(all).filter(|(_, gaps)| asked.subjects.contains(&gaps.subject));
    for (rank, gaps) in wanted {
        for (row, gap) in (0..).zip(&gaps.territories) {
            if is_inside(row) && is_asked(gap.verdict()) {
                let likely = gap.finding.map_or(0.0, |judged| judged.below);
                found.push((urgency(gap.verdict()), likely, rank, row));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    found.into_iter().map(|(_, _, rank, row)| (rank, row)).collect()
}

fn inside(snapshot: &Snapshot, level: Level, zone: &Zone) -> RowSet {
    let many = snapshot.territories.of(level).len() as u32;
    zone.rows_among(snapshot, Layer::Territories(level), &RowSet::all(many))
}

fn leads(snapshot: &Snapshot, asked: &GapsAsked, base: &str, matched: usize) -> Vec<Leads> {
    let lead = |rel: &'static str, offset: usize| Leads {
        rel,
        href: format!("{base}{}", asked.address(snapshot, offset, asked.format)),
        media_type: asked.format.media_type(),
    };
    let next = asked.offset.saturating_add(asked.limit);
    let mut leads = vec![lead("self", asked.offset)];
    leads.extend((next < matched).then(|| lead("next", next)));
    leads.extend((asked.offset != 0).then(|| lead("prev", asked.offset.saturating_sub(asked.limit))));
    leads
}
