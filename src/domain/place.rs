//! Kinds of places that somebody may want to make (`data/places.toml`): what each needs, and what
//! matters for it.
//!
//! A **criterion** says something of a site; its two **goalposts** are the values that are worth nothing and
//! all. They are fixed: no site changes its mark because another one arrives. Weights say what somebody
//! holds to, and are nobody's truth.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The table that comes with the program.
const EMBEDDED: &str = include_str!("../../data/places.toml");

/// The greatest weight.
pub const MOST_WEIGHT: f64 = 10.0;

/// What is asked of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// People near who have no such place near.
    Besoin,
    /// How sure it is that the bassin lacks the function.
    Manque,
    /// Actors near that could share the place.
    Partenaires,
    /// The nearest station.
    Gare,
    /// How central its commune is in its bassin.
    Centralite,
    /// The nearest France services.
    Services,
    /// Everyday functions near.
    Quotidien,
    /// Whether it is built over already.
    Artificialise,
    /// Who owns it.
    Proprietaire,
    /// What is built of what is wanted.
    Bati,
    /// How many times the land wanted.
    Taille,
    /// Whether its soil is polluted.
    Sol,
}

/// How many criteria there are.
pub const CRITERIA: usize = 12;

impl Criterion {
    /// All criteria, in the order served.
    pub const ALL: [Self; CRITERIA] = [
        Self::Besoin,
        Self::Manque,
        Self::Partenaires,
        Self::Gare,
        Self::Centralite,
        Self::Services,
        Self::Quotidien,
        Self::Artificialise,
        Self::Proprietaire,
        Self::Bati,
        Self::Taille,
        Self::Sol,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Besoin => "besoin",
            Self::Manque => "manque",
            Self::Partenaires => "partenaires",
            Self::Gare => "gare",
            Self::Centralite => "centralite",
            Self::Services => "services",
            Self::Quotidien => "quotidien",
            Self::Artificialise => "artificialise",
            Self::Proprietaire => "proprietaire",
            Self::Bati => "bati",
            Self::Taille => "taille",
            Self::Sol => "sol",
        }
    }

    /// The criterion that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|criterion| criterion.word() == word)
    }
}

/// Weights by criterion, in the order of [`Criterion::ALL`].
pub type Weights = [f64; CRITERIA];

/// A kind of place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceKind {
    /// Stable key: lower case, hyphens.
    pub key: String,
    pub label_fr: String,
    pub label_en: String,
    /// Key of the function that it fulfils.
    pub function: String,
    /// Within so many minutes of one, people are served.
    pub minutes: u32,
    /// Land at least.
    pub surface_m2: u32,
    /// Built area wanted; 0 where it does not matter.
    pub built_m2: u32,
    pub why_fr: String,
    pub why_en: String,
    /// Keys of functions whose actors could share it.
    #[serde(default)]
    pub shared_with: Vec<String>,
    weights: BTreeMap<String, f64>,
}

impl PlaceKind {
    /// What matters for it.
    #[must_use]
    pub fn weights(&self) -> Weights {
        Criterion::ALL.map(|criterion| self.weights.get(criterion.word()).copied().unwrap_or_default())
    }
}

/// The values of a criterion that are worth nothing and all, and why.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goalposts {
    key: Criterion,
    pub bad: f64,
    pub good: f64,
    pub why_fr: String,
    pub why_en: String,
}

/// Kinds of places, goalposts, and what owners are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    kinds: Vec<PlaceKind>,
    /// In the order of [`Criterion::ALL`].
    goalposts: Vec<Goalposts>,
    owners: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: Vec<PlaceKind>,
    criterion: Vec<Goalposts>,
    owners: BTreeMap<String, f64>,
}

/// Why a text is no table of places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlacesError {
    #[error("{0}")]
    Toml(String),
    #[error(
        "place.{0} : clé déjà prise, ou qui n'est pas faite de minuscules sans accent, chiffres et tirets"
    )]
    Key(String),
    #[error("place.{0}.weights : « {1} » n'est pas un critère, ou son poids n'est pas de 0 à 10")]
    Weight(String, String),
    #[error("place.{0}.minutes : de 1 à 60")]
    Minutes(String),
    #[error("criterion.{0} : écrire ses jalons une fois, deux nombres différents")]
    Goalposts(&'static str),
    #[error("owners.{0} : de 0 à 1")]
    Owner(String),
}

impl Places {
    /// The table that comes with the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("a test parses the embedded file")
    }

    /// Reads a table.
    ///
    /// # Errors
    /// The first fault.
    pub fn parse(text: &str) -> Result<Self, PlacesError> {
        let File { place: kinds, criterion, owners } =
            toml::from_str(text).map_err(|error| PlacesError::Toml(error.to_string()))?;
        for (rank, kind) in kinds.iter().enumerate() {
            let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let is_new = kinds[..rank].iter().all(|other| other.key != kind.key);
            if kind.key.is_empty() || !kind.key.chars().all(is_slug) || !is_new {
                return Err(PlacesError::Key(kind.key.clone()));
            }
            if !(1..=60).contains(&kind.minutes) {
                return Err(PlacesError::Minutes(kind.key.clone()));
            }
            for (word, weight) in &kind.weights {
                if Criterion::from_word(word).is_none() || !(0.0..=MOST_WEIGHT).contains(weight) {
                    return Err(PlacesError::Weight(kind.key.clone(), word.clone()));
                }
            }
        }
        if let Some((owner, _)) = owners.iter().find(|(_, worth)| !(0.0..=1.0).contains(*worth)) {
            return Err(PlacesError::Owner(owner.clone()));
        }
        let one = |wanted: Criterion| {
            let mut own = criterion.iter().filter(|goalposts| goalposts.key == wanted);
            let found = own.next().filter(|posts| posts.bad.is_finite() && posts.good.is_finite());
            let found = found.filter(|posts| posts.bad != posts.good && own.next().is_none());
            found.cloned().ok_or(PlacesError::Goalposts(wanted.word()))
        };
        let goalposts = Criterion::ALL.into_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { kinds, goalposts, owners })
    }

    /// All kinds, in the order of the file.
    #[must_use]
    pub fn kinds(&self) -> &[PlaceKind] {
        &self.kinds
    }

    /// The rank of the kind that bears a key.
    #[must_use]
    pub fn of_key(&self, key: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.key == key)
    }

    /// The goalposts of a criterion.
    #[must_use]
    pub fn goalposts(&self, criterion: Criterion) -> &Goalposts {
        &self.goalposts[criterion as usize]
    }

    /// What an owner is worth, by its word; `None` where the table does not say.
    #[must_use]
    pub fn owner(&self, word: &str) -> Option<f64> {
        self.owners.get(word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::function::Functions;

    #[test]
    fn the_embedded_table_is_sound_and_its_functions_exist() {
        let (places, functions) = (Places::embedded(), Functions::embedded());
        for kind in places.kinds() {
            assert!(functions.id(&kind.function).is_some(), "{}", kind.key);
            assert!(kind.shared_with.iter().all(|key| functions.id(key).is_some()), "{}", kind.key);
            assert!(kind.weights().iter().sum::<f64>() > 0.0, "{}", kind.key);
        }
        assert!(5 <= places.kinds().len());
        assert_eq!(
            places.of_key("coworking").map(|rank| places.kinds()[rank].function.as_str()),
            Some("coworking")
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let fault = |from: &str, to: &str| {
            assert!(EMBEDDED.contains(from), "{from}");
            Places::parse(&EMBEDDED.replacen(from, to, 1)).expect_err(to).to_string()
        };
        assert!(fault("key = \"atelier\"\nlabel", "key = \"Atelier\"\nlabel").contains("place.Atelier"));
        assert!(fault("besoin = 3, manque", "besoins = 3, manque").contains("besoins"));
        assert!(fault("besoin = 3, manque", "besoin = 11, manque").contains("weights"));
        assert!(fault("minutes = 40", "minutes = 0").contains("minutes"));
        assert!(fault("bad = 30\ngood = 3", "bad = 3\ngood = 3").contains("criterion.gare"));
        assert!(fault("key = \"sol\"\nbad", "key = \"taille\"\nbad").contains("criterion"));
        assert!(fault("commune = 0.8", "commune = 1.8").contains("owners.commune"));
        assert!(fault("label_fr = \"Atelier", "prix = 3\nlabel_fr = \"Atelier").contains("prix"));
    }
}
