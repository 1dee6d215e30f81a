//! Minutes by car between two communes, told from the distance between them.
//!
//! *Question.* How long is the way, where nobody asked a router? *Method.* Two curves measured on
//! open matrices: 4.27 d^0.671 minutes between two towns, 1.87 d^0.844 between two rural
//! communes, their geometric mean otherwise; d is the geodesic distance in kilometers. *Unit.*
//! Minutes off-peak. *Reliability.* One way in five is shorter or longer than the band, about
//! 22 % on either side; class a result as near a limit where the band holds it. *Edges.* Two
//! minutes at least; not beyond 100 km, where the curves were not measured; not across an
//! estuary, a ridge or the sea: that is for the list of barriers.

/// What lies at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ends {
    /// Both in a dense or intermediate urban commune.
    Urban,
    /// Both rural.
    Rural,
    Mixed,
}

/// A way whose length was told from its distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub minutes: f64,
    /// Nine ways in ten are longer, by the ratios measured.
    pub low: f64,
    /// Nine ways in ten are shorter.
    pub high: f64,
}

impl Estimate {
    /// Whether the way may be on either side of a limit: what hangs on it is near its threshold.
    #[must_use]
    pub fn may_cross(self, limit: f64) -> bool {
        self.low < limit && limit < self.high
    }
}

/// Beyond this the curves were not measured.
pub const FARTHEST_KM: f64 = 100.0;

/// Nobody arrives earlier: one has to park.
const LEAST_MINUTES: f64 = 2.0;

/// Minutes and band of a power of the distance.
struct Curve {
    factor: f64,
    power: f64,
    low: f64,
    high: f64,
}

const URBAN: Curve = Curve { factor: 4.27, power: 0.671, low: 0.79, high: 1.23 };
const RURAL: Curve = Curve { factor: 1.87, power: 0.844, low: 0.85, high: 1.22 };

impl Ends {
    /// Of two ends, each urban or not.
    #[must_use]
    pub fn of(one: bool, other: bool) -> Self {
        match (one, other) {
            (true, true) => Self::Urban,
            (false, false) => Self::Rural,
            _ => Self::Mixed,
        }
    }
}

/// The shortest and the longest of eight ways in ten, as shares of an estimate.
#[must_use]
pub fn band(ends: Ends) -> [f64; 2] {
    match ends {
        Ends::Rural => [RURAL.low, RURAL.high],
        // Mixed was not validated: the wider of both bands on either side.
        Ends::Urban | Ends::Mixed => [URBAN.low, URBAN.high],
    }
}

/// Minutes between two places at a geodesic distance; `None` beyond [`FARTHEST_KM`] and for a
/// distance that is negative or unknown.
#[must_use]
pub fn estimate(kilometers: f64, ends: Ends) -> Option<Estimate> {
    if !(0.0..=FARTHEST_KM).contains(&kilometers) {
        return None;
    }
    let minutes = |curve: &Curve| curve.factor * kilometers.powf(curve.power);
    let minutes = match ends {
        Ends::Urban => minutes(&URBAN),
        Ends::Rural => minutes(&RURAL),
        Ends::Mixed => (minutes(&URBAN) * minutes(&RURAL)).sqrt(),
    };
    let (minutes, [low, high]) = (minutes.max(LEAST_MINUTES), band(ends));
    Some(Estimate { minutes, low: minutes * low, high: minutes * high })
}

/// Minutes within a commune: half the side of a square as large (the convention of INRETS) at
/// the speed of ways that short. Never 0.
#[must_use]
pub fn within(square_kilometers: f64, ends: Ends) -> Option<Estimate> {
    let sound = square_kilometers.is_finite() && 0.0 <= square_kilometers;
    sound.then(|| 0.5 * square_kilometers.sqrt()).and_then(|kilometers| estimate(kilometers, ends))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ways_are_as_long_as_was_measured() {
        let minutes = |km, ends| estimate(km, ends).expect("measured").minutes;
        assert!((minutes(10.0, Ends::Urban) - 20.0).abs() < 0.1);
        assert!((minutes(10.0, Ends::Rural) - 13.1).abs() < 0.1);
        assert!(
            (minutes(10.0, Ends::Mixed).powi(2) - minutes(10.0, Ends::Urban) * minutes(10.0, Ends::Rural))
                .abs()
                < 1e-9
        );
        assert_eq!(minutes(0.0, Ends::Rural), 2.0);
        let about_twenty = estimate(10.0, Ends::Urban).expect("measured");
        assert_eq!(
            [15.0, 18.0, 24.0, 26.0].map(|limit| about_twenty.may_cross(limit)),
            [false, true, true, false]
        );
        assert_eq!(estimate(100.1, Ends::Rural), None);
        assert_eq!(estimate(f64::NAN, Ends::Rural), None);
        assert_eq!(within(0.0, Ends::Urban).map(|way| way.minutes), Some(2.0));
        assert_eq!(within(-1.0, Ends::Urban), None);
    }

    proptest! {
        #[test]
        fn farther_is_never_sooner(a in 0.0..100.0_f64, b in 0.0..100.0_f64) {
            for ends in [Ends::Urban, Ends::Rural, Ends::Mixed] {
                let at = |km| estimate(km, ends).expect("measured");
                let (near, far) = (at(a.min(b)), at(a.max(b)));
                prop_assert!(near.minutes <= far.minutes && near.low < near.minutes && near.minutes < near.high);
            }
        }
    }
}
