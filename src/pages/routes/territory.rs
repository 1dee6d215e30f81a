//! Fills the portrait of a territory.

use axum::extract::Path;
use axum::response::Response;

use crate::domain::actor::Family;
use crate::domain::function::{Function, MOST};
use crate::domain::level::Level;
use crate::domain::territory::Density;
use crate::domain::whereabouts::Precision;
use crate::geometry::bbox::Bbox;
use crate::pages::address;
use crate::pages::map::MapView;
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::{Visit, render};
use crate::pages::routes::{chains, complements, gaps, indices, twins};
use crate::pages::territory::{FamilyRow, FunctionRow, Neighbour, Place, Quality, TerritoryPage, Whole};
use crate::pages::words::Language;
use crate::query::tally::tally;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;

/// `/territoires/{level}-{code}[-slug]`
pub async fn page(Path(part): Path<String>, visit: Visit) -> Response {
    visit.answer(move |visit| portrait(visit, &part)).await
}

fn portrait(visit: &Visit, part: &str) -> Result<String, Trouble> {
    let unknown = || Trouble::NoTerritory { asked: part.to_owned() };
    let (level, code) = address::parse_territory(part).ok_or_else(unknown)?;
    let row = visit.snapshot().territories.row(level, code).ok_or_else(unknown)?;
    render(&view(visit, level, row)?)
}

fn view(visit: &Visit, level: Level, row: u32) -> Result<TerritoryPage, Trouble> {
    let snapshot = visit.snapshot();
    let territory = snapshot.territories.get(level, row);
    let census = Census::of(snapshot, level, row);
    Ok(TerritoryPage {
        frame: visit.frame(None),
        place: visit.place(level, row),
        population: territory.population,
        communes: territory.communes.into(),
        surface_km2: territory.surface_km2,
        density_label: territory.density.map(Density::label),
        parents: parents(visit, level, row),
        neighbours: neighbours(visit, level, row),
        actors: census.actors,
        functions: function_rows(snapshot, &census.functions, visit.language()),
        without_function: census.without_function,
        families: census.families(),
        quality: census.quality,
        outline: territory.origin,
        whole: whole(snapshot),
        gaps: gaps::part(visit, level, row)?,
        twins: twins::part(visit, level, row),
        complements: complements::part(visit, level, row),
        chains: chains::part(visit, level, row),
        indices: indices::parts(visit, level, row)?,
        map: territory.area.bbox().map(|bbox| map(level, &territory.code, bbox)),
    })
}

/// The name of a function in the language of the page.
pub fn label(function: &Function, language: Language) -> String {
    match language {
        Language::French => function.label_fr.clone(),
        Language::English => function.label_en.clone(),
    }
}

/// Every function of the catalogue with its count.
pub fn function_rows(snapshot: &Snapshot, counts: &[u64; MOST], language: Language) -> Vec<FunctionRow> {
    let row = |(function, &actors): (&Function, &u64)| FunctionRow {
        key: function.key.clone(),
        label: label(function, language),
        actors,
    };
    snapshot.functions.list().iter().zip(counts).map(row).collect()
}

/// The larger territories that contain it, smallest first.
pub fn parents(visit: &Visit, level: Level, row: u32) -> Vec<Place> {
    let parents = visit.snapshot().territories.get(level, row).parents;
    let larger = Level::ALL.into_iter().filter(|&other| other != level);
    larger.filter_map(|other| parents[other as usize].map(|row| visit.place(other, row))).collect()
}

fn neighbours(visit: &Visit, level: Level, row: u32) -> Vec<Neighbour> {
    let snapshot = visit.snapshot();
    let counted = tally(snapshot, level, |_| true);
    let neighbour = |&row: &u32| Neighbour {
        place: visit.place(level, row),
        population: snapshot.territories.get(level, row).population,
        actors: counted.by_zone[row as usize],
    };
    snapshot.territories.get(level, row).neighbours.iter().map(neighbour).collect()
}

fn whole(snapshot: &Snapshot) -> Whole {
    let communes = snapshot.territories.of(Level::Commune);
    Whole {
        actors: snapshot.actors.len().into(),
        population: communes.iter().map(|commune| commune.population).sum(),
    }
}

fn map(level: Level, code: &str, bbox: Bbox) -> MapView {
    MapView {
        level,
        bounds: bbox.sides(),
        highlight: Some(code.to_owned()),
        actors: true,
        colored: false,
        values: Vec::new(),
        places: Vec::new(),
    }
}

/// What one pass over the actors of a territory tells.
pub struct Census {
    pub actors: u64,
    /// By rank in the catalogue of functions.
    pub functions: [u64; MOST],
    without_function: u64,
    by_family: [u64; Family::ALL.len()],
    quality: Quality,
}

impl Census {
    /// Counts the actors of a territory, by the commune table.
    pub fn of(snapshot: &Snapshot, level: Level, row: u32) -> Self {
        let zone = Zone::of(vec![(level, row)], &snapshot.territories);
        let mut census = Self {
            actors: 0,
            functions: [0; MOST],
            without_function: 0,
            by_family: [0; Family::ALL.len()],
            quality: Quality::default(),
        };
        let inside = |row: &u32| snapshot.actors.commune(*row).is_some_and(|c| zone.contains(c));
        (0..snapshot.actors.len()).filter(inside).for_each(|row| census.add(snapshot, row));
        census
    }

    fn add(&mut self, snapshot: &Snapshot, row: u32) {
        let actors = &snapshot.actors;
        let functions = actors.functions(row);
        self.actors += 1;
        self.without_function += u64::from(functions.is_empty());
        functions.iter().for_each(|id| self.functions[usize::from(id.0)] += 1);
        if let Some(family) = actors.family(row) {
            self.by_family[family as usize] += 1;
        }
        let Quality { exact, street, estimated, commune, masked } = &mut self.quality;
        *match actors.precision(row) {
            _ if actors.is_masked(row) => masked,
            Some(Precision::Exact) => exact,
            Some(Precision::Street) => street,
            Some(Precision::Estimated) => estimated,
            // Inside a territory the commune is known.
            Some(Precision::Commune) | None => commune,
        } += 1;
    }

    /// Families that occur, then those of none.
    fn families(&self) -> Vec<FamilyRow> {
        let none = self.actors - self.by_family.iter().sum::<u64>();
        let known = Family::ALL.into_iter().zip(self.by_family).map(|(family, n)| (Some(family), n));
        let all = known.chain([(None, none)]).filter(|(_, actors)| *actors != 0);
        all.map(|(family, actors)| FamilyRow { family, actors }).collect()
    }
}
