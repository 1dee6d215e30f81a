//! Suppliers of a purchase: on the island whose actors state whom they serve, what the tree of communes finds
//! is what a loop finds; who reaches over a border is found.

use std::collections::BTreeSet;
use std::num::NonZero;

use maillage::analysis::perimeter::{Perimeter, Sketch};
use maillage::analysis::served::{ServedPlace, served};
use maillage::analysis::suppliers::{Found, Question, Standing, suppliers};
use maillage::domain::level::Level;
use maillage::domain::purchase::Purchases;
use maillage::geometry::area::Area;
use maillage::query::drawn::Drawn;
use maillage::query::zone::Zone;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;

use crate::asking::{found, get, post};
use crate::serves::SERVED;
use crate::worlds::island;

fn places<'a>(snapshot: &'a Snapshot, communes: &[u32]) -> Vec<ServedPlace<'a>> {
    let territories = &snapshot.territories;
    let place = |&row: &u32| {
        let commune = territories.get(Level::Commune, row);
        let code = |level: Level| {
            let zone = territories.zone(row, level)?;
            Some(territories.get(level, zone).code.as_str())
        };
        ServedPlace { point: commune.point, people: commune.population, codes: Level::ALL.map(code) }
    };
    communes.iter().map(place).collect()
}

fn outline(snapshot: &Snapshot, communes: &[u32]) -> Area {
    let pieces =
        communes.iter().flat_map(|&row| snapshot.territories.get(Level::Commune, row).area.0.clone());
    Area(pieces.collect())
}

fn asked(snapshot: &Snapshot, perimeter: &Perimeter, key: &str) -> Found {
    let purchases = Purchases::embedded(&snapshot.functions);
    let purchase = &purchases.list()[purchases.of_key(key).expect("in the table")];
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let question = Question { purchases: &purchases, purchase, labels: &[], minutes: 30.0 };
    let [one, several] = [1, 3].map(|threads| {
        let threads = NonZero::new(threads).expect("one at least");
        suppliers(snapshot, perimeter, &ways, &question, threads)
    });
    assert_eq!(one, several, "on any number of threads the same");
    one
}

#[test]
fn the_tree_finds_who_serves_a_perimeter_as_a_loop_does() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    let index = snapshot.service_areas();
    let mut kinds = BTreeSet::new();
    for level in [Level::Commune, Level::Epci, Level::Bassin, Level::Departement] {
        for row in 0..(snapshot.territories.of(level).len() as u32).min(8) {
            let communes = snapshot.territories.communes(level, row).to_vec();
            let perimeter = Perimeter::new(snapshot, &communes, None);
            let candidates = perimeter.candidates();
            let (places, outline) = (places(snapshot, &communes), outline(snapshot, &communes));
            for rank in 0..index.len() as u32 {
                let area = snapshot.actors.service_area(index.row(rank)).expect("stated");
                let (found, expected) = (perimeter.served(rank), served(area, &places, &outline));
                assert!(
                    found.is_none() || candidates.binary_search(&rank).is_ok(),
                    "{rank}: who serves is looked at"
                );
                assert_eq!(found, expected, "{level} {row} {area}");
                kinds.insert(found.map(|served| (served.is_whole, served.share == Some(0.0))));
            }
        }
    }
    assert_eq!(kinds.len(), 4, "whole, in part, barely and not at all: {kinds:?}");
}

#[test]
fn a_drawing_has_the_suppliers_that_its_territories_have() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    let bassin = snapshot.territories.get(Level::Bassin, 0);
    let official = snapshot.territories.communes(Level::Bassin, 0).to_vec();
    let drawn = Drawn::resolve(&bassin.area, snapshot, Layer::Acteurs).expect("not too intricate");
    let sketch = Sketch { area: &bassin.area, inside: drawn.inside(), undetermined: drawn.undetermined() };
    let by_table = asked(snapshot, &Perimeter::new(snapshot, &official, None), "repas");
    let by_hand = asked(snapshot, &Perimeter::new(snapshot, &[], Some(sketch)), "repas");
    assert!(!by_table.suppliers.is_empty());
    assert_eq!(by_table.people, by_hand.people);
    let rows = |found: &Found| -> BTreeSet<u32> {
        let is_here = |standing: Standing| standing != Standing::WithinReach;
        found.suppliers.iter().filter(|one| is_here(one.standing)).map(|one| one.row).collect()
    };
    assert_eq!(rows(&by_table), rows(&by_hand));
}

#[test]
fn nobody_is_listed_twice_nor_hidden_and_all_inside_are_counted() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    for row in 0..snapshot.territories.of(Level::Bassin).len() as u32 {
        let zone = Zone::of(vec![(Level::Bassin, row)], &snapshot.territories);
        let communes: Vec<u32> = zone.communes().collect();
        let perimeter = Perimeter::new(snapshot, &communes, None);
        for key in ["repas", "espaces-verts", "legumes", "formation"] {
            let found = asked(snapshot, &perimeter, key);
            let rows: BTreeSet<u32> = found.suppliers.iter().map(|one| one.row).collect();
            assert_eq!(rows.len(), found.suppliers.len());
            assert!(rows.iter().all(|&row| !snapshot.actors.is_masked(row)));
            for one in &found.suppliers {
                let is_in = snapshot.actors.commune(one.row).is_some_and(|commune| zone.contains(commune));
                assert_eq!(is_in, one.standing == Standing::Inside);
                assert!(
                    one.standing != Standing::WithinReach || snapshot.actors.service_area(one.row).is_none()
                );
            }
            assert_eq!(found.market.suppliers.all() as usize, found.suppliers.len());
        }
    }
}

#[test]
fn who_was_planted_over_the_border_serves_the_bassin_beyond() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let (siret, bassin) = island.truths.offers.beyond.as_ref().expect("planted");
    let row = snapshot.actor_of_id(siret).expect("known");
    let bassin = snapshot.territories.row(Level::Bassin, bassin).expect("a bassin");
    let communes = snapshot.territories.communes(Level::Bassin, bassin).to_vec();
    assert!(!communes.contains(&snapshot.actors.commune(row).expect("placed")));
    let perimeter = Perimeter::new(snapshot, &communes, None);
    let index = snapshot.service_areas();
    let rank = (0..index.len() as u32).find(|&rank| index.row(rank) == row).expect("states an area");
    let found = perimeter.served(rank).expect("serves it");
    assert!(!found.is_whole);
}

#[test]
fn offers_are_those_of_the_file_and_some_hundred_serve_somewhere() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let told = &island.truths.offers;
    assert_eq!(snapshot.offers.list().len() as u64, told.sound);
    assert_eq!(snapshot.service_areas().len() as u64, told.areas + island.truths.poles.len() as u64);
    let input = snapshot.manifest.sources.iter().find(|input| input.source.id == "offres").expect("read");
    let ledger = &input.ledger;
    assert_eq!(ledger.read, ledger.accepted + ledger.merged + ledger.refused());
    assert_eq!(ledger.faulty(), island.truths.faults["offres : ni offre ni besoin"]);
    let [one, other] = told.pair.as_ref().expect("planted");
    for siret in [one, other] {
        let row = snapshot.actor_of_id(siret).expect("known");
        assert!(snapshot.offers.of(row).iter().any(|held| held.product.as_deref() == Some("presse à jus")));
    }
}

fn features(address: &str) -> Vec<serde_json::Value> {
    let body = found(&island().world.shared, address);
    body["features"].as_array().expect("features").clone()
}

#[test]
fn the_suppliers_of_a_zone_are_served_with_why_and_by_number() {
    let rows = features("/analyses/suppliers?achat=repas&zone=departement:F1&limit=1000");
    assert!(!rows.is_empty());
    for (row, number) in rows.iter().zip(1..) {
        let told = &row["properties"];
        assert_eq!(told["numero"], number);
        assert!(told["why"].as_str().is_some_and(|why| why.ends_with('.')));
        assert!(["dedans", "dessert", "a-portee"].contains(&told["situation"].as_str().expect("a word")));
        assert_eq!(told["method"], "fournisseurs 2");
    }
    let by_code = features("/analyses/suppliers?cpv=55520000-1&zone=departement:F1&limit=1000");
    assert_eq!(by_code.len(), rows.len(), "the same purchase by its code");
    let esat = features("/analyses/suppliers?achat=repas&zone=departement:F1&label=esat&limit=1000");
    assert!(esat.len() < rows.len());
    assert!(esat.iter().all(|row| row["properties"]["etiquettes"].to_string().contains("esat")));
}

#[test]
fn the_reading_names_articles_and_figures_and_never_offers_local() {
    let rows = features("/analyses/suppliers?achat=espaces+verts&zone=departement:F1&rows=lecture");
    let ways: Vec<&str> = rows.iter().filter_map(|row| row["properties"]["id"].as_str()).collect();
    for way in ["reserver-handicap", "reserver-insertion", "reserver-ess", "allotir", "clause-sociale"] {
        assert!(ways.contains(&way), "{way} of {ways:?}");
    }
    for row in &rows {
        let told = &row["properties"];
        assert!(told["articles"].as_array().is_some_and(|articles| !articles.is_empty()));
        assert!(told["why"].as_str().is_some_and(|why| why.ends_with("À vérifier par l'acheteur.")));
        assert!(told["local"].as_str().is_some_and(|why| why.contains("L. 3")));
        assert!(!told["id"].as_str().expect("a word").contains("local"));
    }
}

#[test]
fn a_question_that_cannot_be_understood_says_what_to_ask() {
    for (query, words) in [
        ("zone=departement:F1", "say what is bought"),
        ("achat=linge&cpv=98310000&zone=departement:F1", "not both"),
        ("achat=satellites&zone=departement:F1", "ask for one of legumes"),
        ("cpv=9831000a&zone=departement:F1", "two to eight digits"),
        ("achat=linge", "say where"),
        ("achat=linge&zone=bassin:99999", "99999"),
        ("achat=linge&zone=departement:F1&label=bio", "organic"),
        ("achat=linge&zone=departement:F1&minutes=81", "between 0 and 80"),
        ("achat=linge&zone=departement:F1&concurrents=0", "between 1 and 50"),
        ("achat=linge&zone=departement:F1&rows=x", "fournisseurs or lecture"),
        ("achat=linge&zone=departement:F1&geometry=area", "takes achat"),
    ] {
        let answered = get(&island().world.shared, &format!("/analyses/suppliers?{query}"));
        assert_eq!(answered.status, 400, "{query}");
        assert!(
            String::from_utf8_lossy(&answered.body).contains(words),
            "{query}: {}",
            String::from_utf8_lossy(&answered.body)
        );
    }
}

#[test]
fn matches_of_the_island_hold_the_planted_pair() {
    let island = island();
    let [offers, needs] = island.truths.offers.pair.as_ref().expect("planted");
    let rows = features("/analyses/matches?zone=departement:F1&kind=materiel&limit=1000");
    let is_planted = |row: &&serde_json::Value| row["properties"]["besoin_de"] == needs.as_str();
    let of_it: Vec<_> =
        rows.iter().filter(is_planted).filter(|row| row["properties"]["produit"] == "meme").collect();
    let planted = of_it.iter().find(|row| row["properties"]["offre_de"] == offers.as_str()).expect("found");
    assert_eq!(planted["properties"]["part_couverte"], 1.0);
    assert_eq!(planted["properties"]["periode_sure"], true);
    let rare = |row: &&serde_json::Value| row["properties"]["besoin_produit"] == "presse à jus";
    let pairs: Vec<_> =
        rows.iter().filter(rare).filter(|row| row["properties"]["produit"] == "meme").collect();
    assert_eq!(pairs.len(), 1, "nobody else speaks of it");
}

#[test]
fn every_lot_is_answered_in_its_order_or_told_why_not() {
    let table = "lot;achat;cpv;zone;label\nA;linge;;departement:F1;\nB;;77310000;departement:F1;esat\n\
                 C;satellites;;departement:F1;\nD;linge;;bassin:nulle-part;\nE;;;;\n\u{fe}F;linge;;departement:F1;x\n";
    let answered = post(&island().world.shared, "/analyses/suppliers/lots", table);
    assert_eq!(answered.status, 200, "{}", String::from_utf8_lossy(&answered.body));
    assert!(answered.header("content-type").starts_with("text/csv"));
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&answered.body[..]);
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        reader.deserialize().collect::<Result<_, _>>().expect("rows");
    let told: Vec<(&str, &str, &str)> =
        rows.iter().map(|row| (row["lot"].as_str(), row["ligne"].as_str(), row["etat"].as_str())).collect();
    let expected = [
        ("A", "2", "repondu"),
        ("B", "3", "repondu"),
        ("C", "4", "refuse"),
        ("D", "5", "refuse"),
        ("E", "6", "refuse"),
        ("\u{fe}F", "7", "refuse"),
    ];
    assert_eq!(told, expected);
    assert!(rows[0]["lecture"].contains("L. 2113-12"));
    for row in &rows[2..] {
        assert!(!row["raison"].is_empty() && row["dedans"].is_empty());
    }
    // The same figures as asked one by one.
    let one = features("/analyses/suppliers?achat=linge&zone=departement:F1&limit=10000");
    let inside = one.iter().filter(|row| row["properties"]["situation"] == "dedans").count();
    assert_eq!(rows[0]["dedans"], inside.to_string());
    for (body, words) in
        [("achat;prix\n", "unknown column `prix`"), ("lot\n1\n", "columns `zone`"), ("", "columns `zone`")]
    {
        let answered = post(&island().world.shared, "/analyses/suppliers/lots", body);
        assert_eq!(answered.status, 400, "{body}");
        assert!(String::from_utf8_lossy(&answered.body).contains(words), "{body}");
    }
    let many = format!("achat,zone\n{}", "linge,bassin:x\n".repeat(1_001));
    assert_eq!(post(&island().world.shared, "/analyses/suppliers/lots", many).status, 400);
}

#[test]
fn a_drawn_perimeter_is_one_too() {
    let island = island();
    let served = island.world.served();
    let bbox = served.snapshot.territories.get(Level::Departement, 0).area.bbox().expect("an outline");
    let [w, s, e, n] = bbox.sides();
    let drawing = format!(
        r#"{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}"#
    );
    let all = "/analyses/suppliers?achat=repas&limit=10000";
    let answered = post(&island.world.shared, all, drawing);
    assert_eq!(answered.status, 200, "{}", String::from_utf8_lossy(&answered.body));
    let drawn = answered.json()["features"].as_array().expect("features").len();
    assert_eq!(drawn, features(&format!("{all}&zone=departement:F1")).len());
    assert_eq!(post(&island.world.shared, all, "{}").status, 400);
}

#[test]
fn the_page_has_the_list_and_the_reading_without_a_script() {
    let island = island();
    let page = |query: &str| {
        let address = format!("/fournisseurs?{query}");
        let answered = maillage_page(&address);
        assert_eq!(answered.0, 200, "{address}");
        answered.1
    };
    let html = page("achat=espaces+verts&lieu=departement-F1");
    assert!(
        html.contains("L. 2113-12")
            && html.contains("À vérifier par l")
            && html.contains("<ol class=\"people\">")
    );
    assert!(
        html.contains("n&#39;est pas proposé comme critère")
            || html.contains("n'est pas proposé comme critère")
    );
    assert!(page("achat=&lieu=").contains("name=\"achat\""));
    assert!(page("achat=satellites&lieu=departement-F1").contains("achat=blanchisserie"));
    assert!(page("achat=77310000-6&lieu=departement:F1&lang=en").contains("Green-space upkeep"));
    assert_eq!(maillage_page("/fournisseurs?achat=linge&lieu=departement-F1&label=bio").0, 400);
    let secret =
        &island.truths.masked.iter().find(|masked| !masked.secret.is_empty()).expect("planted").secret;
    assert!(!html.contains(secret.as_str()));
}

fn maillage_page(address: &str) -> (u16, String) {
    let answered = get(&island().world.shared, address);
    (answered.status.as_u16(), String::from_utf8_lossy(&answered.body).into_owned())
}
