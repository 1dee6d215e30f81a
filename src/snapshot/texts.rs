//! Millions of short texts in one piece of memory.

/// Texts by row number. Four bytes a row beside the letters themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    letters: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds the text of the next row; `None` and the empty text are the same.
    ///
    /// # Panics
    /// Beyond 4 GiB of letters in one column.
    pub fn push(&mut self, text: Option<&str>) {
        self.letters.push_str(text.unwrap_or_default());
        self.ends.push(u32::try_from(self.letters.len()).expect("under 4 GiB of letters a column"));
    }

    /// The text of a row; `None` when it has none.
    #[must_use]
    pub fn get(&self, row: u32) -> Option<&str> {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        let text = &self.letters[start..self.ends[row] as usize];
        (!text.is_empty()).then_some(text)
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Gives back the memory that growing left over.
    pub fn shrink(&mut self) {
        self.letters.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Few distinct values, many rows: each value once, two or four bytes a row are the caller's.
#[derive(Debug, Clone)]
pub struct Lexicon<T> {
    values: Vec<T>,
    ranks: std::collections::HashMap<T, u32>,
}

impl<T> Default for Lexicon<T> {
    fn default() -> Self {
        Self { values: Vec::new(), ranks: std::collections::HashMap::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Lexicon<T> {
    /// The rank of a value, new or known. Ranks follow the order of first arrival.
    pub fn rank(&mut self, value: &T) -> u32 {
        if let Some(&rank) = self.ranks.get(value) {
            return rank;
        }
        let rank = u32::try_from(self.values.len()).expect("fewer distinct values than rows");
        self.values.push(value.clone());
        self.ranks.insert(value.clone(), rank);
        rank
    }

    /// The value of a rank.
    #[must_use]
    pub fn value(&self, rank: u32) -> &T {
        &self.values[rank as usize]
    }

    /// All values, by rank.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values
    }
}
