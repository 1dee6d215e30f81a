//! Where a page leads: to itself, to its neighbours, to the same in other forms. Whole addresses,
//! because many clients follow no others, with every parameter of the question.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::api::items::format::Format;
use crate::api::items::page::{Page, Start};
use crate::formats::geojson::Link;

/// A link of a page.
#[derive(Debug)]
pub struct Leads {
    pub rel: &'static str,
    pub href: String,
    pub media_type: &'static str,
}

/// Where the pages beside this one begin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Neighbours {
    pub next: Option<Start>,
    pub previous: Option<Start>,
}

/// All links of a page.
#[must_use]
pub fn of(page: &Page, snapshot: &str, base: &str, beside: Neighbours) -> Vec<Leads> {
    let to = |rel: &'static str, start: Start, format: Format| Leads {
        rel,
        href: format!("{base}{}", page.address(snapshot, start, format)),
        media_type: format.media_type(),
    };
    let others = Format::ALL.into_iter().filter(|&format| format != page.format && page.may_be(format));
    let mut leads = vec![to("self", page.start, page.format)];
    leads.extend(others.map(|format| to("alternate", page.start, format)));
    leads.push(for_people(&leads[0]));
    leads.extend(beside.next.map(|start| to("next", start, page.format)));
    leads.extend(beside.previous.map(|start| to("prev", start, page.format)));
    let href = format!("{base}/collections/{}", page.layer);
    leads.push(Leads { rel: "collection", href, media_type: "application/json" });
    leads
}

/// The page that people read instead, given the link to this form: `f` is its last parameter.
#[must_use]
pub fn for_people(itself: &Leads) -> Leads {
    let question = itself.href.rsplit_once("f=").map_or(itself.href.as_str(), |(question, _)| question);
    Leads { rel: "alternate", href: format!("{question}f=html"), media_type: "text/html" }
}

/// The links as members of a collection.
#[must_use]
pub fn members(leads: &[Leads]) -> Vec<Link<'_>> {
    let members = leads.iter().map(|Leads { rel, href, media_type }| Link {
        href,
        rel,
        media_type: Some(media_type),
        title: None,
    });
    members.collect()
}

/// The links as headers (RFC 8288), for forms that have no place for them.
pub fn put_headers(leads: &[Leads], headers: &mut HeaderMap) {
    for Leads { rel, href, media_type } in leads {
        let text = format!("<{href}>; rel=\"{rel}\"; type=\"{}\"", media_type.replace('"', ""));
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.append(header::LINK, value);
        }
    }
}
