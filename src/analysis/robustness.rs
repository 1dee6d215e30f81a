//! How much an index hangs on the choices behind it.
//!
//! *Question.* Would a territory stand elsewhere if others had chosen? *Method.* OECD and JRC
//! (2008), Saisana, Saltelli and Tarantola (2005): the index is made again some hundred times,
//! each time with weights drawn around those chosen (Dirichlet 40 w, as if by forty people),
//! indicators placed between their goalposts or by their rank among all, and blocks put together
//! in either way; what varies of a territory's rank is what cannot be said of it. *Unit.* Ranks,
//! 1 for the best. *Edges.* Who has no index has no rank; scores that are the same to twelve
//! decimals share one. Draws come from a seed: it is to be told with the result.
//! *Cost.* O(draws × territories × indicators).

use std::num::NonZero;
use std::thread;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::analysis::composite::{Between, Composite};
use crate::analysis::gamma;

/// How many draws are made where nobody asks for others.
pub const DRAWS: u32 = 500;

/// Draws at least and at most, and ranks that are held at once: draws × territories.
pub const LEAST_DRAWS: u32 = 20;
pub const MOST_DRAWS: u32 = 2_000;
pub const MOST_RANKS: usize = 4_000_000;

/// The most draws of so many territories.
#[must_use]
pub fn most_draws(territories: usize) -> u32 {
    (MOST_RANKS / territories.max(1)).clamp(LEAST_DRAWS as usize, MOST_DRAWS as usize) as u32
}

/// How many are drawn of so many territories unless somebody says otherwise.
#[must_use]
pub fn usual_draws(territories: usize) -> u32 {
    DRAWS.min(most_draws(territories))
}

/// How weights are drawn around those chosen: as if by forty people.
const CONCENTRATION: f64 = 40.0;

/// Where a territory ranks, 1 for the best, when the choices vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankInterval {
    /// One draw in twenty ranks it higher.
    pub low: u32,
    pub median: u32,
    /// One draw in twenty ranks it lower.
    pub high: u32,
}

/// The ranks of territories over `draws` indices made again from a seed; `None` for those without
/// an index. The same seed draws the same, whatever it is asked for besides.
#[must_use]
pub fn rank_intervals(
    index: &Composite,
    rows: &[Vec<Option<f64>>],
    draws: u32,
    seed: u64,
) -> Vec<Option<RankInterval>> {
    let drawn = drawn_ranks(index, rows, draws, seed, NonZero::<usize>::MIN);
    (0..rows.len()).map(|row| interval(drawn.iter().filter_map(|ranks| ranks[row]).collect())).collect()
}

/// By draw, then by territory, the rank that it has when the index is made again with other
/// choices; a draw that weighs nothing is left out. Each draw has a stream of its own: on any number
/// of threads the same. O(draws × territories × indicators) in time, O(draws × territories) in room.
#[must_use]
pub fn drawn_ranks(
    index: &Composite,
    rows: &[Vec<Option<f64>>],
    draws: u32,
    seed: u64,
    threads: NonZero<usize>,
) -> Vec<Vec<Option<u32>>> {
    let by_goalposts: Vec<Vec<Option<f64>>> = rows.iter().map(|row| index.places(row)).collect();
    let by_rank = places_by_rank(index, rows);
    let one = |nth: u64| {
        let mut draw = draws_of(seed, nth);
        let choices = draw.next_u32();
        let between = if choices & 1 == 0 { Between::Geometric } else { Between::Arithmetic };
        let places = if choices & 2 == 0 { &by_goalposts } else { &by_rank };
        let drawn = redrawn(&index.between(between), &mut draw)?;
        Some(ranked(&drawn.totals_of_places(places)))
    };
    let all = u64::from(draws);
    let threads = threads.get().min(draws.max(1) as usize) as u64;
    let mut found: Vec<Option<Vec<Option<u32>>>> = Vec::new();
    thread::scope(|scope| {
        // Runs of draws in order: what the threads found only has to be laid end to end.
        let run = |nth: u64| (all * nth / threads)..(all * (nth + 1) / threads);
        let work = |nth: u64| scope.spawn(move || run(nth).map(one).collect::<Vec<_>>());
        let workers: Vec<_> = (0..threads).map(work).collect();
        for worker in workers {
            found.extend(worker.join().expect("a draw does not panic"));
        }
    });
    found.into_iter().flatten().collect()
}

/// The middle nine tenths of some ranks, and their median; `None` of no rank. O(n): only the three
/// are put where they belong.
#[must_use]
pub fn interval(mut ranks: Vec<u32>) -> Option<RankInterval> {
    let last = ranks.len().checked_sub(1)?;
    let [low, middle, high] = [0.05, 0.5, 0.95].map(|p: f64| (p * last as f64).round() as usize);
    let (before, &mut median, after) = ranks.select_nth_unstable(middle);
    let low = if low < middle { *before.select_nth_unstable(low).1 } else { median };
    let high = if high > middle { *after.select_nth_unstable(high - middle - 1).1 } else { median };
    Some(RankInterval { low, median, high })
}

/// The rank of each score, 1 for the greatest; those that are the same to twelve decimals share
/// one, since rounding would decide between them. `None` where there is no score. O(n log n).
#[must_use]
pub fn ranked(scores: &[Option<f64>]) -> Vec<Option<u32>> {
    let rounded = |score: f64| (score * 1e12).round() as i64;
    let mut known: Vec<(i64, usize)> =
        scores.iter().enumerate().filter_map(|(row, score)| Some((rounded((*score)?), row))).collect();
    known.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![None; scores.len()];
    let mut rank = 0;
    for (at, &(score, row)) in known.iter().enumerate() {
        if at == 0 || known[at - 1].0 != score {
            rank = at as u32 + 1;
        }
        ranks[row] = Some(rank);
    }
    ranks
}

/// The index without each of its indicators in turn, and what becomes of each score: by indicator,
/// then by territory. `None` where the indicator is all its block has, or without a score.
#[must_use]
pub fn leave_one_out(index: &Composite, rows: &[Vec<Option<f64>>]) -> Vec<Option<Vec<Option<f64>>>> {
    let places: Vec<Vec<Option<f64>>> = rows.iter().map(|row| index.places(row)).collect();
    (0..index.indicators().len())
        .map(|rank| {
            let without = index.without(rank)?;
            Some(without.totals_of_places(&places))
        })
        .collect()
}

/// The same index by other people: its weights drawn around those that it has.
#[must_use]
pub fn redraw(index: &Composite, seed: u64, nth: u64) -> Option<Composite> {
    redrawn(index, &mut draws_of(seed, nth))
}

fn draws_of(seed: u64, nth: u64) -> ChaCha8Rng {
    // Streams of one seed have nothing in common; neighbouring seeds would share draws.
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    draw.set_stream(nth);
    draw
}

/// A Dirichlet draw is Gamma draws over their sum, and weights may be of any scale.
fn redrawn(index: &Composite, draw: &mut ChaCha8Rng) -> Option<Composite> {
    let weights = index.weights();
    let drawn: Vec<f64> = weights.iter().map(|weight| gamma_number(draw, CONCENTRATION * weight)).collect();
    index.weighing(&drawn)
}

/// A Gamma number of rate 1, by its quantile; 0 where the shape is.
fn gamma_number(draw: &mut ChaCha8Rng, shape: f64) -> f64 {
    let uniform = ((draw.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    gamma::quantile(shape, uniform).unwrap_or(shape)
}

/// The place of each value among the known ones of its indicator: the share of these that are
/// worse, and half of those that are the same.
#[must_use]
pub fn places_by_rank(index: &Composite, rows: &[Vec<Option<f64>>]) -> Vec<Vec<Option<f64>>> {
    let wide = index.indicators().len();
    let mut places: Vec<Vec<Option<f64>>> = rows.iter().map(|row| vec![None; row.len()]).collect();
    for (rank, indicator) in index.indicators().iter().enumerate() {
        let value = |row: &Vec<Option<f64>>| {
            let value = row.get(rank).copied().flatten().filter(|value| value.is_finite());
            value.filter(|_| row.len() == wide)
        };
        let mut sorted: Vec<f64> = rows.iter().filter_map(value).collect();
        sorted.sort_by(f64::total_cmp);
        for (row, values) in rows.iter().enumerate() {
            let Some(value) = value(values) else { continue };
            let below = sorted.partition_point(|other| *other < value);
            let same = sorted.partition_point(|other| *other <= value) - below;
            let share = (below as f64 + same as f64 / 2.0) / sorted.len() as f64;
            let is_less_better = indicator.goalposts.best < indicator.goalposts.worst;
            places[row][rank] = Some(if is_less_better { 1.0 - share } else { share });
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::composite::{Goalposts, Indicator};

    fn index() -> Composite {
        let indicator =
            |block, worst, best, weight| Indicator { block, goalposts: Goalposts { worst, best }, weight };
        let indicators = vec![
            indicator(0, 0.0, 10.0, 1.0),
            indicator(0, 100.0, 0.0, 1.0),
            indicator(1, 5.0, 5.0, 2.0),
            indicator(1, 0.0, 1.0, 6.0),
        ];
        Composite::new(indicators, vec![1.0, 1.0], Between::Geometric).expect("sound")
    }

    fn rows() -> Vec<Vec<Option<f64>>> {
        vec![
            vec![Some(5.0), Some(50.0), Some(5.0), Some(0.5)],
            vec![Some(9.0), Some(10.0), Some(5.0), Some(0.9)],
            vec![None, None, None, Some(0.9)],
            vec![Some(5.0), Some(50.0), Some(5.0), Some(0.5)],
        ]
    }

    /// Means and variances of a Dirichlet distribution: w, and w (1 − w) / 41.
    #[test]
    fn weights_are_drawn_around_those_chosen_as_by_forty_people() {
        let weights = index().weights();
        let drawn: Vec<Vec<f64>> =
            (0..4_000).map(|nth| redraw(&index(), 7, nth).expect("sound").weights()).collect();
        for (at, weight) in weights.iter().enumerate() {
            let many = drawn.len() as f64;
            let mean = drawn.iter().map(|drawn| drawn[at]).sum::<f64>() / many;
            let variance = drawn.iter().map(|drawn| (drawn[at] - mean).powi(2)).sum::<f64>() / many;
            let expected = weight * (1.0 - weight) / 41.0;
            // Five standard errors of the mean; a tenth of the variance is more than four of its.
            assert!((mean - weight).abs() < 5.0 * (expected / many).sqrt(), "{at}: {mean} for {weight}");
            assert!((variance / expected - 1.0).abs() < 0.1, "{at}: {variance} for {expected}");
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_and_its_neighbour_another() {
        assert_eq!(redraw(&index(), 7, 3), redraw(&index(), 7, 3));
        assert_ne!(redraw(&index(), 7, 3), redraw(&index(), 7, 4));
        assert_ne!(redraw(&index(), 7, 4), redraw(&index(), 8, 3));
        assert_eq!(rank_intervals(&index(), &rows(), 50, 1), rank_intervals(&index(), &rows(), 50, 1));
    }

    #[test]
    fn who_is_best_in_all_is_first_whatever_the_choices() {
        let found = rank_intervals(&index(), &rows(), 100, 1);
        let same = |rank: u32| Some(RankInterval { low: rank, median: rank, high: rank });
        assert_eq!(found, [same(2), same(1), None, same(2)]);
        assert_eq!(rank_intervals(&index(), &[], 100, 1), []);
        assert_eq!(rank_intervals(&index(), &rows(), 0, 1), [None; 4]);
        assert_eq!(rank_intervals(&index(), &[vec![], vec![Some(1.0)]], 3, 1), [None; 2]);
    }

    proptest! {
        #[test]
        fn an_interval_is_what_the_sorted_ranks_say(ranks in vec(1_u32..40, 0..60)) {
            let found = interval(ranks.clone());
            let mut sorted = ranks;
            sorted.sort_unstable();
            let at = |p: f64| sorted[(p * (sorted.len() - 1) as f64).round() as usize];
            let expected = (!sorted.is_empty())
                .then(|| RankInterval { low: at(0.05), median: at(0.5), high: at(0.95) });
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn who_leads_by_choice_alone_has_a_wide_interval() {
        let lopsided = vec![
            vec![Some(10.0), Some(0.0), Some(5.0), Some(0.2)],
            vec![Some(2.0), Some(80.0), Some(5.0), Some(1.0)],
            vec![Some(5.0), Some(50.0), Some(5.0), Some(0.6)],
        ];
        let found = rank_intervals(&index(), &lopsided, DRAWS, 1);
        assert!(found.iter().flatten().any(|interval| interval.low < interval.high), "{found:?}");
    }

    #[test]
    fn an_indicator_left_out_is_told_by_its_scores() {
        let found = leave_one_out(&index(), &rows());
        assert_eq!(found.len(), 4);
        let first = found[0].as_ref().expect("its block has another");
        assert_eq!(first[2], None);
        let expected = index().without(0).expect("sound").score(&rows()[1]).map(|scored| scored.score);
        assert_eq!(first[1], expected);
    }

    #[test]
    fn less_may_be_better_by_rank_too() {
        let places = places_by_rank(&index(), &rows());
        assert_eq!(places[1][..2], [Some(2.5 / 3.0), Some(2.5 / 3.0)]);
        assert_eq!(places[2], [None, None, None, Some(0.75)]);
    }
}
