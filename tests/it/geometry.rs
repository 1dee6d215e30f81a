//! Our measures against those of the reference programs (`tests/refcases/01_distance`):
//! geodesics by GeographicLib, projections by PROJ 9.5.1.

use std::collections::BTreeMap;

use geo::{Distance, Geodesic};
use maillage::geometry::position::Position;
use maillage::geometry::projection::{Grid, Projector};

/// Rows of a reference file as numbers, `NaN` for words.
fn rows(file: &str) -> Vec<BTreeMap<String, f64>> {
    let path = format!("{}/tests/refcases/01_distance/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(&path).expect(&path);
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    let number = |text: String| text.parse().unwrap_or(f64::NAN);
    rows.map(|row| row.expect(&path).into_iter().map(|(name, text)| (name, number(text))).collect()).collect()
}

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("on the globe")
}

/// The cases have six decimals and positions keep seven: nothing is lost and the README's
/// tolerance of a micrometre holds.
#[test]
fn distances_are_those_of_geographiclib_within_a_micrometre() {
    let (input, expected) = (rows("input/pairs.csv"), rows("expected/pairs.csv"));
    assert_eq!((input.len(), expected.len()), (291, 291));
    for (pair, expected) in input.iter().zip(&expected) {
        let (one, other) = (at(pair["lon1"], pair["lat1"]), at(pair["lon2"], pair["lat2"]));
        for meters in [one.distance(other), other.distance(one)] {
            let off = (meters.value() - expected["geodesic_m"]).abs();
            assert!(off < 1e-6, "{off:e} m off: {pair:?}");
        }
    }
}

/// What fixed-point positions cost where there are more than seven decimals: each end moves
/// by at most half a step both ways, 0.5e-7° · √2 = 7.9 mm, so a distance by at most 16 mm.
#[test]
fn rounding_to_a_position_moves_a_distance_by_less_than_sixteen_millimetres() {
    let mut worst: f64 = 0.0;
    let inland = |pair: &BTreeMap<String, f64>| {
        let edges = [("lon1", 180.0), ("lat1", 90.0), ("lon2", 180.0), ("lat2", 90.0)];
        edges.iter().all(|&(name, edge)| pair[name].abs() < edge)
    };
    for pair in rows("input/pairs.csv").iter().filter(|pair| inland(pair)) {
        for shift in [0.49e-7, -0.49e-7, 0.23e-7] {
            let one = (pair["lon1"] + shift, pair["lat1"] + shift);
            let other = (pair["lon2"] - shift, pair["lat2"] - shift);
            let exact = Geodesic.distance(geo::Point::from(one), geo::Point::from(other));
            let rounded = at(one.0, one.1).distance(at(other.0, other.1)).value();
            worst = worst.max((exact - rounded).abs());
        }
    }
    println!("at most {:.1} mm", worst * 1e3);
    assert!(0.001 < worst && worst < 0.016, "{worst} m");
}

#[test]
fn the_three_nearest_are_those_of_geographiclib() {
    let targets = rows("input/targets.csv");
    for (query, expected) in rows("input/queries.csv").iter().zip(rows("expected/nearest.csv")) {
        let here = at(query["lon"], query["lat"]);
        let mut all: Vec<(f64, f64)> =
            targets.iter().map(|t| (here.distance(at(t["lon"], t["lat"])).value(), t["id"])).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (rank, (meters, id)) in (1..=3).zip(all) {
            assert_eq!(id, expected[&format!("geo{rank}_id")], "rank {rank} of {query:?}");
            assert!((meters - expected[&format!("geo{rank}_m")]).abs() < 1e-6, "rank {rank} of {query:?}");
        }
    }
}

/// Calls with the grid, the input and the expected coordinates of every case; says how many
/// of each grid there were.
fn each_projection(mut check: impl FnMut(Grid, &Projector, [f64; 2], [f64; 2])) {
    let mut seen: BTreeMap<Grid, usize> = BTreeMap::new();
    for (case, expected) in rows("input/projection.csv").iter().zip(rows("expected/projection.csv")) {
        let grid = Grid::from_epsg(case["epsg"] as u16).expect("a legal grid");
        *seen.entry(grid).or_default() += 1;
        let easting_northing = [expected["easting_m"], expected["northing_m"]];
        check(grid, &Projector::new(grid), [case["lon"], case["lat"]], easting_northing);
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), Grid::PLANE);
}

#[test]
fn the_five_grids_agree_with_proj_within_a_millimetre() {
    let mut worst: BTreeMap<Grid, f64> = BTreeMap::new();
    each_projection(|grid, projector, [lon, lat], [easting, northing]| {
        let (x, y) = projector.from_degrees(lon, lat).expect("inside the grid");
        let off = (x - easting).hypot(y - northing);
        let worst = worst.entry(grid).or_default();
        *worst = worst.max(off);
    });
    println!("farthest from PROJ, in meters: {worst:?}");
    assert!(worst.values().all(|&off| off < 1e-3), "{worst:?}");
}

/// Back from PROJ's coordinates to the very position of six decimals.
#[test]
fn the_five_grids_lead_back_to_the_same_position() {
    each_projection(|grid, projector, [lon, lat], [easting, northing]| {
        let position = projector.to_position(easting, northing).expect("inside the grid");
        assert_eq!(position, at(lon, lat), "{grid:?}");
    });
}
