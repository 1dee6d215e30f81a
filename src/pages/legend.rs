//! What the symbols of a map mean, in the page itself: from the same files as the map's style.
//!
//! Complete without JavaScript, and true of any map that draws these layers: an entry looks like
//! what the layer draws with (`tiles/style/*.json`), here as SVG in a square from -1 to 1.

use crate::domain::level::Level;
use crate::pages::words::Language;
use crate::tiles::marks::Stroke;
use crate::tiles::style::{self, Entry, Line, Look, Sheet};

/// One line: a drawing and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub drawing: Drawing,
    /// A text in the drawing (a figure, letters) and its color.
    pub sample: Option<(&'static str, &'static str)>,
    pub words: &'static str,
}

/// What the template draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    Symbol {
        path: String,
        strokes: [Stroke; 3],
    },
    Disc {
        color: &'static str,
        edge: &'static str,
    },
    Line {
        color: &'static str,
        width: f64,
    },
    Ground {
        color: &'static str,
    },
    /// The sample alone.
    Text,
}

/// What the served style draws: each group's title and its lines.
#[must_use]
pub fn groups(language: Language) -> Vec<(&'static str, Vec<Mark>)> {
    let title = |sheet: &'static Sheet| match language {
        Language::French => sheet.fr.as_str(),
        Language::English => &sheet.en,
    };
    style::sheets().iter().map(|sheet| (title(sheet), marks(sheet, language, |_| true))).collect()
}

/// The legend of actors: families by shape and colour, clusters, communes.
#[must_use]
pub fn actors(language: Language) -> Vec<Mark> {
    style::sheet("acteurs").map_or_else(Vec::new, |sheet| marks(sheet, language, |_| true))
}

/// The line of the borders of a level.
#[must_use]
pub fn borders(level: Level, language: Language) -> Vec<Mark> {
    let layer = format!("{}-bord", level.layer());
    let speaks = |entry: &Entry| entry.layers.contains(&layer);
    style::sheet("territoires").map_or_else(Vec::new, |sheet| marks(sheet, language, speaks))
}

fn marks(sheet: &'static Sheet, language: Language, keep: impl Fn(&Entry) -> bool) -> Vec<Mark> {
    let mark = |Line { entry, look, ink }: Line<'static>| Mark {
        drawing: drawing(look),
        sample: entry.sample.as_deref().zip(ink),
        words: match language {
            Language::French => &entry.fr,
            Language::English => &entry.en,
        },
    };
    sheet.legend().filter(|line| keep(line.entry)).map(mark).collect()
}

fn drawing(look: Look<'static>) -> Drawing {
    match look {
        Look::Symbol(symbol) => Drawing::Symbol { path: symbol.path(), strokes: symbol.strokes() },
        Look::Disc { color, edge } => Drawing::Disc { color, edge },
        // A drawing is 22 pixels wide, hence 11 a unit.
        Look::Line { color, width } => Drawing::Line { color, width: (1e3 * width / 11.0).round() / 1e3 },
        Look::Ground { color } => Drawing::Ground { color },
        Look::Text => Drawing::Text,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::actor::Family;

    #[test]
    fn every_family_has_a_shape_of_its_own_and_the_words_of_the_tables() {
        for language in [Language::French, Language::English] {
            let marks = actors(language);
            let words: Vec<&str> = marks.iter().map(|mark| mark.words).collect();
            let families = Family::ALL.map(|family| format!("family-one.{}", family.word()));
            for key in families.iter().map(String::as_str).chain(["family-one.none"]) {
                assert!(words.contains(&language.words().say(key)), "{key}");
            }
            let paths: BTreeSet<&String> = marks
                .iter()
                .filter_map(|mark| match &mark.drawing {
                    Drawing::Symbol { path, .. } => Some(path),
                    _ => None,
                })
                .collect();
            assert_eq!(paths.len(), Family::ALL.len() + 1);
            let discs = marks.iter().filter(|mark| matches!(mark.drawing, Drawing::Disc { .. }));
            let samples: Vec<_> = discs.map(|mark| mark.sample.map(|(text, _)| text)).collect();
            assert_eq!(samples, [Some("12"), None], "cluster, commune");
        }
    }

    #[test]
    fn every_level_has_its_border() {
        for level in Level::ALL {
            assert_eq!(borders(level, Language::French).len(), 1, "{level}");
        }
    }
}
