//! A body with its type and its strong ETag; 304 when the client has it already.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::snapshot::build::hex;

/// Answers of one snapshot: same snapshot and address, same bytes, same tag.
pub struct Answer {
    pub content_type: &'static str,
    pub body: Vec<u8>,
    /// True under a versioned address: it will never change.
    pub immutable: bool,
}

impl Answer {
    /// JSON of anything that can be written as such.
    #[must_use]
    pub fn json(value: &serde_json::Value) -> Self {
        Self::of("application/json", value.to_string().into_bytes())
    }

    /// Any body whose address is not versioned.
    #[must_use]
    pub fn of(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { content_type, body, immutable: false }
    }

    /// The response to a request with these headers.
    #[must_use]
    pub fn respond(self, headers: &HeaderMap) -> Response {
        let cache = if self.immutable { "public, max-age=31536000, immutable" } else { "public, no-cache" };
        let head = Head { tag: tag(&self.body), cache, content_type: self.content_type };
        head.respond(headers, || Body::from(self.body))
    }
}

/// The response to a request for something too large to be held: `body` is made only when the
/// client has not got it yet. Same snapshot and address, same bytes: they make the tag.
#[must_use]
pub fn streamed(
    headers: &HeaderMap,
    content_type: &'static str,
    identity: &str,
    body: impl FnOnce() -> Body,
) -> Response {
    Head { tag: tag(identity.as_bytes()), cache: "public, no-cache", content_type }.respond(headers, body)
}

/// What stands before a body.
struct Head {
    tag: String,
    cache: &'static str,
    content_type: &'static str,
}

impl Head {
    fn respond(self, headers: &HeaderMap, body: impl FnOnce() -> Body) -> Response {
        let common = [
            (header::ETAG, HeaderValue::from_str(&self.tag).expect("hexadecimal")),
            (header::CACHE_CONTROL, HeaderValue::from_static(self.cache)),
        ];
        if is_known(headers, &self.tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type))];
        (common, kind, body()).into_response()
    }
}

fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", &hex(&Sha256::digest(bytes))[..32])
}

/// Whether `If-None-Match` holds the tag. A proxy that compressed the body made it weak.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    })
}
