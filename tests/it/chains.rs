//! Chains: the broken one is found with who nearby holds the link, none is invented, and what is
//! not known is neither held nor missing.

use std::collections::BTreeSet;

use maillage::analysis::chain_lines::{At, Chains};
use maillage::analysis::chain_table::COLUMNS;
use maillage::analysis::chains::{chains, chains_by};
use maillage::analysis::chains_told::french;
use maillage::analysis::completeness::{Held, completeness};
use maillage::analysis::holders::Holders;
use maillage::analysis::links::{Holder, REACH, Remedy};
use maillage::analysis::nearest::{Whereabouts, nearest_two};
use maillage::analysis::supplying::{Outcome, Question, supplying};
use maillage::analysis::trade::Trade;
use maillage::demo::Plan;
use maillage::domain::function::{Functions, Stage};
use maillage::domain::level::Level;
use maillage::network::cell::TravelTimes;
use maillage::snapshot::Snapshot;
use proptest::prelude::*;
use serde_json::Value;

use crate::asking::{found as answer, get, get_with};
use crate::worlds::{built, island, real, write_land};

fn rank(snapshot: &Snapshot, key: &str) -> usize {
    snapshot.functions.chains().iter().position(|chain| chain.key == key).expect("declared")
}

fn at(snapshot: &Snapshot, key: &str, stage: Stage, bassin: &str) -> At {
    let chain = rank(snapshot, key);
    let stage = snapshot.functions.chains()[chain].rank(stage).expect("a stage of it");
    let territory = snapshot.territories.row(Level::Bassin, bassin).expect("a bassin");
    At { chain, stage, territory }
}

/// Bassins where nobody fulfils a function, counted from the actors themselves.
fn without(snapshot: &Snapshot, function: &str) -> BTreeSet<u32> {
    let id = snapshot.functions.id(function).expect("declared");
    let mut without: BTreeSet<u32> = (0..snapshot.territories.of(Level::Bassin).len() as u32).collect();
    for row in (0..snapshot.actors.len()).filter(|&row| snapshot.actors.functions(row).contains(id)) {
        let bassin = snapshot.actors.commune(row).and_then(|c| snapshot.territories.zone(c, Level::Bassin));
        bassin.map(|bassin| without.remove(&bassin));
    }
    without
}

#[test]
fn the_planted_break_is_found_with_both_holders_and_no_other_is_invented() {
    let (mut others, mut too_few, mut both) = (0, 0, 0);
    for seed in 0..8 {
        let files = tempfile::tempdir().expect("a folder");
        let truths = write_land(files.path(), &Plan { seed, ..Plan::island() });
        let snapshot = built(files.path());
        let trade = Trade::of(&snapshot).expect("readable");
        let found = chains(&snapshot, &trade, Level::Bassin).expect("readable");
        let processing = at(&snapshot, "cantines", Stage::Processing, &truths.processing.bassin);
        let link = found.link(processing);
        assert_eq!((link.held, link.count, link.is_needed), (Held::NoneKnown, 0, true), "seed {seed}");
        let line = found.line(processing);
        for stage in [Stage::Production, Stage::Catering] {
            let end = at(&snapshot, "cantines", stage, &truths.processing.bassin);
            assert_eq!(found.link(end).held, Held::Yes, "seed {seed}: growers and kitchens are there");
        }
        let whole = line.completeness.as_ref().expect("a path");
        assert!(whole.most < 1.0 && whole.missing.contains(&processing.stage), "{whole:?}");
        // Both planted holders are known; they are named unless somebody else is nearer.
        let nearest: Vec<&str> = link.outside.iter().map(|holder| snapshot.actors.id(holder.actor)).collect();
        println!("seed {seed}: {nearest:?} {}", french(&snapshot, &found, processing));
        assert_eq!(link.outside, slow_nearest(&snapshot, &found, processing), "seed {seed}");
        assert!(matches!(link.remedy(), Some(Remedy::Link { second: Some(_), .. })), "seed {seed}");
        // Asked of the neighbour alone, both who were planted there, the nearer first; asked of
        // everybody, they or somebody nearer.
        let planted: BTreeSet<&str> = truths.processing.sirets.iter().map(String::as_str).collect();
        let beside = nearest_in(&snapshot, &trade.holders, &found, processing, &truths.processing.neighbour);
        let ids: BTreeSet<&str> = beside.iter().map(|holder| snapshot.actors.id(holder.actor)).collect();
        assert_eq!((beside.len(), &ids), (2, &planted), "seed {seed}");
        both += u32::from(beside == link.outside);
        assert!(beside[0].minutes <= beside[1].minutes);
        for holder in beside.iter().filter(|holder| !link.outside.contains(holder)) {
            assert!(link.outside.iter().all(|other| other.minutes <= holder.minutes), "seed {seed}");
        }
        let few = link.expected.expect("somebody is known") < 3.0;
        assert_eq!(few, french(&snapshot, &found, processing).contains("trop peu"), "seed {seed}");
        too_few += u32::from(few);
        let broken: BTreeSet<u32> =
            found.missing().filter(|at| at.chain == processing.chain).map(|at| at.territory).collect();
        assert_eq!(broken, without(&snapshot, "transformation-alimentaire"), "seed {seed}");
        others += broken.len() - 1;
    }
    println!("on {both} of 8 islands both who were planted are the nearest of all");
    assert!(0 < both);
    println!("on {too_few} of 8 islands too few are expected there for their absence to surprise");
    println!("{others} more bassins of 8 islands have no processor, by chance, and are told so");
}

/// Holders of one bassin, as if there were no others.
struct Among<'a> {
    snapshot: &'a Snapshot,
    holders: &'a Holders,
    bassin: u32,
}

impl Whereabouts for Among<'_> {
    fn kinds(&self, place: u32) -> u64 {
        let is_here = self.snapshot.territories.zone(place, Level::Bassin) == Some(self.bassin);
        if is_here { Whereabouts::kinds(self.holders, place) } else { 0 }
    }

    fn at(&self, place: u32, kind: usize) -> &[u32] {
        self.holders.at(place, kind)
    }
}

fn nearest_in(snapshot: &Snapshot, holders: &Holders, chains: &Chains, at: At, bassin: &str) -> Vec<Holder> {
    let bassin = snapshot.territories.row(Level::Bassin, bassin).expect("a bassin");
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let origin = chains.origins[at.territory as usize].expect("a commune");
    let from: Vec<(u32, f64)> = ways.from_place(origin).map(|way| (way.to, way.minutes)).collect();
    let who = &snapshot.functions.chains()[at.chain].stages[at.stage].who;
    let kind = holders.rank(who).expect("a stage of a chain");
    nearest_two(&from, 1 << kind, &Among { snapshot, holders, bassin }).swap_remove(kind)
}

/// The two nearest, by looking at everybody.
fn slow_nearest(snapshot: &Snapshot, chains: &Chains, at: At) -> Vec<Holder> {
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let origin = chains.origins[at.territory as usize].expect("a commune");
    let who = &snapshot.functions.chains()[at.chain].stages[at.stage].who;
    let actors = &snapshot.actors;
    let mut all: Vec<(f64, u32)> = (0..actors.len())
        .filter(|&row| {
            !actors.is_masked(row) && who.is(actors.functions(row), actors.naf(row), products(snapshot, row))
        })
        .filter_map(|row| Some((ways.cell(origin, actors.commune(row)?).minutes()?, row)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let holder = |&(minutes, actor): &(f64, u32)| Holder { actor, minutes: Some(minutes), spare: None };
    all.iter().take(2).map(holder).collect()
}

fn products(snapshot: &Snapshot, row: u32) -> impl Iterator<Item = &str> {
    snapshot.actors.details(row).filter_map(|detail| {
        let (key, product) = detail.split_once('=')?;
        key.starts_with("activite-").then_some(product)
    })
}

#[test]
fn what_is_said_of_each_link_holds_together_at_every_level() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    for level in Level::ALL.into_iter().filter(|level| *level != Level::Commune) {
        let found = chains(snapshot, &Trade::of(snapshot).expect("readable"), level).expect("readable");
        assert_eq!(found.found.len(), snapshot.functions.chains().len());
        for at in found.all() {
            let (link, line) = (found.link(at), found.line(at));
            let stage = &snapshot.functions.chains()[at.chain].stages[at.stage];
            assert_eq!(link.held == Held::Yes, 0 < link.count);
            assert!(link.named.len() <= link.count as usize);
            assert!(link.named.iter().all(|&row| !snapshot.actors.is_masked(row)));
            assert!(!(stage.is_partial && link.held == Held::NoneKnown), "few are seen: unknown");
            assert!(link.outside.is_sorted_by(|a, b| a.minutes <= b.minutes));
            assert!(link.count == 0 || link.outside.is_empty(), "whoever has one needs no other");
            for holder in &link.outside {
                let commune = snapshot.actors.commune(holder.actor).expect("placed");
                assert_ne!(snapshot.territories.zone(commune, level), Some(at.territory), "outside");
                assert!(!snapshot.actors.is_masked(holder.actor));
            }
            let whole = line.completeness.as_ref().expect("a path");
            assert!(0.0 <= whole.least && whole.least <= whole.most && whole.most <= 1.0);
            assert_eq!(link.is_needed, whole.missing.contains(&at.stage));
            if let Some(Remedy::Link { nearest, .. }) = link.remedy() {
                assert!(nearest.minutes.expect("known") <= REACH);
            }
            assert_eq!(link.remedy().is_some(), link.held == Held::NoneKnown);
        }
    }
}

#[test]
fn all_cores_find_what_one_finds() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let trade = Trade::of(snapshot).expect("readable");
    let one = chains_by(snapshot, &trade, Level::Bassin, 1).expect("readable");
    for threads in [2, 3, 100] {
        assert_eq!(chains_by(snapshot, &trade, Level::Bassin, threads).expect("readable"), one, "{threads}");
    }
}

#[test]
fn without_the_register_who_processes_is_unknown_and_never_missing() {
    let Some(world) = real() else { return };
    let served = world.served();
    let snapshot = &served.snapshot;
    assert!(!snapshot.manifest.knows_sirene(), "the real folder has no register");
    let found = chains(snapshot, &Trade::of(snapshot).expect("readable"), Level::Bassin).expect("readable");
    let processing =
        snapshot.functions.chains()[rank(snapshot, "cantines")].rank(Stage::Processing).expect("there");
    let states: BTreeSet<Held> = found
        .all()
        .filter(|at| at.chain == rank(snapshot, "cantines") && at.stage == processing)
        .map(|at| found.link(at).held)
        .collect();
    // A few insertion enterprises bear an activity of their own.
    assert_eq!(states, BTreeSet::from([Held::Yes, Held::Unknown]));
    assert_eq!(found.missing().filter(|at| at.chain == rank(snapshot, "cantines")).count(), 0);
}

fn features(address: &str) -> Vec<Value> {
    answer(&island().world.shared, address)["features"].as_array().expect("features").clone()
}

#[test]
fn each_feature_says_why_how_sure_by_which_method_of_which_snapshot() {
    let bassin = &island().truths.processing.bassin;
    let question = format!("/analyses/chains?zone=bassin:{bassin}&chain=cantines&geometry=point");
    let features = features(&question);
    assert_eq!(features.len(), 5);
    let first = &features[0]["properties"];
    assert_eq!(first["id"], format!("cantines:processing:bassin:{bassin}"));
    assert_eq!(
        (&first["etat"], &first["compte"], &first["action"]),
        (&"aucun-connu".into(), &0.into(), &"lien".into())
    );
    assert_eq!(first["necessaire"], true);
    assert!(first["proche_minutes"].as_f64() <= first["second_minutes"].as_f64());
    assert!(first["proche_id"].is_string() && first["second_id"].is_string());
    for feature in &features {
        let told = &feature["properties"];
        assert_eq!(feature["geometry"]["type"], "Point");
        for name in ["why", "why_en", "reliability", "method", "snapshot", "depuis"] {
            assert!(told[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        }
        assert_eq!(told.as_object().expect("properties").len(), COLUMNS.len());
    }
}

#[test]
fn pages_and_forms_tell_the_same_links() {
    let shared = &island().world.shared;
    let question = "/analyses/chains?geometry=point&state=aucun-connu,tenu";
    let whole = features(&format!("{question}&limit=10000"));
    let mut paged = Vec::new();
    for offset in (0..whole.len()).step_by(9) {
        paged.extend(features(&format!("{question}&limit=9&offset={offset}")));
    }
    assert_eq!(paged, whole);
    let csv = get(shared, &format!("{question}&limit=10000&f=csv"));
    assert_eq!(String::from_utf8_lossy(&csv.body).lines().count(), whole.len() + 1);
    let needed = features("/analyses/chains?geometry=point&needed=true&limit=10000");
    assert!(!needed.is_empty() && needed.iter().all(|feature| feature["properties"]["necessaire"] == true));
    let of_one = features("/analyses/chains?geometry=point&chain=lait&stage=processing&limit=10000");
    assert_eq!(of_one.len(), 7, "one a bassin");
    let outlines = features("/analyses/chains?chain=lait&stage=processing");
    assert!(outlines.iter().all(|feature| feature["geometry"]["type"] == "MultiPolygon"));
}

#[test]
fn what_cannot_be_understood_is_told_and_what_is_known_is_not_sent_again() {
    let shared = &island().world.shared;
    for (query, word) in [
        ("chains?chain=lentilles", "legumes"),
        ("chains?stage=cooking", "processing"),
        ("chains?state=manquant", "aucun-connu"),
        ("chains?needed=oui", "true"),
        ("chains?level=commune", "epci"),
        ("chains?couleur=bleu", "zone, level"),
        ("supplying", "bassin:44109"),
        ("supplying?zone=bassin:F1001&each=0", "between 1"),
        ("supplying?zone=bassin:F1001&minutes=81", "80"),
        ("supplying?zone=bassin:F1001&chain=lait,viande", "one chain"),
        ("supplying?zone=bassin:F1001&geometry=area", "zone, chain"),
    ] {
        let code = &island().truths.processing.bassin;
        let answer = get(shared, &format!("/analyses/{}", query.replace("F1001", code)));
        assert_eq!(answer.status, 400, "{query}");
        let detail = answer.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{query}: {detail}");
    }
    let one = get(shared, "/analyses/chains?chain=lait&limit=2");
    let other = get(shared, "/analyses/chains?limit=2&chain=lait");
    let again =
        get_with(shared, "/analyses/chains?chain=lait&limit=2", &[("if-none-match", one.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (axum::http::StatusCode::NOT_MODIFIED, 0));
    assert_eq!((one.header("etag"), &one.body), (other.header("etag"), &other.body));
}

#[test]
fn canteens_go_with_producers_within_reach_and_none_is_told_twice() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let (trade, ways) = (
        Trade::of(snapshot).expect("readable"),
        snapshot.ways.ways(&snapshot.territories).expect("readable"),
    );
    let chain = &snapshot.functions.chains()[rank(snapshot, "cantines")];
    let communes: Vec<u32> = (0..snapshot.territories.of(Level::Commune).len() as u32).collect();
    let mut before = 0;
    for each in [1, 3, 50] {
        let question = Question { chain, communes: &communes, each, reach: REACH };
        let found = supplying(&trade, &question).expect("an island");
        let canteens: BTreeSet<u32> = found.canteens.iter().map(|canteen| canteen.actor).collect();
        assert_eq!(canteens.len(), found.canteens.len());
        let known = (0..snapshot.actors.len()).filter(|&row| {
            let functions = snapshot.actors.functions(row);
            let is_last = chain.stages[4].who.functions.meets(functions);
            is_last && !snapshot.actors.is_masked(row) && snapshot.actors.commune(row).is_some()
        });
        assert_eq!(canteens, known.collect());
        let mut given = std::collections::BTreeMap::new();
        for canteen in &found.canteens {
            let Outcome::Supplied { by, minutes } = canteen.outcome else { continue };
            *given.entry(by).or_insert(0) += 1;
            let [from, to] = [by, canteen.actor].map(|row| snapshot.actors.commune(row).expect("placed"));
            assert_eq!(ways.cell(from, to).minutes(), Some(minutes));
            assert!(minutes <= REACH);
        }
        assert!(given.values().all(|&many| many <= each), "{given:?}");
        assert_eq!(given.values().sum::<u32>() as u64, found.supplied);
        assert_eq!(found.supplied + found.out_of_reach + found.crowded_out, canteens.len() as u64);
        assert!(before <= found.supplied, "who can supply more leaves no more without");
        before = found.supplied;
    }
}

#[test]
fn a_bassin_tells_its_canteens_on_its_page_and_to_programs_alike() {
    let shared = &island().world.shared;
    let bassin = &island().truths.processing.bassin;
    let features = features(&format!("/analyses/supplying?zone=bassin:{bassin}&limit=1000"));
    let told = &features[0]["properties"];
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let found = served.analysed.chains(snapshot, Level::Bassin).expect("readable");
    let at = at(snapshot, "cantines", Stage::Processing, bassin);
    let summary = found.line(at).supplied.expect("few enough");
    assert_eq!(told["fournies"].as_u64(), Some(summary.supplied));
    assert_eq!(told["hors_portee"].as_u64(), Some(summary.out_of_reach));
    assert_eq!(told["sans_reste"].as_u64(), Some(summary.crowded_out));
    let page = get_with(shared, &format!("/territoires/bassin-{bassin}"), &[("accept", "text/html")]);
    let html = String::from_utf8_lossy(&page.body).into_owned();
    assert!(html.contains("id=\"filieres\"") && html.contains("De la ferme à la cantine"));
    let nearest = found.link(at).outside[0].actor;
    assert!(html.contains(snapshot.actors.id(nearest)), "who nearby holds it is linked");
}

proptest! {
    /// On the chains of the catalogue, whatever is known.
    #[test]
    fn unknown_is_neither_absent_nor_held_and_one_more_actor_never_lowers_a_chain(
        drawn in prop::collection::vec(0..3_usize, 6),
        added in 0..6_usize,
    ) {
        let functions = Functions::embedded();
        for chain in functions.chains() {
            let states = |of: [Held; 3]| -> Vec<Held> { drawn[..chain.stages.len()].iter().map(|&s| of[s]).collect() };
            let whole = |held: &[Held]| {
                let follows: Vec<&[usize]> = chain.stages.iter().map(|stage| stage.then.as_slice()).collect();
                completeness(held, &follows, 0, held.len() - 1).expect("a checked chain has a path")
            };
            let known = states([Held::Yes, Held::NoneKnown, Held::Unknown]);
            let told = whole(&known);
            let pessimist = whole(&states([Held::Yes, Held::NoneKnown, Held::NoneKnown]));
            let optimist = whole(&states([Held::Yes, Held::NoneKnown, Held::Yes]));
            prop_assert_eq!((told.least, told.most), (pessimist.least, optimist.most), "{}", &chain.key);
            prop_assert!(told.missing.iter().all(|&rank| known[rank] == Held::NoneKnown));
            let mut more = known.clone();
            more[added % known.len()] = Held::Yes;
            let richer = whole(&more);
            prop_assert!(told.least <= richer.least && told.most <= richer.most, "{}", &chain.key);
        }
    }
}
