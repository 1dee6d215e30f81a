//! Which territories resemble this one, and in what they differ.
//!
//! *Question.* From whom could we learn? *Method.* `likeness` over four blocks of features that
//! weigh the same: people (how many, how dense, in towns and around them, overseas), land (how
//! large, and how much of it one commune is), the mix of families of actors, and functions, each
//! as a rate drawn to the country's by empirical Bayes (`rates`), since the raw rate of a small
//! place is chance. The five nearest are kept if, when each block's weight is
//! drawn between 0.7 and 1.3 times its own, they stay among the ten nearest in six draws of ten.
//! *Edges.* Who is farther from anybody than nineteen in twenty are from their nearest has no
//! twin, and is told so: Paris. Actors of all kinds and families are compared where the register
//! was read: else their number only says who declares itself. Functions that the snapshot knows nowhere, and those so rare that a
//! territory's own count hardly moves its rate, tell nobody apart and are left out.
//! *Unit.* Distances have none; parts of their squares sum to 1. *Cost.* O(territories² ×
//! features) once a level, then O(territories × features + draws × those near enough) a territory.

use std::sync::Arc;
use std::thread;

use crate::analysis::features::{BLOCKS, Feature, columns, counted};
use crate::analysis::figures::Figures;
use crate::analysis::likeness::{LikenessError, Likenesses};
use crate::analysis::quantiles::quantile;
use crate::domain::function::FunctionId;

/// The version of the method, to be changed with anything that changes a twin.
pub const METHOD: &str = "maillage-twins-2";

/// More territories than this are not all compared with each other.
pub const MOST: usize = 5_000;

/// Among whom twins are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scope {
    /// Neighbours are alike by being neighbours: elsewhere there is more to learn.
    #[default]
    OtherDepartements,
    Everybody,
}

impl Scope {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OtherDepartements, Self::Everybody];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OtherDepartements => "autres",
            Self::Everybody => "tous",
        }
    }
}

/// The conventions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many twins at most.
    pub many: usize,
    /// Among so many nearest a twin must stay when weights vary…
    pub first: usize,
    /// …in this share of the draws.
    pub stable: f64,
    pub draws: u32,
    /// What draws come from; to be told with the result.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { many: 5, first: 10, stable: 0.6, draws: 100, seed: 1 }
    }
}

/// Why territories are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TwinsError {
    #[error("{0} territories are too many to compare all of them; {MOST} at most: ask a level above")]
    TooMany(usize),
    #[error(transparent)]
    Likeness(#[from] LikenessError),
}

/// All territories of a level, ready to be compared.
#[derive(Debug, Clone)]
pub struct Land {
    figures: Arc<Figures>,
    scope: Scope,
    features: Vec<Feature>,
    /// By feature, then by territory, as people read it.
    values: Vec<Vec<Option<f64>>>,
    likenesses: Likenesses,
    /// Beyond this distance nobody is a twin; `None` where nobody can be compared.
    limit: Option<f64>,
}

/// A territory that resembles another.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    pub territory: u32,
    pub distance: f64,
    /// In what share of the draws it stays near.
    pub stability: f64,
    /// The part of the weight that is known of both.
    pub shared: f64,
    /// What each block is of the square of the distance: they add up to 1, unless it is 0.
    pub parts: [f64; BLOCKS],
    /// The three features that separate them most, the first most.
    pub separations: Vec<Separation>,
}

/// A feature in which two territories differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Separation {
    pub feature: Feature,
    /// Its part of the square of the distance.
    pub part: f64,
    pub here: Option<f64>,
    pub there: Option<f64>,
    /// Of a rate, how many were counted here and there: a rate drawn to the country's is never 0.
    pub known: Option<[f64; 2]>,
}

/// What is said of a territory's twins: one of these, never an empty list without a reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// At least one; the nearest first.
    Twins(Vec<Twin>),
    /// Nobody is near: even the nearest, a territory and its distance, is beyond the limit.
    NoTwin { territory: u32, nearest: f64, limit: f64 },
    /// Some are near, this one most, and none stays so when weights vary.
    NoneHolds { territory: u32, nearest: f64 },
    /// Too little is known of it, or there is nobody to compare it with.
    NotComparable,
}

impl Land {
    /// Makes territories comparable, and measures how far each is from its nearest.
    pub fn new(figures: impl Into<Arc<Figures>>, scope: Scope) -> Result<Self, TwinsError> {
        let figures = figures.into();
        if MOST < figures.len() {
            return Err(TwinsError::TooMany(figures.len()));
        }
        let (features, values): (Vec<Feature>, Vec<Vec<Option<f64>>>) = columns(&figures).into_iter().unzip();
        let scaled = |at: usize, row: usize| values[at][row].and_then(|value| features[at].scaled(value));
        let rows: Vec<Vec<Option<f64>>> =
            (0..figures.len()).map(|row| (0..features.len()).map(|at| scaled(at, row)).collect()).collect();
        let blocks: Vec<usize> = features.iter().map(|feature| feature.block()).collect();
        let likenesses = Likenesses::new(&rows, &blocks)?;
        let mut land = Self { figures, scope, features, values, likenesses, limit: None };
        let nearest = |row: u32| {
            let near = land.likenesses.beside(row, &land.candidates(row)).nearest_distances(1, &[]);
            near.first().map(|near| near.0)
        };
        let distances: Vec<f64> = (0..land.figures.len() as u32).filter_map(nearest).collect();
        land.limit = quantile(&distances, 0.95);
        Ok(land)
    }

    /// What is known of the territories.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Among whom twins are looked for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// What territories are compared by.
    #[must_use]
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// Beyond this distance nobody is a twin; `None` where nobody can be compared.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        self.limit
    }

    /// Everybody that a territory may be the twin of.
    fn candidates(&self, row: u32) -> Vec<u32> {
        let departement = |row: u32| self.figures.departement.get(row as usize).copied().flatten();
        let own = departement(row);
        let is_elsewhere = |other: &u32| match self.scope {
            Scope::Everybody => true,
            Scope::OtherDepartements => own.is_none() || departement(*other) != own,
        };
        (0..self.figures.len() as u32).filter(|other| *other != row).filter(is_elsewhere).collect()
    }

    /// The twins of a territory.
    #[must_use]
    pub fn twins(&self, row: u32, settings: &Settings) -> Answer {
        let beside = self.likenesses.beside(row, &self.candidates(row));
        let found = beside.nearest(settings.many, &[]);
        let Some((first, limit)) = found.first().zip(self.limit) else { return Answer::NotComparable };
        let (territory, nearest) = (first.territory, first.distance);
        if limit < nearest {
            return Answer::NoTwin { territory, nearest, limit };
        }
        let Settings { first, draws, seed, stable, .. } = *settings;
        let stability = beside.stability(&found, first, draws, seed);
        let twins: Vec<Twin> = found
            .into_iter()
            .zip(stability)
            .filter(|(alike, stability)| stable <= *stability && alike.distance <= limit)
            .map(|(alike, stability)| Twin {
                territory: alike.territory,
                distance: alike.distance,
                stability,
                shared: alike.shared,
                parts: self.parts(&alike.parts),
                separations: self.separations(row, alike.territory, &alike.parts),
            })
            .collect();
        if twins.is_empty() { Answer::NoneHolds { territory, nearest } } else { Answer::Twins(twins) }
    }

    /// The twins of many, in their order, by so many threads: the same on any number of them.
    #[must_use]
    pub fn twins_of(&self, rows: &[u32], settings: &Settings, threads: usize) -> Vec<Answer> {
        let threads = threads.clamp(1, rows.len().max(1));
        let mut found: Vec<Option<Answer>> = vec![None; rows.len()];
        thread::scope(|scope| {
            let work = |thread: usize| {
                let dealt = (thread..rows.len()).step_by(threads);
                let one = |at: usize| (at, self.twins(rows[at], settings));
                scope.spawn(move || dealt.map(one).collect::<Vec<_>>())
            };
            let workers: Vec<_> = (0..threads).map(work).collect();
            for worker in workers {
                for (at, answer) in worker.join().expect("a question does not panic") {
                    found[at] = Some(answer);
                }
            }
        });
        found.into_iter().flatten().collect()
    }

    /// The parts of features, summed up by block.
    fn parts(&self, of_features: &[f64]) -> [f64; BLOCKS] {
        let mut parts = [0.0; BLOCKS];
        for (feature, part) in self.features.iter().zip(of_features) {
            parts[feature.block()] += part;
        }
        parts
    }

    /// The three greatest parts of a distance.
    fn separations(&self, here: u32, there: u32, parts: &[f64]) -> Vec<Separation> {
        let mut ranks: Vec<usize> = (0..parts.len()).filter(|&at| 0.0 < parts[at]).collect();
        ranks.sort_by(|&a, &b| parts[b].total_cmp(&parts[a]).then(a.cmp(&b)));
        let separation = |at: usize| Separation {
            feature: self.features[at],
            part: parts[at],
            here: self.values[at][here as usize],
            there: self.values[at][there as usize],
            known: counted(&self.figures, self.features[at])
                .map(|counts| [here, there].map(|row| counts[row as usize])),
        };
        ranks.into_iter().take(3).map(separation).collect()
    }

    /// Functions that somebody fulfils there and nobody known fulfils here, of those that are
    /// measured.
    #[must_use]
    pub fn has_besides(&self, here: u32, there: u32) -> Vec<FunctionId> {
        let has = |function: FunctionId, row: u32| {
            self.figures.count(function, row).is_some_and(|count| 0.0 < count)
        };
        self.figures.measured.iter().filter(|&id| has(id, there) && !has(id, here)).collect()
    }
}
