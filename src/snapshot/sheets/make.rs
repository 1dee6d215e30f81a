//! Sheets from territories: one mesh a range of zooms, thinned from the deepest to the lowest.

use std::collections::{BTreeMap, VecDeque};
use std::thread::{self, ScopedJoinHandle};

use crate::domain::level::Level;
use crate::geometry::area::Area;
use crate::geometry::lattice::WORLD_BITS;
use crate::geometry::mesh::{Mesh, Sides};
use crate::geometry::net::Net;
use crate::geometry::settle::settle;
use crate::geometry::thin::Thinning;
use crate::snapshot::sheets::{Outlines, Scale, Sheet, Sheets, UNIT_BITS};
use crate::snapshot::territories::Territories;

/// A vertex goes when the triangle that it spans is smaller than this, in squared units:
/// half a pixel of a map that draws tiles 512 pixels wide.
pub const SPAN: u64 = 32;

/// How many sheets of a scale are in work.
const AT_ONCE: usize = 2;

/// Which levels are drawn together, and at which zooms.
struct Plan {
    zooms: [u8; 2],
    levels: &'static [Level],
}

/// The corners of communes weigh nothing where no commune could be told from its neighbour.
const PLANS: [Plan; 3] = [
    Plan { zooms: [0, 1], levels: &[Level::Departement, Level::Region] },
    Plan { zooms: [2, 3], levels: &[Level::Bassin, Level::Departement, Level::Region] },
    Plan { zooms: [4, 12], levels: &Level::ALL },
];

/// Draws all sheets of some territories, on several threads: a few seconds for the country.
#[must_use]
pub fn sheets(territories: &Territories) -> Sheets {
    let areas = |level| territories.of(level).iter().map(|territory| &territory.area);
    let sides = Sides::new(areas(Level::Commune), Level::ALL[1..].iter().flat_map(|&level| areas(level)));
    let scales = thread::scope(|scope| {
        let works: Vec<_> =
            PLANS.iter().map(|plan| scope.spawn(|| scale(plan, &sides, territories))).collect();
        works.into_iter().map(join).collect()
    });
    Sheets { scales }
}

fn join<T>(work: ScopedJoinHandle<'_, T>) -> T {
    work.join().expect("no work panics")
}

fn scale(plan: &Plan, sides: &Sides, territories: &Territories) -> Scale {
    let classes = classes(territories, plan.levels);
    let mesh = Mesh::new(sides, |commune| classes[commune as usize]);
    let outlines = Level::ALL.map(|level| {
        let drawn = plan.levels.contains(&level);
        drawn.then(|| outlines(&mesh, territories.of(level).iter().map(|territory| &territory.area)))
    });
    let ends = mesh.arcs().iter().map(|arc| [arc[0], arc[arc.len() - 1]]).collect();
    let mut thinning = Thinning::new(mesh.net());
    let islets = mesh.islets();
    let [lowest, deepest] = plan.zooms;
    let mut sheets: Vec<Sheet> = thread::scope(|scope| {
        let (mut works, mut done) = (VecDeque::new(), Vec::new());
        for zoom in (lowest..=deepest).rev() {
            let bits = WORLD_BITS - UNIT_BITS - u32::from(zoom);
            let twice = (2 * SPAN) << (2 * bits);
            // An islet goes when a vertex that spans as much would.
            for &(arc, _) in islets.iter().filter(|(_, size)| *size < twice) {
                thinning.net.take_arc_out(arc as usize);
            }
            thinning.below(twice);
            let net = packed(&thinning.net, mesh.nodes());
            let nodes = mesh.nodes();
            // The deepest ones are large: no more at once than can be worked on.
            if works.len() == AT_ONCE {
                done.extend(works.pop_front().map(join));
            }
            works.push_back(scope.spawn(move || sheet(net, nodes, bits)));
        }
        done.into_iter().chain(works.into_iter().map(join)).collect()
    });
    sheets.reverse();
    Scale { zooms: plan.zooms, ends, outlines, sheets }
}

/// Communes that agree on all levels are one class.
fn classes(territories: &Territories, levels: &[Level]) -> Vec<u32> {
    let mut ranks = BTreeMap::new();
    let communes = (0..).zip(territories.of(Level::Commune));
    communes
        .map(|(row, commune)| {
            let zone = |&level: &Level| match level {
                Level::Commune => Some(row),
                above => commune.parents[above as usize],
            };
            let zones: Vec<Option<u32>> = levels.iter().map(zone).collect();
            let next = ranks.len() as u32;
            *ranks.entry(zones).or_insert(next)
        })
        .collect()
}

/// The outlines of a level. One that cannot be walked is left out whole, and counted.
fn outlines<'a>(mesh: &Mesh, areas: impl Iterator<Item = &'a Area>) -> Outlines {
    let mut outlines = Outlines::default();
    for area in areas {
        let polygons: Option<Vec<Vec<Vec<u32>>>> = area
            .0
            .iter()
            .map(|polygon| polygon.rings().map(|ring| mesh.walk(ring).map(turned)).collect())
            .collect();
        outlines.lost += u32::from(polygons.is_none());
        outlines.push(&polygons.unwrap_or_default());
    }
    outlines
}

/// The same ring the other way round: y grows south on a sheet, north in degrees.
fn turned(walk: Vec<u32>) -> Vec<u32> {
    walk.into_iter().rev().map(|step| step ^ 1).collect()
}

/// What is left of a drawing, numbered again: nodes first, then arc by arc.
fn packed(net: &Net, nodes: u32) -> Net {
    let mut at = net.at[..nodes as usize].to_vec();
    let arcs: Vec<Vec<u32>> = (0..net.arcs())
        .map(|arc| {
            let number = |v: u32| {
                if nodes <= v {
                    at.push(net.at[v as usize]);
                }
                if nodes <= v { at.len() as u32 - 1 } else { v }
            };
            net.arc(arc).map(number).collect()
        })
        .collect();
    Net::new(at, arcs.iter().map(Vec::as_slice))
}

fn sheet(net: Net, nodes: u32, bits: u32) -> Sheet {
    let settled = settle(net, bits);
    let net = &settled.net;
    let unit = |v: u32| net.at[v as usize].map(|c| (c >> bits) as i32);
    let mut sheet = Sheet::new((0..nodes).map(unit).collect(), settled.homeless.len() as u32);
    for arc in 0..net.arcs() {
        let points: Vec<[i32; 2]> = net.arc(arc).map(unit).collect();
        sheet.push(&points);
    }
    sheet
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::territory::OutlineOrigin;
    use crate::geometry::dissolve::{dissolve, tests::crooked_grid};
    use crate::geometry::position::Position;
    use crate::snapshot::sheets::Unit;
    use crate::snapshot::territories::Territory;

    /// A territory that is only an outline.
    pub(crate) fn outlined(code: String, area: Area, parents: [Option<u32>; 5]) -> Territory {
        Territory {
            name: format!("Territoire {code}"),
            code,
            population: 12,
            surface_km2: None,
            communes: 1,
            density: None,
            attraction: None,
            point: area
                .interior_position()
                .unwrap_or_else(|| Position::from_steps(0, 0).expect("on the globe")),
            origin: if area.0.is_empty() { OutlineOrigin::Missing } else { OutlineOrigin::Official },
            area,
            parents,
            neighbours: vec![],
        }
    }

    /// 36 communes of a crooked sheet, `side` steps wide each, and zones of them: `zone` tells
    /// which of four an EPCI, a bassin, a département and a région are.
    pub(crate) fn land(side: i32, moves: &[(i32, i32)], zone: impl Fn(u32, Level) -> u32) -> Territories {
        let cells = crooked_grid(6, 6, side, moves);
        let above = &Level::ALL[1..];
        let zones_of = |cell: u32| -> Vec<u32> {
            let mut zones = Vec::new();
            above.iter().for_each(|&level| zones.push(zone(cell, level)));
            zones
        };
        let zoned: Vec<Vec<u32>> = (0..36).map(zones_of).collect();
        let mut levels: [Vec<Territory>; 5] = Default::default();
        // Zones without a commune are not there: the row of each that is.
        let mut rows = vec![BTreeMap::new(); 4];
        for (rank, rows) in rows.iter_mut().enumerate() {
            for zones in &zoned {
                rows.insert(zones[rank], 0);
            }
            (0..).zip(rows.values_mut()).for_each(|(row, value)| *value = row);
            levels[rank + 1] = rows
                .keys()
                .map(|zone| {
                    let members = zoned.iter().zip(&cells).filter(|(zones, _)| zones[rank] == *zone);
                    let area = dissolve(members.flat_map(|(_, cell)| cell.rings())).0;
                    outlined(format!("{zone:02}"), area, [None; 5])
                })
                .collect();
        }
        levels[0] = (0..)
            .zip(cells.into_iter().zip(&zoned))
            .map(|(row, (cell, zones))| {
                let parent = |rank: usize| Some(rows[rank][&zones[rank]]);
                outlined(format!("{row:05}"), cell, [Some(row), parent(0), parent(1), parent(2), parent(3)])
            })
            .collect();
        Territories::new(levels)
    }

    /// Zones of two by two cells, of rows and of halves.
    pub(crate) fn regular(cell: u32, level: Level) -> u32 {
        match level {
            Level::Commune | Level::Epci => cell % 6 / 3 + cell / 18 * 2,
            Level::Bassin => cell / 12,
            Level::Departement => u32::from(18 <= cell),
            Level::Region => 0,
        }
    }

    pub(crate) fn patchwork() -> Sheets {
        let moves: Vec<(i32, i32)> = (0..49).map(|i| (i * 311 % 700 - 350, i * 173 % 700 - 350)).collect();
        sheets(&land(200_000, &moves, regular))
    }

    fn twice_size(ring: &[Unit]) -> i64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter()
            .zip(next)
            .map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]))
            .sum()
    }

    #[test]
    fn every_territory_is_on_every_sheet_of_its_levels_and_zones_are_their_communes() {
        let moves: Vec<(i32, i32)> = (0..49).map(|i| (i * 257 % 700 - 350, i * 191 % 700 - 350)).collect();
        let land = land(200_000, &moves, regular);
        let sheets = sheets(&land);
        assert_eq!(sheets.faults(), (0, 0));
        for zoom in 4..=12 {
            let size = |level, row| -> i64 {
                sheets.rings(level, row, zoom).iter().flatten().map(|ring| twice_size(ring)).sum()
            };
            let communes: Vec<i64> = (0..36).map(|row| size(Level::Commune, row)).collect();
            assert!(communes.iter().all(|size| 0 < *size), "zoom {zoom}: {communes:?}");
            for level in &Level::ALL[1..] {
                for row in 0..land.of(*level).len() as u32 {
                    let members = (0..36).filter(|&commune| land.zone(commune, *level) == Some(row));
                    assert_eq!(size(*level, row), members.map(|c| communes[c as usize]).sum::<i64>());
                }
            }
        }
        for zoom in 0..4 {
            assert!(sheets.rings(Level::Commune, 0, zoom).is_empty());
            assert_eq!(sheets.rings(Level::Region, 0, zoom).len(), 1);
        }
        assert_eq!(sheets.rings(Level::Bassin, 0, 1).len(), 0);
    }

    #[test]
    fn outlines_in_degrees_fall_on_the_lattice_again() {
        let land = land(200_000, &[(0, 0); 49], regular);
        let sheets = sheets(&land);
        let drawn = sheets.drawn(&land, 9);
        let corners = drawn.of(Level::Commune).iter().flat_map(|commune| commune.area.rings().flatten());
        for position in corners {
            let [x, y] = crate::geometry::lattice::project(*position).map(|c| c as f64 / f64::from(1 << 11));
            assert!((x - x.round()).abs() < 0.05 && (y - y.round()).abs() < 0.05, "{x} {y}");
        }
        let area = &drawn.get(Level::Epci, 0).area;
        assert!(0 < area.twice_signed_size() && area.0[0].holes.is_empty(), "outlines turn as in degrees");
    }
}
