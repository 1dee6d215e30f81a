//! A request for a page: which snapshot, which language, what was asked.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::api::answer::Answer;
use crate::api::state::{Current, Served, Shared};
use crate::domain::level::Level;
use crate::domain::source::Source;
use crate::pages::frame::{Door, Frame};
use crate::pages::map::{self, MapPlace};
use crate::pages::notice::{NoticePage, Trouble};
use crate::pages::territory::Place;
use crate::pages::words::Language;
use crate::snapshot::Snapshot;

/// Longest text that a parameter may hold, in bytes: longer than any name.
const LONGEST: usize = 200;

/// A map whose territories span more degrees shows the mainland and offers jumps.
const WIDEST: f64 = 40.0;

/// One request for a page.
pub struct Visit {
    served: Arc<Served>,
    language: Language,
    /// Path and query without `lang`.
    address: String,
    parameters: BTreeMap<String, String>,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<Shared>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        let Current(served) = Current::from_request_parts(parts, shared).await?;
        let parameters = Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri)
            .map(|query| query.0)
            .unwrap_or_default();
        Ok(Self {
            served,
            language: Language::from_parameter(parameters.get("lang").map(String::as_str)),
            address: without_language(&parts.uri),
            parameters,
            headers: parts.headers.clone(),
        })
    }
}

/// Path and query without `lang`. An address that begins with two slashes would lead to
/// another site.
fn without_language(uri: &Uri) -> String {
    let path = if uri.path().starts_with("//") { "/" } else { uri.path() };
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("lang="))
        .collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{path}{mark}{}", kept.join("&"))
}

impl Visit {
    /// The snapshot of this request.
    pub fn snapshot(&self) -> &Snapshot {
        &self.served.snapshot
    }

    /// The snapshot with what is derived from it.
    pub fn served(&self) -> &Served {
        &self.served
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// A parameter as written; too long a text is the visitor's mistake.
    pub fn parameter(&self, name: &str) -> Result<Option<&str>, Trouble> {
        match self.parameters.get(name).map(String::as_str) {
            Some(text) if LONGEST < text.len() => {
                Err(Trouble::BadAddress { detail: format!("{name} > {LONGEST}") })
            }
            text => Ok(text),
        }
    }

    /// A parameter that may be long, such as a list.
    pub fn long_parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// What the client sent.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The query as written, without `lang`.
    pub fn query(&self) -> &str {
        self.address.split_once('?').map_or("", |(_, query)| query)
    }

    /// The frame of the page.
    pub fn frame(&self, door: Option<Door>) -> Frame {
        let manifest = &self.snapshot().manifest;
        let mut sources: Vec<Source> = Vec::new();
        for input in &manifest.sources {
            if sources.iter().all(|known| known.id != input.source.id) {
                sources.push(input.source.clone());
            }
        }
        Frame {
            language: self.language,
            address: self.address.clone(),
            door,
            snapshot: manifest.id.clone(),
            demonstration: manifest.fictitious,
            partial: !manifest.knows_sirene(),
            sources,
        }
    }

    /// A territory as pages link to it.
    pub fn place(&self, level: Level, row: u32) -> Place {
        let territory = self.snapshot().territories.get(level, row);
        Place { level, code: territory.code.clone(), name: territory.name.clone() }
    }

    /// The first view of a map of everything, and where else to jump.
    pub fn whole_map(&self) -> ([f64; 4], Vec<MapPlace>) {
        let [west, south, east, north] = self.served.atlas.bounds.sides();
        if east - west <= WIDEST {
            return ([west, south, east, north], Vec::new());
        }
        (map::METROPOLE, map::places_of_france(self.language))
    }

    /// Prepares the page on a thread that may be busy, and answers it or what went wrong.
    pub async fn answer(
        self,
        build: impl FnOnce(&Self) -> Result<String, Trouble> + Send + 'static,
    ) -> Response {
        let frame = self.frame(None);
        let headers = self.headers.clone();
        let built = tokio::task::spawn_blocking(move || build(&self)).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a page was interrupted");
            Err(Trouble::Ours)
        });
        match built {
            Ok(html) => Answer::of("text/html; charset=utf-8", html.into_bytes()).respond(&headers),
            Err(trouble) => sorry(frame, trouble),
        }
    }
}

/// The text of a page; a template that fails is our trouble.
pub fn render(page: &impl Template) -> Result<String, Trouble> {
    page.render().map_err(|error| {
        tracing::error!(%error, "a template failed");
        Trouble::Ours
    })
}

fn sorry(frame: Frame, trouble: Trouble) -> Response {
    let status = match trouble {
        Trouble::NoPage | Trouble::NoTerritory { .. } => StatusCode::NOT_FOUND,
        Trouble::BadAddress { .. } => StatusCode::BAD_REQUEST,
        Trouble::Ours => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let html = render(&NoticePage { frame, trouble }).unwrap_or_default();
    (status, axum::response::Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_no_part_of_the_address() {
        let address = |text: &str| without_language(&text.parse().expect("an address"));
        assert_eq!(
            address("/explorer/acteurs?tri=nom&lang=en&vue=carte"),
            "/explorer/acteurs?tri=nom&vue=carte"
        );
        assert_eq!(address("/?lang=en"), "/");
        assert_eq!(address("//elsewhere.example/x?lang=en"), "/");
    }
}
