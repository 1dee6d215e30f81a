//! How much supply is within reach of each place, competition for it counted.
//!
//! *Question.* How many places of a nursery, say, are there for a child of this commune?
//! *Method.* Enhanced two-step floating catchment areas (Luo and Wang 2003; Luo and Qi 2009):
//! each supplier is shared among the demand within its reach, R_j = S_j / Σ_k D_k w(t_kj); each
//! place adds up what is within its own, A_i = Σ_j R_j w(t_ij).
//! *Unit.* Supply per unit of demand. *Invariant.* Σ D_i A_i is the capacity of the suppliers
//! that anybody reaches. *Edges.* Limits are inclusive. A place without a supplier in reach has
//! 0, which is a result; a supplier that no demand reaches gives nothing. What lies beyond the
//! data (the next country) is not counted: places near an edge look worse than they are.
//! *Cost.* O(trips).

use crate::analysis::quantiles::{weighted_mean, weighted_quantile};

/// What a trip's length takes from its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Decay(Shape);

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    /// Minutes up to which, and the weight, nearest first.
    Steps(Vec<(f64, f64)>),
    Gaussian {
        within: f64,
        sigma: f64,
    },
}

/// Why numbers are no [`Decay`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecayError {
    #[error("minutes must grow from one step to the next and be finite and positive")]
    Minutes,
    #[error("weights go from 0 to 1")]
    Weight,
    #[error("a decay has a step at least")]
    Empty,
}

impl Decay {
    /// Steps as `(minutes, weight)`: the weight up to those minutes, the limit included; 0
    /// beyond the last. Luo and Qi: 10, 20, 30 minutes at 1, 0.68, 0.22.
    pub fn steps(steps: &[(f64, f64)]) -> Result<Self, DecayError> {
        if steps.is_empty() {
            return Err(DecayError::Empty);
        }
        let mut before = 0.0;
        for &(minutes, weight) in steps {
            if !(minutes.is_finite() && before < minutes) {
                return Err(DecayError::Minutes);
            }
            if !(0.0..=1.0).contains(&weight) {
                return Err(DecayError::Weight);
            }
            before = minutes;
        }
        Ok(Self(Shape::Steps(steps.to_vec())))
    }

    /// exp(−t² / 2σ²) up to `within` minutes, the limit included (Dai 2010).
    pub fn gaussian(within: f64, sigma: f64) -> Result<Self, DecayError> {
        let is_sound = |v: f64| v.is_finite() && 0.0 < v;
        if !(is_sound(within) && is_sound(sigma)) {
            return Err(DecayError::Minutes);
        }
        Ok(Self(Shape::Gaussian { within, sigma }))
    }

    /// The same with all minutes multiplied: what a longer or a shorter reach would say.
    pub fn stretched(&self, factor: f64) -> Result<Self, DecayError> {
        match &self.0 {
            Shape::Steps(steps) => Self::steps(
                &steps.iter().map(|&(minutes, weight)| (minutes * factor, weight)).collect::<Vec<_>>(),
            ),
            Shape::Gaussian { within, sigma } => Self::gaussian(within * factor, sigma * factor),
        }
    }

    /// Minutes beyond which nothing counts.
    #[must_use]
    pub fn within(&self) -> f64 {
        match &self.0 {
            Shape::Steps(steps) => steps.last().map_or(0.0, |step| step.0),
            Shape::Gaussian { within, .. } => *within,
        }
    }

    /// The weight of a trip; 0 for one of unknown or negative length.
    #[inline]
    #[must_use]
    pub fn weight(&self, minutes: f64) -> f64 {
        match &self.0 {
            Shape::Steps(steps) => {
                let step = steps.iter().find(|&&(limit, _)| (0.0..=limit).contains(&minutes));
                step.map_or(0.0, |step| step.1)
            }
            Shape::Gaussian { within, sigma } if (0.0..=*within).contains(&minutes) => {
                (-(minutes / sigma).powi(2) / 2.0).exp()
            }
            Shape::Gaussian { .. } => 0.0,
        }
    }
}

/// A way from a place of demand to a supplier, both by their rank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trip {
    pub demand: u32,
    pub supply: u32,
    pub minutes: f64,
}

/// What [`two_step`] finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// By place of demand: supply per unit of demand within reach.
    pub access: Vec<f64>,
    /// By supplier: its capacity per unit of demand that reaches it; 0 when none does.
    pub ratios: Vec<f64>,
    /// The capacity of the suppliers that some demand reaches.
    pub reached: f64,
}

/// Why trips have no access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    #[error("demand {0} is negative or not a number")]
    Demand(usize),
    #[error("supply {0} is negative or not a number")]
    Supply(usize),
    #[error("trip {0} goes from or to a rank that does not exist")]
    Trip(usize),
}

/// The access of each place. `trips` are in any order; a pair that is left out is out of reach,
/// and one that is given twice counts twice. The order of sums is that of `trips`.
pub fn two_step(
    demand: &[f64],
    supply: &[f64],
    trips: &[Trip],
    decay: &Decay,
) -> Result<Access, AccessError> {
    let is_sound = |v: &f64| v.is_finite() && 0.0 <= *v;
    let fault = |values: &[f64]| values.iter().position(|v| !is_sound(v));
    fault(demand).map_or(Ok(()), |rank| Err(AccessError::Demand(rank)))?;
    fault(supply).map_or(Ok(()), |rank| Err(AccessError::Supply(rank)))?;
    let mut reaching = vec![0.0; supply.len()];
    // Most ways of a table lead out of reach: the second step walks those that count.
    let mut weighed = Vec::new();
    for (rank, &Trip { demand: from, supply: to, minutes }) in trips.iter().enumerate() {
        let people = demand.get(from as usize).ok_or(AccessError::Trip(rank))?;
        let reaching = reaching.get_mut(to as usize).ok_or(AccessError::Trip(rank))?;
        let weight = decay.weight(minutes);
        if 0.0 < weight {
            *reaching += people * weight;
            weighed.push((from, to, weight));
        }
    }
    let ratio = |(&supply, &reaching): (&f64, &f64)| if 0.0 < reaching { supply / reaching } else { 0.0 };
    let ratios: Vec<f64> = supply.iter().zip(&reaching).map(ratio).collect();
    let mut access = vec![0.0; demand.len()];
    for (from, to, weight) in weighed {
        access[from as usize] += ratios[to as usize] * weight;
    }
    let reached = supply.iter().zip(&reaching).filter(|(_, reaching)| 0.0 < **reaching).map(|(s, _)| s).sum();
    Ok(Access { access, ratios, reached })
}

/// The access of the people of a territory, from that of its parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Of all of them: parts weigh as their people.
    pub mean: f64,
    /// The access that nine people in ten have or exceed.
    pub tenth: f64,
    /// The share of people without any supplier in reach.
    pub beyond: f64,
}

/// Sums up parts (communes) with an access and so many people each. `None` when nobody lives
/// there, when lengths differ, or for values that are not finite or people that are negative.
/// Σ people × access of territories is that of their parts. O(n log n).
#[must_use]
pub fn reach(access: &[f64], people: &[f64]) -> Option<Reach> {
    let is_beyond: Vec<f64> = access.iter().map(|access| f64::from(u8::from(*access <= 0.0))).collect();
    Some(Reach {
        mean: weighted_mean(access, people)?,
        tenth: weighted_quantile(access, people, 0.1)?,
        beyond: weighted_mean(&is_beyond, people)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEPS: [(f64, f64); 3] = [(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)];

    /// Every place's way to every supplier, where there is one.
    fn trips(demand: usize, supply: usize, minutes: &[Option<f64>]) -> Vec<Trip> {
        let pairs = (0..demand as u32).flat_map(|d| (0..supply as u32).map(move |s| (d, s)));
        let trip = |((demand, supply), minutes): ((u32, u32), &Option<f64>)| {
            Some(Trip { demand, supply, minutes: (*minutes)? })
        };
        pairs.zip(minutes).filter_map(trip).collect()
    }

    #[test]
    fn who_lives_beyond_reach_is_told() {
        let found = reach(&[0.0, 2.0, 4.0], &[5.0, 90.0, 5.0]).expect("people");
        assert_eq!((found.mean, found.tenth, found.beyond), (2.0, 2.0, 0.05));
        assert_eq!(reach(&[1.0], &[0.0]), None);
        assert_eq!(reach(&[1.0, 2.0], &[1.0]), None);
    }

    #[test]
    fn limits_are_inclusive_and_unknown_lengths_weigh_nothing() {
        let decay = Decay::steps(&[(10.0, 1.0), (20.0, 0.5)]).expect("grows");
        assert_eq!(
            [0.0, 10.0, 10.1, 20.0, 20.1, f64::NAN, -1.0].map(|t| decay.weight(t)),
            [1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0]
        );
        assert_eq!(decay.stretched(2.0).expect("grows").weight(40.0), 0.5);
        assert_eq!(Decay::gaussian(30.0, 12.0).expect("sound").weight(30.01), 0.0);
        assert_eq!(Decay::steps(&[(10.0, 1.0), (10.0, 0.5)]), Err(DecayError::Minutes));
        assert_eq!(Decay::steps(&[(10.0, 1.5)]), Err(DecayError::Weight));
        assert_eq!(Decay::steps(&[]), Err(DecayError::Empty));
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let decay = Decay::steps(&[(10.0, 1.0)]).expect("grows");
        let trip = Trip { demand: 1, supply: 0, minutes: 1.0 };
        assert_eq!(two_step(&[1.0], &[1.0], &[trip], &decay), Err(AccessError::Trip(0)));
        assert_eq!(two_step(&[f64::NAN], &[], &[], &decay), Err(AccessError::Demand(0)));
        assert_eq!(two_step(&[], &[-1.0], &[], &decay), Err(AccessError::Supply(0)));
    }

    proptest! {
        #[test]
        fn what_is_shared_is_the_capacity_reached(
            demand in prop::collection::vec(0.0..5e4_f64, 1..25),
            supply in prop::collection::vec(0.0..300.0_f64, 1..10),
            minutes in prop::collection::vec(prop::option::of(0.0..45.0_f64), 250),
        ) {
            let decay = Decay::steps(&STEPS).expect("grows");
            let trips = trips(demand.len(), supply.len(), &minutes);
            let found = two_step(&demand, &supply, &trips, &decay).expect("sound");
            let shared: f64 = demand.iter().zip(&found.access).map(|(d, a)| d * a).sum();
            prop_assert!((shared - found.reached).abs() <= 1e-9 * found.reached.max(1.0));
        }

        /// Demand is fixed, so that a supplier takes none of it from others: no dilution. What
        /// dilutes is people: those who come take from those who were there.
        #[test]
        fn one_more_supplier_lowers_nobody_and_more_people_raise_nobody(
            demand in prop::collection::vec(0.0..5e4_f64, 1..15),
            supply in prop::collection::vec(0.0..300.0_f64, 2..8),
            minutes in prop::collection::vec(prop::option::of(0.0..45.0_f64), 120),
            come in 1.0..1e4_f64,
        ) {
            let decay = Decay::steps(&STEPS).expect("grows");
            let trips = trips(demand.len(), supply.len(), &minutes);
            let last = supply.len() - 1;
            let before: Vec<Trip> = trips.iter().copied().filter(|trip| trip.supply as usize != last).collect();
            let before = two_step(&demand, &supply[..last], &before, &decay).expect("sound");
            let after = two_step(&demand, &supply, &trips, &decay).expect("sound");
            for (before, after) in before.access.iter().zip(&after.access) {
                prop_assert!(before <= after);
            }
            prop_assert_eq!(&before.ratios[..], &after.ratios[..last]);
            // More people in the first place, where somebody was in reach of the same already.
            let mut more = demand.clone();
            more[0] += come;
            let diluted = two_step(&more, &supply, &trips, &decay).expect("sound");
            for (before, (after, trip)) in after.ratios.iter().zip(diluted.ratios.iter().zip(0..)) {
                prop_assert!(after <= before || *before == 0.0, "supplier {trip}");
            }
        }

        #[test]
        fn communes_add_up_to_their_bassins_and_bassins_to_the_country(
            rows in prop::collection::vec((0.0..3.0_f64, 1..9_000_u32, 0..4_usize), 1..60),
        ) {
            let column = |of: &dyn Fn(&(f64, u32, usize)) -> f64, bassin: Option<usize>| -> Vec<f64> {
                rows.iter().filter(|row| bassin.is_none_or(|bassin| row.2 == bassin)).map(of).collect()
            };
            let of = |bassin| {
                let people = column(&|row| f64::from(row.1), bassin);
                let reach = reach(&column(&|row| row.0, bassin), &people)?;
                Some((people.iter().sum::<f64>(), reach))
            };
            let (people, country) = of(None).expect("people");
            let bassins: Vec<(f64, Reach)> = (0..4).filter_map(|bassin| of(Some(bassin))).collect();
            prop_assert_eq!(bassins.iter().map(|(people, _)| people).sum::<f64>(), people);
            let mean = bassins.iter().map(|(people, reach)| people * reach.mean).sum::<f64>() / people;
            prop_assert!((mean - country.mean).abs() <= 1e-12 * country.mean.max(1.0));
        }
    }
}
