//! The paths that every request takes, each beside a peer in the same run: the ratio between
//! the two survives another machine, the figures do not.
//!
//! Points are uniform over mainland France's box and sorted along the Z curve, as a snapshot
//! sorts them. Boxes and origins differ from one iteration to the next.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::{Bencher, black_box};
use maillage::domain::actor::Family;
use maillage::domain::function::{FunctionId, FunctionSet, Functions};
use maillage::domain::whereabouts::Precision;
use maillage::formats::table::{Table, Value};
use maillage::geometry::bbox::Bbox;
use maillage::geometry::mercator::{WorldPoint, cell_of_morton, morton};
use maillage::geometry::position::Position;
use maillage::index::points::PointIndex;
use maillage::index::rows::RowSet;
use maillage::network::ways_file::Known;
use maillage::query::filter::{Filter, Language, parse};
use maillage::snapshot::actors::{Actor, Actors, MORTON_ZOOM, morton_of};
use maillage::snapshot::layers::Layer;
use maillage::snapshot::layers::actor_table::{ActorTable, COLUMNS};
use maillage::snapshot::manifest::Manifest;
use maillage::snapshot::places::{Equipments, Sites};
use maillage::snapshot::sheets::Sheets;
use maillage::snapshot::territories::Territories;
use maillage::snapshot::ways::HeldWays;
use maillage::snapshot::{Parts, Snapshot};
use maillage::tiles::aggregate::CELL_BITS;
use maillage::tiles::coord::TileCoord;
use maillage::tiles::points::{Grouping, PointTiles};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

/// A tenth of the country's actors, and all of them.
const SIZES: [usize; 2] = [250_000, 2_500_000];

const WEST: f64 = -5.0;
const SOUTH: f64 = 42.0;
const WIDTH: f64 = 13.0;
const HEIGHT: f64 = 9.0;

/// Rows that a box holds on average.
const HITS: f64 = 1_000.0;
/// Neighbours asked for.
const NEIGHBOURS: usize = 20;

type Leaf = GeomWithData<[f64; 2], u32>;

/// A crowd of some size, and the indexes over it.
struct World {
    positions: Vec<Position>,
    index: PointIndex,
    /// The peer: the same points in a tree of rstar's default node size.
    plain_tree: RTree<Leaf>,
    boxes: Vec<Bbox>,
    origins: Vec<Position>,
}

static WORLDS: [LazyLock<World>; 2] =
    [LazyLock::new(|| World::new(SIZES[0])), LazyLock::new(|| World::new(SIZES[1]))];

fn world(size: usize) -> &'static World {
    &WORLDS[SIZES.iter().position(|&s| s == size).expect("one of SIZES")]
}

impl World {
    fn new(size: usize) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        let mut positions: Vec<Position> = (0..size).map(|_| somewhere(&mut chance, 1.0)).collect();
        positions.sort_by_cached_key(|&position| morton_of(Some(position)));
        let share = (HITS / size as f64).sqrt();
        let boxes = (0..256).map(|_| {
            let [west, south] = somewhere(&mut chance, 1.0 - share).degrees();
            Bbox::new(west, south, west + WIDTH * share, south + HEIGHT * share).expect("on the globe")
        });
        let boxes = boxes.collect();
        let origins = (0..256).map(|_| somewhere(&mut chance, 1.0)).collect();
        let leaves = (0..).zip(&positions).map(|(row, &position)| Leaf::new(plane(position), row));
        Self {
            index: PointIndex::new((0..).zip(positions.iter().copied())),
            plain_tree: RTree::bulk_load(leaves.collect()),
            positions,
            boxes,
            origins,
        }
    }

    fn position(&self, row: u32) -> Option<Position> {
        self.positions.get(row as usize).copied()
    }
}

/// Uniform over the south-west part of the box, `share` of each side.
fn somewhere(chance: &mut ChaCha8Rng, share: f64) -> Position {
    let mut unit = || f64::from(chance.next_u32()) / 4_294_967_296.0;
    let (lon, lat) = (WEST + WIDTH * share * unit(), SOUTH + HEIGHT * share * unit());
    Position::from_degrees(lon, lat).expect("on the globe")
}

fn plane(position: Position) -> [f64; 2] {
    let WorldPoint { x, y } = WorldPoint::from_position(position);
    [x, y]
}

/// Measures a question, asked of one of `askers` after the other.
fn ask<A: Sync, T>(bencher: Bencher, askers: &'static [A], question: impl Fn(&A) -> T + Sync) {
    let turn = AtomicUsize::new(0);
    bencher
        .with_inputs(|| &askers[turn.fetch_add(1, Ordering::Relaxed) % askers.len()])
        .bench_refs(|asker| question(asker));
}

/// The rows inside a box that holds a thousand.
#[divan::bench_group]
mod a_box_of_1000_hits {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn index(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.boxes, |bbox| world.index.within(*bbox, |row| world.position(row)));
    }

    /// The same answer from a tree of default node size.
    #[divan::bench(args = SIZES)]
    fn peer_rstar_default(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.boxes, |bbox| {
            let [west, south, east, north] = bbox.sides();
            let corner = |lon, lat| plane(Position::from_degrees(lon, lat).expect("on the globe"));
            let envelope = AABB::from_corners(corner(west, north), corner(east, south));
            let found = world.plain_tree.locate_in_envelope(envelope).map(|leaf| leaf.data);
            let mut rows: Vec<u32> =
                found.filter(|&row| bbox.contains(world.positions[row as usize])).collect();
            rows.sort_unstable();
            rows
        });
    }

    /// The same answer from no index at all.
    #[divan::bench(args = SIZES)]
    fn peer_plain_loop(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.boxes, |bbox| {
            let rows = (0_u32..).zip(&world.positions);
            rows.filter(|(_, position)| bbox.contains(**position)).map(|(row, _)| row).collect::<Vec<_>>()
        });
    }
}

/// The nearest rows, ranked on the ellipsoid.
#[divan::bench_group]
mod the_20_nearest {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn index(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.origins, |from| {
            world.index.nearest(*from, NEIGHBOURS, |row| world.position(row))
        });
    }

    /// The first of a tree of default node size, as the plane ranks them: no geodesic.
    #[divan::bench(args = SIZES)]
    fn peer_rstar_default(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.origins, |from| {
            let nearest = world.plain_tree.nearest_neighbor_iter(plane(*from));
            nearest.take(NEIGHBOURS).map(|leaf| leaf.data).collect::<Vec<_>>()
        });
    }

    /// From no index at all: as the plane ranks them, then on the ellipsoid.
    #[divan::bench(args = SIZES, sample_count = 20)]
    fn peer_plain_loop(bencher: Bencher, size: usize) {
        let world = world(size);
        ask(bencher, &world.origins, |from| {
            let [x, y] = plane(*from);
            let squared = |position: &Position| {
                let [px, py] = plane(*position);
                (px - x).powi(2) + (py - y).powi(2)
            };
            let mut all: Vec<(f64, u32)> = world.positions.iter().map(squared).zip(0..).collect();
            all.select_nth_unstable_by(NEIGHBOURS, |a, b| a.0.total_cmp(&b.0));
            let first = all[..NEIGHBOURS].iter().map(|&(_, row)| row);
            let mut rows: Vec<(u32, f64)> =
                first.map(|row| (row, from.distance(world.positions[row as usize]).value())).collect();
            rows.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            rows
        });
    }
}

/// The tile of a zoom that holds most actors, drawn from nothing that was kept: `(actors, zoom)`.
#[divan::bench_group(sample_count = 50)]
mod a_cold_tile {
    use super::*;

    #[divan::bench(args = CASES)]
    fn whole(bencher: Bencher, (size, zoom): (usize, u8)) {
        let town = town(size);
        let tile = town.busiest(zoom);
        bencher.bench(|| town.points.draw(&town.snapshot, black_box(tile), None, Grouping::Cells));
    }

    /// One actor in three, as a filter would answer.
    #[divan::bench(args = CASES)]
    fn filtered(bencher: Bencher, (size, zoom): (usize, u8)) {
        let town = town(size);
        let tile = town.busiest(zoom);
        bencher
            .bench(|| town.points.draw(&town.snapshot, black_box(tile), Some(&town.third), Grouping::Cells));
    }

    /// What a loop over the rows of the tile takes to count those of the filter by cell and
    /// family: no function, no bytes.
    #[divan::bench(args = CASES)]
    fn peer_plain_count(bencher: Bencher, (size, zoom): (usize, u8)) {
        let town = town(size);
        let actors = &town.snapshot.actors;
        let rows = rows_in_tile(actors.mortons(), town.busiest(zoom));
        let shift = 2 * u32::from(MORTON_ZOOM - zoom - CELL_BITS);
        bencher.bench(|| {
            let mut cells: BTreeMap<u64, [u32; 6]> = BTreeMap::new();
            for row in black_box(rows.clone()).filter(|&row| town.third.contains(row)) {
                let family = actors.family(row).map_or(5, |family| family as usize);
                cells.entry(actors.mortons()[row as usize] >> shift).or_default()[family] += 1;
            }
            cells
        });
    }
}

/// The rows that satisfy a filter, each beside a loop that asks every cell.
#[divan::bench_group(sample_count = 20)]
mod a_filter {
    use super::*;

    const SIMPLE: &str = "famille = 'association'";
    const COMPOUND: &str =
        "famille = 'association' AND precision = 'exact' AND A_CONTAINS(fonctions, ('petite-enfance'))";
    const NAME: &str = "nom LIKE '%99%'";
    const FOLDED: &str = "CASEI(ACCENTI(nom)) LIKE '%association 99%'";

    #[divan::bench(args = SIZES)]
    fn simple(bencher: Bencher, size: usize) {
        rows(bencher, size, SIMPLE);
    }

    #[divan::bench(args = SIZES)]
    fn compound_of_three(bencher: Bencher, size: usize) {
        rows(bencher, size, COMPOUND);
    }

    #[divan::bench(args = SIZES)]
    fn name_like(bencher: Bencher, size: usize) {
        rows(bencher, size, NAME);
    }

    #[divan::bench(args = SIZES)]
    fn name_like_folded(bencher: Bencher, size: usize) {
        rows(bencher, size, FOLDED);
    }

    #[divan::bench(args = SIZES)]
    fn peer_plain_loop_simple(bencher: Bencher, size: usize) {
        let snapshot = &town(size).snapshot;
        let table = ActorTable { snapshot, layer: Layer::Acteurs };
        let family = rank("famille");
        let holds = |row: &u32| table.value(*row, family) == Value::Text("association".into());
        bencher.bench(|| (0..black_box(table.len())).filter(holds).collect::<Vec<_>>());
    }

    #[divan::bench(args = SIZES)]
    fn peer_plain_loop_compound(bencher: Bencher, size: usize) {
        let snapshot = &town(size).snapshot;
        let table = ActorTable { snapshot, layer: Layer::Acteurs };
        let [family, precision, functions] = ["famille", "precision", "fonctions"].map(rank);
        let holds = |row: &u32| {
            table.value(*row, family) == Value::Text("association".into())
                && table.value(*row, precision) == Value::Text("exact".into())
                && matches!(table.value(*row, functions), Value::List(keys) if keys.contains(&"petite-enfance"))
        };
        bencher.bench(|| (0..black_box(table.len())).filter(holds).collect::<Vec<_>>());
    }

    fn rows(bencher: Bencher, size: usize, filter: &str) {
        let snapshot = &town(size).snapshot;
        let tree = parse(filter, Language::Text).expect("a filter");
        bencher.bench(|| {
            let filter = Filter::compile(black_box(&tree), snapshot, Layer::Acteurs).expect("compiled");
            filter.rows(snapshot)
        });
    }

    fn rank(name: &str) -> usize {
        COLUMNS.iter().position(|column| column.name == name).expect("a column")
    }
}

/// What a new snapshot takes before its first tile.
#[divan::bench(args = TOWNS, sample_count = 5)]
fn all_cells_of_all_zooms(bencher: Bencher, size: usize) {
    let town = town(size);
    bencher.bench(|| PointTiles::new(&town.snapshot, Layer::Acteurs));
}

const TOWNS: [usize; 3] = [25_000, 250_000, 2_500_000];

const CASES: [(usize, u8); 12] = {
    let mut cases = [(0, 0); 12];
    let mut at = 0;
    while at < 12 {
        cases[at] = (TOWNS[at / 4], [5, 8, 11, 14][at % 4]);
        at += 1;
    }
    cases
};

/// Actors crowded in towns of all sizes, as people are, and their tiles.
struct Town {
    snapshot: Snapshot,
    points: PointTiles,
    third: RowSet,
}

static TOWN: [LazyLock<Town>; 3] = [
    LazyLock::new(|| Town::new(TOWNS[0])),
    LazyLock::new(|| Town::new(TOWNS[1])),
    LazyLock::new(|| Town::new(TOWNS[2])),
];

fn town(size: usize) -> &'static Town {
    &TOWN[TOWNS.iter().position(|&s| s == size).expect("one of TOWNS")]
}

impl Town {
    fn new(size: usize) -> Self {
        let parts = Parts {
            manifest: Manifest {
                format: 0,
                build: String::new(),
                id: String::new(),
                fictitious: true,
                functions_sha256: String::new(),
                sources: vec![],
                unknown: vec![],
                notices: vec![],
                layers: vec![],
                sheets: None,
                ways: None,
            },
            functions: Functions::embedded(),
            territories: Territories::default(),
            sheets: Sheets::default(),
            ways: HeldWays::found(Known::default()),
            actors: crowd(size),
            sites: Sites::new(vec![], |site| site.id.clone()),
            equipment: Equipments::new(vec![], |one| one.id.clone()),
        };
        let snapshot = Snapshot::new(parts);
        let points = PointTiles::new(&snapshot, Layer::Acteurs).expect("a layer of points");
        let mut chance = ChaCha8Rng::seed_from_u64(3);
        let third = RowSet::of(snapshot.actors.len(), |_| chance.next_u32() % 3 == 0);
        Self { snapshot, points, third }
    }

    fn busiest(&self, zoom: u8) -> TileCoord {
        let mortons = self.snapshot.actors.mortons();
        let shift = 2 * (MORTON_ZOOM - zoom);
        let fullest = mortons.chunk_by(|a, b| a >> shift == b >> shift).max_by_key(|rows| rows.len());
        let (x, y) = cell_of_morton(fullest.expect("actors")[0] >> shift);
        TileCoord::new(zoom, x, y).expect("inside")
    }
}

fn rows_in_tile(mortons: &[u64], tile: TileCoord) -> std::ops::Range<u32> {
    let shift = 2 * (MORTON_ZOOM - tile.zoom());
    let code = morton(tile.x(), tile.y());
    let before = |code: u64| mortons.partition_point(|&m| m >> shift < code) as u32;
    before(code)..before(code + 1)
}

/// Around one of a thousand towns, the first of which are the largest; some family, some main
/// function, an exact place.
fn crowd(size: usize) -> Actors {
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    let mut towns = ChaCha8Rng::seed_from_u64(4);
    let towns: Vec<Position> = (0..1000).map(|_| somewhere(&mut towns, 1.0)).collect();
    let mut unit = || f64::from(chance.next_u32()) / 4_294_967_296.0;
    let mut positions: Vec<Position> = (0..size)
        .map(|_| {
            let [lon, lat] = towns[(unit().powi(3) * 1000.0) as usize].degrees();
            // Denser towards the middle.
            let mut away = || (unit() - 0.5) * unit() * 0.3;
            Position::from_degrees(lon + away(), lat + away()).expect("on the globe")
        })
        .collect();
    positions.sort_by_cached_key(|&position| morton_of(Some(position)));
    let mut below = |count: usize| chance.next_u32() as usize % count;
    let functions = Functions::embedded().list().len();
    let mut actors = Actors::default();
    for (row, &position) in positions.iter().enumerate() {
        let function = FunctionId(u8::try_from(below(functions)).expect("fewer than 256 functions"));
        actors.push(&Actor {
            id: format!("{row:014}"),
            name: Some(format!("Association {row}")),
            address: None,
            website: None,
            family: Some(Family::ALL[below(Family::ALL.len())]),
            legal_form: Some(9220),
            naf: Some("94.99Z".to_owned()),
            employees: None,
            functions: FunctionSet::default().with(function),
            statements: vec![],
            details: vec![],
            service_area: None,
            commune: None,
            position: Some(position),
            precision: Some(Precision::Exact),
            masked: false,
        });
    }
    actors.shrink();
    actors
}

fn main() {
    divan::main();
}
