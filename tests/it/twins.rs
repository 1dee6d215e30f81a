//! Twins, partners and indices of territories that exist in a snapshot, and what can be relied on.

use std::collections::BTreeMap;

use maillage::analysis::better::Rates;
use maillage::analysis::features::Feature;
use maillage::analysis::figures::Figures;
use maillage::analysis::indices::{Index, IndexError};
use maillage::analysis::partners::{Completed, Profiles, REACH, sum};
use maillage::analysis::seats::Seats;
use maillage::analysis::subjects::Subject;
use maillage::analysis::twins::{Answer, Land, Scope, Settings};
use maillage::domain::function::{FunctionId, Functions};
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

const INDEX: &str = r#"
key = "proximite"
label_fr = "Services de proximité"
label_en = "Nearby services"
seed = 7

[[block]]
key = "offre"
label_fr = "Offre"
label_en = "Supply"

[[block]]
key = "tissu"
label_fr = "Tissu"
label_en = "Fabric"

[[indicator]]
key = "acteurs"
label_fr = "Acteurs pour 10 000 habitants"
label_en = "Actors by 10,000 people"
block = "offre"
count = "actors"
per = "people"
worst = 20
best = 400

[[indicator]]
key = "associations"
label_fr = "Part d'associations"
label_en = "Share of associations"
block = "tissu"
count = "family:association"
per = "actors"
times = 100
worst = 0
best = 60

[[indicator]]
key = "cooperatives"
label_fr = "Part de coopératives"
label_en = "Share of co-operatives"
block = "tissu"
count = "family:cooperative"
per = "actors"
times = 100
worst = 0
best = 10

[[person]]
acteurs = 50
associations = 25
cooperatives = 25

[[person]]
acteurs = 2
cooperatives = 2
"#;

#[test]
fn an_index_is_made_at_every_level_from_the_same_file_and_adds_up() {
    let served = worlds::island().world.served();
    let snapshot: &Snapshot = &served.snapshot;
    let index = Index::parse(INDEX, &snapshot.functions).expect("sound");
    let opinions = index.opinions.as_ref().expect("two people");
    assert_eq!((opinions[0].mean, opinions[1].least, opinions[1].most), (0.5, 0.0, 0.25));
    assert_eq!(index.composite().weights(), [0.5, 0.125, 0.375]);
    for level in Level::ALL {
        let figures = Figures::of(snapshot, level);
        let found = index.on(&figures);
        assert_eq!(found, index.on(&figures), "the same file, the same figures");
        assert_eq!(
            (found.standings.len(), found.snapshot.as_str()),
            (figures.len(), snapshot.manifest.id.as_str())
        );
        assert_eq!(found.without[0], None, "the only one of its block");
        let mut scored = 0;
        for (row, standing) in found.standings.iter().enumerate() {
            let actors = figures.actors[row] * 10_000.0 / figures.people[row];
            assert_eq!(standing.values[0], Some(actors).filter(|value| value.is_finite()), "{level}");
            let Some(score) = &standing.scored else { continue };
            scored += 1;
            let given: f64 = score.given.iter().flatten().sum();
            assert!((1.0 + given - score.score).abs() < 1e-9);
            let ranks = standing.ranks.expect("who has a score has ranks");
            assert!(1 <= ranks.low && ranks.low <= ranks.median && ranks.median <= ranks.high);
        }
        assert!(0 < scored, "{level}");
    }
}

#[test]
fn faults_of_an_index_are_told() {
    let functions = Functions::embedded();
    let fault = |from: &str, to: &str| {
        assert!(INDEX.contains(from), "{from}");
        Index::parse(&INDEX.replacen(from, to, 1), &functions).expect_err("a fault")
    };
    let key = |key: &str| key.to_owned();
    assert_eq!(
        fault("family:cooperative", "function:none-such"),
        IndexError::Count { indicator: key("cooperatives"), count: key("function:none-such") }
    );
    assert_eq!(
        fault("block = \"offre\"", "block = \"offres\""),
        IndexError::Block { indicator: key("acteurs"), block: key("offres") }
    );
    assert_eq!(fault("key = \"associations\"", "key = \"acteurs\""), IndexError::Twice(key("acteurs")));
    assert_eq!(fault("times = 100", "times = -1"), IndexError::Times(key("associations")));
    assert_eq!(fault("acteurs = 50", "acteurs = -50"), IndexError::NoPoints);
    assert_eq!(
        fault("acteurs = 50", "autres = 50"),
        IndexError::Points { person: 1, indicator: key("autres") }
    );
    assert!(matches!(fault("worst = 20", "worst = nan"), IndexError::Composite(_)));
    assert!(matches!(fault("per = \"people\"", "per = \"persons\""), IndexError::Toml(_)));
    assert!(matches!(fault("seed = 7", "sed = 7"), IndexError::Toml(_)));
    assert!(matches!(Index::parse(&"#".repeat(70_000), &functions), Err(IndexError::Long(70_000))));
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
