//! Where tiles are drawn: each once however many ask, a few at a time, and kept while there is
//! room.
//!
//! A tile that takes about as long to draw as to hand over is drawn where the request is
//! handled. Anything else passes a turnstile, as wide as the machine has cores: whatever
//! is asked for, the other cores of the server keep answering everybody else, and memory is
//! bounded by the number of those who may wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::api::aside::aside;
use crate::api::problem::Problem;
use crate::api::state::{Served, Shared};
use crate::api::tiles::selected::{Asked, Selection};
use crate::snapshot::layers::Layer;
use crate::tiles::atlas::{Ask, Part, Tileset};
use crate::tiles::compress::Coding;
use crate::tiles::coord::TileCoord;
use crate::tiles::points::Grouping;

/// How many may wait before the turnstile; more are sent away with 503.
const WAITING_ROOM: usize = 512;

/// What the rows of parts may take in memory: 200 of them for 2.5 million rows.
const PARTS: u64 = 64 << 20;

/// From this zoom on a tile of outlines takes less than a millisecond.
const FEW_OUTLINES: u8 = 11;

/// What an entry takes beside its bytes, about.
const ENTRY: u64 = 128;

/// One tile, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    pub tileset: Tileset,
    pub tile: TileCoord,
    pub asked: Asked,
    pub coding: Coding,
}

/// The tiles and parts of one snapshot that were asked for lately.
pub struct Shelves {
    tiles: Cache<Order, Bytes, BySize>,
    parts: Cache<Selection, Arc<Part>, BySize>,
    drawn: AtomicU64,
}

#[derive(Clone)]
struct BySize;

impl Weighter<Order, Bytes> for BySize {
    fn weight(&self, _: &Order, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + ENTRY
    }
}

impl Weighter<Selection, Arc<Part>> for BySize {
    fn weight(&self, _: &Selection, part: &Arc<Part>) -> u64 {
        u64::from(part.rows.table_len() / 8) + ENTRY
    }
}

impl Shelves {
    /// With room for so many bytes of tiles; none are kept with 0.
    #[must_use]
    pub fn new(room: u64) -> Self {
        let usual = |room: u64, size: u64| (room / size) as usize;
        Self {
            tiles: Cache::with_weighter(usual(room, 8 << 10), room, BySize),
            parts: Cache::with_weighter(usual(PARTS, 64 << 10), PARTS, BySize),
            drawn: AtomicU64::new(0),
        }
    }

    /// How many tiles were drawn so far: each once, and again after it had to make room.
    #[must_use]
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }

    /// The rows of a selection: found once however many ask.
    pub fn part(&self, served: &Served, selection: &Selection) -> Result<Arc<Part>, Problem> {
        self.parts.get_or_insert_with(selection, || selection.find(&served.snapshot).map(Arc::new))
    }
}

/// Lets a few draw at a time.
pub struct Turnstile {
    passing: Arc<Semaphore>,
    waiting: AtomicUsize,
    room: usize,
}

/// A place in the waiting room, given back when it is left.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Turnstile {
    /// As wide as the machine has cores.
    #[must_use]
    pub fn new() -> Self {
        Self::of(std::thread::available_parallelism().map_or(1, usize::from), WAITING_ROOM)
    }

    /// So wide, with room for so many who wait.
    pub(in crate::api) fn of(width: usize, room: usize) -> Self {
        Self { passing: Arc::new(Semaphore::new(width)), waiting: AtomicUsize::new(0), room }
    }

    /// A way through, as long as it is held.
    pub(in crate::api) async fn pass(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(permit) = Arc::clone(&self.passing).try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if self.room <= waiting {
            return Err(Problem::Busy);
        }
        Arc::clone(&self.passing).acquire_owned().await.map_err(|error| Problem::Internal(error.into()))
    }
}

impl Default for Turnstile {
    fn default() -> Self {
        Self::new()
    }
}

/// The bytes of a tile in its coding; none for an empty one.
pub async fn print(shared: &Shared, served: Arc<Served>, order: Order) -> Result<Bytes, Problem> {
    let shelves = &served.shelves.tiles;
    if let Some(bytes) = shelves.get(&order) {
        return Ok(bytes);
    }
    let draw = async {
        if is_light(&order) {
            return draw(&served, &order);
        }
        // The permit goes with the work: should the client leave, the work goes on alone.
        let permit = shared.turnstile.pass().await?;
        let (served, order) = (Arc::clone(&served), order.clone());
        let drawn = aside(move || {
            let _permit = permit;
            draw(&served, &order)
        });
        drawn.await?
    };
    shelves.get_or_insert_async(&order, draw).await
}

/// Whether it is drawn in about the time it takes to hand it over: counted beforehand, or a
/// tile of few outlines.
fn is_light(order: &Order) -> bool {
    let outlines_are_few = FEW_OUTLINES <= order.tile.zoom();
    let drawn_soon = match order.tileset {
        Tileset::Map => false,
        Tileset::Territories | Tileset::Layer(Layer::Territories(_)) => outlines_are_few,
        Tileset::Layer(Layer::Found(finding)) if !finding.is_placed() => outlines_are_few,
        Tileset::Layer(_) => order.asked.by == Grouping::Cells,
    };
    drawn_soon && order.asked.selection.is_none()
}

fn draw(served: &Served, order: &Order) -> Result<Bytes, Problem> {
    let Order { tileset, tile, asked: Asked { selection, by }, coding } = order;
    let part = selection.as_ref().map(|selection| served.shelves.part(served, selection)).transpose()?;
    let ask = Ask { tileset: *tileset, tile: *tile, part: part.as_deref(), by: *by };
    served.shelves.drawn.fetch_add(1, Ordering::Relaxed);
    Ok(Bytes::from(coding.encode(served.atlas.draw(&served.snapshot, ask))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_who_find_the_waiting_room_full_are_sent_away() {
        let turnstile = Arc::new(Turnstile::of(1, 2));
        let first = turnstile.pass().await.expect("nobody is there");
        let wait = || {
            let turnstile = Arc::clone(&turnstile);
            tokio::spawn(async move { turnstile.pass().await.map(drop) })
        };
        let waiting = [wait(), wait()];
        tokio::task::yield_now().await;
        assert!(matches!(turnstile.pass().await, Err(Problem::Busy)));
        drop(first);
        for passed in waiting {
            assert!(passed.await.expect("no panic").is_ok(), "those who waited pass");
        }
        assert!(turnstile.pass().await.is_ok(), "and room is made");
    }
}
