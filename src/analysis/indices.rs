//! Indices that people build together: what is looked at, how it is put together, and what weighs how
//! much to whom.
//!
//! *Question.* How do territories stand by what matters to us, and would they stand elsewhere if
//! others had chosen? *Method.* `composite` (goalposts, blocks), `consensus` (everybody's
//! weights, their mean and their spread); `standings` says where each territory stands and how sure
//! that is. *Levels.* An indicator is a sum over a sum, both over communes (`amounts`), so that the
//! same file holds from the commune to the country: nothing is averaged. *Edges.* What no source read
//! can tell is not measured and lowers what is known; it is never zero. *Cost.* O(indicators) a
//! territory.

use std::fmt::Write;

use crate::analysis::amounts::{Amount, ByCommune};
use crate::analysis::composite::{Between, BlockStanding, Composite, Scored};
use crate::analysis::consensus::{Opinion, consensus, shares};
use crate::domain::function::Functions;

/// The version of the method.
pub const METHOD: &str = "maillage-index-1";

/// The longest name of a person, in characters.
pub const LONGEST_NAME: usize = 40;

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
    pub part: Amount,
    pub whole: Amount,
    pub times: f64,
}

impl Recipe {
    /// Its value where part and whole are so much; `None` where one is not known, or there is nothing
    /// to divide by.
    #[must_use]
    pub fn value(&self, part: Option<f64>, whole: Option<f64>) -> Option<f64> {
        Some(self.times * part? / whole?).filter(|value| value.is_finite())
    }
}

/// What somebody finds important.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Told back to whoever asked, and kept nowhere.
    pub name: Option<String>,
    /// By indicator; any scale.
    pub points: Vec<f64>,
}

impl Person {
    /// `None` for points that are negative or not finite, or when there are none. A name that is too
    /// long is cut.
    #[must_use]
    pub fn new(name: Option<String>, points: Vec<f64>) -> Option<Self> {
        shares(&points)?;
        let name = name.map(|name| name.trim().chars().take(LONGEST_NAME).collect::<String>());
        Some(Self { name: name.filter(|name| !name.is_empty()), points })
    }
}

/// An index, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub named: Named,
    /// What it is for and what it does not say, in French and in English; may be empty.
    pub notes: [String; 2],
    pub blocks: Vec<Named>,
    pub recipes: Vec<Recipe>,
    /// What draws come from.
    pub seed: u64,
    /// Those who were asked, if somebody was.
    pub people: Vec<Person>,
    /// What they think of each indicator; `None` when nobody was asked: all blocks weigh the same
    /// then, and all indicators of a block, unless somebody says otherwise.
    pub opinions: Option<Vec<Opinion>>,
    composite: Composite,
}

/// Why a territory has its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    pub scored: Scored,
    /// By indicator, 0 to 1.
    pub places: Vec<Option<f64>>,
    /// By block.
    pub blocks: Vec<Option<BlockStanding>>,
    /// By indicator, the score without it; `None` for the only one of a block.
    pub without: Vec<Option<f64>>,
    /// The least and the greatest score by the weights of one person alone.
    pub by_people: Option<[f64; 2]>,
}

impl Index {
    /// An index whose parts were checked: as many recipes as the composite has indicators, as many
    /// blocks.
    pub(in crate::analysis) fn new(
        named: Named,
        notes: [String; 2],
        blocks: Vec<Named>,
        recipes: Vec<Recipe>,
        composite: Composite,
        seed: u64,
    ) -> Self {
        Self { named, notes, blocks, recipes, seed, people: Vec::new(), opinions: None, composite }
    }

    /// How it is put together.
    #[must_use]
    pub fn composite(&self) -> &Composite {
        &self.composite
    }

    /// The rank of an indicator, by its key.
    #[must_use]
    pub fn rank(&self, key: &str) -> Option<usize> {
        self.recipes.iter().position(|recipe| recipe.named.key == key)
    }

    /// What each indicator weighs of a hundred points.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        self.composite.weights().into_iter().map(|weight| 100.0 * weight).collect()
    }

    /// The same by what some people find important: the mean of their shares. `None` for nobody, or
    /// when somebody's points are none.
    #[must_use]
    pub fn by_people(self, people: Vec<Person>) -> Option<Self> {
        let all: Vec<Vec<f64>> = people.iter().map(|person| person.points.clone()).collect();
        let opinions = consensus(&all)?;
        let weights: Vec<f64> = opinions.iter().map(|opinion| opinion.mean).collect();
        let composite = self.composite.valued(&weights)?;
        Some(Self { composite, people, opinions: Some(opinions), ..self })
    }

    /// The same with these points instead; any scale. `None` for points that are none.
    #[must_use]
    pub fn weighing(self, points: &[f64]) -> Option<Self> {
        let composite = self.composite.valued(&shares(points)?)?;
        Some(Self { composite, ..self })
    }

    /// The same with its blocks put together in this way.
    #[must_use]
    pub fn between(self, between: Between) -> Self {
        Self { composite: self.composite.between(between), ..self }
    }

    /// By territory, the value of each indicator; `sums` tells what so `many` territories have of an
    /// amount, and is asked for each of an indicator's two.
    pub fn values<E>(
        &self,
        many: usize,
        mut sums: impl FnMut(Amount) -> Result<ByCommune, E>,
    ) -> Result<Vec<Vec<Option<f64>>>, E> {
        let mut rows = vec![Vec::with_capacity(self.recipes.len()); many];
        for recipe in &self.recipes {
            let [part, whole] = [sums(recipe.part)?, sums(recipe.whole)?];
            let of = |sums: &ByCommune, row: usize| sums.as_ref().and_then(|sums| sums[row]);
            for (row, values) in rows.iter_mut().enumerate() {
                values.push(recipe.value(of(&part, row), of(&whole, row)));
            }
        }
        Ok(rows)
    }

    /// Why a territory with these values has its score; `None` where it has none.
    #[must_use]
    pub fn explained(&self, values: &[Option<f64>]) -> Option<Explained> {
        let places = self.composite.places(values);
        let scored = self.composite.score_of_places(&places)?;
        let total = |index: &Composite| index.totals_of_places(std::slice::from_ref(&places))[0];
        let without = |rank: usize| total(&self.composite.without(rank)?);
        let scores = self.people.iter().filter_map(|person| total(&self.composite.valued(&person.points)?));
        let by_people = scores.fold(None, |found: Option<[f64; 2]>, score| {
            let [least, most] = found.unwrap_or([score; 2]);
            Some([least.min(score), most.max(score)])
        });
        Some(Explained {
            blocks: self.composite.blocks_of_places(&places)?,
            without: (0..places.len()).map(without).collect(),
            scored,
            places,
            by_people,
        })
    }

    /// All that decides a score, in one text that is the same for the same index: its version is told
    /// from it. Labels and names of people are no part of it.
    #[must_use]
    pub fn spelled(&self, functions: &Functions) -> String {
        let mut text =
            format!("{METHOD}\n{}\n{:?}\n{}\n", self.named.key, self.composite.is_between(), self.seed);
        let weights = self.composite.weights();
        for ((recipe, indicator), weight) in self.recipes.iter().zip(self.composite.indicators()).zip(weights)
        {
            let Recipe { named, part, whole, times } = recipe;
            let [part, whole] = [part, whole].map(|amount| amount.spelled(functions));
            let (block, goalposts) = (&self.blocks[indicator.block].key, indicator.goalposts);
            let worst_best = format!("{} {}", goalposts.worst, goalposts.best);
            let line = writeln!(text, "{} {block} {part} {whole} {times} {worst_best} {weight}", named.key);
            line.expect("a text takes everything");
        }
        for person in &self.people {
            writeln!(text, "{:?}", person.points).expect("a text takes everything");
        }
        text
    }
}
