//! Sites and equipment of a snapshot: few enough to be held whole, sorted like the actors.

use crate::domain::land::{Equipment, Site};
use crate::domain::whereabouts::Precision;
use crate::geometry::position::Position;
use crate::snapshot::actors::morton_of;

/// Anything that has an id and perhaps a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    pub thing: T,
    /// Row of the commune; `None` when placed nowhere.
    pub commune: Option<u32>,
    pub position: Option<Position>,
    pub precision: Option<Precision>,
}

/// A list of things in the order of the Z curve.
#[derive(Debug, Clone, Default)]
pub struct Places<T> {
    rows: Vec<Placed<T>>,
    mortons: Vec<u64>,
}

/// All sites.
pub type Sites = Places<Site>;
/// All equipment.
pub type Equipments = Places<Equipment>;

impl<T> Places<T> {
    /// Sorts the things along the Z curve, ties by id.
    #[must_use]
    pub fn new(mut rows: Vec<Placed<T>>, id: impl Fn(&T) -> String) -> Self {
        rows.sort_by_cached_key(|row| (morton_of(row.position), id(&row.thing)));
        let mortons = rows.iter().map(|row| morton_of(row.position)).collect();
        Self { rows, mortons }
    }

    /// The things, in order.
    #[must_use]
    pub fn rows(&self) -> &[Placed<T>] {
        &self.rows
    }

    /// Their Morton codes.
    #[must_use]
    pub fn mortons(&self) -> &[u64] {
        &self.mortons
    }
}
