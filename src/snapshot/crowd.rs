//! The actors told so far: rows of any source that speak of one actor become one.
//!
//! Two rows are one actor when they share a SIRET, else an RNA number, else the source and
//! its own id. What the first said stays, later ones complete it; all their statements,
//! functions and details are kept. Nothing that a masked unit hides is taken from anywhere.

use std::collections::HashMap;

use crate::domain::actor::{Code, Family, Report, Statement};
use crate::domain::function::{FunctionSet, Functions};
use crate::domain::ids::{Rna, Siret};
use crate::domain::service_area::ServiceArea;
use crate::domain::tie::ActorRef;
use crate::domain::whereabouts::Precision;
use crate::ingest::outlet::Verdict;
use crate::snapshot::gazetteer::Place;
use crate::snapshot::texts::Lexicon;

/// One actor in the making.
#[derive(Debug, Clone)]
pub struct Member {
    pub siret: Option<Siret>,
    pub rna: Option<Rna>,
    /// `source:id` of the first row, the id of actors without a number.
    pub first_id: String,
    pub name: Option<String>,
    pub family: Option<Family>,
    pub legal_form: Option<u16>,
    pub naf: Option<String>,
    pub employees: Option<String>,
    pub address: Option<String>,
    pub website: Option<String>,
    /// Ranks of the codes that its functions follow from, sorted.
    codes: Vec<u32>,
    pub functions: FunctionSet,
    pub statements: Vec<Statement>,
    pub details: Vec<String>,
    pub service_area: Option<ServiceArea>,
    pub masked: bool,
    pub place: Option<Place>,
}

/// All actors in the making, in the order of their first row.
#[derive(Debug, Default)]
pub struct Crowd {
    members: Vec<Member>,
    by_siret: HashMap<Siret, u32>,
    by_rna: HashMap<Rna, u32>,
    by_local_id: HashMap<String, u32>,
    codes: Lexicon<Code>,
}

impl Crowd {
    /// Adds what a row says: a new actor, or more of a known one. Gives its rank.
    pub fn join(&mut self, mut report: Report, place: Option<Place>) -> (u32, Verdict) {
        let known = self.find(&report);
        let codes = report.codes.drain(..).map(|code| self.codes.rank(&code)).collect();
        let member = Member::new(report, codes, place);
        let (row, verdict) = match known {
            Some(row) => {
                self.members[row as usize].complete_with(member);
                (row, Verdict::Merged)
            }
            None => {
                self.members.push(member);
                (
                    u32::try_from(self.members.len() - 1).expect("fewer than 4 billion actors"),
                    Verdict::Accepted,
                )
            }
        };
        self.remember(row);
        (row, verdict)
    }

    /// Whether partial diffusion hides the actor that a row speaks of.
    #[must_use]
    pub fn hides(&self, report: &Report) -> bool {
        report.masked || self.find(report).is_some_and(|row| self.members[row as usize].masked)
    }

    /// The rank of an actor that was told, and whether partial diffusion hides it.
    #[must_use]
    pub fn known(&self, named: &ActorRef) -> Option<(u32, bool)> {
        let rank = match named {
            ActorRef::Siret(siret) => self.by_siret.get(siret),
            ActorRef::Rna(rna) => self.by_rna.get(rna),
            ActorRef::Id(id) => self.by_local_id.get(id),
        };
        rank.map(|&rank| (rank, self.members[rank as usize].masked))
    }

    /// Says whom an actor serves, where nobody said it before.
    pub fn serve(&mut self, rank: u32, area: ServiceArea) {
        let member = &mut self.members[rank as usize];
        if !member.masked {
            member.service_area.get_or_insert(area);
        }
    }

    /// All actors, in the order of their first row, with the functions that all their codes
    /// together tell: one source may give the half of a rule that another completes.
    #[must_use]
    pub fn into_members(mut self, functions: &Functions) -> Vec<Member> {
        for member in &mut self.members {
            let words = member.codes.iter().map(|&rank| {
                let (system, code) = self.codes.value(rank);
                (*system, code.as_str())
            });
            member.functions = functions.of_words(words);
        }
        self.members
    }

    fn find(&self, report: &Report) -> Option<u32> {
        if let Some(siret) = &report.siret {
            if let Some(&row) = self.by_siret.get(siret) {
                return Some(row);
            }
            // An association known by its number alone until now has found its place.
            let row = *self.by_rna.get(report.rna.as_ref()?)?;
            return self.members[row as usize].siret.is_none().then_some(row);
        }
        if let Some(rna) = &report.rna {
            return self.by_rna.get(rna).copied();
        }
        self.by_local_id.get(&local_id(report)).copied()
    }

    /// Notes the numbers of a row's actor. A number of several establishments stays with the first.
    fn remember(&mut self, row: u32) {
        let member = &self.members[row as usize];
        if let Some(siret) = member.siret {
            self.by_siret.entry(siret).or_insert(row);
        }
        if let Some(rna) = member.rna {
            self.by_rna.entry(rna).or_insert(row);
        }
        if member.siret.is_none() && member.rna.is_none() {
            self.by_local_id.entry(member.first_id.clone()).or_insert(row);
        }
    }
}

fn local_id(report: &Report) -> String {
    format!("{}:{}", report.source, report.local_id)
}

impl Member {
    fn new(report: Report, mut codes: Vec<u32>, place: Option<Place>) -> Self {
        let first_id = local_id(&report);
        let Report {
            source: _,
            local_id: _,
            siret,
            rna,
            siren: _,
            name,
            family,
            legal_form,
            naf,
            employees,
            address,
            website,
            codes: _,
            mut statements,
            details,
            masked,
            service_area,
            whereabouts: _,
        } = report;
        codes.sort_unstable();
        codes.dedup();
        statements.sort();
        statements.dedup();
        let mut details: Vec<String> =
            details.into_iter().map(|(key, value)| format!("{key}={}", value.replace('|', "/"))).collect();
        details.sort();
        let mut member = Self {
            siret,
            rna,
            first_id,
            name,
            family,
            legal_form,
            naf,
            employees,
            address,
            website,
            codes,
            functions: FunctionSet::default(),
            statements,
            details,
            masked,
            service_area,
            place,
        };
        if masked {
            member.mask();
        }
        member
    }

    /// Forgets all that partial diffusion hides; the commune stays.
    fn mask(&mut self) {
        self.masked = true;
        self.name = None;
        self.address = None;
        self.website = None;
        self.service_area = None;
        self.details.clear();
        if let Some(place) = &mut self.place {
            place.position = place.commune_point;
            place.precision = Precision::Commune;
        }
    }

    fn complete_with(&mut self, other: Self) {
        let Self {
            siret,
            rna,
            first_id: _,
            name,
            family,
            legal_form,
            naf,
            employees,
            address,
            website,
            codes,
            functions: _,
            statements,
            details,
            masked,
            service_area,
            place,
        } = other;
        self.siret = self.siret.or(siret);
        self.rna = self.rna.or(rna);
        self.name = self.name.take().or(name);
        self.family = self.family.or(family);
        self.legal_form = self.legal_form.or(legal_form);
        self.naf = self.naf.take().or(naf);
        self.employees = self.employees.take().or(employees);
        self.address = self.address.take().or(address);
        self.website = self.website.take().or(website);
        self.service_area = self.service_area.take().or(service_area);
        self.codes.extend(codes);
        self.codes.sort_unstable();
        self.codes.dedup();
        self.statements.extend(statements);
        self.statements.sort();
        self.statements.dedup();
        self.details.extend(details);
        self.details.sort();
        self.details.dedup();
        // Where partial diffusion counts a body stands, however well others know the place.
        let better = |new: &Place| match (self.masked, masked) {
            (true, false) => self.place.is_none(),
            (false, true) => true,
            _ => self.place.is_none_or(|old| new.precision < old.precision),
        };
        if let Some(new) = place.filter(better) {
            self.place = Some(new);
        }
        if self.masked || masked {
            self.mask();
        }
    }
}
