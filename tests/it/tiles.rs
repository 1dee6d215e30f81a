//! How tiles are served: in the coding that the client takes, under addresses that last, for a
//! part of a layer, as OGC API Tiles asks; and all of them in one file.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use maillage::api::state::{Served, Shared};
use maillage::demo::Plan;
use maillage::snapshot::layers::Layer;
use maillage::tiles::archive;
use maillage::tiles::atlas::{Ask, Tileset};
use maillage::tiles::coord::TileCoord;
use serde_json::Value;

use crate::archive_reader::{Archive, unzipped};
use crate::asking::{Answered, found, get, get_with};
use crate::worlds::{built, island, write_land};

fn ask(address: &str) -> Answered {
    get(&island().world.shared, address)
}

fn told(address: &str) -> Value {
    found(&island().world.shared, address)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The squares of a zoom that have rows of a layer.
fn squares(served: &Served, layer: Layer, zoom: u8) -> BTreeSet<TileCoord> {
    let rows = served.snapshot.mortons(layer).iter().filter(|&&code| code != u64::MAX);
    let shift = 2 * u32::from(maillage::snapshot::actors::MORTON_ZOOM - zoom);
    rows.map(|code| maillage::geometry::mercator::cell_of_morton(code >> shift))
        .map(|(x, y)| TileCoord::new(zoom, x, y).expect("inside"))
        .collect()
}

/// The sum of an attribute over the features of a tile.
fn sum(bytes: &[u8], attribute: &str) -> u64 {
    if bytes.is_empty() {
        return 0;
    }
    let reader = MvtReaderRef::new(bytes).expect("readable");
    let features = reader.layers().flat_map(|layer| layer.features());
    let numbers = features.flat_map(|feature| {
        let found = feature.properties().filter_map(|property| match property.expect("readable") {
            (name, MvtValueRef::UInt(number)) if name == attribute => Some(number),
            _ => None,
        });
        found.collect::<Vec<_>>()
    });
    numbers.sum()
}

/// Fills in the parts of a tile's address.
fn fill(template: &str, tile: TileCoord) -> String {
    let parts = [("z", tile.zoom().into()), ("x", tile.x()), ("y", tile.y())];
    let ogc = [("tileMatrix", tile.zoom().into()), ("tileCol", tile.x()), ("tileRow", tile.y())];
    parts.into_iter().chain(ogc).fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

#[test]
fn a_tile_travels_in_the_coding_that_the_client_takes() {
    let shared = &island().world.shared;
    let address =
        fill(text(&told("/tilejson/acteurs")["tiles"][0]), TileCoord::new(0, 0, 0).expect("inside"));
    let plain = ask(&address);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let gzip = get_with(shared, &address, &[("accept-encoding", "gzip")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    assert!(unzipped(&gzip.body) == plain.body && gzip.body.len() < plain.body.len());
    let zstd = get_with(shared, &address, &[("accept-encoding", "gzip, deflate, br, zstd")]);
    assert_eq!(zstd.header("content-encoding"), "zstd");
    assert_eq!(zstd::stream::decode_all(&zstd.body[..]).expect("zstd"), plain.body);
    let tags: BTreeSet<&str> = [&plain, &gzip, &zstd].map(|answered| answered.header("etag")).into();
    assert_eq!(tags.len(), 3, "different bytes, different tags: {tags:?}");
}

#[test]
fn the_tiles_of_a_zone_add_up_to_its_actors() {
    let served = island().world.served();
    let zone =
        text(&told("/collections/bassins/items?limit=1")["features"][0]["properties"]["code"]).to_owned();
    let expected = told(&format!("/collections/acteurs/items?limit=1&zone=bassin:{zone}"));
    let tilejson = told(&format!("/tilejson/acteurs?zone=bassin:{zone}"));
    assert_eq!(tilejson["maillage"]["total"], expected["numberMatched"]);
    let template = text(&tilejson["tiles"][0]);
    for zoom in [0, 5, 9, 12, 14] {
        let tiles = squares(&served, Layer::Acteurs, zoom);
        let count = tiles.into_iter().map(|tile| sum(&ask(&fill(template, tile)).body, "count")).sum::<u64>();
        assert_eq!(Value::from(count), expected["numberMatched"], "zoom {zoom}");
    }
    let other =
        ask(&fill(text(&told("/tilejson/acteurs")["tiles"][0]), TileCoord::new(0, 0, 0).expect("inside")));
    assert_ne!(sum(&other.body, "count"), expected["numberMatched"].as_u64().expect("a number"));
}

#[test]
fn the_tiles_of_a_filter_add_up_to_the_features_that_satisfy_it() {
    let served = island().world.served();
    for (layer, filter) in [
        (Layer::Acteurs, "famille%20=%20'association'"),
        (Layer::Acteurs, "famille%20IS%20NULL%20OR%20NOT%20nom%20LIKE%20'%25e%25'"),
        (Layer::TiersLieux, "commune%20%3C%20'F1050'"),
        (Layer::Foncier, "commune%20%3E%20'F1050'"),
    ] {
        let expected = &told(&format!("/collections/{layer}/items?limit=1&filter={filter}"))["numberMatched"];
        let tilejson = told(&format!("/tilejson/{layer}?filter={filter}"));
        let told_of = &tilejson["maillage"];
        assert_eq!(told_of["total"], *expected, "{layer} {filter}");
        let placed =
            told_of["total"].as_u64().expect("a number") - told_of["unplaced"].as_u64().expect("a number");
        assert!(0 < placed, "{layer} {filter}");
        let template = text(&tilejson["tiles"][0]);
        for zoom in [0, 6, 11, 12, 14] {
            let tiles = squares(&served, layer, zoom);
            let count =
                tiles.into_iter().map(|tile| sum(&ask(&fill(template, tile)).body, "count")).sum::<u64>();
            assert_eq!(count, placed, "{layer} {filter} at zoom {zoom}");
        }
    }
}

#[test]
fn a_tile_that_many_ask_for_at_once_is_drawn_once() {
    // A server of its own: the other tests draw tiles too.
    let files = tempfile::tempdir().expect("a temporary folder");
    write_land(files.path(), &Plan::island());
    let shared = Arc::new(Shared::new(built(files.path())));
    let served = shared.current();
    let edition = &served.atlas.edition;
    let address = format!("/tiles/{edition}/acteurs/0/0/0?filter=nom%20LIKE%20'%25ou%25'");
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..16).map(|_| scope.spawn(|| get(&shared, &address).body)).collect();
        let bodies: BTreeSet<Vec<u8>> = asked.into_iter().map(|one| one.join().expect("answered")).collect();
        assert_eq!(bodies.len(), 1);
    });
    assert_eq!(served.shelves.drawn(), 1);
    get_with(&shared, &address, &[("accept-encoding", "gzip")]);
    assert_eq!(served.shelves.drawn(), 2, "another coding");
}

/// One symbol a territory: each in one tile, all together every row that has a place.
#[test]
fn the_tiles_by_territory_add_up_too() {
    let served = island().world.served();
    for (by, layer) in
        [("zone", "acteurs"), ("bassin", "acteurs"), ("epci", "foncier"), ("departement", "ptce")]
    {
        for filter in ["", "&filter=nom%20LIKE%20'%25e%25'"] {
            let tilejson = told(&format!("/tilejson/{layer}?by={by}{filter}"));
            let told_of = &tilejson["maillage"];
            let number = |name: &str| told_of[name].as_u64().expect("a number");
            let placed = number("total") - number("unplaced");
            let template = text(&tilejson["tiles"][0]);
            for zoom in [0, 5, 8, 11, 13] {
                let all =
                    (0..1_u32 << zoom.min(5)).flat_map(|x| (0..1_u32 << zoom.min(5)).map(move |y| (x, y)));
                let world: BTreeSet<TileCoord> =
                    all.map(|(x, y)| TileCoord::new(zoom.min(5), x, y).expect("inside")).collect();
                let mut tiles: Vec<TileCoord> = world.into_iter().collect();
                tiles.retain(|&tile| served.atlas.is_near(&served.snapshot, Tileset::Territories, tile));
                for _ in 5..zoom.max(5) {
                    tiles = tiles.into_iter().flat_map(TileCoord::children).collect();
                    tiles.retain(|&tile| served.atlas.is_near(&served.snapshot, Tileset::Territories, tile));
                }
                let count =
                    tiles.into_iter().map(|tile| sum(&ask(&fill(template, tile)).body, "count")).sum::<u64>();
                assert_eq!(count, placed, "{layer} by {by} {filter} at zoom {zoom}");
            }
        }
    }
}

#[test]
fn a_wrong_selection_is_told_what_to_change() {
    for (address, words) in [
        ("/tilejson/acteurs?zone=bassin:nowhere", "/search?q=nowhere"),
        ("/tilejson/carte?zone=bassin:F1001", "ask for the tiles of one"),
        ("/tilejson/acteurs?colour=red", "colour"),
        ("/tilejson/acteurs?filter=color%20=%20'red'", "queryables"),
        ("/tilejson/territoires?filter=population%20%3E%201", "ask for the tiles of one"),
        ("/collections/communes/tiles/WebMercatorQuad/5/11/15?filter=population%20%3E", "filter"),
        ("/tilejson/acteurs?by=pays", "bassin"),
        ("/tilejson/acteur", "acteurs"),
        ("/collections/acteurs/tiles/Lambert93", "WebMercatorQuad"),
        ("/collections/acteurs/tiles/WebMercatorQuad?f=xml", "tilejson"),
        ("/collections/acteurs/tiles/WebMercatorQuad/0/0/1", "columns of zoom 0"),
        ("/collections/acteurs/tiles/WebMercatorQuad/0/0/0?f=png", "mvt"),
    ] {
        let refused = ask(address);
        assert!(refused.status.is_client_error(), "{address}: {}", refused.status);
        assert_eq!(refused.header("content-type"), "application/problem+json", "{address}");
        let detail = refused.json()["detail"].clone();
        assert!(text(&detail).contains(words), "{address}: {detail}");
    }
}

/// As a client of OGC API Tiles does: from the landing page by links alone.
#[test]
fn tilesets_are_found_by_following_links() {
    let shared = &island().world.shared;
    let landing = get_with(shared, "/", &[("accept", "application/json")]).json();
    let href = |document: &Value, rel: &str| {
        let links = document["links"].as_array().expect("links").iter();
        let found =
            links.filter(|link| text(&link["rel"]).ends_with(rel)).map(|link| text(&link["href"]).to_owned());
        found.collect::<Vec<_>>().first().unwrap_or_else(|| panic!("no {rel} in {document}")).clone()
    };
    let conformance = told(&href(&landing, "/conformance"));
    let classes = conformance["conformsTo"].as_array().expect("classes");
    assert!(classes.iter().any(|class| text(class).ends_with("ogcapi-tiles-1/1.0/conf/dataset-tilesets")));
    let collection = told("/collections/acteurs");
    for (start, name) in [(&landing, "carte"), (&collection, "acteurs")] {
        let list = told(&href(start, "tilesets-vector"));
        let tileset = told(&href(&list["tilesets"][0], "self"));
        assert_eq!(text(&tileset["tileMatrixSetURI"]), text(&list["tilesets"][0]["tileMatrixSetURI"]));
        let matrices = told(&href(&tileset, "tiling-scheme"));
        assert_eq!(matrices["tileMatrices"][3]["matrixWidth"], 8);
        let template = href(&tileset, "item");
        let served = island().world.served();
        let limits = tileset["tileMatrixSetLimits"].as_array().expect("limits");
        for tile in squares(&served, Layer::Acteurs, 9) {
            let limit = limits.iter().find(|limit| limit["tileMatrix"] == "9").expect("zoom 9");
            let within = |low: &str, high: &str, v: u32| {
                limit[low].as_u64() <= Some(v.into()) && Some(u64::from(v)) <= limit[high].as_u64()
            };
            assert!(
                within("minTileCol", "maxTileCol", tile.x()) && within("minTileRow", "maxTileRow", tile.y())
            );
            let by_link = ask(&fill(&template, tile));
            let (z, x, y) = (tile.zoom(), tile.x(), tile.y());
            let lasting = ask(&format!("/tiles/{}/{name}/{z}/{x}/{y}", served.atlas.edition));
            assert!(by_link.status == 200 && by_link.body == lasting.body, "{name} {z}/{x}/{y}");
            assert!(!by_link.header("cache-control").contains("immutable"));
        }
    }
}

#[test]
fn an_archive_holds_every_tile_as_it_is_served_and_nothing_else() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for tileset in [Tileset::Layer(Layer::Acteurs), Tileset::Map] {
        let write = || {
            let mut file = Cursor::new(Vec::new());
            let written = archive::write(&served.atlas, snapshot, tileset, 0..=10, &mut file, &mut |_, _| ());
            (file.into_inner(), written.expect("written"))
        };
        let (bytes, written) = write();
        assert!((bytes.clone(), written) == write(), "same snapshot, same bytes");
        let archive = Archive::read(&bytes);
        assert_eq!((archive.tiles.len() as u64, archive.zooms), (written.tiles, [0, 10]));
        assert!(
            archive.metadata.contains("vector_layers") && archive.metadata.contains(&snapshot.manifest.id)
        );
        let mut count = [0; 11];
        for (tile, bytes) in &archive.tiles {
            let read = unzipped(bytes);
            assert!(read == served.atlas.draw(snapshot, Ask::whole(tileset, *tile)), "{tile:?}");
            count[usize::from(tile.zoom())] += sum(&read, "count");
        }
        if tileset == Tileset::Layer(Layer::Acteurs) {
            let counts = snapshot.layer_counts(Layer::Acteurs);
            assert_eq!(count, [counts.rows - counts.unplaced; 11]);
        }
    }
}
