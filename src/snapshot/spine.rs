//! The territories from the commune table: zones, populations, outlines, neighbours.

use std::collections::BTreeMap;

use crate::domain::level::Level;
use crate::domain::territory::{Commune, Contour, OutlineOrigin, ZoneRef};
use crate::geometry::area::Area;
use crate::snapshot::gazetteer::Gazetteer;
use crate::snapshot::manifest::Notice;
use crate::snapshot::outlines::{self, Outlines};
use crate::snapshot::territories::{Territories, Territory};

/// The territories and what was noticed while making them.
pub struct Spine {
    pub territories: Territories,
    pub notices: Vec<Notice>,
}

/// A zone in the making: its name and the rows of its communes.
struct Zone {
    name: String,
    communes: Vec<u32>,
}

/// Names of zones that the commune table gives by code only.
pub type ZoneNames = BTreeMap<(Level, String), String>;

/// Makes the five levels from communes sorted by code.
#[must_use]
pub fn build(communes: &[Commune], names: &ZoneNames, gazetteer: &Gazetteer, contours: &[Contour]) -> Spine {
    let drawn = outlines::outlines(communes, |code| gazetteer.current(code), contours);
    let zones: Vec<BTreeMap<String, Zone>> =
        Level::ALL[1..].iter().map(|&level| zones_of(level, communes, names)).collect();
    let making = Making { communes, zone_rows: zone_rows(communes.len(), &zones), drawn: &drawn };
    let mut levels: [Vec<Territory>; 5] = Default::default();
    for (level, zones) in Level::ALL.into_iter().skip(1).zip(zones) {
        levels[level as usize] = making.zones(level, zones);
    }
    levels[0] = making.communes();
    let notices = notices(communes, &drawn);
    Spine { territories: Territories::new(levels), notices }
}

fn zones_of(level: Level, communes: &[Commune], names: &ZoneNames) -> BTreeMap<String, Zone> {
    let mut zones = BTreeMap::new();
    for (row, commune) in (0..).zip(communes) {
        let Some(ZoneRef { code, name }) = zone_ref(level, commune) else { continue };
        let zone = zones.entry(code.clone()).or_insert_with(|| {
            let named = names.get(&(level, code.clone())).cloned();
            let name = if name.is_empty() { named.unwrap_or(code) } else { name };
            Zone { name, communes: Vec::new() }
        });
        zone.communes.push(row);
    }
    zones
}

fn zone_ref(level: Level, commune: &Commune) -> Option<ZoneRef> {
    let nameless = |code: &String| ZoneRef { code: code.clone(), name: String::new() };
    match level {
        Level::Commune => None,
        Level::Epci => commune.epci.clone(),
        Level::Bassin => Some(commune.bassin.clone()),
        Level::Departement => Some(nameless(&commune.departement)),
        Level::Region => Some(nameless(&commune.region)),
    }
}

/// For each level, the row of each commune's zone.
fn zone_rows(communes: usize, zones: &[BTreeMap<String, Zone>]) -> [Vec<Option<u32>>; 5] {
    let mut rows: [Vec<Option<u32>>; 5] = std::array::from_fn(|_| vec![None; communes]);
    rows[0] = (0..communes as u32).map(Some).collect();
    for (level, zones) in rows.iter_mut().skip(1).zip(zones) {
        for (zone_row, zone) in (0..).zip(zones.values()) {
            for &commune in &zone.communes {
                level[commune as usize] = Some(zone_row);
            }
        }
    }
    rows
}

/// What territories are made from.
struct Making<'a> {
    communes: &'a [Commune],
    /// For each level, the row of each commune's zone.
    zone_rows: [Vec<Option<u32>>; 5],
    drawn: &'a Outlines,
}

impl Making<'_> {
    fn zones(&self, level: Level, zones: BTreeMap<String, Zone>) -> Vec<Territory> {
        let of_commune = &self.zone_rows[level as usize];
        let neighbours = self.drawn.neighbours(zones.len(), |commune| of_commune[commune as usize]);
        let pairs = zones.into_iter().zip(neighbours);
        pairs.map(|((code, zone), neighbours)| self.zone(code, zone, neighbours)).collect()
    }

    fn zone(&self, code: String, zone: Zone, neighbours: Vec<u32>) -> Territory {
        let members = || zone.communes.iter().map(|&row| &self.communes[row as usize]);
        let outline = self.drawn.zone(&zone.communes);
        let shared_parent = |rows: &Vec<Option<u32>>| {
            let mut of_members = zone.communes.iter().map(|&row| rows[row as usize]);
            let first = of_members.next().flatten()?;
            of_members.all(|other| other == Some(first)).then_some(first)
        };
        let mut parents = self.zone_rows.each_ref().map(shared_parent);
        parents[Level::Commune as usize] = None;
        Territory {
            population: members().map(|commune| u64::from(commune.population)).sum(),
            surface_km2: surface(&outline.area),
            communes: u32::try_from(zone.communes.len()).expect("fewer communes than rows"),
            density: None,
            attraction: None,
            point: outline.area.interior_position().unwrap_or_else(|| most_populous(members()).point),
            origin: outline.origin,
            area: outline.area,
            name: zone.name,
            code,
            parents,
            neighbours,
        }
    }

    fn communes(&self) -> Vec<Territory> {
        let neighbours = self.drawn.neighbours(self.communes.len(), Some);
        let drawn = self.drawn.areas.iter().zip(&self.drawn.origins);
        self.communes
            .iter()
            .enumerate()
            .zip(drawn)
            .zip(neighbours)
            .map(|(((row, commune), (area, &origin)), neighbours)| Territory {
                code: commune.code.to_string(),
                name: commune.name.clone(),
                population: commune.population.into(),
                surface_km2: surface(area),
                communes: 1,
                density: commune.density,
                attraction: commune.attraction.clone(),
                point: commune.point,
                area: area.clone(),
                origin,
                parents: self.zone_rows.each_ref().map(|rows| rows[row]),
                neighbours,
            })
            .collect()
    }
}

fn surface(area: &Area) -> Option<f64> {
    (!area.0.is_empty()).then(|| (area.surface().value() * 1000.0).round() / 1000.0)
}

fn most_populous<'a>(members: impl Iterator<Item = &'a Commune>) -> &'a Commune {
    members
        .max_by_key(|commune| (commune.population, std::cmp::Reverse(commune.code)))
        .expect("a zone has communes")
}

fn notices(communes: &[Commune], drawn: &Outlines) -> Vec<Notice> {
    let of_origin = |origin: OutlineOrigin| -> Vec<String> {
        let rows = communes.iter().zip(&drawn.origins).filter(|(_, o)| **o == origin);
        rows.map(|(commune, _)| format!("{} {}", commune.code, commune.name)).collect()
    };
    let notice = |what: &str, all: Vec<String>| Notice {
        what: what.to_owned(),
        count: all.len() as u64,
        examples: all.into_iter().take(20).collect(),
    };
    let orphans = drawn.strangers.iter().map(ToString::to_string).collect();
    [
        notice(
            "communes dont le contour est estimé (commune rétablie, contour découpé dans l'ancienne)",
            of_origin(OutlineOrigin::Estimated),
        ),
        notice("communes sans contour", of_origin(OutlineOrigin::Missing)),
        notice("contours sans commune actuelle", orphans),
    ]
    .into_iter()
    .filter(|notice| 0 < notice.count)
    .collect()
}
