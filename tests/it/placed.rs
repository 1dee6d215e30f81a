//! What was found with a place of its own: groups, ties, pairs. The same as analyses answer, in every
//! form, by zone, by box, in tiles.

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use maillage::domain::level::Level;
use maillage::geometry::bbox::Bbox;
use maillage::geometry::mercator::WorldPoint;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::layers::finding::Finding;
use maillage::snapshot::layers::found_columns;
use maillage::tiles::atlas::{Ask, Part, Tileset};
use maillage::tiles::budget::Budget;
use maillage::tiles::contract::Contract;
use maillage::tiles::coord::TileCoord;
use maillage::tiles::lines;
use maillage::tiles::points::Grouping;
use serde_json::Value;

use crate::asking::{ask, list, post, text, told};
use crate::worlds::island;

const PLACED: [Finding; 4] = [Finding::Grappes, Finding::Liens, Finding::Opportunites, Finding::Sites];

fn rows(page: &Value) -> Vec<Value> {
    list(&page["features"]).iter().map(|feature| feature["properties"].clone()).collect()
}

fn kept(finding: Finding) -> Vec<Value> {
    rows(&told(&format!("/collections/{}/items?limit=all", finding.name())))
}

fn count(query: &str) -> u64 {
    told(query)["numberMatched"].as_u64().expect("a count")
}

/// What both rows tell is the same, but for `own` columns; an empty list and none are told alike.
fn assert_same(kept: &Value, answered: &Value, own: &[&str]) {
    for (name, cell) in kept.as_object().expect("properties") {
        if own.contains(&name.as_str()) {
            continue;
        }
        let other = &answered[name];
        let is_empty = |cell: &Value| cell.is_null() || cell.as_array().is_some_and(Vec::is_empty);
        assert!(cell == other || is_empty(cell) && is_empty(other), "{name}: {cell}, {other}");
    }
}

#[test]
fn groups_kept_and_set_aside_are_those_that_the_analysis_answers() {
    let page = told("/analyses/clusters?kind=groupes&which=tous&geometry=point&limit=10000");
    let answered = rows(&page);
    let all = kept(Finding::Grappes);
    assert!(!all.is_empty() && all.len() == answered.len());
    let by_id: BTreeMap<&str, &Value> = answered.iter().map(|row| (text(&row["id"]), row)).collect();
    for row in &all {
        assert_same(row, by_id[text(&row["id"])], &["rang", "contour"]);
        assert_eq!(row["rang"].is_null(), row["retenu"] == false, "{row}");
    }
    let mut ranked: Vec<(u64, &str)> =
        all.iter().filter_map(|row| Some((row["rang"].as_u64()?, text(&row["id"])))).collect();
    ranked.sort_unstable();
    let best: Vec<&str> =
        answered.iter().filter(|row| row["retenu"] == true).map(|row| text(&row["id"])).collect();
    assert_eq!(ranked.iter().map(|(_, id)| *id).collect::<Vec<_>>(), best, "the best first");
    assert!(all.iter().any(|row| text(&row["contour"]).starts_with("POLYGON ((")));
}

#[test]
fn sites_are_those_of_each_departement_by_the_usual_criteria() {
    let all = kept(Finding::Sites);
    assert!(!all.is_empty());
    let by_id: BTreeMap<&str, &Value> = all.iter().map(|row| (text(&row["id"]), row)).collect();
    let snapshot = &island().world.served().snapshot;
    let mut expected = 0;
    for departement in snapshot.territories.of(Level::Departement) {
        let code = &departement.code;
        let page = told(&format!("/analyses/sites?zone=departement:{code}&limit=10000"));
        let answered = rows(&page);
        for row in &answered {
            let one = by_id[text(&row["id"])];
            assert_same(one, row, &["lieu", "departement", "departement_nom", "retenus", "meme_terrain"]);
            assert_eq!((text(&one["departement"]), text(&one["lieu"])), (code.as_str(), "tiers-lieu"));
            assert_eq!(one["retenus"].as_u64(), Some(answered.len() as u64));
        }
        expected += answered.len();
    }
    assert_eq!(all.len(), expected);
    assert!(all.iter().any(|row| row["indecis"] == true) && all.iter().any(|row| row["rang"] == 11));
}

#[test]
fn pairs_are_those_of_each_bassin_by_the_conventions() {
    let all = kept(Finding::Opportunites);
    assert!(!all.is_empty());
    let by_id: BTreeMap<&str, &Value> = all.iter().map(|row| (text(&row["id"]), row)).collect();
    let snapshot = &island().world.served().snapshot;
    let mut expected = 0;
    for bassin in snapshot.territories.of(Level::Bassin) {
        let code = &bassin.code;
        let page = told(&format!("/analyses/opportunities?zone=bassin:{code}&limit=1000"));
        for row in rows(&page).iter().filter(|row| row["forme"] == "paire") {
            let id = format!("bassin:{code}:{}", text(&row["id"]));
            assert_same(by_id[id.as_str()], row, &["id", "nom", "bassin", "bassin_nom", "precisions"]);
            assert_eq!(by_id[id.as_str()]["bassin"], code.as_str());
            expected += 1;
        }
    }
    assert_eq!(all.len(), expected);
}

#[test]
fn each_recorded_tie_is_one_row_under_an_id_that_hangs_on_no_row_number() {
    let snapshot = &island().world.served().snapshot;
    let all = kept(Finding::Liens);
    assert_eq!(all.len(), snapshot.ties.len());
    let ids: BTreeSet<&str> = all.iter().map(|row| text(&row["id"])).collect();
    assert_eq!(ids.len(), all.len());
    let told: BTreeSet<(String, String, String, String)> = all
        .iter()
        .map(|row| ["de", "vers", "genre", "produit"].map(|name| text(&row[name]).to_owned()).into())
        .collect();
    for tie in snapshot.ties.iter() {
        let [from, to] = [tie.from, tie.to].map(|row| snapshot.actors.id(row).to_owned());
        assert!(told.contains(&(from, to, tie.kind.word().to_owned(), tie.product.unwrap_or_default())));
    }
    let one = &all[0];
    let again = crate::asking::told(&format!("/collections/liens/items/{}", text(&one["id"])));
    assert_eq!(again["properties"], *one);
    assert_eq!(again["geometry"]["type"], "LineString");
}

#[test]
fn a_line_is_a_line_in_every_form() {
    let all = told("/collections/liens/items?limit=all");
    let shaped: Vec<&Value> =
        list(&all["features"]).iter().map(|feature| &feature["geometry"]).filter(|g| !g.is_null()).collect();
    assert!(!shaped.is_empty());
    assert!(shaped.iter().all(|g| g["type"] == "LineString" && list(&g["coordinates"]).len() == 2));
    let csv = ask("/collections/liens/items?limit=all&f=csv").body;
    let csv = String::from_utf8(csv).expect("UTF-8");
    assert!(csv.lines().next().is_some_and(|names| names.ends_with(",wkt")));
    assert_eq!(csv.matches("LINESTRING (").count(), shaped.len());
    let fgb = ask("/collections/liens/items?limit=all&f=fgb").body;
    let length = fgb.len() as u64;
    let reader = maillage::formats::flatgeobuf::read::Reader::new(&fgb[..], length).expect("a file");
    let mut lines = 0;
    reader
        .each(|row| {
            lines += usize::from(row.line()?.is_some_and(|line| line.len() == 2));
            Ok::<_, maillage::formats::flatgeobuf::fault::FgbError>(())
        })
        .expect("sound");
    assert_eq!(lines, shaped.len());
    let schema = told("/collections/liens/schema");
    assert_eq!(schema["properties"]["geometry"]["format"], "geometry-linestring");
}

#[test]
fn a_tie_is_in_the_zone_of_either_end_and_facets_count_it_there() {
    for finding in PLACED {
        let name = finding.name();
        let found = kept(finding);
        let facets = told(&format!("/counts/{name}?by=bassin,departement"));
        for (facet, word) in list(&facets["facets"]).iter().zip(["bassin", "departement"]) {
            for one in list(&facet["counts"]) {
                let code = text(&one["key"]);
                let own = count(&format!("/counts/{name}?zone={word}:{code}"));
                assert_eq!(one["count"].as_u64(), Some(own), "{name} {word} {code}");
            }
        }
        let snapshot = &island().world.served().snapshot;
        for bassin in snapshot.territories.of(Level::Bassin) {
            let row = snapshot.territories.row(Level::Bassin, &bassin.code).expect("there");
            let communes: BTreeSet<&str> = snapshot
                .territories
                .communes(Level::Bassin, row)
                .iter()
                .map(|&commune| snapshot.territories.get(Level::Commune, commune).code.as_str())
                .collect();
            let is_here = |row: &&Value| match &row["communes"] {
                Value::Array(codes) => codes.iter().any(|code| communes.contains(text(code))),
                _ => communes.contains(text(&row["commune"])),
            };
            let expected = found.iter().filter(is_here).count() as u64;
            assert_eq!(count(&format!("/counts/{name}?zone=bassin:{}", bassin.code)), expected, "{name}");
        }
    }
}

#[test]
fn a_drawing_finds_what_has_an_end_in_it_and_says_what_cannot_be_told() {
    let territories = told("/collections/bassins/items?limit=all");
    for feature in list(&territories["features"]) {
        let code = text(&feature["properties"]["code"]);
        for finding in PLACED {
            let name = finding.name();
            let drawing = feature["geometry"].to_string();
            let drawn = post(&island().world.shared, &format!("/counts/{name}"), drawing).json();
            let (inside, unsure) = (drawn["numberMatched"].as_u64(), drawn["undetermined"].as_u64());
            let inside = inside.expect("a count");
            let own = count(&format!("/counts/{name}?zone=bassin:{code}"));
            // A place may stand on the other side of its commune's outline, a border is in doubt.
            let all = count(&format!("/counts/{name}"));
            assert!(inside.abs_diff(own) <= unsure.unwrap_or(0) + all / 20, "{name} {code}: {inside}, {own}");
        }
    }
}

#[test]
fn a_box_finds_the_lines_that_pass_through_it() {
    let snapshot = &island().world.served().snapshot;
    let [west, south, east, north] = island().world.served().atlas.bounds.sides();
    for finding in PLACED {
        let places = snapshot.found(finding).places();
        for step in 0..5 {
            let at = |low: f64, high: f64, share: f64| low + (high - low) * share;
            let share = f64::from(step) / 5.0;
            let sides = [
                at(west, east, share),
                at(south, north, share),
                at(west, east, share + 0.2),
                at(south, north, share + 0.3),
            ];
            let bbox = Bbox::new(sides[0], sides[1], sides[2], sides[3]).expect("in order");
            let expected = (0..places.len())
                .filter(|&row| {
                    let line = places.corners(row);
                    !line.is_empty() && maillage::geometry::line::meets(line, bbox)
                })
                .count() as u64;
            let [w, s, e, n] = sides;
            assert_eq!(count(&format!("/counts/{}?bbox={w},{s},{e},{n}", finding.name())), expected);
        }
    }
}

/// A feature of a tile: its attributes, and its positions in the tile's units.
type Feature = (BTreeMap<String, String>, Vec<[i32; 2]>);

/// The features of a layer in a tile.
fn read(bytes: &[u8], name: &str) -> Vec<Feature> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let reader = MvtReaderRef::new(bytes).expect("readable");
    let features = reader.layers().filter(|layer| layer.name() == name).flat_map(|layer| layer.features());
    features
        .map(|feature| {
            let told = feature.properties().map(|property| match property.expect("readable") {
                (name, MvtValueRef::String(text)) => (name.to_owned(), text.to_owned()),
                (name, MvtValueRef::UInt(number)) => (name.to_owned(), number.to_string()),
                (name, other) => panic!("{name} is {other:?}"),
            });
            let corners = match feature.geometry().expect("sound") {
                MvtGeometry::Point(point) => vec![[point.0.x, point.0.y]],
                MvtGeometry::LineString(line) => line.0.iter().map(|at| [at.x, at.y]).collect(),
                other => panic!("{other:?}"),
            };
            (told.collect(), corners)
        })
        .collect()
}

/// All tiles of a zoom around the island.
fn around(zoom: u8) -> Vec<TileCoord> {
    let [west, south, east, north] = island().world.served().atlas.bounds.sides();
    let cell = |lon: f64, lat: f64| {
        let at = maillage::geometry::position::Position::from_degrees(lon, lat).expect("on the globe");
        WorldPoint::from_position(at).cell(zoom)
    };
    let (low, high) = (cell(west, north), cell(east, south));
    let last = (1_u32 << zoom) - 1;
    let span = |a: u32, b: u32| a.saturating_sub(1)..=(b + 1).min(last);
    span(low.1, high.1)
        .flat_map(|y| span(low.0, high.0).map(move |x| (x, y)))
        .map(|(x, y)| TileCoord::new(zoom, x, y).expect("inside"))
        .collect()
}

#[test]
fn points_of_tiles_count_every_row_that_has_a_place_at_every_zoom() {
    let served = island().world.served();
    let contract = Contract::of_this_build();
    for finding in PLACED {
        let layer = Layer::Found(finding);
        let places = served.snapshot.found(finding).places();
        let shown = (0..places.len()).filter(|&row| !places.corners(row).is_empty()).count() as u64;
        let promised = contract.attributes(contract.layer(finding.name()).expect("promised"));
        for zoom in [0, 5, 9, 12] {
            for (by, name) in [
                (Grouping::Cells, finding.name().to_owned()),
                (Grouping::Zones(Some(Level::Epci)), format!("{}_zones", finding.name())),
            ] {
                let mut counted = 0;
                for tile in around(zoom) {
                    let ask = Ask { tileset: Tileset::Layer(layer), tile, part: None, by };
                    for (told, _) in read(&served.atlas.draw(&served.snapshot, ask), &name) {
                        counted += told["count"].parse::<u64>().expect("a number");
                        let is_known = |key: &String| promised.contains_key(key);
                        assert!(by != Grouping::Cells || told.keys().all(is_known), "{told:?}");
                        let parts: u64 = told
                            .iter()
                            .filter(|(key, _)| key.starts_with("g_") || key.starts_with("n_"))
                            .map(|(_, count)| count.parse::<u64>().expect("a number"))
                            .sum();
                        assert!(parts == 0 || parts.to_string() == told["count"], "{told:?}");
                    }
                }
                assert_eq!(counted, shown, "{name} at zoom {zoom}");
            }
        }
    }
}

/// The distance from a point to the line through two others.
fn beside(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> f64 {
    let length = f64::hypot(b[0] - a[0], b[1] - a[1]);
    ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).abs() / length
}

#[test]
fn a_line_is_in_each_tile_that_it_passes_through_and_where_it_is() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for finding in [Finding::Liens, Finding::Opportunites] {
        let name = lines::lines_layer(finding);
        let found = snapshot.found(finding);
        let promised = Contract::of_this_build();
        let promised = promised.attributes(promised.layer(&name).expect("promised"));
        for zoom in [8, 11] {
            let mut drawn: BTreeMap<(TileCoord, String), Vec<[i32; 2]>> = BTreeMap::new();
            for tile in around(zoom) {
                let ask = Ask::whole(Tileset::Layer(Layer::Found(finding)), tile);
                for (told, line) in read(&served.atlas.draw(snapshot, ask), &name) {
                    assert!(told.keys().all(|key| promised.contains_key(key)), "{told:?}");
                    assert_eq!(told["count"], "1");
                    assert!(2 <= line.len() && line.iter().flatten().all(|v| (-65..=4161).contains(v)));
                    assert!(drawn.insert((tile, told["id"].clone()), line).is_none(), "once a tile");
                }
            }
            let mut expected = 0;
            for row in 0..found.len() {
                let corners = found.places().corners(row);
                let [one, other] = corners else { continue };
                let maillage::formats::table::Value::Text(id) = found.value(row, 0) else { panic!("an id") };
                let side = f64::from(1_u32 << zoom) * 4096.0;
                let [a, b] = [one, other].map(|&at| {
                    let world = WorldPoint::from_position(at);
                    [world.x * side, world.y * side]
                });
                if f64::hypot(b[0] - a[0], b[1] - a[1]) < 3.0 {
                    continue;
                }
                for tile in around(zoom) {
                    let corner = [f64::from(tile.x()) * 4096.0, f64::from(tile.y()) * 4096.0];
                    let inside = (0..=2000).filter(|step| {
                        let share = f64::from(*step) / 2000.0;
                        (0..2).all(|i| {
                            let v = a[i] + (b[i] - a[i]) * share - corner[i];
                            (1.0..4095.0).contains(&v)
                        })
                    });
                    if inside.count() < 2 {
                        continue;
                    }
                    expected += 1;
                    let line =
                        drawn.get(&(tile, id.to_string())).unwrap_or_else(|| panic!("{id} in {tile:?}"));
                    for at in line {
                        let at = [0, 1].map(|i| f64::from(at[i]) + corner[i]);
                        assert!(beside(a, b, at) < 2.5, "{id}: {at:?} beside {a:?} {b:?}");
                    }
                }
            }
            assert!(0 < expected && expected <= drawn.len(), "{name}: {expected} of {}", drawn.len());
        }
    }
}

#[test]
fn a_tile_of_lines_above_its_budget_joins_them_and_says_so() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let finding = Finding::Liens;
    let name = lines::lines_layer(finding);
    let busiest = around(8)
        .into_iter()
        .max_by_key(|&tile| {
            let whole = Budget { bytes: 500_000, features: 10_000 };
            read(&lines::draw(snapshot, finding, tile, None, whole), &name).len()
        })
        .expect("some tile");
    let all = lines::draw(snapshot, finding, busiest, None, Budget { bytes: 500_000, features: 10_000 });
    let many = read(&all, &name).len();
    assert!(20 < many && read(&all, "reduction").is_empty(), "{many}");
    for features in [many - 1, many / 2, 3] {
        let bytes = lines::draw(snapshot, finding, busiest, None, Budget { bytes: 500_000, features });
        let drawn = read(&bytes, &name);
        assert!(drawn.len() <= features, "{} of {features}", drawn.len());
        let said = read(&bytes, "reduction");
        let [(said, _)] = &said[..] else { panic!("one reduction: {said:?}") };
        let counted: u64 =
            drawn.iter().map(|(told, _)| told["count"].parse::<u64>().expect("a number")).sum();
        assert_eq!(said["rows"], counted.to_string());
        assert_eq!(said["features"], many.to_string());
        assert!(counted <= many as u64 && said["layer"] == name);
    }
}

#[test]
fn a_part_of_ties_draws_its_lines_and_its_points_alone() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let finding = Finding::Liens;
    let found = snapshot.found(finding);
    let genre = found_columns::of(finding).iter().position(|c| c.name == "genre").expect("a column");
    let is_supply = |row: &u32| matches!(found.value(*row, genre), maillage::formats::table::Value::Text(word) if word == "fournit");
    let rows: Vec<u32> = (0..found.len()).filter(is_supply).collect();
    assert!(!rows.is_empty() && rows.len() < found.len() as usize);
    let part = Part::new(maillage::index::rows::RowSet::from_rows(found.len(), rows.iter().copied()));
    let mut lines = 0;
    let mut points = 0;
    for tile in around(9) {
        let tileset = Tileset::Layer(Layer::Found(finding));
        let bytes =
            served.atlas.draw(snapshot, Ask { tileset, tile, part: Some(&part), by: Grouping::Cells });
        for (told, _) in read(&bytes, &lines::lines_layer(finding)) {
            assert_eq!(told["genre"], "fournit");
            lines += 1;
        }
        for (told, _) in read(&bytes, finding.name()) {
            points += told["count"].parse::<usize>().expect("a number");
            assert!(told.keys().all(|key| !key.starts_with("g_") || key == "g_fournit"), "{told:?}");
        }
    }
    assert_eq!(points, rows.iter().filter(|&&row| !found.places().corners(row).is_empty()).count());
    assert!(0 < lines);
}
