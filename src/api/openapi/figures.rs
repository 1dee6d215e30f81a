//! The document on counts, territories and search.

use serde_json::{Value, json};

use crate::api::openapi::operation::{Get, Group, Refusal, drawing};

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let json = |schema| [("application/json", Some(schema))];
    vec![
        ("/counts/{collectionId}", counts()),
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
                summary: "Territories, actors and functions by name or code",
                description: "The best matches first: what is exact before what begins so, territories before actors.",
                parameters: &["q", "searchLimit", "kind"],
                content: &json("Search"),
                refusals: &[],
            }
            .item(),
        ),
    ]
}

/// By GET, and by POST of a drawn zone.
fn counts() -> Value {
    let get = Get {
        group: Group::Counts,
        id: "getCounts",
        summary: "How many of what",
        description: "Exact counts of the rows that match, by one or several properties, in one pass. No cap, no sample.",
        parameters: &["collectionId", "zone", "bbox", "serves", "filter", "filter-lang", "filter-crs", "by"],
        content: &[("application/json", Some("Counts"))],
        refusals: &[Refusal::NotFound],
    };
    let drawn = Get {
        id: "postCounts",
        summary: "How many of what in a drawn zone",
        description: "The same for what was drawn, joined to the territories of `zone`. A row known by its commune only is told apart as undetermined.",
        refusals: &[Refusal::NotFound, Refusal::TooLarge],
        ..get.clone()
    };
    let mut post = drawn.operation();
    post["requestBody"] = drawing();
    json!({ "get": get.operation(), "post": post })
}
