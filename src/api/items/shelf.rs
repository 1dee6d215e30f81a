//! The rows of the questions that were asked lately: each page of a walk finds them again, the exact
//! count with them, and who serves where that was asked.

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::api::items::selecting::{Hits, Selecting};
use crate::api::problem::Problem;
use crate::snapshot::Snapshot;

/// What the rows may take in memory: a hundred heavy questions of 2.5 million rows.
const ROOM: u64 = 32 << 20;
/// What a question takes, about, for the first size of the table.
const USUAL: u64 = 8 << 10;
/// What an entry takes beside its key and its rows, about.
const ENTRY: u64 = 128;

/// The rows of lately asked questions, of one snapshot.
pub struct Shelf(Cache<String, Hits, ByWeight>);

#[derive(Clone)]
struct ByWeight;

impl Weighter<String, Hits> for ByWeight {
    fn weight(&self, key: &String, hits: &Hits) -> u64 {
        hits.weight() + key.len() as u64 + ENTRY
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

    /// The rows, if they are at hand, or so few that they are now.
    #[must_use]
    pub fn at_hand(&self, snapshot: &Snapshot, selecting: &Selecting) -> Option<Hits> {
        let key = selecting.key();
        self.0.get(&key).or_else(|| {
            let hits = selecting.find_at_once(snapshot)?;
            self.0.insert(key, hits.clone());
            Some(hits)
        })
    }

    /// The rows, found once however many ask.
    pub fn find(&self, snapshot: &Snapshot, selecting: &Selecting) -> Result<Hits, Problem> {
        self.0.get_or_insert_with(&selecting.key(), || selecting.find(snapshot))
    }
}
