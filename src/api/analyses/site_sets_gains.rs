//! What a best set changes for each commune of the zone, as a table: who gains most first.

use crate::analysis::drawn::Drawn;
use crate::analysis::site_sets::{METHOD, SiteSets, Step};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// What some communes gain.
pub struct GainsTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a SiteSets,
    pub step: &'a Step,
    pub rows: Vec<Gain>,
    pub drawn: Drawn,
}

/// What a commune gains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Rank among the zone's communes.
    pub place: usize,
    pub before: Option<f64>,
    pub after: Option<f64>,
    /// The nearest place of the set, by rank among candidates.
    pub nearest: Option<u32>,
    /// People who are within reach and are not today.
    pub reached: f64,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "code of the commune"),
    column("code", Type::Text, "code of the commune"),
    column("nom", Type::Text, "name of the commune"),
    column("population", Type::Integer, "inhabitants, all at the commune's point"),
    column("fonction", Type::Text, "key of the function"),
    column("de_plus", Type::Integer, "places that the set adds"),
    column("limite", Type::Number, "within reach is at most so many minutes"),
    column(
        "minutes_avant",
        Type::Number,
        "to the nearest today; null where none is known within 80, or nobody lives",
    ),
    column("minutes_apres", Type::Number, "to the nearest of the set"),
    column("minutes_gagnees", Type::Number, "the difference; null where there was none"),
    column("a_portee_avant", Type::Boolean, "whether the nearest is within reach today"),
    column("a_portee_apres", Type::Boolean, "whether the nearest of the set is"),
    column("habitants_gagnes", Type::Integer, "inhabitants within reach who are not today"),
    column("lieu_code", Type::Text, "commune of the nearest place of the set"),
    column("lieu_nom", Type::Text, "its name"),
    column("lieu_role", Type::Text, "propose or existant"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl GainsTable<'_> {
    /// All communes of the zone: most people newly within reach first, then most minutes spared, all
    /// people together.
    #[must_use]
    pub fn rows(found: &SiteSets, step: &Step) -> Vec<Gain> {
        let before = found.minutes_to(&found.before().set);
        let after = found.minutes_to(&step.set);
        let is_in = |minutes: Option<f64>| minutes.is_some_and(|minutes| minutes <= found.minutes);
        let gain = |place: usize| {
            let (before, after) = (before[place], after[place]);
            let is_new = is_in(after) && !is_in(before);
            let nearest = found.ways.of(place).iter().find(|way| step.set.binary_search(&way.0).is_ok());
            let reached = if is_new { found.people[place] } else { 0.0 };
            Gain { place, before, after, nearest: nearest.map(|way| way.0), reached }
        };
        let spared = |gain: &Gain| {
            let minutes = gain.before.zip(gain.after).map_or(0.0, |(before, after)| before - after);
            found.people[gain.place] * minutes
        };
        let mut rows: Vec<Gain> = (0..found.places.len()).map(gain).collect();
        rows.sort_by(|a, b| {
            let reached = b.reached.total_cmp(&a.reached);
            reached.then(spared(b).total_cmp(&spared(a))).then(a.place.cmp(&b.place))
        });
        rows
    }

    fn commune(&self, row: u32) -> &Territory {
        self.snapshot.territories.get(Level::Commune, row)
    }
}

impl Table for GainsTable<'_> {
    fn name(&self) -> &'static str {
        "gains"
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
        self.drawn.of(self.commune(self.found.places[self.rows[row as usize].place]))
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let Gain { place, before, after, nearest, reached } = self.rows[row as usize];
        let found = self.found;
        let commune = self.commune(found.places[place]);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let nearest_place = nearest.map(|candidate| self.commune(found.candidates[candidate as usize]));
        let is_in =
            |minutes: Option<f64>| Value::Boolean(minutes.is_some_and(|minutes| minutes <= found.minutes));
        match COLUMNS[column].name {
            "id" | "code" => Value::text(Some(&commune.code)),
            "nom" => Value::text(Some(&commune.name)),
            "population" => Value::Integer(commune.population as i64),
            "fonction" => Value::text(Some(found.subject.key(self.snapshot))),
            "de_plus" => Value::Integer(self.step.more as i64),
            "limite" => Value::Number(found.minutes),
            "minutes_avant" => number(before),
            "minutes_apres" => number(after),
            // Hundredths, as minutes are known: a difference has no more digits than they.
            "minutes_gagnees" => {
                number(before.zip(after).map(|(before, after)| ((before - after) * 100.0).round() / 100.0))
            }
            "a_portee_avant" => is_in(before),
            "a_portee_apres" => is_in(after),
            "habitants_gagnes" => Value::Integer(reached.round() as i64),
            "lieu_code" => Value::text(nearest_place.map(|place| place.code.as_str())),
            "lieu_nom" => Value::text(nearest_place.map(|place| place.name.as_str())),
            "lieu_role" => Value::text(nearest.map(|candidate| {
                if found.before().set.binary_search(&candidate).is_ok() { "existant" } else { "propose" }
            })),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}
