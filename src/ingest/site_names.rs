//! Whether the name of a site is surely that of a place, a company or a public body.
//!
//! *Question.* Old industrial inventories name a site after whoever ran it, who may be a natural person: a surname, a
//! given name, then what was done there. Which names may be kept? *Method.* A name is cut into parts (at commas, strokes, brackets,
//! dashes, `ex`). A part is sure when each of its words is known to say what was done or where (`data/site-names.toml`, or the
//! commune's own name), when one of them stands for a company, a public body or a place, or from the word on that begins
//! the name of a street or of a public building. A title, a given name outside of a street's name, an initial beside an unknown
//! word: the part is a person's. All parts must be sure. *Edges.* What is in doubt is dropped, trade names of companies
//! with it; a given name that the table does not know passes only behind a word that stands for a company or a place. *Cost.* O(words).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// Calls for projects name the dossier first: what the applicant wrote follows.
const CALL: &str = "APPEL A PROJET";
const CALLED: [&str; 2] = ["FRICHE:", "2023 -"];

/// What calls somebody Mr or Mrs.
const TITLES: [&str; 7] = ["MR", "MME", "MLLE", "MONSIEUR", "EPOUX", "VEUVE", "VVE"];

/// From so many letters on the end of a word says what was done.
const LONG: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    bodies: String,
    stems: String,
    ways: String,
    places: String,
    words: String,
    endings: String,
    given: String,
}

struct Lexicon {
    bodies: BTreeSet<String>,
    stems: Vec<String>,
    ways: BTreeSet<String>,
    words: BTreeSet<String>,
    endings: Vec<String>,
    given: BTreeSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let written: Written = toml::from_str(include_str!("../../data/site-names.toml")).expect("a sound table");
    fn list<T: FromIterator<String>>(text: &str) -> T {
        text.split_whitespace().map(str::to_owned).collect()
    }
    Lexicon {
        bodies: list(&(written.bodies + &written.places)),
        stems: list(&written.stems),
        ways: list(&written.ways),
        words: list(&written.words),
        endings: list(&written.endings),
        given: list(&written.given),
    }
});

/// What a word of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Begins the name of a street or of a public building.
    Way,
    /// Stands for a company, a public body or a place.
    Body,
    /// Says what was done or where.
    Known,
    /// A given name or a title.
    Person,
    /// One letter, as of a given name.
    Initial,
    Unknown,
}

impl Lexicon {
    fn word(&self, word: &str, before: Option<&str>, town: &BTreeSet<String>) -> Word {
        let is_saint = matches!(before, Some("SAINT" | "SAINTE" | "ST"));
        if self.ways.contains(word) {
            Word::Way
        } else if is_saint || town.contains(word) {
            Word::Known
        } else if TITLES.contains(&word) || self.given.contains(word) {
            Word::Person
        } else if self.bodies.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem.as_str()))
        {
            Word::Body
        } else if self.words.contains(word)
            || LONG <= word.len() && self.endings.iter().any(|end| word.ends_with(end.as_str()))
        {
            Word::Known
        } else if word.len() == 1 {
            Word::Initial
        } else {
            Word::Unknown
        }
    }

    fn is_sure(&self, part: &str, town: &BTreeSet<String>) -> bool {
        let (mut is_body, mut is_unknown, mut has_initial, mut before) = (false, false, false, None);
        for word in words(part) {
            match self.word(word, before, town) {
                // Whoever is named after it is honoured; before it, words count as ever.
                Word::Way => break,
                Word::Person => return false,
                Word::Body => is_body = true,
                Word::Known => {}
                Word::Initial => has_initial = true,
                Word::Unknown => is_unknown = true,
            }
            before = Some(word);
        }
        !is_unknown || is_body && !has_initial
    }
}

/// Whether a name is surely that of a place, a company or a public body; `town` is the commune's name.
#[must_use]
pub fn is_of_no_person(name: &str, town: Option<&str>) -> bool {
    let name = capitals(name);
    let town: BTreeSet<String> =
        town.map(capitals).iter().flat_map(|town| words(town)).map(str::to_owned).collect();
    let mut own = name.as_str();
    if own.starts_with(CALL) {
        own = CALLED.iter().find_map(|mark| Some(own.split_once(mark)?.1)).unwrap_or_default();
    }
    let own = apart(&joined(own));
    parts(&own).all(|part| LEXICON.is_sure(part, &town))
}

/// Without accents, in capitals.
fn capitals(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if matches!(c, '’' | '`') { '\'' } else { c })
        .collect();
    plain.to_uppercase().replace('Œ', "OE")
}

/// Words, without those that hold a digit.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()))
}

/// Letters with points between them are one word: `S.A.R.L.` is `SARL`.
fn joined(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |rank: usize| letters.get(rank).copied().unwrap_or(' ');
    let mut out = String::with_capacity(text.len());
    let mut is_in_run = false;
    for (rank, &letter) in letters.iter().enumerate() {
        let starts = at(rank + 1).is_alphabetic() && at(rank + 2) == '.';
        let is_alone = 1 < rank && at(rank - 1).is_alphabetic() && !at(rank - 2).is_alphanumeric();
        let is_second = rank == 1 && at(0).is_alphabetic();
        let joins = letter == '.' && (is_alone || is_second) && (starts || is_in_run);
        is_in_run = joins || is_in_run && letter.is_alphabetic();
        if !joins {
            out.push(letter);
        }
    }
    out
}

/// What was left of an article before an apostrophe is no word: `D'OM`, `L'OUEST`.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive('\'') {
        let Some(stem) = piece.strip_suffix('\'') else {
            out.push_str(piece);
            continue;
        };
        let last = stem.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_article = last.chars().count() == 1 || last == "QU";
        out.push_str(if is_article { &stem[..stem.len() - last.len()] } else { stem });
        out.push(' ');
    }
    out
}

/// The parts that a name is made of: at commas, strokes, brackets, free dashes and `ex`.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let by_marks = name.split(|c: char| ",;/():+".contains(c));
    let by_dashes = by_marks
        .flat_map(|part| part.split(" -"))
        .flat_map(|part| part.split("- "))
        .flat_map(|part| part.split(" EX "));
    by_dashes.map(|part| part.strip_prefix("EX ").unwrap_or(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_companies_and_public_bodies_keep_their_names() {
        for name in [
            "Ancienne décharge communale",
            "12 rue Marcel Untel",
            "Îlot Jeanne Untel",
            "Collège Saint-Vincent de Paul",
            "S.A.R.L. Untelle et Cie",
            "Usine de l'Ouest",
            "UNTELVILLE COMMUNE DE, Captage AEP",
            "Station-service",
            "Fabrication de pièces mécaniques",
            "Dépôt d’hydrocarbures (ex gare de marchandises)",
            "Moulin Untel",
            "Garage de Valmont",
            "99001_12",
            "Appel à projet Recyclage Foncier 2021 (Dossier N° 1) - Île - 99 - Untel",
            "Appel à projet Recyclage Foncier 2021 (Dossier N° 1) - Île - 99 - friche: Halle des Grues",
        ] {
            assert!(is_of_no_person(name, Some("Valmont")), "{name}");
        }
    }

    #[test]
    fn what_may_be_a_persons_name_is_in_doubt() {
        for name in [
            "UNTEL Marcel, STATION SERVICE",
            "Untel, tannerie",
            "UNTEL",
            "Garage Untel",
            "Ets J. UNTEL",
            "Usine M. Untel",
            "STÉ UNTEL MARCEL",
            "Décharge / Mme Untel",
            "Friche Untel",
            "Maison Jeanne",
            "Garage Saint-Untel - Marcel Untel",
            "Gare, ex Untel",
            "Ancien dépôt (Untel)",
            "Appel à projet Fonds Vert 2023 -Maison Untel",
            "Untel 12 bis",
            "Bâtiment Untel 3 rue des Prés",
        ] {
            assert!(!is_of_no_person(name, Some("Valmont")), "{name}");
        }
    }

    #[test]
    fn any_text_is_read_without_a_stumble() {
        for name in ["", "'", "''", ".", "A.", "A.B", ".A.B.C", "é'", "ß.ﬁ.", "EX ", " - ", "Appel à projet"]
        {
            let _ = is_of_no_person(name, None);
        }
        assert_eq!(joined("S.A.R.L. X"), "SARL X");
        assert_eq!((joined("Ets J. X"), joined("M. X")), ("Ets J. X".to_owned(), "M. X".to_owned()));
        assert_eq!(apart("D'OM L'OUEST AUJOURD'HUI"), " OM  OUEST AUJOURD HUI");
    }
}
