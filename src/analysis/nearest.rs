//! The two nearest of each of several kinds, found in one walk outwards.
//!
//! *Question.* From here, who is the nearest that holds each stage, and who is next? *Method.*
//! Places are visited from the nearest on, until two of each kind are met. *Unit.* Minutes.
//! *Edges.* Of ways of the same length the lower rank comes first, whatever the places' order.
//! Ways that are not finite, or of less than nothing, lead nowhere. *Cost.* O(ways log ways).

use crate::analysis::links::Holder;

/// How many kinds can be looked for at once: one bit each.
pub const MOST_KINDS: usize = 64;

/// Who is where, for [`nearest_two`].
pub trait Whereabouts {
    /// The kinds that are at a place, one bit each; none at a place that does not exist.
    fn kinds(&self, place: u32) -> u64;
    /// The ranks of those of a kind at a place, in order.
    fn at(&self, place: u32, kind: usize) -> &[u32];
}

/// The two nearest of each wanted kind, by kind; fewer where there are fewer. `ways` are the
/// places that can be reached with their minutes, each once, in any order.
#[must_use]
pub fn nearest_two(ways: &[(u32, f64)], wanted: u64, there: &impl Whereabouts) -> Vec<Vec<Holder>> {
    let mut open: Vec<(u32, f64)> = ways
        .iter()
        .copied()
        .filter(|(place, minutes)| {
            minutes.is_finite() && 0.0 <= *minutes && there.kinds(*place) & wanted != 0
        })
        .collect();
    open.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut found: Vec<Vec<Holder>> = vec![Vec::new(); MOST_KINDS];
    let mut left = wanted;
    for (place, minutes) in open {
        let mut kinds = there.kinds(place) & left;
        while kinds != 0 {
            let kind = kinds.trailing_zeros() as usize;
            kinds &= kinds - 1;
            let met = &mut found[kind];
            // As far as the second: who is as far may have a lower rank.
            if met.get(1).and_then(|second| second.minutes).is_some_and(|second| second < minutes) {
                left &= !(1 << kind);
                continue;
            }
            let two = there.at(place, kind).iter().take(2);
            met.extend(two.map(|&actor| Holder { actor, minutes: Some(minutes), spare: None }));
        }
        if left == 0 {
            break;
        }
    }
    for met in &mut found {
        let length = |holder: &Holder| holder.minutes.unwrap_or(f64::INFINITY);
        met.sort_by(|a, b| length(a).total_cmp(&length(b)).then(a.actor.cmp(&b.actor)));
        met.truncate(2);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By place and kind.
    struct Crowd(Vec<[Vec<u32>; 3]>);

    impl Whereabouts for Crowd {
        fn kinds(&self, place: u32) -> u64 {
            let Some(kinds) = self.0.get(place as usize) else { return 0 };
            (0..3).filter(|&kind| !kinds[kind].is_empty()).map(|kind| 1 << kind).sum()
        }

        fn at(&self, place: u32, kind: usize) -> &[u32] {
            &self.0[place as usize][kind]
        }
    }

    proptest! {
        /// The walk is only a faster way to say what sorting all would say.
        #[test]
        fn the_walk_meets_those_that_sorting_all_puts_first(
            crowd in prop::collection::vec((0..12_u32, 0..3_usize), 0..20),
            ways in prop::collection::btree_map(0..14_u32, prop::sample::select(vec![1.0, 2.0, 3.0, 4.0, f64::NAN, -1.0]), 0..12),
            wanted in 0..8_u64,
        ) {
            let mut places = vec![[Vec::new(), Vec::new(), Vec::new()]; 12];
            for (actor, &(place, kind)) in (0..).zip(&crowd) {
                places[place as usize][kind].push(actor);
            }
            let ways: Vec<(u32, f64)> = ways.into_iter().collect();
            let found = nearest_two(&ways, wanted, &Crowd(places));
            for (kind, met) in found.iter().enumerate().take(3) {
                let mut all: Vec<(f64, u32)> = (0..).zip(&crowd).filter(|(_, c)| c.1 == kind && wanted >> kind & 1 == 1)
                    .filter_map(|(actor, c)| ways.iter().find(|way| way.0 == c.0 && 0.0 <= way.1).map(|way| (way.1, actor)))
                    .collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                all.truncate(2);
                let told: Vec<(f64, u32)> = met.iter().map(|h| (h.minutes.expect("known"), h.actor)).collect();
                prop_assert_eq!(told, all);
            }
            prop_assert!(found.len() == MOST_KINDS);
        }
    }
}
