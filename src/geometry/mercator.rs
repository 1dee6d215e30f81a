//! The square world of web maps: for tiles and for the plane of the index, never for measuring.

use std::f64::consts::PI;

use crate::geometry::position::Position;

/// A point of the square world: x grows east and y grows south, both from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorldPoint {
    /// 0 at the antimeridian's west side, 1 at its east side.
    pub x: f64,
    /// 0 at the northern edge (85.0511° N), 1 at the southern one.
    pub y: f64,
}

impl WorldPoint {
    /// Web Mercator (EPSG:3857) scaled to the unit square. Latitudes beyond ±85.0511°
    /// are clamped to the edge: the square has nothing beyond it.
    #[must_use]
    pub fn from_position(position: Position) -> Self {
        let x = position.lon() / 360.0 + 0.5;
        let sin = position.lat().to_radians().sin();
        let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI);
        Self { x: x.clamp(0.0, 1.0), y: y.clamp(0.0, 1.0) }
    }

    /// The cell of a 2^zoom × 2^zoom grid that owns the point: each point has exactly one,
    /// those of the east and south edges included.
    #[must_use]
    pub fn cell(self, zoom: u8) -> (u32, u32) {
        let side = f64::from(1_u32 << zoom);
        let along = |v: f64| ((v * side) as u32).min((1 << zoom) - 1);
        (along(self.x), along(self.y))
    }
}

/// Degrees of longitude and latitude of a point of the unit square.
#[must_use]
pub fn to_degrees(x: f64, y: f64) -> (f64, f64) {
    let lon = (x - 0.5) * 360.0;
    let lat = (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees();
    (lon, lat)
}

/// Interleaves the bits of a cell, x below y: sorting by it puts every tile of every
/// zoom in one run of rows (Morton 1966). `x` and `y` use at most 32 bits.
#[must_use]
pub fn morton(x: u32, y: u32) -> u64 {
    spread(x) | (spread(y) << 1)
}

/// The cell that [`morton`] interleaved.
#[must_use]
pub fn cell_of_morton(code: u64) -> (u32, u32) {
    (gather(code), gather(code >> 1))
}

fn gather(code: u64) -> u32 {
    let mut v = code & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v >> 4)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v >> 8)) & 0x0000_FFFF_0000_FFFF;
    (v | (v >> 16)) as u32
}

fn spread(value: u32) -> u64 {
    let mut v = u64::from(value);
    v = (v | (v << 16)) & 0x0000_FFFF_0000_FFFF;
    v = (v | (v << 8)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_world_belong_to_a_cell() {
        let south_east = Position::from_degrees(180.0, -90.0).expect("on the globe");
        assert_eq!(WorldPoint::from_position(south_east).cell(3), (7, 7));
        let north_west = Position::from_degrees(-180.0, 90.0).expect("on the globe");
        assert_eq!(WorldPoint::from_position(north_west).cell(14), (0, 0));
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        let position = Position::from_degrees(-1.5534, 47.2173).expect("on the globe");
        let world = WorldPoint::from_position(position);
        let (lon, lat) = to_degrees(world.x, world.y);
        assert_eq!(Position::from_degrees(lon, lat), Some(position));
    }

    #[test]
    fn morton_order_keeps_the_children_of_a_cell_together() {
        assert_eq!(morton(0b11, 0b00), 0b0101);
        assert_eq!(morton(0b00, 0b11), 0b1010);
        assert_eq!(morton(5, 9) >> 2, morton(2, 4));
        assert_eq!(cell_of_morton(morton(0x7FFF_0F35, u32::MAX)), (0x7FFF_0F35, u32::MAX));
    }
}
