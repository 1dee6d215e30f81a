//! What HDBSCAN, which asks for no distance, says of the actors in and around a group.
//!
//! *Question.* Is the group a thing of the place, or of the distance that we chose? *Method.* All
//! actors with a place of their own in the group's box and `eps` around it, whatever the density
//! of their commune, by `hdbscan_opinion`; then what the group and the cluster that it shares most
//! with have in common of what either has. *Unit.* 0 to 1. *Edges.* `None` where too many stand
//! around ([`LOOKED_AT`]): a second opinion is a matter of milliseconds or none. 0 where the
//! opinion has no cluster there. *Cost.* O(n²) of those looked at.

use crate::analysis::groups::Group;
use crate::analysis::groups_crowds::on_plane;
use crate::analysis::hdbscan_opinion::{agreement, hdbscan};
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::projection::Projector;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// More actors than this are not looked at.
pub const LOOKED_AT: usize = 1_500;

/// The least that makes a cluster, and whose distance makes a place dense.
const CLUSTER: usize = 8;
const SAMPLES: usize = 6;

/// Nearer than this is one place: a street.
const GRAIN: f64 = 50.0;

/// How far the second opinion agrees that a group is one.
#[must_use]
pub fn opinion(snapshot: &Snapshot, group: &Group) -> Option<f64> {
    let projector = Projector::new(group.grid);
    let actors = &snapshot.actors;
    let place = |row: u32| actors.position(row).filter(|_| actors.has_own_place(row));
    let own: Vec<[f64; 2]> =
        group.members.iter().filter_map(|&row| on_plane(&projector, place(row)?)).collect();
    let ends = |axis: usize| {
        let values = || own.iter().map(|point| point[axis]);
        let (least, most) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        [least - group.eps, most + group.eps]
    };
    let ([west, east], [south, north]) = (ends(0), ends(1));
    let corners = [[west, south], [west, north], [east, south], [east, north]];
    let corners: Option<Vec<Position>> = corners.iter().map(|[x, y]| projector.to_position(*x, *y)).collect();
    let bbox = Bbox::around(corners?)?;
    let rows = snapshot.few_rows_within(Layer::Acteurs, 4 * LOOKED_AT, bbox)?;
    let around: Vec<(u32, [f64; 2])> =
        rows.into_iter().filter_map(|row| Some((row, on_plane(&projector, place(row)?)?))).collect();
    if LOOKED_AT < around.len() {
        return None;
    }
    let (rows, points): (Vec<u32>, Vec<[f64; 2]>) = around.into_iter().unzip();
    let labels = hdbscan(&points, CLUSTER, SAMPLES, GRAIN).ok()?;
    let ranks: Vec<u32> =
        group.members.iter().filter_map(|row| rows.binary_search(row).ok()).map(|at| at as u32).collect();
    Some(agreement(&ranks, &labels).map_or(0.0, |(_, shared)| shared))
}
