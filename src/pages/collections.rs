//! The collections of OGC API as pages: all of them, and one with its forms and properties.

use askama::Template;

use crate::pages::frame::Frame;

/// A collection as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionRow {
    /// Its title and description are in the words of pages, under `layer.{id}`.
    pub id: &'static str,
    pub features: u64,
    /// Of these, how many have no geometry.
    pub unplaced: u64,
    pub licences: Vec<&'static str>,
}

/// A property of features, as their schema tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    /// `string`, `integer`… or `geometry-point`.
    pub kind: String,
    pub meaning: String,
    /// All its values, where they are few.
    pub values: Vec<String>,
}

/// `/collections`
#[derive(Debug, Clone, Template)]
#[template(path = "collections.html")]
pub struct CollectionsPage {
    pub frame: Frame,
    pub collections: Vec<CollectionRow>,
}

/// `/collections/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "collection.html")]
pub struct CollectionPage {
    pub frame: Frame,
    pub row: CollectionRow,
    /// West, south, east, north in degrees, as written.
    pub extent: Option<[String; 4]>,
    /// First and last day.
    pub days: Option<[String; 2]>,
    /// URIs of reference systems.
    pub systems: Vec<String>,
    pub properties: Vec<Property>,
    /// Names of formats and what `f` takes.
    pub formats: Vec<(&'static str, &'static str)>,
}

fn title(frame: &Frame, id: &str) -> String {
    frame.fill(&format!("layer.{id}.title"), &[])
}

impl CollectionsPage {
    fn title(&self, row: &CollectionRow) -> String {
        title(&self.frame, row.id)
    }

    fn description(&self, row: &CollectionRow) -> String {
        self.frame.fill(&format!("layer.{}.text", row.id), &[])
    }

    fn address(&self, row: &CollectionRow) -> String {
        self.frame.link(&format!("/collections/{}", row.id))
    }

    fn items(&self, row: &CollectionRow) -> String {
        self.frame.link(&format!("/collections/{}/items", row.id))
    }

    fn sentence(&self) -> String {
        self.frame.fill(
            "ogc.collections-text",
            &[("layers", &self.frame.count("layers", &(self.collections.len() as u64)))],
        )
    }
}

impl CollectionPage {
    fn title(&self) -> String {
        title(&self.frame, self.row.id)
    }

    fn description(&self) -> String {
        self.frame.fill(&format!("layer.{}.text", self.row.id), &[])
    }

    fn sentence(&self) -> String {
        let key = if self.row.unplaced == 0 { "ogc.features" } else { "ogc.features-unplaced" };
        self.frame.fill(
            key,
            &[
                ("n", &self.frame.integer(&self.row.features)),
                ("unplaced", &self.frame.integer(&self.row.unplaced)),
            ],
        )
    }

    fn items(&self) -> String {
        self.frame.link(&format!("/collections/{}/items", self.row.id))
    }

    fn in_format(&self, f: &str) -> String {
        format!("/collections/{}/items?f={f}", self.row.id)
    }

    /// `EPSG/0/2154`: what tells one from another.
    fn short<'a>(&self, uri: &'a str) -> &'a str {
        uri.rsplit_once("/crs/").map_or(uri, |(_, code)| code)
    }
}
