//! Who does better: which places surely have more of something, by their people, than another.
//!
//! *Question.* Of those that are like us, who could show us how? *Method.* Rates drawn to that of
//! all territories by empirical Bayes (`rates`): a place does better when the low end of what its
//! rate may be, at 95 %, is above what the rate here is held to be, and three were counted there. *Unit.* Counts by 10,000
//! inhabitants. *Edges.* Where rates differ by chance alone nobody does better; where nothing was
//! counted anywhere there is no rate. *Cost.* O(territories) once, then O(1) a pair.

use crate::analysis::figures::Figures;
use crate::analysis::rates::{Posterior, Prior};
use crate::analysis::subjects::Subject;
use crate::domain::function::{FunctionId, Functions};
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// Fewer counted there are chance, whatever the rate: where hardly any territory has one, a single
/// one is far above the country's.
const LEAST: f64 = 3.0;

/// What people read rates by.
pub const PER: f64 = 10_000.0;

/// What is known of the rates of one thing, in all territories.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    prior: Prior,
    counts: Vec<f64>,
    people: Vec<f64>,
}

/// One thing in two places, by 10,000 inhabitants, each rate drawn to that of all territories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    pub here: f64,
    pub there: f64,
    /// The least that the rate there is, with 95 %.
    pub at_least: f64,
    /// How many were counted here and there.
    pub known: [f64; 2],
}

impl Beside {
    /// Whether there is surely more of it there.
    #[must_use]
    pub fn is_better(&self) -> bool {
        LEAST <= self.known[1] && self.here < self.at_least
    }
}

impl Rates {
    /// Of counts and inhabitants, in the same order. `None` where nothing was counted, nobody lives
    /// anywhere, or lengths differ.
    #[must_use]
    pub fn of(counts: &[f64], people: &[f64]) -> Option<Self> {
        let prior = Prior::of(counts, people)?;
        Some(Self { prior, counts: counts.to_vec(), people: people.to_vec() })
    }

    /// Of a subject in all territories of the level of the figures. `None` where it is not measured too.
    #[must_use]
    pub fn of_subject(snapshot: &Snapshot, figures: &Figures, subject: Subject) -> Option<Self> {
        if !subject.is_measured(snapshot) {
            return None;
        }
        if let Subject::Function(id) = subject {
            return Self::of(figures.functions.get(usize::from(id.0))?, &figures.people);
        }
        let mut counts = vec![0.0; figures.len()];
        let communes = snapshot.territories.of(Level::Commune);
        for (commune, count) in communes.iter().zip(subject.counts(snapshot)) {
            let zone = commune.parents[figures.level as usize];
            zone.iter().for_each(|&zone| counts[zone as usize] += count);
        }
        Self::of(&counts, &figures.people)
    }

    /// Two places beside each other; `None` where nobody lives in one of them.
    #[must_use]
    pub fn beside(&self, here: u32, there: u32) -> Option<Beside> {
        let known = [here, there].map(|row| self.counts.get(row as usize).copied());
        let known = [known[0]?, known[1]?];
        let (here, there) = (self.after(here)?, self.after(there)?);
        let at_least = there.interval(0.95)?.low;
        Some(Beside { here: here.mean() * PER, there: there.mean() * PER, at_least: at_least * PER, known })
    }

    fn after(&self, row: u32) -> Option<Posterior> {
        let (count, people) = (self.counts.get(row as usize)?, self.people.get(row as usize)?);
        (0.0 < *people).then(|| self.prior.after(*count, *people))
    }
}

/// Functions, those that complete one first: what somebody who wants that one will look at.
#[must_use]
pub fn completing_first(
    mut besides: Vec<FunctionId>,
    wanted: Subject,
    functions: &Functions,
) -> Vec<FunctionId> {
    let Subject::Function(wanted) = wanted else { return besides };
    let completes = |id: &FunctionId| {
        let function = functions.list().get(usize::from(id.0));
        function.is_some_and(|function| function.completes.iter().any(|other| other.function == wanted))
    };
    // Stable: the catalogue's order stays.
    besides.sort_by_key(|id| !completes(id));
    besides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_is_surely_more_and_not_by_chance() {
        let rates = Rates::of(&[1.0, 2.0, 60.0, 4.0], &[20_000.0, 20_000.0, 20_000.0, 0.0]).expect("counted");
        let beside = |here, there| rates.beside(here, there);
        let much = beside(0, 2).expect("inhabited");
        assert!(much.is_better() && much.here < much.at_least && much.at_least < much.there);
        assert!(!beside(0, 1).expect("inhabited").is_better(), "one more is chance");
        assert!(!beside(2, 0).expect("inhabited").is_better());
        assert_eq!((beside(0, 3), beside(9, 0)), (None, None), "nobody lives there");
        let rare = |known| Beside { here: 0.008, there: 0.39, at_least: 0.011, known }.is_better();
        assert!(!rare([0.0, 1.0]) && rare([0.0, 3.0]), "a single one of what is rare is chance");
        let same = Rates::of(&[10.0, 11.0, 10.0], &[1000.0; 3]).expect("counted");
        assert!(!same.beside(0, 1).expect("inhabited").is_better(), "all differ by chance alone");
        assert_eq!(Rates::of(&[0.0, 0.0], &[1.0, 1.0]), None);
    }
}
