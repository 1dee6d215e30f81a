//! A body with its type and its strong ETag; 304 when the client has it already.
//!
//! A tag is either that of the bytes ([`Answer`]), or that of all that decides them ([`Tag`]),
//! known before any of them is computed. It is of the bytes as we write them: where they are
//! compressed on the way it is made weak ([`weaken_compressed`]), because how a stream is
//! compressed hangs on when its pieces come.

use std::fmt;

use axum::body::Body;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::snapshot::build::hex;

/// How answers are written: to be counted up when the same snapshot and address give other bytes.
const FORM: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");

/// For what has an address of its own that never changes.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// For what is to be asked for again each time, with its tag.
pub const UNTIL_ASKED: &str = "public, no-cache";

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
        let cache = if self.immutable { FOREVER } else { UNTIL_ASKED };
        let tag = Tag::of([self.body.as_slice()]);
        if tag.is_known(headers) || takes_any(headers) {
            return tag.not_modified(headers, cache);
        }
        let kind = HeaderValue::from_static(self.content_type);
        (tag.heading(cache), [(header::CONTENT_TYPE, kind)], Body::from(self.body)).into_response()
    }
}

/// A strong ETag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Of all that decides the bytes of an answer: the snapshot, what is asked for, the form it is
    /// given in. Two lists of parts have one tag only if they are the same.
    #[must_use]
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut hash = Sha256::new_with_prefix(FORM);
        for part in parts {
            hash.update((part.as_ref().len() as u64).to_le_bytes());
            hash.update(part.as_ref());
        }
        Self(format!("\"{}\"", hex(&hash.finalize()[..16])))
    }

    /// Whether the client says that it has it. Any answer (`*`) is no such thing: see
    /// [`takes_any`].
    #[must_use]
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        known(headers).any(|known| known.trim_start_matches("W/") == self.0)
    }

    /// The answer to a client that has it.
    #[must_use]
    pub fn not_modified(&self, headers: &HeaderMap, cache: &'static str) -> Response {
        let mut response = (StatusCode::NOT_MODIFIED, self.heading(cache)).into_response();
        // What it has was compressed on the way: it is told so again.
        let is_theirs = |known: &str| known.strip_prefix("W/") == Some(&self.0);
        let theirs = known(headers).find(|known| is_theirs(known));
        if let Some(Ok(theirs)) = theirs.map(HeaderValue::from_str) {
            response.headers_mut().insert(header::ETAG, theirs);
        }
        response
    }

    /// The tag, and how long it holds, as headers.
    #[must_use]
    pub fn heading(&self, cache: &'static str) -> [(HeaderName, HeaderValue); 2] {
        [
            (header::ETAG, HeaderValue::from_str(&self.0).expect("hexadecimal")),
            (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        ]
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `If-None-Match` holds the tag. A proxy that compressed the body made it weak.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    known(headers).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// Whether `If-None-Match` is `*`: to be looked at once it is sure that there is an answer.
#[must_use]
pub fn takes_any(headers: &HeaderMap) -> bool {
    known(headers).any(|known| known == "*")
}

fn known(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// Marks an answer whose coding is part of its tag, or that is to be sent as it is.
#[derive(Debug, Clone, Copy)]
pub struct AsItIs;

/// Whether an answer may be compressed on the way.
pub fn may_be_compressed(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<AsItIs>().is_none()
}

/// Makes the tag of what was compressed on the way weak (RFC 9110, section 8.8.1): to be laid
/// around compression.
pub async fn weaken_compressed(mut response: Response) -> Response {
    let is_coded = response.headers().contains_key(header::CONTENT_ENCODING);
    if is_coded && response.extensions().get::<AsItIs>().is_none() {
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let weak = tag.filter(|tag| !tag.starts_with("W/")).map(|tag| format!("W/{tag}"));
        if let Some(weak) = weak.and_then(|weak| HeaderValue::try_from(weak).ok()) {
            response.headers_mut().insert(header::ETAG, weak);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_where_one_part_ends() {
        assert_eq!(Tag::of(["ab", "c"]), Tag::of(["ab", "c"]));
        assert_ne!(Tag::of(["ab", "c"]), Tag::of(["a", "bc"]));
        assert_ne!(Tag::of(["ab"]), Tag::of(["ab", ""]));
    }

    #[tokio::test]
    async fn only_what_was_compressed_on_the_way_has_a_weak_tag() {
        let tagged = |coding: Option<&'static str>| {
            let mut response = (Tag::of(["a"]).heading(FOREVER), "body").into_response();
            let coding = coding.map(HeaderValue::from_static);
            coding.map(|coding| response.headers_mut().insert(header::CONTENT_ENCODING, coding));
            response
        };
        let tag = |response: &Response| response.headers()[header::ETAG].to_str().expect("text").to_owned();
        assert!(tag(&weaken_compressed(tagged(Some("gzip"))).await).starts_with("W/\""));
        assert!(tag(&weaken_compressed(tagged(None)).await).starts_with('"'));
        let mut own = tagged(Some("gzip"));
        own.extensions_mut().insert(AsItIs);
        assert!(tag(&weaken_compressed(own).await).starts_with('"'));
    }
}
