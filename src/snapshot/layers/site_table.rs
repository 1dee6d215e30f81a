//! Brownfields, polluted sites and public parcels as a table of features.

use crate::domain::land::position_quality;
use crate::domain::owner::OwnerLevel;
use crate::domain::parcel::ParcelId;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// All sites.
pub struct SiteTable<'a> {
    pub snapshot: &'a Snapshot,
}

/// The columns, in the order served; words are those of the CNIG standard where it has them.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "id",
        kind: Type::Text,
        meaning: "`site_id` of the CNIG standard (commune code _ local number), `ademe_` and a number, or the id of a parcel",
    },
    Column { name: "nom", kind: Type::Text, meaning: "site_nom" },
    Column {
        name: "nature",
        kind: Type::Text,
        meaning: "friche (an inventory has it), site-pollue (the ADEME has worked there), parcelle-publique (a public body owns it; whether it is free is to be asked)",
    },
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
        name: "occupation",
        kind: Type::Text,
        meaning: "site_occupation, or who uses it in the source's words; null when unknown",
    },
    Column {
        name: "surface_m2",
        kind: Type::Integer,
        meaning: "unite_fonciere_surface, else the sum of its parcels', m²; null when unknown",
    },
    Column { name: "bati_m2", kind: Type::Integer, meaning: "bati_surface, m²; null when unknown" },
    Column {
        name: "batiments",
        kind: Type::Integer,
        meaning: "bati_nombre: how many buildings the tax office knows there; 0 is none, null is unknown",
    },
    Column {
        name: "locaux",
        kind: Type::Integer,
        meaning: "how many premises of legal persons stand on its parcels; null when none is told",
    },
    Column { name: "pollution", kind: Type::Text, meaning: "sol_pollution_existe; null when unknown" },
    Column {
        name: "intervention",
        kind: Type::Text,
        meaning: "what the ADEME did there in place of an owner who defaulted, and whether that is over; says nothing of the soil today",
    },
    Column {
        name: "inondation",
        kind: Type::Text,
        meaning: "zone of the flood plan: rouge, bleue, hors zone; null when unknown",
    },
    Column {
        name: "protection",
        kind: Type::Text,
        meaning: "protection of nature or of monuments, or aucune; null when unknown",
    },
    Column { name: "pente_pct", kind: Type::Number, meaning: "mean slope, percent; null when unknown" },
    Column {
        name: "acces_route",
        kind: Type::Boolean,
        meaning: "whether a road leads there; null when unknown",
    },
    Column { name: "zonage", kind: Type::Text, meaning: "urba_zone_type" },
    Column { name: "proprio_type", kind: Type::Text, meaning: "owner classes (catpro3), joined by |" },
    Column {
        name: "proprietaires",
        kind: Type::List,
        meaning: "classes of the owners in words; null when unknown",
    },
    Column {
        name: "niveau_public",
        kind: Type::List,
        meaning: "levels of the owners: etat, region, departement, epci, commune, etablissement-public, bailleur-social, sem, prive; null when unknown",
    },
    Column {
        name: "proprio_nom",
        kind: Type::Text,
        meaning: "owner's name, legal persons only; of a parcel, public bodies only",
    },
    Column {
        name: "droits",
        kind: Type::List,
        meaning: "what others than its owners hold on it, such as bail emphytéotique",
    },
    Column {
        name: "parcelles",
        kind: Type::List,
        meaning: "cadastral parcels it is made of, fourteen characters each",
    },
    Column {
        name: "sources",
        kind: Type::List,
        meaning: "which sources tell it, each as `source:id in that source`; the first one rules",
    },
    Column { name: "mise_a_jour", kind: Type::Text, meaning: "site_actu_date, YYYY-MM-DD" },
    Column {
        name: "precision",
        kind: Type::Text,
        meaning: "exact, street, estimated, commune; null when placed nowhere",
    },
    Column {
        name: "position",
        kind: Type::Text,
        meaning: "how well its place is known: parcelle, adresse (or an old record), commune; null when placed nowhere",
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
        let whole = |number: Option<u32>| number.map_or(Value::Null, |n| Value::Integer(n.into()));
        match COLUMNS[column].name {
            "id" => Value::text(Some(&site.id)),
            "nom" => Value::text(site.name.as_deref()),
            "nature" => Value::text(Some(site.nature.word())),
            "type" => Value::text(site.kind.as_deref()),
            "statut" => Value::text(site.status.as_deref()),
            "verifiee" => Value::Boolean(site.checked),
            "occupation" => Value::text(site.occupation.as_deref()),
            "surface_m2" => whole(site.surface_m2),
            "bati_m2" => whole(site.built_m2),
            "batiments" => whole(site.buildings),
            "locaux" => whole(site.premises),
            "pollution" => Value::text(site.pollution.as_deref()),
            "intervention" => Value::text(site.intervention.as_deref()),
            "inondation" => Value::text(site.limits.flood.as_deref()),
            "protection" => Value::text(site.limits.protection.as_deref()),
            "pente_pct" => site.limits.slope.map_or(Value::Null, Value::Number),
            "acces_route" => site.limits.road.map_or(Value::Null, Value::Boolean),
            "zonage" => Value::text(site.zoning.as_deref()),
            "proprio_type" => Value::text(site.owner_class.as_deref()),
            "proprietaires" => texts(&site.owner_words),
            "niveau_public" => listed(site.owners.levels().map(OwnerLevel::word)),
            "proprio_nom" => Value::text(site.owner.as_deref()),
            "droits" => texts(&site.rights),
            "parcelles" => listed(site.parcels.iter().map(ParcelId::as_str)),
            "sources" => texts(&site.told),
            "mise_a_jour" => Value::text(site.updated.as_deref()),
            "precision" => Value::text(placed.precision.map(Precision::word)),
            "position" => Value::text(placed.precision.map(position_quality)),
            name => self.snapshot.zone_value(placed.commune, name),
        }
    }
}

fn texts(items: &[String]) -> Value<'_> {
    listed(items.iter().map(String::as_str))
}

/// A list; nothing known is `Null`, for no list here is known to be empty.
fn listed<'a>(items: impl Iterator<Item = &'a str>) -> Value<'a> {
    let items: Vec<&str> = items.collect();
    if items.is_empty() { Value::Null } else { Value::List(items) }
}
