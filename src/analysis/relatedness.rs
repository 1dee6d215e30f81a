//! Which activities a territory could take up next, by what it already does.
//!
//! *Question.* What is done elsewhere by those who do what is done here? *Method.* Hidalgo,
//! Klinger, Barabási and Hausmann (2007): an activity is present where its location quotient is at
//! least 1; two are related as often as they are present together, φ = both / the greater of the two
//! numbers; around an activity a territory has density Σ M φ / Σ φ, the share of what is related to it that is
//! present. For opportunities **the activity itself is left out** of both sums, else having it would speak for it; as
//! published (and in `ecomplexity`) it is kept. Presence is told by the shrunken quotient (`quotient`) and only where
//! three or more were to be expected, else chance turns it on and off.
//! *Unit.* φ and density from 0 to 1. *Edges.* An activity present nowhere is related to none: its
//! density is `None`. Absence here is "not more than its share", which is no gap.
//! *Cost.* O(activities² × territories).

use crate::analysis::quotient::shrunk_quotient;

/// As many observations of the country's mix are added to each territory's.
pub const STRENGTH: f64 = 20.0;

/// Fewer expected than this tell nothing.
pub const LEAST_EXPECTED: f64 = 3.0;

/// Where each activity (columns) is present among territories (rows): shrunken quotient of at least
/// 1 and at least so many expected, c_i c_s / c. With `strength` 0 and `least_expected` 0 it is the plain
/// M of the literature. `None` when rows differ in length, or for counts that are negative or
/// not finite, or settings that are.
#[must_use]
pub fn presence(counts: &[Vec<f64>], strength: f64, least_expected: f64) -> Option<Vec<Vec<bool>>> {
    let wide = counts.first().map_or(0, Vec::len);
    let is_number = |value: &f64| value.is_finite() && 0.0 <= *value;
    let is_row = |row: &Vec<f64>| row.len() == wide && row.iter().all(is_number);
    if !counts.iter().all(is_row) || !is_number(&strength) || !is_number(&least_expected) {
        return None;
    }
    let there: Vec<f64> = (0..wide).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
    let all: f64 = counts.iter().flatten().sum();
    let of_row = |row: &Vec<f64>| {
        let here: f64 = row.iter().sum();
        let is_present = |(count, there): (&f64, &f64)| {
            let quotient = shrunk_quotient(*count, here, *there, all, strength);
            least_expected <= here * there / all && quotient.is_some_and(|quotient| 1.0 <= quotient)
        };
        row.iter().zip(&there).map(is_present).collect()
    };
    Some(counts.iter().map(of_row).collect())
}

/// φ of each two activities by where they are present; 0 where either is present nowhere, 1 of one with
/// itself unless it is present nowhere. `None` when rows differ in length.
#[must_use]
pub fn relatedness(present: &[Vec<bool>]) -> Option<Vec<Vec<f64>>> {
    let wide = present.first().map_or(0, Vec::len);
    if present.iter().any(|row| row.len() != wide) {
        return None;
    }
    let mut both = vec![vec![0_u32; wide]; wide];
    for row in present {
        let here: Vec<usize> = (0..wide).filter(|&at| row[at]).collect();
        here.iter().for_each(|&k| here.iter().for_each(|&l| both[k][l] += 1));
    }
    let phi = |k: usize, l: usize| {
        let most = both[k][k].max(both[l][l]);
        if most == 0 { 0.0 } else { f64::from(both[k][l]) / f64::from(most) }
    };
    Some((0..wide).map(|k| (0..wide).map(|l| phi(k, l)).collect()).collect())
}

/// Whether an activity counts among what is related to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Itself {
    /// For opportunities.
    LeftOut,
    /// As published.
    Kept,
}

/// The density around each activity of each territory; `None` around one that is related to
/// nothing else. `None` for all when sizes differ.
#[must_use]
pub fn density(present: &[Vec<bool>], phi: &[Vec<f64>], itself: Itself) -> Option<Vec<Vec<Option<f64>>>> {
    let wide = phi.len();
    if phi.iter().any(|row| row.len() != wide) || present.iter().any(|row| row.len() != wide) {
        return None;
    }
    let counts = |k: usize, l: usize| k != l || itself == Itself::Kept;
    let all: Vec<f64> =
        (0..wide).map(|k| (0..wide).filter(|&l| counts(k, l)).map(|l| phi[l][k]).sum()).collect();
    let of_row = |row: &Vec<bool>| {
        let around = |k: usize| {
            let here: f64 = (0..wide).filter(|&l| row[l] && counts(k, l)).map(|l| phi[l][k]).sum();
            (0.0 < all[k]).then(|| here / all[k]).filter(|density| density.is_finite())
        };
        (0..wide).map(around).collect()
    };
    Some(present.iter().map(of_row).collect())
}

/// The activities not present in a territory that are nearest to what is, the nearest first, with their
/// density: places in a row of [`presence`] and of [`density`].
#[must_use]
pub fn opportunities(present: &[bool], density: &[Option<f64>]) -> Vec<(usize, f64)> {
    let absent = present.iter().zip(density).enumerate().filter(|(_, (is_present, _))| !**is_present);
    let mut found: Vec<(usize, f64)> =
        absent.filter_map(|(at, (_, density))| Some((at, (*density)?))).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn having_an_activity_does_not_speak_for_it() {
        let present = vec![vec![true, true, false], vec![true, true, false], vec![false, false, true]];
        let phi = relatedness(&present).expect("a table");
        assert_eq!(phi[0], [1.0, 1.0, 0.0]);
        let out = density(&present, &phi, Itself::LeftOut).expect("as wide");
        let kept = density(&present, &phi, Itself::Kept).expect("as wide");
        assert_eq!((out[0][0], kept[0][0]), (Some(1.0), Some(1.0)));
        assert_eq!((out[2][2], kept[2][2]), (None, Some(1.0)), "related to nothing else");
        assert_eq!(opportunities(&present[2], &out[2]), [(0, 0.0), (1, 0.0)]);
    }

    #[test]
    fn where_few_are_expected_nothing_is_present() {
        let counts = vec![vec![1.0, 0.0], vec![400.0, 600.0]];
        let plain = presence(&counts, 0.0, 0.0).expect("counts");
        assert!(plain[0][0], "one actor makes a speciality");
        let sober = presence(&counts, STRENGTH, LEAST_EXPECTED).expect("counts");
        assert!(!sober[0][0] && sober[1][1]);
        assert_eq!(presence(&[vec![1.0], vec![]], 0.0, 0.0), None);
        assert_eq!(presence(&[vec![-1.0]], 0.0, 0.0), None);
        assert_eq!(presence(&[vec![1.0]], f64::NAN, 0.0), None);
        assert_eq!(relatedness(&[vec![true], vec![]]), None);
        assert_eq!(density(&[vec![true]], &[], Itself::Kept), None);
        assert_eq!(presence(&[], 20.0, 3.0), Some(vec![]));
    }
}
