//! Every name, made alike and in order: what is called so, and what is called so at its beginning.
//!
//! An *entry* is a name and the thing that bears it. Entries are numbered in the order in which
//! equals are told, so that the best of many are the smallest numbers.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::query::search::{Found, Kind};
use crate::snapshot::Snapshot;
use crate::snapshot::names::folded;
use crate::snapshot::texts::Texts;

/// The names of a snapshot.
pub struct Directory {
    /// By entry, folded.
    names: Texts,
    /// The first entries: territories.
    territories: Vec<(Level, u32)>,
    /// The next ones: actors that have a name, by row.
    actors: Vec<u32>,
    /// The last ones: functions, under both their labels.
    functions: Vec<FunctionId>,
    /// All entries, by name.
    alphabetical: Vec<u32>,
}

impl Directory {
    /// Folds and sorts the names.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let territories = territories(snapshot);
        let (actors, mut names) = actors(snapshot, &territories);
        let mut functions = Vec::new();
        for (rank, function) in (0..).zip(snapshot.functions.list()) {
            for label in [&function.label_fr, &function.label_en] {
                functions.push(FunctionId(rank));
                names.push(Some(&folded(label)));
            }
        }
        names.shrink();
        let alphabetical = alphabetical(&names);
        Self { names, territories, actors, functions, alphabetical }
    }

    /// The name of an entry.
    #[must_use]
    pub fn name(&self, entry: u32) -> &str {
        self.names.get(entry).unwrap_or_default()
    }

    /// The thing that bears it.
    #[must_use]
    pub fn thing(&self, entry: u32) -> Found {
        let entry = entry as usize;
        let after = entry.checked_sub(self.territories.len());
        match after.map(|at| (self.actors.get(at), at)) {
            None => {
                let (level, row) = self.territories[entry];
                Found::Territory { level, row }
            }
            Some((Some(&row), _)) => Found::Actor { row },
            Some((None, at)) => Found::Function { id: self.functions[at - self.actors.len()] },
        }
    }

    /// The entries of a kind, or all of them.
    #[must_use]
    pub fn entries(&self, kind: Option<Kind>) -> Range<u32> {
        let territories = self.territories.len() as u32;
        let functions = territories + self.actors.len() as u32;
        match kind {
            None => 0..self.names.len() as u32,
            Some(Kind::Territory) => 0..territories,
            Some(Kind::Actor) => territories..functions,
            Some(Kind::Function) => functions..self.names.len() as u32,
        }
    }

    /// The entries of exactly this name.
    #[must_use]
    pub fn called(&self, name: &str) -> &[u32] {
        let first = self.alphabetical.partition_point(|&entry| self.name(entry) < name);
        let count = self.alphabetical[first..].partition_point(|&entry| self.name(entry) == name);
        &self.alphabetical[first..first + count]
    }

    /// The entries whose name begins so.
    #[must_use]
    pub fn beginning(&self, start: &str) -> &[u32] {
        let first = self.alphabetical.partition_point(|&entry| self.name(entry) < start);
        let count = self.alphabetical[first..].partition_point(|&entry| self.name(entry).starts_with(start));
        &self.alphabetical[first..first + count]
    }

    /// The smallest entries of a list that are in a range, in order. O(list).
    #[must_use]
    pub fn first_of(&self, list: &[u32], within: &Range<u32>, count: usize) -> Vec<u32> {
        smallest(list.iter().copied().filter(|entry| within.contains(entry)), count)
    }

    /// The smallest entries of several names.
    #[must_use]
    pub fn first_of_each(&self, names: &[String], within: &Range<u32>, count: usize) -> Vec<u32> {
        let all = names.iter().flat_map(|name| self.called(name)).copied();
        smallest(all.filter(|entry| within.contains(entry)), count)
    }

    /// The names of territories and functions: few, so that whole ones can be compared.
    pub fn few(&self) -> impl Iterator<Item = &str> {
        let [territories, functions] = [Kind::Territory, Kind::Function].map(|kind| self.entries(Some(kind)));
        territories.chain(functions).map(|entry| self.name(entry))
    }
}

/// The smallest of some numbers, each once, in order: O(numbers) when few of them are small.
pub fn smallest(numbers: impl Iterator<Item = u32>, count: usize) -> Vec<u32> {
    let mut kept = BTreeSet::new();
    let mut bound = if count == 0 { 0 } else { u32::MAX };
    for number in numbers {
        if number < bound && kept.insert(number) && count <= kept.len() {
            if count < kept.len() {
                kept.pop_last();
            }
            bound = kept.last().copied().unwrap_or_default();
        }
    }
    kept.into_iter().collect()
}

/// Bassins first: they are what the atlas is about. Then the most populous.
fn territories(snapshot: &Snapshot) -> Vec<(Level, u32)> {
    let all = Level::ALL.into_iter();
    let mut list: Vec<(Level, u32)> = all
        .flat_map(|level| (0..snapshot.territories.of(level).len() as u32).map(move |row| (level, row)))
        .collect();
    list.sort_by_key(|&(level, row)| {
        (level != Level::Bassin, Reverse(snapshot.territories.get(level, row).population), level, row)
    });
    list
}

/// The actors that have a name, the shortest first, and the names of territories and of them.
fn actors(snapshot: &Snapshot, territories: &[(Level, u32)]) -> (Vec<u32>, Texts) {
    let mut spelled = Texts::default();
    let mut order: Vec<(u32, u32)> = Vec::new();
    for row in 0..snapshot.actors.len() {
        let name = snapshot.actors.name(row).map(folded).filter(|name| !name.is_empty());
        if let Some(name) = &name {
            order.push((name.len() as u32, row));
        }
        spelled.push(name.as_deref());
    }
    order.sort_unstable();
    let mut names = Texts::default();
    for &(level, row) in territories {
        names.push(Some(&folded(&snapshot.territories.get(level, row).name)));
    }
    order.iter().for_each(|&(_, row)| names.push(spelled.get(row)));
    (order.into_iter().map(|(_, row)| row).collect(), names)
}

fn alphabetical(names: &Texts) -> Vec<u32> {
    // Most comparisons end within eight letters, which are one number.
    let start = |name: &str| {
        let mut letters = [0; 8];
        name.bytes().zip(&mut letters).for_each(|(byte, letter)| *letter = byte);
        u64::from_be_bytes(letters)
    };
    let name = |entry: u32| names.get(entry).unwrap_or_default();
    let mut keyed: Vec<(u64, u32)> =
        (0..names.len() as u32).map(|entry| (start(name(entry)), entry)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(name(b.1))).then(a.1.cmp(&b.1)));
    keyed.into_iter().map(|(_, entry)| entry).collect()
}
