//! `/analyses/index/sensitivity`: which choices an index hangs on, and which conclusions hold.

use std::fmt::Write;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::analysis::amounts::Scale;
use crate::analysis::indices::{Index, METHOD};
use crate::analysis::sensitivity::{Changed, Otherwise};
use crate::analysis::standings::{Standings, is_in_first_tenth};
use crate::api::analyses::index::definition;
use crate::api::analyses::index_asked::{REPEATED, Weighed, take_draws, take_scale};
use crate::api::analyses::index_shelf::Sensitivity;
use crate::api::answer::{Answer, Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::formats::csv;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "index, level, weights, person, between, seed, draws and f";

/// From this share of the draws on a territory's class is said to hold.
pub const HOLDS: f64 = 0.8;

/// Of an index at hand.
pub async fn sensitivity(
    Current(served): Current,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    respond(served, &uri, headers, None).await
}

/// Of an index that comes with the question.
pub async fn sensitivity_of_sent(
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
    let snapshot = &served.snapshot;
    let mut asked = Asked::read_with(uri.query().unwrap_or_default(), REPEATED)?;
    let scale = take_scale(&mut asked)?;
    let draws = take_draws(&mut asked, scale.many(snapshot))?;
    let is_csv = match asked.take("f").as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(other) => {
            return Err(Problem::parameter("f", format!("`{other}` is not served; use json or csv")));
        }
    };
    let weighed = Weighed::take(&mut asked, snapshot, sent.as_deref())?;
    asked.nothing_else(TAKEN)?;
    let snapshot_id = &served.snapshot.manifest.id;
    let choices = format!("{} {} {draws} {is_csv}", weighed.words(), scale.word());
    let tag = Tag::of([snapshot_id, METHOD, &choices, sent.as_deref().unwrap_or_default()]);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    let answer = aside(move || -> Result<Answer, Problem> {
        let shelf = &served.analysed.indices;
        let fault = |error| Problem::Internal(Box::new(error) as _);
        let index = &weighed.index;
        let found = shelf.sensitivity(&served.snapshot, index, scale, draws).map_err(fault)?;
        if is_csv {
            return Ok(Answer::of(csv::MEDIA_TYPE, lines(index, &found).into_bytes()));
        }
        let standings = shelf.standings(&served.snapshot, index, scale, draws).map_err(fault)?;
        Ok(Answer::json(&document(&served, &weighed, scale, &standings, &found)))
    });
    let Answer { content_type, body, .. } = answer.await??;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
    Ok((tag.heading(UNTIL_ASKED), kind, body).into_response())
}

/// The word of a choice, and the indicator that it is about.
#[must_use]
pub fn word(otherwise: Otherwise) -> (&'static str, Option<usize>) {
    match otherwise {
        Otherwise::Between => ("autre-agregation", None),
        Otherwise::ByRank => ("placer-par-rang", None),
        Otherwise::Equal => ("poids-egaux", None),
        Otherwise::Half(rank) => ("poids-moitie", Some(rank)),
        Otherwise::HalfMore(rank) => ("poids-moitie-en-plus", Some(rank)),
        Otherwise::Without(rank) => ("sans", Some(rank)),
    }
}

/// The share of territories whose class holds, and of the first tenth those that stay in it, in
/// so many draws at least ([`HOLDS`]); `None` when nobody has a rank.
#[must_use]
pub fn held(standings: &Standings) -> Option<[f64; 2]> {
    let all = || standings.places.iter().flatten();
    let first = || all().filter(|place| is_in_first_tenth(place.rank, standings.scored));
    let classes = all().filter(|place| HOLDS <= place.same_class).count();
    let tenth = first().filter(|place| HOLDS <= place.first_tenth).count();
    let (many, of_first) = (all().count(), first().count());
    (many != 0 && of_first != 0).then(|| [classes as f64 / many as f64, tenth as f64 / of_first as f64])
}

fn document(
    served: &Served,
    weighed: &Weighed,
    scale: Scale,
    standings: &Standings,
    found: &Sensitivity,
) -> Value {
    let index = &weighed.index;
    let held = held(standings);
    let parts = found.parts.map(|parts| {
        json!({
            "poids": parts.weights,
            "placement": parts.placing,
            "agregation": parts.between,
            "ensemble": parts.together,
        })
    });
    let choice = |changed: &Changed| {
        let (word, rank) = word(changed.otherwise);
        let named = rank.map(|rank| &index.recipes[rank].named);
        json!({
            "choix": word,
            "indicateur": named.map(|named| &named.key),
            "libelle": named.map(|named| &named.label_fr),
            "compares": changed.compared,
            "rangs_moyenne": changed.mean_shift,
            "rangs_maximum": changed.most_shift,
            "meme_classe": changed.same_class,
            "meme_premier_dixieme": changed.same_first_tenth,
        })
    };
    json!({
        "indice": index.named.key,
        "version": weighed.version(&served.snapshot),
        "niveau": scale.word(),
        "classes": standings.scored,
        "rangs_departages": standings.are_ranks_told,
        "seuil": HOLDS,
        "classes_tenues": held.map(|held| held[0]),
        "premier_dixieme_tenu": held.map(|held| held[1]),
        "parts_de_variance": parts,
        "choix": found.choices.iter().map(choice).collect::<Vec<_>>(),
        "tirages": standings.draws,
        "graine": index.seed,
        "method": METHOD,
        "snapshot": served.snapshot.manifest.id,
    })
}

/// The choices as CSV. Keys and words hold neither commas nor quotes.
fn lines(index: &Index, found: &Sensitivity) -> String {
    let mut text =
        "choix,indicateur,compares,rangs_moyenne,rangs_maximum,meme_classe,meme_premier_dixieme\r\n"
            .to_owned();
    for changed in &found.choices {
        let (word, rank) = word(changed.otherwise);
        let key = rank.map_or("", |rank| index.recipes[rank].named.key.as_str());
        let Changed { compared, mean_shift, most_shift, same_class, same_first_tenth, .. } = changed;
        let line = write!(
            text,
            "{word},{key},{compared},{mean_shift},{most_shift},{same_class},{same_first_tenth}\r\n"
        );
        line.expect("a text takes everything");
    }
    text
}
