//! Indices that people build together: a small file says what is looked at, how it is put
//! together, and what weighs how much to whom.
//!
//! *Question.* How do territories stand by what matters to us, and would they stand elsewhere if
//! others had chosen? *Method.* `composite` (goalposts, blocks), `consensus` (everybody's
//! weights, their mean and their spread) and `robustness` (rank intervals by seeded draws, each
//! indicator left out in turn). *Levels.* An indicator is a sum over a sum, both over communes,
//! so that the same file holds from the commune to the country: nothing is averaged. *Edges.* A
//! function that the snapshot knows nowhere is not measured and lowers the reliability; it is
//! never zero. *Cost.* O(draws × territories × indicators).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::analysis::composite::{Between, Composite, CompositeError, Goalposts, Indicator, Scored};
use crate::analysis::consensus::{Opinion, consensus};
use crate::analysis::figures::Figures;
use crate::analysis::robustness::{DRAWS, RankInterval, leave_one_out, rank_intervals};
use crate::domain::actor::Family;
use crate::domain::function::{FunctionId, Functions};

/// The version of the method.
pub const METHOD: &str = "maillage-index-1";

/// A file is at most so long, and names at most so many indicators and people.
pub const MOST_BYTES: usize = 64 << 10;
pub const MOST_INDICATORS: usize = 30;
pub const MOST_PEOPLE: usize = 500;

/// The file as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    label_fr: String,
    label_en: String,
    #[serde(default)]
    between: WrittenBetween,
    #[serde(default = "one")]
    seed: u64,
    block: Vec<WrittenBlock>,
    indicator: Vec<WrittenIndicator>,
    /// Points by indicator, one table a person; nobody's name.
    #[serde(default)]
    person: Vec<BTreeMap<String, f64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum WrittenBetween {
    #[default]
    Geometric,
    Arithmetic,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBlock {
    key: String,
    label_fr: String,
    label_en: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIndicator {
    key: String,
    label_fr: String,
    label_en: String,
    block: String,
    count: String,
    per: Whole,
    #[serde(default = "ten_thousand")]
    times: f64,
    worst: f64,
    best: f64,
}

fn one() -> u64 {
    1
}

fn ten_thousand() -> f64 {
    10_000.0
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    People,
    /// Inhabitants of urban communes.
    Urban,
    Actors,
    Family(Family),
    Function(FunctionId),
}

/// What it is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whole {
    People,
    Actors,
    Km2,
}

/// A label in two languages, with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
}

/// What an indicator is made of: `times` × part / whole, both summed over communes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    pub named: Named,
    pub part: Part,
    pub whole: Whole,
    pub times: f64,
}

/// An index, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub named: Named,
    pub blocks: Vec<Named>,
    pub recipes: Vec<Recipe>,
    /// What draws come from.
    pub seed: u64,
    /// What the people asked think of each indicator; `None` when nobody was, and all blocks weigh
    /// the same, and all indicators of a block.
    pub opinions: Option<Vec<Opinion>>,
    composite: Composite,
}

/// Why a text is no index.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IndexError {
    #[error("{0} bytes are more than {MOST_BYTES}")]
    Long(usize),
    #[error("{0}")]
    Toml(String),
    #[error("an index has 1 to {MOST_INDICATORS} indicators, not {0}")]
    Indicators(usize),
    #[error("at most {MOST_PEOPLE} people have a say, not {0}")]
    People(usize),
    #[error("`{0}` is named twice")]
    Twice(String),
    #[error("`{indicator}` is in block `{block}`, which is not declared")]
    Block { indicator: String, block: String },
    #[error(
        "`{indicator}` counts `{count}`; write people, urban, actors, family:… or function:… with a known key"
    )]
    Count { indicator: String, count: String },
    #[error("`{0}` is multiplied by what is no positive number")]
    Times(String),
    #[error("person {person} gives points to `{indicator}`, which is not declared")]
    Points { person: usize, indicator: String },
    #[error("points are not negative, and everybody gives some; every block needs some of somebody's")]
    NoPoints,
    #[error(transparent)]
    Composite(#[from] CompositeError),
}

/// Where a territory stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// By indicator; `None` where it is not measured.
    pub values: Vec<Option<f64>>,
    /// `None` where too little is known.
    pub scored: Option<Scored>,
    pub ranks: Option<RankInterval>,
}

/// An index on all territories of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub method: &'static str,
    /// The snapshot that it was made on.
    pub snapshot: String,
    pub standings: Vec<Standing>,
    /// By indicator, the scores without it; `None` for the only one of a block.
    pub without: Vec<Option<Vec<Option<f64>>>>,
}

impl Index {
    /// Reads an index. `functions` is the catalogue of the snapshot that it will be asked of.
    pub fn parse(text: &str, functions: &Functions) -> Result<Self, IndexError> {
        if MOST_BYTES < text.len() {
            return Err(IndexError::Long(text.len()));
        }
        let written: Written = toml::from_str(text).map_err(|error| IndexError::Toml(error.to_string()))?;
        if !(1..=MOST_INDICATORS).contains(&written.indicator.len()) {
            return Err(IndexError::Indicators(written.indicator.len()));
        }
        if MOST_PEOPLE < written.person.len() {
            return Err(IndexError::People(written.person.len()));
        }
        let blocks = ranks(written.block.iter().map(|block| &block.key))?;
        let keys = ranks(written.indicator.iter().map(|indicator| &indicator.key))?;
        let (mut recipes, mut indicators) = (Vec::new(), Vec::new());
        for written in &written.indicator {
            let block = block_of(written, &blocks)?;
            let goalposts = Goalposts { worst: written.worst, best: written.best };
            indicators.push(Indicator { block, goalposts, weight: 1.0 });
            recipes.push(recipe(written, functions)?);
        }
        let between = match written.between {
            WrittenBetween::Geometric => Between::Geometric,
            WrittenBetween::Arithmetic => Between::Arithmetic,
        };
        let mut composite = Composite::new(indicators, vec![1.0; blocks.len()], between)?;
        let opinions = opinions(&written.person, &keys)?;
        if let Some(opinions) = &opinions {
            let weights: Vec<f64> = opinions.iter().map(|opinion| opinion.mean).collect();
            composite = composite.weighing(&weights).ok_or(IndexError::NoPoints)?;
        }
        let block = |b: WrittenBlock| Named { key: b.key, label_fr: b.label_fr, label_en: b.label_en };
        Ok(Self {
            named: Named { key: written.key, label_fr: written.label_fr, label_en: written.label_en },
            blocks: written.block.into_iter().map(block).collect(),
            recipes,
            seed: written.seed,
            opinions,
            composite,
        })
    }

    /// How it is put together.
    #[must_use]
    pub fn composite(&self) -> &Composite {
        &self.composite
    }

    /// Where all territories of a level stand, by row.
    #[must_use]
    pub fn on(&self, figures: &Figures) -> Ranking {
        let rows: Vec<Vec<Option<f64>>> = (0..figures.len() as u32)
            .map(|row| self.recipes.iter().map(|recipe| recipe.value(figures, row)).collect())
            .collect();
        let intervals = rank_intervals(&self.composite, &rows, DRAWS, self.seed);
        let without = leave_one_out(&self.composite, &rows);
        let standings = rows
            .into_iter()
            .zip(intervals)
            .map(|(values, ranks)| Standing { scored: self.composite.score(&values), ranks, values })
            .collect();
        Ranking { method: METHOD, snapshot: figures.snapshot.clone(), standings, without }
    }
}

impl Recipe {
    /// The value of a territory; `None` where it is not measured, or there is nothing to divide by.
    #[must_use]
    pub fn value(&self, figures: &Figures, row: u32) -> Option<f64> {
        let at = row as usize;
        let part = match self.part {
            Part::People => *figures.people.get(at)?,
            Part::Urban => *figures.urban.get(at)?,
            Part::Actors => *figures.actors.get(at)?,
            Part::Family(family) => *figures.families.get(family as usize)?.get(at)?,
            // What is known nowhere was not looked for.
            Part::Function(function) if !figures.measured.contains(function) => return None,
            Part::Function(function) => figures.count(function, row)?,
        };
        let whole = match self.whole {
            Whole::People => *figures.people.get(at)?,
            Whole::Actors => *figures.actors.get(at)?,
            Whole::Km2 => (*figures.km2.get(at)?)?,
        };
        Some(self.times * part / whole).filter(|value| value.is_finite())
    }
}

/// The rank of each key; a fault when one comes twice.
fn ranks<'a>(keys: impl Iterator<Item = &'a String>) -> Result<BTreeMap<&'a str, usize>, IndexError> {
    let mut found = BTreeMap::new();
    for (rank, key) in keys.enumerate() {
        if found.insert(key.as_str(), rank).is_some() {
            return Err(IndexError::Twice(key.clone()));
        }
    }
    Ok(found)
}

fn block_of(written: &WrittenIndicator, blocks: &BTreeMap<&str, usize>) -> Result<usize, IndexError> {
    let unknown = || IndexError::Block { indicator: written.key.clone(), block: written.block.clone() };
    blocks.get(written.block.as_str()).copied().ok_or_else(unknown)
}

fn recipe(written: &WrittenIndicator, functions: &Functions) -> Result<Recipe, IndexError> {
    let part = match written.count.split_once(':') {
        None => match written.count.as_str() {
            "people" => Some(Part::People),
            "urban" => Some(Part::Urban),
            "actors" => Some(Part::Actors),
            _ => None,
        },
        Some(("family", word)) => Family::from_word(word).map(Part::Family),
        Some(("function", key)) => functions.id(key).map(Part::Function),
        Some(_) => None,
    };
    let unknown = || IndexError::Count { indicator: written.key.clone(), count: written.count.clone() };
    if !(written.times.is_finite() && 0.0 < written.times) {
        return Err(IndexError::Times(written.key.clone()));
    }
    let WrittenIndicator { key, label_fr, label_en, .. } = written.clone();
    let named = Named { key, label_fr, label_en };
    Ok(Recipe { named, part: part.ok_or_else(unknown)?, whole: written.per, times: written.times })
}

/// Everybody's points in the order of the indicators; who says nothing of one gives it none.
fn opinions(
    people: &[BTreeMap<String, f64>],
    keys: &BTreeMap<&str, usize>,
) -> Result<Option<Vec<Opinion>>, IndexError> {
    let mut all = Vec::with_capacity(people.len());
    for (person, points) in (1..).zip(people) {
        let mut row = vec![0.0; keys.len()];
        for (indicator, points) in points {
            let unknown = || IndexError::Points { person, indicator: indicator.clone() };
            row[*keys.get(indicator.as_str()).ok_or_else(unknown)?] = *points;
        }
        all.push(row);
    }
    if all.is_empty() {
        return Ok(None);
    }
    consensus(&all).map(Some).ok_or(IndexError::NoPoints)
}
