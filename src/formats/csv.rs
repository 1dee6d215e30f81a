//! CSV (RFC 4180): UTF-8, commas, CRLF, one line of names.
//!
//! Points come first, as `lon` and `lat` in degrees, or as `x` and `y` in meters; lines and areas come last, as `wkt`,
//! because a spreadsheet cuts a cell of that length. Lists are joined by `|`. An unknown value is an
//! empty cell, and so is an empty text: CSV has one word for both.
//!
//! **Cells are written as they are**, also those that begin with `=`, `+`, `-` or `@`, which
//! a spreadsheet may take for a formula: an export that changes data cannot be read back, and
//! a name such as `+ de vie` is legal. Open the file by *import as text* when in doubt.

use std::io::{self, Write};

use crate::formats::codec::{self, Codec, beyond};
use crate::formats::degrees::put_decimal;
use crate::formats::rings::right_handed;
use crate::formats::table::{Cells, Shape, ShapeKind, Table};
use crate::geometry::area::Area;
use crate::geometry::position::Position;
use crate::geometry::reference::{Crs, Frame};

/// The media type of everything written here.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// What is kept before it is handed on: a batch of rows is written at a time.
const BUFFER: usize = 1 << 10;

/// Writes a whole table. For some rows or columns only, hand over a
/// [`Selection`](crate::formats::selection::Selection).
pub fn write(table: &dyn Table, out: &mut dyn Write) -> io::Result<()> {
    codec::write(&mut Lines::new(Frame::new(Crs::Crs84)), table, out)
}

/// Lines that are written as their rows come.
pub struct Lines {
    frame: Frame,
    cell: Vec<u8>,
}

impl Lines {
    /// With places as this frame says them.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self { frame, cell: Vec::new() }
    }
}

impl Codec for Lines {
    fn begin(&mut self, table: &dyn Table, out: &mut Vec<u8>) -> io::Result<()> {
        let mut lines = lines(out);
        let names = table.columns().iter().map(|column| column.name);
        match table.shape_kind() {
            ShapeKind::Point => lines.write_record(self.frame.crs().axes().into_iter().chain(names))?,
            ShapeKind::Line | ShapeKind::Area => lines.write_record(names.chain(["wkt"]))?,
        }
        lines.flush()
    }

    fn rows(&mut self, table: &dyn Table, rows: &[u32], out: &mut Vec<u8>) -> io::Result<()> {
        let mut lines = lines(out);
        let Self { frame, cell } = self;
        let kind = table.shape_kind();
        for &row in rows {
            let shape = table.shape(row);
            if kind == ShapeKind::Point {
                for unit in point(frame, shape)? {
                    cell.clear();
                    if let Some(unit) = unit {
                        put_decimal(unit, frame.places(), cell);
                    }
                    lines.write_field(&cell)?;
                }
            }
            let mut fields = Fields { lines: &mut lines, cell, fault: None };
            table.tell(row, &mut fields);
            if let Some(fault) = fields.fault {
                return Err(fault.into());
            }
            if kind != ShapeKind::Point {
                cell.clear();
                put_wkt(frame, shape, cell)?;
                lines.write_field(&cell)?;
            }
            lines.write_record(None::<&[u8]>)?;
        }
        lines.flush()
    }

    fn end(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

fn lines(out: &mut Vec<u8>) -> ::csv::Writer<&mut Vec<u8>> {
    let mut builder = ::csv::WriterBuilder::new();
    builder.terminator(::csv::Terminator::CRLF).flexible(true).buffer_capacity(BUFFER).from_writer(out)
}

/// The two coordinates of a point; of no shape none.
fn point(frame: &Frame, shape: Option<Shape<'_>>) -> io::Result<[Option<i64>; 2]> {
    match shape {
        None => Ok([None; 2]),
        Some(Shape::Point(position)) => {
            let units = frame.units(position).ok_or_else(|| beyond(frame, position))?;
            Ok(units.map(Some))
        }
        Some(Shape::Line(_) | Shape::Area(_)) => {
            Err(io::Error::other("a line or an area in a layer of points"))
        }
    }
}

/// The cells of one row as fields.
struct Fields<'a, 'b> {
    lines: &'a mut ::csv::Writer<&'b mut Vec<u8>>,
    cell: &'a mut Vec<u8>,
    fault: Option<::csv::Error>,
}

impl Fields<'_, '_> {
    fn put(&mut self, fill: impl FnOnce(&mut Vec<u8>)) {
        self.cell.clear();
        fill(self.cell);
        let written = self.lines.write_field(&self.cell);
        self.fault = self.fault.take().or(written.err());
    }
}

impl Cells for Fields<'_, '_> {
    fn null(&mut self) {
        self.put(|_| ());
    }

    fn text(&mut self, text: &str) {
        self.put(|cell| cell.extend_from_slice(text.as_bytes()));
    }

    fn integer(&mut self, number: i64) {
        self.put(|cell| put_decimal(number, 0, cell));
    }

    fn number(&mut self, number: f64) {
        // As in GeoJSON, so that a number looks the same in both.
        self.put(|cell| {
            if number.is_finite() {
                serde_json::to_writer(cell, &number).expect("memory takes all");
            }
        });
    }

    fn boolean(&mut self, truth: bool) {
        self.put(|cell| cell.extend_from_slice(if truth { b"true" } else { b"false" }));
    }

    fn list(&mut self, items: &mut dyn Iterator<Item = &str>) {
        self.put(|cell| {
            for (rank, item) in items.enumerate() {
                if 0 < rank {
                    cell.push(b'|');
                }
                cell.extend_from_slice(item.as_bytes());
            }
        });
    }
}

/// Adds well-known text (OGC Simple Features); nothing for no shape.
fn put_wkt(frame: &Frame, shape: Option<Shape<'_>>, cell: &mut Vec<u8>) -> io::Result<()> {
    match shape.filter(|shape| !shape.is_empty()) {
        None => {}
        Some(Shape::Point(position)) => {
            cell.extend_from_slice(b"POINT (");
            put_pair(frame, position, cell)?;
            cell.push(b')');
        }
        Some(Shape::Line(line)) => {
            cell.extend_from_slice(b"LINESTRING (");
            for (rank, &position) in line.iter().enumerate() {
                if 0 < rank {
                    cell.push(b',');
                }
                put_pair(frame, position, cell)?;
            }
            cell.push(b')');
        }
        Some(Shape::Area(Area(pieces))) => {
            cell.extend_from_slice(b"MULTIPOLYGON (");
            for (rank, polygon) in pieces.iter().enumerate() {
                cell.extend_from_slice(if rank == 0 { b"(" } else { b",(" });
                for (rank, ring) in right_handed(polygon).enumerate() {
                    cell.extend_from_slice(if rank == 0 { b"(" } else { b",(" });
                    for (rank, position) in ring.enumerate() {
                        if 0 < rank {
                            cell.push(b',');
                        }
                        put_pair(frame, position, cell)?;
                    }
                    cell.push(b')');
                }
                cell.push(b')');
            }
            cell.push(b')');
        }
    }
    Ok(())
}

fn put_pair(frame: &Frame, position: Position, cell: &mut Vec<u8>) -> io::Result<()> {
    let [first, second] = frame.units(position).ok_or_else(|| beyond(frame, position))?;
    put_decimal(first, frame.places(), cell);
    cell.push(b' ');
    put_decimal(second, frame.places(), cell);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::sample::{self, OwnShape, Row, Sample};
    use crate::geometry::position::Position;

    fn text(table: &impl Table) -> String {
        let mut out = Vec::new();
        write(table, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn points_come_first_and_odd_cells_are_quoted_not_changed() {
        let expected = [
            "lon,lat,code,nom,nombre,surface,ouvert,fonctions\r\n",
            "-1.5534,47.2,F1-0,Île n° 0,-2,0.0,true,épicerie|atelier\r\n",
            ",,F1-1,,,,,\r\n",
            "2.35,48.85,F1-2,\"=1+1;\"\"a\"\",\r\nb\",0,0.5,true,\r\n",
            "55.5,-21.1,F1-3,Île n° 3,1,0.75,false,épicerie|atelier\r\n",
            ",,F1-4,Île n° 4,2,1.0,true,épicerie|atelier\r\n",
        ];
        assert_eq!(text(&sample::small(ShapeKind::Point)), expected.concat());
    }

    #[test]
    fn areas_come_last_as_well_known_text() {
        let text = text(&sample::small(ShapeKind::Area));
        let mut lines = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(lines.headers().expect("a header").iter().next_back(), Some("wkt"));
        let rows: Vec<_> = lines.records().map(|row| row.expect("as many cells as names")).collect();
        assert_eq!(&rows[1][6], "");
        assert_eq!(
            &rows[3][6],
            "MULTIPOLYGON (((55.5 -21.1,56 -21.1,56 -20.6,55.5 -20.6,55.5 -21.1),\
             (55.7 -20.9,55.7 -20.8,55.8 -20.8,55.7 -20.9)),\
             ((56.25 -21.1,56.5 -21.1,56.5 -20.85,56.25 -20.85,56.25 -21.1)))"
        );
    }

    #[test]
    fn a_table_without_rows_still_has_its_names() {
        let table = Sample { kind: ShapeKind::Area, rows: vec![] };
        assert_eq!(text(&table), "code,nom,nombre,surface,ouvert,fonctions,wkt\r\n");
    }

    #[test]
    fn a_line_is_well_known_text_and_stands_last() {
        let text = text(&sample::small(ShapeKind::Line));
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("code,nom,nombre,surface,ouvert,fonctions,wkt"));
        let first = lines.next().expect("a row");
        assert!(first.ends_with(",\"LINESTRING (-1.5534 47.2,-1.0534 47.45,-0.8034 47.075)\""), "{first}");
    }

    fn known<T: std::str::FromStr>(cell: &str) -> Option<T> {
        (!cell.is_empty()).then(|| cell.parse().ok().expect("a value of the column's type"))
    }

    fn row(cells: &::csv::StringRecord) -> Row {
        Row {
            code: cells[2].to_owned(),
            name: known(&cells[3]),
            count: known(&cells[4]),
            surface: known(&cells[5]),
            open: known(&cells[6]),
            functions: known::<String>(&cells[7]).map(|t| t.split('|').map(str::to_owned).collect()),
            shape: known(&cells[0]).map(|lon| {
                let lat = known(&cells[1]).expect("both or none");
                OwnShape::Point(Position::from_degrees(lon, lat).expect("on the globe"))
            }),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(table in sample::tables(ShapeKind::Point)) {
            let text = text(&table);
            let read: Vec<_> = ::csv::Reader::from_reader(text.as_bytes()).into_records().collect();
            prop_assert_eq!(read.len(), table.rows.len());
            for (cells, kept) in read.iter().zip(table.rows) {
                // CSV has one word for nothing, an empty text and an empty list.
                let expected = Row {
                    name: kept.name.filter(|name| !name.is_empty()),
                    functions: kept.functions.filter(|items| !items.is_empty()),
                    ..kept
                };
                prop_assert_eq!(row(cells.as_ref().expect("as many cells as names")), expected);
            }
        }
    }
}
