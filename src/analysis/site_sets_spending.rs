//! What places may cost together, told by the class of their commune.
//!
//! *Question.* A département has so much to give and knows about what a place takes in a town, in a small
//! town, in a village: where do its means go furthest? *Method.* Each commune that may be chosen costs what its
//! class does, by the density grid of INSEE in its three levels, which exists for every commune and is what
//! rents and works hang on most; those that exist cost nothing more. *Unit.* Any, the same for both: thousands
//! of euros, or shares. *Edges.* A commune whose class is not known costs an unknown sum, which is not none: it
//! is not chosen.

use crate::domain::level::Level;
use crate::domain::territory::Density;
use crate::snapshot::Snapshot;

/// The most that may be told of a budget or a cost: no sum is too great for a number.
pub const MOST_COST: f64 = 1e9;

/// A class of communes: a level of the density grid in three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostClass {
    Dense,
    Intermediate,
    Rural,
}

impl CostClass {
    /// All.
    pub const ALL: [Self; 3] = [Self::Dense, Self::Intermediate, Self::Rural];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Intermediate => "intermediaire",
            Self::Rural => "rural",
        }
    }

    /// The class of a density: its level in the grid of three.
    #[must_use]
    pub fn of(density: Density) -> Self {
        match density {
            Density::GrandCentreUrbain => Self::Dense,
            Density::CentreUrbainIntermediaire | Density::CeintureUrbaine | Density::PetiteVille => {
                Self::Intermediate
            }
            Density::BourgRural | Density::RuralDisperse | Density::RuralTresDisperse => Self::Rural,
        }
    }
}

/// What may be spent, and what a place costs by class, in the order of [`CostClass::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    pub budget: f64,
    pub costs: [f64; 3],
}

impl Spending {
    /// What a place in a commune costs; `None` where its class is not known.
    #[must_use]
    pub fn in_commune(&self, snapshot: &Snapshot, commune: u32) -> Option<f64> {
        let density = snapshot.territories.get(Level::Commune, commune).density?;
        Some(self.costs[CostClass::of(density) as usize])
    }

    /// The same of several communes.
    #[must_use]
    pub fn of(&self, snapshot: &Snapshot, communes: &[u32]) -> Vec<Option<f64>> {
        communes.iter().map(|&commune| self.in_commune(snapshot, commune)).collect()
    }
}
