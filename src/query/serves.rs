//! **Who serves here?** The actors whose service area covers a place or a zone, wholly or partly.
//!
//! *Method.* A territory is as many communes: a list of territories covers those that the table
//! puts in it; a disc or a surface covers a commune when it covers the commune's representative
//! point (as [`ServiceArea::covers`](crate::domain::service_area::ServiceArea::covers) does). Of a
//! zone an actor covers the whole when it covers all of its communes, else the part that is told
//! as a share of the zone's population (of its communes, where nobody lives). A disc or a surface
//! that reaches no commune's point, but whose centre lies in a commune of the zone, serves a part
//! of it that is too small for the table to tell: its share is 0.
//!
//! A place is covered or not: by distance, by surface, and by the territories of the commune
//! whose outline is around it.
//!
//! *Edges.* An actor of which no source says whom it serves is unknown, and never "does not serve".

use crate::domain::level::Level;
use crate::geometry::position::Position;
use crate::index::rows::RowSet;
use crate::index::weighed_points::{Sum, WeighedPoints};
use crate::query::zone::{Zone, ZoneError};
use crate::snapshot::Snapshot;

/// How much of a place or zone an actor serves.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Cover {
    pub covers: Extent,
    /// Of the population: from 0 to 1.
    pub share: f64,
}

/// All or some of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    Whole,
    Part,
}

/// The actors that serve somewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Serving {
    whole: RowSet,
    /// By row, in order: the share served.
    parts: Vec<(u32, f64)>,
    /// Whole or part.
    rows: RowSet,
    /// Those of whom a source says whom they serve.
    stated: RowSet,
}

/// Where is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Place(Position),
    /// Territories only: drawings are no zone to be served yet.
    Zone(Zone),
}

/// Why a text is neither a place nor a zone.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ServesError {
    #[error("{0}; or write a place as longitude,latitude, such as -1.55,47.22")]
    Zone(#[from] ZoneError),
    #[error("`{0}` is on no globe: a longitude of -180 to 180, then a latitude of -90 to 90")]
    Place(String),
}

impl Target {
    /// `longitude,latitude`, or territories as in [`Zone::parse`].
    pub fn parse(text: &str, snapshot: &Snapshot) -> Result<Self, ServesError> {
        let numbers: Option<Vec<f64>> =
            text.split(',').take(3).map(|part| part.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some([lon, lat]) => {
                let place = Position::from_degrees(*lon, *lat);
                place.map(Self::Place).ok_or_else(|| ServesError::Place(text.to_owned()))
            }
            _ => Ok(Self::Zone(Zone::parse(text, &snapshot.territories)?)),
        }
    }
}

impl Serving {
    /// Finds who serves a place or a zone. O(areas × balls of communes that each cuts).
    #[must_use]
    pub fn find(snapshot: &Snapshot, target: &Target) -> Self {
        let index = snapshot.service_areas();
        let len = snapshot.actors.len();
        let (whole, parts) = match target {
            Target::Place(position) => (at(snapshot, *position), Vec::new()),
            Target::Zone(zone) => within(snapshot, zone),
        };
        let row = |rank: u32| index.row(rank);
        let whole =
            RowSet::from_rows(len, whole.into_iter().chain(index.national().iter().copied()).map(row));
        let parts: Vec<(u32, f64)> = parts.into_iter().map(|(rank, share)| (row(rank), share)).collect();
        let some = RowSet::from_rows(len, parts.iter().map(|&(row, _)| row));
        let stated = RowSet::from_rows(len, (0..index.len() as u32).map(row));
        Self { rows: some.or(&whole), whole, parts, stated }
    }

    /// The rows of the actors that serve it, wholly or partly.
    #[must_use]
    pub fn rows(&self) -> &RowSet {
        &self.rows
    }

    /// The rows of those that serve all of it.
    #[must_use]
    pub fn whole(&self) -> &RowSet {
        &self.whole
    }

    /// The rows of the actors of which it is known whom they serve.
    #[must_use]
    pub fn stated(&self) -> &RowSet {
        &self.stated
    }

    /// What it takes, in bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let sets = [&self.whole, &self.rows, &self.stated].map(|set| u64::from(set.table_len() / 8));
        sets.iter().sum::<u64>() + (self.parts.capacity() * size_of::<(u32, f64)>()) as u64
    }

    /// How much of it an actor serves; `None` for one that does not, or of which it is unknown.
    #[must_use]
    pub fn cover(&self, row: u32) -> Option<Cover> {
        if self.whole.contains(row) {
            return Some(Cover { covers: Extent::Whole, share: 1.0 });
        }
        let found = self.parts.binary_search_by_key(&row, |&(row, _)| row);
        found.ok().map(|at| Cover { covers: Extent::Part, share: self.parts[at].1 })
    }
}

/// The ranks of the areas that cover a position, national ones left out.
fn at(snapshot: &Snapshot, position: Position) -> Vec<u32> {
    let index = snapshot.service_areas();
    let mut ranks: Vec<u32> = index.around(position).collect();
    if let Some(commune) = snapshot.commune_around(position) {
        for level in Level::ALL {
            let zone = snapshot.territories.zone(commune, level);
            ranks.extend(zone.into_iter().flat_map(|zone| index.listing(level, zone)));
        }
    }
    ranks
}

/// The ranks of the areas that cover a zone wholly, and of those that cover a share of it in
/// order; national ones left out.
fn within(snapshot: &Snapshot, zone: &Zone) -> (Vec<u32>, Vec<(u32, f64)>) {
    let index = snapshot.service_areas();
    let communes = || zone.communes().map(|commune| snapshot.territories.get(Level::Commune, commune));
    let points = WeighedPoints::new(communes().map(|commune| (commune.point, commune.population)));
    let all = points.whole();
    let mut found: Vec<Sum> = (0..index.len() as u32).map(|rank| index.covered(rank, &points)).collect();
    let mut by_zone = Level::ALL.map(|level| vec![Sum::default(); snapshot.territories.of(level).len()]);
    for commune in zone.communes() {
        let one = Sum { points: 1, weight: snapshot.territories.get(Level::Commune, commune).population };
        for level in Level::ALL {
            if let Some(row) = snapshot.territories.zone(commune, level) {
                by_zone[level as usize][row as usize].add(one);
            }
        }
    }
    for (level, zones) in Level::ALL.into_iter().zip(&by_zone) {
        for (row, covered) in (0..).zip(zones).filter(|(_, covered)| 0 < covered.points) {
            index.listing(level, row).iter().for_each(|&rank| found[rank as usize].add(*covered));
        }
    }
    let touched = touched(snapshot, zone, &found);
    let mut whole = Vec::new();
    let mut parts = Vec::new();
    for (rank, covered) in (0..).zip(&found) {
        let share = if all.weight == 0 {
            f64::from(covered.points) / f64::from(all.points.max(1))
        } else {
            covered.weight as f64 / all.weight as f64
        };
        match covered.points {
            0 if touched.binary_search(&rank).is_ok() => parts.push((rank, 0.0)),
            0 => {}
            points if points == all.points => whole.push(rank),
            _ => parts.push((rank, share)),
        }
    }
    (whole, parts)
}

/// The ranks, in order, of the discs and surfaces that reach no commune's point but have their
/// centre in the zone.
fn touched(snapshot: &Snapshot, zone: &Zone, found: &[Sum]) -> Vec<u32> {
    let index = snapshot.service_areas();
    let mut touched = Vec::new();
    for commune in zone.communes() {
        let area = &snapshot.territories.get(Level::Commune, commune).area;
        let Some(around) = area.bbox() else { continue };
        let near = index.centred_within(around).into_iter().filter(|&rank| found[rank as usize].points == 0);
        touched.extend(near.filter(|&rank| index.centre(rank).is_some_and(|centre| area.contains(centre))));
    }
    touched.sort_unstable();
    touched.dedup();
    touched
}
