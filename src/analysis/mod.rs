//! Questions about a snapshot, and the statistics under them.
//!
//! A statistic is a public function over plain slices that knows nothing of snapshots: anyone
//! can check one on their own numbers. Nothing here reads a clock, draws an unseeded number or
//! knows HTTP. What has no answer is `None`, never zero.

pub mod access;
pub mod assignment;
pub mod better;
pub mod catchments;
pub mod complement;
pub mod completeness;
pub mod composite;
pub mod consensus;
pub mod discoveries;
pub mod features;
pub mod figures;
pub mod flow;
pub mod gamma;
pub mod gaps;
pub mod gower;
pub mod ground;
pub mod hotspots;
pub mod indices;
pub mod kinds;
pub mod likeness;
pub mod links;
pub mod partners;
pub mod partners_told;
pub mod peers;
pub mod quantiles;
pub mod quotient;
pub mod rates;
pub mod robustness;
pub mod seats;
pub mod subjects;
pub mod supply;
pub mod told;
pub mod twins;
pub mod twins_told;
