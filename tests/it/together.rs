//! Who could work together in a territory, as a page; and how actors stand among recorded ties.

use axum::http::StatusCode;
use maillage::domain::level::Level;
use serde_json::Value;

use crate::asking::{ask, get, ids, list, text, told};
use crate::worlds::island;

fn page(address: &str) -> (StatusCode, String) {
    let answered = get(&island().world.shared, address);
    (answered.status, String::from_utf8(answered.body).expect("UTF-8"))
}

/// The bassin with most pairs that are kept.
fn busiest() -> String {
    let counts = told("/counts/opportunites?by=bassin");
    let best = list(&counts["facets"][0]["counts"]).iter().max_by_key(|one| one["count"].as_u64());
    text(&best.expect("some bassin")["key"]).to_owned()
}

#[test]
fn the_page_has_the_pairs_of_the_analysis_numbered_on_its_plan() {
    let bassin = busiest();
    let analysis = told(&format!("/analyses/opportunities?zone=bassin:{bassin}&limit=1000"));
    let rows: Vec<&Value> =
        list(&analysis["features"]).iter().map(|feature| &feature["properties"]).collect();
    for lang in ["", "&lang=en"] {
        let (status, html) = page(&format!("/opportunites?zone=bassin:{bassin}{lang}"));
        assert_eq!(status, StatusCode::OK);
        let items = html.matches("<p class=\"allies-why\">").count();
        assert_eq!(items, rows.len(), "as many as the analysis answers");
        let why = if lang.is_empty() { "why" } else { "why_en" };
        for row in &rows {
            // As far as nothing in it is written otherwise in HTML.
            let said = text(&row[why]).split(['&', '<', '>', '\'', '"', '’']).next().unwrap_or_default();
            assert!(html.contains(said), "{said}");
        }
        let (reason, score) = (html.find("allies-why"), html.find("Score"));
        assert!(reason.is_some() && reason < score, "the reason first");
        assert!(html.contains("<figure class=\"plan\">") && html.contains("plan-line"), "without a script");
        assert!(html.contains("/analyses/opportunities?zone=bassin:") && html.contains("f=csv"));
    }
    let (_, territory) = page(&format!("/territoires/bassin-{bassin}"));
    assert!(territory.contains(&format!("/opportunites?zone=bassin:{bassin}")), "a door from the bassin");
    let (_, partners) = page("/partenaires");
    assert!(partners.contains("href=\"/opportunites"), "and one from the partners");
}

#[test]
fn a_place_is_found_by_its_name_and_what_cannot_be_told_is_said() {
    let bassin = busiest();
    let snapshot = &island().world.served().snapshot;
    let row = snapshot.territories.row(Level::Bassin, &bassin).expect("there");
    let name = &snapshot.territories.get(Level::Bassin, row).name;
    let (status, html) = page(&format!("/opportunites?lieu={}", crate::asking::encoded(name)));
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains(&format!("/opportunites?zone=bassin:{bassin}")) || html.contains("allies-why"));
    for (address, word) in [
        ("/opportunites", "Qui pourrait travailler ensemble ici"),
        ("/opportunites?lieu=zzzzqqq", "Aucun territoire"),
        ("/opportunites?zone=bassin:F1001&fonction=rien", "pas de réponse"),
    ] {
        let (status, html) = page(address);
        let is_told = html.contains(word) || status == StatusCode::NOT_FOUND;
        assert!(is_told, "{address}: {status} {word}");
    }
    assert_eq!(page("/opportunites?zone=bassin:rien").0, StatusCode::NOT_FOUND);
}

#[test]
fn who_was_planted_between_groups_is_told_as_a_broker_with_its_partners() {
    let broker = &island().truths.ties.broker;
    let answer = told(&format!("/analyses/ties?actor={broker}&limit=1000"));
    let rows: Vec<&Value> = list(&answer["features"]).iter().map(|feature| &feature["properties"]).collect();
    let itself = rows[0];
    assert_eq!((text(&itself["id"]), text(&itself["role"])), (broker.as_str(), "demande"));
    assert_eq!(itself["intermediaire"], true, "{itself}");
    assert!(2 <= itself["morceaux"].as_u64().expect("a number"));
    assert!(0.0 < itself["intermediation"].as_f64().expect("a small network"));
    assert!(text(&itself["why"]).contains("un lien que personne n’a noté n’est pas absent"));
    assert_eq!(rows.len() as u64 - 1, itself["partenaires"].as_u64().expect("a number"));
    for partner in &rows[1..] {
        assert_eq!(text(&partner["role"]), "partenaire");
        assert_eq!(partner["reseau"], itself["reseau"]);
        assert!(!list(&partner["genres"]).is_empty() && !list(&partner["sources"]).is_empty(), "{partner}");
    }
    let (_, html) = page(&format!("/partenaires?acteur={broker}"));
    assert!(html.contains("un intermédiaire") && html.contains("/analyses/ties?actor="), "on its page too");
}

#[test]
fn zones_share_out_those_that_are_tied_and_who_holds_most_comes_first() {
    let all = told("/analyses/ties?limit=10000");
    let pieces: Vec<u64> = list(&all["features"])
        .iter()
        .map(|feature| feature["properties"]["morceaux"].as_u64().expect("everybody is tied"))
        .collect();
    assert!(pieces.is_sorted_by(|a, b| a >= b) && 1 < pieces[0]);
    let mut shared: Vec<String> = Vec::new();
    for bassin in island().world.served().snapshot.territories.of(Level::Bassin) {
        let here = told(&format!("/analyses/ties?zone=bassin:{}&limit=10000", bassin.code));
        shared.extend(ids(&here).into_iter().map(str::to_owned));
    }
    let mut everybody: Vec<String> = ids(&all).into_iter().map(str::to_owned).collect();
    shared.sort();
    everybody.sort();
    assert_eq!(shared, everybody);
    let lonely = told("/collections/acteurs/items?limit=1000");
    let tied: Vec<&str> = ids(&all);
    let lonely =
        ids(&lonely).into_iter().find(|id| !tied.contains(id) && !id.starts_with("masque")).expect("one");
    let alone = told(&format!("/analyses/ties?actor={lonely}"));
    let alone = &alone["features"][0]["properties"];
    assert_eq!((alone["partenaires"].as_u64(), &alone["morceaux"]), (Some(0), &Value::Null));
    assert!(text(&alone["why"]).contains("ce qui n’est pas « aucun lien »"));
    for wrong in ["actor=rien", "zone=bassin:rien", "actor=rien&zone=bassin:rien", "kind=3"] {
        assert_eq!(ask(&format!("/analyses/ties?{wrong}")).status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}
