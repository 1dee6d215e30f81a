//! A question about twins as it is asked: whose, among whom, who does better on what.

use axum::http::HeaderMap;

use crate::analysis::subjects::Subject;
use crate::analysis::twins::{METHOD, Scope, Settings};
use crate::api::analyses::sheet::{Sheet, number};
use crate::api::analyses::whose::Whose;
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, departements, function, seed, geometry, limit, offset and f";

/// The question.
#[derive(Debug, Clone)]
pub struct TwinsAsked {
    pub whose: Whose,
    pub scope: Scope,
    /// Who does better on this.
    pub subject: Option<Subject>,
    pub settings: Settings,
    pub sheet: Sheet,
}

impl TwinsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let whose = Whose::take(&mut asked, snapshot)?;
        let scope = asked.take("departements").map_or(Ok(Scope::default()), |text| scope(&text))?;
        let subject = asked.take("function").map(|key| subject(&key, snapshot)).transpose()?;
        let mut settings = Settings::default();
        if let Some(text) = asked.take("seed") {
            settings.seed = number("seed", &text)? as u64;
        }
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { whose, scope, subject, settings, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        let mut pairs = vec![self.whose.words(snapshot), format!("departements={}", self.scope.word())];
        pairs.extend(self.subject.map(|subject| format!("function={}", subject.key(snapshot))));
        pairs.push(format!("seed={}", self.settings.seed));
        pairs.push(sheet.words());
        format!("/analyses/twins?{}", pairs.join("&"))
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}

fn scope(text: &str) -> Result<Scope, Problem> {
    Scope::ALL.into_iter().find(|scope| scope.word() == text).ok_or_else(|| {
        let words = Scope::ALL.map(Scope::word).join(" or ");
        Problem::parameter("departements", format!("`{text}` is not known; use {words}"))
    })
}

fn subject(key: &str, snapshot: &Snapshot) -> Result<Subject, Problem> {
    Subject::of_key(snapshot, key).ok_or_else(|| {
        let known: Vec<&str> = Subject::all(snapshot).into_iter().map(|s| s.key(snapshot)).collect();
        let known = known.join(", ");
        Problem::parameter("function", format!("`{key}` is not one function; ask for one of {known}"))
    })
}
