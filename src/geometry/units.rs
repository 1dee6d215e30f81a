//! Lengths and surfaces that cannot be mistaken for bare numbers.

use std::fmt;

/// The mean radius of the Earth (R₁ of GRS 80), in meters: for bounds on distances, which are
/// themselves measured on the ellipsoid.
pub const EARTH_RADIUS: f64 = 6_371_008.8;

/// A distance on the ellipsoid, in meters. Finite and never negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Meters(f64);

impl Meters {
    /// `None` for a negative, infinite or NaN input.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && 0.0 <= value).then_some(Self(value))
    }

    /// The bare number of meters.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} m", self.0)
    }
}

/// A surface on the ellipsoid, in square kilometers. Finite and never negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct SquareKilometers(f64);

impl SquareKilometers {
    /// `None` for a negative, infinite or NaN input.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && 0.0 <= value).then_some(Self(value))
    }

    /// The bare number of square kilometers.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_finite_and_not_negative() {
        assert_eq!(Meters::new(-0.1), None);
        assert_eq!(Meters::new(f64::NAN), None);
        assert_eq!(SquareKilometers::new(f64::INFINITY), None);
        assert_eq!(Meters::new(12.4).map(|m| m.to_string()).as_deref(), Some("12 m"));
    }
}
