//! What was analysed of a snapshot, kept as long as it is served: found once, by whoever asks first.

use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use std::thread;

use crate::analysis::ally_index::{AllyIndex, known_ties};
use crate::analysis::chain_lines::Chains;
use crate::analysis::chains;
use crate::analysis::colocated::{self, Colocated};
use crate::analysis::colocation::ColocationError;
use crate::analysis::figures::Figures;
use crate::analysis::gaps::{self, Gaps};
use crate::analysis::ground::Ground;
use crate::analysis::groups::{self, Groups, GroupsError};
use crate::analysis::groups_described::lacking;
use crate::analysis::partners::{Profiles, REACH};
use crate::analysis::seats::Seats;
use crate::analysis::site_surroundings::AllSurroundings;
use crate::analysis::steadiness::{self, Sensitivity, sensitivity};
use crate::analysis::subjects::Subject;
use crate::analysis::tie_brokers::Network;
use crate::analysis::trade::Trade;
use crate::analysis::twins::{Answer, Land, Scope, Settings, TwinsError};
use crate::analysis::varieties::{Told, varieties};
use crate::api::analyses::index_shelf::IndexShelf;
use crate::api::analyses::site_sets_shelf::SiteSetsShelf;
use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::domain::place::Places;
use crate::domain::purchase::Purchases;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// All functions in all territories of a level.
pub type AllGaps = Result<Arc<Vec<Arc<Gaps>>>, UnreadWays>;

/// What holds of them.
pub type AllSensitivities = Result<Arc<Vec<Arc<Sensitivity>>>, UnreadWays>;

/// All territories of a level, ready to be compared.
pub type Comparable = Result<Arc<Land>, TwinsError>;

/// What all territories of a level are made of, and who is near whom.
#[derive(Debug)]
pub struct Exchange {
    pub profiles: Profiles,
    pub seats: Seats,
}

/// All chains in all territories of a level.
pub type AllChains = Result<Arc<Chains>, UnreadWays>;

/// What was found of each level.
#[derive(Debug, Default)]
pub struct Analysed {
    gaps: [OnceLock<AllGaps>; 5],
    sensitivities: [OnceLock<AllSensitivities>; 5],
    figures: [OnceLock<Arc<Figures>>; 5],
    lands: [[OnceLock<Comparable>; Scope::ALL.len()]; 5],
    exchanges: [OnceLock<Result<Arc<Exchange>, UnreadWays>>; 5],
    chains: [OnceLock<AllChains>; 5],
    trade: OnceLock<Result<Arc<Trade>, UnreadWays>>,
    twins: [[OnceLock<Arc<Vec<Answer>>>; Scope::ALL.len()]; 5],
    allies: OnceLock<Arc<AllyIndex>>,
    network: OnceLock<Arc<Network>>,
    purchases: OnceLock<Arc<Purchases>>,
    places: OnceLock<Arc<Places>>,
    surroundings: OnceLock<Arc<AllSurroundings>>,
    varieties: [OnceLock<Arc<Vec<Told>>>; 5],
    groups: OnceLock<Result<Arc<Groups>, GroupsError>>,
    colocated: OnceLock<Result<Arc<Colocated>, ColocationError>>,
    lacking: OnceLock<Option<Arc<Vec<FunctionSet>>>>,
    /// What indices are made of.
    pub indices: IndexShelf,
    /// Best sets of places.
    pub site_sets: SiteSetsShelf,
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
            let grounds = steadiness::grounds(snapshot, level);
            Ok(Arc::new(gaps.iter().map(|gaps| Arc::new(sensitivity(&grounds, gaps))).collect()))
        };
        self.sensitivities[level as usize].get_or_init(find).clone()
    }

    /// What is known of all territories of a level, in numbers.
    pub fn figures(&self, snapshot: &Snapshot, level: Level) -> Arc<Figures> {
        let find = || Arc::new(Figures::of(snapshot, level));
        Arc::clone(self.figures[level as usize].get_or_init(find))
    }

    /// The territories of a level as they are compared with each other.
    pub fn land(&self, snapshot: &Snapshot, level: Level, scope: Scope) -> Comparable {
        let find = || Land::new(self.figures(snapshot, level), scope).map(Arc::new);
        self.lands[level as usize][scope as usize].get_or_init(find).clone()
    }

    /// The twins of everybody by the conventions: what is asked page after page.
    pub fn twins(&self, land: &Land) -> Arc<Vec<Answer>> {
        let find = || {
            let everybody: Vec<u32> = (0..land.figures().len() as u32).collect();
            let threads = thread::available_parallelism().map_or(1, NonZero::get);
            Arc::new(land.twins_of(&everybody, &Settings::default(), threads))
        };
        let kept = &self.twins[land.figures().level as usize][land.scope() as usize];
        Arc::clone(kept.get_or_init(find))
    }

    /// The territories of a level as they complete each other. The ways are read once.
    pub fn exchange(&self, snapshot: &Snapshot, level: Level) -> Result<Arc<Exchange>, UnreadWays> {
        let find = || {
            let ways = snapshot.ways.ways(&snapshot.territories)?;
            let seats = Seats::of(&snapshot.territories, level, &ways, REACH);
            Ok(Arc::new(Exchange { profiles: Profiles::of(&self.figures(snapshot, level)), seats }))
        };
        self.exchanges[level as usize].get_or_init(find).clone()
    }

    /// How diverse the activities of all territories of a level are.
    pub fn varieties(&self, snapshot: &Snapshot, level: Level) -> Arc<Vec<Told>> {
        let find = || Arc::new(varieties(snapshot, level));
        Arc::clone(self.varieties[level as usize].get_or_init(find))
    }

    /// All actors, ready to be asked whom one could work with.
    pub fn allies(&self, snapshot: &Snapshot) -> Arc<AllyIndex> {
        let find = || Arc::new(AllyIndex::of(snapshot, known_ties(snapshot)));
        Arc::clone(self.allies.get_or_init(find))
    }

    /// How all actors stand among recorded ties.
    pub fn network(&self, snapshot: &Snapshot) -> Arc<Network> {
        let find = || Arc::new(Network::of(&self.allies(snapshot).ties));
        Arc::clone(self.network.get_or_init(find))
    }

    /// What questions about chains start from.
    pub fn trade(&self, snapshot: &Snapshot) -> Result<Arc<Trade>, UnreadWays> {
        self.trade.get_or_init(|| Trade::of(snapshot).map(Arc::new)).clone()
    }

    /// The table of purchases, for the snapshot's catalogue of functions.
    pub fn purchases(&self, snapshot: &Snapshot) -> Arc<Purchases> {
        Arc::clone(self.purchases.get_or_init(|| Arc::new(Purchases::embedded(&snapshot.functions))))
    }

    /// The kinds of places that one may want to make.
    pub fn places(&self) -> Arc<Places> {
        Arc::clone(self.places.get_or_init(|| Arc::new(Places::embedded())))
    }

    /// What is around all sites, whatever place is wanted there.
    pub fn surroundings(&self, snapshot: &Snapshot) -> Arc<AllSurroundings> {
        Arc::clone(self.surroundings.get_or_init(|| Arc::new(AllSurroundings::of(snapshot))))
    }

    /// The groups that could become a PTCE, by the conventions.
    pub fn groups(&self, snapshot: &Snapshot) -> Result<Arc<Groups>, GroupsError> {
        let find = || {
            let threads = thread::available_parallelism().map_or(1, NonZero::get);
            groups::groups(snapshot, &groups::Settings::default(), threads).map(Arc::new)
        };
        self.groups.get_or_init(find).clone()
    }

    /// Which functions stand beside each other in the country, by the conventions.
    pub fn colocated(&self, snapshot: &Snapshot) -> Result<Arc<Colocated>, ColocationError> {
        let find = || {
            let threads = thread::available_parallelism().map_or(1, NonZero::get);
            colocated::colocated(snapshot, |_| true, &colocated::Settings::default(), threads).map(Arc::new)
        };
        self.colocated.get_or_init(find).clone()
    }

    /// By bassin, the functions with a sure or probable gap; `None` where gaps cannot be told.
    pub fn lacking(&self, snapshot: &Snapshot) -> Option<Arc<Vec<FunctionSet>>> {
        let find = || {
            let gaps = self.gaps(snapshot, Level::Bassin).ok()?;
            Some(Arc::new(lacking(snapshot, &gaps)))
        };
        self.lacking.get_or_init(find).clone()
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
