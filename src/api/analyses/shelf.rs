//! What was analysed of a snapshot, kept as long as it is served: found once, by whoever asks first.

use std::sync::{Arc, OnceLock};

use crate::analysis::gaps::{self, Gaps};
use crate::analysis::ground::Ground;
use crate::analysis::subjects::Subject;
use crate::api::analyses::index_shelf::IndexShelf;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// All functions in all territories of a level.
pub type AllGaps = Result<Arc<Vec<Arc<Gaps>>>, UnreadWays>;

/// The gaps of each level, and what indices are made of.
#[derive(Debug, Default)]
pub struct Analysed {
    gaps: [OnceLock<AllGaps>; 5],
    pub indices: IndexShelf,
}

impl Analysed {
    /// The gaps of a level: seconds of work for France when it is asked for the first time, none
    /// after. Whoever asks meanwhile waits for the same work.
    pub fn gaps(&self, snapshot: &Snapshot, level: Level) -> AllGaps {
        let find = || {
            let ground = Ground::of(snapshot, level);
            gaps::all(snapshot, &ground, &Subject::all(snapshot)).map(Arc::new)
        };
        self.gaps[level as usize].get_or_init(find).clone()
    }
}
