//! Actors as a table of features.

use crate::domain::actor::Family;
use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Cells, Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// All actors, under the name of one of their views.
pub struct ActorTable<'a> {
    pub snapshot: &'a Snapshot,
    pub layer: Layer,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "id",
        kind: Type::Text,
        meaning: "SIRET, else RNA number, else source:id; masque:… in partial diffusion",
    },
    Column { name: "nom", kind: Type::Text, meaning: "name; null when unknown or in partial diffusion" },
    Column {
        name: "famille",
        kind: Type::Text,
        meaning: "family of the ESS law; null when unknown or outside",
    },
    Column {
        name: "ess",
        kind: Type::Boolean,
        meaning: "true when a source counts it in the ESS; null when none says so",
    },
    Column { name: "forme_juridique", kind: Type::Text, meaning: "legal category, INSEE, 4 digits" },
    Column { name: "naf", kind: Type::Text, meaning: "activity, NAF rév. 2" },
    Column {
        name: "effectif",
        kind: Type::Text,
        meaning: "SIRENE's band of employees; null is unknown, not zero",
    },
    Column {
        name: "fonctions",
        kind: Type::List,
        meaning: "functions it fulfils, keys of data/functions.toml",
    },
    Column { name: "declarations", kind: Type::List, meaning: "what each source states: claim@source:date" },
    Column { name: "adresse", kind: Type::Text, meaning: "street address" },
    Column { name: "site_web", kind: Type::Text, meaning: "website" },
    Column {
        name: "aire_service",
        kind: Type::Text,
        meaning: "whom it serves: national, radius:lon lat meters, zones:level:code … or surface:lon lat …; null when no source says so",
    },
    Column { name: "details", kind: Type::List, meaning: "figures and words of the sources: key=value" },
    Column {
        name: "precision",
        kind: Type::Text,
        meaning: "exact, street, estimated, commune; null when placed nowhere",
    },
    Column {
        name: "diffusion",
        kind: Type::Text,
        meaning: "partielle when INSEE hides name, address and place",
    },
    Column {
        name: "commune",
        kind: Type::Text,
        meaning: "INSEE code of the commune; null when placed nowhere",
    },
    Column { name: "commune_nom", kind: Type::Text, meaning: "name of the commune" },
    Column { name: "epci", kind: Type::Text, meaning: "code of the EPCI" },
    Column { name: "bassin", kind: Type::Text, meaning: "code of the bassin de vie" },
    Column { name: "departement", kind: Type::Text, meaning: "code of the département" },
    Column { name: "region", kind: Type::Text, meaning: "code of the région" },
];

impl ActorTable<'_> {
    fn functions(&self, row: u32) -> Value<'_> {
        let keys = self.snapshot.actors.functions(row).iter();
        Value::List(keys.map(|id| self.snapshot.functions.get(id).key.as_str()).collect())
    }

    fn legal_form(&self, row: u32) -> Value<'_> {
        let form = self.snapshot.actors.legal_form(row);
        form.map_or(Value::Null, |form| Value::Text(form.to_string().into()))
    }

    fn service_area(&self, row: u32) -> Value<'_> {
        let area = self.snapshot.actors.service_area(row);
        area.map_or(Value::Null, |area| Value::Text(area.to_string().into()))
    }
}

impl Table for ActorTable<'_> {
    fn name(&self) -> &'static str {
        self.layer.name()
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.snapshot.actors.len()
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.actors.position(row).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let actors = &self.snapshot.actors;
        match COLUMNS[column].name {
            "id" => Value::text(Some(actors.id(row))),
            "nom" => Value::text(actors.name(row)),
            "famille" => Value::text(actors.family(row).map(Family::word)),
            "ess" if actors.is_ess(row) => Value::Boolean(true),
            "ess" => Value::Null,
            "forme_juridique" => self.legal_form(row),
            "naf" => Value::text(actors.naf(row)),
            "effectif" => Value::text(actors.employees(row)),
            "fonctions" => self.functions(row),
            "declarations" => {
                Value::List(actors.spelled_statements(row).iter().map(String::as_str).collect())
            }
            "adresse" => Value::text(actors.address(row)),
            "site_web" => Value::text(actors.website(row)),
            "aire_service" => self.service_area(row),
            "details" => Value::List(actors.details(row).collect()),
            "precision" => Value::text(actors.precision(row).map(Precision::word)),
            "diffusion" => Value::text(actors.is_masked(row).then_some("partielle")),
            name => self.snapshot.zone_value(actors.commune(row), name),
        }
    }

    /// The cells in the order of [`COLUMNS`], without asking for each by its name: most of the
    /// time of a page otherwise.
    fn tell(&self, row: u32, cells: &mut dyn Cells) {
        let actors = &self.snapshot.actors;
        cells.maybe(Some(actors.id(row)));
        cells.maybe(actors.name(row));
        cells.maybe(actors.family(row).map(Family::word));
        if actors.is_ess(row) {
            cells.boolean(true)
        } else {
            cells.null()
        }
        cells.value(&self.legal_form(row));
        cells.maybe(actors.naf(row));
        cells.maybe(actors.employees(row));
        let functions = actors.functions(row);
        cells.list(&mut functions.iter().map(|id| self.snapshot.functions.get(id).key.as_str()));
        cells.list(&mut actors.spelled_statements(row).iter().map(String::as_str));
        cells.maybe(actors.address(row));
        cells.maybe(actors.website(row));
        cells.value(&self.service_area(row));
        cells.list(&mut actors.details(row));
        cells.maybe(actors.precision(row).map(Precision::word));
        cells.maybe(actors.is_masked(row).then_some("partielle"));
        self.snapshot.tell_zones(actors.commune(row), cells);
    }
}

impl Snapshot {
    /// [`Self::zone_value`] of all six columns, in their order.
    pub(super) fn tell_zones(&self, commune: Option<u32>, cells: &mut dyn Cells) {
        let Some(commune) = commune else { return (0..6).for_each(|_| cells.null()) };
        let itself = self.territories.get(Level::Commune, commune);
        cells.maybe(Some(&itself.code));
        cells.maybe(Some(&itself.name));
        for level in [Level::Epci, Level::Bassin, Level::Departement, Level::Region] {
            let zone = self.territories.zone(commune, level);
            cells.maybe(zone.map(|row| self.territories.get(level, row).code.as_str()));
        }
    }

    /// A cell of one of the columns that say in which zones a commune lies.
    pub fn zone_value(&self, commune: Option<u32>, column: &str) -> Value<'_> {
        let Some(commune) = commune else { return Value::Null };
        let level = match column {
            "commune" => Level::Commune,
            "commune_nom" => {
                return Value::text(Some(&self.territories.get(Level::Commune, commune).name));
            }
            "epci" => Level::Epci,
            "bassin" => Level::Bassin,
            "departement" => Level::Departement,
            "region" => Level::Region,
            other => unreachable!("column {other} is not declared"),
        };
        let zone = self.territories.zone(commune, level);
        Value::text(zone.map(|row| self.territories.get(level, row).code.as_str()))
    }
}
