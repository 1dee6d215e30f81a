//! Ways from every place to all places around it, ready to be asked.
//!
//! Estimated pairs turned to both directions, and the ways of a matrix in their stead, cell by
//! cell. Compressed rows: two bytes for who, two for how long, and one bit for who told where
//! there is a matrix.

use crate::network::cell::{Cell, TravelTimes};
use crate::network::matrix::Matrix;
use crate::network::pairs::{PER_MINUTE, Pairs};
use crate::network::travel::{Ends, Estimate, band};

/// Ways by the place that they start from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    starts: Vec<u32>,
    to: Vec<u16>,
    /// In hundredths.
    minutes: Vec<u16>,
    /// One bit a way, set where a router told it; empty where none did.
    routed: Vec<u64>,
    is_urban: Vec<bool>,
    /// The same turned round, where a router found ways longer in one direction.
    back: Option<Box<Self>>,
}

/// A way from a place that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    pub to: u32,
    pub minutes: f64,
    pub is_routed: bool,
}

impl Ways {
    /// Turns pairs to both directions, and puts the ways of a matrix that are within as many
    /// minutes in their stead. `is_urban` tells of each place whether it is a town: the bands of
    /// estimates hang on it. O(pairs), and half of their memory besides what is made.
    #[must_use]
    pub fn of(pairs: Pairs, matrix: &Matrix, limit: u16, is_urban: Vec<bool>) -> Self {
        let both = Self::both_directions(pairs, is_urban);
        if matrix.ways().is_empty() {
            return both;
        }
        let measured = both.measured(matrix, limit);
        Self { back: Some(Box::new(measured.turned())), ..measured }
    }

    /// Each way in the row of where it leads.
    fn turned(&self) -> Self {
        let mut rows: Vec<Vec<(u16, u16, bool)>> = vec![Vec::new(); self.places()];
        for from in 0..self.places() as u32 {
            for at in self.span(from) {
                let way = (from as u16, self.minutes[at], self.is_routed(at));
                rows[usize::from(self.to[at])].push(way);
            }
        }
        let mut turned = Self { starts: vec![0], is_urban: self.is_urban.clone(), ..Self::default() };
        for row in rows {
            row.into_iter()
                .for_each(|(to, hundredths, routed)| turned.push(to.into(), hundredths.into(), routed));
            turned.starts.push(turned.to.len() as u32);
        }
        turned
    }

    fn both_directions(pairs: Pairs, is_urban: Vec<bool>) -> Self {
        let starts = starts(&pairs);
        let minutes = turned_both(&pairs, &starts, |_, at| pairs.minutes[at]);
        let Pairs { starts: firsts, to, .. } = pairs;
        let pairs = Pairs { starts: firsts, to, minutes: Vec::new() };
        let to = turned_both(&pairs, &starts, |end, _| end);
        Self { starts, to, minutes, routed: Vec::new(), is_urban, back: None }
    }

    fn measured(self, matrix: &Matrix, limit: u16) -> Self {
        let limit = f64::from(limit) * PER_MINUTE;
        let mut found = Self { starts: vec![0], is_urban: self.is_urban.clone(), ..Self::default() };
        for from in 0..self.places() as u32 {
            let mut estimates = self.from_place(from).peekable();
            let told = matrix.from_place(from).iter().filter(|way| (way.to as usize) < self.places());
            for way in told {
                while let Some(before) = estimates.next_if(|estimate| estimate.to < way.to) {
                    found.push(before.to, (before.minutes * PER_MINUTE).round(), false);
                }
                estimates.next_if(|estimate| estimate.to == way.to);
                // Never 0: one has to park.
                let hundredths = way.minutes.map(|minutes| (minutes * PER_MINUTE).round().max(1.0));
                if let Some(hundredths) = hundredths.filter(|hundredths| *hundredths <= limit) {
                    found.push(way.to, hundredths, true);
                }
            }
            estimates.for_each(|way| found.push(way.to, (way.minutes * PER_MINUTE).round(), false));
            found.starts.push(found.to.len() as u32);
        }
        found
    }

    fn push(&mut self, to: u32, hundredths: f64, is_routed: bool) {
        let at = self.to.len();
        if at.is_multiple_of(64) {
            self.routed.push(0);
        }
        self.routed[at / 64] |= u64::from(is_routed) << (at % 64);
        self.to.push(to as u16);
        self.minutes.push(hundredths as u16);
    }

    /// How many places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many ways, each direction counted, those within a place included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// The share of ways that were estimated; `None` where there is no way.
    #[must_use]
    pub fn share_estimated(&self) -> Option<f64> {
        let routed: u64 = self.routed.iter().map(|bits| u64::from(bits.count_ones())).sum();
        (!self.is_empty()).then(|| 1.0 - routed as f64 / self.len() as f64)
    }

    /// The ways from a place, in the order of who they lead to. None from a place that is not
    /// there.
    pub fn from_place(&self, place: u32) -> impl Iterator<Item = Way> + Clone + '_ {
        self.row(place)
    }

    fn row(&self, place: u32) -> impl Iterator<Item = Way> + Clone + '_ {
        self.span(place).map(|at| Way {
            to: self.to[at].into(),
            minutes: f64::from(self.minutes[at]) / PER_MINUTE,
            is_routed: self.is_routed(at),
        })
    }

    /// The ways that lead to a place, `to` being where they come from.
    pub fn towards(&self, place: u32) -> impl Iterator<Item = Way> + Clone + '_ {
        self.back.as_deref().unwrap_or(self).row(place)
    }

    /// The ways from a place as they are kept: who they lead to, and hundredths of a minute.
    pub fn hundredths_from(&self, place: u32) -> impl Iterator<Item = (u32, u16)> + '_ {
        let span = self.span(place);
        let hundredths = self.minutes[span.clone()].iter().copied();
        self.to[span].iter().copied().map(u32::from).zip(hundredths)
    }

    /// The same of the ways that lead to a place.
    pub fn hundredths_towards(&self, place: u32) -> impl Iterator<Item = (u32, u16)> + '_ {
        self.back.as_deref().unwrap_or(self).hundredths_from(place)
    }

    fn span(&self, place: u32) -> std::ops::Range<usize> {
        let place = place as usize;
        match self.starts.get(place..place + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    fn is_routed(&self, at: usize) -> bool {
        self.routed.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }
}

/// Where the ways of each place start, once each pair stands at both of its ends.
fn starts(pairs: &Pairs) -> Vec<u32> {
    let mut starts = vec![0_u32; pairs.places() + 1];
    for from in 0..pairs.places() {
        for at in pairs.span(from) {
            let to = usize::from(pairs.to[at]);
            starts[from + 1] += 1;
            starts[to + 1] += u32::from(to != from);
        }
    }
    for place in 0..pairs.places() {
        starts[place + 1] += starts[place];
    }
    starts
}

/// What each way has, both ends of each pair in turn: of where it leads to and of the pair's rank.
fn turned_both(pairs: &Pairs, starts: &[u32], value: impl Fn(u16, usize) -> u16) -> Vec<u16> {
    let mut next = starts.to_vec();
    let mut values = vec![0; starts.last().copied().unwrap_or_default() as usize];
    let mut put = |place: usize, value: u16| {
        values[next[place] as usize] = value;
        next[place] += 1;
    };
    // Pairs come by their lower rank, in order: so do the ways from each place.
    for from in 0..pairs.places() {
        for at in pairs.span(from) {
            let to = pairs.to[at];
            if usize::from(to) != from {
                put(to.into(), value(from as u16, at));
            }
            put(from, value(to, at));
        }
    }
    values
}

impl TravelTimes for Ways {
    fn cell(&self, from: u32, to: u32) -> Cell {
        let span = self.span(from);
        let found = u16::try_from(to).ok().and_then(|to| self.to[span.clone()].binary_search(&to).ok());
        let Some(at) = found.map(|rank| span.start + rank) else { return Cell::Unreachable };
        let minutes = f64::from(self.minutes[at]) / PER_MINUTE;
        if self.is_routed(at) {
            return Cell::Routed { minutes };
        }
        let is_urban = |place: u32| self.is_urban.get(place as usize).copied().unwrap_or_default();
        let [low, high] = band(Ends::of(is_urban(from), is_urban(to)));
        Cell::Estimated(Estimate { minutes, low: minutes * low, high: minutes * high })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::cell::share_estimated;
    use crate::network::estimated::Estimated;
    use crate::network::matrix::{Measured, Routed};
    use crate::network::pairs::tests::country;

    fn ways(estimated: &Estimated, matrix: &Matrix, limit: u16) -> Ways {
        let is_urban = estimated.places().iter().map(|place| place.is_urban).collect();
        Ways::of(Pairs::by_threads(estimated, limit, 2), matrix, limit, is_urban)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Rows are only a faster way to say what the matrix says, and the curves where it is silent.
        #[test]
        fn ways_are_those_of_the_matrix_then_of_the_curves(
            estimated in country(),
            told in prop::collection::vec((0..60_u32, 0..60_u32, prop::option::weighted(0.8, 0.0..120.0_f64)), 0..40),
        ) {
            let (limit, many) = (60, estimated.places().len() as u32);
            let matrix = Matrix::of(told.into_iter().map(|(from, to, minutes)| Routed { from, to, minutes }).collect());
            let ways = ways(&estimated, &matrix, limit);
            let engine = Measured { matrix: &matrix, otherwise: &estimated };
            let mut cells = Vec::new();
            for (from, to) in (0..many).flat_map(|from| (0..many).map(move |to| (from, to))) {
                let slow = engine.cell(from, to);
                let is_within = |minutes: &f64| (minutes * PER_MINUTE).round() <= f64::from(limit) * PER_MINUTE;
                let cell = ways.cell(from, to);
                match slow.minutes().filter(is_within) {
                    None => prop_assert_eq!(cell, Cell::Unreachable),
                    Some(minutes) => {
                        let kept = cell.minutes().expect("within");
                        prop_assert!((kept - minutes).abs() <= 0.0101 && 0.0 < kept, "{kept} {minutes}");
                        prop_assert_eq!(std::mem::discriminant(&cell), std::mem::discriminant(&slow));
                    }
                }
                cells.push(cell);
            }
            for to in 0..many {
                let back: Vec<(u32, f64)> = ways.towards(to).map(|way| (way.to, way.minutes)).collect();
                let loops = (0..many).filter_map(|from| Some((from, ways.cell(from, to).minutes()?)));
                prop_assert_eq!(back, loops.collect::<Vec<_>>());
            }
            let told: Vec<Cell> = (0..many).flat_map(|from| {
                ways.from_place(from).map(|way| ways.cell(from, way.to)).collect::<Vec<_>>()
            }).collect();
            prop_assert_eq!(told.len(), ways.len());
            let share = |cells: Vec<Cell>| share_estimated(cells).map(|share| (share * 1e9).round());
            prop_assert_eq!(share(cells), share(told));
            prop_assert_eq!(ways.share_estimated().map(|share| (share * 1e9).round()), share_estimated(
                (0..many).flat_map(|from| (0..many).map(move |to| (from, to))).map(|(from, to)| ways.cell(from, to))
            ).map(|share| (share * 1e9).round()));
        }
    }

    #[test]
    fn a_place_that_is_not_there_has_no_way() {
        let none = Ways::default();
        assert_eq!((none.cell(0, 0), none.from_place(7).count()), (Cell::Unreachable, 0));
        assert_eq!((none.len(), none.share_estimated()), (0, None));
    }
}
