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
use crate::geometry::units::{EARTH_RADIUS, Meters};
use crate::index::points::PointIndex;
use crate::index::weighed_points::{Ball, Sum, Verdict, WeighedPoints, chord_2, on_ellipsoid};

type Leaf = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// On a sphere of [`EARTH_RADIUS`] no distance is shorter than this part of that on the ellipsoid,
/// whose radii of curvature go from 6 335 to 6 400 km.
const SHORTER: f64 = 0.994;

/// The radius of the equator of WGS 84, in meters.
const EQUATOR: f64 = 6_378_137.0;

/// The least radius of curvature, the meridian's at the equator, in radii of the equator: (1 − f)².
const TIGHTEST: f64 = (1.0 - 1.0 / 298.257_223_563) * (1.0 - 1.0 / 298.257_223_563);

/// A micrometer and more, in the same: above what rounding takes.
const HAIR: f64 = 1e-12;

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
    /// The place in space, in radii of the equator.
    centre: [f64; 3],
    /// Squared chords: nearer than the first is inside, farther than the second is outside.
    sure: f64,
    possible: f64,
}

/// What an area is made of, beside the lists that the index holds turned round.
#[derive(Debug)]
enum Shape {
    Disc(Disc),
    Surface {
        pieces: Vec<Bands>,
        /// Corners of its box, in steps: south-west, north-east.
        low: (i32, i32),
        high: (i32, i32),
    },
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
                    let corners = || area.rings().flatten().map(|corner| corner.steps());
                    let low = corners().fold((i32::MAX, i32::MAX), |a, b| (a.0.min(b.0), a.1.min(b.1)));
                    let high = corners().fold((i32::MIN, i32::MIN), |a, b| (a.0.max(b.0), a.1.max(b.1)));
                    let pieces = area.0.iter().map(Bands::new).collect();
                    (Shape::Surface { pieces, low, high }, area.interior_position())
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
        let in_space = on_ellipsoid(position);
        self.boxes.locate_in_envelope_intersecting(at).map(|leaf| leaf.data).filter(move |&rank| match &self
            .shapes[rank as usize]
        {
            Shape::Disc(disc) => disc.covers(position, in_space),
            Shape::Surface { pieces, .. } => holds(pieces, position),
            Shape::Elsewhere => false,
        })
    }

    /// The discs and surfaces whose own box meets a box, in no order, some more than once.
    pub fn meeting(&self, bbox: Bbox) -> impl Iterator<Item = u32> + '_ {
        let [west, south, east, north] = bbox.sides();
        let window = AABB::from_corners([west, south], [east, north]);
        self.boxes.locate_in_envelope_intersecting(window).map(|leaf| leaf.data)
    }

    /// What a disc or a surface covers of some points; nothing for lists and the whole country, which
    /// no geometry tells. O(balls that it cuts).
    #[must_use]
    pub fn covered(&self, rank: u32, points: &WeighedPoints) -> Sum {
        match &self.shapes[rank as usize] {
            Shape::Disc(disc) => {
                points.covered(|ball| disc.judge(ball), |position, in_space| disc.covers(position, in_space))
            }
            Shape::Surface { pieces, low, high } => {
                let is_apart = |ball: &Ball| {
                    ball.high.0 < low.0 || high.0 < ball.low.0 || ball.high.1 < low.1 || high.1 < ball.low.1
                };
                let judge = |ball: &Ball| if is_apart(ball) { Verdict::Nothing } else { Verdict::Some };
                points.covered(judge, |position, _| holds(pieces, position))
            }
            Shape::Elsewhere => Sum::default(),
        }
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
    /// A way along the ellipsoid is no shorter than the straight line, and bends nowhere more than the
    /// meridian does at the equator: so its chord is no shorter than that of a circle of this radius
    /// (Schur's comparison theorem). Between the two, a few millionths apart, the way is measured.
    fn new(from: Position, reach: Meters) -> Self {
        let reach_in_radii = reach.value() / EQUATOR;
        let bent = (reach_in_radii - HAIR).max(0.0) / (2.0 * TIGHTEST);
        // A disc of a quarter of the globe or more is measured, always.
        let (sure, possible) = if bent < std::f64::consts::FRAC_PI_4 {
            (2.0 * TIGHTEST * bent.sin(), reach_in_radii + HAIR)
        } else {
            (-1.0, f64::INFINITY)
        };
        let squared = |chord: f64| chord.abs() * chord;
        Self { from, reach, centre: on_ellipsoid(from), sure: squared(sure), possible: squared(possible) }
    }

    /// By straight lines, of which no point of the ball is farther from its centre than
    /// its radius.
    fn judge(&self, ball: &Ball) -> Verdict {
        let away = chord_2(self.centre, ball.centre).sqrt();
        if 0.0 < self.sure && away + ball.radius < self.sure.sqrt() {
            Verdict::All
        } else if self.possible.sqrt() < away - ball.radius {
            Verdict::Nothing
        } else {
            Verdict::Some
        }
    }

    fn covers(&self, position: Position, at: [f64; 3]) -> bool {
        let chord = chord_2(self.centre, at);
        chord < self.sure || (chord <= self.possible && self.from.distance(position) <= self.reach)
    }
}

/// Even-odd over all pieces, as `Area::contains`.
fn holds(pieces: &[Bands], position: Position) -> bool {
    pieces.iter().fold(false, |inside, piece| inside != piece.contains(position))
}

/// Boxes that hold all within a distance of a place, and a little more: two where it crosses the
/// antimeridian.
fn around(from: Position, reach: Meters) -> Vec<Rectangle<[f64; 2]>> {
    let angle = reach.value() / (EARTH_RADIUS * SHORTER) + 1e-9;
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
            near in (-0.5..0.5_f64, -0.5..0.5_f64), factor in prop::sample::select(vec![0.0, 0.5, 0.99, 0.9999, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 1.0001, 1.01, 3.0]),
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
