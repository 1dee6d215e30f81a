//! Which square of the world a tile is, and where a position falls on its grid.

use crate::geometry::bbox::Bbox;
use crate::geometry::mercator::{WorldPoint, to_degrees};
use crate::geometry::position::Position;
use crate::snapshot::actors::MORTON_ZOOM;

/// The deepest zoom that has coordinates.
pub const MAX_ZOOM: u8 = 22;

/// The side of a tile is 2^12 = 4096 units of its grid.
pub const GRID_BITS: u8 = 12;

/// The side of a tile in units of its grid.
pub const EXTENT: i32 = 1 << GRID_BITS;

/// A point of a tile's grid, `[x, y]`: x grows east, y grows south, both from 0 to
/// [`EXTENT`] inside the tile and a little beyond in its margin.
pub type GridPoint = [i32; 2];

/// A tile of the Web Mercator quad tree. Always inside the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileCoord {
    zoom: u8,
    x: u32,
    y: u32,
}

/// Why three numbers are no [`TileCoord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoordError {
    /// Deeper than any tile.
    #[error("zooms go from 0 to {MAX_ZOOM}, got {0}")]
    Zoom(u8),
    /// East of the world.
    #[error("columns of zoom {zoom} go from 0 to {}, got {x}", (1_u32 << zoom) - 1)]
    Column { zoom: u8, x: u32 },
    /// South of the world.
    #[error("rows of zoom {zoom} go from 0 to {}, got {y}", (1_u32 << zoom) - 1)]
    Row { zoom: u8, y: u32 },
}

impl TileCoord {
    /// The tile of a zoom, a column counted from the west and a row counted from the north.
    pub fn new(zoom: u8, x: u32, y: u32) -> Result<Self, CoordError> {
        if MAX_ZOOM < zoom {
            return Err(CoordError::Zoom(zoom));
        }
        let side = 1_u32 << zoom;
        if side <= x {
            return Err(CoordError::Column { zoom, x });
        }
        if side <= y {
            return Err(CoordError::Row { zoom, y });
        }
        Ok(Self { zoom, x, y })
    }

    /// The zoom, 0 for the whole world.
    #[must_use]
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// The column, from the west.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// The four tiles of the next zoom that it is cut into; none at the deepest.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let quarters = [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter();
        let child = move |(x, y)| Self::new(self.zoom + 1, 2 * self.x + x, 2 * self.y + y).ok();
        quarters.filter_map(child)
    }

    /// Its box in degrees.
    #[must_use]
    pub fn bbox(self) -> Bbox {
        let [west, north, east, south] = self.square(0);
        let (west, north) = to_degrees(west, north);
        let (east, south) = to_degrees(east, south);
        Bbox::new(west, south, east, north).expect("a tile is inside the world")
    }

    /// A box in degrees that holds it with `margin` units of its grid around, as far as the world goes.
    #[must_use]
    pub fn around(self, margin: i32) -> Bbox {
        let [west, north, east, south] = self.square(margin).map(|v| v.clamp(0.0, 1.0));
        let (west, north) = to_degrees(west, north);
        let (east, south) = to_degrees(east, south);
        Bbox::new(west, south, east, north).expect("clamped to the world")
    }

    /// West, north, east, south on the unit square of the world, with `margin` units of the
    /// tile's grid around; the margin of a tile at the world's edge lies outside of it.
    #[must_use]
    pub fn square(self, margin: i32) -> [f64; 4] {
        let side = f64::from(1_u32 << self.zoom);
        let margin = f64::from(margin) / f64::from(EXTENT);
        let edge = |column: u32, step: f64| (f64::from(column) + step) / side;
        [edge(self.x, -margin), edge(self.y, -margin), edge(self.x, 1.0 + margin), edge(self.y, 1.0 + margin)]
    }

    /// Where a cell of the finest grid ([`MORTON_ZOOM`]) falls, `None` outside the tile. Each
    /// cell is in exactly one tile of a zoom: this decides who owns a point.
    #[must_use]
    pub fn owned(self, (x, y): (u32, u32)) -> Option<GridPoint> {
        let rest = MORTON_ZOOM - self.zoom;
        let inside = x >> rest == self.x && y >> rest == self.y;
        let local = |v: u32| {
            let within = u64::from(v) & ((1 << rest) - 1);
            (within << GRID_BITS >> rest) as i32
        };
        inside.then(|| [local(x), local(y)])
    }

    /// [`Self::owned`] for a position.
    #[must_use]
    pub fn owned_position(self, position: Position) -> Option<GridPoint> {
        self.owned(WorldPoint::from_position(position).cell(MORTON_ZOOM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    #[test]
    fn no_tile_lies_outside_the_world() {
        assert!(TileCoord::new(0, 0, 0).is_ok());
        assert!(TileCoord::new(22, (1 << 22) - 1, (1 << 22) - 1).is_ok());
        let fault = |z, x, y| TileCoord::new(z, x, y).expect_err("outside").to_string();
        assert_eq!(fault(23, 0, 0), "zooms go from 0 to 22, got 23");
        assert_eq!(fault(3, 8, 0), "columns of zoom 3 go from 0 to 7, got 8");
        assert_eq!(fault(0, 0, u32::MAX), "rows of zoom 0 go from 0 to 0, got 4294967295");
    }

    #[test]
    fn the_box_of_a_tile_holds_what_it_owns() {
        let nantes = at(-1.5534, 47.2173);
        let (x, y) = WorldPoint::from_position(nantes).cell(12);
        let tile = TileCoord::new(12, x, y).expect("inside");
        assert!(tile.bbox().contains(nantes));
        assert!(tile.owned_position(nantes).is_some());
        let beside = TileCoord::new(12, x + 1, y).expect("inside");
        assert_eq!(beside.owned_position(nantes), None);
        assert!(!beside.bbox().contains(nantes));
    }

    #[test]
    fn every_corner_of_the_world_is_owned_by_one_tile_at_every_zoom() {
        for zoom in 0..=MAX_ZOOM {
            let last = (1 << zoom) - 1;
            let corners = [(-180.0, 90.0, 0, 0), (180.0, 90.0, last, 0), (180.0, -90.0, last, last)];
            for (lon, lat, x, y) in corners {
                let tile = TileCoord::new(zoom, x, y).expect("inside");
                let point = tile.owned_position(at(lon, lat)).expect("owned");
                assert!(point.iter().all(|v| (0..EXTENT).contains(v)), "{point:?} at zoom {zoom}");
            }
        }
    }
}
