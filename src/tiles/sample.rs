//! A small land, its people and its tiles decoded, for the tests of this room.

use std::collections::BTreeMap;

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValue};

use crate::domain::actor::Family;
use crate::domain::function::{FunctionId, FunctionSet, Functions};
use crate::domain::land::{Equipment, EquipmentKind, Nature, Site};
use crate::domain::level::Level;
use crate::domain::territory::OutlineOrigin;
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::geometry::area::{Area, Polygon};
use crate::geometry::mercator::cell_of_morton;
use crate::geometry::position::Position;
use crate::snapshot::actors::{Actor, Actors, MORTON_ZOOM, morton_of};
use crate::snapshot::manifest::Manifest;
use crate::snapshot::offers::Offers;
use crate::snapshot::places::{Equipments, Placed, Sites};
use crate::snapshot::sheets::make;
use crate::snapshot::territories::{Territories, Territory};
use crate::snapshot::ties::Ties;
use crate::snapshot::ways::{self, HeldWays, Trips};
use crate::snapshot::{Parts, Snapshot};
use crate::tiles::coord::TileCoord;

/// The rank of a function that no catalogue has.
pub const NO_FUNCTION: u8 = 63;

pub fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("on the globe")
}

/// Eight communes in a row, each half a degree wide. The last is in no EPCI; four make a
/// bassin. The published point of the first is outside of it, in the second.
pub fn territories() -> Territories {
    let zone = |code: String, west: f64, width: f64| Territory {
        name: format!("Zone {code}"),
        code,
        population: 1000,
        surface_km2: None,
        communes: 1,
        density: None,
        attraction: None,
        point: at(west + width / 2.0, 47.25),
        area: Area(vec![Polygon {
            exterior: vec![at(west, 47.0), at(west + width, 47.0), at(west + width, 47.5), at(west, 47.5)],
            holes: vec![],
        }]),
        origin: OutlineOrigin::Official,
        parents: [None; 5],
        neighbours: vec![],
    };
    let mut communes: Vec<Territory> =
        (0..8).map(|i| zone(format!("0100{i}"), f64::from(i) * 0.5, 0.5)).collect();
    for (row, commune) in (0..).zip(&mut communes) {
        commune.parents = [Some(row), (row < 7).then_some(0), Some(row / 4), Some(0), Some(0)];
    }
    communes[0].point = at(0.6, 47.1);
    let bassins = vec![zone("99998".into(), 0.0, 2.0), zone("99999".into(), 2.0, 2.0)];
    let [epci, departements, regions] =
        [(9, 3.5), (2, 4.0), (2, 4.0)].map(|(length, width)| vec![zone("9".repeat(length), 0.0, width)]);
    Territories::new([communes, epci, bassins, departements, regions])
}

#[derive(Debug, Clone)]
pub struct Someone {
    pub lon: f64,
    pub lat: f64,
    pub family: Option<Family>,
    pub function: Option<u8>,
    pub precision: Option<Precision>,
    pub masked: bool,
}

/// Somebody at an exact place.
pub fn one(lon: f64, lat: f64) -> Someone {
    Someone { lon, lat, family: None, function: None, precision: Some(Precision::Exact), masked: false }
}

/// Four hundred of all sorts, in every commune.
pub fn crowd() -> Vec<Someone> {
    let someone = |i: u32| Someone {
        lon: f64::from(i * 7919 % 4000) / 1000.0,
        lat: 47.0 + f64::from(i * 104_729 % 500) / 1000.0,
        family: Family::ALL.get((i % 7) as usize).copied(),
        function: [Some(0), Some(1), Some(48), Some(NO_FUNCTION), None][(i % 5) as usize],
        precision: match i % 9 {
            0 => None,
            1 | 2 => Some(Precision::Commune),
            3 => Some(Precision::Estimated),
            _ => Some(Precision::Exact),
        },
        masked: i.is_multiple_of(11),
    };
    (0..400).map(someone).collect()
}

fn actor(territories: &Territories, rank: usize, one: &Someone) -> Actor {
    let commune = ((one.lon * 2.0) as u32).min(7);
    let own = !one.masked && one.precision.is_some_and(|p| p != Precision::Commune);
    let position = if own { at(one.lon, one.lat) } else { territories.get(Level::Commune, commune).point };
    Actor {
        id: format!("siae:{rank:06}"),
        name: (!one.masked).then(|| format!("Secret {rank}")),
        address: None,
        website: None,
        family: one.family,
        legal_form: None,
        naf: None,
        employees: None,
        functions: one
            .function
            .map_or(FunctionSet::default(), |f| FunctionSet::default().with(FunctionId(f))),
        statements: vec![],
        details: vec![],
        service_area: None,
        commune: one.precision.map(|_| commune),
        position: one.precision.map(|_| position),
        precision: one.precision,
        masked: one.masked,
    }
}

/// Two hundred of each, some known by their commune only.
fn land(territories: &Territories) -> (Sites, Equipments) {
    let site = |i: u32| Site {
        id: format!("01001_{i}"),
        nature: [Nature::Brownfield, Nature::PollutedSite, Nature::PublicParcel][(i / 3 % 3) as usize],
        name: Some("Usine".to_owned()),
        kind: Some("friche industrielle".to_owned()),
        status: Some("friche sans projet".to_owned()),
        checked: i.is_multiple_of(3),
        surface_m2: (!i.is_multiple_of(4)).then_some(i),
        ..Site::default()
    };
    let equipment = |i: u32| Equipment {
        kind: EquipmentKind::ALL[(i % 2) as usize],
        id: format!("{i}"),
        name: "Gare".to_owned(),
        form: None,
        whereabouts: Whereabouts::default(),
    };
    let sites = (0..200).map(|i| placed(territories, i, site(i))).collect();
    let stations = (0..200).map(|i| placed(territories, i, equipment(i))).collect();
    (Sites::new(sites, |site| site.id.clone()), Equipments::new(stations, |one| one.id.clone()))
}

fn placed<T>(territories: &Territories, i: u32, thing: T) -> Placed<T> {
    let commune = i * 7 % 8;
    let (position, precision) = if i % 5 < 2 {
        (territories.get(Level::Commune, commune).point, Precision::Commune)
    } else {
        (at(f64::from(commune) * 0.5 + f64::from(i) / 500.0, 47.1), Precision::Exact)
    };
    Placed { thing, commune: Some(commune), position: Some(position), precision: Some(precision) }
}

/// The land with some people in it.
pub fn snapshot(people: &[Someone]) -> Snapshot {
    let territories = territories();
    let mut rows: Vec<Actor> =
        people.iter().enumerate().map(|(rank, one)| actor(&territories, rank, one)).collect();
    rows.sort_by(|a, b| (morton_of(a.position), &a.id).cmp(&(morton_of(b.position), &b.id)));
    let mut actors = Actors::default();
    rows.iter().for_each(|row| actors.push(row));
    let (sites, equipment) = land(&territories);
    let manifest = Manifest {
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
    };
    let (functions, sheets) = (Functions::embedded(), make::sheets(&territories));
    let ways = HeldWays::found(ways::known(&territories, Trips::new()));
    let (ties, offers) = (Ties::default(), Offers::default());
    Snapshot::new(Parts {
        manifest,
        functions,
        territories,
        sheets,
        ways,
        actors,
        sites,
        equipment,
        ties,
        offers,
    })
}

/// The tiles of a zoom that own one of these Morton codes.
pub fn tiles_of(mortons: &[u64], zoom: u8) -> Vec<TileCoord> {
    let mut codes: Vec<u64> = mortons.iter().filter(|&&m| m != u64::MAX).copied().collect();
    codes.iter_mut().for_each(|m| *m >>= 2 * (MORTON_ZOOM - zoom));
    codes.sort_unstable();
    codes.dedup();
    let tile = |code| {
        let (x, y) = cell_of_morton(code);
        TileCoord::new(zoom, x, y).expect("inside")
    };
    codes.into_iter().map(tile).collect()
}

/// A decoded feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub layer: String,
    pub id: u64,
    /// `None` for outlines.
    pub at: Option<[i32; 2]>,
    pub properties: BTreeMap<String, MvtValue>,
}

impl Feature {
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.properties.get(key)? {
            MvtValue::String(text) => Some(text),
            other => panic!("{key} is {other:?}"),
        }
    }

    /// Zero where it is left out.
    pub fn number(&self, key: &str) -> u64 {
        match self.properties.get(key) {
            Some(MvtValue::UInt(number)) => *number,
            None => 0,
            other => panic!("{key} is {other:?}"),
        }
    }
}

/// What an independent reader finds in a tile.
pub fn features(bytes: &[u8]) -> Vec<Feature> {
    let reader = MvtReaderRef::new(bytes).expect("readable");
    let mut all = Vec::new();
    for layer in reader.layers() {
        for feature in layer.features() {
            let at = match feature.geometry().expect("readable") {
                MvtGeometry::Point(point) => Some([point.x(), point.y()]),
                _ => None,
            };
            let properties = feature.properties().map(|p| p.expect("readable"));
            all.push(Feature {
                layer: layer.name().to_owned(),
                id: feature.id().expect("an id"),
                at,
                properties: properties.map(|(key, value)| (key.to_owned(), value.into_owned())).collect(),
            });
        }
    }
    all
}

/// The sum of an attribute over features.
pub fn sum(features: &[Feature], key: &str) -> u64 {
    features.iter().map(|feature| feature.number(key)).sum()
}
