//! `/analyses/partners`: who could work with an actor or a project, in two lists with reasons.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::analysis::allies::{Allies, Question, allies, shortages};
use crate::analysis::ally_bonds::Bonds;
use crate::analysis::ally_fit::Seeker;
use crate::analysis::ally_index::Class;
use crate::analysis::cooperation::List;
use crate::analysis::cooperation::conventions::Adjacency;
use crate::analysis::cooperation::factors::employees;
use crate::api::analyses::allies_asked::{AlliesAsked, Who};
use crate::api::analyses::ally_table::{AllyRow, AllyTable};
use crate::api::answer::{Tag, UNTIL_ASKED, takes_any};
use crate::api::aside::aside;
use crate::api::asked::Asked;
use crate::api::links::base_url;
use crate::api::problem::Problem;
use crate::api::state::{Current, Served};
use crate::domain::level::Level;
use crate::snapshot::ways::UnreadWays;

/// The partners of whoever asks.
pub async fn partners(
    Current(served): Current,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = AlliesAsked::read(asked, &headers, &served.snapshot)?;
    let base = base_url(&headers);
    let tag = asked.tag(&served.snapshot, &base);
    if tag.is_known(&headers) || takes_any(&headers) {
        return Ok(tag.not_modified(&headers, UNTIL_ASKED));
    }
    // The first question reads the ways between all communes, and finds what is missing where.
    aside(move || answer(&served, &asked, &base, &tag)).await?
}

fn answer(served: &Served, asked: &AlliesAsked, base: &str, tag: &Tag) -> Result<Response, Problem> {
    let snapshot = &served.snapshot;
    let lines = asked.sheet.offset.saturating_add(asked.sheet.limit);
    let found = found(served, asked, lines).map_err(|error| Problem::Internal(error.into()))?;
    let matched = matched(&found, asked.list);
    let rows = rows(&found, asked.list, lines);
    let part = asked.sheet.part(matched);
    let rows = rows.into_iter().skip(part.start).take(part.len()).collect();
    let table = AllyTable { snapshot, asked, found: &found, rows };
    asked.sheet.respond(&table, matched, tag, base, |sheet| asked.address(snapshot, sheet))
}

/// What is found for a question, with so many lines of each list.
pub fn found(served: &Served, asked: &AlliesAsked, lines: usize) -> Result<Allies, UnreadWays> {
    let snapshot = &served.snapshot;
    let index = served.analysed.allies(snapshot);
    let (row, commune) = match asked.who {
        Who::Actor(row) => (Some(row), snapshot.actors.commune(row).unwrap_or_default()),
        Who::Project { commune, .. } => (None, commune),
    };
    let mut class = match &asked.who {
        Who::Actor(row) => index.classes()[index.class_of(*row) as usize].clone(),
        Who::Project { functions, employees: band, .. } => Class {
            functions: *functions,
            naf: None,
            size: band.as_deref().and_then(employees),
            products: Default::default(),
            needs: Vec::new(),
            is_withheld: false,
        },
    };
    class.functions = class.functions.union(asked.offers);
    let main = |actor: &u32| snapshot.actors.main_function(*actor).map(|id| u32::from(id.0));
    let partners = row.map_or(&[][..], |row| index.ties.neighbours(row)).iter().filter_map(main).collect();
    let gaps = served.analysed.gaps(snapshot, Level::Bassin)?;
    let bassin = snapshot.territories.zone(commune, Level::Bassin);
    let gaps = shortages(&gaps, &snapshot.functions, bassin);
    let seeker = Seeker { class, needs: asked.needs, partners, gaps };
    let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
    let question = Question {
        seeker: &seeker,
        row,
        id: row.map(|row| snapshot.actors.id(row)),
        commune,
        minutes: f64::from(asked.minutes),
        // No more than there are actors, whatever is asked.
        lines: lines.min(snapshot.actors.len() as usize),
        conventions: &asked.conventions,
    };
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    Ok(allies(&index, &bonds, &snapshot.functions, &ways, &question))
}

/// How many rows there are: partners, what is said of an empty list, and partners already known.
fn matched(found: &Allies, list: Option<List>) -> usize {
    let of_list = |list: &List| (found.lists[*list as usize].total as usize).max(1);
    let lists: usize = asked_lists(list).iter().map(of_list).sum();
    lists + found.known.len()
}

/// Both lists by turns, so that a page has of each; what is left of the longer one; then known
/// partners. As many as so many lines of each list allow.
fn rows(found: &Allies, list: Option<List>, lines: usize) -> Vec<AllyRow> {
    let lists = asked_lists(list);
    let longest = lists.iter().map(|list| found.lists[*list as usize].allies.len()).max();
    let mut rows = Vec::new();
    for rank in 0..lines.min(longest.unwrap_or_default()).max(1) {
        for &list in &lists {
            let listed = &found.lists[list as usize];
            match listed.allies.get(rank) {
                Some(_) => rows.push(AllyRow::Ally { list, rank }),
                None if rank == 0 => rows.push(AllyRow::Nobody { list }),
                None => {}
            }
        }
    }
    rows.extend((0..found.known.len()).map(AllyRow::Known));
    rows
}

fn asked_lists(list: Option<List>) -> Vec<List> {
    list.map_or(List::ALL.to_vec(), |list| vec![list])
}
