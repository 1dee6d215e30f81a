//! What holds when the choices behind it are others, as a table of features: one row a function
//! and territory.

use std::sync::Arc;

use crate::analysis::drawn::Drawn;
use crate::analysis::peers::Likeness;
use crate::analysis::steadiness::{Conclusion, LOW, METHOD, Sensitivity, Tested};
use crate::analysis::told::{likeness, reliability, word};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some results of a level, in an order.
pub struct SensitivityTable<'a> {
    pub snapshot: &'a Snapshot,
    pub level: Level,
    pub all: &'a [Arc<Sensitivity>],
    /// A rank in `all` and a row of the level.
    pub rows: Vec<(usize, u32)>,
    pub drawn: Drawn,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "function and territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("fonction", Type::Text, "key of the function"),
    column("libelle", Type::Text, "the function in French"),
    column("verdict", Type::Text, "what is said: compared with those of its kind, as in /analyses/gaps"),
    column(
        "verdict_densite_ville",
        Type::Text,
        "what would be said beside those of its density and setting, overseas or not",
    ),
    column("verdict_densite", Type::Text, "what would be said beside those of its density"),
    column("verdict_pays", Type::Text, "what would be said beside the whole country"),
    column("tient", Type::Boolean, "something is said, and all four say the same: a gap, or none"),
    column("groupes_d_accord", Type::Integer, "how many of the four groups say what is told"),
    column("acces_rapport", Type::Number, "access over that of its peers, people weighing"),
    column("acces_rapport_moins_loin", Type::Number, "the same if people go a third less far"),
    column("acces_rapport_plus_loin", Type::Number, "the same if people go a third farther"),
    column("acces_faible", Type::Boolean, "access is below 0.75 of the peers'"),
    column("acces_tient", Type::Boolean, "a third less and a third more far say the same of access"),
    column("reliability", Type::Text, "as in /analyses/gaps"),
    column("sources", Type::List, "sources that were read and can tell it"),
    column("why", Type::Text, "what holds in a French sentence"),
    column("why_en", Type::Text, "what holds in an English sentence"),
    column("method", Type::Text, "methods and their versions"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl SensitivityTable<'_> {
    fn of(&self, row: u32) -> (&Sensitivity, &Tested, &Territory) {
        let (rank, row) = self.rows[row as usize];
        let of = &self.all[rank];
        (of, &of.territories[row as usize], self.snapshot.territories.get(self.level, row))
    }
}

impl Table for SensitivityTable<'_> {
    fn name(&self) -> &'static str {
        "sensibilite"
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

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        self.drawn.of(self.of(row).2)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (sensitivity, held, territory) = self.of(row);
        let gaps = &sensitivity.gaps;
        let key = gaps.subject.key(self.snapshot);
        let text = |text: String| Value::Text(text.into());
        let said = |group: usize| Value::text(Some(word(held.verdicts[group])));
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let truth = |truth: Option<bool>| truth.map_or(Value::Null, Value::Boolean);
        match COLUMNS[column].name {
            "id" => text(format!("{key}:{}:{}", self.level.word(), territory.code)),
            "niveau" => Value::text(Some(self.level.word())),
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "fonction" => Value::text(Some(key)),
            "libelle" => Value::text(Some(gaps.subject.labels(self.snapshot)[0])),
            "verdict" => said(0),
            "verdict_densite_ville" => said(1),
            "verdict_densite" => said(2),
            "verdict_pays" => said(3),
            "tient" => Value::Boolean(held.holds()),
            "groupes_d_accord" => Value::Integer(held.agreeing() as i64),
            "acces_rapport" => number(held.access[0]),
            "acces_rapport_moins_loin" => number(held.access[1]),
            "acces_rapport_plus_loin" => number(held.access[2]),
            "acces_faible" => truth(held.access_holds().map(|(is_low, _)| is_low)),
            "acces_tient" => truth(held.access_holds().map(|(_, holds)| holds)),
            "reliability" => Value::text(Some(reliability(gaps.reliability()))),
            "sources" => Value::List(gaps.observed.sources.clone()),
            "why" => text(french(held)),
            "why_en" => text(english(held)),
            "method" => text(format!("{METHOD} ({})", crate::analysis::gaps::METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}

/// What holds, in French.
fn french(held: &Tested) -> String {
    let others = others(held);
    let verdicts = match Conclusion::from(held.verdicts[0]) {
        Conclusion::Open => "Rien n'est conclu".to_owned(),
        Conclusion::Lacks => "Un manque".to_owned(),
        Conclusion::HasEnough => "Pas de manque".to_owned(),
    };
    let groups = if others.is_empty() {
        "face aux quatre groupes de pairs".to_owned()
    } else {
        format!(
            "face à {} groupes de pairs sur 4 ; autre chose est dit face à : {}",
            held.agreeing(),
            others.join(", ")
        )
    };
    let percent = |ratio: f64| format!("{:.0}\u{202f}%", ratio * 100.0);
    let access = match held.access {
        [Some(told), Some(shorter), Some(longer)] => format!(
            " L'accès est de {} de celui des pairs (faible sous {}), {} si l'on va un tiers moins loin, {} un tiers plus loin.",
            percent(told),
            percent(LOW),
            percent(shorter),
            percent(longer)
        ),
        _ => String::new(),
    };
    format!("{verdicts} {groups}.{access}")
}

/// What holds, in English.
fn english(held: &Tested) -> String {
    let others = others(held);
    let verdicts = match Conclusion::from(held.verdicts[0]) {
        Conclusion::Open => "Nothing is concluded",
        Conclusion::Lacks => "A gap",
        Conclusion::HasEnough => "No gap",
    };
    let groups = if others.is_empty() {
        "beside all four groups of peers".to_owned()
    } else {
        format!(
            "beside {} of 4 groups of peers; something else beside: {}",
            held.agreeing(),
            others.join(", ")
        )
    };
    let access = match held.access {
        [Some(told), Some(shorter), Some(longer)] => format!(
            " Access is {:.0}% of the peers' (low under {:.0}%), {:.0}% if people go a third less far, {:.0}% a third farther.",
            told * 100.0,
            LOW * 100.0,
            shorter * 100.0,
            longer * 100.0
        ),
        _ => String::new(),
    };
    format!("{verdicts} {groups}.{access}")
}

/// The groups of peers beside which something else would be said.
fn others(held: &Tested) -> Vec<&'static str> {
    let told = Conclusion::from(held.verdicts[0]);
    let groups = Likeness::ALL.into_iter().zip(held.verdicts);
    groups
        .filter(|(_, verdict)| Conclusion::from(*verdict) != told)
        .map(|(group, _)| likeness(group))
        .collect()
}
