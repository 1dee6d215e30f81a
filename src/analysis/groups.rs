//! Which groups of actors could become a PTCE: near each other, of different trades, with what the
//! law asks for.
//!
//! *Question.* Where do actors already stand so near each other, and do such different things, that
//! cooperating is a matter of meeting? A group found is somebody to go and see, never a PTCE.
//! *Method.* Density clusters (`dbscan`) by legal plane and class of density, at 1.5, 4 and 8 km;
//! those wider than three times that are parted by half of it, and again (`valleys`). Kept are those
//! with four of eight families of activity (`families`), as mixed as three equal families
//! (Hill's number of order one), three stages of chains, and no failed test of composition
//! (`composition`). Standing together says nothing, since towns do: each group's mix is compared
//! with what dealing out the same functions over the same places makes of it (`relabelling`). So is
//! that of its cores, whose members are a few minutes' walk from each other: a town has some of
//! everything, so that all of it hardly ever says more than chance. Over all cores p is adjusted
//! (`discoveries`); a group stands out when one of its cores does. What is known of its members makes an index with
//! its contributions (`groups_index`).
//!
//! *Unit.* Meters. *Edges.* Classes are clustered apart: a group never crosses the limit of a town
//! with a class of its own, even where a street does. What an actor does beyond its codes is not
//! seen. *Cost.* O(actors log actors + draws · actors).

use crate::analysis::dbscan::{DbscanError, dbscan_of};
use crate::analysis::discoveries::benjamini_hochberg;
use crate::analysis::families::Activity;
use crate::analysis::groups_crowds::{Class, Crowd, Crowds, KINDS, Kinds};
use crate::analysis::groups_roles::Holding;
use crate::analysis::relabelling::{
    Draws, RelabellingError, Statistic, Tested, as_many_equal, kinds_of, relabelled, relabelled_well,
};
use crate::analysis::valleys::{Limits, parted};
use crate::domain::function::Stage;
use crate::geometry::projection::Grid;
use crate::snapshot::Snapshot;

/// The version of the method, to be changed with anything that changes a group.
pub const METHOD: &str = "maillage-groups-1";

/// The conventions, all of which may be asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How near is near, in meters, by class of density.
    pub eps: [f64; 3],
    /// So many actors within it, itself included, make a place dense.
    pub min_points: usize,
    /// So many times `eps` is too wide.
    pub widest: f64,
    /// `eps` is halved so often at most.
    pub most_halvings: u32,
    /// What a group has at least: families of activity, Hill's number of them, stages of chains.
    pub families: u32,
    pub hill: f64,
    pub stages: u32,
    /// What is a few minutes' walk, in meters, by class of density: what a core is looked for by.
    pub walk: [f64; 3],
    /// Discoveries of which this share is false, on average.
    pub false_rate: f64,
    pub draws: u32,
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            eps: [1_500.0, 4_000.0, 8_000.0],
            min_points: 6,
            widest: 3.0,
            most_halvings: 5,
            families: 4,
            hill: 3.0,
            stages: 3,
            walk: [200.0, 500.0, 1_000.0],
            false_rate: 0.05,
            draws: 999,
            seed: 1,
        }
    }
}

/// Why groups are not looked for.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GroupsError {
    #[error(transparent)]
    Dbscan(#[from] DbscanError),
    #[error(transparent)]
    Relabelling(#[from] RelabellingError),
}

/// A group of actors near each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub grid: Grid,
    pub class: Class,
    /// Rows of its actors, in order.
    pub members: Vec<u32>,
    /// With which `eps` it was found, in meters.
    pub eps: f64,
    /// The longest way between two of them, in meters.
    pub diameter: f64,
    /// How many are of each family of activity; those of none are not in it.
    pub families: [u32; 8],
    /// Distinct stages of chains that members hold.
    pub stages: u32,
    /// What chance makes of it; `None` where nobody's kind is known.
    pub chance: Option<Chance>,
}

/// A group's mix beside that of groups as large over the same places.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// How many families.
    pub families: Tested,
    /// Hill's number of order one of the families.
    pub hill: Tested,
    /// How many different functions.
    pub functions: Tested,
    /// Its most mixed core; `None` where members are too far apart to have one.
    pub core: Option<Core>,
}

/// Members a few minutes' walk from each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Core {
    /// Rows of its actors, in order.
    pub members: Vec<u32>,
    /// How many different functions, beside what chance makes of as many.
    pub functions: Tested,
    /// The least false discovery rate, over all cores of the snapshot, at which it stands out.
    pub adjusted: Option<f64>,
}

/// All groups of a snapshot.
#[derive(Debug, Clone)]
pub struct Groups {
    pub settings: Settings,
    /// By plane, class and place.
    pub list: Vec<Group>,
    /// By commune, actors without a place of their own.
    pub placeless: Vec<u32>,
    /// Actors that have one.
    pub placed: usize,
    /// Who holds which stage where.
    pub holding: Holding,
}

/// What a group lacks to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shortfall {
    Families,
    Hill,
    Stages,
    Width,
}

impl Group {
    /// How many families of activity.
    #[must_use]
    pub fn families_met(&self) -> u32 {
        kinds_of(&self.families) as u32
    }

    /// As how many equal families they are mixed.
    #[must_use]
    pub fn hill(&self) -> f64 {
        as_many_equal(&self.families)
    }

    /// Members whose family is known.
    #[must_use]
    pub fn of_known_family(&self) -> u32 {
        self.families.iter().sum()
    }

    /// Why it is not kept, but for its composition; `None` when it is.
    #[must_use]
    pub fn shortfall(&self, settings: &Settings) -> Option<Shortfall> {
        let class = settings.eps[self.class as usize];
        let fails = [
            (self.families_met() < settings.families, Shortfall::Families),
            (self.hill() < settings.hill - 1e-12, Shortfall::Hill),
            (self.stages < settings.stages, Shortfall::Stages),
            (settings.widest * class < self.diameter, Shortfall::Width),
        ];
        fails.into_iter().find(|(fails, _)| *fails).map(|(_, what)| what)
    }

    /// Whether its mix is more than chance makes of such places.
    #[must_use]
    pub fn stands_out(&self, settings: &Settings) -> bool {
        let core = self.chance.as_ref().and_then(|chance| chance.core.as_ref());
        let adjusted = core.and_then(|core| core.adjusted);
        adjusted.is_some_and(|adjusted| adjusted <= settings.false_rate)
    }
}

/// The groups of a snapshot. The same on any number of threads.
pub fn groups(snapshot: &Snapshot, settings: &Settings, threads: usize) -> Result<Groups, GroupsError> {
    let crowds = Crowds::of(snapshot, threads);
    let kinds = Kinds::of(snapshot);
    let mut list = Vec::new();
    let mut cores: Vec<(usize, Core)> = Vec::new();
    for crowd in &crowds.list {
        let (groups, of_groups) = of_crowd(snapshot, crowd, &kinds, settings, threads)?;
        cores.extend(of_groups.into_iter().map(|(group, core)| (list.len() + group, core)));
        list.extend(groups);
    }
    let p: Vec<Option<f64>> = cores.iter().map(|(_, core)| Some(core.functions.p_more())).collect();
    for ((_, core), adjusted) in cores.iter_mut().zip(benjamini_hochberg(&p)) {
        core.adjusted = adjusted;
    }
    for (group, core) in cores {
        let Some(chance) = list.get_mut(group).and_then(|group: &mut Group| group.chance.as_mut()) else {
            continue;
        };
        let is_better = |other: &Core| core.functions.p_more() < other.functions.p_more();
        if chance.core.as_ref().is_none_or(is_better) {
            chance.core = Some(core);
        }
    }
    let placed = crowds.list.iter().map(|crowd| crowd.rows.len()).sum();
    let holding = Holding::of(snapshot);
    Ok(Groups { settings: *settings, list, placeless: crowds.placeless, placed, holding })
}

/// Groups, and cores with the rank of their group.
type OfCrowd = (Vec<Group>, Vec<(usize, Core)>);

fn of_crowd(
    snapshot: &Snapshot,
    crowd: &Crowd,
    kinds: &Kinds,
    settings: &Settings,
    threads: usize,
) -> Result<OfCrowd, GroupsError> {
    let eps = settings.eps[crowd.class as usize];
    let found = dbscan_of(&crowd.points, &crowd.rows, eps, settings.min_points)?;
    let limits = Limits { widest: settings.widest * eps, most_halvings: settings.most_halvings };
    let parts = parted(&crowd.points, &crowd.rows, &found, (eps, settings.min_points), limits)?;
    let mut groups: Vec<Group> = parts
        .groups
        .iter()
        .map(|part| Group {
            grid: crowd.grid,
            class: crowd.class,
            members: Vec::new(),
            eps: eps / 2.0_f64.powi(part.halvings as i32),
            diameter: part.diameter,
            families: [0; 8],
            stages: 0,
            chance: None,
        })
        .collect();
    for (at, label) in parts.labels.iter().enumerate() {
        let Some(label) = label else { continue };
        let group = &mut groups[*label as usize];
        group.members.push(crowd.rows[at]);
        if let Some(activity) = crowd.kinds[at].and_then(|kind| kinds.activity[usize::from(kind)]) {
            group.families[activity as usize] += 1;
        }
    }
    for group in &mut groups {
        group.stages = stages(snapshot, &group.members).len() as u32;
    }
    let chances = chances(crowd, &parts.labels, kinds, settings, threads)?;
    for (group, chance) in groups.iter_mut().zip(chances) {
        group.chance = chance;
    }
    let cores = cores(crowd, &parts.labels, &groups, settings, threads)?;
    Ok((groups, cores))
}

/// The distinct stages that some actors hold, in the order of goods.
#[must_use]
pub fn stages(snapshot: &Snapshot, members: &[u32]) -> Vec<Stage> {
    let functions = members.iter().map(|&row| snapshot.actors.functions(row));
    let all = functions.reduce(|a, b| a.union(b)).unwrap_or_default();
    let mut stages: Vec<_> = all.iter().filter_map(|id| snapshot.functions.get(id).stage).collect();
    stages.sort_unstable();
    stages.dedup();
    stages
}

/// What chance makes of each group, by kinds dealt out anew among the actors of a crowd whose kind
/// is known.
fn chances(
    crowd: &Crowd,
    labels: &[Option<u32>],
    kinds: &Kinds,
    settings: &Settings,
    threads: usize,
) -> Result<Vec<Option<Chance>>, RelabellingError> {
    let known = || crowd.kinds.iter().zip(labels).filter_map(|(kind, group)| Some(((*kind)?, *group)));
    // Only kinds that somebody is of are dealt.
    let mut ranks = [u8::MAX; KINDS];
    let mut used: Vec<usize> = known().map(|(kind, _)| usize::from(kind)).collect();
    used.sort_unstable();
    used.dedup();
    used.iter().zip(0..).for_each(|(&kind, rank)| ranks[kind] = rank);
    let activity: Vec<Option<Activity>> = used.iter().map(|&kind| kinds.activity[kind]).collect();
    let by_family = |counts: &[u32]| {
        let mut families = [0_u32; 8];
        for (count, activity) in counts.iter().zip(&activity) {
            if let Some(activity) = activity {
                families[*activity as usize] += count;
            }
        }
        families
    };
    let families = |counts: &[u32]| kinds_of(&by_family(counts));
    let hill = |counts: &[u32]| as_many_equal(&by_family(counts));
    let functions = |counts: &[u32]| kinds_of(counts);
    let statistics: [Statistic<'_>; 3] = [&families, &hill, &functions];
    let dealt: Vec<u8> = known().map(|(kind, _)| ranks[usize::from(kind)]).collect();
    let groups: Vec<Option<u32>> = known().map(|(_, group)| group).collect();
    let draws = Draws { many: settings.draws, seed: settings.seed, threads };
    let found = relabelled(&dealt, &groups, &statistics, draws)?;
    let [families, hill, functions] = &found[..] else { return Ok(Vec::new()) };
    let many = labels.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let of_group = |group: usize| {
        let of = |tested: &[Option<Tested>]| tested.get(group).copied().flatten();
        Some(Chance { families: of(families)?, hill: of(hill)?, functions: of(functions)?, core: None })
    };
    Ok((0..many).map(of_group).collect())
}

/// The cores of each group: those of its members that are a few minutes' walk from each other, by
/// DBSCAN again; a group that is no wider than that is its own core.
fn cores(
    crowd: &Crowd,
    labels: &[Option<u32>],
    groups: &[Group],
    settings: &Settings,
    threads: usize,
) -> Result<Vec<(usize, Core)>, GroupsError> {
    let walk = settings.walk[crowd.class as usize];
    let mut ranks: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    for (rank, label) in (0..).zip(labels) {
        label.iter().for_each(|label| ranks[*label as usize].push(rank));
    }
    let mut of: Vec<usize> = Vec::new();
    let mut core: Vec<Option<u32>> = vec![None; labels.len()];
    for (group, ranks) in ranks.iter().enumerate() {
        let points: Vec<[f64; 2]> = ranks.iter().map(|&rank| crowd.points[rank as usize]).collect();
        let ids: Vec<u32> = ranks.iter().map(|&rank| crowd.rows[rank as usize]).collect();
        let near = walk.min(groups[group].eps);
        let found = dbscan_of(&points, &ids, near, settings.min_points)?;
        for (&rank, label) in ranks.iter().zip(&found.labels) {
            core[rank as usize] = label.map(|label| of.len() as u32 + label);
        }
        of.extend(vec![group; found.count as usize]);
    }
    let known = || crowd.kinds.iter().zip(&core).filter_map(|(kind, core)| Some(((*kind)?, *core)));
    let (dealt, dealt_in): (Vec<u8>, Vec<Option<u32>>) = known().unzip();
    let draws = Draws { many: settings.draws, seed: settings.seed, threads };
    let tested = relabelled_well(&dealt, &dealt_in, &kinds_of, draws)?;
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); of.len()];
    for (row, core) in crowd.rows.iter().zip(&core) {
        core.iter().for_each(|core| members[*core as usize].push(*row));
    }
    let told = |(core, members): (usize, Vec<u32>)| {
        let functions = tested.get(core).copied().flatten()?;
        Some((of[core], Core { members, functions, adjusted: None }))
    };
    Ok(members.into_iter().enumerate().filter_map(told).collect())
}
