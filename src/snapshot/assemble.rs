//! From what was gathered to the sorted rows of a snapshot.

use crate::domain::function::Functions;
use crate::domain::level::Level;
use crate::domain::offer::Offer;
use crate::snapshot::actors::{Actor, Actors, morton_of};
use crate::snapshot::crowd::{Crowd, Member};
use crate::snapshot::gazetteer::Place;
use crate::snapshot::offers::{HeldOffer, Offers};
use crate::snapshot::places::Placed;
use crate::snapshot::territories::Territories;

/// The columns of the actors: sorted along the Z curve, masked ones under an opaque id. With the row
/// of each of them, in the order of the crowd.
pub fn actors(crowd: Crowd, functions: &Functions, territories: &Territories) -> (Actors, Vec<u32>) {
    let mut members = crowd.into_members(functions);
    let mut masked: Vec<(Option<u32>, String, usize)> = members
        .iter()
        .enumerate()
        .filter(|(_, member)| member.masked)
        .map(|(at, member)| (member.place.map(|place| place.commune), id_of(member), at))
        .collect();
    masked.sort();
    let mut opaque: Vec<Option<String>> = vec![None; members.len()];
    let mut rank = 0;
    let mut previous = None;
    for (commune, _, at) in masked {
        rank = if previous == Some(commune) { rank + 1 } else { 1 };
        previous = Some(commune);
        let code = commune.map_or("", |row| territories.get(Level::Commune, row).code.as_str());
        opaque[at] = Some(format!("masque:{code}-{rank}"));
    }
    let mut order: Vec<(u64, String, usize)> = members
        .iter()
        .zip(opaque)
        .enumerate()
        .map(|(at, (member, opaque))| {
            let id = opaque.unwrap_or_else(|| id_of(member));
            (morton_of(member.place.map(|place| place.position)), id, at)
        })
        .collect();
    order.sort();
    let mut actors = Actors::default();
    let mut rows = vec![0; members.len()];
    for (_, id, at) in order {
        rows[at] = actors.len();
        actors.push(&actor(id, &mut members[at]));
    }
    actors.shrink();
    (actors, rows)
}

fn id_of(member: &Member) -> String {
    match (member.siret, member.rna) {
        (Some(siret), _) => siret.to_string(),
        (None, Some(rna)) => rna.to_string(),
        (None, None) => member.first_id.clone(),
    }
}

/// Moves a member's words out: millions of them would not fit twice.
fn actor(id: String, member: &mut Member) -> Actor {
    let place: Option<Place> = member.place;
    Actor {
        id,
        name: member.name.take(),
        address: member.address.take(),
        website: member.website.take(),
        family: member.family,
        legal_form: member.legal_form,
        naf: member.naf.take(),
        employees: member.employees.take(),
        functions: member.functions,
        statements: std::mem::take(&mut member.statements),
        details: std::mem::take(&mut member.details),
        service_area: member.service_area.take(),
        commune: place.map(|place| place.commune),
        position: place.map(|place| place.position),
        precision: place.map(|place| place.precision),
        masked: member.masked,
    }
}

/// Offers and needs with the rows of their actors, once `rows` gives the row of each rank of the crowd. Those of
/// an actor that turned out to be hidden are left out.
pub fn offers(told: Vec<(u32, Offer)>, rows: &[u32], actors: &Actors) -> Offers {
    let held = |(rank, offer): (u32, Offer)| {
        let Offer { id, side, kind, words, product, quantity, unit, period, minutes, source, .. } = offer;
        let (id, source) = (format!("{source}:{id}"), source.to_owned());
        let row = rows[rank as usize];
        HeldOffer { row, id, side, kind, words, product, quantity, unit, period, minutes, source }
    };
    Offers::new(told.into_iter().map(held).filter(|held| !actors.is_masked(held.row)).collect())
}

/// A thing with its place.
pub fn placed<T>((thing, place): (T, Option<Place>)) -> Placed<T> {
    Placed {
        thing,
        commune: place.map(|place| place.commune),
        position: place.map(|place| place.position),
        precision: place.map(|place| place.precision),
    }
}
