//! Who owns a site, by the classes that the *Fichiers fonciers* give owners.
//!
//! *Question.* Whom would one talk to: the département, a commune, the State, somebody private? *Method.* The
//! classes of owners (`catpro3`) name the public ones; all others are private. *Edges.* A site may have several
//! owners: it is worth what the one who is worth least is worth, for all must agree. What natural persons
//! are called is never known here.

/// A kind of owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Departement,
    Commune,
    Epci,
    Region,
    Etat,
    /// A public body: land agency, hospital, university, railway, port…
    EtablissementPublic,
    BailleurSocial,
    Sem,
    Prive,
}

impl Owner {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Departement,
        Self::Commune,
        Self::Epci,
        Self::Region,
        Self::Etat,
        Self::EtablissementPublic,
        Self::BailleurSocial,
        Self::Sem,
        Self::Prive,
    ];

    /// The word in files, parameters and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Departement => "departement",
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Region => "region",
            Self::Etat => "etat",
            Self::EtablissementPublic => "etablissement-public",
            Self::BailleurSocial => "bailleur-social",
            Self::Sem => "sem",
            Self::Prive => "prive",
        }
    }

    /// The kind that bears a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.word() == word)
    }

    /// In French and in English.
    #[must_use]
    pub fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Departement => ["le département", "the département"],
            Self::Commune => ["la commune", "the commune"],
            Self::Epci => ["l'intercommunalité", "the intercommunal body"],
            Self::Region => ["la région", "the région"],
            Self::Etat => ["l'État", "the State"],
            Self::EtablissementPublic => ["un établissement public", "a public body"],
            Self::BailleurSocial => ["un bailleur social", "a social landlord"],
            Self::Sem => ["une société d'économie mixte", "a semi-public company"],
            Self::Prive => ["un propriétaire privé", "a private owner"],
        }
    }

    /// The kind of a class of three characters; `None` for what is no class, and for a legal person that the
    /// class does not tell public or private.
    #[must_use]
    pub fn of_class(class: &str) -> Option<Self> {
        let mut letters = class.chars();
        let is_class = class.len() == 3
            && letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.next().is_some_and(|c| c.is_ascii_digit())
            && letters.next().is_some_and(|c| c.is_ascii_lowercase());
        if !is_class {
            return None;
        }
        match class {
            "P3a" => Some(Self::Departement),
            "P2a" => Some(Self::Region),
            "P1b" => Some(Self::Etat),
            "P5a" => Some(Self::Commune),
            _ if class.starts_with("P4") => Some(Self::Epci),
            "F1a" => Some(Self::BailleurSocial),
            "F4a" => Some(Self::Sem),
            "F2a" | "F5b" | "F7g" | "L3a" | "M2a" | "A1g" | "A2c" | "A3b" | "A3c" | "A3f" | "R2a" | "R4b"
            | "R4c" | "S1a" | "S1d" | "S2b" | "S2d" | "S2g" | "Z4a" | "Z4b" => {
                Some(Self::EtablissementPublic)
            }
            // A legal person of which nothing else is said; a foreign State.
            "M1a" | "P1a" => None,
            _ if class.starts_with('E') || class.starts_with('P') => Some(Self::EtablissementPublic),
            _ => Some(Self::Prive),
        }
    }
}

/// The kinds of owners of a site, each once, in order, from its classes joined by `|`; `None` in place of each
/// class that tells nothing.
#[must_use]
pub fn owners(classes: Option<&str>) -> Vec<Option<Owner>> {
    let classes = classes.into_iter().flat_map(|classes| classes.split('|'));
    let mut found: Vec<Option<Owner>> = classes.map(Owner::of_class).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What owners are worth: what the least of them is, by `worth`; `None` where one of them is unknown and none
/// is worth nothing, or where nobody is named.
#[must_use]
pub fn worth(owners: &[Option<Owner>], worth: impl Fn(Owner) -> Option<f64>) -> Option<f64> {
    let each: Vec<Option<f64>> = owners.iter().map(|owner| worth((*owner)?)).collect();
    if each.contains(&Some(0.0)) {
        return Some(0.0);
    }
    each.into_iter().reduce(|one, other| Some(one?.min(other?))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_tell_public_owners_apart() {
        let of = |classes| owners(Some(classes));
        assert_eq!(of("P5a"), [Some(Owner::Commune)]);
        assert_eq!(of("P3a|P4a|P4c"), [Some(Owner::Departement), Some(Owner::Epci)]);
        assert_eq!(of("G1a|X1a"), [Some(Owner::Prive)]);
        assert_eq!(of("M1a"), [None]);
        assert_eq!(of("R2a"), [Some(Owner::EtablissementPublic)]);
        assert_eq!(of("E3a"), [Some(Owner::EtablissementPublic)]);
        assert_eq!(owners(None), []);
        for odd in ["", "P5", "5Pa", "é1a", "P5ab"] {
            assert_eq!(Owner::of_class(odd), None, "{odd}");
        }
    }

    #[test]
    fn all_owners_must_agree() {
        let by = |owner: Owner| match owner {
            Owner::Departement => Some(1.0),
            Owner::Commune => Some(0.8),
            Owner::Prive => Some(0.0),
            _ => None,
        };
        assert_eq!(worth(&owners(Some("P3a|P5a")), by), Some(0.8));
        assert_eq!(worth(&owners(Some("P5a|X1a")), by), Some(0.0));
        assert_eq!(
            worth(&owners(Some("M1a|X1a")), by),
            Some(0.0),
            "one of them is private whoever the other is"
        );
        assert_eq!(worth(&owners(Some("M1a|P5a")), by), None);
        assert_eq!(worth(&[], by), None);
    }
}
