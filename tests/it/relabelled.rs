//! Whoever bears which id, scores are the same: nothing hangs on the order of rows or on a register number.

use std::collections::BTreeMap;

use maillage::analysis::allies::{Question, allies};
use maillage::analysis::ally_bonds::Bonds;
use maillage::analysis::ally_fit::{Conventions, Seeker};
use maillage::analysis::ally_index::{AllyIndex, known_ties};
use maillage::analysis::cooperation::conventions::Adjacency;
use maillage::analysis::opportunities::{Land, opportunities};
use maillage::analysis::opportunities::{Question as PairsQuestion, USUAL_LINES, USUAL_MOST};
use maillage::demo::Plan;
use maillage::domain::function::{FunctionSet, Functions};
use maillage::domain::level::Level;
use maillage::snapshot::actors::{Actor, Actors, morton_of};
use maillage::snapshot::offers::{HeldOffer, Offers};
use maillage::snapshot::ties::{HeldTie, Ties};
use maillage::snapshot::{Parts, Snapshot, build};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::worlds::write_land;

/// The parts of the island.
fn parts() -> Parts {
    let files = tempfile::tempdir().expect("a folder");
    write_land(files.path(), &Plan::island());
    build::build(files.path(), Functions::embedded(), &mut |_| ()).expect("built")
}

/// What actors of one legal unit have in common in their ids: nine digits.
fn unit(id: &str) -> Option<&str> {
    (id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| &id[..9])
}

/// Another id for each: units change places with units, whoever has no unit with others alike.
fn renamed(ids: &[String], seed: u64) -> Vec<String> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut shuffled = |mut of: Vec<String>| -> BTreeMap<String, String> {
        of.sort();
        of.dedup();
        let mut to = of.clone();
        for at in (1..to.len()).rev() {
            to.swap(at, random.next_u64() as usize % (at + 1));
        }
        of.into_iter().zip(to).collect()
    };
    let units = shuffled(ids.iter().filter_map(|id| unit(id)).map(str::to_owned).collect());
    let others = shuffled(ids.iter().filter(|id| unit(id).is_none()).cloned().collect());
    ids.iter()
        .map(|id| match unit(id) {
            Some(siren) => format!("{}{}", units[siren], &id[9..]),
            None => others[id].clone(),
        })
        .collect()
}

/// The same people under other ids, and the row that each was: rows follow ids where places are the same.
fn relabelled(parts: Parts, seed: u64) -> (Snapshot, Vec<u32>) {
    let old = &parts.actors;
    let ids: Vec<String> = (0..old.len()).map(|row| old.id(row).to_owned()).collect();
    let mut people: Vec<(u32, Actor)> = (0..)
        .zip(renamed(&ids, seed))
        .map(|(row, id)| {
            let actor = Actor {
                id,
                name: old.name(row).map(str::to_owned),
                address: None,
                website: None,
                family: old.family(row),
                legal_form: old.legal_form(row),
                naf: old.naf(row).map(str::to_owned),
                employees: old.employees(row).map(str::to_owned),
                functions: old.functions(row),
                statements: old.statements(row).to_vec(),
                details: old.details(row).map(str::to_owned).collect(),
                service_area: None,
                commune: old.commune(row),
                position: old.anchor(row),
                precision: old.precision(row),
                masked: old.is_masked(row),
            };
            (row, actor)
        })
        .collect();
    people.sort_by(|a, b| {
        morton_of(a.1.position).cmp(&morton_of(b.1.position)).then_with(|| a.1.id.cmp(&b.1.id))
    });
    let mut actors = Actors::default();
    people.iter().for_each(|(_, actor)| actors.push(actor));
    let was: Vec<u32> = people.iter().map(|(row, _)| *row).collect();
    let mut now = vec![0; was.len()];
    (0..).zip(&was).for_each(|(row, &before)| now[before as usize] = row);
    let moved = |tie: HeldTie| HeldTie { from: now[tie.from as usize], to: now[tie.to as usize], ..tie };
    let ties = Ties::new(parts.ties.iter().map(moved).collect());
    let held = parts.offers.list().iter().cloned();
    let offers = Offers::new(held.map(|held| HeldOffer { row: now[held.row as usize], ..held }).collect());
    (Snapshot::new(Parts { actors, ties, offers, ..parts }), was)
}

/// How bad each gap is: any numbers, the same for both.
fn wanting(snapshot: &Snapshot) -> Vec<Option<f64>> {
    let many = snapshot.functions.list().len();
    (0..many).map(|rank| (rank % 5 != 0).then(|| (rank * 37 % 100) as f64 / 100.0)).collect()
}

/// Every partner of somebody with its score, by the rows that actors had at first.
fn scores(snapshot: &Snapshot, index: &AllyIndex, was: &[u32], row: u32) -> Vec<BTreeMap<u32, u64>> {
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
    let main = |actor: &u32| snapshot.actors.main_function(*actor).map(|id| u32::from(id.0));
    let seeker = Seeker {
        class: index.classes()[index.class_of(row) as usize].clone(),
        needs: FunctionSet::default(),
        partners: index.ties.neighbours(row).iter().filter_map(main).collect(),
        gaps: wanting(snapshot),
    };
    let question = Question {
        seeker: &seeker,
        row: Some(row),
        id: Some(snapshot.actors.id(row)),
        commune: snapshot.actors.commune(row).expect("placed"),
        minutes: 45.0,
        lines: snapshot.actors.len() as usize,
        conventions: &Conventions::default(),
    };
    let found = allies(index, &bonds, &snapshot.functions, &ways, &question);
    let told = |list: &maillage::analysis::allies::Listed| {
        list.allies.iter().map(|ally| (was[ally.actor as usize], ally.score.total.to_bits())).collect()
    };
    found.lists.iter().map(told).collect()
}

/// How many pairs are possible in each bassin, and what the best of them are worth.
fn best_pairs(snapshot: &Snapshot, index: &AllyIndex) -> Vec<(u64, Vec<u64>)> {
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let bonds = Bonds::of(&snapshot.functions, &Adjacency::default());
    let id = |row: u32| snapshot.actors.id(row);
    let shortages = |commune: u32| (snapshot.territories.zone(commune, Level::Bassin), wanting(snapshot));
    let functions = &snapshot.functions;
    let land = Land { index, bonds: &bonds, functions, ways: &ways, id: &id, shortages: &shortages };
    let conventions = Conventions { lambda: 1.0, ..Conventions::default() };
    (0..snapshot.territories.of(Level::Bassin).len() as u32)
        .map(|bassin| {
            let question = PairsQuestion {
                communes: snapshot.territories.communes(Level::Bassin, bassin),
                minutes: 30.0,
                many: USUAL_LINES as usize,
                most: USUAL_MOST as usize * 100,
                brings: FunctionSet::default(),
                trios: true,
                at_most: u64::MAX,
                conventions: &conventions,
            };
            let found = opportunities(&land, &question).expect("not too wide");
            (found.possible, found.pairs.iter().map(|pair| pair.score.total.to_bits()).collect())
        })
        .collect()
}

#[test]
fn other_ids_leave_every_score_of_every_partner_as_it_was() {
    let first = Snapshot::new(parts());
    let index = AllyIndex::of(&first, known_ties(&first));
    let itself: Vec<u32> = (0..first.actors.len()).collect();
    let does = |row: &u32| {
        let actors = &first.actors;
        !actors.is_masked(*row) && actors.commune(*row).is_some() && !actors.functions(*row).is_empty()
    };
    let all: Vec<u32> = itself.iter().copied().filter(does).collect();
    let tied = all.iter().copied().filter(|&row| index.ties.degree(row) != 0);
    let asked: Vec<u32> =
        tied.step_by(40).chain(all.iter().copied().step_by(all.len() / 6)).take(12).collect();
    let pairs = best_pairs(&first, &index);
    assert!(pairs.iter().any(|(_, best)| !best.is_empty()));
    for seed in [1, 2] {
        let (other, was) = relabelled(parts(), seed);
        assert_ne!(was, itself, "rows changed places");
        let again = AllyIndex::of(&other, known_ties(&other));
        let mut now = vec![0; was.len()];
        (0..).zip(&was).for_each(|(row, &before)| now[before as usize] = row);
        for &row in &asked {
            let expected = scores(&first, &index, &itself, row);
            assert!(expected.iter().any(|list| !list.is_empty()) || index.ties.degree(row) == 0);
            assert_eq!(scores(&other, &again, &was, now[row as usize]), expected, "seed {seed}, row {row}");
        }
        assert_eq!(best_pairs(&other, &again), pairs, "seed {seed}");
    }
}
