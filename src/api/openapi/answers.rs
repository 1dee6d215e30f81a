//! What the document says of answers that are no data: 304, refusals, and headers.

use serde_json::{Map, Value, json};

use crate::api::edge::LONGEST_ADDRESS;
use crate::api::openapi::operation::schema;

/// Refusals: their name among the components, when they come, and an example's words.
const PROBLEMS: [(&str, u16, &str, &str); 9] = [
    (
        "BadRequest",
        400,
        "A parameter is unknown or its value cannot be understood; `detail` says what to write instead.",
        "unknown parameter `bbbox`; this resource takes bbox, zone and filter",
    ),
    (
        "NotFound",
        404,
        "The address names what is not here; `detail` says what is.",
        "no feature `12345678900000` in acteurs",
    ),
    (
        "NotAcceptable",
        406,
        "No format that is served is among those accepted; `detail` lists those served.",
        "none of what Accept names is served; there are application/geo+json | text/csv",
    ),
    (
        "Gone",
        410,
        "The cursor belongs to a snapshot that is served no more: start again from the first page.",
        "this cursor is of a snapshot that is not served any more; start again without `cursor`",
    ),
    (
        "TooLarge",
        413,
        "What was sent is larger than is read; `detail` says how much is.",
        "the body is longer than 65536 bytes, which is the most that this resource takes",
    ),
    (
        "RangeNotSatisfiable",
        416,
        "The range begins after the end of the file.",
        "the file has 2048 bytes, numbered from 0: none of those asked for",
    ),
    (
        "HeadTooLong",
        431,
        "The address and the headers are longer than is read, or the headers are more than 100.",
        "the address and the headers are too long: at most 98304 bytes of both are read",
    ),
    ("InternalError", 500, "Our fault; the log of the server says more than the answer.", "internal error"),
    (
        "Unavailable",
        503,
        "Too much is being worked on, or the answer took too long: ask again after the seconds of `Retry-After`, or for less.",
        "too much is being worked on at this moment; ask again in a second",
    ),
];

/// Every shared response.
#[must_use]
pub fn all() -> Value {
    let mut answers: Map<String, Value> = PROBLEMS
        .into_iter()
        .map(|(name, status, when, detail)| (name.to_owned(), problem(status, when, detail)))
        .collect();
    answers.insert(
        "NotModified".to_owned(),
        json!({ "description": "The client has it already: its `If-None-Match` holds the tag." }),
    );
    // Far beyond what is read, the connection itself answers, without a body.
    answers.insert(
        "AddressTooLong".to_owned(),
        json!({ "description": format!("The address has more than {LONGEST_ADDRESS} bytes.") }),
    );
    Value::Object(answers)
}

fn problem(status: u16, when: &str, detail: &str) -> Value {
    let title = axum::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let example = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    let mut answer = json!({
        "description": when,
        "content": { "application/problem+json": { "schema": schema("Problem"), "example": example } },
    });
    // A page of the same address is refused in words for people.
    if [400, 404].contains(&status) {
        answer["content"]["text/html"] = json!({ "schema": { "type": "string" } });
    }
    if status == 503 {
        answer["headers"] = json!({ "Retry-After": { "schema": { "type": "integer" } } });
    }
    answer
}

/// Every shared header.
#[must_use]
pub fn headers() -> Value {
    let text = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "ETag": text("Strong tag: same snapshot and same address, same bytes, same tag."),
        "Cache-Control": text("`immutable` under addresses that bear an edition; else the tag is to be asked."),
        "Vary": text("The headers of the request that choose between answers of one address."),
        "Link": text("The same question in other formats, and the next page (RFC 8288)."),
        "Content-Crs": text("The reference system of the coordinates, between angle brackets."),
        "Content-Encoding": text("How the tile is compressed."),
    })
}
