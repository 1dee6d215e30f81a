//! What was found, back from the files of its layers.

use std::fs::File;
use std::io::BufReader;

use crate::domain::level::Level;
use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Field, List};
use crate::formats::flatgeobuf::read::Reader;
use crate::formats::flatgeobuf::row::Row;
use crate::formats::table::{Column, Type, Value};
use crate::snapshot::findings::Gathering;
use crate::snapshot::layers::finding::Finding;
use crate::snapshot::layers::found_columns;
use crate::snapshot::territories::Territories;

/// A column of any type.
enum Any {
    Text(Field<str>),
    Integer(Field<i64>),
    Number(Field<f64>),
    Boolean(Field<bool>),
    List(Field<List>),
}

/// The columns of a finding's file.
pub struct FoundColumns {
    cells: Vec<Any>,
    level: Field<str>,
    code: Field<str>,
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
        Ok(Self { cells, level: reader.field("niveau")?, code: reader.field("code")? })
    }

    /// Adds a row to what is gathered. One about a territory that is not there is a fault.
    pub fn take(
        &self,
        row: &Row<'_>,
        territories: &Territories,
        into: &mut Gathering,
    ) -> Result<(), FgbError> {
        let level: Option<Level> = row.get(self.level).and_then(|word| word.parse().ok());
        let about = level.zip(row.get(self.code)).and_then(|(level, code)| {
            let territory = territories.row(level, code)?;
            Some((level, territory))
        });
        let about = about.ok_or_else(|| row.fault("it is about a territory that is not there"))?;
        into.push(about, |rank, _| match self.cells[rank] {
            Any::Text(field) => Value::text(row.get(field)),
            Any::Integer(field) => row.get(field).map_or(Value::Null, Value::Integer),
            Any::Number(field) => row.get(field).map_or(Value::Null, Value::Number),
            Any::Boolean(field) => row.get(field).map_or(Value::Null, Value::Boolean),
            Any::List(field) => row.get(field).map_or(Value::Null, |items| Value::List(items.collect())),
        });
        Ok(())
    }
}
