//! What every page bears around its own content: language, navigation, banner and footer.

use std::fmt::Display;

use crate::api::assets::{self, Entry};
use crate::domain::source::Source;
use crate::pages::scale::Step;
use crate::pages::words::{Language, Words};
use crate::pages::{address, figures, map};

/// The four doors, in the order of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Explore,
    Partners,
    Land,
    Layers,
}

impl Door {
    /// All doors.
    pub const ALL: [Self; 4] = [Self::Explore, Self::Partners, Self::Land, Self::Layers];

    /// Its key in the catalogue of words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Explore => "explore",
            Self::Partners => "partners",
            Self::Land => "land",
            Self::Layers => "layers",
        }
    }

    /// The page behind it.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Explore => "/explorer/densite-ess",
            Self::Partners => "/partenaires",
            Self::Land => "/foncier",
            Self::Layers => "/donnees",
        }
    }
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    pub language: Language,
    /// Path and query as asked, without `lang`: the language switch leads back here.
    pub address: String,
    /// The door the page is behind, if any.
    pub door: Option<Door>,
    /// The id of the snapshot that the page shows.
    pub snapshot: String,
    /// Whether the data are invented: then every page says so.
    pub demonstration: bool,
    /// Whether the central register is missing: then every page says that the ESS is incomplete.
    pub partial: bool,
    /// Every official file the snapshot was built from.
    pub sources: Vec<Source>,
}

/// A door as the navigation shows it.
pub struct DoorLink {
    pub key: &'static str,
    pub label: &'static str,
    pub href: String,
    pub current: bool,
}

impl Frame {
    /// The catalogue of words of the page's language.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// The words of a key.
    #[must_use]
    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        self.words().say(key)
    }

    /// The words of a key with each `{name}` replaced.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.words().fill(key, values)
    }

    /// A number with its noun.
    #[must_use]
    pub fn count(&self, noun: &str, number: &u64) -> String {
        self.words().count(noun, *number)
    }

    /// A whole number.
    #[must_use]
    pub fn integer(&self, number: &u64) -> String {
        figures::integer(self.language, *number)
    }

    /// A number with one decimal; a dash for none.
    #[must_use]
    pub fn one_decimal(&self, number: &Option<f64>) -> String {
        number.map_or_else(|| figures::NONE.to_owned(), |n| figures::decimal(self.language, n, 1))
    }

    /// `2,0 à 5,3`: the values of a step of a legend; one figure when both look the same.
    #[must_use]
    pub fn range(&self, step: &Step, decimals: &usize) -> String {
        let [low, high] = [step.low, step.high].map(|v| figures::decimal(self.language, v, *decimals));
        if low == high {
            return low;
        }
        self.fill("explore.range", &[("low", &low), ("high", &high)])
    }

    /// A number with so many decimals; a dash for none.
    #[must_use]
    pub fn decimal(&self, number: &Option<f64>, decimals: &usize) -> String {
        number.map_or_else(|| figures::NONE.to_owned(), |n| figures::decimal(self.language, n, *decimals))
    }

    /// An address that keeps the language.
    #[must_use]
    pub fn link(&self, address: &str) -> String {
        address::in_language(address, self.language)
    }

    /// This page in the other language.
    #[must_use]
    pub fn switched(&self) -> String {
        address::in_language(&self.address, self.language.other())
    }

    /// The navigation.
    #[must_use]
    pub fn doors(&self) -> Vec<DoorLink> {
        let link = |door: Door| DoorLink {
            key: door.key(),
            label: match door {
                Door::Explore => self.words().say("nav.explore"),
                Door::Partners => self.words().say("nav.partners"),
                Door::Land => self.words().say("nav.land"),
                Door::Layers => self.words().say("nav.layers"),
            },
            href: self.link(door.address()),
            current: self.door == Some(door),
        };
        Door::ALL.map(link).into()
    }

    /// The first characters of the snapshot's id: enough to tell two apart.
    #[must_use]
    pub fn short_snapshot(&self) -> &str {
        self.snapshot.get(..12).unwrap_or(&self.snapshot)
    }

    /// The words of the islands, for a script element.
    #[must_use]
    pub fn words_json(&self) -> String {
        map::words_json(self.language)
    }

    /// Script and styles.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        assets::entry()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn the_switch_leads_to_the_same_page() {
        let french =
            Frame { address: "/explorer/densite-ess?tri=nom".into(), ..samples::frame(Language::French) };
        assert_eq!(french.switched(), "/explorer/densite-ess?tri=nom&lang=en");
        let english = Frame { language: Language::English, ..french };
        assert_eq!(english.switched(), "/explorer/densite-ess?tri=nom");
    }

    #[test]
    fn a_short_id_is_never_cut_in_a_letter() {
        let odd = Frame { snapshot: "éééééé€".into(), ..samples::frame(Language::French) };
        assert!(odd.snapshot.starts_with(odd.short_snapshot()));
    }
}
