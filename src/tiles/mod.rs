//! Vector tiles: a snapshot drawn, one square of the world at a time.
//!
//! Everything is put on one grid per zoom before a tile is cut out of it ([`coord`]), so that
//! two zones, two layers and two tiles that share a point share it exactly. Nothing here
//! measures anything: this is Mercator.
//!
//! What a tile holds is promised in `tiles/layers.toml` ([`contract`]). Points ([`points`]) are
//! counted by cells ([`aggregate`]) or zones ([`zones`]) within a [`budget`]; outlines
//! ([`territories`]) are cut by [`clip`]; both are written by [`encode`], asked by [`atlas`].
//! How it is drawn stands in `tiles/style` ([`style`]).

pub mod actors;
pub mod aggregate;
pub mod archive;
pub mod atlas;
pub mod budget;
pub mod clip;
pub mod compress;
pub mod contract;
pub mod coord;
pub mod encode;
pub mod findings;
pub mod lines;
pub mod marks;
pub mod members;
pub mod parts;
pub mod placed;
pub mod places;
pub mod points;
#[cfg(test)]
mod sample;
pub mod sprite;
pub mod style;
pub mod symbols;
pub mod territories;
pub mod zones;
