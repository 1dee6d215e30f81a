//! Chains as a table of features: one row a chain, stage and territory.

use crate::analysis::chain_lines::{At, Chains, Link};
use crate::analysis::chains::METHOD;
use crate::analysis::chains_told::{english, french, remedy_word, stage_labels, word};
use crate::analysis::completeness::Held;
use crate::analysis::drawn::Drawn;
use crate::analysis::links::Holder;
use crate::analysis::told;
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::found_columns;
use crate::snapshot::territories::Territory;

/// Some links of the chains of a level, in an order.
pub struct ChainTable<'a> {
    pub snapshot: &'a Snapshot,
    pub chains: &'a Chains,
    pub rows: Vec<At>,
    pub drawn: Drawn,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = found_columns::CHAINS;

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
