//! Our open formats, both ways, for anything that is a table of features.

pub mod table;
