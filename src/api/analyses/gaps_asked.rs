//! A question about gaps as it is asked: which functions, where, of which verdict, how many.

use axum::http::HeaderMap;

use crate::analysis::gaps::METHOD;
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::analysis::told::{VERDICTS, word};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::items::format::Format;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::zone::{Spelled, Zone};
use crate::snapshot::Snapshot;

/// Rows when `limit` is not given.
pub const DEFAULT_LIMIT: usize = 100;
/// Rows at most.
pub const MOST_POINTS: usize = 10_000;
/// Rows at most with outlines.
pub const MOST_AREAS: usize = 1_000;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, function, verdict, geometry, limit, offset and f";

/// What stands for a territory on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    Area,
    Point,
}

impl Drawn {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Area, Self::Point];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Point => "point",
        }
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
    pub drawn: Drawn,
    pub limit: usize,
    pub offset: usize,
    pub format: Format,
}

impl GapsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let zone = asked.take("zone").map(|text| Zone::parse(&text, &snapshot.territories)).transpose()?;
        let level = asked.take("level").map(|text| text.parse());
        let level = level.transpose().map_err(|why: String| Problem::parameter("level", why))?;
        let subjects = match asked.take("function") {
            None => Subject::all(snapshot),
            Some(text) => subjects(&text, snapshot)?,
        };
        let verdicts = asked.take("verdict").map_or(Ok(Vec::new()), |text| verdicts(&text))?;
        let drawn = match asked.take("geometry") {
            None => Drawn::Area,
            Some(text) => drawn(&text)?,
        };
        let most = if drawn == Drawn::Area { MOST_AREAS } else { MOST_POINTS };
        let limit = asked.take("limit").map_or(Ok(DEFAULT_LIMIT), |text| number("limit", &text))?;
        let offset = asked.take("offset").map_or(Ok(0), |text| number("offset", &text))?;
        let format = Format::asked(asked.take("f").as_deref(), headers)?;
        asked.nothing_else(TAKEN)?;
        let (level, limit) = (level.unwrap_or(Level::Bassin), limit.clamp(1, most));
        Ok(Self { zone, level, subjects, verdicts, drawn, limit, offset, format })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, offset: usize, format: Format) -> String {
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
        pairs.push(format!("geometry={}&limit={}", self.drawn.word(), self.limit));
        if offset != 0 {
            pairs.push(format!("offset={offset}"));
        }
        format!("/analyses/gaps?{}&f={}", pairs.join("&"), format.word())
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, self.offset, self.format);
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

fn drawn(text: &str) -> Result<Drawn, Problem> {
    let found = Drawn::ALL.into_iter().find(|drawn| drawn.word() == text);
    found.ok_or_else(|| Problem::parameter("geometry", format!("`{text}` is not known; use area or point")))
}

fn number(name: &'static str, text: &str) -> Result<usize, Problem> {
    let number = text.parse::<u32>().ok().map(|number| number as usize);
    number.ok_or_else(|| Problem::parameter(name, format!("`{text}` is not a whole number")))
}
