//! What a snapshot knows of every territory of a level, in numbers: what analyses start from.
//!
//! Everything here is a sum over communes: what is per inhabitant, per actor or per square
//! kilometer is recomputed from two sums at each level, never averaged. So the same definition
//! holds from the commune to the country. *Cost.* O(actors + communes).

use crate::analysis::kinds::kinds;
use crate::analysis::subjects::Subject;
use crate::domain::actor::Family;
use crate::domain::function::{FunctionId, FunctionSet};
use crate::domain::level::Level;
use crate::domain::territory::NO_ATTRACTION;
use crate::geometry::position::Position;
use crate::snapshot::Snapshot;

/// Sums by territory of one level, in the order of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub level: Level,
    /// The snapshot that they are of.
    pub snapshot: String,
    pub people: Vec<f64>,
    /// Of these, those in urban communes (dense or of intermediate density), and those in communes of
    /// a class that is known.
    pub urban: Vec<f64>,
    pub classed: Vec<f64>,
    /// Of the people, those in the attraction area of a town, and those in communes of which it is
    /// known whether they are in one.
    pub attracted: Vec<f64>,
    pub surveyed: Vec<f64>,
    /// People of the most populous commune.
    pub largest: Vec<f64>,
    /// Whether most of its people live overseas.
    pub overseas: Vec<bool>,
    pub communes: Vec<f64>,
    /// `None` without an outline.
    pub km2: Vec<Option<f64>>,
    /// Whether the register of establishments was read: without it the actors known are those that
    /// declare themselves somewhere, and hardly any has a family.
    pub is_registered: bool,
    pub actors: Vec<f64>,
    /// By family, then by territory.
    pub families: Vec<Vec<f64>>,
    /// By function of the catalogue, then by territory. An actor that fulfils two counts in both.
    pub functions: Vec<Vec<f64>>,
    /// The functions that a source which was read can tell: of the others nobody can be said to
    /// lack any ([`Subject::is_measured`]).
    pub measured: FunctionSet,
    /// The département of most of its people.
    pub departement: Vec<Option<u32>>,
    /// Where its symbol stands.
    pub points: Vec<Position>,
}

impl Figures {
    /// The figures of all territories of a level.
    #[must_use]
    pub fn of(snapshot: &Snapshot, level: Level) -> Self {
        let territories = snapshot.territories.of(level);
        let none = || vec![0.0; territories.len()];
        let mut figures = Self {
            level,
            snapshot: snapshot.manifest.id.clone(),
            people: none(),
            urban: none(),
            classed: none(),
            attracted: none(),
            surveyed: none(),
            largest: none(),
            overseas: kinds(&snapshot.territories, level).iter().map(|kind| kind.is_overseas).collect(),
            communes: none(),
            km2: territories.iter().map(|territory| territory.surface_km2).collect(),
            is_registered: snapshot.manifest.knows_sirene(),
            actors: none(),
            families: vec![none(); Family::ALL.len()],
            functions: vec![none(); snapshot.functions.list().len()],
            measured: measured(snapshot),
            departement: vec![None; territories.len()],
            points: territories.iter().map(|territory| territory.point).collect(),
        };
        figures.add_communes(snapshot);
        figures.add_actors(snapshot);
        figures
    }

    fn add_communes(&mut self, snapshot: &Snapshot) {
        let mut people_by_departement: Vec<(u32, u32, u64)> = Vec::new();
        for (row, commune) in (0..).zip(snapshot.territories.of(Level::Commune)) {
            let Some(zone) = snapshot.territories.zone(row, self.level) else { continue };
            let at = zone as usize;
            let people = commune.population as f64;
            self.people[at] += people;
            self.communes[at] += 1.0;
            self.largest[at] = self.largest[at].max(people);
            if let Some(attraction) = &commune.attraction {
                self.surveyed[at] += people;
                self.attracted[at] += if attraction == NO_ATTRACTION { 0.0 } else { people };
            }
            if let Some(density) = commune.density {
                self.classed[at] += people;
                self.urban[at] += if density.is_urban() { people } else { 0.0 };
            }
            if let Some(departement) = commune.parents[Level::Departement as usize] {
                people_by_departement.push((zone, departement, commune.population));
            }
        }
        people_by_departement.sort_unstable();
        for of_zone in people_by_departement.chunk_by(|a, b| a.0 == b.0) {
            let sums = of_zone
                .chunk_by(|a, b| a.1 == b.1)
                .map(|part| (part.iter().map(|row| row.2).sum::<u64>(), std::cmp::Reverse(part[0].1)));
            self.departement[of_zone[0].0 as usize] = sums.max().map(|(_, departement)| departement.0);
        }
    }

    fn add_actors(&mut self, snapshot: &Snapshot) {
        let actors = &snapshot.actors;
        for row in 0..actors.len() {
            let zone = actors.commune(row).and_then(|commune| snapshot.territories.zone(commune, self.level));
            let Some(at) = zone.map(|zone| zone as usize) else { continue };
            self.actors[at] += 1.0;
            if let Some(family) = actors.family(row) {
                self.families[family as usize][at] += 1.0;
            }
            for id in actors.functions(row).iter() {
                if let Some(counts) = self.functions.get_mut(usize::from(id.0)) {
                    counts[at] += 1.0;
                }
            }
        }
    }

    /// How many territories there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// How many actors of a territory fulfil a function.
    #[must_use]
    pub fn count(&self, function: FunctionId, territory: u32) -> Option<f64> {
        self.functions.get(usize::from(function.0))?.get(territory as usize).copied()
    }

    /// Whether most people live in urban communes.
    #[must_use]
    pub fn is_urban(&self, territory: u32) -> bool {
        let at = territory as usize;
        self.urban.get(at).zip(self.classed.get(at)).is_some_and(|(urban, classed)| *classed < 2.0 * urban)
    }
}

fn measured(snapshot: &Snapshot) -> FunctionSet {
    let functions = (0..snapshot.functions.list().len() as u8).map(FunctionId);
    functions.filter(|&id| Subject::Function(id).is_measured(snapshot)).collect()
}
