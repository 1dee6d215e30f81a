//! `/analyses/sites`: on which sites a place could be made, with what is for and against each.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::site_neighbours::{communes_near, everyday_near, sharers};
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::sites::{Found, Kept, Question, sites};
use crate::analysis::sites_table::SitesTable;
use crate::analysis::sites_told::Teller;
use crate::api::analyses::excluded_table::ExcludedTable;
use crate::api::analyses::site_around_table::{ActorsTable, CommunesTable, EverydayTable};
use crate::api::analyses::site_balance_table::{BalanceTable, lines};
use crate::api::analyses::site_criteria_table::CriteriaTable;
use crate::api::analyses::sites_asked::{Rows, SitesAsked};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::place::{CRITERIA, Places};
use crate::snapshot::ways::UnreadWays;

/// The sites that are asked for, the best first.
pub async fn route(Current(served): Current, asked: Asked, headers: HeaderMap) -> Result<Response, Problem> {
    let places = served.analysed.places();
    let asked = SitesAsked::read(asked, &headers, &served.snapshot, &places)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &places, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question reads the ways between all communes.
    aside(move || answer(&served, &asked, &places, &base, &tag)).await?
}

/// What is found for a question.
pub fn found(served: &Served, asked: &SitesAsked, question: &Question) -> Result<Found, UnreadWays> {
    let snapshot = &served.snapshot;
    let all = served.analysed.surroundings(snapshot);
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let communes: Option<Vec<u32>> = asked.zone.as_ref().map(|zone| zone.communes().collect());
    Ok(sites(snapshot, &all, &ways, communes.as_deref(), question))
}

fn answer(
    served: &Served,
    asked: &SitesAsked,
    places: &Places,
    base: &str,
    tag: &Tag,
) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let question = asked.question(places);
    let found = found(served, asked, &question).map_err(|error| Problem::Internal(error.into()))?;
    let all: &AllSurroundings = &served.analysed.surroundings(snapshot);
    let teller = &Teller { snapshot, all, question: &question };
    let address = |sheet: &_| asked.address(snapshot, places, sheet);
    let id = |row: u32| snapshot.sites.rows()[row as usize].thing.id.as_str();
    let is_asked = |row: u32| asked.sites.is_empty() || asked.sites.iter().any(|site| site == id(row));
    let kept: Vec<(usize, &Kept)> =
        found.kept.iter().enumerate().filter(|(_, one)| is_asked(one.row)).collect();
    match asked.rows {
        Rows::Sites => {
            let table = SitesTable { teller, kept: &kept[asked.sheet.part(kept.len())] };
            asked.sheet.respond(&table, kept.len(), tag, base, address)
        }
        Rows::Criteria => {
            let part = asked.sheet.part(kept.len() * CRITERIA);
            let words = &asked.words(snapshot, places);
            let table = CriteriaTable { teller, words, kept: &kept, part };
            asked.sheet.respond(&table, kept.len() * CRITERIA, tag, base, address)
        }
        Rows::Excluded => {
            let excluded: Vec<_> = found.excluded.iter().filter(|one| is_asked(one.row)).collect();
            let table = ExcludedTable { snapshot, excluded: &excluded[asked.sheet.part(excluded.len())] };
            asked.sheet.respond(&table, excluded.len(), tag, base, address)
        }
        Rows::Balance => {
            let lines = lines(&found);
            let table = BalanceTable { snapshot, lines: &lines[asked.sheet.part(lines.len())] };
            asked.sheet.respond(&table, lines.len(), tag, base, address)
        }
        Rows::Communes | Rows::Actors | Rows::Everyday => {
            let ways = snapshot.ways.ways(&snapshot.territories);
            let ways = ways.map_err(|error| Problem::Internal(error.into()))?;
            let known = snapshot.sites.rows().iter().find(|placed| asked.sites.contains(&placed.thing.id));
            let Some(known) = known else {
                let why = format!("no site has the id `{}` in this snapshot", asked.sites.join(","));
                return Err(Problem::NotFound(why));
            };
            let commune = known.commune;
            match asked.rows {
                Rows::Communes => {
                    let near = commune.map(|commune| communes_near(snapshot, &ways, &question, commune));
                    let near = near.unwrap_or_default();
                    let table = CommunesTable { snapshot, near: &near[asked.sheet.part(near.len())] };
                    asked.sheet.respond(&table, near.len(), tag, base, address)
                }
                Rows::Everyday => {
                    let near = commune.map(|commune| everyday_near(snapshot, &ways, commune));
                    let near = near.unwrap_or_default();
                    let table = EverydayTable { snapshot, near: &near[asked.sheet.part(near.len())] };
                    asked.sheet.respond(&table, near.len(), tag, base, address)
                }
                _ => {
                    let near = commune.map(|commune| sharers(snapshot, &ways, &question, commune));
                    let near = near.unwrap_or_default().actors;
                    let table = ActorsTable { snapshot, near: &near[asked.sheet.part(near.len())] };
                    asked.sheet.respond(&table, near.len(), tag, base, address)
                }
            }
        }
    }
}
