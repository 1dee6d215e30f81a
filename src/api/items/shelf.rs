//! The rows of the questions that were asked lately: each page of a walk finds them again, and the
//! exact count with them.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::api::items::selecting::Selecting;
use crate::api::problem::Problem;
use crate::index::found::Found;
use crate::snapshot::Snapshot;

/// What the rows may take in memory: a hundred heavy questions of 2.5 million rows.
const ROOM: u64 = 32 << 20;
/// What a question takes, about, for the first size of the table.
const USUAL: u64 = 8 << 10;
/// What an entry takes beside its key and its rows, about.
const ENTRY: u64 = 128;

/// The rows of lately asked questions, of one snapshot.
pub struct Shelf(Cache<String, Arc<Found>, ByWeight>);

#[derive(Clone)]
struct ByWeight;

impl Weighter<String, Arc<Found>> for ByWeight {
    fn weight(&self, key: &String, found: &Arc<Found>) -> u64 {
        found.weight() + key.len() as u64 + ENTRY
    }
}

impl Default for Shelf {
    fn default() -> Self {
        Self(Cache::with_weighter((ROOM / USUAL) as usize, ROOM, ByWeight))
    }
}

impl Shelf {
    /// Whether no question was asked lately.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the rows are at hand, or so few that they are now.
    #[must_use]
    pub fn has(&self, snapshot: &Snapshot, selecting: &Selecting) -> bool {
        let key = selecting.key();
        let few = || selecting.find_few(snapshot).map(|found| self.0.insert(key.clone(), Arc::new(found)));
        self.0.get(&key).is_some() || few().is_some()
    }

    /// The rows, found once however many ask.
    pub fn find(&self, snapshot: &Snapshot, selecting: &Selecting) -> Result<Arc<Found>, Problem> {
        let find = || selecting.find(snapshot).map(Arc::new);
        self.0.get_or_insert_with(&selecting.key(), find)
    }
}
