//! The words of the field, one word per thing.
//!
//! * **territory**: a zone of one of five levels; **bassin** (de vie): INSEE's living zone.
//! * **commune**: the smallest territory; a zoning is a table commune → zone.
//! * **actor**: a legal unit at a place; **family**: its kind of ESS body, if any.
//! * **statement**: what one source says of an actor at a date; never a bare boolean.
//! * **function**: something a territory needs done; **stage**: its place in a supply chain.
//! * **chain**: the stages that some goods go through, in order, and which may follow which.
//! * **whereabouts**: what a source says of a place; **placement**: what we made of it.
//! * **masked**: in partial diffusion; counted in its commune, never placed, named or addressed.
//! * **service area**: whom an actor serves; not where its seat is.
//! * **site**: a piece of land or a building; **parcel**: what the cadastre numbers; **owner**: a class and a level,
//!   by name only where public; **equipment**: a public service or a station.
//! * **tie**: what binds two actors, as a source tells it; one that is unrecorded is not absent.
//! * **place**: something that somebody may want to make on a site; **criterion**: what is asked of a site for it.
//! * **offer**, **need**: what an actor has for others, or lacks; **purchase**: what a public buyer calls a need.
//! * **source**: an official file, with vintage and licence.

pub mod actor;
pub mod chain;
pub mod function;
pub mod holding;
pub mod ids;
pub mod land;
pub mod level;
pub mod offer;
pub mod owner;
pub mod owner_classes;
pub mod parcel;
pub mod place;
pub mod purchase;
pub mod service_area;
pub mod source;
pub mod territory;
pub mod tie;
pub mod whereabouts;
