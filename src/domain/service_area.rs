//! Whom an actor serves: geometry and tables, never equality of names.

use std::fmt;

use crate::domain::level::Level;
use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::position::Position;
use crate::geometry::units::Meters;

/// Where an actor offers what it does, which is not where its seat is.
#[derive(Debug, Clone, PartialEq)]
pub enum ServiceArea {
    /// All within a distance of a place.
    Radius { from: Position, reach: Meters },
    /// Whole territories, by level and code.
    Zones(Vec<(Level, String)>),
    /// A surface of its own.
    Surface(Area),
    /// The whole country, overseas included.
    National,
}

/// Why a text is no [`ServiceArea`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no service area: use national, radius:lon lat meters, zones:level:code … or surface:lon lat …"
)]
pub struct ServiceAreaError(String);

impl ServiceArea {
    /// Whether it covers a position. `zone` gives the code of the territory of a level that
    /// the position's commune belongs to, by the commune table.
    #[must_use]
    pub fn covers<'a>(&self, position: Position, zone: impl Fn(Level) -> Option<&'a str>) -> bool {
        match self {
            Self::Radius { from, reach } => from.distance(position) <= *reach,
            Self::Zones(zones) => zones.iter().any(|(level, code)| zone(*level) == Some(code)),
            Self::Surface(area) => area.contains(position),
            Self::National => true,
        }
    }

    /// The area written as [`Self::to_string`] does.
    pub fn parse(text: &str) -> Result<Self, ServiceAreaError> {
        let read = || match text.split_once(':') {
            None => (text == "national").then_some(Self::National),
            Some(("radius", rest)) => radius(rest),
            Some(("zones", rest)) => rest.split(' ').map(zone).collect::<Option<_>>().map(Self::Zones),
            Some(("surface", rest)) => surface(rest),
            Some(_) => None,
        };
        read().ok_or_else(|| ServiceAreaError(text.to_owned()))
    }
}

fn radius(text: &str) -> Option<ServiceArea> {
    let numbers: Vec<f64> = text.split(' ').map(|n| n.parse().ok()).collect::<Option<_>>()?;
    let [lon, lat, meters] = numbers[..] else { return None };
    Some(ServiceArea::Radius { from: Position::from_degrees(lon, lat)?, reach: Meters::new(meters)? })
}

fn zone(text: &str) -> Option<(Level, String)> {
    let (level, code) = text.split_once(':')?;
    Some((level.parse().ok()?, code.to_owned()))
}

/// Pieces apart by `/`, rings by `;`, the first of a piece its outline.
fn surface(text: &str) -> Option<ServiceArea> {
    let piece = |text: &str| {
        let mut rings = text.split(';').map(ring).collect::<Option<Vec<_>>>()?.into_iter();
        Some(Polygon { exterior: rings.next()?, holes: rings.collect() })
    };
    text.split('/').map(piece).collect::<Option<_>>().map(|pieces| ServiceArea::Surface(Area(pieces)))
}

fn ring(text: &str) -> Option<Ring> {
    let numbers: Vec<f64> = text.split(' ').map(|n| n.parse().ok()).collect::<Option<_>>()?;
    let whole = 6 <= numbers.len() && numbers.len().is_multiple_of(2);
    let corners = || numbers.chunks_exact(2).map(|pair| Position::from_degrees(pair[0], pair[1])).collect();
    whole.then(corners)?
}

impl fmt::Display for ServiceArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let corners = |ring: &Ring| {
            ring.iter().map(|p| format!("{} {}", p.lon(), p.lat())).collect::<Vec<_>>().join(" ")
        };
        match self {
            Self::National => f.write_str("national"),
            Self::Radius { from, reach } => {
                write!(f, "radius:{} {} {}", from.lon(), from.lat(), reach.value())
            }
            Self::Zones(zones) => {
                let words: Vec<String> =
                    zones.iter().map(|(level, code)| format!("{level}:{code}")).collect();
                write!(f, "zones:{}", words.join(" "))
            }
            Self::Surface(Area(pieces)) => {
                let piece = |p: &Polygon| p.rings().map(corners).collect::<Vec<_>>().join(";");
                write!(f, "surface:{}", pieces.iter().map(piece).collect::<Vec<_>>().join("/"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("on the globe")
    }

    fn square() -> ServiceArea {
        let exterior = vec![at(0.0, 0.0), at(2.0, 0.0), at(2.0, 2.0), at(0.0, 2.0)];
        let holes = vec![vec![at(0.5, 0.5), at(0.5, 1.0), at(1.0, 1.0)]];
        ServiceArea::Surface(Area(vec![Polygon { exterior, holes }]))
    }

    #[test]
    fn an_area_reads_what_it_writes() {
        let reach = Meters::new(12_500.0).expect("a length");
        let zones = vec![(Level::Bassin, "44109".to_owned()), (Level::Commune, "2A004".to_owned())];
        let radius = ServiceArea::Radius { from: at(-1.55, 47.2), reach };
        for area in [ServiceArea::National, radius, ServiceArea::Zones(zones), square()] {
            assert_eq!(ServiceArea::parse(&area.to_string()), Ok(area));
        }
        for wrong in ["", "local", "radius:1 2", "radius:1 2 -3", "zones:44109", "surface:1 2 3 4"] {
            let reason = ServiceArea::parse(wrong).expect_err(wrong).to_string();
            assert!(reason.starts_with(&format!("`{wrong}` is no service area")), "{reason}");
        }
    }

    #[test]
    fn zones_are_a_matter_of_the_table_and_discs_of_distance() {
        let in_44109 = |level: Level| (level == Level::Bassin).then_some("44109");
        let zones = ServiceArea::Zones(vec![(Level::Bassin, "44109".to_owned())]);
        assert!(zones.covers(at(0.0, 0.0), in_44109));
        assert!(!zones.covers(at(0.0, 0.0), |_| None));
        let disc =
            ServiceArea::Radius { from: at(0.0, 0.0), reach: Meters::new(111_400.0).expect("a length") };
        assert!(disc.covers(at(1.0, 0.0), |_| None));
        assert!(!disc.covers(at(1.01, 0.0), |_| None));
        assert!(square().covers(at(1.5, 1.5), |_| None) && !square().covers(at(0.6, 0.9), |_| None));
    }
}
