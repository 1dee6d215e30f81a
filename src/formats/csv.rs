//! CSV (RFC 4180): UTF-8, commas, CRLF, one line of names.
//!
//! Points come first, as `lon` and `lat` in degrees; areas come last, as `wkt`, because a
//! spreadsheet cuts a cell of that length. Lists are joined by `|`. An unknown value is an
//! empty cell, and so is an empty text: CSV has one word for both.
//!
//! **Cells are written as they are**, also those that begin with `=`, `+`, `-` or `@`, which
//! a spreadsheet may take for a formula: an export that changes data cannot be read back, and
//! a name such as `+ de vie` is legal. Open the file by *import as text* when in doubt.

use std::io::{self, Write};

use crate::formats::degrees::{write_degrees, write_position};
use crate::formats::rings::right_handed;
use crate::formats::table::{Shape, ShapeKind, Table, Value};
use crate::geometry::area::Area;

/// The media type of everything written here.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// Writes a whole table. For some rows or columns only, hand over a
/// [`Selection`](crate::formats::selection::Selection).
pub fn write(table: &(impl Table + ?Sized), out: &mut impl Write) -> io::Result<()> {
    let mut lines =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(out);
    let kind = table.shape_kind();
    let names = table.columns().iter().map(|column| column.name);
    match kind {
        ShapeKind::Point => lines.write_record(["lon", "lat"].into_iter().chain(names))?,
        ShapeKind::Area => lines.write_record(names.chain(["wkt"]))?,
    }
    let mut cell = Vec::new();
    for row in 0..table.len() {
        let shape = table.shape(row);
        if kind == ShapeKind::Point {
            let steps = match shape {
                None => None,
                Some(Shape::Point(position)) => Some(position.steps()),
                Some(Shape::Area(_)) => {
                    return Err(io::Error::other(format!("row {row} is an area in a layer of points")));
                }
            };
            for degrees in [steps.map(|s| s.0), steps.map(|s| s.1)] {
                cell.clear();
                degrees.map_or(Ok(()), |steps| write_degrees(steps, &mut cell))?;
                lines.write_field(&cell)?;
            }
        }
        for column in 0..table.columns().len() {
            cell.clear();
            write_value(&table.value(row, column), &mut cell)?;
            lines.write_field(&cell)?;
        }
        if kind == ShapeKind::Area {
            cell.clear();
            write_wkt(shape, &mut cell)?;
            lines.write_field(&cell)?;
        }
        lines.write_record(None::<&[u8]>)?;
    }
    lines.flush()
}

fn write_value(value: &Value<'_>, cell: &mut Vec<u8>) -> io::Result<()> {
    match value {
        Value::Null => {}
        Value::Text(text) => cell.extend_from_slice(text.as_bytes()),
        Value::Integer(number) => write!(cell, "{number}")?,
        // As in GeoJSON, so that a number looks the same in both.
        Value::Number(number) if number.is_finite() => serde_json::to_writer(cell, number)?,
        Value::Number(_) => {}
        Value::Boolean(truth) => write!(cell, "{truth}")?,
        Value::List(items) => {
            for (rank, item) in items.iter().enumerate() {
                if 0 < rank {
                    cell.push(b'|');
                }
                cell.extend_from_slice(item.as_bytes());
            }
        }
    }
    Ok(())
}

/// Writes well-known text (OGC Simple Features); nothing for no shape.
pub fn write_wkt(shape: Option<Shape<'_>>, cell: &mut Vec<u8>) -> io::Result<()> {
    match shape.filter(|shape| !shape.is_empty()) {
        None => {}
        Some(Shape::Point(position)) => {
            cell.extend_from_slice(b"POINT (");
            write_position(position, b' ', cell)?;
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
                        write_position(position, b' ', cell)?;
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
