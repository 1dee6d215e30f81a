//! Which part of a perimeter does a service area reach?
//!
//! *Question.* Does somebody whose service area is known serve this perimeter, and how many of its people?
//! *Method.* The part is that of the people in the communes whose representative point the area covers (as
//! `query::serves` does). An area that covers no such point serves all the same when any of the perimeter's
//! surface is in it: a disc, when the surface is no farther than its reach; a surface, when the two have a
//! point in common. Its part is then 0: less than the table can tell. *Unit.* Of 1. *Edges.* A perimeter in
//! which nobody lives is told by its communes; one that holds no commune's point has no part (`None` inside),
//! and is served or not. A list of territories serves by the commune table alone. *Cost.* O(places + edges).

use geo::Intersects;

use crate::domain::level::Level;
use crate::domain::service_area::ServiceArea;
use crate::geometry::area::Area;
use crate::geometry::position::Position;
use crate::geometry::reach::is_within_reach;
use crate::index::weighed_points::Sum;

/// What is served of a perimeter: at all, and how much of it where that can be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Of its people, from 0 to 1; `None` where the perimeter holds no commune's point.
    pub share: Option<f64>,
    /// Whether all its communes are covered.
    pub is_whole: bool,
}

/// A commune as far as service goes: its representative point, its people, its codes by level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServedPlace<'a> {
    pub point: Position,
    pub people: u64,
    pub codes: [Option<&'a str>; 5],
}

/// Whether an area serves a perimeter: a slow loop that says what the index of a snapshot must say.
/// `outline` is the perimeter's surface, `places` the communes in it. `None`: it does not.
///
/// ```
/// use maillage::analysis::served::served;
/// use maillage::domain::service_area::ServiceArea;
/// use maillage::geometry::area::Area;
/// assert!(served(&ServiceArea::National, &[], &Area::default()).is_some());
/// ```
#[must_use]
pub fn served(area: &ServiceArea, places: &[ServedPlace], outline: &Area) -> Option<Served> {
    let (mut covered, mut all) = (Sum::default(), Sum::default());
    for place in places {
        let one = Sum { points: 1, weight: place.people };
        all.add(one);
        if area.covers(place.point, |level: Level| place.codes[level as usize]) {
            covered.add(one);
        }
    }
    if let ServiceArea::National = area {
        return Some(Served { share: (0 < all.points).then_some(1.0), is_whole: true });
    }
    of_sums(covered, all).or_else(|| touched(area, outline).then(|| barely(all)))
}

/// What sums say: `None` where nothing is covered.
#[must_use]
pub fn of_sums(covered: Sum, all: Sum) -> Option<Served> {
    let share = if all.weight == 0 {
        f64::from(covered.points) / f64::from(all.points.max(1))
    } else {
        covered.weight as f64 / all.weight as f64
    };
    let is_whole = covered.points == all.points;
    (0 < covered.points).then_some(Served { share: Some(if is_whole { 1.0 } else { share }), is_whole })
}

/// What is served where a surface is met and no commune's point is covered.
#[must_use]
pub fn barely(all: Sum) -> Served {
    Served { share: (0 < all.points).then_some(0.0), is_whole: false }
}

/// Whether a disc or a surface has anything in common with a perimeter's surface. Lists of territories
/// have no surface of their own: false. O(edges of both).
#[must_use]
pub fn touched(area: &ServiceArea, outline: &Area) -> bool {
    match area {
        ServiceArea::Radius { from, reach } => is_within_reach(*from, *reach, outline),
        ServiceArea::Surface(surface) => {
            let boxes = surface.bbox().zip(outline.bbox());
            boxes.is_some_and(|(one, other)| one.meets(other))
                && surface.to_geo().intersects(&outline.to_geo())
        }
        ServiceArea::Zones(_) => false,
        ServiceArea::National => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::area::Polygon;
    use crate::geometry::units::Meters;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn square(west: f64, south: f64, side: f64) -> Area {
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        let exterior = corners.map(|(x, y)| at(west + x, south + y)).to_vec();
        Area(vec![Polygon { exterior, holes: vec![] }])
    }

    fn place(lon: f64, people: u64) -> ServedPlace<'static> {
        ServedPlace {
            point: at(lon, 45.5),
            people,
            codes: [Some("01001"), None, Some("01004"), Some("01"), None],
        }
    }

    fn disc(lon: f64, km: f64) -> ServiceArea {
        ServiceArea::Radius { from: at(lon, 45.5), reach: Meters::new(km * 1000.0).expect("a length") }
    }

    #[test]
    fn a_part_is_that_of_the_people_who_are_covered() {
        let outline = square(0.0, 45.0, 1.0);
        let places = [place(0.2, 300), place(0.8, 100)];
        let told = |area: &ServiceArea| {
            served(area, &places, &outline).map(|served| (served.share, served.is_whole))
        };
        assert_eq!(told(&disc(0.2, 5.0)), Some((Some(0.75), false)));
        assert_eq!(told(&disc(0.5, 60.0)), Some((Some(1.0), true)));
        assert_eq!(told(&ServiceArea::National), Some((Some(1.0), true)));
        let bassin = ServiceArea::Zones(vec![(Level::Bassin, "01004".to_owned())]);
        assert_eq!(told(&bassin), Some((Some(1.0), true)));
        assert_eq!(told(&ServiceArea::Zones(vec![(Level::Bassin, "44109".to_owned())])), None);
    }

    #[test]
    fn who_reaches_over_the_border_serves_though_it_covers_no_point() {
        let outline = square(0.0, 45.0, 1.0);
        let places = [place(0.2, 300)];
        // 2.3 km east of the border.
        let told = |area: &ServiceArea| served(area, &places, &outline).map(|served| served.share);
        assert_eq!(told(&disc(1.03, 10.0)), Some(Some(0.0)));
        assert_eq!(told(&disc(1.03, 2.0)), None);
        assert_eq!(told(&ServiceArea::Surface(square(0.99, 45.2, 0.2))), Some(Some(0.0)));
        assert_eq!(told(&ServiceArea::Surface(square(1.01, 45.2, 0.2))), None);
    }

    #[test]
    fn a_drawing_without_any_commune_is_served_without_a_part() {
        let outline = square(0.4, 45.4, 0.01);
        let told = served(&disc(0.4, 30.0), &[], &outline).expect("served");
        assert_eq!(told.share, None);
        assert_eq!(served(&disc(2.0, 30.0), &[], &outline), None);
    }
}
