//! Which conclusions hold when the choices behind them are others.
//!
//! *Question.* Is it said because it is so, or because of how far people were thought to go and of
//! whom the territory was compared with? *Method.* Each function of each territory is judged again
//! with every group of peers ([`Likeness`]): those of its kind, those of its density and setting,
//! those of its density, the whole country. Access is set against that of its peers, people
//! weighing, as far as people go, a third less far and a third farther; *low* is below 0.75 of
//! theirs, as a gap is. *Edges.* A verdict holds if it says the same to somebody who acts: a gap,
//! sure or probable; no gap, or more than elsewhere; nothing sure. Wider groups give sharper
//! norms and worse ones: where only the widest says so, it is the mountain that lacks what towns
//! have. *Unit.* Ratios have none. *Cost.* O(territories × tails of a Gamma) a function and group.

use std::sync::Arc;

use crate::analysis::access::Reach;
use crate::analysis::gaps::{Gap, Gaps, judged};
use crate::analysis::ground::Ground;
use crate::analysis::peers::{Likeness, Peers};
use crate::analysis::supply::Verdict;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// The version of the method, to be changed with anything that changes what holds.
pub const METHOD: &str = "maillage-sensitivity-1";

/// Access below this share of the peers' is low, as a rate is a gap.
pub const LOW: f64 = 0.75;

/// What a verdict says to somebody who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conclusion {
    Lacks,
    HasEnough,
    /// Undecided, too few expected, not measured.
    Open,
}

impl From<Verdict> for Conclusion {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::SureGap | Verdict::ProbableGap => Self::Lacks,
            Verdict::NoGap | Verdict::Surplus => Self::HasEnough,
            Verdict::Undecided | Verdict::TooFewExpected | Verdict::NotMeasured => Self::Open,
        }
    }
}

/// One function in all territories of a level, judged in several ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    pub gaps: Arc<Gaps>,
    /// By row of the level.
    pub territories: Vec<Tested>,
}

/// One function in one territory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// By group of peers, in the order of [`Likeness::ALL`]: the first is the verdict that is told.
    pub verdicts: [Verdict; 4],
    /// Access over that of the peers: as far as people go, a third less, a third more. `None` where
    /// it is not known, or peers have none.
    pub access: [Option<f64>; 3],
}

impl Tested {
    /// In how many of the four groups the conclusion is the one that is told.
    #[must_use]
    pub fn agreeing(&self) -> usize {
        let told = Conclusion::from(self.verdicts[0]);
        self.verdicts.iter().filter(|&&verdict| Conclusion::from(verdict) == told).count()
    }

    /// Whether something is concluded, and every group of peers says the same.
    #[must_use]
    pub fn holds(&self) -> bool {
        Conclusion::from(self.verdicts[0]) != Conclusion::Open && self.agreeing() == self.verdicts.len()
    }

    /// Whether access is low, and whether that is so a third less and a third more far too; `None`
    /// where it is not known.
    #[must_use]
    pub fn access_holds(&self) -> Option<(bool, bool)> {
        let [told, shorter, longer] = self.access.map(|ratio| ratio.map(|ratio| ratio < LOW));
        Some((told?, told? == shorter? && told? == longer?))
    }
}

/// The grounds of a level by group of peers, in the order of [`Likeness::ALL`].
#[must_use]
pub fn grounds(snapshot: &Snapshot, level: Level) -> [Ground; 4] {
    Likeness::ALL.map(|most| Ground::sharing(most, snapshot, level))
}

/// What holds of a function. `grounds` are those of its level.
#[must_use]
pub fn sensitivity(grounds: &[Ground; 4], gaps: &Arc<Gaps>) -> Sensitivity {
    let counts: Vec<f64> = gaps.territories.iter().map(|gap| gap.count as f64).collect();
    let is_measured = gaps.observed.is_measured();
    let found = grounds.each_ref().map(|ground| judged(ground, is_measured, &counts));
    let verdict = |group: usize, row: usize| found[group][row].map_or_else(|no| no, |judged| judged.verdict);
    let access = beside_peers(&grounds[0].peers, &gaps.territories);
    let held = |row: usize| Tested {
        verdicts: std::array::from_fn(|group| verdict(group, row)),
        access: access[row],
    };
    Sensitivity { gaps: Arc::clone(gaps), territories: (0..counts.len()).map(held).collect() }
}

/// Access of each territory over that of its peers, people weighing.
fn beside_peers(peers: &Peers, territories: &[Gap]) -> Vec<[Option<f64>; 3]> {
    let mean = |members: &[u32], stretch: usize| {
        let (mut shared, mut people) = (0.0, 0.0);
        for &row in members {
            let Gap { reach, population, .. } = &territories[row as usize];
            let Some(reach) = reach else { continue };
            shared += reach[stretch].mean * *population as f64;
            people += *population as f64;
        }
        (0.0 < shared).then(|| shared / people)
    };
    let means: Vec<[Option<f64>; 3]> = peers
        .groups()
        .iter()
        .map(|group| std::array::from_fn(|stretch| mean(&group.members, stretch)))
        .collect();
    let ratio = |(row, gap): (usize, &Gap)| {
        let means = means[peers.group_of(row)];
        let of = |reach: [Reach; 3], stretch: usize| Some(reach[stretch].mean / means[stretch]?);
        std::array::from_fn(|stretch| gap.reach.and_then(|reach| of(reach, stretch)))
    };
    territories.iter().enumerate().map(ratio).collect()
}
