//! Twins as a table of features: one row a territory and twin, and one for who has none.

use crate::analysis::better::{Beside, Rates, completing_first};
use crate::analysis::drawn::Drawn;
use crate::analysis::subjects::Subject;
use crate::analysis::told;
use crate::analysis::twins::{Answer, Land, METHOD, Twin};
use crate::analysis::twins_told::{besides, better, none, reliability, separation, twin, word};
use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::found_columns;
use crate::snapshot::territories::Territory;

/// Some twins of some territories, in an order.
pub struct TwinTable<'a> {
    pub snapshot: &'a Snapshot,
    pub land: &'a Land,
    /// The territories, and what is said of each.
    pub whose: &'a [u32],
    pub answers: &'a [Answer],
    /// A place in both, and a place among the twins where there are some.
    pub rows: Vec<(usize, Option<usize>)>,
    /// On what twins may do better, with the rates if there are any.
    pub rates: Option<(Subject, Option<Rates>)>,
    pub seed: u64,
    pub drawn: Drawn,
}

/// One row.
struct Row<'a> {
    row: u32,
    here: &'a Territory,
    answer: &'a Answer,
    /// Its rank from 1, who it is and where.
    twin: Option<(usize, &'a Twin, &'a Territory)>,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = found_columns::TWINS;

/// One a twin, and one for who has none: a place among the answers, and a place among its twins.
#[must_use]
pub fn rows_of(answers: &[Answer]) -> Vec<(usize, Option<usize>)> {
    let of_one = |(at, answer): (usize, &Answer)| match answer {
        Answer::Twins(twins) => (0..twins.len()).map(|rank| (at, Some(rank))).collect(),
        _ => vec![(at, None)],
    };
    answers.iter().enumerate().flat_map(of_one).collect()
}

impl TwinTable<'_> {
    fn level(&self) -> Level {
        self.land.figures().level
    }

    fn territory(&self, row: u32) -> &Territory {
        self.snapshot.territories.get(self.level(), row)
    }

    fn of(&self, row: u32) -> Row<'_> {
        let (at, rank) = self.rows[row as usize];
        let (row, answer) = (self.whose[at], &self.answers[at]);
        let twin = match (answer, rank) {
            (Answer::Twins(twins), Some(rank)) => {
                twins.get(rank).map(|twin| (rank + 1, twin, self.territory(twin.territory)))
            }
            _ => None,
        };
        Row { row, here: self.territory(row), answer, twin }
    }

    fn departement(&self, row: u32) -> Option<&str> {
        let departement = self.land.figures().departement.get(row as usize).copied().flatten()?;
        Some(&self.snapshot.territories.get(Level::Departement, departement).code)
    }

    /// Here and there on what is asked for.
    fn beside(&self, Row { row, twin, .. }: &Row) -> Option<Beside> {
        let (_, rates) = self.rates.as_ref()?;
        rates.as_ref()?.beside(*row, twin.as_ref()?.1.territory)
    }

    fn besides(&self, row: u32, twin: &Twin) -> Vec<FunctionId> {
        let besides = self.land.has_besides(row, twin.territory);
        match &self.rates {
            Some((subject, _)) => completing_first(besides, *subject, &self.snapshot.functions),
            None => besides,
        }
    }

    fn why(&self, told: &Row) -> [String; 2] {
        let functions = &self.snapshot.functions;
        let Some((_, found, there)) = told.twin else {
            let nearest = match told.answer {
                Answer::NoTwin { territory, .. } | Answer::NoneHolds { territory, .. } => {
                    self.territory(*territory).name.as_str()
                }
                _ => "",
            };
            return none(told.answer, nearest);
        };
        let limit = self.land.limit().unwrap_or(f64::NAN);
        let [mut french, mut english] = twin([&told.here.name, &there.name], found, limit, functions);
        if let Some((subject, _)) = &self.rates {
            let more = [
                better(subject.labels(self.snapshot), self.beside(told).as_ref()),
                besides(&self.besides(told.row, found), functions),
            ];
            for [more, more_en] in more {
                french = format!("{french} {more}");
                english = format!("{english} {more_en}");
            }
        }
        [french, english]
    }

    fn apart(&self, told: &Row, rank: usize) -> Value<'static> {
        let found = told.twin.as_ref().and_then(|(_, twin, _)| twin.separations.get(rank));
        let [french, _] = match found {
            Some(found) => separation(found, &self.snapshot.functions),
            None => return Value::Null,
        };
        Value::Text(french.into())
    }
}

impl Table for TwinTable<'_> {
    fn name(&self) -> &'static str {
        "jumeaux"
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

    /// That of the twin; of who has none, its own.
    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let Row { here, twin, .. } = self.of(row);
        let territory = twin.map_or(here, |(_, _, there)| there);
        match self.drawn {
            Drawn::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            Drawn::Point => Some(Shape::Point(territory.point)),
        }
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let told = self.of(row);
        let text = |text: String| Value::Text(text.into());
        let level = self.level().word();
        match COLUMNS[column].name {
            "id" => match told.twin {
                Some((rank, ..)) => text(format!("{level}:{}:{rank}", told.here.code)),
                None => text(format!("{level}:{}", told.here.code)),
            },
            "niveau" => Value::text(Some(level)),
            "code" => Value::text(Some(&told.here.code)),
            "nom" => Value::text(Some(&told.here.name)),
            "reponse" => Value::text(Some(word(told.answer))),
            "distance" => maybe(distance(&told)),
            "limite" => maybe(self.land.limit()),
            "ecart_1" => self.apart(&told, 0),
            "ecart_2" => self.apart(&told, 1),
            "ecart_3" => self.apart(&told, 2),
            "fonction" => Value::text(self.rates.as_ref().map(|(subject, _)| subject.key(self.snapshot))),
            "fait_mieux" => {
                self.beside(&told).map_or(Value::Null, |beside| Value::Boolean(beside.is_better()))
            }
            "taux_ici" => maybe(self.beside(&told).map(|beside| beside.here)),
            "taux_jumeau" => maybe(self.beside(&told).map(|beside| beside.there)),
            "taux_jumeau_bas" => maybe(self.beside(&told).map(|beside| beside.at_least)),
            "reliability" => {
                let shared = told.twin.as_ref().map_or(1.0, |(_, twin, _)| twin.shared);
                let reliability = reliability(self.land, &self.snapshot.functions, shared);
                Value::text(Some(told::reliability(reliability)))
            }
            "why" => text(self.why(&told)[0].clone()),
            "why_en" => text(self.why(&told)[1].clone()),
            "graine" => Value::Integer(self.seed as i64),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            name => match told.twin {
                Some((rank, twin, there)) => self.of_twin(name, told.row, (rank, twin), there),
                None => Value::Null,
            },
        }
    }
}

impl TwinTable<'_> {
    /// What there is only where there is a twin, by its column.
    fn of_twin<'a>(
        &'a self,
        name: &str,
        row: u32,
        (rank, twin): (usize, &Twin),
        there: &'a Territory,
    ) -> Value<'a> {
        let part = |block: usize| Value::Number(twin.parts[block]);
        match name {
            "rang" => Value::Integer(rank as i64),
            "jumeau" => Value::text(Some(&there.code)),
            "jumeau_nom" => Value::text(Some(&there.name)),
            "jumeau_departement" => Value::text(self.departement(twin.territory)),
            "stabilite" => Value::Number(twin.stability),
            "part_connue" => Value::Number(twin.shared),
            "part_habitants" => part(0),
            "part_espace" => part(1),
            "part_acteurs" => part(2),
            "part_fonctions" => part(3),
            "a_en_plus" => {
                let keys = self.besides(row, twin).into_iter();
                Value::List(keys.map(|id| self.snapshot.functions.get(id).key.as_str()).collect())
            }
            _ => Value::Null,
        }
    }
}

/// How far the twin is, or who is nearest where there is none.
fn distance(Row { answer, twin, .. }: &Row) -> Option<f64> {
    match (twin, answer) {
        (Some((_, twin, _)), _) => Some(twin.distance),
        (None, Answer::NoTwin { nearest, .. } | Answer::NoneHolds { nearest, .. }) => Some(*nearest),
        (None, _) => None,
    }
}

fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}
