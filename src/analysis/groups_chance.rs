//! What chance makes of groups and of their cores: kinds dealt out anew among the actors of a crowd
//! whose kind is known.
//!
//! A core is made of members that are a few minutes' walk from each other, by DBSCAN again; a group
//! that is no wider than that is its own core. Both are dealt at once. *Cost.* O(draws · actors of
//! groups + draws · kinds · groups).

use crate::analysis::dbscan::{DbscanError, dbscan_of};
use crate::analysis::families::Activity;
use crate::analysis::groups::{Chance, Settings};
use crate::analysis::groups_crowds::{Crowd, KINDS, Kinds};
use crate::analysis::relabelling::{
    Draws, RelabellingError, Statistic, Tested, as_many_equal, dealt_again, kinds_of, relabelled_within,
};

/// The cores of the groups of a crowd.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cores {
    /// Of each actor of the crowd.
    pub labels: Vec<Option<u32>>,
    /// The group of each core, and its actors' rows, in order.
    pub of: Vec<usize>,
    pub members: Vec<Vec<u32>>,
}

/// What chance makes of groups, and of cores; `None` where nobody's kind is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    pub of_groups: Vec<Option<Chance>>,
    pub of_cores: Vec<Option<Tested>>,
}

/// Looks for the cores of groups, each found with its `eps`.
pub fn cores(
    crowd: &Crowd,
    labels: &[Option<u32>],
    eps: &[f64],
    settings: &Settings,
) -> Result<Cores, DbscanError> {
    let walk = settings.walk[crowd.class as usize];
    let mut ranks: Vec<Vec<u32>> = vec![Vec::new(); eps.len()];
    for (rank, label) in (0..).zip(labels) {
        label.iter().for_each(|label| ranks[*label as usize].push(rank));
    }
    let mut cores = Cores { labels: vec![None; labels.len()], ..Cores::default() };
    for (group, (ranks, eps)) in ranks.iter().zip(eps).enumerate() {
        let points: Vec<[f64; 2]> = ranks.iter().map(|&rank| crowd.points[rank as usize]).collect();
        let ids: Vec<u32> = ranks.iter().map(|&rank| crowd.rows[rank as usize]).collect();
        let found = dbscan_of(&points, &ids, walk.min(*eps), settings.min_points)?;
        for (&rank, label) in ranks.iter().zip(&found.labels) {
            cores.labels[rank as usize] = label.map(|label| cores.of.len() as u32 + label);
        }
        let of_core = |core: Vec<u32>| core.into_iter().map(|at| ids[at as usize]).collect();
        cores.members.extend(found.members().into_iter().map(of_core));
        cores.of.extend(vec![group; found.count as usize]);
    }
    Ok(cores)
}

/// What chance makes of the groups and cores that actors of a crowd are of.
pub fn chances(
    crowd: &Crowd,
    groups: &[Option<u32>],
    cores: &[Option<u32>],
    kinds: &Kinds,
    draws: Draws,
) -> Result<Chances, RelabellingError> {
    let known: Vec<usize> = (0..crowd.kinds.len()).filter(|&at| crowd.kinds[at].is_some()).collect();
    let kind = |at: usize| crowd.kinds[at].map_or(0, usize::from);
    // Only kinds that somebody is of are dealt.
    let mut used: Vec<usize> = known.iter().map(|&at| kind(at)).collect();
    used.sort_unstable();
    used.dedup();
    let mut rank = [0_u8; KINDS];
    used.iter().zip(0..).for_each(|(&kind, at)| rank[kind] = at);
    let activity: Vec<Option<Activity>> = used.iter().map(|&kind| kinds.activity[kind]).collect();
    let by_family = |counts: &[u32]| {
        let mut families = [0_u32; 8];
        for (count, activity) in counts.iter().zip(&activity) {
            activity.iter().for_each(|activity| families[*activity as usize] += count);
        }
        families
    };
    let families = |counts: &[u32]| kinds_of(&by_family(counts));
    let hill = |counts: &[u32]| as_many_equal(&by_family(counts));
    let statistics: [Statistic<'_>; 3] = [&families, &hill, &kinds_of];
    let labels: Vec<u8> = known.iter().map(|&at| rank[kind(at)]).collect();
    let (of_known, numbers) = renumbered(&known, groups);
    let (cores_of_known, core_numbers) = renumbered(&known, cores);
    let (found, of_cores) =
        relabelled_within(&labels, &of_known, &cores_of_known, &statistics, &kinds_of, draws)?;
    let of_cores = dealt_again(&labels, &cores_of_known, &kinds_of, of_cores, draws)?;
    let at = |tested: &[Option<Tested>], number: Option<u32>| tested.get(number? as usize).copied().flatten();
    let of_group = |number: &Option<u32>| {
        let [families, hill, functions] = &found[..] else { return None };
        let [families, hill, functions] = [families, hill, functions].map(|tested| at(tested, *number));
        Some(Chance { families: families?, hill: hill?, functions: functions?, core: None })
    };
    Ok(Chances {
        of_groups: numbers.iter().map(of_group).collect(),
        of_cores: core_numbers.iter().map(|number| at(&of_cores, *number)).collect(),
    })
}

/// The groups of some actors, numbered without gaps, and the number of each group by its old one:
/// groups of which nobody is among them have none.
fn renumbered(known: &[usize], groups: &[Option<u32>]) -> (Vec<Option<u32>>, Vec<Option<u32>>) {
    let many = groups.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut numbers: Vec<Option<u32>> = vec![None; many];
    let mut next = 0..;
    let mut number = |group: u32| *numbers[group as usize].get_or_insert_with(|| next.next().unwrap_or(0));
    let of_known = known.iter().map(|&at| groups[at].map(&mut number)).collect();
    (of_known, numbers)
}
