//! Sites that could host a place as a table of features: one row a site, numbered.

use crate::analysis::site_measures::owners_of;
use crate::analysis::sites::{Kept, METHOD};
use crate::analysis::sites_told::{Reasons, Teller};
use crate::domain::owner::OwnerLevel;
use crate::domain::place::Criterion;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};

/// Some sites, each with its rank from 0.
pub struct SitesTable<'a> {
    pub teller: &'a Teller<'a>,
    pub kept: &'a [(usize, &'a Kept)],
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "the site, as in the collection foncier"),
    column("rang", Type::Integer, "its rank among those kept in the zone, from 1"),
    column("score", Type::Number, "out of 100: the mean of what is known, by weights"),
    column("fiabilite", Type::Number, "share of the weight that is known, 0 to 1"),
    column(
        "devance",
        Type::Number,
        "share of weights drawn around those chosen by which the one before has the better score; null of the first",
    ),
    column(
        "indecis",
        Type::Boolean,
        "whether that share is below 0.9: who comes first of both hangs on the weights",
    ),
    column(
        "proximite",
        Type::Number,
        "closeness by TOPSIS, 0 to 1, where it was asked and all that takes part is known",
    ),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("bassin", Type::Text, "code of its bassin de vie"),
    column(
        "nature",
        Type::Text,
        "friche, site-pollue or parcelle-publique (whether it is free is to be asked)",
    ),
    column("type", Type::Text, "its kind; null when unknown"),
    column("statut", Type::Text, "its status in the inventory"),
    column("surface_m2", Type::Integer, "its land, m²; null when unknown"),
    column("bati_m2", Type::Integer, "what is built, m²; null when unknown"),
    column("proprietaires", Type::List, "kinds of owners; inconnu for a legal person of an untold kind"),
    column("precision", Type::Text, "how its place is known"),
    column("mise_a_jour", Type::Text, "when somebody last looked, YYYY-MM-DD"),
    column("pour", Type::List, "criteria that speak for it, the heaviest first"),
    column("contre", Type::List, "criteria that speak against it, the heaviest first"),
    column("inconnus", Type::List, "criteria that weigh and are unknown, the heaviest first"),
    column("habitants_10", Type::Integer, "people within 10 minutes"),
    column("habitants_20", Type::Integer, "people within 20 minutes"),
    column("habitants_30", Type::Integer, "people within 30 minutes"),
    column("sans_lieu_10", Type::Integer, "of these, people without such a place near"),
    column("sans_lieu_20", Type::Integer, "of these, people without such a place near"),
    column("sans_lieu_30", Type::Integer, "of these, people without such a place near"),
    column(
        "besoin",
        Type::Number,
        "people without such a place near, weighted by time; null when not measured",
    ),
    column(
        "manque",
        Type::Number,
        "probability that the bassin lacks the function; null where nothing can be concluded",
    ),
    column("partenaires", Type::Number, "actors within 20 minutes that could share it"),
    column("gare", Type::Number, "minutes to the nearest station; null when unknown or none"),
    column(
        "centralite",
        Type::Number,
        "people of the commune over those of the most populous one of its bassin, or over 20,000 if that has more",
    ),
    column("services", Type::Number, "minutes to the nearest France services; null when unknown or none"),
    column("quotidien", Type::Number, "everyday functions within 10 minutes"),
    column("artificialise", Type::Number, "1 built over already, 0 not; null when unknown"),
    column("proprietaire", Type::Number, "what its owners are worth, 0 to 1; null when unknown"),
    column("bati", Type::Number, "what is built over what is wanted; null when unknown"),
    column("taille", Type::Number, "times the land wanted; null when unknown"),
    column("sol", Type::Number, "soundness of the soil, 0 to 1; null when unknown"),
    column("besoin_points", Type::Number, "points of the score; null when unknown or without weight"),
    column("manque_points", Type::Number, "points of the score"),
    column("partenaires_points", Type::Number, "points of the score"),
    column("gare_points", Type::Number, "points of the score"),
    column("centralite_points", Type::Number, "points of the score"),
    column("services_points", Type::Number, "points of the score"),
    column("quotidien_points", Type::Number, "points of the score"),
    column("artificialise_points", Type::Number, "points of the score"),
    column("proprietaire_points", Type::Number, "points of the score"),
    column("bati_points", Type::Number, "points of the score"),
    column("taille_points", Type::Number, "points of the score"),
    column("sol_points", Type::Number, "points of the score; all points add up to it"),
    column("why", Type::Text, "what is for and against it, in a French sentence"),
    column("why_en", Type::Text, "what is for and against it, in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl Table for SitesTable<'_> {
    fn name(&self) -> &'static str {
        "sites"
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn shape_kind(&self) -> ShapeKind {
        ShapeKind::Point
    }

    fn len(&self) -> u32 {
        self.kept.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let (_, kept) = self.kept[row as usize];
        self.teller.snapshot.sites.rows()[kept.row as usize].position.map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (rank, kept) = self.kept[row as usize];
        let snapshot = self.teller.snapshot;
        let placed = &snapshot.sites.rows()[kept.row as usize];
        let site = &placed.thing;
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let whole = |number: Option<u32>| number.map_or(Value::Null, |number| Value::Integer(number.into()));
        let people = |of: [f64; 3], step: usize| {
            if placed.commune.is_some() { Value::Integer(of[step].round() as i64) } else { Value::Null }
        };
        let words = |of: fn(Reasons) -> Vec<Criterion>| {
            Value::List(of(self.teller.reasons(kept)).into_iter().map(Criterion::word).collect())
        };
        let name = COLUMNS[column].name;
        if let Some(criterion) = name.strip_suffix("_points").and_then(Criterion::from_word) {
            let weighs = 0.0 < self.teller.question.weights[criterion as usize];
            return number(kept.scored.parts[criterion as usize].filter(|_| weighs));
        }
        if let Some(criterion) = Criterion::from_word(name) {
            return number(kept.measures[criterion as usize].value());
        }
        match name {
            "id" => Value::text(Some(&site.id)),
            "rang" => Value::Integer(rank as i64 + 1),
            "score" => Value::Number(kept.scored.score),
            "fiabilite" => Value::Number(kept.scored.reliability),
            "devance" => number(kept.outranked),
            "proximite" => number(kept.closeness),
            "indecis" => Value::Boolean(kept.is_undecided()),
            "nom" => Value::text(site.name.as_deref()),
            "commune" | "commune_nom" | "bassin" => snapshot.zone_value(placed.commune, name),
            "nature" => Value::text(Some(site.nature.word())),
            "type" => Value::text(site.kind.as_deref()),
            "statut" => Value::text(site.status.as_deref()),
            "surface_m2" => whole(site.surface_m2),
            "bati_m2" => whole(site.built_m2),
            "proprietaires" => {
                let owners = owners_of(snapshot, kept.row);
                Value::List(
                    owners.into_iter().map(|owner| owner.map_or("inconnu", OwnerLevel::word)).collect(),
                )
            }
            "precision" => Value::text(placed.precision.map(Precision::word)),
            "mise_a_jour" => Value::text(site.updated.as_deref()),
            "pour" => words(|reasons| reasons.plus),
            "contre" => words(|reasons| reasons.minus),
            "inconnus" => words(|reasons| reasons.unknown),
            "habitants_10" => people(kept.around.people, 0),
            "habitants_20" => people(kept.around.people, 1),
            "habitants_30" => people(kept.around.people, 2),
            "sans_lieu_10" | "sans_lieu_20" | "sans_lieu_30"
                if kept.measures[Criterion::Besoin as usize].value().is_none() =>
            {
                Value::Null
            }
            "sans_lieu_10" => people(kept.around.unserved, 0),
            "sans_lieu_20" => people(kept.around.unserved, 1),
            "sans_lieu_30" => people(kept.around.unserved, 2),
            "why" => Value::Text(self.teller.why(kept)[0].clone().into()),
            "why_en" => Value::Text(self.teller.why(kept)[1].clone().into()),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
