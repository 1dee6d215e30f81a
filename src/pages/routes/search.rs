//! Fills the results of a search.

use crate::domain::level::Level;
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::search::{ActorHit, SearchPage, TerritoryHit};
use crate::query::search::{CEILING, Found};

/// `/rechercher?q=`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let query = visit.parameter("q")?.unwrap_or_default().to_owned();
    let snapshot = visit.snapshot();
    let found = visit.served().names().find(snapshot, &query);
    let cut = CEILING <= found.len();
    let (mut territories, mut actors) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Found::Territory { level, row } => territories.push(territory(visit, level, row)),
            Found::Actor { row } => actors.extend(actor(visit, row)),
        }
    }
    render(&SearchPage { frame: visit.frame(None), query, territories, actors, cut })
}

fn territory(visit: &Visit, level: Level, row: u32) -> TerritoryHit {
    let territory = visit.snapshot().territories.get(level, row);
    let departement = territory.parents[Level::Departement as usize].filter(|_| level != Level::Departement);
    TerritoryHit {
        place: visit.place(level, row),
        population: territory.population,
        within: departement.map(|row| visit.place(Level::Departement, row).name),
    }
}

/// `None` for an actor without name: nobody can have searched for it.
fn actor(visit: &Visit, row: u32) -> Option<ActorHit> {
    let actors = &visit.snapshot().actors;
    Some(ActorHit {
        name: actors.name(row)?.to_owned(),
        family: actors.family(row),
        commune: actors.commune(row).map(|commune| visit.place(Level::Commune, commune)),
    })
}
