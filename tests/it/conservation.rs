//! Nothing is lost nor counted twice: the rows of a layer are those of its zones and of no
//! place, those of its pages, and those of its tiles at every zoom.
//!
//! Rows known to no commune and without a point of their own (*unplaced*) are in the total and
//! in no zone, and no tile draws them: sums over zones and tiles are those of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use maillage::api::state::Served;
use maillage::domain::actor::Family;
use maillage::domain::level::Level;
use maillage::geometry::mercator::cell_of_morton;
use maillage::geometry::position::Position;
use maillage::query::facets::{By, Counted, count};
use maillage::query::selection::Question;
use maillage::snapshot::Snapshot;
use maillage::snapshot::actors::MORTON_ZOOM;
use maillage::snapshot::layers::Layer;
use maillage::tiles::coord::TileCoord;
use maillage::tiles::points::Grouping;

use crate::asking::{found, get};
use crate::worlds::{World, island, real};

/// The layers whose rows are somewhere, or nowhere.
const LAYERS: [Layer; 6] = [
    Layer::Acteurs,
    Layer::TiersLieux,
    Layer::CircuitsCourts,
    Layer::Ptce,
    Layer::Foncier,
    Layer::Equipements,
];

/// The zooms that are promised to add up.
const ZOOMS: std::ops::RangeInclusive<u8> = 0..=14;

#[test]
fn on_the_island_zones_and_unplaced_add_up_to_the_total() {
    zones_add_up(&island().world);
}

#[test]
fn on_real_data_zones_and_unplaced_add_up_to_the_total() {
    real().into_iter().for_each(zones_add_up);
}

#[test]
fn on_the_island_pages_match_what_is_counted() {
    pages_match(&island().world, &Level::ALL);
}

/// Communes and bassins apart: 36,000 questions; `/counts` tells them all above.
#[test]
fn on_real_data_pages_match_what_is_counted() {
    real().into_iter().for_each(|world| pages_match(world, &[Level::Departement, Level::Region]));
}

#[test]
fn on_the_island_the_tiles_of_each_zoom_add_up() {
    tiles_add_up(&island().world);
}

#[test]
fn on_real_data_the_tiles_of_each_zoom_add_up() {
    real().into_iter().for_each(tiles_add_up);
}

#[test]
fn the_planted_rows_without_a_place_are_in_the_total_only() {
    let island = island();
    let served = island.world.served();
    let counts = served.snapshot.layer_counts(Layer::Acteurs);
    assert!(0 < island.truths.sirene.unplaced);
    assert!(island.truths.sirene.unplaced <= counts.unplaced, "{counts:?}");
}

fn counted(snapshot: &Snapshot, layer: Layer, by: By) -> Counted {
    count(snapshot, &Question::of(layer), &[by])
}

/// For each level, against a plain loop over the rows; and by family.
fn zones_add_up(world: &World) {
    let served = world.served();
    let snapshot = &served.snapshot;
    for layer in LAYERS {
        let total = snapshot.layer_counts(layer).rows;
        for level in Level::ALL {
            let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
            let (mut nowhere, mut outside) = (0, 0);
            for row in snapshot.rows(layer) {
                let Some(commune) = snapshot.commune_of(layer, row) else {
                    nowhere += 1;
                    continue;
                };
                match snapshot.territories.get(Level::Commune, commune).parents[level as usize] {
                    Some(zone) => {
                        *expected.entry(&snapshot.territories.get(level, zone).code).or_default() += 1
                    }
                    None => outside += 1,
                }
            }
            let counted = counted(snapshot, layer, By::Level(level));
            let facet = &counted.facets[0];
            let told: BTreeMap<&str, u64> = facet.counts.iter().map(|c| (c.key.as_str(), c.count)).collect();
            let what = format!("{layer} by {level}, {}", world.name);
            assert_eq!(told, expected, "{what}");
            assert_eq!((counted.total, counted.unplaced), (total, nowhere), "{what}");
            assert_eq!(facet.without, nowhere + outside, "{what}");
            assert_eq!(told.values().sum::<u64>() + outside + nowhere, total, "{what}");
            assert!(level == Level::Epci || outside == 0, "{what}: only EPCI leave communes out");
        }
        if layer.is_view_of_actors() {
            let facet = &counted(snapshot, layer, By::Family).facets[0];
            assert_eq!(facet.counts.iter().map(|c| c.count).sum::<u64>() + facet.without, total, "{layer}");
        }
    }
}

/// `numberMatched` of the whole layer, and of each zone of some levels, are what `/counts` says.
fn pages_match(world: &World, levels: &[Level]) {
    let shared = &world.shared;
    let matched = |layer: Layer, query: &str| {
        let page = found(shared, &format!("/collections/{layer}/items?limit=1{query}"));
        page["numberMatched"].as_u64().expect("a number")
    };
    for layer in LAYERS {
        let total = world.served().snapshot.layer_counts(layer).rows;
        assert_eq!(matched(layer, ""), total, "{layer}");
        for level in levels {
            let counts = found(shared, &format!("/counts/{layer}?by={level}"));
            let facet = &counts["facets"][0];
            let mut sum = facet["without"].as_u64().expect("a number");
            for one in facet["counts"].as_array().expect("a list") {
                let (code, count) = (one["key"].as_str().expect("a code"), one["count"].as_u64());
                let of_zone = matched(layer, &format!("&zone={level}:{code}"));
                assert_eq!(Some(of_zone), count, "{layer} in {level} {code}");
                sum += of_zone;
            }
            assert_eq!(sum, total, "{layer} by {level}, {}", world.name);
        }
    }
}

/// What decoded tiles say.
#[derive(Debug, Default, PartialEq)]
struct Told {
    count: u64,
    /// By the attribute that counts a family.
    families: BTreeMap<String, u64>,
}

impl Told {
    fn add(&mut self, bytes: &[u8]) {
        let reader = MvtReaderRef::new(bytes).expect("a readable tile");
        for feature in reader.layers().flat_map(|layer| layer.features()) {
            for property in feature.properties() {
                match property.expect("a readable attribute") {
                    ("count", MvtValueRef::UInt(count)) => self.count += count,
                    (part, MvtValueRef::UInt(count)) if part.starts_with("f_") => self.family(part, count),
                    ("famille", MvtValueRef::String(family)) => self.family(&format!("f_{family}"), 1),
                    _ => {}
                }
            }
        }
    }

    fn family(&mut self, part: &str, count: u64) {
        *self.families.entry(part.to_owned()).or_default() += count;
    }
}

fn draw(served: &Served, layer: Layer, tile: TileCoord) -> Vec<u8> {
    let points = served.atlas.points(layer).expect("a layer of points");
    points.draw(&served.snapshot, tile, None, Grouping::Cells)
}

/// Where a row is counted on the map.
fn anchor(snapshot: &Snapshot, layer: Layer, row: u32) -> Option<Position> {
    match layer {
        Layer::Foncier => snapshot.sites.rows()[row as usize].position,
        Layer::Equipements => snapshot.equipment.rows()[row as usize].position,
        _ => snapshot.actors.anchor(row),
    }
}

/// The tile of a position by the textbook's formula, which owes nothing to our grid.
fn textbook_tile(position: Position, zoom: u8) -> (u32, u32) {
    let side = f64::from(1_u32 << zoom);
    let x = (position.lon() + 180.0) / 360.0 * side;
    let y = (1.0 - position.lat().to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    let cell = |v: f64| v.clamp(0.0, side - 1.0).floor() as u32;
    (cell(x), cell(y))
}

/// The tiles that have rows of the kind, by the Morton codes that sort them.
fn tiles_with_rows(snapshot: &Snapshot, layer: Layer, zoom: u8) -> BTreeSet<(u32, u32)> {
    let mortons = match layer {
        Layer::Foncier => snapshot.sites.mortons(),
        Layer::Equipements => snapshot.equipment.mortons(),
        _ => snapshot.actors.mortons(),
    };
    let shift = 2 * u32::from(MORTON_ZOOM - zoom);
    mortons.iter().filter(|&&code| code != u64::MAX).map(|code| cell_of_morton(code >> shift)).collect()
}

/// The eight tiles around each, without those that have rows themselves.
fn ring(tiles: &BTreeSet<(u32, u32)>, zoom: u8) -> BTreeSet<(u32, u32)> {
    let side = 1_i64 << zoom;
    let steps = || (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
    let around =
        tiles.iter().flat_map(|&(x, y)| steps().map(move |(dx, dy)| (i64::from(x) + dx, i64::from(y) + dy)));
    let inside = around.filter(|&(x, y)| 0 <= x && x < side && 0 <= y && y < side);
    inside.map(|(x, y)| (x as u32, y as u32)).filter(|tile| !tiles.contains(tile)).collect()
}

/// Each tile counts the rows that the textbook puts in it; around those that have rows, tiles
/// are empty; and over a zoom, families add up to those of the layer.
fn tiles_add_up(world: &World) {
    let start = Instant::now();
    let served = world.served();
    let snapshot = &served.snapshot;
    let mut drawn = 0;
    for layer in LAYERS {
        let anchors: Vec<Position> =
            snapshot.rows(layer).filter_map(|row| anchor(snapshot, layer, row)).collect();
        let unplaced = snapshot.layer_counts(layer).unplaced;
        let total = snapshot.layer_counts(layer).rows;
        assert_eq!(anchors.len() as u64 + unplaced, total, "{layer}: a row has a place or is unplaced");
        for zoom in ZOOMS {
            let what = format!("{layer} at zoom {zoom}, {}", world.name);
            let mut expected: BTreeMap<(u32, u32), u64> = BTreeMap::new();
            for &position in &anchors {
                *expected.entry(textbook_tile(position, zoom)).or_default() += 1;
            }
            let tiles = tiles_with_rows(snapshot, layer, zoom);
            let mut sum = Told::default();
            for &(x, y) in &tiles {
                let bytes = draw(&served, layer, TileCoord::new(zoom, x, y).expect("inside"));
                let before = sum.count;
                sum.add(&bytes);
                let counted = sum.count - before;
                assert_eq!(counted, expected.get(&(x, y)).copied().unwrap_or(0), "{what}, tile {x}/{y}");
                drawn += 1;
            }
            assert_eq!(sum.count + unplaced, total, "{what}");
            assert_eq!(sum.families, families(snapshot, layer), "{what}");
            for (x, y) in ring(&tiles, zoom) {
                let bytes = draw(&served, layer, TileCoord::new(zoom, x, y).expect("inside"));
                assert!(bytes.is_empty(), "{what}: tile {x}/{y} has no row");
                drawn += 1;
            }
            a_few_over_http(world, layer, zoom, &tiles);
        }
    }
    println!("{}: {drawn} tiles in {:.1} s", world.name, start.elapsed().as_secs_f64());
}

/// The families of the layer's rows that a tile draws, by a plain loop.
fn families(snapshot: &Snapshot, layer: Layer) -> BTreeMap<String, u64> {
    let mut families = BTreeMap::new();
    if layer.is_view_of_actors() {
        let drawn = snapshot.rows(layer).filter(|&row| snapshot.actors.anchor(row).is_some());
        for family in drawn.filter_map(|row| snapshot.actors.family(row)) {
            *families.entry(format!("f_{}", Family::word(family))).or_default() += 1;
        }
    }
    families
}

/// The first, middle and last tile of a zoom are served as drawn.
fn a_few_over_http(world: &World, layer: Layer, zoom: u8, tiles: &BTreeSet<(u32, u32)>) {
    let served = world.served();
    let tiles: Vec<_> = tiles.iter().collect();
    for &&(x, y) in [tiles.first(), tiles.get(tiles.len() / 2), tiles.last()].into_iter().flatten() {
        let id = &served.atlas.edition;
        let answered = get(&world.shared, &format!("/tiles/{id}/{layer}/{zoom}/{x}/{y}"));
        let drawn = draw(&served, layer, TileCoord::new(zoom, x, y).expect("inside"));
        assert_eq!(
            answered.status.as_u16(),
            if drawn.is_empty() { 204 } else { 200 },
            "{layer} {zoom}/{x}/{y}"
        );
        assert!(answered.body == drawn, "{layer} {zoom}/{x}/{y} is served as drawn");
    }
}
