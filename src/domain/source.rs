//! Where data come from: every served figure names its source, vintage and licence.

use serde::{Deserialize, Serialize};

/// A licence class: layers under share-alike licences must stay separable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Licence {
    /// Licence Ouverte / Open Licence 2.0 (Etalab).
    #[serde(rename = "LO-2.0")]
    LicenceOuverte,
    /// Open Database License 1.0: share-alike.
    #[serde(rename = "ODbL-1.0")]
    Odbl,
    /// Invented data of the demonstration island.
    #[serde(rename = "fictitious")]
    Fictitious,
}

impl Licence {
    /// The SPDX-like short name shown to people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LicenceOuverte => "Licence Ouverte 2.0",
            Self::Odbl => "ODbL 1.0",
            Self::Fictitious => "données fictives",
        }
    }

    /// Where its text is; invented data need none.
    #[must_use]
    pub fn page(self) -> Option<&'static str> {
        match self {
            Self::LicenceOuverte => Some("https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
            Self::Odbl => Some("https://opendatacommons.org/licenses/odbl/1-0/"),
            Self::Fictitious => None,
        }
    }
}

/// What `data/sources.toml` declares of one official file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short stable key, used in ids and statements: `siae`, `ma-cantine`.
    pub id: String,
    /// The name people know it by.
    pub title: String,
    /// Who publishes it.
    pub producer: String,
    /// Date or edition of the content, as published.
    pub vintage: String,
    pub licence: Licence,
    /// The producer's page.
    pub page: String,
}
