//! A drawn zone: by geometry for what has a place, by whole communes for what has none, and
//! counted apart where neither can tell.

use geo::Relate;
use maillage::domain::level::Level;
use maillage::domain::whereabouts::Precision;
use maillage::geometry::area::{Area, Polygon};
use maillage::geometry::position::Position;
use maillage::index::rows::RowSet;
use maillage::query::drawn::{Drawn, TooIntricate};
use maillage::query::selection::Question;
use maillage::query::zone::Zone;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::asking::{Answered, found, post};
use crate::worlds::island;

const POINTS: [Layer; 4] = [Layer::Acteurs, Layer::TiersLieux, Layer::Foncier, Layer::Equipements];

fn send(address: &str, drawing: &Value) -> Answered {
    post(&island().world.shared, address, drawing.to_string())
}

fn counted(address: &str, drawing: &Value) -> Value {
    let answered = send(address, drawing);
    assert_eq!(answered.status, 200, "{}", String::from_utf8_lossy(&answered.body));
    answered.json()
}

/// A row's own place, by the words of its columns.
fn own_place(snapshot: &Snapshot, layer: Layer, row: u32) -> Option<Position> {
    let (position, precision, masked) = match layer {
        Layer::Foncier => {
            let site = &snapshot.sites.rows()[row as usize];
            (site.position, site.precision, false)
        }
        Layer::Equipements => {
            let equipment = &snapshot.equipment.rows()[row as usize];
            (equipment.position, equipment.precision, false)
        }
        _ => {
            let actors = &snapshot.actors;
            (actors.anchor(row), actors.precision(row), actors.is_masked(row))
        }
    };
    position.filter(|_| !masked && !matches!(precision, None | Some(Precision::Commune)))
}

/// `Some(true)`: in. `None`: it cannot be told.
fn by_loop(snapshot: &Snapshot, layer: Layer, row: u32, drawn: &Area) -> Option<bool> {
    if let Some(position) = own_place(snapshot, layer, row) {
        return Some(drawn.0.iter().any(|piece| Area(vec![piece.clone()]).contains(position)));
    }
    let Some(commune) = snapshot.commune_of(layer, row) else { return Some(false) };
    let outline = snapshot.territories.get(Level::Commune, commune).area.to_geo();
    let lies = drawn.to_geo().relate(&outline);
    if lies.is_covers() {
        Some(true)
    } else {
        let interiors =
            lies.get(geo::coordinate_position::CoordPos::Inside, geo::coordinate_position::CoordPos::Inside);
        (interiors == geo::dimensions::Dimensions::Empty).then_some(false)
    }
}

#[test]
fn a_drawn_zone_holds_what_a_loop_finds_in_it() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let [west, south, east, north] = served.atlas.bounds.sides();
    let corner = (0.0..1.0_f64, 0.0..1.0_f64).prop_map(move |(x, y)| {
        Position::from_degrees(west + x * (east - west), south + y * (north - south)).expect("on the globe")
    });
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(24) });
    let mut seen = [0_usize; 3];
    let outcome = runner.run(&prop::array::uniform3(corner), |corners| {
        let drawn = Area(vec![Polygon { exterior: corners.to_vec(), holes: vec![] }]);
        for layer in POINTS {
            let resolved = Drawn::resolve(&drawn, snapshot, layer).expect("simple");
            for row in snapshot.rows(layer) {
                let told = (resolved.inside().contains(row), resolved.undetermined().contains(row));
                let expected = by_loop(snapshot, layer, row, &drawn);
                prop_assert_eq!(told, (expected == Some(true), expected.is_none()), "{} {}", layer, row);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
    let half = Area(vec![Polygon {
        exterior: [(west, south), (east, south), (west, north)]
            .map(|(lon, lat)| Position::from_degrees(lon, lat).expect("on the globe"))
            .to_vec(),
        holes: vec![],
    }]);
    for row in snapshot.rows(Layer::Acteurs).filter(|&row| own_place(snapshot, Layer::Acteurs, row).is_none())
    {
        seen[by_loop(snapshot, Layer::Acteurs, row, &half).map_or(2, usize::from)] += 1;
    }
    assert!(seen.iter().all(|&count| 0 < count), "all three fates occur: {seen:?}");
}

#[test]
fn a_traced_territory_is_that_territory() {
    let served = island().world.served();
    let territories = &served.snapshot.territories;
    for bassin in territories.of(Level::Bassin) {
        let code = &bassin.code;
        let feature = found(&island().world.shared, &format!("/collections/bassins/items/{code}"));
        for layer in ["communes", "bassins"] {
            let traced = counted(&format!("/counts/{layer}?by=commune"), &feature);
            let named =
                found(&island().world.shared, &format!("/counts/{layer}?by=commune&zone=bassin:{code}"));
            assert_eq!(traced, named, "{layer} in {code}");
        }
        let traced = counted("/counts/acteurs", &feature);
        assert_eq!(traced["undetermined"], 0, "the border passes through no commune");
    }
}

#[test]
fn a_drawing_joins_the_zone_of_the_address_and_all_else_narrows_it() {
    let served = island().world.served();
    let bassins = served.snapshot.territories.of(Level::Bassin);
    let feature = |at: usize| {
        found(&island().world.shared, &format!("/collections/bassins/items/{}", bassins[at].code))
    };
    let both = json!({ "type": "FeatureCollection", "features": [feature(0), feature(1)] });
    for narrowing in ["", "&filter=population%20%3E%20900", "&bbox=-9,40,9,60"] {
        let address = format!("/counts/communes?by=epci,departement{narrowing}");
        let union = counted(&format!("{address}&zone=bassin:{}", bassins[1].code), &feature(0));
        assert_eq!(union, counted(&address, &both), "{address}");
    }
    let one = counted("/counts/acteurs", &feature(0))["numberMatched"].as_u64().expect("a number");
    let other = counted("/counts/acteurs", &feature(1))["numberMatched"].as_u64().expect("a number");
    let union = counted("/counts/acteurs", &both)["numberMatched"].as_u64().expect("a number");
    assert_eq!(one + other, union, "two bassins share no actor");
}

#[test]
fn features_inside_of_a_drawing_are_those_counted_page_after_page() {
    let served = island().world.served();
    let bassin = &served.snapshot.territories.of(Level::Bassin)[0];
    let drawing = found(&island().world.shared, &format!("/collections/bassins/items/{}", bassin.code));
    let matched = counted("/counts/acteurs", &drawing)["numberMatched"].as_u64().expect("a number");
    let mut ids: Vec<String> = Vec::new();
    let mut address = Some("/collections/acteurs/selection?limit=70".to_owned());
    while let Some(page) = address {
        let page = counted(&page, &drawing);
        assert_eq!(page["numberMatched"], matched);
        let features = page["features"].as_array().expect("features");
        ids.extend(features.iter().map(|feature| feature["id"].as_str().expect("an id").to_owned()));
        let links = page["links"].as_array().expect("links").iter();
        let next = links.clone().find(|link| link["rel"] == "next");
        address = next.map(|link| {
            let href = link["href"].as_str().expect("an address");
            href[href.find("/collections").expect("ours")..].to_owned()
        });
    }
    assert!(70 < ids.len());
    assert_eq!(ids.len() as u64, matched);
    let zone = format!("/collections/acteurs/items?limit=10000&zone=bassin:{}", bassin.code);
    let named = found(&island().world.shared, &zone);
    let named = named["features"].as_array().expect("features").iter();
    let named: Vec<&str> = named.map(|feature| feature["id"].as_str().expect("an id")).collect();
    ids.retain(|id| !named.contains(&id.as_str()));
    assert!(ids.is_empty(), "inside of the outline and not of the bassin: {ids:?}");
    let refused = post(&island().world.shared, "/collections/acteurs/selection", "{}");
    assert_eq!(refused.status, 400);
}

#[test]
fn what_overlaps_is_united_and_not_cut_out() {
    let served = island().world.served();
    let [west, south, east, north] = served.atlas.bounds.sides();
    let ring = json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]]);
    let once = json!({ "type": "Polygon", "coordinates": ring });
    let twice = json!({ "type": "MultiPolygon", "coordinates": [ring, ring] });
    assert_eq!(counted("/counts/acteurs?by=family", &once), counted("/counts/acteurs?by=family", &twice));
    assert_ne!(counted("/counts/acteurs", &twice)["numberMatched"], 0);
}

#[test]
fn what_cannot_be_told_is_counted_and_added_to_nothing() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let row = (0..snapshot.actors.len()).find(|&row| snapshot.actors.is_masked(row)).expect("planted");
    let commune = snapshot.actors.commune(row).expect("counted in its commune");
    let outline = &snapshot.territories.get(Level::Commune, commune).area;
    let [west, south, east, north] = outline.bbox().expect("an outline").sides();
    let middle = (west + east) / 2.0;
    let half = json!({ "type": "Polygon", "coordinates":
        [[[west, south], [middle, south], [middle, north], [west, north], [west, south]]] });
    let masked = "diffusion%20=%20%27partielle%27";
    let code = &snapshot.territories.get(Level::Commune, commune).code;
    let address = format!("/counts/acteurs?filter={masked}%20and%20commune=%27{code}%27");
    let told = counted(&address, &half);
    assert_eq!(told["numberMatched"], 0, "half a commune gives none of them away");
    assert!(1 <= told["undetermined"].as_u64().expect("a number"));
    let zone = counted(&format!("{address}&zone=commune:{code}"), &half);
    assert_eq!((&zone["numberMatched"], &zone["undetermined"]), (&told["undetermined"], &json!(0)));
}

#[test]
fn a_drawing_that_is_too_much_is_refused_before_it_is_work() {
    let served = island().world.served();
    let [west, south, east, north] = served.atlas.bounds.sides();
    let positions = |count: usize| -> Vec<String> {
        let inner = (1..count - 1).map(|rank| {
            let lat = if rank % 2 == 0 { south } else { north };
            format!("[{},{lat}]", west + (east - west) * rank as f64 / count as f64)
        });
        let end = format!("[{west},{south}]");
        [end.clone()].into_iter().chain(inner).chain([end]).collect()
    };
    let polygon =
        |count: usize| format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, positions(count).join(","));
    let shared = &island().world.shared;
    for (body, status, words) in [
        (polygon(2_000_000), 413, "8388608 bytes"),
        (polygon(100_002), 413, "100000 positions"),
        ("[".repeat(100_000), 400, "no GeoJSON"),
        ("x".repeat(1 << 20), 400, "no GeoJSON"),
        (String::new(), 400, "no GeoJSON"),
    ] {
        let answered = post(shared, "/counts/acteurs", body);
        assert_eq!(answered.status, status);
        assert_eq!(answered.header("content-type"), "application/problem+json");
        let detail = answered.json()["detail"].as_str().expect("a text").to_owned();
        assert!(detail.contains(words), "{detail}");
    }
    // Each edge from the south to the north: no band helps, and a thousand times is too often.
    let exterior: Vec<Position> = (0..50_000)
        .map(|rank| {
            Position::from_degrees(
                west + (east - west) * f64::from(rank) / 5e4,
                if rank % 2 == 0 { south } else { north },
            )
        })
        .map(|corner| corner.expect("on the globe"))
        .collect();
    let comb = Area(vec![Polygon { exterior, holes: vec![] }; 40]);
    assert_eq!(Drawn::resolve(&comb, &served.snapshot, Layer::Acteurs), Err(TooIntricate));
}

#[test]
fn rows_and_set_of_a_drawn_question_are_the_same() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let bassin = &snapshot.territories.of(Level::Bassin)[0];
    for layer in Layer::ALL {
        let drawn = Drawn::resolve(&bassin.area, snapshot, layer).expect("simple");
        let zone = Zone::of(Vec::new(), &snapshot.territories).joined_by(drawn.clone());
        let set: RowSet = Question { zone: Some(zone), ..Question::of(layer) }.row_set(snapshot);
        assert_eq!(&set, drawn.inside(), "{layer}");
        // Not every bassin has a pole, or surely lacks something.
        assert!(0 < set.count() || ["ptce", "lacunes"].contains(&layer.name()), "{layer}");
    }
}
