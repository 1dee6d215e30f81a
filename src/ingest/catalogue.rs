//! Which official file is which: signatures, readers, and the order that later rows need.

use std::io::Read;

use crate::ingest::open::Head;
use crate::ingest::outlet::Outlet;
use crate::ingest::sheet::SheetError;
use crate::ingest::{
    cadastre, canteens, cartofriches, communes, contours, esat, france_services, friches, friches_cnig,
    held_parcels, held_premises, hve, land_limits, offers, passage, polluted_sites, postal, programmes_anct,
    ptce, siae, sirene_establishments, sirene_units, stations, tiers_lieux, ties, trips,
};

/// Reads one recognised file to its end.
pub type ReadFile = fn(Box<dyn Read + Send>, u8, &mut Outlet<'_>) -> Result<(), SheetError>;

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
    /// A property whose first value must pass a test: communes, départements and régions
    /// are all published under `code` and `nom`, and only the codes differ.
    pub sample: Option<Sample>,
    /// A collection of features rather than a table.
    pub features: bool,
    pub read: ReadFile,
}

/// Every known official file. Of two that both match, the longer signature wins.
pub const KINDS: &[Kind] = &[
    // Territories.
    Kind {
        source: communes::SOURCE,
        rank: 0,
        signature: communes::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: communes::read,
    },
    Kind {
        source: passage::SOURCE,
        rank: 1,
        signature: passage::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: passage::read,
    },
    Kind {
        source: postal::SOURCE,
        rank: 2,
        signature: postal::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: postal::read,
    },
    Kind {
        source: postal::SOURCE,
        rank: 2,
        signature: postal::CURRENT_SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: postal::read,
    },
    Kind {
        source: contours::SOURCE,
        rank: 3,
        signature: contours::SIGNATURE,
        without: contours::WITHOUT,
        sample: Some(("code", contours::is_commune_code)),
        features: true,
        read: contours::read,
    },
    // After outlines: it names communes.
    Kind {
        source: trips::SOURCE,
        rank: 4,
        signature: trips::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: trips::read,
    },
    // Actors.
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
    // After all actors: it names them.
    Kind {
        source: ties::SOURCE,
        rank: 90,
        signature: ties::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: ties::read,
    },
    Kind {
        source: offers::SOURCE,
        rank: 91,
        signature: offers::SIGNATURE,
        without: &[],
        features: false,
        sample: None,
        read: offers::read,
    },
    // Land and equipment.
    Kind {
        source: friches::SOURCE,
        rank: 60,
        signature: friches_cnig::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: friches_cnig::read,
    },
    Kind {
        source: friches::SOURCE,
        rank: 61,
        signature: cartofriches::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: cartofriches::read,
    },
    Kind {
        source: polluted_sites::SOURCE,
        rank: 62,
        signature: polluted_sites::SIGNATURE,
        without: &[],
        sample: None,
        features: true,
        read: polluted_sites::read,
    },
    Kind {
        source: held_parcels::SOURCE,
        rank: 63,
        signature: held_parcels::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: held_parcels::read,
    },
    Kind {
        source: held_parcels::SOURCE,
        rank: 63,
        signature: held_parcels::CURRENT_SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: held_parcels::read,
    },
    // After the parcels that may be candidates, of which they tell more.
    Kind {
        source: held_premises::SOURCE,
        rank: 64,
        signature: held_premises::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: held_premises::read,
    },
    Kind {
        source: held_premises::SOURCE,
        rank: 64,
        signature: held_premises::CURRENT_SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: held_premises::read,
    },
    Kind {
        source: cadastre::SOURCE,
        rank: 65,
        signature: cadastre::SIGNATURE,
        without: &[],
        sample: None,
        features: true,
        read: cadastre::read,
    },
    Kind {
        source: land_limits::SOURCE,
        rank: 66,
        signature: land_limits::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: land_limits::read,
    },
    Kind {
        source: france_services::SOURCE,
        rank: 70,
        signature: france_services::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: france_services::read,
    },
    Kind {
        source: stations::SOURCE,
        rank: 71,
        signature: stations::SIGNATURE,
        without: &[],
        sample: None,
        features: false,
        read: stations::read,
    },
];

/// The known file that a head belongs to.
#[must_use]
pub fn recognise(head: &Head) -> Option<&'static Kind> {
    let fits = |kind: &&Kind| match head {
        Head::Table { columns, .. } => !kind.features && kind.bears(|name| columns.contains(name)),
        Head::Features { properties, .. } => {
            let sampled = |(name, passes): Sample| properties.get(name).is_some_and(|value| passes(value));
            kind.features
                && kind.bears(|name| properties.contains_key(name))
                && kind.sample.is_none_or(sampled)
        }
        Head::Other => false,
    };
    KINDS.iter().filter(fits).max_by_key(|kind| kind.signature.len())
}

/// The id of a source, if a reader bears it.
#[must_use]
pub fn source_id(id: &str) -> Option<&'static str> {
    KINDS.iter().map(|kind| kind.source).find(|source| *source == id)
}

impl Kind {
    /// Whether a file of these names is of this kind.
    fn bears(&self, has: impl Fn(&str) -> bool) -> bool {
        self.signature.iter().all(|name| has(name)) && !self.without.iter().any(|name| has(name))
    }
}
