//! What was found when the snapshot was made: the same as analyses answer, as collections and tiles.

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtReaderRef, MvtValueRef};
use maillage::analysis::findings;
use maillage::domain::level::Level;
use maillage::formats::table::Value as Cell;
use maillage::snapshot::findings::Found;
use maillage::snapshot::layers::Layer;
use maillage::snapshot::layers::finding::Finding;
use maillage::snapshot::layers::found_columns;
use maillage::tiles::atlas::{Ask, Part, Tileset};
use maillage::tiles::contract::Contract;
use maillage::tiles::coord::TileCoord;
use maillage::tiles::points::Grouping;
use serde_json::Value;

use crate::asking::{post, told};
use crate::worlds::{built, island, write_land};

/// The features of an answer, by id.
fn rows(answer: &Value) -> BTreeMap<String, Value> {
    let features = answer["features"].as_array().expect("features").iter();
    features
        .map(|f| (f["properties"]["id"].as_str().expect("an id").to_owned(), f["properties"].clone()))
        .collect()
}

fn text(cell: Cell<'_>) -> Option<String> {
    if let Cell::Text(text) = cell { Some(text.into_owned()) } else { None }
}

/// The attributes of each territory in the tiles of a zoom, by its code; a number as it is written.
fn drawn(
    finding: Finding,
    zoom: u8,
    by: Grouping,
    part: Option<&Part>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let served = island().world.served();
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let around = served.atlas.bounds.sides();
    for tile in tiles(around, zoom) {
        let ask = Ask { tileset: Tileset::Layer(Layer::Found(finding)), tile, part, by };
        let bytes = served.atlas.draw(&served.snapshot, ask);
        if bytes.is_empty() {
            continue;
        }
        for feature in
            MvtReaderRef::new(&bytes).expect("readable").layers().flat_map(|layer| layer.features())
        {
            let told: BTreeMap<String, String> = feature
                .properties()
                .map(|property| match property.expect("readable") {
                    (name, MvtValueRef::String(text)) => (name.to_owned(), text.to_owned()),
                    (name, MvtValueRef::UInt(number)) => (name.to_owned(), number.to_string()),
                    (name, MvtValueRef::Double(number)) => (name.to_owned(), number.to_string()),
                    (name, other) => panic!("{name} is {other:?}"),
                })
                .collect();
            let before = found.insert(told["code"].clone(), told.clone());
            assert!(before.is_none_or(|before| before == told), "a territory is the same in all its tiles");
        }
    }
    found
}

fn tiles([west, south, east, north]: [f64; 4], zoom: u8) -> Vec<TileCoord> {
    let side = f64::from(1_u32 << zoom);
    let column = |lon: f64| (side * (lon + 180.0) / 360.0) as u32;
    let row = |lat: f64| {
        let lat = lat.to_radians();
        (side * (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0) as u32
    };
    let rows = row(north)..=row(south);
    let columns = column(west)..=column(east);
    rows.flat_map(|y| columns.clone().map(move |x| TileCoord::new(zoom, x, y).expect("inside"))).collect()
}

#[test]
fn collections_hold_what_analyses_answer() {
    let of_levels = |finding: Finding, question: &dyn Fn(&str) -> String| {
        let mut answered = BTreeMap::new();
        for level in finding.levels() {
            answered.extend(rows(&told(&question(level.word()))));
        }
        let kept = rows(&told(&format!("/collections/{}/items?limit=all", finding.name())));
        assert_eq!(
            kept.keys().collect::<Vec<_>>(),
            answered.keys().collect::<Vec<_>>(),
            "{}",
            finding.name()
        );
        assert!(!kept.is_empty(), "{}", finding.name());
        for (id, row) in &kept {
            for (name, cell) in row.as_object().expect("properties") {
                // Sentences for each commune are made when they are asked for.
                let is_left_out = name.starts_with("why") && row["niveau"] == "commune";
                let expected = &answered[id][name];
                // A file tells an empty list and none alike.
                let is_empty = cell.as_array().is_some_and(Vec::is_empty) && expected.is_null();
                assert!(
                    cell == expected || is_empty || is_left_out && cell.is_null(),
                    "{id} {name}: {cell}, {expected}"
                );
            }
        }
    };
    let end = "geometry=point&limit=10000";
    of_levels(Finding::Lacunes, &|level| {
        format!("/analyses/gaps?level={level}&verdict=manque-sur,manque-probable&{end}")
    });
    of_levels(Finding::MaillonsManquants, &|level| {
        format!("/analyses/chains?level={level}&state=aucun-connu&{end}")
    });
    of_levels(Finding::Jumeaux, &|level| format!("/analyses/twins?level={level}&{end}"));
    let standings = |index: &str| {
        let mut answered = BTreeMap::new();
        for level in Level::ALL {
            answered.extend(rows(&told(&format!("/analyses/index?index={index}&level={level}&{end}"))));
        }
        answered
    };
    let kept = rows(&told("/collections/indicateurs/items?limit=all"));
    let mut answered = BTreeMap::new();
    for index in ["acces-cooperation", "alimentation-proximite", "emploi-inclusif"] {
        answered.extend(standings(index));
    }
    assert_eq!(kept.keys().collect::<Vec<_>>(), answered.keys().collect::<Vec<_>>());
    for (id, row) in &kept {
        for name in
            ["score", "classe", "rang_haut", "rang_bas", "version", "reliability", "tirages", "sources"]
        {
            assert_eq!(row[name], answered[id][name], "{id} {name}");
        }
        if row["niveau"] != "commune" {
            assert_eq!((&row["why"], &row["why_en"]), (&answered[id]["why"], &answered[id]["why_en"]));
        }
    }
}

#[test]
fn every_function_has_one_verdict_on_every_territory() {
    let functions = told("/analyses/gaps?zone=bassin:F1007&limit=1000&geometry=point");
    let functions: BTreeMap<String, String> = rows(&functions)
        .into_values()
        .map(|row| {
            let word = |name: &str| row[name].as_str().expect("a text").to_owned();
            (word("fonction"), word("verdict"))
        })
        .collect();
    let all = rows(&told("/collections/constats/items?limit=all"));
    let snapshot = &island().world.served().snapshot;
    let territories: usize =
        Finding::Constats.levels().iter().map(|level| snapshot.territories.of(*level).len()).sum();
    assert_eq!(all.len(), territories);
    for (id, row) in &all {
        let mut said = BTreeMap::new();
        for (column, verdict) in found_columns::VERDICTS_OF {
            for function in row[column].as_array().into_iter().flatten() {
                let function = function.as_str().expect("a key").to_owned();
                assert_eq!(said.insert(function, verdict.to_owned()), None, "{id}: two verdicts");
            }
        }
        assert_eq!(said.keys().collect::<Vec<_>>(), functions.keys().collect::<Vec<_>>(), "{id}");
        if id == "bassin:F1007" {
            assert_eq!(said, functions);
        }
    }
}

#[test]
fn what_was_found_is_the_same_when_it_is_found_again_written_and_read() {
    let files = tempfile::tempdir().expect("a folder");
    write_land(files.path(), &maillage::demo::Plan::island());
    let snapshot = built(files.path());
    let again = findings::found(&snapshot).expect("ways are in memory");
    let kept = &island().world.served().snapshot;
    for found in again {
        let finding = found.finding();
        let read = kept.found(finding);
        assert_eq!((read.len(), read.is_empty()), (found.len(), false), "{}", finding.name());
        for row in 0..found.len() {
            assert_eq!(read.about(row), found.about(row));
            if finding.is_placed() {
                assert_eq!(read.places().corners(row), found.places().corners(row));
                let ends = |found: &Found| found.places().ends(row).collect::<Vec<_>>();
                assert_eq!(ends(read), ends(&found), "{} {row}", finding.name());
            }
            for column in 0..found_columns::of(finding).len() {
                assert_eq!(read.value(row, column), found.value(row, column), "{} {row}", finding.name());
            }
        }
    }
}

#[test]
fn zones_boxes_and_drawings_find_what_is_about_territories_in_them() {
    let count = |query: &str| told(query)["numberMatched"].as_u64().expect("a count");
    let all = count("/counts/maillons-manquants");
    let by = told("/counts/maillons-manquants?by=bassin,region");
    let facet = |rank: usize| {
        let facet = &by["facets"][rank];
        let counts = facet["counts"].as_array().expect("counts").iter();
        (counts.map(|one| one["count"].as_u64().expect("a count")).sum::<u64>(), facet["without"].as_u64())
    };
    assert_eq!(facet(1), (all, Some(0)));
    // What is about a wider territory than a bassin is in none.
    let bassins = count("/counts/maillons-manquants?filter=niveau%3D'bassin'");
    let (inside, without) = facet(0);
    assert_eq!(inside + without.expect("a count"), all);
    assert!(0 < bassins && bassins <= inside);
    let territories = told("/collections/bassins/items?limit=all");
    for territory in territories["features"].as_array().expect("features") {
        let code = territory["properties"]["code"].as_str().expect("a code");
        let here = format!("filter=niveau%3D'bassin'%20AND%20code%3D'{code}'");
        let own = count(&format!("/counts/maillons-manquants?{here}"));
        assert_eq!(own, count(&format!("/counts/maillons-manquants?zone=bassin:{code}&{here}")));
        let drawing = territory["geometry"].to_string();
        let drawn =
            post(&island().world.shared, &format!("/counts/maillons-manquants?{here}"), drawing).json();
        assert_eq!(drawn["numberMatched"], own, "{code}");
        let elsewhere = count(&format!("/counts/maillons-manquants?bbox=10,40,11,41&{here}"));
        assert_eq!(elsewhere, 0);
    }
    let [west, south, east, north] = island().world.served().atlas.bounds.sides();
    for finding in Finding::ALL {
        let name = finding.name();
        let around = count(&format!("/counts/{name}?bbox={west},{south},{east},{north}"));
        assert_eq!(around, count(&format!("/counts/{name}")), "{name}");
    }
}

#[test]
fn a_tile_tells_of_each_territory_what_its_rows_tell_and_nothing_that_is_not_promised() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let contract = Contract::of_this_build();
    for finding in Finding::ALL.into_iter().filter(|finding| !finding.is_placed()) {
        let found = snapshot.found(finding);
        let promised = contract.attributes(contract.layer(finding.name()).expect("a layer"));
        let is_promised = |name: &String| {
            promised.contains_key(name)
                || promised
                    .keys()
                    .any(|known| known.strip_suffix('*').is_some_and(|start| name.starts_with(start)))
        };
        for (zoom, by, level) in [
            (8, Grouping::Cells, Level::Bassin),
            (9, Grouping::Zones(Some(Level::Epci)), Level::Epci),
            (3, Grouping::Cells, Level::Departement),
            (1, Grouping::Cells, Level::Region),
        ] {
            let tiles = drawn(finding, zoom, by, None);
            let codes: BTreeSet<&str> =
                snapshot.territories.of(level).iter().map(|territory| territory.code.as_str()).collect();
            assert_eq!(
                tiles.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                codes,
                "{finding:?} {level}"
            );
            for (code, told) in &tiles {
                assert!(told.keys().all(is_promised), "{finding:?}: {told:?}");
                let territory = snapshot.territories.row(level, code).expect("it is there");
                let rows = found.of(level, territory);
                assert_eq!(told, &expected(snapshot, finding, level, territory, rows), "{finding:?} {code}");
            }
        }
    }
}

/// What a tile should tell, by the rows of the collection alone.
fn expected(
    snapshot: &maillage::snapshot::Snapshot,
    finding: Finding,
    level: Level,
    territory: u32,
    rows: &[u32],
) -> BTreeMap<String, String> {
    let columns = found_columns::of(finding);
    let rank = |name: &str| columns.iter().position(|column| column.name == name).expect("a column");
    let found = snapshot.found(finding);
    let cell = |row: u32, name: &str| found.value(row, rank(name));
    let word = |row: u32, name: &str| text(cell(row, name)).expect("a text");
    let it = snapshot.territories.get(level, territory);
    let mut told: BTreeMap<String, String> =
        [("niveau", level.word()), ("code", &it.code), ("nom", &it.name)]
            .map(|(k, v)| (k.into(), v.into()))
            .into();
    let count = |is_one: &dyn Fn(u32) -> bool| rows.iter().filter(|&&row| is_one(row)).count().to_string();
    match finding {
        Finding::Lacunes => {
            told.insert("surs".into(), count(&|row| word(row, "verdict") == "manque-sur"));
            told.insert("probables".into(), count(&|row| word(row, "verdict") == "manque-probable"));
            for &row in rows {
                told.insert(format!("v_{}", word(row, "fonction")), word(row, "verdict"));
            }
        }
        Finding::Constats => {
            for (column, verdict) in found_columns::VERDICTS_OF {
                let Cell::List(functions) = cell(rows[0], column) else { panic!("{column} is a list") };
                told.extend(
                    functions.into_iter().map(|function| (format!("v_{function}"), verdict.to_owned())),
                );
            }
        }
        Finding::MaillonsManquants => {
            told.insert("manquants".into(), rows.len().to_string());
            told.insert("necessaires".into(), count(&|row| cell(row, "necessaire") == Cell::Boolean(true)));
            for &row in rows {
                let stages = told.entry(format!("e_{}", word(row, "filiere"))).or_default();
                let comma = if stages.is_empty() { "" } else { "|" };
                *stages = format!("{stages}{comma}{}", word(row, "etape"));
            }
        }
        Finding::Jumeaux => {
            told.insert("reponse".into(), word(rows[0], "reponse"));
            for &row in rows {
                if let Cell::Integer(rank) = cell(row, "rang") {
                    told.insert(format!("jumeau_{rank}"), word(row, "jumeau"));
                }
            }
        }
        Finding::Indicateurs => {
            for &row in rows {
                let index = word(row, "indice");
                if let Cell::Number(score) = cell(row, "score") {
                    told.insert(format!("s_{index}"), score.to_string());
                }
                if let Cell::Integer(class) = cell(row, "classe") {
                    told.insert(format!("c_{index}"), class.to_string());
                }
            }
        }
        Finding::Grappes | Finding::Liens | Finding::Opportunites | Finding::Sites => {
            unreachable!("they have places")
        }
    }
    told
}

#[test]
fn a_tile_of_a_part_draws_the_territories_of_the_part() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let finding = Finding::MaillonsManquants;
    let rank =
        found_columns::of(finding).iter().position(|column| column.name == "filiere").expect("a column");
    let found = snapshot.found(finding);
    let is_milk = |row: &u32| text(found.value(*row, rank)).as_deref() == Some("lait");
    let milk: Vec<u32> = (0..found.len()).filter(is_milk).collect();
    let part = Part::new(maillage::index::rows::RowSet::from_rows(found.len(), milk.iter().copied()));
    let tiles = drawn(finding, 8, Grouping::Cells, Some(&part));
    let about: BTreeSet<&str> = milk
        .iter()
        .filter_map(|&row| found.about(row))
        .filter(|(level, _)| *level == Level::Bassin)
        .map(|(level, territory)| snapshot.territories.get(level, territory).code.as_str())
        .collect();
    assert!(!about.is_empty());
    assert_eq!(tiles.keys().map(String::as_str).collect::<BTreeSet<_>>(), about);
    assert!(
        tiles
            .values()
            .flat_map(BTreeMap::keys)
            .filter(|name| name.starts_with("e_"))
            .all(|name| name == "e_lait")
    );
}

#[test]
fn a_level_that_is_not_drawn_at_a_zoom_is_no_bytes() {
    for finding in Finding::ALL.into_iter().filter(|finding| !finding.is_placed()) {
        assert!(drawn(finding, 1, Grouping::Zones(Some(Level::Epci)), None).is_empty());
        assert!(drawn(finding, 15, Grouping::Cells, None).is_empty());
    }
}
