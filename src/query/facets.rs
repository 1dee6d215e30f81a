//! How many of what: exact counts of a layer by family, function, zone or precision.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::domain::actor::Family;
use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::query::selection::{Question, rows};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Family of the ESS law. Actors only.
    Family,
    /// Each function fulfilled. Actors only. An actor with two counts in both.
    Function,
    /// How well it is placed.
    Precision,
    /// Zone of a level.
    Level(Level),
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "family" => Ok(Self::Family),
            "function" => Ok(Self::Function),
            "precision" => Ok(Self::Precision),
            other => other.parse().map(Self::Level).map_err(|_| {
                let levels = Level::ALL.map(Level::word).join(", ");
                format!(
                    "`{other}` is nothing to count by; use family, function, precision or one of {levels}"
                )
            }),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Family => f.write_str("family"),
            Self::Function => f.write_str("function"),
            Self::Precision => f.write_str("precision"),
            Self::Level(level) => f.write_str(level.word()),
        }
    }
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    pub key: String,
    pub label: String,
    pub count: u64,
}

/// The counts of a question.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Facets {
    /// Rows that match.
    pub total: u64,
    /// Of these, in no known commune.
    pub unplaced: u64,
    /// Of these, in partial diffusion.
    pub masked: u64,
    /// Of these, without a value to be counted by.
    pub without: u64,
    /// Whether a row may count under several keys.
    pub overlapping: bool,
    /// Keys that occur, in the order of their kind (catalogue, law, code).
    pub counts: Vec<Count>,
}

/// A rank to count under; several for functions.
type Ranks = BTreeMap<u32, u64>;

/// Counts the matching rows in one pass.
#[must_use]
pub fn count(snapshot: &Snapshot, question: &Question, by: By) -> Facets {
    let layer = question.layer;
    let matching = rows(snapshot, question);
    let mut facets = Facets {
        total: matching.len() as u64,
        unplaced: 0,
        masked: 0,
        without: 0,
        overlapping: by == By::Function,
        counts: Vec::new(),
    };
    let mut ranks = Ranks::new();
    for row in matching.page(0, usize::MAX) {
        facets.unplaced += u64::from(!is_placed(snapshot, layer, row));
        facets.masked += u64::from(layer.is_view_of_actors() && snapshot.actors.is_masked(row));
        facets.without += u64::from(!tally(snapshot, layer, row, by, &mut ranks));
    }
    facets.counts = ranks
        .into_iter()
        .map(|(rank, count)| {
            let (key, label) = name(snapshot, by, rank);
            Count { key, label, count }
        })
        .collect();
    facets
}

fn is_placed(snapshot: &Snapshot, layer: Layer, row: u32) -> bool {
    matches!(layer, Layer::Territories(_)) || snapshot.commune_of(layer, row).is_some()
}

/// Adds a row under its keys; false when it has none.
fn tally(snapshot: &Snapshot, layer: Layer, row: u32, by: By, ranks: &mut Ranks) -> bool {
    let mut add = |rank: Option<u32>| {
        if let Some(rank) = rank {
            *ranks.entry(rank).or_default() += 1;
        }
        rank.is_some()
    };
    let actors = layer.is_view_of_actors().then_some(&snapshot.actors);
    match by {
        By::Family => add(actors.and_then(|a| a.family(row)).map(|family| family as u32)),
        By::Function => {
            let functions = actors.map(|a| a.functions(row)).unwrap_or_default();
            functions.iter().for_each(|id| {
                add(Some(id.0.into()));
            });
            !functions.is_empty()
        }
        By::Precision => add(precision(snapshot, layer, row).map(|precision| precision as u32)),
        By::Level(level) => add(match layer {
            Layer::Territories(own) => snapshot.territories.get(own, row).parents[level as usize],
            _ => {
                snapshot.commune_of(layer, row).and_then(|commune| snapshot.territories.zone(commune, level))
            }
        }),
    }
}

fn precision(snapshot: &Snapshot, layer: Layer, row: u32) -> Option<Precision> {
    match layer {
        Layer::Territories(_) => None,
        Layer::Foncier => snapshot.sites.rows()[row as usize].precision,
        Layer::Equipements => snapshot.equipment.rows()[row as usize].precision,
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            snapshot.actors.precision(row)
        }
    }
}

fn name(snapshot: &Snapshot, by: By, rank: u32) -> (String, String) {
    let same = |word: &str| (word.to_owned(), word.to_owned());
    match by {
        By::Family => same(Family::ALL[rank as usize].word()),
        By::Precision => same(Precision::ALL[rank as usize].word()),
        By::Function => {
            let function = snapshot.functions.get(FunctionId(rank as u8));
            (function.key.clone(), function.label_fr.clone())
        }
        By::Level(level) => {
            let territory = snapshot.territories.get(level, rank);
            (territory.code.clone(), territory.name.clone())
        }
    }
}
