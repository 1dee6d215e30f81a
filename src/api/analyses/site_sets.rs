//! `/analyses/site-sets`: where one to ten more places would serve a zone best, and whom.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::site_sets::{Question, SiteSets, SiteSetsError, Step, site_sets};
use crate::api::analyses::site_sets_asked::{Rows, SiteSetsAsked};
use crate::api::analyses::site_sets_compared::SetsTable;
use crate::api::analyses::site_sets_curve::CurveTable;
use crate::api::analyses::site_sets_gains::GainsTable;
use crate::api::analyses::site_sets_land::land;
use crate::api::analyses::site_sets_places::PlacesTable;
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// The best set for so many, the curve of all numbers, or what each commune gains.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = SiteSetsAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &SiteSetsAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let (found, land) = found(served, asked)?;
    let step = found.with(asked.more as usize);
    let (found, drawn) = (&found, asked.sheet.drawn);
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
fn sets(
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

/// What is found for a question, and the land that it was asked of; or what to ask instead.
pub fn found(served: &Served, asked: &SiteSetsAsked) -> Result<(SiteSets, Option<Land>), Problem> {
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).map_err(|error| Problem::Internal(error.into()))?;
    let communes: Vec<u32> = asked.zone.communes().collect();
    let land = asked.is_on_land.then(|| land(served, asked, &ways)).transpose()?;
    let with_land: Option<Vec<u32>> = land.as_ref().map(|land| land.keys().copied().collect());
    let question = Question {
        communes: &communes,
        subject: asked.subject,
        minutes: asked.minutes.into(),
        aim: asked.aim,
        where_to: with_land.as_deref(),
        keeping: asked.keeping,
    };
    let found = site_sets(snapshot, &ways, &question).map_err(|error| match error {
        SiteSetsError::TooMany(_) | SiteSetsError::Nobody => Problem::parameter("zone", error.to_string()),
        SiteSetsError::NotMeasured => Problem::parameter("function", error.to_string()),
        SiteSetsError::Ways(_) | SiteSetsError::Siting(_) => Problem::Internal(error.into()),
    })?;
    Ok((found, land))
}
