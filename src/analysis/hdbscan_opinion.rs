//! What a method without a distance says of the same points: HDBSCAN as a second opinion.
//!
//! *Question.* DBSCAN asks for one distance; would groups be the same if every place had its own?
//! *Method.* Campello, Moulavi and Sander (2013): points are as far as the greatest of their
//! distance and of how far each is from its `min_samples`-th nearest, itself included; the tree of
//! least ways between them, cut at all lengths, is a hierarchy, of which branches of fewer than
//! `min_cluster_size` are not; of nested branches those are clusters that last longest (excess of
//! mass). The same partition as scikit-learn's `HDBSCAN` up to ways of the same length.
//!
//! *Unit.* Labels from 0, in the order of the lowest rank of their points; `None` is noise. *Edges.*
//! Points of one address are at no distance, and would be the steadiest cluster of all: distances
//! below `grain` are `grain`. A crowd that never parts in two is no cluster. *Why our own.* Crate
//! `hdbscan` 0.12 takes an infinite stability, then none, where as many as a cluster share an
//! address, as in any town hall of associations. *Cost.* O(n²) time and O(n) memory, hence
//! [`MOST`]: a second opinion is asked around one group.

use crate::analysis::dbscan::FARTHEST;
use crate::analysis::dbscan::lattice::squared;
use crate::analysis::dbscan::sets::Sets;

/// More points than this are not looked at.
pub const MOST: usize = 5_000;

/// Where nothing is near, this is.
const LEAST: f64 = 1e-9;

/// Why there is no opinion.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum HdbscanError {
    #[error("{0} points are more than {MOST}")]
    TooMany(usize),
    #[error("point {0} has a coordinate that is not finite or beyond {FARTHEST:e}")]
    Point(usize),
    #[error("a cluster has at least 2 points")]
    Size,
    #[error("grain must be finite and not below 0, got {0}")]
    Grain(f64),
}

/// The cluster of each point. `min_samples` counts the point itself; 0 is 1, and more than there
/// are points is all of them.
pub fn hdbscan(
    points: &[[f64; 2]],
    min_cluster_size: usize,
    min_samples: usize,
    grain: f64,
) -> Result<Vec<Option<u32>>, HdbscanError> {
    if MOST < points.len() {
        return Err(HdbscanError::TooMany(points.len()));
    }
    if min_cluster_size < 2 {
        return Err(HdbscanError::Size);
    }
    if !(0.0 <= grain && grain.is_finite()) {
        return Err(HdbscanError::Grain(grain));
    }
    if let Some(point) = points.iter().position(|point| !point.iter().all(|v| v.abs() <= FARTHEST)) {
        return Err(HdbscanError::Point(point));
    }
    if points.len() < 2 * min_cluster_size {
        return Ok(vec![None; points.len()]);
    }
    let tree = linked(ways(points, min_samples), points.len());
    let branches = Branches::of(&tree, points.len(), min_cluster_size, grain.max(LEAST));
    Ok(branches.labels())
}

/// The tree of least ways: pairs with their lengths, the shortest first (Prim 1957).
fn ways(points: &[[f64; 2]], min_samples: usize) -> Vec<(f64, u32, u32)> {
    let many = points.len();
    let kth = min_samples.clamp(1, many) - 1;
    let mut room = vec![0.0; many];
    let mut core = |from: &[f64; 2]| {
        room.iter_mut().zip(points).for_each(|(far, to)| *far = squared(*from, *to));
        *room.select_nth_unstable_by(kth, f64::total_cmp).1
    };
    let cores: Vec<f64> = points.iter().map(&mut core).collect();
    let mut reach = vec![(f64::INFINITY, 0_u32); many];
    let mut is_in = vec![false; many];
    let mut ways = Vec::with_capacity(many - 1);
    let mut last = 0;
    for _ in 1..many {
        is_in[last] = true;
        let mut next: Option<usize> = None;
        for to in (0..many).filter(|&to| !is_in[to]) {
            let way = squared(points[last], points[to]).max(cores[last]).max(cores[to]);
            if way < reach[to].0 {
                reach[to] = (way, last as u32);
            }
            if next.is_none_or(|next| reach[to].0 < reach[next].0) {
                next = Some(to);
            }
        }
        let Some(next) = next else { break };
        ways.push((reach[next].0.sqrt(), reach[next].1, next as u32));
        last = next;
    }
    ways.sort_by(|a, b| a.0.total_cmp(&b.0));
    ways
}

/// Two branches that meet: points below the number of points, then branches in their order.
#[derive(Debug, Clone, Copy)]
struct Fork {
    sides: [usize; 2],
    way: f64,
    size: usize,
}

fn linked(ways: Vec<(f64, u32, u32)>, many: usize) -> Vec<Fork> {
    let mut sets = Sets::new(many);
    let mut top: Vec<usize> = (0..many).collect();
    let mut forks: Vec<Fork> = Vec::with_capacity(ways.len());
    for (way, a, b) in ways {
        let sides = [a, b].map(|end| top[sets.find(end as usize)]);
        let size = |side: usize| if side < many { 1 } else { forks[side - many].size };
        let size = size(sides[0]) + size(sides[1]);
        sets.join(a as usize, b as usize);
        top[sets.find(a as usize)] = many + forks.len();
        forks.push(Fork { sides, way, size });
    }
    forks
}

/// Branches that are large enough, the trunk first, each after the one that it grows from.
struct Branches {
    from: Vec<usize>,
    born: Vec<f64>,
    lasting: Vec<f64>,
    /// The last branch that each point is of.
    of: Vec<usize>,
}

impl Branches {
    fn of(forks: &[Fork], many: usize, least: usize, grain: f64) -> Self {
        let mut found = Self { from: vec![0], born: vec![0.0], lasting: vec![0.0], of: vec![0; many] };
        let size = |node: usize| if node < many { 1 } else { forks[node - many].size };
        let mut open = vec![(many + forks.len() - 1, 0)];
        while let Some((node, branch)) = open.pop() {
            if node < many {
                found.of[node] = branch;
                continue;
            }
            let Fork { sides, way, .. } = forks[node - many];
            let density = 1.0 / way.max(grain);
            let lasted = density - found.born[branch];
            match sides.map(|side| least <= size(side)) {
                [true, true] => {
                    for side in sides {
                        found.lasting[branch] += lasted * size(side) as f64;
                        open.push((side, found.from.len()));
                        found.from.push(branch);
                        found.born.push(density);
                        found.lasting.push(0.0);
                    }
                }
                grows => {
                    for (side, grows) in sides.into_iter().zip(grows) {
                        if grows {
                            open.push((side, branch));
                        } else {
                            found.lasting[branch] += lasted * size(side) as f64;
                            found.fall(forks, side, branch);
                        }
                    }
                }
            }
        }
        found
    }

    /// All points of a side fall off a branch at once.
    fn fall(&mut self, forks: &[Fork], side: usize, branch: usize) {
        let many = self.of.len();
        let mut open = vec![side];
        while let Some(node) = open.pop() {
            if node < many {
                self.of[node] = branch;
            } else {
                open.extend(forks[node - many].sides);
            }
        }
    }

    /// Of nested branches those that last longest in all; never the trunk.
    fn labels(mut self) -> Vec<Option<u32>> {
        let mut within = vec![0.0; self.from.len()];
        let mut is_chosen = vec![false; self.from.len()];
        for branch in (1..self.from.len()).rev() {
            is_chosen[branch] = within[branch] <= self.lasting[branch];
            self.lasting[branch] = self.lasting[branch].max(within[branch]);
            within[self.from[branch]] += self.lasting[branch];
        }
        // The first chosen on the way from the trunk is the one.
        let mut cluster: Vec<Option<usize>> = vec![None; self.from.len()];
        for branch in 1..self.from.len() {
            let above = cluster[self.from[branch]];
            cluster[branch] = above.or(is_chosen[branch].then_some(branch));
        }
        let mut numbers: Vec<Option<u32>> = vec![None; self.from.len()];
        let mut next = 0..;
        let mut number =
            |cluster: usize| *numbers[cluster].get_or_insert_with(|| next.next().unwrap_or(u32::MAX));
        self.of.iter().map(|&branch| cluster[branch].map(&mut number)).collect()
    }
}

/// How far an opinion agrees that some points, by rank, are one group: of its clusters the one that
/// shares most with them, and what both have of what either has (Jaccard), 0 to 1. `None` where it
/// has none of them in a cluster.
#[must_use]
pub fn agreement(group: &[u32], opinion: &[Option<u32>]) -> Option<(u32, f64)> {
    let mut met: Vec<u32> = group.iter().filter_map(|&at| *opinion.get(at as usize)?).collect();
    met.sort_unstable();
    let shares = met.chunk_by(|a, b| a == b).map(|same| {
        let size = opinion.iter().filter(|label| **label == Some(same[0])).count();
        (same[0], same.len() as f64 / (group.len() + size - same.len()) as f64)
    });
    shares.reduce(|best, other| if best.1 < other.1 { other } else { best })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn knot(x: f64, y: f64, many: usize) -> impl Iterator<Item = [f64; 2]> {
        (0..many).map(move |n| [x + (n % 4) as f64, y + (n / 4) as f64])
    }

    #[test]
    fn two_knots_are_two_and_one_alone_is_none() {
        let points: Vec<[f64; 2]> =
            knot(0.0, 0.0, 9).chain(knot(50.0, 0.0, 9)).chain([[25.0, 400.0]]).collect();
        let found = hdbscan(&points, 5, 3, 0.0).expect("sound");
        assert!(found[..9].iter().all(|label| *label == Some(0)));
        assert!(found[9..18].iter().all(|label| *label == Some(1)));
        assert_eq!(found[18], None);
        let alone: Vec<[f64; 2]> = knot(0.0, 0.0, 12).collect();
        assert_eq!(hdbscan(&alone, 5, 3, 0.0), Ok(vec![None; 12]));
        assert_eq!(agreement(&[0, 1, 2, 9], &found), Some((0, 0.3)));
        assert_eq!(agreement(&[18, 99], &found), None);
    }

    #[test]
    fn an_address_of_many_is_no_cluster_of_its_own_when_the_grain_is_a_street() {
        let points: Vec<[f64; 2]> = [[0.0, 0.0]; 8]
            .into_iter()
            .chain(knot(30.0, 30.0, 8).map(|[x, y]| [x * 3.0, y * 3.0]))
            .chain(knot(5000.0, 0.0, 12))
            .collect();
        let of = |grain| hdbscan(&points, 5, 5, grain).expect("sound");
        assert_eq!(of(200.0)[0], of(200.0)[9], "one street");
        assert_ne!(of(0.0)[0], of(0.0)[9]);
        assert!(of(0.0)[0].is_some());
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(hdbscan(&[], 5, 5, 0.0), Ok(vec![]));
        assert_eq!(hdbscan(&[], 1, 5, 0.0), Err(HdbscanError::Size));
        assert!(matches!(hdbscan(&[], 5, 5, f64::NAN), Err(HdbscanError::Grain(_))));
        assert_eq!(hdbscan(&[[f64::NAN, 0.0]], 5, 5, 0.0), Err(HdbscanError::Point(0)));
        assert_eq!(hdbscan(&[[0.0, 0.0]; MOST + 1], 5, 5, 0.0), Err(HdbscanError::TooMany(MOST + 1)));
    }

    proptest! {
        #[test]
        fn clusters_are_large_enough_and_numbered_as_they_are_met(
            points in prop::collection::vec((0..20_i32, 0..20_i32), 0..90), least in 2..9_usize, samples in 0..9_usize,
        ) {
            let points: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]).collect();
            let labels = hdbscan(&points, least, samples, 0.5).expect("sound");
            let count = labels.iter().flatten().max().map_or(0, |most| most + 1);
            let mut seen = 0;
            for label in labels.iter().flatten() {
                prop_assert!(*label <= seen);
                seen = seen.max(label + 1);
            }
            for label in 0..count {
                prop_assert!(least <= labels.iter().filter(|l| **l == Some(label)).count());
            }
        }
    }
}
