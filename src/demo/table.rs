//! Writes tables the way their producers do: same header, separator and line ends.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::{Terminator, Writer, WriterBuilder};

/// The look of an official table.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name it gets in the folder; readers recognise the header, not the name.
    pub file: &'static str,
    pub header: &'static [&'static str],
    pub separator: u8,
    /// Lines end with CRLF.
    pub crlf: bool,
}

impl Format {
    /// A table with commas and plain line ends.
    #[must_use]
    pub const fn plain(file: &'static str, header: &'static [&'static str]) -> Self {
        Self { file, header, separator: b',', crlf: false }
    }

    /// A table with semicolons and CRLF.
    #[must_use]
    pub const fn windows(file: &'static str, header: &'static [&'static str]) -> Self {
        Self { file, header, separator: b';', crlf: true }
    }
}

/// A table being written, row after row.
pub struct Table {
    csv: Writer<File>,
    format: Format,
    rows: u64,
}

impl Table {
    /// Starts a table in a folder with its header.
    pub fn create(folder: &Path, format: Format) -> io::Result<Self> {
        let terminator = if format.crlf { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut csv = WriterBuilder::new()
            .delimiter(format.separator)
            .terminator(terminator)
            .buffer_capacity(256 * 1024)
            .from_writer(File::create(folder.join(format.file))?);
        csv.write_record(format.header)?;
        Ok(Self { csv, format, rows: 0 })
    }

    /// Writes one row: the columns that have a value, **in the order of the header**; the
    /// others stay empty. One pass over the header finds them all, which keeps the 54
    /// columns of the largest file cheap.
    ///
    /// # Panics
    /// When a name is not in the header or comes too early: a slip of this room's code.
    pub fn row(&mut self, cells: &[(&str, &str)]) -> io::Result<()> {
        let mut cells = cells.iter().peekable();
        for column in self.format.header {
            let value = cells.next_if(|(name, _)| name == column).map_or("", |(_, value)| value);
            self.csv.write_field(value)?;
        }
        if let Some((name, _)) = cells.next() {
            panic!("column `{name}` is unknown to {} or out of order", self.format.file);
        }
        self.csv.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// Ends the table. How many rows it has, the header apart.
    pub fn finish(mut self) -> io::Result<u64> {
        self.csv.flush()?;
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_a_value_stay_empty() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let format = Format::windows("t.csv", &["a", "b", "c"]);
        let mut table = Table::create(folder.path(), format).expect("created");
        table.row(&[("b", "x; y")]).expect("written");
        table.row(&[("a", "1"), ("c", "3")]).expect("written");
        assert_eq!(table.finish().expect("flushed"), 2);
        let text = std::fs::read_to_string(folder.path().join("t.csv")).expect("readable");
        assert_eq!(text, "a;b;c\r\n;\"x; y\";\r\n1;;3\r\n");
    }

    #[test]
    #[should_panic(expected = "column `a` is unknown to t.csv or out of order")]
    fn a_column_out_of_order_is_a_slip() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut table = Table::create(folder.path(), Format::plain("t.csv", &["a", "b"])).expect("created");
        let _ = table.row(&[("b", "2"), ("a", "1")]);
    }
}
