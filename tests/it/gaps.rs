//! What is missing: planted gaps are found, none is invented, and the answers hold together.

use std::collections::BTreeMap;

use maillage::analysis::gap_table::COLUMNS;
use maillage::analysis::gaps::{Gap, Gaps, all, gaps};
use maillage::analysis::ground::Ground;
use maillage::analysis::subjects::Subject;
use maillage::analysis::supply::Verdict;
use maillage::demo::Plan;
use maillage::domain::level::Level;
use serde_json::Value;

use crate::asking::{found, get, get_with};
use crate::worlds::{built, island, real, write_land};

/// Every function in every territory of a level, by key and code.
fn judged(snapshot: &maillage::snapshot::Snapshot, level: Level) -> BTreeMap<(String, String), Gap> {
    let found = all(snapshot, &Ground::of(snapshot, level), &Subject::all(snapshot)).expect("readable");
    let mut judged = BTreeMap::new();
    for gaps in &found {
        for (gap, territory) in gaps.territories.iter().zip(snapshot.territories.of(level)) {
            judged.insert((gaps.subject.key(snapshot).to_owned(), territory.code.clone()), gap.clone());
        }
    }
    judged
}

/// Two hundred islands, each with a bassin without childcare where more than six would be expected,
/// and one without a processor where too few are expected to say so.
#[test]
fn planted_gaps_are_found_and_hardly_any_is_invented() {
    const SEEDS: u64 = 200;
    const FARMED: [&str; 2] = ["production-alimentaire", "vente-directe"];
    let (mut sure, mut invented, mut too_small) = (0_u32, Vec::new(), 0_u64);
    let mut care: BTreeMap<Verdict, u64> = BTreeMap::new();
    for seed in 0..SEEDS {
        let files = tempfile::tempdir().expect("a folder");
        let truths = write_land(files.path(), &Plan { seed, ..Plan::island() });
        let snapshot = built(files.path());
        let judged = judged(&snapshot, Level::Bassin);
        let planted = &judged[&("petite-enfance".to_owned(), truths.childcare.bassin.clone())];
        let told = planted.finding.expect("measured");
        assert_eq!(planted.count, 0);
        assert!(6.0 < truths.childcare.expected && 3.0 < told.expected, "seed {seed}");
        assert!(told.adjusted_p.is_some_and(|p| p < 0.05), "seed {seed}: so few are no chance");
        assert!(!matches!(told.verdict, Verdict::NoGap | Verdict::Surplus), "seed {seed}");
        *care.entry(told.verdict).or_default() += 1;
        // Two that expect too few of it: nothing is concluded of a broken chain either.
        let processing =
            &judged[&("transformation-alimentaire".to_owned(), truths.processing.bassin.clone())];
        assert_eq!(processing.count, 0);
        let is_small = processing.finding.expect("measured").expected < 3.0;
        assert_eq!(is_small, processing.verdict() == Verdict::TooFewExpected);
        too_small += u64::from(is_small);
        for ((function, bassin), gap) in &judged {
            // Farms stand in communes whoever lives there: towns do have fewer by inhabitant.
            if gap.verdict() != Verdict::SureGap || FARMED.contains(&function.as_str()) {
                continue;
            }
            sure += 1;
            if !truths.lacks(function, bassin) {
                invented.push((seed, function.clone(), bassin.clone()));
            }
        }
    }
    println!(
        "childcare: {care:?}; {sure} sure gaps in all, {} invented: {invented:?}; {too_small} of {SEEDS} broken chains too small to conclude",
        invented.len()
    );
    let found = care.get(&Verdict::SureGap).copied().unwrap_or_default();
    assert!(0.95 * SEEDS as f64 <= found as f64, "{care:?}");
    assert!(invented.len() as f64 <= 0.05 * f64::from(sure), "{invented:?} of {sure}");
}

#[test]
fn figures_hold_together_at_every_level() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for level in Level::ALL {
        let ground = Ground::of(snapshot, level);
        let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
        for subject in Subject::all(snapshot) {
            let Gaps { observed, territories, .. } = gaps(snapshot, &ways, &ground, subject);
            let counted: u64 = territories.iter().map(|gap| gap.count).sum();
            let outside = if level == Level::Epci { 1 } else { 0 };
            if outside == 0 {
                assert_eq!(counted, observed.known - observed.unplaced, "{level} {subject:?}");
            }
            for gap in &territories {
                match gap.finding {
                    Ok(judged) => {
                        assert!(observed.is_measured());
                        assert_eq!(judged.expected < 3.0, gap.verdict() == Verdict::TooFewExpected);
                    }
                    // No peer has any, or nobody looked.
                    Err(Verdict::TooFewExpected) => assert!(observed.is_measured()),
                    Err(verdict) => assert_eq!(verdict, Verdict::NotMeasured),
                }
            }
            // What is shared among the people is the supply that they reach: here all of it,
            // because each commune reaches itself.
            if outside == 0 && observed.is_measured() && 0 < counted {
                for stretch in 0..3 {
                    let of = |gap: &Gap| {
                        gap.reach.map_or(0.0, |reach| reach[stretch].mean * gap.population as f64)
                    };
                    let shared: f64 = territories.iter().map(of).sum();
                    assert!(
                        (shared - counted as f64).abs() < 1e-6 * counted as f64,
                        "{level} {subject:?} {shared} {counted}"
                    );
                }
            }
        }
    }
}

#[test]
fn all_cores_find_what_one_finds() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ground = Ground::of(snapshot, Level::Bassin);
    let subjects = Subject::all(snapshot);
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let together = all(snapshot, &ground, &subjects).expect("readable");
    for (subject, found) in subjects.iter().zip(&together) {
        assert_eq!(gaps(snapshot, &ways, &ground, *subject), **found);
    }
    assert_eq!(subjects.len(), together.len());
}

#[test]
fn what_no_source_tells_is_not_measured_and_no_zero() {
    let Some(world) = real() else { return };
    let served = world.served();
    assert!(!served.snapshot.manifest.knows_sirene(), "the real folder has no register");
    let judged = judged(&served.snapshot, Level::Bassin);
    let verdicts = |function: &str| {
        let mut verdicts: Vec<Verdict> =
            judged.iter().filter(|((key, _), _)| key == function).map(|(_, gap)| gap.verdict()).collect();
        verdicts.sort();
        verdicts.dedup();
        verdicts
    };
    // Told by activity alone, and declared by nobody: no file says it.
    assert_eq!(verdicts("aide-domicile"), [Verdict::NotMeasured]);
    assert_eq!(verdicts("monnaie-locale"), [Verdict::NotMeasured]);
    for function in
        ["tiers-lieu", "esat", "france-services", "vente-directe", "cantine-scolaire", "chantier-insertion"]
    {
        assert!(verdicts(function).iter().any(|verdict| *verdict != Verdict::NotMeasured), "{function}");
        assert!(
            verdicts(function).contains(&Verdict::TooFewExpected) || function == "cantine-scolaire",
            "{function}"
        );
    }
}

fn features(address: &str) -> Vec<Value> {
    found(&island().world.shared, address)["features"].as_array().expect("features").clone()
}

#[test]
fn each_feature_says_why_how_sure_by_which_method_of_which_snapshot() {
    let answer = found(&island().world.shared, "/analyses/gaps?function=petite-enfance&geometry=point");
    let features = answer["features"].as_array().expect("features");
    assert_eq!((answer["numberMatched"].as_u64(), features.len()), (Some(7), 7));
    let first = &features[0]["properties"];
    assert_eq!((first["verdict"].as_str(), first["compte"].as_i64()), (Some("manque-sur"), Some(0)));
    assert_eq!(first["code"], island().truths.childcare.bassin.as_str());
    for feature in features {
        let told = &feature["properties"];
        assert_eq!(feature["geometry"]["type"], "Point");
        let number = |name: &str| told[name].as_f64().unwrap_or_else(|| panic!("{name}: {told}"));
        assert!((number("compte") - number("attendu") - number("ecart")).abs() < 1e-9);
        assert!(number("taux_bas") <= number("taux_lisse") && number("taux_lisse") <= number("taux_haut"));
        for name in ["why", "why_en", "reliability", "method", "snapshot"] {
            assert!(told[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        }
        assert_eq!(told.as_object().expect("properties").len(), COLUMNS.len());
    }
    let areas = features_of_kind("MultiPolygon");
    assert_eq!(areas, 7, "outlines unless points are asked for");
}

fn features_of_kind(kind: &str) -> usize {
    let features = features("/analyses/gaps?function=petite-enfance");
    features.iter().filter(|feature| feature["geometry"]["type"] == kind).count()
}

#[test]
fn pages_and_forms_tell_the_same_rows() {
    let shared = &island().world.shared;
    let question = "/analyses/gaps?geometry=point&verdict=manque-sur,indecis,pas-de-manque";
    let whole = features(&format!("{question}&limit=10000"));
    assert!(20 < whole.len());
    let mut paged = Vec::new();
    let mut next = Some(format!("{question}&limit=9"));
    while let Some(address) = next {
        let page = found(shared, &address);
        paged.extend(page["features"].as_array().expect("features").clone());
        let links = page["links"].as_array().expect("links");
        let link = links.iter().find(|link| link["rel"] == "next").and_then(|link| link["href"].as_str());
        next = link.map(|href| {
            href.split_once("/analyses").map_or(href.to_owned(), |(_, rest)| format!("/analyses{rest}"))
        });
    }
    assert_eq!(paged, whole);
    let csv = get(shared, &format!("{question}&limit=10000&f=csv"));
    assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), whole.len() + 1);
    // Of a zone: the territories that have a commune in it.
    let code = &island().truths.childcare.bassin;
    let here = features(&format!("/analyses/gaps?zone=bassin:{code}&geometry=point&limit=10000"));
    assert!(here.iter().all(|feature| feature["properties"]["code"] == code.as_str()));
    let served = island().world.served();
    assert_eq!(here.len(), Subject::all(&served.snapshot).len());
}

#[test]
fn what_cannot_be_understood_is_told_and_what_is_known_is_not_sent_again() {
    let shared = &island().world.shared;
    for (query, word) in [
        ("function=fablap", "fablap"),
        ("verdict=manque", "manque-sur"),
        ("geometry=line", "area"),
        ("level=canton", "canton"),
        ("zone=bassin", "level:code"),
        ("limit=-1", "limit"),
        ("offset=x", "offset"),
        ("f=shp", "csv"),
        ("couleur=bleu", "zone, level"),
    ] {
        let answer = get(shared, &format!("/analyses/gaps?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
    let one = get(shared, "/analyses/gaps?function=esat&limit=2");
    let other = get(shared, "/analyses/gaps?limit=2&function=esat");
    assert_eq!(one.status, 200);
    let again =
        get_with(shared, "/analyses/gaps?function=esat&limit=2", &[("if-none-match", one.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (axum::http::StatusCode::NOT_MODIFIED, 0));
    assert_eq!((one.header("etag"), &one.body), (other.header("etag"), &other.body));
}
