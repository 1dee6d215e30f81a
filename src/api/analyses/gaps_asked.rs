//! A question about gaps as it is asked: which functions, where, of which verdict, how many.

use axum::http::HeaderMap;

use crate::analysis::gaps::METHOD;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::analysis::told::{VERDICTS, word};
use crate::api::analyses::sheet::{Sheet, take_level};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, function, verdict, geometry, limit, offset and f";

/// The question.
#[derive(Debug, Clone)]
pub struct GapsAsked {
    pub zone: Option<Zone>,
    pub level: Level,
    /// In the order of the catalogue.
    pub subjects: Vec<Subject>,
    /// Empty for all.
    pub verdicts: Vec<Verdict>,
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
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { zone, level, subjects, verdicts, sheet })
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

fn subjects(text: &str, snapshot: &Snapshot) -> Result<Vec<Subject>, Problem> {
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
