//! Tables whose columns are found by name, whatever their order, separator or encoding.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::ingest::text;

/// Why a table cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The header lacks a column that the reader needs.
    #[error("colonne `{0}` absente de l'en-tête : le format a changé, voir le producteur")]
    Column(String),
    /// The file itself cannot be read further.
    #[error("lecture impossible : {0}")]
    Csv(#[from] csv::Error),
    /// The collection of features is cut or damaged.
    #[error("collection GeoJSON illisible : {0}")]
    Features(#[from] serde_json::Error),
}

/// An open table.
pub struct Sheet<R> {
    csv: Reader<R>,
    header: Vec<String>,
}

/// One row of it.
pub struct Row<'a> {
    record: &'a ByteRecord,
    /// Line of the file; the header is line 1.
    pub line: u64,
}

impl<R: Read> Sheet<R> {
    /// Opens a table with a known separator and reads its header.
    pub fn open(input: R, separator: u8) -> Result<Self, SheetError> {
        let mut csv =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(true).from_reader(input);
        let header = csv.byte_headers()?.iter().map(|cell| name(&text::decode(cell))).collect();
        Ok(Self { csv, header })
    }

    /// The ranks of columns that must be there.
    pub fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], SheetError> {
        let mut ranks = [0; N];
        for (rank, name) in ranks.iter_mut().zip(names) {
            *rank = self.optional(name).ok_or_else(|| SheetError::Column(name.to_owned()))?;
        }
        Ok(ranks)
    }

    /// The rank of a column that some vintages lack.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The rank of the first column whose name begins so: for files whose columns end otherwise each year.
    pub fn beginning(&self, with: &str) -> Result<usize, SheetError> {
        let found = self.header.iter().position(|column| column.starts_with(with));
        found.ok_or_else(|| SheetError::Column(with.to_owned()))
    }

    /// Visits every row that is not wholly empty. Stops only when the file cannot be read.
    pub fn each(mut self, mut visit: impl FnMut(Row<'_>)) -> Result<(), SheetError> {
        let mut record = ByteRecord::new();
        // Where lines end with CR LF, the reader counts the LF to the record that follows:
        // the first row then seems to stand on the header's line, and all others one too early.
        let mut late = None;
        while self.csv.read_byte_record(&mut record)? {
            let told = record.position().map_or(0, csv::Position::line);
            let line = told + *late.get_or_insert_with(|| u64::from(told < 2));
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                visit(Row { record: &record, line });
            }
        }
        Ok(())
    }
}

impl Row<'_> {
    /// A cell's value, `None` when it is empty, missing or one of the words for "nothing".
    #[must_use]
    pub fn value(&self, column: usize) -> Option<Cow<'_, str>> {
        match text::decode(self.record.get(column)?) {
            Cow::Borrowed(cell) => text::value(cell).map(Cow::Borrowed),
            Cow::Owned(cell) => text::value(&cell).map(|v| Cow::Owned(v.to_owned())),
        }
    }

    /// The same, owned.
    #[must_use]
    pub fn owned(&self, column: usize) -> Option<String> {
        self.value(column).map(Cow::into_owned)
    }

    /// A cell's bytes, untouched: for the hot loops of the largest files.
    #[must_use]
    pub fn bytes(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    /// A cell's number. Decimal commas are understood; anything else than a finite number is `None`.
    #[must_use]
    pub fn number(&self, column: usize) -> Option<f64> {
        let cell = self.value(column)?;
        let number = cell.parse::<f64>().or_else(|_| cell.replace(',', ".").parse());
        number.ok().filter(|n| n.is_finite())
    }

    /// How many cells the row has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.record.len()
    }

    /// Whether the row has no cell at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.record.is_empty()
    }
}

/// The column names of a table's first line and the likeliest separator.
#[must_use]
pub fn header_of(text: &[u8]) -> (BTreeSet<String>, u8) {
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&b| b == separator).count();
    let separator = [b',', b';', b'\t', b'|'].into_iter().max_by_key(|&s| count(s)).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(line);
    let mut record = ByteRecord::new();
    let read = reader.read_byte_record(&mut record).unwrap_or(false);
    let columns = record.iter().filter(|_| read).map(|cell| name(&text::decode(cell))).collect();
    (columns, separator)
}

fn name(cell: &str) -> String {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, String)> {
        let sheet = Sheet::open(text.as_bytes(), b';').expect("a table");
        let [name] = sheet.columns(["nom"]).expect("the column");
        let mut found = Vec::new();
        sheet.each(|row| found.push((row.line, row.owned(name).unwrap_or_default()))).expect("readable");
        found
    }

    #[test]
    fn lines_are_counted_as_an_editor_does_whatever_ends_them() {
        let expected = [(2, "a".to_owned()), (4, "b".to_owned()), (6, "c".to_owned())];
        assert_eq!(lines("code;nom\n1;a\n;\n\"2\n\";b\n3;c\n"), expected);
        assert_eq!(lines("code;nom\r\n1;a\r\n;\r\n\"2\r\n\";b\r\n3;c\r\n"), expected);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_name() {
        assert_eq!(lines("\u{feff}nom;code\nLyon;69123\n"), [(2, "Lyon".to_owned())]);
        let (columns, separator) = header_of("\u{feff}insee_com;lib_com\r\n".as_bytes());
        assert!(columns.contains("insee_com") && separator == b';', "{columns:?}");
    }
}
