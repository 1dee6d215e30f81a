//! The places of a best set as a table: those that it adds first, then those that exist.

use crate::analysis::drawn::Drawn;
use crate::analysis::site_sets::{METHOD, SiteSets, Step};
use crate::analysis::site_sets_candidates::Existing;
use crate::analysis::site_sets_told::{at_most_better, told};
use crate::analysis::siting::compare::Part;
use crate::analysis::told::reliability;
use crate::api::analyses::site_sets::Land;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some places of a set.
pub struct PlacesTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a SiteSets,
    pub step: &'a Step,
    /// The land that was asked of.
    pub land: Option<&'a Land>,
    pub rows: Vec<Place>,
    pub drawn: Drawn,
}

/// A place of a set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub part: Part,
    /// What is there already; `None` for one that the set adds.
    pub existing: Option<Existing>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "role and commune"),
    column("role", Type::Text, "propose: added by the set; existant: open already, and kept open"),
    column("code", Type::Text, "code of the commune"),
    column("nom", Type::Text, "name of the commune"),
    column(
        "dans_la_zone",
        Type::Boolean,
        "whether the commune is in the zone; what exists around serves it too",
    ),
    column("existants", Type::Integer, "how many are known in the commune; 0 where one would be added"),
    column(
        "cout",
        Type::Number,
        "what one there costs of the budget, by the class of its commune; null where nobody counts costs or it exists",
    ),
    column(
        "terrains",
        Type::Integer,
        "sites of the commune that could host one, as /analyses/sites keeps them; null unless candidates=foncier",
    ),
    column("meilleur_terrain", Type::Text, "id in the collection `foncier` of the best of them by its score"),
    column("fonction", Type::Text, "key of the function"),
    column("libelle", Type::Text, "the function in French"),
    column("minutes", Type::Number, "within reach is at most so far"),
    column("habitants_a_portee", Type::Integer, "inhabitants of the zone within reach of it"),
    column(
        "habitants_seul",
        Type::Integer,
        "of these, within reach of no other place of the set: what would be lost without it",
    ),
    column(
        "habitants_plus_proche",
        Type::Integer,
        "inhabitants of the zone to whom it is the nearest of the set",
    ),
    column("prouve", Type::Boolean, "whether it is proven that as many cannot do better"),
    column(
        "mieux_possible",
        Type::Number,
        "how much better another set could be at most, as a share; 0 where proven",
    ),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column("reliability", Type::Text, "as in /analyses/gaps"),
    column("sources", Type::List, "sources that were read and can tell what exists"),
    column("why", Type::Text, "what the whole set would change, in a French sentence"),
    column("why_en", Type::Text, "the same in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl PlacesTable<'_> {
    /// All places of a set that serve somebody or are in the zone: those that it adds, who would be
    /// missed most first, then those that exist, by code.
    #[must_use]
    pub fn rows(snapshot: &Snapshot, found: &SiteSets, step: &Step) -> Vec<Place> {
        let existing = |candidate: u32| found.existing.iter().find(|one| one.candidate == candidate).copied();
        let place = |part: Part| Place { part, existing: existing(part.candidate) };
        let is_of_use = |place: &Place| {
            let is_around = place.existing.is_some_and(|existing| !existing.is_in_zone);
            !is_around || 0.0 < place.part.within
        };
        let mut rows: Vec<Place> = found.parts(step).into_iter().map(place).filter(is_of_use).collect();
        let code = |place: &Place| {
            &snapshot.territories.get(Level::Commune, found.candidates[place.part.candidate as usize]).code
        };
        let missed = |place: &Place| if place.existing.is_none() { place.part.only } else { 0.0 };
        rows.sort_by(|a, b| {
            let role = a.existing.is_some().cmp(&b.existing.is_some());
            role.then(missed(b).total_cmp(&missed(a))).then_with(|| code(a).cmp(code(b)))
        });
        rows
    }

    /// The sites of a place's commune, where land was asked of.
    fn sites_of(&self, place: &Place) -> Option<&[u32]> {
        let commune = self.found.candidates[place.part.candidate as usize];
        self.land.map(|land| land.get(&commune).map_or(&[][..], Vec::as_slice))
    }

    fn commune(&self, place: &Place) -> &Territory {
        let row = self.found.candidates[place.part.candidate as usize];
        self.snapshot.territories.get(Level::Commune, row)
    }
}

impl Table for PlacesTable<'_> {
    fn name(&self) -> &'static str {
        "lieux"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.drawn.of(self.commune(&self.rows[row as usize]))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let place = &self.rows[row as usize];
        let (found, commune) = (self.found, self.commune(place));
        let people = |people: f64| Value::Integer(people.round() as i64);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let role = if place.existing.is_some() { "existant" } else { "propose" };
        match COLUMNS[column].name {
            "id" => Value::Text(format!("{role}:{}", commune.code).into()),
            "role" => Value::text(Some(role)),
            "code" => Value::text(Some(&commune.code)),
            "nom" => Value::text(Some(&commune.name)),
            "dans_la_zone" => Value::Boolean(place.existing.is_none_or(|existing| existing.is_in_zone)),
            "existants" => Value::Integer(place.existing.map_or(0, |existing| existing.count.into())),
            "cout" if place.existing.is_some() => Value::Null,
            "cout" => number(found.costs.get(place.part.candidate as usize).copied().flatten()),
            "terrains" => {
                self.sites_of(place).map_or(Value::Null, |sites| Value::Integer(sites.len() as i64))
            }
            "meilleur_terrain" => {
                let first = self.sites_of(place).and_then(|sites| sites.first());
                Value::text(first.map(|&row| self.snapshot.sites.rows()[row as usize].thing.id.as_str()))
            }
            "fonction" => Value::text(Some(found.subject.key(self.snapshot))),
            "libelle" => Value::text(Some(found.subject.labels(self.snapshot)[0])),
            "minutes" => Value::Number(found.minutes),
            "habitants_a_portee" => people(place.part.within),
            "habitants_seul" => people(place.part.only),
            "habitants_plus_proche" => people(place.part.nearest),
            "prouve" => Value::Boolean(self.step.is_proven),
            "mieux_possible" => number(at_most_better(self.step)),
            "trajets_estimes" => number(found.share_estimated),
            "reliability" => Value::text(Some(reliability(found.observed.reliability()))),
            "sources" => Value::List(found.observed.sources.clone()),
            "why" => Value::Text(told(self.snapshot, found, self.step)[0].clone().into()),
            "why_en" => Value::Text(told(self.snapshot, found, self.step)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}
