//! **Which points are nearest to a place?** Best first, from wherever it is asked.
//!
//! *Method.* Branch and bound over the nodes of the tree (Hjaltason and Samet 1999,
//! <https://doi.org/10.1145/320248.320255>): a node is put off by the least distance that anything
//! in its box can have on a sphere, a point by its own on the sphere, and only then measured on
//! the ellipsoid. The sphere is at most 0.6 % off: a hundredth less is a bound. What is measured
//! comes out when nothing that is put off can be nearer.
//!
//! A way of less than a degree stays within a degree of where it begins, where the plane of the
//! tree is stretched by no more than there: most bounds are told by the plane alone, and the own
//! positions of most points are never looked at.
//!
//! O(count · log n), from near and from far: further off nothing hangs on how the plane stretches.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::f64::consts::{PI, TAU};

use rstar::{ParentNode, RTreeNode};

use crate::geometry::mercator::{WorldPoint, to_degrees};
use crate::geometry::position::Position;
use crate::geometry::units::{EARTH_RADIUS, Meters};
use crate::index::points::Leaf;

/// A degree.
const NEAR: f64 = PI / 180.0;
/// From here to a degree further the plane stretches by less than twelve: what is near takes less
/// than this margin of it.
const POLAR: f64 = 84.0 * NEAR;
const MARGIN: f64 = 0.04;

/// What the sphere may be off, and the roundings with it.
const CAUTION: f64 = 0.99;

/// The `count` rows of a tree that have a position, nearest first, ties by row number.
pub(super) fn nearest(
    root: &ParentNode<Leaf>,
    from: Position,
    count: usize,
    position: impl Fn(u32) -> Option<Position>,
) -> Vec<(u32, Meters)> {
    let sphere = Sphere::around(from);
    let mut waiting = BinaryHeap::new();
    waiting.push(Waiting { least: 0.0, what: What::Node(root) });
    let mut found = Vec::new();
    while found.len() < count
        && let Some(Waiting { what, .. }) = waiting.pop()
    {
        match what {
            What::Measured(row, distance) => found.push((row, distance)),
            What::Point(row) => {
                let Some(place) = position(row) else { continue };
                let distance = from.distance(place);
                waiting.push(Waiting { least: distance.value(), what: What::Measured(row, distance) });
            }
            What::Node(node) => {
                for child in node.children() {
                    waiting.push(match child {
                        RTreeNode::Parent(node) => {
                            Waiting { least: sphere.to_box(node), what: What::Node(node) }
                        }
                        RTreeNode::Leaf(leaf) => {
                            Waiting { least: sphere.to_point(*leaf.geom()), what: What::Point(leaf.data) }
                        }
                    });
                }
            }
        }
    }
    found
}

/// Something whose distance is at least so many meters; once measured, exactly.
struct Waiting<'a> {
    least: f64,
    what: What<'a>,
}

enum What<'a> {
    Node(&'a ParentNode<Leaf>),
    Point(u32),
    Measured(u32, Meters),
}

impl Waiting<'_> {
    /// What may still hold something as near goes before what was measured.
    fn rank(&self) -> (bool, u32) {
        match self.what {
            What::Node(_) | What::Point(_) => (false, 0),
            What::Measured(row, _) => (true, row),
        }
    }
}

impl Ord for Waiting<'_> {
    /// The heap gives the greatest first: that is the nearest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.least.total_cmp(&self.least).then_with(|| other.rank().cmp(&self.rank()))
    }
}

impl PartialOrd for Waiting<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting<'_> {}

/// A place on the sphere, for bounds from below.
struct Sphere {
    /// The same on the plane of the tree.
    plane: [f64; 2],
    /// Radians that a unit of the plane is at least, for ways of less than [`NEAR`]. None close
    /// to a pole or to where the plane ends: there the plane may be longer than the way.
    least_scale: Option<f64>,
    lon: f64,
    lat: f64,
    sin: f64,
    cos: f64,
}

impl Sphere {
    fn around(from: Position) -> Self {
        let (lon, lat) = (from.lon().to_radians(), from.lat().to_radians());
        let WorldPoint { x, y } = WorldPoint::from_position(from);
        let is_plain = lat.abs() < POLAR && (MARGIN..1.0 - MARGIN).contains(&x);
        let least_scale = is_plain.then(|| TAU * (lat.abs() + NEAR).cos());
        Self { plane: [x, y], least_scale, lon, lat, sin: lat.sin(), cos: lat.cos() }
    }

    /// The angle that so far on the plane is at least, if that is near: a longer way is no
    /// shorter than it either.
    fn at_least(&self, across: f64, along: f64) -> Option<f64> {
        self.least_scale.map(|scale| scale * across.hypot(along)).filter(|angle| *angle < NEAR)
    }

    /// A distance that no geodesic to a point of the tree is shorter than.
    fn to_point(&self, [x, y]: [f64; 2]) -> f64 {
        if let Some(angle) = self.at_least((x - self.plane[0]).abs(), (y - self.plane[1]).abs()) {
            return bound(angle);
        }
        if y <= 0.0 || 1.0 <= y {
            return 0.0;
        }
        let (lon, lat) = to_degrees(x, y);
        bound(self.angle(lon.to_radians() - self.lon, lat.to_radians()))
    }

    /// A distance that no geodesic into the box of a node is shorter than.
    fn to_box(&self, node: &ParentNode<Leaf>) -> f64 {
        let envelope = node.envelope();
        let ([left, top], [right, bottom]) = (envelope.lower(), envelope.upper());
        let beside = |from: f64, low: f64, high: f64| (low - from).max(from - high).max(0.0);
        let (across, along) = (beside(self.plane[0], left, right), beside(self.plane[1], top, bottom));
        if let Some(angle) = self.at_least(across, along) {
            return bound(angle);
        }
        if top <= 0.0 || 1.0 <= bottom {
            // The square world ends before the poles do: what is there was moved to its edge.
            return 0.0;
        }
        let ((west, north), (east, south)) = (to_degrees(left, top), to_degrees(right, bottom));
        let [west, north, east, south] = [west, north, east, south].map(f64::to_radians);
        if west <= self.lon && self.lon <= east {
            return bound((south - self.lat).max(self.lat - north).max(0.0));
        }
        // On each parallel the nearer of the two meridians is nearest.
        let turn = |angle: f64| angle.abs().min(TAU - angle.abs());
        let across = turn(west - self.lon).min(turn(east - self.lon));
        let foot = self.sin.atan2(self.cos * across.cos());
        if south <= foot && foot <= north {
            return bound(self.sin.hypot(self.cos * across.cos()).min(1.0).acos());
        }
        bound(self.angle(across, south).min(self.angle(across, north)))
    }

    /// The angle to a place so far across, at a latitude (haversines: exact also when small).
    fn angle(&self, across: f64, lat: f64) -> f64 {
        let (half_up, half_across) = (((lat - self.lat) / 2.0).sin(), (across / 2.0).sin());
        let haversine = half_up * half_up + self.cos * lat.cos() * half_across * half_across;
        2.0 * haversine.min(1.0).sqrt().asin()
    }
}

/// An arc as meters, with caution: an arc cosine is some centimeters off where it is small.
fn bound(angle: f64) -> f64 {
    (angle * EARTH_RADIUS * CAUTION - 1.0).max(0.0)
}
