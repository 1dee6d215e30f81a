//! Our open formats, both ways, for anything that is a table of features.

pub mod codec;
pub mod csv;
pub mod degrees;
pub mod flatgeobuf;
pub mod geojson;
pub mod rings;
pub mod selection;
pub mod table;
pub mod with_distance;
pub mod with_share;

#[cfg(test)]
mod gdal;
#[cfg(test)]
mod sample;
