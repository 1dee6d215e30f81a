//! Finds territories and actors by name or code, as people type them.

use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::names::folded;

/// How many results are given at most: a list for a person, not an extract.
pub const CEILING: usize = 20;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Territory { level: Level, row: u32 },
    Actor { row: u32 },
}

/// The names of a snapshot, folded once.
pub struct NameIndex {
    /// One line a name, in the order of the rows; `starts` tells rows from offsets.
    territories: Vec<(Level, u32, String)>,
    actors: String,
    /// Offset of each actor's line.
    starts: Vec<u32>,
}

/// How well a name answers; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Start,
    WordStart,
    Inside,
    OneMistake,
}

impl NameIndex {
    /// Folds every name.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let territories = Level::ALL
            .into_iter()
            .flat_map(|level| (0..).zip(snapshot.territories.of(level)).map(move |(row, t)| (level, row, t)))
            .map(|(level, row, territory)| (level, row, folded(&territory.name)))
            .collect();
        let mut actors = String::new();
        let mut starts = Vec::new();
        for row in 0..snapshot.actors.len() {
            starts.push(u32::try_from(actors.len()).expect("under 4 GiB of names"));
            actors.push_str(&snapshot.actors.name(row).map(folded).unwrap_or_default());
            actors.push('\n');
        }
        Self { territories, actors, starts }
    }

    /// Territories first, best fit first, larger first; then actors, best fit first.
    /// One mistyped letter is forgiven in territories' names when nothing else answers.
    #[must_use]
    pub fn find(&self, snapshot: &Snapshot, words: &str) -> Vec<Found> {
        let wanted = folded(words);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found = self.territories(snapshot, words.trim(), &wanted);
        let room = CEILING - found.len();
        found.extend(self.actors(&wanted, room));
        found
    }

    fn territories(&self, snapshot: &Snapshot, code: &str, wanted: &str) -> Vec<Found> {
        let fits = |tolerant: bool| {
            self.territories.iter().filter_map(move |(level, row, name)| {
                let by_code = snapshot.territories.get(*level, *row).code.eq_ignore_ascii_case(code);
                let fit = if by_code { Some(Fit::Exact) } else { fit(name, wanted) };
                let fit = fit
                    .or_else(|| (tolerant && is_one_mistake_away(name, wanted)).then_some(Fit::OneMistake));
                Some((fit?, *level, *row))
            })
        };
        let mut answers: Vec<(Fit, Level, u32)> = fits(false).collect();
        if answers.is_empty() && 4 <= wanted.len() {
            answers = fits(true).collect();
        }
        let population = |level, row| snapshot.territories.get(level, row).population;
        answers.sort_by_key(|&(fit, level, row)| {
            // Bassins first: they are what the atlas is about.
            (fit, level != Level::Bassin, std::cmp::Reverse(population(level, row)), level, row)
        });
        answers.truncate(CEILING);
        answers.into_iter().map(|(_, level, row)| Found::Territory { level, row }).collect()
    }

    fn actors(&self, wanted: &str, room: usize) -> Vec<Found> {
        let mut answers: Vec<(Fit, u32)> = Vec::new();
        for (at, _) in self.actors.match_indices(wanted) {
            let row = self.starts.partition_point(|&start| start as usize <= at) - 1;
            if answers.last().is_some_and(|&(_, last)| last == row as u32) {
                continue;
            }
            let line = self.actors[self.starts[row] as usize..].split('\n').next().unwrap_or_default();
            if let Some(fit) = fit(line, wanted) {
                answers.push((fit, row as u32));
            }
        }
        answers.sort_unstable();
        answers.truncate(room);
        answers.into_iter().map(|(_, row)| Found::Actor { row }).collect()
    }
}

fn fit(name: &str, wanted: &str) -> Option<Fit> {
    let at = name.find(wanted)?;
    Some(match at {
        0 if name.len() == wanted.len() => Fit::Exact,
        0 => Fit::Start,
        _ if name.match_indices(wanted).any(|(at, _)| at == 0 || name.as_bytes()[at - 1] == b' ') => {
            Fit::WordStart
        }
        _ => Fit::Inside,
    })
}

/// Whether one letter added, dropped, changed or swapped with the next tells them apart.
fn is_one_mistake_away(name: &str, wanted: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), wanted.chars().collect());
    if 1 < a.len().abs_diff(b.len()) {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let rest = |list: &[char], skip: usize| list.get(skip..).map(<[char]>::to_vec).unwrap_or_default();
    let changed = rest(a, 1) == rest(b, 1);
    let added = rest(a, 1) == b || a == rest(b, 1);
    let swapped = 2 <= a.len() && 2 <= b.len() && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    changed || added || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mistake_is_forgiven_and_two_are_not() {
        for close in ["chateaubriant", "chateaubrant", "chateaubriantt", "cahteaubriant", "chateaubriend"] {
            let expected = close != "chateaubriend";
            assert_eq!(is_one_mistake_away("chateaubriant", close), expected, "{close}");
        }
    }

    #[test]
    fn the_start_of_a_word_beats_its_inside() {
        assert_eq!(fit("saint nazaire", "nazaire"), Some(Fit::WordStart));
        assert_eq!(fit("saint nazaire", "azai"), Some(Fit::Inside));
        assert_eq!(fit("nazaire nazaire", "nazaire"), Some(Fit::Start));
        assert!(Fit::Exact < Fit::Start);
    }
}
