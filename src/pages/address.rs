//! Addresses of pages: French, lower case, stable codes; what follows the code is for the eye.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::level::Level;
use crate::pages::words::Language;

/// The page of a territory: `/territoires/bassin-44109-nantes`.
#[must_use]
pub fn territory(level: Level, code: &str, name: &str) -> String {
    let slug = slug(name);
    let dash = if slug.is_empty() { "" } else { "-" };
    format!("/territoires/{level}-{code}{dash}{slug}")
}

/// The level and code in the last part of a territory's address; the name is not looked at.
/// `None` when it has not that shape.
#[must_use]
pub fn parse_territory(part: &str) -> Option<(Level, &str)> {
    let (level, rest) = part.split_once('-')?;
    let code = rest.split('-').next().filter(|code| !code.is_empty())?;
    Some((level.parse().ok()?, code))
}

/// The zone parameter of the programs' addresses: `bassin:44109`.
#[must_use]
pub fn zone(level: Level, code: &str) -> String {
    format!("{level}:{code}")
}

/// An address in a language: French is the address itself.
#[must_use]
pub fn in_language(address: &str, language: Language) -> String {
    if language == Language::French {
        return address.to_owned();
    }
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    let mark = if page.contains('?') { '&' } else { '?' };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{page}{mark}lang={}{hash}{fragment}", language.tag())
}

/// A text as one value of a query: everything but letters, digits and `-_.~` is escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    })
}

/// Letters without accents and digits, in lower case; all else becomes one hyphen.
fn slug(name: &str) -> String {
    let plain = name.replace(['œ', 'Œ'], "oe").replace(['æ', 'Æ'], "ae");
    let letters = plain.nfd().filter(|c| !is_combining_mark(*c));
    let words: String =
        letters.map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_readable_addresses() {
        let address = |name| territory(Level::Bassin, "44109", name);
        assert_eq!(address("Nantes"), "/territoires/bassin-44109-nantes");
        assert_eq!(address("L’Haÿ-lès-Œuvres (Île)"), "/territoires/bassin-44109-l-hay-les-oeuvres-ile");
        assert_eq!(address("…"), "/territoires/bassin-44109");
    }

    #[test]
    fn an_address_gives_back_its_territory_whatever_the_name() {
        assert_eq!(parse_territory("bassin-2A004-ajaccio"), Some((Level::Bassin, "2A004")));
        assert_eq!(parse_territory("epci-243500139"), Some((Level::Epci, "243500139")));
        for strange in ["", "bassin", "bassin-", "canton-12", "-44109", "bassin--x"] {
            assert_eq!(parse_territory(strange), None, "{strange}");
        }
    }

    #[test]
    fn english_is_kept_in_links_and_french_needs_no_word() {
        assert_eq!(in_language("/donnees#foncier", Language::French), "/donnees#foncier");
        assert_eq!(in_language("/donnees#foncier", Language::English), "/donnees?lang=en#foncier");
        assert_eq!(in_language("/x?tri=nom", Language::English), "/x?tri=nom&lang=en");
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(escape("Île & Cie"), "%C3%8Ele%20%26%20Cie");
    }
}
