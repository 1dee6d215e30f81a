//! What a client has already, told before any work.
//!
//! An answer of these resources hangs on the snapshot, the address, and what the client takes:
//! they make its tag, so that a client that shows it is answered without a question to the
//! snapshot. Resources that have a tag of their own (features, tiles, files) are left to it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::api::answer::{Tag, UNTIL_ASKED};
use crate::api::links::base_url;
use crate::api::state::Shared;

/// How the addresses of these resources begin.
const BEGINNINGS: [&str; 8] = [
    "/api",
    "/catalog.jsonld",
    "/collections",
    "/conformance",
    "/counts/",
    "/search",
    "/tilejson/",
    "/zones/",
];

/// Parts of an address that lead to resources with a tag of their own.
const OWN: [&str; 3] = ["/items", "/selection", "/tiles"];

/// What an answer hangs on beside its address.
const TAKEN: [header::HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::COOKIE];

/// Answers who has it, and gives the others the tag to show next time.
pub async fn before_work(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let is_tagged = BEGINNINGS.iter().any(|beginning| path.starts_with(beginning))
        && !OWN.iter().any(|own| path.contains(own));
    if !(is_read && is_tagged) {
        return next.run(request).await;
    }
    let served = shared.current();
    let tag = tag(&served.snapshot.manifest.id, &request);
    if tag.is_known(request.headers()) {
        let mut response = tag.not_modified(request.headers(), UNTIL_ASKED);
        let varies = HeaderValue::from_static("accept, accept-encoding, accept-language, cookie");
        response.headers_mut().insert(header::VARY, varies);
        return response;
    }
    let mut response = next.run(request).await;
    // Whoever answered took the current snapshot for itself: it is ours if there was no other
    // meanwhile.
    if response.status() == StatusCode::OK && Arc::ptr_eq(&served, &shared.current()) {
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
