//! The ties of a snapshot: columns in the order of (from, to, kind, product), and from each actor
//! to its own.
//!
//! Twenty-eight bytes a tie. Both ends are actors that may be shown: what is said of units in
//! partial diffusion, or of nobody known, stays at the door (`ingest::ties`).

use crate::domain::tie::TieKind;

/// Which way a tie goes for whom is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the one that is asked about.
    Out,
    /// Towards it.
    In,
    /// Neither: they share something.
    Both,
}

/// A tie between two rows of actors, as it goes in and comes out of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldTie {
    pub from: u32,
    pub to: u32,
    pub kind: TieKind,
    /// The source's id.
    pub source: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    pub product: Option<String>,
    /// Above 0, at most 1.
    pub share: Option<f64>,
}

/// One tie of an actor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieOf<'a> {
    /// The row of the other end.
    pub other: u32,
    pub kind: TieKind,
    pub direction: Direction,
    pub source: &'a str,
    pub date: Option<&'a str>,
    pub product: Option<&'a str>,
    pub share: Option<f64>,
}

/// All ties, in columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties {
    from: Vec<u32>,
    to: Vec<u32>,
    kinds: Vec<u8>,
    sources: Vec<u32>,
    dates: Vec<u32>,
    products: Vec<u32>,
    shares: Vec<Option<f64>>,
    /// Sources, dates and products, each once, sorted.
    words: Vec<String>,
    /// The ties in the order of (to, rank).
    by_to: Vec<u32>,
}

/// Stands for "none" in a column of words.
const NONE: u32 = u32::MAX;

impl Ties {
    /// Sorts ties. Of those of the same ends, kind and product the first in the list is kept. A tie
    /// that has no direction goes from the lower row to the higher. O(n log n).
    #[must_use]
    pub fn new(mut list: Vec<HeldTie>) -> Self {
        for tie in list.iter_mut().filter(|tie| !tie.kind.is_directed() && tie.to < tie.from) {
            std::mem::swap(&mut tie.from, &mut tie.to);
        }
        list.sort_by(|a, b| key(a).cmp(&key(b)));
        list.dedup_by(|later, first| key(later) == key(first));
        let told = list.iter().flat_map(|tie| {
            [Some(&tie.source), tie.date.as_ref(), tie.product.as_ref()].into_iter().flatten()
        });
        let mut words: Vec<String> = told.cloned().collect();
        words.sort();
        words.dedup();
        let rank = |word: &str| {
            words.binary_search_by(|known| known.as_str().cmp(word)).map_or(NONE, |at| at as u32)
        };
        let optional = |word: &Option<String>| word.as_deref().map_or(NONE, rank);
        let mut by_to: Vec<u32> = (0..list.len() as u32).collect();
        by_to.sort_by_key(|&at| (list[at as usize].to, at));
        Self {
            from: list.iter().map(|tie| tie.from).collect(),
            to: list.iter().map(|tie| tie.to).collect(),
            kinds: list.iter().map(|tie| tie.kind as u8).collect(),
            sources: list.iter().map(|tie| rank(&tie.source)).collect(),
            dates: list.iter().map(|tie| optional(&tie.date)).collect(),
            products: list.iter().map(|tie| optional(&tie.product)).collect(),
            shares: list.iter().map(|tie| tie.share).collect(),
            words,
            by_to,
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    /// A tie by its rank: ranks go from 0 to [`Self::len`].
    #[must_use]
    pub fn get(&self, rank: usize) -> HeldTie {
        HeldTie {
            from: self.from[rank],
            to: self.to[rank],
            kind: self.kind(rank),
            source: self.word(self.sources[rank]).unwrap_or_default().to_owned(),
            date: self.word(self.dates[rank]).map(str::to_owned),
            product: self.word(self.products[rank]).map(str::to_owned),
            share: self.shares[rank],
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = HeldTie> + '_ {
        (0..self.len()).map(|rank| self.get(rank))
    }

    /// The ends of all ties, in order, with their kind: an actor's pairs come as often as it has
    /// ties of different kinds or products with the same other.
    pub fn ends(&self) -> impl Iterator<Item = (u32, u32, TieKind)> + '_ {
        (0..self.len()).map(|rank| (self.from[rank], self.to[rank], self.kind(rank)))
    }

    /// The ties of an actor: those from it first, in order, then those towards it. O(log n + ties).
    pub fn of(&self, row: u32) -> impl Iterator<Item = TieOf<'_>> {
        let start = self.from.partition_point(|&from| from < row);
        let out = (start..self.len()).take_while(move |&rank| self.from[rank] == row);
        let start = self.by_to.partition_point(|&at| self.to[at as usize] < row);
        let towards = self.by_to[start..].iter().map(|&at| at as usize);
        let towards = towards.take_while(move |&rank| self.to[rank] == row);
        let told = move |rank: usize, other: u32, direction: Direction| {
            let kind = self.kind(rank);
            TieOf {
                other,
                kind,
                direction: if kind.is_directed() { direction } else { Direction::Both },
                source: self.word(self.sources[rank]).unwrap_or_default(),
                date: self.word(self.dates[rank]),
                product: self.word(self.products[rank]),
                share: self.shares[rank],
            }
        };
        let from_it = out.map(move |rank| told(rank, self.to[rank], Direction::Out));
        from_it.chain(towards.map(move |rank| told(rank, self.from[rank], Direction::In)))
    }

    fn kind(&self, rank: usize) -> TieKind {
        TieKind::ALL[usize::from(self.kinds[rank])]
    }

    fn word(&self, rank: u32) -> Option<&str> {
        self.words.get(rank as usize).map(String::as_str)
    }
}

fn key(tie: &HeldTie) -> (u32, u32, TieKind, Option<&str>) {
    (tie.from, tie.to, tie.kind, tie.product.as_deref())
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any list of ties between a few rows.
    pub fn any_ties() -> impl Strategy<Value = Vec<HeldTie>> {
        let word = |words: &'static [&'static str]| prop::option::of(prop::sample::select(words));
        let tie = (
            (0..12_u32, 0..12_u32, 0..TieKind::ALL.len()),
            prop::sample::select(&["liens", "ptce"][..]),
            word(&["2023", "2024-05"]),
            word(&["légumes", "pain"]),
            prop::option::of(0.01..=1.0_f64),
        );
        let tie = tie.prop_map(|((from, to, kind), source, date, product, share)| HeldTie {
            from,
            to,
            kind: TieKind::ALL[kind],
            source: source.to_owned(),
            date: date.map(str::to_owned),
            product: product.map(str::to_owned),
            share,
        });
        prop::collection::vec(tie, 0..40)
    }

    proptest! {
        #[test]
        fn an_actor_has_the_ties_that_a_loop_finds(list in any_ties()) {
            let ties = Ties::new(list);
            for row in 0..13 {
                let found: Vec<(u32, TieKind, Direction)> =
                    ties.of(row).map(|tie| (tie.other, tie.kind, tie.direction)).collect();
                let way = |kind: TieKind, told| if kind.is_directed() { told } else { Direction::Both };
                let out = ties.iter().filter(|tie| tie.from == row).map(|tie| (tie.to, tie.kind, way(tie.kind, Direction::Out)));
                let mut towards: Vec<_> =
                    (0..ties.len()).map(|rank| ties.get(rank)).filter(|tie| tie.to == row).collect();
                towards.sort_by(|a, b| (a.to, key(a)).cmp(&(b.to, key(b))));
                let towards = towards.into_iter().map(|tie| (tie.from, tie.kind, way(tie.kind, Direction::In)));
                let expected: Vec<_> = out.chain(towards).collect();
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn the_order_of_the_list_is_of_no_matter_but_for_who_said_it_first(list in any_ties()) {
            let ends = |ties: &Ties| ties.iter().map(|t| (t.from, t.to, t.kind, t.product)).collect::<Vec<_>>();
            let turned: Vec<HeldTie> = list.iter().rev().cloned().collect();
            prop_assert_eq!(ends(&Ties::new(list)), ends(&Ties::new(turned)));
        }
    }
}
