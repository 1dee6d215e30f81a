//! The style of the map: which layer is drawn how, and what its legend says.
//!
//! `tiles/style/*.json` is the one source: layers of the MapLibre style specification, version 8,
//! each file with its legend in two languages. Our own map draws these layers, other clients get
//! them as [`served`], and legends are made of the same lines ([`Sheet::legend`]): an entry names
//! the layers it speaks of, and shows the colours and symbols that they draw with.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tiles::contract::Contract;
use crate::tiles::marks::{Symbol, Symbols};

/// The name under which labels ask for our font.
pub const FONT: &str = "Maillage";

/// Layers of the tiles, and sources, that count by territory are named so: they come in tiles of
/// their own, in place of cells and places.
const ZONES: &str = "_zones";

/// What the TileJSON of such tiles is asked with.
const BY_TERRITORY: &str = "?by=zone";

/// The files of the style, bottom first.
const FILES: [(&str, &str); 17] = [
    ("territoires", include_str!("../../tiles/style/territoires.json")),
    ("lacunes", include_str!("../../tiles/style/lacunes.json")),
    ("constats", include_str!("../../tiles/style/constats.json")),
    ("maillons-manquants", include_str!("../../tiles/style/maillons-manquants.json")),
    ("jumeaux", include_str!("../../tiles/style/jumeaux.json")),
    ("indicateurs", include_str!("../../tiles/style/indicateurs.json")),
    ("foncier", include_str!("../../tiles/style/foncier.json")),
    ("equipements", include_str!("../../tiles/style/equipements.json")),
    ("acteurs", include_str!("../../tiles/style/acteurs.json")),
    ("circuits-courts", include_str!("../../tiles/style/circuits-courts.json")),
    ("tiers-lieux", include_str!("../../tiles/style/tiers-lieux.json")),
    ("ptce", include_str!("../../tiles/style/ptce.json")),
    ("liens", include_str!("../../tiles/style/liens.json")),
    ("opportunites", include_str!("../../tiles/style/opportunites.json")),
    ("grappes", include_str!("../../tiles/style/grappes.json")),
    ("sites", include_str!("../../tiles/style/sites.json")),
    ("noms", include_str!("../../tiles/style/noms.json")),
];

/// One file: layers that are shown and hidden together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The name of the file.
    #[serde(skip)]
    pub name: &'static str,
    /// What it shows, in French and in English.
    pub fr: String,
    pub en: String,
    /// Whether the served style shows it at first: one layer of points at a time is enough.
    pub visible: bool,
    layers: Vec<Value>,
    legend: Vec<Entry>,
}

/// A line of a legend.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The layers it speaks of; it looks like the first of them.
    pub layers: Vec<String>,
    /// Which of the first layer's symbols, when it draws with symbols.
    symbol: Option<String>,
    /// A text drawn in it: a figure, letters.
    pub sample: Option<String>,
    pub fr: String,
    pub en: String,
}

/// What a line of a legend looks like.
#[derive(Debug, Clone, Copy)]
pub enum Look<'a> {
    Symbol(Symbol<'a>),
    Disc {
        color: &'a str,
        edge: &'a str,
    },
    /// As wide as it is at the largest zoom that its layer speaks of, in pixels.
    Line {
        color: &'a str,
        width: f64,
    },
    Ground {
        color: &'a str,
    },
    /// Nothing but the entry's sample.
    Text,
}

/// A line of a legend as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub entry: &'a Entry,
    pub look: Look<'a>,
    /// The color of the entry's sample, if it has one.
    pub ink: Option<&'a str>,
}

/// The style of this build, bottom first.
///
/// # Panics
/// Never: a test reads the same texts.
#[must_use]
pub fn sheets() -> &'static [Sheet] {
    static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| {
        let read =
            |(name, text)| Sheet { name, ..serde_json::from_str(text).expect("a test reads the same texts") };
        FILES.into_iter().map(read).collect()
    });
    &SHEETS
}

/// A file of the style by its name.
#[must_use]
pub fn sheet(name: &str) -> Option<&'static Sheet> {
    sheets().iter().find(|sheet| sheet.name == name)
}

impl Sheet {
    fn layer(&self, id: &str) -> Option<&Value> {
        self.layers.iter().find(|layer| layer["id"] == *id)
    }

    /// The lines of its legend; those of layers that are hidden are left out.
    pub fn legend(&self) -> impl Iterator<Item = Line<'_>> {
        self.legend.iter().filter_map(|entry| {
            let layer = self.layer(entry.layers.first()?)?;
            let mut layers = entry.layers.iter().filter_map(|id| self.layer(id));
            let ink = layers.find_map(|layer| text(layer, &["paint", "text-color"]));
            (!is_hidden(layer)).then_some(Line { entry, look: entry.look(layer)?, ink })
        })
    }

    /// The layers that the tiles of this build hold, as clients get them.
    fn held(&self, contract: &Contract) -> impl Iterator<Item = Value> {
        let held =
            |layer: &&Value| layer["source-layer"].as_str().is_none_or(|name| contract.layer(name).is_some());
        self.layers.iter().filter(held).map(|layer| {
            let mut layer = layer.clone();
            if !self.visible {
                layer["layout"]["visibility"] = "none".into();
            }
            layer["metadata"] = json!({ "maillage:groupe": self.name });
            layer
        })
    }
}

impl Entry {
    /// The look of the first layer, by its own paint; `None` when it has none that a legend can show.
    fn look<'a>(&'a self, layer: &'a Value) -> Option<Look<'a>> {
        let paint = |key| text(layer, &["paint", key]);
        Some(match layer["type"].as_str()? {
            "circle" => Look::Disc { color: paint("circle-color")?, edge: paint("circle-stroke-color")? },
            "line" => {
                Look::Line { color: paint("line-color")?, width: largest(&layer["paint"]["line-width"])? }
            }
            "fill" => Look::Ground { color: paint("fill-color")? },
            "background" => Look::Ground { color: paint("background-color")? },
            "symbol" => match &self.symbol {
                Some(name) if draws_with(&layer["layout"]["icon-image"], name) => {
                    Look::Symbol(Symbols::of_this_build().get(name)?)
                }
                Some(_) => return None,
                None => Look::Text,
            },
            _ => return None,
        })
    }
}

/// The style for other clients: absolute addresses below `base_url`, French names, the legend of
/// each group of layers in the metadata. `font` is the path of the labels' font, `center` where a
/// map without an idea of its own begins, in degrees.
#[must_use]
pub fn served(base_url: &str, font: Option<&str>, center: [f64; 2]) -> Value {
    let contract = Contract::of_this_build();
    let layers: Vec<Value> = sheets().iter().flat_map(|sheet| sheet.held(contract)).collect();
    let used: BTreeSet<&str> = layers.iter().filter_map(|layer| layer["source"].as_str()).collect();
    let source = |name: &str| {
        let tiles = match name.strip_suffix(ZONES) {
            Some(group) => format!("{group}{BY_TERRITORY}"),
            None => name.to_owned(),
        };
        json!({ "type": "vector", "url": format!("{base_url}/tilejson/{tiles}") })
    };
    let sources: Map<String, Value> = used.iter().map(|name| ((*name).to_owned(), source(name))).collect();
    let mut style = json!({
        "version": 8,
        "name": "Maillage",
        "metadata": { "maillage:groupes": sheets().iter().map(group).collect::<Vec<_>>() },
        "center": center,
        "zoom": 5,
        "sprite": format!("{base_url}/styles/maillage/sprite"),
        "sources": sources,
        "layers": layers,
    });
    if let Some(font) = font {
        style["font-faces"] = json!({ FONT: format!("{base_url}{font}") });
    }
    style
}

/// What the metadata tell of a file.
fn group(sheet: &Sheet) -> Value {
    let line = |entry: &Entry| {
        let Entry { layers, symbol, sample: _, fr, en } = entry;
        json!({ "layers": layers, "symbol": symbol, "fr": fr, "en": en })
    };
    let Sheet { name, fr, en, visible, layers: _, legend } = sheet;
    let legend: Vec<Value> = legend.iter().map(line).collect();
    json!({ "id": name, "fr": fr, "en": en, "visible": visible, "legend": legend })
}

fn is_hidden(layer: &Value) -> bool {
    layer["layout"]["visibility"] == "none"
}

/// Whether an expression of images can give this one: it is among its texts.
fn draws_with(image: &Value, name: &str) -> bool {
    match image {
        Value::String(text) => text == name,
        Value::Array(parts) => parts.iter().any(|part| draws_with(part, name)),
        _ => false,
    }
}

/// A number, or the last one of an expression.
fn largest(width: &Value) -> Option<f64> {
    width.as_array().map_or(Some(width), |parts| parts.last())?.as_f64()
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::marks::Color;

    /// Every layer of every file, with its file.
    fn layers() -> impl Iterator<Item = (&'static Sheet, &'static Value)> {
        sheets().iter().flat_map(|sheet| sheet.layers.iter().map(move |layer| (sheet, layer)))
    }

    fn id(layer: &Value) -> &str {
        layer["id"].as_str().expect("an id")
    }

    /// The texts of an expression.
    fn texts(value: &Value) -> Vec<&str> {
        match value {
            Value::String(text) => vec![text],
            Value::Array(parts) => parts.iter().flat_map(texts).collect(),
            Value::Object(parts) => parts.values().flat_map(texts).collect(),
            _ => vec![],
        }
    }

    /// What `["get", name]` asks for, anywhere.
    fn asked(value: &Value) -> Vec<&str> {
        match value {
            Value::Array(parts) if parts.first() == Some(&json!("get")) => texts(&parts[1]),
            Value::Array(parts) => parts.iter().flat_map(asked).collect(),
            Value::Object(parts) => parts.values().flat_map(asked).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn the_style_draws_what_the_tiles_hold_and_all_of_it() {
        let contract = Contract::of_this_build();
        for (sheet, layer) in layers() {
            let Some(name) = layer["source-layer"].as_str() else {
                assert_eq!(layer["type"], "background", "{}", id(layer));
                continue;
            };
            let promised =
                contract.layer(name).unwrap_or_else(|| panic!("{}: the tiles hold no `{name}`", id(layer)));
            let own = if name.ends_with(ZONES) { name } else { &promised.group };
            assert_eq!(layer["source"], own, "{}", id(layer));
            for attribute in asked(layer) {
                let alike = |name: &String| {
                    name == attribute
                        || name.strip_suffix('*').is_some_and(|start| attribute.starts_with(start))
                };
                let known = contract.attributes(promised).keys().any(alike);
                assert!(known, "{}: `{name}` has no `{attribute}`", id(layer));
            }
            let subject = name.strip_suffix(ZONES).unwrap_or(name);
            assert!(
                ["territoires", "noms", subject, &promised.group].contains(&sheet.name),
                "{}: {}",
                sheet.name,
                id(layer)
            );
        }
        // What any tile may hold tells of the tile, not of the land.
        for promised in contract.layers().iter().filter(|layer| layer.group != "*") {
            let drawn = layers().any(|(_, layer)| layer["source-layer"] == promised.name);
            assert!(drawn, "nothing draws `{}`", promised.name);
        }
    }

    #[test]
    fn every_layer_has_its_line_in_the_legend_and_every_line_its_look() {
        let symbols = Symbols::of_this_build();
        for sheet in sheets() {
            let said: BTreeSet<&str> =
                sheet.legend.iter().flat_map(|entry| &entry.layers).map(String::as_str).collect();
            let drawn: BTreeSet<&str> = sheet.layers.iter().map(id).collect();
            assert_eq!(said, drawn, "{}", sheet.name);
            assert!(!sheet.fr.is_empty() && !sheet.en.is_empty());
            for entry in &sheet.legend {
                let layer = sheet.layer(&entry.layers[0]).expect("it exists");
                assert!(entry.look(layer).is_some(), "{}: {}", sheet.name, entry.fr);
                assert!(!entry.fr.is_empty() && !entry.en.is_empty(), "{}", entry.layers[0]);
            }
            assert!(sheet.legend().all(|line| line.entry.sample.is_some() == line.ink.is_some()));
            let shown = sheet.legend().count();
            assert_eq!(
                shown,
                sheet.legend.iter().filter(|entry| !entry.layers[0].ends_with("-zone")).count()
            );
        }
        // Symbols that a layer draws with and those of its legend are the same.
        for (sheet, layer) in layers() {
            let drawn: BTreeSet<&str> = texts(&layer["layout"]["icon-image"])
                .into_iter()
                .filter(|text| symbols.get(text).is_some())
                .collect();
            let lines = sheet.legend.iter().filter(|entry| entry.layers[0] == id(layer));
            let said: BTreeSet<&str> = lines.filter_map(|entry| entry.symbol.as_deref()).collect();
            assert_eq!(drawn, said, "{}", id(layer));
        }
    }

    #[test]
    fn every_symbol_is_drawn_by_some_layer_and_families_all_have_one() {
        let drawn: BTreeSet<&str> =
            layers().flat_map(|(_, layer)| texts(&layer["layout"]["icon-image"])).collect();
        for (name, _) in Symbols::of_this_build().iter() {
            assert!(drawn.contains(name), "{name}");
        }
        let places = sheet("acteurs").and_then(|sheet| sheet.layer("acteurs-lieu")).expect("actors");
        for family in crate::domain::actor::Family::ALL {
            assert!(draws_with(&places["layout"]["icon-image"], family.word()), "{family:?}");
        }
    }

    #[test]
    fn the_style_for_others_is_whole_and_asks_nobody_else() {
        let style = served("https://atlas.example", Some("/styles/maillage/noms.woff2"), [2.0, 47.0]);
        let text = style.to_string();
        let foreign = text.split("https://").skip(1).filter(|rest| !rest.starts_with("atlas.example/"));
        assert_eq!(foreign.count(), 0);
        assert!(!text.contains("glyphs") && !text.contains("http://"));
        let layers = style["layers"].as_array().expect("layers");
        assert!(30 < layers.len());
        for layer in layers {
            let source = layer["source"].as_str();
            assert!(source.is_none_or(|name| style["sources"][name]["type"] == "vector"), "{}", id(layer));
            let held = layer["source-layer"].as_str();
            assert!(held.is_none_or(|name| Contract::of_this_build().layer(name).is_some()), "{}", id(layer));
        }
        let ids: BTreeSet<&str> = layers.iter().map(id).collect();
        assert_eq!(ids.len(), layers.len(), "ids are unique");
        let shown =
            |group: &str| layers.iter().any(|l| l["metadata"]["maillage:groupe"] == group && !is_hidden(l));
        assert_eq!(["territoires", "acteurs", "noms", "foncier"].map(shown), [true, true, true, false]);
        assert_eq!(style["font-faces"][FONT], "https://atlas.example/styles/maillage/noms.woff2");
        assert_eq!(served("", None, [2.0, 47.0]).get("font-faces"), None);
    }

    /// Relative luminance and contrast, WCAG 2.2.
    fn contrast(a: Color, b: Color) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let luminance =
            |Color([r, g, b]): Color| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let [a, b] = [luminance(a), luminance(b)];
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn color(text: &str) -> Color {
        Color::try_from(text.to_owned()).expect("a color")
    }

    #[test]
    fn symbols_discs_and_rings_stand_out_from_land_and_sea() {
        assert!(20.9 < contrast(color("#000000"), color("#ffffff")), "the measure measures");
        let ground = |look| if let Look::Ground { color } = look { Some(color) } else { None };
        let grounds: Vec<&str> =
            sheet("territoires").expect("it").legend().filter_map(|line| ground(line.look)).collect();
        assert_eq!(grounds.len(), 2, "sea and land");
        for (sheet, layer) in layers() {
            let edge = match layer["type"].as_str() {
                // The one of ring and colour that stands out most.
                Some("circle") => ["circle-color", "circle-stroke-color"]
                    .map(|key| color(layer["paint"][key].as_str().expect("a color")))
                    .to_vec(),
                Some("symbol") => texts(&layer["layout"]["icon-image"])
                    .into_iter()
                    .filter_map(|name| Symbols::of_this_build().get(name))
                    .map(|symbol| symbol.strokes()[1].color)
                    .collect(),
                _ => continue,
            };
            for ground in grounds.iter().map(|text| color(text)).filter(|_| !edge.is_empty()) {
                let best = edge.iter().map(|one| contrast(*one, ground)).fold(0.0, f64::max);
                assert!(3.0 <= best, "{} {}: {best:.2}", sheet.name, id(layer));
            }
        }
    }
}
