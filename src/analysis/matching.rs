//! Which producer for which canteen, so that most are supplied and all drive least.
//!
//! *Question.* If a producer can supply so many canteens, how many find one within an hour, and
//! why not the others? *Method.* A greatest flow of least cost ([`flow`](crate::analysis::flow))
//! from producers, as many units each as canteens that it can supply, along the ways within
//! reach, to canteens, one unit each; who is at one place goes together. Not nearest first, which
//! leaves some without. Those without are told apart by the narrowest cut: none within reach, or
//! all within reach are full. *Unit.* Canteens, minutes. *Edges.* Of matchings of the same cost
//! the one is taken whose ranks are lowest. A way that is not finite, or of less than nothing,
//! leads nowhere. *Cost.* That of the flow, over places and not over canteens.

use crate::analysis::flow::{Arc, FlowError, greatest};

/// Costs are told in hundredths of a minute.
const PER_MINUTE: f64 = 100.0;

/// A way within reach, between ranks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Road {
    /// The place of producers.
    pub from: u32,
    /// The place of canteens.
    pub to: u32,
    pub minutes: f64,
}

/// So many canteens of a place supplied from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    pub from: u32,
    pub to: u32,
    pub canteens: u64,
    /// The rank of the way.
    pub road: usize,
}

/// Who supplies whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    pub lots: Vec<Lot>,
    pub supplied: u64,
    /// Canteens without any producer within reach.
    pub out_of_reach: u64,
    /// Canteens whose producers within reach are all full.
    pub crowded_out: u64,
    /// Σ minutes × canteens.
    pub minutes: f64,
}

/// The matching of most canteens and least minutes: `offers` tells how many canteens the
/// producers of each place can supply together, `needs` how many canteens are at each place.
pub fn matching(offers: &[u64], needs: &[u64], roads: &[Road]) -> Result<Matching, FlowError> {
    let (first, last) = (offers.len() as u32, (offers.len() + needs.len()) as u32);
    let (source, sink) = (last, last + 1);
    let is_way = |road: &Road| road.minutes.is_finite() && 0.0 <= road.minutes;
    if let Some(rank) = roads.iter().position(|road| first <= road.from || last - first <= road.to) {
        return Err(FlowError::Node(rank));
    }
    let passes = |road: &Road| if is_way(road) { needs[road.to as usize] } else { 0 };
    let cost = |road: &Road| if is_way(road) { (road.minutes * PER_MINUTE).round() as u32 } else { 0 };
    let across = roads.iter().map(|road| Arc {
        from: road.from,
        to: first + road.to,
        capacity: passes(road),
        cost: cost(road),
    });
    let out = (0..).zip(offers).map(|(at, &capacity)| Arc { from: source, to: at, capacity, cost: 0 });
    let into = (first..).zip(needs).map(|(at, &capacity)| Arc { from: at, to: sink, capacity, cost: 0 });
    let arcs: Vec<Arc> = across.chain(out).chain(into).collect();
    let flow = greatest(last as usize + 2, &arcs, source, sink)?;
    let mut reached = vec![false; needs.len()];
    for road in roads.iter().filter(|road| is_way(road) && 0 < offers[road.from as usize]) {
        reached[road.to as usize] = true;
    }
    let sum = |needs: &mut dyn Iterator<Item = u64>| needs.fold(0, u64::saturating_add);
    let all = sum(&mut needs.iter().copied());
    let unreached = needs.iter().zip(&reached).filter(|(_, reached)| !**reached);
    let out_of_reach = sum(&mut unreached.map(|(need, _)| *need));
    let lots = (0..).zip(roads).zip(&flow.through).filter(|(_, amount)| 0 < **amount);
    let lots = lots.map(|((road, way), &canteens)| Lot { from: way.from, to: way.to, canteens, road });
    Ok(Matching {
        lots: lots.collect(),
        supplied: flow.value,
        out_of_reach,
        crowded_out: all.saturating_sub(flow.value).saturating_sub(out_of_reach),
        minutes: flow.cost as f64 / PER_MINUTE,
    })
}

/// The ways that some best matching needs no more than: of each place with canteens those to the
/// nearest producers who together can supply all canteens there are. A canteen that went with one
/// farther would find one of these with something left, and no farther. In the order of places and
/// minutes; O(roads log roads).
#[must_use]
pub fn worthwhile(offers: &[u64], needs: &[u64], roads: &[Road]) -> Vec<Road> {
    let all = needs.iter().copied().fold(0, u64::saturating_add);
    let offered = |road: &Road| offers.get(road.from as usize).copied().unwrap_or_default();
    let is_way = |road: &&Road| road.minutes.is_finite() && 0.0 <= road.minutes && 0 < offered(road);
    let mut sorted: Vec<Road> = roads.iter().filter(is_way).copied().collect();
    sorted.sort_by(|a, b| a.to.cmp(&b.to).then(a.minutes.total_cmp(&b.minutes)).then(a.from.cmp(&b.from)));
    let mut kept = Vec::new();
    for of_place in sorted.chunk_by(|a, b| a.to == b.to) {
        let mut so_far = 0_u64;
        for road in of_place {
            if all <= so_far {
                break;
            }
            so_far = so_far.saturating_add(offered(road));
            kept.push(*road);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::assignment::assign;

    fn road(from: u32, to: u32, minutes: f64) -> Road {
        Road { from, to, minutes }
    }

    #[test]
    fn nearest_first_would_leave_one_without() {
        let roads = [road(0, 0, 5.0), road(0, 1, 9.0), road(1, 0, 30.0)];
        let found = matching(&[1, 1], &[1, 1, 1], &roads).expect("sound");
        assert_eq!((found.supplied, found.out_of_reach, found.crowded_out), (2, 1, 0));
        assert_eq!(found.minutes, 39.0);
        let few = matching(&[1], &[3], &[road(0, 0, 10.0)]).expect("sound");
        assert_eq!((few.supplied, few.out_of_reach, few.crowded_out), (1, 0, 2), "the producer is full");
        let none = matching(&[0], &[3], &[road(0, 0, 10.0)]).expect("sound");
        assert_eq!((none.supplied, none.out_of_reach), (0, 3), "who supplies nobody is nobody");
    }

    #[test]
    fn what_leads_nowhere_is_no_way_and_what_does_not_exist_is_named() {
        let found = matching(&[1], &[1], &[road(0, 0, f64::NAN), road(0, 0, -1.0)]).expect("sound");
        assert_eq!((found.supplied, found.out_of_reach), (0, 1));
        assert_eq!(matching(&[1], &[1], &[road(0, 1, 1.0)]), Err(FlowError::Node(0)));
        assert_eq!(matching(&[1], &[1], &[road(1, 0, 1.0)]), Err(FlowError::Node(0)));
        assert_eq!(matching(&[], &[], &[]).map(|found| found.supplied), Ok(0));
    }

    proptest! {
        /// Where all can reach all and one goes with one, it is the assignment of least cost.
        #[test]
        fn one_to_one_it_is_the_assignment(costs in prop::collection::vec(0..60_u32, 20), producers in 1..5_usize) {
            let minutes = |p: usize, c: usize| f64::from(costs[5 * p + c]);
            let roads: Vec<Road> = (0..producers).flat_map(|p| (0..5).map(move |c| (p, c)))
                .map(|(p, c)| road(p as u32, c as u32, minutes(p, c))).collect();
            let found = matching(&vec![1; producers], &[1; 5], &roads).expect("sound");
            let table: Vec<Vec<f64>> = (0..producers).map(|p| (0..5).map(|c| minutes(p, c)).collect()).collect();
            prop_assert_eq!(found.supplied, producers as u64);
            prop_assert!((found.minutes - assign(&table).expect("sound").cost).abs() < 1e-9);
        }

        #[test]
        fn ways_that_are_not_worthwhile_change_nothing(
            offers in prop::collection::vec(0..4_u64, 6),
            needs in prop::collection::vec(0..3_u64, 4),
            roads in prop::collection::btree_map((0..6_u32, 0..4_u32), 0..60_u32, 0..24),
        ) {
            let roads: Vec<Road> =
                roads.into_iter().map(|((from, to), minutes)| road(from, to, f64::from(minutes))).collect();
            let kept = worthwhile(&offers, &needs, &roads);
            prop_assert!(kept.len() <= roads.len());
            let (whole, part) = (matching(&offers, &needs, &roads), matching(&offers, &needs, &kept));
            let figures = |found: Matching| (found.supplied, found.out_of_reach, found.crowded_out, found.minutes);
            prop_assert_eq!(whole.map(figures), part.map(figures));
        }

        #[test]
        fn all_canteens_are_told_once_and_one_more_producer_never_supplies_fewer(
            offers in prop::collection::vec(0..4_u64, 1..5),
            needs in prop::collection::vec(0..4_u64, 1..5),
            roads in prop::collection::vec((0..5_u32, 0..5_u32, 0..60_u32), 0..12),
        ) {
            let roads: Vec<Road> = roads.into_iter()
                .filter(|(from, to, _)| (*from as usize) < offers.len() && (*to as usize) < needs.len())
                .map(|(from, to, minutes)| road(from, to, f64::from(minutes))).collect();
            let found = matching(&offers, &needs, &roads).expect("sound");
            let all: u64 = needs.iter().sum();
            prop_assert_eq!(found.supplied + found.out_of_reach + found.crowded_out, all);
            prop_assert_eq!(found.lots.iter().map(|lot| lot.canteens).sum::<u64>(), found.supplied);
            let mut more = offers.clone();
            more[0] += 1;
            prop_assert!(found.supplied <= matching(&more, &needs, &roads).expect("sound").supplied);
        }
    }
}
