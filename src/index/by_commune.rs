//! Rows by the commune they are in: a zone is the rows of its communes.

/// The rows of each commune, in order. Four bytes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByCommune {
    /// Where the rows of each commune start in `rows`; one more for the end.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl ByCommune {
    /// From the commune of each row, `None` for those of none. O(rows + communes).
    ///
    /// # Panics
    /// When a commune is not among `communes`.
    #[must_use]
    pub fn new(communes: u32, of_rows: impl Iterator<Item = Option<u32>> + Clone) -> Self {
        let mut starts = vec![0_u32; communes as usize + 1];
        for commune in of_rows.clone().flatten() {
            starts[commune as usize + 1] += 1;
        }
        for commune in 0..communes as usize {
            starts[commune + 1] += starts[commune];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[communes as usize] as usize];
        for (row, commune) in (0..).zip(of_rows) {
            let Some(commune) = commune else { continue };
            let at = &mut next[commune as usize];
            rows[*at as usize] = row;
            *at += 1;
        }
        Self { starts, rows }
    }

    /// The rows of a commune, in order.
    #[must_use]
    pub fn rows(&self, commune: u32) -> &[u32] {
        let at = commune as usize;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_row_is_in_its_commune_and_in_no_other(of in prop::collection::vec(prop::option::of(0..7_u32), 0..60)) {
            let index = ByCommune::new(7, of.iter().copied());
            for commune in 0..7 {
                let rows: Vec<u32> = (0..).zip(&of).filter(|(_, of)| **of == Some(commune)).map(|(row, _)| row).collect();
                prop_assert_eq!(index.rows(commune), rows);
            }
        }
    }
}
