//! Best sets as a table of numbers of places: what one, two, up to ten more would change, without a place.

use crate::analysis::site_sets::{Aim, METHOD, SiteSets, Step};
use crate::analysis::site_sets_told::{at_most_better, told};
use crate::analysis::told::reliability;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// Some numbers of places.
pub struct CurveTable<'a> {
    pub snapshot: &'a Snapshot,
    pub found: &'a SiteSets,
    pub zone: &'a Zone,
    pub steps: &'a [Step],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "zone, function and number"),
    column("zone", Type::Text, "the zone, as it is asked for"),
    column("fonction", Type::Text, "key of the function"),
    column("libelle", Type::Text, "the function in French"),
    column("objectif", Type::Text, "what makes a set good: couverture, trajet-moyen, plus-loin or minimum"),
    column("minutes", Type::Number, "within reach is at most so far"),
    column("de_plus", Type::Integer, "places besides those that exist; 0 is today"),
    column("communes", Type::List, "codes of the communes that would have one"),
    column("noms", Type::List, "their names"),
    column("habitants", Type::Integer, "inhabitants of the zone"),
    column("couverts", Type::Integer, "inhabitants within reach of a place"),
    column("part_couverte", Type::Number, "their share"),
    column("gagnes", Type::Integer, "inhabitants within reach who are not today"),
    column(
        "couverts_pas_a_pas",
        Type::Integer,
        "as `couverts`, had the best commune been added one at a time: each brings no more than the one before",
    ),
    column(
        "valeur",
        Type::Number,
        "what the objective makes of the set: inhabitants covered, mean minutes, longest minutes or how many",
    ),
    column("borne", Type::Number, "no set of as many does better than this"),
    column(
        "mieux_possible",
        Type::Number,
        "how much better another set could be at most, as a share; 0 where proven",
    ),
    column("prouve", Type::Boolean, "whether it is proven that as many cannot do better"),
    column("trajet_moyen", Type::Number, "mean minutes to the nearest place, of who has one within 80"),
    column(
        "trajet_p90",
        Type::Number,
        "nine inhabitants in ten are at most so many minutes away; null beyond 80",
    ),
    column("trajet_plus_long", Type::Number, "longest minutes; null where somebody has none within 80"),
    column("part_au_dela", Type::Number, "share of inhabitants farther than `minutes`"),
    column("part_sans_trajet", Type::Number, "share of inhabitants with none within 80 minutes"),
    column("gini", Type::Number, "how unequal minutes are among inhabitants, 0 to 1"),
    column(
        "epci_sans",
        Type::List,
        "codes of the EPCI of the zone without a place, where one in each was asked for",
    ),
    column(
        "habitants_trop_loin",
        Type::Integer,
        "farther than twice the minutes though a candidate is near enough, where nobody was to be; else null",
    ),
    column("cout", Type::Number, "what the set costs of the budget; null where nobody counts costs"),
    column("budget", Type::Number, "what it may cost"),
    column("existants", Type::Integer, "places known today, in the zone and around, that count as open"),
    column(
        "existants_non_places",
        Type::Integer,
        "known in all of what was read and in no known commune: they count for nobody",
    ),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column("reliability", Type::Text, "as in /analyses/gaps"),
    column("sources", Type::List, "sources that were read and can tell what exists"),
    column("why", Type::Text, "what the set would change, in a French sentence"),
    column("why_en", Type::Text, "the same in English"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl CurveTable<'_> {
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

impl Table for CurveTable<'_> {
    fn name(&self) -> &'static str {
        "courbe"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.steps.len() as u32
    }

    fn shape(&self, _row: u32) -> Option<Shape<'_>> {
        None
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (step, found) = (&self.steps[row as usize], self.found);
        let zone = || Spelled(self.zone, &self.snapshot.territories);
        let people = |people: f64| Value::Integer(people.round() as i64);
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let key = found.subject.key(self.snapshot);
        match COLUMNS[column].name {
            "id" => Value::Text(format!("{}:{key}:{}", zone(), step.more).into()),
            "zone" => Value::Text(zone().to_string().into()),
            "fonction" => Value::text(Some(key)),
            "libelle" => Value::text(Some(found.subject.labels(self.snapshot)[0])),
            "objectif" => Value::text(Some(found.aim.word())),
            "minutes" => Value::Number(found.minutes),
            "de_plus" => Value::Integer(step.more as i64),
            "communes" => self.communes(step, false),
            "noms" => self.communes(step, true),
            "habitants" => people(found.all_people()),
            "couverts" => people(step.covered),
            "part_couverte" => Value::Number(step.covered / found.all_people()),
            "gagnes" => people(step.covered - found.before().covered),
            "couverts_pas_a_pas" => people(step.greedy),
            "valeur" => number(step.value),
            "borne" => number(step.bound),
            // A share of none needed is no share.
            "mieux_possible" if found.aim == Aim::Fewest && step.more == 0 => Value::Null,
            "mieux_possible" => number(at_most_better(step)),
            "prouve" => Value::Boolean(step.is_proven),
            "trajet_moyen" => number(step.equity.mean),
            "trajet_p90" => number(step.equity.p90),
            "trajet_plus_long" => number(step.worst),
            "part_au_dela" => Value::Number(step.equity.beyond),
            "part_sans_trajet" => Value::Number(step.equity.without_way),
            "gini" => number(step.equity.gini),
            "epci_sans" => {
                let code = |&row: &u32| self.snapshot.territories.get(Level::Epci, row).code.as_str();
                Value::List(step.epci_without.iter().map(code).collect())
            }
            "habitants_trop_loin" if !found.keeping.nobody_beyond_twice => Value::Null,
            "habitants_trop_loin" => people(step.people_too_far),
            "cout" => number(step.cost),
            "budget" => number(found.spending.map(|spending| spending.budget)),
            "existants" => Value::Integer(found.existing.iter().map(|one| i64::from(one.count)).sum()),
            "existants_non_places" => Value::Integer(found.observed.unplaced as i64),
            "trajets_estimes" => number(found.share_estimated),
            "reliability" => Value::text(Some(reliability(found.observed.reliability()))),
            "sources" => Value::List(found.observed.sources.clone()),
            "why" => Value::Text(told(self.snapshot, found, step)[0].clone().into()),
            "why_en" => Value::Text(told(self.snapshot, found, step)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}
