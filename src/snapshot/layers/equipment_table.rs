//! Public services and stations as a table of features.

use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// All equipment.
pub struct EquipmentTable<'a> {
    pub snapshot: &'a Snapshot,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    Column { name: "id", kind: Type::Text, meaning: "kind:id of the source" },
    Column { name: "nature", kind: Type::Text, meaning: "france-services or gare" },
    Column { name: "nom", kind: Type::Text, meaning: "name" },
    Column { name: "forme", kind: Type::Text, meaning: "detail of the kind: Fixe, Bus_équivalent…" },
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

impl Table for EquipmentTable<'_> {
    fn name(&self) -> &'static str {
        "equipements"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.snapshot.equipment.rows().len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.equipment.rows()[row as usize].position.map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let placed = &self.snapshot.equipment.rows()[row as usize];
        let equipment = &placed.thing;
        match COLUMNS[column].name {
            "id" => Value::Text(equipment.key().into()),
            "nature" => Value::text(Some(equipment.kind.word())),
            "nom" => Value::text(Some(&equipment.name)),
            "forme" => Value::text(equipment.form.as_deref()),
            "precision" => Value::text(placed.precision.map(Precision::word)),
            name => self.snapshot.zone_value(placed.commune, name),
        }
    }
}
