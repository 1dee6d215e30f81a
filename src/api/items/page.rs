//! A page of features, as it is asked for: of what, from where, how many, in which form.

use axum::http::HeaderMap;

use crate::api::answer::Tag;
use crate::api::asked::Asked;
use crate::api::filters::encoded;
use crate::api::items::cursor;
use crate::api::items::format::Format;
use crate::api::items::selecting::Selecting;
use crate::api::problem::Problem;
use crate::geometry::position::Position;
use crate::geometry::reference::Crs;
use crate::snapshot::layers::Layer;

/// Features of a page when `limit` is not given.
pub const DEFAULT_LIMIT: usize = 100;
/// Features of a page at most; more pages follow by `next` links.
pub const MAX_LIMIT: usize = 10_000;
/// Features that `offset` may leave out; a `cursor` goes as far as there is anything.
pub const MAX_OFFSET: u32 = 100_000;
/// The word for everything at once, streamed: for downloads.
const ALL: &str = "all";

/// What the resource takes, told to whoever asks for something else.
const TAKEN: &str = "bbox, bbox-crs, zone, serves, filter, filter-lang, filter-crs, datetime, near, crs, limit, \
    cursor, offset and f";

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    First,
    /// With the feature that has so many before it.
    Offset(u32),
    /// After a row.
    After(u32),
}

/// A page as it is asked for.
pub struct Page {
    pub layer: Layer,
    pub selecting: Selecting,
    /// Nearest first from here.
    pub near: Option<Position>,
    pub crs: Crs,
    /// `None` for all.
    pub limit: Option<usize>,
    pub start: Start,
    pub format: Format,
}

impl Page {
    /// Reads the parameters. Nothing is looked up: that is what a client that has the answer
    /// already is spared.
    pub fn read(
        layer: Layer,
        mut asked: Asked,
        headers: &HeaderMap,
        snapshot: &str,
    ) -> Result<Self, Problem> {
        let selecting = Selecting::take(layer, &mut asked);
        let near = asked.take("near").map(|text| near(&text)).transpose()?;
        let crs = crs(&mut asked)?;
        let limit = match asked.take("limit") {
            None => Some(DEFAULT_LIMIT),
            Some(text) if text == ALL => None,
            // OGC API Features: a limit above the ceiling is answered with the ceiling, not refused.
            Some(text) => Some(number("limit", &text)?.clamp(1, MAX_LIMIT)),
        };
        let start = start(&mut asked, snapshot, layer)?;
        let format = Format::asked(asked.take("f").as_deref(), headers)?;
        asked.nothing_else(TAKEN)?;
        let page = Self { layer, selecting, near, crs, limit, start, format };
        page.consistent()
    }

    fn consistent(self) -> Result<Self, Problem> {
        if self.near.is_some() {
            if self.layer.is_about_territories() || self.layer.has_lines() {
                return Err(Problem::parameter("near", "it is asked of layers of points; use bbox or zone"));
            }
            if self.limit.is_none() || self.start != Start::First {
                let why = "it gives the nearest, as many as `limit` says: there is no page after them";
                return Err(Problem::parameter("near", why));
            }
        }
        refuse_crs_of_flatgeobuf(self.crs, self.format)?;
        Ok(self)
    }

    /// Whether the same can be had in another form.
    #[must_use]
    pub fn may_be(&self, format: Format) -> bool {
        refuse_crs_of_flatgeobuf(self.crs, format).is_ok()
    }

    /// The tag of the answer: of all that decides its bytes.
    #[must_use]
    pub fn tag(&self, snapshot: &str, base: &str) -> Tag {
        let drawing = self.selecting.drawing().unwrap_or_default();
        Tag::of([snapshot, base, &self.address(snapshot, self.start, self.format), drawing])
    }

    /// The address of another part or form of the same, without the service's own. The same for
    /// the same page, however it was asked for.
    #[must_use]
    pub fn address(&self, snapshot: &str, start: Start, format: Format) -> String {
        let resource = if self.selecting.drawing().is_some() { "selection" } else { "items" };
        let mut address = format!("/collections/{}/{resource}?{}", self.layer, self.selecting.text());
        if let Some(near) = self.near {
            address.push_str(&format!("near={},{}&", near.lon(), near.lat()));
        }
        if self.crs != Crs::default() {
            address.push_str(&format!("crs={}&", encoded(self.crs.uri())));
        }
        match self.limit {
            Some(limit) => address.push_str(&format!("limit={limit}&")),
            None => address.push_str(&format!("limit={ALL}&")),
        }
        match start {
            Start::First => {}
            Start::Offset(offset) => address.push_str(&format!("offset={offset}&")),
            Start::After(row) => {
                address.push_str(&format!("cursor={}&", cursor::after(row, snapshot, self.layer)));
            }
        }
        address + "f=" + format.word()
    }
}

/// The system that coordinates are asked for in.
pub fn crs(asked: &mut Asked) -> Result<Crs, Problem> {
    let crs = asked.take("crs").map(|text| text.parse()).transpose();
    Ok(crs.map_err(|why: String| Problem::parameter("crs", why))?.unwrap_or_default())
}

/// The format has one order of axes, which is not that of EPSG:4326.
pub fn refuse_crs_of_flatgeobuf(crs: Crs, format: Format) -> Result<(), Problem> {
    if format == Format::FlatGeobuf && crs == Crs::Wgs84 {
        let why =
            "FlatGeobuf has longitude first, whatever the system: leave `crs` out, or take another form";
        return Err(Problem::parameter("crs", why));
    }
    Ok(())
}

fn start(asked: &mut Asked, snapshot: &str, layer: Layer) -> Result<Start, Problem> {
    let offset = asked.take("offset").map(|text| number("offset", &text)).transpose()?;
    match (asked.take("cursor"), offset) {
        (Some(_), Some(_)) => Err(Problem::parameter("offset", "leave it out: `cursor` says where to go on")),
        (Some(text), None) => Ok(Start::After(cursor::read(&text, snapshot, layer)?)),
        (None, None | Some(0)) => Ok(Start::First),
        (None, Some(offset)) => match u32::try_from(offset) {
            Ok(offset) if offset <= MAX_OFFSET => Ok(Start::Offset(offset)),
            _ => {
                let why = format!(
                    "{offset} is more than {MAX_OFFSET}; follow the `next` links, whose `cursor` goes on to the last"
                );
                Err(Problem::parameter("offset", why))
            }
        },
    }
}

/// A place as `longitude,latitude`.
fn near(text: &str) -> Result<Position, Problem> {
    let wrong =
        || Problem::parameter("near", format!("`{text}` is not longitude,latitude, such as 2.35,48.85"));
    let (lon, lat) = text.split_once(',').ok_or_else(wrong)?;
    let degrees = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
    Position::from_degrees(degrees(lon)?, degrees(lat)?).ok_or_else(wrong)
}

fn number(name: &'static str, text: &str) -> Result<usize, Problem> {
    text.parse().map_err(|_| Problem::parameter(name, format!("`{text}` is not a whole number of 0 or more")))
}
