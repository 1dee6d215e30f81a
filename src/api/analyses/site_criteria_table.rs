//! Criteria of sites as a table of features: one row a site and criterion, with value, unit, source and what it
//! is worth.

use std::ops::Range;

use crate::analysis::site_words::{label, unit};
use crate::analysis::sites::{Kept, METHOD};
use crate::analysis::sites_told::Teller;
use crate::api::analyses::site_sources::origin;
use crate::domain::place::{CRITERIA, Criterion};
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};

/// Some lines of some sites: all criteria of the first, then those of the second…
pub struct CriteriaTable<'a> {
    pub teller: &'a Teller<'a>,
    /// Parameters of the question.
    pub words: &'a str,
    pub kept: &'a [(usize, &'a Kept)],
    pub part: Range<usize>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "site:criterion"),
    column("site", Type::Text, "the site, as in the collection foncier"),
    column("rang", Type::Integer, "rank of the site among those kept in the zone, from 1"),
    column("critere", Type::Text, "the criterion"),
    column("critere_nom", Type::Text, "what it is called, in French"),
    column("critere_nom_en", Type::Text, "what it is called, in English"),
    column("etat", Type::Text, "connu (known), absent (looked for, and none is there) or inconnu (unknown)"),
    column("valeur", Type::Number, "its value, where it is known"),
    column("unite", Type::Text, "the unit of the value, in French"),
    column("unite_en", Type::Text, "the unit of the value, in English"),
    column("jalon_nul", Type::Number, "the value that is worth nothing"),
    column("jalon_plein", Type::Number, "the value that is worth all"),
    column("vaut", Type::Number, "what it is worth between the two, 0 to 1; null when unknown"),
    column("poids", Type::Number, "what it weighs"),
    column("points", Type::Number, "points of the score; null when unknown or without weight"),
    column("sources", Type::List, "sources that were read and tell it"),
    column("lignes", Type::Text, "where its rows can be read, as an address of this service"),
    column("why", Type::Text, "what it says, in French"),
    column("why_en", Type::Text, "what it says, in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for CriteriaTable<'_> {
    fn name(&self) -> &'static str {
        "sites-criteres"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.part.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let (_, kept) = self.kept[(self.part.start + row as usize) / CRITERIA];
        self.teller.snapshot.sites.rows()[kept.row as usize].position.map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let at = self.part.start + row as usize;
        let (rank, kept) = self.kept[at / CRITERIA];
        let criterion = Criterion::ALL[at % CRITERIA];
        let at = criterion as usize;
        let snapshot = self.teller.snapshot;
        let question = self.teller.question;
        let site = &snapshot.sites.rows()[kept.row as usize].thing;
        let posts = question.places.goalposts(criterion);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let text = |text: String| Value::Text(text.into());
        match COLUMNS[column].name {
            "id" => text(format!("{}:{}", site.id, criterion.word())),
            "site" => Value::text(Some(&site.id)),
            "rang" => Value::Integer(rank as i64 + 1),
            "critere" => Value::text(Some(criterion.word())),
            "critere_nom" => Value::text(Some(label(criterion)[0])),
            "critere_nom_en" => Value::text(Some(label(criterion)[1])),
            "etat" => Value::text(Some(kept.measures[at].word())),
            "valeur" => number(kept.measures[at].value()),
            "unite" => Value::text(Some(unit(criterion)[0])),
            "unite_en" => Value::text(Some(unit(criterion)[1])),
            "jalon_nul" => Value::Number(posts.bad),
            "jalon_plein" => Value::Number(posts.good),
            "vaut" => number(kept.scored.places[at]),
            "poids" => Value::Number(question.weights[at]),
            "points" => number(kept.scored.parts[at].filter(|_| 0.0 < question.weights[at])),
            "sources" => {
                let ids = origin(self.teller, kept, criterion, self.words).sources;
                let inputs = snapshot.manifest.sources.iter().map(|input| input.source.id.as_str());
                let mut told: Vec<&str> = inputs.filter(|id| ids.iter().any(|own| own == id)).collect();
                told.sort_unstable();
                told.dedup();
                Value::List(told)
            }
            "lignes" => origin(self.teller, kept, criterion, self.words).address.map_or(Value::Null, text),
            "why" => text(self.teller.value(kept, criterion)[0].clone()),
            "why_en" => text(self.teller.value(kept, criterion)[1].clone()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
