//! The words of all names, and the names that have them; words and names that differ by a letter
//! or two from one that was typed.
//!
//! Words stand in a finite state transducer (the `fst` crate), which shares their beginnings and
//! ends, and is walked together with an automaton of all that is near a word (the
//! `levenshtein_automata` crate; Schulz and Mihov 2002).

use std::collections::HashMap;
use std::ops::Range;

use fst::{IntoStreamer, Map, Set, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;

use crate::query::search::directory::{Directory, smallest};

/// From so many letters on, one mistake is forgiven, and two.
const LETTERS_OF_ONE: usize = 4;
const LETTERS_OF_TWO: usize = 9;

/// Longer words are compared as they are: the automaton grows with the word.
const LONGEST: usize = 48;

/// A shorter beginning of a word says nothing.
const SHORTEST_START: usize = 2;

/// Shorter words tell little apart: `d`, `de`, `la`.
const SHORTEST_TOLD: usize = 3;

/// Near words that are looked at, the most frequent first.
const MOST_NEAR: usize = 32;

/// The words, and the entries that have each.
pub struct Words {
    /// The rank of each word, in their order.
    ranks: Map<Vec<u8>>,
    /// Where the entries of each word begin, and where the last ones end.
    starts: Vec<u32>,
    /// Entries, in order, each word's after the other's.
    entries: Vec<u32>,
    mistakes: Mistakes,
}

impl Words {
    /// Sorts the words of all names. O(letters).
    #[must_use]
    pub fn new(directory: &Directory) -> Self {
        // A number for each word, in the order of arrival, and then in that of letters.
        let mut arrivals: HashMap<&str, u32> = HashMap::new();
        let mut said: Vec<(u32, u32)> = Vec::new();
        for entry in directory.entries(None) {
            let first = said.len();
            for word in directory.name(entry).split(' ').filter(|word| !word.is_empty()) {
                let fresh = arrivals.len() as u32;
                let word = *arrivals.entry(word).or_insert(fresh);
                // A name that has a word twice stands once in its list.
                if !said[first..].contains(&(word, entry)) {
                    said.push((word, entry));
                }
            }
        }
        let mut sorted: Vec<(&str, u32)> = arrivals.into_iter().collect();
        sorted.sort_unstable();
        let mut rank_of = vec![0_u32; sorted.len()];
        (0..).zip(&sorted).for_each(|(rank, &(_, arrival))| rank_of[arrival as usize] = rank);
        let mut starts = vec![0_u32; sorted.len() + 1];
        said.iter().for_each(|&(word, _)| starts[rank_of[word as usize] as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut ends = starts.clone();
        let mut entries = vec![0_u32; said.len()];
        for (word, entry) in said {
            let end = &mut ends[rank_of[word as usize] as usize];
            entries[*end as usize] = entry;
            *end += 1;
        }
        let words = sorted.iter().map(|&(word, _)| word).zip(0..);
        let ranks = Map::from_iter(words).expect("sorted, and each once");
        Self { ranks, starts, entries, mistakes: Mistakes::new() }
    }

    /// The smallest entries whose name has all words of a text.
    #[must_use]
    pub fn having_all(&self, text: &str, within: &Range<u32>, count: usize) -> Vec<u32> {
        let ranks: Option<Vec<u32>> = text.split(' ').map(|word| self.rank(word)).collect();
        ranks.map_or_else(Vec::new, |ranks| shared_by_all(self.lists(&ranks, within), count))
    }

    /// The smallest entries whose name has all words of a text but the last, and goes on as that
    /// begins.
    #[must_use]
    pub fn going_on_as(&self, names: &Directory, text: &str, within: &Range<u32>, count: usize) -> Vec<u32> {
        let (before, last) = text.rsplit_once(' ').unwrap_or(("", text));
        if last.chars().count() < SHORTEST_START {
            return Vec::new();
        }
        let before = before.split(' ').filter(|word| !word.is_empty());
        let Some(known) = before.map(|word| self.rank(word)).collect::<Option<Vec<u32>>>() else {
            return Vec::new();
        };
        let mut lists = self.lists(&known, within);
        lists.sort_unstable_by_key(|list| list.len());
        let beginnings = self.beginning(last);
        let of_word = |rank: u32| clipped(self.list(rank), within).iter().copied();
        match lists.split_first() {
            // The smallest of each word are enough.
            None => smallest(beginnings.flat_map(|rank| of_word(rank).take(count)), count),
            // The shorter side is walked, the other one asked.
            Some((shortest, others)) if shortest.len() <= self.size(&beginnings) => {
                let goes_on = |entry: u32| names.name(entry).split(' ').any(|word| word.starts_with(last));
                let shared =
                    shortest.iter().copied().filter(|entry| others.iter().all(|list| has(list, *entry)));
                shared.filter(|&entry| goes_on(entry)).take(count).collect()
            }
            Some(_) => {
                let all = beginnings.flat_map(of_word);
                smallest(all.filter(|entry| lists.iter().all(|list| has(list, *entry))), count)
            }
        }
    }

    /// The smallest entries whose name has, for each word of a text, the word or one near it.
    /// Short words are left aside: a mistake makes another of them.
    #[must_use]
    pub fn having_nearly_all(&self, text: &str, within: &Range<u32>, count: usize) -> Vec<u32> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let long = |word: &&str| SHORTEST_TOLD <= word.chars().count();
        for word in text.split(' ').filter(long) {
            let mut ranks: Vec<u32> = self.mistakes.near(word, |near| {
                let mut found = Vec::new();
                let mut stream = self.ranks.search(near).into_stream();
                while let Some((_, rank)) = stream.next() {
                    found.push(rank as u32);
                }
                found
            });
            ranks.extend(self.rank(word));
            ranks.sort_unstable_by_key(|&rank| (std::cmp::Reverse(self.list(rank).len()), rank));
            ranks.dedup();
            ranks.truncate(MOST_NEAR);
            groups.push(ranks);
        }
        // The rarest group is walked: the smallest of its entries that all others have too.
        groups.sort_unstable_by_key(|ranks| ranks.iter().map(|&rank| self.list(rank).len()).sum::<usize>());
        let Some((rarest, others)) = groups.split_first() else { return Vec::new() };
        let has_one = |entry: u32, ranks: &[u32]| ranks.iter().any(|&rank| has(self.list(rank), entry));
        let walked = rarest.iter().flat_map(|&rank| {
            let all = clipped(self.list(rank), within).iter().copied();
            all.filter(|&entry| others.iter().all(|ranks| has_one(entry, ranks))).take(count)
        });
        smallest(walked, count)
    }

    fn rank(&self, word: &str) -> Option<u32> {
        self.ranks.get(word).map(|rank| rank as u32)
    }

    fn list(&self, rank: u32) -> &[u32] {
        &self.entries[self.starts[rank as usize] as usize..self.starts[rank as usize + 1] as usize]
    }

    fn lists(&self, ranks: &[u32], within: &Range<u32>) -> Vec<&[u32]> {
        ranks.iter().map(|&rank| clipped(self.list(rank), within)).collect()
    }

    /// The ranks of the words that begin so, which follow each other.
    fn beginning(&self, start: &str) -> Range<u32> {
        let at = |word: &[u8]| {
            self.ranks.range().ge(word).into_stream().next().map_or(self.ranks.len() as u64, |(_, rank)| rank)
        };
        // No word has the byte 255: it is no letter of UTF-8.
        let beyond = [start.as_bytes(), &[u8::MAX]].concat();
        at(start.as_bytes()) as u32..at(&beyond) as u32
    }

    fn size(&self, ranks: &Range<u32>) -> usize {
        (self.starts[ranks.end as usize] - self.starts[ranks.start as usize]) as usize
    }
}

/// The names of territories and functions, whole.
pub struct Typos {
    names: Set<Vec<u8>>,
    mistakes: Mistakes,
}

impl Typos {
    #[must_use]
    pub fn new(directory: &Directory) -> Self {
        let mut names: Vec<&str> = directory.few().collect();
        names.sort_unstable();
        names.dedup();
        Self { names: Set::from_iter(names).expect("sorted, and each once"), mistakes: Mistakes::new() }
    }

    /// The names that differ by little from a text.
    #[must_use]
    pub fn names_near(&self, text: &str) -> Vec<String> {
        self.mistakes.near(text, |near| self.names.search(near).into_stream().into_strs().unwrap_or_default())
    }
}

/// What is one mistake away, and two: a letter more, less or other, or two changed about.
struct Mistakes {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

impl Mistakes {
    fn new() -> Self {
        Self {
            one: LevenshteinAutomatonBuilder::new(1, true),
            two: LevenshteinAutomatonBuilder::new(2, true),
        }
    }

    /// What a search finds near a text: with one mistake if there is any, else with two.
    fn near<T>(&self, text: &str, search: impl Fn(levenshtein_automata::DFA) -> Vec<T>) -> Vec<T> {
        let letters = text.chars().count();
        if !(LETTERS_OF_ONE..=LONGEST).contains(&letters) {
            return Vec::new();
        }
        let found = search(self.one.build_dfa(text));
        if !found.is_empty() || letters < LETTERS_OF_TWO {
            return found;
        }
        search(self.two.build_dfa(text))
    }
}

fn has(list: &[u32], entry: u32) -> bool {
    list.binary_search(&entry).is_ok()
}

/// The part of a list, which is in order, that is in a range.
fn clipped<'a>(list: &'a [u32], within: &Range<u32>) -> &'a [u32] {
    let first = list.partition_point(|&entry| entry < within.start);
    let count = list[first..].partition_point(|&entry| entry < within.end);
    &list[first..first + count]
}

/// The first numbers that are in all lists: the shortest is walked, the others asked.
fn shared_by_all(mut lists: Vec<&[u32]>, count: usize) -> Vec<u32> {
    lists.sort_unstable_by_key(|list| list.len());
    let Some((shortest, others)) = lists.split_first() else { return Vec::new() };
    let is_in_all = |entry: &u32| others.iter().all(|list| has(list, *entry));
    shortest.iter().copied().filter(is_in_all).take(count).collect()
}
