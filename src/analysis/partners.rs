//! Which territories near enough complete this one: each has what the other lacks.
//!
//! *Question.* With whom could we trade services, both ways? *Method.* Location quotients of
//! functions among actors, shrunk as by twenty observations (`quotient`), then `complement`:
//! what each has above its share where the other is below; two complete each other by the
//! smaller of both directions. Within an hour, between their most populous communes (`seats`).
//! *Unit.* None; more is more. *Edges.* A quotient tells what a territory is made of, not whether
//! it has enough: a partner is somebody to talk to, not a remedy. *Cost.* O(functions × those
//! around) a territory.

use crate::analysis::complement::gifts;
use crate::analysis::figures::Figures;
use crate::analysis::quotient::profile;
use crate::analysis::seats::Near;
use crate::domain::function::FunctionId;

/// The version of the method.
pub const METHOD: &str = "maillage-partners-1";

/// How far a partner may be, in minutes.
pub const REACH: f64 = 60.0;

/// As many observations of the country's mix are added to each territory's.
const STRENGTH: f64 = 20.0;

/// Quotients of all territories of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    functions: Vec<FunctionId>,
    /// By territory, then by function.
    quotients: Vec<Vec<Option<f64>>>,
}

/// A territory that completes another.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    pub territory: u32,
    pub minutes: f64,
    /// Whether a router told the minutes, and not the distance.
    pub is_routed: bool,
    /// The smaller of what each gives the other.
    pub mutual: f64,
    /// What it gives and what it receives, function by function, the most first; zeros left out.
    pub gives: Vec<(FunctionId, f64)>,
    pub receives: Vec<(FunctionId, f64)>,
}

/// How much is given in all, in the order told: the same to the bit whoever asks.
#[must_use]
pub fn sum(gifts: &[(FunctionId, f64)]) -> f64 {
    gifts.iter().map(|gift| gift.1).sum()
}

/// What is said of a territory's partners: one of these, never an empty list without a reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Completed {
    /// At least one; those that complete it most first.
    Partners(Vec<Partner>),
    /// Nobody is known to be within reach.
    NobodyNear,
    /// So many are within reach, and with none there is something to trade both ways.
    NoneCompletes { near: usize },
    /// No function is measured: there is nothing to compare.
    NotMeasured,
}

impl Profiles {
    /// The profiles of territories, over the functions that are measured.
    #[must_use]
    pub fn of(figures: &Figures) -> Self {
        let functions: Vec<FunctionId> = figures.measured.iter().collect();
        let row = |row: u32| functions.iter().map(|&id| figures.count(id, row).unwrap_or(0.0)).collect();
        let counts: Vec<Vec<f64>> = (0..figures.len() as u32).map(row).collect();
        let quotients = profile(&counts, STRENGTH).unwrap_or_default();
        Self { functions, quotients }
    }

    /// The functions that territories are compared by.
    #[must_use]
    pub fn functions(&self) -> &[FunctionId] {
        &self.functions
    }

    /// Which of those around a territory complete it; who is beyond [`REACH`] does not.
    #[must_use]
    pub fn completed(&self, row: u32, around: &[Near]) -> Completed {
        let own = self.quotients.get(row as usize).filter(|own| own.iter().any(Option::is_some));
        let Some(own) = own else { return Completed::NotMeasured };
        let is_other = |near: &&Near| near.territory != row && (0.0..=REACH).contains(&near.minutes);
        let near: Vec<&Near> = around.iter().filter(is_other).collect();
        let mut found: Vec<Partner> = near.iter().filter_map(|near| self.partner(own, near)).collect();
        found.sort_by(|a, b| b.mutual.total_cmp(&a.mutual).then(a.territory.cmp(&b.territory)));
        match (near.len(), found.len()) {
            (0, _) => Completed::NobodyNear,
            (near, 0) => Completed::NoneCompletes { near },
            _ => Completed::Partners(found),
        }
    }

    fn partner(&self, own: &[Option<f64>], near: &Near) -> Option<Partner> {
        let Near { territory, minutes, is_routed } = *near;
        let quotients = self.quotients.get(territory as usize)?;
        let (gives, receives) = (self.told(gifts(own, quotients)?), self.told(gifts(quotients, own)?));
        let mutual = sum(&gives).min(sum(&receives));
        (0.0 < mutual).then_some(Partner { territory, minutes, is_routed, mutual, gives, receives })
    }

    fn told(&self, gifts: Vec<f64>) -> Vec<(FunctionId, f64)> {
        let mut told: Vec<(FunctionId, f64)> =
            self.functions.iter().copied().zip(gifts).filter(|(_, gift)| 0.0 < *gift).collect();
        told.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        told
    }
}
