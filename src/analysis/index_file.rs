//! An index as a file: what people write, in TOML or in JSON, read and checked.
//!
//! Every fault says what to change, and where: the line, and the key that it is about.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::analysis::amounts::Amount;
use crate::analysis::composite::{Between, Composite, CompositeError, Goalposts, Indicator};
use crate::analysis::indices::{Index, Named, Person, Recipe};
use crate::domain::function::Functions;

/// A file is at most so long, and names at most so many indicators, blocks and people.
pub const MOST_BYTES: usize = 64 << 10;
pub const MOST_INDICATORS: usize = 30;
pub const MOST_BLOCKS: usize = 10;
pub const MOST_PEOPLE: usize = 500;

/// Characters of a key, and of a label.
const LONGEST_KEY: usize = 60;
const LONGEST_LABEL: usize = 300;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    label_fr: String,
    label_en: String,
    /// What it is for, where its goalposts come from, what it does not say.
    #[serde(default)]
    note_fr: String,
    #[serde(default)]
    note_en: String,
    #[serde(default)]
    between: WrittenBetween,
    #[serde(default = "one")]
    seed: u64,
    block: Vec<WrittenBlock>,
    indicator: Vec<WrittenIndicator>,
    /// Points by indicator, one table a person.
    #[serde(default)]
    person: Vec<WrittenPerson>,
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
    per: String,
    #[serde(default = "ten_thousand")]
    times: f64,
    worst: f64,
    best: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct WrittenPerson {
    /// Who says so, if they want it told.
    #[serde(default)]
    name: Option<String>,
    #[serde(flatten)]
    points: BTreeMap<String, f64>,
}

fn one() -> u64 {
    1
}

fn ten_thousand() -> f64 {
    10_000.0
}

/// Why a text is no index.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IndexError {
    #[error("{0} bytes are more than {MOST_BYTES}")]
    Long(usize),
    #[error("{why}")]
    Syntax { line: Option<usize>, why: String },
    #[error("an index has 1 to {MOST_INDICATORS} indicators, not {0}; a dozen say more than thirty")]
    Indicators(usize),
    #[error("an index has 1 to {MOST_BLOCKS} blocks, not {0}")]
    Blocks(usize),
    #[error("at most {MOST_PEOPLE} people have a say, not {0}")]
    People(usize),
    #[error("`{0}` is no key: write 1 to {LONGEST_KEY} small letters without accent, digits and hyphens")]
    Key(String),
    #[error("`{0}` has a label that is empty or longer than {LONGEST_LABEL} characters")]
    Label(String),
    #[error("`{0}` is named twice; give each its own key")]
    Twice(String),
    #[error("`{indicator}` is in block `{block}`, which is not declared; add a [[block]] with that key")]
    Block { indicator: String, block: String },
    #[error("block `{0}` has no indicator; give it one, or leave it out")]
    EmptyBlock(String),
    #[error(
        "`{indicator}` counts `{count}`; write people, urban, actors, family:…, function:… with a key of the \
         catalogue, or within:MINUTES:… (1 to 80) for the people who have one so near"
    )]
    Count { indicator: String, count: String },
    #[error("`{indicator}` is per `{per}`; write people, actors or km2")]
    Per { indicator: String, per: String },
    #[error("`{0}` is multiplied (`times`) by what is no positive number")]
    Times(String),
    #[error("`{0}` has a `worst` or a `best` that is no finite number")]
    Goalposts(String),
    #[error("person {person} gives points to `{indicator}`, which is no indicator of this index")]
    Points { person: usize, indicator: String },
    #[error("the points of person {0} are none: they are not negative, and give something to somebody")]
    NoPoints(usize),
}

impl IndexError {
    /// The line of a text that it is about, from 1.
    #[must_use]
    pub fn line(&self, text: &str) -> Option<usize> {
        let key = match self {
            Self::Syntax { line, .. } => return *line,
            Self::Long(_) | Self::Indicators(_) | Self::Blocks(_) | Self::People(_) => return None,
            Self::NoPoints(person) | Self::Points { person, .. } => {
                let heads = (1..).zip(text.lines()).filter(|(_, line)| line.trim() == "[[person]]");
                return heads.map(|(line, _)| line).nth(person - 1);
            }
            Self::Key(key) | Self::Label(key) | Self::EmptyBlock(key) => key,
            Self::Times(key) | Self::Goalposts(key) => key,
            Self::Block { indicator, .. } | Self::Count { indicator, .. } | Self::Per { indicator, .. } => {
                indicator
            }
            Self::Twice(key) => return lines_of(text, key).nth(1),
        };
        lines_of(text, key).next()
    }
}

/// The lines that say `key = "…"` with this key, in either language.
fn lines_of<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = usize> + 'a {
    let quoted = format!("\"{key}\"");
    let says = move |line: &str| {
        line.match_indices("key").any(|(at, _)| {
            let rest = line[at + 3..].trim_start_matches(['"', ' ', '\t', '=', ':']);
            // The quote that opens the value went with those after the word.
            line[..line.len() - rest.len()].ends_with('"') && rest.starts_with(&quoted[1..])
        })
    };
    (1..).zip(text.lines()).filter(move |(_, line)| says(line)).map(|(line, _)| line)
}

impl Index {
    /// Reads an index, in TOML, or in JSON when the text begins with a brace. `functions` is the
    /// catalogue of the snapshot that it will be asked of.
    pub fn parse(text: &str, functions: &Functions) -> Result<Self, IndexError> {
        if MOST_BYTES < text.len() {
            return Err(IndexError::Long(text.len()));
        }
        checked(written(text)?, functions)
    }
}

fn written(text: &str) -> Result<Written, IndexError> {
    if text.trim_start().starts_with('{') {
        let told = |fault: serde_json::Error| IndexError::Syntax {
            line: Some(fault.line()).filter(|line| *line != 0),
            why: fault.to_string(),
        };
        return serde_json::from_str(text).map_err(told);
    }
    let told = |fault: toml::de::Error| IndexError::Syntax {
        line: fault.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count()),
        why: fault.message().to_owned(),
    };
    toml::from_str(text).map_err(told)
}

fn checked(written: Written, functions: &Functions) -> Result<Index, IndexError> {
    let Written { key, label_fr, label_en, note_fr, note_en, .. } = written;
    let named = named(key, label_fr, label_en)?;
    let many = [written.indicator.len(), written.block.len(), written.person.len()];
    if !(1..=MOST_INDICATORS).contains(&many[0]) {
        return Err(IndexError::Indicators(many[0]));
    }
    if !(1..=MOST_BLOCKS).contains(&many[1]) {
        return Err(IndexError::Blocks(many[1]));
    }
    if MOST_PEOPLE < many[2] {
        return Err(IndexError::People(many[2]));
    }
    let blocks = ranks(written.block.iter().map(|block| &block.key))?;
    let keys = ranks(written.indicator.iter().map(|indicator| &indicator.key))?;
    let (mut recipes, mut indicators) = (Vec::new(), Vec::new());
    for written in &written.indicator {
        let unknown = || IndexError::Block { indicator: written.key.clone(), block: written.block.clone() };
        let block = *blocks.get(written.block.as_str()).ok_or_else(unknown)?;
        let goalposts = Goalposts { worst: written.worst, best: written.best };
        indicators.push(Indicator { block, goalposts, weight: 1.0 });
        recipes.push(recipe(written, functions)?);
    }
    let between = match written.between {
        WrittenBetween::Geometric => Between::Geometric,
        WrittenBetween::Arithmetic => Between::Arithmetic,
    };
    let composite = Composite::new(indicators, vec![1.0; blocks.len()], between);
    let composite = composite.map_err(|fault| match fault {
        CompositeError::Indicator(rank) => IndexError::Goalposts(written.indicator[rank].key.clone()),
        CompositeError::Block(rank) => IndexError::EmptyBlock(written.block[rank].key.clone()),
        CompositeError::Empty => IndexError::Blocks(0),
    })?;
    let people = people(written.person, &keys)?;
    let blocks = written.block.into_iter().map(|b| self::named(b.key, b.label_fr, b.label_en));
    let index = Index::new(
        named,
        [note_fr, note_en],
        blocks.collect::<Result<_, _>>()?,
        recipes,
        composite,
        written.seed,
    );
    if people.is_empty() {
        return Ok(index);
    }
    // Each person's points were looked at.
    index.by_people(people).ok_or(IndexError::NoPoints(1))
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

fn named(key: String, label_fr: String, label_en: String) -> Result<Named, IndexError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=LONGEST_KEY).contains(&key.len()) || !key.chars().all(is_plain) {
        return Err(IndexError::Key(key.chars().take(LONGEST_KEY).collect()));
    }
    let is_label = |label: &str| !label.trim().is_empty() && label.chars().count() <= LONGEST_LABEL;
    if !is_label(&label_fr) || !is_label(&label_en) {
        return Err(IndexError::Label(key));
    }
    Ok(Named { key, label_fr, label_en })
}

fn recipe(written: &WrittenIndicator, functions: &Functions) -> Result<Recipe, IndexError> {
    let WrittenIndicator { key, label_fr, label_en, count, per, .. } = written.clone();
    if !(written.times.is_finite() && 0.0 < written.times) {
        return Err(IndexError::Times(key));
    }
    let part = Amount::parse(&count, functions).filter(|amount| *amount != Amount::Km2);
    let part = part.ok_or_else(|| IndexError::Count { indicator: key.clone(), count })?;
    let whole = Amount::parse(&per, functions)
        .filter(|amount| matches!(amount, Amount::People | Amount::Actors | Amount::Km2));
    let whole = whole.ok_or_else(|| IndexError::Per { indicator: key.clone(), per })?;
    Ok(Recipe { named: named(key, label_fr, label_en)?, part, whole, times: written.times })
}

/// Everybody's points in the order of the indicators; who says nothing of one gives it none.
fn people(written: Vec<WrittenPerson>, keys: &BTreeMap<&str, usize>) -> Result<Vec<Person>, IndexError> {
    let mut people = Vec::with_capacity(written.len());
    for (person, WrittenPerson { name, points }) in (1..).zip(written) {
        let mut row = vec![0.0; keys.len()];
        for (indicator, points) in points {
            let unknown = || IndexError::Points { person, indicator: indicator.clone() };
            row[*keys.get(indicator.as_str()).ok_or_else(unknown)?] = points;
        }
        let one = Person::new(name, row).ok_or(IndexError::NoPoints(person))?;
        people.push(one);
    }
    Ok(people)
}
