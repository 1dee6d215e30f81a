//! Who owns land: public levels told apart, and the classes that sources put owners in.

use std::fmt;

/// A kind of owner. Those that answer to voters or to the State come first, then those that they
/// hold in part, then all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerLevel {
    State,
    Region,
    Departement,
    /// A group of communes with its own taxes.
    Epci,
    Commune,
    /// A public establishment: of land, a hospital's, a chamber, a union of communes.
    PublicBody,
    /// A landlord of social housing, whatever its legal form.
    SocialLandlord,
    /// A company of mixed economy, or a local public company.
    MixedCompany,
    /// Anybody else, natural persons included.
    Private,
}

impl OwnerLevel {
    /// All, in order.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Region,
        Self::Departement,
        Self::Epci,
        Self::Commune,
        Self::PublicBody,
        Self::SocialLandlord,
        Self::MixedCompany,
        Self::Private,
    ];

    /// The word in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "etat",
            Self::Region => "region",
            Self::Departement => "departement",
            Self::Epci => "epci",
            Self::Commune => "commune",
            Self::PublicBody => "etablissement-public",
            Self::SocialLandlord => "bailleur-social",
            Self::MixedCompany => "sem",
            Self::Private => "prive",
        }
    }

    /// The level that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// Whether its land is a candidate without any brownfield on it: public, or held by public
    /// bodies through a landlord or a company.
    #[must_use]
    pub fn is_candidate(self) -> bool {
        self != Self::Private
    }

    /// Whether it is a public body itself.
    #[must_use]
    pub fn is_public(self) -> bool {
        self <= Self::PublicBody
    }
}

/// The levels of the owners of one piece of land. Empty when none is known.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Owners(u16);

impl Owners {
    /// With one more.
    #[must_use]
    pub fn with(self, level: OwnerLevel) -> Self {
        Self(self.0 | 1 << level as u16)
    }

    /// With all of others'.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Whether one of them is of this level.
    #[must_use]
    pub fn has(self, level: OwnerLevel) -> bool {
        self.0 & 1 << level as u16 != 0
    }

    /// Those that are there, in order.
    pub fn levels(self) -> impl Iterator<Item = OwnerLevel> {
        OwnerLevel::ALL.into_iter().filter(move |level| self.has(*level))
    }
}

impl FromIterator<OwnerLevel> for Owners {
    fn from_iter<I: IntoIterator<Item = OwnerLevel>>(levels: I) -> Self {
        levels.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Debug for Owners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.levels().map(OwnerLevel::word)).finish()
    }
}

/// *Groupe personne* of the tax office's files of legal persons: the word and the level of a
/// figure. Group 9 holds public establishments and what is like them: a group of communes is told
/// by its legal form or its SIREN where it can be.
#[must_use]
pub fn of_tax_group(group: u8) -> Option<(&'static str, OwnerLevel)> {
    Some(match group {
        0 => ("autre personne morale", OwnerLevel::Private),
        1 => ("État", OwnerLevel::State),
        2 => ("région", OwnerLevel::Region),
        3 => ("département", OwnerLevel::Departement),
        4 => ("commune", OwnerLevel::Commune),
        5 => ("organisme de logement social", OwnerLevel::SocialLandlord),
        6 => ("société d'économie mixte", OwnerLevel::MixedCompany),
        7 => ("copropriété", OwnerLevel::Private),
        8 => ("associés", OwnerLevel::Private),
        9 => ("établissement public ou assimilé", OwnerLevel::PublicBody),
        _ => return None,
    })
}

/// The level of a public owner whose legal form (INSEE, four digits) says it better than its
/// group: groups of communes with their own taxes.
#[must_use]
pub fn of_legal_form(form: &str) -> Option<(&'static str, OwnerLevel)> {
    matches!(form, "7343" | "7344" | "7346" | "7347" | "7348" | "7349").then_some(EPCI)
}

/// What a group of communes is called.
pub const EPCI: (&str, OwnerLevel) = ("intercommunalité", OwnerLevel::Epci);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_told_by_their_words_and_kept_in_order() {
        for level in OwnerLevel::ALL {
            assert_eq!(OwnerLevel::from_word(level.word()), Some(level));
        }
        let owners: Owners =
            [OwnerLevel::Private, OwnerLevel::Commune, OwnerLevel::Commune].into_iter().collect();
        assert_eq!(format!("{owners:?}"), r#"["commune", "prive"]"#);
        assert!(Owners::default().is_unknown() && !owners.is_unknown());
        assert!(!Owners::default().has(OwnerLevel::Private), "unknown is not private");
    }

    #[test]
    fn only_private_groups_are_no_candidates() {
        let candidates: Vec<u8> = (0..=9)
            .filter(|&group| of_tax_group(group).is_some_and(|(_, level)| level.is_candidate()))
            .collect();
        assert_eq!(candidates, [1, 2, 3, 4, 5, 6, 9]);
        assert_eq!(of_tax_group(10), None);
    }
}
