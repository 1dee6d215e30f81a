//! Where a purchase is for: territories, a drawing, or both; and what of it a service area reaches.
//!
//! *Question.* Which actors are in it, how far is everybody else from it, which service areas reach it? *Method.*
//! Membership of territories is told by the commune table, that of a drawing by geometry (`query::drawn`);
//! service by [`crate::analysis::served`], over a tree of the communes' points
//! ([`crate::index::weighed_points`]) so that an area costs a few comparisons and not one a commune; minutes are those
//! from a commune to the nearest commune of the perimeter. *Edges.* A drawing that holds no commune's point is
//! reached by way of the commune around its middle.

use std::collections::HashMap;

use crate::analysis::served::{Served, barely, of_sums, touched};
use crate::domain::level::Level;
use crate::domain::service_area::ServiceArea;
use crate::geometry::area::Area;
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::index::rows::RowSet;
use crate::index::weighed_points::{Sum, WeighedPoints};
use crate::network::pairs::PER_MINUTE;
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// No way: in hundredths of a minute, more than any that is kept.
const UNKNOWN: u16 = u16::MAX;

/// A drawing, and the actors that are in it or may be.
#[derive(Debug, Clone, Copy)]
pub struct Sketch<'a> {
    pub area: &'a Area,
    pub inside: &'a RowSet,
    pub undetermined: &'a RowSet,
}

/// The perimeter of a purchase.
pub struct Perimeter<'a> {
    snapshot: &'a Snapshot,
    /// Those of its territories, and those whose point is in the drawing; in order.
    communes: Vec<u32>,
    /// Those of its territories.
    official: Vec<u32>,
    sketch: Option<Sketch<'a>>,
    points: WeighedPoints,
    /// The boxes of its communes' outlines.
    boxes: Vec<(Bbox, u32)>,
    /// The box around all of it, and the one around the points of its communes, too.
    around: Option<Bbox>,
    near: Option<Bbox>,
    /// By rank of a service area that is a list: what it covers.
    listed: HashMap<u32, Sum>,
}

impl<'a> Perimeter<'a> {
    /// Of territories, by their communes in order, and of a drawing.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, official: &[u32], sketch: Option<Sketch<'a>>) -> Self {
        let territories = &snapshot.territories;
        let mut communes = official.to_vec();
        if let Some(sketch) = sketch {
            let around = sketch.area.bbox();
            let drawn = (0..).zip(territories.of(Level::Commune)).filter(|(_, commune)| {
                around.is_some_and(|around| around.contains(commune.point))
                    && sketch.area.contains(commune.point)
            });
            communes.extend(drawn.map(|(row, _)| row));
        }
        communes.sort_unstable();
        communes.dedup();
        let commune = |&row: &u32| territories.get(Level::Commune, row);
        let points = WeighedPoints::new(communes.iter().map(commune).map(|one| (one.point, one.population)));
        let boxes: Vec<(Bbox, u32)> =
            official.iter().filter_map(|row| Some((commune(row).area.bbox()?, *row))).collect();
        let listed = listed(snapshot, &communes);
        let around = whole(&boxes, sketch);
        // A commune without an outline has a point.
        let corners = around.iter().flat_map(corners);
        let near = Bbox::around(corners.chain(communes.iter().map(|row| commune(row).point)));
        Self { snapshot, official: official.to_vec(), communes, sketch, points, boxes, around, near, listed }
    }

    /// The people of its communes.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.points.whole().weight
    }

    /// How many communes.
    #[must_use]
    pub fn communes(&self) -> &[u32] {
        &self.communes
    }

    /// The actors that are in it: those in partial diffusion too.
    #[must_use]
    pub fn actors(&self) -> RowSet {
        let of = |&commune: &u32| self.snapshot.rows_of_commune(Layer::Acteurs, commune).iter().copied();
        let official = RowSet::from_rows(self.snapshot.actors.len(), self.official.iter().flat_map(of));
        match self.sketch {
            Some(sketch) => official.or(sketch.inside),
            None => official,
        }
    }

    /// The actors of which it cannot be told: known by a commune that the drawing cuts.
    #[must_use]
    pub fn undetermined(&self) -> Vec<u32> {
        let unsure = self.sketch.iter().flat_map(|sketch| sketch.undetermined.iter());
        let is_in = |row: &u32| {
            self.snapshot.actors.commune(*row).is_some_and(|at| self.official.binary_search(&at).is_ok())
        };
        unsure.filter(|row| !is_in(row)).collect()
    }

    /// The ranks of the service areas that may reach it, in order: a few of all there are, so that what
    /// costs more is asked of them alone.
    #[must_use]
    pub fn candidates(&self) -> Vec<u32> {
        let index = self.snapshot.service_areas();
        let mut ranks: Vec<u32> = index.national().iter().chain(self.listed.keys()).copied().collect();
        ranks.extend(self.near.into_iter().flat_map(|near| index.meeting(near)));
        ranks.sort_unstable();
        ranks.dedup();
        ranks
    }

    /// What the service area of a rank (of the snapshot's index) serves of it; `None`: nothing.
    #[must_use]
    pub fn served(&self, rank: u32) -> Option<Served> {
        let index = self.snapshot.service_areas();
        let area = self.snapshot.actors.service_area(index.row(rank))?;
        let all = self.points.whole();
        match area {
            ServiceArea::National => Some(Served { share: (0 < all.points).then_some(1.0), is_whole: true }),
            ServiceArea::Zones(_) => of_sums(self.listed.get(&rank).copied().unwrap_or_default(), all),
            ServiceArea::Radius { .. } | ServiceArea::Surface(_) => {
                of_sums(index.covered(rank, &self.points), all)
                    .or_else(|| self.is_touched(area).then(|| barely(all)))
            }
        }
    }

    /// The communes around it, in order, each with the minutes to its nearest commune; itself left out.
    #[must_use]
    pub fn around(&self, ways: &Ways, within: f64) -> Vec<(u32, f64)> {
        let mut best = vec![UNKNOWN; self.snapshot.territories.of(Level::Commune).len()];
        let middle = |sketch: &Sketch| self.snapshot.commune_around(sketch.area.interior_position()?);
        let middle = if self.communes.is_empty() { self.sketch.as_ref().and_then(middle) } else { None };
        for &commune in self.communes.iter().chain(&middle) {
            for (to, hundredths) in ways.hundredths_towards(commune) {
                if let Some(best) = best.get_mut(to as usize) {
                    *best = (*best).min(hundredths);
                }
            }
        }
        if let Some(middle) = middle {
            best[middle as usize] = 0;
        }
        self.communes.iter().for_each(|&commune| best[commune as usize] = UNKNOWN);
        let found = (0..).zip(best).filter(|(_, hundredths)| *hundredths != UNKNOWN);
        let minutes = found.map(|(commune, hundredths)| (commune, f64::from(hundredths) / PER_MINUTE));
        minutes.filter(|(_, minutes)| *minutes <= within).collect()
    }

    /// Whether a disc or a surface has any of the perimeter's surface. Only the outlines near it are
    /// looked at.
    fn is_touched(&self, area: &ServiceArea) -> bool {
        let around = match area {
            ServiceArea::Radius { from, reach } => {
                let high = reach.value() / 110_000.0;
                let wide = high / (from.lat().abs() + high).min(89.0).to_radians().cos();
                let side = |value: f64, most: f64| value.clamp(-most, most);
                Bbox::new(
                    side(from.lon() - wide, 180.0),
                    side(from.lat() - high, 90.0),
                    side(from.lon() + wide, 180.0),
                    side(from.lat() + high, 90.0),
                )
                .ok()
            }
            ServiceArea::Surface(surface) => surface.bbox(),
            ServiceArea::Zones(_) | ServiceArea::National => None,
        };
        let Some(around) = around.filter(|own| self.around.is_some_and(|whole| whole.meets(*own))) else {
            return false;
        };
        let outline = |row: u32| &self.snapshot.territories.get(Level::Commune, row).area;
        let near = self.boxes.iter().filter(|(own, _)| own.meets(around));
        near.into_iter().any(|&(_, row)| touched(area, outline(row)))
            || self.sketch.is_some_and(|sketch| touched(area, sketch.area))
    }
}

/// The box around outlines and a drawing.
fn whole(boxes: &[(Bbox, u32)], sketch: Option<Sketch>) -> Option<Bbox> {
    let drawn = sketch.and_then(|sketch| sketch.area.bbox());
    let all = boxes.iter().map(|(own, _)| own).chain(&drawn);
    Bbox::around(all.flat_map(corners))
}

/// South-west and north-east.
fn corners(own: &Bbox) -> impl Iterator<Item = Position> + use<> {
    let [west, south, east, north] = own.sides();
    [(west, south), (east, north)].into_iter().filter_map(|(lon, lat)| Position::from_degrees(lon, lat))
}

/// What each area that is a list covers of some communes.
fn listed(snapshot: &Snapshot, communes: &[u32]) -> HashMap<u32, Sum> {
    let territories = &snapshot.territories;
    let mut by_zone: HashMap<(Level, u32), Sum> = HashMap::new();
    for &commune in communes {
        let one = Sum { points: 1, weight: territories.get(Level::Commune, commune).population };
        for level in Level::ALL {
            if let Some(row) = territories.zone(commune, level) {
                by_zone.entry((level, row)).or_default().add(one);
            }
        }
    }
    let mut found: HashMap<u32, Sum> = HashMap::new();
    for ((level, row), sum) in by_zone {
        for &rank in snapshot.service_areas().listing(level, row) {
            found.entry(rank).or_default().add(sum);
        }
    }
    found
}
