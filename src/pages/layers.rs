//! The open data: every layer with its count, formats and licence, and every source.

use askama::Template;

use crate::pages::frame::Frame;
use crate::pages::legend::{self, Drawing, Mark};

/// A layer that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRow {
    /// The collection's id: `acteurs`. Its title and description are in the words of pages,
    /// under `layer.{id}`.
    pub id: &'static str,
    /// How many features the collection holds.
    pub features: u64,
    /// Of these, how many are placed nowhere and so have no geometry.
    pub unplaced: u64,
    /// Short names of the licences of its sources.
    pub licences: Vec<&'static str>,
    /// The TileJSON that holds it: `territoires`, `acteurs`…
    pub tiles: &'static str,
}

/// `/donnees`
#[derive(Debug, Clone, Template)]
#[template(path = "layers.html")]
pub struct LayersPage {
    pub frame: Frame,
    pub layers: Vec<LayerRow>,
}

impl LayersPage {
    fn title(&self, layer: &LayerRow) -> String {
        self.frame.fill(&format!("layer.{}.title", layer.id), &[])
    }

    fn description(&self, layer: &LayerRow) -> String {
        self.frame.fill(&format!("layer.{}.text", layer.id), &[])
    }

    fn items(&self, layer: &LayerRow, format: &str) -> String {
        format!("/collections/{}/items?f={format}&limit=all", layer.id)
    }

    fn unplaced_note(&self, layer: &LayerRow) -> String {
        self.frame.fill("layers.unplaced", &[("n", &self.frame.integer(&layer.unplaced))])
    }

    /// The legend of the style for other maps.
    fn groups(&self) -> Vec<(&'static str, Vec<Mark>)> {
        legend::groups(self.frame.language)
    }

    fn sentence(&self) -> String {
        let layers = self.frame.count("layers", &(self.layers.len() as u64));
        let sources = self.frame.count("sources", &(self.frame.sources.len() as u64));
        self.frame.fill("layers.sentence", &[("layers", &layers), ("sources", &sources)])
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::samples;
    use crate::pages::words::Language;

    #[test]
    fn every_layer_can_be_taken_in_two_formats() {
        for language in [Language::French, Language::English] {
            let page = samples::layers(language);
            let html = samples::checked(&page);
            for layer in &page.layers {
                assert!(html.contains(&format!("id=\"{}\"", layer.id)), "{}", layer.id);
                for format in ["geojson", "csv"] {
                    let href = page.items(layer, format);
                    assert!(html.contains(&href.replace('&', "&#38;")), "{href}");
                }
                assert!(!page.title(layer).starts_with("layer."), "{} has a title", layer.id);
                assert!(!page.description(layer).starts_with("layer."), "{} has a text", layer.id);
            }
            assert!(html.contains("href=\"/styles/maillage\""));
            for (title, marks) in page.groups() {
                assert!(html.contains(&title.replace('\'', "&#39;")), "{title}");
                assert!(!marks.is_empty() && marks.iter().all(|mark| html.contains(mark.words)), "{title}");
            }
            for source in &page.frame.sources {
                assert!(html.contains(&source.vintage));
            }
        }
    }
}
