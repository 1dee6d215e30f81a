//! Vector tiles: a snapshot drawn, one square of the world at a time.
//!
//! Everything is put on one grid per zoom before a tile is cut out of it ([`coord`]), so that
//! two zones, two layers and two tiles that share a point share it exactly. Nothing here
//! measures anything: this is Mercator.
//!
//! What a tile holds is promised in `tiles/layers.toml` ([`contract`]); points are counted
//! ([`aggregate`]), outlines are cut ([`clip`]), both are written ([`encode`]) by [`render`].
//! How it is drawn stands in `tiles/style` ([`style`]).

pub mod actors;
pub mod aggregate;
pub mod clip;
pub mod contract;
pub mod coord;
pub mod encode;
pub mod places;
pub mod render;
pub mod sprite;
pub mod style;
pub mod symbols;
pub mod territories;
