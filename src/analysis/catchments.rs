//! Access of all communes to all suppliers of a country, by ways that are there already.
//!
//! *Question, method, invariant.* Those of [`two_step`](crate::analysis::access::two_step); here
//! a supplier's ways are asked for when its turn comes, so that the fifty million of a country
//! are never copied, and several decays are told in one pass: a result that hangs on how far
//! people go is shown with what a third less and a third more would say. *Unit.* Supply per unit
//! of demand. *Cost.* O(ways of the suppliers).

use crate::analysis::access::{Decay, DecayError};
use crate::domain::function::Catchment;

/// Weights of the three steps (Luo and Qi 2009).
const WEIGHTS: [f64; 3] = [1.0, 0.68, 0.22];

/// How far people go: as far as is said, a third less, a third more.
pub const STRETCHES: [f64; 3] = [1.0, 2.0 / 3.0, 4.0 / 3.0];

/// The decay of a catchment, stretched by each of [`STRETCHES`].
pub fn decays(catchment: Catchment) -> Result<[Decay; 3], DecayError> {
    let steps = catchment.steps_min();
    let steps: [(f64, f64); 3] = std::array::from_fn(|rank| (f64::from(steps[rank]), WEIGHTS[rank]));
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
    let is_something = |v: f64| v.is_finite() && 0.0 < v;
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
