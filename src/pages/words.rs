//! What pages say, in two languages: one catalogue, `web/words/{fr,en}.toml`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use crate::pages::figures;

/// A language of the pages. French unless asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    French,
    English,
}

impl Language {
    /// The language of a `lang` parameter; French for anything unknown.
    #[must_use]
    pub fn from_parameter(lang: Option<&str>) -> Self {
        if lang == Some("en") { Self::English } else { Self::French }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language to switch to.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::French => Self::English,
            Self::English => Self::French,
        }
    }

    /// Its catalogue.
    #[must_use]
    pub fn words(self) -> &'static Words {
        static FRENCH: LazyLock<Words> =
            LazyLock::new(|| Words::read(Language::French, include_str!("../../web/words/fr.toml")));
        static ENGLISH: LazyLock<Words> =
            LazyLock::new(|| Words::read(Language::English, include_str!("../../web/words/en.toml")));
        match self {
            Self::French => &FRENCH,
            Self::English => &ENGLISH,
        }
    }
}

/// The words of one language, by dotted key.
#[derive(Debug)]
pub struct Words {
    language: Language,
    by_key: BTreeMap<String, String>,
}

impl Words {
    /// Reads a catalogue. It is part of the program: a test proves that both can be read and
    /// have the same keys, and a broken one leaves keys in the page rather than no page.
    fn read(language: Language, toml: &str) -> Self {
        let mut by_key = BTreeMap::new();
        if let Ok(table) = toml.parse::<toml::Table>() {
            flatten("", &table, &mut by_key);
        }
        Self { language, by_key }
    }

    /// The words of a key; the key itself when there are none, so that the hole is seen.
    #[must_use]
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.by_key.get(key).map_or(key, String::as_str)
    }

    /// The words of a key with each `{name}` replaced.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        values.iter().fold(self.say(key).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        })
    }

    /// A number with its noun in the right grammatical number: `count.actors` has the keys
    /// `one` and `other`. In French zero is singular.
    #[must_use]
    pub fn count(&self, noun: &str, number: u64) -> String {
        let one = match self.language {
            Language::French => number < 2,
            Language::English => number == 1,
        };
        let key = format!("count.{noun}.{}", if one { "one" } else { "other" });
        self.fill(&key, &[("n", &figures::integer(self.language, number))])
    }

    /// The words under a prefix, by what follows it: what an island needs to speak.
    #[must_use]
    pub fn under(&self, prefix: &str) -> BTreeMap<&str, &str> {
        let tail = |key: &'_ str| key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.')).is_some();
        let cut = prefix.len() + 1;
        self.by_key
            .iter()
            .filter(|(key, _)| tail(key))
            .map(|(key, text)| (&key[cut..], text.as_str()))
            .collect()
    }
}

fn flatten(prefix: &str, table: &toml::Table, into: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                into.insert(path, text.clone());
            }
            toml::Value::Table(inner) => flatten(&path, inner, into),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (french, english) = (&Language::French.words().by_key, &Language::English.words().by_key);
        assert!(100 < french.len(), "the catalogue was read");
        assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        for (key, text) in french {
            assert_eq!(placeholders(text), placeholders(&english[key]), "{key}");
            assert!(!text.trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn every_key_a_template_asks_for_exists() {
        let words = Language::French.words();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/templates");
        let mut asked = 0;
        for entry in std::fs::read_dir(folder).expect("the templates").map(|e| e.expect("an entry").path()) {
            let Ok(text) = std::fs::read_to_string(&entry) else { continue };
            for rest in text.split("say(\"").skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(words.by_key.contains_key(key), "{key} in {}", entry.display());
                asked += 1;
            }
        }
        assert!(50 < asked, "templates speak through the catalogue");
    }

    #[test]
    fn zero_is_singular_in_french_only() {
        assert_eq!(Language::French.words().count("actors", 0), "0 acteur");
        assert_eq!(Language::French.words().count("actors", 2), "2 acteurs");
        assert_eq!(Language::English.words().count("actors", 0), "0 actors");
        assert_eq!(Language::English.words().count("actors", 1), "1 actor");
    }

    #[test]
    fn an_unknown_key_shows_itself() {
        assert_eq!(Language::French.words().say("no.such.key"), "no.such.key");
    }

    #[test]
    fn islands_get_their_words_without_the_prefix() {
        let words = Language::French.words().under("map");
        assert!(words.contains_key("loading"));
        assert!(words.keys().all(|key| !key.starts_with("map.")));
    }
}
