//! Twins and partners of territories that exist in a snapshot, and what can be relied on.

use std::collections::BTreeSet;

use maillage::analysis::figures::Figures;
use maillage::analysis::partners::{Profiles, estimated_minutes};
use maillage::analysis::twins::{Answer, Feature, Land, Scope, Settings};
use maillage::domain::function::FunctionId;
use maillage::domain::level::Level;
use maillage::snapshot::Snapshot;

use crate::worlds;

/// The bassins of the island, whatever their département: there is but one or two.
fn island() -> Land {
    let served = worlds::island().world.served();
    Land::new(Figures::of(&served.snapshot, Level::Bassin), Scope::Everybody).expect("a few bassins")
}

#[test]
fn figures_of_a_level_are_sums_of_those_of_communes() {
    let served = worlds::island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let communes = Figures::of(snapshot, Level::Commune);
    for level in [Level::Bassin, Level::Departement, Level::Region] {
        let figures = Figures::of(snapshot, level);
        let mut people = vec![0.0; figures.len()];
        let mut counts = vec![vec![0.0; figures.len()]; figures.functions.len()];
        for commune in 0..communes.len() as u32 {
            let zone = snapshot.territories.zone(commune, level).expect("every commune is in one") as usize;
            people[zone] += communes.people[commune as usize];
            for (sums, of_commune) in counts.iter_mut().zip(&communes.functions) {
                sums[zone] += of_commune[commune as usize];
            }
        }
        assert_eq!((people, counts), (figures.people, figures.functions), "{level}");
    }
}

#[test]
fn twins_are_near_hold_and_tell_what_separates_them() {
    let land = island();
    let many = land.figures().len() as u32;
    let mut with_twins = 0;
    for row in 0..many {
        let answer = land.twins(row, &Settings::default());
        assert_eq!(answer, land.twins(row, &Settings::default()), "the same seed, the same twins");
        let limit = land.limit().expect("comparable");
        match answer {
            Answer::Twins(twins) => {
                with_twins += 1;
                assert!(!twins.is_empty() && twins.len() <= 5);
                assert!(twins.is_sorted_by(|a, b| a.distance <= b.distance));
                for twin in &twins {
                    assert!(twin.territory != row && twin.distance <= limit && 0.6 <= twin.stability);
                    assert!(!twin.separations.is_empty() && twin.separations.len() <= 3);
                    let parts: f64 = twin.separations.iter().map(|separation| separation.part).sum();
                    assert!(0.0 < parts && parts <= 1.0 + 1e-12);
                    assert!(twin.separations.is_sorted_by(|a, b| a.part >= b.part));
                }
            }
            Answer::NoTwin { nearest, limit: told } => assert!(told == limit && limit < nearest),
            Answer::NoneHolds | Answer::NotComparable => {}
        }
    }
    assert!(many / 2 < with_twins, "{with_twins} of {many}");
    assert_eq!(land.twins(many, &Settings::default()), Answer::NotComparable, "nobody");
}

#[test]
fn a_twin_of_another_departement_is_of_another_departement() {
    let served = worlds::island().world.served();
    let land = Land::new(Figures::of(&served.snapshot, Level::Epci), Scope::OtherDepartements).expect("few");
    let departement = &land.figures().departement;
    for row in 0..land.figures().len() as u32 {
        if let Answer::Twins(twins) = land.twins(row, &Settings::default()) {
            let elsewhere = |other: u32| departement[other as usize] != departement[row as usize];
            assert!(twins.iter().all(|twin| elsewhere(twin.territory)));
        }
    }
}

#[test]
fn who_does_better_has_more_and_surely() {
    let land = island();
    for row in 0..land.figures().len() as u32 {
        let Answer::Twins(twins) = land.twins(row, &Settings::default()) else { continue };
        for function in land.figures().measured.iter().collect::<Vec<_>>() {
            for better in land.doing_better(row, function, &twins) {
                assert!(better.here < better.at_least && better.at_least <= better.there);
                let count = |id: FunctionId, row: u32| land.figures().count(id, row).expect("known");
                let lacks = |id: &FunctionId| count(*id, row) == 0.0 && 0.0 < count(*id, better.territory);
                assert!(better.has_besides.iter().all(lacks));
            }
        }
        assert!(land.doing_better(row, FunctionId(63), &twins).is_empty(), "no such function");
        let of_block = |block: fn(&Feature) -> bool| land.features().iter().any(block);
        assert!(
            of_block(|f| matches!(f, Feature::Function(_))) && of_block(|f| matches!(f, Feature::People))
        );
    }
}

#[test]
fn partners_give_each_other_as_much_whoever_asks() {
    let served = worlds::island().world.served();
    let figures = Figures::of(&served.snapshot, Level::Bassin);
    let profiles = Profiles::of(&figures);
    let many = figures.len() as u32;
    let of = |row: u32| profiles.partners(row, |other| estimated_minutes(&figures, row, other), usize::MAX);
    let mut pairs = BTreeSet::new();
    for row in 0..many {
        for partner in of(row) {
            assert!(partner.minutes <= 60.0 && 0.0 < partner.mutual);
            let sum = |gifts: &[(FunctionId, f64)]| gifts.iter().map(|gift| gift.1).sum::<f64>();
            let least = sum(&partner.gives).min(sum(&partner.receives));
            assert!((least - partner.mutual).abs() < 1e-12, "the smaller of both directions");
            pairs.insert((row, partner.territory));
        }
    }
    assert!(!pairs.is_empty());
    assert!(pairs.iter().all(|&(a, b)| pairs.contains(&(b, a))));
    assert!(profiles.partners(0, |_| None, 5).is_empty(), "no way, no partner");
    assert!(profiles.partners(many, |_| Some(1.0), 5).is_empty());
}

/// Paris is like nobody, and most are like somebody; printed to be looked at.
#[test]
fn paris_has_no_twin_and_most_bassins_have() {
    let Some(world) = worlds::real() else { return };
    let served = world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let start = std::time::Instant::now();
    let land = Land::new(Figures::of(snapshot, Level::Bassin), Scope::default()).expect("comparable");
    println!("{} bassins made comparable in {:?}", land.figures().len(), start.elapsed());
    println!("by {:?}", land.features());
    let (mut told, mut with_twins) = (0, 0);
    for (row, bassin) in (0_u32..).zip(snapshot.territories.of(Level::Bassin)).step_by(20) {
        told += 1;
        if let Answer::Twins(twins) = land.twins(row, &Settings::default()) {
            with_twins += 1;
            if told % 15 == 1 {
                println!("{} ({}):", bassin.name, bassin.population);
                for twin in twins {
                    let other = snapshot.territories.get(Level::Bassin, twin.territory);
                    println!(
                        "  {} ({}) {:.2} stable {:.2} {:?}",
                        other.name, other.population, twin.distance, twin.stability, twin.separations
                    );
                }
            }
        }
    }
    println!("{with_twins} of {told} have a twin, {:?}", start.elapsed());
    assert!(told / 2 < with_twins, "{with_twins} of {told}");
    let paris = snapshot.territories.of(Level::Bassin).iter().position(|bassin| bassin.name == "Paris");
    let paris = paris.expect("a bassin called Paris") as u32;
    let answer = land.twins(paris, &Settings::default());
    assert!(matches!(answer, Answer::NoTwin { .. }), "{answer:?}");
}
