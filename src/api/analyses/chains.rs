//! `/analyses/chains`: which link of a chain is missing where, as features in any of the open formats.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::chain_lines::{At, Chains};
use crate::analysis::chain_table::ChainTable;
use crate::analysis::chains_told::STATES;
use crate::analysis::completeness::Held;
use crate::api::analyses::chains_asked::ChainsAsked;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The links that are asked for: those that are missing first, those nearest to a holder first.
pub async fn chains(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = ChainsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question to a level is work for seconds.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &ChainsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let all =
        served.analysed.chains(snapshot, asked.level).map_err(|error| Problem::Internal(error.into()))?;
    let found = found(snapshot, asked, &all);
    let rows = found[asked.sheet.part(found.len())].to_vec();
    let table = ChainTable { snapshot, chains: &all, rows, drawn: asked.sheet.drawn };
    asked.sheet.respond(&table, found.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// What is missing and needed, what is missing, what is not known, what is held; the nearest to a
/// holder first, then in the order of chains, stages and territories.
fn found(snapshot: &Snapshot, asked: &ChainsAsked, all: &Chains) -> Vec<At> {
    let many = snapshot.territories.of(asked.level).len() as u32;
    let layer = Layer::Territories(asked.level);
    let inside = asked.zone.as_ref().map(|zone| zone.rows_among(snapshot, layer, &RowSet::all(many)));
    let is_asked = |at: &At| {
        let link = all.link(*at);
        let stage = snapshot.functions.chains()[at.chain].stages[at.stage].stage;
        inside.as_ref().is_none_or(|rows| rows.contains(at.territory))
            && asked.chains.contains(&at.chain)
            && (asked.stages.is_empty() || asked.stages.contains(&stage))
            && (asked.states.is_empty() || asked.states.contains(&link.held))
            && asked.needed.is_none_or(|needed| needed == link.is_needed)
    };
    let mut found: Vec<(usize, f64, At)> =
        all.all().filter(is_asked).map(|at| (urgency(all, at), minutes(all, at), at)).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.into_iter().map(|(_, _, at)| at).collect()
}

fn urgency(all: &Chains, at: At) -> usize {
    let link = all.link(at);
    let rank = |held: Held| STATES.iter().position(|state| *state == held).unwrap_or(STATES.len());
    2 * rank(link.held) + usize::from(!link.is_needed)
}

/// How far the nearest holder is; those without one last.
fn minutes(all: &Chains, at: At) -> f64 {
    all.link(at).outside.first().and_then(|holder| holder.minutes).unwrap_or(f64::INFINITY)
}
