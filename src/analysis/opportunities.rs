//! The best pairs and trios of a territory: who there could work together, and which gap that closes.
//!
//! *Question.* Of all who are here, who should be brought to one table first? *Method.* Scores of
//! the chain list ([`ally_fit`](crate::analysis::ally_fit)) between all classes of actors of two communes of the zone
//! near enough, either way round: of a pair the better of both, since the gap that counts is that of the
//! bassin of who receives a partner. The best are told again one by one, with partners in
//! common and how new they would be, and reranked so that they do not all say the same and nobody stands
//! in more than so many ([`rerank`](crate::analysis::rerank)). Trios are two pairs that share a
//! member, the other two being unlike; a trio is as good as its weaker pair. *Edges.* Known partners,
//! establishments of one legal unit and actors in partial diffusion are in no pair. *Cost.* That of
//! [`scan`]: more pairs of classes than are allowed are refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::ally_bonds::Bonds;
use crate::analysis::ally_fit::{Conventions, Fit, Seeker, fit, likeness};
use crate::analysis::ally_index::AllyIndex;
use crate::analysis::closure::{Close, closure};
use crate::analysis::cooperation::{Factor, List, Part, Score, is_same_unit, proximity, score};
use crate::analysis::opportunities_scan::{Scanned, scan};
use crate::analysis::rerank::{Settings, rerank};
use crate::domain::function::{FunctionId, FunctionSet, Functions};
use crate::network::ways::{Way, Ways};

/// The version of the method, to be changed with anything that changes a line.
pub const METHOD: &str = "maillage-opportunities-3";

/// More pairs of classes than this are not looked at while somebody waits: some seconds.
pub const MOST_PAIRS: u64 = 300_000_000;

/// Lines of each kind, unless somebody says otherwise.
pub const USUAL_LINES: u32 = 20;

/// Lines in which an actor may stand, unless somebody says otherwise.
pub const USUAL_MOST: u32 = 3;

/// So many of the best pairs are told one by one.
pub(super) const POOL: usize = 3_000;

/// As many actors of a class of a commune may stand for it.
pub(super) const OF_A_CLASS: usize = 3;

/// So many pairs of an actor are looked at for trios.
const OF_AN_ACTOR: usize = 12;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The communes of the zone, in order.
    pub communes: &'a [u32],
    /// Within how many minutes two must be.
    pub minutes: f64,
    /// Lines at most of each kind, and lines in which an actor may stand.
    pub many: usize,
    pub most: usize,
    /// Only pairs in which somebody brings one of these; empty: all.
    pub brings: FunctionSet,
    /// Whether trios are looked for, which takes longer than pairs.
    pub trios: bool,
    /// Of more pairs of classes there is no answer; [`MOST_PAIRS`] where somebody waits.
    pub at_most: u64,
    pub conventions: &'a Conventions,
}

/// Two who could work together, the first being whose territory lacks what the second brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub actors: [u32; 2],
    pub way: Way,
    pub fit: Fit,
    pub score: Score,
    /// How many partners both have in common.
    pub shared: usize,
}

/// Three who could work together: the second with the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Trio {
    pub actors: [u32; 3],
    /// The first with the second, and the second with the third.
    pub pairs: [Pair; 2],
    /// The smaller of both scores.
    pub score: f64,
}

/// What is found in a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Opportunities {
    pub pairs: Vec<Pair>,
    pub trios: Vec<Trio>,
    /// How many pairs of actors are near enough and bound, known partners included.
    pub possible: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{pairs} pairs of classes of actors are too many to look at all of them ({at_most} at most)")]
pub struct TooWide {
    pub pairs: u64,
    pub at_most: u64,
}

/// What the search goes over.
pub struct Land<'a> {
    pub index: &'a AllyIndex,
    pub bonds: &'a Bonds,
    pub functions: &'a Functions,
    pub ways: &'a Ways,
    /// Ids by row.
    pub id: &'a (dyn Fn(u32) -> &'a str + Sync),
    /// How bad the gap of each function is in the bassin of a commune, and which bassin that is.
    pub shortages: &'a (dyn Fn(u32) -> (Option<u32>, Vec<Option<f64>>) + Sync),
}

/// The best pairs and trios of a zone.
pub fn opportunities(land: &Land<'_>, question: &Question<'_>) -> Result<Opportunities, TooWide> {
    let index = land.index;
    let Scanned { mut candidates, here, shortages, bassins, ordered } = scan(land, question)?;
    // Whose partners are partners may be better than its class says.
    for &row in &here {
        if index.ties.degree(row) != 0 {
            candidates.extend(closure(&index.ties, row).into_iter().map(|close| [row, close.node]));
        }
    }
    let told = land.told(candidates, question, &bassins, &shortages);
    let pairs = chosen_pairs(&told, question);
    let trios = if question.trios { chosen_trios(land, &told, question) } else { Vec::new() };
    Ok(Opportunities { pairs, trios, possible: ordered / 2 })
}

impl Land<'_> {
    pub(super) fn seeker(&self, class: u32, gaps: Vec<Option<f64>>, partners: Vec<u32>) -> Seeker {
        let class = self.index.classes()[class as usize].clone();
        Seeker { class, needs: FunctionSet::default(), partners, gaps }
    }

    /// How a class fits a seeker in the chain list, if it does and brings what is asked for.
    pub(super) fn fit(&self, seeker: &Seeker, class: u32, question: &Question<'_>) -> Option<Fit> {
        let theirs = &self.index.classes()[class as usize];
        let brings = |fit: &Fit| {
            let bond = fit.bound.map(|bound| bound.bond);
            let ends = bond.into_iter().flat_map(|bond| [bond.giver, bond.receiver]);
            question.brings.is_empty() || ends.into_iter().any(|id| question.brings.contains(id))
        };
        let found = fit(seeker, theirs, self.bonds, self.functions, question.conventions)?;
        Some(found).filter(|fit| fit.list == List::Chain).filter(brings)
    }

    /// Pairs told one by one, the best first, each once.
    fn told(
        &self,
        candidates: BTreeSet<[u32; 2]>,
        question: &Question<'_>,
        bassins: &[Option<u32>],
        shortages: &BTreeMap<Option<u32>, Vec<Option<f64>>>,
    ) -> Vec<Pair> {
        let index = self.index;
        let main = |row: &u32| {
            let class = &index.classes()[index.class_of(*row) as usize];
            class.functions.first().map(|id| u32::from(id.0))
        };
        let mut closeness = BTreeMap::<u32, BTreeMap<u32, Close>>::new();
        let mut found = BTreeMap::<[u32; 2], Pair>::new();
        for [a, b] in candidates {
            let is_apart = a != b && !index.ties.are_tied(a, b) && !is_same_unit((self.id)(a), (self.id)(b));
            let Some(commune) = index.commune(a).filter(|_| is_apart) else { continue };
            let Some(there) = index.commune(b).filter(|to| question.communes.binary_search(to).is_ok())
            else {
                continue;
            };
            let ways = self.ways.from_place(commune);
            let Some(way) = ways.into_iter().find(|way| way.to == there && way.minutes <= question.minutes)
            else {
                continue;
            };
            if [a, b].iter().any(|row| index.classes()[index.class_of(*row) as usize].is_withheld) {
                continue;
            }
            let here = question.communes.binary_search(&commune).ok();
            let bassin = here.and_then(|at| bassins.get(at).copied()).flatten();
            let gaps = shortages.get(&bassin).cloned().unwrap_or_default();
            let partners = index.ties.neighbours(a).iter().filter_map(main).collect();
            let seeker = self.seeker(index.class_of(a), gaps, partners);
            let Some(mut fit) = self.fit(&seeker, index.class_of(b), question) else { continue };
            let close = closeness.entry(a).or_insert_with(|| {
                closure(&index.ties, a).into_iter().map(|close| (close.node, close)).collect()
            });
            let mut shared = 0;
            if let Some(close) = close.get(&b) {
                fit.factors[Part::Closure as usize] = Factor::of(Some(close.closure), 0.0);
                shared = close.shared;
            }
            let weights = &question.conventions.weights[List::Chain as usize];
            let gate = proximity(way.minutes, fit.half_life);
            let Some(score) = gate.and_then(|gate| score(gate, weights, &fit.factors)) else { continue };
            let pair = Pair { actors: [a, b], way, fit, score, shared };
            let known = found.entry([a.min(b), a.max(b)]).or_insert(pair);
            // Of both ways round the better, and of equals the one that begins with the lower row.
            let is_better = known.score.total < score.total;
            if is_better || (known.score.total == score.total && a < known.actors[0]) {
                *known = pair;
            }
        }
        let mut pairs: Vec<Pair> = found.into_values().collect();
        pairs.sort_by(|a, b| b.score.total.total_cmp(&a.score.total).then(a.actors.cmp(&b.actors)));
        pairs
    }
}

/// The two functions that a pair is bound by, lower first.
fn bound_by(pair: &Pair) -> [Option<FunctionId>; 2] {
    let mut ends =
        pair.fit.bound.map_or([None; 2], |bound| [Some(bound.bond.giver), Some(bound.bond.receiver)]);
    ends.sort();
    ends
}

/// How alike two pairs are: they say the same, half of it, or nothing of it.
fn alike(a: &Pair, b: &Pair) -> f64 {
    let (a, b) = (bound_by(a), bound_by(b));
    match () {
        () if a == b => 1.0,
        () if a.iter().any(|end| b.contains(end)) => 0.5,
        () => 0.0,
    }
}

fn chosen_pairs(told: &[Pair], question: &Question<'_>) -> Vec<Pair> {
    let first = &told[..told.len().min(POOL)];
    let greatest = first.first().map_or(1.0, |pair| pair.score.total.max(f64::MIN_POSITIVE));
    let relevance: Vec<f64> =
        first.iter().map(|pair| (pair.score.total / greatest).clamp(0.0, 1.0)).collect();
    let members: Vec<[u32; 2]> = first.iter().map(|pair| pair.actors).collect();
    let settings = Settings { lambda: question.conventions.lambda, many: question.many, most: question.most };
    let order = rerank(&relevance, &members, |a, b| alike(&first[a], &first[b]), &settings);
    order.unwrap_or_default().into_iter().map(|at| first[at]).collect()
}

fn chosen_trios(land: &Land<'_>, told: &[Pair], question: &Question<'_>) -> Vec<Trio> {
    let mut of = BTreeMap::<u32, Vec<usize>>::new();
    for (at, pair) in told.iter().enumerate().take(POOL) {
        for actor in pair.actors {
            let list = of.entry(actor).or_default();
            if list.len() < OF_AN_ACTOR {
                list.push(at);
            }
        }
    }
    let class = |row: u32| &land.index.classes()[land.index.class_of(row) as usize];
    let mut found = BTreeMap::<[u32; 3], Trio>::new();
    for (&middle, pairs) in &of {
        let other = |at: usize| told[at].actors.into_iter().find(|actor| *actor != middle);
        for (rank, &one) in pairs.iter().enumerate() {
            for &two in &pairs[rank + 1..] {
                let (Some(a), Some(c)) = (other(one), other(two)) else { continue };
                let is_alike = likeness(class(a), class(c)).is_some_and(|likeness| 0.5 <= likeness);
                if a == c || is_alike || is_same_unit((land.id)(a), (land.id)(c)) {
                    continue;
                }
                let score = told[one].score.total.min(told[two].score.total);
                let mut key = [a, middle, c];
                key.sort_unstable();
                let trio = Trio { actors: [a, middle, c], pairs: [told[one], told[two]], score };
                let known = found.entry(key).or_insert_with(|| trio.clone());
                if known.score < score {
                    *known = trio;
                }
            }
        }
    }
    let mut trios: Vec<Trio> = found.into_values().collect();
    trios.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.actors.cmp(&b.actors)));
    trios.truncate(POOL);
    let greatest = trios.first().map_or(1.0, |trio| trio.score.max(f64::MIN_POSITIVE));
    let relevance: Vec<f64> = trios.iter().map(|trio| (trio.score / greatest).clamp(0.0, 1.0)).collect();
    let members: Vec<[u32; 3]> = trios.iter().map(|trio| trio.actors).collect();
    let settings = Settings { lambda: question.conventions.lambda, many: question.many, most: question.most };
    let likeness = |a: usize, b: usize| {
        let (a, b) = (&trios[a].pairs, &trios[b].pairs);
        let straight = alike(&a[0], &b[0]) + alike(&a[1], &b[1]);
        straight.max(alike(&a[0], &b[1]) + alike(&a[1], &b[0])) / 2.0
    };
    let order = rerank(&relevance, &members, likeness, &settings).unwrap_or_default();
    order.into_iter().map(|at| trios[at].clone()).collect()
}
