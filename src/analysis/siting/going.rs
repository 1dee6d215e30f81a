//! Whether anybody still waits for an answer: a search asks as it goes, and stops when nobody does.
//!
//! A search that was left says nothing: its half answer would hang on when that was, and answers hang on what
//! is asked alone.

use crate::analysis::siting::rules::SitingError;

/// Asked at each step of a bound, and between searches: `false` ends the work.
pub type Going<'a> = &'a dyn Fn() -> bool;

/// Somebody waits, however long it takes.
pub const ALWAYS: Going<'static> = &|| true;

/// What was found, unless nobody waits for it any more.
pub fn unless_left<T>(going: Going, found: T) -> Result<T, SitingError> {
    if going() { Ok(found) } else { Err(SitingError::Left) }
}
