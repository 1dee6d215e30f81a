//! Where the rows of a finding stand that are about no territory: a point, or a line from end to end.
//!
//! A row has one end or more, each in a commune; it is in a zone when one of its ends is. Its shape
//! is known when the places of all of its ends are. A symbol of it stands at its first end, in the
//! commune that counts it.

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::geometry::line;
use crate::geometry::position::Position;
use crate::index::by_zone::ByZone;
use crate::index::outlines::OutlineIndex;
use crate::snapshot::actors::morton_of;
use crate::snapshot::territories::Territories;

/// The row of no commune.
const NOWHERE: u32 = u32::MAX;

/// One end of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub commune: Option<u32>,
    pub position: Option<Position>,
    /// Whether it is better placed than by its commune.
    pub is_own: bool,
}

/// The ends of all rows, in columns.
#[derive(Debug, Default)]
pub struct FoundPlaces {
    /// Where the ends of each row end in `communes`.
    ends: Vec<u32>,
    communes: Vec<u32>,
    own: Vec<bool>,
    /// Where the positions of each row end in `corners`: as many as it has ends, or none.
    corner_ends: Vec<u32>,
    corners: Vec<Position>,
    /// The Morton code of each row's first position; all bits set without one.
    mortons: Vec<u64>,
}

/// Rows of a finding by box and by commune.
pub struct PlaceIndexes {
    boxes: OutlineIndex,
    communes: ByZone,
}

impl FoundPlaces {
    /// Adds a row. Where the place of one end is not known, no place of it is kept.
    pub fn push(&mut self, ends: &[End]) {
        let is_shown = !ends.is_empty() && ends.iter().all(|end| end.position.is_some());
        for end in ends {
            self.communes.push(end.commune.unwrap_or(NOWHERE));
            self.own.push(end.is_own && is_shown);
        }
        if is_shown {
            self.corners.extend(ends.iter().filter_map(|end| end.position));
        }
        self.ends.push(self.communes.len() as u32);
        self.corner_ends.push(self.corners.len() as u32);
        let row = self.ends.len() as u32 - 1;
        self.mortons.push(morton_of(self.corners(row).first().copied()));
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The places of a row's ends, in order; none where one of them is not known.
    #[must_use]
    pub fn corners(&self, row: u32) -> &[Position] {
        let [start, end] = bounds(&self.corner_ends, row);
        &self.corners[start..end]
    }

    /// The ends of a row.
    pub fn ends(&self, row: u32) -> impl Iterator<Item = End> + '_ {
        let [start, end] = bounds(&self.ends, row);
        let corners = self.corners(row);
        (start..end).map(move |at| End {
            commune: Some(self.communes[at]).filter(|&commune| commune != NOWHERE),
            position: corners.get(at - start).copied(),
            is_own: self.own[at],
        })
    }

    /// The Morton codes of the rows' first places, in order.
    #[must_use]
    pub fn mortons(&self) -> &[u64] {
        &self.mortons
    }

    /// Whether rows stand in the order that tiles need: along the Z curve.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.mortons.is_sorted()
    }

    /// The zones of a level that a row has an end in, each once.
    #[must_use]
    pub fn zones(&self, row: u32, level: Level, territories: &Territories) -> Vec<u32> {
        let mut zones: Vec<u32> =
            self.ends(row).filter_map(|end| territories.zone(end.commune?, level)).collect();
        zones.sort_unstable();
        zones.dedup();
        zones
    }

    /// Indexes the rows. O(rows log rows).
    #[must_use]
    pub fn indexes(&self, communes: u32) -> PlaceIndexes {
        let boxed = |row: u32| Some((row, Bbox::around(self.corners(row).iter().copied())?));
        let pairs: Vec<(u32, u32)> = (0..self.len())
            .flat_map(|row| {
                let mut own: Vec<u32> = self.ends(row).filter_map(|end| end.commune).collect();
                own.sort_unstable();
                own.dedup();
                own.into_iter().map(move |commune| (row, commune))
            })
            .collect();
        PlaceIndexes {
            boxes: OutlineIndex::of_boxes((0..self.len()).filter_map(boxed)),
            communes: ByZone::of_pairs(communes, &pairs),
        }
    }

    /// The rows whose shape meets a box, in order.
    #[must_use]
    pub fn within(&self, indexes: &PlaceIndexes, bbox: Bbox) -> Vec<u32> {
        let mut rows = indexes.boxes.meeting(bbox);
        rows.retain(|&row| line::meets(self.corners(row), bbox));
        rows
    }
}

impl PlaceIndexes {
    /// The rows whose box meets a box, in order.
    #[must_use]
    pub fn boxed(&self, bbox: Bbox) -> Vec<u32> {
        self.boxes.meeting(bbox)
    }

    /// The rows that have an end in a commune, in order.
    #[must_use]
    pub fn of_commune(&self, commune: u32) -> &[u32] {
        self.communes.rows(commune)
    }
}

impl std::fmt::Debug for PlaceIndexes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlaceIndexes").finish_non_exhaustive()
    }
}

fn bounds(ends: &[u32], row: u32) -> [usize; 2] {
    let at = row as usize;
    [at.checked_sub(1).map_or(0, |before| ends[before]) as usize, ends[at] as usize]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn end() -> impl Strategy<Value = End> {
        let position = prop::option::weighted(0.9, (-50_i32..50, -50_i32..50));
        (prop::option::weighted(0.9, 0..5_u32), position, any::<bool>()).prop_map(|(commune, at, is_own)| {
            let position = at.and_then(|(lon, lat)| Position::from_degrees(f64::from(lon), f64::from(lat)));
            End { commune, position, is_own }
        })
    }

    proptest! {
        #[test]
        fn indexes_find_what_a_loop_finds(
            rows in prop::collection::vec(prop::collection::vec(end(), 1..3), 0..30),
            (west, south, width, height) in (-60_i32..60, -60_i32..60, 0..60_i32, 0..30_i32),
        ) {
            let mut places = FoundPlaces::default();
            rows.iter().for_each(|ends| places.push(ends));
            let indexes = places.indexes(5);
            let bbox = [west, south, west + width, south + height].map(f64::from);
            let bbox = Bbox::new(bbox[0], bbox[1], bbox[2], bbox[3]).expect("in order");
            let met: Vec<u32> = (0..places.len())
                .filter(|&row| {
                    let corners = places.corners(row);
                    !corners.is_empty() && line::meets(corners, bbox)
                })
                .collect();
            prop_assert_eq!(places.within(&indexes, bbox), met);
            for commune in 0..5 {
                let here: Vec<u32> = (0..)
                    .zip(&rows)
                    .filter(|(_, ends)| ends.iter().any(|end| end.commune == Some(commune)))
                    .map(|(row, _)| row)
                    .collect();
                prop_assert_eq!(indexes.of_commune(commune), here);
            }
            for (row, ends) in (0..).zip(&rows) {
                let is_shown = ends.iter().all(|end| end.position.is_some());
                let kept: Vec<End> = places.ends(row).collect();
                let expected: Vec<End> = ends
                    .iter()
                    .map(|end| if is_shown { *end } else { End { position: None, is_own: false, ..*end } })
                    .collect();
                prop_assert_eq!(kept, expected);
            }
        }
    }
}
