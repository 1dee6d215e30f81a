//! Territories in a tile: their surfaces, and one point each for a label.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::geometry::mercator::WorldPoint;
use crate::geometry::position::Position;
use crate::snapshot::territories::{Territories, Territory};
use crate::tiles::clip;
use crate::tiles::coord::{GridPoint, TileCoord};
use crate::tiles::encode::{Layer, Value};

/// Which territories may be in a tile: their boxes on the square world, built once.
#[derive(Debug)]
pub struct TerritoryIndex {
    levels: [RTree<Entry>; 5],
}

/// A box and the row of its territory.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

impl TerritoryIndex {
    /// Over all territories of all levels.
    #[must_use]
    pub fn new(territories: &Territories) -> Self {
        let tree = |level| {
            let rows = territories.of(level).iter().zip(0..);
            RTree::bulk_load(rows.map(|(t, row)| Entry::new(Rectangle::from_aabb(around(t)), row)).collect())
        };
        Self { levels: Level::ALL.map(tree) }
    }

    /// The rows of a level whose outline's box or point is in a tile or its margin, in order.
    #[must_use]
    pub fn rows(&self, level: Level, tile: TileCoord) -> Vec<u32> {
        let [west, north, east, south] = tile.square(clip::REACH);
        let window = AABB::from_corners([west, north], [east, south]);
        let found = self.levels[level as usize].locate_in_envelope_intersecting(window);
        let mut rows: Vec<u32> = found.map(|entry| entry.data).collect();
        rows.sort_unstable();
        rows
    }

    /// The box around all outlines in degrees; `None` without territories.
    #[must_use]
    pub fn bounds(territories: &Territories) -> Option<Bbox> {
        Bbox::around(Level::ALL.into_iter().flat_map(|level| territories.of(level)).flat_map(extremes))
    }
}

/// The corners of its outline's box, if it has one, and its point.
fn extremes(territory: &Territory) -> impl Iterator<Item = Position> {
    let corners = territory.area.bbox().map(Bbox::sides).map(|[west, south, east, north]| {
        [(west, south), (east, north)].map(|(lon, lat)| Position::from_degrees(lon, lat))
    });
    corners.into_iter().flatten().flatten().chain([territory.point])
}

fn around(territory: &Territory) -> AABB<[f64; 2]> {
    let corners: Vec<[f64; 2]> =
        extremes(territory).map(WorldPoint::from_position).map(|world| [world.x, world.y]).collect();
    AABB::from_points(&corners)
}

/// The surfaces of a level. A territory is always in the tile that owns its point: where
/// nothing of its outline is left there, it is a square of one unit.
#[must_use]
pub fn surfaces(territories: &Territories, index: &TerritoryIndex, level: Level, tile: TileCoord) -> Layer {
    let mut layer = Layer::new(level.layer());
    for row in index.rows(level, tile) {
        let territory = territories.get(level, row);
        let mut rings = clip::area(&territory.area, tile);
        if rings.is_empty() {
            rings.extend(tile.owned_position(territory.point).map(speck));
        }
        if !rings.is_empty() {
            layer.polygon(row.into(), &rings, &properties(territory));
        }
    }
    layer
}

/// The points of a level, each in one tile.
#[must_use]
pub fn labels(territories: &Territories, index: &TerritoryIndex, level: Level, tile: TileCoord) -> Layer {
    let mut layer = Layer::new(labels_layer(level));
    for row in index.rows(level, tile) {
        let territory = territories.get(level, row);
        if let Some(at) = tile.owned_position(territory.point) {
            layer.point(row.into(), at, &properties(territory));
        }
    }
    layer
}

/// The name of the layer of a level's labels.
#[must_use]
pub fn labels_layer(level: Level) -> String {
    format!("{}_labels", level.layer())
}

fn speck([x, y]: GridPoint) -> Vec<GridPoint> {
    vec![[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]
}

fn properties(territory: &Territory) -> [(&str, Value<'_>); 3] {
    [
        ("code", Value::Text(&territory.code)),
        ("nom", Value::Text(&territory.name)),
        ("population", Value::Integer(territory.population)),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};

    use super::*;
    use crate::domain::territory::OutlineOrigin;
    use crate::geometry::area::{Area, Polygon};

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn square(west: f64, south: f64, side: f64) -> Area {
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        Area(vec![Polygon {
            exterior: corners.map(|(x, y)| at(west + x, south + y)).to_vec(),
            holes: vec![],
        }])
    }

    fn commune(code: &str, point: Position, area: Area) -> Territory {
        Territory {
            code: code.to_owned(),
            name: format!("Commune {code}"),
            population: 12,
            surface_km2: None,
            communes: 1,
            density: None,
            point,
            area,
            origin: OutlineOrigin::Official,
            parents: [None; 5],
            neighbours: vec![],
        }
    }

    /// A large one, one smaller than a unit of any grid, one without an outline, and one whose
    /// published point is outside its outline.
    fn communes() -> Territories {
        let list = vec![
            commune("01001", at(2.15, 47.15), square(2.0, 47.0, 0.3)),
            commune("01002", at(2.5, 47.5), square(2.5, 47.5, 1e-6)),
            commune("01003", at(3.0, 47.0), Area::default()),
            commune("01004", at(4.5, 47.5), square(3.5, 46.5, 0.1)),
        ];
        Territories::new([list, vec![], vec![], vec![], vec![]])
    }

    /// The tile that owns a position.
    fn owner(zoom: u8, position: Position) -> TileCoord {
        let (x, y) = WorldPoint::from_position(position).cell(zoom);
        TileCoord::new(zoom, x, y).expect("inside")
    }

    fn codes(layer: Layer) -> Vec<String> {
        let mut bytes = Vec::new();
        layer.finish(&mut bytes);
        let reader = MvtReaderRef::new(&bytes).expect("readable");
        let mut codes = Vec::new();
        for feature in reader.layers().flat_map(|layer| layer.features()) {
            let geometry = feature.geometry().expect("readable");
            assert!(!matches!(geometry, MvtGeometry::MultiPolygon(pieces) if pieces.0.is_empty()));
            for property in feature.properties() {
                if let ("code", MvtValueRef::String(code)) = property.expect("readable") {
                    codes.push(code.to_owned());
                }
            }
        }
        codes
    }

    #[test]
    fn every_territory_is_in_the_tile_that_owns_its_point() {
        let territories = communes();
        let index = TerritoryIndex::new(&territories);
        for zoom in 0..=14 {
            for territory in territories.of(Level::Commune) {
                let tile = owner(zoom, territory.point);
                let found = codes(surfaces(&territories, &index, Level::Commune, tile));
                assert!(found.contains(&territory.code), "{} at zoom {zoom}: {found:?}", territory.code);
            }
        }
    }

    #[test]
    fn a_label_is_in_one_tile_only() {
        let territories = communes();
        let index = TerritoryIndex::new(&territories);
        for zoom in 0..=9 {
            let mut seen: BTreeMap<String, u32> = BTreeMap::new();
            for tile in (0..1 << zoom).flat_map(|x| (0..1 << zoom).map(move |y| (x, y))) {
                let tile = TileCoord::new(zoom, tile.0, tile.1).expect("inside");
                for code in codes(labels(&territories, &index, Level::Commune, tile)) {
                    *seen.entry(code).or_default() += 1;
                }
            }
            assert!(seen.len() == 4 && seen.values().all(|&times| times == 1), "zoom {zoom}: {seen:?}");
        }
    }

    #[test]
    fn the_index_finds_what_a_loop_finds() {
        let territories = communes();
        let index = TerritoryIndex::new(&territories);
        for zoom in 0..=14 {
            for centre in [at(2.01, 47.01), at(2.3, 47.3), at(3.55, 46.55), at(4.5, 47.5), at(0.0, 0.0)] {
                let tile = owner(zoom, centre);
                let loop_finds: Vec<u32> = (0..4)
                    .filter(|&row| {
                        let territory = territories.get(Level::Commune, row);
                        !clip::area(&territory.area, tile).is_empty()
                            || tile.owned_position(territory.point).is_some()
                    })
                    .collect();
                let found = index.rows(Level::Commune, tile);
                assert!(loop_finds.iter().all(|row| found.contains(row)), "{tile:?}: {found:?}");
                assert!(found.is_sorted());
            }
        }
    }

    #[test]
    fn bounds_hold_outlines_and_points() {
        let bounds = TerritoryIndex::bounds(&communes()).expect("not empty");
        assert_eq!(bounds.sides(), [2.0, 46.5, 4.5, 47.500001]);
        assert_eq!(TerritoryIndex::bounds(&Territories::default()), None);
    }
}
