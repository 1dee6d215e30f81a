//! **Which rows lie in a drawn surface?** By geometry, and where geometry cannot tell, by no guess.
//!
//! * A row with a place of its own is in when the surface contains it.
//! * A row that is known by its commune only (in partial diffusion, or placed no better) is in
//!   when the whole commune is, out when none of it is, and *undetermined* when the drawing cuts
//!   the commune. A commune without an outline is undetermined when its point is in the box
//!   around the drawing, else out.
//! * A territory is in when it shares surface with the drawing; one without an outline, when its
//!   point is inside.
//! * A row with several ends is in when one of its ends is, and undetermined when none is and one may be.
//! * A row without place or commune is in no zone, drawn or not.
//!
//! The pieces of a drawing are united. Inside a piece is what one leaves by crossing its rings an
//! odd number of times, so that a ring that crosses itself has a meaning too.

use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::geometry::area::{Area, Polygon};
use crate::geometry::bands::Bands;
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::side::{Piece, Side};
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;
use crate::snapshot::layers::finding::Finding;

/// Pairs of an edge and a position, or of two edges, that one drawing may make us compare: some
/// seconds.
pub const MOST_WORK: u64 = 2_000_000_000;

/// What it costs to look a row up, beside the edges that it is compared with.
const LOOKED_UP: u64 = 16;

/// A drawing that is too much work: no drawing of a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the drawing is too intricate: it would take more than {MOST_WORK} comparisons of its edges with places; \
     simplify it, or ask for parts of it"
)]
pub struct TooIntricate;

/// The rows of one layer that a drawing is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    inside: RowSet,
    undetermined: RowSet,
}

impl Drawn {
    /// Finds the rows. O(communes + rows of those that the drawing meets + positions near it ×
    /// edges of a band).
    pub fn resolve(area: &Area, snapshot: &Snapshot, layer: Layer) -> Result<Self, TooIntricate> {
        let mut drawing = Drawing { snapshot, layer, work: 0 };
        let pieces: Vec<(Bbox, Bands)> = area.0.iter().filter_map(banded).collect();
        let sides = drawing.sides(&pieces)?;
        match layer {
            Layer::Territories(level) => drawing.territories(level, &pieces, &sides),
            Layer::Found(finding) if finding.is_placed() => drawing.placed(finding, &pieces, &sides),
            Layer::Found(finding) => drawing.found(finding, &pieces, &sides),
            _ => drawing.rows(&pieces, &sides),
        }
    }

    /// The rows that are in.
    #[must_use]
    pub fn inside(&self) -> &RowSet {
        &self.inside
    }

    /// The rows of which it cannot be told.
    #[must_use]
    pub fn undetermined(&self) -> &RowSet {
        &self.undetermined
    }
}

fn banded(piece: &Polygon) -> Option<(Bbox, Bands)> {
    let around = Bbox::around(piece.rings().flatten().copied())?;
    Some((around, Bands::new(piece)))
}

struct Drawing<'a> {
    snapshot: &'a Snapshot,
    layer: Layer,
    /// Comparisons made so far.
    work: u64,
}

impl Drawing<'_> {
    fn spend(&mut self, work: u64) -> Result<(), TooIntricate> {
        self.work = self.work.saturating_add(work);
        if MOST_WORK < self.work { Err(TooIntricate) } else { Ok(()) }
    }

    /// The side of each commune. A piece of a commune is inside when one piece of the drawing
    /// holds it wholly; that two of them do so together is not looked for.
    fn sides(&mut self, pieces: &[(Bbox, Bands)]) -> Result<Vec<Side>, TooIntricate> {
        let communes = self.snapshot.territories.of(Level::Commune);
        let mut found: Vec<Option<Vec<Side>>> = vec![None; communes.len()];
        for (around, bands) in pieces {
            let near = self.snapshot.rows_within(Layer::Territories(Level::Commune), *around);
            self.spend(near.len() as u64 * LOOKED_UP)?;
            for commune in near {
                let parts = Piece::of(&communes[commune as usize].area).map(|piece| piece.side(bands));
                let (sides, work): (Vec<Side>, Vec<u64>) = parts.unzip();
                self.spend(work.iter().sum())?;
                let before = found[commune as usize].get_or_insert_with(|| vec![Side::Outside; sides.len()]);
                before.iter_mut().zip(sides).for_each(|(before, side)| *before = side.max(*before));
            }
        }
        let boxed = |at: Position| pieces.iter().any(|(around, _)| around.contains(at));
        let side = |(commune, sides): (usize, Option<Vec<Side>>)| match sides {
            Some(sides) if sides.iter().all(|side| *side == Side::Inside) => Side::Inside,
            Some(sides) if sides.iter().all(|side| *side == Side::Outside) => Side::Outside,
            Some(_) => Side::Both,
            None if communes[commune].area.0.is_empty() && boxed(communes[commune].point) => Side::Both,
            None => Side::Outside,
        };
        Ok(found.into_iter().enumerate().map(side).collect())
    }

    fn territories(
        &mut self,
        level: Level,
        pieces: &[(Bbox, Bands)],
        sides: &[Side],
    ) -> Result<Drawn, TooIntricate> {
        let territories = &self.snapshot.territories;
        let len = territories.of(level).len() as u32;
        let mut inside = Vec::new();
        for (commune, side) in (0..).zip(sides) {
            let territory = territories.get(Level::Commune, commune);
            let shares = match side {
                Side::Outside => false,
                Side::Both if territory.area.0.is_empty() => {
                    let work = pieces.iter().map(|(_, bands)| bands.work(territory.point) as u64).sum();
                    self.spend(work)?;
                    pieces.iter().any(|(_, bands)| bands.contains(territory.point))
                }
                Side::Both | Side::Inside => true,
            };
            if shares {
                inside.extend(territories.zone(commune, level));
            }
        }
        Ok(Drawn { inside: RowSet::from_rows(len, inside), undetermined: RowSet::none(len) })
    }

    /// What was found of territories that the drawing meets.
    fn found(
        &mut self,
        finding: Finding,
        pieces: &[(Bbox, Bands)],
        sides: &[Side],
    ) -> Result<Drawn, TooIntricate> {
        let snapshot = self.snapshot;
        let found = snapshot.found(finding);
        let mut inside = Vec::new();
        for &level in finding.levels() {
            let met = self.territories(level, pieces, sides)?.inside;
            inside.extend(found.of_all(level, met.iter()));
        }
        let len = found.len();
        Ok(Drawn { inside: RowSet::from_rows(len, inside), undetermined: RowSet::none(len) })
    }

    /// What was found with an end that the drawing holds. O(rows + ends near it × edges of a band).
    fn placed(
        &mut self,
        finding: Finding,
        pieces: &[(Bbox, Bands)],
        sides: &[Side],
    ) -> Result<Drawn, TooIntricate> {
        let places = self.snapshot.found(finding).places();
        let (mut inside, mut unsure) = (Vec::new(), Vec::new());
        self.spend(u64::from(places.len()))?;
        for row in 0..places.len() {
            let mut side = Side::Outside;
            for end in places.ends(row) {
                let of_end = match (end.position.filter(|_| end.is_own), end.commune) {
                    (Some(position), _) => self.side_of(position, pieces)?,
                    (None, Some(commune)) => sides[commune as usize],
                    (None, None) => Side::Outside,
                };
                side = match (side, of_end) {
                    (Side::Inside, _) | (_, Side::Inside) => Side::Inside,
                    (Side::Both, _) | (_, Side::Both) => Side::Both,
                    (Side::Outside, Side::Outside) => Side::Outside,
                };
            }
            match side {
                Side::Inside => inside.push(row),
                Side::Both => unsure.push(row),
                Side::Outside => {}
            }
        }
        let len = places.len();
        Ok(Drawn { inside: RowSet::from_rows(len, inside), undetermined: RowSet::from_rows(len, unsure) })
    }

    /// Inside when a piece holds the position, else outside.
    fn side_of(&mut self, position: Position, pieces: &[(Bbox, Bands)]) -> Result<Side, TooIntricate> {
        for (_, bands) in pieces.iter().filter(|(around, _)| around.contains(position)) {
            self.spend(bands.work(position) as u64)?;
            if bands.contains(position) {
                return Ok(Side::Inside);
            }
        }
        Ok(Side::Outside)
    }

    fn rows(&mut self, pieces: &[(Bbox, Bands)], sides: &[Side]) -> Result<Drawn, TooIntricate> {
        let all = self.snapshot.row_set(self.layer);
        let mut own = Vec::new();
        for (around, bands) in pieces {
            let near = self.snapshot.rows_within(self.layer, *around);
            self.spend(near.len() as u64 * LOOKED_UP)?;
            for row in near {
                let Some(position) = own_place(self.snapshot, self.layer, row) else { continue };
                self.spend(bands.work(position) as u64)?;
                if bands.contains(position) {
                    own.push(row);
                }
            }
        }
        let own = RowSet::from_rows(all.table_len(), own);
        let on = |wanted: Side| {
            let communes = (0..).zip(sides).filter(|(_, side)| **side == wanted);
            let rows = communes.flat_map(|(commune, _)| self.snapshot.rows_of_commune(self.layer, commune));
            let by_commune = rows.copied().filter(|&row| own_place(self.snapshot, self.layer, row).is_none());
            RowSet::from_rows(all.table_len(), by_commune).and(&all)
        };
        Ok(Drawn { inside: own.or(&on(Side::Inside)), undetermined: on(Side::Both) })
    }
}

/// The position of a row that is better placed than by its commune, and may be shown.
fn own_place(snapshot: &Snapshot, layer: Layer, row: u32) -> Option<Position> {
    let better = |precision: Option<Precision>| precision.is_some_and(|p| p != Precision::Commune);
    match layer {
        Layer::Territories(_) | Layer::Found(_) => None,
        Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
            snapshot.actors.position(row).filter(|_| snapshot.actors.has_own_place(row))
        }
        Layer::Foncier => {
            let site = &snapshot.sites.rows()[row as usize];
            site.position.filter(|_| better(site.precision))
        }
        Layer::Equipements => {
            let equipment = &snapshot.equipment.rows()[row as usize];
            equipment.position.filter(|_| better(equipment.precision))
        }
    }
}
