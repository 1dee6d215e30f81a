//! Fills the home page and the explorer.

use axum::extract::Path;
use axum::response::Response;

use crate::domain::level::Level;
use crate::pages::explore::{ExplorePage, Indicator, LEVELS, Order, View, ZoneRow};
use crate::pages::frame::{Door, Frame};
use crate::pages::home::HomePage;
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::query::tally::{Tally, tally};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// `/`
pub fn home(visit: &Visit) -> Result<String, Trouble> {
    let snapshot = visit.snapshot();
    let (bounds, places) = visit.whole_map();
    let counted = count(snapshot, Indicator::EssDensity, Level::Bassin);
    render(&HomePage {
        frame: visit.frame(None),
        actors: snapshot.actors.len().into(),
        communes: snapshot.territories.of(Level::Commune).len() as u64,
        bassins: zone_rows(snapshot, Level::Bassin, &counted),
        bounds,
        places,
    })
}

/// `/explorer/{indicator}`
pub async fn page(Path(word): Path<String>, visit: Visit) -> Response {
    visit.answer(move |visit| explore(visit, &word)).await
}

fn explore(visit: &Visit, word: &str) -> Result<String, Trouble> {
    let indicator = Indicator::from_word(word).ok_or(Trouble::NoPage)?;
    let level = level(visit)?;
    let snapshot = visit.snapshot();
    let counted = count(snapshot, indicator, level);
    let (bounds, places) = visit.whole_map();
    let frame: Frame = visit.frame(Some(Door::Explore));
    render(&ExplorePage {
        frame,
        indicator,
        level,
        rows: zone_rows(snapshot, level, &counted),
        unplaced: counted.unplaced,
        order: Order::from_parameter(visit.parameter("tri")?),
        view: View::from_parameter(visit.parameter("vue")?),
        bounds,
        places,
    })
}

fn level(visit: &Visit) -> Result<Level, Trouble> {
    let Some(text) = visit.parameter("maille")? else { return Ok(Level::Bassin) };
    let known = LEVELS.into_iter().find(|level| level.word() == text);
    let words = LEVELS.map(Level::word).join(", ");
    known.ok_or_else(|| Trouble::BadAddress { detail: format!("maille={text} ; {words}") })
}

fn count(snapshot: &Snapshot, indicator: Indicator, level: Level) -> Tally {
    tally(snapshot, level, |row| match indicator {
        Indicator::EssDensity => snapshot.actors.is_ess(row),
        Indicator::Actors => true,
        Indicator::TiersLieux => snapshot.is_in_view(Layer::TiersLieux, row),
    })
}

fn zone_rows(snapshot: &Snapshot, level: Level, counted: &Tally) -> Vec<ZoneRow> {
    let territories = snapshot.territories.of(level).iter().zip(&counted.by_zone);
    let row = |(territory, actors): (&crate::snapshot::territories::Territory, &u64)| ZoneRow {
        code: territory.code.clone(),
        name: territory.name.clone(),
        population: territory.population,
        actors: *actors,
    };
    territories.map(row).collect()
}
