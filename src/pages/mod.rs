//! HTTP for people: a sentence, then a table, then the map.
//!
//! Each journey is one file: a view with public fields, to be filled from a snapshot, and a
//! template in `web/templates`. A view stores figures; sentences, shares, classes and orders
//! are derived when it is rendered, so that a sentence cannot disagree with its table.
//! Every page is complete without JavaScript; the map is an island that it survives without.

pub mod address;
pub mod allies;
pub mod chains;
pub mod collections;
pub mod complements;
pub mod explore;
pub mod figures;
pub mod frame;
pub mod gaps;
pub mod groups;
pub mod home;
pub mod indices;
pub mod interface;
pub mod items;
pub mod land;
pub mod land_sites;
pub mod layers;
pub mod legend;
pub mod lines_sketch;
pub mod map;
pub mod missing;
pub mod notice;
pub mod opportunities;
pub mod partners;
pub mod reading;
pub mod routes;
pub mod scale;
pub mod search;
pub mod sensitivity;
pub mod site_sets;
pub mod sketch;
pub mod suppliers;
pub mod territory;
pub mod twins;
pub mod what_if;
pub mod words;

#[cfg(test)]
mod samples;
