//! What all handlers share: the current snapshot, swapped whole.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::api::analyses::shelf::Analysed;
use crate::api::edge::journal::Journal;
use crate::api::edge::metrics::Metrics;
use crate::api::extents::{self, Extent};
use crate::api::files::Summed;
use crate::api::items::shelf::Shelf;
use crate::api::searches;
use crate::api::tiles::press::{Shelves, Turnstile};
use crate::query::search::NameIndex;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Atlas;

/// What drawn tiles may take in memory, in bytes, unless somebody says otherwise.
pub const TILE_CACHE: u64 = 128 << 20;

/// A snapshot and what is derived from it for serving.
pub struct Served {
    pub snapshot: Snapshot,
    /// Folded names, made on the first search: most of a start-up's time otherwise.
    names: OnceLock<NameIndex>,
    pub atlas: Atlas,
    /// Where its layers are, measured when somebody first asks.
    extents: OnceLock<Vec<Extent>>,
    /// What was drawn of it lately.
    pub shelves: Shelves,
    /// What is missing where, found when somebody first asks.
    pub analysed: Analysed,
    /// What was asked of its features lately.
    pub questions: Shelf,
    /// The sizes and checksums of whole layers in other forms.
    pub summed: Summed,
}

impl Served {
    /// Prepares a snapshot for serving.
    #[must_use]
    fn new(snapshot: Snapshot, tile_cache: u64) -> Self {
        let atlas = Atlas::new(&snapshot);
        Self {
            snapshot,
            names: OnceLock::new(),
            extents: OnceLock::new(),
            atlas,
            shelves: Shelves::new(tile_cache),
            analysed: Analysed::default(),
            questions: Shelf::default(),
            summed: Summed::default(),
        }
    }

    /// Where and when the features of a layer are.
    pub fn extent(&self, layer: Layer) -> &Extent {
        let extents = self.extents.get_or_init(|| extents::all(&self.snapshot));
        let rank = Layer::ALL.into_iter().position(|other| other == layer).expect("all are there");
        &extents[rank]
    }

    /// The names to search.
    pub fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| NameIndex::new(&self.snapshot))
    }
}

/// The one thing that changes while serving, and what is common to all that is served.
pub struct Shared {
    current: RwLock<Arc<Served>>,
    /// Bounds the tiles that are drawn at a time.
    pub(in crate::api) turnstile: Turnstile,
    /// Bounds the long searches that are made at a time.
    pub searches: Turnstile,
    tile_cache: u64,
    /// What was counted since the start.
    pub(in crate::api) metrics: Metrics,
    /// Lines of the log that wait to be written.
    pub journal: Journal,
}

impl Shared {
    /// Serves a first snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self::with_tile_cache(snapshot, TILE_CACHE)
    }

    /// [`Self::new`] with room for so many bytes of drawn tiles; none are kept with 0.
    #[must_use]
    pub fn with_tile_cache(snapshot: Snapshot, tile_cache: u64) -> Self {
        let current = RwLock::new(Arc::new(Served::new(snapshot, tile_cache)));
        Self {
            current,
            turnstile: Turnstile::new(),
            searches: searches::turnstile(),
            tile_cache,
            metrics: Metrics::default(),
            journal: Journal::default(),
        }
    }

    /// The current snapshot. What answers a request takes [`Current`] instead.
    #[must_use]
    pub fn current(&self) -> Arc<Served> {
        // The lock guards one pointer, which is whole even if a writer panicked.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves another snapshot from the next request on.
    pub fn swap(&self, snapshot: Snapshot) {
        let served = Arc::new(Served::new(snapshot, self.tile_cache));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = served;
    }
}

/// The snapshot that a request is answered from. Whoever takes it first, a layer or the handler,
/// takes it for all that have a part in the answer: none mixes two.
#[derive(Clone)]
pub struct Current(pub Arc<Served>);

impl FromRequestParts<Arc<Shared>> for Current {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        if let Some(taken) = parts.extensions.get::<Self>() {
            return Ok(taken.clone());
        }
        let taken = Self(shared.current());
        parts.extensions.insert(taken.clone());
        Ok(taken)
    }
}
