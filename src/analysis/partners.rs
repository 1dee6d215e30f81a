//! Which territories near enough complete this one: each has what the other lacks.
//!
//! *Question.* With whom could we trade services, both ways? *Method.* Location quotients of
//! functions among actors, shrunk as by twenty observations (`quotient`), then `complement`:
//! what each has above its share where the other is below; two complete each other by the
//! smaller of both directions. Within an hour. *Unit.* None; more is more. *Edges.* A quotient
//! tells what a territory is made of, not whether it has enough: a partner is somebody to talk
//! to, not a remedy. *Cost.* O(territories × functions).

use crate::analysis::complement::gifts;
use crate::analysis::figures::Figures;
use crate::analysis::quotient::profile;
use crate::domain::function::FunctionId;
use crate::network::travel::{Ends, estimate};

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
    /// The smaller of what each gives the other.
    pub mutual: f64,
    /// What it gives and what it receives, function by function, the most first; zeros left out.
    pub gives: Vec<(FunctionId, f64)>,
    pub receives: Vec<(FunctionId, f64)>,
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

    /// The partners of a territory, those that complete it most first, at most `many`. `minutes`
    /// tells how long the way to another is; `None` where there is none.
    #[must_use]
    pub fn partners(&self, row: u32, minutes: impl Fn(u32) -> Option<f64>, many: usize) -> Vec<Partner> {
        let Some(own) = self.quotients.get(row as usize) else { return vec![] };
        let others = (0..).zip(&self.quotients).filter(|&(other, _)| other != row);
        let partner = |(territory, quotients): (u32, &Vec<Option<f64>>)| {
            let minutes = minutes(territory).filter(|minutes| (0.0..=REACH).contains(minutes))?;
            let (gives, receives) = (gifts(own, quotients)?, gifts(quotients, own)?);
            let mutual = gives.iter().sum::<f64>().min(receives.iter().sum());
            let told = |gifts: Vec<f64>| self.told(gifts);
            let is_mutual = 0.0 < mutual;
            is_mutual.then(|| Partner {
                territory,
                minutes,
                mutual,
                gives: told(gives),
                receives: told(receives),
            })
        };
        let mut found: Vec<Partner> = others.filter_map(partner).collect();
        found.sort_by(|a, b| b.mutual.total_cmp(&a.mutual).then(a.territory.cmp(&b.territory)));
        found.truncate(many);
        found
    }

    fn told(&self, gifts: Vec<f64>) -> Vec<(FunctionId, f64)> {
        let mut told: Vec<(FunctionId, f64)> =
            self.functions.iter().copied().zip(gifts).filter(|(_, gift)| 0.0 < *gift).collect();
        told.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        told
    }
}

/// Minutes between the points of two territories, told from their distance: where nobody asked a
/// router and no way between communes is known.
#[must_use]
pub fn estimated_minutes(figures: &Figures, one: u32, other: u32) -> Option<f64> {
    let point = |row: u32| figures.points.get(row as usize).copied();
    let kilometers = point(one)?.distance(point(other)?).value() / 1e3;
    Some(estimate(kilometers, Ends::of(figures.is_urban(one), figures.is_urban(other)))?.minutes)
}
