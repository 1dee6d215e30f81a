//! A tile as bytes: which layers, at which zoom, with which attributes.
//!
//! Raw MVT; compression and caching are the edge's business. An empty tile is no bytes at all.

use crate::domain::level::Level;
use crate::snapshot::territories::Territories;
use crate::tiles::aggregate::{PointLayer, Subject, Symbol, clusters, places};
use crate::tiles::contract::Contract;
use crate::tiles::coord::TileCoord;
use crate::tiles::encode::{Layer, Properties, Value};

/// The rows of a layer of points that `keep` keeps, under the layer's name in the contract.
/// Empty for a name or a zoom that the contract does not have.
#[must_use]
pub fn render_points<L: PointLayer>(
    name: &str,
    layer: &L,
    territories: &Territories,
    tile: TileCoord,
    keep: impl Fn(u32) -> bool,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Some(promised) = Contract::of_this_build().layer(name).filter(|l| l.is_drawn_at(tile.zoom())) else {
        return bytes;
    };
    let symbols = if promised.is_clustered_at(tile.zoom()) {
        clusters(layer, tile, keep)
    } else {
        places(layer, tile, keep)
    };
    let mut drawn = Layer::new(name);
    let mut properties = Properties::new();
    for symbol in &symbols {
        properties.clear();
        describe(symbol, layer, territories, &mut properties);
        drawn.point(id(symbol.subject), symbol.at, &properties);
    }
    drawn.finish(&mut bytes);
    bytes
}

fn describe<'a, L: PointLayer>(
    symbol: &Symbol,
    layer: &'a L,
    territories: &'a Territories,
    properties: &mut Properties<'a>,
) {
    let kind = match symbol.subject {
        Subject::Cluster { .. } => "cluster",
        Subject::Place { .. } => "place",
        Subject::Commune { .. } => "commune",
    };
    properties.push(("kind", Value::Text(kind)));
    properties.push(("count", Value::Integer(symbol.tally.count())));
    match symbol.subject {
        Subject::Place { row } => return layer.describe(row, properties),
        Subject::Commune { row: Some(row) } => {
            let commune = territories.get(Level::Commune, row);
            properties.push(("code", Value::Text(&commune.code)));
            properties.push(("nom", Value::Text(&commune.name)));
        }
        Subject::Cluster { .. } | Subject::Commune { row: None } => {}
    }
    let parts = symbol.tally.parts();
    properties.extend(parts.map(|(rank, count)| (layer.parts()[rank].as_str(), Value::Integer(count))));
}

/// Unique within a zoom of one snapshot, whatever the subject.
fn id(subject: Subject) -> u64 {
    match subject {
        Subject::Cluster { cell } => cell << 2,
        Subject::Place { row } => u64::from(row) << 2 | 1,
        Subject::Commune { row } => row.map_or(0, |row| u64::from(row) + 1) << 2 | 2,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use fast_mvt::{MvtReaderRef, MvtValue};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::actor::Family;
    use crate::domain::function::{FunctionId, FunctionSet};
    use crate::domain::land::{Equipment, EquipmentKind, Site};
    use crate::domain::territory::OutlineOrigin;
    use crate::domain::whereabouts::{Precision, Whereabouts};
    use crate::geometry::area::{Area, Polygon};
    use crate::geometry::mercator::WorldPoint;
    use crate::geometry::position::Position;
    use crate::snapshot::actors::{Actor, Actors, morton_of};
    use crate::snapshot::places::{Equipments, Placed, Sites};
    use crate::snapshot::sheets::make;
    use crate::snapshot::territories::Territory;
    use crate::tiles::actors::{ActorPoints, MAIN_FUNCTION};
    use crate::tiles::contract::AttributeType;
    use crate::tiles::places::PlacePoints;
    use crate::tiles::territories::TerritoryTiles;

    const KEYS: [&str; 3] = ["amap", "recyclerie", "creche"];

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    /// Eight communes in a row, each half a degree wide, and one zone of each other level.
    fn territories() -> Territories {
        let zone = |code: String, west: f64, width: f64| Territory {
            name: format!("Zone {code}"),
            code,
            population: 1000,
            surface_km2: None,
            communes: 1,
            density: None,
            point: at(west + width / 2.0, 47.25),
            area: Area(vec![Polygon {
                exterior: vec![
                    at(west, 47.0),
                    at(west + width, 47.0),
                    at(west + width, 47.5),
                    at(west, 47.5),
                ],
                holes: vec![],
            }]),
            origin: OutlineOrigin::Official,
            parents: [None; 5],
            neighbours: vec![],
        };
        let communes = (0..8).map(|i| zone(format!("0100{i}"), f64::from(i) * 0.5, 0.5)).collect();
        let above = [9, 5, 2, 2].map(|length| vec![zone("9".repeat(length), 0.0, 4.0)]);
        let [epci, bassins, departements, regions] = above;
        Territories::new([communes, epci, bassins, departements, regions])
    }

    #[derive(Debug, Clone)]
    struct Someone {
        lon: f64,
        lat: f64,
        family: Option<Family>,
        function: Option<u8>,
        precision: Option<Precision>,
        masked: bool,
    }

    fn someone() -> impl Strategy<Value = Someone> {
        let family = prop::option::of(prop::sample::select(Family::ALL.to_vec()));
        let precision = prop::option::weighted(0.9, prop::sample::select(Precision::ALL.to_vec()));
        // One function is not in the catalogue.
        let function = prop::option::of(0_u8..4);
        ((0.0..4.0, 47.0..47.5), family, function, precision, prop::bool::weighted(0.1)).prop_map(
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

    fn actors(territories: &Territories, people: &[Someone]) -> Actors {
        let mut rows: Vec<Actor> = (0..).zip(people).map(|(i, one)| actor(territories, i, one)).collect();
        rows.sort_by(|a, b| (morton_of(a.position), &a.id).cmp(&(morton_of(b.position), &b.id)));
        let mut actors = Actors::default();
        rows.iter().for_each(|row| actors.push(row));
        actors
    }

    fn actor(territories: &Territories, rank: u32, one: &Someone) -> Actor {
        let commune = (one.lon * 2.0) as u32;
        let own = !one.masked && one.precision.is_some_and(|p| p != Precision::Commune);
        let position =
            if own { at(one.lon, one.lat) } else { territories.get(Level::Commune, commune).point };
        Actor {
            id: format!("siae:{rank}"),
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

    fn tiles_of(territories: &Territories) -> TerritoryTiles {
        TerritoryTiles::new(territories, Arc::new(make::sheets(territories)))
    }

    /// Every tile of a zoom around the communes above.
    fn tiles(zoom: u8) -> Vec<TileCoord> {
        let (west, north) = WorldPoint::from_position(at(0.0, 47.5)).cell(zoom);
        let (east, south) = WorldPoint::from_position(at(4.0, 47.0)).cell(zoom);
        let all = (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y)));
        all.map(|(x, y)| TileCoord::new(zoom, x, y).expect("inside")).collect()
    }

    /// The attributes of each feature of a tile, with its layer's name.
    fn features(bytes: &[u8]) -> Vec<(String, u64, BTreeMap<String, MvtValue>)> {
        let reader = MvtReaderRef::new(bytes).expect("readable");
        let mut all = Vec::new();
        for layer in reader.layers() {
            for feature in layer.features() {
                feature.geometry().expect("readable");
                let properties = feature.properties().map(|p| p.expect("readable"));
                let properties =
                    properties.map(|(key, value)| (key.to_owned(), value.into_owned())).collect();
                all.push((layer.name().to_owned(), feature.id().expect("an id"), properties));
            }
        }
        all
    }

    fn text<'a>(properties: &'a BTreeMap<String, MvtValue>, key: &str) -> Option<&'a str> {
        match properties.get(key)? {
            MvtValue::String(text) => Some(text),
            other => panic!("{key} is {other:?}"),
        }
    }

    fn number(properties: &BTreeMap<String, MvtValue>, key: &str) -> u64 {
        match properties.get(key) {
            Some(MvtValue::UInt(number)) => *number,
            None => 0,
            other => panic!("{key} is {other:?}"),
        }
    }

    fn crowd() -> Vec<Someone> {
        let mut people = Vec::new();
        for i in 0..400_u32 {
            let precision = match i % 9 {
                0 => None,
                1 | 2 => Some(Precision::Commune),
                3 => Some(Precision::Estimated),
                _ => Some(Precision::Exact),
            };
            people.push(Someone {
                lon: f64::from(i * 7919 % 4000) / 1000.0,
                lat: 47.0 + f64::from(i * 104_729 % 500) / 1000.0,
                family: Family::ALL.get((i % 7) as usize).copied(),
                function: u8::try_from(i % 5).ok(),
                precision,
                masked: i % 11 == 0,
            });
        }
        people
    }

    /// Two hundred of each, some known by their commune only.
    fn land(territories: &Territories) -> (Sites, Equipments) {
        let site = |i: u32| Site {
            id: format!("01001_{i}"),
            name: Some("Usine".to_owned()),
            kind: Some("friche industrielle".to_owned()),
            status: Some("friche sans projet".to_owned()),
            checked: i.is_multiple_of(3),
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

    type Emitted = BTreeMap<String, BTreeMap<String, AttributeType>>;

    fn emitted() -> Emitted {
        let (territories, mut emitted) = (territories(), Emitted::new());
        let (sites, stations) = land(&territories);
        let actors = actors(&territories, &crowd());
        let (index, points) = (tiles_of(&territories), ActorPoints::with_keys(&actors, KEYS.into_iter()));
        for tile in (0..=12).flat_map(tiles) {
            let mut tiles = vec![index.draw(&territories, tile, &Level::ALL)];
            for name in ["acteurs", "tiers-lieux", "circuits-courts", "ptce"] {
                tiles.push(render_points(name, &points, &territories, tile, |_| true));
            }
            tiles.push(render_points("foncier", &PlacePoints::new(&sites), &territories, tile, |_| true));
            tiles.push(render_points(
                "equipements",
                &PlacePoints::new(&stations),
                &territories,
                tile,
                |_| true,
            ));
            for (layer, _, properties) in tiles.iter().flat_map(|bytes| features(bytes)) {
                for (key, value) in properties {
                    let kind = match value {
                        MvtValue::String(_) => AttributeType::Text,
                        MvtValue::UInt(_) => AttributeType::Integer,
                        other => panic!("{key} is {other:?}"),
                    };
                    let name = if key.starts_with(MAIN_FUNCTION) { "m_*".to_owned() } else { key };
                    emitted.entry(layer.clone()).or_default().insert(name, kind);
                }
            }
        }
        emitted
    }

    #[test]
    fn what_is_promised_is_drawn_and_what_is_drawn_is_promised() {
        let contract = Contract::of_this_build();
        let emitted = emitted();
        let promised: Emitted = contract
            .layers()
            .iter()
            .map(|layer| {
                let attributes = contract.attributes(layer).iter();
                (layer.name.clone(), attributes.map(|(name, a)| (name.clone(), a.kind)).collect())
            })
            .collect();
        assert_eq!(emitted, promised);
    }

    #[test]
    fn a_layer_is_drawn_at_its_zooms_only() {
        let territories = territories();
        let index = tiles_of(&territories);
        for zoom in 0..=15 {
            // The column of tiles with the points of the first commune and of the zones.
            let is_near = |tile: &TileCoord| {
                let [west, _, east, _] = tile.bbox().sides();
                [0.25, 2.0].iter().any(|lon| west <= *lon && *lon <= east)
            };
            let found: BTreeSet<String> = tiles(zoom)
                .into_iter()
                .filter(is_near)
                .flat_map(|tile| features(&index.draw(&territories, tile, &Level::ALL)))
                .map(|(layer, ..)| layer)
                .collect();
            let promised = Contract::of_this_build().group("territoires").filter(|l| l.is_drawn_at(zoom));
            assert_eq!(found, promised.map(|l| l.name.clone()).collect(), "zoom {zoom}");
        }
    }

    #[test]
    fn nothing_is_no_bytes() {
        let (nobody, land) = (Actors::default(), territories());
        let points = ActorPoints::with_keys(&nobody, KEYS.into_iter());
        let world = TileCoord::new(0, 0, 0).expect("inside");
        assert!(render_points("acteurs", &points, &land, world, |_| true).is_empty());
        assert!(render_points("inconnu", &points, &land, world, |_| true).is_empty());
        let far = TileCoord::new(9, 0, 0).expect("inside");
        assert!(tiles_of(&land).draw(&land, far, &Level::ALL).is_empty());
    }

    #[test]
    fn ids_are_unique_within_a_layer_of_a_zoom() {
        let territories = territories();
        let actors = actors(&territories, &crowd());
        let points = ActorPoints::with_keys(&actors, KEYS.into_iter());
        for zoom in 0..=12 {
            let mut ids = BTreeSet::new();
            for tile in tiles(zoom) {
                for (_, id, _) in features(&render_points("acteurs", &points, &territories, tile, |_| true)) {
                    assert!(ids.insert(id) && id < 1 << 53, "{id} at zoom {zoom}");
                }
            }
        }
    }

    #[test]
    fn the_same_snapshot_gives_the_same_bytes() {
        let territories = territories();
        let (people, index) = (crowd(), tiles_of(&territories));
        let draw = || -> Vec<Vec<u8>> {
            let actors = actors(&territories, &people);
            let points = ActorPoints::with_keys(&actors, KEYS.into_iter());
            let tiles = (0..=9).flat_map(tiles).collect::<Vec<_>>();
            let points = tiles.iter().map(|&t| render_points("acteurs", &points, &territories, t, |_| true));
            points.chain(tiles.iter().map(|&t| index.draw(&territories, t, &Level::ALL))).collect()
        };
        assert_eq!(draw(), draw());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// The sums over the decoded tiles of a zoom are those of a loop over the actors: in
        /// all, per family, and under a condition; and nobody masked is named.
        #[test]
        fn counts_of_decoded_tiles_add_up(people in prop::collection::vec(someone(), 0..60)) {
            let territories = territories();
            let actors = actors(&territories, &people);
            let points = ActorPoints::with_keys(&actors, KEYS.into_iter());
            let is_kept = |row: u32| actors.functions(row).contains(FunctionId(1));
            let rows = || (0..actors.len()).filter(|&row| actors.anchor(row).is_some());
            for zoom in [0, 1, 5, 8, 11, 12] {
                let mut sums: BTreeMap<String, u64> = BTreeMap::new();
                let mut kept = 0;
                for tile in tiles(zoom) {
                    let bytes = render_points("acteurs", &points, &territories, tile, |_| true);
                    for (_, _, properties) in features(&bytes) {
                        *sums.entry("count".into()).or_default() += number(&properties, "count");
                        for family in Family::ALL {
                            let part = format!("f_{}", family.word());
                            let of_one = text(&properties, "famille") == Some(family.word());
                            let count = number(&properties, &part) + u64::from(of_one);
                            *sums.entry(part).or_default() += count;
                        }
                        let is_place = text(&properties, "kind") == Some("place");
                        prop_assert_eq!(is_place, properties.contains_key("id"));
                        if let Some(id) = text(&properties, "id") {
                            let row = (0..actors.len()).find(|&row| actors.id(row) == id).expect("known");
                            prop_assert!(actors.has_own_place(row) && !actors.is_masked(row));
                        }
                    }
                    let bytes = render_points("acteurs", &points, &territories, tile, is_kept);
                    kept += features(&bytes).iter().map(|f| number(&f.2, "count")).sum::<u64>();
                }
                let sum = |key: &str| sums.get(key).copied().unwrap_or(0);
                prop_assert_eq!(sum("count"), rows().count() as u64);
                prop_assert_eq!(kept, rows().filter(|&row| is_kept(row)).count() as u64);
                for family in Family::ALL {
                    let expected = rows().filter(|&row| actors.family(row) == Some(family)).count() as u64;
                    prop_assert_eq!(sum(&format!("f_{}", family.word())), expected);
                }
            }
        }
    }
}
