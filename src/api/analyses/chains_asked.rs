//! A question about chains as it is asked: which chains and stages, where, in which state.

use axum::http::HeaderMap;

use crate::analysis::chains::METHOD;
use crate::analysis::chains_told::{STATES, word};
use crate::analysis::completeness::Held;
use crate::api::analyses::sheet::{Sheet, take_level};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, chain, stage, state, needed, geometry, limit, offset and f";

/// The question.
#[derive(Debug, Clone)]
pub struct ChainsAsked {
    pub zone: Option<Zone>,
    pub level: Level,
    /// By rank in the catalogue, in order.
    pub chains: Vec<usize>,
    /// Empty for all.
    pub stages: Vec<Stage>,
    /// Empty for all.
    pub states: Vec<Held>,
    /// Only those that the chain needs, or only the others.
    pub needed: Option<bool>,
    pub sheet: Sheet,
}

impl ChainsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let level = take_level(&mut asked)?;
        if level == Level::Commune {
            let why = "a chain is longer than a commune; use epci, bassin, departement or region";
            return Err(Problem::parameter("level", why));
        }
        let all = 0..snapshot.functions.chains().len();
        let chains = asked.take("chain").map_or(Ok(all.collect()), |text| chains(&text, snapshot))?;
        let stages = asked.take("stage").map_or(Ok(Vec::new()), |text| {
            several("stage", &text, &Stage::ALL.map(|stage| (stage.word(), stage)))
        })?;
        let states = asked.take("state").map_or(Ok(Vec::new()), |text| {
            several("state", &text, &STATES.map(|state| (word(state), state)))
        })?;
        let needed = asked.take("needed").map(|text| needed(&text)).transpose()?;
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, level, chains, stages, states, needed, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut pairs = vec![format!("level={}", self.level.word())];
        if let Some(zone) = &self.zone {
            pairs.push(format!("zone={}", Spelled(zone, &snapshot.territories)));
        }
        let declared = snapshot.functions.chains();
        if self.chains.len() < declared.len() {
            let keys: Vec<&str> = self.chains.iter().map(|&rank| declared[rank].key.as_str()).collect();
            pairs.push(format!("chain={}", keys.join(",")));
        }
        let mut words = |name: &str, words: Vec<&str>| {
            if !words.is_empty() {
                pairs.push(format!("{name}={}", words.join(",")));
            }
        };
        words("stage", self.stages.iter().map(|stage| stage.word()).collect());
        words("state", self.states.iter().map(|&state| word(state)).collect());
        words("needed", self.needed.iter().map(|needed| if *needed { "true" } else { "false" }).collect());
        pairs.push(sheet.words());
        format!("/analyses/chains?{}", pairs.join("&"))
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

fn chains(text: &str, snapshot: &Snapshot) -> Result<Vec<usize>, Problem> {
    let declared: Vec<(&str, usize)> =
        snapshot.functions.chains().iter().map(|chain| chain.key.as_str()).zip(0..).collect();
    several("chain", text, &declared)
}

/// The rank of one chain: the first that the catalogue declares unless one is named.
pub fn one_chain(text: Option<&str>, snapshot: &Snapshot) -> Result<usize, Problem> {
    if snapshot.functions.chains().is_empty() {
        return Err(Problem::parameter("chain", "the catalogue of this snapshot declares no chain"));
    }
    match chains(text.unwrap_or(&snapshot.functions.chains()[0].key), snapshot)?[..] {
        [chain] => Ok(chain),
        _ => Err(Problem::parameter("chain", "name one chain")),
    }
}

/// Words joined by commas, each once, in the order of what there is.
fn several<T: Copy + Ord>(name: &'static str, text: &str, all: &[(&str, T)]) -> Result<Vec<T>, Problem> {
    let one = |asked: &str| {
        all.iter().find(|(word, _)| *word == asked).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
            Problem::parameter(name, format!("`{asked}` is not known; there are {}", words.join(", ")))
        })
    };
    let mut found = text.split(',').map(|word| one(word.trim())).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn needed(text: &str) -> Result<bool, Problem> {
    text.parse()
        .map_err(|_| Problem::parameter("needed", format!("`{text}` is not known; use true or false")))
}
