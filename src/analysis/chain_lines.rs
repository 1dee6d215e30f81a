//! What is found of chains: their stages in each territory, and what each row of a table tells.

use crate::analysis::completeness::{Completeness, Held, completeness};
use crate::analysis::links::{Holder, REACH, Remedy, remedy};
use crate::analysis::subjects::Observed;
use crate::domain::chain::Chain;
use crate::domain::level::Level;

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

/// How many canteens have a producer, if each supplies as many as
/// [`supplying`](crate::analysis::supplying) supposes, within [`REACH`].
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

/// How whole a chain is when its stages are held so.
#[must_use]
pub fn whole(chain: &Chain, held: &[Held]) -> Option<Completeness> {
    let follows: Vec<&[usize]> = chain.stages.iter().map(|stage| stage.then.as_slice()).collect();
    completeness(held, &follows, 0, held.len().saturating_sub(1))
}

impl Line {
    /// A chain whose stages are known, or not, as they are.
    #[must_use]
    pub fn of(chain: &Chain, mut links: Vec<Link>, supplied: Option<Summary>) -> Self {
        let held: Vec<Held> = links.iter().map(|link| link.held).collect();
        let completeness = whole(chain, &held);
        for &rank in completeness.iter().flat_map(|found| &found.missing) {
            links[rank].is_needed = true;
        }
        Self { completeness, links, supplied }
    }
}
