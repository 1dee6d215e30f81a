//! The rows of a layer that a question is about, counted exactly.

use std::sync::Arc;

use crate::geometry::bbox::Bbox;
use crate::index::rows::RowSet;
use crate::query::filter::Filter;
use crate::query::serves::Serving;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What is asked of a layer.
#[derive(Debug, Clone)]
pub struct Question {
    pub layer: Layer,
    /// Only rows whose place is inside the box, or whose outline meets it.
    pub bbox: Option<Bbox>,
    /// Only rows of these territories, by the commune table, or of this drawing, by geometry.
    pub zone: Option<Zone>,
    /// Only actors that serve a place or a zone. For layers of actors.
    pub serves: Option<Arc<Serving>>,
    /// Only rows that satisfy it; it must have been compiled for the layer.
    pub filter: Option<Filter>,
}

/// Rows in the layer's order; a whole layer costs nothing to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    All(u32),
    Some(Vec<u32>),
}

impl Rows {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count as usize,
            Self::Some(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A page of them.
    pub fn page(&self, offset: usize, limit: usize) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::All(count) => Box::new((0..*count).skip(offset).take(limit)),
            Self::Some(rows) => Box::new(rows.iter().copied().skip(offset).take(limit)),
        }
    }
}

impl Question {
    /// Everything of a layer: to be narrowed.
    #[must_use]
    pub fn of(layer: Layer) -> Self {
        Self { layer, bbox: None, zone: None, serves: None, filter: None }
    }

    /// The rows that match, as a set: what tiles count. To be asked of the snapshot that the
    /// zone, the service and the filter were made for. O(rows of the layer).
    #[must_use]
    pub fn row_set(&self, snapshot: &Snapshot) -> RowSet {
        let in_zone = |zone: &Zone, rows: &RowSet| zone.rows_among(snapshot, self.layer, rows);
        self.found(snapshot, in_zone, |serving, rows| rows.and(serving.rows()))
    }

    /// The zone, if it alone tells which rows match and every row of its communes does.
    #[must_use]
    pub fn communes_alone(&self) -> Option<&Zone> {
        let Self { layer, bbox, zone, serves, filter } = self;
        let is_whole = matches!(layer, Layer::Acteurs | Layer::Foncier | Layer::Equipements);
        let is_alone = bbox.is_none() && serves.is_none() && filter.is_none();
        zone.as_ref().filter(|zone| is_whole && is_alone && zone.is_official())
    }

    /// How many rows would match if they were in the zone, which cannot be told: known by a
    /// commune only, that a drawing cuts. They are no part of [`Self::row_set`].
    #[must_use]
    pub fn undetermined(&self, snapshot: &Snapshot) -> u64 {
        if self.zone.as_ref().is_none_or(Zone::is_official) {
            return 0;
        }
        let unsure = |zone: &Zone, rows: &RowSet| zone.undetermined_among(snapshot, self.layer, rows);
        self.found(snapshot, unsure, |serving, rows| rows.and(serving.rows())).count().into()
    }

    /// How many rows would match if they served the place, which nobody says: those without a
    /// known service area. They are no part of [`Self::row_set`].
    #[must_use]
    pub fn of_unknown_service(&self, snapshot: &Snapshot) -> u64 {
        if self.serves.is_none() {
            return 0;
        }
        let in_zone = |zone: &Zone, rows: &RowSet| zone.rows_among(snapshot, self.layer, rows);
        self.found(snapshot, in_zone, |serving, rows| rows.minus(serving.stated())).count().into()
    }

    /// The rows of the box and the filter that a zone and a service let through.
    fn found(
        &self,
        snapshot: &Snapshot,
        by_zone: impl Fn(&Zone, &RowSet) -> RowSet,
        by_service: impl Fn(&Serving, RowSet) -> RowSet,
    ) -> RowSet {
        let Self { layer, bbox, zone, serves, filter } = self;
        let len = snapshot.table(*layer).len();
        let mut rows = match bbox {
            Some(bbox) => RowSet::from_rows(len, snapshot.rows_within(*layer, *bbox)),
            None => snapshot.row_set(*layer),
        };
        if let Some(serving) = serves {
            rows = by_service(serving, rows);
        }
        if let Some(zone) = zone {
            rows = by_zone(zone, &rows);
        }
        match filter {
            Some(filter) => filter.rows_among(snapshot, &rows),
            None => rows,
        }
    }
}

/// The rows that match, all of them. O(n) at worst, O(log n + hits) with a box.
#[must_use]
pub fn rows(snapshot: &Snapshot, question: &Question) -> Rows {
    let Question { layer, bbox, zone, serves, filter } = question;
    let whole = !layer.is_view_of_actors() || *layer == Layer::Acteurs;
    match (bbox, zone, serves, filter) {
        (None, None, None, None) if whole => Rows::All(snapshot.table(*layer).len()),
        (None, None, None, None) => Rows::Some(snapshot.rows(*layer).collect()),
        (Some(bbox), None, None, None) => Rows::Some(snapshot.rows_within(*layer, *bbox)),
        _ => Rows::Some(question.row_set(snapshot).iter().collect()),
    }
}
