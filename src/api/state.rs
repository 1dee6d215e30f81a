//! What all handlers share: the current snapshot, swapped whole.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::geometry::bbox::Bbox;
use crate::query::search::NameIndex;
use crate::snapshot::Snapshot;
use crate::tiles::territories::TerritoryTiles;

/// A snapshot and what is derived from it for serving.
pub struct Served {
    pub snapshot: Snapshot,
    /// Folded names, made on the first search: most of a start-up's time otherwise.
    names: OnceLock<NameIndex>,
    pub territory_tiles: TerritoryTiles,
    /// The box around all territories; the whole globe when there is none.
    pub bounds: Bbox,
}

impl Served {
    /// Prepares a snapshot for serving.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        let territory_tiles = TerritoryTiles::new(&snapshot.territories, Arc::clone(&snapshot.sheets));
        let globe = || Bbox::new(-180.0, -90.0, 180.0, 90.0).expect("the globe");
        let bounds = TerritoryTiles::bounds(&snapshot.territories).unwrap_or_else(globe);
        Self { snapshot, names: OnceLock::new(), territory_tiles, bounds }
    }

    /// The names to search.
    pub fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| NameIndex::new(&self.snapshot))
    }
}

/// The one thing that changes while serving.
pub struct Shared {
    current: RwLock<Arc<Served>>,
}

impl Shared {
    /// Serves a first snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { current: RwLock::new(Arc::new(Served::new(snapshot))) }
    }

    /// The current snapshot: take it once a request, so that no answer mixes two.
    #[must_use]
    pub fn current(&self) -> Arc<Served> {
        // The lock guards one pointer, which is whole even if a writer panicked.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves another snapshot from the next request on.
    pub fn swap(&self, snapshot: Snapshot) {
        let served = Arc::new(Served::new(snapshot));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = served;
    }
}
