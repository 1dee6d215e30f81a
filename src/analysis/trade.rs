//! What all questions about chains start from: who holds which stage where, and the ways between
//! those who begin a chain and those who end it.
//!
//! All ways of a country are hundreds of megabytes; between farms and canteens there are a few,
//! kept apart so that another supposition costs nothing. *Cost.* O(actors × stages + ways to the
//! places where chains end).

use crate::analysis::holders::Holders;
use crate::analysis::nearest::Whereabouts;
use crate::domain::level::Level;
use crate::network::pairs::PER_MINUTE;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// Of one snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    pub holders: Holders,
    /// Communes where a chain ends, in order, and where the ways to each begin.
    ends: Vec<u32>,
    starts: Vec<usize>,
    /// From communes where a chain begins: hundredths of minutes.
    ways: Vec<(u32, u16)>,
}

impl Trade {
    /// Of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Result<Self, UnreadWays> {
        let holders = Holders::of(snapshot);
        let ways = snapshot.ways.ways(&snapshot.territories)?;
        let [mut firsts, mut lasts] = [0_u64; 2];
        for chain in snapshot.functions.chains() {
            let bit = |rank: Option<usize>| rank.map_or(0, |rank| 1 << rank);
            firsts |= bit(chain.stages.first().and_then(|stage| holders.rank(&stage.who)));
            lasts |= bit(chain.stages.last().and_then(|stage| holders.rank(&stage.who)));
        }
        let communes = 0..snapshot.territories.of(Level::Commune).len() as u32;
        let ends = communes.filter(|&commune| Whereabouts::kinds(&holders, commune) & lasts != 0).collect();
        Ok(Self::between(holders, ends, firsts, &ways))
    }

    fn between(holders: Holders, ends: Vec<u32>, firsts: u64, ways: &Ways) -> Self {
        let mut kept = Vec::new();
        let mut starts = vec![0];
        for &end in &ends {
            let begins = |from: u32| Whereabouts::kinds(&holders, from) & firsts != 0;
            let leading = ways.towards(end).filter(|way| begins(way.to));
            kept.extend(leading.map(|way| (way.to, (way.minutes * PER_MINUTE).round() as u16)));
            starts.push(kept.len());
        }
        Self { holders, ends, starts, ways: kept }
    }

    /// The communes where a chain begins from which a commune can be reached, with minutes; none
    /// to a commune where no chain ends.
    pub fn towards(&self, commune: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let span = self.ends.binary_search(&commune).map_or(0..0, |at| self.starts[at]..self.starts[at + 1]);
        self.ways[span].iter().map(|&(from, hundredths)| (from, f64::from(hundredths) / PER_MINUTE))
    }
}
