//! Actors as a layer of points: counted by family and by main function.

use crate::domain::actor::Family;
use crate::domain::function::Functions;
use crate::snapshot::actors::Actors;
use crate::tiles::aggregate::{PointLayer, Tally};
use crate::tiles::encode::{Properties, Value};

/// The actors of a snapshot, or any view of them: a view is a condition on rows.
#[derive(Debug)]
pub struct ActorPoints<'a> {
    actors: &'a Actors,
    /// `f_` and the family, `m_` and the main function.
    parts: Vec<String>,
}

/// Before a family in the name of a part.
const FAMILY: &str = "f_";

/// Before a function in the name of a part.
pub const MAIN_FUNCTION: &str = "m_";

impl<'a> ActorPoints<'a> {
    /// The actors, whose functions are ranks in this catalogue.
    #[must_use]
    pub fn new(actors: &'a Actors, functions: &Functions) -> Self {
        Self::with_keys(actors, functions.list().iter().map(|function| function.key.as_str()))
    }

    /// [`Self::new`] with the keys of the functions alone.
    pub(crate) fn with_keys<'k>(actors: &'a Actors, keys: impl Iterator<Item = &'k str>) -> Self {
        let families = Family::ALL.iter().map(|family| format!("{FAMILY}{}", family.word()));
        let parts = families.chain(keys.map(|key| format!("{MAIN_FUNCTION}{key}"))).collect();
        Self { actors, parts }
    }

    /// The rank among the parts of an actor's main function, if the catalogue has it.
    fn main_function(&self, row: u32) -> Option<usize> {
        let rank = Family::ALL.len() + usize::from(self.actors.main_function(row)?.0);
        (rank < self.parts.len()).then_some(rank)
    }
}

impl PointLayer for ActorPoints<'_> {
    fn mortons(&self) -> &[u64] {
        self.actors.mortons()
    }

    fn has_own_place(&self, row: u32) -> bool {
        self.actors.has_own_place(row)
    }

    fn commune(&self, row: u32) -> Option<u32> {
        self.actors.commune(row)
    }

    fn parts(&self) -> &[String] {
        &self.parts
    }

    fn tally(&self, row: u32, tally: &mut Tally) {
        if let Some(family) = self.actors.family(row) {
            tally.part(family as usize);
        }
        if let Some(rank) = self.main_function(row) {
            tally.part(rank);
        }
    }

    fn describe<'a>(&'a self, row: u32, properties: &mut Properties<'a>) {
        properties.push(("id", Value::Text(self.actors.id(row))));
        if let Some(name) = self.actors.name(row) {
            properties.push(("nom", Value::Text(name)));
        }
        if let Some(family) = self.actors.family(row) {
            properties.push(("famille", Value::Text(family.word())));
        }
        if let Some(rank) = self.main_function(row) {
            properties.push(("fonction", Value::Text(&self.parts[rank][MAIN_FUNCTION.len()..])));
        }
    }
}
