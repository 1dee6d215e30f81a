//! Where things are: answers row numbers, holds nothing else.

pub mod by_commune;
pub mod by_id;
pub mod found;
pub mod nearest;
pub mod outlines;
pub mod points;
pub mod rows;
pub mod service_areas;
