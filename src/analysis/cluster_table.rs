//! Groups as a table of features: one row a group that could become a PTCE, or a known PTCE.

use crate::analysis::composition::Verdict;
use crate::analysis::drawn::Drawn;
use crate::analysis::groups::{METHOD, Settings, stages};
use crate::analysis::groups_described::Described;
use crate::analysis::groups_index::Part;
use crate::analysis::groups_told::{anchor, chance, composition, group, lacks, pole, shortfall, stage};
use crate::analysis::relabelling::Tested;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::placed_columns::GROUPS;
use crate::snapshot::territories::Territory;

/// Some groups, in an order.
pub struct ClusterTable<'a> {
    pub snapshot: &'a Snapshot,
    pub settings: &'a Settings,
    pub rows: &'a [Described],
    /// How far the second opinion agrees with each.
    pub opinions: Vec<Option<f64>>,
    pub drawn: Drawn,
}

/// All that is said of a group, in French and in English.
#[must_use]
pub fn said(snapshot: &Snapshot, settings: &Settings, one: &Described) -> [String; 2] {
    let commune = &snapshot.territories.get(Level::Commune, one.commune).name;
    let name = |row: u32| snapshot.actors.name(row).unwrap_or("?").to_owned();
    let carries = one.anchor.and_then(|found| Some((snapshot.actors.name(found.actor)?, found)));
    let first = match one.pole {
        Some(row) => pole(&one.group, &name(row), one.unknown_members),
        None => group(&one.group, commune, set_aside(one).map(|(_, said)| said)),
    };
    let mut parts = vec![first, composition(&one.composition, commune)];
    if one.pole.is_none() {
        parts.push(chance(&one.group, settings));
        parts.push(anchor(carries, &snapshot.functions));
    }
    parts.push(lacks(&one.lacks, name));
    [0, 1].map(|tongue: usize| parts.iter().map(|part| part[tongue].as_str()).collect::<Vec<_>>().join(" "))
}

/// Why a group is not kept: a word, and as people say it.
#[must_use]
pub fn set_aside(one: &Described) -> Option<(&'static str, [&'static str; 2])> {
    let failed = one.pole.is_none() && one.composition.all == Verdict::NotMet;
    let said = ["la composition n'est pas celle de la loi", "the composition is not that of the law"];
    one.shortfall.map(shortfall).or(failed.then_some(("composition", said)))
}

impl ClusterTable<'_> {
    fn territory(&self, level: Level, row: u32) -> &Territory {
        self.snapshot.territories.get(level, row)
    }

    fn bassin(&self, one: &Described) -> Option<&Territory> {
        let bassin = self.snapshot.territories.zone(one.commune, Level::Bassin)?;
        Some(self.territory(Level::Bassin, bassin))
    }
}

impl Table for ClusterTable<'_> {
    fn name(&self) -> &'static str {
        "grappes"
    }

    fn columns(&self) -> &[Column] {
        GROUPS
    }

    fn shape_kind(&self) -> ShapeKind {
        self.drawn.kind()
    }

    fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let one = &self.rows[row as usize];
        match self.drawn {
            Drawn::Area => (!one.area.0.is_empty()).then_some(Shape::Area(&one.area)),
            Drawn::Point => Some(Shape::Point(one.middle)),
        }
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let one = &self.rows[row as usize];
        let actors = &self.snapshot.actors;
        let is_group = one.pole.is_none();
        let of_group = |value: Value<'static>| if is_group { value } else { Value::Null };
        let chance = one.group.chance.as_ref();
        let core = chance.and_then(|chance| chance.core.as_ref());
        let functions = |of: fn(&Tested) -> f64| maybe(chance.map(|chance| of(&chance.functions)));
        let of_core = |of: fn(&Tested) -> f64| maybe(core.map(|core| of(&core.functions)));
        let part = |part: Part| {
            let given = one.score.as_ref().and_then(|score| score.given[part as usize]);
            given.map_or(Value::Null, Value::Number)
        };
        match GROUPS[column].name {
            "id" => Value::text(Some(&one.id)),
            "genre" => Value::text(Some(if is_group { "groupe" } else { "ptce" })),
            "nom" => match one.pole {
                Some(pole) => Value::text(actors.name(pole)),
                None => Value::text(Some(&self.territory(Level::Commune, one.commune).name)),
            },
            "commune" => Value::text(Some(&self.territory(Level::Commune, one.commune).code)),
            "bassin" => Value::text(self.bassin(one).map(|bassin| bassin.code.as_str())),
            "bassin_nom" => Value::text(self.bassin(one).map(|bassin| bassin.name.as_str())),
            "retenu" => of_group(Value::Boolean(one.is_kept())),
            "ecarte" => Value::text(set_aside(one).map(|(word, _)| word)),
            "acteurs" => Value::Integer(one.group.members.len() as i64),
            "membres" => Value::List(one.group.members.iter().map(|&row| actors.id(row)).collect()),
            "membres_inconnus" => {
                if is_group {
                    Value::Null
                } else {
                    Value::Integer(i64::from(one.unknown_members))
                }
            }
            "sans_lieu" => Value::Integer(i64::from(one.placeless)),
            "classe" => Value::text(Some(one.group.class.word())),
            "eps_m" => of_group(Value::Number(one.group.eps)),
            "diametre_m" => Value::Number(one.group.diameter.round()),
            "familles" => Value::Integer(i64::from(one.group.families_met())),
            "familles_egales" => Value::Number(one.group.hill()),
            "maillons" => Value::List(
                stages(self.snapshot, &one.group.members).into_iter().map(|s| stage(s)[0]).collect(),
            ),
            "composition" => Value::text(Some(one.composition.all.word())),
            "personnes_morales" => Value::Integer(one.composition.persons as i64),
            "siege_ess" => Value::text(Some(one.composition.ess.word())),
            "siege_autre" => Value::text(Some(one.composition.other.word())),
            "siege_public_ou_savoir" => Value::text(Some(one.composition.third.word())),
            "fonctions" => {
                chance.map_or(Value::Null, |chance| Value::Integer(chance.functions.observed as i64))
            }
            "fonctions_attendues" => functions(|found| found.expected),
            "plus_que" => functions(Tested::above),
            "p_fonctions" => functions(Tested::p_more),
            "noyau" => Value::List(
                core.map_or(Vec::new(), |c| c.members.iter().map(|&row| actors.id(row)).collect()),
            ),
            "noyau_fonctions" => {
                core.map_or(Value::Null, |core| Value::Integer(core.functions.observed as i64))
            }
            "noyau_attendues" => of_core(|found| found.expected),
            "noyau_tirages" => core.map_or(Value::Null, |core| Value::Integer(core.functions.draws.into())),
            "p" => of_core(Tested::p_more),
            "p_familles" => maybe(chance.map(|chance| chance.families.p_more())),
            "p_familles_egales" => maybe(chance.map(|chance| chance.hill.p_more())),
            "q" => maybe(core.and_then(|core| core.adjusted)),
            "ressort" => of_group(Value::Boolean(one.group.stands_out(self.settings))),
            "accord_hdbscan" => maybe(self.opinions[row as usize]),
            "indice" => maybe(one.score.as_ref().map(|score| score.score)),
            "indice_connu" => maybe(one.score.as_ref().map(|score| score.known)),
            "part_diversite" => part(Part::Mix),
            "part_maillons" => part(Part::Stages),
            "part_ancrage" => part(Part::Anchor),
            "part_hasard" => part(Part::Chance),
            "part_besoin" => part(Part::Need),
            "part_liens" => part(Part::Ties),
            "ancrage" => Value::text(one.anchor.map(|anchor| actors.id(anchor.actor))),
            "ancrage_nom" => Value::text(one.anchor.and_then(|anchor| actors.name(anchor.actor))),
            "roles_manquants" => Value::List(one.lacks.iter().map(|lack| stage(lack.stage)[0]).collect()),
            "plus_proches" => Value::List(
                one.lacks.iter().map(|lack| lack.nearest.map_or("?", |near| actors.id(near.0))).collect(),
            ),
            "plus_proches_m" => far(one),
            "why" => Value::Text(said(self.snapshot, self.settings, one)[0].clone().into()),
            "why_en" => Value::Text(said(self.snapshot, self.settings, one)[1].clone().into()),
            "tirages" => Value::Integer(i64::from(self.settings.draws)),
            "graine" => Value::Integer(self.settings.seed as i64),
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&self.snapshot.manifest.id)),
        }
    }
}

fn far(one: &Described) -> Value<'_> {
    let meters = one
        .lacks
        .iter()
        .map(|lack| lack.nearest.map_or("?".to_owned(), |(_, meters)| format!("{meters:.0}")));
    Value::Text(meters.collect::<Vec<_>>().join("|").into())
}

fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}
