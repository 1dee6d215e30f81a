//! `/analyses/twins`: which territories resemble one, as features in any of the open formats.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::better::Rates;
use crate::analysis::twin_table::{TwinTable, rows_of};
use crate::analysis::twins::Settings;
use crate::api::analyses::twins_asked::TwinsAsked;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};

/// The twins that are asked for, by territory, the nearest first.
pub async fn twins(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = TwinsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // Everybody beside everybody is work for a second.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &TwinsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let (snapshot, level) = (&served.snapshot, asked.whose.level);
    let land = served.analysed.land(snapshot, level, asked.scope);
    let land = &*land.map_err(|why| Problem::parameter("level", why.to_string()))?;
    let whose = asked.whose.rows(snapshot);
    let answers = if asked.whose.zone.is_none() && asked.settings == Settings::default() {
        served.analysed.twins(land)
    } else {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Arc::new(land.twins_of(&whose, &asked.settings, threads))
    };
    let all = rows_of(&answers);
    let rates = asked.subject.map(|subject| (subject, Rates::of_subject(snapshot, land.figures(), subject)));
    let table = TwinTable {
        snapshot,
        land,
        whose: &whose,
        answers: &answers,
        rows: all[asked.sheet.part(all.len())].to_vec(),
        rates,
        seed: asked.settings.seed,
        drawn: asked.sheet.drawn,
    };
    asked.sheet.respond(&table, all.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}
