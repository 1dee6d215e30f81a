//! Which link of a chain is missing, and who nearby holds it.
//!
//! *Question.* From the farm to the canteen, which stage does nobody known hold in this bassin,
//! can the chain do without, and who is the nearest outside that does? *Method.* Each stage is
//! held, held by nobody known, or not known ([`holders`](crate::analysis::holders)). How whole the chain is, is told on its
//! best path ([`completeness`](crate::analysis::completeness)): a stage that nobody holds is
//! *needed* when that path passes through it. The nearest holders are told by minutes from the
//! commune where most people of the territory live ([`nearest`](crate::analysis::nearest)); within
//! an hour it is a link to make, beyond it something to create ([`links`](crate::analysis::links)).
//! *Edges.* What no source that was read can tell is unknown, and so is a stage of which sources
//! see few and nobody is known: never absent. Holders in partial diffusion count where they are,
//! and are not proposed. *Cost.* O(actors × stages + territories × ways of a commune).

use std::num::NonZero;
use std::thread;

use crate::analysis::chain_lines::{Chains, Found, Line, Link, Summary, held};
use crate::analysis::holders::Kind;
use crate::analysis::links::REACH;
use crate::analysis::nearest::nearest_two;
use crate::analysis::subjects::Observed;
use crate::analysis::supplying::{DEFAULT_EACH, Question, Supplying, supplying};
use crate::analysis::trade::Trade;
use crate::domain::chain::{Chain, ChainStage};
use crate::domain::function::Stage;
use crate::domain::level::Level;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// The version of the method, to be changed with anything that changes a figure.
pub const METHOD: &str = "maillage-chains-1";

/// How many of those who hold a stage are named.
pub const MOST_NAMED: usize = 3;
/// All chains of the catalogue in all territories of a level, by all cores: the same on any
/// number of them.
pub fn chains(snapshot: &Snapshot, trade: &Trade, level: Level) -> Result<Chains, UnreadWays> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    chains_by(snapshot, trade, level, threads)
}

/// [`chains`] on so many threads.
pub fn chains_by(
    snapshot: &Snapshot,
    trade: &Trade,
    level: Level,
    threads: usize,
) -> Result<Chains, UnreadWays> {
    let ways = snapshot.ways.ways(&snapshot.territories)?;
    let asking = Asking { snapshot, level, ways: &ways, trade, people: people(snapshot) };
    let many = snapshot.territories.of(level).len();
    let part = many.div_ceil(threads.max(1)).max(1);
    let mut by_territory: Vec<(Option<u32>, Vec<Line>)> = Vec::with_capacity(many);
    thread::scope(|scope| {
        let asking = &asking;
        let work = |start: usize| {
            let rows = start as u32..(start + part).min(many) as u32;
            scope.spawn(move || rows.map(|row| asking.territory(row)).collect::<Vec<_>>())
        };
        let workers: Vec<_> = (0..many).step_by(part).map(work).collect();
        for worker in workers {
            by_territory.extend(worker.join().expect("a territory does not panic"));
        }
    });
    let chains = snapshot.functions.chains();
    let mut found: Vec<Found> = chains.iter().map(|chain| asking.observed(chain)).collect();
    let mut origins = Vec::with_capacity(many);
    for (origin, lines) in by_territory {
        origins.push(origin);
        found.iter_mut().zip(lines).for_each(|(found, line)| found.lines.push(line));
    }
    Ok(Chains { level, share_estimated: ways.share_estimated(), origins, found })
}

fn people(snapshot: &Snapshot) -> f64 {
    snapshot.territories.of(Level::Commune).iter().map(|commune| commune.population as f64).sum()
}

/// What is the same for all territories.
struct Asking<'a> {
    snapshot: &'a Snapshot,
    level: Level,
    ways: &'a Ways,
    trade: &'a Trade,
    /// Of the whole country.
    people: f64,
}

impl Asking<'_> {
    fn kind(&self, stage: &ChainStage) -> Option<(usize, &Kind)> {
        let rank = self.trade.holders.rank(&stage.who)?;
        Some((rank, &self.trade.holders.kinds()[rank]))
    }

    fn observed(&self, chain: &Chain) -> Found {
        let observed = chain.stages.iter().filter_map(|stage| Some(self.kind(stage)?.1.observed.clone()));
        Found { observed: observed.collect(), lines: Vec::new() }
    }

    /// Where minutes are told from, and each chain.
    fn territory(&self, row: u32) -> (Option<u32>, Vec<Line>) {
        let Self { snapshot, level, ways, trade, .. } = self;
        let holders = &trade.holders;
        let communes = snapshot.territories.communes(*level, row);
        let population = |commune: &u32| snapshot.territories.get(Level::Commune, *commune).population;
        let origin = communes.iter().copied().max_by_key(|c| (population(c), std::cmp::Reverse(*c)));
        let count = |kind: &Kind| communes.iter().map(|&c| kind.counts[c as usize]).sum::<u32>();
        let counts: Vec<u32> = holders.kinds().iter().map(count).collect();
        let wanted = (0..).zip(&counts).filter(|(_, count)| **count == 0).map(|(rank, _)| 1_u64 << rank);
        let from: Vec<(u32, f64)> = origin
            .into_iter()
            .flat_map(|origin| ways.from_place(origin).map(|way| (way.to, way.minutes)))
            .collect();
        let outside = nearest_two(&from, wanted.sum(), holders);
        let named: Vec<Vec<u32>> = holders.kinds().iter().map(|kind| self.named(kind, communes)).collect();
        let people = snapshot.territories.get(*level, row).population as f64;
        let link = |stage: &ChainStage| {
            let (rank, kind) = self.kind(stage)?;
            let Observed { known, unplaced, .. } = kind.observed;
            let placed = (known - unplaced) as f64;
            Some(Link {
                held: held(counts[rank], kind.is_measured, stage.is_partial),
                count: counts[rank],
                named: named[rank].clone(),
                expected: Some(placed / self.people * people).filter(|_| 0.0 < placed && 0.0 < self.people),
                outside: outside[rank].clone(),
                is_needed: false,
            })
        };
        let chains = snapshot.functions.chains().iter();
        let line = |chain: &Chain| {
            let links = chain.stages.iter().filter_map(link).collect();
            Line::of(chain, links, self.supplied(chain, communes))
        };
        (origin, chains.map(line).collect())
    }

    /// Of bassins only: a région has more canteens than can be told apart in a moment.
    fn supplied(&self, chain: &Chain, communes: &[u32]) -> Option<Summary> {
        let ends = (chain.stages.first()?.stage, chain.stages.last()?.stage);
        if self.level != Level::Bassin || ends != (Stage::Production, Stage::Catering) {
            return None;
        }
        let question = Question { chain, communes, each: DEFAULT_EACH, reach: REACH };
        let found = supplying(self.trade, &question).ok()?;
        let Supplying { supplied, out_of_reach, crowded_out, .. } = found;
        Some(Summary { supplied, out_of_reach, crowded_out })
    }

    /// A few of those who are here, those that have a name first.
    fn named(&self, kind: &Kind, communes: &[u32]) -> Vec<u32> {
        let here = communes.iter().flat_map(|&commune| kind.named(commune)).copied();
        let mut here: Vec<u32> = here.collect();
        here.sort_by_key(|&row| (self.snapshot.actors.name(row).is_none(), row));
        here.truncate(MOST_NAMED);
        here
    }
}
