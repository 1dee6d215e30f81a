//! Chains: the broken one is found with who nearby holds the link, none is invented, and what is
//! not known is neither held nor missing.

use std::collections::BTreeSet;

use maillage::analysis::chains::{At, Chains, chains, chains_by};
use maillage::analysis::chains_told::french;
use maillage::analysis::completeness::Held;
use maillage::analysis::holders::Holders;
use maillage::analysis::links::{REACH, Remedy};
use maillage::demo::Plan;
use maillage::domain::function::Stage;
use maillage::domain::level::Level;
use maillage::network::cell::TravelTimes;
use maillage::snapshot::Snapshot;

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
    let (mut others, mut both) = (0, 0);
    for seed in 0..8 {
        let files = tempfile::tempdir().expect("a folder");
        let truths = write_land(files.path(), &Plan { seed, ..Plan::island() });
        let snapshot = built(files.path());
        let found = chains(&snapshot, &Holders::of(&snapshot), Level::Bassin).expect("readable");
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
        let planted: BTreeSet<&str> = truths.processing.sirets.iter().map(String::as_str).collect();
        let outside: BTreeSet<&str> = nearest.into_iter().collect();
        both += u32::from(outside == planted);
        assert!(matches!(link.remedy(), Some(Remedy::Link { second: Some(_), .. })), "seed {seed}");
        // Of each family one of the two is planted: nobody else's vegetables are nearer than that.
        for (key, naf) in [("legumes", "10.39A"), ("lait", "10.51C")] {
            let family = found.link(at(&snapshot, key, Stage::Processing, &truths.processing.bassin));
            assert_eq!((family.held, family.count), (Held::NoneKnown, 0), "seed {seed} {key}");
            let is_planted =
                |row: u32| planted.contains(snapshot.actors.id(row)) && snapshot.actors.naf(row) == Some(naf);
            assert_eq!(
                family.outside.iter().filter(|holder| is_planted(holder.actor)).count(),
                1,
                "seed {seed} {key}"
            );
        }
        let broken: BTreeSet<u32> =
            found.missing().filter(|at| at.chain == processing.chain).map(|at| at.territory).collect();
        assert_eq!(broken, without(&snapshot, "transformation-alimentaire"), "seed {seed}");
        others += broken.len() - 1;
    }
    println!("both planted holders are the nearest of all on {both} of 8 islands");
    assert!(0 < both);
    println!("{others} more bassins of 8 islands have no processor, by chance, and are told so");
}

/// The two nearest, by looking at everybody.
fn slow_nearest(snapshot: &Snapshot, chains: &Chains, at: At) -> Vec<maillage::analysis::links::Holder> {
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
    let holder = |&(minutes, actor): &(f64, u32)| maillage::analysis::links::Holder {
        actor,
        minutes: Some(minutes),
        spare: None,
    };
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
        let found = chains(snapshot, &Holders::of(snapshot), level).expect("readable");
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
    let holders = Holders::of(snapshot);
    let one = chains_by(snapshot, &holders, Level::Bassin, 1).expect("readable");
    for threads in [2, 3, 100] {
        assert_eq!(
            chains_by(snapshot, &holders, Level::Bassin, threads).expect("readable"),
            one,
            "{threads}"
        );
    }
}

#[test]
fn without_the_register_who_processes_is_unknown_and_never_missing() {
    let Some(world) = real() else { return };
    let served = world.served();
    let snapshot = &served.snapshot;
    assert!(!snapshot.manifest.knows_sirene(), "the real folder has no register");
    let found = chains(snapshot, &Holders::of(snapshot), Level::Bassin).expect("readable");
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
