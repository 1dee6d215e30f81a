//! Suppliers and the reading of a purchase in words, in French and in English, made of the figures.

use crate::analysis::capacity::{Band, Spread};
use crate::analysis::purchase_reading::{Advice, Count, Market, Standing as Ground, Way};
use crate::analysis::suppliers::{Found, Standing, Supplier};
use crate::domain::purchase::{Fit, Purchase};

/// Why "local" is nowhere among the ways.
pub const NOT_LOCAL: [&str; 2] = [
    "« Local » n'est pas proposé comme critère d'attribution : l'égalité de traitement des candidats (article L. 3 du \
     code de la commande publique) l'interdit. Savoir qui est là sert à écrire un besoin auquel ils peuvent répondre.",
    "“Local” is not offered as an award criterion: equal treatment of candidates (article L. 3 of the French code of \
     public procurement) forbids it. Knowing who is there serves to write a need that they can answer.",
];

/// What every reading ends with.
pub const TO_CHECK: [&str; 2] = ["À vérifier par l'acheteur.", "To be checked by the buyer."];

/// Why a supplier is listed.
#[must_use]
pub fn supplier(one: &Supplier) -> [String; 2] {
    let [trade, trade_en] = match one.fit {
        Fit::Declared => ["Son activité déclarée est celle-là", "Its declared activity is this one"],
        Fit::Named => [
            "Les structures de sa sorte font souvent ce métier et son nom en parle, mais aucune source ne dit le sien : à \
             demander d'abord",
            "Bodies of its kind often have this trade and its name speaks of it, but no source tells its own: to be asked first",
        ],
        Fit::Usual => [
            "Les structures de sa sorte font souvent ce métier, mais aucune source ne dit le sien : à demander",
            "Bodies of its kind often have this trade, but no source tells its own: to be asked",
        ],
    };
    let [place, place_en] = match one.standing {
        Standing::Inside => ["dans le périmètre".to_owned(), "inside the perimeter".to_owned()],
        Standing::Serves { is_whole: true, .. } => [
            "hors du périmètre, qu'il déclare desservir en entier".to_owned(),
            "outside of the perimeter, all of which it says it serves".to_owned(),
        ],
        Standing::Serves { share: Some(share), .. } if 0.0 < share => {
            let percent = percent(share);
            [
                format!("hors du périmètre, dont il déclare desservir {percent} % des habitants"),
                format!("outside of the perimeter, {percent}% of whose people it says it serves"),
            ]
        }
        Standing::Serves { .. } => [
            "hors du périmètre, dont il déclare desservir une partie sans chef-lieu de commune".to_owned(),
            "outside of the perimeter, of which it says it serves a part without any commune's centre"
                .to_owned(),
        ],
        Standing::WithinReach => {
            let minutes = one.minutes.map_or_else(|| "?".to_owned(), |minutes| format!("{minutes:.0}"));
            [
                format!("hors du périmètre, à {minutes} min ; on ne sait pas qui il dessert"),
                format!("outside of the perimeter, {minutes} min away; whom it serves is unknown"),
            ]
        }
    };
    [format!("{trade} ; {place}."), format!("{trade_en}; {place_en}.")]
}

/// A way to buy, with its rule and the figures that it hangs on.
#[must_use]
pub fn advice(advice: &Advice, market: &Market, competitors: u32) -> [String; 2] {
    let rules = advice.way.rules().join(", ");
    let [told, told_en] = match advice.way {
        Way::ReserveDisability => reserving(
            ["Réserver un lot aux entreprises adaptées et aux ESAT", "Reserve a lot for sheltered workshops (EA, ESAT)"],
            advice,
            competitors,
        ),
        Way::ReserveInsertion => reserving(
            [
                "Réserver un lot aux structures d'insertion (ACI, EI, AI, ETTI)",
                "Reserve a lot for work-integration structures (ACI, EI, AI, ETTI)",
            ],
            advice,
            competitors,
        ),
        Way::ReserveBoth => reserving(
            [
                "Réserver un même lot aux deux à la fois, handicap et insertion",
                "Reserve one lot for both at once, disability and integration",
            ],
            advice,
            competitors,
        ),
        Way::ReserveSolidarity if advice.standing == Ground::OutOfScope => [
            "Réserver à l'ESS ne vaut que pour des services sociaux et d'autres services listés : cet achat n'en est pas \
             d'après la table"
                .to_owned(),
            "Reserving for the ESS is for social and other listed services only: this purchase is none by the table"
                .to_owned(),
        ],
        Way::ReserveSolidarity => {
            let [told, told_en] = reserving(
                [
                    "Réserver un lot aux entreprises de l'ESS, si le service est sur la liste annexée au code",
                    "Reserve a lot for enterprises of the ESS, if the service is on the list annexed to the code",
                ],
                advice,
                competitors,
            );
            [told, told_en]
        }
        Way::Lots => lots(market),
        Way::Clause => clause(advice),
    };
    let is_reserving =
        matches!(advice.way, Way::ReserveDisability | Way::ReserveInsertion | Way::ReserveBoth);
    let [half, half_en] = if is_reserving && advice.standing != Ground::NoneKnown {
        [
            " Chacun doit employer au moins la moitié de travailleurs handicapés ou défavorisés, ce qu'aucune source lue ne dit.",
            " At least half of the workers of each must be disabled or disadvantaged, which no source that is read tells.",
        ]
    } else {
        ["", ""]
    };
    let [check, check_en] = TO_CHECK;
    [format!("{told} ({rules}).{half} {check}"), format!("{told_en} ({rules}).{half_en} {check_en}")]
}

fn reserving([way, way_en]: [&str; 2], advice: &Advice, competitors: u32) -> [String; 2] {
    let Count { declared, usual } = advice.count;
    let [known, known_en] = [
        format!("{declared} dont c'est l'activité déclarée, {usual} à qui demander"),
        format!("{declared} whose declared activity it is, {usual} to be asked"),
    ];
    let [word, word_en] = match advice.standing {
        Ground::Possible => ["possible", "possible"],
        Ground::ToAsk => [
            "possible si ceux à qui demander font ce métier et viennent",
            "possible if those to be asked have the trade and come",
        ],
        Ground::Thin => ["peu de candidats connus", "few known candidates"],
        Ground::NoneKnown | Ground::OutOfScope => [
            "aucun candidat connu, ce qui ne dit pas qu'il n'y en a pas",
            "no known candidate, which does not say that there is none",
        ],
    };
    [
        format!("{way} : {word} ({known} ; une concurrence en demande {competitors}, par convention)"),
        format!("{way_en}: {word_en} ({known_en}; a competition takes {competitors}, by convention)"),
    ]
}

fn lots(market: &Market) -> [String; 2] {
    let Market { whole, partial, suppliers, employees, .. } = market;
    let (mut told, mut told_en) = (
        "Allotir : c'est la règle, et ne pas le faire se motive".to_owned(),
        "Split in lots: this is the rule, and not to do so has to be justified".to_owned(),
    );
    if suppliers.all() == 0 {
        told.push_str(" ; aucun fournisseur connu ne dit de quelle taille");
        told_en.push_str("; no known supplier tells of what size");
        return [told, told_en];
    }
    if let Some(median) = employees.median {
        told.push_str(&format!(
            " ; la moitié des fournisseurs de taille connue ont au plus {} salariés",
            most(median)
        ));
        told_en.push_str(&format!(
            "; half of the suppliers of known size have at most {} employees",
            most(median)
        ));
    } else {
        told.push_str(" ; d'aucun fournisseur on ne connaît le nombre de salariés");
        told_en.push_str("; the number of employees of no supplier is known");
    }
    if whole < partial {
        told.push_str(&format!(
            " ; {partial} ne déclarent desservir qu'une partie du périmètre, {whole} tout : des lots par secteur les laissent répondre"
        ));
        told_en.push_str(&format!(
            "; {partial} say that they serve a part of the perimeter only, {whole} all of it: lots by sector let them answer"
        ));
    }
    [told, told_en]
}

fn clause(advice: &Advice) -> [String; 2] {
    let hiring = advice.count.declared;
    match advice.standing {
        Ground::OutOfScope => [
            "Clause sociale d'exécution : peu de prise, l'achat est surtout de fournitures d'après la table".to_owned(),
            "Social clause of performance: little hold, the purchase is mostly of goods by the table".to_owned(),
        ],
        Ground::NoneKnown => [
            "Clause sociale d'exécution : l'achat s'y prête, mais aucune structure par qui embaucher (AI, ETTI, GEIQ) n'est \
             connue à portée"
                .to_owned(),
            "Social clause of performance: the purchase lends itself to it, but no body to hire through (AI, ETTI, GEIQ) is \
             known within reach"
                .to_owned(),
        ],
        _ => [
            format!(
                "Clause sociale d'exécution : l'achat s'y prête, {hiring} structures par qui embaucher (AI, ETTI, GEIQ) sont connues à portée"
            ),
            format!(
                "Social clause of performance: the purchase lends itself to it, {hiring} bodies to hire through (AI, ETTI, GEIQ) are known within reach"
            ),
        ],
    }
}

/// Who was found, in a sentence.
#[must_use]
pub fn found(purchase: &Purchase, found: &Found, minutes: u32) -> [String; 2] {
    let count =
        |wanted: fn(Standing) -> bool| found.suppliers.iter().filter(|one| wanted(one.standing)).count();
    let inside = count(|standing| standing == Standing::Inside);
    let serving = count(|standing| matches!(standing, Standing::Serves { .. }));
    let near = count(|standing| standing == Standing::WithinReach);
    let usual = found.suppliers.iter().filter(|one| one.fit != Fit::Declared).count();
    let [label, label_en] = [&purchase.label_fr, &purchase.label_en];
    let (hidden, hidden_en) = match found.masked {
        0 => (String::new(), String::new()),
        masked => (
            format!(
                " {masked} sans nom qui puisse être dit (personnes, diffusion partielle) sont comptés et jamais listés."
            ),
            format!(
                " {masked} without a name that may be told (persons, partial diffusion) are counted and never listed."
            ),
        ),
    };
    [
        format!(
            "{label} : {inside} fournisseurs connus dans le périmètre, {serving} au-dehors qui déclarent le desservir, {near} à moins de \
             {minutes} min dont on ne sait pas qui ils desservent. Pour {usual} d'entre eux, le métier est à demander.{hidden}"
        ),
        format!(
            "{label_en}: {inside} known suppliers inside the perimeter, {serving} outside who say that they serve it, {near} within \
             {minutes} min of whom it is unknown whom they serve. Of {usual} of them the trade has to be asked.{hidden_en}"
        ),
    ]
}

/// How large suppliers are.
#[must_use]
pub fn sizes(employees: &Spread, places: &Spread) -> [String; 2] {
    let [mut told, mut told_en] = match employees.median.zip(employees.range) {
        None => [
            format!("Salariés : inconnu pour les {} fournisseurs.", employees.unknown),
            format!("Employees: unknown of all {} suppliers.", employees.unknown),
        ],
        Some((median, range)) => {
            let (known, unknown) = (employees.known, employees.unknown);
            let (median, range) = (between(median), between(range));
            [
                format!(
                    "Salariés : médiane {median}, étendue {range}, pour {known} ; inconnu pour {unknown}."
                ),
                format!("Employees: median {median}, range {range}, of {known}; unknown of {unknown}."),
            ]
        }
    };
    if let Some((median, range)) = places.median.zip(places.range) {
        let (known, unknown) = (places.known, places.unknown);
        let (median, range) = (between(median), between(range));
        told.push_str(&format!(
            " Places d'ESAT : médiane {median}, étendue {range}, pour {known} ; inconnu pour {unknown}."
        ));
        told_en.push_str(&format!(
            " Places of ESAT: median {median}, range {range}, of {known}; unknown of {unknown}."
        ));
    }
    [told, told_en]
}

/// From so many to so many.
#[must_use]
pub fn between(band: Band) -> String {
    match band.high {
        Some(high) if high == band.low => high.to_string(),
        Some(high) => format!("{}–{high}", band.low),
        None => format!("{}+", band.low),
    }
}

fn most(band: Band) -> String {
    band.high.map_or_else(|| format!("{}+", band.low), |high| high.to_string())
}

/// A share in percent: at least 1 where there is some, 99 at most where it is not all.
fn percent(share: f64) -> u32 {
    ((share * 100.0).round() as u32).clamp(1, 99)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::purchase_reading::{COMPETITORS, read};

    #[test]
    fn every_way_is_told_with_its_rule_and_ends_with_who_has_to_check_it() {
        let markets = [
            Market::default(),
            Market {
                is_labour: true,
                is_social: true,
                hiring: 2,
                partial: 4,
                disability: Count { declared: 1, usual: 1 },
                insertion: Count { declared: 1, usual: 0 },
                suppliers: Count { declared: 5, usual: 3 },
                ..Market::default()
            },
        ];
        for market in markets {
            for told in read(&market, COMPETITORS) {
                let [french, english] = advice(&told, &market, COMPETITORS);
                assert!(told.way.rules().iter().all(|rule| french.contains(rule)), "{french}");
                assert!(french.ends_with("À vérifier par l'acheteur.") && english.ends_with("by the buyer."));
                assert!(!french.to_lowercase().contains("local"), "{french}");
            }
        }
    }

    #[test]
    fn a_small_part_is_never_told_as_none_nor_a_large_one_as_all() {
        assert_eq!((percent(0.0004), percent(0.9996)), (1, 99));
        assert_eq!(between(Band { low: 10_000, high: None }), "10000+");
    }
}
