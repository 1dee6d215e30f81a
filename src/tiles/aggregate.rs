//! How points become symbols, so that the counts of a zoom always add up to the rows.
//!
//! *Method.* At low zooms the world is a grid of 64 × 64 cells a tile, anchored to the world
//! and not to the tile: each row is in one cell, each cell in one tile, and no tile draws
//! what another one owns. Rows are sorted along a Z curve, so that a tile is a run of rows
//! and a cell a run within it: counting is one pass over integers, filtered or not.
//!
//! A row whose place is known by its commune only is never drawn as a place. It is counted in
//! the cell of its commune's point, and at high zooms in one symbol a commune.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::geometry::mercator::{cell_of_morton, morton};
use crate::snapshot::actors::MORTON_ZOOM;
use crate::tiles::coord::{GridPoint, TileCoord};
use crate::tiles::encode::Properties;

/// A tile is 2^6 × 2^6 cells: 8 pixels each on a map that draws tiles 512 pixels wide.
const CELL_BITS: u8 = 6;

/// A layer of points, sorted along the Z curve.
pub trait PointLayer: Sync {
    /// The Morton codes of all rows at [`MORTON_ZOOM`], in order; `u64::MAX` for rows that
    /// have no place at all, which no tile counts.
    fn mortons(&self) -> &[u64];
    /// Whether a symbol may stand at the row's place and tell what the row is.
    fn has_own_place(&self, row: u32) -> bool;
    /// The row of its commune.
    fn commune(&self, row: u32) -> Option<u32>;
    /// The names of the parts that symbols of several rows are counted by.
    fn parts(&self) -> &[String];
    /// Counts a row in the parts it belongs to.
    fn tally(&self, row: u32, tally: &mut Tally);
    /// Tells what a row is. Asked only of rows that have their own place.
    fn describe<'a>(&'a self, row: u32, properties: &mut Properties<'a>);
}

/// A count and its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    count: u64,
    parts: Vec<u64>,
}

impl Tally {
    /// Counts one more in a part, by its rank in [`PointLayer::parts`].
    pub fn part(&mut self, rank: usize) {
        if self.parts.len() <= rank {
            self.parts.resize(rank + 1, 0);
        }
        self.parts[rank] += 1;
    }

    /// How many rows.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The parts that are not zero, by rank.
    pub fn parts(&self) -> impl Iterator<Item = (usize, u64)> {
        self.parts.iter().copied().enumerate().filter(|&(_, count)| count != 0)
    }
}

/// What a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The rows of a cell; its Morton code on the grid of the zoom.
    Cluster { cell: u64 },
    /// One row, at its own place.
    Place { row: u32 },
    /// The rows of a commune of which no better place may be told.
    Commune { row: Option<u32> },
}

/// Something to draw at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub subject: Subject,
    pub at: GridPoint,
    pub tally: Tally,
}

/// The rows of a tile.
#[must_use]
pub fn rows_in_tile(mortons: &[u64], tile: TileCoord) -> Range<usize> {
    let shift = 2 * u32::from(MORTON_ZOOM - tile.zoom());
    let code = morton(tile.x(), tile.y());
    let start = mortons.partition_point(|&m| m >> shift < code);
    let end = start + mortons[start..].partition_point(|&m| m >> shift == code);
    start..end
}

/// One symbol a cell that has rows: the row itself if it is alone and has its own place, else
/// a cluster at the mean of its rows. In the order of the Z curve; O(rows of the tile).
#[must_use]
pub fn clusters<L: PointLayer>(layer: &L, tile: TileCoord, keep: impl Fn(u32) -> bool) -> Vec<Symbol> {
    let rows = rows_in_tile(layer.mortons(), tile);
    let shift = 2 * u32::from(MORTON_ZOOM - CELL_BITS - tile.zoom());
    let mut row = rows.start as u32;
    let mut symbols = Vec::new();
    for cell in layer.mortons()[rows].chunk_by(|a, b| a >> shift == b >> shift) {
        let mut group = Group::default();
        for &morton in cell {
            if keep(row) {
                group.add(layer, row, morton);
            }
            row += 1;
        }
        let alone = group.tally.count == 1 && layer.has_own_place(group.first);
        let subject = if alone {
            Subject::Place { row: group.first }
        } else {
            Subject::Cluster { cell: cell[0] >> shift }
        };
        symbols.extend(group.symbol(subject, tile));
    }
    symbols
}

/// One symbol for each row that has its own place, then one a commune for the others.
#[must_use]
pub fn places<L: PointLayer>(layer: &L, tile: TileCoord, keep: impl Fn(u32) -> bool) -> Vec<Symbol> {
    let rows = rows_in_tile(layer.mortons(), tile);
    let mut symbols = Vec::new();
    let mut communes: BTreeMap<Option<u32>, Group> = BTreeMap::new();
    for (row, &morton) in (rows.start as u32..).zip(&layer.mortons()[rows]) {
        if !keep(row) {
            continue;
        }
        if layer.has_own_place(row) {
            let mut group = Group::default();
            group.add(layer, row, morton);
            symbols.extend(group.symbol(Subject::Place { row }, tile));
        } else {
            communes.entry(layer.commune(row)).or_default().add(layer, row, morton);
        }
    }
    let communes = communes.into_iter();
    symbols.extend(communes.filter_map(|(row, group)| group.symbol(Subject::Commune { row }, tile)));
    symbols
}

/// Rows being counted. Sums of integers: the order does not matter.
#[derive(Default)]
struct Group {
    tally: Tally,
    first: u32,
    sum_x: u64,
    sum_y: u64,
}

impl Group {
    fn add<L: PointLayer>(&mut self, layer: &L, row: u32, morton: u64) {
        if self.tally.count == 0 {
            self.first = row;
        }
        self.tally.count += 1;
        layer.tally(row, &mut self.tally);
        let (x, y) = cell_of_morton(morton);
        self.sum_x += u64::from(x);
        self.sum_y += u64::from(y);
    }

    /// At the mean of its rows, which is inside their tile: a square is convex.
    fn symbol(self, subject: Subject, tile: TileCoord) -> Option<Symbol> {
        let mean = |sum: u64| sum.checked_div(self.tally.count).map(|mean| mean as u32);
        let at = tile.owned((mean(self.sum_x)?, mean(self.sum_y)?))?;
        Some(Symbol { subject, at, tally: self.tally })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::position::Position;
    use crate::snapshot::actors::morton_of;

    /// Rows with a place of their own or a commune's, and one of two parts.
    struct Dots {
        mortons: Vec<u64>,
        rows: Vec<Dot>,
        parts: Vec<String>,
    }

    #[derive(Debug, Clone, Copy)]
    struct Dot {
        position: Option<Position>,
        commune: Option<u32>,
        part: usize,
    }

    fn own(lon: f64, lat: f64) -> Dot {
        Dot { position: Position::from_degrees(lon, lat), commune: None, part: 0 }
    }

    impl Dots {
        fn new(mut rows: Vec<Dot>) -> Self {
            rows.sort_by_key(|dot| morton_of(dot.position));
            let mortons = rows.iter().map(|dot| morton_of(dot.position)).collect();
            Self { mortons, rows, parts: vec!["a".into(), "b".into()] }
        }

        fn placed(&self) -> u64 {
            self.rows.iter().filter(|dot| dot.position.is_some()).count() as u64
        }
    }

    impl PointLayer for Dots {
        fn mortons(&self) -> &[u64] {
            &self.mortons
        }
        fn has_own_place(&self, row: u32) -> bool {
            self.rows[row as usize].commune.is_none()
        }
        fn commune(&self, row: u32) -> Option<u32> {
            self.rows[row as usize].commune
        }
        fn parts(&self) -> &[String] {
            &self.parts
        }
        fn tally(&self, row: u32, tally: &mut Tally) {
            tally.part(self.rows[row as usize].part);
        }
        fn describe<'a>(&'a self, _: u32, _: &mut Properties<'a>) {}
    }

    type Draw = fn(&Dots, TileCoord, fn(u32) -> bool) -> Vec<Symbol>;

    const WAYS: [Draw; 2] = [|l, t, keep| clusters(l, t, keep), |l, t, keep| places(l, t, keep)];

    /// Tiles that hold something, and none twice.
    fn tiles(dots: &Dots, zoom: u8) -> Vec<TileCoord> {
        let mut codes: Vec<u64> = dots.mortons.iter().filter(|&&m| m != u64::MAX).copied().collect();
        codes.iter_mut().for_each(|m| *m >>= 2 * (MORTON_ZOOM - zoom));
        codes.dedup();
        let tile = |code| {
            let (x, y) = cell_of_morton(code);
            TileCoord::new(zoom, x, y).expect("inside")
        };
        codes.into_iter().map(tile).collect()
    }

    fn sum(dots: &Dots, zoom: u8, draw: Draw, keep: fn(u32) -> bool) -> u64 {
        let symbols = tiles(dots, zoom).into_iter().flat_map(|tile| draw(dots, tile, keep));
        symbols.map(|symbol| symbol.tally.count).sum()
    }

    #[test]
    fn identical_points_are_one_cluster_then_as_many_places() {
        let dots = Dots::new(vec![own(2.0, 47.0); 5]);
        for zoom in 0..=11 {
            let [tile] = tiles(&dots, zoom)[..] else { panic!("one tile") };
            let [symbol] = &clusters(&dots, tile, |_| true)[..] else { panic!("one cell") };
            assert_eq!(symbol.tally.count, 5);
        }
        let [tile] = tiles(&dots, 14)[..] else { panic!("one tile") };
        let symbols = places(&dots, tile, |_| true);
        assert_eq!(symbols.len(), 5);
        assert!(symbols.iter().all(|s| s.at == symbols[0].at && s.tally.count == 1));
    }

    #[test]
    fn points_astride_a_tile_border_are_counted_once_each() {
        // 0° E is a border of tiles at every zoom.
        let dots = Dots::new(vec![own(-1e-7, 47.0), own(0.0, 47.0), own(1e-7, 47.0)]);
        for zoom in 1..=14 {
            for draw in WAYS {
                assert_eq!(sum(&dots, zoom, draw, |_| true), 3, "zoom {zoom}");
            }
            let counts: Vec<u64> = tiles(&dots, zoom)
                .into_iter()
                .map(|tile| clusters(&dots, tile, |_| true).iter().map(|s| s.tally.count).sum())
                .collect();
            assert_eq!(counts, [1, 2], "zoom {zoom}");
        }
    }

    #[test]
    fn the_edges_of_the_world_are_counted() {
        let edges = [-180.0, 180.0].into_iter().flat_map(|lon| [-90.0, 90.0].map(|lat| own(lon, lat)));
        let dots = Dots::new(edges.collect());
        for zoom in 0..=14 {
            for draw in WAYS {
                assert_eq!(sum(&dots, zoom, draw, |_| true), 4, "zoom {zoom}");
            }
        }
    }

    #[test]
    fn what_is_known_by_its_commune_is_never_a_place() {
        let lone = Dot { commune: Some(7), ..own(2.0, 47.0) };
        let dots = Dots::new(vec![lone, Dot { part: 1, ..lone }, Dot { commune: Some(8), ..lone }]);
        for zoom in 0..=14 {
            let [tile] = tiles(&dots, zoom)[..] else { panic!("one tile") };
            for (draw, expected) in WAYS.into_iter().zip([vec![3], vec![2, 1]]) {
                let symbols = draw(&dots, tile, |_| true);
                assert!(!symbols.iter().any(|s| matches!(s.subject, Subject::Place { .. })));
                assert_eq!(symbols.iter().map(|s| s.tally.count).collect::<Vec<_>>(), expected);
            }
            let alone = clusters(&dots, tile, |row| row == 0);
            assert!(matches!(alone[0].subject, Subject::Cluster { .. }), "even alone in its cell");
        }
    }

    #[test]
    fn a_row_placed_nowhere_is_in_no_tile() {
        let nowhere = Dot { position: None, commune: None, part: 0 };
        let dots = Dots::new(vec![nowhere, own(2.0, 47.0)]);
        let world = TileCoord::new(0, 0, 0).expect("inside");
        assert_eq!(clusters(&dots, world, |_| true)[0].tally.count, 1);
    }

    fn dot() -> impl Strategy<Value = Dot> {
        // A few spots, so that points meet, and the whole world.
        let spot = prop_oneof![
            (-180.0..=180.0, -90.0..=90.0),
            (0_i32..4, 0_i32..4).prop_map(|(x, y)| (f64::from(x) * 1e-5, 47.0 + f64::from(y) * 1e-5)),
        ];
        let commune = prop_oneof![3 => Just(None), 1 => (0_u32..3).prop_map(Some)];
        (prop::option::weighted(0.9, spot), commune, 0_usize..2).prop_map(|(spot, commune, part)| Dot {
            position: spot.and_then(|(lon, lat)| Position::from_degrees(lon, lat)),
            commune,
            part,
        })
    }

    proptest! {
        /// The counts of a zoom are the rows that have a place, all, filtered and in parts.
        #[test]
        fn counts_add_up_at_every_zoom(dots in prop::collection::vec(dot(), 0..200)) {
            let dots = Dots::new(dots);
            let odd = dots.rows.iter().enumerate().filter(|(i, d)| i % 2 == 1 && d.position.is_some()).count();
            let second = dots.rows.iter().filter(|d| d.part == 1 && d.position.is_some()).count();
            for zoom in 0..=14 {
                for draw in WAYS {
                    prop_assert_eq!(sum(&dots, zoom, draw, |_| true), dots.placed());
                    prop_assert_eq!(sum(&dots, zoom, draw, |row| row % 2 == 1), odd as u64);
                    let symbols = tiles(&dots, zoom).into_iter().flat_map(|tile| draw(&dots, tile, |_| true));
                    let part: u64 =
                        symbols.flat_map(|s| s.tally.parts().collect::<Vec<_>>()).filter(|p| p.0 == 1).map(|p| p.1).sum();
                    prop_assert_eq!(part, second as u64);
                }
            }
        }

        /// Runs of a sorted list are only a faster way to say what a loop over all rows says.
        #[test]
        fn clusters_agree_with_a_slow_loop(dots in prop::collection::vec(dot(), 0..200), zoom in 0_u8..=14) {
            let dots = Dots::new(dots);
            for tile in tiles(&dots, zoom) {
                let mut slow: BTreeMap<(u32, u32), u64> = BTreeMap::new();
                for position in dots.rows.iter().filter_map(|dot| dot.position) {
                    let world = crate::geometry::mercator::WorldPoint::from_position(position);
                    if world.cell(zoom) == (tile.x(), tile.y()) {
                        *slow.entry(world.cell(zoom + CELL_BITS)).or_default() += 1;
                    }
                }
                let symbols = clusters(&dots, tile, |_| true);
                let mut slow: Vec<u64> = slow.into_values().collect();
                let mut fast: Vec<u64> = symbols.iter().map(|s| s.tally.count).collect();
                slow.sort_unstable();
                fast.sort_unstable();
                prop_assert_eq!(fast, slow);
                prop_assert_eq!(symbols, clusters(&dots, tile, |_| true));
            }
        }
    }
}
