//! A FlatGeobuf file, one feature at a time.
//!
//! Nothing in the file is believed: every size is held against what is left of the file
//! before memory is taken, every table is verified before it is looked into, and no count
//! sizes anything. A damaged file is an error that says where.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flatbuffers::VerifierOptions;
use flatgeobuf::{ColumnType, Feature, GeometryType, Header};

use crate::formats::flatgeobuf::fault::FgbError;
use crate::formats::flatgeobuf::field::{Cell, Field, Kind, array, take};
use crate::formats::flatgeobuf::row::Row;
use crate::formats::flatgeobuf::shape::shape;
use crate::formats::flatgeobuf::{MAGIC, MAX_FEATURE, MAX_HEADER};

/// The least that holds the offset of a table and the table's own.
const MIN_TABLE: u32 = 8;
/// Bytes of a node of the index: four sides and an offset.
const NODE: u64 = 40;

/// An open file: its header was read, its features not yet.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    /// Bytes that are not read yet.
    left: u64,
    name: String,
    columns: Vec<Column>,
    geometry_type: GeometryType,
    /// Zero when the header does not tell.
    count: u64,
}

/// A column as the file declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    kind: ColumnType,
}

impl Reader<BufReader<File>> {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, FgbError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Self::new(BufReader::with_capacity(256 * 1024, file), length)
    }
}

impl<R: Read> Reader<R> {
    /// Reads the header of a file of `length` bytes; reads often and little.
    pub fn new(mut input: R, length: u64) -> Result<Self, FgbError> {
        let mut magic = Vec::with_capacity(MAGIC.len());
        input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        // The last byte is the patch level, which promises to change nothing for readers.
        if magic.len() != MAGIC.len() || magic[..7] != MAGIC[..7] {
            return Err(FgbError::Magic(magic));
        }
        let mut left = length.saturating_sub(MAGIC.len() as u64);
        let mut buffer = Vec::new();
        let limits = Limits { least: MIN_TABLE, most: MAX_HEADER };
        read_sized(&mut input, &mut left, &mut buffer, limits, || "the header".to_owned())?;
        let header = flatgeobuf::size_prefixed_root_as_header_with_opts(&strict(&buffer), &buffer)
            .map_err(|fault| FgbError::Header(fault.to_string()))?;
        let mut reader = Self {
            input,
            left,
            name: header.name().unwrap_or_default().to_owned(),
            columns: columns(header)?,
            geometry_type: header.geometry_type(),
            count: header.features_count(),
        };
        reader.skip_index(header.index_node_size())?;
        Ok(reader)
    }

    /// The layer's name; empty when the file has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many features the header promises: never size anything from it. Zero also when it
    /// does not tell.
    #[must_use]
    pub fn promised(&self) -> u64 {
        self.count
    }

    /// The column that bears a name and holds a kind of value.
    pub fn field<T: Kind + ?Sized>(&self, name: &str) -> Result<Field<T>, FgbError> {
        let Some(rank) = self.columns.iter().position(|column| column.name == name) else {
            let names: Vec<_> = self.columns.iter().map(|column| column.name.as_str()).collect();
            return Err(FgbError::NoColumn { name: name.to_owned(), has: names.join(", ") });
        };
        let kind = self.columns[rank].kind;
        if !T::TYPES.contains(&kind) {
            let found = kind.variant_name().unwrap_or("an unknown type").to_owned();
            return Err(FgbError::ColumnType { name: name.to_owned(), found, wanted: T::WORD });
        }
        Ok(Field::new(rank))
    }

    /// Visits every feature in the order of the file, and makes sure that they are as many as
    /// the header says and that nothing follows.
    pub fn each<E: From<FgbError>>(
        mut self,
        mut visit: impl FnMut(Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = Vec::new();
        let mut rank = 0;
        while if self.count == 0 { 0 < self.left } else { rank < self.count } {
            rank += 1;
            let limits = Limits { least: MIN_TABLE, most: MAX_FEATURE };
            let what = || format!("feature {rank}");
            read_sized(&mut self.input, &mut self.left, &mut buffer, limits, what)?;
            visit(self.row(rank, &buffer)?)?;
        }
        if 0 < self.left {
            return Err(FgbError::Trailing { count: self.count, left: self.left }.into());
        }
        Ok(())
    }

    fn row<'a>(&self, rank: u64, buffer: &'a [u8]) -> Result<Row<'a>, FgbError> {
        let fault = |why: String| FgbError::Feature { rank, why };
        let feature = flatgeobuf::size_prefixed_root_as_feature_with_opts(&strict(buffer), buffer)
            .map_err(|error| fault(error.to_string()))?;
        if feature.columns().is_some() {
            return Err(fault("it has columns of its own, which is not read here".to_owned()));
        }
        let cells = self.cells(feature).map_err(fault)?;
        let geometry = shape(feature.geometry(), self.geometry_type).map_err(fault)?;
        Ok(Row { rank, cells, geometry })
    }

    fn cells<'a>(&self, feature: Feature<'a>) -> Result<Vec<Cell<'a>>, String> {
        let mut cells = vec![Cell::Null; self.columns.len()];
        let mut properties = feature.properties().map_or(&[][..], |bytes| bytes.bytes());
        while !properties.is_empty() {
            let rank = usize::from(u16::from_le_bytes(array(&mut properties)?));
            let column = self.columns.get(rank).ok_or_else(|| format!("it has no column of rank {rank}"))?;
            let cell =
                take(column.kind, &mut properties).map_err(|why| format!("`{}`: {why}", column.name))?;
            if cells[rank] != Cell::Null {
                return Err(format!("`{}` stands there twice", column.name));
            }
            cells[rank] = cell;
        }
        Ok(cells)
    }

    /// Reads past the index, whose size follows from the count of features.
    fn skip_index(&mut self, node_size: u16) -> Result<(), FgbError> {
        if node_size == 0 || self.count == 0 {
            return Ok(());
        }
        if node_size < 2 {
            return Err(FgbError::Header(format!("an index of {node_size} to a node")));
        }
        let size = index_size(self.count, node_size).unwrap_or(u64::MAX);
        if self.left < size {
            return Err(FgbError::Truncated { what: "the index".to_owned(), size, left: self.left });
        }
        let skipped = io::copy(&mut self.input.by_ref().take(size), &mut io::sink())?;
        self.left -= size;
        if skipped < size {
            return Err(FgbError::Truncated { what: "the index".to_owned(), size, left: skipped });
        }
        Ok(())
    }
}

/// The bytes of an index: levels of nodes until one is left; `None` beyond any file.
fn index_size(count: u64, node_size: u16) -> Option<u64> {
    let mut nodes = count;
    let mut level = count;
    loop {
        level = level.div_ceil(u64::from(node_size));
        nodes = nodes.checked_add(level)?;
        if level == 1 {
            return nodes.checked_mul(NODE);
        }
    }
}

fn columns(header: Header<'_>) -> Result<Vec<Column>, FgbError> {
    if let Some(crs) = header.crs()
        && !matches!(crs.code(), 0 | 4326)
    {
        return Err(FgbError::Crs(crs.code()));
    }
    let Some(columns) = header.columns() else { return Ok(Vec::new()) };
    // Features name a column by a rank of 16 bits.
    if usize::from(u16::MAX) < columns.len() {
        return Err(FgbError::Header(format!("{} columns", columns.len())));
    }
    Ok(columns.iter().map(|column| Column { name: column.name().to_owned(), kind: column.type_() }).collect())
}

/// What a size may be.
struct Limits {
    least: u32,
    most: u32,
}

/// Reads a size and as many bytes into the buffer, the size included.
fn read_sized(
    input: &mut impl Read,
    left: &mut u64,
    buffer: &mut Vec<u8>,
    limits: Limits,
    what: impl Fn() -> String,
) -> Result<(), FgbError> {
    let cut = |size: u64, left: u64| FgbError::Truncated { what: what(), size, left };
    let mut prefix = [0; 4];
    *left = left.checked_sub(4).ok_or_else(|| cut(4, *left))?;
    input.read_exact(&mut prefix)?;
    let size = u32::from_le_bytes(prefix);
    let Limits { least, most } = limits;
    if !(least <= size && size <= most) {
        return Err(FgbError::Size { what: what(), size, least, most });
    }
    *left = left.checked_sub(size.into()).ok_or_else(|| cut(size.into(), *left))?;
    buffer.clear();
    buffer.extend(prefix);
    buffer.resize(4 + size as usize, 0);
    input.read_exact(&mut buffer[4..])?;
    Ok(())
}

/// What a table of so many bytes may hold. Sound ones look up to three times larger when each
/// part is counted as often as it is pointed at; far beyond, one part is pointed at again and
/// again to make a small file large in memory.
fn strict(buffer: &[u8]) -> VerifierOptions {
    VerifierOptions {
        max_depth: 8,
        max_tables: 1024 + buffer.len() / 16,
        max_apparent_size: 4096 + 16 * buffer.len(),
        ..VerifierOptions::default()
    }
}
