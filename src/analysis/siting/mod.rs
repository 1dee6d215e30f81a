//! The best set of places: most people within reach, shortest ways, nearest farthest place, fewest places.
//!
//! All over plain slices: weights, one a place, and the ways from places to candidates. The
//! questions are in `best`, `worst` and `curve`; who gains, in `equity` and `compare`; how answers are
//! found and proven, in the others.

pub mod best;
pub mod compare;
pub mod curve;
pub mod equity;
pub mod going;
pub mod greedy;
pub mod losses;
pub mod relaxation;
pub mod rules;
pub mod search;
pub mod swaps;
pub mod ways;
pub mod worst;
