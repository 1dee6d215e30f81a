//! Search: what is found, and in which order, is what a loop over all names finds; codes, kinds
//! and mistakes beside.

use maillage::domain::level::Level;
use maillage::query::search::{Found, Kind, NameIndex};
use maillage::snapshot::Snapshot;
use maillage::snapshot::names::folded;
use serde_json::Value;

use crate::asking::{found, get};
use crate::worlds::island;

/// Every name with its bearer, in the order in which equals are told.
fn names(snapshot: &Snapshot) -> Vec<(String, Found)> {
    let mut territories: Vec<(Level, u32)> = Level::ALL
        .into_iter()
        .flat_map(|level| (0..snapshot.territories.of(level).len() as u32).map(move |row| (level, row)))
        .collect();
    let population = |level, row| snapshot.territories.get(level, row).population;
    territories
        .sort_by_key(|&(level, row)| (level != Level::Bassin, u64::MAX - population(level, row), level, row));
    let mut names: Vec<(String, Found)> = territories
        .into_iter()
        .map(|(level, row)| {
            (folded(&snapshot.territories.get(level, row).name), Found::Territory { level, row })
        })
        .collect();
    let mut actors: Vec<(String, u32)> = (0..snapshot.actors.len())
        .filter_map(|row| Some((folded(snapshot.actors.name(row)?), row)))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    actors.sort_by_key(|(name, row)| (name.len(), *row));
    names.extend(actors.into_iter().map(|(name, row)| (name, Found::Actor { row })));
    for function in snapshot.functions.list() {
        let id = snapshot.functions.id(&function.key).expect("its own key");
        names.extend(
            [&function.label_fr, &function.label_en].map(|label| (folded(label), Found::Function { id })),
        );
    }
    names
}

/// By the definition, mistakes left aside.
fn by_loop(names: &[(String, Found)], wanted: &str) -> Vec<Found> {
    let words: Vec<&str> = wanted.split(' ').collect();
    let (last, before) = words.split_last().expect("a word");
    let has = |name: &str, word: &str| name.split(' ').any(|own| own == word);
    let goes_on = |name: &str| 2 <= last.chars().count() && name.split(' ').any(|own| own.starts_with(last));
    let ways: [&dyn Fn(&str) -> bool; 4] = [
        &|name| name == wanted,
        &|name| name.starts_with(wanted),
        &|name| words.iter().all(|word| has(name, word)),
        &|name| before.iter().all(|word| has(name, word)) && goes_on(name),
    ];
    let mut found: Vec<Found> = Vec::new();
    for way in ways {
        for (name, thing) in names {
            if way(name) && !found.contains(thing) {
                found.push(*thing);
            }
        }
    }
    found
}

#[test]
fn search_finds_what_a_loop_over_all_names_finds_in_that_order() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let (index, names) = (NameIndex::new(snapshot), names(snapshot));
    let mut asked: Vec<String> =
        ["a", "l", "saint", "st", "association", "asso", "de la", "la", "zz"].map(str::to_owned).into();
    for (name, _) in names.iter().step_by(37) {
        let letters: Vec<char> = name.chars().collect();
        asked.push(name.clone());
        asked.push(letters[..letters.len().div_ceil(2)].iter().collect::<String>().trim().to_owned());
        let mut words: Vec<&str> = name.split(' ').collect();
        words.rotate_left(1);
        asked.push(words.join(" "));
        asked.push(format!("{} {}", words[0], &words[words.len() - 1].chars().take(2).collect::<String>()));
    }
    for words in asked {
        let expected = by_loop(&names, &folded(&words));
        for limit in [3, 20] {
            let found = index.find_of(snapshot, &words, None, limit);
            let sure = expected.len().min(limit);
            assert!(sure <= found.len() && found.len() <= limit, "{words}: {} of {sure}", found.len());
            // A word may be a code or the key of a function too: that comes first.
            let is_code = snapshot.functions.id(&words).is_some();
            assert!(is_code || found[..sure] == expected[..sure], "{words}, {limit}");
        }
    }
}

#[test]
fn a_mistake_in_a_short_word_does_not_hide_a_name() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let index = NameIndex::new(snapshot);
    let mut tried = 0;
    for (name, thing) in names(snapshot).iter().filter(|(name, _)| name.contains(" de ")).step_by(11) {
        let others = name.replace(" de ", " d ");
        let found = index.find_of(snapshot, &others, None, 100);
        assert!(found.contains(thing) || found.len() == 100, "{others}");
        tried += 1;
    }
    assert!(3 < tried, "{tried}");
}

#[test]
fn each_kind_is_found_alone() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for kind in Kind::ALL {
        let results = found(&island().world.shared, &format!("/search?q=a&limit=100&kind={}", kind.word()));
        let results = results["results"].as_array().expect("a list").clone();
        assert!(!results.is_empty(), "{}", kind.word());
        assert!(results.iter().all(|result| result["kind"] == kind.word()), "{}", kind.word());
    }
    let one = snapshot.functions.list().first().expect("a catalogue");
    for words in [&one.key, &one.label_fr, &one.label_en.to_uppercase()] {
        let asked: String = words.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let results = found(&island().world.shared, &format!("/search?q={asked}&kind=fonction"));
        assert_eq!(results["results"][0]["code"], one.key.as_str(), "{words}");
        let page = get(&island().world.shared, &format!("/rechercher?q={asked}"));
        assert!(
            String::from_utf8_lossy(&page.body).contains(&format!("/partenaires?fonction={}", one.key)),
            "{words}"
        );
    }
}

#[test]
fn an_actor_is_found_by_its_siret_and_by_its_siren() {
    let served = island().world.served();
    let actors = &served.snapshot.actors;
    let is_siret =
        |row: &u32| actors.id(*row).len() == 14 && actors.id(*row).bytes().all(|byte| byte.is_ascii_digit());
    let rows: Vec<u32> = (0..actors.len()).filter(is_siret).step_by(101).collect();
    assert!(5 < rows.len());
    let codes = |asked: &str| -> Vec<String> {
        let results =
            found(&island().world.shared, &format!("/search?q={}&limit=100", asked.replace(' ', "+")));
        let code = |result: &Value| result["code"].as_str().expect("a text").to_owned();
        results["results"].as_array().expect("a list").iter().map(code).collect()
    };
    for row in rows {
        let id = actors.id(row);
        let spaced = format!("{} {} {} {}", &id[..3], &id[3..6], &id[6..9], &id[9..]);
        assert_eq!(codes(id).first().map(String::as_str), Some(id));
        assert_eq!(codes(&spaced).first().map(String::as_str), Some(id));
        let establishments = codes(&id[..9]);
        assert!(establishments.iter().any(|code| code == id), "{id}");
        let all = (0..actors.len())
            .filter(|&other| !actors.is_masked(other) && actors.id(other).starts_with(&id[..9]));
        assert!(all.count().min(100) <= establishments.len());
    }
}

#[test]
fn what_is_asked_amiss_is_refused() {
    for (address, words) in [
        ("/search?q=a&kind=commune", "territoire, acteur, fonction"),
        ("/search?q=a&limit=many", "`many`"),
        ("/search?q=a&page=2", "q, limit and kind"),
    ] {
        let answered = get(&island().world.shared, address);
        assert_eq!(answered.status, 400, "{address}");
        assert!(answered.json()["detail"].as_str().expect("a text").contains(words), "{address}");
    }
    let many = found(&island().world.shared, "/search?q=a&limit=5000");
    assert_eq!(many["results"].as_array().map(Vec::len), Some(100));
}
