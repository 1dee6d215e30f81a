//! `/analyses/site-sets`: where one to ten more places would serve a zone best, and whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::analysis::site_sets::{Question, SiteSets, SiteSetsError, Step, site_sets_followed};
use crate::analysis::site_sets_search::{Follower, Progress};
use crate::analysis::site_sets_told::told_progress;
use crate::analysis::siting::going::Going;
use crate::analysis::siting::rules::SitingError;
use crate::api::analyses::site_sets_asked::{Rows, SiteSetsAsked};
use crate::api::analyses::site_sets_compared::SetsTable;
use crate::api::analyses::site_sets_curve::CurveTable;
use crate::api::analyses::site_sets_gains::GainsTable;
use crate::api::analyses::site_sets_land::land;
use crate::api::analyses::site_sets_places::PlacesTable;
use crate::api::analyses::site_sets_shelf::Found;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::searches::{followed, is_followed, searched};
use crate::api::state::{Current, Served, Shared};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// The best set for so many, the curve of all numbers, or what each commune gains; or how far the search is,
/// told as it goes.
pub async fn route(
    State(shared): State<Arc<Shared>>,
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_followed = is_followed(&headers);
    // Events have no form of their own: they lead to the answer.
    let of_answer = if is_followed { HeaderMap::new() } else { headers.clone() };
    let asked = SiteSetsAsked::read(asked, &of_answer, &served.snapshot)?;
    if is_followed {
        return followed(&shared.searches, move |going, told| follow(&served, &asked, going, told)).await;
    }
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    let patient = move |going: Going| answer(&served, &asked, &base, &tag, going);
    searched(&shared.searches, patient).await?
}

/// Tells each number of places that is answered, then where the answer is.
fn follow(
    served: &Served,
    asked: &SiteSetsAsked,
    going: Going,
    told: &dyn Fn(Value),
) -> Result<Value, Problem> {
    let each = |progress: Progress| {
        let [french, english] = told_progress(progress);
        let Progress { done, of, at_most_better } = progress;
        told(json!({
            "done": done, "of": of, "mieux_possible": at_most_better, "told": french, "told_en": english
        }));
    };
    found(served, asked, &Follower { going, told: &each })?;
    Ok(json!({ "address": asked.address(&served.snapshot, &asked.sheet) }))
}

fn answer(
    served: &Served,
    asked: &SiteSetsAsked,
    base: &str,
    tag: &Tag,
    going: Going,
) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let kept = found(served, asked, &Follower { going, ..Follower::PATIENT })?;
    let Found { sets: found, land } = &*kept;
    let step = found.with(asked.more as usize);
    let drawn = asked.sheet.drawn;
    let address = |sheet: &_| asked.address(snapshot, sheet);
    match asked.rows {
        Rows::Places => {
            let all = PlacesTable::rows(snapshot, found, step);
            let rows = all[asked.sheet.part(all.len())].to_vec();
            let table = PlacesTable { snapshot, found, step, land: land.as_ref(), rows, drawn };
            asked.sheet.respond(&table, all.len(), tag, base, address)
        }
        Rows::Curve => {
            let all = &found.steps;
            let table =
                CurveTable { snapshot, found, zone: &asked.zone, steps: &all[asked.sheet.part(all.len())] };
            asked.sheet.respond(&table, all.len(), tag, base, address)
        }
        Rows::Sets => {
            let sets = sets(snapshot, found, step, asked)?;
            let compared = found.compared(&sets);
            let rows = asked.sheet.part(sets.len());
            let table = SetsTable { snapshot, found, sets: &sets, compared: &compared, rows };
            asked.sheet.respond(&table, sets.len(), tag, base, address)
        }
        Rows::Communes => {
            let all = GainsTable::rows(found, step);
            let rows = all[asked.sheet.part(all.len())].to_vec();
            let table = GainsTable { snapshot, found, step, rows, drawn };
            asked.sheet.respond(&table, all.len(), tag, base, address)
        }
    }
}

/// The best set, then those that are named.
pub fn sets(
    snapshot: &Snapshot,
    found: &SiteSets,
    best: &Step,
    asked: &SiteSetsAsked,
) -> Result<Vec<Step>, Problem> {
    let named = asked.sets.iter().map(|communes| {
        found.chosen(communes).ok_or_else(|| {
            let codes =
                communes.iter().map(|row| snapshot.territories.get(Level::Commune, *row).code.as_str());
            let codes = codes.collect::<Vec<_>>().join(",");
            Problem::parameter("sets", format!("`{codes}`: one of them is no candidate"))
        })
    });
    std::iter::once(Ok(best.clone())).chain(named).collect()
}

/// Rows of the sites that could host a place, by commune, the best first.
pub type Land = BTreeMap<u32, Vec<u32>>;

/// What is found for a question, and the land that it was asked of; or what to ask instead. Found once while
/// there is room to keep it.
pub fn found(served: &Served, asked: &SiteSetsAsked, follower: &Follower) -> Result<Arc<Found>, Problem> {
    let snapshot = &served.snapshot;
    let (question, most) = (asked.question(snapshot), asked.most());
    let shelf = &served.analysed.site_sets;
    if let Some(kept) = shelf.kept(&question, most) {
        return Ok(kept);
    }
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| Problem::Internal(error.into()))?;
    let communes: Vec<u32> = asked.zone.communes().collect();
    let land = asked.is_on_land.then(|| land(served, asked, &ways)).transpose()?;
    let with_land: Option<Vec<u32>> = land.as_ref().map(|land| land.keys().copied().collect());
    let asked = Question {
        communes: &communes,
        subject: asked.subject,
        minutes: asked.minutes.into(),
        aim: asked.aim,
        where_to: with_land.as_deref(),
        keeping: asked.keeping,
        spending: asked.spending,
        most,
    };
    let sets = site_sets_followed(snapshot, &ways, &asked, follower).map_err(|error| match error {
        SiteSetsError::TooMany(_) | SiteSetsError::Nobody => Problem::parameter("zone", error.to_string()),
        SiteSetsError::NotMeasured => Problem::parameter("function", error.to_string()),
        // Nobody reads it.
        SiteSetsError::Siting(SitingError::Left) => Problem::Busy,
        SiteSetsError::Ways(_) | SiteSetsError::Siting(_) => Problem::Internal(error.into()),
    })?;
    Ok(shelf.keep(&question, most, Found { sets, land }))
}
