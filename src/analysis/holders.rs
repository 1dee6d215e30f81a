//! Who holds each stage of the chains, commune by commune.
//!
//! *Question.* Who holds it where, and would we know if somebody did? *Method.* One pass over the
//! actors; an actor counts once in its commune for each stage that it may hold. Stages of several
//! chains that the same actors hold are looked for once. *Edges.* Those in partial diffusion
//! count, and are never named. Those in no known commune are counted apart. *Cost.* O(actors ×
//! stages).

use crate::analysis::nearest::Whereabouts;
use crate::analysis::subjects::{Observed, Subject, read_of};
use crate::domain::chain::Who;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// Keys of the details in which a farm says what it grows and raises.
const PRODUCTS: [&str; 2] = ["activite-animale=", "activite-vegetale="];

/// All who hold a stage of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Holders {
    kinds: Vec<Kind>,
    /// The kinds of those that may be named, by commune.
    at: Vec<u64>,
}

/// Those who may hold a stage, of one chain or of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub who: Who,
    pub observed: Observed,
    /// Whether one would be known of if it were there: all that tells it was read, and tells it
    /// of somebody somewhere.
    pub is_measured: bool,
    /// By commune, those in partial diffusion included.
    pub counts: Vec<u32>,
    /// Those that may be named, by commune, in order; `starts` tells where each commune's begin.
    named: Vec<u32>,
    starts: Vec<u32>,
}

impl Holders {
    /// All who hold a stage of any chain of the catalogue.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let stages = snapshot.functions.chains().iter().flat_map(|chain| &chain.stages);
        let mut whos: Vec<&Who> = stages.map(|stage| &stage.who).collect();
        whos.sort_unstable();
        whos.dedup();
        let communes = snapshot.territories.of(Level::Commune).len();
        let mut kinds: Vec<Kind> =
            whos.into_iter().map(|who| Kind::nobody(snapshot, who, communes)).collect();
        let mut named: Vec<Vec<(u32, u32)>> = vec![Vec::new(); kinds.len()];
        let any = kinds.iter().map(|kind| kind.who.functions).reduce(|a, b| a.union(b)).unwrap_or_default();
        let actors = &snapshot.actors;
        for row in (0..actors.len()).filter(|&row| actors.functions(row).meets(any)) {
            let commune = actors.commune(row);
            for (kind, named) in kinds.iter_mut().zip(&mut named) {
                if !kind.who.is(actors.functions(row), actors.naf(row), products(snapshot, row)) {
                    continue;
                }
                kind.observed.known += 1;
                let Some(commune) = commune else {
                    kind.observed.unplaced += 1;
                    continue;
                };
                kind.counts[commune as usize] += 1;
                if !actors.is_masked(row) {
                    named.push((commune, row));
                }
            }
        }
        let mut at = vec![0; communes];
        for ((rank, kind), named) in (0..).zip(&mut kinds).zip(named) {
            named.iter().for_each(|&(commune, _)| at[commune as usize] |= 1_u64 << rank);
            kind.name(named, communes);
            kind.is_measured &= 0 < kind.observed.known;
        }
        Self { kinds, at }
    }

    /// The rank of those who may hold a stage.
    #[must_use]
    pub fn rank(&self, who: &Who) -> Option<usize> {
        self.kinds.binary_search_by(|kind| kind.who.cmp(who)).ok()
    }

    /// All kinds, by rank.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }
}

impl Whereabouts for Holders {
    fn kinds(&self, place: u32) -> u64 {
        self.at.get(place as usize).copied().unwrap_or_default()
    }

    fn at(&self, place: u32, kind: usize) -> &[u32] {
        self.kinds.get(kind).map_or(&[], |kind| kind.named(place))
    }
}

impl Kind {
    fn nobody(snapshot: &Snapshot, who: &Who, communes: usize) -> Self {
        let (observed, is_measured) = told(snapshot, who);
        let who = who.clone();
        Self { who, observed, is_measured, counts: vec![0; communes], named: Vec::new(), starts: Vec::new() }
    }

    fn name(&mut self, mut named: Vec<(u32, u32)>, communes: usize) {
        named.sort_unstable();
        let mut starts = vec![0; communes + 1];
        named.iter().for_each(|&(commune, _)| starts[commune as usize + 1] += 1);
        for commune in 0..communes {
            starts[commune + 1] += starts[commune];
        }
        (self.starts, self.named) = (starts, named.into_iter().map(|(_, row)| row).collect());
    }

    /// Those of a commune that may be named, in order.
    #[must_use]
    pub fn named(&self, commune: u32) -> &[u32] {
        let commune = commune as usize;
        match self.starts.get(commune..commune + 2) {
            Some(&[start, end]) => &self.named[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// What a farm says that it grows and raises.
fn products(snapshot: &Snapshot, row: u32) -> impl Iterator<Item = &str> {
    let details = snapshot.actors.details(row);
    details.filter_map(|detail| PRODUCTS.iter().find_map(|key| detail.strip_prefix(key)))
}

/// What was read that tells who holds a stage, and whether that is all that could: one source of
/// two would say "none known" of most places. What no reader reads yet, and what actors must
/// declare, cannot be waited for.
fn told(snapshot: &Snapshot, who: &Who) -> (Observed, bool) {
    let rules: Vec<(Vec<&'static str>, bool)> = if who.only.is_empty() {
        let functions = who.functions.iter().map(Subject::Function);
        let of_one = |subject: Subject| {
            let tellable = subject.tellable(snapshot).into_iter().map(|sources| !sources.is_empty());
            subject.told(snapshot).into_iter().zip(tellable).collect::<Vec<_>>()
        };
        functions.flat_map(of_one).collect()
    } else {
        who.only.iter().map(|(system, codes)| (read_of(snapshot, *system, codes), true)).collect()
    };
    let is_read = |(sources, _): &&(Vec<&'static str>, bool)| !sources.is_empty();
    let tellable: Vec<_> = rules.iter().filter(|(_, is_tellable)| *is_tellable).collect();
    let is_measured = !tellable.is_empty() && tellable.iter().copied().all(|rule| is_read(&rule));
    let rules_read = rules.iter().filter(is_read).count();
    let many = rules.len();
    let mut sources: Vec<&'static str> = rules.into_iter().flat_map(|(sources, _)| sources).collect();
    sources.sort_unstable();
    sources.dedup();
    (Observed { sources, rules_read, rules: many, known: 0, unplaced: 0 }, is_measured)
}
