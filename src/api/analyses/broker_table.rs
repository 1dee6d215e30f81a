//! Actors among recorded ties as a table of features: one row an actor, at its place.

use std::collections::BTreeSet;

use crate::analysis::brokers_told::standing;
use crate::analysis::opportunity_table::called;
use crate::analysis::tie_brokers::{METHOD, Standing};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::ties::TieOf;

/// An actor and how it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tied {
    pub actor: u32,
    pub standing: Standing,
}

/// Some actors.
pub struct BrokerTable<'a> {
    pub snapshot: &'a Snapshot,
    /// Whose partners they are, where somebody is asked about.
    pub of: Option<u32>,
    pub rows: &'a [Tied],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "id of the actor, as in the collection acteurs"),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "name of its commune"),
    column(
        "role",
        Type::Text,
        "demande (the actor asked about) or partenaire (tied to it); null where nobody is asked about",
    ),
    column(
        "genres",
        Type::List,
        "kinds of its recorded ties: of a partner, of those with the actor asked about",
    ),
    column("sources", Type::List, "sources that tell them"),
    column("partenaires", Type::Integer, "actors it is tied to by some source"),
    column("reseau", Type::Text, "lowest id of all that recorded ties lead to from here, itself included"),
    column("reseau_acteurs", Type::Integer, "how many these are"),
    column("intermediaire", Type::Boolean, "whether the others of its network would fall apart without it"),
    column(
        "morceaux",
        Type::Integer,
        "into how many pieces: 1 where the network stays whole; null without a tie",
    ),
    column(
        "intermediation",
        Type::Number,
        "share of the shortest ways between the others of its network that pass through it (betweenness), 0 to 1; null in networks too large to tell",
    ),
    column("why", Type::Text, "in French sentences"),
    column("why_en", Type::Text, "in English sentences"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl BrokerTable<'_> {
    /// What `told` says of the ties of a row, each word once, in order: of a partner, of those with who is
    /// asked about.
    fn of_ties<'a>(&'a self, actor: u32, told: impl Fn(TieOf<'a>) -> &'a str) -> Value<'a> {
        let with = self.of.filter(|&of| of != actor);
        let ties = self.snapshot.ties.of(actor).filter(|tie| with.is_none_or(|other| tie.other == other));
        let words: BTreeSet<&str> = ties.map(told).collect();
        Value::List(words.into_iter().collect())
    }
}

impl Table for BrokerTable<'_> {
    fn name(&self) -> &'static str {
        "intermediaires"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.snapshot.actors.position(self.rows[row as usize].actor).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let Tied { actor, standing: found } = self.rows[row as usize];
        let (actors, snapshot) = (&self.snapshot.actors, self.snapshot);
        let commune = || Some(snapshot.territories.get(Level::Commune, actors.commune(actor)?));
        let why = || standing(called(snapshot, actor), &found);
        match COLUMNS[column].name {
            "id" => Value::text(Some(actors.id(actor))),
            "nom" => Value::text(actors.name(actor)),
            "commune" => Value::text(commune().map(|commune| commune.code.as_str())),
            "commune_nom" => Value::text(commune().map(|commune| commune.name.as_str())),
            "role" => Value::text(self.of.map(|of| if of == actor { "demande" } else { "partenaire" })),
            "genres" => self.of_ties(actor, |tie| tie.kind.word()),
            "sources" => self.of_ties(actor, |tie| tie.source),
            "partenaires" => Value::Integer(found.degree.into()),
            "reseau" => Value::text(Some(actors.id(found.lowest))),
            "reseau_acteurs" => Value::Integer(found.size.into()),
            "intermediaire" => Value::Boolean(found.is_broker()),
            "morceaux" if found.degree == 0 => Value::Null,
            "morceaux" => Value::Integer(found.pieces.into()),
            "intermediation" => found.between.map_or(Value::Null, Value::Number),
            "why" => Value::Text(why()[0].clone().into()),
            "why_en" => Value::Text(why()[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
