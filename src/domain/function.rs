//! The functions a territory needs, and how official codes map to them (`data/functions.toml`).

use std::collections::BTreeMap;

use crate::domain::actor::{Code, System};
use crate::domain::chain::Chain;
use crate::domain::function::rules::{Matcher, Rule};

pub mod chains;
pub mod file;
pub mod rules;
pub(in crate::domain) mod section;

/// How many functions a catalogue may hold: one bit each in a [`FunctionSet`].
pub const MOST: usize = 64;

/// The rank of a function in the catalogue: at most 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u8);

/// A set of functions, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FunctionSet(pub u64);

impl FunctionSet {
    /// The set with one more.
    #[must_use]
    pub fn with(self, id: FunctionId) -> Self {
        Self(self.0 | 1 << id.0)
    }

    /// All that is in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds a function.
    #[must_use]
    pub fn contains(self, id: FunctionId) -> bool {
        self.0 >> id.0 & 1 == 1
    }

    /// Whether both share one.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first in the catalogue's order, which is the most telling one.
    #[must_use]
    pub fn first(self) -> Option<FunctionId> {
        // A set of 64 bits has at most 63 trailing zeros unless it is empty.
        (!self.is_empty()).then(|| FunctionId(self.0.trailing_zeros() as u8))
    }

    /// The functions, in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = FunctionId> {
        (0..64).map(FunctionId).filter(move |&id| self.contains(id))
    }
}

impl FromIterator<FunctionId> for FunctionSet {
    fn from_iter<I: IntoIterator<Item = FunctionId>>(ids: I) -> Self {
        ids.into_iter().fold(Self::default(), Self::with)
    }
}

/// A stage of a supply chain, finance and support around it included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Production,
    Collection,
    Processing,
    Storage,
    Distribution,
    Catering,
    Finance,
    Support,
}

impl Stage {
    /// All stages, in the order of goods.
    pub const ALL: [Self; 8] = [
        Self::Production,
        Self::Collection,
        Self::Processing,
        Self::Storage,
        Self::Distribution,
        Self::Catering,
        Self::Finance,
        Self::Support,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Collection => "collection",
            Self::Processing => "processing",
            Self::Storage => "storage",
            Self::Distribution => "distribution",
            Self::Catering => "catering",
            Self::Finance => "finance",
            Self::Support => "support",
        }
    }

    /// Whether goods pass through it; money and advice go around the chain.
    #[must_use]
    pub fn carries_goods(self) -> bool {
        !matches!(self, Self::Finance | Self::Support)
    }
}

/// Who needs a function: what its supply is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    All,
    Under3,
    From3To10,
    From11To17,
    From15To29,
    From20To64,
    From65,
    From75,
    Households,
    Unemployed,
    Farms,
    Associations,
    PublicBodies,
}

impl Need {
    /// All populations.
    pub const ALL: [Self; 13] = [
        Self::All,
        Self::Under3,
        Self::From3To10,
        Self::From11To17,
        Self::From15To29,
        Self::From20To64,
        Self::From65,
        Self::From75,
        Self::Households,
        Self::Unemployed,
        Self::Farms,
        Self::Associations,
        Self::PublicBodies,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Under3 => "under_3",
            Self::From3To10 => "3_10",
            Self::From11To17 => "11_17",
            Self::From15To29 => "15_29",
            Self::From20To64 => "20_64",
            Self::From65 => "65_plus",
            Self::From75 => "75_plus",
            Self::Households => "households",
            Self::Unemployed => "unemployed",
            Self::Farms => "farms",
            Self::Associations => "associations",
            Self::PublicBodies => "public_bodies",
        }
    }
}

/// How far people go for a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Catchment {
    /// Used every week: near, less near, at the limit.
    Daily,
    /// Used a few times a year, or by organisations.
    Rare,
}

impl Catchment {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Daily, Self::Rare];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Rare => "rare",
        }
    }

    /// The three steps of travel, in minutes.
    #[must_use]
    pub fn steps_min(self) -> [u16; 3] {
        match self {
            Self::Daily => [10, 20, 30],
            Self::Rare => [20, 40, 60],
        }
    }
}

/// That one function adds to another, and why. Said once for a pair: by the one that adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complement {
    /// The one added to.
    pub function: FunctionId,
    pub why_fr: String,
    pub why_en: String,
}

/// One function, as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Stable key: lower case, hyphens.
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
    /// Who needs it.
    pub need: Need,
    pub catchment: Catchment,
    /// Its place in a chain, if it has one.
    pub stage: Option<Stage>,
    /// The chains it is a stage of; none for finance and support means "around any".
    pub chains: Vec<String>,
    /// What it completes.
    pub completes: Vec<Complement>,
    /// Any of these makes an actor fulfil it. Empty: no official code tells, actors must say so.
    pub sources: Vec<Rule>,
}

impl Function {
    /// Whether no official code tells it, so that "none known" says nothing of the territory.
    #[must_use]
    pub fn is_declared_only(&self) -> bool {
        self.sources.is_empty()
    }
}

/// The whole catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Functions {
    list: Vec<Function>,
    by_key: BTreeMap<String, FunctionId>,
    chains: Vec<Chain>,
    matcher: Matcher,
    /// The text it was read from.
    source: String,
}

impl Functions {
    /// A catalogue of checked functions, at most [`MOST`], and chains; keys all different.
    fn new(list: Vec<Function>, chains: Vec<Chain>, source: &str) -> Self {
        let ids = (0..).map(FunctionId);
        let by_key = list.iter().zip(ids).map(|(f, id)| (f.key.clone(), id)).collect();
        let matcher = Matcher::new(list.iter().map(|f| f.sources.as_slice()));
        Self { list, by_key, chains, matcher, source: source.to_owned() }
    }

    /// The catalogue that comes with the program.
    ///
    /// ```
    /// # use maillage::domain::{actor::System, function::Functions};
    /// let functions = Functions::embedded();
    /// let of = functions.of_codes(&[(System::Siae, "ACI".to_owned())]);
    /// let main = of.first().expect("an ACI has a function");
    /// assert_eq!(functions.get(main).label_en, "Work-integration workshop (ACI)");
    /// ```
    #[must_use]
    pub fn embedded() -> Self {
        Self::parse(include_str!("../../data/functions.toml")).expect("a test parses the embedded file")
    }

    /// The text it was read from: what a snapshot keeps, to be served with the same catalogue.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The catalogue, in its order.
    #[must_use]
    pub fn list(&self) -> &[Function] {
        &self.list
    }

    /// The function of an id of this catalogue.
    #[must_use]
    pub fn get(&self, id: FunctionId) -> &Function {
        &self.list[usize::from(id.0)]
    }

    /// The id of a key.
    #[must_use]
    pub fn id(&self, key: &str) -> Option<FunctionId> {
        self.by_key.get(key).copied()
    }

    /// The functions that a set of codes fulfils. See [`Self::of_words`].
    #[must_use]
    pub fn of_codes(&self, codes: &[Code]) -> FunctionSet {
        self.of_words(codes.iter().map(|(system, code)| (*system, code.as_str())))
    }

    /// The same without owned texts. One binary search per code, whatever the number of
    /// rules; a second round only when a code is the first half of an "and".
    #[must_use]
    pub fn of_words<'a>(&self, codes: impl Iterator<Item = (System, &'a str)> + Clone) -> FunctionSet {
        self.matcher.of(codes)
    }

    /// The functions that are a stage of any chain. Finance and support that go around all
    /// chains alike are not: a bank is not part of a short food chain.
    #[must_use]
    pub fn of_any_chain(&self) -> FunctionSet {
        self.that(|f| f.stage.is_some() && !f.chains.is_empty())
    }

    /// The functions that are a stage of one chain: `food`, `reuse`…
    #[must_use]
    pub fn of_chain(&self, chain: &str) -> FunctionSet {
        self.that(|f| f.chains.iter().any(|c| c == chain))
    }

    /// The chains that goods go along, in the catalogue's order; none where it declares none.
    #[must_use]
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    fn that(&self, condition: impl Fn(&Function) -> bool) -> FunctionSet {
        let ids = (0..).map(FunctionId);
        self.list.iter().zip(ids).filter(|(f, _)| condition(f)).map(|(_, id)| id).collect()
    }
}
