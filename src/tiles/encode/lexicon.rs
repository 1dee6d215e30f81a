//! Distinct texts by rank of first use, already written as the fields of a layer.

use crate::tiles::encode::message;

/// Texts that were asked for, and what they are as bytes of a tile.
///
/// A table of open addressing over one buffer: no text is allocated for itself. Ranks depend
/// on the order of asking alone, never on the hash.
#[derive(Debug, Default)]
pub struct Lexicon {
    written: Vec<u8>,
    count: u32,
    /// The texts that can be found again.
    entries: Vec<Entry>,
    /// Entries plus one, at the place of their hash or after it; 0 is free. A power of two.
    slots: Vec<u32>,
}

/// Where a text is among the bytes written, and its rank.
#[derive(Debug)]
struct Entry {
    start: u32,
    end: u32,
    hash: u32,
    rank: u32,
}

impl Lexicon {
    /// The rank of a text, written as that field when it is new.
    pub fn rank(&mut self, field: u32, text: &[u8]) -> u32 {
        if self.slots.len() <= 2 * self.entries.len() {
            self.grow();
        }
        let hash = hash(text);
        let mut at = hash as usize & (self.slots.len() - 1);
        while let Some(entry) = self.slots[at].checked_sub(1) {
            let Entry { start, end, hash: other, rank } = self.entries[entry as usize];
            if other == hash && self.written[start as usize..end as usize] == *text {
                return rank;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let rank = self.add(field, text);
        let end = self.written.len() as u32;
        self.entries.push(Entry { start: end - text.len() as u32, end, hash, rank });
        self.slots[at] = self.entries.len() as u32;
        rank
    }

    /// The rank of a text that is new for sure, written as that field. It is not found again.
    pub fn add(&mut self, field: u32, text: &[u8]) -> u32 {
        message(&mut self.written, field, text);
        self.count += 1;
        self.count - 1
    }

    /// All fields, in the order of their ranks.
    pub fn written(&self) -> &[u8] {
        &self.written
    }

    fn grow(&mut self) {
        let len = (4 * self.slots.len()).max(256);
        self.slots = vec![0; len];
        for (entry, number) in self.entries.iter().zip(1..) {
            let mut at = entry.hash as usize & (len - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (len - 1);
            }
            self.slots[at] = number;
        }
    }
}

/// Multiplications that spread eight bytes at a time.
fn hash(text: &[u8]) -> u32 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(text.len() as u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(ODD));
    (hash >> 32) as u32
}

/// The ranks of a few texts of the program, found by where they are and not by what they say.
#[derive(Debug, Default)]
pub struct Words(Vec<(&'static str, u32)>);

impl Words {
    /// The rank of a word, if it is known.
    #[inline]
    pub fn find(&self, word: &'static str) -> Option<u32> {
        self.0.iter().find(|(known, _)| std::ptr::eq(*known, word)).map(|&(_, rank)| rank)
    }

    /// The rank of a word; `new` gives that of one that is not known.
    #[inline]
    pub fn rank(&mut self, word: &'static str, new: impl FnOnce() -> u32) -> u32 {
        self.find(word).unwrap_or_else(|| {
            let rank = new();
            self.0.push((word, rank));
            rank
        })
    }
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
