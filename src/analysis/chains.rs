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

use crate::analysis::completeness::{Completeness, Held, completeness};
use crate::analysis::holders::Kind;
use crate::analysis::links::{Holder, REACH, Remedy, remedy};
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

/// All chains in all territories of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Chains {
    pub level: Level,
    /// The share of the ways between communes that were estimated; `None` without any way.
    pub share_estimated: Option<f64>,
    /// By row of the level, the commune that minutes are told from.
    pub origins: Vec<Option<u32>>,
    /// By chain, in the catalogue's order.
    pub found: Vec<Found>,
}

/// A chain in all territories.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// By stage of the chain: what was read that tells it.
    pub observed: Vec<Observed>,
    /// By row of the level.
    pub lines: Vec<Line>,
}

/// A chain in a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// `None` only for stages that lead nowhere.
    pub completeness: Option<Completeness>,
    /// By stage of the chain.
    pub links: Vec<Link>,
    /// Who at its end gets from whom at its beginning, of farms and canteens; `None` for other
    /// chains, and where they are too many.
    pub supplied: Option<Summary>,
}

/// How many canteens have a producer, if each supplies [`DEFAULT_EACH`] within [`REACH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub supplied: u64,
    /// With no known producer within reach.
    pub out_of_reach: u64,
    /// Whose producers within reach have all they can supply.
    pub crowded_out: u64,
}

/// A stage of a chain in a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub held: Held,
    /// Known here, those in partial diffusion included.
    pub count: u32,
    /// Some of them, named ones first; never any in partial diffusion.
    pub named: Vec<u32>,
    /// How many its people would have at the rate of the whole country; `None` where nobody is
    /// known anywhere.
    pub expected: Option<f64>,
    /// Where nobody is known here: the nearest that is, and the second nearest.
    pub outside: Vec<Holder>,
    /// Whether nobody is known and the best path passes here all the same.
    pub is_needed: bool,
}

/// A stage of a chain in a territory, by ranks: what a table of links has as rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    pub chain: usize,
    /// Its rank in the chain.
    pub stage: usize,
    /// The row of the level.
    pub territory: u32,
}

impl Chains {
    /// All stages in all territories, by chain, stage and territory.
    pub fn all(&self) -> impl Iterator<Item = At> + '_ {
        (0..).zip(&self.found).flat_map(|(chain, found)| {
            let territories = 0..found.lines.len() as u32;
            (0..found.observed.len()).flat_map(move |stage| {
                territories.clone().map(move |territory| At { chain, stage, territory })
            })
        })
    }

    /// The chain of a row, in its territory.
    #[must_use]
    pub fn line(&self, at: At) -> &Line {
        &self.found[at.chain].lines[at.territory as usize]
    }

    /// What is found of a row.
    #[must_use]
    pub fn link(&self, at: At) -> &Link {
        &self.line(at).links[at.stage]
    }

    /// The links that are missing and needed, in the order of [`Self::all`].
    pub fn missing(&self) -> impl Iterator<Item = At> + '_ {
        self.all().filter(|&at| self.link(at).is_needed)
    }
}

impl Link {
    /// What to do about it; `None` unless it is missing.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        (self.held == Held::NoneKnown).then(|| remedy(&self.outside, REACH))
    }
}

impl Line {
    /// Whether a stage that the chain needs is held by nobody known.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.links.iter().any(|link| link.is_needed)
    }
}

/// Whether a stage is held, when so many are known.
#[must_use]
pub fn held(count: u32, is_measured: bool, is_partial: bool) -> Held {
    match count {
        0 if is_measured && !is_partial => Held::NoneKnown,
        0 => Held::Unknown,
        _ => Held::Yes,
    }
}

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
            line(chain, links, self.supplied(chain, communes))
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

/// How whole a chain is when its stages are held so.
#[must_use]
pub fn whole(chain: &Chain, held: &[Held]) -> Option<Completeness> {
    let follows: Vec<&[usize]> = chain.stages.iter().map(|stage| stage.then.as_slice()).collect();
    completeness(held, &follows, 0, held.len().saturating_sub(1))
}

/// A chain whose stages are known, or not, as they are.
fn line(chain: &Chain, mut links: Vec<Link>, supplied: Option<Summary>) -> Line {
    let held: Vec<Held> = links.iter().map(|link| link.held).collect();
    let completeness = whole(chain, &held);
    for &rank in completeness.iter().flat_map(|found| &found.missing) {
        links[rank].is_needed = true;
    }
    Line { completeness, links, supplied }
}
