//! The rows of a layer that a question is about, counted exactly.

use std::sync::Arc;

use crate::formats::table::{Shape, Table};
use crate::geometry::bbox::Bbox;
use crate::geometry::plane_box::PlaneBox;
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
    /// Of these, only rows whose place is in a box of a plane grid, or whose outline meets it.
    pub plane: Option<Arc<PlaneBox>>,
    /// Only rows of these territories, by the commune table, or of this drawing, by geometry.
    pub zone: Option<Zone>,
    /// Only actors that serve a place or a zone. For layers of actors.
    pub serves: Option<Arc<Serving>>,
    /// Only rows that satisfy it; it must have been compiled for the layer.
    pub filter: Option<Filter>,
    /// Only rows that were updated then; compiled for the layer, too.
    pub during: Option<Filter>,
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
        Self { layer, bbox: None, plane: None, zone: None, serves: None, filter: None, during: None }
    }

    /// The rows that match, as a set: what tiles count. To be asked of the snapshot that the
    /// zone, the service and the filter were made for. O(rows of the layer).
    #[must_use]
    pub fn row_set(&self, snapshot: &Snapshot) -> RowSet {
        let in_zone = |zone: &Zone, rows: &RowSet| zone.rows_among(snapshot, self.layer, rows);
        self.found(snapshot, in_zone, |serving, rows| rows.and(serving.rows()))
    }

    /// Whether anything but a box of degrees narrows the layer.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        let Self { layer: _, bbox: _, plane, zone, serves, filter, during } = self;
        plane.is_some() || zone.is_some() || serves.is_some() || filter.is_some() || during.is_some()
    }

    /// The zone, if it alone tells which rows match and every row of its communes does.
    #[must_use]
    pub fn communes_alone(&self) -> Option<&Zone> {
        let Self { layer, bbox, plane, zone, serves, filter, during } = self;
        let is_whole = matches!(layer, Layer::Acteurs | Layer::Foncier | Layer::Equipements);
        let is_boxed = bbox.is_some() || plane.is_some();
        let is_alone = !is_boxed && serves.is_none() && filter.is_none() && during.is_none();
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
        let Self { layer, bbox, plane, zone, serves, filter, during } = self;
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
        for filter in [filter, during].into_iter().flatten() {
            rows = filter.rows_among(snapshot, &rows);
        }
        match plane {
            Some(plane) => within(plane, &*snapshot.table(*layer), &rows),
            None => rows,
        }
    }
}

/// The rows that are in a box of a plane grid: places inside or on a side, lines and areas that meet it.
fn within(plane: &PlaneBox, table: &dyn Table, rows: &RowSet) -> RowSet {
    rows.kept(|row| match table.shape(row) {
        Some(Shape::Point(position)) => plane.contains(position),
        Some(Shape::Line(line)) => plane.meets_line(line),
        Some(Shape::Area(area)) => plane.meets(area),
        None => false,
    })
}

/// The rows that match, all of them. O(n) at worst, O(log n + hits) with a box.
#[must_use]
pub fn rows(snapshot: &Snapshot, question: &Question) -> Rows {
    let Question { layer, bbox, .. } = question;
    let whole = !layer.is_view_of_actors() || *layer == Layer::Acteurs;
    match bbox {
        _ if question.is_narrowed() => Rows::Some(question.row_set(snapshot).iter().collect()),
        None if whole => Rows::All(snapshot.table(*layer).len()),
        None => Rows::Some(snapshot.rows(*layer).collect()),
        Some(bbox) => Rows::Some(snapshot.rows_within(*layer, *bbox)),
    }
}
