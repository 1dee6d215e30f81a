//! Who resembles whom and who completes whom, as it is asked: nobody is passed over in silence, and
//! what is said holds.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use maillage::analysis::twin_table;
use maillage::api::analyses::complement_table;
use maillage::api::analyses::whose::LEVELS;
use maillage::domain::level::Level;
use serde_json::Value;

use crate::asking::{ask, found, get, get_with, list, text, told};
use crate::worlds::{World, island, real};

/// What each feature of an answer says.
fn rows(world: &World, address: &str) -> Vec<Value> {
    let answer = found(&world.shared, address);
    let rows: Vec<Value> =
        list(&answer["features"]).iter().map(|feature| feature["properties"].clone()).collect();
    assert_eq!(answer["numberMatched"].as_u64(), Some(rows.len() as u64), "{address}: all in one page");
    rows
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name}: {row}"))
}

/// Both worlds, where there are two.
fn worlds() -> Vec<&'static World> {
    [Some(&island().world), real()].into_iter().flatten().collect()
}

#[test]
fn every_territory_has_a_row_and_who_has_no_twin_is_told_why() {
    for world in worlds() {
        for level in LEVELS {
            let all = world.served().snapshot.territories.of(level).len();
            for (scope, analysis) in
                [("&departements=autres", "twins"), ("&departements=tous", "twins"), ("", "complements")]
            {
                let mut codes = BTreeSet::new();
                let mut ids = BTreeSet::new();
                let mut offset = 0;
                loop {
                    let address = format!(
                        "/analyses/{analysis}?level={level}{scope}&geometry=point&limit=10000&offset={offset}"
                    );
                    let page = found(&world.shared, &address);
                    for row in list(&page["features"]).iter().map(|feature| &feature["properties"]) {
                        codes.insert(text(&row["code"]).to_owned());
                        assert!(ids.insert(text(&row["id"]).to_owned()), "{address}: {}", row["id"]);
                        let is_pair = ["jumeau", "complementaire"].contains(&text(&row["reponse"]));
                        assert_eq!(row["rang"].is_u64(), is_pair, "{row}");
                        for name in ["reponse", "why", "why_en", "reliability", "method", "snapshot"] {
                            assert!(!text(&row[name]).is_empty(), "{name}: {row}");
                        }
                        assert!(
                            !text(&row["why"]).contains("NaN") && !text(&row["why"]).contains('?'),
                            "{row}"
                        );
                    }
                    let returned = list(&page["features"]).len();
                    offset += returned;
                    if offset as u64 == page["numberMatched"].as_u64().expect("a count") {
                        break;
                    }
                    assert_ne!(returned, 0, "{address}");
                }
                assert_eq!(codes.len(), all, "{}: {level} {analysis} {scope}", world.name);
            }
        }
    }
}

#[test]
fn twins_are_ranked_by_distance_and_the_parts_of_it_add_up() {
    let rows = rows(&island().world, "/analyses/twins?departements=tous&geometry=point&limit=10000");
    let twins: Vec<&Value> = rows.iter().filter(|row| row["reponse"] == "jumeau").collect();
    assert!(!twins.is_empty());
    for row in &twins {
        assert_eq!(row.as_object().expect("properties").len(), twin_table::COLUMNS.len());
        let parts = ["part_habitants", "part_espace", "part_acteurs", "part_fonctions"];
        let sum: f64 = parts.iter().map(|name| number(row, name)).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{row}");
        assert!(number(row, "distance") <= number(row, "limite") && 0.6 <= number(row, "stabilite"));
        assert!(text(&row["why"]).contains(text(&row["ecart_1"])) && !text(&row["ecart_1"]).is_empty());
        assert_ne!(row["code"], row["jumeau"]);
    }
    for pair in twins.windows(2).filter(|pair| pair[0]["code"] == pair[1]["code"]) {
        assert_eq!(pair[0]["rang"].as_u64().map(|rank| rank + 1), pair[1]["rang"].as_u64());
        assert!(number(pair[0], "distance") <= number(pair[1], "distance"));
    }
}

#[test]
fn twins_are_of_another_departement_unless_all_are_asked_for() {
    for world in worlds() {
        let served = world.served();
        let territories = &served.snapshot.territories;
        let home = |code: &str| {
            let row = territories.row(Level::Bassin, code).expect("it is there");
            let mut people: BTreeMap<u32, u64> = BTreeMap::new();
            for &commune in territories.communes(Level::Bassin, row) {
                let departement =
                    territories.zone(commune, Level::Departement).expect("every commune is in one");
                *people.entry(departement).or_default() +=
                    territories.get(Level::Commune, commune).population;
            }
            people
                .into_iter()
                .max_by_key(|(row, people)| (*people, std::cmp::Reverse(*row)))
                .map(|most| most.0)
        };
        for row in rows(world, "/analyses/twins?geometry=point&limit=10000") {
            if row["reponse"] == "jumeau" {
                assert_ne!(home(text(&row["code"])), home(text(&row["jumeau"])), "{row}");
            }
        }
    }
}

#[test]
fn who_does_better_has_the_higher_rate_and_what_it_has_besides_is_not_known_here() {
    for world in worlds() {
        let known = |code: &str| {
            let counts = found(&world.shared, &format!("/counts/acteurs?by=function&zone=bassin:{code}"));
            let keys =
                list(&counts["facets"][0]["counts"]).iter().map(|count| text(&count["key"]).to_owned());
            keys.collect::<BTreeSet<String>>()
        };
        let served = world.served();
        let mut functions = vec!["tiers-lieu", "esat", "cantine-scolaire", "france-services"];
        if world.name == "island" {
            functions.extend(served.snapshot.functions.list().iter().map(|function| function.key.as_str()));
        }
        let mut better = 0;
        for function in functions {
            let address =
                format!("/analyses/twins?departements=tous&function={function}&geometry=point&limit=10000");
            let mut looked = 0;
            for row in rows(world, &address).iter().filter(|row| row["reponse"] == "jumeau") {
                assert_eq!(row["fonction"], function);
                let Some(is_better) = row["fait_mieux"].as_bool() else { continue };
                let (here, there) = (number(row, "taux_ici"), number(row, "taux_jumeau"));
                assert!(number(row, "taux_jumeau_bas") <= there);
                assert!(!is_better || here < number(row, "taux_jumeau_bas"), "{row}");
                assert!(!is_better || here < there);
                assert_eq!(text(&row["why"]).contains(" : fait mieux."), is_better, "{row}");
                better += u32::from(is_better);
                // What is besides, for a few: by the counts that everybody can ask for.
                if looked < 3 && !list(&row["a_en_plus"]).is_empty() {
                    looked += 1;
                    let (here, there) = (known(text(&row["code"])), known(text(&row["jumeau"])));
                    for key in list(&row["a_en_plus"]) {
                        assert!(!here.contains(text(key)) && there.contains(text(key)), "{key} of {row}");
                    }
                }
            }
        }
        assert!(0 < better, "{}: nobody does better on anything", world.name);
    }
}

#[test]
fn whoever_completes_is_completed_as_much_and_as_near() {
    for level in [Level::Bassin, Level::Epci] {
        let rows =
            rows(&island().world, &format!("/analyses/complements?level={level}&geometry=point&limit=10000"));
        let pairs: BTreeMap<(&str, &str), &Value> = rows
            .iter()
            .filter(|row| row["reponse"] == "complementaire")
            .map(|row| ((text(&row["code"]), text(&row["partenaire"])), row))
            .collect();
        assert!(level != Level::Bassin || !pairs.is_empty());
        for (&(one, other), row) in &pairs {
            assert_eq!(row.as_object().expect("properties").len(), complement_table::COLUMNS.len());
            let back = pairs[&(other, one)];
            assert_eq!((&row["mutuel"], &row["minutes"]), (&back["mutuel"], &back["minutes"]));
            assert_eq!((&row["donne"], &row["recoit"]), (&back["recoit"], &back["donne"]));
            assert_eq!(row["donne_quoi"], back["recoit_quoi"]);
            let least = number(row, "donne").min(number(row, "recoit"));
            assert_eq!(number(row, "mutuel"), least);
            assert!(0.0 < least && number(row, "minutes") <= 60.0);
        }
    }
}

#[test]
fn parts_and_forms_tell_the_same_rows() {
    for question in
        ["/analyses/twins?departements=tous&geometry=point", "/analyses/complements?geometry=point"]
    {
        let whole = list(&told(&format!("{question}&limit=10000"))["features"]).to_vec();
        let mut paged = Vec::new();
        while paged.len() < whole.len() {
            let page = told(&format!("{question}&limit=4&offset={}", paged.len()));
            assert!(!list(&page["features"]).is_empty());
            paged.extend(list(&page["features"]).to_vec());
        }
        assert_eq!(paged, whole);
        let csv = ask(&format!("{question}&limit=10000&f=csv"));
        assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), whole.len() + 1);
        let areas = told(&question.replace("point", "area"));
        assert!(list(&areas["features"]).iter().all(|feature| feature["geometry"]["type"] == "MultiPolygon"));
        // Of one: what is said of it among all.
        let code = text(&whole[0]["properties"]["code"]);
        let own: Vec<&Value> = whole.iter().filter(|feature| feature["properties"]["code"] == code).collect();
        let asked = told(&format!("{question}&zone=bassin:{code}"));
        assert_eq!(list(&asked["features"]).iter().collect::<Vec<_>>(), own);
    }
}

#[test]
fn what_cannot_be_understood_is_told_and_what_is_known_is_not_sent_again() {
    let shared = &island().world.shared;
    for (query, word) in [
        ("twins?level=commune", "bassin or epci"),
        ("complements?level=commune", "bassin or epci"),
        ("twins?level=canton", "canton"),
        ("twins?departements=voisins", "autres or tous"),
        ("twins?function=fablap", "fablap"),
        ("twins?function=fablab,esat", "one function"),
        ("twins?seed=-1", "seed"),
        ("twins?zone=bassin", "level:code"),
        ("twins?geometry=line", "area"),
        ("twins?couleur=bleu", "departements, function, seed"),
        ("complements?seed=1", "zone, level"),
    ] {
        let answer = get(shared, &format!("/analyses/{query}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
    for (one, other) in [
        (
            "/analyses/twins?departements=tous&seed=7&limit=3",
            "/analyses/twins?limit=3&seed=07&departements=tous",
        ),
        ("/analyses/complements?level=epci&limit=3", "/analyses/complements?limit=3&level=epci"),
    ] {
        let (first, same) = (get(shared, one), get(shared, other));
        assert_eq!(
            (first.status, first.header("etag"), &first.body),
            (StatusCode::OK, same.header("etag"), &same.body)
        );
        let again = get_with(shared, one, &[("if-none-match", first.header("etag"))]);
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    }
    assert!(text(&told("/analyses/twins?seed=7")["features"][0]["properties"]["graine"]).is_empty());
    assert_eq!(told("/analyses/twins?seed=7")["features"][0]["properties"]["graine"], 7);
}

#[test]
fn the_page_of_a_bassin_tells_what_programs_are_told() {
    for world in worlds() {
        let all = rows(world, "/analyses/twins?geometry=point&limit=10000");
        let everywhere = rows(world, "/analyses/twins?departements=tous&geometry=point&limit=10000");
        let first =
            |answer: &str| all.iter().find(|row| row["reponse"] == answer).map(|row| text(&row["code"]));
        for code in ["jumeau", "pas-de-jumeau", "non-comparable"].into_iter().filter_map(first) {
            for lang in ["", "?lang=en"] {
                let page = get(&world.shared, &format!("/territoires/bassin-{code}{lang}"));
                assert_eq!(page.status, StatusCode::OK);
                let html = String::from_utf8_lossy(&page.body).replace("&#39;", "'");
                // Where there is but one département, all are better than nobody.
                let is_alone =
                    all.iter().any(|row| row["code"] == code && row["reponse"] == "non-comparable");
                let told = if is_alone { &everywhere } else { &all };
                for row in told.iter().filter(|row| row["code"] == code) {
                    match text(&row["reponse"]) {
                        "jumeau" => {
                            assert!(html.contains(&format!("/territoires/bassin-{}-", text(&row["jumeau"]))))
                        }
                        _ if lang.is_empty() => assert!(html.contains(text(&row["why"])), "{row}"),
                        _ => assert!(html.contains(text(&row["why_en"])), "{row}"),
                    }
                }
                let partners = rows(
                    world,
                    &format!("/analyses/complements?zone=bassin:{code}&geometry=point&limit=10000"),
                );
                for row in partners.iter().filter(|row| row["rang"].is_u64()).take(5) {
                    assert!(html.contains(&format!("/territoires/bassin-{}-", text(&row["partenaire"]))));
                }
            }
        }
        // Not of other levels.
        let served = world.served();
        let departement = &served.snapshot.territories.of(Level::Departement)[0].code;
        let page = get(&world.shared, &format!("/territoires/departement-{departement}"));
        assert!(!String::from_utf8_lossy(&page.body).contains("id=\"jumeaux\""));
    }
}
