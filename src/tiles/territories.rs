//! Territories in a tile: their surfaces, and one point each for a label.

use std::sync::Arc;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::domain::level::Level;
use crate::geometry::bbox::Bbox;
use crate::geometry::mercator::WorldPoint;
use crate::geometry::position::Position;
use crate::geometry::settle::REACH;
use crate::index::rows::RowSet;
use crate::snapshot::sheets::{Scale, Sheet, Sheets, UNIT_BITS};
use crate::snapshot::territories::{Territories, Territory};
use crate::tiles::clip::{Lines, MARGIN};
use crate::tiles::contract::Contract;
use crate::tiles::coord::{GridPoint, TileCoord};
use crate::tiles::encode::{Layer, Value};

/// Nothing that is drawn is farther from a tile than this, in its units.
const FAR: i64 = 1 << 29;

/// No line of the tile.
const NO_LINE: u32 = 0;

/// What tiles of territories are drawn from: the sheets, and which territory is where.
#[derive(Debug)]
pub struct TerritoryTiles {
    sheets: Arc<Sheets>,
    levels: [RTree<Entry>; 5],
}

/// A box on the square world and the row of its territory.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

impl TerritoryTiles {
    /// Over all territories of all levels.
    #[must_use]
    pub fn new(territories: &Territories, sheets: Arc<Sheets>) -> Self {
        let tree = |level| {
            let rows = territories.of(level).iter().zip(0..);
            RTree::bulk_load(rows.map(|(t, row)| Entry::new(Rectangle::from_aabb(around(t)), row)).collect())
        };
        Self { sheets, levels: Level::ALL.map(tree) }
    }

    /// The box around all outlines in degrees; `None` without territories.
    #[must_use]
    pub fn bounds(territories: &Territories) -> Option<Bbox> {
        Bbox::around(Level::ALL.into_iter().flat_map(|level| territories.of(level)).flat_map(extremes))
    }

    /// A tile of some levels, as far as the contract has them at its zoom: surfaces and
    /// labels. Larger zones are below smaller ones.
    ///
    /// `among`: only these rows, where one level is asked for; all when `None`.
    #[must_use]
    pub fn draw(
        &self,
        territories: &Territories,
        tile: TileCoord,
        levels: &[Level],
        among: Option<&RowSet>,
    ) -> Vec<u8> {
        let rows_of = |level| {
            let mut rows = self.rows(level, tile);
            rows.retain(|&row| among.is_none_or(|among| among.contains(row)));
            rows
        };
        let contract = Contract::of_this_build();
        let is_drawn = |name: &str| contract.layer(name).is_some_and(|layer| layer.is_drawn_at(tile.zoom()));
        let asked: Vec<Level> = Level::ALL.into_iter().rev().filter(|level| levels.contains(level)).collect();
        let drawn: Vec<(Level, Vec<u32>)> = asked
            .iter()
            .filter(|level| is_drawn(level.layer()))
            .map(|&level| (level, rows_of(level)))
            .collect();
        let sheet = self.sheets.at(tile.zoom()).filter(|_| !drawn.is_empty());
        let view = sheet.map(|(scale, sheet, zoom)| View::new(scale, sheet, zoom, tile, &drawn));
        let mut bytes = Vec::new();
        for level in asked {
            if let Some((_, rows)) = drawn.iter().find(|(other, _)| *other == level) {
                let mut layer = Layer::new(level.layer());
                let tell = |layer: &mut Layer, row: u32| {
                    for (name, value) in properties(territories.get(level, row)) {
                        layer.property(name, value);
                    }
                };
                surfaces(territories, view.as_ref(), (level, rows), tile, &mut layer, tell);
                layer.finish(&mut bytes);
            }
            if is_drawn(&labels_layer(level)) {
                labels(territories, level, &rows_of(level), tile).finish(&mut bytes);
            }
        }
        bytes
    }

    /// The surfaces of some territories of a level, in a layer whose attributes `tell` adds: nothing
    /// at zooms where the level is not drawn.
    pub fn surfaces(
        &self,
        territories: &Territories,
        tile: TileCoord,
        level: Level,
        layer: &mut Layer,
        is_wanted: impl Fn(u32) -> bool,
        tell: impl FnMut(&mut Layer, u32),
    ) {
        if !self.sheets.has(level, tile.zoom()) {
            return;
        }
        let mut rows = self.rows(level, tile);
        rows.retain(|&row| is_wanted(row));
        let drawn = [(level, rows)];
        let view = self
            .sheets
            .at(tile.zoom())
            .map(|(scale, sheet, zoom)| View::new(scale, sheet, zoom, tile, &drawn));
        surfaces(territories, view.as_ref(), (level, &drawn[0].1), tile, layer, tell);
    }

    /// The rows of a level whose outline or point may be in a tile or its margin, in order:
    /// vertices of a sheet are at most [`REACH`] units from where they were.
    fn rows(&self, level: Level, tile: TileCoord) -> Vec<u32> {
        let [west, north, east, south] = tile.square(2 * MARGIN + REACH as i32);
        let window = AABB::from_corners([west, north], [east, south]);
        let found = self.levels[level as usize].locate_in_envelope_intersecting(window);
        let mut rows: Vec<u32> = found.map(|entry| entry.data).collect();
        rows.sort_unstable();
        rows
    }

    /// Whether an outline or a point of a level may be in a tile. False is sure.
    #[must_use]
    pub fn is_near(&self, level: Level, tile: TileCoord) -> bool {
        !self.rows(level, tile).is_empty()
    }
}

/// The points of a level, each in one tile.
fn labels(territories: &Territories, level: Level, rows: &[u32], tile: TileCoord) -> Layer {
    let mut layer = Layer::new(labels_layer(level));
    for &row in rows {
        let territory = territories.get(level, row);
        if let Some(at) = tile.owned_position(territory.point) {
            layer.point(row.into(), at, &properties(territory));
        }
    }
    layer
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

/// The surfaces of some rows of a level, with the attributes that `tell` adds. A territory without
/// an outline is a square of one unit at its point.
fn surfaces(
    territories: &Territories,
    view: Option<&View<'_>>,
    (level, rows): (Level, &[u32]),
    tile: TileCoord,
    layer: &mut Layer,
    mut tell: impl FnMut(&mut Layer, u32),
) {
    for &row in rows {
        let territory = territories.get(level, row);
        let steps = view.map_or(&[][..], |view| view.steps(level, row));
        let rings = match (steps, view) {
            ([], _) => tile.owned_position(territory.point).map(speck).into_iter().collect(),
            (_, Some(view)) => view.rings(level, row),
            (_, None) => Vec::new(),
        };
        if !rings.is_empty() {
            tell(layer, row);
            layer.polygon(row.into(), &rings, &[]);
        }
    }
}

/// The lines of a sheet in a tile.
struct View<'a> {
    scale: &'a Scale,
    sheet: &'a Sheet,
    /// Units of the sheet are 2^shift units of the tile.
    shift: u8,
    /// The tile's corner, in its own units.
    corner: [i64; 2],
    lines: Lines,
    /// One more than the line of each arc; [`NO_LINE`] for those that are not in the tile.
    line_of: Vec<u32>,
}

impl<'a> View<'a> {
    fn new(
        scale: &'a Scale,
        sheet: &'a Sheet,
        zoom: u8,
        tile: TileCoord,
        drawn: &[(Level, Vec<u32>)],
    ) -> Self {
        let corner = [tile.x(), tile.y()].map(|column| i64::from(column) << UNIT_BITS);
        let mut view = Self {
            scale,
            sheet,
            shift: tile.zoom() - zoom,
            corner,
            lines: Lines::new(0, |_, _| ()),
            line_of: vec![NO_LINE; scale.arcs()],
        };
        let mut arcs: Vec<u32> = Vec::new();
        for (level, rows) in drawn {
            for &row in rows {
                for step in view.steps(*level, row) {
                    let arc = step >> 1;
                    if view.line_of[arc as usize] == NO_LINE && view.may_hold(arc) {
                        arcs.push(arc);
                        view.line_of[arc as usize] = arcs.len() as u32;
                    }
                }
            }
        }
        let mut units = Vec::new();
        let lines = Lines::new(arcs.len(), |line, points| {
            units.clear();
            scale.arc(sheet, arcs[line], &mut units);
            points.extend(units.iter().map(|&unit| view.local(unit)));
        });
        Self { lines, ..view }
    }

    /// A point of the sheet on the tile's grid. Far from the tile it stays on its side.
    fn local(&self, unit: [i32; 2]) -> GridPoint {
        let along = |i: usize| (i64::from(unit[i]) << self.shift) - self.corner[i];
        [along(0), along(1)].map(|v| v.clamp(-FAR, FAR) as i32)
    }

    fn bounds(&self, arc: u32) -> [i32; 4] {
        let [west, north, east, south] = self.sheet.bounds(arc);
        let ([west, north], [east, south]) = (self.local([west, north]), self.local([east, south]));
        [west, north, east, south]
    }

    fn may_hold(&self, arc: u32) -> bool {
        self.sheet.has(arc) && Lines::widest().meets(self.bounds(arc))
    }

    fn steps(&self, level: Level, row: u32) -> &'a [u32] {
        self.scale.outlines(level).map_or(&[], |outlines| outlines.steps(row))
    }

    /// What a territory is in the tile.
    fn rings(&self, level: Level, row: u32) -> Vec<Vec<GridPoint>> {
        let Some(outlines) = self.scale.outlines(level) else { return Vec::new() };
        let polygons = outlines.polygons(row).map(|rings| rings.collect::<Vec<_>>());
        polygons
            .flat_map(|rings| {
                let inside = |steps: &&[u32]| -> Vec<(u32, bool)> {
                    let line = |step: &u32| match self.line_of[(step >> 1) as usize] {
                        NO_LINE => None,
                        line => Some((line - 1, step & 1 == 1)),
                    };
                    steps.iter().filter_map(line).collect()
                };
                self.lines.pieces(rings.iter().map(inside), || self.covers(&rings))
            })
            .collect()
    }

    /// Whether a polygon whose lines do not cross the frame holds the frame's corner: how many
    /// of its lines are passed on the way east, odd or even. Counted in half units, where no
    /// line inside the frame reaches.
    fn covers(&self, rings: &[&[u32]]) -> bool {
        let corner = [2 * i64::from(self.lines.frame().low()) + 1; 2];
        let mut inside = false;
        let mut points = Vec::new();
        for &step in rings.iter().copied().flatten() {
            let arc = step >> 1;
            if !self.sheet.has(arc) {
                continue;
            }
            let [west, north, east, south] = self.bounds(arc).map(|v| 2 * i64::from(v));
            if east < corner[0] || south < corner[1] || corner[1] < north {
                continue;
            }
            points.clear();
            if corner[0] < west {
                points.extend(self.scale.ends(self.sheet, arc));
            } else {
                self.scale.arc(self.sheet, arc, &mut points);
            }
            let local = points.iter().map(|&unit| self.local(unit).map(|v| 2 * i64::from(v)));
            for (a, b) in local.clone().zip(local.skip(1)) {
                let (top, bottom) = if a[1] < b[1] { (a, b) } else { (b, a) };
                let [x, y] = corner;
                let level = top[1] <= y && y < bottom[1];
                let right = (x - top[0]) * (bottom[1] - top[1]) < (y - top[1]) * (bottom[0] - top[0]);
                inside ^= level && right;
            }
        }
        inside
    }
}

/// The name of the layer of a level's labels.
#[must_use]
pub fn labels_layer(level: Level) -> String {
    format!("{}_labels", level.layer())
}

fn speck([x, y]: GridPoint) -> Vec<GridPoint> {
    vec![[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]
}

fn properties(territory: &Territory) -> [(&'static str, Value<'_>); 3] {
    [
        ("code", Value::Text(&territory.code)),
        ("nom", Value::Text(&territory.name)),
        ("population", Value::Integer(territory.population)),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::area::{Area, Polygon};
    use crate::geometry::dissolve::tests::moves;
    use crate::snapshot::sheets::make::sheets;
    use crate::snapshot::sheets::make::tests::{land, outlined, regular};

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn square(west: f64, south: f64, side: f64) -> Area {
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        let exterior = corners.map(|(x, y)| at(west + x, south + y)).to_vec();
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    /// A large one, one smaller than a unit of any grid, one without an outline, and one whose
    /// published point is outside its outline.
    fn communes() -> Territories {
        let commune =
            |code: &str, point, area| Territory { point, ..outlined(code.to_owned(), area, [None; 5]) };
        let list = vec![
            commune("01001", at(2.15, 47.15), square(2.0, 47.0, 0.3)),
            commune("01002", at(2.5, 47.5), square(2.5, 47.5, 1e-6)),
            commune("01003", at(3.0, 47.0), Area::default()),
            commune("01004", at(4.5, 47.5), square(3.5, 46.5, 0.1)),
        ];
        Territories::new([list, vec![], vec![], vec![], vec![]])
    }

    fn tiles_of(territories: &Territories) -> TerritoryTiles {
        TerritoryTiles::new(territories, Arc::new(sheets(territories)))
    }

    /// The tiles of a zoom around all outlines.
    fn tiles(territories: &Territories, zoom: u8) -> Vec<TileCoord> {
        let [west, south, east, north] = TerritoryTiles::bounds(territories).expect("not empty").sides();
        let (left, top) = WorldPoint::from_position(at(west, north)).cell(zoom);
        let (right, bottom) = WorldPoint::from_position(at(east, south)).cell(zoom);
        let all = (left..=right).flat_map(|x| (top..=bottom).map(move |y| (x, y)));
        all.map(|(x, y)| TileCoord::new(zoom, x, y).expect("inside")).collect()
    }

    /// The rings of each feature, by layer and code; none for a point.
    type Found = BTreeMap<(String, String), Vec<Vec<GridPoint>>>;

    fn decoded(bytes: &[u8]) -> Found {
        let reader = MvtReaderRef::new(bytes).expect("readable");
        let mut found = Found::new();
        for layer in reader.layers() {
            for feature in layer.features() {
                let code = feature.properties().find_map(|property| match property.expect("readable") {
                    ("code", MvtValueRef::String(code)) => Some(code.to_owned()),
                    _ => None,
                });
                let rings = match feature.geometry().expect("readable") {
                    MvtGeometry::Polygon(polygon) => rings(&polygon),
                    MvtGeometry::MultiPolygon(pieces) => pieces.0.iter().flat_map(rings).collect(),
                    _ => Vec::new(),
                };
                found.insert((layer.name().to_owned(), code.expect("a code")), rings);
            }
        }
        found
    }

    fn rings(polygon: &geo::Polygon<i32>) -> Vec<Vec<GridPoint>> {
        let open =
            |ring: &geo::LineString<i32>| ring.0[..ring.0.len() - 1].iter().map(|c| [c.x, c.y]).collect();
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open).collect()
    }

    fn edges(ring: &[GridPoint]) -> impl Iterator<Item = [GridPoint; 2]> {
        ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| [a, b])
    }

    fn twice_size(ring: &[GridPoint]) -> i64 {
        edges(ring).map(|[a, b]| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])).sum()
    }

    /// Whether no point comes twice and no two edges of a ring share more than an end.
    fn is_simple(ring: &[GridPoint]) -> bool {
        use crate::geometry::lattice::segments_touch;
        let edges: Vec<[[i64; 2]; 2]> = edges(ring).map(|edge| edge.map(|p| p.map(i64::from))).collect();
        let count = edges.len();
        let apart = |i: usize, j: usize| match (j - i, i + count - j) {
            (1, _) => {
                !segments_touch([edges[i][0]; 2], edges[j]) && !segments_touch([edges[j][1]; 2], edges[i])
            }
            (_, 1) => {
                !segments_touch([edges[j][0]; 2], edges[i]) && !segments_touch([edges[i][1]; 2], edges[j])
            }
            _ => !segments_touch(edges[i], edges[j]),
        };
        3 <= count && (0..count).all(|i| (i + 1..count).all(|j| apart(i, j)))
    }

    #[test]
    fn every_territory_with_an_outline_is_in_a_tile_of_every_zoom() {
        let territories = communes();
        let drawing = tiles_of(&territories);
        for zoom in 4..=14 {
            let found: BTreeSet<String> = tiles(&territories, zoom)
                .into_iter()
                .flat_map(|tile| decoded(&drawing.draw(&territories, tile, &[Level::Commune], None)))
                .filter(|((layer, _), rings)| layer == "communes" && rings.iter().all(|r| 0 < twice_size(r)))
                .map(|((_, code), _)| code)
                .collect();
            let is_drawn =
                Contract::of_this_build().layer("communes").is_some_and(|layer| layer.is_drawn_at(zoom));
            assert_eq!(found.len(), if is_drawn { 4 } else { 0 }, "zoom {zoom}: {found:?}");
        }
    }

    #[test]
    fn only_a_territory_without_an_outline_is_a_square_at_its_point() {
        let territories = communes();
        let drawing = tiles_of(&territories);
        let (x, y) = WorldPoint::from_position(at(3.0, 47.0)).cell(10);
        let tile = TileCoord::new(10, x, y).expect("inside");
        let found = decoded(&drawing.draw(&territories, tile, &Level::ALL, None));
        let rings = &found[&("communes".to_owned(), "01003".to_owned())];
        assert_eq!((rings.len(), twice_size(&rings[0])), (1, 2));
        // The point of this one is far from its outline: nothing is drawn there but its label.
        let (x, y) = WorldPoint::from_position(at(4.5, 47.5)).cell(10);
        let tile = TileCoord::new(10, x, y).expect("inside");
        let found = decoded(&drawing.draw(&territories, tile, &Level::ALL, None));
        assert_eq!(found.keys().map(|(layer, _)| layer.as_str()).collect::<Vec<_>>(), ["communes_labels"]);
    }

    #[test]
    fn a_label_is_in_one_tile_only() {
        let territories = communes();
        let drawing = tiles_of(&territories);
        for zoom in [9, 11] {
            let labels = tiles(&territories, zoom).into_iter().flat_map(|tile| {
                decoded(&drawing.draw(&territories, tile, &Level::ALL, None)).into_keys().collect::<Vec<_>>()
            });
            let labels: Vec<_> = labels.filter(|(layer, _)| layer == "communes_labels").collect();
            assert_eq!((labels.len(), labels.iter().collect::<BTreeSet<_>>().len()), (4, 4), "zoom {zoom}");
        }
    }

    #[test]
    fn bounds_hold_outlines_and_points() {
        let bounds = TerritoryTiles::bounds(&communes()).expect("not empty");
        assert_eq!(bounds.sides(), [2.0, 46.5, 4.5, 47.500001]);
        assert_eq!(TerritoryTiles::bounds(&Territories::default()), None);
    }

    #[test]
    fn a_level_can_be_drawn_alone_and_a_tile_inside_a_zone_is_the_frame() {
        let land = land(2_000_000, &[(0, 0); 49], regular);
        let drawing = tiles_of(&land);
        let (x, y) = WorldPoint::from_position(at(0.31, 0.29)).cell(12);
        let tile = TileCoord::new(12, x, y).expect("inside");
        let found = decoded(&drawing.draw(&land, tile, &[Level::Region], None));
        let low = -MARGIN - 1;
        let high = 4096 - low;
        let frame = vec![vec![[low, low], [high, low], [high, high], [low, high]]];
        assert_eq!(found, Found::from([(("regions".to_owned(), "00".to_owned()), frame)]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        /// Whatever the zones: in each tile every ring is simple and turns the right way, what
        /// one commune has no other has, and a zone has exactly what its communes have.
        #[test]
        fn pieces_are_valid_and_fill_the_tile_once(
            moves in moves(),
            labels in prop::collection::vec(0_u32..3, 36),
            zoom in 8_u8..=12,
        ) {
            let land = land(1_500_000, &moves, |cell, level| (labels[cell as usize] + level as u32 * cell) % 3);
            let drawing = tiles_of(&land);
            for tile in tiles(&land, zoom).into_iter().take(16) {
                let found = decoded(&drawing.draw(&land, tile, &Level::ALL, None));
                let mut sizes: BTreeMap<&str, i64> = BTreeMap::new();
                let mut once = BTreeSet::new();
                for ((layer, code), rings) in &found {
                    for ring in rings {
                        prop_assert!(is_simple(ring), "{} {} of {:?}: {:?}", layer, code, tile, ring);
                        *sizes.entry(layer).or_default() += twice_size(ring);
                        let is_new = edges(ring).all(|edge| once.insert((layer, edge)));
                        prop_assert!(is_new, "{} {} overlaps in {:?}", layer, code, tile);
                    }
                    prop_assert!(rings.first().is_none_or(|ring| 0 < twice_size(ring)));
                }
                let surfaces: BTreeSet<i64> =
                    sizes.iter().filter(|(layer, _)| !layer.ends_with("_labels")).map(|(_, size)| *size).collect();
                prop_assert!(surfaces.len() <= 1, "{:?}: {:?}", tile, sizes);
            }
        }
    }
}
