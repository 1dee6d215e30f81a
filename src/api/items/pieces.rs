//! The features of an answer, written a piece at a time from the snapshot that was current when
//! they were asked for.

use std::io;
use std::sync::Arc;

use axum::body::Bytes;

use crate::api::state::Served;
use crate::formats::codec::Codec;
use crate::formats::selection::Selection;
use crate::formats::table::{Column, ShapeKind, Table, Type};
use crate::formats::with_number::WithNumber;
use crate::index::found::Found;
use crate::query::serves::Serving;
use crate::snapshot::layers::Layer;

/// Bytes of a piece, about: what is held of an answer, however long it is.
const PIECE: usize = 64 << 10;
/// Points written between two looks at how much there is. Areas are looked at one by one.
const BATCH: usize = 64;

/// How far each of the nearest is.
const DISTANCE: Column =
    Column { name: "distance_m", kind: Type::Number, meaning: "distance on the ellipsoid from `near`, m" };
/// How much each serves.
const SHARE: Column = Column {
    name: "sert_part",
    kind: Type::Number,
    meaning: "share of the population of `serves` that it serves, 0 to 1; 1 for a place",
};

/// Which rows are left to write.
#[derive(Debug)]
pub enum Walk {
    /// Those found from a row on, so many.
    Along { found: Arc<Found>, from: u32, left: usize },
    /// The nearest, with their distances, from a place of the list on.
    Nearest { rows: Arc<[(u32, f64)]>, from: usize },
}

impl Walk {
    /// The next few: rows of the layer's table, or of the table with distances.
    fn next(&mut self, most: usize) -> Vec<u32> {
        match self {
            Self::Along { found, from, left } => {
                let rows = found.from(*from, most.min(*left));
                *from = rows.last().map_or(u32::MAX, |&last| last + 1);
                *left -= rows.len();
                rows
            }
            Self::Nearest { rows, from } => {
                let to = from.saturating_add(most).min(rows.len());
                let next = (*from..to).map(|place| place as u32).collect();
                *from = to;
                next
            }
        }
    }
}

/// What is told of features beside the columns of their layer.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// How much of somewhere each serves.
    pub serving: Option<Arc<Serving>>,
    /// The nearest, and how far each is: then these are the rows.
    pub near: Option<Arc<[(u32, f64)]>>,
}

impl Beside {
    /// Shows the table with what is told beside it.
    pub fn shown<R>(&self, table: &dyn Table, then: impl FnOnce(&dyn Table) -> R) -> R {
        let share = |serving: &Arc<Serving>| {
            let serving = Arc::clone(serving);
            WithNumber::new(table, SHARE, move |row| serving.cover(row).map(|cover| cover.share))
        };
        let shared = self.serving.as_ref().map(share);
        let table: &dyn Table = shared.as_ref().map_or(table, |shared| shared);
        let Some(near) = &self.near else { return then(table) };
        let nearest = Selection::all(table).with_rows(near.iter().map(|&(row, _)| row).collect());
        then(&WithNumber::new(&nearest, DISTANCE, |place| Some(near[place as usize].1)))
    }
}

/// Where the writing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    Rows,
    Over,
}

/// The pieces of an answer.
pub struct Pieces {
    served: Arc<Served>,
    layer: Layer,
    walk: Walk,
    beside: Beside,
    codec: Box<dyn Codec>,
    stage: Stage,
}

impl Pieces {
    /// Nothing is written yet.
    #[must_use]
    pub fn new(served: Arc<Served>, layer: Layer, walk: Walk, beside: Beside, codec: Box<dyn Codec>) -> Self {
        Self { served, layer, walk, beside, codec, stage: Stage::Opening }
    }

    /// Whether all is written.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    fn write(&mut self) -> io::Result<Bytes> {
        let Self { served, layer, walk, beside, codec, stage } = self;
        let table = served.snapshot.table(*layer);
        beside.shown(&*table, |table| piece(table, walk, &mut **codec, stage))
    }
}

fn piece(table: &dyn Table, walk: &mut Walk, codec: &mut dyn Codec, stage: &mut Stage) -> io::Result<Bytes> {
    let batch = if table.shape_kind() == ShapeKind::Area { 1 } else { BATCH };
    let mut out = Vec::with_capacity(PIECE + PIECE / 2);
    if *stage == Stage::Opening {
        codec.begin(table, &mut out)?;
        *stage = Stage::Rows;
    }
    while out.len() < PIECE && *stage == Stage::Rows {
        match walk.next(batch) {
            rows if rows.is_empty() => {
                codec.end(&mut out)?;
                *stage = Stage::Over;
            }
            rows => codec.rows(table, &rows, &mut out)?,
        }
    }
    Ok(Bytes::from(out))
}

impl Iterator for Pieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over() {
            return None;
        }
        let piece = self.write();
        if piece.is_err() {
            self.stage = Stage::Over;
        }
        Some(piece)
    }
}
