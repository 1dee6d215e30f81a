//! Ties of the island, from the file to the loaded snapshot: each is there once, both ways, and what
//! was planted is found.

use std::collections::{BTreeMap, BTreeSet};

use maillage::domain::tie::TieKind;
use maillage::snapshot::Snapshot;
use maillage::snapshot::ties::Direction;

use crate::worlds::island;

fn row(snapshot: &Snapshot, siret: &str) -> u32 {
    snapshot.actor_of_id(siret).expect("on the island")
}

#[test]
fn every_sound_row_is_a_tie_and_every_other_is_told() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let input = snapshot.manifest.sources.iter().find(|input| input.source.id == "liens").expect("read");
    let ledger = &input.ledger;
    assert_eq!(ledger.read, ledger.accepted + ledger.merged + ledger.refused());
    assert_eq!(ledger.accepted, island.truths.ties.sound);
    let planted = |fault: &str| island.truths.faults[fault];
    assert_eq!(ledger.merged, planted("liens : dit deux fois"));
    let tally = |what: &str| {
        let found = ledger.faults.get(what).or_else(|| ledger.out_of_scope.get(what));
        found.or_else(|| ledger.mended.get(what)).map_or(0, |tally| tally.count)
    };
    let refused = [
        ("lien dont un bout n'est pas un acteur connu : non conservé", "liens : bout inconnu"),
        ("lien d'une unité en diffusion partielle : non conservé", "liens : diffusion partielle"),
        ("genre de lien inconnu", "liens : genre inconnu"),
        ("un acteur n'est pas lié à lui-même", "liens : avec lui-même"),
        ("part hors de ]0, 1] : écartée", "liens : part de plus de tout"),
    ];
    for (reason, fault) in refused {
        assert_eq!(tally(reason), planted(fault), "{fault}");
    }
    let kept = snapshot.ties.iter().filter(|tie| tie.source == "liens").count() as u64;
    assert_eq!(kept, island.truths.ties.sound);
    assert!(300 < kept, "some hundred ties: {kept}");
}

#[test]
fn a_tie_is_seen_from_both_its_ends() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let mut seen = BTreeMap::new();
    for row in 0..snapshot.actors.len() {
        for tie in snapshot.ties.of(row) {
            assert!(!snapshot.actors.is_masked(tie.other));
            let ends = if tie.direction == Direction::In { (tie.other, row) } else { (row, tie.other) };
            let ends = if tie.kind.is_directed() { ends } else { (row.min(tie.other), row.max(tie.other)) };
            *seen.entry((ends, tie.kind, tie.product.map(str::to_owned))).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), snapshot.ties.len());
    assert!(seen.values().all(|&times| times == 2));
}

#[test]
fn members_of_a_pole_are_tied_to_it() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let members = snapshot.ties.iter().filter(|tie| tie.source == "ptce").count();
    // The first member of each carries it, and is the pole.
    let expected: usize = island.truths.poles.iter().map(|(_, members)| members - 1).sum();
    assert_eq!(members, expected);
    assert!(snapshot.ties.iter().filter(|tie| tie.source == "ptce").all(|tie| tie.kind == TieKind::MemberOf));
}

#[test]
fn without_their_broker_the_two_companies_are_apart() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let told = &island.truths.ties;
    let broker = row(snapshot, &told.broker);
    let reached = |without: Option<u32>| {
        let mut met = BTreeSet::from([row(snapshot, &told.sides[0][0])]);
        let mut next: Vec<u32> = met.iter().copied().collect();
        while let Some(row) = next.pop() {
            let others =
                snapshot.ties.of(row).filter(|tie| tie.source == "liens" && Some(tie.other) != without);
            next.extend(others.map(|tie| tie.other).filter(|&other| met.insert(other)));
        }
        met
    };
    let side =
        |rank: usize| -> BTreeSet<u32> { told.sides[rank].iter().map(|id| row(snapshot, id)).collect() };
    assert_eq!(reached(Some(broker)), side(0));
    let all: BTreeSet<u32> = side(0).union(&side(1)).copied().chain([broker]).collect();
    assert_eq!(reached(None), all);
}
