//! How the shapes of a layer lie to a shape written in the filter (OGC 06-103r4, §6.1.15).
//!
//! The index proposes the rows whose place is in the box of the shape; each is then looked at
//! with predicates that do not round (Shewchuk's, in the `geo` crate). Coordinates are
//! those of the plane of longitudes and latitudes; only a `BBOX` crosses the antimeridian.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{BoundingRect, Coord, CoordsIter, Intersects, Line, LinesIter};

use crate::formats::table::{Shape, ShapeKind, Table};
use crate::geometry::area::Area;
use crate::geometry::bbox::Bbox;
use crate::geometry::line;
use crate::geometry::position::Position;
use crate::index::rows::RowSet;
use crate::query::filter::tree::{Geometry, Relation};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// Whether a relation can be told for the shapes of a layer.
#[must_use]
pub fn is_served(how: Relation, kind: ShapeKind, geometry: &Geometry) -> bool {
    match kind {
        ShapeKind::Point => true,
        ShapeKind::Line => match how {
            Relation::Intersects | Relation::Disjoint => true,
            Relation::Within => matches!(geometry, Geometry::Bbox(_)),
            Relation::Contains
            | Relation::Equals
            | Relation::Touches
            | Relation::Crosses
            | Relation::Overlaps => false,
        },
        ShapeKind::Area => match how {
            Relation::Intersects | Relation::Disjoint => true,
            Relation::Within => matches!(geometry, Geometry::Bbox(_)),
            Relation::Contains => matches!(geometry, Geometry::Shape(geo::Geometry::Point(_))),
            Relation::Equals | Relation::Touches | Relation::Crosses | Relation::Overlaps => false,
        },
    }
}

/// The shape of a row, if it has one to show.
#[must_use]
pub fn shape(table: &dyn Table, row: u32) -> Option<Shape<'_>> {
    table.shape(row).filter(|shape| !shape.is_empty())
}

/// To be apart is not to meet: the index can only propose rows that meet.
fn meeting(how: Relation, wanted: bool) -> (Relation, bool) {
    match how {
        Relation::Disjoint => (Relation::Intersects, !wanted),
        how => (how, wanted),
    }
}

/// The rows of a set that the index proposes: no other can have the relation. `None` where rows
/// without the relation are wanted. O(log n + rows of the box).
#[must_use]
pub fn near(
    snapshot: &Snapshot,
    layer: Layer,
    (how, geometry): (Relation, &Geometry),
    wanted: bool,
    among: &RowSet,
) -> Option<RowSet> {
    let (_, is_proposed) = meeting(how, wanted);
    is_proposed.then(|| proposed(snapshot, layer, geometry, among))
}

fn proposed(snapshot: &Snapshot, layer: Layer, geometry: &Geometry, among: &RowSet) -> RowSet {
    let near = bbox(geometry).map(|bbox| snapshot.rows_within(layer, bbox)).unwrap_or_default();
    RowSet::from_rows(among.table_len(), near).and(among)
}

/// The rows of a set whose shape has a relation, or has a shape but not the relation when that
/// is `wanted`. O(log n + rows of the box × corners of the shape); O(rows) for the others.
#[must_use]
pub fn rows(
    snapshot: &Snapshot,
    layer: Layer,
    (how, geometry): (Relation, &Geometry),
    wanted: bool,
    among: &RowSet,
) -> RowSet {
    let near = proposed(snapshot, layer, geometry, among);
    let related = related(snapshot, layer, (how, geometry), &near);
    if meeting(how, wanted).1 {
        return related;
    }
    let table = &*snapshot.table(layer);
    among.kept(|row| !related.contains(row) && shape(table, row).is_some())
}

/// The rows of a set whose shape has a relation ([`Relation::Disjoint`]: has the contrary); a set
/// that [`near`] gave.
#[must_use]
pub fn related(
    snapshot: &Snapshot,
    layer: Layer,
    (how, geometry): (Relation, &Geometry),
    near: &RowSet,
) -> RowSet {
    let table = &*snapshot.table(layer);
    let (how, _) = meeting(how, true);
    let borders = borders(geometry);
    near.kept(|row| {
        let relates = |shape| match shape {
            Shape::Point(position) => point_relates(position, how, geometry),
            Shape::Line(line) => line_relates(line, how, geometry),
            Shape::Area(area) if is_clear_of(area, &borders) => {
                how == Relation::Intersects && begins_inside(area, geometry)
            }
            Shape::Area(area) => area_relates(area, how, geometry),
        };
        shape(table, row).is_some_and(relates)
    })
}

fn bbox(geometry: &Geometry) -> Option<Bbox> {
    match geometry {
        Geometry::Bbox(bbox) => Some(*bbox),
        Geometry::Shape(shape) => {
            let around = shape.bounding_rect()?;
            Bbox::new(around.min().x, around.min().y, around.max().x, around.max().y).ok()
        }
    }
}

/// The edges of a polygon or of several; `None` for other shapes.
fn borders(geometry: &Geometry) -> Option<Vec<Line<f64>>> {
    match geometry {
        Geometry::Shape(geo::Geometry::Polygon(polygon)) => Some(polygon.lines_iter().collect()),
        Geometry::Shape(geo::Geometry::MultiPolygon(polygons)) => Some(polygons.lines_iter().collect()),
        Geometry::Shape(_) | Geometry::Bbox(_) => None,
    }
}

/// Whether no edge comes near the box of a surface, which then is wholly inside or wholly
/// outside: most communes under a drawn region, spared the comparison of every edge with every edge.
fn is_clear_of(area: &Area, borders: &Option<Vec<Line<f64>>>) -> bool {
    let (Some(borders), Some(around)) = (borders, area.bbox()) else { return false };
    let [west, south, east, north] = around.sides();
    let is_far = |line: &Line<f64>| {
        let (a, b) = (line.start, line.end);
        a.x.max(b.x) < west || east < a.x.min(b.x) || a.y.max(b.y) < south || north < a.y.min(b.y)
    };
    borders.iter().all(is_far)
}

fn begins_inside(area: &Area, geometry: &Geometry) -> bool {
    let corner = area.0.first().and_then(|piece| piece.exterior.first());
    corner.is_some_and(|&corner| point_relates(corner, Relation::Intersects, geometry))
}

fn point_relates(position: Position, how: Relation, geometry: &Geometry) -> bool {
    let at = Coord { x: position.lon(), y: position.lat() };
    let place = || match geometry {
        Geometry::Bbox(bbox) => place_in_box(position, *bbox),
        Geometry::Shape(shape) => shape.coordinate_position(&at),
    };
    match how {
        Relation::Intersects => place() != CoordPos::Outside,
        Relation::Disjoint => place() == CoordPos::Outside,
        Relation::Within => place() == CoordPos::Inside,
        Relation::Touches => place() == CoordPos::OnBoundary,
        // A point holds nothing but itself.
        Relation::Contains | Relation::Equals => match geometry {
            Geometry::Bbox(bbox) => bbox.sides() == [at.x, at.y, at.x, at.y],
            Geometry::Shape(shape) => shape.coords_iter().all(|corner| corner == at),
        },
        // Neither is of the dimension that these two want.
        Relation::Crosses | Relation::Overlaps => false,
    }
}

fn place_in_box(position: Position, bbox: Bbox) -> CoordPos {
    let [west, south, east, north] = bbox.sides();
    let (lon, lat) = (position.lon(), position.lat());
    if !bbox.contains(position) {
        CoordPos::Outside
    } else if [west, east].contains(&lon) || [south, north].contains(&lat) {
        CoordPos::OnBoundary
    } else {
        CoordPos::Inside
    }
}

fn line_relates(line: &[Position], how: Relation, geometry: &Geometry) -> bool {
    match (how, geometry) {
        (Relation::Intersects, Geometry::Bbox(bbox)) => line::meets(line, *bbox),
        (Relation::Intersects, Geometry::Shape(shape)) => {
            // An end is asked first: a line from a place to itself is no line to the predicate.
            line.first().is_some_and(|&end| point_relates(end, how, geometry))
                || line::to_geo(line).intersects(shape)
        }
        (Relation::Disjoint, _) => !line_relates(line, Relation::Intersects, geometry),
        (Relation::Within, Geometry::Bbox(bbox)) => {
            Bbox::around(line.iter().copied()).is_some_and(|around| bbox.encloses(around))
        }
        // `is_served` lets none of these through.
        (
            Relation::Within
            | Relation::Contains
            | Relation::Equals
            | Relation::Touches
            | Relation::Crosses
            | Relation::Overlaps,
            _,
        ) => false,
    }
}

fn area_relates(area: &Area, how: Relation, geometry: &Geometry) -> bool {
    match (how, geometry) {
        (Relation::Intersects, Geometry::Bbox(bbox)) => area.meets(*bbox),
        (Relation::Intersects, Geometry::Shape(shape)) => area.to_geo().intersects(shape),
        (Relation::Disjoint, _) => !area_relates(area, Relation::Intersects, geometry),
        (Relation::Within, Geometry::Bbox(bbox)) => area.bbox().is_some_and(|around| bbox.encloses(around)),
        (Relation::Contains, Geometry::Shape(geo::Geometry::Point(point))) => {
            area.to_geo().coordinate_position(&point.0) == CoordPos::Inside
        }
        // `is_served` lets none of these through.
        (
            Relation::Within
            | Relation::Contains
            | Relation::Equals
            | Relation::Touches
            | Relation::Crosses
            | Relation::Overlaps,
            _,
        ) => false,
    }
}
