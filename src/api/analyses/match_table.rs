//! Offers that meet needs as a table of features: one row a pair, drawn where the offer is, and one for each need that
//! nothing known meets, drawn where the need is.

use crate::analysis::matches::{METHOD, Match, Product};
use crate::analysis::matches_told::pair;
use crate::analysis::offers_matched::Matched;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::offers::HeldOffer;

/// A row: the rank of a pair, or that of a need alone.
#[derive(Debug, Clone, Copy)]
pub enum Row {
    Pair(usize),
    Unmet(usize),
}

/// Some pairs and needs.
pub struct MatchTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a Matched<'a>,
    pub rows: Vec<Row>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the need, and the offer that meets it if there is one"),
    column(
        "reponse",
        Type::Text,
        "rencontre (an offer meets it) or aucune-connue (none is known, which is not none)",
    ),
    column("genre", Type::Text, "what it is about"),
    column("besoin_de", Type::Text, "the actor that needs, as in the collection acteurs"),
    column("besoin_nom", Type::Text, "its name, where one is published"),
    column("besoin_commune", Type::Text, "its commune"),
    column("besoin_produit", Type::Text, "what it needs, in its word"),
    column("besoin_mots", Type::Text, "the need in its words"),
    column("offre_de", Type::Text, "the actor that offers; null without, as all that is of the offer"),
    column("offre_nom", Type::Text, "its name, where one is published"),
    column("offre_commune", Type::Text, "its commune"),
    column("offre_produit", Type::Text, "what it offers, in its word"),
    column("offre_mots", Type::Text, "the offer in its words"),
    column("produit", Type::Text, "meme (the same words) or non-dit (one of the two does not say)"),
    column(
        "part_couverte",
        Type::Number,
        "of the need, from 0 to 1; null unless both say how much in one unit",
    ),
    column("periode_sure", Type::Boolean, "whether both periods are said at both ends"),
    column("minutes", Type::Number, "from the offer's commune to the need's"),
    column("why", Type::Text, "in a French sentence"),
    column("why_en", Type::Text, "in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl MatchTable<'_> {
    fn of(&self, row: u32) -> (&HeldOffer, Option<(&HeldOffer, &Match)>) {
        match self.rows[row as usize] {
            Row::Unmet(need) => (self.found.needs[need], None),
            Row::Pair(rank) => {
                let pair = &self.found.pairs[rank];
                (self.found.needs[pair.need], Some((self.found.offers[pair.offer], pair)))
            }
        }
    }

    fn commune(&self, held: &HeldOffer) -> Option<&str> {
        let commune = self.snapshot.actors.commune(held.row)?;
        Some(&self.snapshot.territories.get(Level::Commune, commune).name)
    }
}

impl Table for MatchTable<'_> {
    fn name(&self) -> &'static str {
        "rencontres"
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
        let (need, met) = self.of(row);
        let row = met.map_or(need.row, |(offer, _)| offer.row);
        self.snapshot.actors.position(row).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (need, met) = self.of(row);
        let actors = &self.snapshot.actors;
        let offer = met.map(|(offer, _)| offer);
        let told = met.map(|(_, found)| found);
        let why = || told.map(|found| pair(found, need.kind, need.product.as_deref()));
        match COLUMNS[column].name {
            "id" => match offer {
                Some(offer) => Value::Text(format!("{}+{}", need.id, offer.id).into()),
                None => Value::text(Some(&need.id)),
            },
            "reponse" => Value::text(Some(if offer.is_some() { "rencontre" } else { "aucune-connue" })),
            "genre" => Value::text(Some(need.kind.word())),
            "besoin_de" => Value::text(Some(actors.id(need.row))),
            "besoin_nom" => Value::text(actors.name(need.row)),
            "besoin_commune" => Value::text(self.commune(need)),
            "besoin_produit" => Value::text(need.product.as_deref()),
            "besoin_mots" => Value::text(need.words.as_deref()),
            "offre_de" => Value::text(offer.map(|offer| actors.id(offer.row))),
            "offre_nom" => Value::text(offer.and_then(|offer| actors.name(offer.row))),
            "offre_commune" => Value::text(offer.and_then(|offer| self.commune(offer))),
            "offre_produit" => Value::text(offer.and_then(|offer| offer.product.as_deref())),
            "offre_mots" => Value::text(offer.and_then(|offer| offer.words.as_deref())),
            "produit" => Value::text(told.map(|found| match found.product {
                Product::Same => "meme",
                Product::Unsaid => "non-dit",
            })),
            "part_couverte" => told.and_then(|found| found.covered).map_or(Value::Null, Value::Number),
            "periode_sure" => told.map_or(Value::Null, |found| Value::Boolean(found.is_dated)),
            "minutes" => told.map_or(Value::Null, |found| Value::Number(found.minutes)),
            "why" => why().map_or(Value::Null, |[french, _]| Value::Text(french.into())),
            "why_en" => why().map_or(Value::Null, |[_, english]| Value::Text(english.into())),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
