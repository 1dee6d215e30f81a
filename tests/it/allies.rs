//! Who could work with whom, as it is asked: the fast way finds what a loop over everybody finds, parts add
//! up, and nobody is proposed who must not be.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use maillage::analysis::allies::{Question, WIDER, allies, shortages};
use maillage::analysis::ally_bonds::Bonds;
use maillage::analysis::ally_fit::{Conventions, Seeker, fit};
use maillage::analysis::closure::closure;
use maillage::analysis::cooperation::conventions::Adjacency;
use maillage::analysis::cooperation::{Factor, List, Part, is_same_unit, proximity, score};
use maillage::api::analyses::ally_table::COLUMNS;
use maillage::domain::level::Level;
use maillage::domain::offer::Side;
use maillage::snapshot::Snapshot;
use serde_json::Value;

use crate::asking::{found, get, list, text, told};
use crate::worlds::{World, island, real};

/// What each feature of an answer says.
fn rows(world: &World, address: &str) -> Vec<Value> {
    let answer = found(&world.shared, address);
    let rows: Vec<Value> =
        list(&answer["features"]).iter().map(|feature| feature["properties"].clone()).collect();
    let matched = answer["numberMatched"].as_u64().expect("a number") as usize;
    assert!(rows.len() == matched || 10_000 <= rows.len(), "{address}: {matched} and {}", rows.len());
    rows
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name}: {row}"))
}

fn worlds() -> Vec<&'static World> {
    [Some(&island().world), real()].into_iter().flatten().collect()
}

/// Actors of all sorts: those with ties first, then every so many that does something.
fn seekers(snapshot: &Snapshot, many: usize) -> Vec<u32> {
    let actors = &snapshot.actors;
    let may_ask = |row: &u32| !actors.is_masked(*row) && actors.commune(*row).is_some();
    let mut tied: Vec<u32> = snapshot.ties.ends().map(|(from, ..)| from).filter(may_ask).collect();
    tied.dedup();
    let does: Vec<u32> =
        (0..actors.len()).filter(may_ask).filter(|&row| !actors.functions(row).is_empty()).collect();
    let every = |of: &[u32]| -> Vec<u32> { of.iter().step_by((of.len() / many).max(1)).copied().collect() };
    [every(&tied), every(&does)].concat()
}

#[test]
fn the_fast_way_finds_what_a_loop_over_everybody_finds() {
    for world in worlds() {
        let served = world.served();
        let snapshot = &served.snapshot;
        let index = served.analysed.allies(snapshot);
        let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
        let gaps = served.analysed.gaps(snapshot, Level::Bassin).expect("gaps");
        let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
        let conventions = Conventions { lambda: 1.0, ..Conventions::default() };
        for row in seekers(snapshot, 4) {
            let commune = snapshot.actors.commune(row).expect("placed");
            let bassin = snapshot.territories.zone(commune, Level::Bassin);
            let ties = index.ties.neighbours(row);
            let main = |actor: &u32| snapshot.actors.main_function(*actor).map(|id| u32::from(id.0));
            let seeker = Seeker {
                class: index.classes()[index.class_of(row) as usize].clone(),
                needs: Default::default(),
                partners: ties.iter().filter_map(main).collect(),
                gaps: shortages(&gaps, &snapshot.functions, bassin),
            };
            let id = snapshot.actors.id(row);
            let question = Question {
                seeker: &seeker,
                row: Some(row),
                id: Some(id),
                commune,
                minutes: 45.0,
                lines: snapshot.actors.len() as usize,
                conventions: &conventions,
            };
            let fast = allies(&index, &bonds, &snapshot.functions, &ways, &question);
            let minutes: BTreeMap<u32, f64> =
                ways.from_place(commune).map(|way| (way.to, way.minutes)).collect();
            let close = closure(&index.ties, row);
            let closeness: BTreeMap<u32, f64> =
                close.iter().map(|close| (close.node, close.closure)).collect();
            let mut slow: [BTreeMap<u32, f64>; 2] = Default::default();
            let mut wide = [[0_u64; WIDER.len()]; 2];
            for other in (0..snapshot.actors.len()).filter(|&other| other != row) {
                let class = &index.classes()[index.class_of(other) as usize];
                let is_known = ties.contains(&other);
                if class.is_withheld || is_known || is_same_unit(id, snapshot.actors.id(other)) {
                    continue;
                }
                let minutes = snapshot.actors.commune(other).and_then(|to| minutes.get(&to));
                let Some((&minutes, mut fits)) =
                    minutes.zip(fit(&seeker, class, &bonds, &snapshot.functions, &conventions))
                else {
                    continue;
                };
                for (count, reach) in wide[fits.list as usize].iter_mut().zip(WIDER) {
                    *count += u64::from(minutes <= f64::from(reach));
                }
                if 45.0 < minutes {
                    continue;
                }
                let closure = closeness.get(&other).copied();
                fits.factors[Part::Closure as usize] = Factor::of(closure, 0.0);
                let gate = proximity(minutes, fits.half_life).expect("minutes");
                let weights = &conventions.weights[fits.list as usize];
                let found = score(gate, weights, &fits.factors).expect("shares");
                slow[fits.list as usize].insert(other, found.total);
            }
            for list in List::ALL {
                let (fast, slow) = (&fast.lists[list as usize], &slow[list as usize]);
                assert_eq!(fast.total, slow.len() as u64, "{} of {id} in {}", list.word(), world.name);
                assert_eq!(fast.within, wide[list as usize]);
                assert_eq!(fast.allies.len(), slow.len());
                for ally in &fast.allies {
                    assert!((slow[&ally.actor] - ally.score.total).abs() < 1e-9);
                }
                assert!(fast.allies.windows(2).all(|two| two[1].score.total <= two[0].score.total + 1e-9));
            }
        }
    }
}

#[test]
fn parts_add_up_and_nobody_is_proposed_who_must_not_be() {
    for world in worlds() {
        let served = world.served();
        let snapshot = &served.snapshot;
        let mut proposed = 0;
        for row in seekers(snapshot, 6) {
            let id = snapshot.actors.id(row);
            let rows = rows(world, &format!("/analyses/partners?actor={id}&minutes=60&limit=10000"));
            let ties: BTreeSet<&str> =
                snapshot.ties.of(row).map(|tie| snapshot.actors.id(tie.other)).collect();
            let mut seen = BTreeSet::new();
            for row in &rows {
                assert_eq!(row.as_object().expect("properties").len(), COLUMNS.len());
                assert!(!text(&row["why"]).is_empty() && !text(&row["why_en"]).is_empty());
                match text(&row["reponse"]) {
                    "partenaire" => {
                        let partner = text(&row["acteur"]);
                        proposed += 1;
                        assert!(!is_same_unit(partner, id) && !ties.contains(partner), "{partner} of {id}");
                        let at = snapshot.actor_of_id(partner).expect("an actor");
                        assert!(!snapshot.actors.is_masked(at));
                        assert!(seen.insert(partner.to_owned()), "in one list alone");
                        let points: f64 = Part::ALL.iter().map(|part| number(row, part.word())).sum();
                        assert!((points - number(row, "score")).abs() < 1e-12 * 100.0);
                        let gate = (-number(row, "minutes") / number(row, "demi_vie")).exp2();
                        assert!((gate - number(row, "proximite")).abs() < 1e-12);
                        assert!(number(row, "minutes") <= 60.0);
                    }
                    "lien-connu" => assert!(ties.contains(text(&row["acteur"]))),
                    "aucun" => assert_eq!((&row["total"], &row["a_60"]), (&0.into(), &0.into())),
                    other => panic!("{other}"),
                }
            }
            let known = rows.iter().filter(|row| row["reponse"] == "lien-connu").count();
            assert_eq!(known, ties.len(), "partners already known are apart, all of them");
        }
        assert!(100 < proposed, "{proposed} in {}", world.name);
    }
}

#[test]
fn needs_that_both_declare_are_likened_before_what_they_do() {
    let world = &island().world;
    let served = world.served();
    let snapshot = &served.snapshot;
    let actors = &snapshot.actors;
    let mut declared: BTreeMap<&str, BTreeSet<(&str, Option<&str>)>> = BTreeMap::new();
    for held in snapshot.offers.list().iter().filter(|held| held.side == Side::Need) {
        let needs = declared.entry(actors.id(held.row)).or_default();
        needs.insert((held.kind.word(), held.product.as_deref()));
    }
    let (mut both, mut common) = (0, 0);
    let seekers =
        declared.keys().filter(|id| actors.commune(snapshot.actor_of_id(id).expect("held")).is_some());
    for id in seekers.step_by(5).take(20) {
        for row in rows(world, &format!("/analyses/partners?actor={id}&minutes=60&limit=10000")) {
            let theirs = row["acteur"].as_str().filter(|_| row["reponse"] == "partenaire");
            let Some(theirs) = theirs.and_then(|theirs| declared.get(theirs)) else {
                assert!(row["besoins_communs"].is_null(), "{row}");
                continue;
            };
            let ours = &declared[id];
            let share = ours.intersection(theirs).count() as f64 / ours.union(theirs).count() as f64;
            assert!((number(&row, "besoins_communs") - share).abs() < 1e-12, "{row}");
            let expected = 100.0 * number(&row, "proximite") * 0.4 * share;
            if row["liste"] == "mutualisation" {
                assert!((number(&row, "besoins") - expected).abs() < 1e-9, "{row}");
                assert_eq!(
                    row["why"].as_str().expect("told").starts_with("Des besoins déclarés"),
                    0.0 < share,
                    "{row}"
                );
            }
            both += 1;
            common += u32::from(0.0 < share);
        }
    }
    assert!(0 < common && common < both, "{common} of {both} have needs in common");
}

#[test]
fn an_empty_list_says_where_there_are_some() {
    let world = &island().world;
    let served = world.served();
    let mut some = 0;
    for row in seekers(&served.snapshot, 20) {
        let id = served.snapshot.actors.id(row);
        for row in rows(world, &format!("/analyses/partners?actor={id}&minutes=1&limit=10000")) {
            let counts = ["total", "a_30", "a_45", "a_60", "a_80"].map(|name| row[name].as_u64());
            if row["reponse"] == "aucun" {
                assert_eq!(counts[0], Some(0));
                let is_there = 0 < counts[1].expect("a count");
                some += usize::from(is_there);
                assert_eq!(
                    is_there,
                    text(&row["why"]).contains(&format!("{} à moins de 30", counts[1].unwrap()))
                );
            }
            assert!(row["liste"].is_null() || counts.is_sorted(), "{counts:?}");
        }
    }
    assert!(0 < some);
}

#[test]
fn a_project_that_does_not_exist_yet_has_partners_and_says_what_it_looks_for() {
    let world = &island().world;
    let commune = &island().truths.cluster.commune;
    let ask = |tail: &str| {
        rows(
            world,
            &format!(
                "/analyses/partners?function=ressourcerie&commune={commune}&minutes=80&limit=10000{tail}"
            ),
        )
    };
    let partners = |rows: &[Value], list: &str| {
        let of = rows.iter().filter(|row| row["liste"] == list && row["reponse"] == "partenaire");
        of.cloned().collect::<Vec<_>>()
    };
    let all = ask("");
    assert!(!partners(&all, "chaine").is_empty());
    for row in partners(&all, "mutualisation") {
        assert!(0.5 <= number(&row, "ressemblance") && row["donne"].is_null());
    }
    let needs = ask("&needs=chantier-insertion&list=chaine");
    assert!(!needs.is_empty());
    for row in partners(&needs, "chaine") {
        assert!(list(&row["fonctions"]).contains(&"chantier-insertion".into()), "{row}");
    }
    assert!(needs.iter().all(|row| row["liste"] == "chaine"));
    // Who offers more completes at least as many.
    let offers = ask("&offers=tiers-lieu,formation&list=chaine");
    let receives =
        |key: &str| partners(&offers, "chaine").iter().any(|row| row["recoit"] == key || row["donne"] == key);
    assert!(receives("tiers-lieu") || receives("formation"));
}

#[test]
fn weights_and_half_lives_are_those_asked_for() {
    let world = &island().world;
    let commune = &island().truths.cluster.commune;
    let address =
        format!("/analyses/partners?function=ressourcerie&commune={commune}&minutes=80&limit=10000");
    let near =
        rows(world, &format!("{address}&half_lives=usual:none,supply:none,logistics:none,support:none"));
    for row in near.iter().filter(|row| row["reponse"] == "partenaire") {
        assert_eq!((number(row, "proximite"), &row["demi_vie"]), (1.0, &Value::Null));
    }
    let plain = rows(world, &format!("{address}&weights=taille:0,nouveaute:0&lambda=1"));
    for row in plain.iter().filter(|row| row["reponse"] == "partenaire") {
        assert_eq!((number(row, "taille"), number(row, "nouveaute")), (0.0, 0.0));
        assert!(text(&row["poids"]).contains("taille:0.000"));
    }
    for list in List::ALL {
        let scores: Vec<f64> = plain
            .iter()
            .filter(|row| row["liste"] == list.word() && row["reponse"] == "partenaire")
            .map(|row| number(row, "score"))
            .collect();
        assert!(scores.windows(2).all(|two| two[1] <= two[0] + 1e-9), "by score alone where lambda is 1");
    }
}

#[test]
fn pages_and_forms_tell_the_same_rows() {
    let served = island().world.served();
    for row in seekers(&served.snapshot, 2) {
        let address = format!("/analyses/partners?actor={}&minutes=45", served.snapshot.actors.id(row));
        let whole = list(&told(&format!("{address}&limit=10000"))["features"]).to_vec();
        let mut paged = Vec::new();
        while paged.len() < whole.len() {
            let page = told(&format!("{address}&limit=37&offset={}", paged.len()));
            assert!(!list(&page["features"]).is_empty());
            paged.extend(list(&page["features"]).to_vec());
        }
        assert_eq!(paged, whole);
        let csv = get(&island().world.shared, &format!("{address}&limit=10000&f=csv"));
        let mut lines = csv::Reader::from_reader(csv.body.as_slice());
        assert_eq!(lines.records().count(), whole.len());
        let far = told(&format!("{address}&offset=4000000000"));
        assert!(list(&far["features"]).is_empty());
    }
}

#[test]
fn what_cannot_be_understood_is_told() {
    let world = &island().world;
    let served = world.served();
    let actors = &served.snapshot.actors;
    let masked = (0..actors.len()).find(|&row| actors.is_masked(row)).expect("masked units were planted");
    let masked = format!("actor={}", actors.id(masked));
    for (query, word) in [
        ("", "function=KEY and commune"),
        ("function=ressourcerie", "code of a commune"),
        ("function=ressourcerie&commune=99999", "99999"),
        ("function=ressourceries&commune=F1001", "ressourceries"),
        ("function=ressourcerie&commune=F1001&employees=NN", "band"),
        ("actor=12345678900011", "no actor"),
        (masked.as_str(), "partial diffusion"),
        ("actor=x&commune=F1001", "alone"),
        ("function=ressourcerie&commune=F1001&minutes=81", "between 1 and 80"),
        ("function=ressourcerie&commune=F1001&list=toutes", "chaine or mutualisation"),
        ("function=ressourcerie&commune=F1001&weights=manque", "part:weight"),
        ("function=ressourcerie&commune=F1001&weights=manque:-1", "not negative"),
        ("function=ressourcerie&commune=F1001&weights=toto.manque:1", "toto.manque"),
        (
            "function=ressourcerie&commune=F1001&weights=besoins:0,manque:0,reseau:0,taille:0,nouveaute:0",
            "above 0",
        ),
        ("function=ressourcerie&commune=F1001&half_lives=supply:0", "above 0"),
        ("function=ressourcerie&commune=F1001&half_lives=love:3", "love"),
        ("function=ressourcerie&commune=F1001&lambda=2", "between 0 and 1"),
        ("function=ressourcerie&commune=F1001&geometry=point", "actor, or function"),
    ] {
        let answer = get(&world.shared, &format!("/analyses/partners?{query}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
}

/// Rows of opportunities of a zone.
fn opportunities(world: &World, tail: &str) -> Vec<Value> {
    rows(world, &format!("/analyses/opportunities?{tail}&limit=10000"))
}

#[test]
fn pairs_and_trios_of_a_zone_are_of_the_zone_and_nobody_stands_in_too_many() {
    let world = &island().world;
    let served = world.served();
    let snapshot = &served.snapshot;
    for (tail, most) in [("zone=departement:F1", 3), ("zone=departement:F1&most=1&many=50&minutes=60", 1)] {
        let rows = opportunities(world, tail);
        assert!(
            rows.iter().any(|row| row["forme"] == "paire") && rows.iter().any(|row| row["forme"] == "trio")
        );
        let mut times = BTreeMap::<(String, String), usize>::new();
        let mut seen = BTreeSet::new();
        for row in &rows {
            let actors: Vec<&str> = list(&row["acteurs"]).iter().map(text).collect();
            let form = text(&row["forme"]).to_owned();
            assert_eq!(actors.len(), if form == "paire" { 2 } else { 3 });
            let mut sorted = actors.clone();
            sorted.sort_unstable();
            assert!(seen.insert(sorted), "each once: {actors:?}");
            let at: Vec<u32> = actors.iter().map(|id| snapshot.actor_of_id(id).expect("an actor")).collect();
            for (one, other) in [(0, 1), (1, at.len() - 1)].into_iter().filter(|(a, b)| a != b) {
                assert!(snapshot.ties.of(at[one]).all(|tie| tie.other != at[other]), "known already: {row}");
                assert!(!is_same_unit(actors[one], actors[other]));
            }
            for (id, actor) in actors.iter().zip(at) {
                assert!(!snapshot.actors.is_masked(actor));
                let commune = snapshot.actors.commune(actor).expect("placed");
                let zone = snapshot.territories.zone(commune, Level::Departement).expect("in one");
                assert_eq!(snapshot.territories.get(Level::Departement, zone).code, "F1");
                *times.entry((form.clone(), (*id).to_owned())).or_default() += 1;
            }
            if form == "paire" {
                let parts = ["complementarite", "manque", "reseau", "taille", "nouveaute"];
                let points: f64 = parts.iter().map(|part| number(row, part)).sum();
                assert!(
                    (points - number(row, "score")).abs() < 1e-9,
                    "the chain list has no weight on needs"
                );
            }
            assert!(text(&row["why"]).contains(" et ") && text(&row["why_en"]).contains(" and "));
            assert!(row["ligne"].is_null() || text(&row["ligne"]).starts_with("LINESTRING ("));
        }
        assert!(times.values().all(|times| *times <= most), "{times:?}");
    }
}

#[test]
fn the_best_pair_of_a_zone_is_the_best_that_any_actor_of_it_has_there() {
    let world = &island().world;
    let bassin = &island().truths.cluster.bassin;
    let pairs = opportunities(world, &format!("zone=bassin:{bassin}&lambda=1&many=1&minutes=30"));
    let best = number(&pairs[0], "score");
    let served = world.served();
    let snapshot = &served.snapshot;
    let inside = |commune: u32| {
        let zone = snapshot.territories.zone(commune, Level::Bassin);
        zone.is_some_and(|zone| &snapshot.territories.get(Level::Bassin, zone).code == bassin)
    };
    let actors = &snapshot.actors;
    let of_zone = (0..actors.len())
        .filter(|&row| !actors.is_masked(row) && !actors.functions(row).is_empty())
        .filter(|&row| actors.commune(row).is_some_and(inside));
    let mut asked = 0;
    for row in of_zone.step_by(7) {
        asked += 1;
        let address = format!("/analyses/partners?actor={}&list=chaine&lambda=1&limit=200", actors.id(row));
        for ally in
            list(&found(&world.shared, &address)["features"]).iter().map(|feature| &feature["properties"])
        {
            let partner = ally["acteur"].as_str().and_then(|id| snapshot.actor_of_id(id));
            if ally["reponse"] == "partenaire"
                && partner.and_then(|row| actors.commune(row)).is_some_and(inside)
            {
                assert!(number(ally, "score") <= best + 1e-9, "{ally}");
            }
        }
    }
    assert!(5 < asked);
}

#[test]
fn opportunities_that_cannot_be_understood_are_told() {
    for (query, word) in [
        ("", "level:code"),
        ("zone=bassin", "level:code"),
        ("zone=departement:F1&function=fablap", "fablap"),
        ("zone=departement:F1&many=0", "between 1"),
        ("zone=departement:F1&most=201", "between 1"),
        ("zone=departement:F1&minutes=81", "between 1 and 80"),
        ("zone=departement:F1&needs=esat", "zone, function"),
    ] {
        let answer = get(&island().world.shared, &format!("/analyses/opportunities?{query}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
}

#[test]
fn diversity_is_told_of_every_territory_or_why_it_is_not() {
    let told = |address: &str| rows(&island().world, address);
    let all = told("/analyses/variety?level=bassin&geometry=point&limit=10000");
    let mut said = 0;
    for row in &all {
        assert!(!text(&row["why"]).is_empty());
        if row["activites"].is_null() {
            assert!(number(row, "comptes") < 30.0 && row["proches"].is_null());
            continue;
        }
        said += 1;
        let [all, equal, other] = ["activites", "equivalent", "equivalent_2"].map(|name| number(row, name));
        assert!(other <= equal + 1e-9 && equal <= all + 1e-9 && 1.0 <= other);
        let sum = number(row, "non_liee") + number(row, "liee");
        assert!((number(row, "entropie") - sum).abs() < 1e-9 && (equal.ln() - sum).abs() < 1e-9);
    }
    assert!(0 < said);
    let one = told(&format!("/analyses/variety?zone=bassin:{}&geometry=point", text(&all[0]["code"])));
    assert_eq!(one, all[..1]);
}
