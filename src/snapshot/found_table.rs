//! What was found as a table of features, and where its rows are.

use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::units::Meters;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns;

impl Snapshot {
    /// The rows of a finding whose shape meets a box, in order.
    pub(super) fn found_within(&self, finding: Finding, bbox: Bbox) -> Vec<u32> {
        let found = self.found(finding);
        if finding.is_placed() {
            return found.within(bbox);
        }
        let mut rows: Vec<u32> = match finding.shape_kind() {
            ShapeKind::Point => {
                let is_inside = |&row: &u32| {
                    let about = found.about(row);
                    about.is_some_and(|(level, row)| bbox.contains(self.territories.get(level, row).point))
                };
                (0..found.len()).filter(is_inside).collect()
            }
            ShapeKind::Line | ShapeKind::Area => {
                let of_level = |level: &Level| {
                    let met = self.rows_within(Layer::Territories(*level), bbox);
                    found.of_all(*level, met.into_iter()).collect::<Vec<u32>>()
                };
                finding.levels().iter().flat_map(of_level).collect()
            }
        };
        rows.sort_unstable();
        rows
    }

    /// The rows nearest to a position among those that are points, with their distance. O(rows).
    pub(super) fn found_nearest(
        &self,
        finding: Finding,
        from: Position,
        count: usize,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, Meters)> {
        let places = self.found(finding).places();
        let rows = (0..places.len()).filter(|&row| is_wanted(row));
        let mut measured: Vec<(u32, Meters)> = rows
            .filter_map(|row| match places.corners(row) {
                [at] => Some((row, from.distance(*at))),
                _ => None,
            })
            .collect();
        measured.sort_by(|a, b| a.1.value().total_cmp(&b.1.value()).then(a.0.cmp(&b.0)));
        measured.truncate(count);
        measured
    }

    /// The rows of a finding about territories that `is_in` gives for each of its levels.
    #[must_use]
    pub fn found_among(&self, finding: Finding, is_in: impl Fn(Level) -> RowSet) -> Vec<u32> {
        let found = self.found(finding);
        let mut rows = Vec::new();
        for &level in finding.levels() {
            rows.extend(found.of_all(level, is_in(level).iter()));
        }
        rows
    }
}

/// A finding as a table of features.
pub struct FoundTable<'a> {
    pub snapshot: &'a Snapshot,
    pub finding: Finding,
}

impl Table for FoundTable<'_> {
    fn name(&self) -> &'static str {
        self.finding.name()
    }

    fn columns(&self) -> &[Column] {
        found_columns::of(self.finding)
    }

    fn shape_kind(&self) -> ShapeKind {
        self.finding.shape_kind()
    }

    fn len(&self) -> u32 {
        self.snapshot.found(self.finding).len()
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let found = self.snapshot.found(self.finding);
        let Some((level, territory)) = found.about(row) else {
            return match (self.finding.shape_kind(), found.places().corners(row)) {
                (_, []) => None,
                (ShapeKind::Line, corners) => Some(Shape::Line(corners)),
                (_, corners) => Some(Shape::Point(corners[0])),
            };
        };
        let territory = self.snapshot.territories.get(level, territory);
        match self.finding.shape_kind() {
            ShapeKind::Point => Some(Shape::Point(territory.point)),
            ShapeKind::Line | ShapeKind::Area => {
                (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area))
            }
        }
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        self.snapshot.found(self.finding).value(row, column)
    }
}
