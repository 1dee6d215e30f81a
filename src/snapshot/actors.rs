//! The actors of a snapshot as columns: a filter is a loop over integers.
//!
//! Rows stand in the order of a Z curve over the square world (`mercator::morton`), so that
//! every tile of every zoom, and every cell of a tile, is one run of rows. Actors known by
//! their commune only stand at its point in that order, but are never drawn as if they were
//! there. Those placed nowhere come last.

use std::collections::BTreeMap;

use crate::domain::actor::{Family, Statement};
use crate::domain::function::{FunctionId, FunctionSet};
use crate::domain::service_area::ServiceArea;
use crate::domain::whereabouts::Precision;
use crate::geometry::position::Position;
use crate::snapshot::texts::{Lexicon, Texts};

pub mod keys;

/// The zoom of the grid whose Morton code sorts the rows: cells of 1.9 cm at the equator.
pub const MORTON_ZOOM: u8 = 31;

/// One actor, whole: what goes in and comes out of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// SIRET, else RNA number, else `source:id`; for masked ones `masque:commune-rank`.
    pub id: String,
    /// `None` when unknown, and always for masked ones.
    pub name: Option<String>,
    pub address: Option<String>,
    pub website: Option<String>,
    pub family: Option<Family>,
    /// Legal category, four digits.
    pub legal_form: Option<u16>,
    /// NAF rév. 2 with its dot.
    pub naf: Option<String>,
    /// SIRENE's band of employees.
    pub employees: Option<String>,
    pub functions: FunctionSet,
    /// Sorted, without twins.
    pub statements: Vec<Statement>,
    /// `key=value` items, sorted.
    pub details: Vec<String>,
    /// Whom it serves; `None` when no source says so.
    pub service_area: Option<ServiceArea>,
    /// Row of the commune.
    pub commune: Option<u32>,
    /// Where it stands on the Z curve: its own position, or the commune's point.
    pub position: Option<Position>,
    /// `None` when placed nowhere.
    pub precision: Option<Precision>,
    pub masked: bool,
}

/// All actors, in columns.
#[derive(Debug, Clone, Default)]
pub struct Actors {
    ids: Texts,
    names: Texts,
    addresses: Texts,
    websites: Texts,
    details: Texts,
    /// Few have one: by row, sorted.
    service_areas: BTreeMap<u32, ServiceArea>,
    families: Vec<u8>,
    legal_forms: Vec<u16>,
    nafs: Vec<u32>,
    naf_words: Lexicon<String>,
    employees: Vec<u32>,
    employee_words: Lexicon<String>,
    functions: Vec<FunctionSet>,
    statements: Vec<u32>,
    statement_sets: Lexicon<Vec<Statement>>,
    /// The statements of each set as they are written in files.
    spelled_statements: Vec<Vec<String>>,
    communes: Vec<u32>,
    positions: Vec<(i32, i32)>,
    precisions: Vec<u8>,
    masked: Vec<bool>,
    mortons: Vec<u64>,
}

/// Stands for "none" in the narrow columns.
const NONE_8: u8 = u8::MAX;
const NONE_16: u16 = u16::MAX;
const NONE_32: u32 = u32::MAX;

/// The actor's place on the Z curve; the largest value for nowhere.
#[must_use]
pub fn morton_of(position: Option<Position>) -> u64 {
    use crate::geometry::mercator::{WorldPoint, morton};
    position.map_or(u64::MAX, |position| {
        let (x, y) = WorldPoint::from_position(position).cell(MORTON_ZOOM);
        morton(x, y)
    })
}

impl Actors {
    /// Adds an actor. They must come sorted by (`morton_of(position)`, `id`).
    pub fn push(&mut self, actor: &Actor) {
        let Actor {
            id,
            name,
            address,
            website,
            family,
            legal_form,
            naf,
            employees,
            functions,
            statements,
            details,
            service_area,
            commune,
            position,
            precision,
            masked,
        } = actor;
        self.ids.push(Some(id));
        self.names.push(name.as_deref());
        self.addresses.push(address.as_deref());
        self.websites.push(website.as_deref());
        self.details.push(Some(&details.join("|")));
        if let Some(area) = service_area {
            self.service_areas.insert(self.len(), area.clone());
        }
        self.families.push(family.map_or(NONE_8, |f| f as u8));
        self.legal_forms.push(legal_form.unwrap_or(NONE_16));
        let naf = naf.as_ref().map(|code| self.naf_words.rank(code));
        self.nafs.push(naf.unwrap_or(NONE_32));
        let band = employees.as_ref().map(|code| self.employee_words.rank(code));
        self.employees.push(band.unwrap_or(NONE_32));
        self.functions.push(*functions);
        let set = self.statement_sets.rank(statements);
        if set as usize == self.spelled_statements.len() {
            self.spelled_statements.push(statements.iter().map(ToString::to_string).collect());
        }
        self.statements.push(set);
        self.communes.push(commune.unwrap_or(NONE_32));
        self.positions.push(position.map_or((i32::MAX, i32::MAX), Position::steps));
        self.precisions.push(precision.map_or(NONE_8, |p| p as u8));
        self.masked.push(*masked);
        let morton = morton_of(*position);
        debug_assert!(self.mortons.last().is_none_or(|&last| last <= morton), "rows come sorted");
        self.mortons.push(morton);
    }

    /// Gives back the memory that growing left over.
    pub fn shrink(&mut self) {
        for texts in
            [&mut self.ids, &mut self.names, &mut self.addresses, &mut self.websites, &mut self.details]
        {
            texts.shrink();
        }
        self.families.shrink_to_fit();
        self.legal_forms.shrink_to_fit();
        self.nafs.shrink_to_fit();
        self.employees.shrink_to_fit();
        self.functions.shrink_to_fit();
        self.statements.shrink_to_fit();
        self.communes.shrink_to_fit();
        self.positions.shrink_to_fit();
        self.precisions.shrink_to_fit();
        self.masked.shrink_to_fit();
        self.mortons.shrink_to_fit();
    }

    /// How many actors.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.mortons.len() as u32
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mortons.is_empty()
    }

    #[must_use]
    pub fn id(&self, row: u32) -> &str {
        self.ids.get(row).expect("every actor has an id")
    }

    #[must_use]
    pub fn name(&self, row: u32) -> Option<&str> {
        self.names.get(row)
    }

    #[must_use]
    pub fn address(&self, row: u32) -> Option<&str> {
        self.addresses.get(row)
    }

    #[must_use]
    pub fn website(&self, row: u32) -> Option<&str> {
        self.websites.get(row)
    }

    /// `key=value` items.
    pub fn details(&self, row: u32) -> impl Iterator<Item = &str> {
        self.details.get(row).into_iter().flat_map(|text| text.split('|'))
    }

    /// Whom it serves; `None` when no source says so.
    #[must_use]
    pub fn service_area(&self, row: u32) -> Option<&ServiceArea> {
        self.service_areas.get(&row)
    }

    /// All that are known, by row, in order.
    pub fn service_areas(&self) -> impl Iterator<Item = (u32, &ServiceArea)> {
        self.service_areas.iter().map(|(row, area)| (*row, area))
    }

    #[must_use]
    pub fn family(&self, row: u32) -> Option<Family> {
        Family::ALL.get(usize::from(self.families[row as usize])).copied()
    }

    #[must_use]
    pub fn legal_form(&self, row: u32) -> Option<u16> {
        Some(self.legal_forms[row as usize]).filter(|&form| form != NONE_16)
    }

    #[must_use]
    pub fn naf(&self, row: u32) -> Option<&str> {
        let rank = self.nafs[row as usize];
        (rank != NONE_32).then(|| self.naf_words.value(rank).as_str())
    }

    #[must_use]
    pub fn employees(&self, row: u32) -> Option<&str> {
        let rank = self.employees[row as usize];
        (rank != NONE_32).then(|| self.employee_words.value(rank).as_str())
    }

    #[must_use]
    pub fn functions(&self, row: u32) -> FunctionSet {
        self.functions[row as usize]
    }

    /// The first of its functions in the catalogue's order: the one a symbol shows.
    #[must_use]
    pub fn main_function(&self, row: u32) -> Option<FunctionId> {
        self.functions(row).iter().next()
    }

    #[must_use]
    pub fn statements(&self, row: u32) -> &[Statement] {
        self.statement_sets.value(self.statements[row as usize])
    }

    /// The statements as written in files: `siae@siae:2021-01-01`.
    #[must_use]
    pub fn spelled_statements(&self, row: u32) -> &[String] {
        &self.spelled_statements[self.statements[row as usize] as usize]
    }

    /// Whether somebody counts it in the ESS, by its family or by a statement. False is "nobody says so", not "no".
    #[must_use]
    pub fn is_ess(&self, row: u32) -> bool {
        let stated = || self.statements(row).iter().any(|statement| statement.claim.means_ess());
        self.family(row).is_some() || stated()
    }

    /// Row of the commune; `None` when placed nowhere.
    #[must_use]
    pub fn commune(&self, row: u32) -> Option<u32> {
        Some(self.communes[row as usize]).filter(|&commune| commune != NONE_32)
    }

    /// How well it is placed; `None` when nowhere.
    #[must_use]
    pub fn precision(&self, row: u32) -> Option<Precision> {
        Precision::ALL.get(usize::from(self.precisions[row as usize])).copied()
    }

    /// In partial diffusion: counted, never shown.
    #[must_use]
    pub fn is_masked(&self, row: u32) -> bool {
        self.masked[row as usize]
    }

    /// Whether it may be proposed to somebody: who has no name that may be told cannot be called, and
    /// may be a person.
    #[must_use]
    pub fn may_be_proposed(&self, row: u32) -> bool {
        !self.is_masked(row) && self.name(row).is_some()
    }

    /// The position that may be shown; `None` for masked actors and those placed nowhere.
    #[must_use]
    pub fn position(&self, row: u32) -> Option<Position> {
        if self.is_masked(row) {
            return None;
        }
        self.anchor(row)
    }

    /// The position that sorts and counts it: its own or its commune's point.
    #[must_use]
    pub fn anchor(&self, row: u32) -> Option<Position> {
        let (lon, lat) = self.positions[row as usize];
        Position::from_steps(lon, lat)
    }

    /// Whether a dot may be drawn at its position: it is better known than by its commune.
    #[must_use]
    pub fn has_own_place(&self, row: u32) -> bool {
        !self.is_masked(row) && self.precision(row).is_some_and(|p| p != Precision::Commune)
    }

    /// The Morton codes of all rows, in order; `u64::MAX` for those placed nowhere.
    #[must_use]
    pub fn mortons(&self) -> &[u64] {
        &self.mortons
    }
}
