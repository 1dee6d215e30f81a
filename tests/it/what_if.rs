//! What would change, and what holds: told again from the same figures, and adding up.

use std::sync::Arc;

use maillage::analysis::gaps::{all, gaps};
use maillage::analysis::ground::Ground;
use maillage::analysis::steadiness::{Conclusion, grounds, sensitivity};
use maillage::analysis::subjects::Subject;
use maillage::analysis::supply::Verdict;
use maillage::analysis::what_if::{Change, WhatIfError, effects};
use maillage::domain::level::Level;
use maillage::snapshot::Snapshot;
use proptest::prelude::*;
use serde_json::Value;

use crate::asking::{found, get};
use crate::worlds::island;

fn features(address: &str) -> Vec<Value> {
    found(&island().world.shared, address)["features"].as_array().expect("features").clone()
}

fn text<'a>(feature: &'a Value, name: &str) -> &'a str {
    feature["properties"][name].as_str().unwrap_or_else(|| panic!("{name}: {feature}"))
}

/// A commune of the bassin without childcare, by code.
fn lacking(snapshot: &Snapshot) -> String {
    let bassin = snapshot.territories.row(Level::Bassin, &island().truths.childcare.bassin).expect("planted");
    let commune = snapshot.territories.communes(Level::Bassin, bassin)[0];
    snapshot.territories.get(Level::Commune, commune).code.clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// People share out all that comes, nobody loses access to those who were there, and what is
    /// said to be so today is what gaps say.
    #[test]
    fn what_comes_is_shared_out_and_nothing_else_moves(
        places in prop::collection::vec((any::<prop::sample::Index>(), 1..6_i32), 1..4),
        which in any::<prop::sample::Index>(),
    ) {
        let served = island().world.served();
        let snapshot = &served.snapshot;
        let subjects: Vec<Subject> =
            Subject::all(snapshot).into_iter().filter(|subject| subject.is_measured(snapshot)).collect();
        let subject = subjects[which.index(subjects.len())];
        let communes = snapshot.territories.of(Level::Commune).len();
        let change = |(place, by): &(prop::sample::Index, i32)| Change { commune: place.index(communes) as u32, by: *by };
        let changes: Vec<Change> = places.iter().map(change).collect();
        let ground = Ground::of(snapshot, Level::Bassin);
        let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
        let told = effects(snapshot, &ways, &ground, subject, &changes).expect("possible");
        let today = gaps(snapshot, &ways, &ground, subject);
        let (mut gained, mut counted) = (0.0, 0);
        for effect in &told.territories {
            let gap = &today.territories[effect.territory as usize];
            prop_assert_eq!((effect.before.count, effect.before.finding), (gap.count, gap.finding));
            if let Some([reach, ..]) = gap.reach {
                prop_assert_eq!(effect.before.reach, Some(reach), "bit by bit");
            }
            let [Some(before), Some(after)] = [effect.before.reach, effect.after.reach] else { continue };
            prop_assert!(before.mean <= after.mean && after.beyond <= before.beyond);
            prop_assert_eq!(effect.lost, 0);
            gained += (after.mean - before.mean) * effect.population as f64;
            counted += effect.after.count - effect.before.count;
        }
        let added: i32 = changes.iter().map(|change| change.by).sum();
        prop_assert_eq!(counted, added as u64);
        prop_assert!((gained - f64::from(added)).abs() < 1e-9 * f64::from(added), "{} of {}", gained, added);
        // What comes and leaves again changes nothing.
        let back = changes.iter().map(|change| Change { by: -change.by, ..*change });
        let both: Vec<Change> = changes.iter().copied().chain(back).collect();
        let none = effects(snapshot, &ways, &ground, subject, &both).expect("possible");
        for effect in &none.territories {
            prop_assert_eq!(effect.before, effect.after);
        }
    }
}

#[test]
fn nobody_leaves_who_is_not_there() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let ground = Ground::of(snapshot, Level::Bassin);
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let subject = Subject::of_key(snapshot, "petite-enfance").expect("of the catalogue");
    let code = lacking(snapshot);
    let commune = snapshot.territories.row(Level::Commune, &code).expect("there");
    let told = effects(snapshot, &ways, &ground, subject, &[Change { commune, by: -1 }]);
    assert_eq!(told, Err(WhatIfError::TooFew { commune, known: 0, leaving: 1 }));
    let answer =
        get(&island().world.shared, &format!("/analyses/whatif?function=petite-enfance&remove={code}"));
    assert_eq!(answer.status, 400);
    assert!(answer.json()["detail"].as_str().expect("a detail").contains(&code));
}

#[test]
fn a_planted_gap_is_closed_by_those_who_come() {
    let served = island().world.served();
    let code = lacking(&served.snapshot);
    let bassin = island().truths.childcare.bassin.as_str();
    let question = format!("/analyses/whatif?function=petite-enfance&add={code}*12&geometry=point");
    let features = features(&question);
    let here = features.iter().find(|feature| text(feature, "code") == bassin).expect("it is reached");
    assert_eq!(text(here, "verdict_avant"), "manque-sur");
    assert!(!text(here, "verdict_apres").starts_with("manque"), "{here}");
    assert_eq!(
        (&here["properties"]["compte_avant"], &here["properties"]["compte_apres"]),
        (&0.into(), &12.into())
    );
    assert!(
        text(here, "why").contains("manque sûr") && text(here, "why_en").starts_with("Known: 0, then 12.")
    );
    // The same change, told otherwise.
    let other = format!(
        "/analyses/whatif?geometry=point&add={code}*10,commune:{code},{code}*2&remove={code}&function=petite-enfance"
    );
    let [one, other] = [question, other].map(|address| get(&island().world.shared, &address));
    assert_eq!((one.header("etag"), &one.body), (other.header("etag"), &other.body));
}

#[test]
fn a_broken_chain_is_whole_again_where_a_processor_comes_and_broken_where_the_last_leaves() {
    let served = island().world.served();
    let (snapshot, truths) = (&served.snapshot, &island().truths.processing);
    let row = snapshot.territories.row(Level::Bassin, &truths.bassin).expect("planted");
    let commune = snapshot.territories.communes(Level::Bassin, row)[0];
    let code = &snapshot.territories.get(Level::Commune, commune).code;
    let ask = |change: &str| {
        features(&format!("/analyses/whatif?function=transformation-alimentaire&{change}&geometry=point"))
    };
    let of = |features: &[Value], bassin: &str| {
        features.iter().find(|feature| text(feature, "code") == bassin).expect("it is reached").clone()
    };
    let closed = of(&ask(&format!("add={code}")), &truths.bassin);
    assert!(text(&closed, "filieres").contains(":processing:aucun-connu:tenu"), "{closed}");
    assert!(text(&closed, "why").contains("Filière «") && text(&closed, "why_en").contains("Chain “"));
    // The neighbour has two: that one leaves breaks nothing, that both leave does.
    let [one, other] = [&truths.sirets[0], &truths.sirets[1]];
    let after_one = of(&ask(&format!("remove={one}")), &truths.neighbour);
    assert!(after_one["properties"]["filieres"].is_null() || text(&after_one, "filieres").is_empty());
    let after_both = of(&ask(&format!("remove={one},{other}")), &truths.neighbour);
    assert!(text(&after_both, "filieres").contains(":processing:tenu:aucun-connu"), "{after_both}");
}

#[test]
fn changes_that_cannot_be_understood_are_told() {
    let served = island().world.served();
    let code = lacking(&served.snapshot);
    for (query, word) in [
        ("add=C".to_owned(), "name one function"),
        ("function=esat,ressourcerie&add=C".to_owned(), "one function at a time"),
        ("function=esat".to_owned(), "nothing would change"),
        ("function=esat&add=C&remove=C".to_owned(), "nothing would change"),
        ("function=esat&add=99999".to_owned(), "no commune has the code"),
        ("function=esat&add=C*0".to_owned(), "up to 1000"),
        ("function=esat&add=C*x".to_owned(), "up to 1000"),
        ("function=esat&move=C".to_owned(), "where to"),
        ("function=esat&move=C@99999".to_owned(), "no commune has the code"),
        ("function=monnaie-locale&add=C".to_owned(), "no source"),
        ("function=esat&add=C&verdict=indecis".to_owned(), "function, add, remove"),
    ] {
        let query = query.replace('C', &code);
        let answer = get(&island().world.shared, &format!("/analyses/whatif?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
}

#[test]
fn an_actor_moves_by_its_id_and_only_for_what_it_does() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let esat = snapshot.functions.id("esat").expect("of the catalogue");
    let actors = &snapshot.actors;
    let placed = |row: &u32| actors.commune(*row).is_some() && !actors.is_masked(*row);
    let row = (0..actors.len())
        .filter(placed)
        .find(|&row| actors.functions(row).contains(esat))
        .expect("one that helps by work");
    let (id, to) = (actors.id(row), lacking(snapshot));
    let from = &snapshot.territories.get(Level::Commune, actors.commune(row).expect("placed")).code;
    assert_ne!(from, &to);
    let ask = |function: &str, who: &str| {
        get(
            &island().world.shared,
            &format!("/analyses/whatif?function={function}&move={who}@{to}&geometry=point"),
        )
    };
    let (by_id, by_place) = (ask("esat", id), ask("esat", from));
    assert_eq!((by_id.status, &by_id.body), (by_place.status, &by_place.body));
    assert_eq!(by_id.status, 200);
    let other = ask("ressourcerie", id);
    assert!(other.json()["detail"].as_str().expect("a detail").contains("not known to fulfil"));
}

#[test]
fn what_holds_is_what_every_group_of_peers_says() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let grounds = grounds(snapshot, Level::Commune);
    let all = all(snapshot, &grounds[0], &Subject::all(snapshot)).expect("readable");
    let mut held = [0_u32; 2];
    for gaps in &all {
        let found = sensitivity(&grounds, gaps);
        for (one, gap) in found.territories.iter().zip(&gaps.territories) {
            assert_eq!(one.verdicts[0], gap.verdict());
            let told = one.verdicts.map(Conclusion::from);
            assert_eq!(
                one.holds(),
                told[0] != Conclusion::Open && told.iter().all(|other| *other == told[0])
            );
            if one.holds() {
                held[usize::from(told[0] == Conclusion::Lacks)] += 1;
            }
            let measured = gap.verdict() != Verdict::NotMeasured;
            assert!(measured || one.verdicts == [Verdict::NotMeasured; 4]);
        }
        // Access beside peers: people weighing, the peers of a group are at 1.
        let peers = &grounds[0].peers;
        for group in peers.groups() {
            let mine = group.members.iter().filter(|&&row| {
                let own = &peers.groups()[peers.group_of(row as usize)];
                own == group
            });
            if mine.count() < group.members.len() {
                continue;
            }
            for stretch in 0..3 {
                let (mut sum, mut weight) = (0.0, 0.0);
                for &row in &group.members {
                    let people = gaps.territories[row as usize].population as f64;
                    let Some(ratio) = found.territories[row as usize].access[stretch] else { continue };
                    sum += ratio * people;
                    weight += people;
                }
                assert!(weight == 0.0 || (sum / weight - 1.0).abs() < 1e-9, "{sum} {weight}");
            }
        }
    }
    println!("{held:?} hold: no gap, gap");
    assert!(held.iter().sum::<u32>() != 0);
}

#[test]
fn what_holds_and_what_does_not_are_all_there_is() {
    let rows = |query: &str| features(&format!("/analyses/sensitivity?geometry=point&limit=10000{query}"));
    let (all, holds, others) = (rows(""), rows("&holds=true"), rows("&holds=false"));
    assert_eq!(all.len(), holds.len() + others.len());
    let gaps = features("/analyses/gaps?geometry=point&limit=10000");
    let ids = |rows: &[Value]| rows.iter().map(|row| text(row, "id").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&all), ids(&gaps), "in the same order");
    for (row, gap) in all.iter().zip(&gaps) {
        assert_eq!(text(row, "verdict"), text(gap, "verdict"));
        assert!(!text(row, "why").is_empty() && !text(row, "why_en").is_empty());
    }
    let refused = get(&island().world.shared, "/analyses/sensitivity?holds=oui");
    assert!(refused.json()["detail"].as_str().expect("a detail").contains("true or false"));
}

#[test]
fn gaps_by_other_choices_are_the_same_where_the_choices_are() {
    let of = |query: &str| features(&format!("/analyses/gaps?function=petite-enfance&geometry=point{query}"));
    let told = of("");
    // Childcare is for every week: 10, 20, 30 minutes are its own.
    assert_eq!(of("&minutes=10,20,30"), told);
    assert_eq!(of("&peers=densite-ville-outre-mer"), told);
    let code = text(&told[0], "code");
    let here = of(&format!("&minutes=10,20,30&zone=bassin:{code}"));
    assert_eq!(here, [told[0].clone()], "told of one territory alone");
    let farther = of("&minutes=20,40,60");
    let beyond = |rows: &[Value], code: &str| {
        let row = rows.iter().find(|row| text(row, "code") == code).expect("there");
        row["properties"]["hors_portee"].as_f64()
    };
    assert!(told.iter().all(|row| beyond(&farther, text(row, "code")) <= beyond(&told, text(row, "code"))));
    for (query, word) in [
        ("function=esat&minutes=30", "three minutes"),
        ("function=esat&minutes=30,20,10", "three minutes"),
        ("function=esat&minutes=10,20,61", "60"),
        ("function=esat&minutes=a,b,c", "three minutes"),
        ("function=esat&minutes=10,20,inf", "three minutes"),
        ("function=esat&peers=amis", "densite-ville"),
        ("minutes=10,20,30", "5 functions"),
    ] {
        let answer = get(&island().world.shared, &format!("/analyses/gaps?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
}

#[test]
fn one_thread_and_several_say_the_same() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let grounds = grounds(snapshot, Level::Bassin);
    let one = || {
        let gaps = all(snapshot, &grounds[0], &Subject::all(snapshot)).expect("readable");
        gaps.iter().map(|gaps| sensitivity(&grounds, &Arc::clone(gaps))).collect::<Vec<_>>()
    };
    let (here, there) = (one(), std::thread::scope(|scope| scope.spawn(one).join().expect("no panic")));
    assert_eq!(here, there);
}
