//! The crowds that tiles and filters are measured on: actors where people are, many in few places.

use std::sync::LazyLock;

use maillage::domain::actor::Family;
use maillage::domain::function::{FunctionId, FunctionSet, Functions};
use maillage::domain::whereabouts::Precision;
use maillage::geometry::mercator::cell_of_morton;
use maillage::geometry::position::Position;
use maillage::index::rows::RowSet;
use maillage::network::ways_file::Known;
use maillage::snapshot::actors::{Actor, Actors, MORTON_ZOOM, morton_of};
use maillage::snapshot::layers::Layer;
use maillage::snapshot::manifest::Manifest;
use maillage::snapshot::offers::Offers;
use maillage::snapshot::places::{Equipments, Sites};
use maillage::snapshot::sheets::Sheets;
use maillage::snapshot::territories::Territories;
use maillage::snapshot::ties::Ties;
use maillage::snapshot::ways::HeldWays;
use maillage::snapshot::{Parts, Snapshot};
use maillage::tiles::coord::TileCoord;
use maillage::tiles::points::PointTiles;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::somewhere;

/// Actors of each crowd.
pub const TOWNS: [usize; 3] = [25_000, 250_000, 2_500_000];

/// Actors crowded in towns of all sizes, as people are, and their tiles.
pub struct Town {
    pub snapshot: Snapshot,
    pub points: PointTiles,
    /// Every third row, drawn.
    pub third: RowSet,
}

static TOWN: [LazyLock<Town>; 3] = [
    LazyLock::new(|| Town::new(TOWNS[0])),
    LazyLock::new(|| Town::new(TOWNS[1])),
    LazyLock::new(|| Town::new(TOWNS[2])),
];

/// The town of a size.
pub fn town(size: usize) -> &'static Town {
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
                ties: None,
                offers: None,
            },
            functions: Functions::embedded(),
            territories: Territories::default(),
            sheets: Sheets::default(),
            ways: HeldWays::found(Known::default()),
            actors: crowd(size),
            sites: Sites::new(vec![], |site| site.id.clone()),
            equipment: Equipments::new(vec![], |one| one.id.clone()),
            ties: Ties::default(),
            offers: Offers::default(),
        };
        let snapshot = Snapshot::new(parts);
        let points = PointTiles::new(&snapshot, Layer::Acteurs).expect("a layer of points");
        let mut chance = ChaCha8Rng::seed_from_u64(3);
        let third = RowSet::of(snapshot.actors.len(), |_| chance.next_u32() % 3 == 0);
        Self { snapshot, points, third }
    }

    /// The tile of a zoom that holds most actors.
    pub fn busiest(&self, zoom: u8) -> TileCoord {
        let mortons = self.snapshot.actors.mortons();
        let shift = 2 * (MORTON_ZOOM - zoom);
        let fullest = mortons.chunk_by(|a, b| a >> shift == b >> shift).max_by_key(|rows| rows.len());
        let (x, y) = cell_of_morton(fullest.expect("actors")[0] >> shift);
        TileCoord::new(zoom, x, y).expect("inside")
    }
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
