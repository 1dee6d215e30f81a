//! Would the score have found ties that we know? A fifth of them are hidden, and all pairs that are not
//! seen to be tied are ranked by it, by proximity alone and by degree alone.
//!
//! `cargo test --release --test it backtest -- --ignored --nocapture` prints the figures that
//! `docs/analyses.md` tells, whatever they are. The AMAP file is of class D: it is read in place and nothing of
//! it is kept. Its points of farms are not used: one farm has up to 21 of them, and not in its commune; farms are placed by the name
//! of their commune, and left out where no commune of today bears it.

use std::collections::{BTreeMap, BTreeSet};

use maillage::analysis::ally_bonds::{Bonds, Products};
use maillage::analysis::ally_fit::{Conventions, Seeker, fit};
use maillage::analysis::ally_index::Class;
use maillage::analysis::closure::closure;
use maillage::analysis::cooperation::conventions::Adjacency;
use maillage::analysis::cooperation::factors::novelty;
use maillage::analysis::cooperation::{Factor, Part, proximity, score};
use maillage::analysis::tie_graph::TieGraph;
use maillage::domain::function::{FunctionSet, Functions};
use maillage::domain::level::Level;
use maillage::geometry::position::Position;
use maillage::network::travel::{Ends, FARTHEST_KM, estimate};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::worlds::{island, real, real_folder};

const SEEDS: u64 = 20;

/// A network with what scores are told by.
struct Network {
    name: &'static str,
    classes: Vec<Class>,
    /// By pair, from each to each.
    minutes: Vec<Vec<Option<f64>>>,
    /// Each once, the lower first.
    ties: Vec<(u32, u32)>,
    /// Whom a tie could bind: both sides of a bipartite network.
    may_be_tied: Box<dyn Fn(u32, u32) -> bool>,
}

/// By what pairs are ranked.
const BY: [&str; 3] = ["score", "proximity", "degree"];

impl Network {
    /// The three ranks of every pair that is not seen to be tied, and whether it is.
    fn ranked(
        &self,
        hidden: &BTreeSet<(u32, u32)>,
        functions: &Functions,
        bonds: &Bonds,
    ) -> Vec<(u32, u32, [f64; 3], bool)> {
        let seen: Vec<(u32, u32)> = self.ties.iter().copied().filter(|tie| !hidden.contains(tie)).collect();
        let many = self.classes.len();
        let graph = TieGraph::new(many, &seen).expect("nodes that are there");
        let conventions = Conventions::default();
        let main = |node: u32| self.classes[node as usize].functions.first().map(|id| u32::from(id.0));
        let mut found = Vec::new();
        let close: Vec<BTreeMap<u32, f64>> = (0..many as u32)
            .map(|node| closure(&graph, node).into_iter().map(|close| (close.node, close.closure)).collect())
            .collect();
        for a in 0..many as u32 {
            let partners: Vec<u32> = graph.neighbours(a).iter().filter_map(|&node| main(node)).collect();
            let seeker = Seeker {
                class: self.classes[a as usize].clone(),
                needs: FunctionSet::default(),
                partners: partners.clone(),
                gaps: Vec::new(),
            };
            for b in (a + 1..many as u32).filter(|&b| (self.may_be_tied)(a, b) && !graph.are_tied(a, b)) {
                let minutes = self.minutes[a as usize][b as usize];
                let points = || {
                    let mut fit = fit(&seeker, &self.classes[b as usize], bonds, functions, &conventions)?;
                    let nearness = close[a as usize].get(&b).copied();
                    fit.factors[Part::Closure as usize] = Factor::of(nearness, 0.0);
                    let new = main(b).and_then(|family| novelty(&partners, family));
                    fit.factors[Part::Novelty as usize] = Factor::of(new, conventions.unknowns.novelty);
                    let gate = proximity(minutes?, fit.half_life)?;
                    Some(score(gate, &conventions.weights[fit.list as usize], &fit.factors)?.total)
                };
                let degree = (graph.degree(a) * graph.degree(b)) as f64;
                let near = minutes.map_or(0.0, |minutes| 1.0 / minutes);
                found.push((a, b, [points().unwrap_or(0.0), near, degree], hidden.contains(&(a, b))));
            }
        }
        found
    }

    fn told(&self) -> [[f64; 4]; 3] {
        let functions = Functions::embedded();
        let bonds = Bonds::of(&functions, &Adjacency::default());
        let mut figures = vec![[[0.0; 2]; 3]; SEEDS as usize];
        for seed in 0..SEEDS {
            let mut draw = ChaCha8Rng::seed_from_u64(seed);
            let mut order = self.ties.clone();
            for at in (1..order.len()).rev() {
                order.swap(at, (draw.next_u64() % (at as u64 + 1)) as usize);
            }
            let hidden: BTreeSet<(u32, u32)> = order[..self.ties.len() / 5].iter().copied().collect();
            let pairs = self.ranked(&hidden, &functions, &bonds);
            for (by, told) in figures[seed as usize].iter_mut().enumerate() {
                let values: Vec<(f64, bool)> = pairs.iter().map(|pair| (pair.2[by], pair.3)).collect();
                *told = [auc(&values), precision(&pairs, by, self.classes.len())];
            }
        }
        std::array::from_fn(|by| {
            let of = |at: usize| figures.iter().map(|seed| seed[by][at]).collect::<Vec<f64>>();
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let spread = |values: &[f64]| {
                let middle = mean(values);
                mean(&values.iter().map(|value| (value - middle).powi(2)).collect::<Vec<_>>()).sqrt()
            };
            [mean(&of(0)), spread(&of(0)), mean(&of(1)), spread(&of(1))]
        })
    }

    /// Of the ties, how many are of two that a list would hold, and how well the score and proximity
    /// rank pairs of such two, the first seed's fifth hidden.
    fn among_listed(&self) -> (f64, [f64; 3]) {
        let functions = Functions::embedded();
        let bonds = Bonds::of(&functions, &Adjacency::default());
        let hidden: BTreeSet<(u32, u32)> = self.ties.iter().copied().step_by(5).collect();
        let pairs = self.ranked(&hidden, &functions, &bonds);
        let listed: Vec<_> = pairs.iter().filter(|pair| 0.0 < pair.2[0]).collect();
        let share = listed.iter().filter(|pair| pair.3).count() as f64 / hidden.len() as f64;
        (
            share,
            std::array::from_fn(|by| {
                auc(&listed.iter().map(|pair| (pair.2[by], pair.3)).collect::<Vec<_>>())
            }),
        )
    }

    fn print(&self) -> [[f64; 4]; 3] {
        let (share, among) = self.among_listed();
        println!(
            "{}: of a fifth of the ties {share:.2} are of two that a list holds; AUC among such pairs {among:.3?}",
            self.name
        );
        let told = self.told();
        println!(
            "{}: {} nodes, {} ties, a fifth hidden, {SEEDS} seeds",
            self.name,
            self.classes.len(),
            self.ties.len()
        );
        for (by, [auc, auc_spread, precision, precision_spread]) in BY.iter().zip(told) {
            println!(
                "  {by:10} AUC {auc:.3} ± {auc_spread:.3}   precision@10 {precision:.4} ± {precision_spread:.4}"
            );
        }
        told
    }
}

/// The chance that a tie stands above what is none, equal ones counting half.
fn auc(values: &[(f64, bool)]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut won) = (0.0, 0.0);
    for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
        let ties = equal.iter().filter(|of| of.1).count() as f64;
        let others = equal.len() as f64 - ties;
        won += ties * (below + others / 2.0);
        below += others;
    }
    let ties = values.iter().filter(|of| of.1).count() as f64;
    won / (ties * below)
}

/// Of the ten that each would be shown, how many are hidden ties, over those who have one.
fn precision(pairs: &[(u32, u32, [f64; 3], bool)], by: usize, nodes: usize) -> f64 {
    let mut of: Vec<Vec<(f64, u32, bool)>> = vec![Vec::new(); nodes];
    for &(a, b, values, is_hidden) in pairs {
        of[a as usize].push((values[by], b, is_hidden));
        of[b as usize].push((values[by], a, is_hidden));
    }
    let mut shares = Vec::new();
    for list in of.iter_mut().filter(|list| list.iter().any(|of| of.2)) {
        list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        shares.push(list.iter().take(10).filter(|of| of.2).count() as f64 / 10.0);
    }
    shares.iter().sum::<f64>() / shares.len() as f64
}

fn class(functions: FunctionSet) -> Class {
    Class {
        functions,
        naf: None,
        size: None,
        products: Products::default(),
        needs: vec![],
        is_withheld: false,
    }
}

/// AMAP and farms of Loire-Atlantique, as far as farms can be placed.
fn amap() -> Option<Network> {
    let path = real_folder()?.join("alimentation/amap_producteurs_loire_atlantique_2016.csv");
    let world = real()?;
    let served = world.served();
    let communes = served.snapshot.territories.of(Level::Commune);
    let here = Position::from_degrees(-1.55, 47.25).expect("Nantes");
    let mut named = BTreeMap::<String, Position>::new();
    for commune in communes {
        let known = named.entry(commune.name.to_lowercase()).or_insert(commune.point);
        // Of namesakes the one nearest to Nantes.
        if here.distance(commune.point).value() < here.distance(*known).value() {
            *known = commune.point;
        }
    }
    let (mut amaps, mut farms) = (BTreeMap::new(), BTreeMap::new());
    let mut rows = Vec::new();
    let mut file = csv::Reader::from_path(path).ok()?;
    for row in file.records().map(|row| row.expect("a row")) {
        let degrees = |at: usize| row[at].parse::<f64>().ok();
        let amap = degrees(8).zip(degrees(7)).and_then(|(lon, lat)| Position::from_degrees(lon, lat));
        let farm =
            named.get(&row[2].to_lowercase()).filter(|place| here.distance(**place).value() < 200_000.0);
        if let (Some(amap), Some(farm)) = (amap, farm) {
            amaps.insert(row[0].to_owned(), amap);
            farms.insert(row[1].to_owned(), *farm);
            rows.push((row[0].to_owned(), row[1].to_owned()));
        }
    }
    let functions = Functions::embedded();
    let set = |key: &str| FunctionSet::default().with(functions.id(key).expect("in the catalogue"));
    let rank = |list: &BTreeMap<String, Position>, key: &String| {
        list.keys().position(|k| k == key).expect("there") as u32
    };
    let first = amaps.len() as u32;
    let ties: BTreeSet<(u32, u32)> =
        rows.iter().map(|(amap, farm)| (rank(&amaps, amap), first + rank(&farms, farm))).collect();
    let places: Vec<Position> = amaps.values().chain(farms.values()).copied().collect();
    let minutes = |a: &Position, b: &Position| {
        let kilometers = (a.distance(*b).value() / 1000.0).min(FARTHEST_KM);
        estimate(kilometers, Ends::Mixed).map(|way| way.minutes)
    };
    let classes = amaps.keys().map(|_| class(set("vente-directe")));
    let classes = classes.chain(farms.keys().map(|_| class(set("production-alimentaire")))).collect();
    Some(Network {
        name: "AMAP and farms of Loire-Atlantique",
        classes,
        minutes: places.iter().map(|a| places.iter().map(|b| minutes(a, b)).collect()).collect(),
        ties: ties.into_iter().collect(),
        may_be_tied: Box::new(move |a, b| (a < first) != (b < first)),
    })
}

/// The island's ties.
fn invented() -> Network {
    let served = island().world.served();
    let snapshot = &served.snapshot;
    let index = served.analysed.allies(snapshot);
    let ways = snapshot.ways.ways(&snapshot.territories).expect("ways");
    let mut rows: Vec<u32> = snapshot.ties.ends().flat_map(|(from, to, _)| [from, to]).collect();
    rows.sort_unstable();
    rows.dedup();
    let rank = |row: u32| rows.binary_search(&row).expect("there") as u32;
    let ties: BTreeSet<(u32, u32)> = snapshot
        .ties
        .ends()
        .map(|(from, to, _)| (rank(from), rank(to)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .filter(|(a, b)| a != b)
        .collect();
    let minutes = rows.iter().map(|&from| {
        let ways: BTreeMap<u32, f64> = snapshot
            .actors
            .commune(from)
            .map(|commune| ways.from_place(commune).map(|way| (way.to, way.minutes)).collect())
            .unwrap_or_default();
        rows.iter().map(|&to| ways.get(&snapshot.actors.commune(to)?).copied()).collect()
    });
    Network {
        name: "ties of the island",
        classes: rows.iter().map(|&row| index.classes()[index.class_of(row) as usize].clone()).collect(),
        minutes: minutes.collect(),
        ties: ties.into_iter().collect(),
        may_be_tied: Box::new(|_, _| true),
    }
}

#[test]
#[ignore = "twenty seeds over two networks: figures for the documents"]
fn hidden_ties_and_what_finds_them() {
    invented().print();
    if let Some(network) = amap() {
        network.print();
    }
}

#[test]
fn the_measures_themselves_are_right() {
    assert_eq!(auc(&[(1.0, true), (0.5, false), (0.2, false)]), 1.0);
    assert_eq!(auc(&[(1.0, false), (0.5, true)]), 0.0);
    assert_eq!(auc(&[(0.5, true), (0.5, false)]), 0.5);
    let pairs = [(0, 1, [1.0, 0.0, 0.0], true), (0, 2, [0.5, 0.0, 0.0], false)];
    assert_eq!(precision(&pairs, 0, 3), 0.1);
}
