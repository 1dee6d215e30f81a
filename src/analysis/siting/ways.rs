//! How far places are from candidates: a short list a place, or a whole table.

/// No weight, length or cost is greater: sums of products of them stay numbers.
pub const MOST: f64 = 1e15;

/// What each place would have to go to each candidate: minutes, metres, whatever the caller
/// measures in. A way that is not there is no way: the candidate does not serve the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    candidates: usize,
    /// Where the ways of each place begin, and where the last one's end.
    starts: Vec<usize>,
    /// By place, the shortest first, then the smallest candidate.
    ways: Vec<(u32, f64)>,
}

/// Why numbers are no [`Ways`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WaysError {
    #[error("place {0} has a way to a candidate that is not among the candidates")]
    Candidate(usize),
    #[error(
        "place {0} has a way whose length is negative, above 1e15 or no number; one that is not there is infinite or left out"
    )]
    Length(usize),
    #[error("a table has as many cells as places times candidates")]
    Width,
    #[error("candidates are counted in 32 bits")]
    TooMany,
}

impl Ways {
    /// Of lists of `(candidate, length)`, one list a place, in any order. Lengths are 0 or more;
    /// an infinite one is left out, and of two ways to one candidate the shorter stays.
    /// O(ways × log of the longest list).
    pub fn of_lists<L: AsRef<[(u32, f64)]>>(candidates: usize, lists: &[L]) -> Result<Self, WaysError> {
        if u32::try_from(candidates).is_err() {
            return Err(WaysError::TooMany);
        }
        let (mut starts, mut ways) = (vec![0], Vec::new());
        for (place, list) in lists.iter().enumerate() {
            let list = list.as_ref();
            if list.iter().any(|way| candidates <= way.0 as usize) {
                return Err(WaysError::Candidate(place));
            }
            let is_sound = |length: f64| (0.0..=MOST).contains(&length) || length == f64::INFINITY;
            if !list.iter().all(|way| is_sound(way.1)) {
                return Err(WaysError::Length(place));
            }
            let mut own: Vec<(u32, f64)> = list.iter().copied().filter(|way| way.1.is_finite()).collect();
            own.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            own.dedup_by_key(|way| way.0);
            own.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            ways.extend(own);
            starts.push(ways.len());
        }
        Ok(Self { candidates, starts, ways })
    }

    /// Of a table by rows: a row a place, a cell a candidate; an infinite cell is no way.
    pub fn of_table(candidates: usize, cells: &[f64]) -> Result<Self, WaysError> {
        if candidates == 0 || !cells.len().is_multiple_of(candidates) {
            return if cells.is_empty() {
                Self::of_lists::<Vec<_>>(candidates, &[])
            } else {
                Err(WaysError::Width)
            };
        }
        let list = |row: &[f64]| (0_u32..).zip(row.iter().copied()).collect::<Vec<_>>();
        Self::of_lists(candidates, &cells.chunks(candidates).map(list).collect::<Vec<_>>())
    }

    /// How many candidates there are.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many ways are told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.ways.len()
    }

    /// The ways of a place, `(candidate, length)`, the shortest first, then the smallest candidate;
    /// none for a place that is not there.
    #[must_use]
    pub fn of(&self, place: usize) -> &[(u32, f64)] {
        let end = self.starts.get(place.saturating_add(1));
        end.map_or(&[], |&end| &self.ways[self.starts[place]..end])
    }

    /// The ways of a place that are no longer than `reach`, the limit included.
    #[must_use]
    pub fn within(&self, place: usize, reach: f64) -> &[(u32, f64)] {
        let all = self.of(place);
        &all[..all.partition_point(|way| way.1 <= reach)]
    }

    /// Without the ways of each place that are longer than the one to the nearest of `open`: whatever else is
    /// opened beside, nobody goes there. A place that reaches none of `open` keeps all of its ways. Questions
    /// with `open` open have the same answers. O(ways).
    #[must_use]
    pub fn beside(&self, open: &[u32]) -> Self {
        let (mut starts, mut ways) = (vec![0], Vec::new());
        for (place, held) in self.to_nearest(open).into_iter().enumerate() {
            ways.extend_from_slice(held.map_or(self.of(place), |held| self.within(place, held)));
            starts.push(ways.len());
        }
        Self { candidates: self.candidates, starts, ways }
    }

    /// The length from each place to the nearest of a set of candidates; `None` where none of them
    /// is in reach. O(ways).
    #[must_use]
    pub fn to_nearest(&self, set: &[u32]) -> Vec<Option<f64>> {
        let mut is_in = vec![false; self.candidates];
        for &candidate in set {
            if let Some(is_in) = is_in.get_mut(candidate as usize) {
                *is_in = true;
            }
        }
        let nearest = |place| self.of(place).iter().find(|way| is_in[way.0 as usize]).map(|way| way.1);
        (0..self.places()).map(nearest).collect()
    }

    /// All lengths there are, each once, from the shortest. O(ways log ways).
    #[must_use]
    pub fn lengths(&self) -> Vec<f64> {
        let mut lengths: Vec<f64> = self.ways.iter().map(|way| way.1).collect();
        lengths.sort_by(f64::total_cmp);
        lengths.dedup();
        lengths
    }
}
