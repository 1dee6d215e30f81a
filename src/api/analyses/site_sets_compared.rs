//! Sets beside each other as a table: the best one, then those that were named, without a place.

use std::ops::Range;

use crate::analysis::site_sets::{METHOD, SiteSets, Step};
use crate::analysis::site_sets_told::told;
use crate::analysis::siting::compare::Compared;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;

/// Some sets.
pub struct SetsTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a SiteSets,
    /// All that are compared, the best one first.
    pub sets: &'a [Step],
    pub compared: &'a Compared,
    pub rows: Range<usize>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "meilleur, then the rank of those that were named, from 1"),
    column("fonction", Type::Text, "key of the function"),
    column("objectif", Type::Text, "what makes a set good"),
    column("minutes", Type::Number, "within reach is at most so far"),
    column("communes", Type::List, "codes of the communes that would have one besides those that have"),
    column("noms", Type::List, "their names"),
    column("de_plus", Type::Integer, "how many they are"),
    column("couverts", Type::Integer, "inhabitants within reach of a place, with what exists"),
    column("part_couverte", Type::Number, "their share"),
    column("gagnes", Type::Integer, "inhabitants within reach who are not today"),
    column(
        "couverts_seul",
        Type::Integer,
        "inhabitants within reach by this set and by no other of those compared",
    ),
    column("couverts_ensemble", Type::Integer, "inhabitants within reach were all sets made"),
    column("couverts_par_chacun", Type::Integer, "inhabitants within reach whichever set is made"),
    column("valeur", Type::Number, "what the objective makes of the set, as in the rows `courbe`"),
    column(
        "valeur_du_meilleur",
        Type::Number,
        "what it makes of the best known set of as many; null beyond ten more",
    ),
    column(
        "cout",
        Type::Number,
        "what the set costs of the budget; null where nobody counts costs or its class is not known",
    ),
    column("budget", Type::Number, "what the best one may cost; those that are named may cost more"),
    column("trajet_moyen", Type::Number, "mean minutes to the nearest place, of who has one within 80"),
    column(
        "trajet_p90",
        Type::Number,
        "nine inhabitants in ten are at most so many minutes away; null beyond 80",
    ),
    column("trajet_plus_long", Type::Number, "longest minutes; null where somebody has none within 80"),
    column("gini", Type::Number, "how unequal minutes are among inhabitants, 0 to 1"),
    column("why", Type::Text, "what the set would change, in a French sentence"),
    column("why_en", Type::Text, "the same in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl SetsTable<'_> {
    /// Codes or names of the communes that a set adds.
    fn communes(&self, step: &Step, is_name: bool) -> Value<'_> {
        let text = |candidate: u32| {
            let row = self.found.candidates[candidate as usize];
            let commune = self.snapshot.territories.get(Level::Commune, row);
            if is_name { commune.name.as_str() } else { commune.code.as_str() }
        };
        Value::List(self.found.added(step).into_iter().map(text).collect())
    }
}

impl Table for SetsTable<'_> {
    fn name(&self) -> &'static str {
        "ensembles"
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
        let rank = self.rows.start + row as usize;
        let (step, found, compared) = (&self.sets[rank], self.found, self.compared);
        let people = |people: f64| Value::Integer(people.round() as i64);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        match COLUMNS[column].name {
            "id" if rank == 0 => Value::text(Some("meilleur")),
            "id" => Value::Text(rank.to_string().into()),
            "fonction" => Value::text(Some(found.subject.key(self.snapshot))),
            "objectif" => Value::text(Some(found.aim.word())),
            "minutes" => Value::Number(found.minutes),
            "communes" => self.communes(step, false),
            "noms" => self.communes(step, true),
            "de_plus" => Value::Integer(step.more as i64),
            "couverts" => people(compared.alone[rank]),
            "part_couverte" => Value::Number(compared.alone[rank] / found.all_people()),
            "gagnes" => people(compared.alone[rank] - found.before().covered),
            "couverts_seul" => people(compared.only[rank]),
            "couverts_ensemble" => people(compared.together),
            "couverts_par_chacun" => people(compared.common),
            "valeur" => number(step.value),
            "valeur_du_meilleur" => {
                number(found.steps.iter().find(|best| best.more == step.more).and_then(|best| best.value))
            }
            "cout" => number(step.cost),
            "budget" => number(found.spending.map(|spending| spending.budget)),
            "trajet_moyen" => number(step.equity.mean),
            "trajet_p90" => number(step.equity.p90),
            "trajet_plus_long" => number(step.worst),
            "gini" => number(step.equity.gini),
            "why" => Value::Text(told(self.snapshot, found, step)[0].clone().into()),
            "why_en" => Value::Text(told(self.snapshot, found, step)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}
