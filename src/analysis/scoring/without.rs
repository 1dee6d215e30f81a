//! What becomes of a ranking without each of its criteria.
//!
//! *Question.* Does one criterion decide alone? *Method.* The scores are made again without each
//! criterion in turn, the others keeping their proportions ("without the station, 6 of the 10 first
//! remain"). *Edges.* Without the only criterion that weighs there is no score, and none is told. A site
//! of which nothing else is known has no score without it. *Cost.* O(sites × criteria²).

use crate::analysis::scoring::weighted::{Criteria, order};

/// What is left of a ranking without a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Without {
    /// The criterion left out, from 0.
    pub criterion: usize,
    /// By site: its score without it.
    pub scores: Vec<Option<f64>>,
    /// How many of the first so many are still among the first so many.
    pub remain: usize,
    /// Who is first without it.
    pub first: Option<usize>,
}

/// The ranking without each criterion in turn; `rows` has the values of a site each, `first` says how many
/// first ones are looked at. `None` for a criterion without which nothing weighs.
#[must_use]
pub fn without_each(criteria: &Criteria, rows: &[Vec<Option<f64>>], first: usize) -> Vec<Option<Without>> {
    let wide = criteria.criteria().len();
    let places: Vec<Vec<Option<f64>>> = rows
        .iter()
        .map(|row| if row.len() == wide { criteria.places(row) } else { vec![None; wide] })
        .collect();
    let scores_by = |criteria: &Criteria| -> Vec<Option<f64>> {
        places.iter().map(|places| criteria.mean(places).map(|mean| mean.0)).collect()
    };
    let firsts: Vec<usize> = order(&scores_by(criteria)).into_iter().take(first).collect();
    let one = |criterion: usize| {
        let scores = scores_by(&criteria.without(criterion)?);
        let now = order(&scores);
        let remain = now.iter().take(first).filter(|site| firsts.contains(site)).count();
        Some(Without { criterion, remain, first: now.first().copied(), scores })
    };
    (0..wide).map(one).collect()
}
