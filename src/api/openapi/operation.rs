//! One operation of the document: a GET, what it takes, what it answers and how it refuses.

use serde_json::{Map, Value, json};

use crate::api::drawn::{MOST_BYTES, MOST_VERTICES};

/// A group of operations, as readers of the document see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Capabilities,
    Features,
    Counts,
    Territories,
    Analyses,
    Tiles,
    Files,
    Service,
}

impl Group {
    /// All groups, in the order shown, with what is in them.
    pub const ALL: [(Self, &str); 8] = [
        (Self::Capabilities, "What is here, and which standards it follows"),
        (Self::Features, "Features of a collection, filtered, paged and in several formats"),
        (Self::Counts, "Exact counts of any part of a collection"),
        (Self::Territories, "Territories, and names to search"),
        (Self::Analyses, "Questions whose answers are computed, with why and how sure"),
        (Self::Tiles, "Vector tiles, their description and the style of our map"),
        (Self::Files, "Whole collections and the catalogue of open data"),
        (Self::Service, "For those who run a server"),
    ];

    /// Its name, which is its tag.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Capabilities => "capabilities",
            Self::Features => "features",
            Self::Counts => "counts",
            Self::Territories => "territories",
            Self::Analyses => "analyses",
            Self::Tiles => "tiles",
            Self::Files => "files",
            Self::Service => "service",
        }
    }
}

/// How a request can be refused, beside what any request may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The address names what is not here.
    NotFound,
    /// What it named is no more: a page of a snapshot that was replaced.
    Gone,
    /// No format that is served is accepted.
    NotAcceptable,
    /// What was sent is too large.
    TooLarge,
    /// The part asked for is not in the file.
    Range,
}

impl Refusal {
    fn entry(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("404", "NotFound"),
            Self::Gone => ("410", "Gone"),
            Self::NotAcceptable => ("406", "NotAcceptable"),
            Self::TooLarge => ("413", "TooLarge"),
            Self::Range => ("416", "RangeNotSatisfiable"),
        }
    }
}

/// What any request may be answered, whatever it asks for.
const ALWAYS: [(&str, &str); 6] = [
    ("304", "NotModified"),
    ("400", "BadRequest"),
    ("414", "AddressTooLong"),
    ("431", "HeadTooLong"),
    ("500", "InternalError"),
    ("503", "Unavailable"),
];

/// A GET as the document tells it.
#[derive(Debug, Clone)]
pub struct Get<'a> {
    pub group: Group,
    /// The name that generated clients call it by.
    pub id: &'a str,
    pub summary: &'a str,
    pub description: &'a str,
    /// Names of parameters of the components.
    pub parameters: &'a [&'a str],
    /// Media types of a good answer, each with the name of its schema; none for bytes.
    pub content: &'a [(&'a str, Option<&'a str>)],
    pub refusals: &'a [Refusal],
}

impl Get<'_> {
    /// The path item.
    #[must_use]
    pub fn item(&self) -> Value {
        json!({ "get": self.operation() })
    }

    /// The operation, to which a route may add what only it has.
    #[must_use]
    pub fn operation(&self) -> Value {
        let mut responses = refusals(self.refusals);
        responses.insert("200".to_owned(), self.good_answer());
        json!({
            "tags": [self.group.word()],
            "operationId": self.id,
            "summary": self.summary,
            "description": self.description,
            "parameters": self.parameters.iter().map(|name| parameter(name)).collect::<Vec<_>>(),
            "responses": responses,
        })
    }

    fn good_answer(&self) -> Value {
        let content: Map<String, Value> = self
            .content
            .iter()
            .map(|(media, name)| {
                let schema = name.map_or_else(|| json!({ "type": "string", "format": "binary" }), schema);
                ((*media).to_owned(), json!({ "schema": schema }))
            })
            .collect();
        let headers = ["ETag", "Cache-Control", "Vary"];
        let headers: Map<String, Value> =
            headers.into_iter().map(|name| (name.to_owned(), header(name))).collect();
        json!({ "description": self.summary, "headers": headers, "content": content })
    }
}

/// The answers of a request that has no good one.
#[must_use]
pub fn refusals(more: &[Refusal]) -> Map<String, Value> {
    let more = more.iter().map(|refusal| refusal.entry());
    ALWAYS
        .into_iter()
        .chain(more)
        .map(|(status, name)| {
            (status.to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }))
        })
        .collect()
}

/// A reference to a parameter of the components.
#[must_use]
pub fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// A reference to a schema of the components.
#[must_use]
pub fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A reference to a header of the components.
#[must_use]
pub fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// The body that a drawn zone is sent as.
#[must_use]
pub fn drawing() -> Value {
    json!({
        "required": true,
        "description": format!("A GeoJSON Polygon or MultiPolygon, alone or in a Feature or a FeatureCollection: at most {MOST_BYTES} bytes and {MOST_VERTICES} positions."),
        "content": {
            "application/geo+json": {
                "schema": { "type": "object", "required": ["type"], "properties": { "type": { "type": "string" } } },
                "example": { "type": "Polygon", "coordinates": [[[-5.6, 46.0], [-5.2, 46.0], [-5.2, 46.3], [-5.6, 46.0]]] },
            },
        },
    })
}
