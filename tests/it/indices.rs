//! Indices that people build together: read from a file, asked over HTTP, the same at every level, and
//! told with what they hang on.

use std::num::NonZero;

use axum::http::StatusCode;
use maillage::analysis::amounts::{Amount, Scale};
use maillage::analysis::composite::Goalposts;
use maillage::analysis::index_file::{IndexError, MOST_BYTES};
use maillage::analysis::indices::Index;
use maillage::analysis::indices_at_hand::AT_HAND;
use maillage::analysis::robustness::drawn_ranks;
use maillage::analysis::standings::Standings;
use maillage::api::analyses::index_parts::PART_COLUMNS;
use maillage::api::analyses::index_table::COLUMNS;
use maillage::domain::function::Functions;
use maillage::domain::level::Level;
use maillage::snapshot::Snapshot;
use serde_json::Value;

use crate::asking::{Answered, ask, get_with, link, list, post, text, told};
use crate::worlds::{island, real};

const INDEX: &str = r#"
key = "proximite"
label_fr = "Services de proximité"
label_en = "Nearby services"
seed = 7

[[block]]
key = "offre"
label_fr = "Offre"
label_en = "Supply"

[[block]]
key = "tissu"
label_fr = "Tissu"
label_en = "Fabric"

[[indicator]]
key = "acteurs"
label_fr = "Acteurs pour 10 000 habitants"
label_en = "Actors by 10,000 people"
block = "offre"
count = "actors"
per = "people"
worst = 20
best = 400

[[indicator]]
key = "associations"
label_fr = "Part d'associations"
label_en = "Share of associations"
block = "tissu"
count = "family:association"
per = "actors"
times = 100
worst = 0
best = 60

[[indicator]]
key = "cooperatives"
label_fr = "Part de coopératives"
label_en = "Share of co-operatives"
block = "tissu"
count = "family:cooperative"
per = "actors"
times = 100
worst = 0
best = 10

[[person]]
acteurs = 50
associations = 25
cooperatives = 25

[[person]]
name = "Ana"
acteurs = 2
cooperatives = 2
"#;

fn changed(from: &str, to: &str) -> String {
    assert!(INDEX.contains(from), "{from}");
    INDEX.replacen(from, to, 1)
}

fn sent(query: &str, body: impl Into<String>) -> Answered {
    post(&island().world.shared, &format!("/analyses/index?{query}"), body.into())
}

fn features(answer: &Value) -> Vec<Value> {
    list(&answer["features"]).iter().map(|feature| feature["properties"].clone()).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn several_people_weigh_by_the_mean_of_their_shares_and_their_spread_is_kept() {
    let index = Index::parse(INDEX, &Functions::embedded()).expect("sound");
    let opinions = index.opinions.as_ref().expect("two people");
    assert_eq!((opinions[0].mean, opinions[1].least, opinions[1].most), (0.5, 0.0, 0.25));
    assert_eq!(index.composite().weights(), [0.5, 0.125, 0.375]);
    assert_eq!(index.people[1].name.as_deref(), Some("Ana"));
    // A block that matters to nobody weighs nothing; it is no fault.
    let only = index.weighing(&[1.0, 0.0, 0.0]).expect("points");
    assert_eq!(only.composite().weights(), [1.0, 0.0, 0.0]);
    assert!(only.weighing(&[0.0; 3]).is_none());
}

#[test]
fn faults_of_a_file_are_told_with_what_to_change_where() {
    let functions = Functions::embedded();
    let fault = |from: &str, to: &str| {
        let text = changed(from, to);
        let fault = Index::parse(&text, &functions).expect_err("a fault");
        let line = fault.line(&text);
        (fault, line)
    };
    let key = |key: &str| key.to_owned();
    let count = IndexError::Count { indicator: key("cooperatives"), count: key("function:none-such") };
    assert_eq!(fault("family:cooperative", "function:none-such"), (count, Some(39)));
    let block = IndexError::Block { indicator: key("acteurs"), block: key("offres") };
    assert_eq!(fault("block = \"offre\"", "block = \"offres\""), (block, Some(18)));
    let twice = IndexError::Twice(key("acteurs"));
    assert_eq!(fault("key = \"associations\"", "key = \"acteurs\""), (twice, Some(28)));
    assert_eq!(fault("times = 100", "times = -1"), (IndexError::Times(key("associations")), Some(28)));
    assert_eq!(fault("acteurs = 50", "acteurs = -50"), (IndexError::NoPoints(1), Some(49)));
    let points = IndexError::Points { person: 1, indicator: key("autres") };
    assert_eq!(fault("acteurs = 50", "autres = 50"), (points, Some(49)));
    assert_eq!(fault("worst = 20", "worst = nan"), (IndexError::Goalposts(key("acteurs")), Some(18)));
    let per = IndexError::Per { indicator: key("acteurs"), per: key("persons") };
    assert_eq!(fault("per = \"people\"", "per = \"persons\""), (per, Some(18)));
    assert_eq!(
        fault("key = \"tissu\"", "key = \"Tissu\""),
        (IndexError::Block { indicator: key("associations"), block: key("tissu") }, Some(28))
    );
    assert!(matches!(fault("seed = 7", "sed = 7"), (IndexError::Syntax { .. }, Some(5))));
    assert!(matches!(Index::parse(&"#".repeat(70_000), &functions), Err(IndexError::Long(70_000))));
}

#[test]
fn each_fault_of_what_is_sent_is_a_problem_that_says_what_to_change() {
    for (from, to, words) in [
        ("family:cooperative", "family:amis", "line 39: `cooperatives` counts `family:amis`; write people"),
        ("seed = 7", "sed = 7", "line 5: unknown field `sed`"),
        ("seed = 7", "seed = ", "line 5"),
        ("label_en = \"Supply\"", "label_en = \" \"", "`offre` has a label that is empty"),
        ("key = \"proximite\"", "key = \"Proximité\"", "line 2: `Proximité` is no key"),
        ("acteurs = 50", "acteurs = \"beaucoup\"", "invalid type"),
        ("best = 400", "best = inf", "`worst` or a `best` that is no finite number"),
        ("count = \"actors\"", "count = \"within:90:esat\"", "within:MINUTES"),
    ] {
        let answer = sent("", changed(from, to));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{to}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let detail = text(&answer.json()["detail"]).to_owned();
        assert!(detail.starts_with("definition") && detail.contains(words), "{to}: {detail}");
    }
    assert_eq!(sent("", "#".repeat(MOST_BYTES + 1)).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(&sent("", "{\"key\": 1}").json()["detail"]).contains("line 1"));
    assert_eq!(
        post(&island().world.shared, "/analyses/index", vec![0xff_u8]).status,
        StatusCode::BAD_REQUEST
    );
    assert!(text(&sent("index=emploi-inclusif", INDEX).json()["detail"]).contains("in the body"));
    for (query, words) in [
        ("index=bonheur", "acces-cooperation"),
        ("level=canton", "pays"),
        ("level=pays&zone=departement:F1", "one row"),
        ("weights=esat-15-min", "indicator:points"),
        ("weights=esat:3", "esat-15-min"),
        ("weights=esat-15-min:-3", "from 0 on"),
        ("weights=esat-15-min:3,esat-15-min:4", "twice"),
        ("person=Ana;", "person"),
        ("person=Ana;esat-15-min:0", "points"),
        ("between=mean", "arithmetic"),
        ("seed=-1", "whole number"),
        ("draws=3", "20 to"),
        ("draws=100000", "20 to"),
        ("rows=actors", "indicators"),
        ("version=0", "leave version out"),
        ("weights=a:1&weights=b:1", "twice"),
        ("couleur=bleu", "index, version"),
    ] {
        let answer = ask(&format!("/analyses/index?{query}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let detail = text(&answer.json()["detail"]).to_owned();
        assert!(detail.contains(words), "{query}: {detail}");
    }
}

#[test]
fn decompositions_add_up_to_the_score_whatever_the_aggregation() {
    for between in ["geometric", "arithmetic"] {
        let answer = told(&format!("/analyses/index?between={between}&geometry=point&limit=1000"));
        let mut scored = 0;
        for row in features(&answer) {
            assert_eq!(row.as_object().expect("properties").len(), COLUMNS.len());
            for name in ["why", "why_en", "reliability", "method", "snapshot", "version"] {
                assert!(!text(&row[name]).is_empty(), "{name}");
            }
            let Some(score) = row["score"].as_f64() else { continue };
            scored += 1;
            let parts = &row["decomposition"];
            let sum = |name: &str| -> f64 {
                list(&parts["indicateurs"]).iter().filter_map(|part| part[name].as_f64()).sum()
            };
            let least = number(&parts["plancher"]);
            assert!((least + sum("donne") - score).abs() <= 1e-12 * 100.0, "{row}");
            assert!((score + sum("prend") - 100.0).abs() <= 1e-12 * 100.0, "{row}");
            assert!((sum("poids") - 1.0).abs() <= 1e-12);
            let factors = list(&parts["blocs"]).iter().filter_map(|block| block["facteur"].as_f64());
            let whole: f64 = if between == "geometric" { factors.product() } else { factors.sum() };
            assert!((whole - score).abs() <= 1e-12 * 100.0, "{row}");
            let rank = |name: &str| row[name].as_u64().expect("a rank");
            assert!(rank("rang_haut") <= rank("rang_median") && rank("rang_median") <= rank("rang_bas"));
            assert!((1..=5).contains(&rank("classe")));
        }
        assert!(3 < scored, "{between}");
    }
}

#[test]
fn one_row_an_indicator_tells_the_same_as_one_row_a_territory() {
    let question = "/analyses/index?index=emploi-inclusif&geometry=point&limit=10000";
    let whole = told(question);
    let parts = told(&format!("{question}&rows=indicators"));
    let territories = features(&whole);
    let mut rows = features(&parts).into_iter();
    assert_eq!(parts["numberMatched"], 9 * territories.len());
    for territory in &territories {
        for part in list(&territory["decomposition"]["indicateurs"]) {
            let row = rows.next().expect("as many");
            assert_eq!(row.as_object().expect("properties").len(), PART_COLUMNS.len());
            for name in ["indicateur", "valeur", "place", "poids", "donne", "prend", "score_sans"] {
                assert_eq!(row[name], part[name], "{name}");
            }
            assert_eq!((&row["code"], &row["score"]), (&territory["code"], &territory["score"]));
        }
    }
    let csv = ask(&format!("{question}&rows=indicators&f=csv"));
    assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), 9 * territories.len() + 1);
}

/// The rule of levels: at each, a sum over a sum.
#[test]
fn figures_of_a_territory_are_recomputed_from_the_sums_of_its_communes() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    for text in ["people", "urban", "actors", "family:association", "function:tiers-lieu", "within:15:esat"] {
        let amount = Amount::parse(text, &snapshot.functions).expect("an amount");
        let by_commune = amount.by_commune(snapshot).expect("readable").expect("measured");
        for level in Level::ALL {
            let sums = Scale::Level(level).sums(snapshot, &by_commune);
            for (row, sum) in (0..).zip(&sums) {
                let communes = snapshot.territories.communes(level, row);
                let expected: f64 = communes.iter().map(|&c| by_commune[c as usize].expect("known")).sum();
                assert_eq!(sum.unwrap_or(0.0), expected, "{text} {level} {row}");
            }
        }
        let country = Scale::Country.sums(snapshot, &by_commune)[0].expect("known");
        assert_eq!(country, by_commune.iter().flatten().sum::<f64>(), "{text}");
        if text.starts_with("within") {
            assert!(0.0 < country, "somebody has one near");
        }
    }
    // And so over HTTP: the value of the département is that of all its people.
    let value = |level: &str, people: &mut Vec<f64>| -> Vec<f64> {
        let answer = told(&format!("/analyses/index?level={level}&geometry=point&limit=10000"));
        let rows = features(&answer);
        people.extend(rows.iter().map(|row| number(&row["population"])));
        rows.iter()
            .map(|row| {
                let parts = list(&row["decomposition"]["indicateurs"]);
                let esat = parts.iter().find(|part| part["indicateur"] == "esat-15-min").expect("there");
                number(&esat["valeur"])
            })
            .collect()
    };
    let (mut people, mut all) = (Vec::new(), Vec::new());
    let communes = value("commune", &mut people);
    let country = value("pays", &mut all)[0];
    let with: f64 = communes.iter().zip(&people).map(|(share, people)| share * people).sum();
    assert!((with / people.iter().sum::<f64>() - country).abs() < 1e-9);
    assert_eq!(people.iter().sum::<f64>(), all[0]);
}

#[test]
fn a_missing_indicator_lowers_what_is_known_and_is_no_zero() {
    let functions = Functions::embedded();
    let known = Index::parse(INDEX, &functions).expect("sound");
    let missing = known.explained(&[Some(400.0), None, Some(10.0)]).expect("known enough");
    assert_eq!((missing.scored.known, missing.scored.given[1], missing.scored.taken[1]), (0.875, None, None));
    // As if it were not there, and not as if it were nothing.
    assert!((missing.scored.score - 100.0).abs() < 1e-9);
    let zero = known.explained(&[Some(400.0), Some(0.0), Some(10.0)]).expect("known");
    assert!(zero.scored.score < 95.0 && zero.scored.known == 1.0);
    assert_eq!(known.explained(&[None, Some(60.0), Some(10.0)]), None, "half of the weight is too little");
    // Over HTTP: nobody reads a source of this one, anywhere.
    let body = changed("family:association", "function:energie-citoyenne");
    let answer = sent("geometry=point", body);
    assert_eq!(answer.status, StatusCode::OK);
    let served = island().world.served();
    let function = served.snapshot.functions.id("energie-citoyenne").expect("in the catalogue");
    let is_measured = maillage::analysis::subjects::Subject::Function(function).is_measured(&served.snapshot);
    for row in features(&answer.json()) {
        let known = number(&row["connu"]);
        let part = &list(&row["decomposition"]["indicateurs"])[1];
        assert_eq!(part["valeur"].is_null(), !is_measured);
        assert_eq!(known == 1.0, is_measured, "{known}");
    }
}

#[test]
fn what_no_register_tells_is_not_measured() {
    let Some(world) = real() else { return };
    let served = world.served();
    assert!(!served.snapshot.manifest.knows_sirene(), "the real folder has no register");
    for text in ["actors", "family:association", "function:monnaie-locale", "within:20:aide-domicile"] {
        let amount = Amount::parse(text, &served.snapshot.functions).expect("an amount");
        assert_eq!(amount.by_commune(&served.snapshot).expect("readable"), None, "{text}");
    }
}

/// Goalposts are frozen: they are those that the official files gave, to three digits.
#[test]
fn goalposts_at_hand_are_the_fifth_and_ninety_fifth_percentiles_of_bassins() {
    let Some(world) = real() else { return };
    let served = world.served();
    let snapshot = &served.snapshot;
    let scale = Scale::Level(Level::Bassin);
    let sums = |amount: Amount| {
        let by_commune = amount.by_commune(snapshot).expect("readable").expect("measured");
        scale.sums(snapshot, &by_commune)
    };
    for at_hand in AT_HAND {
        let index = Index::parse(at_hand.text, &snapshot.functions).expect("sound");
        for (recipe, indicator) in index.recipes.iter().zip(index.composite().indicators()) {
            let values = sums(recipe.part).into_iter().zip(sums(recipe.whole));
            let values: Vec<f64> = values.filter_map(|(part, whole)| recipe.value(part, whole)).collect();
            let Goalposts { worst, best } = Goalposts::of(&values, false).expect("values");
            let said = indicator.goalposts;
            for (said, found) in [(said.worst, worst), (said.best, best)] {
                assert!(
                    (said - found).abs() <= 0.01 * found.abs(),
                    "{}: {said} for {found}",
                    recipe.named.key
                );
            }
        }
    }
}

#[test]
fn the_same_on_any_number_of_threads_and_another_by_another_seed() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let index = Index::parse(AT_HAND[0].text, &snapshot.functions).expect("sound");
    let scale = Scale::Level(Level::Epci);
    let rows = served.analysed.indices.values(snapshot, &index, scale).expect("readable");
    let threads = |threads: usize| NonZero::new(threads).expect("some");
    let one = Standings::of(&index, rows.clone(), 50, threads(1));
    for many in [2, 3, 64] {
        assert_eq!(Standings::of(&index, rows.clone(), 50, threads(many)), one);
    }
    let drawn = |seed| drawn_ranks(index.composite(), &rows, 50, seed, threads(2));
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert_eq!(drawn_ranks(index.composite(), &rows, 0, 1, threads(2)), Vec::<Vec<Option<u32>>>::new());
}

#[test]
fn weights_of_the_address_are_another_version_and_can_be_shared() {
    let at = |query: &str| ask(&format!("/analyses/index?geometry=point{query}"));
    let plain = at("");
    let weighed = at("&weights=esat-15-min:40,fablab-20-min:0");
    let other_order = at("&weights=fablab-20-min:0,esat-15-min:40.0");
    assert_eq!((&weighed.body, weighed.header("etag")), (&other_order.body, other_order.header("etag")));
    assert_ne!(plain.header("etag"), weighed.header("etag"));
    let version = |answer: &Answered| text(&features(&answer.json())[0]["version"]).to_owned();
    assert_ne!(version(&plain), version(&weighed));
    assert_eq!(at(&format!("&version={}", version(&plain))).status, StatusCode::OK);
    let parts = features(&weighed.json())[0]["decomposition"]["indicateurs"].clone();
    let weight = |key: &str| {
        let part = list(&parts).iter().find(|part| part["indicateur"] == key).expect("there");
        number(&part["poids"])
    };
    assert_eq!(weight("fablab-20-min"), 0.0);
    // 40 points and those that the definition gives the others, of a hundred: 1/12 and 1/9 of it gone.
    assert!((weight("esat-15-min") - 40.0 / (140.0 - 100.0 / 12.0 - 100.0 / 9.0)).abs() < 1e-12);
    let known = get_with(
        &island().world.shared,
        "/analyses/index?geometry=point",
        &[("if-none-match", plain.header("etag"))],
    );
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[test]
fn people_of_the_address_are_several_and_their_spread_is_told() {
    let people = "person=Ana;esat-15-min:50,fablab-20-min:50&person=tiers-lieu-15-min:1";
    let rows = features(&told(&format!("/analyses/index?geometry=point&{people}")));
    let part = |key: &str| {
        let parts = list(&rows[0]["decomposition"]["indicateurs"]);
        parts.iter().find(|part| part["indicateur"] == key).expect("there").clone()
    };
    let tiers_lieu = part("tiers-lieu-15-min");
    let told = ["poids", "poids_bas", "poids_haut", "poids_ecart"].map(|name| number(&tiers_lieu[name]));
    assert_eq!(told, [0.5, 0.0, 1.0, 0.5]);
    let spread = rows
        .iter()
        .filter(|row| !row["score"].is_null())
        .all(|row| number(&row["score_personnes_bas"]) <= number(&row["score_personnes_haut"]));
    assert!(spread);
    // Names decide nothing, and are told to nobody.
    assert!(!rows[0].to_string().contains("Ana"));
    let arithmetic = format!("/analyses/index?geometry=point&between=arithmetic&{people}");
    for row in features(&crate::asking::told(&arithmetic)) {
        let Some(score) = row["score"].as_f64() else { continue };
        let [low, high] = ["score_personnes_bas", "score_personnes_haut"].map(|name| number(&row[name]));
        // One block each: a mean of both persons lies between them.
        assert!(low - 1e-9 <= score && score <= high + 1e-9, "{row}");
    }
}

#[test]
fn pages_tell_all_rows_once_and_what_is_sent_is_sent_again() {
    let question = "/analyses/index?level=commune&geometry=point&draws=20";
    let whole = features(&told(&format!("{question}&limit=10000")));
    let mut paged = Vec::new();
    let mut next = Some(format!("{question}&limit=17"));
    while let Some(address) = next {
        let page = told(&address);
        paged.extend(features(&page));
        next = link(&page, "next").map(|href| href[href.find("/analyses").expect("a path")..].to_owned());
    }
    assert_eq!(paged, whole);
    assert!(whole.iter().filter_map(|row| row["score"].as_f64()).is_sorted_by(|a, b| a >= b));
    let body = INDEX.to_owned();
    let first = sent("geometry=point&limit=2", body.clone()).json();
    let next = link(&first, "next").expect("more");
    let query = next.split_once('?').expect("a query").1.to_owned();
    assert_eq!(sent(&query, body).status, StatusCode::OK);
    assert_eq!(sent(&query, changed("best = 400", "best = 500")).status, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&format!("/analyses/index?{query}")).status, StatusCode::BAD_REQUEST);
    // A zone: only territories that have a commune in it, standing where they stand among all.
    let code = text(&whole[0]["code"]).to_owned();
    let here = features(&told(&format!("{question}&zone=commune:{code}")));
    assert_eq!(here, [whole[0].clone()]);
}

#[test]
fn a_definition_goes_out_and_comes_back_the_same() {
    for at_hand in AT_HAND {
        let toml = ask(&format!("/analyses/index/definition?index={}", at_hand.key));
        assert_eq!((toml.status, toml.header("content-type")), (StatusCode::OK, "application/toml"));
        assert_eq!(String::from_utf8_lossy(&toml.body), at_hand.text);
        let json = ask(&format!("/analyses/index/definition?index={}&f=json", at_hand.key));
        let rows = |answer: Answered| {
            assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
            features(&answer.json())
        };
        let at_hand = rows(ask(&format!("/analyses/index?index={}&geometry=point", at_hand.key)));
        for body in [toml.body, json.body] {
            let again = sent("geometry=point", String::from_utf8(body).expect("UTF-8"));
            assert_eq!(rows(again), at_hand);
        }
    }
    assert_eq!(ask("/analyses/index/definition?index=bonheur").status, StatusCode::BAD_REQUEST);
    assert_eq!(ask("/analyses/index/definition?f=yaml").status, StatusCode::BAD_REQUEST);
}

#[test]
fn sensitivity_tells_each_choice_and_its_parts_sum_to_one() {
    let found = told("/analyses/index/sensitivity?index=emploi-inclusif&level=epci&draws=100");
    let choices = list(&found["choix"]);
    assert_eq!(choices.len(), 3 + 3 * 9);
    for choice in choices {
        for name in ["meme_classe", "meme_premier_dixieme"] {
            assert!((0.0..=1.0).contains(&number(&choice[name])), "{choice}");
        }
        assert!(number(&choice["rangs_moyenne"]) <= number(&choice["rangs_maximum"]));
    }
    // All weigh the same within a block already, and blocks are of four and five.
    let parts = found["parts_de_variance"].as_object().expect("ranks vary");
    let whole: f64 = parts.values().map(number).sum();
    assert!((whole - 1.0).abs() < 1e-9, "{whole}");
    let again = ask("/analyses/index/sensitivity?level=epci&index=emploi-inclusif&draws=100");
    assert_eq!(again.json(), found);
    let csv = ask("/analyses/index/sensitivity?index=emploi-inclusif&level=epci&draws=100&f=csv");
    assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), choices.len() + 1);
    let address = "/analyses/index/sensitivity?level=epci";
    let sent = post(&island().world.shared, address, INDEX.to_owned());
    assert_eq!((sent.status, text(&sent.json()["indice"])), (StatusCode::OK, "proximite"));
    for query in ["f=xml", "limit=3", "draws=1"] {
        assert_eq!(ask(&format!("{address}&{query}")).status, StatusCode::BAD_REQUEST, "{query}");
    }
}

/// What a page says: its text.
fn page(address: &str) -> String {
    let answer = ask(address);
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&answer.body));
    String::from_utf8(answer.body).expect("UTF-8")
}

#[test]
fn a_form_is_answered_with_the_address_that_says_the_same_and_can_be_shared() {
    let form = "indice=emploi-inclusif&avant=emploi-inclusif&points-geiq-30-min=1%2C5&points-esat-20-min=30";
    let sent = |rest: &str| {
        let answer = ask(&format!("/indicateurs?{form}{rest}"));
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{rest}");
        answer.header("location").to_owned()
    };
    let weights = "geiq-30-min:1.5,esat-20-min:30";
    let shared = sent("&maille=epci&faire=calculer");
    assert_eq!(shared, format!("/indicateurs?indice=emploi-inclusif&poids={weights}&maille=epci"));
    let html = page(&shared);
    // The page and the programs' address say the same.
    let asked = format!("/analyses/index?index=emploi-inclusif&weights={weights}&level=epci");
    assert!(html.contains(&asked.replace('&', "&#38;")), "{html}");
    let csv = ask(&format!("{asked}&geometry=point&limit=10000&f=csv"));
    let lines = String::from_utf8_lossy(&csv.body).lines().count() - 1;
    let rows = html.matches("<th scope=\"row\"><a href=\"/territoires/").count();
    assert_eq!(rows, lines.min(100));
    let version = text(&features(&told(&format!("{asked}&geometry=point")))[0]["version"]).to_owned();
    assert!(html.contains(&version));
    // Another index has other measures: its own weights.
    let other = form.replacen("emploi-inclusif", "acces-cooperation", 1);
    assert_eq!(
        ask(&format!("/indicateurs?{other}&faire=calculer")).header("location"),
        "/indicateurs?indice=acces-cooperation"
    );
    // Nothing of a form gets out of its place.
    let odd = sent("&points-%0D%0Ax%22=1&faire=calculer&lang=en");
    assert!(odd.ends_with("&lang=en") && odd.contains("%0D%0Ax%22:1"), "{odd}");
    assert_eq!(ask(&odd).status, StatusCode::BAD_REQUEST);
}

#[test]
fn people_join_one_by_one_in_the_address_and_leave_it_again() {
    let first = "/indicateurs?indice=emploi-inclusif&avant=emploi-inclusif&points-esat-20-min=10&nom=Ana%3B%3Cb%3E&faire=ajouter";
    let one = ask(first).header("location").to_owned();
    let second = one.replacen("indice=emploi-inclusif", "indice=emploi-inclusif&avant=emploi-inclusif", 1);
    let two =
        ask(&format!("{second}&points-geiq-30-min=10&nom=&faire=ajouter")).header("location").to_owned();
    assert_eq!(two.matches("personne=").count(), 2, "{two}");
    let html = page(&two);
    assert!(html.contains("Personne 2") && !html.contains("<b>"));
    // Half of the weight each, from nothing to all of it.
    assert!(html.contains("value=\"50\"") && html.contains("100,0\u{202f}%"));
    let out = html.split("<li>").nth(1).and_then(|part| part.split("href=\"").nth(1)?.split('"').next());
    let people = page(&out.expect("a way out").replace("&#38;", "&").replace("&amp;", "&"));
    assert!(!people.contains("Ana"));
}

#[test]
fn a_definition_that_is_pasted_is_answered_and_a_fault_of_it_told() {
    let form = |text: &str| format!("definition={}", crate::asking::encoded(&text.replace('\n', "\r\n")));
    let answer = post(&island().world.shared, "/indicateurs", form(INDEX));
    let html = String::from_utf8(answer.body).expect("UTF-8");
    assert_eq!(answer.status, StatusCode::OK, "{html}");
    assert!(html.contains("Services de proximité") && html.contains("family:cooperative"));
    let fault = post(&island().world.shared, "/indicateurs", form(&changed("seed = 7", "sed = 7")));
    let html = String::from_utf8(fault.body).expect("UTF-8");
    assert_eq!(fault.status, StatusCode::BAD_REQUEST);
    assert!(html.contains("line 5"), "{html}");
    let long = format!("definition={}", "a".repeat(300_000));
    assert_eq!(post(&island().world.shared, "/indicateurs", long).status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn the_portrait_of_a_bassin_takes_each_score_apart() {
    let bassin = &island().truths.childcare.bassin;
    for (language, words) in [("", "Ce qui fait ce score"), ("?lang=en", "What makes this score")] {
        let html = page(&format!("/territoires/bassin-{bassin}{language}"));
        assert_eq!(html.matches(words).count(), 2 * AT_HAND.len(), "a title and a name for each table");
        for at_hand in AT_HAND {
            assert!(html.contains(&format!("indice={}", at_hand.key)));
        }
    }
    let served = island().world.served();
    let epci = &served.snapshot.territories.of(Level::Epci)[0].code;
    assert!(!page(&format!("/territoires/epci-{epci}")).contains("id=\"indicateurs\""));
}
