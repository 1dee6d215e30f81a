//! Ways told from the distance between places: the curves of [`travel`](crate::network::travel),
//! and what they do not cross.

use crate::geometry::position::Position;
use crate::geometry::short::Spot;
use crate::network::barriers::Lines;
use crate::network::cell::{Cell, TravelTimes};
use crate::network::travel::{Ends, Estimate, FARTHEST_KM, estimate, within};

/// A commune, as far as ways to it are concerned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub position: Position,
    /// `None` without an outline.
    pub square_kilometers: Option<f64>,
    pub is_urban: bool,
    /// Its island or mainland; `None` where nothing is known of it.
    pub land: Option<u32>,
}

/// Tells ways between places from their distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    places: Vec<Place>,
    spots: Vec<Spot>,
    lines: Lines,
}

impl Estimated {
    /// Between these places, by rank; no way crosses the lines.
    #[must_use]
    pub fn new(places: Vec<Place>, lines: Lines) -> Self {
        let spots = places.iter().map(|place| place.position.into()).collect();
        Self { places, spots, lines }
    }

    /// The places, by rank.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// What no way crosses.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// A way between two places that exist, crossing none of `lines`, which are those near it.
    #[inline]
    #[must_use]
    pub fn way(&self, from: u32, to: u32, lines: &Lines) -> Option<Estimate> {
        let [one, other] = [from, to].map(|rank| &self.places[rank as usize]);
        let ends = Ends::of(one.is_urban, other.is_urban);
        if from == to {
            return within(one.square_kilometers.unwrap_or(0.0), ends);
        }
        let are_apart = one.land.zip(other.land).is_some_and(|(one, other)| one != other);
        let kilometers = self.spots[from as usize].kilometers(self.spots[to as usize]);
        if are_apart || FARTHEST_KM < kilometers || lines.part(one.position, other.position) {
            return None;
        }
        estimate(kilometers, ends)
    }
}

impl TravelTimes for Estimated {
    fn cell(&self, from: u32, to: u32) -> Cell {
        let exist = from.max(to) < self.places.len() as u32;
        let way = exist.then(|| self.way(from, to, &self.lines)).flatten();
        way.map_or(Cell::Unreachable, Cell::Estimated)
    }
}

/// No place within so many minutes is farther than this, by any of the curves.
#[must_use]
pub fn radius_km(minutes: f64) -> f64 {
    let farthest = |ends: Ends| {
        let (mut near, mut far) = (0.0, FARTHEST_KM);
        // Forty halvings of 100 km: less than a tenth of a micrometer.
        for _ in 0..40 {
            let half = (near + far) / 2.0;
            match estimate(half, ends) {
                Some(way) if way.minutes <= minutes => near = half,
                _ => far = half,
            }
        }
        far
    };
    [Ends::Urban, Ends::Rural, Ends::Mixed].map(farthest).into_iter().fold(0.0, f64::max)
}
