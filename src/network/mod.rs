//! How long it takes to go from one commune to another.
//!
//! Ranks of communes are all that is known here; a snapshot says who they are.

pub mod barriers;
pub mod cell;
pub mod estimated;
pub mod lands;
pub mod matrix;
pub mod pairs;
pub mod travel;
pub mod ways;
pub mod ways_file;
