//! Who is around whom: points by place, and for each place the nearest others.
//!
//! Points at the same coordinates are one place: their nearest are each other, then those of the
//! places around, whole place by whole place, until there are `k`. Places as far as the last share
//! what is left. *Cost.* O(places · (k + log places)).

use std::ops::Range;
use std::thread;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::analysis::dbscan::lattice::squared;

/// Places with their points and those around them.
#[derive(Debug, Clone)]
pub struct Around {
    /// The rank of each point as it was given, by place.
    order: Vec<u32>,
    /// Where the points of each place begin, and the end.
    starts: Vec<u32>,
    nearest: Vec<Nearest>,
    /// Where the nearest of each place begin, and the end.
    lists: Vec<u32>,
    /// What each other point at the place weighs.
    own: Vec<f64>,
}

/// A place near another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    pub place: u32,
    /// Of each of its points: all weights around a point sum to 1.
    pub weight: f64,
    /// The square of the distance.
    pub squared: f64,
}

type Leaf = GeomWithData<[f64; 2], u32>;

impl Around {
    /// Of points with finite coordinates. `k` is at least 1.
    #[must_use]
    pub fn of(points: &[[f64; 2]], k: usize, threads: usize) -> Self {
        // Nothing from below is nothing.
        let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|v| v + 0.0)).collect();
        let mut order: Vec<u32> = (0..points.len() as u32).collect();
        let at = |row: u32| points[row as usize];
        order.sort_by(|&a, &b| {
            let ([ax, ay], [bx, by]) = (at(a), at(b));
            ax.total_cmp(&bx).then(ay.total_cmp(&by)).then(a.cmp(&b))
        });
        let mut starts: Vec<u32> = Vec::new();
        let mut places: Vec<[f64; 2]> = Vec::new();
        for (rank, &row) in (0..).zip(&order) {
            if places.last() != Some(&at(row)) {
                places.push(at(row));
                starts.push(rank);
            }
        }
        starts.push(order.len() as u32);
        let leaves = places.iter().zip(0..).map(|(place, rank)| Leaf::new(*place, rank)).collect();
        let tree = RTree::bulk_load(leaves);
        let wanted = k.min(points.len().saturating_sub(1));
        let threads = threads.clamp(1, places.len().max(1));
        let chunk = places.len().div_ceil(threads);
        let lists: Vec<(Vec<Nearest>, f64)> = thread::scope(|scope| {
            let (places, starts, tree) = (&places, &starts, &tree);
            let of = move |rank: usize| nearest(tree, places, starts, rank, wanted);
            let work = |thread: usize| {
                let part = (thread * chunk).min(places.len())..((thread + 1) * chunk).min(places.len());
                scope.spawn(move || part.map(of).collect::<Vec<_>>())
            };
            let workers: Vec<_> = (0..threads).map(work).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("looking does not panic")).collect()
        });
        let mut around =
            Self { order, starts, nearest: Vec::new(), lists: vec![0], own: Vec::with_capacity(lists.len()) };
        for (list, own) in lists {
            around.nearest.extend(list);
            around.lists.push(around.nearest.len() as u32);
            around.own.push(own);
        }
        around
    }

    /// The ranks of the points, place by place.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.own.len()
    }

    /// The points of a place, in [`Self::order`].
    #[must_use]
    pub fn points(&self, place: usize) -> Range<usize> {
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    /// The places around a place, the nearest first.
    #[must_use]
    pub fn nearest(&self, place: usize) -> &[Nearest] {
        &self.nearest[self.lists[place] as usize..self.lists[place + 1] as usize]
    }

    /// What each other point at the place weighs around a point of it.
    #[must_use]
    pub fn own_weight(&self, place: usize) -> f64 {
        self.own[place]
    }
}

/// The places around one, and what each other point at it weighs.
fn nearest(
    tree: &RTree<Leaf>,
    places: &[[f64; 2]],
    starts: &[u32],
    rank: usize,
    wanted: usize,
) -> (Vec<Nearest>, f64) {
    let size = |place: u32| (starts[place as usize + 1] - starts[place as usize]) as usize;
    let others = size(rank as u32) - 1;
    if wanted <= others {
        // All others of the place are as near; with nobody else wanted they share everything.
        return (Vec::new(), alone(others, 1.0 / others as f64));
    }
    let from = places[rank];
    let mut found: Vec<Nearest> = Vec::new();
    // Those nearer than the last, and those as far as it.
    let (mut nearer, mut last) = (others, 0);
    for leaf in tree.nearest_neighbor_iter(from) {
        if leaf.data as usize == rank {
            continue;
        }
        let far = squared(from, *leaf.geom());
        if found.last().is_none_or(|before| before.squared < far) {
            if wanted <= nearer + last {
                break;
            }
            nearer += last;
            last = 0;
        }
        last += size(leaf.data);
        found.push(Nearest { place: leaf.data, weight: 0.0, squared: far });
    }
    let whole = 1.0 / wanted as f64;
    let farthest = found.last().map_or(0.0, |nearest| nearest.squared);
    for nearest in &mut found {
        let part = if nearest.squared < farthest { 1.0 } else { (wanted - nearer) as f64 / last as f64 };
        nearest.weight = whole * part;
    }
    // Of places as far the order of the tree is none.
    found.sort_by(|a, b| a.squared.total_cmp(&b.squared).then(a.place.cmp(&b.place)));
    (found, alone(others, whole))
}

/// What others of the place weigh: nothing where there are none, so that nothing is rounded.
fn alone(others: usize, weight: f64) -> f64 {
    if others == 0 { 0.0 } else { weight }
}
