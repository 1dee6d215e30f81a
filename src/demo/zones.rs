//! Communes, living zones, groups of communes and départements, grown on the honeycomb.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::demo::Plan;
use crate::demo::chance::{Chance, Purpose};
use crate::demo::growth::{self, Draft, Grown};
use crate::demo::names::{self, Gazetteer, capitals};
use crate::demo::numbers;
use crate::demo::shape::{self, Cell, Honeycomb, Spot, neighbours};

/// Communes that joined another.
const FORMERS: usize = 3;

/// A commune of today.
#[derive(Debug, Clone)]
pub struct Commune {
    pub code: String,
    pub name: String,
    /// Its own cell first, then those of the communes that joined it.
    pub cells: Vec<Cell>,
    /// Its village, in degrees.
    pub point: (f64, f64),
    pub population: u32,
    pub departement: usize,
    pub bassin: usize,
    /// `None` for the one that belongs to no group.
    pub epci: Option<usize>,
    pub postal_code: String,
    pub siren: String,
}

/// A living zone or a group of communes.
#[derive(Debug, Clone)]
pub struct Zone {
    pub code: String,
    pub name: String,
    /// The commune it grew from.
    pub pole: usize,
}

/// A published contour: today's code, or the one it had when it was drawn.
#[derive(Debug, Clone)]
pub struct Contour {
    pub code: String,
    pub name: String,
    pub cells: Vec<Cell>,
    /// A rock off the coast that belongs to it.
    pub islet: Option<Vec<Spot>>,
}

/// A commune that joined another.
#[derive(Debug, Clone)]
pub struct Former {
    pub code: String,
    pub name: String,
    /// The commune it is part of today.
    pub now: usize,
    pub point: (f64, f64),
}

/// The whole land.
pub struct World {
    pub comb: Honeycomb,
    pub land: BTreeSet<Cell>,
    /// In the order of their codes.
    pub communes: Vec<Commune>,
    pub bassins: Vec<Zone>,
    pub epcis: Vec<Zone>,
    pub departements: usize,
    pub former: Vec<Former>,
    pub contours: Vec<Contour>,
    /// The commune with a contour of two pieces, which is in no group of communes.
    pub islander: usize,
    /// The commune without contour, and the one whose contour still covers it.
    pub split: (usize, usize),
}

impl World {
    /// The land of a plan.
    #[must_use]
    pub fn grow(plan: &Plan) -> Self {
        let mut chance = Chance::new(plan.seed, Purpose::Zones);
        let comb = plan.honeycomb();
        let land = shape::blob(plan.seed, plan.communes as usize + FORMERS, plan.rim());
        let draft = growth::draft(&land, &mut chance);
        let mut grow = |count| growth::zones(&draft, &comb, count, &mut chance);
        let (bassin, epci, departement) =
            (grow(plan.bassins()), grow(plan.epcis()), grow(plan.departements()));
        let populations = populations(&draft, &bassin, &mut chance);
        let labels = labels(&draft, &bassin, &departement.of, plan.seed);
        let unsettled = Unsettled { comb, draft, bassin, epci, departement, populations, labels };
        unsettled.settle(land, &mut chance)
    }

    /// The code of a commune's département: the first two characters of its own.
    #[must_use]
    pub fn departement_code(&self, commune: usize) -> String {
        self.communes[commune].code[..2].to_owned()
    }

    /// The name of a commune's département.
    #[must_use]
    pub fn departement_name(&self, commune: usize) -> &'static str {
        DEPARTEMENTS[self.communes[commune].departement % DEPARTEMENTS.len()]
    }

    /// The code and name of a commune's région.
    #[must_use]
    pub fn region(&self, commune: usize) -> (String, &'static str) {
        let rank = self.communes[commune].departement / 3;
        (format!("F{}", rank + 1), REGIONS[rank % REGIONS.len()])
    }

    /// The bassins that touch a bassin.
    #[must_use]
    pub fn bassins_around(&self, bassin: usize) -> BTreeSet<usize> {
        let of: BTreeMap<Cell, usize> =
            self.communes.iter().flat_map(|c| c.cells.iter().map(|&cell| (cell, c.bassin))).collect();
        let own = of.iter().filter(|&(_, &b)| b == bassin);
        let around = own.flat_map(|(&cell, _)| neighbours(cell)).filter_map(|cell| of.get(&cell).copied());
        around.filter(|&other| other != bassin).collect()
    }

    /// The communes of a bassin, the most populous first.
    #[must_use]
    pub fn communes_of(&self, bassin: usize) -> Vec<usize> {
        let mut list: Vec<usize> =
            (0..self.communes.len()).filter(|&i| self.communes[i].bassin == bassin).collect();
        list.sort_by_key(|&i| Reverse(self.communes[i].population));
        list
    }

    /// How many people live in each bassin.
    #[must_use]
    pub fn bassin_populations(&self) -> Vec<u64> {
        let mut people = vec![0; self.bassins.len()];
        for commune in &self.communes {
            people[commune.bassin] += u64::from(commune.population);
        }
        people
    }
}

const DEPARTEMENTS: [&str; 9] = [
    "Arvelande",
    "Bas-Ponant",
    "Côte-d'Esclarde",
    "Haute-Gascelle",
    "Loirande",
    "Marenelle",
    "Pertuisane",
    "Salinois",
    "Vendoisie",
];

const REGIONS: [&str; 3] = ["Atlantie", "Grand Ponant", "Pays-des-Pertuis"];

/// Everything known of the cells, before communes are put in the order of their codes.
struct Unsettled {
    comb: Honeycomb,
    draft: Draft,
    bassin: Grown,
    epci: Grown,
    departement: Grown,
    populations: Vec<u32>,
    /// Code and name of each cell.
    labels: Vec<(String, String)>,
}

impl Unsettled {
    fn settle(self, land: BTreeSet<Cell>, chance: &mut Chance) -> World {
        let now = &self.draft.now;
        let mut order: Vec<usize> = (0..now.len()).collect();
        order.sort_by_key(|&at| &self.labels[at].0);
        let points: Vec<(f64, f64)> = (self.draft.cells.iter())
            .map(|&cell| self.comb.inside(cell, chance.unit(), chance.between(0.0, 0.25)))
            .collect();
        let todays: Vec<usize> = order.iter().copied().filter(|&at| now[at] == at).collect();
        let rank: BTreeMap<usize, usize> = todays.iter().copied().zip(0..).collect();
        let communes = todays.iter().zip(0..).map(|(&at, i)| self.commune(at, i, points[at])).collect();
        let joined = order.iter().filter(|&&at| now[at] != at);
        let former = joined
            .map(|&at| {
                let (code, name) = self.labels[at].clone();
                Former { code, name, now: rank[&now[at]], point: points[at] }
            })
            .collect();
        let zone = |seed: usize, code: String, name: String| Zone { code, name, pole: rank[&seed] };
        let bassins = (self.bassin.seeds.iter())
            .map(|&seed| zone(seed, self.labels[seed].0.clone(), self.labels[seed].1.clone()))
            .collect();
        let epcis = (self.epci.seeds.iter().zip(0..))
            .map(|(&seed, i)| zone(seed, numbers::epci_siren(i), self.epci_name(i)))
            .collect();
        World {
            comb: self.comb,
            bassins,
            epcis,
            departements: self.departement.seeds.len(),
            former,
            contours: self.contours(&order),
            islander: rank[&self.draft.islander.0],
            split: (rank[&self.draft.split.1], rank[&self.draft.split.0]),
            communes,
            land,
        }
    }

    fn commune(&self, at: usize, rank: usize, point: (f64, f64)) -> Commune {
        let (code, name) = self.labels[at].clone();
        let joined = self.draft.joined.iter().filter(|&&(_, into)| into == at).map(|&(joined, _)| joined);
        let bassin = self.bassin.of[at];
        Commune {
            code,
            name,
            cells: std::iter::once(at).chain(joined).map(|i| self.draft.cells[i]).collect(),
            point,
            population: self.populations[at],
            departement: self.departement.of[at],
            bassin,
            epci: (at != self.draft.islander.0).then_some(self.epci.of[at]),
            postal_code: postal_code(bassin, self.bassin.seeds.len(), rank),
            siren: numbers::commune_siren(rank),
        }
    }

    fn contours(&self, order: &[usize]) -> Vec<Contour> {
        let (kept, lost) = self.draft.split;
        let (islander, sea) = self.draft.islander;
        let cells = &self.draft.cells;
        let contour = |at: usize| Contour {
            code: self.labels[at].0.clone(),
            name: self.labels[at].1.clone(),
            cells: if at == kept { vec![cells[kept], cells[lost]] } else { vec![cells[at]] },
            islet: (at == islander).then(|| self.comb.islet(sea)),
        };
        order.iter().copied().filter(|&at| at != lost).map(contour).collect()
    }

    /// A group bears the name of its largest commune.
    fn epci_name(&self, epci: usize) -> String {
        let members = (0..self.populations.len()).filter(|&at| {
            self.draft.now[at] == at && self.epci.of[at] == epci && at != self.draft.islander.0
        });
        let largest = members.max_by_key(|&at| self.populations[at]).unwrap_or(self.epci.seeds[epci]);
        let name = &self.labels[largest].1;
        match self.populations[largest] {
            15_000.. => format!("CA {name} Agglomération"),
            _ if epci.is_multiple_of(2) => format!("CC du Pays {}", names::of_town(name)),
            _ => format!("CC {name} et Alentours"),
        }
    }
}

/// Poles from 3,000 to 25,000 people, villages from 150 to 2,500, both evenly on a logarithmic
/// scale. A national plan has a few cities among the poles.
fn populations(draft: &Draft, bassin: &Grown, chance: &mut Chance) -> Vec<u32> {
    let mut populations: Vec<u32> =
        draft.cells.iter().map(|_| (150.0 * (2_500.0_f64 / 150.0).powf(chance.unit())) as u32).collect();
    let poles = bassin.seeds.len();
    let mut ranks: Vec<usize> = (0..poles).collect();
    for &seed in &bassin.seeds {
        let rank = ranks.swap_remove(chance.rank(ranks.len()));
        let share = (rank as f64 + chance.unit()) / poles as f64;
        let people = 3_000.0 * (25_000.0_f64 / 3_000.0).powf(share);
        let city = if 50 < poles && poles - rank <= poles / 40 { 9.0 } else { 1.0 };
        populations[seed] = (people * city) as u32;
    }
    populations
}

/// Code and name of each cell: in a département, codes follow the names as INSEE's do.
fn labels(draft: &Draft, bassin: &Grown, departement: &[usize], seed: u64) -> Vec<(String, String)> {
    let mut chance = Chance::new(seed, Purpose::Names);
    let mut gazetteer = Gazetteer::new();
    let towns: BTreeSet<usize> = bassin.seeds.iter().copied().collect();
    let names: Vec<String> =
        (0..draft.cells.len()).map(|at| gazetteer.name(&mut chance, towns.contains(&at))).collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_cached_key(|&at| (departement[at], capitals(&names[at])));
    let mut labels = vec![(String::new(), String::new()); names.len()];
    let mut given = [0; 10];
    for at in order {
        let number = &mut given[departement[at]];
        *number += 1;
        labels[at] = (commune_code(departement[at], *number), names[at].clone());
    }
    labels
}

/// `F1001`: F, the département, and a number. The thousandth commune of a département is
/// `F1A00`: a letter and two of 36 signs, since three digits are not enough for the
/// national plan.
fn commune_code(departement: usize, number: usize) -> String {
    let sign = |n: usize| char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 36]);
    match number.checked_sub(1000) {
        None => format!("F{}{number:03}", departement + 1),
        Some(more) => {
            let letter = char::from(b'A' + u8::try_from(more / 1296).expect("fewer than 26 × 1296 communes"));
            format!("F{}{letter}{}{}", departement + 1, sign(more / 36), sign(more))
        }
    }
}

/// Postal codes start with 96, which no post office uses, then 99.
fn postal_code(bassin: usize, bassins: usize, commune: usize) -> String {
    let number = match bassin {
        _ if bassins < 10 => 96_000 + 100 * (bassin + 1) + 10 * (commune % 3),
        ..1000 => 96_000 + bassin,
        _ => 98_000 + bassin,
    };
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CommuneCode;

    #[test]
    fn the_island_has_the_zones_it_is_said_to_have() {
        let world = World::grow(&Plan::island());
        assert_eq!((world.communes.len(), world.bassins.len(), world.epcis.len()), (60, 7, 4));
        assert_eq!(world.former.len(), 3);
        assert_eq!(world.contours.len(), 62);
        let alone: Vec<usize> = (0..60).filter(|&i| world.communes[i].epci.is_none()).collect();
        assert_eq!(alone, [world.islander]);
        let poles = world.bassins.iter().map(|b| world.communes[b.pole].population);
        assert!(poles.clone().all(|p| (3_000..=25_000).contains(&p)), "{:?}", poles.collect::<Vec<_>>());
    }

    #[test]
    fn bassins_cross_groups_of_communes() {
        let world = World::grow(&Plan::island());
        let crossing = (0..7).filter(|&bassin| {
            let groups: BTreeSet<_> =
                world.communes.iter().filter(|c| c.bassin == bassin).filter_map(|c| c.epci).collect();
            1 < groups.len()
        });
        assert!(3 <= crossing.count());
    }

    #[test]
    fn zones_are_in_one_piece() {
        let world = World::grow(&Plan { communes: 800, ..Plan::island() });
        for bassin in 0..world.bassins.len() {
            let all: BTreeSet<Cell> = (world.communes.iter().filter(|c| c.bassin == bassin))
                .flat_map(|c| c.cells.iter().copied())
                .collect();
            let mut reached = BTreeSet::from([*all.first().expect("a bassin has communes")]);
            let mut todo: Vec<Cell> = reached.iter().copied().collect();
            while let Some(cell) = todo.pop() {
                let near = neighbours(cell).into_iter().filter(|n| all.contains(n));
                todo.extend(near.filter(|&n| reached.insert(n)));
            }
            assert_eq!(reached.len(), all.len(), "bassin {bassin}");
        }
    }

    #[test]
    fn codes_are_codes_beyond_the_thousandth_commune() {
        for number in [1, 999, 1000, 1035, 1036, 4000, 34_000] {
            let code = commune_code(2, number);
            assert!(CommuneCode::parse(&code).is_some(), "{code}");
        }
        assert_eq!(
            [commune_code(0, 999), commune_code(0, 1000), commune_code(8, 1036)],
            ["F1999", "F1A00", "F9A10"]
        );
    }
}
