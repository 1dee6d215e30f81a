//! The part of a layer that a tile is asked for: `filter` and `zone`, as for features.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::filters::{Written, encoded};
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::query::selection::Question;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::{Part, Tileset};
use crate::tiles::points::Grouping;

/// The parameters as written.
#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    zone: Option<String>,
    filter: Option<String>,
    #[serde(rename = "filter-lang")]
    filter_lang: Option<String>,
    #[serde(rename = "filter-crs")]
    filter_crs: Option<String>,
    by: Option<String>,
    f: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

/// What the resources take, told to whoever asks for something else.
const TAKEN: &str = "zone, filter, filter-lang, filter-crs and by";

/// What a tile is asked for, beside its place: which rows, and how points become symbols.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    pub selection: Option<Selection>,
    pub by: Grouping,
}

/// Rows of one layer, as they were asked for. Cheap to copy, and a key of caches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection {
    layer: Layer,
    words: Arc<Words>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Words {
    zone: Option<String>,
    filter: Option<String>,
    lang: Option<String>,
    crs: Option<String>,
}

impl Parameters {
    /// The format that was asked for, once: resources that have several ask first.
    pub fn format(&mut self) -> Option<String> {
        self.f.take()
    }

    /// What the parameters ask for.
    pub fn asked(self, tileset: Tileset) -> Result<Asked, Problem> {
        let Self { zone, filter, filter_lang: lang, filter_crs: crs, by, f, others } = self;
        let format = f.map(|_| "f".to_owned());
        if let Some(name) = format.or(others.into_keys().next()) {
            return Err(Problem::UnknownParameter(name, TAKEN));
        }
        let by = by.as_deref().map_or(Ok(Grouping::Cells), grouping)?;
        let words = Words { zone, filter, lang, crs };
        let first = words.pairs().next().map(|(name, _)| name);
        let selection = match (first, tileset) {
            (None, _) => None,
            (Some(_), Tileset::Layer(layer)) => Some(Selection { layer, words: Arc::new(words) }),
            (Some(name), Tileset::Map | Tileset::Territories) => {
                let why = format!("`{tileset}` has several layers; ask for the tiles of one");
                return Err(Problem::parameter(name, why));
            }
        };
        Ok(Asked { selection, by })
    }
}

/// `cells`, `zone` (the level that suits the zoom) or a level.
fn grouping(text: &str) -> Result<Grouping, Problem> {
    match text {
        "cells" => Ok(Grouping::Cells),
        "zone" => Ok(Grouping::Zones(None)),
        level => level.parse().map(|level| Grouping::Zones(Some(level))).map_err(|_| {
            let levels = Level::ALL.map(Level::word).join(", ");
            Problem::parameter(
                "by",
                format!("`{level}` is no way to group points; use cells, zone, {levels}"),
            )
        }),
    }
}

impl Asked {
    /// The parameters again, as they stand in an address; empty when none is needed.
    #[must_use]
    pub fn query(&self) -> String {
        let by = match self.by {
            Grouping::Cells => None,
            Grouping::Zones(level) => Some(format!("by={}", level.map_or("zone", Level::word))),
        };
        let selection = self.selection.as_ref().map(Selection::query);
        selection.into_iter().chain(by).collect::<Vec<_>>().join("&")
    }

    /// Tells it from any other in few characters.
    #[must_use]
    pub fn digest(&self) -> String {
        match self.query() {
            query if query.is_empty() => query,
            query => hex(&Sha256::digest(query))[..32].to_owned(),
        }
    }
}

impl Words {
    /// The parameters that were given.
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { zone, filter, lang, crs } = self;
        let all = [("zone", zone), ("filter", filter), ("filter-lang", lang), ("filter-crs", crs)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

impl Selection {
    /// Finds the rows. O(rows of the layer).
    pub fn find(&self, snapshot: &Snapshot) -> Result<Part, Problem> {
        let Self { layer, words } = self;
        let Words { zone, filter, lang, crs } = &**words;
        let zone = zone.as_deref().map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
        let written = Written { filter: filter.as_deref(), lang: lang.as_deref(), crs: crs.as_deref() };
        let filter = written.understood(snapshot, *layer)?;
        let question = Question { zone, filter, ..Question::of(*layer) };
        Ok(Part::new(question.row_set(snapshot)))
    }

    fn query(&self) -> String {
        let pairs = self.words.pairs().map(|(name, value)| format!("{name}={}", encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}
