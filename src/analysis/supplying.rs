//! Which canteen gets from whom, if each producer supplies so many of them.
//!
//! *Question.* Of the canteens of this bassin, how many have a producer of this chain within an
//! hour, and who goes with whom so that all drive least? *Method.* Those who hold the first stage
//! of a chain within reach of a commune of the zone are matched with those who hold its last
//! stage in the zone ([`matching`](crate::analysis::matching)). *Edges.* No source tells tonnes or
//! meals: how many canteens a producer can supply is a supposition of whoever asks. Canteens
//! outside of the zone, that would have the same producers, are not looked at. Those in partial
//! diffusion are left out, on both sides. *Cost.* O(ways from producers to the communes of the zone) and a flow.

use crate::analysis::flow::FlowError;
use crate::analysis::holders::Kind;
use crate::analysis::matching::{Matching, Road, matching, worthwhile};
use crate::analysis::trade::Trade;
use crate::domain::chain::Chain;

/// The version of the method, to be changed with anything that changes a figure.
pub const METHOD: &str = "maillage-supplying-1";

/// How many canteens a producer can supply unless somebody says otherwise: a supposition.
pub const DEFAULT_EACH: u32 = 3;

/// Ways at most, of those that matter, between places of producers and places of canteens.
pub const MOST_ROADS: usize = 20_000;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub chain: &'a Chain,
    /// Of the canteens, in order.
    pub communes: &'a [u32],
    /// How many canteens a producer can supply.
    pub each: u32,
    /// Minutes at most.
    pub reach: f64,
}

/// Who goes with whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplying {
    pub canteens: Vec<Canteen>,
    /// Producers within reach of one canteen at least.
    pub producers: u64,
    pub supplied: u64,
    /// Canteens with no known producer within reach.
    pub out_of_reach: u64,
    /// Canteens whose producers within reach have all they can supply.
    pub crowded_out: u64,
}

/// Somebody who holds the last stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Canteen {
    pub actor: u32,
    pub outcome: Outcome,
}

/// What a canteen gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    Supplied { by: u32, minutes: f64 },
    OutOfReach,
    CrowdedOut,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SupplyingError {
    #[error("more than {MOST_ROADS} ways between places of producers and places of canteens")]
    TooWide,
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// The matching of a zone.
pub fn supplying(trade: &Trade, question: &Question<'_>) -> Result<Supplying, SupplyingError> {
    let holders = &trade.holders;
    let ends = question.chain.stages.first().zip(question.chain.stages.last());
    let kinds = ends.and_then(|(first, last)| Some((holders.rank(&first.who)?, holders.rank(&last.who)?)));
    let Some((first, last)) = kinds else { return Ok(Supplying::nobody()) };
    let (producers, canteens) = (&holders.kinds()[first], &holders.kinds()[last]);
    let places: Vec<u32> =
        question.communes.iter().copied().filter(|&commune| !canteens.named(commune).is_empty()).collect();
    let is_way = |to: u32, minutes: f64| minutes <= question.reach && !producers.named(to).is_empty();
    let mut ways_in: Vec<(u32, u32, f64)> = Vec::new();
    for (rank, &place) in (0..).zip(&places) {
        let leading = trade.towards(place).filter(|&(from, minutes)| is_way(from, minutes));
        ways_in.extend(leading.map(|(from, minutes)| (from, rank, minutes)));
    }
    let mut farms: Vec<u32> = ways_in.iter().map(|way| way.0).collect();
    farms.sort_unstable();
    farms.dedup();
    let rank = |farm: u32| farms.binary_search(&farm).unwrap_or_default() as u32;
    let roads: Vec<Road> =
        ways_in.into_iter().map(|(farm, to, minutes)| Road { from: rank(farm), to, minutes }).collect();
    let many = |kind: &Kind, commune: &u32| kind.named(*commune).len() as u64;
    let offers: Vec<u64> =
        farms.iter().map(|farm| many(producers, farm) * u64::from(question.each)).collect();
    let needs: Vec<u64> = places.iter().map(|place| many(canteens, place)).collect();
    let roads = worthwhile(&offers, &needs, &roads);
    if MOST_ROADS < roads.len() {
        return Err(SupplyingError::TooWide);
    }
    let found = matching(&offers, &needs, &roads)?;
    let lists: Vec<&[u32]> = places.iter().map(|place| canteens.named(*place)).collect();
    let growers: Vec<&[u32]> = farms.iter().map(|farm| producers.named(*farm)).collect();
    Ok(Supplying {
        canteens: dealt(&found, &lists, &growers, (&roads, question.each)),
        producers: farms.iter().map(|farm| many(producers, farm)).sum(),
        supplied: found.supplied,
        out_of_reach: found.out_of_reach,
        crowded_out: found.crowded_out,
    })
}

impl Supplying {
    fn nobody() -> Self {
        Self { canteens: Vec::new(), producers: 0, supplied: 0, out_of_reach: 0, crowded_out: 0 }
    }
}

/// Who goes with whom at each pair of places: in the order of rows, each producer until it has
/// what it can supply.
fn dealt(
    found: &Matching,
    canteens: &[&[u32]],
    growers: &[&[u32]],
    (roads, each): (&[Road], u32),
) -> Vec<Canteen> {
    let mut left: Vec<std::slice::Iter<'_, u32>> = canteens.iter().map(|list| list.iter()).collect();
    let mut given = vec![0_usize; growers.len()];
    let mut rows = Vec::new();
    for lot in &found.lots {
        for _ in 0..lot.canteens {
            let grower = growers[lot.from as usize].get(given[lot.from as usize] / each.max(1) as usize);
            let Some((&actor, &by)) = left[lot.to as usize].next().zip(grower) else { break };
            given[lot.from as usize] += 1;
            rows.push(Canteen { actor, outcome: Outcome::Supplied { by, minutes: roads[lot.road].minutes } });
        }
    }
    let mut is_reached = vec![false; canteens.len()];
    roads.iter().for_each(|road| is_reached[road.to as usize] = true);
    for (rest, is_reached) in left.into_iter().zip(is_reached) {
        let outcome = if is_reached { Outcome::CrowdedOut } else { Outcome::OutOfReach };
        rows.extend(rest.map(|&actor| Canteen { actor, outcome }));
    }
    rows.sort_by_key(|row| row.actor);
    rows
}
