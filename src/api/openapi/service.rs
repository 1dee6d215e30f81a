//! The document on what operators ask of a server.

use serde_json::Value;

use crate::api::openapi::operation::{Get, Group};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    vec![(
        "/health",
        Get {
            group: Group::Service,
            id: "getHealth",
            summary: "Whether the service answers, and what it serves",
            description: "The version of the program, the snapshot, the edition of the tiles, and the rows of each collection.",
            parameters: &[],
            content: &[("application/json", Some("Health"))],
            refusals: &[],
        }
        .item(),
    )]
}
