//! Which sets of tiles there are, and the one way to draw a tile of any of them.
//!
//! The server and the archive both ask here: what one sends is what the other holds.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::index::rows::RowSet;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;
use crate::tiles::actors::ActorPoints;
use crate::tiles::aggregate::rows_in_tile;
use crate::tiles::contract::{self, Contract};
use crate::tiles::coord::TileCoord;
use crate::tiles::places::PlacePoints;
use crate::tiles::render::{render_points, render_territories};
use crate::tiles::territories::TerritoryIndex;

/// The method version of the tiles: part of their address, as what is behind an address never
/// changes.
pub const METHOD: &str = "maillage-tiles-2";

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
    pub fn layers(self, contract: &Contract) -> Vec<&contract::Layer> {
        let all = contract.layers().iter();
        match self {
            Self::Map => all.collect(),
            Self::Territories => all.filter(|layer| layer.group == self.name()).collect(),
            Self::Layer(Layer::Territories(level)) => {
                let labels = crate::tiles::territories::labels_layer(level);
                all.filter(|layer| layer.name == self.name() || layer.name == labels).collect()
            }
            Self::Layer(_) => all.filter(|layer| layer.name == self.name()).collect(),
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

/// What a tile is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub tileset: Tileset,
    pub tile: TileCoord,
    /// Only these rows of the layer; all when `None`. For sets of one layer.
    pub rows: Option<&'a RowSet>,
}

/// What drawing takes beside the snapshot, made once.
pub struct Atlas {
    territories: TerritoryIndex,
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
        Self {
            territories: TerritoryIndex::new(&snapshot.territories),
            bounds: TerritoryIndex::bounds(&snapshot.territories).unwrap_or_else(globe),
            edition: hex(&made_of.finalize())[..16].to_owned(),
        }
    }

    /// The bytes of a tile, not compressed; none for an empty one.
    #[must_use]
    pub fn draw(&self, snapshot: &Snapshot, ask: Ask<'_>) -> Vec<u8> {
        match ask.tileset {
            Tileset::Map => {
                let mut bytes = self.draw_territories(snapshot, ask.tile, &Level::ALL);
                for layer in Layer::ALL.into_iter().filter(|layer| !matches!(layer, Layer::Territories(_))) {
                    bytes.extend(self.draw_points(snapshot, layer, ask));
                }
                bytes
            }
            Tileset::Territories => self.draw_territories(snapshot, ask.tile, &Level::ALL),
            Tileset::Layer(Layer::Territories(level)) => self.draw_territories(snapshot, ask.tile, &[level]),
            Tileset::Layer(layer) => self.draw_points(snapshot, layer, ask),
        }
    }

    /// Whether a tile or one below it may hold anything. False is sure.
    #[must_use]
    pub fn is_near(&self, snapshot: &Snapshot, tileset: Tileset, tile: TileCoord) -> bool {
        let points = |layer| !rows_in_tile(snapshot.mortons(layer), tile).is_empty();
        match tileset {
            Tileset::Map => {
                Layer::ALL.into_iter().any(|layer| self.is_near(snapshot, Tileset::Layer(layer), tile))
            }
            Tileset::Territories => {
                Level::ALL.into_iter().any(|level| !self.territories.rows(level, tile).is_empty())
            }
            Tileset::Layer(Layer::Territories(level)) => !self.territories.rows(level, tile).is_empty(),
            Tileset::Layer(layer) => points(layer),
        }
    }

    fn draw_territories(&self, snapshot: &Snapshot, tile: TileCoord, _levels: &[Level]) -> Vec<u8> {
        render_territories(&snapshot.territories, &self.territories, tile)
    }

    fn draw_points(&self, snapshot: &Snapshot, layer: Layer, ask: Ask<'_>) -> Vec<u8> {
        let name = layer.name();
        let territories = &snapshot.territories;
        let keep = |row| ask.rows.is_none_or(|rows| rows.contains(row)) && snapshot.is_in_view(layer, row);
        match layer {
            Layer::Foncier => {
                render_points(name, &PlacePoints::new(&snapshot.sites), territories, ask.tile, keep)
            }
            Layer::Equipements => {
                render_points(name, &PlacePoints::new(&snapshot.equipment), territories, ask.tile, keep)
            }
            _ => {
                let points = ActorPoints::new(&snapshot.actors, &snapshot.functions);
                render_points(name, &points, territories, ask.tile, keep)
            }
        }
    }
}
