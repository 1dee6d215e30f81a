//! Offers that meet needs, in words, in French and in English.

use crate::analysis::matches::{Match, Product};
use crate::domain::offer::OfferKind;

/// What a kind is about.
#[must_use]
pub fn kind(kind: OfferKind) -> [&'static str; 2] {
    match kind {
        OfferKind::Space => ["un espace", "a space"],
        OfferKind::Equipment => ["du matériel", "equipment"],
        OfferKind::Vehicle => ["un véhicule", "a vehicle"],
        OfferKind::Skill => ["une compétence", "a skill"],
        OfferKind::Surplus => ["un surplus", "a surplus"],
        OfferKind::Purchase => ["un achat commun", "a joint purchase"],
        OfferKind::JobSharing => ["un emploi partagé", "a shared job"],
    }
}

/// Why an offer and a need could meet.
#[must_use]
pub fn pair(pair: &Match, of: OfferKind, product: Option<&str>) -> [String; 2] {
    let [thing, thing_en] = kind(of);
    let (named, named_en) = match (pair.product, product) {
        (Product::Same, Some(product)) => (format!("{thing} ({product})"), format!("{thing_en} ({product})")),
        _ => (
            format!("{thing}, sans que les deux disent lequel : à demander"),
            format!("{thing_en}, which of the two do not both say: to be asked"),
        ),
    };
    let (much, much_en) = match pair.covered {
        Some(1.0) => ("tout le besoin".to_owned(), "all of the need".to_owned()),
        Some(part) => {
            let percent = ((part * 100.0).round() as u32).clamp(1, 99);
            (format!("{percent} % du besoin"), format!("{percent}% of the need"))
        }
        None => ("combien n'est pas comparable".to_owned(), "how much cannot be compared".to_owned()),
    };
    let (when, when_en) = if pair.is_dated {
        ("leurs périodes se recouvrent", "their periods overlap")
    } else {
        ("une des périodes est ouverte", "one of the periods is open")
    };
    let minutes = pair.minutes;
    [
        format!("L'un offre et l'autre cherche {named} ; {much} ; {when} ; {minutes:.0} min."),
        format!("One offers and the other looks for {named_en}; {much_en}; {when_en}; {minutes:.0} min."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_told_with_all_that_it_hangs_on() {
        let sure = Match {
            offer: 0,
            need: 0,
            product: Product::Same,
            covered: Some(0.5),
            is_dated: true,
            minutes: 12.4,
        };
        let [french, english] = pair(&sure, OfferKind::Equipment, Some("légumerie"));
        assert_eq!(
            french,
            "L'un offre et l'autre cherche du matériel (légumerie) ; 50 % du besoin ; leurs périodes se recouvrent ; 12 min."
        );
        assert!(english.contains("50% of the need"));
        let unsure = Match { product: Product::Unsaid, covered: None, is_dated: false, ..sure };
        assert!(pair(&unsure, OfferKind::Equipment, None)[0].contains("à demander"));
    }
}
