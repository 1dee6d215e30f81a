//! Outlines by place: which one contains a position.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geometry::area::Area;
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;

type Leaf = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// An index over the boxes of areas, by row number.
pub struct OutlineIndex {
    tree: RTree<Leaf>,
}

impl OutlineIndex {
    /// Bulk-loads the tree; empty areas are left out.
    #[must_use]
    pub fn new<'a>(areas: impl IntoIterator<Item = (u32, &'a Area)>) -> Self {
        Self::of_boxes(areas.into_iter().filter_map(|(row, area)| Some((row, area.bbox()?))))
    }

    /// The same over boxes, which do not cross the antimeridian.
    #[must_use]
    pub fn of_boxes(boxes: impl IntoIterator<Item = (u32, Bbox)>) -> Self {
        let leaf = |(row, bbox): (u32, Bbox)| {
            let [west, south, east, north] = bbox.sides();
            Leaf::new(Rectangle::from_corners([west, south], [east, north]), row)
        };
        Self { tree: RTree::bulk_load(boxes.into_iter().map(leaf).collect()) }
    }

    /// The rows whose box meets a box, in order.
    #[must_use]
    pub fn meeting(&self, bbox: Bbox) -> Vec<u32> {
        let [_, south, _, north] = bbox.sides();
        let mut rows: Vec<u32> = Vec::new();
        for (west, east) in bbox.halves().into_iter().flatten() {
            let envelope = AABB::from_corners([west, south], [east, north]);
            rows.extend(self.tree.locate_in_envelope_intersecting(envelope).map(|leaf| leaf.data));
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The row of the area around a position; the first one should areas overlap.
    #[must_use]
    pub fn around<'a>(&self, position: Position, area: impl Fn(u32) -> &'a Area) -> Option<u32> {
        let at = AABB::from_point([position.lon(), position.lat()]);
        let proposed = self.tree.locate_in_envelope_intersecting(at).map(|leaf| leaf.data);
        proposed.filter(|&row| area(row).contains(position)).min()
    }
}
