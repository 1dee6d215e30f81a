//! The part of a layer that a tile is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::problem::Problem;
use crate::index::rows::RowSet;
use crate::query::selection::{Question, rows};
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Tileset;

/// The parameters as written.
#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    zone: Option<String>,
    f: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

/// What the resources take, told to whoever asks for something else.
const TAKEN: &str = "zone";

/// Rows of one layer, as they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection {
    layer: Layer,
    zone: Option<Arc<str>>,
}

/// A selection found in a snapshot.
pub struct Selected {
    pub rows: RowSet,
}

impl Parameters {
    /// The format that was asked for, once: resources that have several ask first.
    pub fn format(&mut self) -> Option<String> {
        self.f.take()
    }

    /// The selection that the parameters make, if any.
    pub fn selection(self, tileset: Tileset) -> Result<Option<Selection>, Problem> {
        let format = self.f.map(|_| "f".to_owned());
        if let Some(name) = format.or(self.others.into_keys().next()) {
            return Err(Problem::UnknownParameter(name, TAKEN));
        }
        let Some(zone) = self.zone else { return Ok(None) };
        match tileset {
            Tileset::Layer(layer) => Ok(Some(Selection { layer, zone: Some(zone.into()) })),
            Tileset::Map | Tileset::Territories => {
                let why = format!("`{tileset}` has several layers; ask for the tiles of one");
                Err(Problem::parameter("zone", why))
            }
        }
    }
}

impl Selection {
    /// Finds the rows. O(rows of the layer).
    pub fn find(&self, snapshot: &Snapshot) -> Result<Selected, Problem> {
        let Self { layer, zone } = self;
        let zone = zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
        let matching = rows(snapshot, &Question { layer: *layer, bbox: None, zone });
        let rows = RowSet::from_rows(snapshot.table(*layer).len(), matching.page(0, usize::MAX));
        Ok(Selected { rows })
    }

    /// The parameters again, ready to be part of an address.
    #[must_use]
    pub fn query(&self) -> String {
        let zone = self.zone.as_deref().map(|zone| ("zone", zone));
        let pairs: Vec<(&str, &str)> = zone.into_iter().collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    /// Tells it from any other.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.query()))[..32].to_owned()
    }
}
