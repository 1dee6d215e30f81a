//! The rows of a layer that a question is about, counted exactly.

use std::collections::BTreeSet;

use crate::geometry::bbox::Bbox;
use crate::index::rows::RowSet;
use crate::query::filter::Filter;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// What is asked of a layer.
#[derive(Debug, Clone)]
pub struct Question {
    pub layer: Layer,
    /// Only rows whose place is inside the box, or whose outline meets it.
    pub bbox: Option<Bbox>,
    /// Only rows of these territories, by the commune table.
    pub zone: Option<Zone>,
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
    /// The rows that match, as a set: what tiles count. To be asked of the snapshot that the
    /// zone and the filter were made for. O(rows of the layer).
    #[must_use]
    pub fn row_set(&self, snapshot: &Snapshot) -> RowSet {
        let Self { layer, bbox, zone, filter } = self;
        let len = snapshot.table(*layer).len();
        let mut rows = match bbox {
            Some(bbox) => RowSet::from_rows(len, snapshot.rows_within(*layer, *bbox)),
            None => snapshot.row_set(*layer),
        };
        if let Some(zone) = zone {
            rows = in_zone(snapshot, *layer, zone, &rows);
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
    let Question { layer, bbox, zone, filter } = question;
    let whole = !layer.is_view_of_actors() || *layer == Layer::Acteurs;
    match (bbox, zone, filter) {
        (None, None, None) if whole => Rows::All(snapshot.table(*layer).len()),
        (None, None, None) => Rows::Some(snapshot.rows(*layer).collect()),
        (Some(bbox), None, None) => Rows::Some(snapshot.rows_within(*layer, *bbox)),
        _ => Rows::Some(question.row_set(snapshot).iter().collect()),
    }
}

fn in_zone(snapshot: &Snapshot, layer: Layer, zone: &Zone, rows: &RowSet) -> RowSet {
    match layer {
        Layer::Territories(level) => {
            // A territory is in a zone when one of its communes is.
            let inside: BTreeSet<u32> =
                zone.communes().filter_map(|commune| snapshot.territories.zone(commune, level)).collect();
            rows.kept(|row| inside.contains(&row))
        }
        _ => rows.kept(|row| snapshot.commune_of(layer, row).is_some_and(|c| zone.contains(c))),
    }
}
