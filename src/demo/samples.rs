//! A few establishments kept as SIRENE goes by, for other sources to speak of them too.

use std::collections::BTreeMap;

use crate::demo::Plan;
use crate::demo::ground::Place;

/// An establishment that another source may tell of.
#[derive(Debug, Clone)]
pub struct Known {
    pub siret: String,
    pub name: String,
    pub naf: &'static str,
    /// In one line.
    pub street: String,
    pub place: Place,
}

/// Members of a PTCE at most.
pub const MEMBERS: usize = 6;

/// Activities of insertion enterprises.
const INSERTION: [&str; 7] = ["38.32Z", "81.30Z", "88.99B", "78.20Z", "56.29B", "43.39Z", "56.10A"];

/// What is kept: bounded by the plan, never by the rows that go by.
pub struct Samples {
    pub siae: Kept,
    pub esat: Kept,
    pub canteens: Kept,
    /// Of any activity: those that ties, offers and service areas are told of.
    pub tied: Kept,
    /// By bassin: candidates of different activities.
    pub members: BTreeMap<usize, Vec<Known>>,
    seen: u32,
}

/// At most so many of those that go by, one in so many.
pub struct Kept {
    pub list: Vec<Known>,
    limit: usize,
    stride: u32,
    seen: u32,
}

impl Kept {
    /// About one of `rarity` establishments is a candidate: the stride spreads `limit` of
    /// them over the whole file.
    fn new(plan: &Plan, limit: u32, rarity: u32) -> Self {
        let stride = (plan.actors / rarity / limit.max(1)).max(1);
        Self { list: Vec::new(), limit: limit as usize, stride, seen: 0 }
    }

    fn offer(&mut self, known: &Known) {
        self.seen += 1;
        if self.seen.is_multiple_of(self.stride) && self.list.len() < self.limit {
            self.list.push(known.clone());
        }
    }
}

impl Samples {
    /// Room for what a plan's other sources need; PTCE grow in these bassins.
    #[must_use]
    pub fn new(plan: &Plan, bassins: &[usize]) -> Self {
        Self {
            siae: Kept::new(plan, plan.scaled(1_900, 12), 12),
            esat: Kept::new(plan, plan.scaled(700, 4), 200),
            canteens: Kept::new(plan, plan.scaled(1_500, 6), 20),
            tied: Kept::new(plan, plan.scaled(20_000, 160), 1),
            members: bassins.iter().map(|&bassin| (bassin, Vec::new())).collect(),
            seen: 0,
        }
    }

    /// Shows an establishment that goes by, of a commune of `bassin`.
    pub fn offer(&mut self, known: &Known, bassin: usize) {
        match known.naf {
            naf if INSERTION.contains(&naf) => self.siae.offer(known),
            "88.10C" => self.esat.offer(known),
            "88.91A" | "87.10A" | "87.30A" => self.canteens.offer(known),
            _ => {}
        }
        self.tied.offer(known);
        self.seen += 1;
        if let Some(members) = self.members.get_mut(&bassin)
            && self.seen.is_multiple_of(3)
            && members.len() < MEMBERS
            && members.iter().all(|member| member.naf != known.naf)
        {
            members.push(known.clone());
        }
    }
}
