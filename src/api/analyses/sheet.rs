//! Which part of an analysis is asked for, in which form, and the one way to answer it: what all
//! analyses that are a table of features have in common.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::analysis::drawn::Drawn;
use crate::api::answer::{Tag, UNTIL_ASKED};
use crate::api::asked::Asked;
use crate::api::items::format::Format;
use crate::api::items::links::{self, Leads};
use crate::api::items::opened::{MATCHED, RETURNED, codec};
use crate::api::problem::Problem;
use crate::domain::level::Level;
use crate::formats::codec;
use crate::formats::geojson::Members;
use crate::formats::table::Table;
use crate::geometry::reference::{Crs, Frame};

/// Rows when `limit` is not given.
pub const DEFAULT_LIMIT: usize = 100;
/// Rows at most.
pub const MOST_POINTS: usize = 10_000;
/// Rows at most with outlines.
pub const MOST_AREAS: usize = 1_000;

/// The part and the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    pub drawn: Drawn,
    pub limit: usize,
    pub offset: usize,
    pub format: Format,
}

impl Sheet {
    /// Takes `geometry`, `limit`, `offset` and `f` out of what is asked.
    pub fn take(asked: &mut Asked, headers: &HeaderMap) -> Result<Self, Problem> {
        let drawn = match asked.take("geometry") {
            None => Drawn::Area,
            Some(text) => drawn(&text)?,
        };
        Self::take_drawn(drawn, asked, headers)
    }

    /// The same where all are points and `geometry` is not asked: more fit in one answer.
    pub fn take_points(asked: &mut Asked, headers: &HeaderMap) -> Result<Self, Problem> {
        Self::take_drawn(Drawn::Point, asked, headers)
    }

    fn take_drawn(drawn: Drawn, asked: &mut Asked, headers: &HeaderMap) -> Result<Self, Problem> {
        let most = if drawn == Drawn::Area { MOST_AREAS } else { MOST_POINTS };
        let limit = asked.take("limit").map_or(Ok(DEFAULT_LIMIT), |text| number("limit", &text))?;
        let offset = asked.take("offset").map_or(Ok(0), |text| number("offset", &text))?;
        let format = Format::asked(asked.take("f").as_deref(), headers)?;
        Ok(Self { drawn, limit: limit.clamp(1, most), offset, format })
    }

    /// The same question from elsewhere on.
    #[must_use]
    pub fn from(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// Its parameters in an address, always in this order, the format last.
    #[must_use]
    pub fn words(&self) -> String {
        let offset = if self.offset == 0 { String::new() } else { format!("&offset={}", self.offset) };
        format!("geometry={}&limit={}{offset}&f={}", self.drawn.word(), self.limit, self.format.word())
    }

    /// The rows of this part among so many.
    #[must_use]
    pub fn part(&self, matched: usize) -> Range<usize> {
        let start = self.offset.min(matched);
        start..start.saturating_add(self.limit).min(matched)
    }

    /// Answers with a table that holds this part of so many rows. `address` makes the address of
    /// a part, without the service's own.
    pub fn respond(
        &self,
        table: &dyn Table,
        matched: usize,
        tag: &Tag,
        base: &str,
        address: impl Fn(&Self) -> String,
    ) -> Result<Response, Problem> {
        let returned = u64::from(table.len());
        let leads = self.leads(matched, |sheet| format!("{base}{}", address(sheet)));
        let members = links::members(&leads);
        let members = Members { number_matched: Some(matched as u64), links: &members };
        let rows = Box::new(0..table.len());
        let mut codec = codec(self.format, table, Frame::new(Crs::Crs84), &members, (returned, rows));
        let mut body = Vec::new();
        codec::write(&mut *codec, table, &mut body).map_err(|error| Problem::Internal(error.into()))?;
        drop(codec);
        let mut response = (tag.heading(UNTIL_ASKED), Body::from(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.format.media_type()));
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
        if !self.format.has_links() {
            links::put_headers(&leads, headers);
            headers.insert(MATCHED, HeaderValue::from(matched));
            headers.insert(RETURNED, HeaderValue::from(returned));
        }
        Ok(response)
    }

    fn leads(&self, matched: usize, address: impl Fn(&Self) -> String) -> Vec<Leads> {
        let lead = |rel: &'static str, offset: usize| Leads {
            rel,
            href: address(&self.from(offset)),
            media_type: self.format.media_type(),
        };
        let next = self.offset.saturating_add(self.limit);
        let mut leads = vec![lead("self", self.offset)];
        leads.extend((next < matched).then(|| lead("next", next)));
        leads.extend((self.offset != 0).then(|| lead("prev", self.offset.saturating_sub(self.limit))));
        leads
    }
}

/// Takes `level` out of what is asked: bassins unless it says another.
pub fn take_level(asked: &mut Asked) -> Result<Level, Problem> {
    let level = asked.take("level").map_or(Ok(Level::Bassin), |text| text.parse());
    level.map_err(|why: String| Problem::parameter("level", why))
}

fn drawn(text: &str) -> Result<Drawn, Problem> {
    let found = Drawn::ALL.into_iter().find(|drawn| drawn.word() == text);
    found.ok_or_else(|| Problem::parameter("geometry", format!("`{text}` is not known; use area or point")))
}

/// A whole number that a parameter says.
pub fn number(name: &'static str, text: &str) -> Result<usize, Problem> {
    let number = text.parse::<u32>().ok().map(|number| number as usize);
    number.ok_or_else(|| Problem::parameter(name, format!("`{text}` is not a whole number")))
}
