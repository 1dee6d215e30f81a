//! Which sets of tiles there are, and the one way to draw a tile of any of them.
//!
//! The server and the archive both ask here: what one sends is what the other holds.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

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
use crate::tiles::points::{Grouping, PointTiles, zones_layer};
use crate::tiles::render::render_territories;
use crate::tiles::territories::{TerritoryIndex, labels_layer};
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

    fn names(self, by: Grouping) -> Vec<String> {
        match self {
            Self::Map => Layer::ALL.into_iter().flat_map(|layer| Self::Layer(layer).names(by)).collect(),
            Self::Territories => Level::ALL
                .into_iter()
                .flat_map(|level| Self::Layer(Layer::Territories(level)).names(by))
                .collect(),
            Self::Layer(layer @ Layer::Territories(level)) => {
                vec![layer.name().to_owned(), labels_layer(level)]
            }
            Self::Layer(layer) => {
                let points = if by == Grouping::Cells { layer.name().to_owned() } else { zones_layer(layer) };
                vec![points, REDUCTION.to_owned()]
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
    territories: TerritoryIndex,
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
            territories: TerritoryIndex::new(&snapshot.territories),
            points: points.collect(),
            bounds: TerritoryIndex::bounds(&snapshot.territories).unwrap_or_else(globe),
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
            Tileset::Territories => self.draw_territories(snapshot, ask.tile, &Level::ALL),
            Tileset::Layer(Layer::Territories(level)) => self.draw_territories(snapshot, ask.tile, &[level]),
            Tileset::Layer(layer) => {
                self.points(layer).map_or_else(Vec::new, |points| draw_points(snapshot, points, ask))
            }
        }
    }

    /// All layers within one budget: where they do not fit together, each gets half as much,
    /// then a quarter…, and says in the tile what it joined.
    fn draw_map(&self, snapshot: &Snapshot, tile: TileCoord, by: Grouping) -> Vec<u8> {
        let budget = Contract::of_this_build().budget();
        let territories = self.draw_territories(snapshot, tile, &Level::ALL);
        let draw = |share: Budget| {
            let points =
                self.points.values().map(|points| points.draw_within(snapshot, tile, None, by, share));
            points.fold(territories.clone(), |mut bytes, layer| {
                bytes.extend(layer);
                bytes
            })
        };
        let mut bytes = draw(budget);
        for halvings in 1..=MOST_HALVINGS {
            if budget.holds(&bytes) {
                break;
            }
            bytes = draw(Budget { bytes: budget.bytes >> halvings, features: budget.features >> halvings });
        }
        bytes
    }

    /// Whether a tile or one below it may hold anything, points by cells. False is sure.
    #[must_use]
    pub fn is_near(&self, snapshot: &Snapshot, tileset: Tileset, tile: TileCoord) -> bool {
        let is_near = |layer| self.is_near(snapshot, Tileset::Layer(layer), tile);
        match tileset {
            Tileset::Map => Layer::ALL.into_iter().any(is_near),
            Tileset::Territories => Level::ALL.map(Layer::Territories).into_iter().any(is_near),
            Tileset::Layer(Layer::Territories(level)) => !self.territories.rows(level, tile).is_empty(),
            Tileset::Layer(layer) => self.points(layer).is_some_and(|points| points.is_near(snapshot, tile)),
        }
    }

    fn draw_territories(&self, snapshot: &Snapshot, tile: TileCoord, _levels: &[Level]) -> Vec<u8> {
        render_territories(&snapshot.territories, &self.territories, tile)
    }
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
