//! The outlines of all territories as each zoom draws them.
//!
//! A **sheet** is the whole country simplified for one zoom, on that zoom's lattice: the world
//! is 2^(zoom + 12) units wide, as wide as the grids of its tiles of 4096. Neighbours share
//! the arcs between them, and a zone is drawn with arcs of its communes: nothing gaps or
//! overlaps, and no territory is too small to be there. Sheets are made with the snapshot
//! ([`make`]) and are a file of it ([`file`]).

pub mod file;
pub mod make;

use crate::domain::level::Level;
use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::lattice::degrees;
use crate::geometry::position::Position;
use crate::snapshot::territories::Territories;

/// The side of a tile is 2^12 units.
pub const UNIT_BITS: u32 = 12;

/// The deepest zoom that has a sheet; deeper ones draw the same lines enlarged.
pub const DEEPEST: u8 = 12;

/// A point of a sheet, in units: x grows east, y grows south from the world's corner.
pub type Unit = [i32; 2];

/// Every sheet of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheets {
    scales: Vec<Scale>,
}

/// Sheets that share their arcs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// The lowest and the deepest zoom.
    zooms: [u8; 2],
    /// The first and the last node of each arc.
    ends: Vec<[u32; 2]>,
    /// By level; `None` for those that are not drawn at these zooms.
    outlines: [Option<Outlines>; 5],
    /// By zoom, the lowest first.
    sheets: Vec<Sheet>,
}

/// The outlines of a level as walks along arcs: twice the arc's number, plus one where it
/// is walked from its end. The first ring of a polygon turns clockwise as drawn, the others,
/// its holes, the other way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlines {
    steps: Vec<u32>,
    /// Where each ring ends in `steps`, each polygon in `rings`, each territory in `polygons`.
    rings: Vec<u32>,
    polygons: Vec<u32>,
    territories: Vec<u32>,
    /// Territories whose outline uses lines that are nobody's border: not drawn.
    pub lost: u32,
}

/// Where everything is at one zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    nodes: Vec<Unit>,
    /// What lies inside each arc: differences from point to point, as variable-length
    /// numbers. Four times smaller than points, and as fast to walk along.
    bytes: Vec<u8>,
    /// Where each arc ends in `bytes`.
    stops: Vec<u32>,
    /// The box around each arc: west, north, east, south.
    boxes: Vec<[i32; 4]>,
    /// Vertices that no valid place was found for: 0 unless the contours cross each other.
    pub homeless: u32,
}

/// The box around nothing.
const NOWHERE: [i32; 4] = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];

/// The part of `stops` that belongs to item `i`.
fn span(stops: &[u32], i: usize) -> std::ops::Range<usize> {
    let from = i.checked_sub(1).map_or(0, |before| stops[before]);
    from as usize..stops[i] as usize
}

impl Sheets {
    /// The arcs and the sheet that draw a zoom, and that sheet's own zoom.
    #[must_use]
    pub fn at(&self, zoom: u8) -> Option<(&Scale, &Sheet, u8)> {
        let own = zoom.min(DEEPEST);
        let scale = self.scales.iter().find(|scale| (scale.zooms[0]..=scale.zooms[1]).contains(&own))?;
        let sheet = scale.sheets.get(usize::from(own - scale.zooms[0]))?;
        Some((scale, sheet, own))
    }

    /// Whether a level is drawn at a zoom.
    #[must_use]
    pub fn has(&self, level: Level, zoom: u8) -> bool {
        self.at(zoom).is_some_and(|(scale, ..)| scale.outlines(level).is_some())
    }

    /// Vertices without a valid place, over all sheets, and territories that are not drawn.
    #[must_use]
    pub fn faults(&self) -> (u64, u64) {
        let homeless = self.scales.iter().flat_map(|scale| &scale.sheets).map(|sheet| sheet.homeless);
        let lost = self.scales.iter().flat_map(|scale| scale.outlines.iter().flatten()).map(|o| o.lost);
        (homeless.map(u64::from).sum(), lost.map(u64::from).sum())
    }

    /// The outline of a territory at a zoom, in units: rings by polygon, the outer one first.
    /// Empty where the level or the territory is not drawn.
    #[must_use]
    pub fn rings(&self, level: Level, row: u32, zoom: u8) -> Vec<Vec<Vec<Unit>>> {
        let Some((scale, sheet, _)) = self.at(zoom) else { return Vec::new() };
        let Some(outlines) = scale.outlines(level) else { return Vec::new() };
        outlines
            .polygons(row)
            .map(|rings| {
                let there = rings.filter(|steps| steps.iter().all(|step| sheet.has(step >> 1)));
                there.map(|steps| scale.ring(sheet, steps)).collect()
            })
            .filter(|rings: &Vec<_>| !rings.is_empty())
            .collect()
    }

    /// The same territories with the outlines of a zoom, in degrees.
    #[must_use]
    pub fn drawn(&self, territories: &Territories, zoom: u8) -> Territories {
        let bits = u32::from(zoom.min(DEEPEST)) + UNIT_BITS;
        let position = |[x, y]: Unit| {
            let (lon, lat) = degrees([x.into(), y.into()], bits);
            Position::from_degrees(lon, lat)
        };
        // Degrees have outlines run the other way: y grows north.
        let ring = |units: Vec<Unit>| -> Ring { units.into_iter().rev().filter_map(position).collect() };
        let mut drawn = territories.clone();
        for level in Level::ALL {
            for (row, territory) in (0..).zip(drawn.of_mut(level)) {
                let polygons = self.rings(level, row, zoom).into_iter().filter_map(|rings| {
                    let mut rings = rings.into_iter().map(ring);
                    Some(Polygon { exterior: rings.next()?, holes: rings.collect() })
                });
                territory.area = Area(polygons.collect());
            }
        }
        drawn
    }
}

impl Scale {
    /// The outlines of a level; `None` where it is not drawn.
    #[must_use]
    pub fn outlines(&self, level: Level) -> Option<&Outlines> {
        self.outlines[level as usize].as_ref()
    }

    /// How many arcs there are.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.ends.len()
    }

    /// The points of an arc, ends included.
    pub fn arc(&self, sheet: &Sheet, arc: u32, points: &mut Vec<Unit>) {
        let [from, to] = self.ends(sheet, arc);
        points.push(from);
        sheet.inside(arc, from, points);
        points.push(to);
    }

    /// Where an arc begins and ends.
    #[must_use]
    pub fn ends(&self, sheet: &Sheet, arc: u32) -> [Unit; 2] {
        self.ends[arc as usize].map(|node| sheet.nodes[node as usize])
    }

    /// The points of a walk, each once.
    fn ring(&self, sheet: &Sheet, steps: &[u32]) -> Vec<Unit> {
        let mut ring = Vec::new();
        let mut points = Vec::new();
        for step in steps {
            points.clear();
            self.arc(sheet, step >> 1, &mut points);
            if step & 1 == 1 {
                points.reverse();
            }
            ring.extend_from_slice(&points[..points.len() - 1]);
        }
        ring
    }
}

impl Outlines {
    /// Adds a territory: the walks of the rings of its polygons.
    fn push(&mut self, polygons: &[Vec<Vec<u32>>]) {
        for rings in polygons {
            for steps in rings {
                self.steps.extend_from_slice(steps);
                self.rings.push(self.steps.len() as u32);
            }
            self.polygons.push(self.rings.len() as u32);
        }
        self.territories.push(self.polygons.len() as u32);
    }

    /// The polygons of a territory, each as the walks of its rings.
    pub fn polygons(&self, row: u32) -> impl Iterator<Item = impl Iterator<Item = &[u32]>> {
        let polygons = self.territories.get(row as usize).map(|_| span(&self.territories, row as usize));
        polygons
            .into_iter()
            .flatten()
            .map(|polygon| span(&self.polygons, polygon).map(|ring| &self.steps[span(&self.rings, ring)]))
    }

    /// All steps of a territory.
    #[must_use]
    pub fn steps(&self, row: u32) -> &[u32] {
        let first = |stops: &[u32], i: u32| i.checked_sub(1).map_or(0, |before| stops[before as usize]);
        let stop = |row: u32| first(&self.rings, first(&self.polygons, first(&self.territories, row)));
        if self.territories.len() <= row as usize {
            &[]
        } else {
            &self.steps[stop(row) as usize..stop(row + 1) as usize]
        }
    }
}

impl Sheet {
    fn new(nodes: Vec<Unit>, homeless: u32) -> Self {
        Self { nodes, bytes: Vec::new(), stops: Vec::new(), boxes: Vec::new(), homeless }
    }

    /// Adds the points of the next arc, ends included; none for one that is not drawn.
    fn push(&mut self, points: &[Unit]) {
        let inner = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
        let mut last = points.first().copied().unwrap_or_default();
        for point in inner {
            for i in 0..2 {
                varint(&mut self.bytes, zigzag(point[i] - last[i]));
            }
            last = *point;
        }
        self.note(points);
    }

    /// Whether an arc is drawn: islets that are too small are not.
    #[must_use]
    pub fn has(&self, arc: u32) -> bool {
        self.boxes[arc as usize] != NOWHERE
    }

    /// Ends an arc whose bytes are there.
    fn note(&mut self, points: &[Unit]) {
        self.stops.push(self.bytes.len() as u32);
        let around = |i: usize| {
            points.iter().fold((i32::MAX, i32::MIN), |(low, high), p| (low.min(p[i]), high.max(p[i])))
        };
        let ((west, east), (north, south)) = (around(0), around(1));
        self.boxes.push([west, north, east, south]);
    }

    /// The box around an arc: west, north, east, south.
    #[must_use]
    pub fn bounds(&self, arc: u32) -> [i32; 4] {
        self.boxes[arc as usize]
    }

    /// What lies inside an arc that begins at `from`.
    fn inside(&self, arc: u32, from: Unit, points: &mut Vec<Unit>) {
        let mut bytes = &self.bytes[span(&self.stops, arc as usize)];
        let [mut x, mut y] = from;
        while !bytes.is_empty() {
            x = x.wrapping_add(unzigzag(read_varint(&mut bytes)));
            y = y.wrapping_add(unzigzag(read_varint(&mut bytes)));
            points.push([x, y]);
        }
    }
}

/// Small numbers of either sign become small numbers.
fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

fn unzigzag(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// Seven bits a byte, the lowest first; the eighth tells that more follow.
fn varint(out: &mut Vec<u8>, mut value: u32) {
    while 0x80 <= value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The number that bytes begin with, which it takes off. What is cut short reads as if
/// zeros followed.
fn read_varint(bytes: &mut &[u8]) -> u32 {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let Some((&byte, rest)) = bytes.split_first() else { break };
        *bytes = rest;
        value |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}
