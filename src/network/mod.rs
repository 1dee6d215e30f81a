//! How long it takes to go from one commune to another.

pub mod travel;
