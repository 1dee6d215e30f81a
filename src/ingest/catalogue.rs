//! Which official file is which: signatures, readers, and the order that later rows need.

use std::io::Read;

use crate::ingest::open::Head;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;
use crate::ingest::{
    canteens, esat, hve, programmes_anct, ptce, siae, sirene_establishments, sirene_units, tiers_lieux,
};

/// Reads one recognised file to its end.
pub type Read_ = fn(Box<dyn Read + Send>, u8, &mut Outlet<'_>) -> Result<(), SheetError>;

/// The name of a property and what its text must be like.
pub type Sample = (&'static str, fn(&str) -> bool);

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
    /// What the first feature must be like: tells apart collections of the same properties.
    pub sample: Option<Sample>,
    pub read: Read_,
}

/// Every known official file. Of two that both match, the longer signature wins.
pub const KINDS: &[Kind] = &[
    Kind {
        source: sirene_units::SOURCE,
        rank: 40,
        signature: sirene_units::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: sirene_units::read,
    },
    Kind {
        source: sirene_establishments::SOURCE,
        rank: 41,
        signature: sirene_establishments::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: sirene_establishments::read,
    },
    Kind {
        source: siae::SOURCE,
        rank: 50,
        signature: siae::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: siae::read,
    },
    Kind {
        source: esat::SOURCE,
        rank: 51,
        signature: esat::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: esat::read,
    },
    Kind {
        source: tiers_lieux::SOURCE,
        rank: 52,
        signature: tiers_lieux::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: tiers_lieux::read,
    },
    Kind {
        source: programmes_anct::FABRIQUES.source,
        rank: 53,
        signature: programmes_anct::SIGNATURE,
        without: &[],
        features: true,
        sample: Some((programmes_anct::ID, programmes_anct::is_fabrique)),
        read: programmes_anct::read_fabriques,
    },
    Kind {
        source: programmes_anct::MANUFACTURES.source,
        rank: 54,
        signature: programmes_anct::SIGNATURE,
        without: &[],
        features: true,
        sample: Some((programmes_anct::ID, programmes_anct::is_manufacture)),
        read: programmes_anct::read_manufactures,
    },
    Kind {
        source: canteens::SOURCE,
        rank: 55,
        signature: canteens::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: canteens::read,
    },
    Kind {
        source: hve::SOURCE,
        rank: 56,
        signature: hve::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: hve::read,
    },
    Kind {
        source: ptce::SOURCE,
        rank: 80,
        signature: ptce::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: ptce::read,
    },
];

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
