//! Who is what in a group: what the law would count them as, who could carry it, which role it
//! lacks and who nearby has it.
//!
//! *Question.* If these were to become a PTCE, what is there and what is missing? *Method.* Legal
//! persons are told by their SIREN, seats by what sources state (`composition`). An anchor is a
//! member whose work is to hold others together (a third place, an employment cooperative, a
//! business support…), else its largest known employer. A role is a stage of chains that nobody of
//! the group holds; the nearest who does is named. *Edges.* A stage that nobody in the country is
//! known to hold is not called missing. Who is known by the commune alone stands at its point here,
//! where a distance of some kilometers is enough. Who is in partial diffusion is never named.
//! *Cost.* O(holders log holders) once, O(members + stages · log holders) a group.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::analysis::composition::{Composition, Member, Sight, composition};
use crate::analysis::groups::stages;
use crate::analysis::groups_crowds::{commune_places, on_plane};
use crate::domain::actor::Claim;
use crate::domain::function::Stage;
use crate::geometry::projection::{Grid, Projector};
use crate::snapshot::Snapshot;

/// Functions of those who hold others together, the first most.
const HOLDS_TOGETHER: [&str; 7] =
    ["ptce", "tiers-lieu", "cae", "accompagnement", "groupement-employeurs", "manufacture", "fablab"];

/// Functions of those that are associations by law (labour code, L5132-7; L1253-1), hence of the
/// ESS whatever the register says.
const ESS_BY_LAW: [&str; 2] = ["association-intermediaire", "geiq"];

/// What the SIREN of local authorities and their groupings begins with: only sources that tell no
/// legal form need it.
const AUTHORITIES: [&str; 6] = ["20", "21", "22", "23", "24", "25"];

/// From this band of employees on somebody could carry a group: 10 and more.
const LARGE: u32 = 11;

/// Why a member could carry the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Its function, by rank in the catalogue.
    Function(u8),
    /// It employs most, of ten and more.
    Employs,
}

/// Who could carry a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Row of the actor.
    pub actor: u32,
    pub because: Because,
}

/// A role that nobody of a group has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lack {
    pub stage: Stage,
    /// The nearest who has it, and how far from the group's middle, in meters as the crow flies.
    pub nearest: Option<(u32, f64)>,
}

/// What the law would count an actor as.
#[must_use]
pub fn member(snapshot: &Snapshot, row: u32) -> Member {
    let actors = &snapshot.actors;
    let functions = actors.functions(row);
    let has = |key: &str| snapshot.functions.id(key).is_some_and(|id| functions.contains(id));
    let stated = |claim: Claim| actors.statements(row).iter().any(|statement| statement.claim == claim);
    let ess = actors.is_ess(row) || ESS_BY_LAW.iter().any(|key| has(key));
    let by_form = actors.legal_form(row).is_some_and(|form| (7000..8000).contains(&form));
    let is_public = by_form || !ess && AUTHORITIES.iter().any(|digits| actors.id(row).starts_with(digits));
    let naf =
        |codes: &[&str]| actors.naf(row).is_some_and(|naf| codes.iter().any(|code| naf.starts_with(code)));
    Member {
        person: siren(actors.id(row)),
        ess: ess && !is_public,
        other: !ess && stated(Claim::HveDirectSale),
        third: is_public || has("formation") || naf(&["72", "85.4", "85.59A"]),
    }
}

/// The legal person behind an id, if it is a SIRET.
fn siren(id: &str) -> Option<u32> {
    let is_siret = id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit());
    is_siret.then(|| id[..9].parse().ok())?
}

/// What sources would see: the register, where it was read, keeps the ESS. No source sees all
/// companies, or all authorities and training centres.
#[must_use]
pub fn sight(snapshot: &Snapshot) -> Sight {
    Sight { ess: snapshot.manifest.knows_sirene(), other: false, third: false }
}

/// What the law would say of actors.
#[must_use]
pub fn composed(snapshot: &Snapshot, rows: &[u32]) -> Composition {
    let members: Vec<Member> = rows.iter().map(|&row| member(snapshot, row)).collect();
    composition(&members, sight(snapshot))
}

/// Who could carry the others; `None` where nobody is known to.
#[must_use]
pub fn anchor(snapshot: &Snapshot, rows: &[u32]) -> Option<Anchor> {
    let actors = &snapshot.actors;
    let band = |row: u32| actors.employees(row).and_then(|band| band.parse::<u32>().ok()).unwrap_or(0);
    let largest_first = |rows: &mut Vec<u32>| rows.sort_by_key(|&row| (std::cmp::Reverse(band(row)), row));
    for key in HOLDS_TOGETHER {
        let Some(id) = snapshot.functions.id(key) else { continue };
        let mut able: Vec<u32> =
            rows.iter().copied().filter(|&row| actors.functions(row).contains(id)).collect();
        largest_first(&mut able);
        if let Some(&actor) = able.first() {
            return Some(Anchor { actor, because: Because::Function(id.0) });
        }
    }
    let mut able: Vec<u32> = rows.iter().copied().filter(|&row| LARGE <= band(row)).collect();
    largest_first(&mut able);
    able.first().map(|&actor| Anchor { actor, because: Because::Employs })
}

type Leaf = GeomWithData<[f64; 2], u32>;

/// Who holds each stage, by plane.
#[derive(Debug, Clone)]
pub struct Holding {
    trees: Vec<(Grid, Stage, RTree<Leaf>)>,
}

impl Holding {
    /// All who hold a stage and may be named, where they stand; those known by their commune alone
    /// at its point: canteens and farms would hardly be there without.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let of_function: Vec<Option<Stage>> = snapshot.functions.list().iter().map(|f| f.stage).collect();
        let places = commune_places(snapshot);
        let projectors = Grid::PLANE.map(Projector::new);
        let mut leaves: Vec<Vec<Leaf>> = vec![Vec::new(); Grid::PLANE.len() * Stage::ALL.len()];
        let actors = &snapshot.actors;
        for row in 0..actors.len() {
            let mut held = [false; Stage::ALL.len()];
            let stages = actors.functions(row).iter().filter_map(|id| *of_function.get(usize::from(id.0))?);
            stages.for_each(|stage| held[stage as usize] = true);
            if !held.contains(&true) || actors.name(row).is_none() {
                continue;
            }
            let Some((commune, position)) = actors.commune(row).zip(actors.position(row)) else { continue };
            let (grid, _) = places[commune as usize];
            let Some(plane) = Grid::PLANE.into_iter().position(|other| other == grid) else { continue };
            let Some(point) = on_plane(&projectors[plane], position) else { continue };
            for stage in (0..held.len()).filter(|&stage| held[stage]) {
                leaves[plane * Stage::ALL.len() + stage].push(Leaf::new(point, row));
            }
        }
        let keys = Grid::PLANE.into_iter().flat_map(|grid| Stage::ALL.map(|stage| (grid, stage)));
        let tree = |((grid, stage), leaves)| (grid, stage, RTree::bulk_load(leaves));
        Self { trees: keys.zip(leaves).map(tree).collect() }
    }

    /// The stages that some actors lack and somebody holds, in the order of goods, with the nearest
    /// to a place.
    #[must_use]
    pub fn lacks(&self, snapshot: &Snapshot, rows: &[u32], grid: Grid, from: [f64; 2]) -> Vec<Lack> {
        let held = stages(snapshot, rows);
        let is_held =
            |stage: Stage| self.trees.iter().any(|(_, other, tree)| *other == stage && 0 < tree.size());
        let nearest = |stage: Stage| {
            let (_, _, tree) = self.trees.iter().find(|(g, s, _)| *g == grid && *s == stage)?;
            let near = tree.nearest_neighbor_iter_with_distance_2(from);
            // Of those as far the lowest row.
            let mut first: Option<(u32, f64)> = None;
            for (leaf, squared) in near {
                match first {
                    Some((_, far)) if far < squared => break,
                    Some((row, far)) => first = Some((row.min(leaf.data), far)),
                    None => first = Some((leaf.data, squared)),
                }
            }
            first.map(|(row, squared)| (row, squared.sqrt()))
        };
        let lacking = Stage::ALL.into_iter().filter(|stage| !held.contains(stage) && is_held(*stage));
        lacking.map(|stage| Lack { stage, nearest: nearest(stage) }).collect()
    }
}
