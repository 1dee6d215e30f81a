//! What is known of each site, for one question: its surroundings by commune, and each criterion.
//!
//! *Method.* What hangs on the commune alone (people, those who could share, everyday functions) is told once a
//! commune; the rest of what the inventory says of the site. *Edges.* Whoever is in the same commune is near,
//! however vast it is. *Cost.* O(actors + ways of existing places + ways of the communes asked).

use std::num::NonZero;
use std::thread;

use crate::analysis::access::Decay;
use crate::analysis::catchments::decays_of;
use crate::analysis::gaps::judged;
use crate::analysis::site_criteria::{
    Around, Measure, around, built_share, centrality, is_artificialised, served, soil, times_wanted,
};
use crate::analysis::site_exclusions::Facts;
use crate::analysis::site_owner::{owners, worth as worth_of_owners};
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::sites::{EVERYDAY, Question, SHARING, STEPS, sharing};
use crate::analysis::subjects::Subject;
use crate::analysis::supply::{Finding, Verdict};
use crate::domain::function::{Catchment, FunctionId, FunctionSet};
use crate::domain::land::{EquipmentKind, Nature, Site};
use crate::domain::level::Level;
use crate::domain::owner::OwnerLevel;
use crate::domain::place::{CRITERIA, Criterion};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;

/// What is around a commune.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Here {
    pub(super) around: Around,
    partners: u32,
    everyday: FunctionSet,
}

/// What is told by commune, for one question.
pub(super) struct Country<'a> {
    ways: &'a Ways,
    people: &'a [f64],
    is_served: Vec<bool>,
    partners: Vec<u32>,
    everyday: Vec<FunctionSet>,
    decay: Decay,
}

impl<'a> Country<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        all: &'a AllSurroundings,
        ways: &'a Ways,
        question: &Question,
    ) -> Self {
        let communes = snapshot.territories.of(Level::Commune).len();
        let actors = &snapshot.actors;
        let sharing = sharing(snapshot, question.kind, question.function);
        let functions = snapshot.functions.list().iter().zip((0..).map(FunctionId));
        let daily: FunctionSet =
            functions.filter(|(one, _)| one.catchment == Catchment::Daily).map(|(_, id)| id).collect();
        let (mut partners, mut everyday) = (vec![0; communes], vec![FunctionSet::default(); communes]);
        let mut places = Vec::new();
        for row in 0..actors.len() {
            let Some(commune) = actors.commune(row) else { continue };
            let own = actors.functions(row);
            partners[commune as usize] += u32::from(own.meets(sharing));
            everyday[commune as usize] = everyday[commune as usize].union(FunctionSet(own.0 & daily.0));
            if own.contains(question.function) {
                places.push(commune);
            }
        }
        let towards = |to: u32| ways.towards(to).map(|way| (way.to, way.minutes));
        let [decay, ..] = decays_of(STEPS).expect("steps grow");
        Self {
            ways,
            people: &all.ground.people,
            is_served: served(communes, &places, towards, question.minutes),
            partners,
            everyday,
            decay,
        }
    }

    fn here(&self, commune: u32) -> Here {
        let mut here = Here::default();
        for way in self.ways.from_place(commune) {
            // Whoever is in the same commune is near, however vast it is.
            if way.minutes <= SHARING || way.to == commune {
                here.partners += self.partners[way.to as usize];
            }
            if way.minutes <= EVERYDAY || way.to == commune {
                here.everyday = here.everyday.union(self.everyday[way.to as usize]);
            }
        }
        let ways = self.ways.towards(commune).map(|way| (way.to, way.minutes));
        here.around = around(ways, self.people, &self.is_served, STEPS, &self.decay);
        here
    }

    /// What is around each of some communes, by all cores.
    pub(super) fn all(&self, communes: &[u32]) -> Vec<Here> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let piece = communes.len().div_ceil(threads).max(64);
        thread::scope(|scope| {
            let work =
                |communes: &'_ [u32]| communes.iter().map(|&commune| self.here(commune)).collect::<Vec<_>>();
            let workers: Vec<_> =
                communes.chunks(piece).map(|part| scope.spawn(move || work(part))).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a commune does not panic")).collect()
        })
    }
}

/// Tells what is known of sites.
pub(super) struct Telling<'a> {
    snapshot: &'a Snapshot,
    all: &'a AllSurroundings,
    question: &'a Question<'a>,
    /// By bassin.
    gaps: Vec<Finding>,
    pub(super) is_measured: bool,
    /// Whether any of those who could share the place would be known of.
    knows_sharers: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, all: &'a AllSurroundings, question: &'a Question<'a>) -> Self {
        let subject = Subject::Function(question.function);
        let is_measured = subject.is_measured(snapshot);
        let gaps = judged(&all.ground, is_measured, &all.ground.sums(&subject.counts(snapshot)));
        let mut sharing = sharing(snapshot, question.kind, question.function).iter();
        let knows_sharers = sharing.any(|id| Subject::Function(id).is_measured(snapshot));
        Self { snapshot, all, question, gaps, is_measured, knows_sharers }
    }

    pub(super) fn facts(&self, row: u32) -> Facts {
        let site = &self.snapshot.sites.rows()[row as usize].thing;
        let is = |status: &str| site.status.as_deref() == Some(status);
        Facts {
            surface_m2: site.surface_m2,
            built_m2: built_of(site),
            is_reconverted: is("friche reconvertie"),
            has_project: is("friche avec projet"),
            is_checked: is_checked(site),
            is_flooded: site.limits.flood.as_deref().map(|zone| zone == "rouge"),
            is_protected: site.limits.protection.as_deref().map(|protection| protection != "aucune"),
            is_polluted: soil(site.pollution.as_deref()).map(|soil| soil == 0.0),
            is_private: self.owner(row).map(|worth| worth == 0.0),
            slope: site.limits.slope,
            has_access: site.limits.road,
            is_plain_parcel: site.nature == Nature::PublicParcel,
            is_remediated: site.nature == Nature::PollutedSite,
        }
    }

    /// What its owners are worth.
    fn owner(&self, row: u32) -> Option<f64> {
        let owners = owners_of(self.snapshot, row);
        worth_of_owners(&owners, |owner| self.question.places.owner(owner.word()))
    }

    pub(super) fn measures(&self, row: u32, here: Option<&Here>) -> [Measure; CRITERIA] {
        let placed = &self.snapshot.sites.rows()[row as usize];
        let site = &placed.thing;
        let territories = &self.snapshot.territories;
        let bassin = placed.commune.and_then(|commune| territories.zone(commune, Level::Bassin));
        Criterion::ALL.map(|criterion| match criterion {
            Criterion::Besoin => {
                Measure::of(here.filter(|_| self.is_measured).map(|here| here.around.weighted))
            }
            Criterion::Manque => {
                let judged = bassin.and_then(|bassin| self.gaps[bassin as usize].ok());
                Measure::of(judged.filter(|gap| gap.verdict != Verdict::TooFewExpected).map(|gap| gap.below))
            }
            Criterion::Partenaires => {
                Measure::of(here.filter(|_| self.knows_sharers).map(|here| f64::from(here.partners)))
            }
            Criterion::Quotidien => Measure::of(here.map(|here| here.everyday.iter().count() as f64)),
            Criterion::Gare => self.nearest(row, EquipmentKind::Station),
            Criterion::Services => self.nearest(row, EquipmentKind::FranceServices),
            Criterion::Centralite => Measure::of(placed.commune.zip(bassin).and_then(|(commune, bassin)| {
                let people = territories.get(Level::Commune, commune).population;
                centrality(people, self.all.most_populous[bassin as usize])
            })),
            Criterion::Artificialise => {
                let is_brownfield = site.nature == Nature::Brownfield && is_checked(site);
                let told = is_artificialised(is_brownfield, built_of(site), site.zoning.as_deref());
                Measure::of(told.map(|is_so| f64::from(u8::from(is_so))))
            }
            Criterion::Proprietaire => Measure::of(self.owner(row)),
            Criterion::Bati => Measure::of(built_share(built_of(site), self.question.built_m2)),
            Criterion::Taille => Measure::of(times_wanted(site.surface_m2, self.question.surface_m2)),
            Criterion::Sol => Measure::of(soil(site.pollution.as_deref())),
        })
    }

    fn nearest(&self, row: u32, kind: EquipmentKind) -> Measure {
        let is_placed = self.snapshot.sites.rows()[row as usize].position.is_some();
        if !self.all.is_known[kind as usize] || !is_placed {
            return Measure::Unknown;
        }
        let near = self.all.sites[row as usize].nearest[kind as usize];
        near.map_or(Measure::Absent, |near| Measure::Known(near.way.minutes))
    }
}

/// What is built, m²: none where the tax office knows no building there.
#[must_use]
pub fn built_of(site: &Site) -> Option<u32> {
    site.built_m2.or((site.buildings == Some(0)).then_some(0))
}

/// Whether somebody saw that it is what its source says.
fn is_checked(site: &Site) -> bool {
    site.checked && site.status.as_deref() != Some("friche potentielle")
}

/// The kinds of owners of a site.
#[must_use]
pub fn owners_of(snapshot: &Snapshot, row: u32) -> Vec<Option<OwnerLevel>> {
    owners(&snapshot.sites.rows()[row as usize].thing)
}
