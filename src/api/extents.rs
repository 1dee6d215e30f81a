//! Where and when the features of each layer are.

use crate::formats::table::{Shape, Value};
use crate::geometry::bbox::Bbox;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The column that says when a source last changed a row.
pub const CHANGED: &str = "mise_a_jour";

/// What a layer spans; nothing where no row has a place or a date.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extent {
    /// West, south, east, north in degrees.
    pub sides: Option<[f64; 4]>,
    /// First and last day, `YYYY-MM-DD`.
    pub days: Option<[String; 2]>,
}

/// The extents of all layers, in their order. O(rows and vertices of all): once a snapshot.
#[must_use]
pub fn all(snapshot: &Snapshot) -> Vec<Extent> {
    Layer::ALL.into_iter().map(|layer| of(snapshot, layer)).collect()
}

fn of(snapshot: &Snapshot, layer: Layer) -> Extent {
    let table = snapshot.table(layer);
    let dated = table.columns().iter().position(|column| column.name == CHANGED);
    let mut extent = Extent::default();
    for row in snapshot.rows(layer) {
        let sides = table.shape(row).and_then(|shape| match shape {
            Shape::Point(position) => Some([position.lon(), position.lat(), position.lon(), position.lat()]),
            Shape::Line(line) => Bbox::around(line.iter().copied()).map(Bbox::sides),
            Shape::Area(area) => area.bbox().map(Bbox::sides),
        });
        if let Some(sides) = sides {
            extent.sides = Some(extent.sides.map_or(sides, |known| joined(known, sides)));
        }
        if let Some(Value::Text(day)) = dated.map(|column| table.value(row, column)) {
            let [first, last] = extent.days.get_or_insert_with(|| [day.to_string(), day.to_string()]);
            if *day < **first {
                *first = day.into_owned();
            } else if **last < *day {
                *last = day.into_owned();
            }
        }
    }
    extent
}

fn joined(one: [f64; 4], other: [f64; 4]) -> [f64; 4] {
    [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
}
