//! The rows of a layer that a question is about, counted exactly.

use std::collections::BTreeSet;

use crate::geometry::bbox::Bbox;
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

/// The rows that match, all of them. O(n) at worst, O(log n + hits) with a box.
#[must_use]
pub fn rows(snapshot: &Snapshot, question: &Question) -> Rows {
    let Question { layer, bbox, zone } = question;
    let whole = !layer.is_view_of_actors() || *layer == Layer::Acteurs;
    let candidates: Box<dyn Iterator<Item = u32>> = match (bbox, zone) {
        (None, None) if whole => return Rows::All(snapshot.table(*layer).len()),
        (None, _) => snapshot.rows(*layer),
        (Some(bbox), _) => Box::new(snapshot.rows_within(*layer, *bbox).into_iter()),
    };
    let Some(zone) = zone else { return Rows::Some(candidates.collect()) };
    Rows::Some(match layer {
        Layer::Territories(level) => {
            // A territory is in a zone when one of its communes is.
            let inside: BTreeSet<u32> =
                zone.communes().filter_map(|commune| snapshot.territories.zone(commune, *level)).collect();
            candidates.filter(|row| inside.contains(row)).collect()
        }
        _ => {
            let commune = |row| snapshot.commune_of(*layer, row);
            candidates.filter(|&row| commune(row).is_some_and(|c| zone.contains(c))).collect()
        }
    })
}
