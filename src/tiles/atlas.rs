//! Which sets of tiles there are, and the one way to draw a tile of any of them.
//!
//! The server and the archive both ask here: what one sends is what the other holds.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;
use crate::tiles::budget::{Budget, REDUCTION};
use crate::tiles::contract::{self, Contract};
use crate::tiles::coord::TileCoord;
use crate::tiles::findings;
use crate::tiles::lines::{self, lines_layer};
use crate::tiles::points::{Grouping, PointTiles, zones_layer};
use crate::tiles::territories::{TerritoryTiles, labels_layer};
use crate::tiles::zones::ZoneTallies;

/// The method version of the tiles: part of their address, as what is behind an address never
/// changes.
pub const METHOD: &str = "maillage-tiles-2";

/// How often the budget of a layer is halved before a tile of all layers is given up on: by
/// then each has a symbol or two.
const MOST_HALVINGS: u32 = 8;

/// Layers that travel together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tileset {
    /// Every layer of the atlas.
    Map,
    /// Every level of territories.
    Territories,
    /// One layer: its outlines and labels, or its points.
    Layer(Layer),
}

impl Tileset {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Map, Self::Territories].into_iter().chain(Layer::ALL.into_iter().map(Self::Layer))
    }

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "carte",
            Self::Territories => "territoires",
            Self::Layer(layer) => layer.name(),
        }
    }

    /// The layers of the contract that its tiles may hold, in the order drawn.
    #[must_use]
    pub fn layers(self, contract: &Contract, by: Grouping) -> Vec<&contract::Layer> {
        let names = self.names(by);
        contract.layers().iter().filter(|layer| names.contains(&layer.name)).collect()
    }

    /// The layers of the map: all but what was found, which is looked at for itself.
    pub fn of_the_map() -> impl Iterator<Item = Layer> {
        Layer::ALL.into_iter().filter(|layer| !matches!(layer, Layer::Found(_)))
    }

    fn names(self, by: Grouping) -> Vec<String> {
        match self {
            Self::Map => Self::of_the_map().flat_map(|layer| Self::Layer(layer).names(by)).collect(),
            Self::Layer(Layer::Found(finding)) if !finding.is_placed() => vec![finding.name().to_owned()],
            Self::Territories => Level::ALL
                .into_iter()
                .flat_map(|level| Self::Layer(Layer::Territories(level)).names(by))
                .collect(),
            Self::Layer(layer @ Layer::Territories(level)) => {
                vec![layer.name().to_owned(), labels_layer(level)]
            }
            Self::Layer(layer) => {
                let points = if by == Grouping::Cells { layer.name().to_owned() } else { zones_layer(layer) };
                let lines = match layer {
                    Layer::Found(finding) if layer.has_lines() && by == Grouping::Cells => {
                        Some(lines_layer(finding))
                    }
                    _ => None,
                };
                [points].into_iter().chain(lines).chain([REDUCTION.to_owned()]).collect()
            }
        }
    }
}

impl fmt::Display for Tileset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tileset {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::all().find(|tileset| tileset.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::all().map(Self::name).collect();
            format!("no tiles are called `{name}`; there are {}", names.join(", "))
        })
    }
}

/// A part of a layer: the rows of a filter.
pub struct Part {
    pub rows: RowSet,
    /// Their counts by zone, made on first use.
    tallies: [OnceLock<ZoneTallies>; 5],
}

impl Part {
    /// These rows of a layer.
    #[must_use]
    pub fn new(rows: RowSet) -> Self {
        Self { rows, tallies: Default::default() }
    }
}

/// What a tile is asked for.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    pub tileset: Tileset,
    pub tile: TileCoord,
    /// Only these rows of the layer; all when `None`. For sets of one layer.
    pub part: Option<&'a Part>,
    /// How points become symbols.
    pub by: Grouping,
}

impl Ask<'_> {
    /// A tile of everything in a set, points by cells.
    #[must_use]
    pub fn whole(tileset: Tileset, tile: TileCoord) -> Self {
        Self { tileset, tile, part: None, by: Grouping::Cells }
    }
}

/// What drawing takes beside the snapshot, made once.
pub struct Atlas {
    territories: TerritoryTiles,
    points: BTreeMap<Layer, PointTiles>,
    /// The box around all territories; the whole globe when there is none.
    pub bounds: Bbox,
    /// Tells these tiles from those of any other snapshot, contract or method.
    pub edition: String,
}

impl Atlas {
    /// Prepares a snapshot for drawing.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let globe = || Bbox::new(-180.0, -90.0, 180.0, 90.0).expect("the globe");
        let mut made_of = Sha256::new();
        for part in [METHOD, Contract::source(), &snapshot.manifest.id] {
            made_of.update((part.len() as u64).to_le_bytes());
            made_of.update(part);
        }
        let points =
            Layer::ALL.into_iter().filter_map(|layer| Some((layer, PointTiles::new(snapshot, layer)?)));
        Self {
            territories: TerritoryTiles::new(&snapshot.territories, Arc::clone(&snapshot.sheets)),
            points: points.collect(),
            bounds: TerritoryTiles::bounds(&snapshot.territories).unwrap_or_else(globe),
            edition: hex(&made_of.finalize())[..16].to_owned(),
        }
    }

    /// A layer of points; `None` for territories.
    #[must_use]
    pub fn points(&self, layer: Layer) -> Option<&PointTiles> {
        self.points.get(&layer)
    }

    /// The bytes of a tile, not compressed; none for an empty one.
    #[must_use]
    pub fn draw(&self, snapshot: &Snapshot, ask: Ask<'_>) -> Vec<u8> {
        match ask.tileset {
            Tileset::Map => self.draw_map(snapshot, ask.tile, ask.by),
            Tileset::Territories => self.territories.draw(&snapshot.territories, ask.tile, &Level::ALL, None),
            Tileset::Layer(Layer::Territories(level)) => {
                let among = ask.part.map(|part| &part.rows);
                self.territories.draw(&snapshot.territories, ask.tile, &[level], among)
            }
            Tileset::Layer(Layer::Found(finding)) if !finding.is_placed() => {
                findings::draw(snapshot, &self.territories, finding, ask)
            }
            Tileset::Layer(layer) => self.draw_with_lines(snapshot, layer, ask),
        }
    }

    /// Points of a layer, and its lines where it has some and no territory is asked for: within one budget,
    /// shared as [`Self::draw_map`] does.
    fn draw_with_lines(&self, snapshot: &Snapshot, layer: Layer, ask: Ask<'_>) -> Vec<u8> {
        let Some(points) = self.points(layer) else { return Vec::new() };
        let Layer::Found(finding) = layer else { return draw_points(snapshot, points, ask) };
        if !layer.has_lines() || ask.by != Grouping::Cells {
            return draw_points(snapshot, points, ask);
        }
        let rows = ask.part.map(|part| &part.rows);
        within(|share| {
            let mut bytes = points.draw_within(snapshot, ask.tile, rows, ask.by, share);
            bytes.extend(lines::draw(snapshot, finding, ask.tile, rows, share));
            bytes
        })
    }

    /// All layers within one budget: where they do not fit together, each gets half as much,
    /// then a quarter…, and says in the tile what it joined.
    fn draw_map(&self, snapshot: &Snapshot, tile: TileCoord, by: Grouping) -> Vec<u8> {
        let territories = self.territories.draw(&snapshot.territories, tile, &Level::ALL, None);
        within(|share: Budget| {
            let drawn = Tileset::of_the_map().filter_map(|layer| self.points(layer));
            let points = drawn.map(|points| points.draw_within(snapshot, tile, None, by, share));
            points.fold(territories.clone(), |mut bytes, layer| {
                bytes.extend(layer);
                bytes
            })
        })
    }

    /// Whether a tile or one below it may hold anything, points by cells. False is sure.
    #[must_use]
    pub fn is_near(&self, snapshot: &Snapshot, tileset: Tileset, tile: TileCoord) -> bool {
        let is_near = |layer| self.is_near(snapshot, Tileset::Layer(layer), tile);
        match tileset {
            Tileset::Map => Tileset::of_the_map().any(is_near),
            Tileset::Layer(Layer::Found(finding)) if !finding.is_placed() => {
                findings::is_near(&self.territories, tile)
            }
            Tileset::Layer(layer @ Layer::Found(finding)) if layer.has_lines() => {
                lines::is_near(snapshot, finding, tile)
                    || self.points(layer).is_some_and(|points| points.is_near(snapshot, tile))
            }
            Tileset::Territories => Level::ALL.map(Layer::Territories).into_iter().any(is_near),
            Tileset::Layer(Layer::Territories(level)) => self.territories.is_near(level, tile),
            Tileset::Layer(layer) => self.points(layer).is_some_and(|points| points.is_near(snapshot, tile)),
        }
    }
}

/// A drawing that several layers share: where they do not fit together, each gets half of the budget, then a
/// quarter…
fn within(draw: impl Fn(Budget) -> Vec<u8>) -> Vec<u8> {
    let budget = Contract::of_this_build().budget();
    let mut bytes = draw(budget);
    for halvings in 1..=MOST_HALVINGS {
        if budget.holds(&bytes) {
            break;
        }
        bytes = draw(Budget { bytes: budget.bytes >> halvings, features: budget.features >> halvings });
    }
    bytes
}

/// The counts by zone of a filter are kept with it: each of its tiles asks for them.
fn draw_points(snapshot: &Snapshot, points: &PointTiles, ask: Ask<'_>) -> Vec<u8> {
    let Ask { tile, part, by, .. } = ask;
    match (part, by) {
        (Some(part), Grouping::Zones(level)) => {
            let level = level.or_else(|| Contract::of_this_build().zones_at(tile.zoom()));
            let Some(level) = level else { return Vec::new() };
            let tallies = part.tallies[level as usize]
                .get_or_init(|| points.zone_tallies(snapshot, level, Some(&part.rows)));
            points.draw_zones(snapshot, tile, tallies)
        }
        (part, by) => points.draw(snapshot, tile, part.map(|part| &part.rows), by),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::snapshot::actors::morton_of;
    use crate::tiles::sample::{crowd, features, snapshot, tiles_of};

    #[test]
    fn a_layer_is_drawn_at_its_zooms_only() {
        let snapshot = snapshot(&crowd());
        let (atlas, contract) = (Atlas::new(&snapshot), Contract::of_this_build());
        let all = Level::ALL.into_iter().flat_map(|level| snapshot.territories.of(level));
        let codes: Vec<u64> = all.map(|territory| morton_of(Some(territory.point))).collect();
        for zoom in 0..=15 {
            let drawn: BTreeSet<String> = tiles_of(&codes, zoom)
                .into_iter()
                .flat_map(|tile| features(&atlas.draw(&snapshot, Ask::whole(Tileset::Territories, tile))))
                .map(|feature| feature.layer)
                .collect();
            let promised = Tileset::Territories.layers(contract, Grouping::Cells).into_iter();
            let promised = promised.filter(|layer| layer.is_drawn_at(zoom)).map(|layer| layer.name.clone());
            assert_eq!(drawn, promised.collect(), "zoom {zoom}");
        }
    }

    #[test]
    fn the_map_holds_what_its_layers_hold() {
        let snapshot = snapshot(&crowd());
        let atlas = Atlas::new(&snapshot);
        let layers = |tileset, tile| {
            let features = features(&atlas.draw(&snapshot, Ask::whole(tileset, tile)));
            features.into_iter().map(|feature| (feature.layer, feature.id)).collect::<BTreeSet<_>>()
        };
        for tile in (0..=9).flat_map(|zoom| tiles_of(snapshot.actors.mortons(), zoom)) {
            let apart = Tileset::of_the_map().flat_map(|layer| layers(Tileset::Layer(layer), tile));
            assert_eq!(layers(Tileset::Map, tile), apart.collect(), "{tile:?}");
        }
    }

    #[test]
    fn a_world_without_anything_is_no_bytes() {
        let snapshot = snapshot(&crowd());
        let far = TileCoord::new(9, 0, 0).expect("inside");
        for tileset in Tileset::all() {
            assert!(Atlas::new(&snapshot).draw(&snapshot, Ask::whole(tileset, far)).is_empty(), "{tileset}");
        }
    }

    #[test]
    fn a_set_is_found_by_its_name() {
        for tileset in Tileset::all() {
            assert_eq!(tileset.name().parse(), Ok(tileset));
        }
        assert!("acteur".parse::<Tileset>().expect_err("unknown").contains("carte"));
    }
}
