//! Land of the island, from the files to the loaded snapshot: each piece once, whatever number of sources tell
//! it; nobody is named who must not be; what was planted is found.

use std::collections::{BTreeMap, BTreeSet};

use maillage::demo::Plan;
use maillage::demo::names::SECRET;
use maillage::domain::land::{Nature, Site};
use maillage::domain::level::Level;
use maillage::domain::owner::OwnerLevel;
use maillage::domain::whereabouts::{Precision, Whereabouts};
use maillage::network::cell::TravelTimes;
use maillage::snapshot::Snapshot;
use maillage::snapshot::places::Placed;

use crate::asking::found;
use crate::worlds::{built, island, write_land};

/// As near as truth 9 says.
const MINUTES: f64 = 20.0;

fn by_id(snapshot: &Snapshot) -> BTreeMap<&str, &Placed<Site>> {
    snapshot.sites.rows().iter().map(|placed| (placed.thing.id.as_str(), placed)).collect()
}

fn count(snapshot: &Snapshot, holds: impl Fn(&Site) -> bool) -> u64 {
    snapshot.sites.rows().iter().filter(|placed| holds(&placed.thing)).count() as u64
}

#[test]
fn every_public_parcel_is_a_candidate_once_and_no_private_one_is() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let told = &island.truths.land;
    assert_eq!(count(snapshot, |site| site.nature == Nature::PublicParcel), told.public);
    assert!(20 < told.public && 10 < told.private);
    let ids: BTreeSet<&str> = by_id(snapshot).into_keys().collect();
    assert_eq!(ids.len(), snapshot.sites.rows().len());
    let parcels = snapshot.sites.rows().iter().filter(|placed| placed.thing.nature == Nature::PublicParcel);
    for Placed { thing, .. } in parcels {
        assert!(thing.owners.levels().any(OwnerLevel::is_candidate), "{thing:?}");
        assert!(
            thing.surface_m2.is_some() && thing.pollution.is_none() && thing.status.is_none(),
            "{thing:?}"
        );
    }
    let manifest = &snapshot.manifest;
    let ledger = &manifest
        .sources
        .iter()
        .find(|input| input.source.id == "parcelles-personnes-morales")
        .expect("read")
        .ledger;
    assert_eq!(ledger.accepted, told.public);
    let private = &ledger.out_of_scope["propriétaire privé : parcelle non candidate"];
    assert!(told.private <= private.count, "a row a part: {private:?}");
    assert_eq!(ledger.faulty(), 0, "{:?}", ledger.faults);
}

#[test]
fn a_brownfield_whose_parcel_the_tax_office_tells_too_is_one_candidate_with_both_sources() {
    let island = island();
    let served = island.world.served();
    let sites = by_id(&served.snapshot);
    for id in &island.truths.brownfield.sites {
        let site = &sites[id.as_str()].thing;
        let sources: Vec<&str> = site.told.iter().filter_map(|told| Some(told.split_once(':')?.0)).collect();
        assert!(sources.starts_with(&["cartofriches"]), "{sources:?}");
        assert!(
            sources.contains(&"parcelles-personnes-morales") && sources.contains(&"cadastre"),
            "{sources:?}"
        );
        assert_eq!(site.owner_class.as_deref(), Some("P5a"), "what the inventory says stays");
        assert!(!sites.contains_key(site.parcels[0].as_str()));
    }
}

#[test]
fn a_polluted_site_on_a_brownfield_is_that_brownfield() {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let joined = |site: &Site| site.nature == Nature::Brownfield && site.intervention.is_some();
    assert_eq!(count(snapshot, joined), 1);
    assert!(1 < count(snapshot, |site| site.nature == Nature::PollutedSite));
    assert!(!by_id(snapshot).contains_key("ademe_1"));
}

#[test]
fn private_owners_are_kept_as_a_class_and_never_named() {
    let island = island();
    let served = island.world.served();
    let secret = SECRET.to_lowercase();
    for Placed { thing, .. } in served.snapshot.sites.rows() {
        assert!(!format!("{thing:?}").to_lowercase().contains(&secret), "{thing:?}");
        let private =
            thing.nature == Nature::PublicParcel && !thing.owners.levels().any(OwnerLevel::is_candidate);
        assert!(!private || thing.owner.is_none(), "{thing:?}");
    }
    assert!(
        count(&served.snapshot, |site| site.rights.iter().any(|right| right == "bail emphytéotique")) > 0
    );
}

#[test]
fn a_parcel_off_the_plan_is_known_by_its_commune_and_one_of_an_old_commune_by_its_new_prefix() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let parcels: Vec<&Placed<Site>> =
        snapshot.sites.rows().iter().filter(|placed| placed.thing.nature == Nature::PublicParcel).collect();
    let at = |precision| parcels.iter().filter(|placed| placed.precision == Some(precision)).count();
    assert!(0 < at(Precision::Commune) && at(Precision::Commune) < at(Precision::Exact));
    assert_eq!(at(Precision::Commune) + at(Precision::Exact), parcels.len());
    // The tax office has the old commune in its ids, the plan has it in the prefix.
    let old: BTreeSet<&str> = island.truths.merged.iter().map(|(old, _)| old.as_str()).collect();
    let moved: Vec<_> =
        parcels.iter().filter(|placed| old.contains(placed.thing.id.get(..5).unwrap_or(""))).collect();
    assert!(!moved.is_empty());
    for placed in moved {
        let drawn = placed.thing.told.iter().any(|told| told.starts_with("cadastre:"));
        assert_eq!(drawn, placed.precision == Some(Precision::Exact), "{placed:?}");
        assert!(placed.commune.is_some());
    }
}

/// The planted parcels that the département owns, by what they are.
#[test]
fn the_planted_three_are_the_best_three_of_the_departement_by_the_ways_of_the_snapshot() {
    let island = island();
    let served = island.world.served();
    let snapshot = &served.snapshot;
    let told = &island.truths.land;
    assert_eq!((told.best.len(), told.decoys.len(), told.barred.len()), (3, 7, 4));
    let sites = by_id(snapshot);
    let owned: BTreeSet<&str> = sites
        .values()
        .filter(|placed| placed.thing.owners.has(OwnerLevel::Departement))
        .map(|placed| placed.thing.id.as_str())
        .collect();
    let planted: BTreeSet<&str> =
        told.best.iter().chain(&told.decoys).chain(&told.barred).map(String::as_str).collect();
    assert_eq!(owned, planted);
    let ways = snapshot.ways.ways(&snapshot.territories).expect("in memory");
    let communes = snapshot.territories.of(Level::Commune);
    let near: Vec<(&str, Vec<bool>)> = told
        .best
        .iter()
        .chain(&told.decoys)
        .map(|id| {
            let from = sites[id.as_str()].commune.expect("placed");
            let minutes = |to: u32| ways.cell(to, from).minutes();
            let is_near = |to: u32| minutes(to).is_some_and(|minutes| minutes <= MINUTES);
            (id.as_str(), (0..communes.len() as u32).map(is_near).collect())
        })
        .collect();
    let people = |set: [usize; 3]| -> u64 {
        let covered = |commune: usize| set.iter().any(|&site| near[site].1[commune]);
        (0..communes.len()).filter(|&at| covered(at)).map(|at| communes[at].population).sum()
    };
    let mut sets = Vec::new();
    for a in 0..near.len() {
        for b in a + 1..near.len() {
            for c in b + 1..near.len() {
                sets.push((people([a, b, c]), [a, b, c]));
            }
        }
    }
    sets.sort_unstable();
    let [.., second, best] = sets[..] else { panic!("120 sets") };
    println!("best three reach {} people, any other three {} at most", best.0, second.0);
    assert_eq!(best.1, [0, 1, 2], "{best:?} before {second:?}");
    assert!(second.0 < best.0);
}

#[test]
fn what_bars_a_planted_parcel_is_told_of_it_and_unknown_elsewhere() {
    let island = island();
    let served = island.world.served();
    let sites = by_id(&served.snapshot);
    let barred: Vec<&Site> = island.truths.land.barred.iter().map(|id| &sites[id.as_str()].thing).collect();
    assert_eq!(barred[0].limits.flood.as_deref(), Some("rouge"));
    assert_eq!(barred[1].limits.protection.as_deref(), Some("réserve naturelle"));
    assert_eq!(barred[2].limits.slope, Some(22.5));
    assert_eq!(barred[3].surface_m2, Some(120));
    let silent = count(&served.snapshot, |site| site.limits.flood.is_none() && site.limits.road.is_none());
    assert_eq!(silent, served.snapshot.sites.rows().len() as u64 - 14);
}

#[test]
fn the_collection_tells_unknown_as_null_and_lists_as_lists() {
    let island = island();
    let best = &island.truths.land.best[0];
    let feature = found(&island.world.shared, &format!("/collections/foncier/items/{best}"));
    let told = &feature["properties"];
    assert_eq!(told["nature"], "parcelle-publique");
    assert_eq!(told["niveau_public"], serde_json::json!(["departement"]));
    assert_eq!(told["proprietaires"], serde_json::json!(["département"]));
    assert_eq!((&told["position"], &told["parcelles"][0]), (&"parcelle".into(), &best.as_str().into()));
    assert_eq!((&told["surface_m2"], &told["locaux"]), (&4_000.into(), &1.into()));
    for unknown in ["bati_m2", "batiments", "pollution", "zonage", "statut", "droits", "mise_a_jour"] {
        assert!(told[unknown].is_null(), "{unknown}: {told}");
    }
    let all = found(&island.world.shared, "/collections/foncier/items?limit=10000&nature=parcelle-publique");
    assert_eq!(all["numberMatched"].as_u64(), Some(island.truths.land.public));
    let owned = found(&island.world.shared, "/counts/foncier?niveau_public=departement");
    assert_eq!(owned["numberMatched"], 14);
}

#[test]
fn a_candidate_comes_back_from_its_file_as_it_was() {
    let files = tempfile::tempdir().expect("a temporary folder");
    write_land(files.path(), &Plan::island());
    let made = built(files.path());
    let served = island().world.served();
    let read = served.snapshot.sites.rows();
    assert_eq!(made.sites.rows().len(), read.len());
    for (made, read) in made.sites.rows().iter().zip(read) {
        // The clues of a place are not kept, the place is.
        let thing = Site { whereabouts: Whereabouts::default(), ..made.thing.clone() };
        assert_eq!(&Placed { thing, ..made.clone() }, read);
    }
    let told = |holds: &dyn Fn(&Site) -> bool| read.iter().any(|placed| holds(&placed.thing));
    assert!(told(&|site| site.limits.road == Some(true)) && told(&|site| site.limits.slope.is_some()));
    assert!(told(&|site| site.buildings == Some(0)) && told(&|site| site.built_m2 == Some(0)));
    assert!(told(&|site| !site.rights.is_empty()) && told(&|site| 1 < site.owner_words.len()));
}
