//! What was found, back from the files of its layers: about the territory that a row names, or where
//! its shape is.

use std::fs::File;
use std::io::BufReader;

use crate::domain::level::Level;
use crate::domain::whereabouts::Precision;
use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Field, List};
use crate::formats::flatgeobuf::read::Reader;
use crate::formats::flatgeobuf::row::Row;
use crate::formats::table::{Column, ShapeKind, Type, Value};
use crate::snapshot::findings::Gathering;
use crate::snapshot::found_places::End;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::{found_columns, placed_columns};
use crate::snapshot::territories::Territories;

/// A column of any type.
enum Any {
    Text(Field<str>),
    Integer(Field<i64>),
    Number(Field<f64>),
    Boolean(Field<bool>),
    List(Field<List>),
}

/// The column that says how well a point is placed.
const PRECISION: &str = "precision";

/// The columns of a finding's file.
pub struct FoundColumns {
    cells: Vec<Any>,
    whose: Whose,
}

/// What tells where rows are.
enum Whose {
    Territory {
        level: Field<str>,
        code: Field<str>,
    },
    /// A point in a commune, and how well it is placed where rows say so; others have a place of their own.
    Point {
        commune: Field<str>,
        precision: Option<Field<str>>,
    },
    /// A line; the communes of its ends, and how well each is placed.
    Line([Field<List>; 2]),
}

impl FoundColumns {
    /// Finds them by name.
    pub fn find(reader: &Reader<BufReader<File>>, finding: Finding) -> Result<Self, FgbError> {
        let any = |column: &Column| {
            Ok(match column.kind {
                Type::Text => Any::Text(reader.field(column.name)?),
                Type::Integer => Any::Integer(reader.field(column.name)?),
                Type::Number => Any::Number(reader.field(column.name)?),
                Type::Boolean => Any::Boolean(reader.field(column.name)?),
                Type::List => Any::List(reader.field(column.name)?),
            })
        };
        let cells = found_columns::of(finding).iter().map(any).collect::<Result<_, FgbError>>()?;
        let whose = match (finding.is_placed(), finding.shape_kind()) {
            (false, _) => Whose::Territory { level: reader.field("niveau")?, code: reader.field("code")? },
            (true, ShapeKind::Line) => Whose::Line([
                reader.field(placed_columns::COMMUNES)?,
                reader.field(placed_columns::PRECISIONS)?,
            ]),
            (true, _) => {
                let says = found_columns::of(finding).iter().any(|column| column.name == PRECISION);
                let precision = says.then(|| reader.field(PRECISION)).transpose()?;
                Whose::Point { commune: reader.field("commune")?, precision }
            }
        };
        Ok(Self { cells, whose })
    }

    /// Adds a row to what is gathered. One about a territory that is not there, or in a commune that is
    /// not there, is a fault.
    pub fn take(
        &self,
        row: &Row<'_>,
        territories: &Territories,
        into: &mut Gathering,
    ) -> Result<(), FgbError> {
        let cell = |rank: usize, _: &Column| match self.cells[rank] {
            Any::Text(field) => Value::text(row.get(field)),
            Any::Integer(field) => row.get(field).map_or(Value::Null, Value::Integer),
            Any::Number(field) => row.get(field).map_or(Value::Null, Value::Number),
            Any::Boolean(field) => row.get(field).map_or(Value::Null, Value::Boolean),
            Any::List(field) => row.get(field).map_or(Value::Null, |items| Value::List(items.collect())),
        };
        match self.whose {
            Whose::Territory { level, code } => {
                let level: Option<Level> = row.get(level).and_then(|word| word.parse().ok());
                let about = level.zip(row.get(code)).and_then(|(level, code)| {
                    let territory = territories.row(level, code)?;
                    Some((level, territory))
                });
                into.push(about.ok_or_else(|| row.fault("it is about a territory that is not there"))?, cell);
            }
            Whose::Point { commune, precision } => {
                let code = row.get(commune).unwrap_or(placed_columns::UNKNOWN);
                let (commune, position) = (commune_of(row, code, territories)?, row.position()?);
                let is_own = precision.is_none_or(|field| row.get(field).is_some_and(is_own));
                into.push_placed(&[End { commune, position, is_own }], cell);
            }
            Whose::Line([communes, precisions]) => {
                into.push_placed(&line_ends(row, [communes, precisions], territories)?, cell);
            }
        }
        Ok(())
    }
}

/// A commune by its code; none where it is not known.
fn commune_of(row: &Row<'_>, code: &str, territories: &Territories) -> Result<Option<u32>, FgbError> {
    if code == placed_columns::UNKNOWN {
        return Ok(None);
    }
    let commune = territories.row(Level::Commune, code);
    commune.map(Some).ok_or_else(|| row.fault("it is in a commune that is not there"))
}

/// The ends of a line: as many as communes are listed, and a position each where it has a shape.
fn line_ends(
    row: &Row<'_>,
    [communes, precisions]: [Field<List>; 2],
    territories: &Territories,
) -> Result<Vec<End>, FgbError> {
    let codes: Vec<&str> = row.get(communes).map(Iterator::collect).unwrap_or_default();
    let placed: Vec<&str> = row.get(precisions).map(Iterator::collect).unwrap_or_default();
    let line = row.line()?;
    if placed.len() != codes.len() || line.is_some_and(|line| line.len() != codes.len()) {
        return Err(row.fault("its line has not as many positions as it has ends"));
    }
    let end = |(at, code): (usize, &&str)| {
        Ok(End {
            commune: commune_of(row, code, territories)?,
            position: line.map(|line| line[at]),
            is_own: is_own(placed[at]),
        })
    };
    codes.iter().enumerate().map(end).collect()
}

/// Whether somebody placed so well has a place of their own.
#[must_use]
pub fn is_own(precision: &str) -> bool {
    Precision::from_word(precision).is_some_and(|precision| precision != Precision::Commune)
}
