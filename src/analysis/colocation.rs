//! Which kinds of actors are found together more than chance would have it.
//!
//! *Question.* Around an actor of a kind, are there more of another kind than everywhere?
//! *Method.* The co-location quotient (Leslie and Kronenfeld 2011): the mean share of B among the
//! `k` nearest of each A, over the share of B among all others, N_B / (N - 1), or (N_A - 1) /
//! (N - 1) of A itself. Around a single actor (Wang, Hu, Wang and Li 2017): the same with each
//! neighbour weighing exp(-d² / 2b²), b being how far the k-th nearest is. *Test.* Kinds are dealt
//! out anew over the same points (`relabelling`). *Unit.* 1 is chance; 2 is twice as many.
//!
//! *Ties.* Those as far as the k-th nearest share the places that are left, whoever they are: as
//! random choice among them would on average, and whatever their order. An address of two hundred
//! is one place: its points are each other's nearest. *Edges.* With no more than k others, all
//! others are the nearest. `None` where there is no A, or no B besides. A → B is not B → A: each
//! club may be near a town hall and few town halls near a club.
//! *Cost.* O(places · log places + places · k), then O(points · kinds) a draw.

use rand_chacha::ChaCha8Rng;

use crate::analysis::colocation::around::{Around, Nearest};
use crate::analysis::dbscan::FARTHEST;
use crate::analysis::relabelling::{Draws, RelabellingError, Tested, below, tested};

pub mod around;

/// More kinds than this are not compared.
pub const MOST_KINDS: usize = 64;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColocationError {
    #[error("there are {labels} labels for {points} points")]
    Lengths { labels: usize, points: usize },
    #[error("{0} kinds are more than {MOST_KINDS}")]
    Kinds(usize),
    #[error("label {label} of point {point} is not among {kinds} kinds")]
    Label { point: usize, label: u8, kinds: usize },
    #[error("point {0} has a coordinate that is not finite or beyond {FARTHEST:e}")]
    Point(usize),
    #[error("k is at least 1")]
    Nobody,
    #[error(transparent)]
    Relabelling(#[from] RelabellingError),
}

/// Points with a kind each, and who is around whom.
#[derive(Debug, Clone)]
pub struct Colocation {
    /// By place, its points together.
    labels: Vec<u8>,
    kinds: usize,
    around: Around,
    counts: Vec<usize>,
}

impl Colocation {
    /// Finds who is around whom. `labels` are below `kinds`; who is of no known kind is left out by
    /// who asks. `threads` change nothing but the time.
    pub fn new(
        points: &[[f64; 2]],
        labels: &[u8],
        kinds: usize,
        k: usize,
        threads: usize,
    ) -> Result<Self, ColocationError> {
        if points.len() != labels.len() {
            return Err(ColocationError::Lengths { labels: labels.len(), points: points.len() });
        }
        if MOST_KINDS < kinds {
            return Err(ColocationError::Kinds(kinds));
        }
        if k == 0 {
            return Err(ColocationError::Nobody);
        }
        if let Some(point) = labels.iter().position(|label| kinds <= usize::from(*label)) {
            return Err(ColocationError::Label { point, label: labels[point], kinds });
        }
        if let Some(point) = points.iter().position(|point| !point.iter().all(|v| v.abs() <= FARTHEST)) {
            return Err(ColocationError::Point(point));
        }
        let around = Around::of(points, k, threads);
        let labels: Vec<u8> = around.order().iter().map(|&row| labels[row as usize]).collect();
        let mut counts = vec![0; kinds];
        labels.iter().for_each(|label| counts[usize::from(*label)] += 1);
        Ok(Self { labels, kinds, around, counts })
    }

    /// How many points there are of each kind.
    #[must_use]
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// The share of a kind among all others than a point of another.
    fn share(&self, from: usize, to: usize) -> Option<f64> {
        let others = self.labels.len().checked_sub(1)?;
        let of_kind = self.counts[to].checked_sub(usize::from(from == to))?;
        (0 < of_kind && 0 < others).then(|| of_kind as f64 / others as f64)
    }

    /// The quotient of each kind (row) towards each (column).
    #[must_use]
    pub fn quotients(&self) -> Vec<Vec<Option<f64>>> {
        let mut sums = vec![0.0; self.kinds * self.kinds];
        self.add_up(&self.labels, &mut vec![0.0; self.kinds], &mut sums);
        let one = |from: usize, to: usize| {
            let share = self.share(from, to).filter(|_| 0 < self.counts[from])?;
            Some(sums[from * self.kinds + to] / self.counts[from] as f64 / share)
        };
        (0..self.kinds).map(|from| (0..self.kinds).map(|to| one(from, to)).collect()).collect()
    }

    /// The same, each beside what dealing the kinds out anew makes of it.
    pub fn tested(&self, draws: Draws) -> Result<Vec<Vec<Option<Tested>>>, ColocationError> {
        let quotients = self.quotients();
        let scale = |at: usize| {
            let (from, to) = (at / self.kinds, at % self.kinds);
            let share = self.share(from, to).filter(|_| 0 < self.counts[from]);
            share.map_or(0.0, |share| 1.0 / (self.counts[from] as f64 * share))
        };
        let scales: Vec<f64> = (0..self.kinds * self.kinds).map(scale).collect();
        let observed: Vec<f64> = quotients.iter().flatten().map(|q| q.unwrap_or(0.0)).collect();
        let one = |dealer: &mut ChaCha8Rng, room: &mut (Vec<u8>, Vec<f64>), told: &mut [f64]| {
            let (labels, mix) = room;
            labels.clone_from(&self.labels);
            for last in (1..labels.len()).rev() {
                labels.swap(last, below(dealer, last + 1));
            }
            told.fill(0.0);
            mix.resize(self.kinds, 0.0);
            self.add_up(labels, mix, told);
            told.iter_mut().zip(&scales).for_each(|(told, scale)| *told *= scale);
        };
        let tested = tested(&observed, draws, Default::default, one)?;
        let known = quotients.iter().flatten().zip(tested).map(|(known, tested)| known.map(|_| tested));
        let known: Vec<Option<Tested>> = known.collect();
        Ok(known.chunks(self.kinds.max(1)).map(<[_]>::to_vec).collect())
    }

    /// Adds the shares of all kinds around each point to those of its own kind.
    fn add_up(&self, labels: &[u8], mix: &mut [f64], sums: &mut [f64]) {
        for place in 0..self.around.places() {
            mix.fill(0.0);
            for &Nearest { place, weight, .. } in self.around.nearest(place) {
                for label in &labels[self.around.points(place as usize)] {
                    mix[usize::from(*label)] += weight;
                }
            }
            let own = self.around.points(place);
            let weight = self.around.own_weight(place);
            for label in &labels[own.clone()] {
                mix[usize::from(*label)] += weight;
            }
            for label in &labels[own] {
                let label = usize::from(*label);
                let row = &mut sums[label * mix.len()..][..mix.len()];
                row.iter_mut().zip(&*mix).for_each(|(sum, share)| *sum += share);
                // It is not around itself.
                row[label] -= weight;
            }
        }
    }

    /// The quotient around each point of a kind, by the rank of the point; nearer ones weigh more.
    /// `None` for points of other kinds, and where there is none to be found.
    #[must_use]
    pub fn local(&self, from: usize, to: usize) -> Vec<Option<f64>> {
        let mut found = vec![None; self.labels.len()];
        if self.kinds <= from || self.kinds <= to {
            return found;
        }
        let Some(share) = self.share(from, to) else { return found };
        for place in 0..self.around.places() {
            let own = self.around.points(place);
            let of_kind = |points: std::ops::Range<usize>| {
                self.labels[points].iter().filter(|label| usize::from(**label) == to).count() as f64
            };
            let (mut met, mut all) = (0.0, 0.0);
            let farthest = self.around.nearest(place).last().map_or(0.0, |nearest| nearest.squared);
            for &Nearest { place, weight, squared } in self.around.nearest(place) {
                let points = self.around.points(place as usize);
                // So near that the square is nothing: all are as near.
                let decay = if farthest == 0.0 { 1.0 } else { (-0.5 * squared / farthest).exp() };
                let weight = weight * decay;
                all += weight * points.len() as f64;
                met += weight * of_kind(points);
            }
            let weight = self.around.own_weight(place);
            let here = of_kind(own.clone());
            for at in own.clone().filter(|&at| usize::from(self.labels[at]) == from) {
                let met = met + weight * (here - f64::from(u8::from(from == to)));
                let all = all + weight * (own.len() - 1) as f64;
                found[self.around.order()[at] as usize] = (0.0 < all).then(|| met / all / share);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
