//! A question of what would change: which function, who comes, leaves or moves.

use std::collections::BTreeMap;

use axum::http::HeaderMap;

use crate::analysis::subjects::Subject;
use crate::analysis::what_if::{Change, METHOD, MOST};
use crate::api::analyses::gaps_asked::subjects;
use crate::api::analyses::sheet::{Sheet, take_level};
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::territories::Territories;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "function, add, remove, move, level, geometry, limit, offset and f";

/// As many at most come to one commune or leave it.
const MOST_AT_ONCE: i32 = 1_000;

/// The question.
#[derive(Debug, Clone)]
pub struct WhatIfAsked {
    pub subject: Subject,
    /// By commune, in order; none is of nobody.
    pub changes: Vec<Change>,
    pub level: Level,
    pub sheet: Sheet,
}

impl WhatIfAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let Some(function) = asked.take("function") else {
            return Err(Problem::parameter("function", "name one function, such as function=ressourcerie"));
        };
        let [subject] = subjects(&function, snapshot)?[..] else {
            return Err(Problem::parameter("function", "name one function at a time"));
        };
        let mut sums: BTreeMap<u32, i32> = BTreeMap::new();
        let places = Places { snapshot, subject };
        for (name, sign) in [("add", 1), ("remove", -1)] {
            for part in parts(asked.take(name)) {
                let (commune, many) = places.many(name, &part)?;
                *sums.entry(commune).or_default() += sign * many;
            }
        }
        for part in parts(asked.take("move")) {
            let [from, to] = places.both("move", &part)?;
            *sums.entry(from).or_default() -= 1;
            *sums.entry(to).or_default() += 1;
        }
        let level = take_level(&mut asked)?;
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        let changes: Vec<Change> =
            sums.into_iter().filter(|(_, by)| *by != 0).map(|(commune, by)| Change { commune, by }).collect();
        if changes.is_empty() {
            let why = "nothing would change: say who comes to which commune, such as add=44109, who leaves, such as remove=44109, or who moves, such as move=44109@44036";
            return Err(Problem::parameter("add", why));
        }
        Ok(Self { subject, changes, level, sheet })
    }

    /// The address of a part of the same, without the service's own: the same for the same changes,
    /// however they were told.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let told = |sign: i32| {
            let of = self.changes.iter().filter(|change| change.by.signum() == sign);
            let one = |change: &Change| spelled(&snapshot.territories, change);
            of.map(one).collect::<Vec<_>>().join(",")
        };
        let mut address = format!("/analyses/whatif?function={}", self.subject.key(snapshot));
        for (name, told) in [("add", told(1)), ("remove", told(-1))] {
            if !told.is_empty() {
                address += &format!("&{name}={told}");
            }
        }
        format!("{address}&level={}&{}", self.level.word(), sheet.words())
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

/// A change as parameters say it, without its sign.
#[must_use]
pub fn spelled(territories: &Territories, change: &Change) -> String {
    let code = &territories.get(Level::Commune, change.commune).code;
    match change.by.unsigned_abs() {
        1 => code.clone(),
        many => format!("{code}*{many}"),
    }
}

/// The parts of a list joined by commas.
fn parts(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    // One more than is taken, so that too many are seen to be.
    parts.take(2 * MOST + 1).map(str::to_owned).collect()
}

/// Where somebody is, as parameters say it.
struct Places<'a> {
    snapshot: &'a Snapshot,
    subject: Subject,
}

impl Places<'_> {
    /// `code` or `code*3`.
    fn many(&self, name: &'static str, part: &str) -> Result<(u32, i32), Problem> {
        let (place, many) = part.split_once('*').unwrap_or((part, "1"));
        let many: Option<i32> = many.parse().ok().filter(|many| (1..=MOST_AT_ONCE).contains(many));
        let many = many.ok_or_else(|| {
            let why =
                format!("`{part}` is not a commune, or a commune, `*` and a number up to {MOST_AT_ONCE}");
            Problem::parameter(name, why)
        })?;
        Ok((self.place(name, place)?, many))
    }

    /// `who@where`.
    fn both(&self, name: &'static str, part: &str) -> Result<[u32; 2], Problem> {
        let Some((from, to)) = part.rsplit_once('@') else {
            let why = format!("`{part}` does not say where to; write it as 44109@44036");
            return Err(Problem::parameter(name, why));
        };
        Ok([self.place(name, from)?, self.commune(to).ok_or_else(|| unknown(name, to))?])
    }

    /// A commune, or that of an actor who fulfils the function.
    fn place(&self, name: &'static str, text: &str) -> Result<u32, Problem> {
        if let Some(commune) = self.commune(text) {
            return Ok(commune);
        }
        let actor = self.snapshot.actor_of_id(text).filter(|_| name != "add");
        let actor = actor.filter(|&row| !self.snapshot.actors.is_masked(row));
        let Some(row) = actor else { return Err(unknown(name, text)) };
        let fulfils = match self.subject {
            Subject::Function(id) => self.snapshot.actors.functions(row).contains(id),
            Subject::FranceServices => false,
        };
        match self.snapshot.actors.commune(row) {
            Some(commune) if fulfils => Ok(commune),
            Some(_) => {
                let why = format!("`{text}` is not known to fulfil {}", self.subject.key(self.snapshot));
                Err(Problem::parameter(name, why))
            }
            None => Err(Problem::parameter(name, format!("`{text}` is in no known commune"))),
        }
    }

    /// By its code, alone or as zones are written elsewhere.
    fn commune(&self, code: &str) -> Option<u32> {
        let code = code.strip_prefix("commune:").unwrap_or(code);
        self.snapshot.territories.row(Level::Commune, code)
    }
}

fn unknown(name: &'static str, text: &str) -> Problem {
    let actor = if name == "add" { "" } else { " and no actor the id" };
    Problem::parameter(name, format!("no commune has the code{actor} `{text}`; try /search?q={text}"))
}
