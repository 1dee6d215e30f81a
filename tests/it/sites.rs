//! Sites for places: on the island, the brownfields planted by a station of a bassin without third place come first;
//! what is said of a site can be added up from what it is made of.

use std::collections::BTreeSet;

use maillage::analysis::site_exclusions::Exclusion;
use maillage::analysis::site_neighbours::{communes_near, sharers};
use maillage::analysis::site_surroundings::AllSurroundings;
use maillage::analysis::sites::{Found, Question, Ranking, sites};
use maillage::domain::level::Level;
use maillage::domain::place::{Criterion, Places};
use maillage::network::ways::Ways;
use maillage::snapshot::Snapshot;
use serde_json::Value;

use crate::asking::{found, get};
use crate::worlds::{island, real};

fn question<'a>(snapshot: &Snapshot, places: &'a Places, kind: &str) -> Question<'a> {
    let kind = &places.kinds()[places.of_key(kind).expect("in the table")];
    Question {
        places,
        kind,
        function: snapshot.functions.id(&kind.function).expect("in the catalogue"),
        surface_m2: kind.surface_m2,
        built_m2: kind.built_m2,
        minutes: f64::from(kind.minutes),
        weights: kind.weights(),
        ranking: Ranking::Mean,
        excluding: &Exclusion::USUAL,
    }
}

fn asked(snapshot: &Snapshot, ways: &Ways, question: &Question) -> Found {
    sites(snapshot, &AllSurroundings::of(snapshot), ways, None, question)
}

#[test]
fn the_brownfields_planted_by_a_station_come_first() {
    let island = island();
    let planted = &island.truths.brownfield;
    let rows = features(
        "/analyses/sites?zone=departement:F1&place=tiers-lieu&exclude=non-verifiee,avec-projet,reconvertie,parcelle&limit=3",
    );
    let first: BTreeSet<&str> = rows.iter().filter_map(|row| row["properties"]["id"].as_str()).collect();
    assert_eq!(first, planted.sites.iter().map(String::as_str).collect(), "{rows:#?}");
    for row in &rows {
        let told = &row["properties"];
        assert_eq!(told["bassin"], planted.bassin);
        assert!(told["gare"].as_f64().is_some_and(|minutes| minutes < 3.0), "by the station");
    }
}

#[test]
fn parcels_that_something_bars_are_set_aside_for_that() {
    let barred = &island().truths.land.barred;
    let ids = barred.join(",");
    let rows = features(&format!("/analyses/sites?zone=departement:F1&rows=ecartes&limit=100&site={ids}"));
    let reasons = ["inondation", "protege", "pente", "trop-petit"];
    assert_eq!((barred.len(), rows.len()), (reasons.len(), reasons.len()));
    for (id, reason) in barred.iter().zip(reasons) {
        let row = rows.iter().find(|row| row["properties"]["id"] == id.as_str()).expect("set aside");
        assert_eq!(row["properties"]["raisons"], serde_json::json!([reason]), "{id}");
    }
}

#[test]
fn points_add_up_and_a_site_that_is_no_worse_at_anything_is_never_behind() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let places = Places::embedded();
    for kind in places.kinds() {
        let found = asked(snapshot, &ways, &question(snapshot, &places, &kind.key));
        assert!(10 < found.kept.len(), "{}", kind.key);
        for (rank, kept) in found.kept.iter().enumerate() {
            let points: f64 = kept.scored.parts.iter().flatten().sum();
            assert!((points - kept.scored.score).abs() < 1e-12);
            for before in &found.kept[..rank] {
                let known = kept.scored.places.iter().zip(&before.scored.places);
                let is_same = known.clone().all(|(one, other)| one.is_some() == other.is_some());
                let no_worse =
                    |weight: &f64, one: &Option<f64>, other: &Option<f64>| *weight == 0.0 || other <= one;
                let dominates = is_same
                    && kind.weights().iter().zip(known).all(|(w, (one, other))| no_worse(w, one, other))
                    && before.scored.score + 1e-9 < kept.scored.score;
                assert!(!dominates, "{} {rank}", kind.key);
            }
        }
    }
}

#[test]
fn every_site_is_kept_or_set_aside_with_its_reasons_once() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let places = Places::embedded();
    let usual = question(snapshot, &places, "coworking");
    let found = asked(snapshot, &ways, &usual);
    assert_eq!(found.examined(), snapshot.sites.rows().len());
    let of = |row: u32| &snapshot.sites.rows()[row as usize].thing;
    for one in &found.excluded {
        assert!(!one.reasons.is_empty());
        let holds = |reason: &Exclusion| match reason {
            Exclusion::TooSmall => of(one.row).surface_m2.is_some_and(|own| own < usual.surface_m2),
            Exclusion::TooLittleBuilt => of(one.row).built_m2.is_some_and(|own| own < usual.built_m2),
            Exclusion::Reconverted => of(one.row).status.as_deref() == Some("friche reconvertie"),
            Exclusion::HasProject => of(one.row).status.as_deref() == Some("friche avec projet"),
            Exclusion::Unchecked => {
                !of(one.row).checked || of(one.row).status.as_deref() == Some("friche potentielle")
            }
            _ => true,
        };
        assert!(one.reasons.iter().all(holds), "{:?}", one.reasons);
    }
    for reason in [Exclusion::HasProject, Exclusion::Unchecked, Exclusion::Reconverted] {
        assert!(0 < found.excluded_for(reason), "{reason:?}");
    }
    assert!(found.kept.iter().all(|kept| of(kept.row).checked));
    let none = asked(snapshot, &ways, &Question { excluding: &[], ..usual });
    assert_eq!((none.excluded.len(), none.kept.len()), (0, found.examined()));
}

#[test]
fn what_a_site_is_worth_is_the_sum_of_the_communes_and_actors_around_it() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let places = Places::embedded();
    let question = question(snapshot, &places, "tiers-lieu");
    let found = asked(snapshot, &ways, &question);
    for kept in found.kept.iter().step_by(7) {
        let commune = snapshot.sites.rows()[kept.row as usize].commune.expect("placed");
        let near = communes_near(snapshot, &ways, &question, commune);
        let lacking = near.iter().filter(|one| !one.is_served);
        let need: f64 = lacking.clone().map(|one| one.people as f64 * one.weight).sum();
        let told = kept.measures[Criterion::Besoin as usize].value().expect("measured");
        assert!((need - told).abs() < 1e-6, "{need} {told}");
        let people: u64 = near.iter().map(|one| one.people).sum();
        assert_eq!(people as f64, kept.around.people[2]);
        let sharing = sharers(snapshot, &ways, &question, commune);
        let told = kept.measures[Criterion::Partenaires as usize].value().expect("known");
        assert_eq!(told, (sharing.actors.len() as u32 + sharing.masked) as f64);
        assert!(sharing.actors.iter().all(|(row, _)| !snapshot.actors.is_masked(*row)));
    }
}

#[test]
fn another_site_changes_nobodys_score() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let (places, all) = (Places::embedded(), AllSurroundings::of(snapshot));
    let question = question(snapshot, &places, "atelier");
    let everywhere = sites(snapshot, &all, &ways, None, &question);
    let commune = snapshot.sites.rows()[everywhere.kept[0].row as usize].commune.expect("placed");
    let bassin = snapshot.territories.zone(commune, Level::Bassin).expect("in a bassin");
    let communes = snapshot.territories.communes(Level::Bassin, bassin);
    let here = sites(snapshot, &all, &ways, Some(communes), &question);
    assert!(!here.kept.is_empty() && here.kept.len() < everywhere.kept.len());
    let score =
        |row: u32| everywhere.kept.iter().find(|kept| kept.row == row).map(|kept| kept.scored.clone());
    assert!(here.kept.iter().all(|kept| score(kept.row) == Some(kept.scored.clone())));
}

fn features(address: &str) -> Vec<Value> {
    let body = found(&island().world.shared, address);
    body["features"].as_array().expect("features").clone()
}

#[test]
fn each_figure_of_a_site_says_where_its_rows_are() {
    let site = features("/analyses/sites?zone=departement:F1&limit=1")[0]["properties"]["id"].clone();
    let site = site.as_str().expect("an id");
    let rows = features(&format!("/analyses/sites?zone=departement:F1&site={site}&rows=criteres&limit=100"));
    assert_eq!(rows.len(), Criterion::ALL.len());
    let mut points = 0.0;
    for row in &rows {
        let told = &row["properties"];
        assert_eq!(told["site"], site);
        assert_eq!(told["etat"] == "connu", told["valeur"].is_number(), "{told}");
        points += told["points"].as_f64().unwrap_or(0.0);
        let lines = told["lignes"].as_str().expect("rows");
        let mark = if lines.contains('?') { '&' } else { '?' };
        let answered = get(&island().world.shared, &format!("{lines}{mark}f=geojson"));
        assert_eq!(answered.status, 200, "{lines}: {}", String::from_utf8_lossy(&answered.body));
    }
    let whole = &features(&format!("/analyses/sites?zone=departement:F1&site={site}"))[0]["properties"];
    assert!((whole["score"].as_f64().expect("a score") - points).abs() < 1e-9);
    assert_eq!(whole["rang"], 1);
}

#[test]
fn weights_and_what_is_left_out_change_the_ranking_and_are_told() {
    let told = |query: &str| features(&format!("/analyses/sites?zone=departement:F1&limit=10000&{query}"));
    let station = told(
        "weights=besoin:0,manque:0,partenaires:0,gare:10,centralite:0,services:0,quotidien:0,artificialise:0,proprietaire:0,bati:0,taille:0,sol:0",
    );
    let minutes: Vec<f64> = station.iter().filter_map(|row| row["properties"]["gare"].as_f64()).collect();
    let worth = |minutes: &f64| ((30.0 - minutes) / 27.0).clamp(0.0, 1.0);
    assert!(minutes.iter().map(worth).collect::<Vec<_>>().is_sorted_by(|a, b| b <= a), "{minutes:?}");
    let without = told("left_out=gare,besoin");
    assert!(without.iter().all(|row| row["properties"]["gare_points"].is_null()));
    assert_eq!(told("weights=gare:0,besoin:0"), without, "leaving out is weighing nothing");
    let balance = told("rows=bilan");
    let of =
        |id: &str| balance.iter().find(|row| row["properties"]["id"] == id).expect(id)["properties"].clone();
    assert_eq!(of("retenus")["nombre"], told("").len());
    assert_eq!(of("retenus")["sur"].as_u64(), Some((told("").len() + told("rows=ecartes").len()) as u64));
    assert!(of("communes")["why"].as_str().is_some_and(|why| why.starts_with("L'inventaire couvre")));
    assert!(of("sans:gare")["nombre"].as_u64() <= Some(10));
}

#[test]
fn a_question_that_cannot_be_understood_says_what_to_ask() {
    for (query, words) in [
        ("place=chateau", "there are tiers-lieu"),
        ("function=chateau", "ask for one of"),
        ("zone=bassin:99999", "99999"),
        ("surface=-1", "whole number"),
        ("surface=1000001", "between 0 and 1000000"),
        ("minutes=0", "between 1 and 60"),
        ("exclude=laid", "no reason"),
        ("weights=gare", "gare:3"),
        ("weights=gare:11", "from 0 to 10"),
        ("left_out=beau", "no criterion"),
        (
            "left_out=besoin,manque,partenaires,gare,centralite,services,quotidien,artificialise,proprietaire,bati,taille,sol",
            "nothing weighs",
        ),
        ("method=x", "moyenne or topsis"),
        ("rows=x", "use one of sites"),
        ("rows=communes", "name it"),
        ("site=a;b", "no id"),
        ("geometry=area", "takes zone"),
    ] {
        let answered = get(&island().world.shared, &format!("/analyses/sites?{query}"));
        let told = String::from_utf8_lossy(&answered.body).into_owned();
        assert_eq!(answered.status, 400, "{query}: {told}");
        assert!(told.contains(words), "{query}: {told}");
    }
    let answered = get(&island().world.shared, "/analyses/sites?rows=communes&site=F1001_none");
    assert_eq!(answered.status, 404);
}

fn page(address: &str) -> String {
    let answered = get(&island().world.shared, address);
    let html = String::from_utf8_lossy(&answered.body).replace("&#38;", "&");
    assert_eq!(answered.status, 200, "{address}: {html}");
    html
}

#[test]
fn the_page_is_complete_without_a_script_and_shows_what_the_api_finds() {
    let first = &features("/analyses/sites?zone=departement:F1&place=coworking&limit=1")[0]["properties"];
    let id = first["id"].as_str().expect("an id");
    let list = page("/foncier?zone=departement:F1&place=coworking");
    assert!(
        list.contains(&format!("/foncier/{id}?zone=departement:F1&place=coworking")),
        "the first is in the list"
    );
    for told in ["couvre", "Pourquoi écarté", "premiers restent", "<svg", "p-gare"] {
        assert!(list.contains(told), "{told}");
    }
    // As a form sends it: what a form says is what its address says.
    let sent = page(
        "/foncier?lieu=&zone=departement:F1&pour=coworking&place=coworking&function=&surface=300&built=150&minutes=20&exclude=trop-petit&exclude=bati-trop-petit&exclude=reconvertie&exclude=avec-projet&exclude=non-verifiee&exclude=inondation&exclude=protege&exclude=pente&exclude=sans-acces&exclude=site-pollue&p-gare=3",
    );
    assert!(
        sent.contains(&format!("/foncier/{id}?zone=departement:F1&place=coworking")),
        "nothing was changed"
    );
    let other = page("/foncier?zone=departement:F1&pour=coworking&place=social&surface=300&p-gare=9");
    assert!(
        !other.contains("weights=gare:9") && other.contains("place=social"),
        "weights were those of another kind"
    );
    let sheet = page(&format!("/foncier/{id}?zone=departement:F1&place=coworking&lang=en"));
    for told in [
        "Rank 1 of",
        "/collections/foncier/items/",
        "/collections/equipements/items/gare:",
        "What the data do not say",
        "rows=communes",
    ] {
        assert!(sheet.contains(told), "{told}");
    }
    let second = &features("/analyses/sites?zone=departement:F1&place=coworking&rows=ecartes&limit=1")[0]["properties"];
    let second = second["id"].as_str().expect("an id");
    let both =
        page(&format!("/foncier/comparer?sites={id},{second},none&zone=departement:F1&place=coworking"));
    assert!(both.contains("Écarté.") && both.contains("none") && both.contains("<table"));
    let all = page("/foncier");
    assert!(all.contains("/foncier?zone=departement:F1"));
    assert_eq!(get(&island().world.shared, "/foncier/none").status, 404);
    assert_eq!(get(&island().world.shared, "/foncier?zone=departement:F1&weights=gare:99").status, 400);
}

#[test]
fn brownfields_of_the_official_files_are_ranked_with_what_is_unknown_said() {
    let Some(real) = real() else { return };
    let served = real.served();
    let snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let places = Places::embedded();
    let question = question(snapshot, &places, "tiers-lieu");
    let found = asked(snapshot, &ways, &question);
    assert_eq!(found.examined(), snapshot.sites.rows().len());
    assert!(1_000 < found.kept.len() && 1_000 < found.excluded_for(Exclusion::Unchecked));
    for kept in &found.kept {
        assert!((0.0..=100.0).contains(&kept.scored.score) && 0.0 < kept.scored.reliability);
        // The official export tells no built area of any site.
        assert_eq!(kept.scored.places[Criterion::Bati as usize], None);
    }
}
