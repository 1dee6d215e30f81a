//! Which choices an index hangs on.
//!
//! *Question.* What would change if one choice were made otherwise, and which choice moves ranks most?
//! *Method.* (1) One choice at a time: blocks put together in the other way, places told by rank among
//! all, all indicators weighing the same, each weight halved, made half as much again, or left out;
//! what becomes of ranks, of fifths and of the first tenth. (2) All together: weights are drawn, and
//! each draw is made with both ways of placing and both ways of putting together, so that the variance of
//! each rank is divided exactly; a choice's part is that of its first-order effect (Saisana, Saltelli
//! and Tarantola 2005), the rest is what choices do together. *Edges.* Territories that have no score
//! by some choice are left out of its line, and of all parts. *Cost.* O((3 × indicators + draws) ×
//! territories × indicators).

use std::num::NonZero;
use std::thread;

use crate::analysis::composite::{Between, Composite};
use crate::analysis::robustness::{places_by_rank, ranked, redraw};
use crate::analysis::standings::{class, is_in_first_tenth};

/// A choice made otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Otherwise {
    /// Blocks put together in the other way.
    Between,
    /// Each value placed by its rank among all, not between goalposts.
    ByRank,
    /// Every indicator weighing the same.
    Equal,
    /// The weight of an indicator, by its rank, halved.
    Half(usize),
    /// Half as much again.
    HalfMore(usize),
    /// Left out.
    Without(usize),
}

/// What becomes of the ranks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed {
    pub otherwise: Otherwise,
    /// How many territories have a rank both ways.
    pub compared: u32,
    /// How far ranks move, in the mean and at most.
    pub mean_shift: f64,
    pub most_shift: u32,
    /// The share of territories that stay in their fifth.
    pub same_class: f64,
    /// The share of the first tenth that stays in it.
    pub same_first_tenth: f64,
}

/// What share of the variance of ranks comes from each choice by itself. With `together` they sum to
/// one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    pub weights: f64,
    pub placing: f64,
    pub between: f64,
    /// What choices do only together.
    pub together: f64,
}

/// Each choice made otherwise, in turn: those that change nothing by construction are left out.
#[must_use]
pub fn one_at_a_time(index: &Composite, rows: &[Vec<Option<f64>>]) -> Vec<Changed> {
    let places: Vec<Vec<Option<f64>>> = rows.iter().map(|row| index.places(row)).collect();
    let by_rank = places_by_rank(index, rows);
    let weights = index.weights();
    let before = ranked(&index.totals_of_places(&places));
    let many = weights.len();
    let times = |rank: usize, factor: f64| {
        let mut weights = weights.clone();
        weights[rank] *= factor;
        index.valued(&weights)
    };
    let of_indicators = [Otherwise::Half, Otherwise::HalfMore, Otherwise::Without].into_iter();
    let all = [Otherwise::Between, Otherwise::ByRank, Otherwise::Equal].into_iter();
    let all = all.chain(of_indicators.flat_map(|what| (0..many).map(what)));
    let changed = |otherwise: Otherwise| {
        let (index, places) = match otherwise {
            Otherwise::Between => (index.between(other(index.is_between())), &places),
            Otherwise::ByRank => (index.clone(), &by_rank),
            Otherwise::Equal => (index.valued(&vec![1.0; many])?, &places),
            Otherwise::Half(rank) => (times(rank, 0.5)?, &places),
            Otherwise::HalfMore(rank) => (times(rank, 1.5)?, &places),
            Otherwise::Without(rank) => (index.without(rank)?, &places),
        };
        compared(otherwise, &before, &ranked(&index.totals_of_places(places)))
    };
    all.filter_map(changed).collect()
}

fn other(between: Between) -> Between {
    match between {
        Between::Geometric => Between::Arithmetic,
        Between::Arithmetic => Between::Geometric,
    }
}

/// `None` when nobody has a rank both ways.
fn compared(otherwise: Otherwise, before: &[Option<u32>], after: &[Option<u32>]) -> Option<Changed> {
    let many = |ranks: &[Option<u32>]| ranks.iter().flatten().count() as u32;
    let (many_before, many_after) = (many(before), many(after));
    let both = || before.iter().zip(after).filter_map(|(before, after)| before.zip(*after));
    let compared = both().count() as u32;
    let shifts = || both().map(|(before, after)| before.abs_diff(after));
    let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
    let is_same = |&(before, after): &(u32, u32)| class(before, many_before) == class(after, many_after);
    let first = || both().filter(|(before, _)| is_in_first_tenth(*before, many_before));
    let stays = |&(_, after): &(u32, u32)| is_in_first_tenth(after, many_after);
    (compared != 0).then(|| Changed {
        otherwise,
        compared,
        mean_shift: shifts().map(f64::from).sum::<f64>() / f64::from(compared),
        most_shift: shifts().max().unwrap_or(0),
        same_class: share(both().filter(is_same).count(), compared as usize),
        same_first_tenth: share(first().filter(stays).count(), first().count()),
    })
}

/// Sums of the ranks of one territory, exact.
#[derive(Clone, Copy, Default)]
struct Sums {
    all: u64,
    squares: u128,
    /// By way of placing, by way of putting together, and the squares of the sums by draw.
    placing: [u64; 2],
    between: [u64; 2],
    drawn: u128,
    is_whole: bool,
}

/// From which choice the variance of ranks comes, over so many draws of weights, four indices each.
/// `None` when no rank varies. On any number of threads the same: all sums are of whole numbers.
#[must_use]
pub fn parts(
    index: &Composite,
    rows: &[Vec<Option<f64>>],
    draws: u32,
    seed: u64,
    threads: NonZero<usize>,
) -> Option<Parts> {
    let by_goalposts: Vec<Vec<Option<f64>>> = rows.iter().map(|row| index.places(row)).collect();
    let placed = [by_goalposts, places_by_rank(index, rows)];
    let threads = threads.get().min(draws.max(1) as usize);
    let (mut many, mut sums) = (0, vec![Sums { is_whole: true, ..Sums::default() }; rows.len()]);
    thread::scope(|scope| {
        let dealt = |first: usize| (first as u64..u64::from(draws)).step_by(threads);
        let work = |first: usize| {
            let placed = &placed;
            scope.spawn(move || summed(index, placed, seed, dealt(first)))
        };
        let workers: Vec<_> = (0..threads).map(work).collect();
        for worker in workers {
            let (of_thread, found) = worker.join().expect("a draw does not panic");
            many += of_thread;
            sums.iter_mut().zip(found).for_each(|(sums, found)| sums.add(&found));
        }
    });
    let all = f64::from(4 * many);
    let (mut variance, mut weights, mut placing, mut between) = (0.0, 0.0, 0.0, 0.0);
    for sums in sums.iter().filter(|sums| sums.is_whole && many != 0) {
        let mean = sums.all as f64 / all;
        let of_two = |two: [u64; 2]| {
            two.map(|sum| (sum as f64 / (all / 2.0) - mean).powi(2)).iter().sum::<f64>() / 2.0
        };
        variance += sums.squares as f64 / all - mean * mean;
        weights += sums.drawn as f64 / 16.0 / f64::from(many) - mean * mean;
        placing += of_two(sums.placing);
        between += of_two(sums.between);
    }
    (1e-9 < variance).then(|| {
        let [weights, placing, between] = [weights, placing, between].map(|part| (part / variance).max(0.0));
        Parts { weights, placing, between, together: (1.0 - weights - placing - between).max(0.0) }
    })
}

/// How many of these draws weighed something, and the sums of each territory over them.
fn summed(
    index: &Composite,
    placed: &[Vec<Vec<Option<f64>>>; 2],
    seed: u64,
    draws: impl Iterator<Item = u64>,
) -> (u32, Vec<Sums>) {
    let territories = placed[0].len();
    let mut sums = vec![Sums { is_whole: true, ..Sums::default() }; territories];
    let mut many = 0;
    for drawn in draws.filter_map(|nth| redraw(index, seed, nth)) {
        many += 1;
        let mut of_draw = vec![0_u64; territories];
        for (way, between) in [Between::Geometric, Between::Arithmetic].into_iter().enumerate() {
            let drawn = drawn.between(between);
            for (placing, places) in placed.iter().enumerate() {
                let ranks = ranked(&drawn.totals_of_places(places));
                for ((sums, of_draw), rank) in sums.iter_mut().zip(&mut of_draw).zip(ranks) {
                    sums.is_whole &= rank.is_some();
                    let rank = u64::from(rank.unwrap_or(0));
                    sums.all += rank;
                    sums.squares += u128::from(rank * rank);
                    sums.placing[placing] += rank;
                    sums.between[way] += rank;
                    *of_draw += rank;
                }
            }
        }
        for (sums, of_draw) in sums.iter_mut().zip(of_draw) {
            sums.drawn += u128::from(of_draw) * u128::from(of_draw);
        }
    }
    (many, sums)
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.squares += other.squares;
        for way in 0..2 {
            self.placing[way] += other.placing[way];
            self.between[way] += other.between[way];
        }
        self.drawn += other.drawn;
        self.is_whole &= other.is_whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::composite::{Goalposts, Indicator};

    const ONE: NonZero<usize> = NonZero::<usize>::MIN;

    fn index(blocks: &[usize]) -> Composite {
        let goalposts = Goalposts { worst: 0.0, best: 10.0 };
        let indicator = |&block: &usize| Indicator { block, goalposts, weight: 1.0 };
        let many = blocks.iter().max().map_or(0, |last| last + 1);
        Composite::new(blocks.iter().map(indicator).collect(), vec![1.0; many], Between::Geometric)
            .expect("sound")
    }

    fn rows(values: &[[f64; 3]]) -> Vec<Vec<Option<f64>>> {
        values.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
    }

    #[test]
    fn who_is_best_in_all_stays_first_whatever_is_chosen() {
        let rows = rows(&[[9.0, 9.0, 9.0], [5.0, 5.0, 5.0], [1.0, 1.0, 1.0]]);
        let found = one_at_a_time(&index(&[0, 0, 1]), &rows);
        // The third is all its block has.
        assert_eq!(found.len(), 3 + 3 + 3 + 2);
        for changed in &found {
            assert_eq!((changed.most_shift, changed.same_class, changed.same_first_tenth), (0, 1.0, 1.0));
        }
        assert_eq!(parts(&index(&[0, 0, 1]), &rows, 20, 1, ONE), None, "no rank varies");
    }

    #[test]
    fn a_lone_lead_is_lost_with_its_indicator() {
        let rows = rows(&[[9.0, 1.0, 3.0], [2.0, 2.0, 4.0], [1.0, 3.0, 2.0]]);
        let found = one_at_a_time(&index(&[0, 0, 0]), &rows);
        let without = found.iter().find(|changed| changed.otherwise == Otherwise::Without(0)).expect("there");
        assert_eq!((without.compared, without.most_shift, without.same_first_tenth), (3, 2, 0.0));
    }

    #[test]
    fn with_one_block_putting_together_moves_nobody_and_parts_sum_to_one() {
        let rows = rows(&[[9.0, 1.0, 3.0], [2.0, 6.0, 4.0], [1.0, 3.0, 8.0], [5.0, 5.0, 3.5]]);
        let found = parts(&index(&[0, 0, 0]), &rows, 200, 7, ONE).expect("ranks vary");
        assert!(found.between.abs() < 1e-12, "{found:?}");
        assert!(0.05 < found.weights, "{found:?}");
        let whole = found.weights + found.placing + found.between + found.together;
        assert!((whole - 1.0).abs() < 1e-9, "{found:?}");
        assert_eq!(parts(&index(&[0, 0, 0]), &rows, 200, 7, NonZero::new(3).expect("three")), Some(found));
        assert_eq!(parts(&index(&[0, 0, 0]), &rows, 0, 7, ONE), None);
    }

    #[test]
    fn who_is_not_ranked_by_some_choice_is_left_out() {
        let mut rows = rows(&[[9.0, 1.0, 3.0], [2.0, 6.0, 4.0], [1.0, 3.0, 8.0]]);
        rows.push(vec![Some(1.0), None, None]);
        let found = one_at_a_time(&index(&[0, 0, 0]), &rows);
        assert!(found.iter().all(|changed| changed.compared <= 3));
        assert!(one_at_a_time(&index(&[0, 0, 0]), &[]).is_empty());
    }
}
