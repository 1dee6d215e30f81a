//! Kinds of territories and ways between communes, of whole snapshots.

use std::fs;
use std::time::Instant;

use maillage::analysis::kinds::kinds;
use maillage::analysis::peers::{Fabric, Peers};
use maillage::demo::Plan;
use maillage::domain::level::Level;
use maillage::network::cell::{Cell, TravelTimes};
use maillage::snapshot::{Snapshot, load, store};

use crate::worlds::{built, island, real, write_land};

fn rank(snapshot: &Snapshot, code: &str) -> u32 {
    snapshot.territories.row(Level::Commune, code).expect("a commune")
}

#[test]
fn bassins_are_of_the_kind_that_most_of_their_people_live_in() {
    let Some(world) = real() else { return };
    let kinds = kinds(&world.served().snapshot.territories, Level::Bassin);
    let of = |fabric| kinds.iter().filter(|kind| kind.fabric == fabric).count();
    assert_eq!([Fabric::Dense, Fabric::Intermediate, Fabric::Rural].map(of), [76, 453, 1_178]);
    assert_eq!(kinds.iter().filter(|kind| kind.is_overseas).count(), 26);
    let peers = Peers::of(&kinds, 40);
    assert!(peers.groups().iter().all(|group| 40 <= group.members.len()));
}

#[test]
fn ways_of_the_country_cross_no_sea_and_no_estuary() {
    let Some(world) = real() else { return };
    let served = world.served();
    let snapshot = &served.snapshot;
    let start = Instant::now();
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    println!("{} ways between {} communes, read in {:.2?}", ways.len(), ways.places(), start.elapsed());
    let minutes = |one: &str, other: &str| ways.cell(rank(snapshot, one), rank(snapshot, other)).minutes();
    // Blaye and Pauillac, Royan and Le Verdon, Paimbœuf and Donges, Bastia and Nice, Groix and
    // Lorient, Fort-de-France and Basse-Terre, Le Conquet and Camaret.
    let parted = [
        ("33058", "33314"),
        ("17306", "33544"),
        ("44116", "44052"),
        ("2B033", "06088"),
        ("56069", "56121"),
        ("97209", "97105"),
        ("29040", "29022"),
    ];
    for (one, other) in parted {
        assert_eq!(minutes(one, other), None, "{one} {other}");
        assert_eq!(minutes(other, one), None, "{other} {one}");
    }
    // La Rochelle and Rivedoux, Saint-Nazaire and Saint-Brevin, Pointe-à-Pitre and Baie-Mahault.
    for (one, other) in [("17300", "17297"), ("44184", "44154"), ("97120", "97103")] {
        let there = minutes(one, other).expect("over a bridge");
        assert!((2.0..30.0).contains(&there) && minutes(other, one) == Some(there), "{one} {other} {there}");
    }
    let nobody_arrives_at_once = (0..ways.places() as u32).all(|place| {
        ways.from_place(place).any(|way| way.to == place)
            && ways.from_place(place).all(|way| 0.0 < way.minutes)
    });
    assert!(nobody_arrives_at_once);
    assert_eq!(ways.share_estimated(), Some(1.0));
}

#[test]
fn a_matrix_stands_in_place_of_estimates_from_the_folder_to_the_answer() {
    let (files, root) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_land(files.path(), &Plan { seed: 8, communes: 40, actors: 400, others: 40 });
    let codes: Vec<String> = {
        let island = built(files.path());
        island.territories.of(Level::Commune).iter().map(|commune| commune.code.clone()).collect()
    };
    let [a, b, c] = [&codes[0], &codes[1], &codes[2]];
    let matrix = format!("from,to,seconds\n{a},{b},1234\n{a},{c},\n{a},{b},99\n{a},99999,60\n");
    fs::write(files.path().join("trajets.csv"), matrix).expect("written");
    store::write(&built(files.path()), root.path(), &mut |_| ()).expect("written");
    let snapshot = load::current(root.path()).expect("loaded");
    let ledger =
        &snapshot.manifest.sources.iter().find(|input| input.source.id == "trajets").expect("read").ledger;
    assert_eq!((ledger.read, ledger.accepted, ledger.merged, ledger.refused()), (4, 2, 1, 1));
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let cell = |one: &str, other: &str| ways.cell(rank(&snapshot, one), rank(&snapshot, other));
    assert_eq!(cell(a, b), Cell::Routed { minutes: 20.57 });
    assert_eq!(cell(a, c), Cell::Unreachable);
    assert!(matches!(cell(b, a), Cell::Estimated(_)), "the other direction was not measured");
    assert!(ways.share_estimated().is_some_and(|share| share < 1.0));
    assert!(
        island().world.served().snapshot.manifest.sources.iter().all(|input| input.source.id != "trajets")
    );
}
