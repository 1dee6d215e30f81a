//! Which functions stand beside each other more than chance would have it: in a zone, or in the
//! country.
//!
//! *Question.* Where there is a reuse centre, is there a repair workshop too, more than anywhere
//! else people are? *Method.* Co-location quotients of main functions (`colocation`) among the ten
//! nearest, tested by dealing functions out anew over the same places; p adjusted over all pairs
//! (`discoveries`). *Edges.* Of a zone on several legal planes only that of most of its actors: nothing
//! is near across an ocean. Functions with few actors are left out, since one neighbour would make
//! them a pair. Who has no place of their own, or no known function, takes no part. *Unit.* 1 is
//! chance. *Cost.* That of `colocation`.

use crate::analysis::colocation::{Colocation, ColocationError};
use crate::analysis::discoveries::benjamini_hochberg;
use crate::analysis::groups_crowds::Crowds;
use crate::analysis::relabelling::{Draws, Tested};
use crate::domain::function::FunctionId;
use crate::geometry::projection::Grid;
use crate::snapshot::Snapshot;

/// The version of the method.
pub const METHOD: &str = "maillage-colocation-1";

/// The conventions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// So many nearest.
    pub nearest: usize,
    /// Functions with fewer actors are left out.
    pub fewest: usize,
    pub draws: u32,
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { nearest: 10, fewest: 5, draws: 199, seed: 1 }
    }
}

/// Two functions beside each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub from: FunctionId,
    pub to: FunctionId,
    /// Actors of each.
    pub actors: [usize; 2],
    pub tested: Tested,
    /// The least false discovery rate, over all pairs, at which they are together, and apart.
    pub together: Option<f64>,
    pub apart: Option<f64>,
}

/// What is found of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Colocated {
    /// On which plane; `None` where nobody is.
    pub grid: Option<Grid>,
    /// Actors that take part.
    pub actors: usize,
    /// The highest quotient first, ties by function.
    pub pairs: Vec<Pair>,
}

/// The functions of the actors whose commune is chosen.
pub fn colocated(
    snapshot: &Snapshot,
    is_in: impl Fn(u32) -> bool,
    settings: &Settings,
    threads: usize,
) -> Result<Colocated, ColocationError> {
    let crowds = Crowds::of(snapshot, threads);
    let mut planes: Vec<(Grid, Vec<[f64; 2]>, Vec<u8>)> = Vec::new();
    for crowd in &crowds.list {
        if planes.last().is_none_or(|(grid, ..)| *grid != crowd.grid) {
            planes.push((crowd.grid, Vec::new(), Vec::new()));
        }
        let Some((_, points, kinds)) = planes.last_mut() else { continue };
        for ((&row, point), kind) in crowd.rows.iter().zip(&crowd.points).zip(&crowd.kinds) {
            let function = kind.filter(|kind| *kind < 64);
            if let Some(function) = function.filter(|_| snapshot.actors.commune(row).is_some_and(&is_in)) {
                points.push(*point);
                kinds.push(function);
            }
        }
    }
    // Of planes with as many the first.
    let most = planes.into_iter().rev().max_by_key(|(_, points, _)| points.len());
    let Some((grid, points, kinds)) = most.filter(|(_, points, _)| !points.is_empty()) else {
        return Ok(Colocated { grid: None, actors: 0, pairs: Vec::new() });
    };
    let mut counts = [0; 64];
    kinds.iter().for_each(|kind| counts[usize::from(*kind)] += 1);
    let used: Vec<u8> = (0..64).filter(|&kind| settings.fewest.max(1) <= counts[usize::from(kind)]).collect();
    let mut rank = [None; 64];
    used.iter().zip(0_u8..).for_each(|(&kind, at)| rank[usize::from(kind)] = Some(at));
    let taking = points.into_iter().zip(kinds);
    let (points, labels): (Vec<[f64; 2]>, Vec<u8>) =
        taking.filter_map(|(point, kind)| Some((point, rank[usize::from(kind)]?))).unzip();
    let around = Colocation::new(&points, &labels, used.len(), settings.nearest, threads)?;
    let draws = Draws { many: settings.draws, seed: settings.seed, threads };
    let tested = around.tested(draws)?;
    let pair = |from: usize, to: usize| {
        Some(Pair {
            from: FunctionId(used[from]),
            to: FunctionId(used[to]),
            actors: [around.counts()[from], around.counts()[to]],
            tested: tested[from][to]?,
            together: None,
            apart: None,
        })
    };
    let all = (0..used.len()).flat_map(|from| (0..used.len()).map(move |to| (from, to)));
    let mut pairs: Vec<Pair> = all.filter_map(|(from, to)| pair(from, to)).collect();
    let adjusted = |p: fn(&Tested) -> f64| {
        let p: Vec<Option<f64>> =
            pairs.iter().map(|pair| (0 < settings.draws).then(|| p(&pair.tested))).collect();
        benjamini_hochberg(&p)
    };
    let (together, apart) = (adjusted(Tested::p_more), adjusted(Tested::p_less));
    for (pair, (together, apart)) in pairs.iter_mut().zip(together.into_iter().zip(apart)) {
        (pair.together, pair.apart) = (together, apart);
    }
    pairs.sort_by(|a, b| {
        b.tested.observed.total_cmp(&a.tested.observed).then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    Ok(Colocated { grid: Some(grid), actors: points.len(), pairs })
}

/// What is concluded of a pair at a false discovery rate of 5 %.
#[must_use]
pub fn conclusion(pair: &Pair) -> &'static str {
    let is_sure = |adjusted: Option<f64>| adjusted.is_some_and(|adjusted| adjusted <= 0.05);
    match (is_sure(pair.together), is_sure(pair.apart)) {
        (true, _) => "ensemble",
        (_, true) => "a-l-ecart",
        _ => "hasard",
    }
}

/// A pair in French and in English, of labels in that order.
#[must_use]
pub fn said(pair: &Pair, from: [&str; 2], to: [&str; 2], nearest: usize) -> [String; 2] {
    let quotient = format!("{:.2}", pair.tested.observed);
    let (ends, ends_en) = match conclusion(pair) {
        "ensemble" => ("plus que le hasard", "more than chance"),
        "a-l-ecart" => ("moins que le hasard", "less than chance"),
        _ => ("ce que le hasard peut faire", "what chance can do"),
    };
    let [many, others] = pair.actors;
    [
        format!(
            "Parmi les {nearest} plus proches de {} ({many}), {} ({others}) : {} fois sa part de l'ensemble, {ends}.",
            from[0],
            to[0],
            quotient.replace('.', ",")
        ),
        format!(
            "Among the {nearest} nearest to {} ({many}), {} ({others}): {quotient} times its share of all, {ends_en}.",
            from[1], to[1]
        ),
    ]
}
