//! Sets beside each other: what each covers alone, what all cover together, what each place of one adds.

use crate::analysis::siting::ways::Ways;

/// Sets compared by the weight within reach of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// By set: what it covers.
    pub alone: Vec<f64>,
    /// By set: what it covers and no other of them does.
    pub only: Vec<f64>,
    /// What at least one of them covers.
    pub together: f64,
    /// What each of them covers.
    pub common: f64,
}

/// What sets of candidates cover within `reach`, the limit included. Candidates that are not there
/// cover nothing; without a set nothing is covered. O(sets × ways).
#[must_use]
pub fn compared(weights: &[f64], ways: &Ways, reach: f64, sets: &[Vec<u32>]) -> Compared {
    let mut found =
        Compared { alone: vec![0.0; sets.len()], only: vec![0.0; sets.len()], together: 0.0, common: 0.0 };
    let nearest: Vec<Vec<Option<f64>>> = sets.iter().map(|set| ways.to_nearest(set)).collect();
    for (place, weight) in weights.iter().enumerate() {
        let covers =
            |set: &usize| nearest[*set].get(place).copied().flatten().is_some_and(|length| length <= reach);
        let by: Vec<usize> = (0..sets.len()).filter(covers).collect();
        by.iter().for_each(|&set| found.alone[set] += weight);
        if let [only] = by[..] {
            found.only[only] += weight;
        }
        if !by.is_empty() {
            found.together += weight;
        }
        if !by.is_empty() && by.len() == sets.len() {
            found.common += weight;
        }
    }
    found
}

/// What a place of a set is to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub candidate: u32,
    /// The weight within its reach.
    pub within: f64,
    /// The weight within its reach and of no other of the set: what would be lost without it.
    pub only: f64,
    /// The weight of those to whom it is the nearest of the set, ties to the smallest.
    pub nearest: f64,
}

/// What each place of a set is to it, in the order of the set. O(ways).
#[must_use]
pub fn parts(weights: &[f64], ways: &Ways, reach: f64, set: &[u32]) -> Vec<Part> {
    let mut parts: Vec<Part> =
        set.iter().map(|&candidate| Part { candidate, within: 0.0, only: 0.0, nearest: 0.0 }).collect();
    let mut rank_of = vec![None; ways.candidates()];
    for (rank, &candidate) in set.iter().enumerate() {
        if let Some(rank_of) = rank_of.get_mut(candidate as usize) {
            *rank_of = Some(rank);
        }
    }
    for (place, weight) in weights.iter().enumerate() {
        let mut of_set = ways.of(place).iter().filter_map(|way| Some((rank_of[way.0 as usize]?, way.1)));
        let Some((first, length)) = of_set.next() else { continue };
        parts[first].nearest += weight;
        if reach < length {
            continue;
        }
        let others: Vec<usize> = of_set.take_while(|way| way.1 <= reach).map(|way| way.0).collect();
        if others.is_empty() {
            parts[first].only += weight;
        }
        [first].iter().chain(&others).for_each(|&rank| parts[rank].within += weight);
    }
    parts
}
