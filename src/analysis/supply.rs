//! Whether a territory has as much of something as those like it, and how sure that is.
//!
//! *Question.* Is this function missing here, or was too little counted to say?
//! *Method.* The count is set against what the peers' rate would give for the people concerned.
//! Rates vary between peers beyond chance (Marshall 1991, `rates`); what is known of a
//! territory's own rate after its count is a Gamma distribution. A **gap** is a rate below 0.75
//! of the peers' with a probability of 0.90 (*probable* from 0.70), a **surplus** one above 1.25
//! with 0.90. A gap is *sure* if it also stands among all territories tested: adjusted p
//! (Benjamini and Hochberg) of so low a count at most 0.05.
//! *Edges.* Where fewer than 3 are expected nothing is concluded, whatever was counted: of
//! places that expect 3 and lack nothing, one in twenty has none. What was not measured has no
//! verdict. *Unit.* Rates are per unit of population. *Cost.* O(n) tails of a Gamma.

use crate::analysis::discoveries::benjamini_hochberg;
use crate::analysis::peers::Peers;
use crate::analysis::rates::{Interval, Prior, so_few};

/// The version of the method, to be changed with anything that changes a verdict.
pub const METHOD: &str = "maillage-supply-1";

/// The thresholds, which are conventions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Fewer expected than this conclude nothing.
    pub least_expected: f64,
    /// A gap is below this share of the peers' rate.
    pub low: f64,
    /// A surplus is above this share of it.
    pub high: f64,
    /// From this probability on it is a gap or a surplus.
    pub sure: f64,
    /// From this probability on a gap is probable.
    pub probable: f64,
    /// The share of sure gaps that may be false.
    pub false_discoveries: f64,
    /// Of the intervals.
    pub confidence: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            least_expected: 3.0,
            low: 0.75,
            high: 1.25,
            sure: 0.90,
            probable: 0.70,
            false_discoveries: 0.05,
            confidence: 0.95,
        }
    }
}

/// What can be said of a territory: one of these, never a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nobody counted here, or nobody lives here.
    NotMeasured,
    /// So few are expected that none would say nothing.
    TooFewExpected,
    /// Enough are expected, and chance may explain the difference.
    Undecided,
    SureGap,
    ProbableGap,
    NoGap,
    Surplus,
}

/// A territory beside its peers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    pub verdict: Verdict,
    /// What was counted per unit of population.
    pub rate: f64,
    /// Its rate drawn to its peers'.
    pub smoothed: f64,
    /// Where the rate is, with the confidence of the settings.
    pub interval: Interval,
    /// What the peers' rate would give here.
    pub expected: f64,
    /// Counted over expected among peers, and in the country.
    pub ratio: f64,
    pub ratio_to_country: f64,
    /// P(rate < low × the peers'), P(rate > high × the peers').
    pub below: f64,
    pub above: f64,
    /// The least rate of false discoveries at which so low a count is one; `None` where too few
    /// are expected to test.
    pub adjusted_p: Option<f64>,
}

impl Judged {
    /// Whether so low a count stands out among all that were tested, whatever its rate may be.
    #[must_use]
    pub fn is_discovery(&self) -> bool {
        self.adjusted_p.is_some_and(|p| p <= Settings::default().false_discoveries)
    }
}

/// A territory with its verdict; without figures where nothing was measured.
pub type Finding = Result<Judged, Verdict>;

/// Judges each territory beside its peers. `counts` are `None` where nobody counted, and so are
/// counts and populations that are negative or not finite; lengths must be those of `peers`,
/// else nothing is measured. Where peers have none at all there is nothing to expect
/// ([`Verdict::TooFewExpected`] without figures).
#[must_use]
pub fn judge(
    counts: &[Option<f64>],
    populations: &[f64],
    peers: &Peers,
    settings: &Settings,
) -> Vec<Finding> {
    if counts.len() != populations.len() || counts.len() != peers.len() {
        return vec![Err(Verdict::NotMeasured); counts.len()];
    }
    let is_sound = |value: f64| value.is_finite() && 0.0 <= value;
    let measured = |(count, people): (&Option<f64>, &f64)| {
        count.filter(|count| is_sound(*count) && is_sound(*people) && 0.0 < *people)
    };
    let counts: &[Option<f64>] = &counts.iter().zip(populations).map(measured).collect::<Vec<_>>();
    let country = prior_of(0..counts.len(), counts, populations);
    let priors: Vec<Option<Prior>> = peers
        .groups()
        .iter()
        .map(|group| prior_of(group.members.iter().map(|&rank| rank as usize), counts, populations))
        .collect();
    let norm = |rank: usize| Some((counts[rank]?, priors[peers.group_of(rank)]?, country?));
    let tested = |rank: usize| {
        let (count, prior, _) = norm(rank)?;
        let expected = prior.mean * populations[rank];
        (settings.least_expected <= expected).then(|| so_few(count, expected)).flatten()
    };
    let adjusted = benjamini_hochberg(&(0..counts.len()).map(tested).collect::<Vec<_>>());
    let judged = |rank: usize| {
        let (count, prior, country) = norm(rank)?;
        judged(count, populations[rank], prior, country, adjusted[rank], settings)
    };
    let nothing_to_say = |rank: usize| match counts[rank] {
        Some(_) => Verdict::TooFewExpected,
        None => Verdict::NotMeasured,
    };
    (0..counts.len()).map(|rank| judged(rank).ok_or_else(|| nothing_to_say(rank))).collect()
}

fn prior_of(
    ranks: impl Iterator<Item = usize>,
    counts: &[Option<f64>],
    populations: &[f64],
) -> Option<Prior> {
    let known = ranks.filter_map(|rank| Some((*counts.get(rank)?.as_ref()?, populations[rank])));
    let (counts, populations): (Vec<f64>, Vec<f64>) = known.unzip();
    Prior::of(&counts, &populations)
}

fn judged(
    count: f64,
    population: f64,
    prior: Prior,
    country: Prior,
    adjusted_p: Option<f64>,
    settings: &Settings,
) -> Option<Judged> {
    let posterior = prior.after(count, population);
    let expected = prior.mean * population;
    let below = posterior.below(settings.low * prior.mean)?;
    let above = posterior.above(settings.high * prior.mean)?;
    let is_unlikely = so_few(count, expected).is_some_and(|p| p <= 1.0 - settings.confidence);
    let is_discovery = adjusted_p.is_some_and(|p| p <= settings.false_discoveries);
    let verdict = match () {
        () if expected < settings.least_expected => Verdict::TooFewExpected,
        () if settings.sure <= below && is_discovery => Verdict::SureGap,
        () if settings.probable <= below => Verdict::ProbableGap,
        () if settings.sure <= above => Verdict::Surplus,
        // The whole of what the rate may be is no gap, nor does the count alone speak of one: peers
        // that hardly seem to vary would otherwise hide it.
        () if below <= 1.0 - settings.sure && !is_unlikely => Verdict::NoGap,
        () => Verdict::Undecided,
    };
    Some(Judged {
        verdict,
        rate: count / population,
        smoothed: posterior.mean(),
        interval: posterior.interval(settings.confidence)?,
        expected,
        ratio: count / expected,
        ratio_to_country: count / (country.mean * population),
        below,
        above,
        adjusted_p,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{RngCore, SeedableRng};

    use super::*;
    use crate::analysis::peers::{Fabric, Kind};

    fn alike(many: usize) -> Peers {
        let kind = Kind { fabric: Fabric::Rural, is_around_a_town: false, is_overseas: false };
        Peers::of(&vec![kind; many], 40)
    }

    fn chance(draw: &mut ChaCha8Rng) -> f64 {
        (draw.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A Poisson number, by products of uniform ones.
    fn poisson(draw: &mut ChaCha8Rng, mean: f64) -> f64 {
        let (limit, mut product, mut count) = ((-mean).exp(), chance(draw), 0.0);
        while limit < product {
            product *= chance(draw);
            count += 1.0;
        }
        count
    }

    #[test]
    fn unknown_is_not_none() {
        let populations = vec![20_000.0; 50];
        let mut counts: Vec<Option<f64>> = (0..50).map(|rank| Some(f64::from(25 + rank % 5 * 5))).collect();
        (counts[3], counts[4]) = (None, Some(0.0));
        let found = judge(&counts, &populations, &alike(50), &Settings::default());
        assert_eq!(found[3], Err(Verdict::NotMeasured));
        assert_eq!(found[4].map(|judged| judged.verdict), Ok(Verdict::SureGap));
        let of = |counts: &[Option<f64>], peers| judge(counts, &populations, &peers, &Settings::default());
        assert_eq!(judge(&counts, &[], &alike(50), &Settings::default())[0], Err(Verdict::NotMeasured));
        assert_eq!(of(&counts, alike(49))[0], Err(Verdict::NotMeasured), "peers of others");
        assert_eq!(of(&[Some(0.0); 50], alike(50))[0], Err(Verdict::TooFewExpected), "nobody has any");
        counts[3] = Some(f64::NAN);
        assert_eq!(of(&counts, alike(50))[3..], found[3..], "what is no number was not measured");
    }

    /// Peers that vary less than chance would make them have one rate, by the method; one that has
    /// none beside them is not told that all is well.
    #[test]
    fn who_stands_out_of_peers_that_do_not_vary_is_undecided() {
        let mut counts = vec![Some(8.0); 50];
        counts[4] = Some(0.0);
        let found = judge(&counts, &[20_000.0; 50], &alike(50), &Settings::default());
        let verdict = |rank: usize| found[rank].map(|judged| judged.verdict);
        assert_eq!((verdict(4), verdict(5)), (Ok(Verdict::Undecided), Ok(Verdict::NoGap)));
    }

    /// None where five are expected happens once in 150 times: too rarely to be told that all is
    /// well, even where so many are tested that it is no discovery.
    #[test]
    fn nobody_is_told_that_nothing_is_missing_by_what_peers_have_alone() {
        let mut counts = vec![Some(5.0); 400];
        counts[4] = Some(0.0);
        let found = judge(&counts, &[20_000.0; 400], &alike(400), &Settings::default());
        let judged = found[4].expect("measured");
        assert!(judged.adjusted_p.is_some_and(|p| 0.05 < p), "no discovery: {:?}", judged.adjusted_p);
        assert_eq!(judged.verdict, Verdict::Undecided);
    }

    /// Two hundred countries whose territories all have the same rate: whoever is called a sure
    /// gap is called so by chance.
    #[test]
    fn where_nothing_is_missing_hardly_anything_is_found() {
        let (peers, settings) = (alike(200), Settings::default());
        let mut countries_with_a_gap = 0;
        for seed in 0..200 {
            let mut draw = ChaCha8Rng::seed_from_u64(seed);
            let populations: Vec<f64> = (0..200).map(|_| 3_000.0 + 40_000.0 * chance(&mut draw)).collect();
            let counts: Vec<Option<f64>> =
                populations.iter().map(|people| Some(poisson(&mut draw, people * 0.0004))).collect();
            let found = judge(&counts, &populations, &peers, &settings);
            let is_gap = |finding: &Finding| finding.is_ok_and(|judged| judged.verdict == Verdict::SureGap);
            countries_with_a_gap += u32::from(found.iter().any(is_gap));
        }
        assert!(
            f64::from(countries_with_a_gap) <= 200.0 * settings.false_discoveries,
            "{countries_with_a_gap}"
        );
    }

    /// Territories that have a fifth of what their peers have, among others that vary.
    #[test]
    fn what_was_taken_away_is_found() {
        let (peers, settings) = (alike(200), Settings::default());
        let (mut found_of_planted, mut planted, mut false_ones, mut all) = (0, 0, 0, 0);
        for seed in 0..50 {
            let mut draw = ChaCha8Rng::seed_from_u64(1_000 + seed);
            let populations: Vec<f64> = (0..200).map(|_| 120_000.0 + 80_000.0 * chance(&mut draw)).collect();
            let rate = |rank: usize, draw: &mut ChaCha8Rng| {
                if rank < 10 { 0.2 } else { 0.85 + 0.3 * chance(draw) }
            };
            let counts: Vec<Option<f64>> = (0..200)
                .map(|rank| {
                    let rate = 0.0006 * rate(rank, &mut draw);
                    Some(poisson(&mut draw, populations[rank] * rate))
                })
                .collect();
            let findings = judge(&counts, &populations, &peers, &settings);
            for (rank, finding) in findings.iter().enumerate() {
                let is_gap = finding.is_ok_and(|judged| judged.verdict == Verdict::SureGap);
                planted += u32::from(rank < 10);
                found_of_planted += u32::from(is_gap && rank < 10);
                false_ones += u32::from(is_gap && 10 <= rank);
                all += u32::from(is_gap);
            }
        }
        assert_eq!(found_of_planted, planted, "72 expected, 14 there: above the limit of detection");
        assert!(
            f64::from(false_ones) <= f64::from(all) * settings.false_discoveries,
            "{false_ones} of {all}"
        );
    }

    proptest! {
        #[test]
        fn fewer_than_three_expected_conclude_nothing(
            rows in prop::collection::vec((0..6_u32, 100..9_000_u32), 45..80),
        ) {
            let counts: Vec<Option<f64>> = rows.iter().map(|row| Some(row.0.into())).collect();
            let populations: Vec<f64> = rows.iter().map(|row| row.1.into()).collect();
            for judged in judge(&counts, &populations, &alike(rows.len()), &Settings::default()).into_iter().flatten() {
                prop_assert_eq!(judged.expected < 3.0, judged.verdict == Verdict::TooFewExpected);
                prop_assert_eq!(judged.adjusted_p.is_none(), judged.expected < 3.0);
                prop_assert!(judged.interval.low <= judged.smoothed && judged.smoothed <= judged.interval.high);
            }
        }
    }
}
