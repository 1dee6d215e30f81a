//! The claims that need the whole program, or several rooms of it. One binary, one list.

/// The embedded catalogue of functions, against the official nomenclatures.
mod functions;
