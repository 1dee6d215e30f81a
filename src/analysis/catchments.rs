//! Access of all communes to all suppliers of a country, by ways that are there already.
//!
//! *Question, method, invariant.* Those of [`two_step`](crate::analysis::access::two_step); here
//! a supplier's ways are asked for when its turn comes, so that the fifty million of a country
//! are never copied, and several decays are told in one pass: a result that hangs on how far
//! people go is shown with what a third less and a third more would say. *Unit.* Supply per unit
//! of demand. *Cost.* O(ways of the suppliers).

use std::collections::BTreeMap;

use crate::analysis::access::{Decay, DecayError};
use crate::domain::function::Catchment;

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

/// The access of each place of demand, by each decay. `towards` gives the ways that lead to a
/// supplier: ranks of demand, and minutes. Demand and supply that are negative or not finite
/// count for nothing, as do ways from places that are not there. Sums are taken supplier by
/// supplier, in order: the result hangs on no number of threads.
pub fn access<const N: usize, W: Iterator<Item = (u32, f64)> + Clone>(
    demand: &[f64],
    supply: &[f64],
    towards: impl Fn(u32) -> W,
    decays: &[Decay; N],
) -> [Vec<f64>; N] {
    let farthest = decays.iter().map(Decay::within).fold(0.0, f64::max);
    let mut found = std::array::from_fn(|_| vec![0.0; demand.len()]);
    let mut near: Vec<(usize, [f64; N])> = Vec::new();
    for (supplier, &capacity) in (0..).zip(supply).filter(|(_, capacity)| is_something(**capacity)) {
        near.clear();
        let ways = towards(supplier).filter(|way| way.1 <= farthest && (way.0 as usize) < demand.len());
        near.extend(ways.map(|(from, minutes)| {
            (from as usize, std::array::from_fn(|rank| decays[rank].weight(minutes)))
        }));
        for rank in 0..N {
            let asked = near.iter().filter(|(from, _)| is_something(demand[*from]));
            let reaching: f64 = asked.map(|(from, weights)| demand[*from] * weights[rank]).sum();
            if 0.0 < reaching {
                let ratio = capacity / reaching;
                near.iter().for_each(|(from, weights)| found[rank][*from] += ratio * weights[rank]);
            }
        }
    }
    found
}

/// The access of some places only, for several supplies at once: what changes somewhere is told
/// without going through the country. Row by place, then by supply: the numbers of [`access`], bit
/// by bit. `from` gives the ways that leave a place of demand, `towards` those that lead to a
/// supplier. O(ways of the places + ways of the suppliers that they reach).
pub fn access_at<const N: usize, A: Iterator<Item = (u32, f64)>, B: Iterator<Item = (u32, f64)>>(
    places: &[u32],
    demand: &[f64],
    supplies: &[&[f64]],
    (from, towards): (impl Fn(u32) -> A, impl Fn(u32) -> B),
    decays: &[Decay; N],
) -> Vec<Vec<[f64; N]>> {
    let farthest = decays.iter().map(Decay::within).fold(0.0, f64::max);
    let weights = |minutes: f64| -> [f64; N] { std::array::from_fn(|rank| decays[rank].weight(minutes)) };
    let share = |supplier: u32| {
        let mut reaching = [0.0; N];
        for (place, minutes) in towards(supplier).filter(|way| way.1 <= farthest) {
            let people = demand.get(place as usize).copied().filter(|people| is_something(*people));
            let Some(people) = people else { continue };
            let weights = weights(minutes);
            (0..N).for_each(|rank| reaching[rank] += people * weights[rank]);
        }
        reaching
    };
    let capacity = |supply: &[f64], at: u32| supply.get(at as usize).copied().filter(|c| is_something(*c));
    let mut shared: BTreeMap<u32, [f64; N]> = BTreeMap::new();
    let mut of_place = |place: u32| {
        let mut found = vec![[0.0; N]; supplies.len()];
        for (supplier, minutes) in from(place).filter(|way| way.1 <= farthest) {
            if supplies.iter().all(|supply| capacity(supply, supplier).is_none()) {
                continue;
            }
            let reaching = *shared.entry(supplier).or_insert_with(|| share(supplier));
            let weights = weights(minutes);
            for (found, supply) in found.iter_mut().zip(supplies) {
                let Some(capacity) = capacity(supply, supplier) else { continue };
                for rank in (0..N).filter(|&rank| 0.0 < reaching[rank]) {
                    found[rank] += capacity / reaching[rank] * weights[rank];
                }
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
            minutes in prop::collection::vec(prop::option::of(0.0..45.0_f64), 250),
        ) {
            let many = demand.len() as u32;
            let way = |from: u32, to: u32| minutes[(to * many + from) as usize];
            let decays = decays(Catchment::Daily).expect("steps grow");
            let towards = |to: u32| (0..many).filter_map(move |from| Some((from, way(from, to)?)));
            let towards = |to| towards(to).collect::<Vec<_>>().into_iter();
            let found = access(&demand, &supply, towards, &decays);
            let half: Vec<f64> = supply.iter().enumerate().map(|(at, s)| if at % 2 == 0 { *s } else { 0.0 }).collect();
            let some: Vec<u32> = (0..many).step_by(2).chain([many]).collect();
            let from = |from: u32| {
                let ways = (0..supply.len() as u32).filter_map(|to| Some((to, way(from, to)?)));
                ways.collect::<Vec<_>>().into_iter()
            };
            let at = access_at(&some, &demand, &[&supply, &half], (from, towards), &decays);
            let with_half = access(&demand, &half, towards, &decays);
            for (place, told) in some.iter().zip(&at) {
                for (told, all) in told.iter().zip([&found, &with_half]) {
                    let all = all.each_ref().map(|all| all.get(*place as usize).copied().unwrap_or(0.0));
                    prop_assert_eq!(told, &all, "the same, bit by bit");
                }
            }
            let trips: Vec<Trip> = (0..supply.len() as u32)
                .flat_map(|to| (0..many).map(move |from| (from, to)))
                .filter_map(|(from, to)| Some(Trip { demand: from, supply: to, minutes: way(from, to)? }))
                .collect();
            for (decay, found) in decays.iter().zip(&found) {
                let slow = two_step(&demand, &supply, &trips, decay).expect("sound");
                for (a, b) in found.iter().zip(&slow.access) {
                    prop_assert!((a - b).abs() <= 1e-12 * b.abs().max(1e-9), "{} {}", a, b);
                }
            }
        }
    }
}
