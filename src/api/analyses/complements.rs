//! `/analyses/complements`: which territories near one have what it lacks and lack what it has, as
//! features in any of the open formats.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::partners::Completed;
use crate::api::analyses::complement_table::ComplementTable;
use crate::api::analyses::complements_asked::ComplementsAsked;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};

/// The territories that complete those asked about, by territory, the most first.
pub async fn complements(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = ComplementsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question to a level reads the ways between all communes.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &ComplementsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let (snapshot, level) = (&served.snapshot, asked.whose.level);
    let trade = served.analysed.exchange(snapshot, level).map_err(|error| Problem::Internal(error.into()))?;
    let whose = asked.whose.rows(snapshot);
    let completed = |&row: &u32| trade.profiles.completed(row, trade.seats.around(row));
    let answers: Vec<Completed> = whose.iter().map(completed).collect();
    let all = rows(&answers);
    let table = ComplementTable {
        snapshot,
        level,
        profiles: &trade.profiles,
        whose: &whose,
        answers: &answers,
        rows: all[asked.sheet.part(all.len())].to_vec(),
        drawn: asked.sheet.drawn,
    };
    asked.sheet.respond(&table, all.len(), tag, base, |sheet| asked.address(snapshot, sheet))
}

/// One a partner, and one for who has none: a place among the answers, and a place among its
/// partners.
fn rows(answers: &[Completed]) -> Vec<(usize, Option<usize>)> {
    let of_one = |(at, answer): (usize, &Completed)| match answer {
        Completed::Partners(partners) => (0..partners.len()).map(|rank| (at, Some(rank))).collect(),
        _ => vec![(at, None)],
    };
    answers.iter().enumerate().flat_map(of_one).collect()
}
