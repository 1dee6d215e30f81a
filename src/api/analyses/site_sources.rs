//! Where each figure of a site comes from: the sources, and the rows of this service that it can be read from.

use crate::analysis::sites::{Kept, sharing};
use crate::analysis::sites_told::Teller;
use crate::analysis::subjects::Subject;
use crate::domain::function::{Catchment, FunctionId, FunctionSet};
use crate::domain::land::EquipmentKind;
use crate::domain::level::Level;
use crate::domain::place::Criterion;
use crate::ingest::{communes, france_services, stations};
use crate::snapshot::Snapshot;

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Ids of sources that were read.
    pub sources: Vec<String>,
    /// The row or rows that say it, as an address of this service without its own; `None` where there is none.
    pub address: Option<String>,
}

/// Where what a criterion says of a site comes from. `words` are those of the question.
#[must_use]
pub fn origin(teller: &Teller, kept: &Kept, criterion: Criterion, words: &str) -> Origin {
    let snapshot = teller.snapshot;
    let placed = &snapshot.sites.rows()[kept.row as usize];
    let id = &placed.thing.id;
    let subject = Subject::Function(teller.question.function);
    let of_zone = |level: Level| {
        let zone = snapshot.territories.zone(placed.commune?, level)?;
        Some(snapshot.territories.get(level, zone).code.as_str())
    };
    let around = |rows: &str| Some(format!("/analyses/sites?{words}&site={id}&rows={rows}&limit=10000"));
    let equipment = |kind: EquipmentKind| {
        let near = teller.all.sites[kept.row as usize].nearest[kind as usize]?;
        let key = snapshot.equipment.rows()[near.equipment as usize].thing.key();
        Some(format!("/collections/equipements/items/{key}"))
    };
    let read = |wanted: &str| snapshot.manifest.sources.iter().any(|input| input.source.id == wanted);
    let known = |ids: &[&str]| ids.iter().filter(|id| read(id)).map(|id| (*id).to_owned()).collect();
    let of_subject = || subject.sources(snapshot).into_iter().chain([communes::SOURCE]).collect::<Vec<_>>();
    let told = |told: &[String]| -> Vec<String> {
        let ids = told.iter().filter_map(|told| told.split(':').next());
        let mut ids: Vec<String> = ids.map(str::to_owned).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let own = || Some(format!("/collections/foncier/items/{id}"));
    let (sources, address): (Vec<String>, Option<String>) = match criterion {
        Criterion::Besoin => (known(&of_subject()), around("communes")),
        Criterion::Manque => {
            let key = subject.key(snapshot);
            let of = |code: &str| format!("/analyses/gaps?zone=bassin:{code}&function={key}&geometry=point");
            (known(&of_subject()), of_zone(Level::Bassin).map(of))
        }
        Criterion::Partenaires => {
            let sharing = sharing(snapshot, teller.question.kind, teller.question.function);
            (of_functions(snapshot, sharing), around("acteurs"))
        }
        Criterion::Quotidien => {
            let functions = snapshot.functions.list().iter().zip((0..).map(FunctionId));
            let daily = functions.filter(|(one, _)| one.catchment == Catchment::Daily).map(|(_, id)| id);
            (of_functions(snapshot, daily.collect()), around("quotidien"))
        }
        Criterion::Gare => (known(&[stations::SOURCE]), equipment(EquipmentKind::Station)),
        Criterion::Services => (known(&[france_services::SOURCE]), equipment(EquipmentKind::FranceServices)),
        Criterion::Centralite => {
            let of = |code: &str| format!("/collections/communes/items?zone=bassin:{code}&limit=1000");
            (known(&[communes::SOURCE]), of_zone(Level::Bassin).map(of))
        }
        Criterion::Artificialise
        | Criterion::Proprietaire
        | Criterion::Bati
        | Criterion::Taille
        | Criterion::Sol => (told(&placed.thing.told), own()),
    };
    Origin { sources, address }
}

/// The sources that were read and tell any of some functions, sorted.
fn of_functions(snapshot: &Snapshot, functions: FunctionSet) -> Vec<String> {
    let told = functions.iter().flat_map(|id| Subject::Function(id).sources(snapshot));
    let mut ids: Vec<String> = told.map(str::to_owned).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
