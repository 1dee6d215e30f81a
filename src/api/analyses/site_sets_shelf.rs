//! Best sets that were found lately: the page, its files and what is asked next hang on the same searches.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::analysis::site_sets::{MOST, SiteSets};
use crate::api::analyses::site_sets::Land;

/// What was found for a question, and the land that it was asked of.
#[derive(Debug)]
pub struct Found {
    pub sets: SiteSets,
    pub land: Option<Land>,
}

/// What they may take in memory: the ways of a few large départements.
const ROOM: u64 = 96 << 20;
/// What those of a département take, about.
const USUAL: u64 = 2 << 20;

/// By question and how far its curve goes.
type Key = (String, usize);

#[derive(Clone)]
struct ByWeight;

impl Weighter<Key, Arc<Found>> for ByWeight {
    fn weight(&self, key: &Key, found: &Arc<Found>) -> u64 {
        let sets = &found.sets;
        let steps = sets.steps.len() * (sets.existing.len() + 32);
        (key.0.len() + 16 * sets.ways.told() + 64 * sets.places.len() + 4 * steps) as u64
    }
}

/// Best sets of one snapshot.
pub struct SiteSetsShelf(Cache<Key, Arc<Found>, ByWeight>);

impl Default for SiteSetsShelf {
    fn default() -> Self {
        Self(Cache::with_weighter((ROOM / USUAL) as usize, ROOM, ByWeight))
    }
}

impl std::fmt::Debug for SiteSetsShelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SiteSetsShelf({})", self.0.len())
    }
}

impl SiteSetsShelf {
    /// What is kept of a question, with a curve so long or longer: sets do not hang on how far it goes.
    #[must_use]
    pub fn kept(&self, question: &str, most: usize) -> Option<Arc<Found>> {
        (most..=MOST).find_map(|most| self.0.get(&(question.to_owned(), most)))
    }

    /// Keeps what was found.
    pub fn keep(&self, question: &str, most: usize, found: Found) -> Arc<Found> {
        let found = Arc::new(found);
        self.0.insert((question.to_owned(), most), Arc::clone(&found));
        found
    }
}
