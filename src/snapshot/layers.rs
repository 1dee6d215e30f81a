//! Every collection that is served, and what its rows look like.
//!
//! A layer is a table (its columns) over rows of the snapshot: all of a kind, or the part of
//! the actors that has something in common (a *view*).

pub mod actor_table;
pub mod equipment_table;
pub mod finding;
pub mod found_columns;
pub mod placed_columns;
pub mod site_columns;
pub mod site_table;
pub mod territory_table;

use std::fmt;
use std::str::FromStr;

use crate::domain::actor::Claim;
use crate::domain::level::Level;
use crate::formats::table::{Column, ShapeKind, Table, Value};
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::found_table::FoundTable;
use crate::snapshot::layers::actor_table::ActorTable;
use crate::snapshot::layers::equipment_table::EquipmentTable;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::site_table::SiteTable;
use crate::snapshot::layers::territory_table::TerritoryTable;

/// A collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    Territories(Level),
    /// Every actor.
    Acteurs,
    /// Those listed or labelled as tiers-lieux.
    TiersLieux,
    /// Those with a role in a food chain.
    CircuitsCourts,
    /// Those labelled PTCE.
    Ptce,
    /// Brownfields, polluted sites and public parcels.
    Foncier,
    /// Public services and stations.
    Equipements,
    /// What analyses found when the snapshot was made.
    Found(Finding),
}

impl Layer {
    /// All layers, in the order served.
    pub const ALL: [Self; 20] = [
        Self::Territories(Level::Commune),
        Self::Territories(Level::Epci),
        Self::Territories(Level::Bassin),
        Self::Territories(Level::Departement),
        Self::Territories(Level::Region),
        Self::Acteurs,
        Self::TiersLieux,
        Self::CircuitsCourts,
        Self::Ptce,
        Self::Foncier,
        Self::Equipements,
        Self::Found(Finding::Lacunes),
        Self::Found(Finding::Constats),
        Self::Found(Finding::MaillonsManquants),
        Self::Found(Finding::Jumeaux),
        Self::Found(Finding::Indicateurs),
        Self::Found(Finding::Grappes),
        Self::Found(Finding::Liens),
        Self::Found(Finding::Opportunites),
        Self::Found(Finding::Sites),
    ];

    /// The name in addresses and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Territories(level) => level.layer(),
            Self::Acteurs => "acteurs",
            Self::TiersLieux => "tiers-lieux",
            Self::CircuitsCourts => "circuits-courts",
            Self::Ptce => "ptce",
            Self::Foncier => "foncier",
            Self::Equipements => "equipements",
            Self::Found(finding) => finding.name(),
        }
    }

    /// The title people read.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Territories(Level::Commune) => "Communes",
            Self::Territories(Level::Epci) => "EPCI à fiscalité propre",
            Self::Territories(Level::Bassin) => "Bassins de vie 2022",
            Self::Territories(Level::Departement) => "Départements",
            Self::Territories(Level::Region) => "Régions",
            Self::Acteurs => "Acteurs",
            Self::TiersLieux => "Tiers-lieux",
            Self::CircuitsCourts => "Circuits courts : acteurs d'une filière alimentaire",
            Self::Ptce => "Pôles territoriaux de coopération économique",
            Self::Foncier => "Friches et foncier public",
            Self::Equipements => "France services et gares",
            Self::Found(finding) => finding.title(),
        }
    }

    /// Its columns, in the order served.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Territories(_) => territory_table::COLUMNS,
            Self::Acteurs | Self::TiersLieux | Self::CircuitsCourts | Self::Ptce => actor_table::COLUMNS,
            Self::Foncier => site_table::COLUMNS,
            Self::Equipements => equipment_table::COLUMNS,
            Self::Found(finding) => found_columns::of(finding),
        }
    }

    /// Whether its rows are some of the actors.
    #[must_use]
    pub fn is_part_of_actors(self) -> bool {
        self.is_view_of_actors() && self != Self::Acteurs
    }

    /// Whether its rows are territories, or about one: what has no place of its own.
    #[must_use]
    pub fn is_about_territories(self) -> bool {
        match self {
            Self::Territories(_) => true,
            Self::Found(finding) => !finding.is_placed(),
            _ => false,
        }
    }

    /// Whether its rows are lines.
    #[must_use]
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Found(finding) if finding.is_placed() && finding.shape_kind() == ShapeKind::Line)
    }

    /// Whether its rows are actors.
    #[must_use]
    pub fn is_view_of_actors(self) -> bool {
        matches!(self, Self::Acteurs | Self::TiersLieux | Self::CircuitsCourts | Self::Ptce)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Layer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|layer| layer.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("no collection is called `{text}`; there are {names}")
        })
    }
}

/// The size of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerCounts {
    pub rows: u64,
    /// In no known commune: in the national total, in no zone.
    pub unplaced: u64,
    /// In partial diffusion: counted in their commune, never shown.
    pub masked: u64,
}

impl Snapshot {
    /// Whether an actor belongs to a view; false for layers that are no view of actors.
    #[must_use]
    pub fn is_in_view(&self, layer: Layer, row: u32) -> bool {
        let claims = |wanted: &[Claim]| {
            self.actors.statements(row).iter().any(|statement| wanted.contains(&statement.claim))
        };
        match layer {
            Layer::Acteurs => true,
            Layer::TiersLieux => {
                claims(&[Claim::TiersLieu, Claim::FabriqueDeTerritoire, Claim::ManufactureDeProximite])
            }
            Layer::CircuitsCourts => self.actors.functions(row).meets(self.food_chain),
            Layer::Ptce => claims(&[Claim::Ptce]),
            Layer::Territories(_) | Layer::Foncier | Layer::Equipements | Layer::Found(_) => false,
        }
    }

    /// The table of a layer: rows of the whole kind, for views those of all actors.
    #[must_use]
    pub fn table(&self, layer: Layer) -> Box<dyn Table + '_> {
        match layer {
            Layer::Territories(level) => Box::new(TerritoryTable { snapshot: self, level }),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
                Box::new(ActorTable { snapshot: self, layer })
            }
            Layer::Foncier => Box::new(SiteTable { snapshot: self }),
            Layer::Equipements => Box::new(EquipmentTable { snapshot: self }),
            Layer::Found(finding) => Box::new(FoundTable { snapshot: self, finding }),
        }
    }

    /// The rows of the table that belong to the layer, in order.
    pub fn rows(&self, layer: Layer) -> Box<dyn Iterator<Item = u32> + '_> {
        let all = 0..self.table(layer).len();
        if layer.is_view_of_actors() && layer != Layer::Acteurs {
            Box::new(all.filter(move |&row| self.is_in_view(layer, row)))
        } else {
            Box::new(all)
        }
    }

    /// The same rows as a set. O(rows): each set of statements is looked at once.
    #[must_use]
    pub fn row_set(&self, layer: Layer) -> RowSet {
        let all = RowSet::all(self.table(layer).len());
        match layer {
            Layer::TiersLieux | Layer::Ptce => {
                let mut seen: Vec<Option<bool>> = Vec::new();
                let sets = self.actors.statement_keys();
                all.kept(|row| {
                    let set = sets[row as usize] as usize;
                    if seen.len() <= set {
                        seen.resize(set + 1, None);
                    }
                    *seen[set].get_or_insert_with(|| self.is_in_view(layer, row))
                })
            }
            Layer::CircuitsCourts => all.kept(|row| self.is_in_view(layer, row)),
            Layer::Territories(_)
            | Layer::Acteurs
            | Layer::Foncier
            | Layer::Equipements
            | Layer::Found(_) => all,
        }
    }

    /// How many rows of a layer, and how many of them have no known commune or are masked.
    #[must_use]
    pub fn layer_counts(&self, layer: Layer) -> LayerCounts {
        let mut counts = LayerCounts { rows: 0, unplaced: 0, masked: 0 };
        for row in self.rows(layer) {
            let placed = layer.is_about_territories() || self.commune_of(layer, row).is_some();
            counts.rows += 1;
            counts.unplaced += u64::from(!placed);
            counts.masked += u64::from(layer.is_view_of_actors() && self.actors.is_masked(row));
        }
        counts
    }

    /// The row of a feature's id. O(n): for one feature at a time.
    #[must_use]
    pub fn row_of_id(&self, layer: Layer, id: &str) -> Option<u32> {
        if let Layer::Territories(level) = layer {
            return self.territories.row(level, id);
        }
        if layer.is_view_of_actors() {
            return self.actor_of_id(id).filter(|&row| self.is_in_view(layer, row));
        }
        let table = self.table(layer);
        let is_it = |row: &u32| matches!(table.value(*row, 0), Value::Text(text) if text == id);
        self.rows(layer).find(is_it)
    }

    /// The places of a layer's table on the Z curve, in order; none for what is about territories. Of
    /// a line that of its first end.
    #[must_use]
    pub fn mortons(&self, layer: Layer) -> &[u64] {
        match layer {
            Layer::Territories(_) => &[],
            Layer::Found(finding) => self.found(finding).mortons(),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => self.actors.mortons(),
            Layer::Foncier => self.sites.mortons(),
            Layer::Equipements => self.equipment.mortons(),
        }
    }

    /// The commune of a row; for territories only communes have one. Of a line whose ends have a
    /// place, that of the first.
    #[must_use]
    pub fn commune_of(&self, layer: Layer, row: u32) -> Option<u32> {
        match layer {
            Layer::Territories(Level::Commune) => Some(row),
            Layer::Territories(_) => None,
            Layer::Found(finding) => self.found(finding).commune(row),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
                self.actors.commune(row)
            }
            Layer::Foncier => self.sites.rows()[row as usize].commune,
            Layer::Equipements => self.equipment.rows()[row as usize].commune,
        }
    }
}
