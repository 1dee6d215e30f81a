//! Land and buildings that could host something, and public equipments around them.

use crate::domain::whereabouts::Whereabouts;

/// A brownfield or building, in the words of the CNIG *friches* standard 1.0.6.
/// Names of owners who are natural persons never get this far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// INSEE code of the commune `_` local number, as published.
    pub id: String,
    pub name: Option<String>,
    /// `site_type`; `None` when unknown.
    pub kind: Option<String>,
    /// `site_statut`: friche potentielle, sans projet, avec projet, reconvertie.
    pub status: Option<String>,
    /// False for unchecked entries of old industrial inventories.
    pub checked: bool,
    /// `unite_fonciere_surface`, in square meters.
    pub surface_m2: Option<u32>,
    /// `bati_surface`, in square meters.
    pub built_m2: Option<u32>,
    /// `sol_pollution_existe`; `None` when unknown.
    pub pollution: Option<String>,
    /// `urba_zone_type`.
    pub zoning: Option<String>,
    /// Owner classes (catpro3), joined by `|`: `P5a` a commune, `X1a` a natural person.
    pub owner_class: Option<String>,
    /// Owner's name, legal persons only.
    pub owner: Option<String>,
    /// `site_actu_date`, when somebody last looked: `YYYY-MM-DD`.
    pub updated: Option<String>,
    pub whereabouts: Whereabouts,
}

impl Site {
    /// Fills what is unknown from another description of the same site. What is known stays.
    pub fn complete_with(&mut self, other: Self) {
        let Self {
            id: _,
            name,
            kind,
            status,
            checked,
            surface_m2,
            built_m2,
            pollution,
            zoning,
            owner_class,
            owner,
            updated,
            whereabouts: _,
        } = other;
        self.checked |= checked;
        self.name = self.name.take().or(name);
        self.kind = self.kind.take().or(kind);
        self.status = self.status.take().or(status);
        self.surface_m2 = self.surface_m2.or(surface_m2);
        self.built_m2 = self.built_m2.or(built_m2);
        self.pollution = self.pollution.take().or(pollution);
        self.zoning = self.zoning.take().or(zoning);
        self.owner_class = self.owner_class.take().or(owner_class);
        self.owner = self.owner.take().or(owner);
        self.updated = self.updated.take().max(updated);
    }
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
