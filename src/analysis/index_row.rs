//! What is told of a territory by an index, cell by cell.

use sha2::{Digest, Sha256};

use crate::analysis::amounts::{Amount, Scale};
use crate::analysis::indices::{Explained, Index, METHOD};
use crate::analysis::indices_told::{english, french, known, reliability};
use crate::analysis::standings::Standings;
use crate::domain::level::Level;
use crate::formats::table::Value;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::territories::Territory;

/// Bytes of a checksum that tell two definitions apart.
const VERSION: usize = 8;

/// The territories of a scale by an index.
pub struct IndexRows<'a> {
    pub snapshot: &'a Snapshot,
    pub index: &'a Index,
    pub scale: Scale,
    pub standings: &'a Standings,
    version: String,
    sources: Vec<&'static str>,
}

/// The version of a definition with its weights: the same for all that decides a score.
#[must_use]
pub fn version(snapshot: &Snapshot, index: &Index) -> String {
    hex(&Sha256::digest(index.spelled(&snapshot.functions))[..VERSION])
}

/// The sources that were read and can tell what an index counts.
#[must_use]
pub fn sources(snapshot: &Snapshot, index: &Index) -> Vec<&'static str> {
    let mut sources: Vec<&'static str> = Vec::new();
    for recipe in &index.recipes {
        if let Amount::Subject(subject) | Amount::Within { subject, .. } = recipe.part {
            sources.extend(subject.sources(snapshot));
        }
    }
    sources.sort_unstable();
    sources.dedup();
    sources
}

impl<'a> IndexRows<'a> {
    /// Of standings that were found for this index and scale.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, index: &'a Index, scale: Scale, standings: &'a Standings) -> Self {
        let (version, sources) = (version(snapshot, index), sources(snapshot, index));
        Self { snapshot, index, scale, standings, version, sources }
    }

    /// Why a territory has its score.
    #[must_use]
    pub fn explained(&self, row: u32) -> Option<Explained> {
        self.index.explained(&self.standings.rows[row as usize])
    }

    /// `None` for the whole country.
    #[must_use]
    pub fn territory(&self, row: u32) -> Option<&'a Territory> {
        match self.scale {
            Scale::Level(level) => Some(self.snapshot.territories.get(level, row)),
            Scale::Country => None,
        }
    }

    /// The code of a territory, or what stands for the whole country.
    #[must_use]
    pub fn code(&self, row: u32) -> &'a str {
        self.territory(row).map_or("tout", |territory| territory.code.as_str())
    }

    fn population(&self, row: u32) -> u64 {
        let country = || {
            let communes = self.snapshot.territories.of(Level::Commune);
            communes.iter().map(|commune| commune.population).sum()
        };
        self.territory(row).map_or_else(country, |territory| territory.population)
    }

    /// A cell, by its column; sentences are made of why the territory has its score.
    #[must_use]
    pub fn value(&self, row: u32, explained: Option<&Explained>, name: &str) -> Value<'_> {
        let Self { index, standings, .. } = *self;
        let values = &standings.rows[row as usize];
        let place = standings.places[row as usize];
        let whole = |number: Option<u32>| number.map_or(Value::Null, |number| Value::Integer(number.into()));
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let text = |text: String| Value::Text(text.into());
        let by_people = explained.and_then(|explained| explained.by_people);
        match name {
            "id" => text(format!("{}:{}:{}", index.named.key, self.scale.word(), self.code(row))),
            "niveau" => Value::text(Some(self.scale.word())),
            "code" => Value::text(Some(self.code(row))),
            "nom" => Value::text(Some(self.territory(row).map_or("Ensemble", |t| t.name.as_str()))),
            "indice" => Value::text(Some(&index.named.key)),
            "version" => Value::text(Some(&self.version)),
            "population" => Value::Integer(self.population(row) as i64),
            "score" => number(standings.scores[row as usize]),
            "connu" => Value::Number(known(index, values)),
            "classe" => whole(place.map(|place| place.class)),
            "classe_tenue" => number(place.map(|place| place.same_class)),
            "premier_dixieme" => number(place.map(|place| place.first_tenth)),
            "rang_haut" => whole(place.map(|place| place.interval.low)),
            "rang_median" => whole(place.map(|place| place.interval.median)),
            "rang_bas" => whole(place.map(|place| place.interval.high)),
            "rangs_departages" => Value::Boolean(standings.are_ranks_told),
            "classes" => Value::Integer(standings.scored.into()),
            "score_personnes_bas" => number(by_people.map(|scores| scores[0])),
            "score_personnes_haut" => number(by_people.map(|scores| scores[1])),
            "reliability" => Value::text(Some(reliability(known(index, values)))),
            "sources" => Value::List(self.sources.clone()),
            "why" => text(french(index, standings, row as usize, explained)),
            "why_en" => text(english(index, standings, row as usize, explained)),
            "tirages" => Value::Integer(standings.draws.into()),
            "graine" => Value::Integer(index.seed as i64),
            "method" => Value::text(Some(METHOD)),
            "snapshot" => Value::text(Some(&self.snapshot.manifest.id)),
            _ => Value::Null,
        }
    }
}
