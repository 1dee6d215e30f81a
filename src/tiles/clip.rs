//! What is left of an outline in one tile, on the tile's grid.
//!
//! *Method.* Each vertex goes to the nearest point of the grid that the whole world has at
//! the zoom; only then is the tile with its margin cut out (Sutherland and Hodgman 1974, one
//! side at a time). Two neighbours that share an edge share it again: both ends are rounded
//! alike, and a crossing with a side of the tile is computed from the same end whichever way
//! round the ring runs.
//!
//! *Not guaranteed.* Pieces that are joined outside the tile stay joined by lines along the
//! margin's edge, which no client draws. Thin necks may touch themselves after rounding.

use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::mercator::to_degrees;
use crate::geometry::position::Position;
use crate::tiles::coord::{EXTENT, GRAIN, GridPoint, TileCoord};

/// What is drawn around a tile, in units of its grid, so that the strokes of two tiles meet.
pub const MARGIN: i32 = 64;

/// Who is farther from the tile than this is outside its margin after rounding too.
pub const REACH: i32 = MARGIN + GRAIN;

/// A point of the grid that may be far outside the tile.
type Far = [i64; 2];

/// The rings of an area in a tile and its margin: each outline (of positive area with y
/// growing south, as the format wants it) is followed by its holes. Empty when nothing of
/// it is left.
#[must_use]
pub fn area(area: &Area, tile: TileCoord) -> Vec<Vec<GridPoint>> {
    let window = Window::around(tile);
    area.0.iter().flat_map(|piece| polygon(piece, tile, &window)).collect()
}

fn polygon(piece: &Polygon, tile: TileCoord, window: &Window) -> Vec<Vec<GridPoint>> {
    let Some(outline) = ring(&piece.exterior, tile, window, Turn::Positive) else {
        return Vec::new();
    };
    let holes = piece.holes.iter().filter_map(|hole| ring(hole, tile, window, Turn::Negative));
    std::iter::once(outline).chain(holes).collect()
}

/// The sign of a ring's area.
#[derive(Clone, Copy, PartialEq)]
enum Turn {
    Positive,
    Negative,
}

fn ring(ring: &Ring, tile: TileCoord, window: &Window, turn: Turn) -> Option<Vec<GridPoint>> {
    let points: Vec<Far> = window.corners(ring).map(|position| tile.nearest(position)).collect();
    let mut points = tidy(cut_out(tidy(points)));
    let doubled = doubled_area(&points);
    if doubled == 0 {
        return None;
    }
    if (0 < doubled) != (turn == Turn::Positive) {
        points.reverse();
    }
    Some(points.into_iter().map(|[x, y]| [x as i32, y as i32]).collect())
}

/// The tile and what is within [`REACH`] of it, in steps of degrees.
struct Window {
    west: i64,
    south: i64,
    east: i64,
    north: i64,
}

impl Window {
    fn around(tile: TileCoord) -> Self {
        let [west, north, east, south] = tile.square(REACH);
        let (west, north) = to_degrees(west, north);
        let (east, south) = to_degrees(east, south);
        let low = |degrees: f64| (degrees * 1e7) as i64 - 1;
        let high = |degrees: f64| (degrees * 1e7) as i64 + 1;
        Self { west: low(west), south: low(south), east: high(east), north: high(north) }
    }

    /// One bit for each side that a position is beyond.
    fn beyond(&self, position: Position) -> u8 {
        let (lon, lat) = position.steps();
        let (lon, lat) = (i64::from(lon), i64::from(lat));
        u8::from(lon < self.west)
            | u8::from(self.east < lon) << 1
            | u8::from(lat < self.south) << 2
            | u8::from(self.north < lat) << 3
    }

    /// The ring without the vertices that cannot matter: one is passed over as long as it,
    /// the last one kept and the next one are beyond the same side. Most vertices of a région
    /// are outside most tiles, and comparing is thirty times cheaper than projecting.
    fn corners<'a>(&'a self, ring: &'a Ring) -> impl Iterator<Item = Position> + 'a {
        let mut last = 0;
        ring.iter().enumerate().filter_map(move |(i, &position)| {
            let here = self.beyond(position);
            let next = ring.get(i + 1).map_or(0, |&p| self.beyond(p));
            let matters = last & here & next == 0;
            if matters {
                last = here;
            }
            matters.then_some(position)
        })
    }
}

/// A half of the plane: what is on one side of a line along an axis.
#[derive(Clone, Copy)]
struct Half {
    /// 0: bounded in x; 1: in y.
    axis: usize,
    limit: i64,
    /// Whether what is above the limit is kept, or what is below.
    above: bool,
}

const LOW: i64 = -(MARGIN as i64);
const HIGH: i64 = (EXTENT + MARGIN) as i64;

const HALVES: [Half; 4] = [
    Half { axis: 0, limit: LOW, above: true },
    Half { axis: 0, limit: HIGH, above: false },
    Half { axis: 1, limit: LOW, above: true },
    Half { axis: 1, limit: HIGH, above: false },
];

impl Half {
    fn holds(self, point: Far) -> bool {
        if self.above { self.limit <= point[self.axis] } else { point[self.axis] <= self.limit }
    }

    /// Where the edge between two points on either side meets the line, rounded. The same
    /// for both directions.
    fn crossing(self, a: Far, b: Far) -> Far {
        let (a, b) = (a.min(b), a.max(b));
        let other = 1 - self.axis;
        let run = i128::from(b[self.axis] - a[self.axis]);
        let rise = i128::from(b[other] - a[other]) * i128::from(self.limit - a[self.axis]);
        let (rise, run) = if run < 0 { (-rise, -run) } else { (rise, run) };
        let mut point = [self.limit; 2];
        point[other] = a[other] + (2 * rise + run).div_euclid(2 * run) as i64;
        point
    }

    fn cut(self, ring: &[Far]) -> Vec<Far> {
        let mut kept = Vec::with_capacity(ring.len() + 4);
        let Some(&last) = ring.last() else {
            return kept;
        };
        let mut a = last;
        for &b in ring {
            if self.holds(a) != self.holds(b) {
                kept.push(self.crossing(a, b));
            }
            if self.holds(b) {
                kept.push(b);
            }
            a = b;
        }
        kept
    }
}

fn cut_out(ring: Vec<Far>) -> Vec<Far> {
    HALVES.into_iter().fold(ring, |ring, half| {
        if ring.iter().all(|&point| half.holds(point)) { ring } else { half.cut(&ring) }
    })
}

/// A ring without repeated points and without spikes, going out and back on one line.
/// Empty when no surface can be left.
fn tidy(ring: Vec<Far>) -> Vec<Far> {
    let mut kept: Vec<Far> = Vec::with_capacity(ring.len());
    for point in ring {
        while let [.., a, b] = kept[..]
            && turns_back(a, b, point)
        {
            kept.pop();
        }
        if kept.last() != Some(&point) {
            kept.push(point);
        }
    }
    // The seam between the last and the first point.
    let mut first = 0;
    while 3 <= kept.len() - first {
        let end = kept.len();
        if turns_back(kept[end - 2], kept[end - 1], kept[first]) {
            kept.pop();
        } else if turns_back(kept[end - 1], kept[first], kept[first + 1]) {
            first += 1;
        } else {
            return kept.split_off(first);
        }
    }
    Vec::new()
}

/// Whether the way a → b → c comes back on itself at b, standing still included.
fn turns_back(a: Far, b: Far, c: Far) -> bool {
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [c[0] - b[0], c[1] - b[1]]);
    let wide = |p: i64, q: i64| i128::from(p) * i128::from(q);
    let cross = wide(u[0], v[1]) - wide(u[1], v[0]);
    let along = wide(u[0], v[0]) + wide(u[1], v[1]);
    cross == 0 && along <= 0
}

/// Twice the area of a ring; positive when drawn clockwise, with y growing south.
fn doubled_area(ring: &[Far]) -> i128 {
    let Some(&last) = ring.last() else {
        return 0;
    };
    let mut a = last;
    let mut sum = 0;
    for &b in ring {
        sum += i128::from(a[0]) * i128::from(b[1]) - i128::from(b[0]) * i128::from(a[1]);
        a = b;
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::mercator::WorldPoint;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn one(exterior: Ring) -> Area {
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    fn far(ring: &[GridPoint]) -> Vec<Far> {
        ring.iter().map(|&[x, y]| [x.into(), y.into()]).collect()
    }

    fn surface(rings: &[Vec<GridPoint>]) -> i128 {
        rings.iter().map(|ring| doubled_area(&far(ring))).sum()
    }

    /// Where a tile's grid point is on the globe.
    fn on_tile(tile: TileCoord, x: i32, y: i32) -> Position {
        let [west, north, east, south] = tile.square(0);
        let along = |from: f64, to: f64, v: i32| from + (to - from) * f64::from(v) / f64::from(EXTENT);
        let (lon, lat) = to_degrees(along(west, east, x), along(north, south, y));
        at(lon, lat)
    }

    fn some_tile() -> TileCoord {
        TileCoord::new(8, 127, 90).expect("inside")
    }

    #[test]
    fn an_outline_is_positive_and_its_hole_negative_whatever_the_input() {
        let tile = some_tile();
        let square = |low: i32, high: i32| -> Ring {
            [(low, low), (high, low), (high, high), (low, high)].map(|(x, y)| on_tile(tile, x, y)).to_vec()
        };
        for backwards in [false, true] {
            let (mut exterior, mut hole) = (square(100, 900), square(300, 500));
            if backwards {
                exterior.reverse();
                hole.reverse();
            }
            let rings = area(&Area(vec![Polygon { exterior, holes: vec![hole] }]), tile);
            let areas: Vec<i128> = rings.iter().map(|ring| doubled_area(&far(ring))).collect();
            assert_eq!(areas, [2 * 800 * 800, -2 * 200 * 200]);
        }
    }

    #[test]
    fn what_surrounds_a_tile_fills_it_and_its_margin() {
        let tile = some_tile();
        let world = one(vec![at(-170.0, -80.0), at(170.0, -80.0), at(170.0, 80.0), at(-170.0, 80.0)]);
        let rings = area(&world, tile);
        let side = i128::from(HIGH - LOW);
        assert_eq!((rings.len(), rings[0].len(), surface(&rings)), (1, 4, 2 * side * side));
    }

    #[test]
    fn what_is_elsewhere_or_too_small_leaves_nothing() {
        let tile = some_tile();
        let speck = one(vec![on_tile(tile, 9, 9), on_tile(tile, 9, 9), on_tile(tile, 9, 9)]);
        assert!(area(&speck, tile).is_empty());
        let elsewhere = one(vec![at(10.0, 10.0), at(11.0, 10.0), at(11.0, 11.0)]);
        assert!(area(&elsewhere, tile).is_empty());
        assert!(area(&Area::default(), tile).is_empty());
    }

    #[test]
    fn spikes_and_repeated_points_go_even_across_the_seam() {
        let square = [[0, 0], [8, 0], [8, 8], [0, 8]];
        let spiked = vec![[0, 4], [0, 0], [0, 0], [8, 0], [12, 0], [8, 0], [8, 8], [8, 20], [8, 8], [0, 8]];
        let mut tidied = tidy(spiked);
        tidied.retain(|&point| point != [0, 4]);
        assert_eq!(tidied, square);
        assert_eq!(tidy(vec![[8, 20], [8, 8], [0, 8], [0, 0], [8, 0], [8, 8]]).len(), 4);
        assert!(tidy(vec![[0, 0], [5, 0], [2, 0]]).is_empty());
        assert!(tidy(vec![]).is_empty());
    }

    /// A border that leaves the tile and comes back has no spike along the margin's edge.
    #[test]
    fn a_corner_that_barely_leaves_the_margin_is_cut_without_a_spike() {
        let tile = some_tile();
        let low = LOW as i32;
        let ring = [(100, 100), (low - 40, 300), (low - 40, 310), (100, 500)]
            .map(|(x, y)| on_tile(tile, x, y))
            .to_vec();
        let rings = area(&one(ring), tile);
        assert_eq!(rings.len(), 1);
        for (a, b, c) in corners(&far(&rings[0])) {
            assert!(!turns_back(a, b, c), "{a:?} {b:?} {c:?}");
        }
    }

    fn corners(ring: &[Far]) -> impl Iterator<Item = (Far, Far, Far)> {
        (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()], ring[(i + 2) % ring.len()]))
    }

    const CELLS: usize = 8;

    /// A crooked chessboard that is larger than a tile: (CELLS + 1)² corners, shared.
    fn board(tile: TileCoord, shake: &[(f64, f64)]) -> Vec<Area> {
        let [west, north, east, south] = tile.square(0);
        let (width, height) = (east - west, south - north);
        let corner = |i: usize, j: usize| {
            let (dx, dy) = shake[i * (CELLS + 1) + j];
            let x = west + width * ((i as f64 + dx) * 0.25 - 0.5);
            let y = north + height * ((j as f64 + dy) * 0.25 - 0.5);
            let (lon, lat) = to_degrees(x, y);
            at(lon, lat)
        };
        (0..CELLS * CELLS)
            .map(|n| (n / CELLS, n % CELLS))
            .map(|(i, j)| one(vec![corner(i, j + 1), corner(i + 1, j + 1), corner(i + 1, j), corner(i, j)]))
            .collect()
    }

    proptest! {
        /// Neighbours leave no gap and do not overlap, in the tile and its margin: their
        /// surfaces add up to the whole square, to the unit.
        #[test]
        fn neighbours_cover_a_tile_exactly(
            shake in prop::collection::vec((-0.4..0.4, -0.4..0.4), (CELLS + 1) * (CELLS + 1)),
            zoom in 2_u8..14,
        ) {
            let (x, y) = WorldPoint::from_position(at(2.3, 46.8)).cell(zoom);
            let tile = TileCoord::new(zoom, x, y).expect("inside");
            let covered: i128 = board(tile, &shake).iter().map(|cell| surface(&area(cell, tile))).sum();
            let side = i128::from(HIGH - LOW);
            prop_assert_eq!(covered, 2 * side * side);
        }

        /// Passing over far vertices is only a faster way to cut.
        #[test]
        fn far_vertices_do_not_matter(
            ring in prop::collection::vec((-3.0..4.0, -3.0..4.0), 3..40),
        ) {
            let tile = some_tile();
            let [west, north, east, south] = tile.square(0);
            let ring: Ring = ring
                .into_iter()
                .map(|(x, y): (f64, f64)| to_degrees(west + (east - west) * x, north + (south - north) * y))
                .map(|(lon, lat)| at(lon, lat))
                .collect();
            let slow = cut_out(ring.iter().map(|&p| tile.nearest(p)).collect());
            let fast = cut_out(Window::around(tile).corners(&ring).map(|p| tile.nearest(p)).collect());
            prop_assert_eq!(doubled_area(&fast), doubled_area(&slow));
            let inner = |ring: &[Far]| -> Vec<Far> {
                let strictly = |v: i64| LOW < v && v < HIGH;
                ring.iter().copied().filter(|&[x, y]| strictly(x) && strictly(y)).collect()
            };
            prop_assert_eq!(inner(&fast), inner(&slow));
        }
    }
}
