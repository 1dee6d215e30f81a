//! Points as tiles, decoded by an independent reader: what is promised, and that it adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fast_mvt::MvtValue;
use proptest::prelude::*;

use super::*;
use crate::domain::actor::Family;
use crate::domain::whereabouts::Precision;
use crate::geometry::mercator::WorldPoint;
use crate::snapshot::actors::morton_of;
use crate::snapshot::layers::finding::Finding;
use crate::tiles::actors::MAIN_FUNCTION;
use crate::tiles::budget::REDUCTION;
use crate::tiles::contract::AttributeType;
use crate::tiles::sample::{Feature, NO_FUNCTION, Someone, crowd, features, one, snapshot, sum, tiles_of};
use crate::tiles::territories::TerritoryTiles;
use crate::tiles::zones::inside;

mod budget;

const POINTS: [Layer; 6] = [
    Layer::Acteurs,
    Layer::TiersLieux,
    Layer::CircuitsCourts,
    Layer::Ptce,
    Layer::Foncier,
    Layer::Equipements,
];

/// Every way to group.
const WAYS: [Grouping; 7] = [
    Grouping::Cells,
    Grouping::Zones(None),
    Grouping::Zones(Some(Level::Commune)),
    Grouping::Zones(Some(Level::Epci)),
    Grouping::Zones(Some(Level::Bassin)),
    Grouping::Zones(Some(Level::Departement)),
    Grouping::Zones(Some(Level::Region)),
];

/// So little that every tile of several symbols is above it.
const NOTHING: Budget = Budget { bytes: 0, features: 1 };

fn made(people: &[Someone]) -> (Snapshot, PointTiles) {
    let snapshot = snapshot(people);
    let points = PointTiles::new(&snapshot, Layer::Acteurs).expect("points");
    (snapshot, points)
}

/// Every tile of a zoom that may hold something of the land.
fn tiles(snapshot: &Snapshot, zoom: u8) -> Vec<TileCoord> {
    let points = Level::ALL.into_iter().flat_map(|level| snapshot.territories.of(level)).map(inside);
    let mut codes: Vec<u64> = points.map(|point| morton_of(Some(point))).collect();
    codes.extend(POINTS.into_iter().filter_map(|layer| mortons(snapshot, layer)).flatten());
    tiles_of(&codes, zoom)
}

/// All features of a zoom.
fn drawn(
    snapshot: &Snapshot,
    points: &PointTiles,
    zoom: u8,
    rows: Option<&RowSet>,
    by: Grouping,
) -> Vec<Feature> {
    let tiles = tiles(snapshot, zoom).into_iter();
    tiles.flat_map(|tile| features(&points.draw(snapshot, tile, rows, by))).collect()
}

/// The last zoom at which actors are counted by cells.
fn last_of_cells() -> u8 {
    let layer = Contract::of_this_build().layer("acteurs").expect("actors are promised");
    layer.clusters_until().expect("they are counted")
}

type Emitted = BTreeMap<String, BTreeMap<String, AttributeType>>;

/// All that is ever drawn of a land where every layer has something; cells of a view are those
/// of all actors.
fn emitted() -> Emitted {
    let snapshot = snapshot(&crowd());
    let index = TerritoryTiles::new(&snapshot.territories, Arc::clone(&snapshot.sheets));
    let mut emitted = Emitted::new();
    let mut tell = |bytes: &[u8], layer: &dyn Fn(&str) -> Vec<String>| {
        for feature in features(bytes) {
            for (key, value) in feature.properties {
                let kind = match value {
                    MvtValue::String(_) => AttributeType::Text,
                    MvtValue::UInt(_) => AttributeType::Integer,
                    other => panic!("{key} is {other:?}"),
                };
                let name = if key.starts_with(MAIN_FUNCTION) { "m_*".to_owned() } else { key };
                for layer in layer(&feature.layer) {
                    emitted.entry(layer).or_default().insert(name.clone(), kind);
                }
            }
        }
    };
    let itself = |name: &str| vec![name.to_owned()];
    let views = |name: &str| match name.strip_prefix("acteurs") {
        Some(rest) => {
            ["acteurs", "tiers-lieux", "circuits-courts", "ptce"].map(|n| format!("{n}{rest}")).to_vec()
        }
        None => itself(name),
    };
    let points = [Layer::Acteurs, Layer::Foncier, Layer::Equipements]
        .map(|layer| PointTiles::new(&snapshot, layer).expect("points"));
    for tile in (0..=14).flat_map(|zoom| tiles(&snapshot, zoom)) {
        tell(&index.draw(&snapshot.territories, tile, &Level::ALL, None), &itself);
        for points in &points {
            for by in WAYS {
                tell(&points.draw(&snapshot, tile, None, by), &views);
            }
            let communes = points.all_zones(&snapshot, Level::Commune);
            tell(&points.draw_zones_within(&snapshot, tile, communes, NOTHING), &views);
        }
    }
    emitted
}

#[test]
fn what_is_promised_is_drawn_and_what_is_drawn_is_promised() {
    let contract = Contract::of_this_build();
    let promised: Emitted = contract
        .layers()
        .iter()
        // What was found takes analyses: tests/it/found.rs.
        .filter(|layer| Finding::ALL.iter().all(|finding| finding.name() != layer.group))
        .map(|layer| {
            let attributes = contract.attributes(layer).iter();
            (layer.name.clone(), attributes.map(|(name, a)| (name.clone(), a.kind)).collect())
        })
        .collect();
    assert_eq!(emitted(), promised);
}

#[test]
fn a_layer_without_rows_and_a_zoom_without_a_promise_are_no_bytes() {
    let (land, nobody) = made(&[]);
    let world = TileCoord::new(0, 0, 0).expect("inside");
    for by in WAYS {
        assert!(nobody.draw(&land, world, None, by).is_empty());
        assert!(nobody.draw(&land, world, Some(&RowSet::none(0)), by).is_empty());
    }
    assert!(PointTiles::new(&land, Layer::Territories(Level::Commune)).is_none());
    let (land, people) = made(&crowd());
    for by in WAYS {
        assert!(drawn(&land, &people, 15, None, by).is_empty());
    }
}

#[test]
fn ids_are_unique_within_a_layer_of_a_zoom() {
    let (land, people) = made(&crowd());
    for zoom in 0..=14 {
        for by in WAYS {
            let mut ids = BTreeSet::new();
            for feature in drawn(&land, &people, zoom, None, by) {
                assert!(ids.insert(feature.id) && feature.id < 1 << 53, "{} at zoom {zoom}", feature.id);
            }
        }
        // Tiles that are joined each by as much as it takes.
        let few = Budget { bytes: 500_000, features: 3 };
        let communes = people.all_zones(&land, Level::Commune);
        let mut ids = BTreeSet::new();
        for tile in tiles(&land, zoom) {
            let cells = people.draw_cells(&land, tile, None, few);
            let zones = people.draw_zones_within(&land, tile, communes, few);
            for feature in [cells, zones].iter().flat_map(|bytes| features(bytes)) {
                let is_new = ids.insert((feature.layer.clone(), feature.id)) || feature.layer == REDUCTION;
                assert!(is_new && feature.id < 1 << 53, "{} at zoom {zoom}", feature.id);
            }
        }
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let draw = || -> Vec<Vec<u8>> {
        let (land, people) = made(&crowd());
        let odd = RowSet::of(400, |row| row % 2 == 1);
        let tiles = (0..=14).flat_map(|zoom| tiles(&land, zoom));
        tiles
            .flat_map(|tile| WAYS.map(|by| (tile, by)))
            .flat_map(|(tile, by)| [None, Some(&odd)].map(|rows| people.draw(&land, tile, rows, by)))
            .collect()
    };
    assert_eq!(draw(), draw());
}

#[test]
fn identical_points_are_one_cluster_then_as_many_places() {
    let (land, people) = made(&vec![one(2.0, 47.0); 1000]);
    for zoom in 0..=last_of_cells() {
        let [feature] = &drawn(&land, &people, zoom, None, Grouping::Cells)[..] else { panic!("one cell") };
        assert_eq!(feature.number("count"), 1000, "zoom {zoom}");
    }
    for zoom in last_of_cells() + 1..=14 {
        let features = drawn(&land, &people, zoom, None, Grouping::Cells);
        assert_eq!(features.len(), 1000, "zoom {zoom}");
        assert!(features.iter().all(|f| f.at == features[0].at && f.text("kind") == Some("place")));
    }
}

#[test]
fn points_astride_a_tile_border_are_counted_once_each() {
    // 0° E is a border of tiles at every zoom.
    let (land, people) = made(&[one(-1e-7, 47.0), one(0.0, 47.0), one(1e-7, 47.0)]);
    for zoom in 1..=14 {
        let actors = mortons(&land, Layer::Acteurs).expect("actors");
        let counts: Vec<u64> = tiles_of(actors, zoom)
            .into_iter()
            .map(|tile| sum(&features(&people.draw(&land, tile, None, Grouping::Cells)), "count"))
            .collect();
        assert_eq!(counts, [1, 2], "zoom {zoom}");
    }
}

#[test]
fn the_edges_of_the_world_are_counted_and_drawn_inside_of_their_tile() {
    let edges = [-180.0, 180.0].into_iter().flat_map(|lon| [-90.0, 90.0].map(|lat| one(lon, lat)));
    let (land, people) = made(&edges.collect::<Vec<_>>());
    for zoom in 0..=14 {
        let features = drawn(&land, &people, zoom, None, Grouping::Cells);
        assert_eq!(sum(&features, "count"), 4, "zoom {zoom}");
        let is_inside = |v: &i32| (0..EXTENT).contains(v);
        assert!(features.iter().all(|f| f.at.is_some_and(|at| at.iter().all(is_inside))), "{features:?}");
    }
}

#[test]
fn what_is_known_by_its_commune_is_never_a_place() {
    let lone = Someone { precision: Some(Precision::Commune), ..one(2.2, 47.0) };
    let (land, people) = made(&[lone.clone(), Someone { masked: true, ..lone.clone() }, one(2.25, 47.25)]);
    let communes = RowSet::of(3, |row| !land.actors.has_own_place(row));
    let first = RowSet::of(3, |row| land.actors.is_masked(row));
    for zoom in 0..=14 {
        for (rows, expected) in [(None, 3), (Some(&communes), 2), (Some(&first), 1)] {
            let features = drawn(&land, &people, zoom, rows, Grouping::Cells);
            assert_eq!(sum(&features, "count"), expected);
            let places = features.iter().filter(|f| f.text("kind") == Some("place")).count();
            assert!(places <= usize::from(rows.is_none()), "{features:?}");
        }
    }
}

#[test]
fn a_symbol_does_not_move_when_a_filter_changes() {
    let (land, people) = made(&crowd());
    let rows = RowSet::of(400, |row| row % 3 != 0);
    for zoom in 0..=last_of_cells() {
        let clusters = |rows| -> BTreeMap<u64, Option<[i32; 2]>> {
            let features = drawn(&land, &people, zoom, rows, Grouping::Cells).into_iter();
            features.filter(|f| f.text("kind") == Some("cluster")).map(|f| (f.id, f.at)).collect()
        };
        let (all, some) = (clusters(None), clusters(Some(&rows)));
        assert!(!some.is_empty() && some.iter().all(|(id, at)| all.get(id) == Some(at)), "zoom {zoom}");
    }
}

#[test]
fn a_territory_has_one_symbol_a_zoom_inside_of_it() {
    let (land, people) = made(&crowd());
    let [[west, south], [east, north]] = [[0.0, 47.0], [0.5, 47.5]];
    for zoom in 0..=14 {
        let features = drawn(&land, &people, zoom, None, Grouping::Zones(Some(Level::Commune)));
        let codes: Vec<&str> = features.iter().filter_map(|f| f.text("code")).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "zoom {zoom}: {codes:?}");
        assert_eq!(codes.len(), 8);
    }
    let first = inside(land.territories.get(Level::Commune, 0));
    assert!(west < first.lon() && first.lon() < east && south < first.lat() && first.lat() < north);
}

#[test]
fn a_commune_without_a_zone_stands_for_itself() {
    let (land, people) = made(&crowd());
    let features = drawn(&land, &people, 9, None, Grouping::Zones(Some(Level::Epci)));
    let told: Vec<_> = features.iter().map(|f| (f.text("niveau"), f.text("code"))).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(Some("epci"), Some("999999999"))), "{told:?}");
    assert!(told.contains(&(Some("commune"), Some("01007"))), "{told:?}");
}

fn someone() -> impl Strategy<Value = Someone> {
    let family = prop::option::of(prop::sample::select(Family::ALL.to_vec()));
    let precision = prop::option::weighted(0.9, prop::sample::select(Precision::ALL.to_vec()));
    let function = prop::option::of(prop::sample::select(vec![0, 1, 48, NO_FUNCTION]));
    // A few spots, so that people meet, and the whole land.
    let spot = prop_oneof![
        (0.0..4.0, 47.0..47.5),
        (0_i32..4, 0_i32..4).prop_map(|(x, y)| (1.0 + f64::from(x) * 1e-5, 47.2 + f64::from(y) * 1e-5)),
    ];
    (spot, family, function, precision, prop::bool::weighted(0.1)).prop_map(
        |((lon, lat), family, function, precision, masked)| Someone {
            lon,
            lat,
            family,
            function,
            precision,
            masked,
        },
    )
}

/// The counts of decoded symbols, by attribute: a place counts as one in its parts.
fn told(features: &[Feature]) -> BTreeMap<String, u64> {
    let mut told = BTreeMap::new();
    let mut add = |key: String, count: u64| *told.entry(key).or_default() += count;
    for feature in features {
        for (key, value) in &feature.properties {
            match (key.as_str(), value) {
                ("famille", MvtValue::String(word)) => add(format!("f_{word}"), 1),
                ("fonction", MvtValue::String(word)) => add(format!("m_{word}"), 1),
                (key, MvtValue::UInt(count)) => add(key.to_owned(), *count),
                _ => {}
            }
        }
    }
    told
}

/// The same by a loop over the actors.
fn counted(land: &Snapshot, rows: Option<&RowSet>) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    for row in (0..land.actors.len()).filter(|&row| rows.is_none_or(|rows| rows.contains(row))) {
        if land.actors.anchor(row).is_none() {
            continue;
        }
        let function = land.actors.main_function(row);
        let function = function.and_then(|id| land.functions.list().get(usize::from(id.0)));
        let parts = [
            Some("count".to_owned()),
            land.actors.family(row).map(|family| format!("f_{}", family.word())),
            function.map(|function| format!("m_{}", function.key)),
        ];
        for part in parts.into_iter().flatten() {
            *counted.entry(part).or_default() += 1;
        }
    }
    counted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The sums over the decoded tiles of a zoom are those of a loop over the actors: in all,
    /// per family and per function, by cells and by zones, with and without a filter, within
    /// and above the budget; and nobody masked is named.
    #[test]
    fn counts_of_decoded_tiles_add_up(people in prop::collection::vec(someone(), 0..60), keep in 1..5_u32) {
        let (land, points) = made(&people);
        let kept = RowSet::of(land.actors.len(), |row| row % keep == 0);
        for zoom in [0, 3, 7, 11, last_of_cells(), 14] {
            for rows in [None, Some(&kept)] {
                let expected = counted(&land, rows);
                for by in WAYS {
                    let features = drawn(&land, &points, zoom, rows, by);
                    prop_assert_eq!(told(&features), expected.clone(), "zoom {} {:?}", zoom, by);
                    for id in features.iter().filter_map(|feature| feature.text("id")) {
                        let row = (0..land.actors.len()).find(|&row| land.actors.id(row) == id).expect("known");
                        prop_assert!(land.actors.has_own_place(row) && !land.actors.is_masked(row));
                    }
                }
                let joined = tiles(&land, zoom).into_iter()
                    .map(|tile| sum(&features(&points.draw_cells(&land, tile, rows, NOTHING)), "count"));
                prop_assert_eq!(joined.sum::<u64>(), expected.get("count").copied().unwrap_or(0));
            }
        }
    }

    /// Each cell counts what a loop over positions finds in it.
    #[test]
    fn cells_agree_with_a_slow_loop(people in prop::collection::vec(someone(), 0..60), zoom in 0_u8..=last_of_cells()) {
        let (land, points) = made(&people);
        let mut slow: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for position in (0..land.actors.len()).filter_map(|row| land.actors.anchor(row)) {
            *slow.entry(WorldPoint::from_position(position).cell(zoom + CELL_BITS)).or_default() += 1;
        }
        let mut slow: Vec<u64> = slow.into_values().collect();
        let features = drawn(&land, &points, zoom, None, Grouping::Cells);
        let mut fast: Vec<u64> = features.iter().map(|f| f.number("count")).collect();
        slow.sort_unstable();
        fast.sort_unstable();
        prop_assert_eq!(fast, slow);
    }
}
