//! FlatGeobuf (version 3), both ways: the format of the snapshot and of large exports.
//!
//! Written row by row, read row by row: memory is that of one feature, plus 40 bytes a row
//! while a spatial index is made. Lists are texts joined by `|`. A row without shape is a
//! feature without geometry, with an index too. Same table, same bytes.
//!
//! The tables of the format are those of the crate `flatgeobuf`. Its own writer is not used:
//! it spools to a file, seeks back for each feature, gives a row without shape an empty shape
//! and the box of the row before. Its own reader is not used either: it sizes memory from
//! counts in the file and indexes past the end of damaged properties.

pub mod fault;
pub mod field;
pub mod read;
pub mod row;
pub mod shape;
pub mod write;

/// The media type of everything written here.
pub const MEDIA_TYPE: &str = "application/flatgeobuf";

/// How a file begins: the name twice, the version between, the patch level last.
const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";
/// What a header may take; ours take some kilobytes.
const MAX_HEADER: u32 = 10 << 20;
/// What one feature may take: over five million positions. The writer keeps to it, the reader
/// holds to it.
const MAX_FEATURE: u32 = 256 << 20;
/// Between the items of a list.
const LIST_SEPARATOR: char = '|';

#[cfg(test)]
mod tests;
