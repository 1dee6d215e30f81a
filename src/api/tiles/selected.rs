//! The part of a layer that a tile is asked for: `filter` and `zone`, as for features.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::api::asked;
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

/// What selects rows, in the order in which it is written into addresses.
const NAMES: [&str; 4] = ["zone", "filter", "filter-lang", "filter-crs"];
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
    /// Understands the parameters of an address.
    pub fn take(mut asked: asked::Asked, tileset: Tileset) -> Result<Self, Problem> {
        let [zone, filter, lang, crs] = NAMES.map(|name| asked.take(name));
        let by = asked.take("by").as_deref().map_or(Ok(Grouping::Cells), grouping)?;
        asked.nothing_else(TAKEN)?;
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
        Ok(Self { selection, by })
    }

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
        NAMES
            .into_iter()
            .zip([zone, filter, lang, crs])
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
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
