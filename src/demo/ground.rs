//! What every writer stands on: the folder, the land, and where things are planted.

use std::collections::BTreeSet;
use std::path::Path;

use crate::demo::Plan;
use crate::demo::chance::Chance;
use crate::demo::zones::World;

/// One place on the map and how it is addressed.
#[derive(Debug, Clone)]
pub struct Place {
    pub commune: usize,
    /// Degrees.
    pub lon: f64,
    pub lat: f64,
}

/// The bassins and the commune where truths are planted, all apart from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// No childcare here.
    pub childless: usize,
    /// Food is grown and cooked here, never processed.
    pub unprocessed: usize,
    /// Next to it: two processors, no more.
    pub processing: usize,
    /// Twelve bodies side by side in this commune.
    pub cluster: usize,
    /// No tiers-lieu here, and friches by the station.
    pub brownfield: usize,
}

/// Where and what to write.
pub struct Ground<'a> {
    pub folder: &'a Path,
    pub plan: &'a Plan,
    pub world: World,
    pub scheme: Scheme,
    /// People in the communes up to each one.
    people: Vec<u64>,
}

impl<'a> Ground<'a> {
    /// Grows the land of a plan and decides where things are planted.
    #[must_use]
    pub fn new(folder: &'a Path, plan: &'a Plan) -> Self {
        let world = World::grow(plan);
        let scheme = Scheme::of(&world);
        let running = |sum: &mut u64, people: u32| {
            *sum += u64::from(people);
            Some(*sum)
        };
        let people = world.communes.iter().map(|c| c.population).scan(0, running).collect();
        Self { folder, plan, world, scheme, people }
    }

    /// How many people live on the land.
    #[must_use]
    pub fn population(&self) -> u64 {
        self.people.last().copied().unwrap_or(0)
    }

    /// Where a random inhabitant lives.
    pub fn commune(&self, chance: &mut Chance) -> usize {
        let nth = (chance.unit() * self.population() as f64) as u64;
        self.people.partition_point(|&sum| sum <= nth).min(self.people.len() - 1)
    }

    /// A place in a commune, denser towards its middle.
    pub fn spot(&self, chance: &mut Chance, commune: usize) -> Place {
        let around = chance.unit();
        let out = 0.7 * chance.unit();
        let (lon, lat) = self.world.comb.inside(self.world.communes[commune].cells[0], around, out);
        Place { commune, lon, lat }
    }

    /// A place so many meters east and north of a commune's village.
    #[must_use]
    pub fn beside(&self, commune: usize, east: f64, north: f64) -> Place {
        let (lon, lat) = self.world.communes[commune].point;
        let degree = 111_200.0;
        Place { commune, lon: lon + east / degree * self.world.comb.stretch, lat: lat + north / degree }
    }
}

impl Scheme {
    fn of(world: &World) -> Self {
        let people = world.bassin_populations();
        let mut by_people: Vec<usize> = (0..people.len()).collect();
        by_people.sort_by_key(|&bassin| std::cmp::Reverse(people[bassin]));
        let childless = by_people[1];
        let mut free: BTreeSet<usize> = (0..people.len()).filter(|&bassin| bassin != childless).collect();
        let pair = free.iter().find_map(|&bassin| {
            let beside = world.bassins_around(bassin);
            beside.into_iter().find(|other| free.contains(other)).map(|other| (bassin, other))
        });
        let (unprocessed, processing) = pair.expect("seven bassins on one land: two touch");
        free.remove(&unprocessed);
        free.remove(&processing);
        let mut rest = free.into_iter();
        let crowded = rest.next().expect("four of seven left");
        let brownfield = rest.next().expect("three of seven left");
        let villages = world.communes_of(crowded);
        let pole = world.bassins[crowded].pole;
        let simple = |&&at: &&usize| at != pole && world.communes[at].cells.len() == 1;
        let cluster = *villages.iter().find(simple).unwrap_or(&pole);
        Self { childless, unprocessed, processing, cluster, brownfield }
    }

    /// Whether the plot allows an activity in a bassin.
    #[must_use]
    pub fn allows(&self, bassin: usize, naf: &str) -> bool {
        let care = naf == "88.91A" && bassin == self.childless;
        let processing = naf.starts_with("10.") && (bassin == self.unprocessed || bassin == self.processing);
        !care && !processing
    }
}

/// Degrees as text: six decimals, a decimetre.
#[must_use]
pub fn degrees(value: f64) -> String {
    format!("{value:.6}")
}
