//! The shape of a feature that was read.

use flatbuffers::Vector;
use flatgeobuf::GeometryType;

use crate::geometry::area::{Area, Polygon, Ring};
use crate::geometry::position::Position;

/// A shape that is not borrowed from a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Geometry {
    Point(Position),
    Line(Vec<Position>),
    Area(Area),
}

/// The shape of a verified feature; `None` for none and for an empty one. `of_file` is the
/// type that the header gives to all.
pub(super) fn shape(
    geometry: Option<flatgeobuf::Geometry<'_>>,
    of_file: GeometryType,
) -> Result<Option<Geometry>, String> {
    let Some(geometry) = geometry else { return Ok(None) };
    let kind = if of_file == GeometryType::Unknown { geometry.type_() } else { of_file };
    let is_empty =
        geometry.xy().is_none_or(|xy| xy.is_empty()) && geometry.parts().is_none_or(|p| p.is_empty());
    if is_empty {
        return Ok(None);
    }
    match kind {
        GeometryType::Point => match geometry.xy() {
            Some(xy) if xy.len() == 2 => Ok(Some(Geometry::Point(position(xy, 0)?))),
            _ => Err("a point has not one position".to_owned()),
        },
        GeometryType::LineString => match geometry.xy() {
            Some(xy) if 4 <= xy.len() => {
                let line: Result<_, String> = (0..xy.len() / 2).map(|rank| position(xy, rank)).collect();
                Ok(Some(Geometry::Line(line?)))
            }
            _ => Err("a line has not two positions".to_owned()),
        },
        GeometryType::Polygon => Ok(Some(Geometry::Area(Area(vec![polygon(geometry)?])))),
        GeometryType::MultiPolygon => {
            let parts = geometry.parts().ok_or("an area of several pieces has none")?;
            let pieces: Result<_, String> = parts.iter().map(polygon).collect();
            Ok(Some(Geometry::Area(Area(pieces?))))
        }
        other => {
            let word = other.variant_name().unwrap_or("unknown");
            Err(format!("a shape of type {word}; Point, LineString, Polygon and MultiPolygon are read"))
        }
    }
}

/// Rings one after the other; `ends` says where, unless there is only one.
fn polygon(geometry: flatgeobuf::Geometry<'_>) -> Result<Polygon, String> {
    let xy = geometry.xy().ok_or("a polygon has no positions")?;
    let count = xy.len() / 2;
    let ends: Vec<usize> = match geometry.ends() {
        Some(ends) if !ends.is_empty() => ends.iter().map(|end| end as usize).collect(),
        _ => vec![count],
    };
    if ends.last() != Some(&count) {
        return Err("the rings of a polygon do not end where its positions do".to_owned());
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let mut rings = starts.zip(&ends).map(|(start, &end)| ring(xy, start, end));
    let exterior = rings.next().ok_or("a polygon has no ring")??;
    let holes = rings.collect::<Result<_, _>>()?;
    Ok(Polygon { exterior, holes })
}

/// A closed ring, opened.
fn ring(xy: Vector<'_, f64>, start: usize, end: usize) -> Result<Ring, String> {
    // Also keeps `start..end` within the positions: ends that only grow stop at the last.
    if end < start + 4 || xy.len() / 2 < end {
        return Err(format!("a ring runs from position {start} to {end}; four at least close one"));
    }
    let mut ring: Ring = (start..end).map(|rank| position(xy, rank)).collect::<Result<_, _>>()?;
    if ring.pop() != ring.first().copied() {
        return Err("a ring is not closed".to_owned());
    }
    Ok(ring)
}

fn position(xy: Vector<'_, f64>, rank: usize) -> Result<Position, String> {
    let (lon, lat) = (xy.get(2 * rank), xy.get(2 * rank + 1));
    Position::from_degrees(lon, lat).ok_or_else(|| format!("position {lon} {lat} is not on the globe"))
}
