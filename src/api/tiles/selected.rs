//! The part of a layer that a tile is asked for: `filter` and `zone`, as for features.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::filters::{Written, encoded};
use crate::api::problem::Problem;
use crate::index::rows::RowSet;
use crate::query::selection::Question;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::Tileset;

/// The parameters as written.
#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    zone: Option<String>,
    filter: Option<String>,
    #[serde(rename = "filter-lang")]
    filter_lang: Option<String>,
    #[serde(rename = "filter-crs")]
    filter_crs: Option<String>,
    f: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

/// What the resources take, told to whoever asks for something else.
const TAKEN: &str = "zone, filter, filter-lang and filter-crs";

/// Rows of one layer, as they were asked for. Cheap to copy, and a key of caches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection {
    layer: Layer,
    asked: Arc<Asked>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Asked {
    zone: Option<String>,
    filter: Option<String>,
    lang: Option<String>,
    crs: Option<String>,
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
        let Self { zone, filter, filter_lang: lang, filter_crs: crs, f, others } = self;
        let format = f.map(|_| "f".to_owned());
        if let Some(name) = format.or(others.into_keys().next()) {
            return Err(Problem::UnknownParameter(name, TAKEN));
        }
        let asked = Asked { zone, filter, lang, crs };
        match tileset {
            _ if asked.parts().next().is_none() => Ok(None),
            Tileset::Layer(layer) => Ok(Some(Selection { layer, asked: Arc::new(asked) })),
            Tileset::Map | Tileset::Territories => {
                let why = format!("`{tileset}` has several layers; ask for the tiles of one");
                Err(Problem::parameter(asked.parts().next().map_or("filter", |(name, _)| name), why))
            }
        }
    }
}

impl Asked {
    /// The parameters that were given.
    fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { zone, filter, lang, crs } = self;
        let all = [("zone", zone), ("filter", filter), ("filter-lang", lang), ("filter-crs", crs)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

impl Selection {
    /// Finds the rows. O(rows of the layer).
    pub fn find(&self, snapshot: &Snapshot) -> Result<Selected, Problem> {
        let Self { layer, asked } = self;
        let Asked { zone, filter, lang, crs } = &**asked;
        let zone = zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
        let written = Written { filter: filter.as_deref(), lang: lang.as_deref(), crs: crs.as_deref() };
        let filter = written.understood(snapshot, *layer)?;
        let question = Question { layer: *layer, bbox: None, zone, filter };
        Ok(Selected { rows: question.row_set(snapshot) })
    }

    /// The parameters again, as they stand in an address.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs = self.asked.parts().map(|(name, value)| format!("{name}={}", encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Tells it from any other.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.query()))[..32].to_owned()
    }
}
