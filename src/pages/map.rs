//! What a page tells its map: where to look, what to colour, in which words.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::level::Level;
use crate::pages::words::Language;

/// A map in a page. Its table says the same; the map only draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct MapView {
    /// The level whose outlines are drawn, named and followed.
    pub level: Level,
    /// West, south, east, north of the first view, in degrees.
    pub bounds: [f64; 4],
    /// The code of the territory that the page is about, outlined in bold.
    pub highlight: Option<String>,
    /// Whether actors are drawn.
    pub actors: bool,
    /// Whether territories are coloured: by `values`, else by the classes of the page's table.
    pub colored: bool,
    /// Classes where the page has no table.
    pub values: Vec<MapValue>,
    /// Other places worth a button: the overseas départements are far away.
    pub places: Vec<MapPlace>,
}

/// The class of one territory and the value to say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MapValue {
    pub code: String,
    /// See [`crate::pages::scale::classes`].
    pub class: Option<u8>,
    /// The value as people read it, with its unit.
    pub text: String,
}

/// A place to jump to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapPlace {
    pub label: String,
    /// West, south, east, north.
    pub bounds: [f64; 4],
}

/// Mainland France and Corsica.
pub const METROPOLE: [f64; 4] = [-5.2, 41.3, 9.6, 51.1];

/// The overseas départements with their boxes.
const OVERSEAS: [(&str, [f64; 4]); 5] = [
    ("Guadeloupe", [-61.82, 15.82, -60.99, 16.53]),
    ("Martinique", [-61.24, 14.38, -60.80, 14.89]),
    ("Guyane", [-54.61, 2.10, -51.60, 5.77]),
    ("La Réunion", [55.21, -21.40, 55.84, -20.87]),
    ("Mayotte", [45.01, -13.01, 45.31, -12.63]),
];

/// The jumps of a map of the whole country.
#[must_use]
pub fn places_of_france(language: Language) -> Vec<MapPlace> {
    let mainland = language.words().say("map.mainland");
    let all = [(mainland, METROPOLE)].into_iter().chain(OVERSEAS);
    all.map(|(label, bounds)| MapPlace { label: label.to_owned(), bounds }).collect()
}

/// The map as the island reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    level: &'static str,
    layer: &'static str,
    bounds: [f64; 4],
    highlight: Option<&'a str>,
    actors: bool,
    colored: bool,
    values: BTreeMap<&'a str, (Option<u8>, &'a str)>,
    places: &'a [MapPlace],
}

impl MapView {
    /// JSON that can stand inside a `<script type="application/json">`.
    #[must_use]
    pub fn json(&self) -> String {
        let values = self.values.iter().map(|v| (v.code.as_str(), (v.class, v.text.as_str())));
        let told = Told {
            level: self.level.word(),
            layer: self.level.layer(),
            bounds: self.bounds,
            highlight: self.highlight.as_deref(),
            actors: self.actors,
            colored: self.colored,
            values: values.collect(),
            places: &self.places,
        };
        script_safe(&told)
    }
}

/// The words of the islands, as JSON for a script element.
#[must_use]
pub fn words_json(language: Language) -> String {
    script_safe(&language.words().under("map"))
}

/// JSON without the one character that could end a script element.
fn script_safe(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned()).replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn no_name_can_end_the_script() {
        let mut view = samples::map();
        view.places =
            vec![MapPlace { label: "</script><script>alert(1)</script>".into(), bounds: METROPOLE }];
        let json = view.json();
        assert!(!json.contains('<'), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read["places"][0]["label"], "</script><script>alert(1)</script>");
        assert_eq!(read["layer"], "bassins");
    }

    #[test]
    fn the_country_has_six_places() {
        let places = places_of_france(Language::English);
        assert_eq!(places.len(), 6);
        for MapPlace { bounds: [west, south, east, north], label } in places {
            assert!(west < east && south < north, "{label}");
        }
    }
}
