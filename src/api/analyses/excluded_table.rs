//! Sites that are set aside as a table of features: one row a site, with its reasons.

use crate::analysis::site_exclusions::Exclusion;
use crate::analysis::sites::{Excluded, METHOD};
use crate::analysis::sites_told::excluded;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// Some sites.
pub struct ExcludedTable<'a> {
    pub snapshot: &'a Snapshot,
    pub excluded: &'a [&'a Excluded],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the site, as in the collection foncier"),
    column("raisons", Type::List, "why it is set aside, by the words of `exclude`"),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("statut", Type::Text, "its status in the inventory"),
    column("surface_m2", Type::Integer, "its land, m²; null when unknown"),
    column("why", Type::Text, "why it is set aside, in French"),
    column("why_en", Type::Text, "why it is set aside, in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for ExcludedTable<'_> {
    fn name(&self) -> &'static str {
        "sites-ecartes"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.excluded.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let one = self.excluded[row as usize];
        self.snapshot.sites.rows()[one.row as usize].position.map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let one = self.excluded[row as usize];
        let placed = &self.snapshot.sites.rows()[one.row as usize];
        let site = &placed.thing;
        match COLUMNS[column].name {
            "id" => Value::text(Some(&site.id)),
            "raisons" => Value::List(one.reasons.iter().copied().map(Exclusion::word).collect()),
            "nom" => Value::text(site.name.as_deref()),
            name @ ("commune" | "commune_nom") => self.snapshot.zone_value(placed.commune, name),
            "statut" => Value::text(site.status.as_deref()),
            "surface_m2" => site.surface_m2.map_or(Value::Null, |surface| Value::Integer(surface.into())),
            "why" => Value::Text(excluded(&one.reasons)[0].clone().into()),
            "why_en" => Value::Text(excluded(&one.reasons)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
