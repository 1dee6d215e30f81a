//! Groups that could become a PTCE: the planted one is found, nothing is called what it is not, and
//! nothing hangs on threads.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use maillage::analysis::groups::{Group, Settings, groups};
use maillage::analysis::groups_crowds::Crowds;
use maillage::api::analyses::colocation;
use maillage::demo::Plan;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::placed_columns;

use crate::asking::{ask, found as answer, get, ids, list, text, told};
use crate::worlds::{World, built, island, real, write_land};

/// The group that holds most of some actors, and how many of them.
fn holding<'a>(snapshot: &Snapshot, list: &'a [Group], sirets: &[String]) -> Option<(&'a Group, usize)> {
    let planted: BTreeSet<&str> = sirets.iter().map(String::as_str).collect();
    let met = |group: &Group| {
        group.members.iter().filter(|&&row| planted.contains(snapshot.actors.id(row))).count()
    };
    list.iter().map(|group| (group, met(group))).max_by_key(|(_, met)| *met)
}

#[test]
fn the_planted_group_is_found_on_every_land_and_hardly_any_other_stands_out() {
    let (mut found, mut kept, mut standing, mut others, mut kept_all, mut groups_all) = (0, 0, 0, 0, 0, 0);
    let (mut unlikely, mut first) = (0, 0);
    let lands = 12;
    for seed in 0..lands {
        let files = tempfile::tempdir().expect("a folder");
        let truths = write_land(files.path(), &Plan { seed, ..Plan::island() });
        let snapshot = built(files.path());
        let settings = Settings::default();
        let all = groups(&snapshot, &settings, 2).expect("sound");
        let (group, met) = holding(&snapshot, &all.list, &truths.cluster.sirets).expect("some group");
        let chance = group.chance.as_ref().expect("kinds are known");
        let core = chance.core.as_ref().expect("they are within a walk");
        let ids = core.members.iter().map(|&row| snapshot.actors.id(row));
        let of_core = ids.filter(|id| truths.cluster.sirets.iter().any(|siret| siret == id)).count();
        println!(
            "seed {seed}: {met} of 12 in a group of {} ({:.0} m, {}), {} families, hill {:.2}, {} stages, functions p \
             {:.3}; core of {} with {of_core}: {} for {:.1}, p {:.5} q {:.4}",
            group.members.len(),
            group.diameter,
            group.class.word(),
            group.families_met(),
            group.hill(),
            group.stages,
            chance.functions.p_more(),
            core.members.len(),
            core.functions.observed,
            core.functions.expected,
            core.functions.p_more(),
            core.adjusted.unwrap_or(f64::NAN),
        );
        found += usize::from(8 <= met);
        let is_kept = group.shortfall(&settings).is_none();
        kept += usize::from(8 <= met && is_kept);
        standing += usize::from(8 <= met && is_kept && group.stands_out(&settings));
        let p = |group: &Group| group.chance.as_ref()?.core.as_ref().map(|core| core.functions.p_more());
        unlikely += usize::from(p(group).is_some_and(|p| p <= 0.05));
        first +=
            usize::from(all.list.iter().filter_map(p).all(|other| p(group).is_some_and(|own| own <= other)));
        let is_other = |other: &&Group| !std::ptr::eq(*other, group);
        let kept_others =
            all.list.iter().filter(is_other).filter(|other| other.shortfall(&settings).is_none());
        others += kept_others.clone().filter(|other| other.stands_out(&settings)).count();
        kept_all += kept_others.count();
        groups_all += all.list.len() - 1;
    }
    println!(
        "{lands} lands: found {found}, kept {kept}, p at most 0.05 {unlikely}, least p of its land {first}, standing out {standing}; of {groups_all} other groups {kept_all} kept, {others} standing out"
    );
    assert_eq!((found, kept), (lands as usize, lands as usize));
    // Its neighbours by chance are as many as those planted: few stand out once all cores are paid for.
    assert!(8 <= unlikely, "{unlikely}");
    assert!(8 <= first, "{first}");
    assert!(others <= 2, "{others} of {kept_all}");
}

#[test]
fn threads_change_nothing_and_each_actor_is_of_one_group_at_most() {
    let served = island().world.served();
    let settings = Settings { draws: 99, ..Settings::default() };
    let found = groups(&served.snapshot, &settings, 1).expect("sound");
    for threads in [2, 7] {
        let again = groups(&served.snapshot, &settings, threads).expect("sound");
        assert_eq!(
            (again.list, again.placeless, again.placed),
            (found.list.clone(), found.placeless.clone(), found.placed)
        );
    }
    let mut members: Vec<u32> = found.list.iter().flat_map(|group| group.members.clone()).collect();
    let all = members.len();
    members.sort_unstable();
    members.dedup();
    assert_eq!(members.len(), all);
    assert!(members.iter().all(|&row| served.snapshot.actors.has_own_place(row)));
}

#[test]
fn every_actor_is_in_a_crowd_or_counted_apart() {
    let served = island().world.served();
    let crowds = Crowds::of(&served.snapshot, 3);
    let placed: usize = crowds.list.iter().map(|crowd| crowd.rows.len()).sum();
    let placeless: u64 = crowds.placeless.iter().map(|&count| u64::from(count)).sum();
    assert_eq!(placed as u64 + placeless + crowds.unplaced, u64::from(served.snapshot.actors.len()));
}

fn worlds() -> Vec<&'static World> {
    [Some(&island().world), real()].into_iter().flatten().collect()
}

#[test]
fn each_group_served_says_why_and_its_parts_add_up_to_its_index() {
    for world in worlds() {
        let page = answer(&world.shared, "/analyses/clusters?which=tous&draws=99&geometry=point&limit=300");
        assert!(!list(&page["features"]).is_empty(), "{}", world.name);
        let mut last = f64::INFINITY;
        for row in list(&page["features"]).iter().map(|feature| &feature["properties"]) {
            for column in placed_columns::GROUPS {
                assert!(row.get(column.name).is_some() || column.name == "id", "{}", column.name);
            }
            for name in ["why", "why_en"] {
                let why = text(&row[name]);
                assert!(!why.is_empty() && !why.contains("NaN"), "{row}");
            }
            if row["genre"] != "groupe" {
                assert!(text(&row["why"]).contains("PTCE connu"), "{row}");
                continue;
            }
            let is_called = text(&row["why"]).contains("qui pourrait devenir un PTCE, à vérifier");
            assert_eq!(Some(is_called), row["retenu"].as_bool(), "{row}");
            let score = row["indice"].as_f64().expect("enough is known");
            assert!(score <= last + 1e-9, "the highest first");
            last = score;
            let parts = ["diversite", "maillons", "ancrage", "hasard", "besoin", "liens"];
            let sum: f64 = parts.iter().filter_map(|part| row[format!("part_{part}")].as_f64()).sum();
            assert!((sum - score).abs() < 1e-9, "{row}");
            assert_eq!(row["retenu"].as_bool(), Some(row["ecarte"].is_null()), "{row}");
            assert!(6 <= list(&row["membres"]).len() || row["acteurs"].as_u64() < Some(6), "{row}");
        }
    }
}

#[test]
fn a_zone_has_its_groups_and_no_others_and_the_country_is_their_sum() {
    let of = |zone: &str| {
        let page =
            told(&format!("/analyses/clusters?kind=groupes&which=tous{zone}&geometry=point&limit=10000"));
        ids(&page).into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let served = island().world.served();
    let bassins = served.snapshot.territories.of(maillage::domain::level::Level::Bassin);
    let mut parts: Vec<String> =
        bassins.iter().flat_map(|bassin| of(&format!("&zone=bassin:{}", bassin.code))).collect();
    parts.sort();
    let mut all = of("");
    all.sort();
    assert_eq!(parts, all);
}

#[test]
fn nobody_in_partial_diffusion_is_of_a_group_nor_named_beside_one() {
    let page = told("/analyses/clusters?which=tous&geometry=point&limit=10000");
    let masked: BTreeSet<&str> = island().truths.masked.iter().map(|masked| masked.siret.as_str()).collect();
    for row in list(&page["features"]).iter().map(|feature| &feature["properties"]) {
        for name in ["membres", "noyau", "plus_proches"] {
            assert!(list(&row[name]).iter().all(|id| !masked.contains(text(id))), "{row}");
        }
    }
}

#[test]
fn other_conventions_are_asked_for_and_what_is_none_is_told() {
    let many = |address: &str| list(&told(address)["features"]).len();
    let kept = many("/analyses/clusters?kind=groupes&geometry=point&limit=10000");
    assert!(0 < kept);
    assert!(many("/analyses/clusters?kind=groupes&families=7&geometry=point&limit=10000") < kept);
    let wide =
        many("/analyses/clusters?kind=groupes&which=tous&eps=300,300,300&draws=9&geometry=point&limit=10000");
    assert_ne!(wide, many("/analyses/clusters?kind=groupes&which=tous&draws=9&geometry=point&limit=10000"));
    let first = |weights: &str| {
        let page = told(&format!("/analyses/clusters?kind=groupes&weights={weights}&geometry=point&limit=1"));
        page["features"][0]["properties"]["part_maillons"].as_f64()
    };
    assert_eq!(first("1,0,0,0,0,0"), Some(0.0));
    for fault in [
        "eps=1,2",
        "eps=0,1,1",
        "eps=a,b,c",
        "min_points=1",
        "families=9",
        "hill=NaN",
        "stages=-1",
        "draws=100000",
        "seed=x",
        "weights=1,1",
        "weights=0,0,0,0,0,0",
        "kind=autre",
        "which=autre",
        "zone=bassin:rien",
        "autre=1",
    ] {
        let answered = ask(&format!("/analyses/clusters?{fault}"));
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{fault}");
        assert!(answered.json()["detail"].is_string(), "{fault}");
    }
    for fault in ["nearest=0", "nearest=101", "draws=1000", "seed=-1", "autre=1"] {
        assert_eq!(ask(&format!("/analyses/colocation?{fault}")).status, StatusCode::BAD_REQUEST, "{fault}");
    }
}

#[test]
fn functions_that_stand_together_are_told_with_what_chance_makes_of_them() {
    for world in worlds() {
        let page = answer(&world.shared, "/analyses/colocation?limit=10000&geometry=point&draws=99");
        let mut last = f64::INFINITY;
        assert!(!list(&page["features"]).is_empty(), "{}", world.name);
        for row in list(&page["features"]).iter().map(|feature| &feature["properties"]) {
            for column in colocation::COLUMNS {
                assert!(row.get(column.name).is_some() || column.name == "id", "{}", column.name);
            }
            let quotient = row["quotient"].as_f64().expect("a number");
            assert!(0.0 <= quotient && quotient <= last, "{row}");
            last = quotient;
            let expected = row["quotient_attendu"].as_f64().expect("drawn");
            assert!((0.3..3.0).contains(&expected), "chance is about one: {row}");
        }
    }
    let empty = told("/analyses/colocation?zone=commune:F1001&nearest=3&draws=9");
    assert!(list(&empty["features"]).len() < 10_000);
}

#[test]
fn the_page_tells_groups_poles_and_pairs_in_both_languages() {
    for world in worlds() {
        let zone =
            world.served().snapshot.territories.of(maillage::domain::level::Level::Bassin)[0].code.clone();
        for address in
            ["/grappes".to_owned(), "/grappes?lang=en".to_owned(), format!("/grappes?zone=bassin:{zone}")]
        {
            let answered = get(&world.shared, &address);
            let html = String::from_utf8(answered.body).expect("a text");
            assert_eq!(answered.status, StatusCode::OK, "{address}");
            assert!(!html.contains("NaN") && !html.contains("est un PTCE"), "{address}");
        }
    }
    assert_eq!(ask("/grappes?zone=bassin:rien").status, StatusCode::NOT_FOUND);
}

#[test]
fn the_same_question_has_the_same_bytes() {
    let address = "/analyses/clusters?eps=800,2000,4000&draws=49&geometry=area&limit=50&f=geojson";
    assert_eq!(ask(address).body, ask(address).body);
}

#[test]
fn known_poles_are_told_with_their_members_and_those_nobody_knows() {
    let page = told("/analyses/clusters?kind=ptce&geometry=point&limit=1000");
    let truths = &island().truths.poles;
    let rows: Vec<&serde_json::Value> =
        list(&page["features"]).iter().map(|feature| &feature["properties"]).collect();
    // The pole itself is one of those told, a member or not.
    let told = |row: &serde_json::Value| {
        list(&row["membres"]).len() + row["membres_inconnus"].as_u64().expect("counted") as usize
    };
    let (mut ours, mut theirs): (Vec<usize>, Vec<usize>) =
        (rows.iter().map(|row| told(row)).collect(), truths.iter().map(|(_, members)| *members).collect());
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours.len(), theirs.len());
    assert!(
        ours.iter().zip(&theirs).all(|(ours, theirs)| (*theirs..=theirs + 1).contains(ours)),
        "{ours:?} {theirs:?}"
    );
    for row in rows {
        assert!(row["indice"].is_null() && row["retenu"].is_null() && row["q"].is_null(), "{row}");
        assert!(text(&row["why"]).contains("PTCE connu"), "{row}");
    }
}
