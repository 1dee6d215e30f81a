//! Where things are and how far apart: positions, boxes, areas, measures and projections.
//!
//! Positions are WGS 84 everywhere; the legal grids exist only at the door (ingest) and
//! the square world only for drawing (tiles) and for the plane of the index.

pub mod area;
pub mod bands;
pub mod bbox;
pub mod contiguity;
pub mod coverage;
pub mod dissolve;
pub mod grid;
pub mod lattice;
pub mod line;
pub mod mercator;
pub mod mesh;
pub mod net;
pub mod overlay;
pub mod plane_box;
pub mod position;
pub mod projection;
pub mod reach;
pub mod reference;
pub mod settle;
pub mod short;
pub mod side;
pub mod split;
pub mod thin;
pub mod unbend;
pub mod units;
