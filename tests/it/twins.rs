//! Twins and partners of territories that exist in a snapshot, and what can be relied on.

use std::collections::BTreeMap;

use maillage::analysis::better::Rates;
use maillage::analysis::features::Feature;
use maillage::analysis::figures::Figures;
use maillage::analysis::partners::{Completed, Profiles, REACH, sum};
use maillage::analysis::seats::Seats;
use maillage::analysis::subjects::Subject;
use maillage::analysis::twins::{Answer, Land, Scope, Settings};
use maillage::domain::function::FunctionId;
use maillage::domain::level::Level;
use maillage::network::cell::TravelTimes;
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
                    assert!((twin.parts.iter().sum::<f64>() - 1.0).abs() < 1e-9, "parts add up");
                }
            }
            Answer::NoTwin { nearest, limit: told, .. } => assert!(told == limit && limit < nearest),
            Answer::NoneHolds { nearest, .. } => assert!(nearest <= limit),
            Answer::NotComparable => {}
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
fn twins_are_the_same_on_any_number_of_threads() {
    let land = island();
    let rows: Vec<u32> = (0..land.figures().len() as u32).collect();
    let settings = Settings { seed: 7, ..Settings::default() };
    let one = land.twins_of(&rows, &settings, 1);
    assert_eq!(one, rows.iter().map(|&row| land.twins(row, &settings)).collect::<Vec<_>>());
    for threads in [0, 2, 3, 99] {
        assert_eq!(land.twins_of(&rows, &settings, threads), one, "{threads}");
    }
    assert!(land.twins_of(&[], &settings, 2).is_empty());
}

#[test]
fn who_does_better_has_more_and_surely() {
    let served = worlds::island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let land = island();
    let mut better = 0;
    for subject in Subject::all(snapshot) {
        let rates = Rates::of_subject(snapshot, land.figures(), subject);
        assert!(rates.is_none() || subject.is_measured(snapshot));
        let Some(rates) = rates else { continue };
        for row in 0..land.figures().len() as u32 {
            let Answer::Twins(twins) = land.twins(row, &Settings::default()) else { continue };
            for twin in twins {
                let beside = rates.beside(row, twin.territory).expect("inhabited");
                assert!(beside.at_least <= beside.there);
                let is_more = 3.0 <= beside.known[1] && beside.here < beside.at_least;
                assert_eq!(beside.is_better(), is_more);
                better += u32::from(beside.is_better());
                let count = |id: FunctionId, row: u32| land.figures().count(id, row).expect("known");
                let lacks = |id: &FunctionId| count(*id, row) == 0.0 && 0.0 < count(*id, twin.territory);
                assert!(land.has_besides(row, twin.territory).iter().all(lacks));
            }
        }
    }
    assert!(0 < better, "somebody does better on something");
    let of_block = |block: fn(&Feature) -> bool| land.features().iter().any(block);
    assert!(of_block(|f| matches!(f, Feature::Function(_))) && of_block(|f| matches!(f, Feature::People)));
}

#[test]
fn partners_give_each_other_as_much_whoever_asks() {
    let served = worlds::island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let figures = Figures::of(snapshot, Level::Bassin);
    let profiles = Profiles::of(&figures);
    let ways = snapshot.ways.ways(&snapshot.territories).expect("readable");
    let seats = Seats::of(&snapshot.territories, Level::Bassin, &ways, REACH);
    let many = figures.len() as u32;
    let mut pairs = BTreeMap::new();
    for row in 0..many {
        let Completed::Partners(partners) = profiles.completed(row, seats.around(row)) else { continue };
        assert!(partners.is_sorted_by(|a, b| a.mutual >= b.mutual));
        for partner in partners {
            assert!(partner.minutes <= REACH && 0.0 < partner.mutual && !partner.is_routed);
            let least = sum(&partner.gives).min(sum(&partner.receives));
            assert_eq!(least, partner.mutual, "the smaller of both directions");
            pairs.insert((row, partner.territory), partner);
        }
    }
    assert!(!pairs.is_empty());
    for (&(one, other), partner) in &pairs {
        let back = &pairs[&(other, one)];
        assert_eq!((partner.mutual, partner.minutes), (back.mutual, back.minutes));
        assert_eq!((&partner.gives, &partner.receives), (&back.receives, &back.gives));
    }
    assert_eq!(profiles.completed(0, &[]), Completed::NobodyNear, "no way, no partner");
    assert_eq!(profiles.completed(many, seats.around(0)), Completed::NotMeasured, "no such territory");
}

/// The minutes are those of the snapshot's ways, which no barrier lets through.
#[test]
fn minutes_between_territories_are_those_between_their_most_populous_communes() {
    let served = worlds::island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let territories = &snapshot.territories;
    let ways = snapshot.ways.ways(territories).expect("readable");
    let seats = Seats::of(territories, Level::Bassin, &ways, REACH);
    let seat = |row: u32| {
        let communes = territories.communes(Level::Bassin, row).iter().copied();
        let people = |commune: u32| territories.get(Level::Commune, commune).population;
        communes.fold(None, |best: Option<u32>, commune| match best {
            Some(best) if people(commune) <= people(best) => Some(best),
            _ => Some(commune),
        })
    };
    let many = territories.of(Level::Bassin).len() as u32;
    let mut near = 0;
    for (one, other) in (0..many).flat_map(|one| (0..many).map(move |other| (one, other))) {
        let ends = (seat(one).expect("a commune"), seat(other).expect("a commune"));
        let minutes = ways.cell(ends.0, ends.1).minutes().filter(|minutes| *minutes <= REACH && one != other);
        let told = seats.around(one).iter().find(|near| near.territory == other).map(|near| near.minutes);
        assert_eq!(told, minutes);
        near += u32::from(told.is_some());
    }
    assert!(0 < near);
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
