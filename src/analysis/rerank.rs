//! A list in which no two lines say the same, and nobody fills every line.
//!
//! *Question.* Whom to show first, when the best ten are all alike? *Method.* Maximal marginal
//! relevance (Carbonell and Goldstein 1998): each time the one of greatest λ × relevance − (1 − λ)
//! × likeness to the most alike of those already shown, λ = 0.7. Where a line has several members
//! (a pair, a trio), one who stands in as many lines as allowed is passed over. *Unit.* Relevance and likeness
//! are of the same scale, 0 to 1. *Edges.* Of equals the more relevant goes first, then the lower
//! rank. What is passed over is in no line: a list may be shorter than asked. *Cost.* O(lines × n)
//! likenesses.

/// The conventions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// 1: only relevance; 0: only unlikeness.
    pub lambda: f64,
    /// How many lines.
    pub many: usize,
    /// In how many of them a member may stand.
    pub most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lambda: 0.7, many: 20, most: 3 }
    }
}

/// The ranks to show, in order. `relevance` of each; `likeness` of two, by rank, in either order;
/// `members` of each, any ids: empty for what counts for nobody. `None` for a λ or a relevance that is
/// not within 0 and 1, or when lengths differ. A likeness that is not a number is 0.
#[must_use]
pub fn rerank<M: AsRef<[u32]>>(
    relevance: &[f64],
    members: &[M],
    likeness: impl Fn(usize, usize) -> f64,
    settings: &Settings,
) -> Option<Vec<usize>> {
    let Settings { lambda, many, most } = *settings;
    let is_share = |value: &f64| (0.0..=1.0).contains(value);
    if members.len() != relevance.len() || !is_share(&lambda) || !relevance.iter().all(is_share) {
        return None;
    }
    let mut left: Vec<usize> = (0..relevance.len()).collect();
    let mut nearest = vec![0.0_f64; relevance.len()];
    let mut shown: Vec<usize> = Vec::new();
    let mut times = std::collections::BTreeMap::<u32, usize>::new();
    let margin = |rank: usize, nearest: &[f64]| lambda * relevance[rank] - (1.0 - lambda) * nearest[rank];
    while shown.len() < many {
        left.retain(|&rank| {
            let is_free = |member: &u32| times.get(member).is_none_or(|times| *times < most);
            members[rank].as_ref().iter().all(is_free)
        });
        let better = |&a: &usize, &b: &usize| {
            let by_margin = margin(a, &nearest).total_cmp(&margin(b, &nearest));
            by_margin.then(relevance[a].total_cmp(&relevance[b])).then(b.cmp(&a))
        };
        let Some(best) = left.iter().copied().max_by(better) else { break };
        left.retain(|&rank| rank != best);
        members[best].as_ref().iter().for_each(|member| *times.entry(*member).or_default() += 1);
        for &rank in &left {
            // A maximum with what is no number keeps the number.
            nearest[rank] = nearest[rank].max(likeness(best, rank));
        }
        shown.push(best);
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOBODY: [[u32; 0]; 4] = [[], [], [], []];

    #[test]
    fn of_two_that_say_the_same_the_second_waits() {
        let kinds = [0, 0, 1, 1];
        let same = |a: usize, b: usize| if kinds[a] == kinds[b] { 1.0 } else { 0.0 };
        let found = rerank(&[0.9, 0.85, 0.6, 0.2], &NOBODY, same, &Settings::default());
        assert_eq!(found, Some(vec![0, 2, 1, 3]));
        let plain = Settings { lambda: 1.0, ..Settings::default() };
        assert_eq!(rerank(&[0.9, 0.85, 0.6, 0.2], &NOBODY, same, &plain), Some(vec![0, 1, 2, 3]));
    }

    #[test]
    fn the_one_whom_all_want_stands_in_three_lines() {
        let pairs: Vec<[u32; 2]> = (1..=9).map(|other| [0, other]).chain([[8, 9]]).collect();
        let relevance: Vec<f64> = (0..10).map(|at| 1.0 - f64::from(at) / 20.0).collect();
        let found = rerank(&relevance, &pairs, |_, _| 0.0, &Settings::default()).expect("sound");
        assert_eq!(found, [0, 1, 2, 9]);
    }

    #[test]
    fn what_is_no_share_has_no_order() {
        let none = |_, _| 0.0;
        assert_eq!(rerank(&[1.5], &[[0]], none, &Settings::default()), None);
        assert_eq!(rerank(&[f64::NAN], &[[0]], none, &Settings::default()), None);
        assert_eq!(rerank(&[0.5], &[[0], [1]], none, &Settings::default()), None);
        assert_eq!(rerank::<[u32; 0]>(&[], &[], none, &Settings::default()), Some(vec![]));
        assert_eq!(rerank(&[0.5, 0.4], &[[0], [1]], |_, _| f64::NAN, &Settings::default()), Some(vec![0, 1]));
    }

    proptest! {
        #[test]
        fn everybody_stands_in_so_many_lines_at_most(
            lines in prop::collection::vec((0.0..=1.0, [0_u32..6, 0..6]), 0..60), most in 1_usize..4
        ) {
            let (relevance, pairs): (Vec<f64>, Vec<[u32; 2]>) = lines.into_iter().unzip();
            let settings = Settings { most, many: 20, ..Settings::default() };
            let pairs: Vec<Vec<u32>> =
                pairs.into_iter().map(|[a, b]| if a == b { vec![a] } else { vec![a, b] }).collect();
            let found = rerank(&relevance, &pairs, |a, b| f64::from(u8::from(pairs[a] == pairs[b])), &settings);
            let found = found.expect("sound");
            prop_assert!(found.len() <= 20);
            for member in 0..6 {
                prop_assert!(found.iter().filter(|&&rank| pairs[rank].contains(&member)).count() <= most);
            }
        }
    }
}
