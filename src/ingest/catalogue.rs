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
    /// A property of the first feature and what its text must be like: tells apart
    /// collections that have the same properties.
    pub sample: Option<(&'static str, fn(&str) -> bool)>,
    pub read: Read_,
}

/// Every known official file. Of two that both match, the longer signature wins.
pub const KINDS: &[Kind] = &[Kind {
    source: siae::SOURCE,
    rank: 50,
    signature: siae::SIGNATURE,
    without: &[],
    features: false,
    sample: None,
    read: siae::read,
}];

/// The known file that a head belongs to.
#[must_use]
pub fn recognise(head: &Head) -> Option<&'static Kind> {
    let (names, sample) = match head {
        Head::Table { columns, .. } => (columns, None),
        Head::Features { properties, sample, .. } => (properties, Some(sample)),
        Head::Other => return None,
    };
    let fits = |kind: &&Kind| {
        kind.features == sample.is_some()
            && kind.signature.iter().all(|name| names.contains(*name))
            && !kind.without.iter().any(|name| names.contains(*name))
            && kind.sample.is_none_or(|(name, like)| {
                sample.and_then(|texts| texts.get(name)).is_some_and(|text| like(text))
            })
    };
    KINDS.iter().filter(fits).max_by_key(|kind| kind.signature.len())
}
