//! Questions about rows: which zone, which box, who serves there, how many of what, what is it called.

pub mod drawn;
pub mod facets;
pub mod filter;
pub mod nearest;
pub mod search;
pub mod selection;
pub mod serves;
pub mod tally;
pub mod zone;
