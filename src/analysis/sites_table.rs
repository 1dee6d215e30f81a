//! Sites that could host a place as a table of features: one row a site, numbered.

use crate::analysis::site_measures::owners_of;
use crate::analysis::sites::{Kept, METHOD};
use crate::analysis::sites_told::{Reasons, Teller};
use crate::domain::owner::OwnerLevel;
use crate::domain::place::Criterion;
use crate::domain::whereabouts::Precision;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::layers::site_columns::SITES;

/// Some sites, each with its rank from 0.
pub struct SitesTable<'a> {
    pub teller: &'a Teller<'a>,
    pub kept: &'a [(usize, &'a Kept)],
}

impl Table for SitesTable<'_> {
    fn name(&self) -> &'static str {
        "sites"
    }

    fn columns(&self) -> &[Column] {
        SITES
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
        let name = SITES[column].name;
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
