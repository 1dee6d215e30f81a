//! What a client has already, told before any work.
//!
//! An answer of these resources hangs on the snapshot, the address, and what the client takes:
//! they make its tag, so that a client that shows it is answered without a question to the
//! snapshot. Resources that have a tag of their own (features, tiles, files) are left to it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::api::answer::{Tag, UNTIL_ASKED};
use crate::api::links::base_url;
use crate::api::state::Current;

/// What an answer hangs on beside its address.
const TAKEN: [header::HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::COOKIE];

/// Answers who has it, and gives the others the tag to show next time.
pub async fn before_work(Current(served): Current, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let tag = tag(&served.snapshot.manifest.id, &request);
    if tag.is_known(request.headers()) {
        let mut response = tag.not_modified(request.headers(), UNTIL_ASKED);
        let varies = HeaderValue::from_static("accept, accept-encoding, accept-language, cookie");
        response.headers_mut().insert(header::VARY, varies);
        return response;
    }
    let mut response = next.run(request).await;
    // Who takes any answer (`*`) is told that it has this one.
    if matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
        for (name, value) in tag.heading(UNTIL_ASKED) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn tag(snapshot: &str, request: &Request) -> Tag {
    let headers = request.headers();
    let address = request.uri().to_string();
    let first = [snapshot.to_owned(), base_url(headers), address];
    Tag::of(first.into_iter().chain(TAKEN.iter().map(|name| line(headers, name))))
}

fn line(headers: &HeaderMap, name: &header::HeaderName) -> String {
    let lines: Vec<String> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    lines.join("\n")
}
