//! Access of all communes to all suppliers of a country, by ways that are there already.
//!
//! *Question, method, invariant.* Those of [`two_step`](crate::analysis::access::two_step); here
//! the ways of a place are asked for when its turn comes, so that the fifty million of a country
//! are never copied, and several decays are told in one pass: a result that hangs on how far
//! people go is shown with what a third less and a third more would say. *Unit.* Supply per unit
//! of demand. *Cost.* O(ways of the suppliers + ways of the places), by as many threads as there
//! are.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use crate::analysis::access::{Decay, DecayError};
use crate::domain::function::Catchment;
use crate::network::pairs::PER_MINUTE;

/// Weights of the three steps (Luo and Qi 2009).
const WEIGHTS: [f64; 3] = [1.0, 0.68, 0.22];

/// How far people go: as far as is said, a third less, a third more.
pub const STRETCHES: [f64; 3] = [1.0, 2.0 / 3.0, 4.0 / 3.0];

/// The decay of a catchment, stretched by each of [`STRETCHES`].
pub fn decays(catchment: Catchment) -> Result<[Decay; 3], DecayError> {
    decays_of(catchment.steps_min().map(f64::from))
}

/// The decay of three steps in minutes, stretched by each of [`STRETCHES`].
pub fn decays_of(steps: [f64; 3]) -> Result<[Decay; 3], DecayError> {
    let steps: [(f64, f64); 3] = std::array::from_fn(|rank| (steps[rank], WEIGHTS[rank]));
    let decay = Decay::steps(&steps)?;
    let [_, shorter, longer] = STRETCHES;
    Ok([decay.clone(), decay.stretched(shorter)?, decay.stretched(longer)?])
}

/// What a way weighs by each of several decays, by its length in hundredths of a minute: steps and
/// curves are told once, so that a way costs one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<const N: usize> {
    /// The last row is that of all ways that are too long.
    by_hundredth: Vec<[f64; N]>,
}

impl<const N: usize> Weights<N> {
    /// The table of some decays.
    #[must_use]
    pub fn of(decays: &[Decay; N]) -> Self {
        let farthest = decays.iter().map(Decay::within).fold(0.0, f64::max);
        let lengths = (0..=u16::MAX).map(|hundredths| f64::from(hundredths) / PER_MINUTE);
        let within = lengths.take_while(|minutes| *minutes <= farthest);
        let mut by_hundredth: Vec<[f64; N]> =
            within.map(|minutes| std::array::from_fn(|rank| decays[rank].weight(minutes))).collect();
        by_hundredth.push([0.0; N]);
        Self { by_hundredth }
    }

    /// The weights of a way.
    #[inline]
    #[must_use]
    pub fn at(&self, hundredths: u16) -> &[f64; N] {
        &self.by_hundredth[usize::from(hundredths).min(self.by_hundredth.len() - 1)]
    }

    /// The demand that reaches a supplier, by the ways that lead to it.
    fn reaching(&self, demand: &[f64], towards: impl Iterator<Item = (u32, u16)>) -> [f64; N] {
        let mut reaching = [0.0; N];
        for (place, hundredths) in towards {
            let people = demand.get(place as usize).copied().filter(|people| is_something(*people));
            let (people, weights) = (people.unwrap_or(0.0), self.at(hundredths));
            (0..N).for_each(|rank| reaching[rank] += people * weights[rank]);
        }
        reaching
    }
}

/// The capacity of a supplier for each unit of demand that reaches it; 0 where none does.
fn shared<const N: usize>(capacity: f64, reaching: [f64; N]) -> [f64; N] {
    reaching.map(|reaching| if 0.0 < reaching { capacity / reaching } else { 0.0 })
}

/// The access of each place of demand, by each decay. `from` gives the ways that leave a place of
/// demand, `towards` those that lead to a supplier: who is at the other end, and hundredths of a
/// minute. Demand and supply that are negative or not finite count for nothing, as do ways from and
/// to what is not there. Each sum is taken in the order of its ways: the result hangs on no number
/// of `threads`.
pub fn access<const N: usize, A: Iterator<Item = (u32, u16)>, B: Iterator<Item = (u32, u16)>>(
    demand: &[f64],
    supply: &[f64],
    (from, towards): (impl Fn(u32) -> A + Sync, impl Fn(u32) -> B + Sync),
    weights: &Weights<N>,
    threads: NonZero<usize>,
) -> Vec<[f64; N]> {
    let ratio = |supplier: u32| match supply[supplier as usize] {
        capacity if is_something(capacity) => shared(capacity, weights.reaching(demand, towards(supplier))),
        _ => [0.0; N],
    };
    let ratios = by_threads(supply.len(), threads, ratio);
    let of_place = |place: u32| {
        let mut found = [0.0; N];
        for (supplier, hundredths) in from(place) {
            let Some(ratios) = ratios.get(supplier as usize) else { continue };
            let weights = weights.at(hundredths);
            (0..N).for_each(|rank| found[rank] += ratios[rank] * weights[rank]);
        }
        found
    };
    by_threads(demand.len(), threads, of_place)
}

/// What `of` makes of each rank, in their order.
fn by_threads<T: Send>(many: usize, threads: NonZero<usize>, of: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let (of, many) = (&of, many as u32);
    let part = many.div_ceil(threads.get() as u32).max(1);
    thread::scope(|scope| {
        let parts = (0..many).step_by(part as usize).map(|first| first..many.min(first + part));
        let workers: Vec<_> =
            parts.map(|part| scope.spawn(move || part.map(of).collect::<Vec<T>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("sums do not panic")).collect()
    })
}

/// The access of some places only, for several supplies at once: what changes somewhere is told
/// without going through the country. Row by place, then by supply: the numbers of [`access`], bit
/// by bit. O(ways of the places + ways of the suppliers that they reach).
pub fn access_at<const N: usize, A: Iterator<Item = (u32, u16)>, B: Iterator<Item = (u32, u16)>>(
    places: &[u32],
    demand: &[f64],
    supplies: &[&[f64]],
    (from, towards): (impl Fn(u32) -> A, impl Fn(u32) -> B),
    weights: &Weights<N>,
) -> Vec<Vec<[f64; N]>> {
    let capacity = |supply: &[f64], at: u32| supply.get(at as usize).copied().filter(|c| is_something(*c));
    let mut known: BTreeMap<u32, Vec<[f64; N]>> = BTreeMap::new();
    let ratios = |supplier: u32| -> Vec<[f64; N]> {
        let reaching = weights.reaching(demand, towards(supplier));
        let one = |supply: &&[f64]| shared(capacity(supply, supplier).unwrap_or(0.0), reaching);
        supplies.iter().map(one).collect()
    };
    let mut of_place = |place: u32| {
        let mut found = vec![[0.0; N]; supplies.len()];
        for (supplier, hundredths) in from(place) {
            let weighs = weights.at(hundredths);
            let is_there = supplies.iter().any(|supply| capacity(supply, supplier).is_some());
            if !is_there || weighs.iter().all(|weight| *weight <= 0.0) {
                continue;
            }
            let ratios = known.entry(supplier).or_insert_with(|| ratios(supplier));
            for (found, ratios) in found.iter_mut().zip(ratios) {
                (0..N).for_each(|rank| found[rank] += ratios[rank] * weighs[rank]);
            }
        }
        found
    };
    let is_there = |place: u32| (place as usize) < demand.len();
    places
        .iter()
        .map(|&place| if is_there(place) { of_place(place) } else { vec![[0.0; N]; supplies.len()] })
        .collect()
}

fn is_something(value: f64) -> bool {
    value.is_finite() && 0.0 < value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::access::{Trip, two_step};

    #[test]
    fn a_third_more_is_what_a_snapshot_knows_ways_for() {
        let longest = |catchment| decays(catchment).expect("steps grow")[2].within();
        assert_eq!(longest(Catchment::Rare), f64::from(crate::snapshot::ways::REACH_MINUTES));
        assert_eq!(longest(Catchment::Daily), 40.0);
    }

    proptest! {
        #[test]
        fn it_is_two_step_floating_catchments_by_each_decay(
            demand in prop::collection::vec(0.0..5e4_f64, 1..25),
            supply in prop::collection::vec(prop_oneof![Just(0.0), 1.0..30.0_f64], 1..10),
            minutes in prop::collection::vec(prop::option::of(0..4_500_u16), 250),
            threads in 1..5_usize,
        ) {
            let many = demand.len() as u32;
            let way = |from: u32, to: u32| minutes[(to * many + from) as usize];
            let threads = NonZero::new(threads).expect("one at least");
            let decays = decays(Catchment::Daily).expect("steps grow");
            let weights = Weights::of(&decays);
            let towards = |to: u32| (0..many).filter_map(move |from| Some((from, way(from, to)?)));
            let towards = |to| towards(to).collect::<Vec<_>>().into_iter();
            let half: Vec<f64> = supply.iter().enumerate().map(|(at, s)| if at % 2 == 0 { *s } else { 0.0 }).collect();
            let some: Vec<u32> = (0..many).step_by(2).chain([many]).collect();
            let from = |from: u32| {
                let ways = (0..supply.len() as u32).filter_map(|to| Some((to, way(from, to)?)));
                ways.collect::<Vec<_>>().into_iter()
            };
            let found = access(&demand, &supply, (from, towards), &weights, threads);
            let at = access_at(&some, &demand, &[&supply, &half], (from, towards), &weights);
            let with_half = access(&demand, &half, (from, towards), &weights, NonZero::<usize>::MIN);
            for (place, told) in some.iter().zip(&at) {
                for (told, all) in told.iter().zip([&found, &with_half]) {
                    let all = all.get(*place as usize).copied().unwrap_or_default();
                    prop_assert_eq!(told, &all, "the same, bit by bit");
                }
            }
            let trips: Vec<Trip> = (0..supply.len() as u32)
                .flat_map(|to| (0..many).map(move |from| (from, to)))
                .filter_map(|(from, to)| Some(Trip { demand: from, supply: to, minutes: f64::from(way(from, to)?) / PER_MINUTE }))
                .collect();
            for (rank, decay) in decays.iter().enumerate() {
                let slow = two_step(&demand, &supply, &trips, decay).expect("sound");
                for (a, b) in found.iter().map(|of_place| of_place[rank]).zip(&slow.access) {
                    prop_assert!((a - b).abs() <= 1e-12 * b.abs().max(1e-9), "{} {}", a, b);
                }
            }
        }
    }
}
