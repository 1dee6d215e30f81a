//! Rows by their id: one look, whatever the table's length.

/// Rows at the place of the hash of their id, or after it. Eight bytes a row at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ById {
    /// Rows plus one; 0 is free. A power of two, at least half of it free.
    slots: Vec<u32>,
}

impl ById {
    /// From the id of each row. Of rows that share one the first is found. O(rows).
    #[must_use]
    pub fn new<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut slots = vec![0; (2 * ids.len()).next_power_of_two()];
        for (number, id) in (1..).zip(ids) {
            let mut at = hash(id) & (slots.len() - 1);
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = number;
        }
        Self { slots }
    }

    /// The row that bears an id; `id_of` tells a row's own.
    #[must_use]
    pub fn find<'a>(&self, id: &str, id_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        let mut at = hash(id) & (self.slots.len() - 1);
        loop {
            let row = self.slots[at].checked_sub(1)?;
            if id_of(row) == id {
                return Some(row);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Fowler, Noll and Vo's, of 64 bits, its halves laid one over the other.
fn hash(id: &str) -> usize {
    let hash = id.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    (hash ^ hash >> 32) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_finds_its_first_row_and_no_other(ids in prop::collection::vec("[ab]{0,4}|[0-9]{14}", 0..40), other in "[ab]{0,5}") {
            let index = ById::new(ids.iter().map(String::as_str));
            for id in ids.iter().chain([&other]) {
                let first = (0..).zip(&ids).find(|(_, own)| *own == id).map(|(row, _)| row);
                prop_assert_eq!(index.find(id, |row| &ids[row as usize]), first);
            }
        }
    }
}
