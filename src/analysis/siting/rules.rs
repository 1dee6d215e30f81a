//! What a set of places must keep: how many, which are there already, who must have one.

use std::collections::BTreeSet;

use crate::analysis::siting::ways::{MOST, Ways};

/// What a set must keep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// How many places are open in all, those that are there already counted.
    pub count: usize,
    /// Candidates that are open whatever happens: what exists already.
    pub open: Vec<u32>,
    /// Sets of candidates of which at least one is to be open: one an EPCI, say. A set that is
    /// empty cannot be kept, and is told as such.
    pub groups: Vec<Vec<u32>>,
    /// What each candidate costs; empty where costs do not matter. What is open already costs
    /// nothing more.
    pub costs: Vec<f64>,
    /// The most that those which are not open already may cost together.
    pub budget: Option<f64>,
    /// Nobody is to be farther than this from an open place, where a candidate is near enough.
    pub farthest: Option<f64>,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SitingError {
    #[error("{weights} weights for {places} places: one each")]
    Weights { weights: usize, places: usize },
    #[error("place {0} has a weight that is negative, above 1e15 or no number")]
    Weight(usize),
    #[error("candidate {0} is not among the candidates")]
    Candidate(u32),
    #[error("{open} places are open already, and {count} are asked for in all: ask for as many at least")]
    Count { open: usize, count: usize },
    #[error("costs are from 0 to 1e15, one a candidate; a budget is too, and comes with costs")]
    Costs,
    #[error("a length is from 0 to 1e15")]
    Length,
    #[error("whoever asked has left: nothing is told of a search that was not ended")]
    Left,
}

impl Rules {
    /// So many places, with no other rule.
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    /// The same, with places that are open already and are counted among them.
    #[must_use]
    pub fn with_open(count: usize, open: &[u32]) -> Self {
        Self { count, open: open.to_vec(), ..Self::default() }
    }

    /// What is open already, sorted and each once, when rules make sense for so many candidates.
    pub fn checked(&self, candidates: usize) -> Result<Vec<u32>, SitingError> {
        let named = self.open.iter().chain(self.groups.iter().flatten());
        if let Some(&candidate) = named.into_iter().find(|&&candidate| candidates <= candidate as usize) {
            return Err(SitingError::Candidate(candidate));
        }
        let is_amount = |amount: &f64| (0.0..=MOST).contains(amount);
        let is_priced = self.costs.len() == candidates && self.costs.iter().all(is_amount);
        if !(is_priced || self.costs.is_empty() && self.budget.is_none())
            || !self.budget.as_ref().is_none_or(is_amount)
        {
            return Err(SitingError::Costs);
        }
        if !self.farthest.as_ref().is_none_or(is_amount) {
            return Err(SitingError::Length);
        }
        let open: Vec<u32> = self.open.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if self.count < open.len() {
            return Err(SitingError::Count { open: open.len(), count: self.count });
        }
        Ok(open)
    }

    /// What those of a set that are not open already cost together; 0 where costs do not matter.
    #[must_use]
    pub fn cost(&self, set: &[u32]) -> f64 {
        let new = set.iter().filter(|candidate| !self.open.contains(candidate));
        new.filter_map(|&candidate| self.costs.get(candidate as usize)).sum()
    }

    /// The groups of which a set has none, by rank.
    #[must_use]
    pub fn groups_without(&self, set: &[u32]) -> Vec<usize> {
        let has_none = |group: &Vec<u32>| !group.iter().any(|candidate| set.contains(candidate));
        self.groups.iter().enumerate().filter(|(_, group)| has_none(group)).map(|(rank, _)| rank).collect()
    }

    /// The places that a set leaves farther than [`Rules::farthest`] though some candidate is near
    /// enough, by rank.
    #[must_use]
    pub fn places_too_far(&self, ways: &Ways, set: &[u32]) -> Vec<usize> {
        let Some(farthest) = self.farthest else { return vec![] };
        let nearest = ways.to_nearest(set);
        let is_too_far = |place: &usize| {
            nearest[*place].is_none_or(|length| farthest < length)
                && !ways.within(*place, farthest).is_empty()
        };
        (0..ways.places()).filter(is_too_far).collect()
    }
}

/// Refuses weights that are not one a place, from 0 to 1e15.
pub fn checked_weights(weights: &[f64], ways: &Ways) -> Result<(), SitingError> {
    if weights.len() != ways.places() {
        return Err(SitingError::Weights { weights: weights.len(), places: ways.places() });
    }
    match weights.iter().position(|weight| !(0.0..=MOST).contains(weight)) {
        Some(place) => Err(SitingError::Weight(place)),
        None => Ok(()),
    }
}

/// Refuses a length that is not from 0 to 1e15.
pub fn checked_length(length: f64) -> Result<(), SitingError> {
    (0.0..=MOST).contains(&length).then_some(()).ok_or(SitingError::Length)
}
