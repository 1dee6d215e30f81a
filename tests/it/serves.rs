//! Who serves a place or a zone: on the island with service areas of every kind, some across
//! borders, what the index finds is what a loop over all areas finds.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use maillage::api::state::Shared;
use maillage::domain::function::Functions;
use maillage::domain::level::Level;
use maillage::domain::service_area::ServiceArea;
use maillage::geometry::area::{Area, Polygon};
use maillage::geometry::position::Position;
use maillage::geometry::units::Meters;
use maillage::query::serves::{Cover, Extent, Serving, Target};
use maillage::query::zone::Zone;
use maillage::snapshot::actors::{Actor, Actors};
use maillage::snapshot::{Parts, Snapshot};
use serde_json::{Value, json};

use crate::asking::{found, get};
use crate::worlds::island;

/// The island whose actors state whom they serve: one in three.
pub static SERVED: LazyLock<Arc<Shared>> = LazyLock::new(|| {
    let served = island().world.served();
    let island = &served.snapshot;
    let mut actors = Actors::default();
    for row in 0..island.actors.len() {
        actors.push(&Actor { service_area: planted(island, row), ..actor(island, row) });
    }
    let parts = Parts {
        manifest: island.manifest.clone(),
        functions: Functions::embedded(),
        territories: island.territories.clone(),
        sheets: (*island.sheets).clone(),
        ways: island.ways.clone(),
        actors,
        sites: island.sites.clone(),
        equipment: island.equipment.clone(),
        ties: island.ties.clone(),
        offers: island.offers.clone(),
    };
    Arc::new(Shared::new(Snapshot::new(parts)))
});

fn actor(snapshot: &Snapshot, row: u32) -> Actor {
    let actors = &snapshot.actors;
    Actor {
        id: actors.id(row).to_owned(),
        name: actors.name(row).map(str::to_owned),
        address: None,
        website: None,
        family: actors.family(row),
        legal_form: None,
        naf: None,
        employees: None,
        functions: actors.functions(row),
        statements: actors.statements(row).to_vec(),
        details: Vec::new(),
        service_area: None,
        commune: actors.commune(row),
        position: actors.anchor(row),
        precision: actors.precision(row),
        masked: actors.is_masked(row),
    }
}

/// Areas of every kind, from a few meters to the whole land, by the row's rank alone.
fn planted(snapshot: &Snapshot, row: u32) -> Option<ServiceArea> {
    if !row.is_multiple_of(3) {
        return None;
    }
    let kind = row / 3;
    let step = (kind / 8) as usize;
    let from = snapshot
        .actors
        .anchor(row)
        .unwrap_or_else(|| Position::from_degrees(-3.0, 46.0).expect("on the globe"));
    let listed = |level: Level| {
        let all = snapshot.territories.of(level);
        (level, all[step % all.len()].code.clone())
    };
    let reach = [0.0, 20.0, 900.0, 4_000.0, 15_000.0, 60_000.0, 500_000.0][step % 7];
    Some(match kind % 8 {
        0 | 1 => ServiceArea::Radius { from, reach: Meters::new(reach).expect("finite") },
        2 => ServiceArea::Zones(vec![listed(Level::Bassin)]),
        3 => ServiceArea::Zones(vec![listed(Level::Commune), listed(Level::Bassin), listed(Level::Epci)]),
        4 => ServiceArea::Zones(
            (0..5).map(|_| listed(Level::Commune)).chain([(Level::Commune, "99999".to_owned())]).collect(),
        ),
        5 | 6 => ServiceArea::Surface(star(from, reach / 111_000.0)),
        _ if step.is_multiple_of(16) => ServiceArea::National,
        _ => ServiceArea::Zones(vec![listed(Level::Departement)]),
    })
}

/// Two overlapping pieces, so that what is covered twice is not.
fn star(centre: Position, size: f64) -> Area {
    let piece = |shift: f64| {
        let corner = |x: f64, y: f64| {
            let (lon, lat) = (centre.lon() + shift + x * size, centre.lat() + y * size);
            Position::from_degrees(lon.clamp(-179.0, 179.0), lat.clamp(-89.0, 89.0)).expect("on the globe")
        };
        Polygon { exterior: vec![corner(-1.0, -0.7), corner(1.0, -0.8), corner(0.1, 1.0)], holes: vec![] }
    };
    Area(vec![piece(0.0), piece(size / 2.0)])
}

/// By the definition: every area against every commune of the zone.
fn by_loop(snapshot: &Snapshot, row: u32, zone: &Zone) -> Option<Cover> {
    let area = snapshot.actors.service_area(row)?;
    if *area == ServiceArea::National {
        return Some(Cover { covers: Extent::Whole, share: 1.0 });
    }
    let communes: Vec<u32> = zone.communes().collect();
    let population = |rows: &[u32]| -> u64 {
        rows.iter().map(|&row| snapshot.territories.get(Level::Commune, row).population).sum()
    };
    let covers = |&commune: &u32| {
        let code = |level: Level| {
            let zone = snapshot.territories.zone(commune, level)?;
            Some(snapshot.territories.get(level, zone).code.as_str())
        };
        area.covers(snapshot.territories.get(Level::Commune, commune).point, code)
    };
    let covered: Vec<u32> = communes.iter().copied().filter(covers).collect();
    let centre = match area {
        ServiceArea::Radius { from, .. } => Some(*from),
        ServiceArea::Surface(area) => area.interior_position(),
        ServiceArea::Zones(_) | ServiceArea::National => None,
    };
    let stands = |commune: &u32| {
        let outline = &snapshot.territories.get(Level::Commune, *commune).area;
        centre.is_some_and(|centre| outline.contains(centre))
    };
    if covered.is_empty() {
        return communes.iter().any(stands).then_some(Cover { covers: Extent::Part, share: 0.0 });
    }
    if covered.len() == communes.len() {
        return Some(Cover { covers: Extent::Whole, share: 1.0 });
    }
    Some(Cover { covers: Extent::Part, share: population(&covered) as f64 / population(&communes) as f64 })
}

#[test]
fn the_index_finds_who_serves_a_zone_as_a_loop_does() {
    let served = SERVED.current();
    let snapshot = &served.snapshot;
    let all = |level: Level| snapshot.territories.of(level);
    let mut zones: Vec<String> = Vec::new();
    zones.extend(all(Level::Commune).iter().step_by(9).map(|t| format!("commune:{}", t.code)));
    zones.extend(all(Level::Bassin).iter().map(|t| format!("bassin:{}", t.code)));
    zones.extend(all(Level::Epci).iter().step_by(2).map(|t| format!("epci:{}", t.code)));
    zones.push(format!("departement:{}", all(Level::Departement)[0].code));
    zones.push(format!("bassin:{},commune:{}", all(Level::Bassin)[0].code, all(Level::Commune)[0].code));
    let (mut whole, mut part, mut touched) = (0, 0, 0);
    for text in zones {
        let Target::Zone(zone) = Target::parse(&text, snapshot).expect("a zone") else { panic!("{text}") };
        let serving = Serving::find(snapshot, &Target::Zone(zone.clone()));
        for row in 0..snapshot.actors.len() {
            let expected = by_loop(snapshot, row, &zone);
            assert_eq!(serving.cover(row), expected, "{text}: {:?}", snapshot.actors.service_area(row));
            assert_eq!(serving.rows().contains(row), expected.is_some());
            assert_eq!(serving.stated().contains(row), snapshot.actors.service_area(row).is_some());
            match expected {
                Some(Cover { covers: Extent::Whole, .. }) => whole += 1,
                Some(Cover { share: 0.0, .. }) => touched += 1,
                Some(_) => part += 1,
                None => {}
            }
        }
    }
    assert!(100 < whole && 100 < part && 10 < touched, "{whole} {part} {touched}");
}

#[test]
fn the_index_finds_who_serves_a_place_as_a_loop_does() {
    let served = SERVED.current();
    let snapshot = &served.snapshot;
    let rows = 0..snapshot.actors.len();
    for row in rows.clone().step_by(50) {
        let Some(place) = snapshot.actors.position(row) else { continue };
        let commune = snapshot.commune_around(place);
        let code = |level: Level| {
            let zone = snapshot.territories.zone(commune?, level)?;
            Some(snapshot.territories.get(level, zone).code.as_str())
        };
        let serving = Serving::find(snapshot, &Target::Place(place));
        let covers =
            |row: &u32| snapshot.actors.service_area(*row).is_some_and(|area| area.covers(place, code));
        let expected: Vec<u32> = rows.clone().filter(covers).collect();
        assert_eq!(serving.rows().iter().collect::<Vec<_>>(), expected, "{place:?}");
        assert_eq!(serving.whole(), serving.rows(), "a place has no parts");
    }
}

#[test]
fn counts_tell_who_serves_and_of_how_many_it_is_unknown() {
    let served = SERVED.current();
    let snapshot = &served.snapshot;
    let code = &snapshot.territories.of(Level::Bassin)[1].code;
    let told = found(&SERVED, &format!("/counts/acteurs?by=family,bassin&serves=bassin:{code}"));
    let serves = &told["serves"];
    let number = |value: &Value| value.as_u64().expect("a number");
    assert_eq!(number(&serves["whole"]) + number(&serves["part"]), number(&told["numberMatched"]));
    let unstated =
        (0..snapshot.actors.len()).filter(|&row| snapshot.actors.service_area(row).is_none()).count();
    assert_eq!(serves["unknown"], unstated, "unknown is not `does not serve`");
    let elsewhere: BTreeSet<&str> = told["facets"][1]["counts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|count| count["key"].as_str())
        .filter(|key| key != code)
        .collect();
    assert!(!elsewhere.is_empty(), "some serve across the border of their own bassin");
    let narrowed = found(&SERVED, &format!("/counts/acteurs?serves=bassin:{code}&zone=bassin:{code}"));
    assert!(number(&narrowed["numberMatched"]) < number(&told["numberMatched"]));
    assert!(number(&narrowed["serves"]["unknown"]) < number(&serves["unknown"]));
    assert_eq!(found(&SERVED, "/counts/acteurs")["serves"], json!(null));
}

#[test]
fn a_place_that_is_none_is_refused_with_what_to_write() {
    for (address, words) in [
        ("/counts/acteurs?serves=nantes", "-1.55,47.22"),
        ("/counts/acteurs?serves=bassin:00000", "/search?q=00000"),
        ("/counts/acteurs?serves=200,0", "on no globe"),
        ("/counts/acteurs?serves=1,NaN", "on no globe"),
        ("/counts/acteurs?serves=1,2,3", "level:code"),
        ("/counts/foncier?serves=1,2", "only actors serve"),
    ] {
        let answered = get(&SERVED, address);
        assert_eq!(answered.status, 400, "{address}");
        let detail = answered.json()["detail"].as_str().expect("a text").to_owned();
        assert!(detail.contains(words), "{address}: {detail}");
    }
}

#[test]
fn features_that_serve_tell_their_part_and_are_those_counted() {
    let served = SERVED.current();
    let snapshot = &served.snapshot;
    let code = &snapshot.territories.of(Level::Bassin)[0].code;
    let target = Target::parse(&format!("bassin:{code}"), snapshot).expect("a bassin");
    let serving = Serving::find(snapshot, &target);
    let counted = found(&SERVED, &format!("/counts/acteurs?serves=bassin:{code}"));
    for near in ["", "&near=-5.4,46.1"] {
        let page =
            found(&SERVED, &format!("/collections/acteurs/items?serves=bassin:{code}&limit=10000{near}"));
        assert_eq!(page["numberMatched"], counted["numberMatched"]);
        let features = page["features"].as_array().expect("features");
        assert!(10 < features.len());
        let mut parts = 0;
        for feature in features {
            let row = snapshot.actor_of_id(feature["id"].as_str().expect("an id")).expect("a row");
            let cover = serving.cover(row).expect("it serves");
            let told = feature["properties"]["sert_part"].as_f64().expect("a share");
            assert!((told - cover.share).abs() < 1e-12);
            parts += usize::from(told < 1.0);
        }
        assert!(0 < parts && parts < features.len(), "some serve it wholly, some partly");
    }
    let refused = get(&SERVED, "/collections/communes/items?serves=bassin:F1001");
    assert_eq!(refused.status, 400, "only actors serve");
}
