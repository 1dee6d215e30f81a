//! The document on what tells of the service: landing page, conformance, collections.

use serde_json::{Value, json};

use crate::api::openapi::MEDIA_TYPE;
use crate::api::openapi::operation::{Get, Group, Refusal};

const HTML: (&str, Option<&str>) = ("text/html", None);
const SCHEMA: &str = "application/schema+json";

/// The path items.
#[must_use]
pub fn paths() -> Vec<(&'static str, Value)> {
    let get = |id, summary, description, parameters, content, refusals| {
        Get { group: Group::Capabilities, id, summary, description, parameters, content, refusals }.item()
    };
    vec![
        (
            "/",
            get(
                "getLandingPage",
                "What is here",
                "The landing page: for programs with `Accept: application/json` or `f=json`, else the home page for people.",
                &["f"],
                &[("application/json", Some("Landing")), HTML],
                &[],
            ),
        ),
        (
            "/conformance",
            get(
                "getConformance",
                "The standards followed",
                "The conformance classes of OGC API Features, OGC API Tiles and CQL2 that the service honours.",
                &["f"],
                &[("application/json", Some("Conformance")), HTML],
                &[Refusal::NotAcceptable],
            ),
        ),
        ("/api", document()),
        (
            "/collections",
            get(
                "getCollections",
                "All collections",
                "Every collection with its extent, reference systems, counts and links.",
                &["f"],
                &[("application/json", Some("Collections")), HTML],
                &[Refusal::NotAcceptable],
            ),
        ),
        (
            "/collections/{collectionId}",
            get(
                "describeCollection",
                "One collection",
                "Its extent, reference systems, counts, and links to its features in every format, its schema, queryables, tiles and licences.",
                &["collectionId", "f"],
                &[("application/json", Some("Collection")), HTML],
                &[Refusal::NotFound, Refusal::NotAcceptable],
            ),
        ),
        (
            "/collections/{collectionId}/queryables",
            get(
                "getQueryables",
                "What a filter can ask",
                "A JSON schema of the properties that `filter` understands (OGC API Features, part 3).",
                &["collectionId"],
                &[(SCHEMA, Some("JsonSchema"))],
                &[Refusal::NotFound],
            ),
        ),
        (
            "/collections/{collectionId}/schema",
            get(
                "getSchema",
                "What features bear",
                "A JSON schema of the properties of features: types, meaning, values, units, roles (OGC API Features, part 5).",
                &["collectionId"],
                &[(SCHEMA, Some("JsonSchema"))],
                &[Refusal::NotFound],
            ),
        ),
    ]
}

fn document() -> Value {
    let mut item = Get {
        group: Group::Capabilities,
        id: "getApi",
        summary: "This document",
        description: "The definition of the interface in OpenAPI 3.0; the same as a page for people with `f=html`.",
        parameters: &["f"],
        content: &[HTML],
        refusals: &[Refusal::NotAcceptable],
    }
    .item();
    let schema = json!({ "type": "object", "required": ["openapi", "info", "paths"] });
    item["get"]["responses"]["200"]["content"][MEDIA_TYPE] = json!({ "schema": schema });
    item
}
