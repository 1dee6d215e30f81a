//! Ways between the communes of a snapshot: found when it is built, read when first asked for.
//!
//! Two hundred megabytes for France, which a server that only draws maps never holds: they are
//! kept from the first question that needs them, because the next one is to be answered at once.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, OnceLock};

use crate::domain::level::Level;
use crate::domain::territory::{Density, OutlineOrigin};
use crate::network::barriers::Barriers;
use crate::network::estimated::{Estimated, Place};
use crate::network::lands::lands;
use crate::network::matrix::{Matrix, Routed};
use crate::network::pairs::Pairs;
use crate::network::ways::Ways;
use crate::network::ways_file::{self, Known, WaysError};
use crate::snapshot::territories::{Territories, Territory};

/// Minutes of the longest ways that a snapshot knows: the sixty that people go for what they
/// seldom need, and the third more that tells how much a result hangs on them.
pub const REACH_MINUTES: u16 = 80;

/// Ways that a router measured, by the ranks of communes.
pub type Trips = HashMap<[u32; 2], Option<f64>>;

/// Tells ways between the communes of a table from their distance.
#[must_use]
pub fn estimated(territories: &Territories) -> Estimated {
    let Barriers { lines, bridges, apart } = Barriers::declared();
    let communes = territories.of(Level::Commune);
    let rank = |code: &String| territories.row(Level::Commune, code);
    let bridges: Vec<[u32; 2]> =
        bridges.iter().filter_map(|[one, other]| Some([rank(one)?, rank(other)?])).collect();
    let apart: Vec<u32> = apart.iter().filter_map(rank).collect();
    let neighbours: Vec<&[u32]> = communes.iter().map(|commune| commune.neighbours.as_slice()).collect();
    let has_outline = |rank: usize| communes[rank].origin != OutlineOrigin::Missing;
    let lands = lands(&neighbours, has_outline, &bridges, &apart);
    let place = |(commune, land): (&Territory, Option<u32>)| Place {
        position: commune.point,
        square_kilometers: commune.surface_km2,
        is_urban: commune.density.is_some_and(Density::is_urban),
        land,
    };
    Estimated::new(communes.iter().zip(lands).map(place).collect(), lines)
}

/// What a snapshot keeps: pairs by estimate, and what a router measured.
#[must_use]
pub fn known(territories: &Territories, trips: Trips) -> Known {
    let way = |([from, to], minutes): ([u32; 2], Option<f64>)| Routed { from, to, minutes };
    let matrix = Matrix::of(trips.into_iter().map(way).collect());
    Known { limit: REACH_MINUTES, pairs: Pairs::within(&estimated(territories), REACH_MINUTES), matrix }
}

/// Why ways cannot be told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UnreadWays {
    #[error("trajets.paires : {0}")]
    Io(Arc<io::Error>),
    #[error("trajets.paires : {0}")]
    Content(#[from] WaysError),
}

/// The ways of a snapshot, wherever they are.
#[derive(Debug, Clone)]
pub struct HeldWays {
    held: Held,
    /// Once somebody asked.
    asked: Arc<OnceLock<Result<Arc<Ways>, UnreadWays>>>,
}

#[derive(Debug, Clone)]
enum Held {
    /// Just found.
    Memory(Arc<Known>),
    /// Checked when it was opened; open, so that it is there after another took its place.
    Disk(Arc<File>),
}

impl HeldWays {
    /// Of a snapshot that is being built.
    #[must_use]
    pub fn found(known: Known) -> Self {
        Self { held: Held::Memory(Arc::new(known)), asked: Arc::default() }
    }

    /// Of a file whose bytes were checked.
    #[must_use]
    pub fn of_file(file: File) -> Self {
        Self { held: Held::Disk(Arc::new(file)), asked: Arc::default() }
    }

    /// What is kept of them.
    pub fn known(&self) -> Result<Known, UnreadWays> {
        match &self.held {
            Held::Memory(known) => Ok(Known::clone(known)),
            Held::Disk(file) => {
                let bytes = whole(file).map_err(|error| UnreadWays::Io(Arc::new(error)))?;
                Ok(ways_file::read(&bytes)?)
            }
        }
    }

    /// The ways themselves, read and turned round when they are first asked for. Whoever comes
    /// meanwhile waits for the same ways.
    pub fn ways(&self, territories: &Territories) -> Result<Arc<Ways>, UnreadWays> {
        let read = || {
            let Known { limit, pairs, matrix } = self.known()?;
            let communes = territories.of(Level::Commune).iter();
            let is_urban = communes.map(|commune| commune.density.is_some_and(Density::is_urban));
            Ok(Arc::new(Ways::of(pairs, &matrix, limit, is_urban.collect())))
        };
        self.asked.get_or_init(read).clone()
    }
}

fn whole(file: &File) -> io::Result<Vec<u8>> {
    let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}
