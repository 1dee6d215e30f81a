//! What was analysed of a snapshot, kept as long as it is served: found once, by whoever asks first.

use std::sync::{Arc, OnceLock};

use crate::analysis::chain_lines::Chains;
use crate::analysis::chains;
use crate::analysis::gaps::{self, Gaps};
use crate::analysis::ground::Ground;
use crate::analysis::subjects::Subject;
use crate::analysis::trade::Trade;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// All functions in all territories of a level.
pub type AllGaps = Result<Arc<Vec<Arc<Gaps>>>, UnreadWays>;

/// All chains in all territories of a level.
pub type AllChains = Result<Arc<Chains>, UnreadWays>;

/// What was found of each level.
#[derive(Debug, Default)]
pub struct Analysed {
    gaps: [OnceLock<AllGaps>; 5],
    chains: [OnceLock<AllChains>; 5],
    trade: OnceLock<Result<Arc<Trade>, UnreadWays>>,
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

    /// What questions about chains start from.
    pub fn trade(&self, snapshot: &Snapshot) -> Result<Arc<Trade>, UnreadWays> {
        self.trade.get_or_init(|| Trade::of(snapshot).map(Arc::new)).clone()
    }

    /// The chains of a level, in the same way as gaps.
    pub fn chains(&self, snapshot: &Snapshot, level: Level) -> AllChains {
        let find = || {
            // Held, so that they are read once for both.
            let _ways = snapshot.ways.ways(&snapshot.territories)?;
            let trade = self.trade(snapshot)?;
            chains::chains(snapshot, &trade, level).map(Arc::new)
        };
        self.chains[level as usize].get_or_init(find).clone()
    }
}
