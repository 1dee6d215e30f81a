//! Features as pages: those that match, a page at a time, and one of them with all it bears.

use askama::Template;

use crate::pages::address;
use crate::pages::frame::Frame;

/// A value as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    pub text: String,
    /// Where it leads: a territory's page, a website.
    pub href: Option<String>,
    pub is_number: bool,
}

/// A feature in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    pub name: String,
    /// Its page.
    pub href: String,
    /// In the order of the page's columns.
    pub cells: Vec<Cell>,
}

/// A choice of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
    pub chosen: bool,
}

/// The small form: what it asks has the same name for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pub zone: String,
    pub bbox: String,
    pub filter: String,
    /// Families, where the collection has them.
    pub families: Vec<Choice>,
    /// Functions, where the collection has them.
    pub functions: Vec<Choice>,
}

/// `/collections/{id}/items`
#[derive(Debug, Clone, Template)]
#[template(path = "items.html")]
pub struct ItemsPage {
    pub frame: Frame,
    pub layer: &'static str,
    /// How many match, exactly.
    pub matched: u64,
    /// Names of the columns shown.
    pub columns: Vec<&'static str>,
    pub rows: Vec<ItemRow>,
    pub asked: Asked,
    /// The pages before and after.
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The same question in other formats: name and address.
    pub formats: Vec<(&'static str, String)>,
}

/// `/collections/{id}/items/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "item.html")]
pub struct ItemPage {
    pub frame: Frame,
    pub layer: &'static str,
    pub id: String,
    pub name: String,
    /// Longitude and latitude of a point, as written.
    pub place: Option<[String; 2]>,
    /// Name of each property and its value; those without one are left out.
    pub properties: Vec<(&'static str, Cell)>,
    /// This feature for programs.
    pub geojson: String,
}

fn layer_title(frame: &Frame, layer: &str) -> String {
    frame.fill(&format!("layer.{layer}.title"), &[])
}

fn column_title(frame: &Frame, column: &str) -> String {
    frame.fill(&format!("column.{column}"), &[])
}

impl ItemsPage {
    fn title(&self) -> String {
        layer_title(&self.frame, self.layer)
    }

    fn column(&self, name: &str) -> String {
        column_title(&self.frame, name)
    }

    fn is_number(&self, rank: &usize) -> bool {
        self.rows.iter().any(|row| row.cells.get(*rank).is_some_and(|cell| cell.is_number))
    }

    fn sentence(&self) -> String {
        let key = match (self.matched, self.rows.len() as u64) {
            (0, _) => "ogc.none-match",
            (all, shown) if all == shown => "ogc.all-match",
            _ => "ogc.some-match",
        };
        let [matched, shown] = [self.matched, self.rows.len() as u64].map(|n| self.frame.integer(&n));
        self.frame.fill(key, &[("n", &matched), ("shown", &shown)])
    }

    fn collection(&self) -> String {
        self.frame.link(&format!("/collections/{}", self.layer))
    }
}

impl ItemPage {
    fn layer_title(&self) -> String {
        layer_title(&self.frame, self.layer)
    }

    fn column(&self, name: &str) -> String {
        column_title(&self.frame, name)
    }

    fn items(&self) -> String {
        self.frame.link(&format!("/collections/{}/items", self.layer))
    }

    /// With whom it could work, of an actor that is named.
    fn allies(&self) -> Option<String> {
        let is_actor = matches!(self.layer, "acteurs" | "tiers-lieux" | "circuits-courts" | "ptce");
        let is_shown = is_actor && !self.id.starts_with("masque:");
        is_shown.then(|| self.frame.link(&format!("/partenaires?acteur={}", address::escape(&self.id))))
    }
}
