//! Complementary territories as a table of features: one row a territory and partner, and one for
//! who has none.

use crate::analysis::drawn::Drawn;
use crate::analysis::partners::{Completed, METHOD, Partner, Profiles, sum};
use crate::analysis::partners_told::{gifts, none, partner, reliability, word};
use crate::analysis::told;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some partners of some territories, in an order.
pub struct ComplementTable<'a> {
    pub snapshot: &'a Snapshot,
    pub level: Level,
    pub profiles: &'a Profiles,
    /// The territories, and what is said of each.
    pub whose: &'a [u32],
    pub answers: &'a [Completed],
    /// A place in both, and a place among the partners where there are some.
    pub rows: Vec<(usize, Option<usize>)>,
    pub drawn: Drawn,
}

/// One row.
struct Row<'a> {
    here: &'a Territory,
    answer: &'a Completed,
    /// Its rank from 1, who it is and where.
    partner: Option<(usize, &'a Partner, &'a Territory)>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "territory, and the rank of the partner if there is one"),
    column("niveau", Type::Text, "level of the territories"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column(
        "reponse",
        Type::Text,
        "what is said: complementaire, personne-a-portee (nobody within an hour by a known way), rien-a-echanger (nothing both ways) or non-mesure",
    ),
    column(
        "rang",
        Type::Integer,
        "1 for who completes it most; null without one, as all that is of the partner",
    ),
    column("partenaire", Type::Text, "code of the partner"),
    column("partenaire_nom", Type::Text, "name of the partner"),
    column(
        "minutes",
        Type::Number,
        "by car between the most populous communes of both, the longer of both directions",
    ),
    column(
        "minutes_estimees",
        Type::Boolean,
        "whether the minutes were told from the distance, by no router",
    ),
    column("mutuel", Type::Number, "the score: the smaller of donne and recoit; no unit"),
    column(
        "donne",
        Type::Number,
        "what weighs more than its share here and less there, summed over functions",
    ),
    column(
        "recoit",
        Type::Number,
        "what weighs more than its share there and less here, summed over functions",
    ),
    column("donne_quoi", Type::Text, "the functions that it would give, in French, the most first"),
    column("recoit_quoi", Type::Text, "the functions that it would receive, in French, the most first"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of the functions was told by what was read, and whether the minutes were routed",
    ),
    column("why", Type::Text, "in a French sentence"),
    column("why_en", Type::Text, "in an English sentence"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl ComplementTable<'_> {
    fn territory(&self, row: u32) -> &Territory {
        self.snapshot.territories.get(self.level, row)
    }

    fn of(&self, row: u32) -> Row<'_> {
        let (at, rank) = self.rows[row as usize];
        let answer = &self.answers[at];
        let partner = match (answer, rank) {
            (Completed::Partners(partners), Some(rank)) => {
                partners.get(rank).map(|partner| (rank + 1, partner, self.territory(partner.territory)))
            }
            _ => None,
        };
        Row { here: self.territory(self.whose[at]), answer, partner }
    }

    fn why(&self, told: &Row) -> [String; 2] {
        match told.partner {
            Some((_, found, there)) => {
                partner([&told.here.name, &there.name], found, &self.snapshot.functions)
            }
            None => none(told.answer),
        }
    }
}

impl Table for ComplementTable<'_> {
    fn name(&self) -> &'static str {
        "complementaires"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// That of the partner; of who has none, its own.
    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let Row { here, partner, .. } = self.of(row);
        let territory = partner.map_or(here, |(_, _, there)| there);
        match self.drawn {
            Drawn::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            Drawn::Point => Some(Shape::Point(territory.point)),
        }
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let told = self.of(row);
        let text = |text: String| Value::Text(text.into());
        let level = self.level.word();
        let is_routed = told.partner.is_none_or(|(_, partner, _)| partner.is_routed);
        match COLUMNS[column].name {
            "id" => match told.partner {
                Some((rank, ..)) => text(format!("{level}:{}:{rank}", told.here.code)),
                None => text(format!("{level}:{}", told.here.code)),
            },
            "niveau" => Value::text(Some(level)),
            "code" => Value::text(Some(&told.here.code)),
            "nom" => Value::text(Some(&told.here.name)),
            "reponse" => Value::text(Some(word(told.answer))),
            "reliability" => {
                let reliability = reliability(self.profiles, &self.snapshot.functions, is_routed);
                Value::text(Some(told::reliability(reliability)))
            }
            "why" => text(self.why(&told)[0].clone()),
            "why_en" => text(self.why(&told)[1].clone()),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            name => match told.partner {
                Some(partner) => self.of_partner(name, partner),
                None => Value::Null,
            },
        }
    }
}

impl ComplementTable<'_> {
    /// What there is only where there is a partner, by its column.
    fn of_partner<'a>(
        &'a self,
        name: &str,
        (rank, partner, there): (usize, &Partner, &'a Territory),
    ) -> Value<'a> {
        let said = |given: &[_]| {
            let [french, _] = gifts(given, &self.snapshot.functions);
            Value::Text(french.into())
        };
        match name {
            "rang" => Value::Integer(rank as i64),
            "partenaire" => Value::text(Some(&there.code)),
            "partenaire_nom" => Value::text(Some(&there.name)),
            "minutes" => Value::Number(partner.minutes),
            "minutes_estimees" => Value::Boolean(!partner.is_routed),
            "mutuel" => Value::Number(partner.mutual),
            "donne" => Value::Number(sum(&partner.gives)),
            "recoit" => Value::Number(sum(&partner.receives)),
            "donne_quoi" => said(&partner.gives),
            "recoit_quoi" => said(&partner.receives),
            _ => Value::Null,
        }
    }
}
