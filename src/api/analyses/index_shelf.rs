//! What indices were made of lately: sums by commune, and where territories stand by an index that
//! several pages of an answer share.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::analysis::amounts::{Amount, ByCommune, Scale};
use crate::analysis::indices::{Index, Recipe};
use crate::analysis::sensitivity::{Changed, Parts, one_at_a_time, parts};
use crate::analysis::standings::Standings;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// Amounts that are kept: 16 bytes a commune each, 36 MB for France in all.
const AMOUNTS: usize = 64;
/// What standings may take in memory.
const ROOM: u64 = 48 << 20;
/// What the standings of France's bassins take, about.
const USUAL: u64 = 500 << 10;

/// Sensitivities that are kept, some kilobytes each.
const SENSITIVITIES: usize = 256;

/// Which choices an index hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Each choice made otherwise.
    pub choices: Vec<Changed>,
    /// `None` when no rank varies.
    pub parts: Option<Parts>,
}

/// Sums and standings of one snapshot.
pub struct IndexShelf {
    sensitivities: Cache<String, Arc<Sensitivity>>,
    amounts: Cache<Amount, Arc<ByCommune>>,
    standings: Cache<String, Arc<Standings>, ByWeight>,
}

#[derive(Clone)]
struct ByWeight;

impl Weighter<String, Arc<Standings>> for ByWeight {
    fn weight(&self, key: &String, standings: &Arc<Standings>) -> u64 {
        let wide = standings.rows.first().map_or(0, Vec::len) as u64;
        key.len() as u64 + standings.rows.len() as u64 * (120 + 16 * wide)
    }
}

impl Default for IndexShelf {
    fn default() -> Self {
        let standings = Cache::with_weighter((ROOM / USUAL) as usize, ROOM, ByWeight);
        let sensitivities = Cache::new(SENSITIVITIES);
        Self { amounts: Cache::new(AMOUNTS), standings, sensitivities }
    }
}

impl std::fmt::Debug for IndexShelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IndexShelf({} amounts, {} standings)", self.amounts.len(), self.standings.len())
    }
}

impl IndexShelf {
    /// Where all territories of a scale stand, found once however many ask. The first index that
    /// asks who has what within reach reads the ways between communes: about a second for France.
    pub fn standings(
        &self,
        snapshot: &Snapshot,
        index: &Index,
        scale: Scale,
        draws: u32,
    ) -> Result<Arc<Standings>, UnreadWays> {
        self.standings.get_or_insert_with(&key(snapshot, index, scale, draws), || {
            let rows = self.values(snapshot, index, scale)?;
            Ok(Arc::new(Standings::of(index, rows, draws, threads())))
        })
    }

    /// Which choices the standings of a scale hang on. As many indices are made again as draws are
    /// asked for.
    pub fn sensitivity(
        &self,
        snapshot: &Snapshot,
        index: &Index,
        scale: Scale,
        draws: u32,
    ) -> Result<Arc<Sensitivity>, UnreadWays> {
        self.sensitivities.get_or_insert_with(&key(snapshot, index, scale, draws), || {
            let rows = self.values(snapshot, index, scale)?;
            let choices = one_at_a_time(index.composite(), &rows);
            let parts = parts(index.composite(), &rows, draws / 4, index.seed, threads());
            Ok(Arc::new(Sensitivity { choices, parts }))
        })
    }

    /// By territory, the value of each indicator.
    pub fn values(
        &self,
        snapshot: &Snapshot,
        index: &Index,
        scale: Scale,
    ) -> Result<Vec<Vec<Option<f64>>>, UnreadWays> {
        let is_missing = |recipe: &&Recipe| {
            matches!(recipe.part, Amount::Within { .. }) && self.amounts.peek(&recipe.part).is_none()
        };
        // Held until all are found, so that they are read once.
        let ways = index.recipes.iter().find(is_missing).map(|_| snapshot.ways.ways(&snapshot.territories));
        let held = ways.transpose()?;
        let rows = index.values(scale.many(snapshot), |amount| self.sums(snapshot, amount, scale));
        drop(held);
        rows
    }

    /// By territory; `None` altogether where nothing tells it.
    fn sums(&self, snapshot: &Snapshot, amount: Amount, scale: Scale) -> Result<ByCommune, UnreadWays> {
        let found = || amount.by_commune(snapshot).map(Arc::new);
        let by_commune = self.amounts.get_or_insert_with(&amount, found)?;
        Ok(by_commune.as_ref().as_ref().map(|by_commune| scale.sums(snapshot, by_commune)))
    }
}

fn key(snapshot: &Snapshot, index: &Index, scale: Scale, draws: u32) -> String {
    format!("{} {draws} {}", scale.word(), index.spelled(&snapshot.functions))
}

fn threads() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}
