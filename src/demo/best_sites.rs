//! Where a département's land is planted: three communes from which more people are near than from any
//! other three of the parcels that it owns.

use crate::demo::ground::Ground;

/// Near enough, in kilometers as the crow flies: some twenty minutes.
const NEAR_KM: f64 = 12.0;
/// Near by any way of telling it: who is not near by this is not near.
const WIDE_KM: f64 = 17.0;
/// Communes that are looked at: sets are a bit a commune.
const MOST: usize = 64;

/// Communes, by their rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// More people are near these three than near any other three of `best` and `decoys`.
    pub best: [usize; 3],
    /// So few are near these that none is worth one of the three.
    pub decoys: Vec<usize>,
    /// Well placed, and barred by something else than their place: red zone, protected, steep, small.
    pub barred: Vec<usize>,
}

/// Decides where.
#[must_use]
pub fn planted(ground: &Ground<'_>) -> Planted {
    let count = ground.world.communes.len().min(MOST);
    let near: Vec<u64> = (0..count).map(|at| around(ground, at, count, NEAR_KM)).collect();
    let wide: Vec<u64> = (0..count).map(|at| around(ground, at, count, WIDE_KM)).collect();
    let mut best = ([0, 1, 2], 0);
    for a in 0..count {
        for b in a + 1..count {
            for c in b + 1..count {
                let people = people(ground, near[a] | near[b] | near[c]);
                if best.1 < people {
                    best = ([a, b, c], people);
                }
            }
        }
    }
    let best = best.0;
    let mut others: Vec<usize> = (0..count).filter(|at| !best.contains(at)).collect();
    others.sort_by_key(|&at| (people(ground, wide[at]), at));
    let decoys = others[..7].to_vec();
    let barred = others.iter().rev().take(4).copied().collect();
    Planted { best, decoys, barred }
}

/// The communes near one, as bits.
fn around(ground: &Ground<'_>, from: usize, count: usize, km: f64) -> u64 {
    let communes = &ground.world.communes;
    let (lon, lat) = communes[from].point;
    let is_near = |&at: &usize| {
        let (east, north) = (communes[at].point.0 - lon, communes[at].point.1 - lat);
        (east / ground.world.comb.stretch).hypot(north) * 111.2 <= km
    };
    (0..count).filter(is_near).fold(0, |bits, at| bits | 1 << at)
}

fn people(ground: &Ground<'_>, bits: u64) -> u64 {
    let communes = ground.world.communes.iter().take(MOST).enumerate();
    communes.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, commune)| u64::from(commune.population)).sum()
}
