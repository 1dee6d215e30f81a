//! What owners of a site are worth for whoever wants to make a place there.
//!
//! *Question.* Whom would one talk to: the département, a commune, the State, somebody private? *Method.* Levels are
//! those that classes of owners tell ([`owner_classes`](crate::domain::owner_classes)). *Edges.* A site may have
//! several owners: it is worth what the one who is worth least is worth, for all must agree. A class that tells no
//! level is an unknown owner. What natural persons are called is never known here.

use crate::domain::land::Site;
use crate::domain::owner::OwnerLevel;
use crate::domain::owner_classes::of_class;

/// In French and in English.
#[must_use]
pub fn labels(owner: OwnerLevel) -> [&'static str; 2] {
    match owner {
        OwnerLevel::Departement => ["le département", "the département"],
        OwnerLevel::Commune => ["la commune", "the commune"],
        OwnerLevel::Epci => ["l'intercommunalité", "the intercommunal body"],
        OwnerLevel::Region => ["la région", "the région"],
        OwnerLevel::State => ["l'État", "the State"],
        OwnerLevel::PublicBody => ["un établissement public", "a public body"],
        OwnerLevel::SocialLandlord => ["un bailleur social", "a social landlord"],
        OwnerLevel::MixedCompany => ["une société d'économie mixte", "a semi-public company"],
        OwnerLevel::Private => ["un propriétaire privé", "a private owner"],
    }
}

/// The levels of the owners of a site, each once, in order; `None` in place of classes that tell none.
#[must_use]
pub fn owners(site: &Site) -> Vec<Option<OwnerLevel>> {
    let classes = site.owner_class.iter().flat_map(|classes| classes.split('|'));
    let told = classes.map(|class| of_class(class).and_then(|(_, level)| level));
    let mut found: Vec<Option<OwnerLevel>> = told.chain(site.owners.levels().map(Some)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What owners are worth: what the least of them is, by `worth`; `None` where one of them is unknown and none
/// is worth nothing, or where nobody is named.
#[must_use]
pub fn worth(owners: &[Option<OwnerLevel>], worth: impl Fn(OwnerLevel) -> Option<f64>) -> Option<f64> {
    let each: Vec<Option<f64>> = owners.iter().map(|owner| worth((*owner)?)).collect();
    if each.contains(&Some(0.0)) {
        return Some(0.0);
    }
    each.into_iter().reduce(|one, other| Some(one?.min(other?))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::owner::Owners;

    fn of(classes: &str) -> Vec<Option<OwnerLevel>> {
        owners(&Site { owner_class: Some(classes.to_owned()), ..Site::default() })
    }

    #[test]
    fn levels_are_those_of_classes_and_of_the_site() {
        assert_eq!(of("P5a"), [Some(OwnerLevel::Commune)]);
        assert_eq!(of("P3a|P4a"), [Some(OwnerLevel::Departement), Some(OwnerLevel::Epci)]);
        assert_eq!(of("G1a|X1a"), [Some(OwnerLevel::Private)]);
        assert_eq!(of("E3a"), [None], "a school may be public or not");
        assert_eq!(owners(&Site::default()), []);
        let parcel = Site { owners: Owners::default().with(OwnerLevel::State), ..Site::default() };
        assert_eq!(owners(&parcel), [Some(OwnerLevel::State)]);
    }

    #[test]
    fn all_owners_must_agree() {
        let by = |owner: OwnerLevel| match owner {
            OwnerLevel::Departement => Some(1.0),
            OwnerLevel::Commune => Some(0.8),
            OwnerLevel::Private => Some(0.0),
            _ => None,
        };
        assert_eq!(worth(&of("P3a|P5a"), by), Some(0.8));
        assert_eq!(worth(&of("P5a|X1a"), by), Some(0.0));
        assert_eq!(worth(&of("E3a|X1a"), by), Some(0.0), "one of them is private whoever the other is");
        assert_eq!(worth(&of("E3a|P5a"), by), None);
        assert_eq!(worth(&[], by), None);
    }
}
