//! What a source can tell: one variant a kind of thing.

use crate::domain::actor::{Family, Pole, Report, Statement, System};
use crate::domain::holding::{Holding, Plot};
use crate::domain::ids::{CommuneCode, Rna, Siren};
use crate::domain::land::{Equipment, Limits, Site};
use crate::domain::level::Level;
use crate::domain::offer::Offer;
use crate::domain::parcel::ParcelId;
use crate::domain::territory::{Commune, Contour};
use crate::domain::tie::Tie;

/// One thing told by one row (or one feature).
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A commune of the current official code.
    Commune(Box<Commune>),
    /// A name for a zone whose commune table gives only the code: level word, code, name.
    ZoneName { level: Level, code: String, name: String },
    /// An old code and the current one that took its place.
    Passage { old: CommuneCode, new: CommuneCode },
    /// A postal code and town name of a commune; `also`: other names that addresses use with
    /// it, a locality or a former commune among them.
    Postal { code: CommuneCode, postal_code: String, town: String, also: Vec<String> },
    /// A published contour.
    Contour(Box<Contour>),
    /// A way between two communes of any vintage; `None` minutes: a router found none.
    Trip { from: CommuneCode, to: CommuneCode, minutes: Option<f64> },
    /// A legal unit, kept to be joined to its establishments.
    Unit(Box<Unit>),
    /// An establishment of a unit that must have been told before.
    Establishment { siren: Siren, report: Box<Report> },
    /// An actor.
    Actor(Box<Report>),
    /// A PTCE with members and territory.
    Pole(Box<Pole>),
    /// What binds two actors that were told before.
    Tie(Box<Tie>),
    /// What an actor that was told before offers or needs.
    Offer(Box<Offer>),
    /// Land or a building.
    Site(Box<Site>),
    /// A legal person's right on a parcel.
    Holding(Box<Holding>),
    /// Premises on a parcel, by building, entrance, level and door.
    Premises { parcel: ParcelId, place: String },
    /// A parcel as the plan draws it.
    Plot(Box<Plot>),
    /// What hampers to build on a parcel or a site, by its id.
    Limits { land: String, limits: Box<Limits> },
    /// A public equipment.
    Equipment(Box<Equipment>),
}

/// What a SIRENE legal unit lends to its establishments.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub siren: Siren,
    pub rna: Option<Rna>,
    /// `None` for masked units.
    pub name: Option<String>,
    pub legal_form: Option<u16>,
    pub family: Option<Family>,
    pub naf: Option<String>,
    /// Why it is in: by legal form, by flag; at least one.
    pub statements: Vec<Statement>,
    pub masked: bool,
}

impl Unit {
    /// An establishment's report with what only the unit knows. Masked if either is.
    #[must_use]
    pub fn lend_to(&self, mut report: Report) -> Report {
        report.masked |= self.masked;
        report.name = report.name.or_else(|| self.name.clone());
        report.rna = report.rna.or(self.rna);
        report.siren = Some(self.siren);
        report.legal_form = self.legal_form;
        report.family = self.family;
        if report.naf.is_none()
            && let Some(naf) = &self.naf
        {
            report.naf = Some(naf.clone());
            report.codes.push((System::Naf, naf.clone()));
        }
        if let Some(form) = self.legal_form {
            report.codes.push((System::Legal, form.to_string()));
        }
        report.statements.extend(self.statements.iter().cloned());
        report
    }
}
