//! The one form that questions of siting are asked in: what each place loses.
//!
//! Each row has a list of `(candidate, loss)` and what it loses otherwise; a set loses, row by row,
//! the least that one of its candidates or nothing at all would have it lose. *Covering*: who has
//! an open candidate within reach loses nothing, and their weight otherwise. *Median*: weight ×
//! length. *Rules* (at least one of a group, nobody farther than): a row that loses more than all
//! others together unless one of its candidates is open. So greedy choice, swaps, bounds and the
//! search are written once, for p-medians with an outside option (ReVelle and Swain 1970; Church
//! and ReVelle 1974 is the case of losses 0 or all).

use crate::analysis::siting::ways::Ways;

/// No candidate.
pub const NOBODY: u32 = u32::MAX;

/// What rows lose by candidates.
#[derive(Debug, Clone)]
pub struct Losses {
    candidates: usize,
    /// Rows that are places; those after them are rules.
    places: usize,
    starts: Vec<usize>,
    /// By row, the least loss first; all less than `otherwise`.
    cells: Vec<(u32, f64)>,
    otherwise: Vec<f64>,
    of_candidates: Vec<usize>,
    /// By candidate, rows in order and what they lose by it.
    columns: Vec<(u32, f64)>,
    is_whole: bool,
}

impl Losses {
    /// A set loses the weights of places without an open candidate within `reach`, the limit
    /// included. Weights, ways and rules are to be checked before. O(ways).
    #[must_use]
    pub fn of_covering(weights: &[f64], ways: &Ways, reach: f64, rules: &[Vec<u32>]) -> Self {
        let row = |place: usize| ways.within(place, reach).iter().map(|way| (way.0, 0.0)).collect();
        Self::new(ways.candidates(), (0..ways.places()).map(|place| (row(place), weights[place])), rules)
    }

    /// Each of some places loses 1 without an open candidate within `reach`, the limit included. O(their ways).
    #[must_use]
    pub fn of_reaching(places: &[usize], ways: &Ways, reach: f64, rules: &[Vec<u32>]) -> Self {
        let row = |place: &usize| ways.within(*place, reach).iter().map(|way| (way.0, 0.0)).collect();
        Self::new(ways.candidates(), places.iter().map(|place| (row(place), 1.0)), rules)
    }

    /// A set loses weight × length; `otherwise` is the length for who has no way to any of it. O(ways).
    #[must_use]
    pub fn of_lengths(weights: &[f64], ways: &Ways, otherwise: f64, rules: &[Vec<u32>]) -> Self {
        let row = |place: usize| {
            let weight = weights[place];
            (ways.of(place).iter().map(|way| (way.0, weight * way.1)).collect(), weight * otherwise)
        };
        Self::new(ways.candidates(), (0..ways.places()).map(row), rules)
    }

    fn new(
        candidates: usize,
        rows: impl Iterator<Item = (Vec<(u32, f64)>, f64)>,
        rules: &[Vec<u32>],
    ) -> Self {
        let (mut starts, mut cells, mut otherwise) = (vec![0], Vec::new(), Vec::new());
        for (mut row, alone) in rows {
            // The order of ways is that of losses, but for what rounding may make of weight × length. Who loses
            // the same by several is nearest to the first of them, whichever that is.
            if !row.is_sorted_by(|a, b| a.1 <= b.1) {
                row.sort_by(|a, b| a.1.total_cmp(&b.1));
            }
            cells.extend(row.into_iter().filter(|cell| cell.1 < alone));
            starts.push(cells.len());
            otherwise.push(alone);
        }
        let places = otherwise.len();
        let more_than_all = otherwise.iter().sum::<f64>() + 1.0;
        for rule in rules {
            let mut kept_by = rule.clone();
            kept_by.sort_unstable();
            kept_by.dedup();
            cells.extend(kept_by.into_iter().map(|candidate| (candidate, 0.0)));
            starts.push(cells.len());
            otherwise.push(more_than_all);
        }
        Self::of_cells(candidates, places, starts, cells, otherwise)
    }

    fn of_cells(
        candidates: usize,
        places: usize,
        starts: Vec<usize>,
        cells: Vec<(u32, f64)>,
        otherwise: Vec<f64>,
    ) -> Self {
        let (of_candidates, columns) = by_candidate(candidates, &starts, &cells);
        let sum: f64 = otherwise.iter().sum();
        let is_whole = sum < 2.0_f64.powi(50)
            && otherwise.iter().chain(cells.iter().map(|cell| &cell.1)).all(|loss| loss.fract() == 0.0);
        Self { candidates, places, starts, cells, otherwise, of_candidates, columns, is_whole }
    }

    /// What is left to lose once `open` is open, and what is lost whatever else is: rows that no other
    /// candidate can help are left out, and of the others only who would help more. What a set loses is what
    /// it loses of this and the second number. Candidates keep their ranks; those of `open` help nobody more.
    #[must_use]
    pub fn given(&self, open: &[u32]) -> (Self, f64) {
        let held = self.by_row(open);
        let (mut starts, mut cells, mut otherwise) = (vec![0], Vec::new(), Vec::new());
        let (mut lost, mut places) = (0.0, 0);
        for (row, &held) in held.iter().enumerate() {
            cells.extend(self.row(row).iter().take_while(|cell| cell.1 < held));
            if starts.last() == Some(&cells.len()) {
                lost += held;
                continue;
            }
            starts.push(cells.len());
            otherwise.push(held);
            places += usize::from(row < self.places);
        }
        (Self::of_cells(self.candidates, places, starts, cells, otherwise), lost)
    }

    /// How many candidates there are.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// How many rows there are, rules included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.otherwise.len()
    }

    /// How many losses are told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.cells.len()
    }

    /// What a row loses by each candidate that helps it, the least first.
    #[must_use]
    pub fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.cells[self.starts[row]..self.starts[row + 1]]
    }

    /// The rows that a candidate helps, and what they lose by it.
    #[must_use]
    pub fn column(&self, candidate: u32) -> &[(u32, f64)] {
        let candidate = candidate as usize;
        &self.columns[self.of_candidates[candidate]..self.of_candidates[candidate + 1]]
    }

    /// What each row loses when nothing is open.
    #[must_use]
    pub fn otherwise(&self) -> &[f64] {
        &self.otherwise
    }

    /// Whether all losses are whole numbers whose sums are exact.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The least by which a sum of losses is told from another: half of one where they are whole,
    /// else what rounding may make of the sum.
    #[must_use]
    pub fn hair(&self) -> f64 {
        if self.is_whole { 0.5 } else { 1e-12 * self.otherwise.iter().sum::<f64>() + f64::MIN_POSITIVE }
    }

    /// What each row loses by a set. O(told losses of the set).
    #[must_use]
    pub fn by_row(&self, set: &[u32]) -> Vec<f64> {
        let mut losses = self.otherwise.clone();
        for &candidate in set {
            for &(row, loss) in self.column(candidate) {
                let least = &mut losses[row as usize];
                *least = least.min(loss);
            }
        }
        losses
    }

    /// What a set loses, broken rules included.
    #[must_use]
    pub fn all(&self, set: &[u32]) -> f64 {
        self.by_row(set).iter().sum()
    }

    /// What places lose by a set, rules left out.
    #[must_use]
    pub fn of_places(&self, set: &[u32]) -> f64 {
        self.by_row(set)[..self.places].iter().sum()
    }
}

/// The same cells by candidate.
fn by_candidate(candidates: usize, starts: &[usize], cells: &[(u32, f64)]) -> (Vec<usize>, Vec<(u32, f64)>) {
    let mut ends = vec![0; candidates + 1];
    for cell in cells {
        ends[cell.0 as usize + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let (begins, mut next) = (ends.clone(), ends);
    let mut columns = vec![(0, 0.0); cells.len()];
    for (row, ends) in starts.windows(2).enumerate() {
        for &(candidate, loss) in &cells[ends[0]..ends[1]] {
            let at = &mut next[candidate as usize];
            columns[*at] = (row as u32, loss);
            *at += 1;
        }
    }
    (begins, columns)
}
