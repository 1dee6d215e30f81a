//! Groups that are too wide to meet: parted where they are thinnest.
//!
//! *Question.* DBSCAN joins all that hangs together, village after village along a valley, or a
//! whole agglomeration: which parts of it are of one place? *Method.* A cluster wider than so much
//! is clustered again, its own points alone, with half of `eps`; what is still too wide, again.
//! *Edges.* Points that are in no part are noise: they held parts together, and are of none.
//! After so many halvings a cluster stays as wide as it is, and its width says so.
//! *Not guaranteed.* Parts of a chain are not comparable to a cluster of another place found with
//! the whole of `eps`: each says what it was found with. *Cost.* That of DBSCAN, once a halving.

use crate::analysis::breadth::diameter;
use crate::analysis::dbscan::{Clusters, DbscanError, dbscan_of};

/// What remains of clusters once the wide ones are parted.
#[derive(Debug, Clone, PartialEq)]
pub struct Parted {
    /// The group of each point; `None` for noise.
    pub labels: Vec<Option<u32>>,
    /// Of each group, by label.
    pub groups: Vec<Part>,
}

/// A group that is narrow enough, or could not be parted further.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The cluster that it is of.
    pub cluster: u32,
    /// How often `eps` was halved to find it: 0 for a cluster that is whole.
    pub halvings: u32,
    /// The longest way between two of its points.
    pub diameter: f64,
}

/// When to part, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// What is wider is parted. Three times `eps` by convention.
    pub widest: f64,
    /// `eps` is halved so often at most: 1 parts once.
    pub most_halvings: u32,
}

/// The clusters that `eps` and `min_points` found among the points, the wide ones parted. Groups
/// are in the order of the clusters, parts of one in that of the lowest id of their core points.
pub fn parted(
    points: &[[f64; 2]],
    ids: &[u32],
    found: &Clusters,
    (eps, min_points): (f64, usize),
    limits: Limits,
) -> Result<Parted, DbscanError> {
    let mut result = Parted { labels: vec![None; points.len()], groups: Vec::new() };
    let clusters = (0..).zip(found.members());
    // The last first: those put on top come first.
    let mut open: Vec<(u32, u32, Vec<u32>)> =
        clusters.map(|(cluster, members)| (cluster, 0, members)).collect();
    open.reverse();
    while let Some((cluster, halvings, members)) = open.pop() {
        let own: Vec<[f64; 2]> = members.iter().map(|&at| points[at as usize]).collect();
        let diameter = diameter(&own).unwrap_or(0.0);
        let is_whole = diameter <= limits.widest || limits.most_halvings <= halvings;
        if is_whole {
            let label = result.groups.len() as u32;
            members.iter().for_each(|&at| result.labels[at as usize] = Some(label));
            result.groups.push(Part { cluster, halvings, diameter });
            continue;
        }
        let own_ids: Vec<u32> = members.iter().map(|&at| ids[at as usize]).collect();
        let half = eps / 2.0_f64.powi(halvings as i32 + 1);
        let parts = dbscan_of(&own, &own_ids, half, min_points)?.members();
        let of_all = |part: Vec<u32>| part.into_iter().map(|at| members[at as usize]).collect();
        open.extend(parts.into_iter().rev().map(|part| (cluster, halvings + 1, of_all(part))));
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::dbscan::dbscan;

    /// Villages of six, 2 apart within and `gap` between, along a valley, and one apart.
    fn valley(villages: usize, gap: f64) -> Vec<[f64; 2]> {
        let place = |village: usize, house: usize| [village as f64 * (10.0 + gap) + house as f64 * 2.0, 0.0];
        let along = (0..villages).flat_map(|v| (0..6).map(move |h| (v, h)));
        let mut points: Vec<[f64; 2]> = along.map(|(v, h)| place(v, h)).collect();
        points.extend((0..6).map(|h| [f64::from(h) * 2.0, 500.0]));
        points
    }

    fn parted_valley(limits: Limits) -> Parted {
        let points = valley(5, 6.0);
        let ids: Vec<u32> = (0..points.len() as u32).collect();
        let found = dbscan(&points, 6.5, 3).expect("sound");
        assert_eq!(found.count, 2, "a chain, and one apart");
        parted(&points, &ids, &found, (6.5, 3), limits).expect("sound")
    }

    #[test]
    fn a_chain_of_villages_becomes_villages_and_one_that_is_narrow_stays_whole() {
        let found = parted_valley(Limits { widest: 3.0 * 6.5, most_halvings: 1 });
        assert_eq!(found.groups.len(), 6);
        assert!(found.groups.iter().all(|part| part.diameter == 10.0));
        assert_eq!(
            found.groups.iter().map(|p| (p.cluster, p.halvings)).collect::<Vec<_>>(),
            [(0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (1, 0)]
        );
        assert!(found.labels.iter().all(Option::is_some));
        assert_eq!((found.labels[0], found.labels[6], found.labels[30]), (Some(0), Some(1), Some(5)));
    }

    #[test]
    fn without_halvings_a_chain_stays_as_long_as_it_is() {
        let found = parted_valley(Limits { widest: 19.5, most_halvings: 0 });
        assert_eq!(found.groups.len(), 2);
        assert_eq!(found.groups[0].diameter, 74.0);
    }

    #[test]
    fn what_held_parts_together_is_of_none() {
        let found = parted_valley(Limits { widest: 5.0, most_halvings: 3 });
        // 6.5 / 4 is less than from house to house: nothing is left.
        assert_eq!(found.groups, []);
        assert!(found.labels.iter().all(Option::is_none));
    }
}
