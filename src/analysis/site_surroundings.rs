//! What is around each site, whatever place is wanted there: told once a snapshot.
//!
//! *Question.* How far is the nearest station, the nearest France services? *Method.* Of the nearest of a kind by
//! geodesic distance, as many as [`LOOKED_AT`], the one with the shortest way by the curves of
//! [`travel`](crate::network::travel), from the site's own place; no way crosses water or a ridge that is
//! declared. *Unit.* Minutes by car, off-peak. *Edges.* A site known by its commune only is told from there. Beyond
//! 100 km there is none. *Cost.* O(sites × log equipment), once.

use std::num::NonZero;
use std::thread;

use crate::analysis::ground::Ground;
use crate::domain::land::EquipmentKind;
use crate::domain::level::Level;
use crate::geometry::position::Position;
use crate::geometry::short::Spot;
use crate::network::estimated::Estimated;
use crate::network::travel::{Ends, Estimate, FARTHEST_KM, estimate};
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::ways::estimated;

/// The nearest by distance, of which the nearest by minutes is taken.
pub const LOOKED_AT: usize = 4;

/// An equipment and the way to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its row.
    pub equipment: u32,
    pub way: Estimate,
}

/// What is around one site.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Surroundings {
    /// The nearest of each kind, in the order of [`EquipmentKind::ALL`]; `None` where there is none.
    pub nearest: [Option<Near>; EquipmentKind::ALL.len()],
}

/// What is around all sites of a snapshot.
#[derive(Debug, Clone)]
pub struct AllSurroundings {
    /// By row of the site.
    pub sites: Vec<Surroundings>,
    /// Whether any equipment of each kind is known: else nothing is known of the nearest.
    pub is_known: [bool; EquipmentKind::ALL.len()],
    /// Bassins beside their peers: what gaps are judged on.
    pub ground: Ground,
    /// By bassin, the people of its most populous commune.
    pub most_populous: Vec<u64>,
}

impl AllSurroundings {
    /// Of all sites, by all cores: the same on any number of them.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let rows = snapshot.equipment.rows();
        let is_known = EquipmentKind::ALL.map(|kind| rows.iter().any(|row| row.thing.kind == kind));
        let network = &estimated(&snapshot.territories);
        let many = snapshot.sites.rows().len();
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let piece = many.div_ceil(threads).max(1);
        let sites = thread::scope(|scope| {
            let work = |first: usize| {
                let rows = first..(first + piece).min(many);
                scope.spawn(move || rows.map(|row| around(snapshot, network, row)).collect::<Vec<_>>())
            };
            let workers: Vec<_> = (0..many).step_by(piece).map(work).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a site does not panic")).collect()
        });
        let territories = &snapshot.territories;
        let mut most_populous = vec![0; territories.of(Level::Bassin).len()];
        for commune in territories.of(Level::Commune) {
            if let Some(bassin) = commune.parents[Level::Bassin as usize] {
                let most: &mut u64 = &mut most_populous[bassin as usize];
                *most = commune.population.max(*most);
            }
        }
        Self { sites, is_known, ground: Ground::of(snapshot, Level::Bassin), most_populous }
    }
}

fn around(snapshot: &Snapshot, network: &Estimated, row: usize) -> Surroundings {
    let placed = &snapshot.sites.rows()[row];
    let Some(here) = placed.position else { return Surroundings::default() };
    let nearest = EquipmentKind::ALL.map(|kind| {
        let is_one = |row: u32| snapshot.equipment.rows()[row as usize].thing.kind == kind;
        let found = snapshot.nearest(Layer::Equipements, here, LOOKED_AT, is_one);
        let near = |(equipment, _)| {
            let there = &snapshot.equipment.rows()[equipment as usize];
            let way = way(network, (here, placed.commune), (there.position?, there.commune))?;
            Some(Near { equipment, way })
        };
        let shorter =
            |a: &Near, b: &Near| a.way.minutes.total_cmp(&b.way.minutes).then(a.equipment.cmp(&b.equipment));
        found.into_iter().filter_map(near).min_by(shorter)
    });
    Surroundings { nearest }
}

/// The way between two places, each in its commune if that is known.
fn way(
    network: &Estimated,
    one: (Position, Option<u32>),
    other: (Position, Option<u32>),
) -> Option<Estimate> {
    let place = |commune: Option<u32>| commune.and_then(|rank| network.places().get(rank as usize));
    let [from, to] = [one.1, other.1].map(place);
    let are_apart = |lands: (u32, u32)| lands.0 != lands.1;
    let kilometers = Spot::from(one.0).kilometers(other.0.into());
    let is_parted =
        from.and_then(|place| place.land).zip(to.and_then(|place| place.land)).is_some_and(are_apart);
    if is_parted || FARTHEST_KM < kilometers || network.lines().part(one.0, other.0) {
        return None;
    }
    let is_urban =
        |place: Option<&crate::network::estimated::Place>| place.is_some_and(|place| place.is_urban);
    estimate(kilometers, Ends::of(is_urban(from), is_urban(to)))
}
