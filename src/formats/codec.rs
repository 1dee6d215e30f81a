//! A format that is written as its rows come: any number at a time, into memory that is sent and
//! used again.

use std::io::{self, Write};

use crate::formats::table::Table;
use crate::geometry::position::Position;
use crate::geometry::reference::Frame;

/// Bytes that are handed on at once, about.
const PIECE: usize = 64 << 10;
/// Rows written between two looks at how much there is.
const BATCH: u32 = 64;

/// Writes a table: what comes before the rows, rows, what comes after. The table is the same in
/// every call.
pub trait Codec: Send {
    fn begin(&mut self, table: &dyn Table, out: &mut Vec<u8>) -> io::Result<()>;
    /// Adds these rows of the table.
    fn rows(&mut self, table: &dyn Table, rows: &[u32], out: &mut Vec<u8>) -> io::Result<()>;
    fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()>;
}

/// Writes a whole table.
pub fn write(codec: &mut dyn Codec, table: &dyn Table, out: &mut dyn Write) -> io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE + PIECE / 4);
    codec.begin(table, &mut piece)?;
    for first in (0..table.len()).step_by(BATCH as usize) {
        let rows: Vec<u32> = (first..(first + BATCH).min(table.len())).collect();
        codec.rows(table, &rows, &mut piece)?;
        if PIECE <= piece.len() {
            out.write_all(&piece)?;
            piece.clear();
        }
    }
    codec.end(&mut piece)?;
    out.write_all(&piece)
}

/// That a place is beyond the reach of a reference system: callers look before they write.
pub(super) fn beyond(frame: &Frame, position: Position) -> io::Error {
    let [lon, lat] = position.degrees();
    io::Error::other(format!("{} does not reach {lon} {lat}", frame.crs().name()))
}
