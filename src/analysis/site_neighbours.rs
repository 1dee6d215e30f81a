//! What the figures of one site are made of: the communes around it, who could share the place, and what is
//! near for every day.
//!
//! *Question.* Which communes are those people of, and which of them have such a place near? Who are those
//! bodies? *Method.* The same ways, steps and functions as [`sites`](crate::analysis::sites) counts by: the sums of
//! these lists are its figures. *Edges.* Actors in partial diffusion are counted there, and only counted here.

use crate::analysis::access::Decay;
use crate::analysis::catchments::decays_of;
use crate::analysis::site_criteria::served;
use crate::analysis::sites::{EVERYDAY, Question, SHARING, STEPS, sharing};
use crate::domain::function::{Catchment, FunctionId};
use crate::domain::level::Level;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// A commune around a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommuneNear {
    pub commune: u32,
    pub minutes: f64,
    pub people: u64,
    /// Whether a place of the function is near its people already.
    pub is_served: bool,
    /// What its people count for.
    pub weight: f64,
}

/// The communes within the last of [`STEPS`], the nearest first, ties by row.
#[must_use]
pub fn communes_near(
    snapshot: &Snapshot,
    ways: &Ways,
    question: &Question,
    commune: u32,
) -> Vec<CommuneNear> {
    let actors = &snapshot.actors;
    let holders = (0..actors.len()).filter(|&row| actors.functions(row).contains(question.function));
    let places: Vec<u32> = holders.filter_map(|row| actors.commune(row)).collect();
    let communes = snapshot.territories.of(Level::Commune);
    let towards = |to: u32| ways.towards(to).map(|way| (way.to, way.minutes));
    let is_served = served(communes.len(), &places, towards, question.minutes);
    let [decay, ..]: [Decay; 3] = decays_of(STEPS).expect("steps grow");
    let near = ways.towards(commune).filter(|way| way.minutes <= STEPS[2]).map(|way| CommuneNear {
        commune: way.to,
        minutes: way.minutes,
        people: communes[way.to as usize].population,
        is_served: is_served[way.to as usize],
        weight: decay.weight(way.minutes),
    });
    let mut near: Vec<CommuneNear> = near.collect();
    near.sort_by(|a, b| a.minutes.total_cmp(&b.minutes).then(a.commune.cmp(&b.commune)));
    near
}

/// Who could share a place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sharers {
    /// Rows with their minutes, the nearest first, ties by row.
    pub actors: Vec<(u32, f64)>,
    /// In partial diffusion.
    pub masked: u32,
}

/// The actors within [`SHARING`] minutes of a commune whose function goes with the place, those of the commune
/// itself included.
#[must_use]
pub fn sharers(snapshot: &Snapshot, ways: &Ways, question: &Question, commune: u32) -> Sharers {
    let sharing = sharing(snapshot, question.kind, question.function);
    let actors = &snapshot.actors;
    let mut found = Sharers::default();
    for way in ways.from_place(commune).filter(|way| way.minutes <= SHARING || way.to == commune) {
        for &row in snapshot.rows_of_commune(Layer::Acteurs, way.to) {
            match actors.functions(row).meets(sharing) {
                true if actors.is_masked(row) => found.masked += 1,
                true => found.actors.push((row, way.minutes)),
                false => {}
            }
        }
    }
    found.actors.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    found
}

/// An everyday function that is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EverydayNear {
    pub function: FunctionId,
    /// Actors near that fulfil it, those in partial diffusion included.
    pub actors: u32,
    /// The nearest commune where one does, and the minutes to it; of equals the first.
    pub commune: u32,
    pub minutes: f64,
}

/// The everyday functions that somebody fulfils within [`EVERYDAY`] minutes of a commune or in it, in the order of the
/// catalogue: as many as the criterion counts.
#[must_use]
pub fn everyday_near(snapshot: &Snapshot, ways: &Ways, commune: u32) -> Vec<EverydayNear> {
    let functions = snapshot.functions.list().iter().zip((0..).map(FunctionId));
    let daily: Vec<FunctionId> =
        functions.filter(|(one, _)| one.catchment == Catchment::Daily).map(|(_, id)| id).collect();
    let mut near: Vec<Option<EverydayNear>> = vec![None; daily.len()];
    for way in ways.from_place(commune).filter(|way| way.minutes <= EVERYDAY || way.to == commune) {
        for &row in snapshot.rows_of_commune(Layer::Acteurs, way.to) {
            let own = snapshot.actors.functions(row);
            for (near, &function) in near.iter_mut().zip(&daily).filter(|(_, id)| own.contains(**id)) {
                let (commune, minutes) = (way.to, way.minutes);
                let known = near.get_or_insert(EverydayNear { function, actors: 0, commune, minutes });
                known.actors += 1;
                if (minutes, commune) < (known.minutes, known.commune) {
                    (known.minutes, known.commune) = (minutes, commune);
                }
            }
        }
    }
    near.into_iter().flatten().collect()
}
