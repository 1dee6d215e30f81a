//! `/analyses/whatif`: what would change if somebody came, left or moved.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::ground::Ground;
use crate::analysis::what_if::{Effect, Effects, WhatIfError, effects};
use crate::analysis::what_if_chains::{Turn, turns};
use crate::api::analyses::what_if_asked::WhatIfAsked;
use crate::api::analyses::what_if_table::WhatIfTable;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// The territories whose people a change reaches, those that it changes most first.
pub async fn what_if(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = WhatIfAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &WhatIfAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let effects = found(snapshot, asked)?;
    let turns = turned(served, asked).map_err(|error| Problem::Internal(error.into()))?;
    let most_first = most_first(&effects);
    let rows = most_first[asked.sheet.part(most_first.len())].to_vec();
    let (changes, drawn) = (&asked.changes[..], asked.sheet.drawn);
    let table = WhatIfTable { snapshot, effects: &effects, turns: &turns, changes, rows, drawn };
    asked.sheet.respond(&table, most_first.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// The links of chains that turn; communes are too small for a chain.
fn turned(served: &Served, asked: &WhatIfAsked) -> Result<Vec<Turn>, UnreadWays> {
    if asked.level == Level::Commune {
        return Ok(Vec::new());
    }
    let chains = served.analysed.chains(&served.snapshot, asked.level)?;
    let trade = served.analysed.trade(&served.snapshot)?;
    Ok(turns(&served.snapshot, &trade.holders, &chains, asked.subject, &asked.changes))
}

/// What becomes of everybody, or what to ask instead.
pub fn found(snapshot: &Snapshot, asked: &WhatIfAsked) -> Result<Effects, Problem> {
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| Problem::Internal(error.into()))?;
    let ground = Ground::of(snapshot, asked.level);
    effects(snapshot, &ways, &ground, asked.subject, &asked.changes).map_err(|error| match error {
        WhatIfError::TooFew { commune, .. } => {
            let code = &snapshot.territories.get(Level::Commune, commune).code;
            Problem::parameter("remove", format!("commune {code}: {error}"))
        }
        WhatIfError::TooMany => Problem::parameter("add", error.to_string()),
        WhatIfError::NotMeasured => Problem::parameter("function", error.to_string()),
    })
}

/// Ranks of the territories by how much supply their people gain or lose.
fn most_first(effects: &Effects) -> Vec<u32> {
    let moved: Vec<f64> = effects.territories.iter().map(Effect::moved).collect();
    let mut ranks: Vec<u32> = (0..moved.len() as u32).collect();
    ranks.sort_by(|&a, &b| moved[b as usize].total_cmp(&moved[a as usize]).then(a.cmp(&b)));
    ranks
}
