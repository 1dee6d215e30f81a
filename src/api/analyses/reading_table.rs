//! The reading of a purchase as a table: one row a way to buy, without a place.

use crate::analysis::purchase_reading::{Advice, METHOD};
use crate::analysis::suppliers::{Found, Standing};
use crate::analysis::suppliers_told::{NOT_LOCAL, advice, between, found, sizes};
use crate::api::analyses::suppliers_asked::SuppliersAsked;
use crate::domain::purchase::Purchase;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// Some ways to buy.
pub struct ReadingTable<'a> {
    pub snapshot: &'a Snapshot,
    pub purchase: &'a Purchase,
    pub found: &'a Found,
    pub asked: &'a SuppliersAsked,
    pub rows: Vec<Advice>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the way"),
    column("achat", Type::Text, "key of the purchase"),
    column("achat_nom", Type::Text, "the purchase, in French"),
    column(
        "appreciation",
        Type::Text,
        "possible, a-demander (only with those that have to be asked), peu-de-candidats, aucun-connu (which is not none) or sans-objet",
    ),
    column("articles", Type::List, "articles of the French code of public procurement"),
    column(
        "candidats_declares",
        Type::Integer,
        "known, inside or serving, whose declared activity is what is bought",
    ),
    column(
        "candidats_a_demander",
        Type::Integer,
        "known, of which the trade or whom they serve has to be asked",
    ),
    column("concurrents", Type::Integer, "how many a competition takes: a convention that was asked for"),
    column("dedans", Type::Integer, "suppliers inside the perimeter"),
    column("desservent", Type::Integer, "outside, who say that they serve it"),
    column("a_portee", Type::Integer, "outside and near, of whom it is unknown whom they serve"),
    column(
        "masques",
        Type::Integer,
        "inside, in partial diffusion or without a name that may be told: counted and never listed",
    ),
    column("indetermines", Type::Integer, "that a drawing may hold or not: known by their commune only"),
    column("desservent_ailleurs", Type::Integer, "near, who say that they serve elsewhere"),
    column("population", Type::Integer, "people of the perimeter"),
    column(
        "salaries_mediane",
        Type::Text,
        "where the median of employees lies, of those inside and serving; null where none is known",
    ),
    column("salaries_etendue", Type::Text, "from the least to the most that is possible"),
    column("salaries_inconnus", Type::Integer, "of how many the size is unknown"),
    column("why", Type::Text, "the way with its rule and figures, in a French sentence"),
    column("why_en", Type::Text, "the same in English"),
    column("bilan", Type::Text, "who was found and how large they are, in French"),
    column("bilan_en", Type::Text, "the same in English"),
    column("local", Type::Text, "why “local” is no criterion, in French"),
    column("local_en", Type::Text, "the same in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl ReadingTable<'_> {
    fn summary(&self) -> [String; 2] {
        let [french, english] = found(self.purchase, self.found, self.asked.minutes);
        let [sizes, sizes_en] = sizes(&self.found.market.employees, &self.found.places);
        [format!("{french} {sizes}"), format!("{english} {sizes_en}")]
    }
}

impl Table for ReadingTable<'_> {
    fn name(&self) -> &'static str {
        "lecture"
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

    fn shape(&self, _row: u32) -> Option<Shape<'_>> {
        None
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let told = &self.rows[row as usize];
        let Found { market, masked, undetermined, elsewhere, people, .. } = self.found;
        let standing = |wanted: fn(Standing) -> bool| {
            Value::Integer(self.found.suppliers.iter().filter(|one| wanted(one.standing)).count() as i64)
        };
        let number = |number: u32| Value::Integer(number.into());
        let band = |band: Option<_>| band.map(between).map_or(Value::Null, |text| Value::Text(text.into()));
        let text = |text: &str| Value::Text(text.to_owned().into());
        let [why, why_en] = advice(told, market, self.asked.competitors);
        match COLUMNS[column].name {
            "id" => Value::text(Some(told.way.word())),
            "achat" => Value::text(Some(&self.purchase.key)),
            "achat_nom" => Value::text(Some(&self.purchase.label_fr)),
            "appreciation" => Value::text(Some(told.standing.word())),
            "articles" => Value::List(told.way.rules().to_vec()),
            "candidats_declares" => number(told.count.declared),
            "candidats_a_demander" => number(told.count.usual),
            "concurrents" => number(self.asked.competitors),
            "dedans" => standing(|standing| standing == Standing::Inside),
            "desservent" => standing(|standing| matches!(standing, Standing::Serves { .. })),
            "a_portee" => standing(|standing| standing == Standing::WithinReach),
            "masques" => number(*masked),
            "indetermines" => number(*undetermined),
            "desservent_ailleurs" => number(*elsewhere),
            "population" => Value::Integer(*people as i64),
            "salaries_mediane" => band(market.employees.median),
            "salaries_etendue" => band(market.employees.range),
            "salaries_inconnus" => number(market.employees.unknown),
            "why" => Value::Text(why.into()),
            "why_en" => Value::Text(why_en.into()),
            "bilan" => Value::Text(self.summary()[0].clone().into()),
            "bilan_en" => Value::Text(self.summary()[1].clone().into()),
            "local" => text(NOT_LOCAL[0]),
            "local_en" => text(NOT_LOCAL[1]),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}
