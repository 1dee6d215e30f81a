//! Canteens and who would supply them, as a table of features: one row a canteen.

use crate::analysis::supplying::{Canteen, METHOD, Outcome, Question, Supplying};
use crate::domain::chain::Chain;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// Some canteens of a zone.
pub struct SupplyingTable<'a> {
    pub snapshot: &'a Snapshot,
    pub chain: &'a Chain,
    pub question: &'a Question<'a>,
    pub found: &'a Supplying,
    pub rows: Vec<Canteen>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the canteen, as in the collection acteurs"),
    column("nom", Type::Text, "its name"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("filiere", Type::Text, "key of the chain"),
    column(
        "etat",
        Type::Text,
        "fournie (a producer is left for it), hors-portee (none known within reach) or sans-reste (those within reach have all they can supply)",
    ),
    column("producteur_id", Type::Text, "the producer, as in the collection acteurs"),
    column("producteur_nom", Type::Text, "its name, where one is published"),
    column("producteur_commune", Type::Text, "its commune"),
    column("minutes", Type::Number, "minutes from it"),
    column("producteurs", Type::Integer, "producers within reach of the zone"),
    column("fournies", Type::Integer, "canteens of the zone with a producer"),
    column("hors_portee", Type::Integer, "canteens of the zone with none known within reach"),
    column("sans_reste", Type::Integer, "canteens of the zone whose producers within reach are taken"),
    column("par_producteur", Type::Integer, "supposed: canteens that a producer can supply"),
    column("why", Type::Text, "what holds it up in the zone, in a French sentence"),
    column("why_en", Type::Text, "what holds it up in the zone, in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl SupplyingTable<'_> {
    fn commune(&self, actor: u32) -> Option<(&str, &str)> {
        let commune = self.snapshot.actors.commune(actor)?;
        let territory = self.snapshot.territories.get(Level::Commune, commune);
        Some((&territory.code, &territory.name))
    }

    fn french(&self) -> String {
        let Supplying { producers, supplied, out_of_reach, crowded_out, .. } = self.found;
        let (all, each, reach) = (self.found.canteens.len(), self.question.each, self.question.reach);
        format!(
            "Sur {all} cantines connues, {out_of_reach} sans producteur connu à moins de {reach:.0} minutes, \
             {crowded_out} dont les producteurs à portée sont déjà pris, {supplied} en auraient un, si chacun des \
             {producers} producteurs à portée peut en fournir {each}. Aucune source ne dit de quantités."
        )
    }

    fn english(&self) -> String {
        let Supplying { producers, supplied, out_of_reach, crowded_out, .. } = self.found;
        let (all, each, reach) = (self.found.canteens.len(), self.question.each, self.question.reach);
        format!(
            "Of {all} known canteens, {out_of_reach} without a known producer within {reach:.0} minutes, \
             {crowded_out} whose producers within reach are taken, {supplied} would have one, if each of the \
             {producers} producers within reach can supply {each}. No source tells quantities."
        )
    }
}

impl Table for SupplyingTable<'_> {
    fn name(&self) -> &'static str {
        "cantines"
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
        let Canteen { actor, outcome } = self.rows[row as usize];
        let actors = &self.snapshot.actors;
        let commune = self.commune(actor);
        let (by, minutes) = match outcome {
            Outcome::Supplied { by, minutes } => (Some(by), Some(minutes)),
            Outcome::OutOfReach | Outcome::CrowdedOut => (None, None),
        };
        let count = |number: u64| Value::Integer(number as i64);
        match COLUMNS[column].name {
            "id" => Value::text(Some(actors.id(actor))),
            "nom" => Value::text(actors.name(actor)),
            "commune" => Value::text(commune.map(|commune| commune.0)),
            "commune_nom" => Value::text(commune.map(|commune| commune.1)),
            "filiere" => Value::text(Some(&self.chain.key)),
            "etat" => Value::text(Some(word(outcome))),
            "producteur_id" => Value::text(by.map(|by| actors.id(by))),
            "producteur_nom" => Value::text(by.and_then(|by| actors.name(by))),
            "producteur_commune" => Value::text(by.and_then(|by| self.commune(by)).map(|commune| commune.1)),
            "minutes" => minutes.map_or(Value::Null, Value::Number),
            "producteurs" => count(self.found.producers),
            "fournies" => count(self.found.supplied),
            "hors_portee" => count(self.found.out_of_reach),
            "sans_reste" => count(self.found.crowded_out),
            "par_producteur" => count(self.question.each.into()),
            "why" => Value::Text(self.french().into()),
            "why_en" => Value::Text(self.english().into()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Supplied { .. } => "fournie",
        Outcome::OutOfReach => "hors-portee",
        Outcome::CrowdedOut => "sans-reste",
    }
}
