//! All pairs of places that an estimate finds within some minutes: found once, with all cores.
//!
//! *Method.* Places stand in cells as wide as the farthest way; each place looks at the nine
//! cells around its own. A way is as long in both directions, so that each pair is kept once,
//! by its lower rank. *Unit.* Hundredths of a minute. *Edges.* Ranks have two bytes: of a land
//! with more than [`MOST`] places there are no pairs. Nothing is looked for across the
//! antimeridian. *Cost.* O(pairs of places in neighbouring cells). The result hangs on places
//! alone, never on how many threads look.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::thread;

use crate::network::estimated::{Estimated, Place, radius_km};

/// Places whose rank fits in two bytes.
pub const MOST: usize = 1 << 16;
/// Kilometers of a degree of latitude, at least.
const DEGREE_KM: f64 = 110.5;
/// Hundredths, as minutes are kept.
pub const PER_MINUTE: f64 = 100.0;

/// Pairs by their lower rank: the way within a place itself first, then others in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Where the pairs of each place start; one more for the end.
    pub(super) starts: Vec<u32>,
    pub(super) to: Vec<u16>,
    /// In hundredths.
    pub(super) minutes: Vec<u16>,
}

impl Pairs {
    /// The pairs within so many minutes, whole ones at most 600.
    #[must_use]
    pub fn within(estimated: &Estimated, minutes: u16) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Self::by_threads(estimated, minutes, threads)
    }

    /// [`Self::within`] by so many threads.
    #[must_use]
    pub fn by_threads(estimated: &Estimated, minutes: u16, threads: usize) -> Self {
        let places = estimated.places();
        if places.is_empty() || MOST < places.len() {
            return Self::default();
        }
        let search = Search::new(estimated, minutes.min(600));
        // Late places have fewer partners of a higher rank: pieces are small, and dealt in turn.
        let pieces: Vec<_> = (0..places.len() as u32).step_by(256).collect();
        let threads = threads.clamp(1, pieces.len().max(1));
        let mut found: Vec<Option<Self>> = vec![None; pieces.len()];
        thread::scope(|scope| {
            let work = |thread: usize| {
                let (search, pieces) = (&search, &pieces);
                scope.spawn(move || -> Vec<(usize, Self)> {
                    let dealt = (thread..pieces.len()).step_by(threads);
                    dealt.map(|piece| (piece, search.piece(pieces[piece]))).collect()
                })
            };
            let workers: Vec<_> = (0..threads).map(work).collect();
            for worker in workers {
                for (piece, pairs) in worker.join().expect("a search does not panic") {
                    found[piece] = Some(pairs);
                }
            }
        });
        found.into_iter().flatten().fold(Self { starts: vec![0], ..Self::default() }, Self::followed_by)
    }

    fn followed_by(mut self, next: Self) -> Self {
        let before = self.to.len() as u32;
        self.starts.extend(next.starts.iter().map(|start| before + start));
        self.to.extend_from_slice(&next.to);
        self.minutes.extend_from_slice(&next.minutes);
        self
    }

    /// How many places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many pairs, those of a place with itself included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// Which pairs are those of a place.
    pub(super) fn span(&self, place: usize) -> Range<usize> {
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    /// The pairs of a place with itself and with those of higher rank, in hundredths of a minute.
    pub fn of(&self, place: u32) -> impl Iterator<Item = (u16, u16)> + '_ {
        let span = self.span(place as usize);
        self.to[span.clone()].iter().copied().zip(self.minutes[span].iter().copied())
    }
}

/// A cell of degrees.
type Cell = [i32; 2];

/// What a search looks at.
struct Search<'a> {
    estimated: &'a Estimated,
    /// In hundredths.
    limit: f64,
    radius_km: f64,
    cells: BTreeMap<Cell, Vec<u32>>,
}

impl<'a> Search<'a> {
    fn new(estimated: &'a Estimated, minutes: u16) -> Self {
        let radius_km = radius_km(minutes.into());
        let limit = f64::from(minutes) * PER_MINUTE;
        let mut search = Self { estimated, limit, radius_km, cells: BTreeMap::new() };
        for (rank, place) in (0..).zip(estimated.places()) {
            let [column, row] = search.cell(place);
            search.cells.entry([row, column]).or_default().push(rank);
        }
        search
    }

    /// Degrees of latitude of a cell's side.
    fn height(&self) -> f64 {
        self.radius_km / DEGREE_KM
    }

    /// Degrees of longitude that the radius spans around a place; the whole globe at its poles.
    fn reach_east(&self, place: &Place) -> f64 {
        let farther = (place.position.lat().abs() + self.height()).min(89.0);
        self.height() / farther.to_radians().cos()
    }

    /// Columns are as wide as rows are high: ways east reach over several of them.
    fn cell(&self, place: &Place) -> Cell {
        place.position.degrees().map(|degrees| (degrees / self.height()).floor() as i32)
    }

    /// The pairs of 256 places, or fewer at the end.
    fn piece(&self, first: u32) -> Pairs {
        let last = (first + 256).min(self.estimated.places().len() as u32);
        let mut pairs = Pairs::default();
        let mut row = Vec::new();
        for from in first..last {
            self.row(from, &mut row);
            row.sort_unstable();
            pairs.to.extend(row.iter().map(|pair| pair.0));
            pairs.minutes.extend(row.iter().map(|pair| pair.1));
            pairs.starts.push(pairs.to.len() as u32);
        }
        pairs
    }

    fn row(&self, from: u32, row: &mut Vec<(u16, u16)>) {
        row.clear();
        let place = &self.estimated.places()[from as usize];
        let east = self.reach_east(place);
        let lines = self.estimated.lines().near(place.position, [east, self.height()]);
        let lon = place.position.lon();
        let [west, east] = [lon - east, lon + east].map(|lon| (lon / self.height()).floor() as i32);
        let middle = self.cell(place)[1];
        for line in middle - 1..=middle + 1 {
            for (_, ranks) in self.cells.range([line, west]..=[line, east]) {
                let higher = ranks.partition_point(|&rank| rank < from);
                for &to in &ranks[higher..] {
                    let way = self.estimated.way(from, to, &lines);
                    let hundredths = way.map(|way| (way.minutes * PER_MINUTE).round());
                    if let Some(hundredths) = hundredths.filter(|hundredths| *hundredths <= self.limit) {
                        row.push((to as u16, hundredths as u16));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::position::Position;
    use crate::network::barriers::Barriers;
    use crate::network::cell::TravelTimes;

    /// A country with two lands, towns and a wall.
    pub fn country() -> impl Strategy<Value = Estimated> {
        let place = (-1.5..1.5_f64, 44.0..46.5_f64, 0.0..80.0_f64, any::<bool>(), 0..12_u32);
        prop::collection::vec(place, 1..60).prop_map(|places| {
            let place = |(lon, lat, area, is_urban, land): (f64, f64, f64, bool, u32)| Place {
                position: Position::from_degrees(lon, lat).expect("on the globe"),
                square_kilometers: (1.0 < area).then_some(area),
                is_urban,
                land: (land != 0).then_some(land / 11),
            };
            let wall = "[[line]]\nname = \"\"\nwhy = \"\"\npoints = [[0.1, 44.5], [0.0, 45.0], [0.3, 46.0]]";
            let lines = Barriers::parse(wall).expect("a line").lines;
            Estimated::new(places.into_iter().map(place).collect(), lines)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Cells, and lines near a place, are only a faster way to say what a loop would say.
        #[test]
        fn pairs_are_those_of_a_loop_over_all(estimated in country(), minutes in 5..90_u16, threads in 1..5_usize) {
            let pairs = Pairs::by_threads(&estimated, minutes, threads);
            let many = estimated.places().len() as u32;
            prop_assert_eq!(pairs.places(), many as usize);
            for from in 0..many {
                let expected: Vec<(u16, u16)> = (from..many)
                    .filter_map(|to| {
                        let hundredths = (estimated.cell(from, to).minutes()? * PER_MINUTE).round();
                        let is_within = hundredths <= f64::from(minutes) * PER_MINUTE;
                        is_within.then_some((to as u16, hundredths as u16))
                    })
                    .collect();
                prop_assert_eq!(pairs.of(from).collect::<Vec<_>>(), expected);
                prop_assert!(pairs.of(from).all(|(_, hundredths)| 0 < hundredths), "nobody arrives at once");
            }
            prop_assert_eq!(pairs, Pairs::by_threads(&estimated, minutes, 1));
        }
    }
}
