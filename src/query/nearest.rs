//! **Which of the rows found are nearest to a place?**

use crate::formats::table::Shape;
use crate::geometry::position::Position;
use crate::index::found::Found;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Up to so many rows each is measured: the index would pass by many others to find them.
const FEW: u32 = 1_000;

/// The rows nearest to a place among those found, at most `count`, each with its distance on the
/// ellipsoid in meters, rounded to a decimeter. Nearest first, ties by row. Rows without a place
/// of their own are nowhere near; territories have none.
#[must_use]
pub fn nearest(
    snapshot: &Snapshot,
    layer: Layer,
    found: &Found,
    from: Position,
    count: usize,
) -> Vec<(u32, f64)> {
    let decimeters = |meters: f64| (meters * 10.0).round() / 10.0;
    if FEW < found.len() {
        let ranked = snapshot.nearest(layer, from, count, |row| found.contains(row));
        return ranked.into_iter().map(|(row, distance)| (row, decimeters(distance.value()))).collect();
    }
    let table = snapshot.table(layer);
    let measured = |row: u32| match table.shape(row) {
        Some(Shape::Point(position)) => Some((row, from.distance(position).value())),
        Some(Shape::Line(_) | Shape::Area(_)) | None => None,
    };
    let mut ranked: Vec<(u32, f64)> = found.from(0, FEW as usize).into_iter().filter_map(measured).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    ranked.truncate(count);
    ranked.into_iter().map(|(row, meters)| (row, decimeters(meters))).collect()
}
