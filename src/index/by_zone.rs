//! Rows by the zone they are in: actors of a commune, communes of a bassin de vie.

/// The rows of each zone, in order. Four bytes a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByZone {
    /// Where the rows of each zone start in `rows`; one more for the end.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl ByZone {
    /// From the zone of each row, `None` for those of none. O(rows + zones).
    ///
    /// # Panics
    /// When a zone is not among so many.
    #[must_use]
    pub fn new(zones: u32, of_rows: impl Iterator<Item = Option<u32>> + Clone) -> Self {
        let mut starts = vec![0_u32; zones as usize + 1];
        for zone in of_rows.clone().flatten() {
            starts[zone as usize + 1] += 1;
        }
        for zone in 0..zones as usize {
            starts[zone + 1] += starts[zone];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[zones as usize] as usize];
        for (row, zone) in (0..).zip(of_rows) {
            let Some(zone) = zone else { continue };
            let at = &mut next[zone as usize];
            rows[*at as usize] = row;
            *at += 1;
        }
        Self { starts, rows }
    }

    /// From pairs of a row and a zone that it is in, in the order of rows: a row may be in several.
    /// O(pairs + zones).
    ///
    /// # Panics
    /// When a zone is not among so many.
    #[must_use]
    pub fn of_pairs(zones: u32, pairs: &[(u32, u32)]) -> Self {
        let mut index = Self::new(zones, pairs.iter().map(|&(_, zone)| Some(zone)));
        index.rows.iter_mut().for_each(|at| *at = pairs[*at as usize].0);
        index
    }

    /// The rows of a zone, in order.
    #[must_use]
    pub fn rows(&self, zone: u32) -> &[u32] {
        let at = zone as usize;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_row_is_in_its_zone_and_in_no_other(of in prop::collection::vec(prop::option::of(0..7_u32), 0..60)) {
            let index = ByZone::new(7, of.iter().copied());
            for zone in 0..7 {
                let rows: Vec<u32> = (0..).zip(&of).filter(|(_, of)| **of == Some(zone)).map(|(row, _)| row).collect();
                prop_assert_eq!(index.rows(zone), rows);
            }
        }
    }
}
