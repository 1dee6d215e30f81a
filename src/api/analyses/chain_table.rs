//! Chains as a table of features: one row a chain, stage and territory.

use crate::analysis::chain_lines::{At, Chains, Link};
use crate::analysis::chains::METHOD;
use crate::analysis::chains_told::{english, french, remedy_word, stage_labels, word};
use crate::analysis::completeness::Held;
use crate::analysis::links::Holder;
use crate::analysis::told;
use crate::api::analyses::sheet::Drawn;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some links of the chains of a level, in an order.
pub struct ChainTable<'a> {
    pub snapshot: &'a Snapshot,
    pub chains: &'a Chains,
    pub rows: Vec<At>,
    pub drawn: Drawn,
}

const fn column(name: &'static str, kind: Type, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = &[
    column("id", Type::Text, "chain, stage and territory"),
    column("niveau", Type::Text, "level of the territory"),
    column("code", Type::Text, "code of the territory"),
    column("nom", Type::Text, "name of the territory"),
    column("filiere", Type::Text, "key of the chain"),
    column("filiere_nom", Type::Text, "the chain in French"),
    column(
        "etape",
        Type::Text,
        "the stage: production, collection, processing, storage, distribution or catering",
    ),
    column("etape_nom", Type::Text, "the stage in French"),
    column(
        "etat",
        Type::Text,
        "tenu (somebody is known), aucun-connu (nobody known, though it was looked for) or inconnu (what was read cannot tell)",
    ),
    column("compte", Type::Integer, "known here, those in partial diffusion included; null where unknown"),
    column("acteurs", Type::List, "ids of some of them, never of those in partial diffusion"),
    column("noms", Type::Text, "their names, of those that have one"),
    column(
        "necessaire",
        Type::Boolean,
        "nobody known, and the best path of the chain passes here all the same",
    ),
    column("completude_min", Type::Number, "share of the stages of the best path that are held, 0 to 1"),
    column(
        "completude_max",
        Type::Number,
        "the same if all that is unknown were held, on the path that is best then",
    ),
    column("attendu", Type::Number, "how many its people would have at the rate of the whole country"),
    column(
        "action",
        Type::Text,
        "of a stage that nobody known holds: lien (a holder within 60 minutes) or creation (none)",
    ),
    column("depuis", Type::Text, "the commune where most people live: minutes are told from there"),
    column(
        "proche_id",
        Type::Text,
        "where nobody is known here, the nearest holder outside within 80 minutes",
    ),
    column("proche_nom", Type::Text, "its name, where it has one"),
    column("proche_commune", Type::Text, "its commune"),
    column("proche_minutes", Type::Number, "minutes to it"),
    column("second_id", Type::Text, "the second nearest"),
    column("second_nom", Type::Text, "its name, where it has one"),
    column("second_commune", Type::Text, "its commune"),
    column("second_minutes", Type::Number, "minutes to it"),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column(
        "reliability",
        Type::Text,
        "bonne, moyenne or faible: what share of what can tell it was read and placed",
    ),
    column("sources", Type::List, "sources that were read and can tell it"),
    column("sans_lieu", Type::Integer, "known in the country, in no known commune"),
    column("why", Type::Text, "the state in a French sentence"),
    column("why_en", Type::Text, "the state in an English sentence"),
    column("method", Type::Text, "the method and its version"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl ChainTable<'_> {
    fn territory(&self, row: u32) -> &Territory {
        self.snapshot.territories.get(self.chains.level, self.rows[row as usize].territory)
    }

    fn commune(&self, row: Option<u32>) -> Option<&str> {
        row.map(|row| self.snapshot.territories.get(Level::Commune, row).name.as_str())
    }

    /// What is told of a holder outside, by the end of a column.
    fn holder(&self, holder: Option<&Holder>, what: &str) -> Value<'_> {
        let Some(holder) = holder else { return Value::Null };
        let actors = &self.snapshot.actors;
        match what {
            "id" => Value::text(Some(actors.id(holder.actor))),
            "nom" => Value::text(actors.name(holder.actor)),
            "commune" => Value::text(self.commune(actors.commune(holder.actor))),
            _ => holder.minutes.map_or(Value::Null, Value::Number),
        }
    }
}

impl Table for ChainTable<'_> {
    fn name(&self) -> &'static str {
        "maillons"
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
        let territory = self.territory(row);
        match self.drawn {
            Drawn::Area => (!territory.area.0.is_empty()).then_some(Shape::Area(&territory.area)),
            Drawn::Point => Some(Shape::Point(territory.point)),
        }
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let at = self.rows[row as usize];
        let (territory, level) = (self.territory(row), self.chains.level);
        let chain = &self.snapshot.functions.chains()[at.chain];
        let stage = chain.stages[at.stage].stage;
        let (line, link) = (self.chains.line(at), self.chains.link(at));
        let observed = &self.chains.found[at.chain].observed[at.stage];
        let actors = &self.snapshot.actors;
        let text = |text: String| Value::Text(text.into());
        match COLUMNS[column].name {
            "id" => text(format!("{}:{}:{}:{}", chain.key, stage.word(), level.word(), territory.code)),
            "niveau" => Value::text(Some(level.word())),
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "filiere" => Value::text(Some(&chain.key)),
            "filiere_nom" => Value::text(Some(&chain.label_fr)),
            "etape" => Value::text(Some(stage.word())),
            "etape_nom" => Value::text(Some(stage_labels(stage)[0])),
            "etat" => Value::text(Some(word(link.held))),
            "compte" => count(link),
            "acteurs" => Value::List(link.named.iter().map(|&row| actors.id(row)).collect()),
            "noms" => names(link.named.iter().filter_map(|&row| actors.name(row)).collect()),
            "necessaire" => Value::Boolean(link.is_needed),
            "completude_min" => line.completeness.as_ref().map_or(Value::Null, |c| Value::Number(c.least)),
            "completude_max" => line.completeness.as_ref().map_or(Value::Null, |c| Value::Number(c.most)),
            "attendu" => link.expected.map_or(Value::Null, Value::Number),
            "action" => Value::text(link.remedy().as_ref().map(remedy_word)),
            "depuis" => Value::text(self.commune(self.chains.origins[at.territory as usize])),
            "trajets_estimes" => self.chains.share_estimated.map_or(Value::Null, Value::Number),
            "reliability" => Value::text(Some(told::reliability(observed.reliability()))),
            "sources" => Value::List(observed.sources.clone()),
            "sans_lieu" => Value::Integer(observed.unplaced as i64),
            "why" => text(french(self.snapshot, self.chains, at)),
            "why_en" => text(english(self.snapshot, self.chains, at)),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            name => match name.split_once('_') {
                Some(("proche", what)) => self.holder(link.outside.first(), what),
                Some(("second", what)) => self.holder(link.outside.get(1), what),
                _ => Value::Null,
            },
        }
    }
}

/// A name may hold anything: no list.
fn names(names: Vec<&str>) -> Value<'static> {
    if names.is_empty() { Value::Null } else { Value::Text(names.join(" · ").into()) }
}

/// None known is a count; not known is none.
fn count(link: &Link) -> Value<'static> {
    if link.held == Held::Unknown { Value::Null } else { Value::Integer(link.count.into()) }
}
