//! One consistent state of the atlas, built once and never changed.
//!
//! Readers hold an `Arc<Snapshot>`; an update builds another one and swaps the `Arc`.
//! A request therefore sees one state from its first line to its last.

pub mod actors;
pub mod assemble;
pub mod build;
pub mod candidates;
pub mod census;
pub mod crowd;
pub mod draft;
pub mod files;
pub mod findings;
pub mod found_places;
pub mod found_table;
pub mod gazetteer;
pub mod layers;
pub mod load;
pub mod manifest;
pub mod names;
pub mod offers;
pub mod outlines;
pub mod pending;
pub mod places;
pub mod plots;
pub mod sheets;
pub mod spine;
pub mod store;
pub mod territories;
pub mod texts;
pub mod ties;
pub mod ties_file;
pub mod ways;

use std::sync::{Arc, OnceLock};

use crate::domain::function::{FunctionSet, Functions};
use crate::domain::level::Level;
use crate::geometry::position::Position;
use crate::index::by_id::ById;
use crate::index::by_zone::ByZone;
use crate::index::outlines::OutlineIndex;
use crate::index::points::PointIndex;
use crate::index::service_areas::ServiceIndex;
use crate::snapshot::actors::Actors;
use crate::snapshot::census::Census;
use crate::snapshot::files::LayerFiles;
use crate::snapshot::findings::Findings;
use crate::snapshot::layers::Layer;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::offers::Offers;
use crate::snapshot::places::{Equipments, Sites};
use crate::snapshot::sheets::Sheets;
use crate::snapshot::territories::Territories;
use crate::snapshot::ties::Ties;
use crate::snapshot::ways::HeldWays;

/// One state of the atlas: what was read, what it says, and where to find it.
pub struct Snapshot {
    pub manifest: Manifest,
    pub functions: Functions,
    pub territories: Territories,
    /// The outlines of the territories at each zoom.
    pub sheets: Arc<Sheets>,
    /// How long it takes from a commune to another.
    pub ways: HeldWays,
    pub actors: Actors,
    pub sites: Sites,
    pub equipment: Equipments,
    /// What analyses found when it was made.
    pub findings: Findings,
    /// What binds actors.
    pub ties: Ties,
    /// What they offer and need.
    pub offers: Offers,
    /// What it was loaded from.
    pub files: LayerFiles,
    /// The functions that make a food chain.
    pub(crate) food_chain: FunctionSet,
    actor_index: PointIndex,
    site_index: PointIndex,
    equipment_index: PointIndex,
    outline_indexes: [OutlineIndex; 5],
    service_index: ServiceIndex,
    /// Of actors, made when one is first asked for.
    actor_ids: OnceLock<ById>,
    /// Of actors, sites and equipment.
    by_commune: [ByZone; 3],
    /// Taken when somebody first counts.
    census: OnceLock<Census>,
}

/// The parts of a snapshot, before they are indexed.
pub struct Parts {
    pub manifest: Manifest,
    pub functions: Functions,
    pub territories: Territories,
    pub sheets: Sheets,
    pub ways: HeldWays,
    pub actors: Actors,
    pub sites: Sites,
    pub equipment: Equipments,
    pub ties: Ties,
    pub offers: Offers,
}

impl Snapshot {
    /// Indexes the parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { manifest, functions, territories, sheets, ways, actors, sites, equipment, ties, offers } =
            parts;
        let shown = |rows: u32| 0..rows;
        let actor_index =
            PointIndex::new(shown(actors.len()).filter_map(|row| Some((row, actors.position(row)?))));
        let site_index = PointIndex::new(
            (0..).zip(sites.rows()).filter_map(|(row, placed)| Some((row, placed.position?))),
        );
        let equipment_index = PointIndex::new(
            (0..).zip(equipment.rows()).filter_map(|(row, placed)| Some((row, placed.position?))),
        );
        let outline_indexes = Level::ALL
            .map(|level| OutlineIndex::new((0..).zip(territories.of(level).iter().map(|t| &t.area))));
        let communes = territories.of(Level::Commune).len() as u32;
        let by_commune = [
            ByZone::new(communes, (0..actors.len()).map(|row| actors.commune(row))),
            ByZone::new(communes, sites.rows().iter().map(|placed| placed.commune)),
            ByZone::new(communes, equipment.rows().iter().map(|placed| placed.commune)),
        ];
        let service_index = ServiceIndex::new(actors.service_areas(), &territories);
        Self {
            findings: Findings::none(&territories),
            food_chain: functions.of_chain("food"),
            manifest,
            functions,
            territories,
            sheets: Arc::new(sheets),
            ways,
            actors,
            sites,
            equipment,
            ties,
            offers,
            files: LayerFiles::default(),
            actor_index,
            site_index,
            equipment_index,
            outline_indexes,
            service_index,
            actor_ids: OnceLock::new(),
            by_commune,
            census: OnceLock::new(),
        }
    }

    /// The rows of a layer whose place is inside a box or on its border (points), or whose
    /// outline meets it (territories), in order.
    #[must_use]
    pub fn rows_within(&self, layer: Layer, bbox: crate::geometry::bbox::Bbox) -> Vec<u32> {
        match layer {
            Layer::Territories(level) => {
                let mut rows = self.outline_indexes[level as usize].meeting(bbox);
                rows.retain(|&row| self.territories.get(level, row).area.meets(bbox));
                rows
            }
            Layer::Found(finding) => self.found_within(finding, bbox),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
                let mut rows = self.actor_index.within(bbox, |row| self.actors.position(row));
                rows.retain(|&row| self.is_in_view(layer, row));
                rows
            }
            Layer::Foncier => self.site_index.within(bbox, |row| self.sites.rows()[row as usize].position),
            Layer::Equipements => {
                self.equipment_index.within(bbox, |row| self.equipment.rows()[row as usize].position)
            }
        }
    }

    /// [`Self::rows_within`] of a layer of points, if the index proposes `most` rows or fewer.
    #[must_use]
    pub fn few_rows_within(
        &self,
        layer: Layer,
        most: usize,
        bbox: crate::geometry::bbox::Bbox,
    ) -> Option<Vec<u32>> {
        match layer {
            Layer::Territories(_) | Layer::Found(_) => None,
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
                let mut rows =
                    self.actor_index.within_at_most(most, bbox, |row| self.actors.position(row))?;
                rows.retain(|&row| self.is_in_view(layer, row));
                Some(rows)
            }
            Layer::Foncier => {
                self.site_index.within_at_most(most, bbox, |row| self.sites.rows()[row as usize].position)
            }
            Layer::Equipements => self
                .equipment_index
                .within_at_most(most, bbox, |row| self.equipment.rows()[row as usize].position),
        }
    }

    /// The actor that bears an id.
    #[must_use]
    pub fn actor_of_id(&self, id: &str) -> Option<u32> {
        let ids = || (0..self.actors.len()).map(|row| self.actors.id(row));
        let index = self.actor_ids.get_or_init(|| ById::new(ids()));
        index.find(id, |row| self.actors.id(row))
    }

    /// The rows of a layer that are in a commune, in order; none for territories and what is about
    /// one. Of a part of the actors these are all actors: some may not be in it. What has two ends is in
    /// the commune of either.
    #[must_use]
    pub fn rows_of_commune(&self, layer: Layer, commune: u32) -> &[u32] {
        let [actors, sites, equipment] = &self.by_commune;
        match layer {
            Layer::Territories(_) => &[],
            Layer::Found(finding) => self.found(finding).of_commune(commune),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => actors.rows(commune),
            Layer::Foncier => sites.rows(commune),
            Layer::Equipements => equipment.rows(commune),
        }
    }

    /// How many actors of each kind each commune has.
    pub fn census(&self) -> &Census {
        let communes = self.territories.of(Level::Commune).len() as u32;
        self.census.get_or_init(|| Census::of(&self.actors, communes))
    }

    /// Whom actors serve, by place.
    #[must_use]
    pub fn service_areas(&self) -> &ServiceIndex {
        &self.service_index
    }

    /// The commune whose outline is around a position.
    #[must_use]
    pub fn commune_around(&self, position: Position) -> Option<u32> {
        let communes = self.territories.of(Level::Commune);
        self.outline_indexes[Level::Commune as usize].around(position, |row| &communes[row as usize].area)
    }

    /// The rows of a layer of points nearest to a position with their distance, among those that
    /// are wanted.
    #[must_use]
    pub fn nearest(
        &self,
        layer: Layer,
        from: Position,
        count: usize,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, crate::geometry::units::Meters)> {
        let wanted = |row: u32, position: Option<Position>| position.filter(|_| is_wanted(row));
        match layer {
            Layer::Territories(_) => Vec::new(),
            Layer::Found(finding) => self.found_nearest(finding, from, count, is_wanted),
            Layer::Acteurs | Layer::TiersLieux | Layer::CircuitsCourts | Layer::Ptce => {
                let position =
                    |row| wanted(row, self.actors.position(row)).filter(|_| self.is_in_view(layer, row));
                self.actor_index.nearest(from, count, position)
            }
            Layer::Foncier => {
                let position = |row| wanted(row, self.sites.rows()[row as usize].position);
                self.site_index.nearest(from, count, position)
            }
            Layer::Equipements => {
                let position = |row| wanted(row, self.equipment.rows()[row as usize].position);
                self.equipment_index.nearest(from, count, position)
            }
        }
    }
}
