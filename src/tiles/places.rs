//! Sites and equipment as layers of points.

use crate::domain::land::{Equipment, EquipmentKind, Site};
use crate::domain::whereabouts::Precision;
use crate::snapshot::places::Places;
use crate::tiles::aggregate::{PointLayer, Tally};
use crate::tiles::encode::{Properties, Value};

/// What symbols of several things are counted by, and what a symbol of one tells.
pub trait Shown: Sync {
    /// The parts of a count, as attributes.
    const PARTS: &'static [&'static str];
    /// The rank of the part it belongs to.
    fn part(&self) -> Option<usize>;
    /// Tells what it is.
    fn describe<'a>(&'a self, properties: &mut Properties<'a>);
}

/// Things of one kind as points.
pub struct PlacePoints<'a, T> {
    places: &'a Places<T>,
    parts: Vec<String>,
}

impl<'a, T: Shown> PlacePoints<'a, T> {
    /// All of them.
    #[must_use]
    pub fn new(places: &'a Places<T>) -> Self {
        Self { places, parts: T::PARTS.iter().map(ToString::to_string).collect() }
    }
}

impl<T: Shown> PointLayer for PlacePoints<'_, T> {
    fn mortons(&self) -> &[u64] {
        self.places.mortons()
    }

    fn has_own_place(&self, row: u32) -> bool {
        self.places.rows()[row as usize].precision.is_some_and(|p| p != Precision::Commune)
    }

    fn commune(&self, row: u32) -> Option<u32> {
        self.places.rows()[row as usize].commune
    }

    fn parts(&self) -> &[String] {
        &self.parts
    }

    fn tally(&self, row: u32, tally: &mut Tally) {
        if let Some(part) = self.places.rows()[row as usize].thing.part() {
            tally.part(part);
        }
    }

    fn describe<'a>(&'a self, row: u32, properties: &mut Properties<'a>) {
        self.places.rows()[row as usize].thing.describe(properties);
    }
}

impl Shown for Site {
    const PARTS: &'static [&'static str] = &["s_verifiee", "s_non-verifiee"];

    fn part(&self) -> Option<usize> {
        Some(usize::from(!self.checked))
    }

    fn describe<'a>(&'a self, properties: &mut Properties<'a>) {
        properties.push(("id", Value::Text(&self.id)));
        let words = [("nom", &self.name), ("type", &self.kind), ("statut", &self.status)];
        properties.extend(words.into_iter().filter_map(|(k, v)| Some((k, Value::Text(v.as_deref()?)))));
    }
}

impl Shown for Equipment {
    const PARTS: &'static [&'static str] = &["n_france-services", "n_gare"];

    fn part(&self) -> Option<usize> {
        EquipmentKind::ALL.iter().position(|kind| *kind == self.kind)
    }

    fn describe<'a>(&'a self, properties: &mut Properties<'a>) {
        properties.push(("id", Value::Text(&self.id)));
        properties.push(("nom", Value::Text(&self.name)));
        properties.push(("nature", Value::Text(self.kind.word())));
    }
}
