//! The claims that need the whole program, or several rooms of it. One binary, one list.

/// The rooms: who may import whom, what a file must say and what it may not be called.
mod architecture;
/// The embedded catalogue of functions, against the official nomenclatures.
mod functions;
/// Distances and projections, against GeographicLib and PROJ.
mod geometry;
/// What `architecture` reads sources with.
mod rust_tokens;
