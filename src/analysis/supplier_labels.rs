//! What a buyer may ask suppliers to be: a kind of insertion enterprise, an ESAT, a family of the ESS…
//!
//! A label tells what sources say. Nobody says of most cooperatives that they are a SCIC: no legal category does,
//! so that `scic` finds those whose name says so, and misses others. Organic farming is in no source that is
//! read: there is no label for it, rather than one that finds nobody.

use crate::domain::actor::{Claim, Family};
use crate::domain::purchase::plain_words;
use crate::snapshot::Snapshot;

/// A label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    Ess,
    Siae,
    Aci,
    Ei,
    Ai,
    Etti,
    Geiq,
    Ea,
    Esat,
    Scic,
    Association,
    Cooperative,
    Mutuelle,
    Fondation,
    SocieteEss,
    Hve,
}

impl Label {
    /// All labels.
    pub const ALL: [Self; 16] = [
        Self::Ess,
        Self::Siae,
        Self::Aci,
        Self::Ei,
        Self::Ai,
        Self::Etti,
        Self::Geiq,
        Self::Ea,
        Self::Esat,
        Self::Scic,
        Self::Association,
        Self::Cooperative,
        Self::Mutuelle,
        Self::Fondation,
        Self::SocieteEss,
        Self::Hve,
    ];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ess => "ess",
            Self::Siae => "siae",
            Self::Aci => "aci",
            Self::Ei => "ei",
            Self::Ai => "ai",
            Self::Etti => "etti",
            Self::Geiq => "geiq",
            Self::Ea => "ea",
            Self::Esat => "esat",
            Self::Scic => "scic",
            Self::Association => "association",
            Self::Cooperative => "cooperative",
            Self::Mutuelle => "mutuelle",
            Self::Fondation => "fondation",
            Self::SocieteEss => "societe-ess",
            Self::Hve => "hve",
        }
    }

    /// The label that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.word() == word)
    }

    /// The function of the catalogue that tells it, where one does.
    #[must_use]
    pub fn function(self) -> Option<&'static str> {
        match self {
            Self::Aci => Some("chantier-insertion"),
            Self::Ei => Some("entreprise-insertion"),
            Self::Ai => Some("association-intermediaire"),
            Self::Etti => Some("interim-insertion"),
            Self::Geiq => Some("geiq"),
            Self::Ea => Some("entreprise-adaptee"),
            Self::Esat => Some("esat"),
            _ => None,
        }
    }

    /// Whether a source says it of an actor.
    #[must_use]
    pub fn is_of(self, snapshot: &Snapshot, row: u32) -> bool {
        let actors = &snapshot.actors;
        if let Some(key) = self.function() {
            return snapshot.functions.id(key).is_some_and(|id| actors.functions(row).contains(id));
        }
        let states = |claim| actors.statements(row).iter().any(|statement| statement.claim == claim);
        let family = |family| actors.family(row) == Some(family);
        match self {
            Self::Ess => actors.is_ess(row) || states(Claim::Siae) || states(Claim::Esat),
            Self::Siae => states(Claim::Siae),
            Self::Scic => {
                let name = actors.name(row).map(plain_words).unwrap_or_default();
                name.iter().any(|word| word == "scic")
            }
            Self::Association => family(Family::Association),
            Self::Cooperative => family(Family::Cooperative),
            Self::Mutuelle => family(Family::Mutuelle),
            Self::Fondation => family(Family::Fondation),
            Self::SocieteEss => family(Family::SocieteEss),
            Self::Hve => states(Claim::HveDirectSale),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_by_its_word() {
        for label in Label::ALL {
            assert_eq!(Label::from_word(label.word()), Some(label));
        }
        assert_eq!(Label::from_word("bio"), None, "no source that is read tells it");
    }
}
