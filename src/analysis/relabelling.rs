//! Is a group more mixed than chance would make it, where it is?
//!
//! *Question.* Actors cluster, since towns do: that they stand together says nothing. But do they
//! do more different things than as many actors taken from the same places? *Method.* Random
//! relabelling: the points stay, their labels are dealt out anew among all of them, and each
//! group's statistic is told again; p = (1 + draws that are as much or more) / (1 + draws)
//! (North, Curtis and Sham 2002). Over many groups p is adjusted as `discoveries` does.
//!
//! *Unit.* That of the statistic, which is any function of how many of each label a group has.
//! *Edges.* Points whose label is not known are left out by who asks: unknown is no label, and
//! stays where it is. A group without a point has no answer. Labels are dealt by number, to groups
//! by number: the order of the points changes nothing. As much is as much up to a millionth of a
//! millionth: sums in another order are not a difference. *Not guaranteed.* With 999 draws no p is
//! below 0.001: after adjustment over thousands of groups one alone cannot stand out.
//! *Cost.* O(draws · (points of groups + labels · groups)); each draw has a stream of its own, so
//! that threads change no bit.

use std::thread;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// How labels are dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Draws {
    /// 999 by convention; [`MOST_DRAWS`] at most.
    pub many: u32,
    /// What they come from; to be told with the result.
    pub seed: u64,
    /// How many at once; 0 is 1. It changes nothing but the time.
    pub threads: usize,
}

/// More draws than this are not made.
pub const MOST_DRAWS: u32 = 99_999;

/// With p up to here it is worth dealing again, and so many labels are, in all.
const UNSURE: f64 = 0.02;
const AGAIN: u64 = 400_000_000;

/// Draws that are counted together, so that sums have one order whatever the threads.
const BLOCK: u32 = 32;

/// A figure beside what chance makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    pub observed: f64,
    /// The mean of the draws.
    pub expected: f64,
    /// How many draws are as much or more, and as little or less.
    pub at_least: u32,
    pub at_most: u32,
    pub draws: u32,
}

impl Tested {
    /// How likely so much is by chance.
    #[must_use]
    pub fn p_more(&self) -> f64 {
        f64::from(1 + self.at_least) / f64::from(1 + self.draws)
    }

    /// How likely so little is by chance.
    #[must_use]
    pub fn p_less(&self) -> f64 {
        f64::from(1 + self.at_most) / f64::from(1 + self.draws)
    }

    /// The share of groups as large, dealt by chance, that have less: "more than 96 % of them".
    /// 0 without draws.
    #[must_use]
    pub fn above(&self) -> f64 {
        f64::from(self.draws - self.at_least) / f64::from(self.draws.max(1))
    }
}

/// A statistic of how many of each label a group has. Finite.
pub type Statistic<'a> = &'a (dyn Fn(&[u32]) -> f64 + Sync);

/// How many labels a group has: families, say.
#[must_use]
pub fn kinds_of(counts: &[u32]) -> f64 {
    counts.iter().filter(|count| 0 < **count).count() as f64
}

/// As how many labels of the same weight a group is mixed: the exponential of Shannon's entropy,
/// Hill's number of order one. 0 for none.
#[must_use]
pub fn as_many_equal(counts: &[u32]) -> f64 {
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let shares = counts.iter().filter(|count| 0 < **count).map(|count| f64::from(*count) / all);
    if all == 0.0 { 0.0 } else { (-shares.map(|share| share * share.ln()).sum::<f64>()).exp() }
}

/// The share of one label in a group; 0 for no group.
pub fn share_of(label: usize) -> impl Fn(&[u32]) -> f64 + Sync {
    move |counts| {
        let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        f64::from(counts.get(label).copied().unwrap_or(0)) / all.max(1) as f64
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelabellingError {
    #[error("there are {labels} labels for {groups} places in groups")]
    Lengths { labels: usize, groups: usize },
    #[error("{0} draws are more than {MOST_DRAWS}")]
    Draws(u32),
    #[error("group {0} is numbered higher than there are points")]
    Group(u32),
}

/// Each statistic of each group (from 0 to the highest number), tested. `labels` and `groups` are
/// of all points; `None` is a point in no group, whose label takes part in the dealing. Statistics
/// first, then groups.
pub fn relabelled(
    labels: &[u8],
    groups: &[Option<u32>],
    statistics: &[Statistic<'_>],
    draws: Draws,
) -> Result<Vec<Vec<Option<Tested>>>, RelabellingError> {
    if labels.len() != groups.len() {
        return Err(RelabellingError::Lengths { labels: labels.len(), groups: groups.len() });
    }
    let highest = groups.iter().flatten().max();
    if let Some(highest) = highest.filter(|highest| labels.len() <= **highest as usize) {
        return Err(RelabellingError::Group(*highest));
    }
    let kinds = labels.iter().max().map_or(0, |most| usize::from(*most) + 1);
    let mut counts = vec![vec![0; kinds]; highest.map_or(0, |highest| *highest as usize + 1)];
    for (label, group) in labels.iter().zip(groups) {
        if let Some(group) = group {
            counts[*group as usize][usize::from(*label)] += 1;
        }
    }
    let mut pool = labels.to_vec();
    pool.sort_unstable();
    dealt(&pool, kinds, &counts, statistics, draws)
}

/// [`relabelled`] by one statistic, and groups of which it is more than most draws, dealt again as
/// often as is affordable (Besag and Clifford 1991): else no p would be small enough for a group to
/// stand out among thousands. Those have more draws than asked for, and other ones than those that
/// chose them.
pub fn relabelled_well(
    labels: &[u8],
    groups: &[Option<u32>],
    statistic: Statistic<'_>,
    draws: Draws,
) -> Result<Vec<Option<Tested>>, RelabellingError> {
    let mut found = relabelled(labels, groups, &[statistic], draws)?.swap_remove(0);
    let is_unsure = |found: &Option<Tested>| found.is_some_and(|t| 0 < t.draws && t.p_more() <= UNSURE);
    let chosen = |group: u32| found.get(group as usize).is_some_and(is_unsure);
    let few: Vec<Option<u32>> = groups.iter().map(|group| group.filter(|group| chosen(*group))).collect();
    let points = few.iter().flatten().count() as u64;
    let affordable = AGAIN.checked_div(points).unwrap_or(0).min(MOST_DRAWS.into()) as u32;
    if draws.many < affordable {
        let anew = Draws { many: affordable, seed: draws.seed.wrapping_add(1), ..draws };
        for (found, again) in
            found.iter_mut().zip(relabelled(labels, &few, &[statistic], anew)?.swap_remove(0))
        {
            *found = again.or(*found);
        }
    }
    Ok(found)
}

/// The same from the labels of all points, sorted, and how many of each every group has.
fn dealt(
    pool: &[u8],
    kinds: usize,
    counts: &[Vec<u32>],
    statistics: &[Statistic<'_>],
    draws: Draws,
) -> Result<Vec<Vec<Option<Tested>>>, RelabellingError> {
    let sizes: Vec<u32> = counts.iter().map(|counts| counts.iter().sum()).collect();
    let observed: Vec<f64> =
        statistics.iter().flat_map(|statistic| counts.iter().map(|counts| statistic(counts))).collect();
    let one = |dealer: &mut ChaCha8Rng, room: &mut (Vec<u8>, Vec<u32>), told: &mut [f64]| {
        let (labels, counts) = room;
        labels.clear();
        labels.extend_from_slice(pool);
        let mut next = 0;
        for (group, &size) in sizes.iter().enumerate() {
            counts.clear();
            counts.resize(kinds, 0);
            for _ in 0..size {
                let chosen = next + below(dealer, labels.len() - next);
                labels.swap(next, chosen);
                counts[usize::from(labels[next])] += 1;
                next += 1;
            }
            for (rank, statistic) in statistics.iter().enumerate() {
                told[rank * sizes.len() + group] = statistic(counts);
            }
        }
    };
    let tested = tested(&observed, draws, Default::default, one)?;
    let of_group = |(tested, size): (&Tested, &u32)| (0 < *size).then_some(*tested);
    let chunks = tested.chunks(sizes.len().max(1));
    let mut found: Vec<Vec<Option<Tested>>> =
        chunks.map(|chunk| chunk.iter().zip(&sizes).map(of_group).collect()).collect();
    found.resize(statistics.len(), Vec::new());
    Ok(found)
}

/// Figures beside those of so many draws. `one` makes a draw: from what is dealt by, with room that
/// a thread keeps, into figures in the order of those observed. Threads change nothing: each draw
/// has its stream, and draws are summed by blocks.
pub fn tested<Room>(
    observed: &[f64],
    draws: Draws,
    room: impl Fn() -> Room + Sync,
    one: impl Fn(&mut ChaCha8Rng, &mut Room, &mut [f64]) + Sync,
) -> Result<Vec<Tested>, RelabellingError> {
    if MOST_DRAWS < draws.many {
        return Err(RelabellingError::Draws(draws.many));
    }
    let blocks = draws.many.div_ceil(BLOCK);
    let threads = (draws.threads.max(1) as u32).min(blocks.max(1));
    let work = |thread: u32| {
        let mut room = room();
        let mut told = vec![0.0; observed.len()];
        let mut counted = Counted::new(observed.len());
        let mut sums = Vec::new();
        for block in (thread..blocks).step_by(threads as usize) {
            let mut sum = vec![0.0; observed.len()];
            for draw in block * BLOCK..draws.many.min((block + 1) * BLOCK) {
                let mut dealer = ChaCha8Rng::seed_from_u64(draws.seed);
                dealer.set_stream(u64::from(draw));
                one(&mut dealer, &mut room, &mut told);
                counted.add(observed, &told);
                sum.iter_mut().zip(&told).for_each(|(sum, told)| *sum += told);
            }
            sums.push((block, sum));
        }
        (counted, sums)
    };
    let mut all = Counted::new(observed.len());
    let mut sums = Vec::new();
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        for worker in workers {
            let (counted, of_worker) = worker.join().expect("a draw does not panic");
            all.merge(&counted);
            sums.extend(of_worker);
        }
    });
    sums.sort_by_key(|(block, _)| *block);
    let expected = |at: usize| {
        let sum: f64 = sums.iter().map(|(_, sum)| sum[at]).sum();
        if draws.many == 0 { observed[at] } else { sum / f64::from(draws.many) }
    };
    let of_one = |at: usize| Tested {
        observed: observed[at],
        expected: expected(at),
        at_least: all.at_least[at],
        at_most: all.at_most[at],
        draws: draws.many,
    };
    Ok((0..observed.len()).map(of_one).collect())
}

struct Counted {
    at_least: Vec<u32>,
    at_most: Vec<u32>,
}

impl Counted {
    fn new(many: usize) -> Self {
        Self { at_least: vec![0; many], at_most: vec![0; many] }
    }

    fn add(&mut self, observed: &[f64], told: &[f64]) {
        for (at, (observed, told)) in observed.iter().zip(told).enumerate() {
            let hair = 1e-12 * observed.abs().max(1.0);
            self.at_least[at] += u32::from(observed - hair <= *told);
            self.at_most[at] += u32::from(*told <= observed + hair);
        }
    }

    fn merge(&mut self, other: &Self) {
        let add = |own: &mut Vec<u32>, others: &[u32]| own.iter_mut().zip(others).for_each(|(a, b)| *a += b);
        add(&mut self.at_least, &other.at_least);
        add(&mut self.at_most, &other.at_most);
    }
}

/// A number below another, each as likely (Lemire 2019, off by less than one in 2^32).
pub fn below(dealer: &mut ChaCha8Rng, most: usize) -> usize {
    ((u128::from(dealer.next_u64()) * most as u128) >> 64) as usize
}

#[cfg(test)]
mod tests;
