//! What is missing where: each function in each territory beside those of its kind.
//!
//! *Question.* What do the people of this bassin de vie lack, compared with people who live in
//! places like it, how sure is that, and how far have they to go? *Method.* Counts of a function
//! ([`subjects`](crate::analysis::subjects)) are judged against peers of the same kind
//! ([`supply`](crate::analysis::supply), [`kinds`](crate::analysis::kinds)); access is told from
//! ways between communes ([`catchments`](crate::analysis::catchments)), people weighing; logarithms
//! of smoothed rates over those of the peers make the map that hot and cold areas are looked for
//! in ([`hotspots`](crate::analysis::hotspots)). *Unit.* The population that counts is that of all
//! inhabitants, whatever the function: no source read yet tells ages by commune. *Edges.* A
//! function that no source read can tell is not measured, never zero; where no peer has any,
//! nothing is expected and nothing concluded.
//! *Cost.* O(actors + ways of the suppliers + territories × tails of a Gamma) a function.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use crate::analysis::access::{Decay, Reach, reach};
use crate::analysis::catchments::{Weights, access, access_at, decays};
use crate::analysis::discoveries::benjamini_hochberg;
use crate::analysis::ground::Ground;
use crate::analysis::hotspots::{Company, gi_star, local_moran, two_sided};
use crate::analysis::peers::Likeness;
use crate::analysis::subjects::{Observed, Reliability, Subject};
use crate::analysis::supply::{Finding, Settings, Verdict, judge};
use crate::domain::level::Level;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::ways::UnreadWays;

/// The version of the method, to be changed with anything that changes a figure.
pub const METHOD: &str = "maillage-gaps-1";

/// One function in all territories of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaps {
    pub subject: Subject,
    pub level: Level,
    pub observed: Observed,
    /// The share of the ways between communes that were estimated; `None` without any way.
    pub share_estimated: Option<f64>,
    /// By row of the level.
    pub territories: Vec<Gap>,
}

/// One function in one territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    pub count: u64,
    pub population: u64,
    pub finding: Finding,
    /// Those that it was compared with, itself included, and what they share.
    pub peers: usize,
    pub likeness: Likeness,
    /// As far as people go, a third less, a third more; `None` where nothing was measured or
    /// nobody lives.
    pub reach: Option<[Reach; 3]>,
    pub around: Around,
}

/// A territory and those around it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Around {
    /// Gi*: above 0 among the well served, below 0 among the others.
    pub hot: Option<f64>,
    /// Two-sided, adjusted over the territories of the level.
    pub adjusted_p: Option<f64>,
    pub company: Option<Company>,
}

impl Gaps {
    /// By what was read and what is placed.
    #[must_use]
    pub fn reliability(&self) -> Reliability {
        self.observed.reliability()
    }
}

impl Gap {
    /// What is said of the territory.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.finding.map_or_else(|verdict| verdict, |judged| judged.verdict)
    }

    /// A gap, while all around are well served.
    #[must_use]
    pub fn is_isolated(&self) -> bool {
        let is_gap = matches!(self.verdict(), Verdict::SureGap | Verdict::ProbableGap);
        is_gap && self.around.company == Some(Company::LowAmongHigh)
    }
}

/// How far people go, and of whom it is told.
#[derive(Debug, Clone, Copy)]
pub struct Reaching<'a> {
    pub decays: &'a [Decay; 3],
    /// The territories that are asked for, where not all are: how far it is is told of these only.
    /// All the rest is the same, and quick.
    pub rows: Option<&'a [u32]>,
    pub threads: NonZero<usize>,
}

/// One function in all territories of a level.
#[must_use]
pub fn gaps(snapshot: &Snapshot, ways: &Ways, ground: &Ground, subject: Subject) -> Gaps {
    let decays = decays(subject.catchment(snapshot)).expect("steps of a catchment grow");
    let reaching = Reaching { decays: &decays, rows: None, threads: NonZero::<usize>::MIN };
    gaps_within(snapshot, ways, ground, subject, reaching)
}

/// The same where people go as far as is said.
#[must_use]
pub fn gaps_within(
    snapshot: &Snapshot,
    ways: &Ways,
    ground: &Ground,
    subject: Subject,
    reaching: Reaching<'_>,
) -> Gaps {
    let observed = subject.observed(snapshot);
    let by_commune = subject.counts(snapshot);
    let counts = ground.sums(&by_commune);
    let findings = judged(ground, observed.is_measured(), &counts);
    let reaches = if observed.is_measured() && 0 < observed.known {
        reaches(snapshot, ways, ground, &by_commune, reaching)
    } else {
        vec![None; counts.len()]
    };
    let around = around(ground, &findings);
    let gap = |row: usize| {
        let group = &ground.peers.groups()[ground.peers.group_of(row)];
        Gap {
            count: counts[row] as u64,
            population: ground.populations[row] as u64,
            finding: findings[row],
            peers: group.members.len(),
            likeness: group.likeness,
            reach: reaches[row],
            around: around[row],
        }
    };
    let territories = (0..counts.len()).map(gap).collect();
    Gaps { subject, level: ground.level, observed, share_estimated: ways.share_estimated(), territories }
}

/// Counts by territory beside those of its peers.
#[must_use]
pub fn judged(ground: &Ground, is_measured: bool, counts: &[f64]) -> Vec<Finding> {
    let told: Vec<Option<f64>> = counts.iter().map(|&count| is_measured.then_some(count)).collect();
    judge(&told, &ground.populations, &ground.peers, &Settings::default())
}

/// All subjects, in their order, by all cores: the same on any number of them.
pub fn all(snapshot: &Snapshot, ground: &Ground, subjects: &[Subject]) -> Result<Vec<Arc<Gaps>>, UnreadWays> {
    let ways = &*snapshot.ways.ways(&snapshot.territories)?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, subjects.len().max(1));
    let mut found: Vec<Option<Arc<Gaps>>> = vec![None; subjects.len()];
    thread::scope(|scope| {
        let work = |thread: usize| {
            let dealt = (thread..subjects.len()).step_by(threads);
            let one = |rank: usize| (rank, Arc::new(gaps(snapshot, ways, ground, subjects[rank])));
            scope.spawn(move || dealt.map(one).collect::<Vec<_>>())
        };
        let workers: Vec<_> = (0..threads).map(work).collect();
        for worker in workers {
            for (rank, gaps) in worker.join().expect("a subject does not panic") {
                found[rank] = Some(gaps);
            }
        }
    });
    Ok(found.into_iter().flatten().collect())
}

/// How far it is, for the people of each territory that is asked for; nothing of the others.
fn reaches(
    snapshot: &Snapshot,
    ways: &Ways,
    ground: &Ground,
    supply: &[f64],
    Reaching { decays, rows, threads }: Reaching<'_>,
) -> Vec<Option<[Reach; 3]>> {
    let both = (|place| ways.hundredths_from(place), |place| ways.hundredths_towards(place));
    let weights = Weights::of(decays);
    let communes = |row: u32| snapshot.territories.communes(ground.level, row);
    let mut told = vec![None; ground.populations.len()];
    if let Some(rows) = rows {
        let all: Vec<u32> = rows.iter().flat_map(|&row| communes(row)).copied().collect();
        let found = access_at(&all, &ground.people, &[supply], both, &weights);
        let mut found = found.iter().map(|of_supplies| of_supplies[0]);
        for &row in rows {
            let of_row: Vec<[f64; 3]> = found.by_ref().take(communes(row).len()).collect();
            told[row as usize] = summed(&of_row, ground, communes(row));
        }
    } else {
        let found = access(&ground.people, supply, both, &weights, threads);
        for (told, row) in told.iter_mut().zip(0..) {
            let of_row: Vec<[f64; 3]> =
                communes(row).iter().map(|&commune| found[commune as usize]).collect();
            *told = summed(&of_row, ground, communes(row));
        }
    }
    told
}

/// The access of a territory's people, of that of its communes.
fn summed(found: &[[f64; 3]], ground: &Ground, communes: &[u32]) -> Option<[Reach; 3]> {
    let people: Vec<f64> = communes.iter().map(|&commune| ground.people[commune as usize]).collect();
    let one = |rank: usize| reach(&found.iter().map(|of| of[rank]).collect::<Vec<f64>>(), &people);
    Some([one(0)?, one(1)?, one(2)?])
}

/// Where low figures gather, on the map of those that were judged.
fn around(ground: &Ground, findings: &[Finding]) -> Vec<Around> {
    let judged: Vec<usize> = (0..findings.len()).filter(|&row| findings[row].is_ok()).collect();
    let value = |&row: &usize| {
        let judged = findings[row].expect("only those");
        (judged.smoothed * ground.populations[row] / judged.expected).ln()
    };
    let values: Vec<f64> = judged.iter().map(value).collect();
    let mut found = vec![Around::default(); findings.len()];
    if values.iter().any(|value| !value.is_finite()) {
        return found;
    }
    let Some(neighbours) = ground.neighbours_among(&judged) else { return found };
    let hot = gi_star(&values, &neighbours);
    let p: Vec<Option<f64>> = hot.iter().map(|z| z.map(two_sided)).collect();
    let adjusted = benjamini_hochberg(&p);
    let moran = local_moran(&values, &neighbours);
    for (rank, &row) in judged.iter().enumerate() {
        let company = moran[rank].map(|local| local.company);
        found[row] = Around { hot: hot[rank], adjusted_p: adjusted[rank], company };
    }
    found
}
