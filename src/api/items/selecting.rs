//! Which features are asked for: `bbox`, `bbox-crs`, `zone`, `serves`, `filter` and its kin,
//! `datetime`, and what was drawn.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use sha2::{Digest, Sha256};

use crate::api::asked::Asked;
use crate::api::drawn::Drawn;
use crate::api::filters::{Written, encoded};
use crate::api::items::datetime::Span;
use crate::api::problem::Problem;
use crate::api::serving::serving;
use crate::geometry::bbox::{Bbox, BboxError, corners};
use crate::geometry::plane_box::PlaneBox;
use crate::geometry::reference::{Crs, Frame};
use crate::index::found::Found;
use crate::query::selection::{Question, Rows, rows};
use crate::query::serves::Serving;
use crate::query::zone::Zone;
use crate::snapshot::Snapshot;
use crate::snapshot::build::hex;
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
    /// The values again, as they stand in an address.
    text: String,
    drawing: Option<Drawing>,
}

/// The rows of a question, and what is told of them beside.
#[derive(Debug, Clone)]
pub struct Hits {
    pub rows: Arc<Found>,
    pub serving: Option<Arc<Serving>>,
}

impl Hits {
    fn of(rows: Found) -> Self {
        Self { rows: Arc::new(rows), serving: None }
    }

    /// What they take, in bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.rows.weight() + self.serving.as_ref().map_or(0, |serving| serving.weight())
    }
}

/// A surface sent as the body of a request, and what tells it from any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub surface: Arc<Drawn>,
    pub digest: String,
}

impl Drawing {
    /// Reads a body.
    pub fn of_body(body: Result<Bytes, BytesRejection>) -> Result<Self, Problem> {
        let digest =
            body.as_ref().map(|body| hex(&Sha256::digest(body))[..32].to_owned()).unwrap_or_default();
        Ok(Self { surface: Arc::new(Drawn::of_body(body)?), digest })
    }
}

impl Selecting {
    /// Takes the parameters out of a query string. Nothing is looked up yet.
    #[must_use]
    pub fn take(layer: Layer, asked: &mut Asked) -> Self {
        let values = NAMES.map(|name| asked.take(name));
        let given = NAMES.iter().zip(&values).filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let text = given.map(|(name, value)| format!("{name}={}&", encoded(value))).collect();
        Self { layer, values, text, drawing: None }
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

    /// The parameters again, each `name=value&` as it stands in an address: the same for the same
    /// question.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tells it from any other: a key of caches.
    #[must_use]
    pub fn key(&self) -> String {
        let drawing = self.drawing().unwrap_or_default();
        format!("{}?{}#{drawing}", self.layer, self.text)
    }

    /// Whether the whole layer is asked for.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.text.is_empty() && self.drawing.is_none()
    }

    /// Whether a union of territories is asked for, and nothing more of what is in it.
    #[must_use]
    pub fn is_zone_alone(&self) -> bool {
        let mut given = NAMES.iter().zip(&self.values).filter(|(_, value)| value.is_some());
        self.drawing.is_none()
            && given.next().is_some_and(|(name, _)| *name == "zone")
            && given.next().is_none()
    }

    fn value(&self, wanted: &str) -> Option<&str> {
        let at = NAMES.iter().position(|name| *name == wanted)?;
        self.values[at].as_deref()
    }

    /// Finds the rows. O(rows of the layer) at worst.
    pub fn find(&self, snapshot: &Snapshot) -> Result<Hits, Problem> {
        let question = self.question(snapshot)?;
        let found = if question.is_narrowed() {
            Found::of(question.row_set(snapshot))
        } else {
            match rows(snapshot, &question) {
                Rows::All(count) => Found::All(count),
                Rows::Some(rows) => Found::Few(rows),
            }
        };
        Ok(Hits { serving: question.serves, ..Hits::of(found) })
    }

    /// What is asked, understood.
    pub fn question(&self, snapshot: &Snapshot) -> Result<Question, Problem> {
        let layer = self.layer;
        let (bbox, plane) = self.bbox()?.map_or((None, None), |(around, exactly)| (Some(around), exactly));
        let zone = self.value("zone").map(|text| Zone::parse(text, &snapshot.territories)).transpose()?;
        let zone = match &self.drawing {
            Some(drawing) => Some(drawing.surface.joined_to(zone, snapshot, layer)?),
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
        let serves = self.value("serves").map(|text| serving(text, snapshot, layer)).transpose()?;
        Ok(Question { layer, bbox, plane: plane.map(Arc::new), zone, serves, filter, during })
    }

    /// The rows of a whole table, or of a plain box if they are a few: found in less time than it
    /// takes to hand the question to another thread.
    #[must_use]
    pub fn find_at_once(&self, snapshot: &Snapshot) -> Option<Hits> {
        let is_box = |name: &str| name.starts_with("bbox");
        let is_plain = NAMES.iter().zip(&self.values).all(|(name, value)| is_box(name) || value.is_none());
        if !is_plain || self.drawing.is_some() {
            return None;
        }
        match self.bbox().ok()? {
            None if self.layer.is_part_of_actors() => None,
            None => Some(Hits::of(Found::All(snapshot.table(self.layer).len()))),
            Some((around, None)) => {
                snapshot.few_rows_within(self.layer, FEW, around).map(|rows| Hits::of(Found::Few(rows)))
            }
            Some((_, Some(_))) => None,
        }
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
