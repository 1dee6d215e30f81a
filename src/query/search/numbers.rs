//! Actors by the number that they are known by: SIRET, SIREN or RNA.

use crate::snapshot::Snapshot;

/// Letters of a SIREN: a shorter number would be a search for numbers, not for an actor.
const SHORTEST: usize = 9;

/// Establishments of one unit that are given at most.
const MOST: usize = 100;

/// The rows of the actors that may be named, by id.
pub struct Numbers(Vec<u32>);

impl Numbers {
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let actors = &snapshot.actors;
        // Nearly every id is told by its first sixteen letters, which are one number.
        let start = |id: &str| {
            let mut letters = [0; 16];
            id.bytes().zip(&mut letters).for_each(|(byte, letter)| *letter = byte);
            u128::from_be_bytes(letters)
        };
        let named = (0..actors.len()).filter(|&row| !actors.is_masked(row));
        let mut rows: Vec<(u128, u32)> = named.map(|row| (start(actors.id(row)), row)).collect();
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| actors.id(a.1).cmp(actors.id(b.1))));
        Self(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// The rows of an id, written with spaces or not; of a SIREN, those of its establishments.
    #[must_use]
    pub fn find(&self, snapshot: &Snapshot, text: &str) -> Vec<u32> {
        let id = |row: u32| snapshot.actors.id(row);
        let number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if number.len() < SHORTEST {
            return Vec::new();
        }
        let is_siren = number.len() == SHORTEST && number.bytes().all(|byte| byte.is_ascii_digit());
        let upper = number.to_ascii_uppercase();
        let starting = |start: &str, whole: bool| -> Vec<u32> {
            let first = self.0.partition_point(|&row| id(row) < start);
            let found = self.0[first..].iter().copied().take_while(|&row| id(row).starts_with(start));
            found.filter(|&row| !whole || id(row).len() == start.len()).take(MOST).collect()
        };
        let found = starting(if is_siren { &number } else { &upper }, !is_siren);
        // Ids of sources that have no number are written as they are.
        if found.is_empty() && upper != number { starting(&number, true) } else { found }
    }
}
