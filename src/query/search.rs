//! **What is called so?** Territories, actors and functions by name or code, as people type them.
//!
//! Names and questions are made alike first ([`folded`]: accents, case, hyphens, apostrophes,
//! « St »). Found are, in this order and each thing once:
//!
//! 1. what bears the code (INSEE or SIREN of a territory, key of a function; SIRET, SIREN or RNA of
//!    an actor, spaces left aside);
//! 2. what is called exactly so;
//! 3. what is called so at its beginning;
//! 4. what has all the words in its name, in any order, the last one perhaps unfinished;
//! 5. where all this finds fewer than a handful: what is called so but for a letter or two.
//!
//! Among equals: territories (bassins first, then the most populous), actors (the shortest name),
//! functions. Answered from sorted columns; no name is read one by one.

use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::query::search::directory::Directory;
use crate::query::search::numbers::Numbers;
use crate::query::search::words::{Typos, Words};
use crate::snapshot::Snapshot;
use crate::snapshot::names::folded;

pub mod directory;
mod numbers;
mod words;

/// How many results are given when nobody says how many.
pub const CEILING: usize = 20;

/// How many are given at most: a list for a person, not an extract.
pub const MOST: usize = 100;

/// With fewer results than this, mistakes in writing are forgiven.
const HANDFUL: usize = 5;

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Territory { level: Level, row: u32 },
    Actor { row: u32 },
    Function { id: FunctionId },
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Territory,
    Actor,
    Function,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Territory, Self::Actor, Self::Function];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Territory => "territoire",
            Self::Actor => "acteur",
            Self::Function => "fonction",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("`{text}` is nothing that is searched; use one of {words}")
        })
    }
}

/// The names of a snapshot, sorted.
pub struct NameIndex {
    directory: Directory,
    words: Words,
    numbers: Numbers,
    typos: Typos,
}

impl NameIndex {
    /// Sorts every name: some seconds for 2.5 million.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let directory = Directory::new(snapshot);
        let words = Words::new(&directory);
        let typos = Typos::new(&directory);
        Self { words, numbers: Numbers::new(snapshot), directory, typos }
    }

    /// The best answers, the best first.
    #[must_use]
    pub fn find(&self, snapshot: &Snapshot, text: &str) -> Vec<Found> {
        self.find_of(snapshot, text, None, CEILING)
    }

    /// The same of one kind, or more of them.
    #[must_use]
    pub fn find_of(&self, snapshot: &Snapshot, text: &str, kind: Option<Kind>, limit: usize) -> Vec<Found> {
        let wanted = folded(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let limit = limit.min(MOST);
        // What was found already is found again, and a function under two names.
        let enough = 4 * limit;
        let entries = self.directory.entries(kind);
        let mut answers = Answers { found: self.by_code(snapshot, text, kind), limit };
        let mut add = |entries: Vec<u32>| {
            answers.add(entries.into_iter().map(|entry| self.directory.thing(entry)));
            limit - answers.found.len().min(limit)
        };
        let names = &self.directory;
        let mut room = add(names.first_of(names.called(&wanted), &entries, enough));
        if 0 < room {
            // The exact ones are among those that begin so.
            room = add(names.first_of(names.beginning(&wanted), &entries, enough));
        }
        if 0 < room {
            room = add(self.words.having_all(&wanted, &entries, enough));
        }
        if 0 < room {
            room = add(self.words.going_on_as(names, &wanted, &entries, enough));
        }
        if limit - room < HANDFUL.min(limit) {
            let near = names.first_of_each(&self.typos.names_near(&wanted), &entries, enough);
            add(near);
            add(self.words.having_nearly_all(&wanted, &entries, enough));
        }
        answers.found.truncate(limit);
        answers.found
    }

    fn by_code(&self, snapshot: &Snapshot, text: &str, kind: Option<Kind>) -> Vec<Found> {
        let wants = |one: Kind| kind.is_none_or(|kind| kind == one);
        let code = text.trim();
        let mut found = Vec::new();
        if wants(Kind::Territory) {
            let upper = code.to_ascii_uppercase();
            let levels =
                [Level::Bassin].into_iter().chain(Level::ALL.into_iter().filter(|l| *l != Level::Bassin));
            let of =
                |level| snapshot.territories.row(level, &upper).map(|row| Found::Territory { level, row });
            found.extend(levels.filter_map(of));
        }
        if wants(Kind::Actor) {
            found.extend(self.numbers.find(snapshot, code).into_iter().map(|row| Found::Actor { row }));
        }
        if wants(Kind::Function) {
            found.extend(snapshot.functions.id(code).map(|id| Found::Function { id }));
        }
        found
    }
}

/// What was found so far.
struct Answers {
    found: Vec<Found>,
    limit: usize,
}

impl Answers {
    fn add(&mut self, more: impl Iterator<Item = Found>) {
        for found in more {
            if self.limit <= self.found.len() {
                return;
            }
            if !self.found.contains(&found) {
                self.found.push(found);
            }
        }
    }
}
