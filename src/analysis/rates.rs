//! How many for how many people: rates of rare things, what chance makes of them, and what a
//! small count may say.
//!
//! *Question.* Is a count low for its population, or is the population small?
//! *Method.* Exact Poisson intervals (Garwood 1936), Wilson's interval for shares, and empirical
//! Bayes by moments (Marshall 1991): rates of a group of peers vary around their mean m with a
//! variance a beyond chance; each is drawn to m the more, the smaller its population. The same
//! is a Gamma prior of mean m and variance a, whose posterior gives intervals and probabilities.
//! *Units.* A rate is a count per unit of population; multiply by 10,000 to show it.
//! *Edges.* A variance that comes out negative is 0: the group differs by chance alone, and each
//! rate is m. Unknown counts must not be given as zeros.

use crate::analysis::gamma;

/// What a figure may be, given how few things were counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// The interval of a Poisson mean given a count, exact and conservative (Garwood 1936).
/// `confidence` is a share, 0.95 by convention. `None` for a negative or unknown count or a
/// confidence outside of ]0, 1[. O(1).
#[must_use]
pub fn garwood(count: f64, confidence: f64) -> Option<Interval> {
    let is_sound = count.is_finite() && 0.0 <= count && 0.0 < confidence && confidence < 1.0;
    if !is_sound {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    // Half a chi-squared of 2c degrees of freedom is a Gamma of shape c.
    let low = if count == 0.0 { Some(0.0) } else { gamma::quantile(count, tail) };
    Some(Interval { low: low?, high: gamma::quantile(count + 1.0, 1.0 - tail)? })
}

/// The interval of a share given `successes` among `trials` (Wilson 1927). `None` when there is
/// no trial, when there are more successes than trials, or for a confidence outside of ]0, 1[.
#[must_use]
pub fn wilson(successes: f64, trials: f64, confidence: f64) -> Option<Interval> {
    let is_sound = 0.0 <= successes && successes <= trials && 0.0 < trials && trials.is_finite();
    if !(is_sound && 0.0 < confidence && confidence < 1.0) {
        return None;
    }
    let z = gamma::normal_quantile(1.0 - (1.0 - confidence) / 2.0);
    let share = successes / trials;
    let spread = z * z / trials;
    let middle = share + spread / 2.0;
    let half = z * (share * (1.0 - share) / trials + spread / (4.0 * trials)).sqrt();
    let low = ((middle - half) / (1.0 + spread)).max(0.0);
    Some(Interval { low, high: ((middle + half) / (1.0 + spread)).min(1.0) })
}

/// P(X ≤ `count`) for a Poisson variable: how likely so few are when `expected` are expected.
/// `None` unless both are finite and not negative.
#[must_use]
pub fn so_few(count: f64, expected: f64) -> Option<f64> {
    let is_sound = 0.0 <= count && count.is_finite() && 0.0 <= expected && expected.is_finite();
    is_sound.then(|| gamma::upper_tail(count.floor() + 1.0, expected)).flatten()
}

/// P(X ≥ `count`) for a Poisson variable: how likely so many are.
#[must_use]
pub fn so_many(count: f64, expected: f64) -> Option<f64> {
    let is_sound = 0.0 <= count && count.is_finite() && 0.0 <= expected && expected.is_finite();
    let count = count.ceil();
    if is_sound && count == 0.0 {
        Some(1.0)
    } else {
        is_sound.then(|| gamma::lower_tail(count, expected)).flatten()
    }
}

/// How the rates of a group of peers vary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// All counts over all populations.
    pub mean: f64,
    /// Variance of rates beyond chance; 0 where none can be seen.
    pub variance: f64,
}

impl Prior {
    /// The prior of a group (Marshall 1991, by moments):
    /// a = Σ P (r − m)² / Σ P − m / mean(P), at least 0.
    ///
    /// `counts` and `populations` have one value a territory; territories without population
    /// say nothing and are left out. `None` when nobody lives anywhere, when nothing was counted
    /// anywhere, when lengths differ, or for values that are negative or not finite. O(n).
    #[must_use]
    pub fn of(counts: &[f64], populations: &[f64]) -> Option<Self> {
        let is_known = |values: &[f64]| values.iter().all(|v| v.is_finite() && 0.0 <= *v);
        if counts.len() != populations.len() || !is_known(counts) || !is_known(populations) {
            return None;
        }
        let pairs = || counts.iter().copied().zip(populations.iter().copied()).filter(|&(_, p)| 0.0 < p);
        let population: f64 = pairs().map(|(_, p)| p).sum();
        let mean = pairs().map(|(c, _)| c).sum::<f64>() / population;
        if !(mean.is_finite() && 0.0 < mean) {
            return None;
        }
        let spread = pairs().map(|(c, p)| p * (c / p - mean).powi(2)).sum::<f64>() / population;
        let chance = mean / (population / pairs().count() as f64);
        let variance = (spread - chance).max(0.0);
        (spread.is_finite() && chance.is_finite()).then_some(Self { mean, variance })
    }

    /// How much a territory's own rate weighs beside the group's, from 0 to 1.
    #[must_use]
    pub fn weight(self, population: f64) -> f64 {
        let is_inhabited = 0.0 < population;
        if self.variance == 0.0 || !is_inhabited {
            return 0.0;
        }
        self.variance / (self.variance + self.mean / population)
    }

    /// The rate of a territory drawn to its group's: k r + (1 − k) m.
    #[must_use]
    pub fn smoothed(self, count: f64, population: f64) -> f64 {
        match self.weight(population) {
            0.0 => self.mean,
            weight => weight * (count / population) + (1.0 - weight) * self.mean,
        }
    }

    /// What is known of a territory's rate once it was counted.
    #[must_use]
    pub fn after(self, count: f64, population: f64) -> Posterior {
        if self.variance == 0.0 {
            return Posterior::Fixed(self.mean);
        }
        let scale = self.mean / self.variance;
        Posterior::Gamma { shape: count + self.mean * scale, rate: population + scale }
    }
}

/// What is known of a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Posterior {
    /// No difference between peers can be seen: the rate is theirs.
    Fixed(f64),
    Gamma {
        shape: f64,
        rate: f64,
    },
}

impl Posterior {
    /// Its mean.
    #[must_use]
    pub fn mean(self) -> f64 {
        match self {
            Self::Fixed(rate) => rate,
            Self::Gamma { shape, rate } => shape / rate,
        }
    }

    /// P(rate < `limit`).
    #[must_use]
    pub fn below(self, limit: f64) -> Option<f64> {
        match self {
            Self::Fixed(rate) => Some(f64::from(u8::from(rate < limit))),
            Self::Gamma { shape, rate } => gamma::lower_tail(shape, limit * rate),
        }
    }

    /// P(rate > `limit`).
    #[must_use]
    pub fn above(self, limit: f64) -> Option<f64> {
        match self {
            Self::Fixed(rate) => Some(f64::from(u8::from(limit < rate))),
            Self::Gamma { shape, rate } => gamma::upper_tail(shape, limit * rate),
        }
    }

    /// Where the rate is with that probability, the same share left out on either side.
    #[must_use]
    pub fn interval(self, confidence: f64) -> Option<Interval> {
        match self {
            Self::Fixed(rate) => Some(Interval { low: rate, high: rate }),
            Self::Gamma { shape, rate } => {
                let tail = (1.0 - confidence) / 2.0;
                let at = |p| Some(gamma::quantile(shape, p)? / rate);
                Some(Interval { low: at(tail)?, high: at(1.0 - tail)? })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-12 * b.abs().max(1.0)
    }

    #[test]
    fn nothing_counted_is_at_most_the_rule_of_three_and_some() {
        let interval = garwood(0.0, 0.95).expect("sound");
        assert_eq!(interval.low, 0.0);
        assert!(near(interval.high, -(0.025_f64.ln())));
        assert_eq!(garwood(-1.0, 0.95), None);
        assert_eq!(garwood(f64::NAN, 0.95), None);
        assert_eq!(garwood(1.0, 1.0), None);
        assert_eq!(garwood(1.0, -0.5775), None);
    }

    #[test]
    fn tails_of_a_poisson_are_its_sums() {
        let (expected, mut sum, mut term) = (4.2_f64, 0.0, (-4.2_f64).exp());
        for count in 0..12 {
            assert!(near(so_many(f64::from(count), expected).expect("sound"), 1.0 - sum));
            sum += term;
            assert!(near(so_few(f64::from(count), expected).expect("sound"), sum));
            term *= expected / f64::from(count + 1);
        }
    }

    #[test]
    fn a_group_that_differs_by_chance_alone_has_one_rate() {
        let prior = Prior::of(&[10.0, 10.0, 11.0], &[1000.0; 3]).expect("sound");
        assert_eq!(prior.variance, 0.0);
        assert_eq!(prior.smoothed(10.0, 1000.0), prior.mean);
        assert_eq!(prior.after(0.0, 1000.0).below(prior.mean), Some(0.0));
        assert_eq!(Prior::of(&[0.0], &[10.0]), None, "nothing is no norm");
        assert_eq!(Prior::of(&[1.0], &[]), None);
    }

    proptest! {
        #[test]
        fn the_mean_of_the_posterior_is_marshalls_rate(
            rows in prop::collection::vec((0..60_u32, 50..90_000_u32), 2..30),
        ) {
            let counts: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let populations: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            let Some(prior) = Prior::of(&counts, &populations) else { return Ok(()) };
            for (&count, &population) in counts.iter().zip(&populations) {
                let posterior = prior.after(count, population);
                prop_assert!(near(posterior.mean(), prior.smoothed(count, population)));
                let Interval { low, high } = posterior.interval(0.95).expect("sound");
                // A Gamma of a shape of a hundredth or less is so skewed that 39 of 40 may be below its mean.
                let shape = count + prior.mean.powi(2) / prior.variance;
                prop_assert!(low <= high && (posterior.mean() <= high || shape < 0.01));
                prop_assert!(low <= posterior.mean());
            }
        }

        #[test]
        fn a_share_is_inside_of_its_interval(trials in 1..500_u32, part in 0.0..1.0_f64) {
            let successes = (f64::from(trials) * part).floor();
            let Interval { low, high } = wilson(successes, trials.into(), 0.95).expect("sound");
            let share = successes / f64::from(trials);
            prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
        }
    }
}
