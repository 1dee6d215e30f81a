//! The document on counts, territories and search.

use serde_json::Value;

use crate::api::openapi::operation::{Get, Group, Refusal};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let json = |schema| [("application/json", Some(schema))];
    vec![
        (
            "/counts/{collectionId}",
            Get {
                group: Group::Counts,
                id: "getCounts",
                summary: "How many of what",
                description: "Exact counts of the rows that match, by one or several properties, in one pass. No cap, no sample.",
                parameters: &["collectionId", "zone", "bbox", "filter", "filter-lang", "filter-crs", "by"],
                content: &json("Counts"),
                refusals: &[Refusal::NotFound, Refusal::TooLarge],
            }
            .item(),
        ),
        (
            "/zones/{level}/{code}",
            Get {
                group: Group::Territories,
                id: "getZone",
                summary: "A territory and what is counted in it",
                description: "Its population, surface and neighbours, the territories it is in, and the counts of every collection in it.",
                parameters: &["level", "code"],
                content: &json("Territory"),
                refusals: &[Refusal::NotFound],
            }
            .item(),
        ),
        (
            "/search",
            Get {
                group: Group::Territories,
                id: "search",
                summary: "Territories and actors by name or code",
                description: "The best matches first: what is exact before what begins so, territories before actors.",
                parameters: &["q"],
                content: &json("Search"),
                refusals: &[],
            }
            .item(),
        ),
    ]
}
