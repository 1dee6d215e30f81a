//! The encodings of one resource: JSON for programs, HTML for people, chosen by `f` or `Accept`.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};

use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::api::state::Shared;

/// Media types that mean JSON to the clients we know.
const JSON: [&str; 5] = [
    "application/json",
    "application/geo+json",
    "application/schema+json",
    "application/vnd.oai.openapi+json",
    "application/ld+json",
];

/// A resource that programs read as JSON and that takes no parameter but `f`: everything else in
/// the query is refused, as the standards want it.
pub struct JsonOnly;

impl FromRequestParts<Arc<Shared>> for JsonOnly {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shared>) -> Result<Self, Problem> {
        Self::check(&parts.uri).map(|()| Self)
    }
}

impl JsonOnly {
    /// Refuses all but `f=json`.
    pub fn check(address: &Uri) -> Result<(), Problem> {
        let mut asked = Asked::read(address.query().unwrap_or_default())?;
        if let Some(other) = asked.take("f").filter(|f| f != "json") {
            return Err(Problem::parameter("f", format!("`{other}` is not served; use json or html")));
        }
        asked.nothing_else("f")
    }
}

/// The parameters of an address, as written.
pub fn pairs(address: &Uri) -> impl Iterator<Item = (&str, &str)> {
    let pairs = address.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Whether a page is wanted where there is JSON too: `f=html`, or without `f` a client that
/// names HTML and wants nothing else as much. Whoever accepts anything is a program.
#[must_use]
pub fn is_for_people(address: &Uri, headers: &HeaderMap) -> bool {
    if let Some((_, format)) = pairs(address).find(|(name, _)| *name == "f") {
        return format == "html";
    }
    let accepted = |types: &[&str]| types.iter().map(|wanted| quality(headers, wanted)).max().unwrap_or(0);
    let page = accepted(&["text/html", "application/xhtml+xml"]);
    0 < page && accepted(&JSON) <= page
}

/// How much a media type is wanted, in thousandths; 0 when the client does not name it.
fn quality(headers: &HeaderMap, wanted: &str) -> u32 {
    let lists = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges = lists.flat_map(|list| list.split(','));
    let named = ranges.filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_it = parts.next()?.eq_ignore_ascii_case(wanted);
        let quality =
            parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        is_it.then_some((f64::clamp(quality, 0.0, 1.0) * 1000.0) as u32)
    });
    named.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asks_for_a_page(address: &str, accept: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        is_for_people(&address.parse().expect("an address"), &headers)
    }

    #[test]
    fn browsers_get_pages_and_programs_do_not() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(asks_for_a_page("/collections", browser));
        assert!(!asks_for_a_page("/collections?f=json", browser));
        for program in
            ["", "*/*", "application/json", "application/geo+json, text/html;q=0.5", "text/html;q=0"]
        {
            assert!(!asks_for_a_page("/collections", program), "{program}");
        }
        assert!(asks_for_a_page("/collections?limit=1&f=html", "application/json"));
        assert!(asks_for_a_page("/collections", "application/json;q=0.5, TEXT/HTML; q=0.9"));
    }
}
