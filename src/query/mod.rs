//! Questions about rows: which zone, which box, how many of what, what is it called.

pub mod facets;
pub mod filter;
pub mod nearest;
pub mod search;
pub mod selection;
pub mod tally;
pub mod zone;
