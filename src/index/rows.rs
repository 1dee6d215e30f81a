//! A set of rows of a table: the answer to a filter, one bit a row.

use std::ops::Range;

/// Rows of a table of known length. 2.5 million rows are 313 kB, whatever is in the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
    len: u32,
    count: u32,
}

/// Rows in a word.
const BITS: u32 = u64::BITS;

impl RowSet {
    /// No row of a table of `len` rows.
    #[must_use]
    pub fn none(len: u32) -> Self {
        Self { words: vec![0; len.div_ceil(BITS) as usize], len, count: 0 }
    }

    /// Every row of a table of `len` rows.
    #[must_use]
    pub fn all(len: u32) -> Self {
        let mut words = vec![!0; len.div_ceil(BITS) as usize];
        if let Some(last) = words.last_mut().filter(|_| !len.is_multiple_of(BITS)) {
            *last = !(!0 << (len % BITS));
        }
        Self { words, len, count: len }
    }

    /// The rows that satisfy a condition, asked once a row, in order.
    #[must_use]
    pub fn of(len: u32, mut holds: impl FnMut(u32) -> bool) -> Self {
        let word = |first: u32| {
            let last = (first + BITS).min(len);
            (first..last).fold(0, |word, row| word | u64::from(holds(row)) << (row - first))
        };
        Self::from_words((0..len).step_by(BITS as usize).map(word).collect(), len)
    }

    /// These rows of a table of `len` rows, in any order.
    ///
    /// # Panics
    /// When a row is not of the table.
    #[must_use]
    pub fn from_rows(len: u32, rows: impl IntoIterator<Item = u32>) -> Self {
        let mut words = vec![0; len.div_ceil(BITS) as usize];
        for row in rows {
            assert!(row < len, "row {row} of a table of {len}");
            words[(row / BITS) as usize] |= 1 << (row % BITS);
        }
        Self::from_words(words, len)
    }

    /// The rows of the set that satisfy a condition, asked once a row, in order: nothing is asked
    /// of the others.
    #[must_use]
    pub fn kept(&self, mut holds: impl FnMut(u32) -> bool) -> Self {
        let mut kept = |(first, word): (u32, u64)| match word {
            0 => 0,
            u64::MAX => (0..BITS).fold(0, |kept, bit| kept | u64::from(holds(first + bit)) << bit),
            word => Ones { first, word }.fold(0, |kept, row| kept | u64::from(holds(row)) << (row - first)),
        };
        let firsts = (0..self.len).step_by(BITS as usize);
        Self::from_words(firsts.zip(self.words.iter().copied()).map(&mut kept).collect(), self.len)
    }

    fn from_words(words: Vec<u64>, len: u32) -> Self {
        let count = words.iter().map(|word: &u64| word.count_ones()).sum();
        Self { words, len, count }
    }

    /// The length of the table: rows go from 0 to this.
    #[must_use]
    pub fn table_len(&self) -> u32 {
        self.len
    }

    /// How many rows are in the set.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether a row is in.
    #[must_use]
    pub fn contains(&self, row: u32) -> bool {
        self.words.get((row / BITS) as usize).is_some_and(|word| word >> (row % BITS) & 1 == 1)
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.iter_in(0..self.len)
    }

    /// The rows of a range, in order: O(words of the range + rows found).
    pub fn iter_in(&self, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        self.words_in(range).flat_map(|(first, word)| Ones { first, word })
    }

    /// How many rows of a range are in: O(words of the range).
    #[must_use]
    pub fn count_in(&self, range: Range<u32>) -> u32 {
        self.words_in(range).map(|(_, word)| word.count_ones()).sum()
    }

    /// The row of the set that has so many of it before it: O(words).
    #[must_use]
    pub fn nth(&self, place: u32) -> Option<u32> {
        let mut left = place;
        for (first, &word) in (0..self.len).step_by(BITS as usize).zip(&self.words) {
            if left < word.count_ones() {
                return Ones { first, word }.nth(left as usize);
            }
            left -= word.count_ones();
        }
        None
    }

    /// The words that hold a range, each with its first row and without the rows outside.
    fn words_in(&self, range: Range<u32>) -> impl Iterator<Item = (u32, u64)> + '_ {
        let Range { start, end } = range.start..range.end.min(self.len);
        let words = if start < end { start / BITS..end.div_ceil(BITS) } else { 0..0 };
        words.map(move |at| {
            let first = at * BITS;
            let below = if first < start { !0 << (start - first) } else { !0 };
            let above = if end - first < BITS { !(!0 << (end - first)) } else { !0 };
            (first, self.words[at as usize] & below & above)
        })
    }

    /// The rows that are in both.
    ///
    /// # Panics
    /// When the tables differ in length; so do [`Self::or`] and [`Self::minus`].
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The rows that are in one or in both.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The rows that are in this one and not in the other.
    #[must_use]
    pub fn minus(self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    fn with(mut self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        assert_eq!(self.len, other.len, "two sets of rows of one table");
        self.words.iter_mut().zip(&other.words).for_each(|(a, &b)| *a = join(*a, b));
        Self::from_words(self.words, self.len)
    }
}

/// The rows of a word.
struct Ones {
    first: u32,
    word: u64,
}

impl Iterator for Ones {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.word == 0 {
            return None;
        }
        let row = self.first + self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn rows(len: u32) -> impl Strategy<Value = BTreeSet<u32>> {
        prop::collection::btree_set(0..len.max(1), 0..60)
    }

    proptest! {
        /// Beside a sorted set of numbers.
        #[test]
        fn a_set_of_bits_is_a_set_of_rows(
            a in rows(200), b in rows(200), len in 200..270_u32, start in 0..300_u32, size in 0..300_u32
        ) {
            let (set, other) = (RowSet::from_rows(len, a.clone()), RowSet::of(len, |row| b.contains(&row)));
            prop_assert_eq!(set.iter().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(set.count() as usize, a.len());
            prop_assert!((0..400).all(|row| set.contains(row) == a.contains(&row)));
            let range = start..start + size;
            let inside: Vec<u32> = a.iter().copied().filter(|row| range.contains(row)).collect();
            prop_assert_eq!(set.count_in(range.clone()) as usize, inside.len());
            prop_assert_eq!(set.iter_in(range).collect::<Vec<_>>(), inside);
            let told = |set: RowSet| set.iter().collect::<BTreeSet<_>>();
            prop_assert_eq!(told(set.clone().and(&other)), &a & &b);
            prop_assert_eq!(told(set.clone().or(&other)), &a | &b);
            prop_assert_eq!(told(set.kept(|row| b.contains(&row))), &a & &b);
            prop_assert_eq!(told(RowSet::all(len).kept(|row| b.contains(&row))), b.clone());
            prop_assert_eq!(told(set.minus(&other)), &a - &b);
        }
    }

    #[test]
    fn all_and_none_keep_to_the_table() {
        for len in [0, 1, 63, 64, 65, 1000] {
            assert_eq!((RowSet::all(len).count(), RowSet::none(len).count()), (len, 0));
            assert_eq!(RowSet::all(len).iter().max(), len.checked_sub(1));
        }
    }
}
