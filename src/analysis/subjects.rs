//! What can be missing: the functions of the catalogue, and public services that are equipment.
//!
//! *Question.* How many are there in each commune, and would we know if there were one? *Method.*
//! An actor counts once in the commune that it is placed in, exactly as `/counts` counts it, those
//! in partial diffusion included. A function is *measured* where a source that can tell it was
//! read: "none known" of one that nobody looked for says nothing.

use crate::domain::actor::System;
use crate::domain::function::rules::Rule;
use crate::domain::function::{Catchment, Function, FunctionId};
use crate::domain::land::EquipmentKind;
use crate::domain::level::Level;
use crate::ingest::programmes_anct::{FABRIQUES, MANUFACTURES};
use crate::ingest::{canteens, esat, france_services, hve, ptce, siae, sirene_establishments, tiers_lieux};
use crate::snapshot::Snapshot;

/// Something that a territory has more or less of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Function(FunctionId),
    /// A *maison France services*: no function of the catalogue, an equipment.
    FranceServices,
}

/// The name of the equipment among functions.
const FRANCE_SERVICES: &str = "france-services";

/// What stands behind the counts of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Ids of the sources that were read and can tell it.
    pub sources: Vec<&'static str>,
    /// How many of its rules can be told by what was read, and of how many.
    pub rules_read: usize,
    pub rules: usize,
    /// Known in all, and of these in no known commune.
    pub known: u64,
    pub unplaced: u64,
}

/// How far a result can be trusted, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reliability {
    /// Most of what could tell it was not read, or a tenth has no known place.
    Weak,
    /// A part of what could tell it was not read, or a fiftieth has no known place.
    Fair,
    Good,
}

impl Observed {
    /// By what was read and what is placed.
    #[must_use]
    pub fn reliability(&self) -> Reliability {
        let Self { rules_read, rules, known, unplaced, .. } = self;
        let share = |part: u64, all: u64| if all == 0 { 0.0 } else { part as f64 / all as f64 };
        let (read, lost) = (share(*rules_read as u64, *rules as u64), share(*unplaced, *known));
        match () {
            () if rules_read == rules && lost <= 0.02 => Reliability::Good,
            () if 0.5 <= read && lost <= 0.1 => Reliability::Fair,
            () => Reliability::Weak,
        }
    }

    /// Whether one would be known of if it were there.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.rules_read != 0
    }
}

impl Subject {
    /// All of a snapshot, in the order of the catalogue.
    #[must_use]
    pub fn all(snapshot: &Snapshot) -> Vec<Self> {
        let functions = (0..snapshot.functions.list().len() as u8).map(|id| Self::Function(FunctionId(id)));
        functions.chain([Self::FranceServices]).collect()
    }

    /// The one that bears a key.
    #[must_use]
    pub fn of_key(snapshot: &Snapshot, key: &str) -> Option<Self> {
        let function = snapshot.functions.id(key).map(Self::Function);
        function.or((key == FRANCE_SERVICES).then_some(Self::FranceServices))
    }

    /// The key in addresses and answers.
    #[must_use]
    pub fn key(self, snapshot: &Snapshot) -> &str {
        self.function(snapshot).map_or(FRANCE_SERVICES, |function| function.key.as_str())
    }

    /// What it is called, in French and in English.
    #[must_use]
    pub fn labels(self, snapshot: &Snapshot) -> [&str; 2] {
        self.function(snapshot)
            .map_or(["France services", "France services"], |f| [f.label_fr.as_str(), f.label_en.as_str()])
    }

    /// How far people go for it.
    #[must_use]
    pub fn catchment(self, snapshot: &Snapshot) -> Catchment {
        // The State's own promise is one within thirty minutes of everybody.
        self.function(snapshot).map_or(Catchment::Daily, |function| function.catchment)
    }

    fn function(self, snapshot: &Snapshot) -> Option<&Function> {
        match self {
            Self::Function(id) => Some(snapshot.functions.get(id)),
            Self::FranceServices => None,
        }
    }

    /// How many are known in each commune. O(actors).
    #[must_use]
    pub fn counts(self, snapshot: &Snapshot) -> Vec<f64> {
        let mut counts = vec![0.0; snapshot.territories.of(Level::Commune).len()];
        let communes = self.each(snapshot).flatten();
        communes.for_each(|commune| counts[commune as usize] += 1.0);
        counts
    }

    /// The commune of each one known.
    fn each(self, snapshot: &Snapshot) -> Box<dyn Iterator<Item = Option<u32>> + '_> {
        match self {
            Self::Function(id) => {
                let actors = &snapshot.actors;
                let fulfil = (0..actors.len()).filter(move |&row| actors.functions(row).contains(id));
                Box::new(fulfil.map(|row| actors.commune(row)))
            }
            Self::FranceServices => {
                let rows = snapshot.equipment.rows().iter();
                let ours = rows.filter(|row| row.thing.kind == EquipmentKind::FranceServices);
                Box::new(ours.map(|row| row.commune))
            }
        }
    }

    /// Whether one would be known of if it were there. Nobody is counted.
    #[must_use]
    pub fn is_measured(self, snapshot: &Snapshot) -> bool {
        self.told(snapshot).iter().any(|sources| !sources.is_empty())
    }

    /// Ids of the sources that were read and can tell it, sorted. Nobody is counted.
    #[must_use]
    pub fn sources(self, snapshot: &Snapshot) -> Vec<&'static str> {
        let mut sources = self.told(snapshot).concat();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// What stands behind its counts. O(actors).
    #[must_use]
    pub fn observed(self, snapshot: &Snapshot) -> Observed {
        let (mut known, mut unplaced) = (0, 0);
        for commune in self.each(snapshot) {
            known += 1;
            unplaced += u64::from(commune.is_none());
        }
        let told = self.told(snapshot);
        let rules_read = told.iter().filter(|sources| !sources.is_empty()).count();
        let sources = self.sources(snapshot);
        Observed { sources, rules_read, rules: told.len(), known, unplaced }
    }

    /// By rule, the sources that were read and tell it.
    #[must_use]
    pub fn told(self, snapshot: &Snapshot) -> Vec<Vec<&'static str>> {
        self.told_by(snapshot, |source| is_read(snapshot, source))
    }

    /// By rule, the sources that tell it and have a reader, were they read or not.
    #[must_use]
    pub fn tellable(self, snapshot: &Snapshot) -> Vec<Vec<&'static str>> {
        self.told_by(snapshot, |_| true)
    }

    fn told_by(self, snapshot: &Snapshot, is_read: impl Fn(&str) -> bool) -> Vec<Vec<&'static str>> {
        match self.function(snapshot) {
            Some(function) => function.sources.iter().map(|rule| telling(rule, &is_read)).collect(),
            None => vec![[france_services::SOURCE].into_iter().filter(|source| is_read(source)).collect()],
        }
    }
}

/// The sources that were read and tell one of some codes of a system.
#[must_use]
pub fn read_of(snapshot: &Snapshot, system: System, codes: &[String]) -> Vec<&'static str> {
    let mut sources: Vec<&'static str> = codes.iter().filter_map(|code| source_of(system, code)).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.retain(|source| is_read(snapshot, source));
    sources
}

/// Whether rows of a source are in.
fn is_read(snapshot: &Snapshot, source: &str) -> bool {
    let inputs = snapshot.manifest.sources.iter().filter(|input| input.source.id == source);
    inputs.into_iter().any(|input| 0 < input.ledger.accepted + input.ledger.merged)
}

/// The sources that were read and tell all that a rule asks; none where a part of it cannot be
/// told.
fn telling(rule: &Rule, is_read: impl Fn(&str) -> bool) -> Vec<&'static str> {
    // Rows of insertion enterprises bear their activity: they need no register beside them.
    let has_siae = rule.clauses.iter().any(|(system, _)| *system == System::Siae);
    let mut all = Vec::new();
    for (system, codes) in &rule.clauses {
        if has_siae && *system == System::Naf {
            continue;
        }
        let read: Vec<&'static str> = codes
            .iter()
            .filter_map(|code| source_of(*system, code))
            .filter(|source| is_read(source))
            .collect();
        if read.is_empty() {
            return Vec::new();
        }
        all.extend(read);
    }
    all
}

/// The source that tells the codes of a system; `None` where no reader does yet.
fn source_of(system: System, code: &str) -> Option<&'static str> {
    match system {
        System::Naf | System::Legal => Some(sirene_establishments::SOURCE),
        System::Siae => Some(siae::SOURCE),
        System::TiersLieu => Some(tiers_lieux::SOURCE),
        System::Canteen | System::Kitchen => Some(canteens::SOURCE),
        System::Farm => Some(hve::SOURCE),
        System::Bpe => None,
        System::Label => match code {
            "esat" => Some(esat::SOURCE),
            "tiers-lieu" => Some(tiers_lieux::SOURCE),
            "fabrique-de-territoire" => Some(FABRIQUES.source),
            "manufacture-de-proximite" => Some(MANUFACTURES.source),
            "ptce" => Some(ptce::SOURCE),
            _ => None,
        },
    }
}
