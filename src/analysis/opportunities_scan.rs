//! Which pairs of actors of a zone are worth telling one by one: kinds of classes beside kinds of classes.
//!
//! *Method.* What two classes are to each other hangs on their kinds (functions, activity, products) and, in
//! one part, on how many they employ. So it is told once a pair of kinds; how many pairs of actors that makes
//! is a sum over communes near each other; and only classes that would be among the best even at no
//! distance are looked at commune by commune. *Edges.* Of several as good the one that is met first. *Cost.*
//! O(kinds² × communes + classes²), and the communes of the classes that are good enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::allies::{Best, Line};
use crate::analysis::ally_fit::{Fit, size_of_both};
use crate::analysis::ally_index::Run;
use crate::analysis::cooperation::{Factor, List, PARTS, Part, proximity};
use crate::analysis::opportunities::{Land, OF_A_CLASS, POOL, Question, TooWide};
use crate::network::ways::Way;

/// What was found of a zone.
pub(super) struct Scanned {
    /// The best by class and place; who stands for a class is one of it.
    pub candidates: BTreeSet<[u32; 2]>,
    /// All actors of the zone that do something and may be shown.
    pub here: Vec<u32>,
    /// How bad gaps are, by bassin; and the bassin of each commune of the zone.
    pub shortages: BTreeMap<Option<u32>, Vec<Option<f64>>>,
    pub bassins: Vec<Option<u32>>,
    /// Pairs of actors near enough and bound, each way round.
    pub ordered: u64,
}

/// What a kind of classes is to another: all that a score hangs on but place, ties and size.
#[derive(Debug, Clone, Copy)]
struct KindFit {
    factors: [Factor; PARTS],
    half_life: f64,
}

impl KindFit {
    fn of(fit: Fit) -> Self {
        Self { factors: fit.factors, half_life: fit.half_life }
    }

    fn weighed(mut self, weights: &[f64; PARTS], size: Factor) -> f64 {
        self.factors[Part::Size as usize] = size;
        weights.iter().zip(&self.factors).map(|(weight, factor)| weight * factor.value).sum()
    }
}

/// Where a class stands: ranks of communes, and who is of it there.
type Stands<'a> = Vec<(usize, &'a [u32])>;

/// The classes of a kind, and where each stands.
type Kind<'a> = Vec<(u32, Stands<'a>)>;

/// Looks at all pairs of classes of a zone.
pub(super) fn scan(land: &Land<'_>, question: &Question<'_>) -> Result<Scanned, TooWide> {
    let index = land.index;
    let class = |id: u32| &index.classes()[id as usize];
    let does = |run: &Run<'_>| !class(run.class).is_withheld && !class(run.class).functions.is_empty();
    let rank = |commune: u32| question.communes.binary_search(&commune).ok();
    let mut shortages = BTreeMap::<Option<u32>, Vec<Option<f64>>>::new();
    let mut bassins: Vec<Option<u32>> = Vec::with_capacity(question.communes.len());
    // A score hangs on the bassin of who seeks, and not on the commune.
    let mut seekers = BTreeMap::<(Option<u32>, u32), BTreeMap<u32, Stands<'_>>>::new();
    let mut others = BTreeMap::<u32, BTreeMap<u32, Stands<'_>>>::new();
    let mut here: Vec<u32> = Vec::new();
    for (at, &commune) in question.communes.iter().enumerate() {
        let (bassin, wanting) = (land.shortages)(commune);
        bassins.push(bassin);
        shortages.entry(bassin).or_insert(wanting);
        for run in index.runs(commune).filter(does) {
            let kind = index.kind_of(run.class);
            here.extend(run.rows);
            let of_class = seekers.entry((bassin, kind)).or_default().entry(run.class).or_default();
            of_class.push((at, run.rows));
            others.entry(kind).or_default().entry(run.class).or_default().push((at, run.rows));
        }
    }
    let seekers: Vec<(Option<u32>, Kind<'_>)> =
        seekers.into_iter().map(|((bassin, _), of)| (bassin, of.into_iter().collect())).collect();
    let others: Vec<Kind<'_>> = others.into_values().map(|of| of.into_iter().collect()).collect();
    let classes = |of: &Kind<'_>| of.len() as u64;
    let pairs =
        seekers.iter().map(|(_, of)| classes(of)).sum::<u64>() * others.iter().map(classes).sum::<u64>();
    if question.at_most < pairs {
        return Err(TooWide { pairs, at_most: question.at_most });
    }
    let near: Vec<Vec<(usize, Way)>> = question
        .communes
        .iter()
        .map(|&commune| {
            let ways = land.ways.from_place(commune).filter(|way| way.minutes <= question.minutes);
            ways.filter_map(|way| Some((rank(way.to)?, way))).collect()
        })
        .collect();
    let counts: Vec<Vec<(usize, u64)>> = others.iter().map(counted).collect();
    let mut search = Search { near, best: Best::of(POOL), ends: Vec::new() };
    let weights = question.conventions.weights[List::Chain as usize].shares();
    let unknowns = &question.conventions.unknowns;
    let mut ordered = 0;
    // Of who seeks, how many are near each commune.
    let mut around = vec![0_u64; question.communes.len()];
    for (bassin, kind) in &seekers {
        let Some((first, _)) = kind.first() else { continue };
        around.fill(0);
        for (at, many) in counted(kind) {
            search.near[at].iter().for_each(|(to, _)| around[*to] += many);
        }
        let seeker = land.seeker(*first, shortages[bassin].clone(), Vec::new());
        for (other, of_other) in others.iter().zip(&counts) {
            let pairs: u64 = of_other.iter().map(|&(at, many)| around[at] * many).sum();
            let Some((theirs, _)) = other.first().filter(|_| 0 < pairs) else { continue };
            let Some(fit) = land.fit(&seeker, *theirs, question).map(KindFit::of) else { continue };
            ordered += pairs;
            for (ours, stands) in kind {
                for (theirs, places) in other {
                    let size = size_of_both(class(*ours), class(*theirs), unknowns);
                    search.offer(fit.weighed(&weights, size), fit.half_life, stands, places);
                }
            }
        }
    }
    Ok(Scanned { candidates: search.found(), here, shortages, bassins, ordered })
}

/// How many of a kind stand in each commune, in order.
fn counted(kind: &Kind<'_>) -> Vec<(usize, u64)> {
    let mut counts = BTreeMap::<usize, u64>::new();
    for (at, rows) in kind.iter().flat_map(|(_, stands)| stands) {
        *counts.entry(*at).or_default() += rows.len() as u64;
    }
    counts.into_iter().collect()
}

/// The best so far.
struct Search {
    /// By rank of commune, those near it, in order.
    near: Vec<Vec<(usize, Way)>>,
    best: Best,
    ends: Vec<[u32; 2]>,
}

impl Search {
    /// Two classes, wherever they are near each other.
    fn offer(&mut self, weighted: f64, half_life: f64, ours: &Stands<'_>, theirs: &Stands<'_>) {
        for &(at, here) in ours {
            // Even at no distance they would be among none of the best.
            if !self.best.would_take(100.0 * weighted) {
                return;
            }
            for &(to, there) in theirs {
                let near = &self.near[at];
                let Ok(found) = near.binary_search_by_key(&to, |(to, _)| *to) else { continue };
                let minutes = near[found].1.minutes;
                let score = 100.0 * proximity(minutes, half_life).unwrap_or(0.0) * weighted;
                for (&a, &b) in here.iter().zip(there).take(OF_A_CLASS) {
                    if !self.best.offer(Line { score, minutes, row: self.ends.len() as u32 }) {
                        break;
                    }
                    self.ends.push([a, b]);
                }
            }
        }
    }

    fn found(self) -> BTreeSet<[u32; 2]> {
        self.best.sorted().into_iter().map(|line| self.ends[line.row as usize]).collect()
    }
}
