//! The official files that are known, as `data/sources.toml` declares them.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::source::Source;

const DECLARED: &str = include_str!("../../data/sources.toml");

/// Why a declaration of sources cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// The text is no TOML, or no list of `[[source]]`.
    #[error("data/sources.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// An entry lacks a key, has one too many, or a value of the wrong kind.
    #[error("data/sources.toml: source {rank} (`{id}`): {why}")]
    Entry { rank: usize, id: String, why: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    #[serde(default)]
    source: Vec<toml::Table>,
}

/// The sources that come with the program, in the order declared.
pub fn declared() -> Result<Vec<Source>, SourcesError> {
    parse(DECLARED)
}

/// Reads a list of `[[source]]`; an error names the entry by rank (from 1) and id.
pub fn parse(text: &str) -> Result<Vec<Source>, SourcesError> {
    let declaration: Declaration = toml::from_str(text)?;
    let mut seen = BTreeSet::new();
    declaration.source.into_iter().zip(1..).map(|(entry, rank)| source(entry, rank, &mut seen)).collect()
}

fn source(entry: toml::Table, rank: usize, seen: &mut BTreeSet<String>) -> Result<Source, SourcesError> {
    let id = entry.get("id").and_then(toml::Value::as_str).unwrap_or("no id").to_owned();
    let wrong = |why: String| SourcesError::Entry { rank, id: id.clone(), why };
    let source: Source =
        entry.try_into().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if source.id.is_empty() || !source.id.chars().all(slug) {
        return Err(wrong("`id` takes lower case letters, digits and hyphens".to_owned()));
    }
    let texts = [("title", &source.title), ("producer", &source.producer), ("vintage", &source.vintage)];
    if let Some((key, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(wrong(format!("`{key}` is empty: say what is known")));
    }
    if !source.page.starts_with("https://") {
        return Err(wrong("`page` must be an address that starts with https://".to_owned()));
    }
    if !seen.insert(source.id.clone()) {
        return Err(wrong("declared twice: give each source one entry".to_owned()));
    }
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::Licence;
    use crate::ingest::catalogue::KINDS;

    const SOUND: &str = "id = \"a-1\"\ntitle = \"t\"\nproducer = \"p\"\nvintage = \"2024\"\n\
        licence = \"LO-2.0\"\npage = \"https://example.org/\"\n";

    #[test]
    fn every_known_file_has_its_source() {
        let declared = declared().expect("sound");
        for kind in KINDS {
            assert!(declared.iter().any(|source| source.id == kind.source), "{}", kind.source);
        }
    }

    #[test]
    fn stations_are_under_a_share_alike_licence() {
        let declared = declared().expect("sound");
        let of = |id| declared.iter().find(|source| source.id == id).map(|source| source.licence);
        assert_eq!(of("gares-sncf"), Some(Licence::Odbl));
        assert_eq!(of("communes"), Some(Licence::LicenceOuverte));
    }

    #[test]
    fn an_error_names_the_entry() {
        let entry = |text: &str| format!("[[source]]\n{SOUND}[[source]]\n{text}");
        let said = |text: &str| parse(&entry(text)).map_err(|error| error.to_string()).expect_err("unsound");
        let other = SOUND.replace("a-1", "b");
        assert_eq!(parse(&entry(&other)).expect("sound").len(), 2);
        assert_eq!(
            said(SOUND),
            "data/sources.toml: source 2 (`a-1`): declared twice: give each source one entry"
        );
        assert!(said(&other.replace("title", "titel")).contains("source 2 (`b`): unknown field `titel`"));
        assert!(said(&other.replace("LO-2.0", "MIT")).contains("source 2 (`b`): unknown variant `MIT`"));
        assert!(said(&other.replace("2024", " ")).contains("source 2 (`b`): `vintage` is empty"));
        assert!(said(&other.replace("https:", "http:")).contains("source 2 (`b`): `page`"));
        assert!(said(&other.replace("id = \"b\"", "id = \"B b\"")).contains("source 2 (`B b`): `id`"));
        assert!(said("title = \"t\"").contains("source 2 (`no id`): missing field"));
        assert!(said("id = \"b\nx").contains("data/sources.toml: TOML parse error"));
    }
}
