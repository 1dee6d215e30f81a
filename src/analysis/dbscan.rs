//! Which points lie densely together, and which lie apart: DBSCAN.
//!
//! *Question.* Where are actors so near each other that they could meet on foot, or in a few
//! minutes? *Method.* Ester, Kriegel, Sander and Xu (1996): a point with at least `min_points`
//! points within `eps` of it, itself included, is a core point; core points within `eps` of each
//! other are of one cluster; a point within `eps` of a core point is of its cluster; the rest is
//! noise. The same partition, noise and core points as scikit-learn's `DBSCAN`. Found on a lattice
//! whose cells are so small that all within one are neighbours (Gunawan 2013), so that a crowd at
//! one address costs no more than as many points apart.
//!
//! *Unit.* That of the points, a plane: meters. A distance of exactly `eps` is within it.
//! *Borders.* A point that is no core point may be near core points of two clusters: it goes to
//! the nearest of all core points, of two as near to the lower id. So the partition does not
//! depend on the order of the points, and ids may be anything that lasts.
//! *Not guaranteed.* A cluster may have fewer than `min_points` points, when others took its
//! border points; it may be as long as a valley (`valleys`).
//! *Cost.* O(n log n + n · min_points), whatever `eps`.

use crate::analysis::dbscan::lattice::{Lattice, is_any_near, squared};
use crate::analysis::dbscan::sets::Sets;

pub mod lattice;
pub mod sets;

/// Coordinates and `eps` beyond this have squares that are no numbers.
pub const FARTHEST: f64 = 1e150;

/// What the points are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    /// The cluster of each point, from 0, in the order of the lowest id of their core points;
    /// `None` for noise.
    pub labels: Vec<Option<u32>>,
    /// Whether each is a core point.
    pub core: Vec<bool>,
    /// Whether each is within `eps` of core points of two clusters or more: either would be right.
    pub ambiguous: Vec<bool>,
    /// How many clusters there are.
    pub count: u32,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum DbscanError {
    #[error("eps must be above 0 and at most {FARTHEST:e}, got {0}")]
    Eps(f64),
    #[error("point {0} has a coordinate that is not finite or beyond {FARTHEST:e}")]
    Point(usize),
    #[error("there are {ids} ids for {points} points")]
    Ids { ids: usize, points: usize },
    #[error("{0} points are more than {max}", max = u32::MAX)]
    TooMany(usize),
    #[error("eps is too small beside the points, which spread over more than {most:e} times as much", most = lattice::MOST_CELLS)]
    Spread,
}

/// The clusters of points of a plane; each point's id is its rank.
///
/// ```
/// use maillage::analysis::dbscan::dbscan;
/// let found = dbscan(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [9.0, 9.0]], 1.0, 3).unwrap();
/// assert_eq!(found.labels, [Some(0), Some(0), Some(0), None]);
/// assert_eq!(found.core, [true, false, false, false]);
/// ```
pub fn dbscan(points: &[[f64; 2]], eps: f64, min_points: usize) -> Result<Clusters, DbscanError> {
    let ids: Vec<u32> = (0..points.len() as u32).collect();
    dbscan_of(points, &ids, eps, min_points)
}

/// The same with an id for each point, which settles the order of clusters and borders that are as
/// near to two. `min_points` counts the point itself: 0 and 1 make every point a core point.
pub fn dbscan_of(
    points: &[[f64; 2]],
    ids: &[u32],
    eps: f64,
    min_points: usize,
) -> Result<Clusters, DbscanError> {
    checked(points, ids, eps)?;
    let lattice = Lattice::new(points, eps).ok_or(DbscanError::Spread)?;
    let near = eps * eps;
    let core = cores(&lattice, near, min_points);
    let kernel = lattice.only(&core);
    let sets = joined(&lattice, &kernel, near);
    Ok(told(&lattice, &kernel, &core, sets, ids, near))
}

fn checked(points: &[[f64; 2]], ids: &[u32], eps: f64) -> Result<(), DbscanError> {
    if !(0.0 < eps && eps <= FARTHEST && 0.0 < eps * eps) {
        return Err(DbscanError::Eps(eps));
    }
    if points.len() != ids.len() {
        return Err(DbscanError::Ids { ids: ids.len(), points: points.len() });
    }
    if u32::MAX as usize <= points.len() {
        return Err(DbscanError::TooMany(points.len()));
    }
    let is_far = |point: &[f64; 2]| !point.iter().all(|v| v.abs() <= FARTHEST);
    points.iter().position(is_far).map_or(Ok(()), |at| Err(DbscanError::Point(at)))
}

/// Which of the points are core points, in the order of the lattice.
fn cores(lattice: &Lattice, near: f64, min_points: usize) -> Vec<bool> {
    let mut core = vec![false; lattice.points().len()];
    lattice.sweep(|cell, runs| {
        let own = lattice.cell(cell);
        if min_points <= own.len() {
            core[own].fill(true);
            return;
        }
        for at in own {
            let from = lattice.points()[at];
            let mut found = 0;
            'counted: for run in runs {
                for other in &lattice.points()[lattice.run(run)] {
                    found += usize::from(squared(from, *other) <= near);
                    if min_points <= found {
                        core[at] = true;
                        break 'counted;
                    }
                }
            }
        }
    });
    core
}

/// Cells whose core points are of one cluster.
fn joined(lattice: &Lattice, kernel: &lattice::Kernel, near: f64) -> Sets {
    let mut sets = Sets::new(lattice.cells());
    lattice.sweep(|cell, runs| {
        let own = kernel.cell(cell);
        if own.is_empty() {
            return;
        }
        // Each pair is met twice: once is enough.
        for other in runs.iter().cloned().flatten().filter(|other| cell < *other) {
            let others = kernel.cell(other);
            if !others.is_empty() && !sets.are_one(cell, other) && is_any_near(own, others, near) {
                sets.join(cell, other);
            }
        }
    });
    sets
}

fn told(
    lattice: &Lattice,
    kernel: &lattice::Kernel,
    core: &[bool],
    mut sets: Sets,
    ids: &[u32],
    near: f64,
) -> Clusters {
    let many = lattice.points().len();
    let root: Vec<usize> = (0..lattice.cells()).map(|cell| sets.find(cell)).collect();
    let id = |at: usize| ids[lattice.row(at)];
    let mut first: Vec<Option<u32>> = vec![None; lattice.cells()];
    for cell in 0..lattice.cells() {
        for at in lattice.cell(cell).filter(|&at| core[at]) {
            let first = &mut first[root[cell]];
            *first = Some(first.map_or(id(at), |least| least.min(id(at))));
        }
    }
    let mut order: Vec<(u32, usize)> =
        first.iter().enumerate().filter_map(|(cell, first)| Some(((*first)?, cell))).collect();
    order.sort_unstable();
    let mut label = vec![0; lattice.cells()];
    for (rank, (_, cell)) in (0..).zip(&order) {
        label[*cell] = rank;
    }
    let mut found = Clusters {
        labels: vec![None; many],
        core: vec![false; many],
        ambiguous: vec![false; many],
        count: order.len() as u32,
    };
    lattice.sweep(|cell, runs| {
        for at in lattice.cell(cell) {
            let row = lattice.row(at);
            if core[at] {
                found.core[row] = true;
                found.labels[row] = Some(label[root[cell]]);
                continue;
            }
            let from = lattice.points()[at];
            // How far, whose, and of which cluster.
            let mut nearest: Option<(f64, u32, u32)> = None;
            let mut is_ambiguous = false;
            for other in runs.iter().cloned().flatten() {
                for (point, rank) in kernel.cell(other).iter().zip(kernel.ranks(other)) {
                    let far = squared(from, *point);
                    if near < far {
                        continue;
                    }
                    let here = (far, id(*rank as usize), label[root[other]]);
                    is_ambiguous |= nearest.is_some_and(|nearest| nearest.2 != here.2);
                    if nearest.is_none_or(|nearest| (here.0, here.1) < (nearest.0, nearest.1)) {
                        nearest = Some(here);
                    }
                }
            }
            found.labels[row] = nearest.map(|nearest| nearest.2);
            found.ambiguous[row] = is_ambiguous;
        }
    });
    found
}

impl Clusters {
    /// The ranks of the points of each cluster, in order.
    #[must_use]
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.count as usize];
        for (rank, label) in (0..).zip(&self.labels) {
            if let Some(label) = label {
                members[*label as usize].push(rank);
            }
        }
        members
    }
}

#[cfg(test)]
mod tests;
