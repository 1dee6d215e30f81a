//! What the figures of one site are made of, as tables: communes around it, actors that could share the place,
//! everyday functions.

use crate::analysis::site_neighbours::{CommuneNear, EverydayNear};
use crate::analysis::sites::METHOD;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// Some communes.
pub struct CommunesTable<'a> {
    pub snapshot: &'a Snapshot,
    pub near: &'a [CommuneNear],
}

/// The columns of communes, in the order served.
pub const OF_COMMUNES: &[Column] = &[
    column("id", Type::Text, "code of the commune"),
    column("nom", Type::Text, "its name"),
    column("minutes", Type::Number, "from it to the site's commune"),
    column("habitants", Type::Integer, "its people"),
    column("desservie", Type::Boolean, "whether such a place is near its people already"),
    column("poids", Type::Number, "what each of its people counts for, by the time"),
    column("besoin", Type::Number, "its part of the criterion: people × weight where none is near, else 0"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for CommunesTable<'_> {
    fn name(&self) -> &'static str {
        "sites-communes"
    }

    fn columns(&self) -> &[Column] {
        OF_COMMUNES
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.near.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let commune = self.near[row as usize].commune;
        Some(Shape::Point(self.snapshot.territories.get(Level::Commune, commune).point))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let near = &self.near[row as usize];
        let commune = self.snapshot.territories.get(Level::Commune, near.commune);
        match OF_COMMUNES[column].name {
            "id" => Value::text(Some(&commune.code)),
            "nom" => Value::text(Some(&commune.name)),
            "minutes" => Value::Number(near.minutes),
            "habitants" => Value::Integer(near.people as i64),
            "desservie" => Value::Boolean(near.is_served),
            "poids" => Value::Number(near.weight),
            "besoin" => Value::Number(if near.is_served { 0.0 } else { near.people as f64 * near.weight }),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}

/// Some actors with their minutes.
pub struct ActorsTable<'a> {
    pub snapshot: &'a Snapshot,
    pub near: &'a [(u32, f64)],
}

/// The columns of actors, in the order served.
pub const OF_ACTORS: &[Column] = &[
    column("id", Type::Text, "the actor, as in the collection acteurs"),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("minutes", Type::Number, "from the site's commune to its own"),
    column("fonctions", Type::List, "what it does"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for ActorsTable<'_> {
    fn name(&self) -> &'static str {
        "sites-acteurs"
    }

    fn columns(&self) -> &[Column] {
        OF_ACTORS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.near.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.actors.position(self.near[row as usize].0).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (actor, minutes) = self.near[row as usize];
        let actors = &self.snapshot.actors;
        match OF_ACTORS[column].name {
            "id" => Value::text(Some(actors.id(actor))),
            "nom" => Value::text(actors.name(actor)),
            name @ ("commune" | "commune_nom") => self.snapshot.zone_value(actors.commune(actor), name),
            "minutes" => Value::Number(minutes),
            "fonctions" => {
                let functions = actors.functions(actor).iter();
                Value::List(functions.map(|id| self.snapshot.functions.get(id).key.as_str()).collect())
            }
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}

/// Some everyday functions.
pub struct EverydayTable<'a> {
    pub snapshot: &'a Snapshot,
    pub near: &'a [EverydayNear],
}

/// The columns of everyday functions, in the order served.
pub const OF_EVERYDAY: &[Column] = &[
    column("id", Type::Text, "key of the function"),
    column("libelle", Type::Text, "the function in French"),
    column("libelle_en", Type::Text, "the function in English"),
    column("acteurs", Type::Integer, "known actors within 10 minutes that fulfil it"),
    column("commune", Type::Text, "code of the nearest commune where one does"),
    column("commune_nom", Type::Text, "its name"),
    column("minutes", Type::Number, "from the site's commune to it"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for EverydayTable<'_> {
    fn name(&self) -> &'static str {
        "sites-quotidien"
    }

    fn columns(&self) -> &[Column] {
        OF_EVERYDAY
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.near.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let commune = self.near[row as usize].commune;
        Some(Shape::Point(self.snapshot.territories.get(Level::Commune, commune).point))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let near = &self.near[row as usize];
        let function = self.snapshot.functions.get(near.function);
        match OF_EVERYDAY[column].name {
            "id" => Value::text(Some(&function.key)),
            "libelle" => Value::text(Some(&function.label_fr)),
            "libelle_en" => Value::text(Some(&function.label_en)),
            "acteurs" => Value::Integer(near.actors.into()),
            name @ ("commune" | "commune_nom") => self.snapshot.zone_value(Some(near.commune), name),
            "minutes" => Value::Number(near.minutes),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
