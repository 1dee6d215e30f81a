//! Surfaces in a plane against those of shapely and libpysal (`tests/refcases/14_geometry`).
//!
//! The cases are in whole meters, and so are steps: a meter is ten steps, since their points have
//! one decimal. What is exact in steps is then exact in meters, wherever on the globe that is.

use std::collections::BTreeMap;
use std::fs;

use geo::{LineString, MultiPolygon, Polygon as GeoPolygon, coord};
use maillage::analysis::hotspots::Neighbours;
use maillage::geometry::area::{Area, Polygon, Ring};
use maillage::geometry::contiguity::touches;
use maillage::geometry::coverage::edges;
use maillage::geometry::dissolve::dissolve;
use maillage::geometry::overlay::shared;
use maillage::geometry::position::Position;
use serde_json::Value;

use crate::statistics::{list, rows};

const STEPS: f64 = 10.0;

fn at(x: f64, y: f64) -> Position {
    Position::from_steps((x * STEPS).round() as i32, (y * STEPS).round() as i32).expect("small numbers")
}

/// The surfaces of a file, in the order of their ids, each with its bassin where it has one.
fn areas(file: &str) -> Vec<(Area, Option<u64>)> {
    let path = format!("{}/tests/refcases/14_geometry/input/{file}", env!("CARGO_MANIFEST_DIR"));
    let features: Value = serde_json::from_str(&fs::read_to_string(&path).expect(&path)).expect(&path);
    let ring = |ring: &Value| -> Ring {
        let number = |value: &Value| value.as_f64().expect("a number");
        let corners = ring.as_array().expect("a ring").iter().map(|c| at(number(&c[0]), number(&c[1])));
        let mut corners: Ring = corners.collect();
        corners.pop();
        // They go round clockwise.
        corners.reverse();
        corners
    };
    let features = features["features"].as_array().expect("features").iter().enumerate();
    features
        .map(|(rank, feature)| {
            assert_eq!(feature["properties"]["id"], rank);
            let rings = feature["geometry"]["coordinates"].as_array().expect("a polygon");
            assert_eq!(rings.len(), 1, "no holes");
            let area = Area(vec![Polygon { exterior: ring(&rings[0]), holes: vec![] }]);
            (area, feature["properties"]["basin"].as_u64())
        })
        .collect()
}

fn square_meters(area: &Area) -> f64 {
    area.twice_signed_size().unsigned_abs() as f64 / 2.0 / STEPS / STEPS
}

fn perimeter(area: &Area) -> f64 {
    let length = |edge: maillage::geometry::coverage::Edge| {
        let ((ax, ay), (bx, by)) = (edge.from.steps(), edge.to.steps());
        f64::from(bx - ax).hypot(f64::from(by - ay)) / STEPS
    };
    area.rings().flat_map(|ring| edges(ring)).map(length).sum()
}

#[test]
fn surfaces_are_those_of_shapely() {
    let communes = areas("communes.geojson");
    let expected = rows("refcases/14_geometry/expected/shape.csv");
    assert_eq!(communes.len(), expected.len());
    for ((area, _), row) in communes.iter().zip(&expected) {
        assert_eq!(square_meters(area), list(&row[1])[0]);
        assert!((perimeter(area) - list(&row[2])[0]).abs() < 1e-6);
    }
}

#[test]
fn a_point_is_in_the_commune_that_shapely_says() {
    let communes = areas("communes.geojson");
    let expected = rows("refcases/14_geometry/expected/points.csv");
    let points = rows("refcases/14_geometry/input/points.csv");
    assert_eq!(points.len(), expected.len());
    for (point, row) in points.iter().zip(&expected) {
        let position = at(list(&point[1])[0], list(&point[2])[0]);
        let found = communes.iter().position(|(area, _)| area.contains(position));
        assert_eq!(found.map_or("-1".to_owned(), |id| id.to_string()), &row[1], "{point:?}");
    }
}

#[test]
fn communes_united_are_the_bassins_of_shapely() {
    let mut bassins: BTreeMap<u64, Vec<Area>> = BTreeMap::new();
    for (area, bassin) in areas("communes.geojson") {
        bassins.entry(bassin.expect("each is in one")).or_default().push(area);
    }
    let expected = rows("refcases/14_geometry/expected/basins.csv");
    assert_eq!(bassins.len(), expected.len());
    for (row, members) in expected.iter().zip(bassins.values()) {
        let [_, many, surface, around, parts] = row.iter().map(|cell| list(cell)[0]).collect::<Vec<_>>()[..]
        else {
            panic!("{row:?}")
        };
        let (union, flaws) = dissolve(members.iter().flat_map(Area::rings));
        assert!(flaws.is_none(), "{flaws:?}");
        assert_eq!((members.len() as f64, union.0.len() as f64), (many, parts), "{row:?}");
        assert!((square_meters(&union) - surface).abs() < 1.0, "{row:?}");
        assert!((perimeter(&union) - around).abs() < 1e-6, "{row:?}");
    }
}

#[test]
fn who_touches_whom_is_what_libpysal_says() {
    for (input, file) in [("communes.geojson", "contiguity.csv"), ("grid.geojson", "grid_contiguity.csv")] {
        let found: Vec<String> = touches(areas(input).iter().map(|(area, _)| area))
            .iter()
            .map(|t| format!("{},{},{}", t.one, t.other, u8::from(t.is_along_an_edge)))
            .collect();
        let expected: Vec<String> = rows(&format!("refcases/14_geometry/expected/{file}"))
            .iter()
            .map(|row| row.iter().collect::<Vec<_>>().join(","))
            .collect();
        assert_eq!(found, expected);
    }
}

/// The surfaces of a file as `geo` has them.
fn surfaces(file: &str) -> Vec<MultiPolygon> {
    let polygon = |(area, _): (Area, Option<u64>)| {
        let meters = |corner: &Position| {
            let (x, y) = corner.steps();
            coord! { x: f64::from(x) / STEPS, y: f64::from(y) / STEPS }
        };
        let ring = area.0[0].exterior.iter().map(meters).collect();
        GeoPolygon::new(LineString::new(ring), Vec::new()).into()
    };
    areas(file).into_iter().map(polygon).collect()
}

fn centroids() -> Vec<[f64; 2]> {
    let rows = rows("refcases/14_geometry/expected/shape.csv");
    rows.iter().map(|row| [row[3].parse().expect("x"), row[4].parse().expect("y")]).collect()
}

#[test]
fn who_is_near_whom_is_what_libpysal_says() {
    let points = centroids();
    let six = Neighbours::nearest(&points, 6);
    let expected = rows("refcases/14_geometry/expected/knn6.csv");
    assert_eq!(expected.len(), points.len());
    for (rank, row) in expected.iter().enumerate() {
        let told: Vec<String> = six.around(rank).iter().map(ToString::to_string).collect();
        let wanted: Vec<&str> = row.iter().skip(1).collect();
        assert_eq!(told, wanted, "{rank}");
    }
    let around = Neighbours::within(&points, 5000.0);
    for (rank, row) in rows("refcases/14_geometry/expected/band5000.csv").iter().enumerate() {
        assert_eq!(around.around(rank).len().to_string(), &row[1], "{rank}");
    }
    assert!(Neighbours::nearest(&points, 0).around(0).is_empty());
}

#[test]
fn what_zones_share_is_what_shapely_says() {
    let found = shared(&surfaces("communes.geojson"), &surfaces("zones.geojson"), 1.0, Some(1.0));
    let expected = rows("refcases/14_geometry/expected/areal_weights.csv");
    assert_eq!(found.len(), expected.len());
    for (part, row) in found.iter().zip(&expected) {
        assert_eq!((part.of.to_string(), part.with.to_string()), (row[0].to_owned(), row[1].to_owned()));
        let size: f64 = row[2].parse().expect("a number");
        let share: f64 = row[3].parse().expect("a number");
        assert!((part.size - size).abs() <= 1e-3, "{part:?} {size}");
        assert!((part.share - share).abs() <= 1e-9, "{part:?} {share}");
    }
}
