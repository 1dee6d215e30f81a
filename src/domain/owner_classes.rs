//! Table of the classes that the *Fichiers fonciers* put owners in (`catpro3`): their words, and the
//! level of those whose level the class tells.
//!
//! A school, a hospital or a network may be public or not: the class does not say, and neither do
//! we. SNCF and the Caisse des dépôts, which the State holds whole, stand with public bodies; bodies of
//! private law that serve the public (CAF, health insurance) have no level. A foreign State is private.

use crate::domain::owner::OwnerLevel;

/// A class: its code, its word, its level if it tells one.
type Class = (&'static str, &'static str, Option<OwnerLevel>);

/// Sorted by code.
const CLASSES: &[Class] = &[
    ("A1a", "exploitant agricole", Some(OwnerLevel::Private)),
    ("A1f", "coopérative agricole", Some(OwnerLevel::Private)),
    ("A1g", "chambre d'agriculture", Some(OwnerLevel::PublicBody)),
    ("A1h", "structure viticole", Some(OwnerLevel::Private)),
    ("A2a", "groupement forestier", Some(OwnerLevel::Private)),
    ("A2c", "Office national des forêts", Some(OwnerLevel::PublicBody)),
    ("A2d", "autre structure forestière", Some(OwnerLevel::Private)),
    ("A3a", "conservatoire d'espaces naturels", Some(OwnerLevel::Private)),
    ("A3b", "parc naturel régional", Some(OwnerLevel::PublicBody)),
    ("A3c", "Office français de la biodiversité", Some(OwnerLevel::PublicBody)),
    ("A3f", "Conservatoire du littoral", Some(OwnerLevel::PublicBody)),
    ("A4a", "SAFER", Some(OwnerLevel::Private)),
    ("A5a", "association foncière de remembrement", Some(OwnerLevel::PublicBody)),
    ("E1a", "université, enseignement supérieur", Some(OwnerLevel::PublicBody)),
    ("E2a", "IGN", Some(OwnerLevel::PublicBody)),
    ("E2e", "BRGM", Some(OwnerLevel::PublicBody)),
    ("E2f", "CNRS", Some(OwnerLevel::PublicBody)),
    ("E2g", "Météo-France", Some(OwnerLevel::PublicBody)),
    ("E2j", "Cerema", Some(OwnerLevel::PublicBody)),
    ("E3a", "enseignement primaire et secondaire", None),
    ("E3e", "enseignement agricole", None),
    ("F1a", "organisme de logement social", Some(OwnerLevel::SocialLandlord)),
    ("F2a", "établissement public foncier d'État", Some(OwnerLevel::PublicBody)),
    ("F2b", "établissement public foncier local", Some(OwnerLevel::PublicBody)),
    ("F4a", "société d'économie mixte", Some(OwnerLevel::MixedCompany)),
    ("F4b", "société publique locale d'aménagement", Some(OwnerLevel::MixedCompany)),
    ("F4c", "société d'économie mixte ou publique locale", Some(OwnerLevel::MixedCompany)),
    ("F5a", "aménageur foncier", None),
    ("F5b", "établissement public d'aménagement", Some(OwnerLevel::PublicBody)),
    ("F6a", "promoteur immobilier", Some(OwnerLevel::Private)),
    ("F6b", "constructeur", Some(OwnerLevel::Private)),
    ("F6c", "société civile de construction-vente", Some(OwnerLevel::Private)),
    ("F7a", "investisseur public", Some(OwnerLevel::PublicBody)),
    ("F7b", "investisseur privé", Some(OwnerLevel::Private)),
    ("F7c", "banque publique", Some(OwnerLevel::PublicBody)),
    ("F7d", "banque privée, crédit-bail", Some(OwnerLevel::Private)),
    ("F7e", "assurance ou mutuelle", Some(OwnerLevel::Private)),
    ("F7f", "société civile de placement immobilier", Some(OwnerLevel::Private)),
    ("F7g", "Caisse des dépôts", Some(OwnerLevel::PublicBody)),
    ("G1a", "SCI", Some(OwnerLevel::Private)),
    ("G1b", "société civile de construction", Some(OwnerLevel::Private)),
    ("G1c", "société civile d'investissement", Some(OwnerLevel::Private)),
    ("G1d", "autre société civile", Some(OwnerLevel::Private)),
    ("G2a", "copropriété", Some(OwnerLevel::Private)),
    ("G2b", "biens non délimités", Some(OwnerLevel::Private)),
    ("G2c", "autre copropriété", Some(OwnerLevel::Private)),
    ("G2d", "copropriété de fait", Some(OwnerLevel::Private)),
    ("L1a", "camping", Some(OwnerLevel::Private)),
    ("L1b", "hôtel", Some(OwnerLevel::Private)),
    ("L1d", "autre activité de tourisme", Some(OwnerLevel::Private)),
    ("L2a", "structure liée aux cultes", Some(OwnerLevel::Private)),
    ("L3a", "établissement public culturel", Some(OwnerLevel::PublicBody)),
    ("L3b", "autre structure culturelle", Some(OwnerLevel::Private)),
    ("L4a", "association sportive", Some(OwnerLevel::Private)),
    ("M1a", "autre personne morale", Some(OwnerLevel::Private)),
    ("M2a", "autre personne morale publique", Some(OwnerLevel::PublicBody)),
    ("P1a", "État étranger", Some(OwnerLevel::Private)),
    ("P1b", "État", Some(OwnerLevel::State)),
    ("P2a", "région", Some(OwnerLevel::Region)),
    ("P3a", "département", Some(OwnerLevel::Departement)),
    ("P4a", "intercommunalité", Some(OwnerLevel::Epci)),
    ("P4b", "syndicat intercommunal à vocation multiple", Some(OwnerLevel::PublicBody)),
    ("P4c", "syndicat mixte", Some(OwnerLevel::PublicBody)),
    ("P4d", "autre syndicat intercommunal", Some(OwnerLevel::PublicBody)),
    ("P5a", "commune", Some(OwnerLevel::Commune)),
    ("P6a", "collectivité territoriale à statut particulier", Some(OwnerLevel::Region)),
    ("P6b", "Ville de Paris", Some(OwnerLevel::Commune)),
    ("R0a", "autre propriétaire de réseau", None),
    ("R1a", "concessionnaire autoroutier", Some(OwnerLevel::Private)),
    ("R2a", "SNCF", Some(OwnerLevel::PublicBody)),
    ("R2c", "autre réseau ferré", None),
    ("R3a", "structure aérienne", None),
    ("R4a", "syndicat de canal", None),
    ("R4b", "grand port maritime, port autonome", Some(OwnerLevel::PublicBody)),
    ("R4c", "Voies navigables de France", Some(OwnerLevel::PublicBody)),
    ("R4d", "autre structure fluviale ou maritime", None),
    ("R5a", "EDF, GDF", None),
    ("R5b", "autre gestionnaire d'électricité ou de gaz", None),
    ("R6a", "gestionnaire d'eau ou d'assainissement", None),
    ("R7a", "réseau de télécommunication", Some(OwnerLevel::Private)),
    ("S1a", "établissement hospitalier", None),
    ("S1b", "maison de retraite", None),
    ("S1d", "assurance maladie", None),
    ("S1e", "autre établissement de santé", None),
    ("S2b", "centre communal d'action sociale", Some(OwnerLevel::PublicBody)),
    ("S2c", "allocations familiales", None),
    ("S2d", "CROUS", Some(OwnerLevel::PublicBody)),
    ("S2e", "autre structure sociale", None),
    ("S2g", "France Travail", Some(OwnerLevel::PublicBody)),
    ("X1a", "personne physique", Some(OwnerLevel::Private)),
    ("Z1a", "établissement industriel", Some(OwnerLevel::Private)),
    ("Z2a", "grande distribution", Some(OwnerLevel::Private)),
    ("Z2b", "commerce de gros", Some(OwnerLevel::Private)),
    ("Z2c", "commerce de détail", Some(OwnerLevel::Private)),
    ("Z3a", "Charbonnages de France", Some(OwnerLevel::PublicBody)),
    ("Z3b", "carrière", Some(OwnerLevel::Private)),
    ("Z3c", "autre activité extractive", Some(OwnerLevel::Private)),
    ("Z4a", "chambre de commerce et d'industrie", Some(OwnerLevel::PublicBody)),
    ("Z4b", "chambre de métiers et de l'artisanat", Some(OwnerLevel::PublicBody)),
];

/// The word and the level of a class. `None` for a code that is not in the table: it then says nothing.
#[must_use]
pub fn of_class(code: &str) -> Option<(&'static str, Option<OwnerLevel>)> {
    let at = CLASSES.binary_search_by(|(known, ..)| (*known).cmp(code)).ok()?;
    let (_, word, level) = CLASSES[at];
    Some((word, level))
}

/// The class that natural persons are in.
pub const NATURAL_PERSON: &str = "X1a";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_sorted_so_that_each_is_found() {
        assert!(CLASSES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (code, word, level) in CLASSES {
            assert_eq!(of_class(code), Some((*word, *level)));
            assert!(!word.contains('|'), "{word}");
        }
    }

    #[test]
    fn what_a_class_does_not_say_is_unknown_and_not_private() {
        assert_eq!(of_class("P5a"), Some(("commune", Some(OwnerLevel::Commune))));
        assert_eq!(of_class(NATURAL_PERSON), Some(("personne physique", Some(OwnerLevel::Private))));
        assert_eq!(of_class("S1a"), Some(("établissement hospitalier", None)));
        assert_eq!(of_class("Q9z"), None);
    }
}
