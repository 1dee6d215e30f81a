//! Where things are: answers row numbers, holds nothing else.

pub mod by_id;
pub mod by_zone;
pub mod found;
pub mod nearest;
pub mod outlines;
pub mod points;
pub mod rows;
pub mod service_areas;
pub mod weighed_points;
