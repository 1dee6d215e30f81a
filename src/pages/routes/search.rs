//! Fills the results of a search.

use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::pages::notice::Trouble;
use crate::pages::routes::territory::label;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::search::{ActorHit, FunctionHit, SearchPage, TerritoryHit};
use crate::query::search::{CEILING, Found};

/// `/rechercher?q=`
pub fn page(visit: &Visit) -> Result<String, Trouble> {
    let query = visit.parameter("q")?.unwrap_or_default().to_owned();
    let snapshot = visit.snapshot();
    let found = visit.served().names().find(snapshot, &query);
    let cut = CEILING <= found.len();
    let (mut territories, mut actors, mut functions) = (Vec::new(), Vec::new(), Vec::new());
    for found in found {
        match found {
            Found::Territory { level, row } => territories.push(territory(visit, level, row)),
            Found::Actor { row } => actors.extend(actor(visit, row)),
            Found::Function { id } => functions.push(function(visit, id)),
        }
    }
    render(&SearchPage { frame: visit.frame(None), query, territories, actors, functions, cut })
}

fn function(visit: &Visit, id: FunctionId) -> FunctionHit {
    let function = visit.snapshot().functions.get(id);
    FunctionHit { key: function.key.clone(), label: label(function, visit.language()) }
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
