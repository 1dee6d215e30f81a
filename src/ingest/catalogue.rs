//! Which official file is which: signatures, readers, and the order that later rows need.

use std::io::Read;

use crate::ingest::open::Head;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;
use crate::ingest::siae;

/// Reads one recognised file to its end.
pub type Read_ = fn(Box<dyn Read + Send>, u8, &mut Outlet<'_>) -> Result<(), SheetError>;

/// A known official file.
pub struct Kind {
    /// The source's id in `data/sources.toml`.
    pub source: &'static str,
    /// Files are read in this order: communes first, establishments after their units.
    pub rank: u8,
    /// Columns (or properties) that must all be there.
    pub signature: &'static [&'static str],
    /// Columns that must not: they tell a near twin apart.
    pub without: &'static [&'static str],
    /// A collection of features rather than a table.
    pub features: bool,
    pub read: Read_,
}

/// Every known official file. Of two that both match, the longer signature wins.
pub const KINDS: &[Kind] = &[Kind {
    source: siae::SOURCE,
    rank: 50,
    signature: siae::SIGNATURE,
    without: &[],
    features: false,
    read: siae::read,
}];

/// The known file that a head belongs to.
#[must_use]
pub fn recognise(head: &Head) -> Option<&'static Kind> {
    let (names, features) = match head {
        Head::Table { columns, .. } => (columns, false),
        Head::Features { properties, .. } => (properties, true),
        Head::Other => return None,
    };
    let fits = |kind: &&Kind| {
        kind.features == features
            && kind.signature.iter().all(|name| names.contains(*name))
            && !kind.without.iter().any(|name| names.contains(*name))
    };
    KINDS.iter().filter(fits).max_by_key(|kind| kind.signature.len())
}

/// The id of a source, if a reader bears it.
#[must_use]
pub fn source_id(id: &str) -> Option<&'static str> {
    KINDS.iter().map(|kind| kind.source).find(|source| *source == id)
}
