//! Suppliers of a purchase: on the island whose actors state whom they serve, what the tree of communes finds
//! is what a loop finds; who reaches over a border is found.

use std::collections::BTreeSet;

use maillage::analysis::perimeter::{Perimeter, Sketch};
use maillage::analysis::served::{ServedPlace, served};
use maillage::analysis::suppliers::{Found, Question, Standing, suppliers};
use maillage::domain::level::Level;
use maillage::domain::purchase::Purchases;
use maillage::geometry::area::Area;
use maillage::query::drawn::Drawn;
use maillage::query::zone::Zone;
use maillage::snapshot::Snapshot;
use maillage::snapshot::layers::Layer;

use crate::serves::SERVED;
use crate::worlds::island;

fn places<'a>(snapshot: &'a Snapshot, communes: &[u32]) -> Vec<ServedPlace<'a>> {
    let territories = &snapshot.territories;
    let place = |&row: &u32| {
        let commune = territories.get(Level::Commune, row);
        let code = |level: Level| {
            let zone = territories.zone(row, level)?;
            Some(territories.get(level, zone).code.as_str())
        };
        ServedPlace { point: commune.point, people: commune.population, codes: Level::ALL.map(code) }
    };
    communes.iter().map(place).collect()
}

fn outline(snapshot: &Snapshot, communes: &[u32]) -> Area {
    let pieces =
        communes.iter().flat_map(|&row| snapshot.territories.get(Level::Commune, row).area.0.clone());
    Area(pieces.collect())
}

fn asked(snapshot: &Snapshot, perimeter: &Perimeter, key: &str) -> Found {
    let purchases = Purchases::embedded(&snapshot.functions);
    let purchase = &purchases.list()[purchases.of_key(key).expect("in the table")];
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let question = Question { purchases: &purchases, purchase, labels: &[], minutes: 30.0 };
    suppliers(snapshot, perimeter, &ways, &question)
}

#[test]
fn the_tree_finds_who_serves_a_perimeter_as_a_loop_does() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    let index = snapshot.service_areas();
    let mut kinds = BTreeSet::new();
    for level in [Level::Commune, Level::Epci, Level::Bassin, Level::Departement] {
        for row in 0..(snapshot.territories.of(level).len() as u32).min(8) {
            let communes = snapshot.territories.communes(level, row).to_vec();
            let perimeter = Perimeter::new(snapshot, &communes, None);
            let (places, outline) = (places(snapshot, &communes), outline(snapshot, &communes));
            for rank in 0..index.len() as u32 {
                let area = snapshot.actors.service_area(index.row(rank)).expect("stated");
                let (found, expected) = (perimeter.served(rank), served(area, &places, &outline));
                assert_eq!(found, expected, "{level} {row} {area}");
                kinds.insert(found.map(|served| (served.is_whole, served.share == Some(0.0))));
            }
        }
    }
    assert_eq!(kinds.len(), 4, "whole, in part, barely and not at all: {kinds:?}");
}

#[test]
fn a_drawing_has_the_suppliers_that_its_territories_have() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    let bassin = snapshot.territories.get(Level::Bassin, 0);
    let official = snapshot.territories.communes(Level::Bassin, 0).to_vec();
    let drawn = Drawn::resolve(&bassin.area, snapshot, Layer::Acteurs).expect("not too intricate");
    let sketch = Sketch { area: &bassin.area, inside: drawn.inside(), undetermined: drawn.undetermined() };
    let by_table = asked(snapshot, &Perimeter::new(snapshot, &official, None), "repas");
    let by_hand = asked(snapshot, &Perimeter::new(snapshot, &[], Some(sketch)), "repas");
    assert!(!by_table.suppliers.is_empty());
    assert_eq!(by_table.people, by_hand.people);
    let rows = |found: &Found| -> BTreeSet<u32> {
        let is_here = |standing: Standing| standing != Standing::WithinReach;
        found.suppliers.iter().filter(|one| is_here(one.standing)).map(|one| one.row).collect()
    };
    assert_eq!(rows(&by_table), rows(&by_hand));
}

#[test]
fn nobody_is_listed_twice_nor_hidden_and_all_inside_are_counted() {
    let shared = SERVED.current();
    let snapshot = &shared.snapshot;
    for row in 0..snapshot.territories.of(Level::Bassin).len() as u32 {
        let zone = Zone::of(vec![(Level::Bassin, row)], &snapshot.territories);
        let communes: Vec<u32> = zone.communes().collect();
        let perimeter = Perimeter::new(snapshot, &communes, None);
        for key in ["repas", "espaces-verts", "legumes", "formation"] {
            let found = asked(snapshot, &perimeter, key);
            let rows: BTreeSet<u32> = found.suppliers.iter().map(|one| one.row).collect();
            assert_eq!(rows.len(), found.suppliers.len());
            assert!(rows.iter().all(|&row| !snapshot.actors.is_masked(row)));
            for one in &found.suppliers {
                let is_in = snapshot.actors.commune(one.row).is_some_and(|commune| zone.contains(commune));
                assert_eq!(is_in, one.standing == Standing::Inside);
                assert!(
                    one.standing != Standing::WithinReach || snapshot.actors.service_area(one.row).is_none()
                );
            }
            assert_eq!(found.market.suppliers.all() as usize, found.suppliers.len());
        }
    }
}

#[test]
fn who_was_planted_over_the_border_serves_the_bassin_beyond() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let (siret, bassin) = island.truths.offers.beyond.as_ref().expect("planted");
    let row = snapshot.actor_of_id(siret).expect("known");
    let bassin = snapshot.territories.row(Level::Bassin, bassin).expect("a bassin");
    let communes = snapshot.territories.communes(Level::Bassin, bassin).to_vec();
    assert!(!communes.contains(&snapshot.actors.commune(row).expect("placed")));
    let perimeter = Perimeter::new(snapshot, &communes, None);
    let index = snapshot.service_areas();
    let rank = (0..index.len() as u32).find(|&rank| index.row(rank) == row).expect("states an area");
    let found = perimeter.served(rank).expect("serves it");
    assert!(!found.is_whole);
}

#[test]
fn offers_are_those_of_the_file_and_some_hundred_serve_somewhere() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let told = &island.truths.offers;
    assert_eq!(snapshot.offers.list().len() as u64, told.sound);
    assert_eq!(snapshot.service_areas().len() as u64, told.areas + island.truths.poles.len() as u64);
    let input = snapshot.manifest.sources.iter().find(|input| input.source.id == "offres").expect("read");
    let ledger = &input.ledger;
    assert_eq!(ledger.read, ledger.accepted + ledger.merged + ledger.refused());
    assert_eq!(ledger.faulty(), island.truths.faults["offres : ni offre ni besoin"]);
    let [one, other] = told.pair.as_ref().expect("planted");
    for siret in [one, other] {
        let row = snapshot.actor_of_id(siret).expect("known");
        assert!(snapshot.offers.of(row).iter().any(|held| held.product.as_deref() == Some("presse à jus")));
    }
}
