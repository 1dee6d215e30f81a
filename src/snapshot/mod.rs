//! One consistent state of the atlas, built once and never changed.
//!
//! Readers hold an `Arc<Snapshot>`; an update builds another one and swaps the `Arc`.
//! A request therefore sees one state from its first line to its last.

pub mod actors;
pub mod outlines;
pub mod territories;
pub mod texts;
