//! How the land is divided before anything has a name: mergers, a split, and zones that grow.
//!
//! Zones of one kind grow side by side from their seeds, each step at a random cost
//! (Dijkstra): they are in one piece and their borders wander. Each kind grows on its own,
//! so that living zones cross groups of communes and départements, as they do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::demo::chance::{Chance, wobble};
use crate::demo::shape::{Cell, Honeycomb, neighbours};

/// Rounds of moving the seeds of zones to the middle of what grew from them.
const ROUNDS: u32 = 4;

/// What is decided of a cell before communes have their codes.
pub struct Draft {
    pub cells: Vec<Cell>,
    rank: BTreeMap<Cell, usize>,
    /// The cell it belongs to today: itself, or the one it joined.
    pub now: Vec<usize>,
    /// Those that joined another, with it.
    pub joined: Vec<(usize, usize)>,
    pub split: (usize, usize),
    /// The cell, and the sea beside it.
    pub islander: (usize, Cell),
}

impl Draft {
    fn near(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        neighbours(self.cells[at]).into_iter().filter_map(|cell| self.rank.get(&cell).copied())
    }

    fn inland(&self, at: usize) -> bool {
        self.near(at).count() == 6
    }
}

/// Which communes merge, which one was split, which one has an islet: all apart from each other.
pub fn draft(land: &BTreeSet<Cell>, chance: &mut Chance) -> Draft {
    let cells: Vec<Cell> = land.iter().copied().collect();
    let rank = cells.iter().copied().zip(0..).collect();
    let now = (0..cells.len()).collect();
    let mut draft = Draft { cells, rank, now, joined: Vec::new(), split: (0, 0), islander: (0, (0, 0)) };
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut group = |draft: &Draft, size: usize, fits: &dyn Fn(usize) -> bool| loop {
        let first = chance.rank(draft.cells.len());
        let free = |&at: &usize| !taken.contains(&at) && fits(at);
        let found: Vec<usize> =
            std::iter::once(first).chain(draft.near(first)).filter(free).take(size).collect();
        if found.len() == size && found[0] == first {
            taken.extend(&found);
            return found;
        }
    };
    for size in [3, 2] {
        let merged = group(&draft, size, &|at| draft.inland(at));
        for &joined in &merged[1..] {
            draft.now[joined] = merged[0];
            draft.joined.push((joined, merged[0]));
        }
    }
    let pair = group(&draft, 2, &|at| draft.inland(at));
    draft.split = (pair[0], pair[1]);
    let coast = group(&draft, 1, &|at| !draft.inland(at))[0];
    let sea = |cell: &Cell| !land.contains(cell) && neighbours(*cell).iter().any(|n| !land.contains(n));
    let open = neighbours(draft.cells[coast]).into_iter().find(sea);
    draft.islander = (coast, open.expect("a cell on the coast has the sea beside it"));
    draft
}

/// Zones of one kind.
pub struct Grown {
    /// For each cell the rank of its zone.
    pub of: Vec<usize>,
    /// For each zone the cell it grew from.
    pub seeds: Vec<usize>,
}

/// Grows `count` zones over the cells.
pub fn zones(draft: &Draft, comb: &Honeycomb, count: usize, chance: &mut Chance) -> Grown {
    let own = |at: &usize| draft.now[*at] == *at;
    let mut candidates: Vec<usize> = (0..draft.cells.len()).filter(own).collect();
    let mut seeds: Vec<usize> =
        (0..count).map(|_| candidates.swap_remove(chance.rank(candidates.len()))).collect();
    let salt = u64::from(chance.below(u32::MAX));
    let mut of = spread(draft, &seeds, salt);
    for _ in 0..ROUNDS {
        let mut sums = vec![(0.0, 0.0, 0.0); count];
        for (&cell, &zone) in draft.cells.iter().zip(&of) {
            let (lon, lat) = comb.centre(cell);
            let sum: &mut (f64, f64, f64) = &mut sums[zone];
            *sum = (sum.0 + lon, sum.1 + lat, sum.2 + 1.0);
        }
        let mut nearest = vec![(f64::INFINITY, 0); count];
        for at in (0..draft.cells.len()).filter(own) {
            let ((lon, lat), sum) = (comb.centre(draft.cells[at]), sums[of[at]]);
            let away = ((lon - sum.0 / sum.2) / comb.stretch).powi(2) + (lat - sum.1 / sum.2).powi(2);
            if away < nearest[of[at]].0 {
                nearest[of[at]] = (away, at);
            }
        }
        seeds = nearest.into_iter().map(|(_, at)| at).collect();
        of = spread(draft, &seeds, salt);
    }
    // Whoever joined a commune is in its zone.
    let of = (0..of.len()).map(|at| of[draft.now[at]]).collect();
    Grown { of, seeds }
}

fn spread(draft: &Draft, seeds: &[usize], salt: u64) -> Vec<usize> {
    let mut of = vec![usize::MAX; draft.cells.len()];
    let mut front: BinaryHeap<Reverse<(u64, usize, usize)>> =
        seeds.iter().zip(0..).map(|(&at, zone)| Reverse((0, at, zone))).collect();
    while let Some(Reverse((cost, at, zone))) = front.pop() {
        if of[at] != usize::MAX {
            continue;
        }
        of[at] = zone;
        for next in draft.near(at).filter(|&next| of[next] == usize::MAX) {
            let toll = 100.0 + 40.0 * wobble(salt, draft.cells[at], draft.cells[next]);
            front.push(Reverse((cost + toll as u64, next, zone)));
        }
    }
    of
}
