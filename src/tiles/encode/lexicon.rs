//! Distinct texts by rank of first use, already written as the fields of a layer.

use crate::tiles::encode::message;

/// Texts that were asked for, and what they are as bytes of a tile.
///
/// A table of open addressing over one buffer: no text is allocated for itself. Ranks depend
/// on the order of asking alone, never on the hash.
#[derive(Debug, Default)]
pub struct Lexicon {
    written: Vec<u8>,
    /// Where each text is in `written`.
    spans: Vec<(usize, usize)>,
    /// Ranks plus one, at the place of their hash or after it; 0 is free. A power of two.
    slots: Vec<u32>,
}

impl Lexicon {
    /// The rank of a text, written as that field when it is new.
    pub fn rank(&mut self, field: u32, text: &[u8]) -> u32 {
        if self.slots.len() <= 2 * self.spans.len() {
            self.grow();
        }
        let mut at = self.place(text);
        while let Some(rank) = self.slots[at].checked_sub(1) {
            let (start, end) = self.spans[rank as usize];
            if self.written[start..end] == *text {
                return rank;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let rank = self.spans.len() as u32;
        message(&mut self.written, field, text);
        let end = self.written.len();
        self.spans.push((end - text.len(), end));
        self.slots[at] = rank + 1;
        rank
    }

    /// All fields, in the order of their ranks.
    pub fn written(&self) -> &[u8] {
        &self.written
    }

    fn grow(&mut self) {
        let len = (2 * self.slots.len()).max(64);
        self.slots = vec![0; len];
        for (&(start, end), rank) in self.spans.iter().zip(1..) {
            let mut at = place(&self.written[start..end], len);
            while self.slots[at] != 0 {
                at = (at + 1) & (len - 1);
            }
            self.slots[at] = rank;
        }
    }

    fn place(&self, text: &[u8]) -> usize {
        place(text, self.slots.len())
    }
}

/// Where to look first among `len` slots: multiplications that spread eight bytes at a time.
fn place(text: &[u8], len: usize) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(text.len() as u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(ODD));
    (hash >> 32) as usize & (len - 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Beside a map; few distinct texts of many lengths, so that they meet again.
        #[test]
        fn a_text_keeps_the_rank_of_its_first_use(texts in prop::collection::vec("[ab]{0,3}|[a-c]{6,17}", 0..400)) {
            let (mut lexicon, mut known) = (Lexicon::default(), BTreeMap::new());
            let mut written = Vec::new();
            for text in &texts {
                let next = known.len() as u32;
                let expected = *known.entry(text).or_insert_with(|| {
                    message(&mut written, 3, text.as_bytes());
                    next
                });
                prop_assert_eq!(lexicon.rank(3, text.as_bytes()), expected);
            }
            prop_assert_eq!(lexicon.written(), &written);
        }
    }
}
