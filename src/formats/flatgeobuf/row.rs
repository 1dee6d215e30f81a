//! One feature of a file that is read.

use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Cell, Field, Kind};
use crate::formats::flatgeobuf::shape::Geometry;
use crate::geometry::area::Area;
use crate::geometry::position::Position;

/// One feature.
#[derive(Debug)]
pub struct Row<'a> {
    /// From 1, in the order of the file.
    pub rank: u64,
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) geometry: Option<Geometry>,
}

impl Row<'_> {
    /// The value of a cell; `None` when it is unknown.
    #[must_use]
    pub fn get<T: Kind + ?Sized>(&self, field: Field<T>) -> Option<T::Cell<'_>> {
        T::of(self.cells[field.rank])
    }

    /// The position of a point; `None` without a shape. Another shape is an error.
    pub fn position(&self) -> Result<Option<Position>, FgbError> {
        match self.geometry {
            None => Ok(None),
            Some(Geometry::Point(position)) => Ok(Some(position)),
            Some(Geometry::Line(_)) => Err(self.fault("a line where a point was expected")),
            Some(Geometry::Area(_)) => Err(self.fault("an area where a point was expected")),
        }
    }

    /// The positions along a line, two at least; `None` without a shape. Another shape is an error.
    pub fn line(&self) -> Result<Option<&[Position]>, FgbError> {
        match &self.geometry {
            None => Ok(None),
            Some(Geometry::Line(line)) => Ok(Some(line)),
            Some(_) => Err(self.fault("a point or an area where a line was expected")),
        }
    }

    /// The surface, moved out; `None` without a shape. A point is an error.
    pub fn take_area(&mut self) -> Result<Option<Area>, FgbError> {
        match self.geometry.take() {
            None => Ok(None),
            Some(Geometry::Area(area)) => Ok(Some(area)),
            Some(Geometry::Point(_)) => Err(self.fault("a point where an area was expected")),
            Some(Geometry::Line(_)) => Err(self.fault("a line where an area was expected")),
        }
    }

    /// That this feature is not what it should be, for the caller's own reasons too.
    #[must_use]
    pub fn fault(&self, why: impl Into<String>) -> FgbError {
        FgbError::Feature { rank: self.rank, why: why.into() }
    }
}
