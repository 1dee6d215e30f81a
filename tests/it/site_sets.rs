//! Best sets of places in a zone of the island: what the service tells is what counting tells.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use axum::http::StatusCode;
use maillage::analysis::site_sets::{
    Aim, Keeping, MOST, Question, SiteSets, SiteSetsError, Step, site_sets, site_sets_followed,
};
use maillage::analysis::site_sets_search::{Follower, Progress};
use maillage::analysis::site_sets_spending::{CostClass, Spending};
use maillage::analysis::site_sets_told::told;
use maillage::analysis::siting::rules::SitingError;
use maillage::analysis::subjects::Subject;
use maillage::api::state::{Served, Shared};
use maillage::domain::level::Level;
use maillage::network::cell::TravelTimes;
use maillage::snapshot::{Snapshot, load, store};
use serde_json::Value;

use crate::asking::{found, get, get_with};
use crate::worlds::island;

/// The communes of the island's first département.
fn communes(snapshot: &Snapshot) -> Vec<u32> {
    let row = snapshot.territories.row(Level::Departement, "F1").expect("there is one");
    let mut communes: Vec<u32> = snapshot.territories.communes(Level::Departement, row).to_vec();
    communes.sort_unstable();
    communes
}

fn asked(key: &str, minutes: f64, aim: Aim) -> SiteSets {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let subject = Subject::of_key(snapshot, key).expect("a function");
    let question = Question {
        communes: &communes(snapshot),
        subject,
        minutes,
        aim,
        where_to: None,
        keeping: Keeping::default(),
        spending: None,
        most: MOST,
    };
    site_sets(snapshot, &ways, &question).expect("an answer")
}

#[test]
fn one_more_is_put_where_counting_puts_it() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let all = communes(snapshot);
    let people = |row: u32| snapshot.territories.get(Level::Commune, row).population as f64;
    for (key, minutes) in [("ressourcerie", 15.0), ("tiers-lieu", 10.0)] {
        let subject = Subject::of_key(snapshot, key).expect("a function");
        let counts = subject.counts(snapshot);
        let has_one = |row: u32| 0.0 < counts[row as usize];
        let is_near =
            |from: u32, to: u32| ways.cell(from, to).minutes().is_some_and(|length| length <= minutes);
        let many = snapshot.territories.of(Level::Commune).len() as u32;
        let served_by = |more: Option<u32>| -> f64 {
            let is_served =
                |from: u32| (0..many).any(|to| (has_one(to) || more == Some(to)) && is_near(from, to));
            all.iter().filter(|&&from| is_served(from)).map(|&from| people(from)).sum()
        };
        let found = asked(key, minutes, Aim::Covered);
        assert_eq!(found.before().covered, served_by(None), "{key}");
        let best = all.iter().map(|&row| served_by(Some(row))).fold(0.0, f64::max);
        let step = found.with(1);
        assert_eq!((step.covered, step.is_proven), (best, true), "{key}");
        assert!(found.before().covered < best, "{key}: there is something to gain");
        let added = found.added(step);
        assert_eq!(added.len(), 1);
        assert_eq!(served_by(Some(found.candidates[added[0] as usize])), best);
    }
}

#[test]
fn what_exists_stays_and_more_places_never_serve_fewer() {
    for aim in Aim::ALL {
        let found = asked("ressourcerie", 15.0, aim);
        let open: BTreeSet<u32> = found.existing.iter().map(|existing| existing.candidate).collect();
        assert!(!open.is_empty());
        for step in &found.steps {
            assert!(open.iter().all(|candidate| step.set.contains(candidate)));
            assert_eq!(step.set.len(), open.len() + step.more);
            assert!(
                found
                    .added(step)
                    .iter()
                    .all(|&candidate| found.places.contains(&found.candidates[candidate as usize])),
                "in the zone"
            );
            assert!(step.is_proven, "{aim:?} {}", step.more);
        }
        let is_better =
            |before: f64, after: f64| if aim == Aim::Covered { before <= after } else { after <= before };
        if aim == Aim::Fewest {
            let last = found.steps.last().expect("an answer");
            assert_eq!(last.covered, found.all_people(), "everybody");
            let fewer = asked("ressourcerie", 15.0, Aim::Covered);
            let one_less = &fewer.steps[last.more.saturating_sub(1).min(MOST)];
            assert!(last.more == 0 || one_less.covered < found.all_people(), "one less is not enough");
        } else {
            for two in found.steps.windows(2) {
                let values = [two[0].value.expect("told"), two[1].value.expect("told")];
                assert!(is_better(values[0], values[1]), "{aim:?}: {values:?}");
                assert!(two[0].greedy <= two[1].greedy);
            }
        }
    }
}

#[test]
fn each_aim_is_best_at_what_it_aims_at() {
    let of = |aim| asked("ressourcerie", 15.0, aim);
    let (covered, mean, worst) = (of(Aim::Covered), of(Aim::Mean), of(Aim::Worst));
    for more in 1..=5 {
        let [c, m, w] = [&covered, &mean, &worst].map(|found| found.with(more));
        assert!(m.covered <= c.covered && w.covered <= c.covered);
        assert!(m.equity.mean <= c.equity.mean && m.equity.mean <= w.equity.mean);
        assert!(w.worst <= c.worst && w.worst <= m.worst);
        assert!((m.value.expect("told") - m.equity.mean.expect("ways")).abs() < 1e-9, "everybody has a way");
        assert_eq!(w.value, w.worst);
    }
}

#[test]
fn rules_are_kept_where_they_can_be_and_cost_what_they_cost() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let all = communes(snapshot);
    // A function that some EPCI has not.
    let keeping = Keeping { one_in_each_epci: true, nobody_beyond_twice: true };
    let with = |subject, keeping, where_to| {
        let question = Question {
            communes: &all,
            subject,
            minutes: 15.0,
            aim: Aim::Covered,
            where_to,
            keeping,
            spending: None,
            most: MOST,
        };
        site_sets(snapshot, &ways, &question).expect("an answer")
    };
    let is_absent = |subject: &Subject| {
        let found = subject.is_measured(snapshot).then(|| with(*subject, keeping, Some(&[])));
        found.is_some_and(|found| !found.before().epci_without.is_empty())
    };
    let subject = Subject::all(snapshot).into_iter().find(is_absent).expect("not all are everywhere");
    let ask = |keeping, where_to| with(subject, keeping, where_to);
    let free = ask(Keeping::default(), None);
    let kept = ask(keeping, None);
    let without =
        |found: &SiteSets| found.steps.iter().map(|step| step.epci_without.len()).collect::<Vec<_>>();
    let (missing, left) = (without(&kept)[0], *without(&kept).last().expect("steps"));
    assert!(0 < missing && left == missing.saturating_sub(MOST), "{missing} {left}");
    assert!(without(&kept).windows(2).all(|two| two[1] <= two[0]));
    assert!(kept.steps.iter().zip(&free.steps).all(|(kept, free)| kept.covered <= free.covered));
    assert!(without(&free).iter().all(|many| *many == 0), "nothing was asked to be kept");
    // Only every third commune has land, say.
    let some: Vec<u32> = all.iter().copied().step_by(3).collect();
    let there = ask(Keeping::default(), Some(&some));
    let added = |step: &Step| {
        there.added(step).into_iter().map(|at| there.candidates[at as usize]).collect::<Vec<_>>()
    };
    assert!(there.steps.iter().all(|step| added(step).iter().all(|row| some.contains(row))));
    assert!(there.with(3).covered <= free.with(3).covered);
    assert_eq!(there.before().covered, free.before().covered);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let subject = Subject::of_key(snapshot, "tiers-lieu").expect("a function");
    let ask = |communes: &[u32], subject| {
        let question = Question {
            communes,
            subject,
            minutes: 20.0,
            aim: Aim::Covered,
            where_to: None,
            keeping: Keeping::default(),
            spending: None,
            most: MOST,
        };
        site_sets(snapshot, &ways, &question).map(|_| ())
    };
    assert_eq!(ask(&[], subject), Err(SiteSetsError::Nobody));
    assert_eq!(ask(&vec![0; 2_000], subject), Err(SiteSetsError::TooMany(2_000)));
    let unread = Subject::all(snapshot).into_iter().find(|subject| !subject.is_measured(snapshot));
    if let Some(unread) = unread {
        assert_eq!(ask(&communes(snapshot), unread), Err(SiteSetsError::NotMeasured));
    }
}

fn served_code(row: u32) -> &'static str {
    static SERVED: LazyLock<Arc<Served>> = LazyLock::new(|| island().world.served());
    &SERVED.snapshot.territories.get(Level::Commune, row).code
}

fn features(address: &str) -> Vec<Value> {
    let shared = &island().world.shared;
    found(shared, address)["features"].as_array().expect("features").clone()
}

#[test]
fn places_that_add_nobody_are_said_to_add_nobody() {
    for minutes in [12, 20] {
        let address = format!(
            "/analyses/site-sets?zone=departement:F1&function=tiers-lieu&minutes={minutes}&rows=courbe"
        );
        let curve = features(&address);
        let covered = |row: &Value| row["properties"]["couverts"].as_f64().expect("people");
        let (mut idle, mut needed) = (0, 0);
        for (many, row) in curve.iter().enumerate() {
            let adds = many == 0 || covered(&curve[many - 1]) < covered(row);
            let why = row["properties"]["why"].as_str().expect("told");
            let is_said =
                ["départagerait les communes", "n'ajoutent personne"].iter().any(|words| why.contains(words));
            assert_eq!(is_said, !adds, "{many} within {minutes}: {why}");
            if adds { needed += 1 } else { idle += 1 }
        }
        assert!(0 < needed && (minutes != 20 || 0 < idle), "{needed} needed, {idle} idle");
    }
}

#[test]
fn the_service_tells_the_set_the_curve_and_who_gains() {
    let zone = "/analyses/site-sets?zone=departement:F1&function=ressourcerie&minutes=15&k=2";
    let set = asked("ressourcerie", 15.0, Aim::Covered);
    let curve = features(&format!("{zone}&rows=courbe"));
    assert_eq!(curve.len(), set.steps.len());
    for (row, step) in curve.iter().zip(&set.steps) {
        let told = &row["properties"];
        assert_eq!(told["de_plus"].as_u64(), Some(step.more as u64));
        assert_eq!(told["couverts"].as_f64(), Some(step.covered));
        assert_eq!(told["mieux_possible"].as_f64(), Some(0.0));
        let gini = told["gini"].as_f64().zip(step.equity.gini).expect("known");
        assert!((gini.0 - gini.1).abs() < 1e-12);
        assert!(row["geometry"].is_null());
    }
    let places = features(&format!("{zone}&limit=1000"));
    let proposed: Vec<&Value> =
        places.iter().filter(|place| place["properties"]["role"] == "propose").collect();
    let codes: BTreeSet<&str> =
        proposed.iter().map(|place| place["properties"]["code"].as_str().expect("a code")).collect();
    let of_curve = curve[2]["properties"]["communes"].as_array().expect("a list");
    assert_eq!(codes, of_curve.iter().map(|code| code.as_str().expect("a code")).collect());
    assert!(proposed.iter().all(|place| place["geometry"]["type"] == "Point"));
    let gains = features(&format!("{zone}&rows=communes&limit=1000"));
    assert_eq!(gains.len(), set.places.len());
    let gained: u64 =
        gains.iter().map(|row| row["properties"]["habitants_gagnes"].as_u64().expect("people")).sum();
    assert_eq!(Some(gained), curve[2]["properties"]["gagnes"].as_u64());
    for row in &gains {
        let told = &row["properties"];
        let (before, after) = (told["minutes_avant"].as_f64(), told["minutes_apres"].as_f64());
        assert!(before.is_none_or(|before| after.is_some_and(|after| after <= before)), "{told}");
    }
    let named: Vec<&str> = set.places.iter().take(2).map(|row| served_code(*row)).collect();
    let sets = features(&format!("{zone}&rows=ensembles&sets={},{};{}", named[0], named[1], named[0]));
    let number = |row: usize, key: &str| sets[row]["properties"][key].as_f64().expect("a number");
    assert_eq!(sets.len(), 3);
    assert_eq!(number(0, "couverts"), set.with(2).covered);
    assert!(number(2, "couverts") <= number(1, "couverts") && number(1, "couverts") <= number(0, "couverts"));
    assert_eq!(number(1, "valeur_du_meilleur"), set.with(number(1, "de_plus") as usize).covered);
    assert!(number(0, "couverts") <= number(0, "couverts_ensemble"));
    assert!((0..3).all(|row| number(row, "couverts_par_chacun") <= number(row, "couverts")));
    let csv = get(&island().world.shared, &format!("{zone}&rows=courbe&f=csv"));
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.header("content-type").starts_with("text/csv"));
}

#[test]
fn on_land_only_communes_with_a_site_that_could_host_one_are_chosen() {
    let zone = "departement:F1&function=tiers-lieu&minutes=10";
    let places = features(&format!("/analyses/site-sets?zone={zone}&k=2&candidates=foncier&limit=1000"));
    let proposed: Vec<&Value> =
        places.iter().map(|place| &place["properties"]).filter(|told| told["role"] == "propose").collect();
    assert_eq!(proposed.len(), 2);
    let sites = features(&format!("/analyses/sites?zone={zone}&limit=1000"));
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    for told in proposed {
        let code = told["code"].as_str().expect("a code");
        let commune = snapshot.territories.row(Level::Commune, code);
        let of_commune: Vec<&str> = sites
            .iter()
            .map(|site| {
                site["properties"]["site"].as_str().or(site["properties"]["id"].as_str()).expect("an id")
            })
            .filter(|id| {
                let of_id = snapshot.sites.rows().iter().find(|row| row.thing.id == *id);
                of_id.is_some_and(|row| row.commune == commune)
            })
            .collect();
        assert_eq!(told["terrains"].as_u64(), Some(of_commune.len() as u64));
        assert_eq!(told["meilleur_terrain"].as_str(), of_commune.first().copied());
    }
    let anywhere = features(&format!("/analyses/site-sets?zone={zone}&rows=courbe"));
    let on_land = features(&format!("/analyses/site-sets?zone={zone}&rows=courbe&candidates=foncier"));
    let covered = |row: &Value| row["properties"]["couverts"].as_u64().expect("people");
    assert!(on_land.iter().zip(&anywhere).all(|(land, all)| covered(land) <= covered(all)));
}

#[test]
fn sentences_are_made_of_the_figures() {
    let served = island().world.served();
    let set = asked("ressourcerie", 15.0, Aim::Covered);
    let [today, _] = told(&served.snapshot, &set, set.before());
    let [french, english] = told(&served.snapshot, &set, set.with(2));
    assert!(today.contains("aujourd'hui : ") && french.contains("2 communes de plus"), "{today} {french}");
    assert!(french.contains("c'est prouvé") && english.contains("proven"), "{english}");
    for candidate in set.added(set.with(2)) {
        let row = set.candidates[candidate as usize];
        let name = &served.snapshot.territories.get(Level::Commune, row).name;
        assert!(french.contains(name.as_str()) && english.contains(name.as_str()));
    }
}

#[test]
fn a_question_that_is_not_whole_is_told_what_to_ask() {
    let shared = &island().world.shared;
    for (query, word) in [
        ("", "zone"),
        ("?zone=departement:F1&k=11", "from 1 to 10"),
        ("?zone=departement:F1&minutes=0", "from 1 to 80"),
        ("?zone=departement:F1&objective=argent", "couverture or trajet-moyen"),
        ("?zone=departement:F1&candidates=foret", "communes"),
        ("?zone=departement:F1&function=tiers-lieu,esat", "one function"),
        ("?zone=departement:F1&rows=points", "lieux or courbe"),
        ("?zone=departement:F1&sets=99999", "99999"),
        ("?zone=departement:F1&keeping=tout", "un-par-epci"),
        ("?zone=departement:F1&epci=1", "epci"),
        ("?zone=departement:F1&budget=3", "costs=dense"),
        ("?zone=departement:F1&costs=dense:3,intermediaire:2,rural:1", "budget=10"),
        ("?zone=departement:F1&budget=3&costs=dense:3,rural:1", "each class"),
        ("?zone=departement:F1&budget=3&costs=dense:3,intermediaire:2,rural:1&objective=minimum", "how many"),
    ] {
        let answered = get(shared, &format!("/analyses/site-sets{query}"));
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{query}");
        let problem = String::from_utf8_lossy(&answered.body).into_owned();
        assert!(problem.contains(word), "{query}: {problem}");
    }
}

fn with_budget(aim: Aim, budget: f64, costs: [f64; 3], most: usize) -> SiteSets {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let question = Question {
        communes: &communes(snapshot),
        subject: Subject::of_key(snapshot, "ressourcerie").expect("a function"),
        minutes: 15.0,
        aim,
        where_to: None,
        keeping: Keeping::default(),
        spending: Some(Spending { budget, costs }),
        most,
    };
    site_sets(snapshot, &ways, &question).expect("an answer")
}

#[test]
fn a_budget_is_kept_and_the_best_two_within_it_are_those_of_all_pairs() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let (budget, costs) = (4.0, [1.0, 2.0, 4.0]);
    let found = with_budget(Aim::Covered, budget, costs, 2);
    let price = |candidate: u32| {
        let commune = found.candidates[candidate as usize];
        let density = snapshot.territories.get(Level::Commune, commune).density.expect("known on the island");
        costs[CostClass::of(density) as usize]
    };
    let covered = |more: &[u32]| {
        let set: Vec<u32> = more.iter().chain(&found.before().set).copied().collect();
        let nearest = found.minutes_to(&set);
        let is_near = |minutes: &Option<f64>| minutes.is_some_and(|minutes| minutes <= 15.0);
        nearest
            .iter()
            .zip(&found.people)
            .filter(|(minutes, _)| is_near(minutes))
            .map(|(_, people)| people)
            .sum()
    };
    let many = found.candidates.len() as u32;
    let pairs = (0..many).flat_map(|a| (a..many).map(move |b| [a, b]));
    let is_within = |pair: &[u32; 2]| {
        let cost: f64 = if pair[0] == pair[1] { price(pair[0]) } else { price(pair[0]) + price(pair[1]) };
        cost <= budget
    };
    let best: f64 = pairs.filter(is_within).map(|pair| covered(&pair)).fold(covered(&[]), f64::max);
    let step = found.with(2);
    assert_eq!((step.covered, step.is_proven), (best, true));
    let own: f64 = found.added(step).into_iter().map(price).sum();
    assert!(step.cost == Some(own) && own <= budget, "{:?} {own}", step.cost);
    let free = asked("ressourcerie", 15.0, Aim::Covered);
    assert!(step.covered < free.with(2).covered, "the budget binds, else nothing is tested");
    let nothing = with_budget(Aim::Covered, 0.0, costs, 2);
    assert_eq!((nothing.with(2).covered, nothing.with(2).cost), (covered(&[]), Some(0.0)));
    for aim in [Aim::Mean, Aim::Worst] {
        for step in &with_budget(aim, budget, costs, 5).steps {
            assert!(step.cost.is_some_and(|cost| cost <= budget), "{aim:?} {}", step.more);
        }
    }
}

#[test]
fn what_is_found_for_a_number_does_not_hang_on_how_far_the_curve_goes() {
    for aim in [Aim::Covered, Aim::Mean, Aim::Worst] {
        let (short, long) =
            (with_budget(aim, 6.0, [4.0, 2.0, 1.0], 3), with_budget(aim, 6.0, [4.0, 2.0, 1.0], MOST));
        assert_eq!(short.steps, long.steps[..4]);
    }
}

#[test]
fn who_follows_is_told_each_number_and_who_leaves_gets_nothing() {
    let served = island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let all = communes(snapshot);
    let subject = Subject::of_key(snapshot, "ressourcerie").expect("a function");
    for aim in [Aim::Covered, Aim::Mean, Aim::Worst] {
        let keeping = Keeping::default();
        let question = Question {
            communes: &all,
            subject,
            minutes: 15.0,
            aim,
            where_to: None,
            keeping,
            spending: None,
            most: 4,
        };
        let heard: RefCell<Vec<Progress>> = RefCell::default();
        let told = |progress| heard.borrow_mut().push(progress);
        let follower = Follower { going: &|| true, told: &told };
        let found = site_sets_followed(snapshot, &ways, &question, &follower).expect("an answer");
        assert_eq!(
            found,
            site_sets(snapshot, &ways, &question).expect("an answer"),
            "the same, followed or not"
        );
        let counted: Vec<[usize; 2]> = heard.borrow().iter().map(|told| [told.done, told.of]).collect();
        assert_eq!(counted, [[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]]);
        // Leaves after the second number: no third is told.
        heard.borrow_mut().clear();
        let going = || heard.borrow().len() < 2;
        let follower = Follower { going: &going, told: &told };
        let left = site_sets_followed(snapshot, &ways, &question, &follower).map(drop);
        assert_eq!(left, Err(SiteSetsError::Siting(SitingError::Left)));
        assert_eq!(heard.borrow().len(), 2, "{aim:?}");
    }
}

#[test]
fn events_lead_to_the_bytes_of_the_plain_answer() {
    let question = "zone=departement:F1&function=ressourcerie&minutes=14&k=2&rows=courbe&f=csv";
    let address = format!("/analyses/site-sets?{question}");
    let plain = get(&island().world.shared, &address);
    // Another service, which has found nothing yet.
    let folder = tempfile::tempdir().expect("a temporary folder");
    store::write(&island().world.served().snapshot, folder.path(), &mut |_| ()).expect("written");
    let other = Arc::new(Shared::new(load::current(folder.path()).expect("loaded")));
    let events = get_with(&other, &address, &[("accept", "text/event-stream")]);
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert_eq!(events.header("cache-control"), "no-store");
    let told = String::from_utf8(events.body).expect("text");
    let data = |name: &str| -> Vec<Value> {
        let events =
            told.split("\n\n").filter_map(|event| event.strip_prefix(&format!("event: {name}\ndata: ")));
        events.map(|data| serde_json::from_str(data).expect("JSON")).collect()
    };
    let progress = data("progress");
    assert_eq!(progress.len(), MOST + 1, "{told}");
    assert_eq!(progress[4]["done"], 5);
    assert!(
        progress
            .iter()
            .all(|told| told["told"].as_str().is_some_and(|told| told.contains("Calcul en cours")))
    );
    let [answer] = &data("answer")[..] else { panic!("one answer: {told}") };
    let after = get(&other, answer["address"].as_str().expect("an address"));
    assert_eq!((after.status, after.body), (StatusCode::OK, plain.body));
    let refused = get_with(
        &other,
        "/analyses/site-sets?zone=departement:F1&sets=F1001",
        &[("accept", "text/event-stream")],
    );
    assert_eq!(refused.status, StatusCode::OK);
    let wrong = get_with(&other, "/analyses/site-sets?zone=nulle:part", &[("accept", "text/event-stream")]);
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

fn page(address: &str) -> String {
    let answered = get_with(&island().world.shared, address, &[("accept", "text/html")]);
    assert_eq!(answered.status, StatusCode::OK, "{address}");
    String::from_utf8(answered.body).expect("text")
}

#[test]
fn the_page_tells_the_set_that_programs_are_told() {
    let zone = "zone=departement:F1&function=ressourcerie&minutes=15";
    let set = asked("ressourcerie", 15.0, Aim::Covered);
    let html = page(&format!("/foncier/ensembles?{zone}&k=2&comparer=trajet-moyen&comparer=plus-loin"));
    for candidate in set.added(set.with(2)) {
        let row = set.candidates[candidate as usize];
        let served = island().world.served();
        let commune = served.snapshot.territories.get(Level::Commune, row);
        assert!(html.contains(&commune.name), "{}", commune.name);
        assert!(html.contains(&format!("/partenaires?projet=ressourcerie&#38;commune={}", commune.code)));
    }
    for part in ["reponse", "courbe", "equite", "gains", "manques", "comparer", "lieux"] {
        assert!(html.contains(&format!("id=\"{part}\"")), "{part}");
    }
    assert!(html.contains("prouvé") && html.contains("rows=courbe"));
    let form = page(
        "/foncier/ensembles?lieu=departement-F1&function=ressourcerie&k=2&minutes=15&objective=couverture&candidates=communes&budget=&c-dense=3&c-intermediaire=&c-rural=&sets=",
    );
    let sentence = |html: &str| {
        let start = html.find("id=\"reponse\"").expect("an answer");
        html[start..].split("</p>").next().expect("text").to_owned()
    };
    assert_eq!(sentence(&form), sentence(&html), "as a form sends it, without a budget");
    let spent = page(&format!(
        "/foncier/ensembles?{zone}&k=3&budget=4&c-dense=4&c-intermediaire=2&c-rural=1&lang=en"
    ));
    assert!(spent.contains("of a budget of 4."), "costs of a form are read");
    assert!(spent.contains("costs=dense:4,intermediaire:2,rural:1"));
}

#[test]
fn a_page_that_has_no_answer_says_why_and_keeps_the_form() {
    let shared = &island().world.shared;
    let html = |address: &str| page(&format!("/foncier/ensembles{address}"));
    assert!(html("").contains("name=\"lieu\""));
    let unread = {
        let served = island().world.served();
        let all = Subject::all(&served.snapshot);
        let unread = all.into_iter().find(|subject| !subject.is_measured(&served.snapshot));
        unread.map(|subject| subject.key(&served.snapshot).to_owned())
    };
    if let Some(key) = unread {
        let told = html(&format!("?zone=departement:F1&function={key}"));
        assert!(told.contains("Aucune source lue") && told.contains("role=\"alert\""));
    }
    for (address, word) in [
        ("?zone=departement:F1&k=99", "from 1 to 10"),
        ("?zone=departement:F1&budget=3", "costs=dense"),
        ("?zone=departement:F1&sets=99999", "99999"),
        ("?lieu=nullepart-du-tout", "name=\"lieu\""),
    ] {
        assert!(html(address).contains(word), "{address}");
    }
    assert_eq!(get(shared, "/foncier/ensembles?zone=departement:F1&comparer=argent").status, 400);
}

#[test]
fn the_page_is_followed_to_its_own_address() {
    let address = "/foncier/ensembles?zone=departement:F1&function=ressourcerie&minutes=13&k=2&comparer=trajet-moyen&lang=en";
    let events = get_with(&island().world.shared, address, &[("accept", "text/event-stream")]);
    let told = String::from_utf8(events.body).expect("text");
    assert_eq!(
        told.matches("event: progress").count(),
        (MOST + 1) + 3,
        "the curve, then the set beside: {told}"
    );
    let last = told.split("data: ").last().expect("an event");
    let answer: Value = serde_json::from_str(last).expect("JSON");
    let there = answer["address"].as_str().expect("an address");
    assert!(there.contains("minutes=13") && there.contains("lang=en"), "{there}");
    assert!(page(there).contains("id=\"reponse\""));
    // What is no question is told by the page, not by events.
    let wrong = get_with(
        &island().world.shared,
        "/foncier/ensembles?lieu=x&k=99",
        &[("accept", "text/event-stream")],
    );
    assert!(String::from_utf8_lossy(&wrong.body).starts_with("event: answer\n"));
}
