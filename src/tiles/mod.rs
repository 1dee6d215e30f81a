//! Vector tiles: a snapshot drawn, one square of the world at a time.
//!
//! Everything is put on one grid per zoom before a tile is cut out of it ([`coord`]), so that
//! two zones, two layers and two tiles that share a point share it exactly. Nothing here
//! measures anything: this is Mercator.
//!
//! What a tile holds is promised in `tiles/layers.toml` ([`contract`]); points are counted
//! ([`aggregate`]), outlines are cut ([`clip`]), both are written ([`encode`]) by [`render`].

pub mod actors;
pub mod aggregate;
pub mod archive;
pub mod atlas;
pub mod clip;
pub mod compress;
pub mod contract;
pub mod coord;
pub mod encode;
pub mod places;
pub mod render;
pub mod territories;
