//! What a source can tell: one variant a kind of thing.

use crate::domain::actor::{Pole, Report};
use crate::domain::ids::{CommuneCode, Siren};
use crate::domain::land::{Equipment, Site};
use crate::domain::territory::{Commune, Contour};

/// One thing told by one row (or one feature).
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A commune of the current official code.
    Commune(Box<Commune>),
    /// A name for a zone whose commune table gives only the code: level word, code, name.
    ZoneName { level: crate::domain::level::Level, code: String, name: String },
    /// An old code and the current one that took its place.
    Passage { old: CommuneCode, new: CommuneCode },
    /// A postal code and town name of a commune; `also`: other names that addresses use with
    /// it, a locality or a former commune among them.
    Postal { code: CommuneCode, postal_code: String, town: String, also: Vec<String> },
    /// A published contour.
    Contour(Box<Contour>),
    /// A legal unit, kept to be joined to its establishments.
    Unit(Box<Unit>),
    /// An establishment of a unit that must have been told before.
    Establishment { siren: Siren, report: Box<Report> },
    /// An actor.
    Actor(Box<Report>),
    /// A PTCE with members and territory.
    Pole(Box<Pole>),
    /// Land or a building.
    Site(Box<Site>),
    /// A public equipment.
    Equipment(Box<Equipment>),
}

/// What a SIRENE legal unit lends to its establishments.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub siren: Siren,
    pub rna: Option<crate::domain::ids::Rna>,
    /// `None` for masked units.
    pub name: Option<String>,
    pub legal_form: Option<u16>,
    pub family: Option<crate::domain::actor::Family>,
    pub naf: Option<String>,
    /// Why it is in: by legal form, by flag; at least one.
    pub statements: Vec<crate::domain::actor::Statement>,
    pub masked: bool,
}
