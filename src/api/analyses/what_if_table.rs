//! What would change, as a table of features: one row a territory, before and after.

use crate::analysis::chains_told;
use crate::analysis::drawn::Drawn;
use crate::analysis::gaps::METHOD as GAPS;
use crate::analysis::supply::Judged;
use crate::analysis::told::{grouped, plain, reliability, word};
use crate::analysis::what_if::{Change, Effect, Effects, METHOD, State};
use crate::analysis::what_if_chains::{Turn, told_turn};
use crate::api::analyses::what_if_asked::spelled;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Type, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territory;

/// Some effects, in an order.
pub struct WhatIfTable<'a> {
    pub snapshot: &'a Snapshot,
    pub effects: &'a Effects,
    pub turns: &'a [Turn],
    pub changes: &'a [Change],
    /// Ranks in the effects.
    pub rows: Vec<u32>,
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
    column("arrivees", Type::Text, "who comes: codes of communes, with `*` and how many where several do"),
    column("departs", Type::Text, "who leaves, told alike"),
    column("population", Type::Integer, "inhabitants, whatever their age"),
    column("compte_avant", Type::Integer, "known today"),
    column("compte_apres", Type::Integer, "after the change"),
    column("attendu_avant", Type::Number, "how many the rate of the peers gives here today"),
    column("attendu_apres", Type::Number, "after: the peers' rate changes too, a little"),
    column("verdict_avant", Type::Text, "what is said today, as in /analyses/gaps"),
    column("verdict_apres", Type::Text, "what would be said"),
    column("p_manque_avant", Type::Number, "probability of a gap today"),
    column("p_manque_apres", Type::Number, "the same after"),
    column("acces_avant", Type::Number, "within reach per 10,000 inhabitants today (E2SFCA)"),
    column("acces_apres", Type::Number, "the same after"),
    column("hors_portee_avant", Type::Number, "share of inhabitants with none within reach today"),
    column("hors_portee_apres", Type::Number, "the same after"),
    column("habitants_gagnes", Type::Integer, "inhabitants who have none within reach and would have one"),
    column("habitants_perdus", Type::Integer, "inhabitants who have one within reach and would have none"),
    column(
        "filieres",
        Type::Text,
        "stages of chains that turn: chain:stage:before:after, as in /analyses/chains, joined by commas",
    ),
    column("trajets_estimes", Type::Number, "share of the ways between communes told by distance alone"),
    column("reliability", Type::Text, "as in /analyses/gaps"),
    column("sources", Type::List, "sources that were read and can tell it"),
    column("why", Type::Text, "what changes in a French sentence"),
    column("why_en", Type::Text, "what changes in an English sentence"),
    column("method", Type::Text, "methods and their versions"),
    column("snapshot", Type::Text, "the snapshot that it was computed from"),
];

impl WhatIfTable<'_> {
    fn of(&self, row: u32) -> (&Effect, &Territory) {
        let effect = &self.effects.territories[self.rows[row as usize] as usize];
        (effect, self.snapshot.territories.get(self.effects.level, effect.territory))
    }

    fn turns_of(&self, effect: &Effect) -> impl Iterator<Item = &Turn> {
        self.turns.iter().filter(|turn| turn.territory == effect.territory)
    }

    /// What becomes of chains, in French (0) or in English (1).
    fn chains_in(&self, language: usize, effect: &Effect) -> String {
        self.turns_of(effect).map(|turn| format!(" {}", told_turn(self.snapshot, turn)[language])).collect()
    }

    fn moved(&self, sign: i32) -> String {
        let of = self.changes.iter().filter(|change| change.by.signum() == sign);
        of.map(|change| spelled(&self.snapshot.territories, change)).collect::<Vec<_>>().join(",")
    }
}

impl Table for WhatIfTable<'_> {
    fn name(&self) -> &'static str {
        "et-si"
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
        self.drawn.of(self.of(row).1)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (effect, territory) = self.of(row);
        let Effects { subject, level, observed, share_estimated, .. } = self.effects;
        let key = subject.key(self.snapshot);
        let text = |text: String| Value::Text(text.into());
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let judged = |state: &State, of: fn(&Judged) -> f64| number(state.finding.ok().as_ref().map(of));
        let Effect { before, after, .. } = effect;
        match COLUMNS[column].name {
            "id" => text(format!("{key}:{}:{}", level.word(), territory.code)),
            "niveau" => Value::text(Some(level.word())),
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "fonction" => Value::text(Some(key)),
            "libelle" => Value::text(Some(subject.labels(self.snapshot)[0])),
            "arrivees" => text(self.moved(1)),
            "departs" => text(self.moved(-1)),
            "population" => Value::Integer(effect.population as i64),
            "compte_avant" => Value::Integer(before.count as i64),
            "compte_apres" => Value::Integer(after.count as i64),
            "attendu_avant" => judged(before, |judged| judged.expected),
            "attendu_apres" => judged(after, |judged| judged.expected),
            "verdict_avant" => Value::text(Some(word(before.verdict()))),
            "verdict_apres" => Value::text(Some(word(after.verdict()))),
            "p_manque_avant" => judged(before, |judged| judged.below),
            "p_manque_apres" => judged(after, |judged| judged.below),
            "acces_avant" => number(before.reach.map(|reach| reach.mean * 1e4)),
            "acces_apres" => number(after.reach.map(|reach| reach.mean * 1e4)),
            "hors_portee_avant" => number(before.reach.map(|reach| reach.beyond)),
            "hors_portee_apres" => number(after.reach.map(|reach| reach.beyond)),
            "habitants_gagnes" => Value::Integer(effect.reached as i64),
            "habitants_perdus" => Value::Integer(effect.lost as i64),
            "filieres" => {
                let told = self.turns_of(effect).map(|turn| spelled_turn(self.snapshot, turn));
                text(told.collect::<Vec<_>>().join(","))
            }
            "trajets_estimes" => number(*share_estimated),
            "reliability" => Value::text(Some(reliability(observed.reliability()))),
            "sources" => Value::List(observed.sources.clone()),
            "why" => text(french(effect) + &self.chains_in(0, effect)),
            "why_en" => text(english(effect) + &self.chains_in(1, effect)),
            "method" => text(format!("{METHOD} ({GAPS})")),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            other => unreachable!("column {other} is not declared"),
        }
    }
}

/// A turn in one word.
fn spelled_turn(snapshot: &Snapshot, turn: &Turn) -> String {
    let chain = &snapshot.functions.chains()[turn.chain];
    let stage = chain.stages[turn.stage].stage.word();
    let [before, after] = [turn.before, turn.after].map(chains_told::word);
    format!("{}:{stage}:{before}:{after}", chain.key)
}

/// What changes, in French.
fn french(effect: &Effect) -> String {
    let Effect { before, after, reached, lost, .. } = effect;
    let verdict = match [before, after].map(|state| plain(state.verdict())[0]) {
        [one, other] if one == other => format!("ce qui est dit reste : {one}"),
        [one, other] => format!("ce qui est dit passe de « {one} » à « {other} »"),
    };
    let gained = match (reached, lost) {
        (0, 0) => "Personne n'en gagne ni n'en perd un à sa portée".to_owned(),
        (_, 0) => format!("{} habitants de plus en auraient un à leur portée", grouped(*reached, '\u{202f}')),
        (0, _) => format!("{} habitants n'en auraient plus à leur portée", grouped(*lost, '\u{202f}')),
        _ => format!(
            "{} habitants en gagneraient un à leur portée, {} en perdraient un",
            grouped(*reached, '\u{202f}'),
            grouped(*lost, '\u{202f}')
        ),
    };
    let access = match (before.reach, after.reach) {
        (Some(before), Some(after)) => {
            let number = |value: f64| format!("{:.3}", value * 1e4).replace('.', ",");
            format!(
                " ; à portée pour 10\u{202f}000 habitants : {} puis {}",
                number(before.mean),
                number(after.mean)
            )
        }
        _ => String::new(),
    };
    format!("Connus : {} puis {}. {gained}{access} ; {verdict}.", before.count, after.count)
}

/// What changes, in English.
fn english(effect: &Effect) -> String {
    let Effect { before, after, reached, lost, .. } = effect;
    let verdict = match [before, after].map(|state| plain(state.verdict())[1]) {
        [one, other] if one == other => format!("what is said stays: {one}"),
        [one, other] => format!("what is said goes from “{one}” to “{other}”"),
    };
    let gained = match (reached, lost) {
        (0, 0) => "Nobody gains or loses one within reach".to_owned(),
        (_, 0) => format!("{} more inhabitants would have one within reach", grouped(*reached, ',')),
        (0, _) => format!("{} inhabitants would have none within reach any more", grouped(*lost, ',')),
        _ => format!(
            "{} inhabitants would gain one within reach, {} would lose one",
            grouped(*reached, ','),
            grouped(*lost, ',')
        ),
    };
    let access = match (before.reach, after.reach) {
        (Some(before), Some(after)) => format!(
            "; within reach per 10,000 inhabitants: {:.3}, then {:.3}",
            before.mean * 1e4,
            after.mean * 1e4
        ),
        _ => String::new(),
    };
    format!("Known: {}, then {}. {gained}{access}; {verdict}.", before.count, after.count)
}
