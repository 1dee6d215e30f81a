//! What a site is worth for a place, criterion by criterion: the figures, before anybody weighs them.
//!
//! *Question.* How many people near have no such place, who could share it, how does one get there,
//! who owns it? *Method.* Each criterion is one function over plain numbers; people count by the steps of
//! access (METHOD of [`access`](crate::analysis::access): 1, 0.68, 0.22). *Edges.* What nobody looked at is
//! [`Measure::Unknown`]; what was looked for and not found is [`Measure::Absent`], which is a result.

use crate::analysis::access::Decay;

/// What is known of a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// The value, in the criterion's own unit.
    Known(f64),
    /// Looked for, and none is there: worth what the bad goalpost is.
    Absent,
    /// Nobody looked, or nobody says.
    Unknown,
}

impl Measure {
    /// A value, unknown for `None` and for what is no number.
    #[must_use]
    pub fn of(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Unknown, Self::Known)
    }

    /// The value, where there is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown => None,
        }
    }

    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Known(_) => "connu",
            Self::Absent => "absent",
            Self::Unknown => "inconnu",
        }
    }
}

/// Which communes are served: those that hold one of some places, and those with a way of at most so many
/// minutes (inclusive) to one. `towards` gives the ways that lead to a commune. O(ways of the places).
pub fn served<W: Iterator<Item = (u32, f64)>>(
    communes: usize,
    places: &[u32],
    towards: impl Fn(u32) -> W,
    minutes: f64,
) -> Vec<bool> {
    let mut is_served = vec![false; communes];
    let mut places = places.to_vec();
    places.sort_unstable();
    places.dedup();
    for place in places.into_iter().filter(|&place| (place as usize) < communes) {
        // Ways within a vast commune are long: whoever lives where one is has one.
        is_served[place as usize] = true;
        for (from, _) in towards(place).filter(|way| way.1 <= minutes) {
            if let Some(served) = is_served.get_mut(from as usize) {
                *served = true;
            }
        }
    }
    is_served
}

/// People around a place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Around {
    /// Within each step, limits included: everybody.
    pub people: [f64; 3],
    /// Of these, those whom no place serves.
    pub unserved: [f64; 3],
    /// Those whom no place serves, by the weights of the steps.
    pub weighted: f64,
}

/// The people around a place and those among them whom nothing serves. `ways` lead to communes, each at most
/// once; `people` and `is_served` are by commune; `steps` in minutes, growing; `weights` of the steps. Ways to
/// communes that are not there, of unknown or negative length, and people that are no number count for nothing.
pub fn around(
    ways: impl Iterator<Item = (u32, f64)>,
    people: &[f64],
    is_served: &[bool],
    steps: [f64; 3],
    decay: &Decay,
) -> Around {
    let mut found = Around::default();
    for (to, minutes) in ways {
        let here = people.get(to as usize).copied().filter(|people| people.is_finite() && 0.0 < *people);
        let Some(here) = here.filter(|_| 0.0 <= minutes) else { continue };
        let lacks = !is_served.get(to as usize).copied().unwrap_or_default();
        for rank in (0..3).filter(|&rank| minutes <= steps[rank]) {
            found.people[rank] += here;
            found.unserved[rank] += if lacks { here } else { 0.0 };
        }
        found.weighted += if lacks { here * decay.weight(minutes) } else { 0.0 };
    }
    found
}

/// A commune of so many people is a centre, whatever town it stands beside.
pub const CENTRE: u64 = 20_000;

/// How central a commune is: its people over those of the most populous commune of its bassin, or over [`CENTRE`] if
/// that has more; 0 to 1. `None` where nobody lives, or the most populous one has fewer.
#[must_use]
pub fn centrality(people: u64, most_populous: u64) -> Option<f64> {
    let whole = most_populous.min(CENTRE);
    (0 < most_populous && people <= most_populous).then(|| (people as f64 / whole as f64).min(1.0))
}

/// Whether land is built over already, by what a source says of it: that it is a brownfield, which somebody checked (any
/// kind is, a quarry included, as the French nomenclature of 2031 has it), a built area, or a zone of the town
/// plan that is urban (`U`, `AUc`). Land of an agricultural or natural zone (`A`, `N`, and their `Ah`, `Nh`) of which
/// nothing else is known is not. `None` where nothing is said.
#[must_use]
pub fn is_artificialised(is_brownfield: bool, built_m2: Option<u32>, zoning: Option<&str>) -> Option<bool> {
    if is_brownfield || built_m2.is_some_and(|built| 0 < built) {
        return Some(true);
    }
    match zoning {
        Some("U" | "AUc") => Some(true),
        Some("A" | "N" | "Ah" | "Nh") => Some(false),
        _ => None,
    }
}

/// How many times the land wanted a site has; `None` where its area is unknown or nothing is wanted. Below 1
/// the site is too small, which is an exclusion.
#[must_use]
pub fn times_wanted(surface_m2: Option<u32>, wanted_m2: u32) -> Option<f64> {
    surface_m2.filter(|_| 0 < wanted_m2).map(|surface| f64::from(surface) / f64::from(wanted_m2))
}

/// What is built over what is wanted, 1 at most; `None` where it is unknown or nothing is wanted.
#[must_use]
pub fn built_share(built_m2: Option<u32>, wanted_m2: u32) -> Option<f64> {
    times_wanted(built_m2, wanted_m2).map(|share| share.min(1.0))
}

/// How sound a soil is, by the words of the CNIG standard: none or treated 1, unlikely 0.8, supposed 0.3,
/// proven 0; `None` for what says nothing.
#[must_use]
pub fn soil(pollution: Option<&str>) -> Option<f64> {
    match pollution? {
        "pollution inexistante" | "pollution traitée" => Some(1.0),
        "pollution peu probable" => Some(0.8),
        "pollution supposée" => Some(0.3),
        "pollution avérée" => Some(0.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decay() -> Decay {
        Decay::steps(&[(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]).expect("steps grow")
    }

    #[test]
    fn those_within_a_step_count_by_its_weight_and_the_served_do_not() {
        let ways =
            [(0, 2.0), (1, 10.0), (2, 10.01), (3, 30.0), (4, 30.01), (9, 1.0), (0, f64::NAN), (1, -1.0)];
        let people = [100.0, 1_000.0, 10_000.0, 100_000.0, 1e6];
        let found = around(
            ways.into_iter(),
            &people,
            &[false, true, false, false, false],
            [10.0, 20.0, 30.0],
            &decay(),
        );
        assert_eq!(found.people, [1_100.0, 11_100.0, 111_100.0]);
        assert_eq!(found.unserved, [100.0, 10_100.0, 110_100.0]);
        assert!((found.weighted - (100.0 + 0.68 * 10_000.0 + 0.22 * 100_000.0)).abs() < 1e-9);
    }

    #[test]
    fn land_is_what_its_source_says() {
        assert_eq!(is_artificialised(true, None, Some("N")), Some(true));
        assert_eq!(is_artificialised(false, None, Some("N")), Some(false));
        assert_eq!(is_artificialised(false, Some(0), Some("A")), Some(false));
        assert_eq!(is_artificialised(false, Some(10), Some("A")), Some(true));
        assert_eq!(is_artificialised(false, None, Some("AUs")), None, "open to building later");
        assert_eq!(is_artificialised(false, None, None), None);
        assert_eq!((centrality(5, 10), centrality(0, 0), centrality(11, 10)), (Some(0.5), None, None));
        assert_eq!((centrality(5_000, 2_000_000), centrality(30_000, 2_000_000)), (Some(0.25), Some(1.0)));
        assert_eq!((times_wanted(Some(900), 300), times_wanted(None, 300)), (Some(3.0), None));
        assert_eq!((built_share(Some(900), 300), built_share(Some(0), 300)), (Some(1.0), Some(0.0)));
        assert_eq!(times_wanted(Some(900), 0), None, "nothing is wanted");
        assert_eq!(
            (soil(Some("pollution traitée")), soil(Some("autre")), soil(None)),
            (Some(1.0), None, None)
        );
    }

    proptest! {
        /// The more minutes one goes, the more communes are served; a commune with a place always is.
        #[test]
        fn farther_serves_no_fewer(
            places in prop::collection::vec(0..12_u32, 0..6),
            minutes in prop::collection::vec(prop::option::of(0.0..60.0_f64), 144),
            near in 0.0..30.0_f64,
            more in 0.0..30.0_f64,
        ) {
            let towards = |to: u32| {
                let way = |from: u32| Some((from, (*minutes.get((to * 12 + from) as usize)?)?));
                (0..12).filter_map(way).collect::<Vec<_>>().into_iter()
            };
            let (few, many) = (served(10, &places, towards, near), served(10, &places, towards, near + more));
            prop_assert!(few.iter().zip(&many).all(|(few, many)| !few || *many));
            for place in places {
                prop_assert_eq!(few.get(place as usize).copied().unwrap_or(true), true);
            }
        }
    }
}
