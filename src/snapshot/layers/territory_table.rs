//! Territories as a table of features.

use crate::domain::level::Level;
use crate::domain::territory::Density;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// The territories of one level.
pub struct TerritoryTable<'a> {
    pub snapshot: &'a Snapshot,
    pub level: Level,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    Column { name: "code", kind: Type::Text, meaning: "official code, unique within the level" },
    Column { name: "nom", kind: Type::Text, meaning: "official name" },
    Column { name: "population", kind: Type::Integer, meaning: "municipal population, inhabitants" },
    Column {
        name: "surface_km2",
        kind: Type::Number,
        meaning: "surface on the ellipsoid, km²; null without outline",
    },
    Column { name: "communes", kind: Type::Integer, meaning: "number of communes" },
    Column { name: "densite", kind: Type::Text, meaning: "class of INSEE's density grid, communes only" },
    Column {
        name: "aav",
        kind: Type::Text,
        meaning: "code of the attraction area of a town (AAV 2020), 000 outside of any; communes only",
    },
    Column { name: "epci", kind: Type::Text, meaning: "code of the EPCI that contains it wholly" },
    Column { name: "bassin", kind: Type::Text, meaning: "code of the bassin de vie that contains it wholly" },
    Column {
        name: "departement",
        kind: Type::Text,
        meaning: "code of the département that contains it wholly",
    },
    Column { name: "region", kind: Type::Text, meaning: "code of the région that contains it wholly" },
    Column { name: "contour", kind: Type::Text, meaning: "official, estimated or missing outline" },
    Column {
        name: "point_lon",
        kind: Type::Number,
        meaning: "longitude of the representative point, degrees",
    },
    Column {
        name: "point_lat",
        kind: Type::Number,
        meaning: "latitude of the representative point, degrees",
    },
    Column {
        name: "voisins",
        kind: Type::List,
        meaning: "codes of the territories of the level that share a border",
    },
];

impl TerritoryTable<'_> {
    fn territory(&self, row: u32) -> &Territory {
        self.snapshot.territories.get(self.level, row)
    }

    fn parent(&self, territory: &Territory, level: Level) -> Value<'_> {
        let row = territory.parents[level as usize];
        Value::text(row.map(|row| self.snapshot.territories.get(level, row).code.as_str()))
    }
}

impl Table for TerritoryTable<'_> {
    fn name(&self) -> &'static str {
        self.level.layer()
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Area
    }

    fn len(&self) -> u32 {
        self.snapshot.territories.of(self.level).len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let area = &self.territory(row).area;
        (!area.0.is_empty()).then_some(Shape::Area(area))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let territory = self.territory(row);
        match COLUMNS[column].name {
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "population" => Value::Integer(territory.population as i64),
            "surface_km2" => territory.surface_km2.map_or(Value::Null, Value::Number),
            "communes" => Value::Integer(territory.communes.into()),
            "densite" => Value::text(territory.density.map(Density::label)),
            "aav" => Value::text(territory.attraction.as_deref()),
            "epci" => self.parent(territory, Level::Epci),
            "bassin" => self.parent(territory, Level::Bassin),
            "departement" => self.parent(territory, Level::Departement),
            "region" => self.parent(territory, Level::Region),
            "contour" => Value::text(Some(territory.origin.word())),
            "point_lon" => Value::Number(territory.point.lon()),
            "point_lat" => Value::Number(territory.point.lat()),
            "voisins" => Value::List(
                territory
                    .neighbours
                    .iter()
                    .map(|&row| self.snapshot.territories.get(self.level, row).code.as_str())
                    .collect(),
            ),
            other => unreachable!("column {other} is not declared"),
        }
    }
}
