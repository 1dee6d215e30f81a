//! Partners as a table of features: one row a partner of a list, one for a list that has none, one a
//! partner already known.

use crate::analysis::allies::{Allies, Ally, METHOD};
use crate::analysis::allies_told::{ally, ends, minutes_band, none, reliability};
use crate::analysis::ally_bonds::Origin;
use crate::analysis::cooperation::{Exclusion, List, Part};
use crate::analysis::told;
use crate::api::analyses::allies_asked::{AlliesAsked, Who};
use crate::domain::function::FunctionId;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::network::travel::Ends;
use crate::snapshot::Snapshot;

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllyRow {
    Ally {
        list: List,
        rank: usize,
    },
    Nobody {
        list: List,
    },
    /// A rank among those known.
    Known(usize),
}

/// Some rows of an answer.
pub struct AllyTable<'a> {
    pub snapshot: &'a Snapshot,
    pub asked: &'a AlliesAsked,
    pub found: &'a Allies,
    pub rows: Vec<AllyRow>,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "list and rank, or known tie and actor"),
    column(
        "reponse",
        Type::Text,
        "partenaire, aucun (the list is empty: why says where there are some) or lien-connu",
    ),
    column(
        "liste",
        Type::Text,
        "chaine (who completes) or mutualisation (who is alike): two lists, never added",
    ),
    column(
        "rang",
        Type::Integer,
        "from 1 in its list: the first twenty so that they do not all say the same, then by score",
    ),
    column("why", Type::Text, "the reason, in a French sentence"),
    column("why_en", Type::Text, "the reason, in an English sentence"),
    column("acteur", Type::Text, "the partner, as in the collection acteurs"),
    column("nom", Type::Text, "its name, where one is published"),
    column("commune", Type::Text, "code of its commune"),
    column("commune_nom", Type::Text, "its commune"),
    column("fonctions", Type::List, "keys of its functions"),
    column("minutes", Type::Number, "by car from the seeker's commune to its commune"),
    column("minutes_de", Type::Number, "nine ways in ten are longer; null where a router told the minutes"),
    column("minutes_a", Type::Number, "nine ways in ten are shorter; null where a router told the minutes"),
    column("score", Type::Number, "0 to 100: the sum of the six parts below; an order, no probability"),
    column("proximite", Type::Number, "the gate: 2^(−minutes / half-life)"),
    column("demi_vie", Type::Number, "the half-life in minutes; null where distance counts for nothing"),
    column("complementarite", Type::Number, "points of the score: one makes what the other uses"),
    column("besoins", Type::Number, "points: they declare the same needs, or do nearly the same"),
    column("manque", Type::Number, "points: what it brings is wanting in the bassin de vie"),
    column("reseau", Type::Number, "points: partners in common"),
    column("taille", Type::Number, "points: of comparable size"),
    column("nouveaute", Type::Number, "points: few known partners are of its kind"),
    column("inconnus", Type::List, "parts that are a convention for what is not known"),
    column("donne", Type::Text, "key of the function that gives"),
    column("recoit", Type::Text, "key of the function that receives"),
    column("origine", Type::Text, "declare (by the catalogue), etapes (of a chain) or demande (looked for)"),
    column("produits", Type::Text, "meme-famille, inconnu (counts half) or sans-objet"),
    column(
        "echanges",
        Type::Text,
        "how much both activities trade: inconnu, since no symmetric input-output table was read; counts as the median rank",
    ),
    column("ressemblance", Type::Number, "cosine of functions or of activities, 0 to 1; null when unknown"),
    column(
        "besoins_communs",
        Type::Number,
        "declared needs of both over those of either, 0 to 1; null where one declares none",
    ),
    column("manque_fonction", Type::Text, "key of the function it brings that is most wanting"),
    column("manque_gravite", Type::Number, "probability of the gap × what is missing, 0 to 1"),
    column("partenaires_communs", Type::Integer, "known partners of both"),
    column("total", Type::Integer, "partners of the list within the minutes asked"),
    column("a_30", Type::Integer, "partners of the list within 30 minutes"),
    column("a_45", Type::Integer, "within 45 minutes"),
    column("a_60", Type::Integer, "within 60 minutes"),
    column("a_80", Type::Integer, "within 80 minutes"),
    column(
        "ecartes_unite_legale",
        Type::Integer,
        "left out of both lists: other establishments of the legal unit",
    ),
    column("ecartes_lien_connu", Type::Integer, "left out of both lists: partners already"),
    column(
        "ecartes_non_diffusibles",
        Type::Integer,
        "left out of both lists: in partial diffusion, or without a name that may be told",
    ),
    column("poids", Type::Text, "the weights of the list, which can be changed by the parameter weights"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of the weights is known, and whether the minutes were routed",
    ),
    column("method", Type::Text, "method and version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl AllyTable<'_> {
    fn ally(&self, row: AllyRow) -> Option<&Ally> {
        match row {
            AllyRow::Ally { list, rank } => self.found.lists[list as usize].allies.get(rank),
            AllyRow::Nobody { .. } | AllyRow::Known(_) => None,
        }
    }

    fn actor(&self, row: AllyRow) -> Option<u32> {
        match row {
            AllyRow::Known(at) => self.found.known.get(at).map(|known| known.actor),
            row => self.ally(row).map(|ally| ally.actor),
        }
    }

    /// What lies at both ends.
    fn ends(&self, actor: u32) -> Ends {
        let actors = &self.snapshot.actors;
        let here = match self.asked.who {
            Who::Actor(row) => actors.commune(row),
            Who::Project { commune, .. } => Some(commune),
        };
        ends(self.snapshot, here, actors.commune(actor))
    }

    fn why(&self, row: AllyRow) -> [String; 2] {
        match row {
            AllyRow::Known(_) => [
                "Déjà partenaires, selon une source.".to_owned(),
                "Partners already, by a source.".to_owned(),
            ],
            AllyRow::Nobody { list } => none(&self.found.lists[list as usize], f64::from(self.asked.minutes)),
            AllyRow::Ally { .. } => self.ally(row).map_or([String::new(), String::new()], |found| {
                ally(found, &self.snapshot.functions, self.ends(found.actor))
            }),
        }
    }

    fn poids(&self, list: List) -> String {
        let weights = self.asked.conventions.weights[list as usize].shares();
        let told = Part::ALL.into_iter().zip(weights);
        told.map(|(part, weight)| format!("{}:{weight:.3}", part.word())).collect::<Vec<_>>().join(",")
    }
}

impl Table for AllyTable<'_> {
    fn name(&self) -> &'static str {
        "partenaires"
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

    fn shape(&self, row: u32) -> Option<Shape<'_>> {
        let actor = self.actor(self.rows[row as usize])?;
        self.snapshot.actors.position(actor).map(Shape::Point)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (row, snapshot) = (self.rows[row as usize], self.snapshot);
        let (found, actor) = (self.ally(row), self.actor(row));
        let actors = &snapshot.actors;
        let commune = actor.and_then(|actor| actors.commune(actor));
        let commune = commune.map(|commune| snapshot.territories.get(Level::Commune, commune));
        let (list, rank) = match row {
            AllyRow::Ally { list, rank } => (Some(list), Some(rank + 1)),
            AllyRow::Nobody { list } => (Some(list), None),
            AllyRow::Known(_) => (None, None),
        };
        let text = |text: String| Value::Text(text.into());
        let number = |value: Option<f64>| value.map_or(Value::Null, Value::Number);
        let count = |value: Option<u64>| value.map_or(Value::Null, |value| Value::Integer(value as i64));
        let key = |id: Option<FunctionId>| Value::text(id.map(|id| snapshot.functions.get(id).key.as_str()));
        let points = |part: Part| number(found.map(|ally| ally.score.contributions[part as usize]));
        let listed = list.map(|list| &self.found.lists[list as usize]);
        let within = |at: usize| count(listed.map(|listed| listed.within[at]));
        let excluded = |why: Exclusion| count(Some(self.found.excluded[why as usize]));
        let bound = found.and_then(|ally| ally.fit.bound);
        let band = found.and_then(|ally| minutes_band(ally.way, self.ends(ally.actor)));
        let known = match row {
            AllyRow::Known(at) => self.found.known.get(at).and_then(|known| known.minutes),
            _ => None,
        };
        match COLUMNS[column].name {
            "id" => match (list, rank, actor) {
                (Some(list), Some(rank), _) => text(format!("{}:{rank}", list.word())),
                (Some(list), None, _) => text(list.word().to_owned()),
                (None, _, actor) => {
                    text(format!("lien-connu:{}", actor.map_or("", |actor| actors.id(actor))))
                }
            },
            "reponse" => Value::text(Some(match row {
                AllyRow::Ally { .. } => "partenaire",
                AllyRow::Nobody { .. } => "aucun",
                AllyRow::Known(_) => "lien-connu",
            })),
            "liste" => Value::text(list.map(List::word)),
            "rang" => count(rank.map(|rank| rank as u64)),
            "why" => text(self.why(row)[0].clone()),
            "why_en" => text(self.why(row)[1].clone()),
            "acteur" => Value::text(actor.map(|actor| actors.id(actor))),
            "nom" => Value::text(actor.and_then(|actor| actors.name(actor))),
            "commune" => Value::text(commune.map(|commune| commune.code.as_str())),
            "commune_nom" => Value::text(commune.map(|commune| commune.name.as_str())),
            "fonctions" => actor.map_or(Value::Null, |actor| {
                Value::List(
                    actors
                        .functions(actor)
                        .iter()
                        .map(|id| snapshot.functions.get(id).key.as_str())
                        .collect(),
                )
            }),
            "minutes" => number(found.map(|ally| ally.way.minutes).or(known)),
            "minutes_de" => number(band.map(|band| band[0])),
            "minutes_a" => number(band.map(|band| band[1])),
            "score" => number(found.map(|ally| ally.score.total)),
            "proximite" => number(found.map(|ally| ally.score.gate)),
            // What is not finite is null in every format.
            "demi_vie" => number(found.map(|ally| ally.fit.half_life)),
            "complementarite" => points(Part::Complementarity),
            "besoins" => points(Part::Similarity),
            "manque" => points(Part::Gap),
            "reseau" => points(Part::Closure),
            "taille" => points(Part::Size),
            "nouveaute" => points(Part::Novelty),
            "inconnus" => found.map_or(Value::Null, |ally| {
                let parts = Part::ALL.into_iter().zip(ally.score.factors);
                Value::List(
                    parts.filter(|(_, factor)| !factor.is_known).map(|(part, _)| part.word()).collect(),
                )
            }),
            "donne" => key(bound.map(|bound| bound.bond.giver)),
            "recoit" => key(bound.map(|bound| bound.bond.receiver)),
            "origine" => Value::text(bound.map(|bound| match bound.bond.origin {
                Origin::Asked => "demande",
                Origin::Declared => "declare",
                Origin::Stages => "etapes",
            })),
            "produits" => Value::text(bound.map(|bound| bound.agreement.word())),
            "echanges" => Value::text(bound.map(|_| "inconnu")),
            "ressemblance" => number(found.and_then(|ally| ally.fit.likeness)),
            "besoins_communs" => number(found.and_then(|ally| ally.fit.needs)),
            "manque_fonction" => key(found.and_then(|ally| Some(ally.fit.gap?.0))),
            "manque_gravite" => number(found.and_then(|ally| Some(ally.fit.gap?.1))),
            "partenaires_communs" => count(found.map(|ally| ally.shared as u64)),
            "total" => count(listed.map(|listed| listed.total)),
            "a_30" => within(0),
            "a_45" => within(1),
            "a_60" => within(2),
            "a_80" => within(3),
            "ecartes_unite_legale" => excluded(Exclusion::SameLegalUnit),
            "ecartes_lien_connu" => excluded(Exclusion::KnownTie),
            "ecartes_non_diffusibles" => excluded(Exclusion::Masked),
            "poids" => list.map_or(Value::Null, |list| text(self.poids(list))),
            "reliability" => {
                Value::text(found.map(|ally| told::reliability(reliability(ally, &self.asked.conventions))))
            }
            "method" => Value::text(Some(METHOD)),
            _ => Value::text(Some(&snapshot.manifest.id)),
        }
    }
}
