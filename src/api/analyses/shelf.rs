//! What was analysed of a snapshot, kept as long as it is served: found once, by whoever asks first.

use std::sync::{Arc, OnceLock};

use crate::analysis::gaps::{self, Gaps};
use crate::analysis::ground::Ground;
use crate::analysis::sensitivity::{self, Sensitivity, sensitivity};
use crate::analysis::subjects::Subject;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// All functions in all territories of a level.
pub type AllGaps = Result<Arc<Vec<Arc<Gaps>>>, UnreadWays>;

/// What holds of them.
pub type AllSensitivities = Result<Arc<Vec<Arc<Sensitivity>>>, UnreadWays>;

/// What was found at each level.
#[derive(Debug, Default)]
pub struct Analysed {
    gaps: [OnceLock<AllGaps>; 5],
    sensitivities: [OnceLock<AllSensitivities>; 5],
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

    /// Which of the gaps of a level hold when they are looked for otherwise.
    pub fn sensitivities(&self, snapshot: &Snapshot, level: Level) -> AllSensitivities {
        let find = || {
            let gaps = self.gaps(snapshot, level)?;
            let grounds = sensitivity::grounds(snapshot, level);
            Ok(Arc::new(gaps.iter().map(|gaps| Arc::new(sensitivity(&grounds, gaps))).collect()))
        };
        self.sensitivities[level as usize].get_or_init(find).clone()
    }
}
