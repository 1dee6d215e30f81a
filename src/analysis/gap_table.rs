//! Gaps as a table of features: one row a function and territory.

use std::sync::Arc;

use crate::analysis::access::Reach;
use crate::analysis::drawn::Drawn;
use crate::analysis::gaps::{Gap, Gaps, METHOD};
use crate::analysis::hotspots::Company;
use crate::analysis::supply::{Judged, METHOD as SUPPLY};
use crate::analysis::told::{english, french, likeness, reliability, word};
use crate::domain::level::Level;
use crate::formats::table::{Column, Shape, ShapeKind, Table, Value};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::found_columns;
use crate::snapshot::territories::Territory;

/// Some gaps of a level, in an order.
pub struct GapTable<'a> {
    pub snapshot: &'a Snapshot,
    pub level: Level,
    pub gaps: &'a [Arc<Gaps>],
    /// A rank in `gaps` and a row of the level.
    pub rows: Vec<(usize, u32)>,
    pub drawn: Drawn,
}

/// The columns, in the order served.
pub const COLUMNS: &[Column] = found_columns::GAPS;

impl GapTable<'_> {
    fn of(&self, row: u32) -> (&Gaps, &Gap, &Territory) {
        let (rank, row) = self.rows[row as usize];
        let gaps = &self.gaps[rank];
        (gaps, &gaps.territories[row as usize], self.snapshot.territories.get(self.level, row))
    }
}

impl Table for GapTable<'_> {
    fn name(&self) -> &'static str {
        "lacunes"
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
        self.drawn.of(self.of(row).2)
    }

    fn value(&self, row: u32, column: usize) -> Value<'_> {
        let (gaps, gap, territory) = self.of(row);
        let name = COLUMNS[column].name;
        let key = gaps.subject.key(self.snapshot);
        let text = |text: String| Value::Text(text.into());
        match name {
            "id" => text(format!("{key}:{}:{}", self.level.word(), territory.code)),
            "niveau" => Value::text(Some(self.level.word())),
            "code" => Value::text(Some(&territory.code)),
            "nom" => Value::text(Some(&territory.name)),
            "fonction" => Value::text(Some(key)),
            "libelle" => Value::text(Some(gaps.subject.labels(self.snapshot)[0])),
            "verdict" => Value::text(Some(word(gap.verdict()))),
            "population" => Value::Integer(gap.population as i64),
            "compte" if gaps.observed.is_measured() => Value::Integer(gap.count as i64),
            "compte" => Value::Null,
            "pairs" => Value::Integer(gap.peers as i64),
            "pairs_selon" => Value::text(Some(likeness(gap.likeness))),
            "trajets_estimes" => gaps.share_estimated.map_or(Value::Null, Value::Number),
            "chaud_froid" => maybe(gap.around.hot),
            "chaud_froid_p" => maybe(gap.around.adjusted_p),
            "voisinage" => Value::text(gap.around.company.map(company)),
            "isole" => Value::Boolean(gap.is_isolated()),
            "reliability" => Value::text(Some(reliability(gaps.reliability()))),
            "sources" => Value::List(gaps.observed.sources.clone()),
            "sans_lieu" => Value::Integer(gaps.observed.unplaced as i64),
            "why" => text(french(gaps, gap)),
            "why_en" => text(english(gaps, gap)),
            "method" => text(format!("{METHOD} ({SUPPLY})")),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            name => {
                let judged = gap.finding.ok();
                maybe(
                    judged.and_then(|j| figure(name, gap, &j)).or_else(|| reached(name, gap.reach.as_ref())),
                )
            }
        }
    }
}

fn maybe(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Number)
}

/// A figure of the comparison, by its column; rates per 10,000.
fn figure(name: &str, gap: &Gap, judged: &Judged) -> Option<f64> {
    match name {
        "attendu" => Some(judged.expected),
        "ecart" => Some(gap.count as f64 - judged.expected),
        "taux" => Some(judged.rate * 1e4),
        "taux_lisse" => Some(judged.smoothed * 1e4),
        "taux_bas" => Some(judged.interval.low * 1e4),
        "taux_haut" => Some(judged.interval.high * 1e4),
        "rapport_pairs" => Some(judged.ratio),
        "rapport_pays" => Some(judged.ratio_to_country),
        "p_manque" => Some(judged.below),
        "p_plus" => Some(judged.above),
        "p_ajuste" => judged.adjusted_p,
        _ => None,
    }
}

/// A figure of access, by its column; access per 10,000.
fn reached(name: &str, reach: Option<&[Reach; 3]>) -> Option<f64> {
    let [as_said, shorter, longer] = reach?;
    match name {
        "acces" => Some(as_said.mean * 1e4),
        "acces_dixieme" => Some(as_said.tenth * 1e4),
        "hors_portee" => Some(as_said.beyond),
        "acces_moins_loin" => Some(shorter.mean * 1e4),
        "hors_portee_moins_loin" => Some(shorter.beyond),
        "acces_plus_loin" => Some(longer.mean * 1e4),
        "hors_portee_plus_loin" => Some(longer.beyond),
        _ => None,
    }
}

fn company(company: Company) -> &'static str {
    match company {
        Company::HighAmongHigh => "bien-parmi-bien",
        Company::LowAmongLow => "peu-parmi-peu",
        Company::HighAmongLow => "bien-parmi-peu",
        Company::LowAmongHigh => "peu-parmi-bien",
    }
}
