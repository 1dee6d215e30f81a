//! Where territories stand by an index, and how sure that is.
//!
//! *Question.* Who is ahead, who is behind, and is it so whatever one chooses? *Method.* Scores by the
//! weights chosen; ranks when the choices are made again ([`robustness`](crate::analysis::robustness)):
//! the middle nine tenths of them, and the share of draws in which a territory is in the same fifth, or
//! in the first tenth. Where the median interval is wider than a fifth of all territories, ranks say
//! more than is known, and only fifths are to be told. *Edges.* Who has no score has no standing.
//! *Cost.* O(draws × territories × indicators).

use std::num::NonZero;
use std::thread;

use crate::analysis::indices::Index;
use crate::analysis::robustness::{RankInterval, drawn_ranks, interval, ranked};

/// Fifths.
pub const CLASSES: u32 = 5;

/// Intervals that are wider than this share of all territories tell classes at most.
const WIDEST: f64 = 0.2;

/// The territories of a scale, by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Standings {
    /// By territory, then by indicator.
    pub rows: Vec<Vec<Option<f64>>>,
    /// `None` where too little is known.
    pub scores: Vec<Option<f64>>,
    pub places: Vec<Option<Standing>>,
    /// How many have a score.
    pub scored: u32,
    /// Draws that weighed something.
    pub draws: u32,
    /// Whether ranks may be told, and not only classes.
    pub are_ranks_told: bool,
}

/// Where a territory stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// By the choices made; 1 for the best.
    pub rank: u32,
    /// By the draws.
    pub interval: RankInterval,
    /// The fifth that its rank is in: 1 for the best.
    pub class: u32,
    /// The share of draws in which it is in the same fifth.
    pub same_class: f64,
    /// The share of draws in which it is in the first tenth.
    pub first_tenth: f64,
}

/// The fifth of a rank among so many: 1 for the best.
#[must_use]
pub fn class(rank: u32, many: u32) -> u32 {
    let class = u64::from(rank.saturating_sub(1)) * u64::from(CLASSES) / u64::from(many.max(1));
    (class as u32 + 1).min(CLASSES)
}

/// Whether a rank among so many is in the first tenth; of fewer than ten the first is.
#[must_use]
pub fn is_in_first_tenth(rank: u32, many: u32) -> bool {
    rank <= (many / 10).max(1)
}

impl Standings {
    /// Of territories with these values, by so many draws from the index's seed. On any number of
    /// threads the same.
    #[must_use]
    pub fn of(index: &Index, rows: Vec<Vec<Option<f64>>>, draws: u32, threads: NonZero<usize>) -> Self {
        let composite = index.composite();
        let by_goalposts: Vec<Vec<Option<f64>>> = rows.iter().map(|row| composite.places(row)).collect();
        let scores = composite.totals_of_places(&by_goalposts);
        let ranks = ranked(&scores);
        let drawn = drawn_ranks(composite, &rows, draws, index.seed, threads);
        // Another choice of weights may leave too little known of somebody: how many are ranked is
        // a matter of the draw.
        let many = |ranks: &[Option<u32>]| ranks.iter().flatten().count() as u32;
        let ranked_by_draw: Vec<u32> = drawn.iter().map(|ranks| many(ranks)).collect();
        let scored = many(&ranks);
        let standing = |row: usize| {
            let rank = ranks[row]?;
            let class_now = class(rank, scored);
            let mut all = Vec::with_capacity(drawn.len());
            let (mut same, mut first) = (0_u32, 0_u32);
            for (ranks, &many) in drawn.iter().zip(&ranked_by_draw) {
                let Some(rank) = ranks[row] else { continue };
                all.push(rank);
                same += u32::from(class(rank, many) == class_now);
                first += u32::from(is_in_first_tenth(rank, many));
            }
            let share = |part: u32| f64::from(part) / all.len().max(1) as f64;
            let (same_class, first_tenth) = (share(same), share(first));
            Some(Standing { rank, interval: interval(all)?, class: class_now, same_class, first_tenth })
        };
        let each = rows.len().div_ceil(threads.get()).max(1);
        let places: Vec<Option<Standing>> = thread::scope(|scope| {
            let standing = &standing;
            // Runs of rows in order: what the threads found only has to be laid end to end.
            let run = |from: usize| from..(from + each).min(rows.len());
            let work = |from: usize| scope.spawn(move || run(from).map(standing).collect::<Vec<_>>());
            let workers: Vec<_> = (0..rows.len()).step_by(each).map(work).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a standing does not panic")).collect()
        });
        let mut widths: Vec<u32> =
            places.iter().flatten().map(|place| place.interval.high - place.interval.low).collect();
        widths.sort_unstable();
        let median = widths.get(widths.len() / 2).copied().unwrap_or(0);
        let are_ranks_told = f64::from(median) <= WIDEST * f64::from(scored);
        Self { rows, scores, places, scored, draws: drawn.len() as u32, are_ranks_told }
    }

    /// Rows by score, the best first; who has none last, in the order of rows.
    #[must_use]
    pub fn best_first(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.rows.len() as u32).collect();
        let rank = |row: u32| self.places[row as usize].map_or(u32::MAX, |place| place.rank);
        rows.sort_by_key(|&row| (rank(row), row));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths_are_as_large_as_they_can_be() {
        let of = |many: u32| (1..=many).map(|rank| class(rank, many)).collect::<Vec<_>>();
        assert_eq!(of(10), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(of(3), [1, 2, 4]);
        assert_eq!((class(0, 0), class(u32::MAX, 1)), (1, 5));
        assert_eq!(
            (is_in_first_tenth(1, 3), is_in_first_tenth(2, 3), is_in_first_tenth(2, 20)),
            (true, false, true)
        );
    }
}
