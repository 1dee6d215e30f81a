//! Which features are asked for: `bbox`, `bbox-crs`, `zone`, `serves`, `filter` and its kin,
//! `datetime`, and what was drawn.

use std::sync::Arc;

use crate::api::asked::Asked;
use crate::api::drawn::Drawn;
use crate::api::filters::{Written, encoded};
use crate::api::items::datetime::Span;
use crate::api::problem::Problem;
use crate::api::serving::serving;
use crate::formats::table::{Shape, Table};
use crate::geometry::bbox::{Bbox, BboxError, corners};
use crate::geometry::plane_box::PlaneBox;
use crate::geometry::reference::{Crs, Frame};
use crate::index::found::Found;
use crate::query::selection::{Question, Rows, rows};
use crate::query::serves::Serving;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::layers::Layer;

/// The parameters, in the order in which they are written into links.
const NAMES: [&str; 8] =
    ["bbox", "bbox-crs", "zone", "serves", "filter", "filter-lang", "filter-crs", "datetime"];

/// Rows that are found on the spot.
const FEW: usize = 1_000;

/// A part of a layer, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selecting {
    layer: Layer,
    values: [Option<String>; NAMES.len()],
    drawing: Option<Drawing>,
}

/// A surface sent as the body of a request, and what tells it from any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub surface: Arc<Drawn>,
    pub digest: String,
}

impl Selecting {
    /// Takes the parameters out of a query string. Nothing is looked up yet.
    #[must_use]
    pub fn take(layer: Layer, asked: &mut Asked) -> Self {
        Self { layer, values: NAMES.map(|name| asked.take(name)), drawing: None }
    }

    /// The same in what was drawn, too.
    #[must_use]
    pub fn drawn(self, drawing: Drawing) -> Self {
        Self { drawing: Some(drawing), ..self }
    }

    /// What tells the drawing from any other; nothing when there is none.
    #[must_use]
    pub fn drawing(&self) -> Option<&str> {
        self.drawing.as_ref().map(|drawing| drawing.digest.as_str())
    }

    /// The parameters again, each `name=value` as it stands in an address: the same for the same
    /// question.
    pub fn pairs(&self) -> impl Iterator<Item = String> {
        let given = NAMES.iter().zip(&self.values);
        given.filter_map(|(name, value)| Some(format!("{name}={}", encoded(value.as_ref()?))))
    }

    /// Tells it from any other: a key of caches.
    #[must_use]
    pub fn key(&self) -> String {
        let drawing = self.drawing().unwrap_or_default();
        format!("{}?{}#{drawing}", self.layer, self.pairs().collect::<Vec<_>>().join("&"))
    }

    /// Whether the whole layer is asked for.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.values.iter().all(Option::is_none) && self.drawing.is_none()
    }

    fn value(&self, wanted: &str) -> Option<&str> {
        let at = NAMES.iter().position(|name| *name == wanted)?;
        self.values[at].as_deref()
    }

    /// Finds the rows. O(rows of the layer) at worst.
    pub fn find(&self, snapshot: &Snapshot) -> Result<Found, Problem> {
        let layer = self.layer;
        let bbox = self.bbox()?;
        let zone = self.value("zone").map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
        let zone = match &self.drawing {
            Some(drawing) => Some(Drawn::clone(&drawing.surface).joined_to(zone, snapshot, layer)?),
            None => zone,
        };
        let written = Written {
            filter: self.value("filter"),
            lang: self.value("filter-lang"),
            crs: self.value("filter-crs"),
        };
        let filter = written.understood(snapshot, layer)?;
        let span = self.value("datetime").map(str::parse::<Span>).transpose();
        let span = span.map_err(|why| Problem::parameter("datetime", why))?;
        let during = span.and_then(|span| span.filter(snapshot, layer)).transpose()?;
        let (around, exactly) = bbox.map_or((None, None), |(around, exactly)| (Some(around), exactly));
        let serves = self.serving(snapshot)?;
        let is_plain = zone.is_none() && serves.is_none() && filter.is_none() && during.is_none();
        let question = Question { layer, bbox: around, zone, serves, filter };
        let found = if is_plain {
            match rows(snapshot, &question) {
                Rows::All(count) => Found::All(count),
                Rows::Some(rows) => Found::Few(rows),
            }
        } else {
            let set = question.row_set(snapshot);
            Found::of(during.map_or(set.clone(), |during| during.rows_among(snapshot, &set)))
        };
        Ok(match exactly {
            Some(plane) => within(&plane, &*snapshot.table(layer), &found),
            None => found,
        })
    }

    /// Who serves what `serves` names, and how much of it.
    pub fn serving(&self, snapshot: &Snapshot) -> Result<Option<Arc<Serving>>, Problem> {
        self.value("serves").map(|text| serving(text, snapshot, self.layer)).transpose()
    }

    /// The rows of a plain box, if they are a few: found in less time than it takes to hand the
    /// question to another thread.
    #[must_use]
    pub fn find_few(&self, snapshot: &Snapshot) -> Option<Found> {
        let is_box = |name: &str| name.starts_with("bbox");
        let is_plain = NAMES.iter().zip(&self.values).all(|(name, value)| is_box(name) || value.is_none());
        if !is_plain || self.drawing.is_some() {
            return None;
        }
        let (around, None) = self.bbox().ok()?? else { return None };
        snapshot.few_rows_within(self.layer, FEW, around).map(Found::Few)
    }

    /// The box in degrees, and the box itself where it is one of a plane grid: then the degrees
    /// hold more than the box.
    fn bbox(&self) -> Result<Option<(Bbox, Option<PlaneBox>)>, Problem> {
        let crs: Option<Crs> = self.value("bbox-crs").map(str::parse).transpose().map_err(refused_crs)?;
        let Some(text) = self.value("bbox") else { return Ok(None) };
        let crs = crs.unwrap_or_default();
        let [a, b, c, d] = corners(text)?;
        match crs {
            Crs::Crs84 => Ok(Some((Bbox::new(a, b, c, d)?, None))),
            Crs::Wgs84 => Ok(Some((Bbox::new(b, a, d, c)?, None))),
            Crs::WebMercator => Ok(Some((mercator(a, b, c, d)?, None))),
            Crs::Plane(_) => {
                let name = crs.name();
                let upside_down =
                    || Problem::parameter("bbox", "the corner of the smaller numbers comes first");
                let plane = PlaneBox::new(Frame::new(crs), [a, b], [c, d]).ok_or_else(upside_down)?;
                let beyond = || {
                    let why = format!("{name} does not reach all of this box; is bbox-crs the one meant?");
                    Problem::parameter("bbox", why)
                };
                let around = plane.around().ok_or_else(beyond)?;
                Ok(Some((around, Some(plane))))
            }
        }
    }
}

fn refused_crs(why: String) -> Problem {
    Problem::parameter("bbox-crs", why)
}

/// A box of Web Mercator is a box of degrees; it may cross the antimeridian. What is beyond the
/// square world is cut off.
fn mercator(west: f64, south: f64, east: f64, north: f64) -> Result<Bbox, BboxError> {
    const EDGE: f64 = 20_037_508.34;
    let frame = Frame::new(Crs::WebMercator);
    let degrees = |x: f64, y: f64| frame.degrees([x.clamp(-EDGE, EDGE), y.clamp(-EDGE, EDGE)]);
    let low = degrees(west, south).unwrap_or([f64::NAN; 2]);
    let high = degrees(east, north).unwrap_or([f64::NAN; 2]);
    Bbox::new(low[0], low[1], high[0], high[1])
}

/// The rows that are in a box of a plane grid: places inside or on a side, areas that meet it.
fn within(plane: &PlaneBox, table: &dyn Table, found: &Found) -> Found {
    let is_in = |row: &u32| match table.shape(*row) {
        Some(Shape::Point(position)) => plane.contains(position),
        Some(Shape::Area(area)) => plane.meets(area),
        None => false,
    };
    Found::Few(found.from(0, usize::MAX).into_iter().filter(is_in).collect())
}
