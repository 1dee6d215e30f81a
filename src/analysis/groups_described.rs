//! What is said of a group, and of a known PTCE beside it: where it is, who could carry it, what it
//! lacks, how it stands.
//!
//! Described is what is asked for: the groups of a zone, kept ones or all. *Order.* Highest index
//! first, ties by id. *Cost.* O(members + stages · log actors) a group.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::breadth::{diameter, hull};
use crate::analysis::composite::{Composite, Scored};
use crate::analysis::composition::{Composition, Verdict as Composed};
use crate::analysis::families::{of_actor, of_catalogue};
use crate::analysis::gaps::Gaps;
use crate::analysis::groups::{Group, Groups, Shortfall, stages};
use crate::analysis::groups_crowds::{commune_places, on_plane};
use crate::analysis::groups_index;
use crate::analysis::groups_roles::{Anchor, Because, Lack, anchor, composed};
use crate::analysis::subjects::Subject;
use crate::analysis::supply::Verdict;
use crate::domain::actor::Claim;
use crate::domain::function::FunctionSet;
use crate::domain::level::Level;
use crate::geometry::area::{Area, Polygon};
use crate::geometry::position::Position;
use crate::geometry::projection::{Grid, Projector};
use crate::snapshot::Snapshot;

/// A group or a known PTCE, with all that is said of it.
#[derive(Debug, Clone)]
pub struct Described {
    /// `groupe:` or `ptce:` and what lasts: the lowest id of a member, the id of the pole.
    pub id: String,
    /// The row of a known PTCE; `None` for a group that was found.
    pub pole: Option<u32>,
    pub group: Group,
    /// Of a pole, members that are no known actor.
    pub unknown_members: u32,
    /// The commune of most members, of several the first.
    pub commune: u32,
    /// Where its symbol stands: the middle of its members.
    pub middle: Position,
    /// What its members cover; empty where they are on a line.
    pub area: Area,
    /// Actors of its communes that are known by their commune alone.
    pub placeless: u32,
    pub composition: Composition,
    pub anchor: Option<Anchor>,
    pub lacks: Vec<Lack>,
    /// Why a group is not kept; `None` for those that are, and for poles.
    pub shortfall: Option<Shortfall>,
    /// In the order of [`groups_index::Part::ALL`].
    pub values: [Option<f64>; 6],
    pub score: Option<Scored>,
}

impl Described {
    /// Whether it is worth a visit: nothing speaks against it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.shortfall.is_none() && self.composition.all != Composed::NotMet
    }
}

/// What groups are described from.
pub struct Describing<'a> {
    snapshot: &'a Snapshot,
    groups: &'a Groups,
    index: &'a Composite,
    /// By bassin, functions with a gap; `None` where gaps were not looked for.
    gaps: Option<&'a [FunctionSet]>,
    projectors: Vec<Projector>,
    /// By SIRET of a member, rows of known PTCE.
    poles: BTreeMap<&'a str, Vec<u32>>,
}

impl<'a> Describing<'a> {
    /// Gets ready. O(actors), to find the known PTCE.
    #[must_use]
    pub fn new(
        snapshot: &'a Snapshot,
        groups: &'a Groups,
        index: &'a Composite,
        gaps: Option<&'a [FunctionSet]>,
    ) -> Self {
        let mut poles: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for pole in known_poles(snapshot) {
            members_of(snapshot, pole).for_each(|id| poles.entry(id).or_default().push(pole));
        }
        let projectors = Grid::PLANE.into_iter().map(Projector::new).collect();
        Self { snapshot, groups, index, gaps, projectors, poles }
    }

    /// The groups that are chosen by their commune, kept or all; best first.
    #[must_use]
    pub fn groups(&self, is_in: impl Fn(u32) -> bool, all: bool) -> Vec<Described> {
        let settings = &self.groups.settings;
        let kept = self.groups.list.iter().filter(|group| all || group.shortfall(settings).is_none());
        let chosen = kept.filter_map(|group| Some((group, self.commune(&group.members)?)));
        let chosen = chosen.filter(|(_, commune)| is_in(*commune));
        let described = chosen.filter_map(|(group, commune)| self.group(group, commune));
        let mut described: Vec<Described> = described.filter(|one| all || one.is_kept()).collect();
        described.sort_by(|a, b| {
            let score = |one: &Described| one.score.as_ref().map_or(-1.0, |score| score.score);
            score(b).total_cmp(&score(a)).then_with(|| a.id.cmp(&b.id))
        });
        described
    }

    /// How many groups were found that are chosen by their commune, kept or not.
    #[must_use]
    pub fn found(&self, is_in: impl Fn(u32) -> bool) -> usize {
        let communes = self.groups.list.iter().filter_map(|group| self.commune(&group.members));
        communes.filter(|commune| is_in(*commune)).count()
    }

    /// The commune of most actors, of several the first.
    fn commune(&self, members: &[u32]) -> Option<u32> {
        let mut communes: Vec<u32> =
            members.iter().filter_map(|&row| self.snapshot.actors.commune(row)).collect();
        communes.sort_unstable();
        let most = communes.chunk_by(|a, b| a == b);
        most.max_by_key(|same| (same.len(), std::cmp::Reverse(same[0]))).map(|same| same[0])
    }

    fn projector(&self, grid: Grid) -> &Projector {
        &self.projectors[Grid::PLANE.into_iter().position(|other| other == grid).unwrap_or(0)]
    }

    fn points(&self, group: &Group) -> Vec<[f64; 2]> {
        let projector = self.projector(group.grid);
        let shown = group.members.iter().filter(|&&row| self.snapshot.actors.has_own_place(row));
        shown.filter_map(|&row| on_plane(projector, self.snapshot.actors.position(row)?)).collect()
    }

    fn group(&self, group: &Group, commune: u32) -> Option<Described> {
        let first = group.members.iter().map(|&row| self.snapshot.actors.id(row)).min()?;
        let points = self.points(group);
        self.described(format!("groupe:{first}"), group, commune, &points)
    }

    fn described(&self, id: String, group: &Group, commune: u32, points: &[[f64; 2]]) -> Option<Described> {
        let projector = self.projector(group.grid);
        let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f64>() / points.len() as f64;
        let middle = [mean(0), mean(1)];
        let ring: Option<Vec<Position>> =
            hull(points).into_iter().map(|[x, y]| projector.to_position(x, y)).collect();
        let mut ring = ring.unwrap_or_default();
        ring.dedup();
        let outline = Polygon { exterior: ring, holes: Vec::new() };
        let area = Area(if outline.exterior.len() < 3 { Vec::new() } else { vec![outline] });
        let anchor = anchor(self.snapshot, &group.members);
        let values = self.values(group, anchor, commune);
        Some(Described {
            id,
            pole: None,
            group: group.clone(),
            unknown_members: 0,
            commune,
            middle: projector.to_position(middle[0], middle[1])?,
            area,
            placeless: self.placeless(&group.members),
            composition: composed(self.snapshot, &group.members),
            anchor,
            lacks: self.groups.holding.lacks(self.snapshot, &group.members, group.grid, middle),
            shortfall: group.shortfall(&self.groups.settings),
            values,
            score: groups_index::score(self.index, values),
        })
    }

    /// Those without a place of their own in the communes of some.
    fn placeless(&self, members: &[u32]) -> u32 {
        let mut communes: Vec<u32> =
            members.iter().filter_map(|&row| self.snapshot.actors.commune(row)).collect();
        communes.sort_unstable();
        communes.dedup();
        let of = |commune: &u32| self.groups.placeless.get(*commune as usize).copied().unwrap_or(0);
        communes.iter().map(of).sum()
    }

    fn values(&self, group: &Group, anchor: Option<Anchor>, commune: u32) -> [Option<f64>; 6] {
        let carried = match anchor.map(|anchor| anchor.because) {
            Some(Because::Function(_)) => 1.0,
            Some(Because::Employs) => 0.5,
            None => 0.0,
        };
        let chance = group.chance.as_ref().filter(|chance| 0 < chance.functions.draws);
        [
            Some(group.hill()),
            Some(f64::from(group.stages)),
            Some(carried),
            chance.map(|chance| chance.functions.above()),
            self.need(group, commune),
            self.ties(group),
        ]
    }

    /// Of the functions with a gap in the bassin, the share that the group has.
    fn need(&self, group: &Group, commune: u32) -> Option<f64> {
        let bassin = self.snapshot.territories.zone(commune, Level::Bassin)?;
        let lacking = self.gaps?.get(bassin as usize)?;
        let functions = group.members.iter().map(|&row| self.snapshot.actors.functions(row));
        let own = functions.reduce(|a, b| a.union(b)).unwrap_or_default();
        let all = lacking.iter().count();
        let met = lacking.iter().filter(|&id| own.contains(id)).count();
        (0 < all).then(|| met as f64 / all as f64)
    }

    /// The share of members that are of one known PTCE; unknown, not none, where fewer than two are.
    fn ties(&self, group: &Group) -> Option<f64> {
        let ids = group.members.iter().map(|&row| self.snapshot.actors.id(row));
        let mut poles: Vec<u32> = ids.filter_map(|id| self.poles.get(id)).flatten().copied().collect();
        poles.sort_unstable();
        let most = poles.chunk_by(|a, b| a == b).map(<[_]>::len).max()?;
        (2 <= most).then(|| most as f64 / group.members.len() as f64)
    }

    /// The known PTCE that are chosen by their commune, by id: their members as a group.
    #[must_use]
    pub fn poles(&self, is_in: impl Fn(u32) -> bool) -> Vec<Described> {
        let places = commune_places(self.snapshot);
        let of_functions = of_catalogue(&self.snapshot.functions);
        let mut described: Vec<Described> = Vec::new();
        for pole in known_poles(self.snapshot) {
            let ids: Vec<&str> = members_of(self.snapshot, pole).collect();
            let mut members: Vec<u32> = ids.iter().filter_map(|id| self.snapshot.actor_of_id(id)).collect();
            members.push(pole);
            members.sort_unstable();
            members.dedup();
            let unknown = ids.iter().filter(|id| self.snapshot.actor_of_id(id).is_none()).count();
            let commune = self.snapshot.actors.commune(pole).or_else(|| self.commune(&members));
            let Some(commune) = commune.filter(|commune| is_in(*commune)) else { continue };
            let (grid, class) = places[commune as usize];
            let mut group = Group {
                grid,
                class,
                eps: 0.0,
                diameter: 0.0,
                families: [0; 8],
                stages: stages(self.snapshot, &members).len() as u32,
                chance: None,
                members,
            };
            for &row in &group.members {
                let own = self.snapshot.actors.functions(row);
                if let Some(activity) = of_actor(&of_functions, own, self.snapshot.actors.naf(row)) {
                    group.families[activity as usize] += 1;
                }
            }
            let mut points = self.points(&group);
            group.diameter = diameter(&points).unwrap_or(0.0);
            if points.is_empty() {
                let seat = self.snapshot.territories.get(Level::Commune, commune).point;
                points.extend(on_plane(self.projector(grid), seat));
            }
            let id = format!("ptce:{}", self.snapshot.actors.id(pole));
            if let Some(mut one) = self.described(id, &group, commune, &points) {
                one.pole = Some(pole);
                one.unknown_members = unknown as u32;
                one.shortfall = None;
                one.score = None;
                described.push(one);
            }
        }
        described.sort_by(|a, b| a.id.cmp(&b.id));
        described
    }
}

/// By bassin, the functions with a sure or probable gap. `gaps` are those of bassins.
#[must_use]
pub fn lacking(snapshot: &Snapshot, gaps: &[Arc<Gaps>]) -> Vec<FunctionSet> {
    let mut lacking = vec![FunctionSet::default(); snapshot.territories.of(Level::Bassin).len()];
    for gaps in gaps {
        let Subject::Function(id) = gaps.subject else { continue };
        for (own, gap) in lacking.iter_mut().zip(&gaps.territories) {
            if matches!(gap.verdict(), Verdict::SureGap | Verdict::ProbableGap) {
                *own = own.with(id);
            }
        }
    }
    lacking
}

/// Rows of those that are labelled, in order; never one in partial diffusion.
fn known_poles(snapshot: &Snapshot) -> Vec<u32> {
    let actors = &snapshot.actors;
    let is_pole = |row: &u32| {
        !actors.is_masked(*row) && actors.statements(*row).iter().any(|told| told.claim == Claim::Ptce)
    };
    (0..actors.len()).filter(is_pole).collect()
}

/// The SIRET of the members that a pole states.
fn members_of(snapshot: &Snapshot, pole: u32) -> impl Iterator<Item = &str> {
    let details = snapshot.actors.details(pole);
    details.filter_map(|detail| detail.strip_prefix("membres=")).flat_map(|ids| ids.split(' '))
}
