//! Brownfields and buildings as a table of features.

use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// All sites.
pub struct SiteTable<'a> {
    pub snapshot: &'a Snapshot,
}

/// The columns, in the order served; the first thirteen follow the CNIG standard.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "id",
        kind: Type::Text,
        meaning: "site_id of the CNIG standard: commune code _ local number",
    },
    Column { name: "nom", kind: Type::Text, meaning: "site_nom" },
    Column { name: "type", kind: Type::Text, meaning: "site_type; null when unknown" },
    Column {
        name: "statut",
        kind: Type::Text,
        meaning: "site_statut: potentielle, sans projet, avec projet, reconvertie",
    },
    Column {
        name: "verifiee",
        kind: Type::Boolean,
        meaning: "false for unchecked entries of old industrial inventories",
    },
    Column {
        name: "surface_m2",
        kind: Type::Integer,
        meaning: "unite_fonciere_surface, m²; null when unknown",
    },
    Column { name: "bati_m2", kind: Type::Integer, meaning: "bati_surface, m²; null when unknown" },
    Column { name: "pollution", kind: Type::Text, meaning: "sol_pollution_existe; null when unknown" },
    Column { name: "zonage", kind: Type::Text, meaning: "urba_zone_type" },
    Column { name: "proprio_type", kind: Type::Text, meaning: "owner classes (catpro3), joined by |" },
    Column { name: "proprio_nom", kind: Type::Text, meaning: "owner's name, legal persons only" },
    Column { name: "mise_a_jour", kind: Type::Text, meaning: "site_actu_date, YYYY-MM-DD" },
    Column {
        name: "precision",
        kind: Type::Text,
        meaning: "exact, street, estimated, commune; null when placed nowhere",
    },
    Column { name: "commune", kind: Type::Text, meaning: "INSEE code of the commune" },
    Column { name: "commune_nom", kind: Type::Text, meaning: "name of the commune" },
    Column { name: "epci", kind: Type::Text, meaning: "code of the EPCI" },
    Column { name: "bassin", kind: Type::Text, meaning: "code of the bassin de vie" },
    Column { name: "departement", kind: Type::Text, meaning: "code of the département" },
    Column { name: "region", kind: Type::Text, meaning: "code of the région" },
];

impl Table for SiteTable<'_> {
    fn name(&self) -> &'static str {
        "foncier"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.snapshot.sites.rows().len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.sites.rows()[row as usize].position.map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let placed = &self.snapshot.sites.rows()[row as usize];
        let site = &placed.thing;
        let square_meters = |surface: Option<u32>| surface.map_or(Value::Null, |s| Value::Integer(s.into()));
        match COLUMNS[column].name {
            "id" => Value::text(Some(&site.id)),
            "nom" => Value::text(site.name.as_deref()),
            "type" => Value::text(site.kind.as_deref()),
            "statut" => Value::text(site.status.as_deref()),
            "verifiee" => Value::Boolean(site.checked),
            "surface_m2" => square_meters(site.surface_m2),
            "bati_m2" => square_meters(site.built_m2),
            "pollution" => Value::text(site.pollution.as_deref()),
            "zonage" => Value::text(site.zoning.as_deref()),
            "proprio_type" => Value::text(site.owner_class.as_deref()),
            "proprio_nom" => Value::text(site.owner.as_deref()),
            "mise_a_jour" => Value::text(site.updated.as_deref()),
            "precision" => Value::text(placed.precision.map(Precision::word)),
            name => self.snapshot.zone_value(placed.commune, name),
        }
    }
}
