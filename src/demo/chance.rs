//! Seeded draws: the same seed gives the same island on every machine, and never the clock.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What a sequence of draws is for. Each has its own, so that a change in one file leaves
/// the others as they were.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    Zones = 1,
    Names,
    Sirene,
    Inclusion,
    Places,
    Food,
    Land,
    Equipments,
    Ties,
    Offers,
    Parcels,
    Polluted,
}

/// A sequence of draws.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The sequence of a seed for one purpose.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(purpose as u64);
        Self(rng)
    }

    /// A whole number from 0 to `count` - 1; 0 when there is none to choose from. Favours
    /// some values by less than `count` / 2³².
    pub fn below(&mut self, count: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(count)) >> 32) as u32
    }

    /// The rank of one of `count` things.
    pub fn rank(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).unwrap_or(u32::MAX)) as usize
    }

    /// A number from 0, included, to 1, excluded.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// A number between two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True once in `count` times on average.
    pub fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }

    /// One of a list that is not empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.rank(list.len())]
    }

    /// One of a list that is not empty, each as often as its weight says.
    pub fn weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let mut left = self.below(list.iter().map(&weight).sum());
        for item in list {
            if left < weight(item) {
                return item;
            }
            left -= weight(item);
        }
        &list[list.len() - 1]
    }
}

/// A number from -1 to 1 that depends on its arguments alone: whoever asks about the same
/// pair of places gets the same answer (finaliser of SplitMix64, Steele et al. 2014).
#[must_use]
pub fn wobble(seed: u64, a: (i32, i32), b: (i32, i32)) -> f64 {
    let mut mixed = seed;
    for part in [a.0, a.1, b.0, b.1] {
        mixed ^= u64::from(part.cast_unsigned());
        mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
    }
    (mixed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_seed_and_the_purpose() {
        let draw = |seed, purpose| {
            let mut chance = Chance::new(seed, purpose);
            [chance.below(1000), chance.below(1000), chance.below(1000)]
        };
        assert_eq!(draw(7, Purpose::Food), draw(7, Purpose::Food));
        assert_ne!(draw(7, Purpose::Food), draw(8, Purpose::Food));
        assert_ne!(draw(7, Purpose::Food), draw(7, Purpose::Land));
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::new(1, Purpose::Zones);
        let heavy = (0..4000).filter(|_| *chance.weighted(&[1, 3], |w| *w) == 3).count();
        assert!((2850..3150).contains(&heavy), "{heavy} of 4000");
    }

    #[test]
    fn a_wobble_stays_within_one_and_goes_both_ways() {
        let wobbles: Vec<f64> = (0..1000).map(|i| wobble(3, (i, 0), (0, i))).collect();
        assert!(wobbles.iter().all(|w| w.abs() <= 1.0));
        let mean = wobbles.iter().sum::<f64>() / 1000.0;
        assert!(mean.abs() < 0.1, "{mean}");
    }
}
