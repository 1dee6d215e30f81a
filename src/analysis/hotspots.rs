//! Where high and low figures gather, and who differs from all around.
//!
//! *Question.* Is a territory part of a hot or a cold area, or alone among others?
//! *Method.* Gi* (Ord and Getis 1995) sums a territory and its neighbours; local Moran (Anselin
//! 1995) multiplies it by them, its conditional moments from Sokal, Oden and Thomson (1998).
//! Weights are 1 for neighbours, divided by their number for Moran. Figures should be smoothed
//! rates or logarithms of ratios: the variance of raw rates hangs on populations.
//! *Unit.* z: standard deviations from what a random map would give; |z| > 1.96 is rarer than
//! 5 %. Correct for the number of territories (`discoveries`) before calling one hot.
//! *Edges.* A constant map has no z; neither has a territory without neighbours for Moran.
//! *Cost.* O(pairs of neighbours).

use rstar::RTree;
use rstar::primitives::GeomWithData;
use statrs::function::erf::erfc;

/// Who is beside whom, by rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// Where the list of each starts in `list`; one more for the end.
    starts: Vec<usize>,
    list: Vec<u32>,
}

/// Why lists are no [`Neighbours`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{of} names {named} as a neighbour: itself, twice, or beyond the last")]
pub struct NeighbourError {
    pub of: usize,
    pub named: u32,
}

impl Neighbours {
    /// One list of ranks for each territory; nobody is their own neighbour, nor one twice.
    pub fn of<'a>(lists: impl ExactSizeIterator<Item = &'a [u32]>) -> Result<Self, NeighbourError> {
        let many = lists.len();
        let (mut starts, mut list) = (vec![0], Vec::new());
        let mut seen = vec![usize::MAX; many];
        for (of, ranks) in lists.enumerate() {
            for &named in ranks {
                let known = seen.get_mut(named as usize).ok_or(NeighbourError { of, named })?;
                if *known == of || named as usize == of {
                    return Err(NeighbourError { of, named });
                }
                *known = of;
                list.push(named);
            }
            starts.push(list.len());
        }
        Ok(Self { starts, list })
    }

    /// The `most` nearest of each, by distance in the plane of the points; of those as far, the one of
    /// lower rank. O(n log n).
    #[must_use]
    pub fn nearest(points: &[[f64; 2]], most: usize) -> Self {
        let index = placed(points);
        let of = |rank: usize| {
            let here = points[rank];
            let others = index.nearest_neighbor_iter_with_distance_2(here);
            let mut near: Vec<(f64, u32)> = Vec::new();
            for (one, far) in others.filter(|(one, _)| one.data as usize != rank) {
                if near.get(most.wrapping_sub(1)).is_some_and(|last| last.0 < far) || most == 0 {
                    break;
                }
                near.push((far, one.data));
            }
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            near.truncate(most);
            near.into_iter().map(|(_, rank)| rank).collect::<Vec<u32>>()
        };
        Self::found((0..points.len()).map(of))
    }

    /// All within a distance of each, the limit included, by rank. O(n log n + pairs).
    #[must_use]
    pub fn within(points: &[[f64; 2]], distance: f64) -> Self {
        let index = placed(points);
        let of = |rank: usize| {
            let around = index.locate_within_distance(points[rank], distance * distance);
            let mut near: Vec<u32> =
                around.map(|one| one.data).filter(|&other| other as usize != rank).collect();
            near.sort_unstable();
            near
        };
        Self::found((0..points.len()).map(of))
    }

    /// Of lists that are sound.
    fn found(lists: impl Iterator<Item = Vec<u32>>) -> Self {
        let (mut starts, mut list) = (vec![0], Vec::new());
        for near in lists {
            list.extend(near);
            starts.push(list.len());
        }
        Self { starts, list }
    }

    /// How many territories there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of one.
    #[must_use]
    pub fn around(&self, rank: usize) -> &[u32] {
        &self.list[self.starts[rank]..self.starts[rank + 1]]
    }
}

/// Points with their ranks.
fn placed(points: &[[f64; 2]]) -> RTree<GeomWithData<[f64; 2], u32>> {
    let points = (0..).zip(points).map(|(rank, &point)| GeomWithData::new(point, rank));
    RTree::bulk_load(points.collect())
}

/// z of Gi*, by rank: each territory counts among its neighbours. `None` for all of a constant
/// map or of lengths that differ, and for who has everybody for a neighbour.
#[must_use]
pub fn gi_star(values: &[f64], neighbours: &Neighbours) -> Vec<Option<f64>> {
    let Some(Moments { mean, deviation }) = moments(values).filter(|_| values.len() == neighbours.len())
    else {
        return vec![None; values.len()];
    };
    let n = values.len() as f64;
    let z = |rank: usize| {
        let around = neighbours.around(rank);
        let sum = values[rank] + around.iter().map(|&other| values[other as usize]).sum::<f64>();
        let weight = around.len() as f64 + 1.0;
        let spread = deviation * ((n * weight - weight * weight) / (n - 1.0)).sqrt();
        (0.0 < spread).then(|| (sum - weight * mean) / spread)
    };
    (0..values.len()).map(z).collect()
}

/// A territory beside its neighbours: the first word is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    HighAmongHigh,
    LowAmongLow,
    HighAmongLow,
    /// The isolated gap among the well served.
    LowAmongHigh,
}

/// What [`local_moran`] finds of one territory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// I = z times the mean z of the neighbours, z by the deviation of the population.
    pub statistic: f64,
    /// I less what it is on a random map where this territory keeps its value, over its
    /// deviation there. `None` for a territory at the mean, or which has everybody around.
    pub z: Option<f64>,
    pub company: Company,
}

/// Local Moran by rank, rows standardised. `None` for all of a constant map or of lengths that
/// differ, for fewer than three territories, and for who has no neighbour.
#[must_use]
pub fn local_moran(values: &[f64], neighbours: &Neighbours) -> Vec<Option<LocalMoran>> {
    let sound = moments(values).filter(|_| values.len() == neighbours.len() && 3 <= values.len());
    let Some(Moments { mean, deviation }) = sound else { return vec![None; values.len()] };
    let n = values.len() as f64;
    let standard = |rank: usize| (values[rank] - mean) / deviation;
    let one = |rank: usize| {
        let around = neighbours.around(rank);
        if around.is_empty() {
            return None;
        }
        let (own, k) = (standard(rank), around.len() as f64);
        let lag = around.iter().map(|&other| standard(other as usize)).sum::<f64>() / k;
        let square = own * own;
        let expected = -square / (n - 1.0);
        let variance = square * n / (n - 2.0) * (1.0 / k - 1.0 / (n - 1.0)) * (1.0 - square / (n - 1.0));
        let statistic = own * lag;
        let z = (0.0 < variance).then(|| (statistic - expected) / variance.sqrt());
        let company = match (0.0 < own, 0.0 < lag) {
            (true, true) => Company::HighAmongHigh,
            (false, false) => Company::LowAmongLow,
            (true, false) => Company::HighAmongLow,
            (false, true) => Company::LowAmongHigh,
        };
        Some(LocalMoran { statistic, z, company })
    };
    (0..values.len()).map(one).collect()
}

/// P(|Z| ≥ |z|) of a standard normal variable: the two-sided p of a z.
#[must_use]
pub fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

struct Moments {
    mean: f64,
    /// Of the population: divided by n.
    deviation: f64,
}

fn moments(values: &[f64]) -> Option<Moments> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    // What rounding leaves of a constant is no variation.
    (deviation.is_finite() && 1e-12 * mean.abs() < deviation).then_some(Moments { mean, deviation })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A ring where each has its two neighbours and some have more.
    fn ring(many: usize) -> Neighbours {
        let lists: Vec<Vec<u32>> = (0..many)
            .map(|i| {
                let mut list = vec![((i + 1) % many) as u32, ((i + many - 1) % many) as u32];
                if i % 3 == 0 {
                    list.push(((i + 3) % many) as u32);
                }
                list
            })
            .collect();
        Neighbours::of(lists.iter().map(Vec::as_slice)).expect("a ring")
    }

    #[test]
    fn a_constant_map_has_nothing_to_say() {
        assert!(gi_star(&[0.1; 8], &ring(8)).iter().all(Option::is_none));
        assert!(local_moran(&[0.1; 8], &ring(8)).iter().all(Option::is_none));
        assert_eq!(gi_star(&[1.0, 2.0], &ring(8)), [None, None]);
    }

    #[test]
    fn neighbours_are_others_that_exist() {
        let of = |lists: &[&[u32]]| Neighbours::of(lists.iter().copied()).map(|_| ());
        assert_eq!(of(&[&[1], &[0]]), Ok(()));
        assert_eq!(of(&[&[0]]), Err(NeighbourError { of: 0, named: 0 }));
        assert_eq!(of(&[&[1, 1], &[]]), Err(NeighbourError { of: 0, named: 1 }));
        assert_eq!(of(&[&[], &[2]]), Err(NeighbourError { of: 1, named: 2 }));
    }

    #[test]
    fn an_isolated_gap_is_low_among_high() {
        let mut values = [5.0, 6.0, 5.5, 6.5, 5.0, 6.0, 1.0, 1.5, 1.0, 1.2, 1.1, 1.3];
        values[2] = 0.5;
        let found = local_moran(&values, &ring(12));
        assert_eq!(found[2].expect("has neighbours").company, Company::LowAmongHigh);
    }

    proptest! {
        /// Both are one statistic: z of I is z of G (the neighbours without the territory
        /// itself, drawn from the others) with the sign of the territory's own deviation.
        #[test]
        fn z_of_moran_is_z_of_g_up_to_its_sign(values in prop::collection::vec(-50.0..50.0_f64, 9..40)) {
            let neighbours = ring(values.len());
            let n = values.len() as f64;
            let total: f64 = values.iter().sum();
            let squares: f64 = values.iter().map(|v| v * v).sum();
            let mean = total / n;
            for (rank, found) in local_moran(&values, &neighbours).into_iter().enumerate() {
                let Some(z) = found.and_then(|found| found.z) else { continue };
                let own = values[rank];
                let around = neighbours.around(rank);
                let (k, m) = (around.len() as f64, n - 1.0);
                let others = (total - own) / m;
                let variance = (squares - own * own) / m - others * others;
                let sum: f64 = around.iter().map(|&other| values[other as usize]).sum();
                let g = (sum - k * others) / (variance * (m * k - k * k) / (m - 1.0)).sqrt();
                prop_assert!((z - (own - mean).signum() * g).abs() <= 1e-6 * (1.0 + g.abs()), "{z} {g}");
            }
        }
    }
}
