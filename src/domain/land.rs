//! Land and buildings that could host something, and public equipments around them.

use std::collections::BTreeSet;

use crate::domain::owner::Owners;
use crate::domain::parcel::ParcelId;
use crate::domain::whereabouts::{Precision, Whereabouts};

/// What sort of record tells a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nature {
    /// An inventory of brownfields has it.
    #[default]
    Brownfield,
    /// The ADEME has worked there in place of an owner who defaulted.
    PollutedSite,
    /// A public body owns it. Whether it is free nobody says: to be asked.
    PublicParcel,
}

impl Nature {
    /// All.
    pub const ALL: [Self; 3] = [Self::Brownfield, Self::PollutedSite, Self::PublicParcel];

    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Brownfield => "friche",
            Self::PollutedSite => "site-pollue",
            Self::PublicParcel => "parcelle-publique",
        }
    }

    /// The nature that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.word() == word)
    }
}

/// How well it is known where a site is.
///
/// A parcel's point is inside of it; an address, or an old record's point, may be some hundred meters off;
/// a commune's point says nothing of the site's.
#[must_use]
pub fn position_quality(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "parcelle",
        Precision::Street | Precision::Estimated => "adresse",
        Precision::Commune => "commune",
    }
}

/// A brownfield, a polluted site or a public parcel: a candidate. Words are those of the CNIG *friches*
/// standard 1.0.6 where it has them. `None` is unknown, everywhere: never zero, never "no".
/// Names of owners who are natural persons never get this far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// The source's id: INSEE code of the commune `_` local number in Cartofriches, `ademe_` and a
    /// number, or the parcel's id.
    pub id: String,
    pub nature: Nature,
    /// Where it is told: `source:id in that source`, in the order of reading.
    pub told: Vec<String>,
    pub name: Option<String>,
    /// `site_type`; `None` when unknown.
    pub kind: Option<String>,
    /// `site_statut`: friche potentielle, sans projet, avec projet, reconvertie.
    pub status: Option<String>,
    /// False for unchecked entries of old industrial inventories.
    pub checked: bool,
    /// `site_occupation` or the source's own words on who uses it.
    pub occupation: Option<String>,
    /// `unite_fonciere_surface`, or the sum of its parcels', in square meters.
    pub surface_m2: Option<u32>,
    /// `bati_surface`, in square meters.
    pub built_m2: Option<u32>,
    /// `bati_nombre`: how many buildings the tax office knows there. Zero is "none", told by the source.
    pub buildings: Option<u32>,
    /// How many premises of legal persons stand on it.
    pub premises: Option<u32>,
    /// `sol_pollution_existe`; `None` when unknown.
    pub pollution: Option<String>,
    /// What the ADEME says it did there, and whether that is over. It says nothing of the soil today.
    pub intervention: Option<String>,
    pub limits: Limits,
    /// `urba_zone_type`.
    pub zoning: Option<String>,
    /// Owner classes (catpro3), joined by `|`: `P5a` a commune, `X1a` a natural person.
    pub owner_class: Option<String>,
    /// The classes of the owners in words.
    pub owner_words: Vec<String>,
    /// The levels of the owners; empty when unknown.
    pub owners: Owners,
    /// Owner's name, legal persons only; of a parcel, public bodies only.
    pub owner: Option<String>,
    /// What others than its owners hold on it: a long lease, the use.
    pub rights: Vec<String>,
    /// Parcels it is made of, as its source names them.
    pub parcels: Vec<ParcelId>,
    /// `site_actu_date`, when somebody last looked: `YYYY-MM-DD`.
    pub updated: Option<String>,
    pub whereabouts: Whereabouts,
}

/// What forbids or hampers to build somewhere, as far as a source tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// The zone of the flood plan: `rouge`, `bleue`, `hors zone`.
    pub flood: Option<String>,
    /// A protection of nature or of monuments, or `aucune`.
    pub protection: Option<String>,
    /// Mean slope, in percent.
    pub slope: Option<f64>,
    /// Whether a road leads there.
    pub road: Option<bool>,
}

impl Limits {
    /// Fills what is unknown. What is known stays.
    pub fn complete_with(&mut self, other: Self) {
        let Self { flood, protection, slope, road } = other;
        self.flood = self.flood.take().or(flood);
        self.protection = self.protection.take().or(protection);
        self.slope = self.slope.or(slope);
        self.road = self.road.or(road);
    }
}

impl Site {
    /// Fills what is unknown from another description of the same site. What is known stays, and so does
    /// whose it is: the owners of one source are not mixed with another's.
    pub fn complete_with(&mut self, other: Self) {
        let Self {
            id: _,
            nature,
            told,
            name,
            kind,
            status,
            checked,
            occupation,
            surface_m2,
            built_m2,
            buildings,
            premises,
            pollution,
            intervention,
            limits,
            zoning,
            owner_class,
            owner_words,
            owners,
            owner,
            rights,
            parcels,
            updated,
            whereabouts: _,
        } = other;
        // That somebody worked there does not say that it is a brownfield.
        self.checked |= checked && nature == self.nature;
        self.name = self.name.take().or(name);
        self.kind = self.kind.take().or(kind);
        self.status = self.status.take().or(status);
        self.occupation = self.occupation.take().or(occupation);
        self.surface_m2 = self.surface_m2.or(surface_m2);
        // The built area of one year is not that of a place where nothing stands any more.
        self.built_m2 = self.built_m2.or(built_m2.filter(|_| self.buildings != Some(0)));
        self.buildings = self.buildings.or(buildings);
        self.premises = self.premises.or(premises);
        self.pollution = self.pollution.take().or(pollution);
        self.intervention = self.intervention.take().or(intervention);
        self.limits.complete_with(limits);
        self.zoning = self.zoning.take().or(zoning);
        if self.owner_class.is_none() && self.owners.is_unknown() && self.owner_words.is_empty() {
            self.owner_class = owner_class;
            self.owner_words = owner_words;
            self.owners = owners;
            self.owner = self.owner.take().or(owner);
        } else if self.owner_class == owner_class {
            self.owner = self.owner.take().or(owner);
        }
        add_all(&mut self.told, told);
        add_all(&mut self.rights, rights);
        if self.parcels.is_empty() {
            self.parcels = parcels;
        }
        self.updated = self.updated.take().max(updated);
    }
}

/// Adds what is not there yet, at the end.
pub fn add_all(list: &mut Vec<String>, others: Vec<String>) {
    let mut known: BTreeSet<String> = list.iter().cloned().collect();
    list.extend(others.into_iter().filter(|other| known.insert(other.clone())));
}

/// Where a site is told, as `source:id in that source`. Lists are joined by `|` where a format has none: an id
/// that holds one has a `/` instead.
#[must_use]
pub fn told_at(source: &str, id: &str) -> String {
    format!("{source}:{}", id.replace('|', "/"))
}

/// What an equipment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EquipmentKind {
    /// A *maison France services* or bus.
    FranceServices,
    /// A railway station open to passengers.
    Station,
}

impl EquipmentKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::FranceServices, Self::Station];

    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FranceServices => "france-services",
            Self::Station => "gare",
        }
    }
}

/// A public service or station.
#[derive(Debug, Clone, PartialEq)]
pub struct Equipment {
    pub kind: EquipmentKind,
    /// The source's own id.
    pub id: String,
    pub name: String,
    /// A detail of the kind: `Bus_équivalent`, `Fixe`…
    pub form: Option<String>,
    pub whereabouts: Whereabouts,
}

impl EquipmentKind {
    /// The kind that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Equipment {
    /// Its id among all kinds: `gare:87481226`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind.word(), self.id)
    }
}
