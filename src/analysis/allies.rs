//! Who could work with an actor, or with a project that does not exist yet.
//!
//! *Question.* Who near us makes what we use or uses what we make, and who is in the same case as
//! we are? *Method.* Scores of [`cooperation`](crate::analysis::cooperation), told once a class of
//! actors and commune ([`ally_index`](crate::analysis::ally_index)), by ways from the seeker's
//! commune; two lists, never added; the first lines are reranked so that they do not all say the same
//! ([`rerank`](crate::analysis::rerank)). Gaps are those of the seeker's bassin de vie. *Edges.*
//! Partners already known are apart, other establishments of the legal unit and actors in partial
//! diffusion are left out and counted. Who has no known place cannot be near. A tie that nobody
//! recorded is not an absent one. *Cost.* O(classes + communes within reach × classes there), whatever the country's size.

use std::collections::{BTreeMap, BinaryHeap};

use crate::analysis::ally_bonds::Bonds;
use crate::analysis::ally_fit::{Conventions, Fit, Seeker, fit, likeness};
use crate::analysis::ally_index::AllyIndex;
use crate::analysis::closure::closure;
use crate::analysis::cooperation::{self, Exclusion, Factor, List, Part, Score, proximity, score};
use crate::analysis::gaps::Gaps;
use crate::analysis::rerank::{Settings, rerank};
use crate::analysis::supply::Verdict;
use crate::domain::function::Functions;
use crate::network::ways::{Way, Ways};

/// The version of the method, to be changed with anything that changes a line.
pub const METHOD: &str = "maillage-allies-3";

/// How far partners are looked for unless somebody says otherwise, in minutes.
pub const DEFAULT_REACH: u32 = 30;

/// What is said of those farther away: how many there are within so many minutes.
pub const WIDER: [u32; 4] = [30, 45, 60, 80];

/// So many lines are reranked, among so many of the best.
const RERANKED: usize = 20;
const POOL: usize = 100;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub seeker: &'a Seeker,
    /// Its row; `None` for a project.
    pub row: Option<u32>,
    /// Its id in the register, by which other establishments of its legal unit are known.
    pub id: Option<&'a str>,
    pub commune: u32,
    /// Within how many minutes.
    pub minutes: f64,
    /// How many lines of each list at least.
    pub lines: usize,
    pub conventions: &'a Conventions,
}

/// Somebody one could work with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ally {
    pub actor: u32,
    pub way: Way,
    pub fit: Fit,
    pub score: Score,
    /// How many partners both have in common.
    pub shared: usize,
}

/// One of the two lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub list: List,
    /// As many lines as were asked for, or all there are: reranked first, then by score.
    pub allies: Vec<Ally>,
    /// How many there are within the minutes asked.
    pub total: u64,
    /// How many there are within each of [`WIDER`].
    pub within: [u64; WIDER.len()],
}

/// A partner already known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub actor: u32,
    /// `None` where no way is known.
    pub minutes: Option<f64>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Allies {
    /// In the order of [`List::ALL`].
    pub lists: [Listed; 2],
    pub known: Vec<Known>,
    /// How many that would be in a list are left out, in the order of [`Exclusion::ALL`].
    pub excluded: [u64; Exclusion::ALL.len()],
}

/// How bad the gap of each function is in a territory, by rank in the catalogue: from what `gaps` of
/// that level say of it. `None` where nothing was measured or too few are expected.
#[must_use]
pub fn shortages(
    gaps: &[impl AsRef<Gaps>],
    functions: &Functions,
    territory: Option<u32>,
) -> Vec<Option<f64>> {
    let of = |rank: usize| {
        let gap = gaps.get(rank)?.as_ref().territories.get(territory? as usize)?;
        let judged = gap.finding.ok().filter(|judged| judged.verdict != Verdict::TooFewExpected)?;
        let peers = judged.expected / gap.population as f64;
        cooperation::factors::gap(judged.below, judged.smoothed, peers)
    };
    (0..functions.list().len()).map(of).collect()
}

/// What a class is to the seeker, as far as a scan needs it.
#[derive(Debug, Clone, Copy)]
enum Seen {
    Not,
    Neither,
    Fits { list: List, weighted: f64, half_life: f64 },
}

/// A line, the better the greater: by score, then nearer, then by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) score: f64,
    pub(super) minutes: f64,
    pub(super) row: u32,
}

impl Eq for Line {}

impl PartialOrd for Line {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Line {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then(other.minutes.total_cmp(&self.minutes)).then(other.row.cmp(&self.row))
    }
}

/// The best lines, so many.
pub(super) struct Best {
    lines: BinaryHeap<std::cmp::Reverse<Line>>,
    many: usize,
}

impl Best {
    pub(super) fn of(many: usize) -> Self {
        Self { lines: BinaryHeap::new(), many }
    }

    /// Whether a line of such a score may be taken.
    pub(super) fn would_take(&self, score: f64) -> bool {
        self.lines.len() < self.many || self.lines.peek().is_none_or(|worst| worst.0.score <= score)
    }

    /// All of them, the best first.
    pub(super) fn sorted(self) -> Vec<Line> {
        self.lines.into_sorted_vec().into_iter().map(|line| line.0).collect()
    }

    /// Whether it was taken.
    pub(super) fn offer(&mut self, line: Line) -> bool {
        if self.lines.len() < self.many {
            self.lines.push(std::cmp::Reverse(line));
            return true;
        }
        let is_better = self.lines.peek().is_some_and(|worst| worst.0 < line);
        if is_better {
            self.lines.pop();
            self.lines.push(std::cmp::Reverse(line));
        }
        is_better
    }
}

/// Both lists of partners of whoever asks.
#[must_use]
pub fn allies(
    index: &AllyIndex,
    bonds: &Bonds,
    functions: &Functions,
    ways: &Ways,
    question: &Question<'_>,
) -> Allies {
    let Question { seeker, row, id, commune, minutes, lines, conventions } = *question;
    let fit_of = |class: u32| fit(seeker, &index.classes()[class as usize], bonds, functions, conventions);
    let special = special(index, row, id);
    let mut seen = vec![Seen::Not; index.classes().len()];
    let mut see = |class: u32| {
        if let Seen::Not = seen[class as usize] {
            seen[class as usize] = fit_of(class).map_or(Seen::Neither, |fit| {
                let weights = conventions.weights[fit.list as usize].shares();
                let parts = weights.iter().zip(&fit.factors).map(|(weight, factor)| weight * factor.value);
                Seen::Fits { list: fit.list, weighted: parts.sum(), half_life: fit.half_life }
            });
        }
        seen[class as usize]
    };
    let many = lines.max(POOL);
    let mut best = List::ALL.map(|_| Best::of(many));
    let mut within = [[0_u64; WIDER.len()]; 2];
    let mut totals = [0_u64; 2];
    let mut excluded = [0_u64; Exclusion::ALL.len()];
    let reached: Vec<Way> = ways.from_place(commune).collect();
    for way in &reached {
        let is_near = way.minutes <= minutes;
        for run in index.runs(way.to) {
            let Seen::Fits { list, weighted, half_life } = see(run.class) else { continue };
            let many = run.rows.len() as u64;
            if index.classes()[run.class as usize].is_withheld {
                excluded[Exclusion::Masked as usize] += if is_near { many } else { 0 };
                continue;
            }
            let of_list = &mut within[list as usize];
            (0..).zip(WIDER).for_each(|(at, wide): (usize, u32)| {
                of_list[at] += if way.minutes <= f64::from(wide) { many } else { 0 };
            });
            if !is_near {
                continue;
            }
            totals[list as usize] += many;
            let near = proximity(way.minutes, half_life).unwrap_or(0.0);
            let score = 100.0 * near * weighted;
            for &row in run.rows.iter().filter(|row| !special.contains_key(row)) {
                if !best[list as usize].offer(Line { score, minutes: way.minutes, row }) {
                    // The others of the run are as good, and come after it.
                    break;
                }
            }
        }
    }
    let way_to = |to: u32| reached.binary_search_by_key(&to, |way| way.to).ok().map(|at| reached[at]);
    let place = |actor: u32| index.commune(actor).and_then(way_to);
    for (&actor, special) in &special {
        let class = index.class_of(actor);
        let Seen::Fits { list, weighted, half_life } = see(class) else { continue };
        let Some(way) = place(actor) else { continue };
        if index.classes()[class as usize].is_withheld {
            continue;
        }
        let is_near = way.minutes <= minutes;
        match special {
            Special::Excluded(why) => {
                (0..).zip(WIDER).for_each(|(at, wide): (usize, u32)| {
                    within[list as usize][at] -= u64::from(way.minutes <= f64::from(wide));
                });
                totals[list as usize] -= u64::from(is_near);
                let is_other = Some(actor) != row;
                excluded[*why as usize] += u64::from(is_near && is_other);
            }
            Special::Close { closure, .. } if is_near => {
                let weight = conventions.weights[list as usize].shares()[Part::Closure as usize];
                let gained = weight * (closure - conventions.unknowns.closure);
                let near = proximity(way.minutes, half_life).unwrap_or(0.0);
                let score = 100.0 * near * (weighted + gained);
                best[list as usize].offer(Line { score, minutes: way.minutes, row: actor });
            }
            Special::Close { .. } => {}
        }
    }
    let ally = |line: Line| {
        let mut fit = fit_of(index.class_of(line.row))?;
        let mut shared = 0;
        if let Some(Special::Close { closure, partners }) = special.get(&line.row) {
            fit.factors[Part::Closure as usize] = Factor::of(Some(*closure), 0.0);
            shared = *partners;
        }
        let way = place(line.row)?;
        let gate = proximity(way.minutes, fit.half_life)?;
        let score = score(gate, &conventions.weights[fit.list as usize], &fit.factors)?;
        Some(Ally { actor: line.row, way, fit, score, shared })
    };
    let lists = List::ALL.map(|list| {
        let found = std::mem::replace(&mut best[list as usize], Best::of(0));
        let sorted = found.sorted().into_iter().filter_map(ally).collect();
        let allies = in_order(index, sorted, conventions.lambda);
        Listed { list, allies, total: totals[list as usize], within: within[list as usize] }
    });
    let known = row.map_or(&[][..], |row| index.ties.neighbours(row));
    let known =
        known.iter().map(|&actor| Known { actor, minutes: place(actor).map(|way| way.minutes) }).collect();
    Allies { lists, known, excluded }
}

/// An actor whose own case differs from that of its class.
enum Special {
    Excluded(Exclusion),
    /// Their partners are partners: how close that makes them, and how many are of both.
    Close {
        closure: f64,
        partners: usize,
    },
}

fn special(index: &AllyIndex, row: Option<u32>, id: Option<&str>) -> BTreeMap<u32, Special> {
    let mut found = BTreeMap::new();
    if let Some(row) = row {
        for close in closure(&index.ties, row) {
            found.insert(close.node, Special::Close { closure: close.closure, partners: close.shared });
        }
        for &actor in index.ties.neighbours(row) {
            found.insert(actor, Special::Excluded(Exclusion::KnownTie));
        }
        found.insert(row, Special::Excluded(Exclusion::SameLegalUnit));
    }
    for actor in id.into_iter().flat_map(|id| index.unit(id)) {
        found.insert(actor, Special::Excluded(Exclusion::SameLegalUnit));
    }
    found
}

/// The first reranked by what they are, the others by score.
fn in_order(index: &AllyIndex, sorted: Vec<Ally>, lambda: f64) -> Vec<Ally> {
    let first = &sorted[..sorted.len().min(POOL)];
    let greatest = first.first().map_or(1.0, |ally| ally.score.total.max(f64::MIN_POSITIVE));
    let relevance: Vec<f64> =
        first.iter().map(|ally| (ally.score.total / greatest).clamp(0.0, 1.0)).collect();
    let class = |at: usize| &index.classes()[index.class_of(first[at].actor) as usize];
    let alike = |a: usize, b: usize| likeness(class(a), class(b)).unwrap_or(0.0);
    let settings = Settings { lambda, many: RERANKED, most: usize::MAX };
    let nobody: Vec<[u32; 0]> = vec![[]; first.len()];
    let Some(order) = rerank(&relevance, &nobody, alike, &settings) else { return sorted };
    let mut is_shown = vec![false; sorted.len()];
    order.iter().for_each(|&at| is_shown[at] = true);
    let rest = (0..sorted.len()).filter(|&at| !is_shown[at]);
    order.iter().copied().chain(rest).map(|at| sorted[at]).collect()
}
