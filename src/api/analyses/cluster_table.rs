//! Groups as a table of features: one row a group that could become a PTCE, or a known PTCE.

use crate::analysis::composition::Verdict;
use crate::analysis::drawn::Drawn;
use crate::analysis::groups::{METHOD, Settings, stages};
use crate::analysis::groups_described::Described;
use crate::analysis::groups_index::Part;
use crate::analysis::groups_told::{anchor, chance, composition, group, lacks, pole, shortfall, stage};
use crate::analysis::relabelling::Tested;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
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

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "groupe: and the lowest id of a member, or ptce: and the id of the PTCE"),
    column(
        "genre",
        Type::Text,
        "groupe (found here: it could become a PTCE, to be checked) or ptce (known as one)",
    ),
    column("nom", Type::Text, "name of the PTCE, or of the commune of most members"),
    column("commune", Type::Text, "code of that commune"),
    column("bassin", Type::Text, "code of its bassin de vie"),
    column("bassin_nom", Type::Text, "name of its bassin de vie"),
    column("retenu", Type::Boolean, "whether nothing speaks against it; null for a known PTCE"),
    column(
        "ecarte",
        Type::Text,
        "why a group is not kept: familles, diversite, maillons, etendue or composition",
    ),
    column("acteurs", Type::Integer, "members"),
    column("membres", Type::List, "ids of the members"),
    column("membres_inconnus", Type::Integer, "members of a PTCE that are no known actor"),
    column(
        "sans_lieu",
        Type::Integer,
        "actors of its communes known by their commune alone: never counted as members",
    ),
    column(
        "classe",
        Type::Text,
        "density of the communes it was looked for in: dense, intermediaire or rural",
    ),
    column(
        "eps_m",
        Type::Number,
        "how near is near, in meters: halved where a group was too wide; null for a PTCE",
    ),
    column("diametre_m", Type::Number, "longest way between two members, in meters as the crow flies"),
    column("familles", Type::Integer, "families of activity met, of 8"),
    column(
        "familles_egales",
        Type::Number,
        "as how many equal families they are mixed (Hill's number of order one)",
    ),
    column("maillons", Type::List, "stages of chains that members hold"),
    column("composition", Type::Text, "the test of decree 2015-431: rempli, non-rempli or indetermine"),
    column("personnes_morales", Type::Integer, "legal persons for sure"),
    column("siege_ess", Type::Text, "an enterprise of the ESS: rempli, non-rempli or indetermine"),
    column("siege_autre", Type::Text, "an enterprise outside the ESS, told alike"),
    column("siege_public_ou_savoir", Type::Text, "an authority, research or training centre, told alike"),
    column("fonctions", Type::Integer, "different functions (or families, where only activity is known)"),
    column("fonctions_attendues", Type::Number, "what chance makes of it, on average of the draws"),
    column(
        "plus_que",
        Type::Number,
        "share of groups as large, dealt over the same places, with fewer functions",
    ),
    column("p_fonctions", Type::Number, "(1 + draws with as many functions or more) / (1 + draws)"),
    column("p_familles", Type::Number, "the same of the number of families"),
    column("p_familles_egales", Type::Number, "the same of how mixed they are"),
    column(
        "noyau",
        Type::List,
        "ids of members a few minutes' walk from each other: of such cores the most mixed",
    ),
    column("noyau_fonctions", Type::Integer, "different functions of the core"),
    column("noyau_attendues", Type::Number, "what chance makes of it"),
    column("noyau_tirages", Type::Integer, "draws: more where few cannot tell"),
    column("p", Type::Number, "the same as p_fonctions, of the core"),
    column("q", Type::Number, "p adjusted over all cores of the snapshot (Benjamini and Hochberg)"),
    column("ressort", Type::Boolean, "whether q is at most 0.05"),
    column(
        "accord_hdbscan",
        Type::Number,
        "what the group and HDBSCAN's nearest cluster have in common of what either has, 0 to 1; null where too many stand around",
    ),
    column("indice", Type::Number, "0 to 100; the six parts add up to it"),
    column("indice_connu", Type::Number, "share of the weight that is known"),
    column("part_diversite", Type::Number, "what the mix of families gives, in points"),
    column("part_maillons", Type::Number, "what stages of chains give"),
    column("part_ancrage", Type::Number, "what somebody to carry it gives"),
    column("part_hasard", Type::Number, "what being mixed beyond chance gives"),
    column("part_besoin", Type::Number, "what meeting gaps of the bassin gives; null where none is known"),
    column("part_liens", Type::Number, "what recorded ties give; null where none is recorded"),
    column("ancrage", Type::Text, "id of who could carry it"),
    column("ancrage_nom", Type::Text, "its name"),
    column("roles_manquants", Type::List, "stages that nobody of it holds and somebody elsewhere does"),
    column("plus_proches", Type::List, "by missing role, the id of the nearest who has it"),
    column(
        "plus_proches_m",
        Type::Text,
        "by missing role, how far that one is, in meters as the crow flies, joined by |",
    ),
    column("why", Type::Text, "in French sentences"),
    column("why_en", Type::Text, "in English sentences"),
    column("tirages", Type::Integer, "how often kinds were dealt out anew"),
    column("graine", Type::Integer, "what the draws came from"),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

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
        COLUMNS
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
        match COLUMNS[column].name {
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
