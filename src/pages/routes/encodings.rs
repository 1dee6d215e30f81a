//! The pages of OGC API: at the addresses of programs, for whoever reads HTML.
//!
//! Such a page is what a program is answered, told in words: the API is asked the same question
//! for JSON, so that a page can neither show more nor count otherwise.

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::Deserialize;

use crate::api::encoding::{is_for_people, pairs};
use crate::pages::notice::Trouble;
use crate::pages::routes::visit::Visit;
use crate::pages::routes::{collections, interface, items};

/// Features on a page.
const PAGE: usize = 50;
/// The most that a page is made of, in bytes: outlines of régions are long.
const LONGEST: usize = 256 << 20;

/// Headers that ask for a part, or for what changed: the page has tags of its own.
const CONDITIONS: [header::HeaderName; 5] =
    [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_MATCH, header::RANGE, header::IF_RANGE];

/// What has a page beside its JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resource {
    Conformance,
    Interface,
    Collections,
    Collection,
    Items,
    Item,
}

impl Resource {
    fn at(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match parts[..] {
            ["conformance"] => Some(Self::Conformance),
            ["api"] => Some(Self::Interface),
            ["collections"] => Some(Self::Collections),
            ["collections", _] => Some(Self::Collection),
            ["collections", _, "items"] => Some(Self::Items),
            ["collections", _, "items", _] => Some(Self::Item),
            _ => None,
        }
    }
}

/// What a page is filled from.
pub struct Told {
    /// The collection that the address names; empty when it names none.
    pub layer: String,
    /// What programs are answered.
    pub json: Bytes,
    /// Path and query that they asked, without the form of the answer.
    pub address: String,
}

/// Answers people with pages and lets programs pass, at the addresses that both use.
pub async fn for_people(visit: Visit, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(resource) = Resource::at(request.uri().path()).filter(|_| is_read) else {
        return next.run(request).await;
    };
    let mut response = if is_for_people(request.uri(), request.headers()) {
        page(resource, visit, request, next).await
    } else {
        next.run(request).await
    };
    tell_that_accept_matters(response.headers_mut());
    response
}

fn tell_that_accept_matters(headers: &mut HeaderMap) {
    let told = headers.get_all(header::VARY).iter().filter_map(|value| value.to_str().ok());
    let is_told =
        told.flat_map(|list| list.split(',')).any(|name| name.trim().eq_ignore_ascii_case("accept"));
    if !is_told {
        headers.append(header::VARY, HeaderValue::from_static("accept"));
    }
}

async fn page(resource: Resource, visit: Visit, request: Request, next: Next) -> Response {
    let told = match asked(resource, request, next).await {
        Ok(told) => told,
        Err((status, trouble)) => {
            let mut response = visit.answer(|_| Err(trouble)).await;
            *response.status_mut() = status;
            return response;
        }
    };
    let fill = match resource {
        Resource::Conformance => interface::conformance,
        Resource::Interface => interface::operations,
        Resource::Collections => collections::all,
        Resource::Collection => collections::one,
        Resource::Items => items::list,
        Resource::Item => items::one,
    };
    visit.answer(move |visit| fill(visit, &told)).await
}

/// The answer for programs; else the status and what to tell.
async fn asked(resource: Resource, mut request: Request, next: Next) -> Result<Told, (StatusCode, Trouble)> {
    let ours = (StatusCode::INTERNAL_SERVER_ERROR, Trouble::Ours);
    let address = for_programs(resource, request.uri());
    let layer = address.split('/').nth(2).unwrap_or_default();
    let layer = layer.split('?').next().unwrap_or_default().to_owned();
    let mark = if address.contains('?') { '&' } else { '?' };
    let Ok(uri) = format!("{address}{mark}f=json").parse::<Uri>() else { return Err(ours) };
    *request.uri_mut() = uri;
    *request.method_mut() = Method::GET;
    for condition in CONDITIONS {
        request.headers_mut().remove(condition);
    }
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = next.run(request).await;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), LONGEST).await;
    let Ok(json) = body else {
        tracing::error!(%address, "a page would be made of too much");
        return Err(ours);
    };
    match status {
        StatusCode::OK => Ok(Told { layer, json, address }),
        StatusCode::NOT_FOUND => Err((status, Trouble::NoPage)),
        _ if status.is_client_error() => Err((status, Trouble::BadAddress { detail: detail(&json) })),
        _ => Err((status, Trouble::Ours)),
    }
}

fn detail(problem: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        detail: String,
    }
    serde_json::from_slice(problem).map(|Problem { detail }| detail).unwrap_or_default()
}

/// The address without what only concerns the page: its form, its language, fields of the form
/// that were left empty; and with no more features than a page shows.
fn for_programs(resource: Resource, address: &Uri) -> String {
    let mut limit = PAGE;
    let mut kept = Vec::new();
    for (name, value) in
        pairs(address).filter(|(name, value)| !matches!(*name, "f" | "lang") && !value.is_empty())
    {
        if resource == Resource::Items && name == "limit" {
            limit = value.parse().map_or(PAGE, |asked: usize| asked.clamp(1, PAGE));
        } else {
            kept.push(format!("{name}={value}"));
        }
    }
    if resource == Resource::Items {
        kept.push(format!("limit={limit}"));
    }
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", address.path(), kept.join("&"))
}
