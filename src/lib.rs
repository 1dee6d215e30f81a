//! Maillage: an open atlas of territorial cooperation for the social and solidarity economy.
//!
//! The rooms, from the ground up; imports run down only (see ARCHITECTURE.md).

pub mod analysis;
pub mod api;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod formats;
pub mod geometry;
pub mod index;
pub mod ingest;
pub mod network;
pub mod pages;
pub mod query;
pub mod snapshot;
pub mod tiles;
