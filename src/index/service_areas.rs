//! Service areas by place: who covers a position, who lists a territory.
//!
//! Discs and surfaces stand in trees of their boxes; lists of territories are turned round, from
//! the territory to those who list it. Areas are told by their rank, the rows by [`ServiceIndex::row`].

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::domain::level::Level;
use crate::domain::service_area::ServiceArea;
use crate::geometry::bands::Bands;
use crate::geometry::bbox::Bbox;
use crate::geometry::position::Position;
use crate::geometry::units::Meters;
use crate::index::points::PointIndex;

type Leaf = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// The radius of a sphere on which no distance is more than [`SHORTER`] and [`LONGER`] away from
/// that on the ellipsoid, whose radii of curvature go from 6 335 to 6 400 km.
const SPHERE: f64 = 6_371_008.8;
const SHORTER: f64 = 0.994;
const LONGER: f64 = 1.005;

/// The territories of a snapshot, as far as lists of them are concerned.
pub trait Zoning {
    /// The row of a code.
    fn row(&self, level: Level, code: &str) -> Option<u32>;
    /// The communes of a territory.
    fn communes(&self, level: Level, row: u32) -> &[u32];
}

/// All within a distance of a place.
#[derive(Debug, Clone)]
struct Disc {
    from: Position,
    reach: Meters,
    /// The place on a sphere of radius 1.
    centre: [f64; 3],
    /// Squared chords: nearer than the first is inside, farther than the second is outside.
    sure: f64,
    possible: f64,
}

/// What an area is made of, beside the lists that the index holds turned round.
#[derive(Debug)]
enum Shape {
    Disc(Disc),
    Surface(Vec<Bands>),
    Elsewhere,
}

/// An index over the service areas of rows.
pub struct ServiceIndex {
    /// By rank: the row whose area it is, in order, and its shape.
    rows: Vec<u32>,
    shapes: Vec<Shape>,
    /// The boxes of discs and surfaces.
    boxes: RTree<Leaf>,
    /// A position inside of each disc and surface.
    centres: Vec<Option<Position>>,
    by_centre: PointIndex,
    /// By level and row of the territory: the ranks of the areas that list it.
    listed: [Vec<Vec<u32>>; 5],
    national: Vec<u32>,
}

impl ServiceIndex {
    /// Sorts the areas, which come with their rows in order. Codes that are no territory's are
    /// left out; lists that mix levels are kept as the communes that they are made of.
    #[must_use]
    pub fn new<'a>(areas: impl IntoIterator<Item = (u32, &'a ServiceArea)>, zoning: &impl Zoning) -> Self {
        let mut index = Self {
            rows: Vec::new(),
            shapes: Vec::new(),
            boxes: RTree::new(),
            centres: Vec::new(),
            by_centre: PointIndex::new([]),
            listed: Default::default(),
            national: Vec::new(),
        };
        let mut leaves = Vec::new();
        for (rank, (row, area)) in (0..).zip(areas) {
            index.rows.push(row);
            let (shape, centre) = match area {
                ServiceArea::Radius { from, reach } => {
                    leaves.extend(around(*from, *reach).into_iter().map(|side| Leaf::new(side, rank)));
                    (Shape::Disc(Disc::new(*from, *reach)), Some(*from))
                }
                ServiceArea::Surface(area) => {
                    let sides = area.bbox().map(Bbox::sides);
                    leaves.extend(
                        sides.map(|[w, s, e, n]| Leaf::new(Rectangle::from_corners([w, s], [e, n]), rank)),
                    );
                    (Shape::Surface(area.0.iter().map(Bands::new).collect()), area.interior_position())
                }
                ServiceArea::Zones(zones) => {
                    index.list(rank, zones, zoning);
                    (Shape::Elsewhere, None)
                }
                ServiceArea::National => {
                    index.national.push(rank);
                    (Shape::Elsewhere, None)
                }
            };
            index.shapes.push(shape);
            index.centres.push(centre);
        }
        index.boxes = RTree::bulk_load(leaves);
        index.by_centre =
            PointIndex::new((0..).zip(&index.centres).filter_map(|(rank, centre)| Some((rank, (*centre)?))));
        index
    }

    fn list(&mut self, rank: u32, zones: &[(Level, String)], zoning: &impl Zoning) {
        let known = zones.iter().filter_map(|(level, code)| Some((*level, zoning.row(*level, code)?)));
        let mut known: Vec<(Level, u32)> = known.collect();
        // Territories of one level have no commune in common, those of two levels may.
        if known.iter().any(|(level, _)| *level != known[0].0) {
            let communes = known.iter().flat_map(|&(level, row)| zoning.communes(level, row));
            known = communes.map(|&commune| (Level::Commune, commune)).collect();
        }
        known.sort_unstable();
        known.dedup();
        for (level, row) in known {
            let lists = &mut self.listed[level as usize];
            if lists.len() <= row as usize {
                lists.resize_with(row as usize + 1, Vec::new);
            }
            lists[row as usize].push(rank);
        }
    }

    /// How many rows state an area: ranks go from 0 to this.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row states one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row that states an area.
    #[must_use]
    pub fn row(&self, rank: u32) -> u32 {
        self.rows[rank as usize]
    }

    /// The areas that are the whole country.
    #[must_use]
    pub fn national(&self) -> &[u32] {
        &self.national
    }

    /// The areas that list a territory: each once, and only one of a commune's territories of
    /// all levels lists it.
    #[must_use]
    pub fn listing(&self, level: Level, row: u32) -> &[u32] {
        self.listed[level as usize].get(row as usize).map_or(&[], Vec::as_slice)
    }

    /// The discs and surfaces that cover a position, in no order. O(log n + boxes around it).
    pub fn around(&self, position: Position) -> impl Iterator<Item = u32> + '_ {
        let at = AABB::from_point(position.degrees());
        let on_sphere = unit(position);
        self.boxes.locate_in_envelope_intersecting(at).map(|leaf| leaf.data).filter(move |&rank| {
            match &self.shapes[rank as usize] {
                Shape::Disc(disc) => disc.covers(position, on_sphere),
                // Even-odd over all pieces, as `Area::contains`.
                Shape::Surface(pieces) => {
                    pieces.iter().fold(false, |inside, piece| inside != piece.contains(position))
                }
                Shape::Elsewhere => false,
            }
        })
    }

    /// The discs and surfaces whose centre is in a box.
    #[must_use]
    pub fn centred_within(&self, bbox: Bbox) -> Vec<u32> {
        self.by_centre.within(bbox, |rank| self.centre(rank))
    }

    /// A position inside of a disc or a surface.
    #[must_use]
    pub fn centre(&self, rank: u32) -> Option<Position> {
        self.centres[rank as usize]
    }
}

impl Disc {
    fn new(from: Position, reach: Meters) -> Self {
        let chord = |scale: f64| {
            let half = (reach.value() / (SPHERE * scale) / 2.0).min(std::f64::consts::FRAC_PI_2);
            (2.0 * half.sin()).powi(2)
        };
        // A disc larger than half the globe is measured, always.
        let sure = if chord(SHORTER) < 2.0 { chord(LONGER) } else { -1.0 };
        let possible = if chord(SHORTER) < 2.0 { chord(SHORTER) } else { f64::INFINITY };
        Self { from, reach, centre: unit(from), sure, possible }
    }

    fn covers(&self, position: Position, on_sphere: [f64; 3]) -> bool {
        let chord: f64 = self.centre.iter().zip(on_sphere).map(|(a, b)| (a - b).powi(2)).sum();
        chord < self.sure || (chord <= self.possible && self.from.distance(position) <= self.reach)
    }
}

fn unit(position: Position) -> [f64; 3] {
    let (lon, lat) = (position.lon().to_radians(), position.lat().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Boxes that hold all within a distance of a place, and a little more: two where it crosses the
/// antimeridian.
fn around(from: Position, reach: Meters) -> Vec<Rectangle<[f64; 2]>> {
    let angle = reach.value() / (SPHERE * SHORTER) + 1e-9;
    let (low, high) = (from.lat() - angle.to_degrees(), from.lat() + angle.to_degrees());
    let (south, north) = (low.max(-90.0), high.min(90.0));
    let stretch = angle.sin() / from.lat().to_radians().cos();
    let side = |west: f64, east: f64| Rectangle::from_corners([west, south], [east, north]);
    if low <= -90.0 || 90.0 <= high || 1.0 <= stretch {
        return vec![side(-180.0, 180.0)];
    }
    let wide = stretch.asin().to_degrees() + 1e-6;
    let (west, east) = (from.lon() - wide, from.lon() + wide);
    let mut sides = vec![side(west.max(-180.0), east.min(180.0))];
    if west < -180.0 {
        sides.push(side(west + 360.0, 180.0));
    }
    if 180.0 < east {
        sides.push(side(-180.0, east - 360.0));
    }
    sides
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Nothing;

    impl Zoning for Nothing {
        fn row(&self, _: Level, _: &str) -> Option<u32> {
            None
        }

        fn communes(&self, _: Level, _: u32) -> &[u32] {
            &[]
        }
    }

    fn at((lon, lat): (f64, f64)) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// Distances next to the border too, where the sphere cannot tell; poles and antimeridian too.
        #[test]
        fn a_disc_covers_what_is_within_its_reach(
            from in (-180.0..=180.0_f64, -90.0..=90.0_f64), to in (-180.0..=180.0_f64, -90.0..=90.0_f64),
            near in (-0.5..0.5_f64, -0.5..0.5_f64), factor in prop::sample::select(vec![0.0, 0.5, 0.99, 0.9999, 1.0, 1.0001, 1.01, 3.0]),
        ) {
            let from = at(from);
            let beside = ((from.lon() + near.0).clamp(-180.0, 180.0), (from.lat() + near.1).clamp(-90.0, 90.0));
            for to in [at(to), at(beside)] {
                let reach = Meters::new(from.distance(to).value() * factor).expect("finite");
                let area = ServiceArea::Radius { from, reach };
                let index = ServiceIndex::new([(7, &area)], &Nothing);
                let found: Vec<u32> = index.around(to).map(|rank| index.row(rank)).collect();
                prop_assert_eq!(!found.is_empty(), area.covers(to, |_| None), "{} from {:?} to {:?}", reach, from, to);
            }
        }
    }
}
