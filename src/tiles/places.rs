//! Sites and equipment as points: what they are counted by, and what one of them tells.

use crate::domain::land::{Equipment, EquipmentKind, Nature, Site};
use crate::domain::whereabouts::Precision;
use crate::snapshot::places::Placed;
use crate::tiles::encode::{Properties, Value};
use crate::tiles::members::AmountNames;
use crate::tiles::parts::Kind;

/// The sum of the sites' surfaces in square meters, and how many sites state theirs.
pub const SURFACE: AmountNames = ["surface_m2", "surfaces"];

/// Checked entries of inventories, unchecked ones, then parcels that are there for their owner alone.
#[must_use]
pub fn site_parts() -> Vec<String> {
    ["s_verifiee", "s_non-verifiee", "s_parcelle-publique"].map(str::to_owned).to_vec()
}

/// The kinds of equipment.
#[must_use]
pub fn equipment_parts() -> Vec<String> {
    EquipmentKind::ALL.iter().map(|kind| format!("n_{}", kind.word())).collect()
}

/// What a site is counted by.
#[must_use]
pub fn site_kind(site: &Placed<Site>) -> Kind {
    let part = match site.thing.nature {
        Nature::PublicParcel => 2,
        Nature::Brownfield | Nature::PollutedSite => usize::from(!site.thing.checked),
    };
    Kind::new([Some(part), None], has_own_place(site))
}

/// What an equipment is counted by.
#[must_use]
pub fn equipment_kind(equipment: &Placed<Equipment>) -> Kind {
    let part = EquipmentKind::ALL.iter().position(|kind| *kind == equipment.thing.kind);
    Kind::new([part, None], has_own_place(equipment))
}

/// The surface that a site states.
#[must_use]
pub fn surface(site: &Placed<Site>) -> Option<u32> {
    site.thing.surface_m2
}

fn has_own_place<T>(placed: &Placed<T>) -> bool {
    placed.precision.is_some_and(|precision| precision != Precision::Commune)
}

/// Tells what a site is. Asked only of those that have their own place.
pub fn describe_site<'a>(site: &'a Placed<Site>, properties: &mut Properties<'a>) {
    let Site { id, nature, name, kind, status, .. } = &site.thing;
    properties.push(("id", Value::Id(id)));
    properties.push(("nature", Value::Word(nature.word())));
    let words = [("nom", name), ("type", kind), ("statut", status)];
    properties.extend(words.into_iter().filter_map(|(k, v)| Some((k, Value::Text(v.as_deref()?)))));
}

/// Tells what an equipment is. Asked only of those that have their own place.
pub fn describe_equipment<'a>(equipment: &'a Placed<Equipment>, properties: &mut Properties<'a>) {
    let Equipment { id, name, kind, .. } = &equipment.thing;
    properties.push(("id", Value::Id(id)));
    properties.push(("nom", Value::Text(name)));
    properties.push(("nature", Value::Word(kind.word())));
}
