//! The document on what operators ask of a server.

use serde_json::Value;

use crate::api::openapi::operation::{Get, Group};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let get = |id, summary, description, content| {
        Get { group: Group::Service, id, summary, description, parameters: &[], content, refusals: &[] }
            .item()
    };
    vec![
        (
            "/health",
            get(
                "getHealth",
                "Whether the service answers, and what it serves",
                "The version of the program, the snapshot, the edition of the tiles, and the rows of each collection.",
                &[("application/json", Some("Health"))],
            ),
        ),
        (
            "/metrics",
            get(
                "getMetrics",
                "Figures for Prometheus",
                "Requests, seconds and bytes by route, and what is served, in the text of OpenMetrics 1.0.",
                &[("application/openmetrics-text; version=1.0.0; charset=utf-8", None)],
            ),
        ),
    ]
}
