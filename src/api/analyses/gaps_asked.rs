//! A question about gaps as it is asked: which functions, where, of which verdict, how many.

use axum::http::HeaderMap;

use crate::analysis::catchments::{STRETCHES, decays_of};
use crate::analysis::gaps::METHOD;
use crate::analysis::peers::Likeness;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::analysis::told::{self, VERDICTS, word};
use crate::api::analyses::sheet::{Sheet, take_level};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::ways::REACH_MINUTES;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, function, verdict, minutes, peers, geometry, limit, offset and f";

/// Functions at most of a question that changes how gaps are found: nobody asked it before.
const MOST_CHANGED: usize = 5;

/// What a question changes of how gaps are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed {
    /// Minutes of the three steps that people go; those of each function for `None`.
    pub minutes: Option<[f64; 3]>,
    /// What peers share at most.
    pub peers: Likeness,
}

impl Default for Changed {
    fn default() -> Self {
        Self { minutes: None, peers: Likeness::Kind }
    }
}

/// The question.
#[derive(Debug, Clone)]
pub struct GapsAsked {
    pub zone: Option<Zone>,
    pub level: Level,
    /// In the order of the catalogue.
    pub subjects: Vec<Subject>,
    /// Empty for all.
    pub verdicts: Vec<Verdict>,
    pub changed: Changed,
    pub sheet: Sheet,
}

impl GapsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let level = take_level(&mut asked)?;
        let subjects = match asked.take("function") {
            None => Subject::all(snapshot),
            Some(text) => subjects(&text, snapshot)?,
        };
        let verdicts = asked.take("verdict").map_or(Ok(Vec::new()), |text| verdicts(&text))?;
        let minutes = asked.take("minutes").map(|text| minutes(&text)).transpose()?;
        let peers = asked.take("peers").map_or(Ok(Likeness::Kind), |text| likeness(&text))?;
        let changed = Changed { minutes, peers };
        if changed != Changed::default() && MOST_CHANGED < subjects.len() {
            let why = format!("name {MOST_CHANGED} functions at most where `minutes` or `peers` is given");
            return Err(Problem::parameter("function", why));
        }
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, level, subjects, verdicts, changed, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut pairs = vec![format!("level={}", self.level.word())];
        if let Some(zone) = &self.zone {
            pairs.push(format!("zone={}", Spelled(zone, &snapshot.territories)));
        }
        if self.subjects.len() < Subject::all(snapshot).len() {
            let keys: Vec<&str> = self.subjects.iter().map(|subject| subject.key(snapshot)).collect();
            pairs.push(format!("function={}", keys.join(",")));
        }
        if !self.verdicts.is_empty() {
            let words: Vec<&str> = self.verdicts.iter().map(|&verdict| word(verdict)).collect();
            pairs.push(format!("verdict={}", words.join(",")));
        }
        if let Some(minutes) = self.changed.minutes {
            pairs.push(format!("minutes={}", minutes.map(|minutes| minutes.to_string()).join(",")));
        }
        if self.changed.peers != Likeness::Kind {
            pairs.push(format!("peers={}", told::likeness(self.changed.peers)));
        }
        pairs.push(sheet.words());
        format!("/analyses/gaps?{}", pairs.join("&"))
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

/// Functions by their keys, joined by commas, in the order of the catalogue.
pub(super) fn subjects(text: &str, snapshot: &Snapshot) -> Result<Vec<Subject>, Problem> {
    let one = |key: &str| {
        let known =
            || Subject::all(snapshot).into_iter().map(|s| s.key(snapshot)).collect::<Vec<_>>().join(", ");
        Subject::of_key(snapshot, key).ok_or_else(|| {
            Problem::parameter("function", format!("no function has the key `{key}`; there are {}", known()))
        })
    };
    let mut subjects = text.split(',').map(|key| one(key.trim())).collect::<Result<Vec<_>, _>>()?;
    subjects.sort_unstable();
    subjects.dedup();
    Ok(subjects)
}

fn minutes(text: &str) -> Result<[f64; 3], Problem> {
    let wrong = || {
        let most = f64::from(REACH_MINUTES) / STRETCHES[2];
        let why = format!(
            "`{text}` is not three minutes that grow, joined by commas, of {most} at most: a third more than the last is looked at too, and ways are known up to {REACH_MINUTES}"
        );
        Problem::parameter("minutes", why)
    };
    let told: Result<Vec<f64>, _> = text.split(',').map(|minutes| minutes.trim().parse::<f64>()).collect();
    let steps: [f64; 3] = told.map_err(|_| wrong())?.try_into().map_err(|_| wrong())?;
    let is_known = steps[2] * STRETCHES[2] <= f64::from(REACH_MINUTES) + 1e-9;
    if is_known && decays_of(steps).is_ok() { Ok(steps) } else { Err(wrong()) }
}

fn likeness(text: &str) -> Result<Likeness, Problem> {
    let found = Likeness::ALL.into_iter().find(|&likeness| told::likeness(likeness) == text);
    found.ok_or_else(|| {
        let words = Likeness::ALL.map(told::likeness).join(", ");
        Problem::parameter("peers", format!("`{text}` is nothing that peers share; use {words}"))
    })
}

fn verdicts(text: &str) -> Result<Vec<Verdict>, Problem> {
    let one = |asked: &str| {
        VERDICTS.into_iter().find(|&verdict| word(verdict) == asked).ok_or_else(|| {
            let words = VERDICTS.map(word).join(", ");
            Problem::parameter("verdict", format!("`{asked}` is no verdict; use {words}"))
        })
    };
    let mut verdicts = text.split(',').map(|word| one(word.trim())).collect::<Result<Vec<_>, _>>()?;
    verdicts.sort_unstable();
    verdicts.dedup();
    Ok(verdicts)
}
