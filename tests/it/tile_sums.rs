//! The sums of decoded tiles are the rows, at every zoom: by cells and by territory, in all,
//! per family and per main function, without a filter and under three; and no tile is above
//! the budget.
//!
//! `MAILLAGE_SNAPSHOT=folder cargo test --release --test it tile_sums -- --nocapture` asks it
//! of any folder of snapshots, and prints what tiles weigh and how long they take to draw.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use fast_mvt::{MvtReaderRef, MvtValueRef};
use flate2::Compression;
use flate2::write::GzEncoder;
use maillage::domain::actor::Family;
use maillage::domain::land::Nature;
use maillage::domain::level::Level;
use maillage::domain::whereabouts::Precision;
use maillage::geometry::mercator::cell_of_morton;
use maillage::index::rows::RowSet;
use maillage::snapshot::actors::{MORTON_ZOOM, morton_of};
use maillage::snapshot::layers::Layer;
use maillage::snapshot::{Snapshot, load};
use maillage::tiles::contract::Contract;
use maillage::tiles::coord::TileCoord;
use maillage::tiles::members::mortons;
use maillage::tiles::points::{Grouping, PointTiles};

use crate::worlds::{island, real};

const LAYERS: [Layer; 6] = [
    Layer::Acteurs,
    Layer::TiersLieux,
    Layer::CircuitsCourts,
    Layer::Ptce,
    Layer::Foncier,
    Layer::Equipements,
];

#[test]
fn on_the_island_tiles_add_up_under_any_filter() {
    add_up("island", &island().world.served().snapshot);
}

#[test]
fn on_real_data_tiles_add_up_under_any_filter() {
    if let Some(world) = real() {
        add_up(world.name, &world.served().snapshot);
    }
}

#[test]
fn on_the_snapshot_named_by_the_environment_tiles_add_up_under_any_filter() {
    match std::env::var_os("MAILLAGE_SNAPSHOT") {
        None => println!("skipped: MAILLAGE_SNAPSHOT names no folder of snapshots"),
        Some(folder) => add_up("snapshot", &load::current(Path::new(&folder)).expect("a snapshot")),
    }
}

/// Counts by attribute.
type Sums = BTreeMap<String, u64>;

/// What the tiles of a zoom say and weigh.
#[derive(Default)]
struct Zoom {
    sums: Sums,
    tiles: u32,
    reduced: u32,
    places: u64,
    most_features: usize,
    most_bytes: usize,
    most_gzip: usize,
    time: Duration,
    longest: Duration,
}

impl Zoom {
    fn add(&mut self, bytes: &[u8], time: Duration) {
        if bytes.is_empty() {
            return;
        }
        self.tiles += 1;
        self.time += time;
        self.longest = self.longest.max(time);
        let reader = MvtReaderRef::new(bytes).expect("a readable tile");
        for layer in reader.layers() {
            if layer.name() == "reduction" {
                self.reduced += 1;
                continue;
            }
            self.most_features = self.most_features.max(layer.feature_count());
            for property in layer.features().flat_map(|feature| feature.properties()) {
                match property.expect("a readable attribute") {
                    ("kind", MvtValueRef::String("place")) => self.places += 1,
                    ("famille", MvtValueRef::String(word)) => self.count("f_", word, 1),
                    ("fonction", MvtValueRef::String(word)) => self.count("m_", word, 1),
                    ("nature", MvtValueRef::String(word)) => self.count("n_", word, 1),
                    ("zones" | "surface_m2" | "surfaces", _) => {}
                    (part, MvtValueRef::UInt(count)) => self.count("", part, count),
                    _ => {}
                }
            }
        }
        // Lighter tiles than a heavy one found before need not be weighed.
        if self.most_gzip < bytes.len() {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            gzip.write_all(bytes).expect("in memory");
            self.most_gzip = self.most_gzip.max(gzip.finish().expect("in memory").len());
        }
        self.most_bytes = self.most_bytes.max(bytes.len());
    }

    fn count(&mut self, before: &str, part: &str, count: u64) {
        // Without an allocation for each of millions of attributes.
        let known = self.sums.get_mut(part).filter(|_| before.is_empty());
        match known {
            Some(sum) => *sum += count,
            None => *self.sums.entry(format!("{before}{part}")).or_default() += count,
        }
    }
}

/// Those of a family or kind, those of half of the départements, and one row in three.
fn filters(snapshot: &Snapshot, layer: Layer) -> Vec<(&'static str, Option<RowSet>)> {
    let len = mortons(snapshot, layer).map_or(0, |mortons| mortons.len() as u32);
    let in_layer = |row| !layer.is_view_of_actors() || snapshot.is_in_view(layer, row);
    let of = |holds: &dyn Fn(u32) -> bool| Some(RowSet::of(len, |row| in_layer(row) && holds(row)));
    let is_of_kind = |row: u32| match layer {
        Layer::Foncier => snapshot.sites.rows()[row as usize].thing.checked,
        Layer::Equipements => snapshot.equipment.rows()[row as usize].thing.kind.word() == "gare",
        _ => snapshot.actors.family(row) == Some(Family::Association),
    };
    let is_in_half = |row: u32| {
        let commune = snapshot.commune_of(layer, row);
        let zone = commune.and_then(|commune| snapshot.territories.zone(commune, Level::Departement));
        zone.is_some_and(|zone| zone % 2 == 0)
    };
    vec![
        ("all", None),
        ("a family or kind", of(&is_of_kind)),
        ("half of the départements", of(&is_in_half)),
        ("one in three", of(&|row| row.wrapping_mul(2_654_435_761) % 3 == 0)),
    ]
}

/// What the tiles must say, by a plain loop over the rows.
fn expected(snapshot: &Snapshot, layer: Layer, rows: Option<&RowSet>) -> Sums {
    let mut sums = Sums::new();
    let mut count = |part: Option<String>| {
        if let Some(part) = part {
            *sums.entry(part).or_default() += 1;
        }
    };
    let kept = snapshot.rows(layer).filter(|&row| rows.is_none_or(|rows| rows.contains(row)));
    for row in kept.filter(|&row| snapshot.commune_of(layer, row).is_some()) {
        count(Some("count".to_owned()));
        match layer {
            Layer::Foncier => {
                let site = &snapshot.sites.rows()[row as usize].thing;
                let part = match (site.nature, site.checked) {
                    (Nature::PublicParcel, _) => "s_parcelle-publique",
                    (_, true) => "s_verifiee",
                    (_, false) => "s_non-verifiee",
                };
                count(Some(part.to_owned()));
            }
            Layer::Equipements => {
                count(Some(format!("n_{}", snapshot.equipment.rows()[row as usize].thing.kind.word())));
            }
            _ => {
                count(snapshot.actors.family(row).map(|family| format!("f_{}", family.word())));
                let function = snapshot.actors.main_function(row);
                let function = function.map(|id| &snapshot.functions.list()[usize::from(id.0)].key);
                count(function.map(|key| format!("m_{key}")));
            }
        }
    }
    sums
}

/// How many rows may be drawn where they are.
fn own_places(snapshot: &Snapshot, layer: Layer, rows: Option<&RowSet>) -> u64 {
    let is_own = |row: &u32| match layer {
        Layer::Foncier => is_finer(snapshot.sites.rows()[*row as usize].precision),
        Layer::Equipements => is_finer(snapshot.equipment.rows()[*row as usize].precision),
        _ => snapshot.actors.has_own_place(*row),
    };
    let kept = snapshot.rows(layer).filter(|&row| rows.is_none_or(|rows| rows.contains(row)));
    kept.filter(is_own).count() as u64
}

fn is_finer(precision: Option<Precision>) -> bool {
    precision.is_some_and(|precision| precision != Precision::Commune)
}

/// The Morton codes of all that a layer has a symbol for.
fn codes(snapshot: &Snapshot, layer: Layer, by: Grouping) -> Vec<u64> {
    match by {
        Grouping::Cells => mortons(snapshot, layer).expect("points").to_vec(),
        // Both points of each territory: symbols stand where the outline is.
        Grouping::Zones(_) => {
            let all = Level::ALL.into_iter().flat_map(|level| snapshot.territories.of(level));
            let points = all.flat_map(|t| [Some(t.point), t.area.interior_position()]).flatten();
            points.map(|position| morton_of(Some(position))).collect()
        }
    }
}

/// Every tile of a zoom that owns one of these.
fn tiles(codes: &[u64], zoom: u8) -> Vec<TileCoord> {
    let shift = 2 * u32::from(MORTON_ZOOM - zoom);
    let placed = codes.iter().filter(|&&code| code != u64::MAX);
    let tile = |code| {
        let (x, y) = cell_of_morton(code);
        TileCoord::new(zoom, x, y).expect("inside")
    };
    placed.map(|code| code >> shift).collect::<BTreeSet<u64>>().into_iter().map(tile).collect()
}

fn add_up(name: &str, snapshot: &Snapshot) {
    let budget = Contract::of_this_build().budget();
    for level in Level::ALL {
        let all = snapshot.territories.of(level);
        let outside = all.iter().filter(|t| !t.area.0.is_empty() && !t.area.contains(t.point)).count();
        println!("{name}: {outside} of {} {level} have their point outside of their outline", all.len());
    }
    let zones = codes(snapshot, Layer::Acteurs, Grouping::Zones(None));
    for layer in LAYERS {
        let start = Instant::now();
        let points = PointTiles::new(snapshot, layer).expect("points");
        println!("{name}, {layer}: made in {:.0?}, {} kB", start.elapsed(), points.weight() / 1000);
        let filters: Vec<_> = filters(snapshot, layer)
            .into_iter()
            .map(|(said, rows)| (said, expected(snapshot, layer, rows.as_ref()), rows))
            .collect();
        let cells = codes(snapshot, layer, Grouping::Cells);
        for (by, codes) in [(Grouping::Cells, &cells), (Grouping::Zones(None), &zones)] {
            for zoom in 0..=14 {
                let tiles = tiles(codes, zoom);
                for (said, expected, filter) in &filters {
                    let told = drawn(snapshot, &points, &tiles, filter.as_ref(), by);
                    let what = format!("{name}, {layer} by {by:?} at zoom {zoom}, {said}");
                    let (mut sums, mut rows) = (told.sums.clone(), expected.clone());
                    if layer == Layer::Foncier && by == Grouping::Cells {
                        // A site as a place does not tell whether it was checked.
                        sums.retain(|key, _| key == "count");
                        rows.retain(|key, _| key == "count");
                    }
                    assert_eq!(sums, rows, "{what}");
                    if (by, zoom, told.reduced) == (Grouping::Cells, 14, 0) {
                        assert_eq!(told.places, own_places(snapshot, layer, filter.as_ref()), "{what}");
                    }
                    assert!(told.most_gzip <= budget.bytes, "{what}: {} bytes", told.most_gzip);
                    assert!(told.most_features <= budget.features, "{what}: {}", told.most_features);
                    print(&what, &told);
                }
            }
        }
    }
}

fn drawn(
    snapshot: &Snapshot,
    points: &PointTiles,
    tiles: &[TileCoord],
    rows: Option<&RowSet>,
    by: Grouping,
) -> Zoom {
    let mut told = Zoom::default();
    let level = tiles.first().and_then(|tile| Contract::of_this_build().zones_at(tile.zoom()));
    let tallies = level.map(|level| points.zone_tallies(snapshot, level, rows));
    for &tile in tiles {
        let start = Instant::now();
        let bytes = match (by, &tallies) {
            (Grouping::Zones(_), Some(tallies)) => points.draw_zones(snapshot, tile, tallies),
            _ => points.draw(snapshot, tile, rows, by),
        };
        told.add(&bytes, start.elapsed());
    }
    told
}

fn print(what: &str, told: &Zoom) {
    let mean = told.time / told.tiles.max(1);
    let Zoom { sums, tiles, reduced, most_features, most_bytes, most_gzip, longest, .. } = told;
    println!(
        "{what}: {} in {tiles} tiles, {reduced} reduced; at most {most_features} symbols, \
         {most_bytes} bytes, {most_gzip} compressed; {mean:.1?} a tile, {longest:.1?} at most",
        sums.get("count").copied().unwrap_or(0),
    );
}
