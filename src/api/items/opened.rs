//! A page that was found: how many features match, where it leads, and its first piece.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::api::answer::{Tag, UNTIL_ASKED};
use crate::api::items::format::Format;
use crate::api::items::links::{self, Leads, Neighbours};
use crate::api::items::page::{Page, Start};
use crate::api::items::pieces::{Beside, Pieces, Walk};
use crate::api::items::selecting::Hits;
use crate::api::problem::Problem;
use crate::api::state::Served;
use crate::api::stream;
use crate::formats::codec::Codec;
use crate::formats::geojson::{self, Members};
use crate::formats::table::{Shape, ShapeKind, Table, Value};
use crate::formats::{csv, flatgeobuf};
use crate::geometry::reference::{Crs, Frame};
use crate::index::found::Found;
use crate::query::nearest::nearest;

/// The system that the coordinates of an answer are in (OGC API Features, part 2).
const CONTENT_CRS: &str = "content-crs";
/// How many features match and how many are here, for forms that have no place for it.
pub const MATCHED: &str = "ogc-numbermatched";
pub const RETURNED: &str = "ogc-numberreturned";

/// The nearest that are found on the spot.
const FEW_NEAREST: usize = 100;

/// An answer about to be sent.
pub struct Opened {
    format: Format,
    crs: Crs,
    leads: Vec<Leads>,
    matched: usize,
    returned: usize,
    first: Bytes,
    rest: Pieces,
    is_heavy: bool,
}

/// Whether a page whose rows are at hand is made in about the time it takes to give it to another
/// thread: points in degrees.
#[must_use]
pub fn is_light(page: &Page, served: &Served) -> bool {
    let is_short = page.limit.is_some() || page.format != Format::FlatGeobuf;
    let is_near = page.near.is_none() || page.selecting.is_everything() && page.limit <= Some(FEW_NEAREST);
    is_short && is_near && !is_heavy(page, &*served.snapshot.table(page.layer))
}

/// Whether its pieces take long: areas, or coordinates that are computed.
fn is_heavy(page: &Page, table: &dyn Table) -> bool {
    table.shape_kind() == ShapeKind::Area || !page.crs.is_in_degrees()
}

/// Writes the first piece of what was found.
pub fn open(served: Arc<Served>, page: &Page, base: &str, hits: Hits) -> Result<Opened, Problem> {
    let snapshot = &served.snapshot;
    let id = &snapshot.manifest.id;
    let table = snapshot.table(page.layer);
    let Hits { rows: found, serving } = hits;
    let part = Part::of(page, &found);
    let near = page.near.map(|near| nearest(snapshot, page.layer, &found, near, page.limit.unwrap_or(0)));
    let near: Option<Arc<[(u32, f64)]>> = near.map(Arc::from);
    let returned = near.as_ref().map_or(part.len, |rows| rows.len());
    let rows = || -> Box<dyn Iterator<Item = u32> + '_> {
        match &near {
            Some(rows) => Box::new(rows.iter().map(|&(row, _)| row)),
            None => part.rows(&found),
        }
    };
    let frame = Frame::new(page.crs);
    reaches_all(&frame, &*table, rows())?;
    let beside = if near.is_some() { Neighbours::default() } else { part.beside(page, &found) };
    let leads = links::of(page, id, base, beside);
    let matched = found.len() as usize;
    let told = Beside { serving, near: near.clone() };
    let codec = told.shown(&*table, |written| {
        let places: Box<dyn Iterator<Item = u32> + '_> =
            if near.is_some() { Box::new(0..written.len()) } else { rows() };
        let members = links::members(&leads);
        let members = Members { number_matched: Some(matched as u64), links: &members };
        codec(page.format, written, frame, &members, (returned as u64, places))
    });
    let is_heavy = is_heavy(page, &*table);
    drop(table);
    let walk = match near {
        Some(rows) => Walk::Nearest { rows, from: 0 },
        None => Walk::Along { found, from: part.from, left: part.len },
    };
    let mut rest = Pieces::new(Arc::clone(&served), page.layer, walk, told, codec);
    let first = rest.next().unwrap_or_else(|| Ok(Bytes::new()));
    let first = first.map_err(|error| Problem::Internal(error.into()))?;
    let Page { format, crs, .. } = *page;
    Ok(Opened { format, crs, leads, matched, returned, first, rest, is_heavy })
}

/// The part of the rows found that a page shows.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// The first row that may be shown.
    from: u32,
    /// How many found rows come before it.
    before: u32,
    /// How many it shows.
    len: usize,
}

impl Part {
    fn of(page: &Page, found: &Found) -> Self {
        let (from, before) = match page.start {
            Start::First => (0, 0),
            Start::Offset(offset) => {
                let offset = offset.min(found.len());
                (found.nth(offset).unwrap_or(u32::MAX), offset)
            }
            Start::After(row) => (row.saturating_add(1), found.before(row.saturating_add(1))),
        };
        let left = (found.len() - before) as usize;
        Self { from, before, len: page.limit.map_or(left, |limit| limit.min(left)) }
    }

    fn rows<'a>(&self, found: &'a Found) -> Box<dyn Iterator<Item = u32> + 'a> {
        let mut walk = (self.from, self.len);
        let batch = move || {
            let (from, left) = walk;
            let rows = found.from(from, left.min(1024));
            walk = (rows.last().map_or(u32::MAX, |&last| last + 1), left - rows.len());
            (!rows.is_empty()).then_some(rows)
        };
        Box::new(std::iter::from_fn(batch).flatten())
    }

    /// Where the pages before and after begin. A page goes on after its last row, whatever was
    /// asked before.
    fn beside(&self, page: &Page, found: &Found) -> Neighbours {
        let after = |place: u32| found.nth(place).map(Start::After);
        let end = self.before + self.len as u32;
        let next = if end < found.len() && 0 < self.len { after(end - 1) } else { None };
        let previous = match (self.before, page.limit.and_then(|limit| u32::try_from(limit).ok())) {
            (0, _) | (_, None) => None,
            (before, Some(limit)) if before <= limit => Some(Start::First),
            (before, Some(limit)) => after(before - limit - 1),
        };
        Neighbours { next, previous }
    }
}

/// Refuses what the system cannot say, before a byte is written: a place left out or a `null`
/// would be taken for one that nobody knows.
pub fn reaches_all(
    frame: &Frame,
    table: &dyn Table,
    mut rows: impl Iterator<Item = u32>,
) -> Result<(), Problem> {
    if frame.crs().is_in_degrees() {
        return Ok(());
    }
    let is_beyond = |position| !frame.reaches(position);
    let beyond = rows.find(|&row| match table.shape(row) {
        Some(Shape::Point(position)) => is_beyond(position),
        Some(Shape::Line(line)) => line.iter().copied().any(is_beyond),
        Some(Shape::Area(area)) => area.rings().flatten().copied().any(is_beyond),
        None => false,
    });
    let Some(row) = beyond else { return Ok(()) };
    let id = if let Value::Text(id) = table.value(row, 0) { id } else { "".into() };
    let why = format!(
        "{} does not reach `{id}`, which is among what is asked for; narrow it down by zone or bbox, or take {}",
        frame.crs().name(),
        Crs::default().uri()
    );
    Err(Problem::parameter("crs", why))
}

/// The writer of a form: of `returned` features, those of `rows`.
pub fn codec(
    format: Format,
    table: &dyn Table,
    frame: Frame,
    members: &Members<'_>,
    (returned, rows): (u64, Box<dyn Iterator<Item = u32> + '_>),
) -> Box<dyn Codec> {
    match format {
        Format::GeoJson => Box::new(geojson::Collection::new(table, frame, members, returned)),
        Format::Lines => Box::new(geojson::Lines::new(table, frame)),
        Format::Sequence => Box::new(geojson::Lines::sequence(table, frame)),
        Format::Csv => Box::new(csv::Lines::new(frame)),
        Format::FlatGeobuf => Box::new(flatgeobuf::write::Features::new(frame, table, rows)),
    }
}

impl Opened {
    /// The response.
    #[must_use]
    pub fn respond(self, tag: &Tag) -> Response {
        let body = match (self.rest.is_over(), self.is_heavy) {
            (true, _) => Body::from(self.first),
            (false, false) => stream::light(std::iter::once(io::Result::Ok(self.first)).chain(self.rest)),
            (false, true) => stream::heavy(std::iter::once(io::Result::Ok(self.first)).chain(self.rest)),
        };
        let mut response = (tag.heading(UNTIL_ASKED), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.format.media_type()));
        put_common(headers, self.crs);
        if !self.format.has_links() {
            links::put_headers(&self.leads, headers);
            headers.insert(MATCHED, HeaderValue::from(self.matched));
            headers.insert(RETURNED, HeaderValue::from(self.returned));
        }
        response
    }
}

/// What every answer with features says: the system of its coordinates, and what it hangs on.
pub fn put_common(headers: &mut HeaderMap, crs: Crs) {
    if let Ok(uri) = HeaderValue::try_from(format!("<{}>", crs.uri())) {
        headers.insert(CONTENT_CRS, uri);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
}
