//! The rows that a question found, in little memory and in order, read from any row on.

use crate::index::rows::RowSet;

/// Rows of a table, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Every row of a table of this length.
    All(u32),
    /// Sorted, without twins.
    Few(Vec<u32>),
    Many(RowSet),
}

/// From this share on, as one in so many, a bit a row takes less than a number a hit.
const FEW: u32 = u32::BITS;

impl Found {
    /// The rows of a set, as they take the least memory.
    #[must_use]
    pub fn of(set: RowSet) -> Self {
        if set.count() == set.table_len() {
            Self::All(set.count())
        } else if set.count() < set.table_len() / FEW {
            Self::Few(set.iter().collect())
        } else {
            Self::Many(set)
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> u32 {
        match self {
            Self::All(count) => *count,
            Self::Few(rows) => rows.len() as u32,
            Self::Many(set) => set.count(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is one of them.
    #[must_use]
    pub fn contains(&self, row: u32) -> bool {
        match self {
            Self::All(count) => row < *count,
            Self::Few(rows) => rows.binary_search(&row).is_ok(),
            Self::Many(set) => set.contains(row),
        }
    }

    /// Those from a row on, at most so many.
    #[must_use]
    pub fn from(&self, row: u32, most: usize) -> Vec<u32> {
        match self {
            Self::All(count) => (row..*count).take(most).collect(),
            Self::Few(rows) => {
                let first = rows.partition_point(|&found| found < row);
                rows[first..].iter().copied().take(most).collect()
            }
            Self::Many(set) => set.iter_in(row..set.table_len()).take(most).collect(),
        }
    }

    /// How many come before a row. O(rows of the table / 64) at most.
    #[must_use]
    pub fn before(&self, row: u32) -> u32 {
        match self {
            Self::All(count) => row.min(*count),
            Self::Few(rows) => rows.partition_point(|&found| found < row) as u32,
            Self::Many(set) => set.count_in(0..row),
        }
    }

    /// The row that has so many before it. O(place) at most.
    #[must_use]
    pub fn nth(&self, place: u32) -> Option<u32> {
        match self {
            Self::All(count) => (place < *count).then_some(place),
            Self::Few(rows) => rows.get(place as usize).copied(),
            Self::Many(set) => set.nth(place),
        }
    }

    /// What it takes, in bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        match self {
            Self::All(_) => 0,
            Self::Few(rows) => 4 * rows.capacity() as u64,
            Self::Many(set) => u64::from(set.table_len() / 8),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However they are kept, they are read alike.
        #[test]
        fn each_way_to_keep_rows_reads_like_a_sorted_list(
            rows in prop::collection::btree_set(0..300_u32, 0..90), from in 0..320_u32, most in 0..50_usize
        ) {
            let list: Vec<u32> = rows.iter().copied().collect();
            let set = RowSet::from_rows(300, rows.clone());
            for found in [Found::Few(list.clone()), Found::Many(set.clone()), Found::of(set)] {
                prop_assert_eq!(found.len() as usize, list.len());
                let expected: Vec<u32> = list.iter().copied().filter(|&row| from <= row).take(most).collect();
                prop_assert_eq!(found.from(from, most), expected);
                prop_assert_eq!(found.before(from) as usize, list.iter().filter(|&&row| row < from).count());
                prop_assert_eq!(found.nth(most as u32), list.get(most).copied());
                prop_assert_eq!(found.contains(from), rows.contains(&from));
            }
        }
    }

    #[test]
    fn the_whole_of_a_table_takes_nothing() {
        let all = Found::of(RowSet::all(70));
        assert_eq!(all, Found::All(70));
        assert_eq!((all.weight(), all.from(68, 9), all.before(99), all.nth(70)), (0, vec![68, 69], 70, None));
        let everybody: BTreeSet<u32> = all.from(0, 100).into_iter().collect();
        assert_eq!(everybody.len(), 70);
    }
}
