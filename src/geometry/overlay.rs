//! Zonings that do not nest: how much of each surface lies in each of another kind.
//!
//! *Question.* What is known of communes is wanted for catchments, or the other way round: how much
//! of a commune is in each? *Method.* Surfaces are intersected where their boxes meet (`geo`'s
//! overlay, on a grid far finer than any survey); where a grid is given, corners of what is shared
//! are put on it, as official layers in whole meters are. *Unit.* That of the coordinates,
//! squared; they must be of a plane that keeps surfaces, as Lambert's nearly does. *Edges.* Shares
//! of a surface add up to less than 1 where the others leave a part of it out, to more where they
//! lie on each other. What has no surface has no share. *Cost.* O(n log n) boxes, and each
//! intersection that of its vertices.

use geo::{Area, BooleanOps, BoundingRect, MapCoords, MultiPolygon, coord};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A part that two surfaces share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Ranks of the two.
    pub of: u32,
    pub with: u32,
    /// What they share, in squares of the coordinates' unit.
    pub size: f64,
    /// The same as a part of the first.
    pub share: f64,
}

/// What each of some surfaces shares with each of some others, at least `least`, by ranks. `grid`:
/// the step of the coordinates that corners are rounded to.
#[must_use]
pub fn shared(these: &[MultiPolygon], those: &[MultiPolygon], least: f64, grid: Option<f64>) -> Vec<Shared> {
    let settled = |part: MultiPolygon| match grid.filter(|step| step.is_finite() && 0.0 < *step) {
        None => part,
        Some(step) => part.map_coords(|at| {
            coord! {
                x: (at.x / step).round() * step,
                y: (at.y / step).round() * step,
            }
        }),
    };
    let boxed = |surface: &MultiPolygon| {
        let around = surface.bounding_rect()?;
        Some(AABB::from_corners(around.min().into(), around.max().into()))
    };
    let boxes = (0..).zip(those).filter_map(|(rank, surface)| {
        Some(GeomWithData::<Rectangle<[f64; 2]>, u32>::new(Rectangle::from_aabb(boxed(surface)?), rank))
    });
    let index = RTree::bulk_load(boxes.collect());
    let mut found = Vec::new();
    for (of, surface) in (0..).zip(these) {
        let whole = surface.unsigned_area();
        let Some(around) = boxed(surface).filter(|_| 0.0 < whole) else { continue };
        let mut near: Vec<u32> = index.locate_in_envelope_intersecting(around).map(|one| one.data).collect();
        near.sort_unstable();
        for with in near {
            let size = settled(surface.intersection(&those[with as usize])).unsigned_area();
            if 0.0 < size && least <= size {
                found.push(Shared { of, with, size, share: size / whole });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use geo::Rect;

    use super::*;

    fn square(west: f64, south: f64, side: f64) -> MultiPolygon {
        let corner = coord! { x: west, y: south };
        Rect::new(corner, coord! { x: west + side, y: south + side }).to_polygon().into()
    }

    #[test]
    fn a_square_astride_two_others_is_shared_between_them() {
        let parts =
            shared(&[square(0.5, 0.0, 1.0)], &[square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0)], 0.0, None);
        let told: Vec<(u32, u32, f64)> = parts.iter().map(|part| (part.of, part.with, part.share)).collect();
        assert_eq!(told, [(0, 0, 0.5), (0, 1, 0.5)]);
    }

    #[test]
    fn those_that_only_touch_or_have_no_surface_share_nothing() {
        let nothing = MultiPolygon(Vec::new());
        let all = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), nothing];
        assert_eq!(shared(&all, &all, 1e-9, None).len(), 2, "each with itself");
    }
}
