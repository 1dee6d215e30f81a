//! How many actors of each kind a commune has, counted once: the sums of any zone follow without
//! a look at its rows. 308 bytes a commune.

use crate::domain::actor::Family;
use crate::domain::function::MOST;
use crate::domain::whereabouts::Precision;
use crate::snapshot::actors::Actors;

/// Counts of one kind; the last is of those that bear none.
type Kinds = std::ops::Range<usize>;

const FUNCTIONS: Kinds = 0..MOST + 1;
const FAMILIES: Kinds = FUNCTIONS.end..FUNCTIONS.end + Family::ALL.len() + 1;
const PRECISIONS: Kinds = FAMILIES.end..FAMILIES.end + Precision::ALL.len() + 1;
const MASKED: usize = PRECISIONS.end;
const WIDTH: usize = MASKED + 1;

/// The counts of all communes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// `WIDTH` a commune.
    counts: Vec<u32>,
}

/// The counts of a commune.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a>(&'a [u32]);

impl Census {
    /// Counts the actors of each commune. O(actors + communes).
    #[must_use]
    pub fn of(actors: &Actors, communes: u32) -> Self {
        let mut counts = vec![0; communes as usize * WIDTH];
        for row in 0..actors.len() {
            let Some(commune) = actors.commune(row) else { continue };
            let counts = &mut counts[commune as usize * WIDTH..][..WIDTH];
            let functions = actors.functions(row);
            functions.iter().for_each(|id| counts[FUNCTIONS.start + usize::from(id.0)] += 1);
            counts[FUNCTIONS.end - 1] += u32::from(functions.is_empty());
            let family = actors.family(row).map(|family| FAMILIES.start + family as usize);
            counts[family.unwrap_or(FAMILIES.end - 1)] += 1;
            let precision = actors.precision(row).map(|precision| PRECISIONS.start + precision as usize);
            counts[precision.unwrap_or(PRECISIONS.end - 1)] += 1;
            counts[MASKED] += u32::from(actors.is_masked(row));
        }
        Self { counts }
    }

    /// The counts of a commune.
    #[must_use]
    pub fn commune(&self, commune: u32) -> Counts<'_> {
        Counts(&self.counts[commune as usize * WIDTH..][..WIDTH])
    }
}

impl<'a> Counts<'a> {
    /// By rank of the function; at the end those of no function. An actor with two is in both.
    #[must_use]
    pub fn functions(self) -> &'a [u32] {
        &self.0[FUNCTIONS]
    }

    /// By rank of the family; at the end those of none.
    #[must_use]
    pub fn families(self) -> &'a [u32] {
        &self.0[FAMILIES]
    }

    /// By rank of the precision; at the end those without.
    #[must_use]
    pub fn precisions(self) -> &'a [u32] {
        &self.0[PRECISIONS]
    }

    /// In partial diffusion.
    #[must_use]
    pub fn masked(self) -> u32 {
        self.0[MASKED]
    }
}
