//! A question about complementary territories as it is asked.

use axum::http::HeaderMap;

use crate::analysis::partners::METHOD;
use crate::api::analyses::sheet::Sheet;
use crate::api::analyses::whose::Whose;
use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::snapshot::Snapshot;

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "zone, level, geometry, limit, offset and f";

/// The question.
#[derive(Debug, Clone)]
pub struct ComplementsAsked {
    pub whose: Whose,
    pub sheet: Sheet,
}

impl ComplementsAsked {
    /// Reads the parameters. Nothing is computed.
    pub fn read(mut asked: Asked, headers: &HeaderMap, snapshot: &Snapshot) -> Result<Self, Problem> {
        let whose = Whose::take(&mut asked, snapshot)?;
        let sheet = Sheet::take(&mut asked, headers)?;
        asked.nothing_else(TAKEN)?;
        Ok(Self { whose, sheet })
    }

    /// The address of another part of the same, without the service's own: the same for the same
    /// question, however it was asked.
    #[must_use]
    pub fn address(&self, snapshot: &Snapshot, sheet: &Sheet) -> String {
        format!("/analyses/complements?{}&{}", self.whose.words(snapshot), sheet.words())
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &Snapshot, base: &str) -> Tag {
        let address = self.address(snapshot, &self.sheet);
        Tag::of([snapshot.manifest.id.as_str(), METHOD, base, &address])
    }
}
