//! Actors as points: counted by family and by main function, told by name.

use crate::domain::actor::Family;
use crate::domain::function::Functions;
use crate::snapshot::Snapshot;
use crate::snapshot::actors::Actors;
use crate::tiles::encode::{Properties, Value};
use crate::tiles::parts::Kind;

/// Before a family in the name of a part.
const FAMILY: &str = "f_";

/// Before a function in the name of a part.
pub const MAIN_FUNCTION: &str = "m_";

/// The families, then the functions of the catalogue.
#[must_use]
pub fn parts(functions: &Functions) -> Vec<String> {
    let families = Family::ALL.iter().map(|family| format!("{FAMILY}{}", family.word()));
    families.chain(functions.list().iter().map(|f| format!("{MAIN_FUNCTION}{}", f.key))).collect()
}

/// Family and main function, among `parts` of them; a function that the catalogue does not
/// have is none.
#[must_use]
pub fn kind(actors: &Actors, row: u32, parts: usize) -> Kind {
    let family = actors.family(row).map(|family| family as usize);
    let function = actors.functions(row).first().map(|id| Family::ALL.len() + usize::from(id.0));
    Kind::new([family, function.filter(|&rank| rank < parts)], actors.has_own_place(row))
}

/// Tells who an actor is. Asked only of those that have their own place.
pub fn describe<'a>(snapshot: &'a Snapshot, row: u32, properties: &mut Properties<'a>) {
    let actors = &snapshot.actors;
    properties.push(("id", Value::Id(actors.id(row))));
    if let Some(name) = actors.name(row) {
        properties.push(("nom", Value::Text(name)));
    }
    if let Some(family) = actors.family(row) {
        properties.push(("famille", Value::Word(family.word())));
    }
    let function = actors.functions(row).first();
    if let Some(function) = function.and_then(|id| snapshot.functions.list().get(usize::from(id.0))) {
        properties.push(("fonction", Value::Text(&function.key)));
    }
}
