//! Their formats: one file per official source, rows in, our words out.
//!
//! A file is recognised by its header, never by its name. A reader gives each row to an
//! [`outlet::Outlet`]: offered, or refused with a reason; it never stops at a bad row and
//! never touches the network.

pub mod catalogue;
pub mod features;
#[cfg(test)]
pub mod hostile;
pub mod item;
pub mod ledger;
pub mod mends;
pub mod open;
pub mod outlet;
#[cfg(test)]
pub mod real;
pub mod sheet;
pub mod text;

pub mod amap_producers;
pub mod cadastre;
pub mod canteens;
pub mod cartofriches;
pub mod communes;
pub mod contours;
pub mod coordinates;
pub mod dfc;
pub mod esat;
pub mod france_services;
pub mod friches;
pub mod friches_cnig;
pub mod held_parcels;
pub mod held_premises;
pub mod holdings;
pub mod hve;
pub mod land_limits;
pub mod offers;
pub mod parcel_words;
pub mod passage;
pub mod polluted_sites;
pub mod postal;
pub mod programmes_anct;
pub mod ptce;
pub mod siae;
pub mod sirene_establishments;
pub mod sirene_units;
pub mod site_names;
pub mod sources;
pub mod stations;
pub mod tiers_lieux;
pub mod ties;
pub mod trips;
pub mod zone_names;
