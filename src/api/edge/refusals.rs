//! Every refusal is a problem document (RFC 9457): those of the framework too, which are plain
//! words or nothing.

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::edge::account::known;
use crate::api::problem::{MEDIA_TYPE, Problem};

/// Bytes of a refusal's own words that are told.
const MOST_WORDS: usize = 500;

/// Passes a request on, and puts a refusal in the common form. A page that says so in HTML is
/// for people; programs get the problem, in an address that is none too.
pub async fn as_problems(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let is_route = request.extensions().get::<MatchedPath>().is_some();
    let for_people = reads_pages(request.headers());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_vec());
    let is_page = kind.as_ref().is_some_and(|kind| kind.starts_with(b"text/html"));
    if kind.is_some_and(|kind| kind == MEDIA_TYPE.as_bytes()) || is_page && (is_route || for_people) {
        return response;
    }
    let (head, body) = response.into_parts();
    let words = if is_page { String::new() } else { words(body).await };
    let problem = problem(head.status, &method, &path, words);
    let mut refusal = problem.into_response();
    // What else the framework said stays: which methods there are, when to come back.
    for (name, value) in &head.headers {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            refusal.headers_mut().insert(name, value.clone());
        }
    }
    if is_page {
        refusal.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    }
    refusal
}

fn reads_pages(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

async fn words(body: Body) -> String {
    let bytes = to_bytes(body, MOST_WORDS).await.unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

fn problem(status: StatusCode, method: &Method, path: &str, words: String) -> Problem {
    match status {
        StatusCode::NOT_FOUND if words.is_empty() => {
            let path: String = path.chars().take(200).collect();
            Problem::NotFound(format!("nothing is at `{path}`; see /api, or / for what there is"))
        }
        // The framework adds the header when all else is done.
        StatusCode::METHOD_NOT_ALLOWED => Problem::Refused {
            status,
            why: format!("{} is not for this address; the header Allow tells what is", known(method)),
        },
        _ if words.is_empty() => Problem::Refused { status, why: "the request was refused".to_owned() },
        _ => Problem::Refused { status, why: words },
    }
}
