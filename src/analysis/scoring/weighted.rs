//! A site's score: a weighted mean of criteria, told part by part.
//!
//! *Question.* How good is a site, all in all, and why? *Method.* Each criterion between two fixed
//! goalposts, 0 to 1, cut at both, in either direction (`composite`); the weighted arithmetic mean,
//! times 100. Goalposts are frozen beforehand: to add a candidate changes nobody's score, and nobody who
//! is at least as good in all is behind (OECD and JRC 2008). *Unit.* 0 to 100 points. *Edges.* What is
//! not known is never zero: the weights of the others are shared out, the part of the weight that is
//! known is the reliability, and the score is also told as it would be were all that is unknown at its
//! worst, and at its best. *Cost.* O(criteria) a site.

use crate::analysis::composite::Goalposts;

/// A criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criterion {
    pub goalposts: Goalposts,
    /// Its part in the whole; any scale.
    pub weight: f64,
}

/// Criteria that weigh something together.
#[derive(Debug, Clone, PartialEq)]
pub struct Criteria {
    criteria: Vec<Criterion>,
    /// Sum to 1.
    weights: Vec<f64>,
}

/// Why criteria make no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CriteriaError {
    #[error("criterion {0} has a weight or goalposts that are not finite, or a negative weight")]
    Criterion(usize),
    #[error("one criterion at least is to weigh more than nothing")]
    Empty,
    #[error("{weights} weights for {criteria} criteria: one each")]
    Width { weights: usize, criteria: usize },
}

/// A site's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// 0 to 100, of what is known.
    pub score: f64,
    /// The part of the weight that is known, 0 to 1.
    pub reliability: f64,
    /// By criterion: where the value is between its goalposts, 0 to 1; `None` where it is not known.
    pub places: Vec<Option<f64>>,
    /// By criterion: the points that it gives; those that are known sum to the score.
    pub parts: Vec<Option<f64>>,
    /// The score were all that is unknown at its worst, and at its best: between them it is.
    pub low: f64,
    pub high: f64,
}

impl Criteria {
    /// Criteria in the order in which values will be told.
    pub fn new(criteria: Vec<Criterion>) -> Result<Self, CriteriaError> {
        let is_sound = |c: &Criterion| {
            let numbers = [c.goalposts.worst, c.goalposts.best, c.weight];
            numbers.iter().all(|number| number.is_finite()) && 0.0 <= c.weight
        };
        if let Some(rank) = criteria.iter().position(|criterion| !is_sound(criterion)) {
            return Err(CriteriaError::Criterion(rank));
        }
        let most = criteria.iter().map(|criterion| criterion.weight).fold(0.0, f64::max);
        if most == 0.0 {
            return Err(CriteriaError::Empty);
        }
        // Of the greatest first, so that no sum is too great for a number.
        let sum: f64 = criteria.iter().map(|criterion| criterion.weight / most).sum();
        let weights = criteria.iter().map(|criterion| criterion.weight / most / sum).collect();
        Ok(Self { criteria, weights })
    }

    /// The same criteria with other weights, of any scale.
    pub fn weighing(&self, weights: &[f64]) -> Result<Self, CriteriaError> {
        if weights.len() != self.criteria.len() {
            return Err(CriteriaError::Width { weights: weights.len(), criteria: self.criteria.len() });
        }
        let other = |(criterion, &weight): (&Criterion, &f64)| Criterion { weight, ..*criterion };
        Self::new(self.criteria.iter().zip(weights).map(other).collect())
    }

    /// The same without a criterion; `None` when nothing would weigh.
    #[must_use]
    pub fn without(&self, rank: usize) -> Option<Self> {
        let mut weights = self.weights.clone();
        *weights.get_mut(rank)? = 0.0;
        self.weighing(&weights).ok()
    }

    /// The criteria.
    #[must_use]
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// The part of each criterion in the whole; they sum to 1.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Where each value is between its goalposts, 0 to 1; `None` where it is not known or not finite.
    #[must_use]
    pub fn places(&self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let place =
            |(c, v): (&Criterion, &Option<f64>)| Some(c.goalposts.place((*v).filter(|v| v.is_finite())?));
        self.criteria.iter().zip(values).map(place).collect()
    }

    /// The score of a site whose values are in the order of the criteria. `None` when nothing that weighs
    /// is known, or when lengths differ.
    #[must_use]
    pub fn score(&self, values: &[Option<f64>]) -> Option<Scored> {
        (values.len() == self.criteria.len()).then(|| self.score_of_places(self.places(values)))?
    }

    /// The same of a site whose places are told already; what is not between 0 and 1 is not known.
    #[must_use]
    pub fn score_of_places(&self, places: Vec<Option<f64>>) -> Option<Scored> {
        let is_place = |place: &f64| (0.0..=1.0).contains(place);
        let places: Vec<Option<f64>> = places.into_iter().map(|place| place.filter(is_place)).collect();
        let (score, reliability) = self.mean(&places)?;
        let part = |(place, weight): (&Option<f64>, &f64)| Some(100.0 * weight * (*place)? / reliability);
        let parts: Vec<Option<f64>> = places.iter().zip(&self.weights).map(part).collect();
        let sure = score * reliability;
        let high = (sure + 100.0 * (1.0 - reliability)).clamp(score, 100.0);
        Some(Scored { score, reliability, parts, low: sure.min(score), high, places })
    }

    /// The score and the reliability alone: for asking it of everybody.
    #[must_use]
    pub fn mean(&self, places: &[Option<f64>]) -> Option<(f64, f64)> {
        let (mut sum, mut known) = (0.0, 0.0);
        for (place, weight) in places.iter().zip(&self.weights) {
            if let Some(place) = place.filter(|place| (0.0..=1.0).contains(place)) {
                sum += weight * place;
                known += weight;
            }
        }
        (0.0 < known).then(|| ((100.0 * (sum / known)).min(100.0), known.min(1.0)))
    }
}

/// Who is before whom: by score, the greatest first, and by rank where scores are the same to twelve
/// decimals, since rounding would decide. Those without a score are left out. O(n log n).
#[must_use]
pub fn order(scores: &[Option<f64>]) -> Vec<usize> {
    let rounded = |score: f64| (score * 1e12).round();
    let mut known: Vec<(f64, usize)> =
        scores.iter().enumerate().filter_map(|(rank, score)| Some((rounded((*score)?), rank))).collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    known.into_iter().map(|(_, rank)| rank).collect()
}
