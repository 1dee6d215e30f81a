//! What rows are counted by: a few parts each, in two bytes a row, and their counts.
//!
//! A layer of points names its parts (families and main functions for actors). A row is in
//! two of them at most. Counting is then two additions a row, whatever the layer is.

use crate::tiles::encode::varint;

/// The most parts that a layer may have.
pub const MOST: usize = NONE as usize;

/// The rank of no part.
const NONE: u8 = 127;

/// The parts that a row is in, and whether it has a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// A rank, or [`NONE`]; the highest bit tells a place of its own.
    first: u8,
    second: u8,
}

impl Kind {
    const OWN: u8 = 128;

    /// Ranks of two parts at most; one beyond [`MOST`] is none.
    #[must_use]
    pub fn new(parts: [Option<usize>; 2], has_own_place: bool) -> Self {
        let rank = |part: Option<usize>| {
            part.and_then(|rank| u8::try_from(rank).ok()).filter(|&rank| rank < NONE).unwrap_or(NONE)
        };
        let own = if has_own_place { Self::OWN } else { 0 };
        Self { first: rank(parts[0]) | own, second: rank(parts[1]) }
    }

    /// Whether a symbol may stand at the row's place and tell what the row is.
    #[must_use]
    pub fn has_own_place(self) -> bool {
        self.first & Self::OWN != 0
    }

    /// The ranks of its parts; one that no layer has stands for none.
    #[inline]
    #[must_use]
    pub fn ranks(self) -> [usize; 2] {
        [usize::from(self.first & NONE), usize::from(self.second & NONE)]
    }
}

/// A quantity that some rows state, as a sum over rows: unknown is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    pub sum: u64,
    /// How many rows state theirs.
    pub known: u32,
}

impl Amount {
    /// With the amount of one more row.
    pub fn add(&mut self, stated: Option<u32>) {
        self.sum += u64::from(stated.unwrap_or(0));
        self.known += u32::from(stated.is_some());
    }

    /// Two sums as one.
    pub fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.known += other.known;
    }
}

/// Rows being counted. Sums of integers: their order does not matter.
#[derive(Debug, Clone)]
pub struct Tally {
    pub count: u32,
    parts: [u32; 128],
    pub amount: Amount,
}

impl Default for Tally {
    fn default() -> Self {
        Self { count: 0, parts: [0; 128], amount: Amount::default() }
    }
}

impl Tally {
    /// Counts a row.
    #[inline]
    pub fn add(&mut self, kind: Kind) {
        self.count += 1;
        let [first, second] = kind.ranks();
        self.parts[first] += 1;
        self.parts[second] += 1;
    }

    /// Counts what was counted before.
    pub fn merge(&mut self, count: u32, parts: impl Iterator<Item = (usize, u32)>, amount: Amount) {
        self.count += count;
        parts.for_each(|(rank, count)| self.parts[rank & 127] += count);
        self.amount.merge(amount);
    }

    /// The parts that are not zero, by rank.
    pub fn parts(&self) -> impl Iterator<Item = (usize, u32)> {
        self.parts[..MOST].iter().copied().enumerate().filter(|&(_, count)| count != 0)
    }
}

/// Counts of many symbols, without their zeros: a byte for the part and one or two for its
/// count.
#[derive(Debug, Default)]
pub struct Tallies {
    /// Where the parts of each symbol end in `written`.
    ends: Vec<u32>,
    written: Vec<u8>,
    /// Empty unless the layer has amounts.
    amounts: Vec<Amount>,
}

impl Tallies {
    /// Adds the counts of the next symbol, without its zeros; `has_amounts` is the same for
    /// all symbols of a layer.
    pub fn push(&mut self, parts: impl Iterator<Item = (usize, u32)>, amount: Amount, has_amounts: bool) {
        for (rank, count) in parts {
            self.written.push(rank as u8);
            varint(&mut self.written, count.into());
        }
        self.ends.push(self.written.len() as u32);
        if has_amounts {
            self.amounts.push(amount);
        }
    }

    /// The parts of a symbol that are not zero, by rank.
    pub fn parts(&self, at: usize) -> impl Iterator<Item = (usize, u32)> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Sparse { rest: &self.written[start as usize..self.ends[at] as usize] }
    }

    /// The sum of what its rows state.
    pub fn amount(&self, at: usize) -> Amount {
        self.amounts.get(at).copied().unwrap_or_default()
    }

    /// Gives back the memory that growing left over.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.written.shrink_to_fit();
        self.amounts.shrink_to_fit();
    }

    /// Bytes of memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of_val(&self.ends[..]) + self.written.len() + size_of_val(&self.amounts[..])
    }
}

/// Reads what [`Tallies::push`] wrote.
struct Sparse<'a> {
    rest: &'a [u8],
}

impl Iterator for Sparse<'_> {
    type Item = (usize, u32);

    #[inline]
    fn next(&mut self) -> Option<(usize, u32)> {
        let (&rank, mut rest) = self.rest.split_first()?;
        let (mut count, mut shift) = (0, 0);
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            count |= u32::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        self.rest = rest;
        Some((rank.into(), count))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Beside counting each part by a loop; ranks beyond the table are no part.
        #[test]
        fn sparse_counts_are_those_of_a_loop(
            symbols in prop::collection::vec(
                prop::collection::vec((prop::option::of(0..130_usize), prop::option::of(0..130_usize), 1..400_u32), 0..6), 0..6)
        ) {
            let mut tallies = Tallies::default();
            for rows in &symbols {
                let mut tally = Tally::default();
                for &(first, second, times) in rows {
                    (0..times).for_each(|_| tally.add(Kind::new([first, second], times % 2 == 0)));
                }
                tallies.push(tally.parts(), Amount::default(), false);
            }
            for (at, rows) in symbols.iter().enumerate() {
                let expected: Vec<(usize, u32)> = (0..MOST)
                    .map(|part| {
                        let of = |rank: Option<usize>, times| if rank == Some(part) { times } else { 0 };
                        (part, rows.iter().map(|&(a, b, times)| of(a, times) + of(b, times)).sum())
                    })
                    .filter(|&(_, count)| count != 0)
                    .collect();
                prop_assert_eq!(tallies.parts(at).collect::<Vec<_>>(), expected);
            }
        }
    }
}
