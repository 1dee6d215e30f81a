//! Questions about a snapshot, and the statistics under them.
//!
//! A statistic is a public function over plain slices that knows nothing of snapshots: anyone
//! can check one on their own numbers. Nothing here reads a clock, draws an unseeded number or
//! knows HTTP. What has no answer is `None`, never zero.

pub mod access;
pub mod amounts;
pub mod assignment;
pub mod better;
pub mod capacity;
pub mod catchments;
pub mod chain_lines;
pub mod chains;
pub mod chains_told;
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
pub mod holders;
pub mod hotspots;
pub mod index_file;
pub mod indices;
pub mod indices_at_hand;
pub mod indices_told;
pub mod kinds;
pub mod likeness;
pub mod links;
pub mod matches;
pub mod matches_told;
pub mod matching;
pub mod nearest;
pub mod offers_matched;
pub mod partners;
pub mod partners_told;
pub mod peers;
pub mod perimeter;
pub mod purchase_reading;
pub mod quantiles;
pub mod quotient;
pub mod rates;
pub mod robustness;
pub mod seats;
pub mod sensitivity;
pub mod served;
pub mod standings;
pub mod steadiness;
pub mod subjects;
pub mod supplier_labels;
pub mod suppliers;
pub mod suppliers_told;
pub mod supply;
pub mod supplying;
pub mod told;
pub mod trade;
pub mod twins;
pub mod twins_told;
pub mod what_if;
pub mod what_if_chains;
