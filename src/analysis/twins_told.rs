//! Twins in words: what separates two territories, and why somebody is a twin or has none. Each in
//! French and in English.

use crate::analysis::better::Beside;
use crate::analysis::features::Feature;
use crate::analysis::subjects::Reliability;
use crate::analysis::told::grouped;
use crate::analysis::twins::{Answer, Land, Separation, Twin};
use crate::domain::actor::Family;
use crate::domain::function::{Function, FunctionId, Functions};

/// The word of an answer in addresses and answers.
#[must_use]
pub fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Twins(_) => "jumeau",
        Answer::NoTwin { .. } => "pas-de-jumeau",
        Answer::NoneHolds { .. } => "aucun-ne-tient",
        Answer::NotComparable => "non-comparable",
    }
}

/// How far a likeness can be trusted, whatever it says: by the share of the functions that a code
/// can tell which what was read does tell, and by the part of the weight that is known of both.
#[must_use]
pub fn reliability(land: &Land, functions: &Functions, shared: f64) -> Reliability {
    let told = functions.list().iter().filter(|function| !function.is_declared_only()).count();
    let measured = land.figures().measured.iter().count() as f64 / told.max(1) as f64;
    match () {
        () if 0.9 <= measured && 0.9 <= shared => Reliability::Good,
        () if 0.5 <= measured && 0.7 <= shared => Reliability::Fair,
        () => Reliability::Weak,
    }
}

/// A feature with its value here and there, and its part of all that separates the two.
#[must_use]
pub fn separation(separation: &Separation, functions: &Functions) -> [String; 2] {
    let Separation { feature, part, here, there, known } = *separation;
    let [name, name_en] = name(feature, functions);
    let said = |value: Option<f64>, tongue| value.map_or("?".to_owned(), |v| figure(feature, v, tongue));
    let counted = |at: usize, tongue| {
        known.map_or_else(String::new, |known| format!(" ({})", count(known[at], tongue)))
    };
    let part = part * 100.0;
    let [here, there] = [(0, here), (1, there)]
        .map(|(at, value)| [FRENCH, ENGLISH].map(|tongue| said(value, tongue) + &counted(at, tongue)));
    [
        format!("{name} : {} ici, {} là-bas, {part:.0}\u{202f}% de l'écart", here[0], there[0]),
        format!("{name_en}: {} here, {} there, {part:.0}% of the difference", here[1], there[1]),
    ]
}

/// Why a territory is a twin, of names in that order: here, there.
#[must_use]
pub fn twin(names: [&str; 2], twin: &Twin, limit: f64, functions: &Functions) -> [String; 2] {
    let [here, there] = names;
    let (distance, steady) = (twin.distance, twin.stability * 100.0);
    let told: Vec<[String; 2]> = twin.separations.iter().map(|s| separation(s, functions)).collect();
    let joined = |tongue: usize| told.iter().map(|both| both[tongue].as_str()).collect::<Vec<_>>();
    let (apart, apart_en) = if told.is_empty() {
        ("Rien de connu ne les sépare.".to_owned(), "Nothing known separates them.".to_owned())
    } else {
        (
            format!("Ce qui les sépare le plus : {}.", joined(0).join(" ; ")),
            format!("What separates them most: {}.", joined(1).join("; ")),
        )
    };
    [
        format!(
            "{there} ressemble à {here} : distance de {}, quand 19 territoires sur 20 ont leur plus proche à moins \
             de {} ; parmi les dix plus proches dans {steady:.0}\u{202f}% des tirages où les poids varient. {apart}",
            decimal(distance, 2, FRENCH),
            decimal(limit, 2, FRENCH),
        ),
        format!(
            "{there} resembles {here}: distance {distance:.2}, where 19 territories in 20 have their nearest within \
             {limit:.2}; among the ten nearest in {steady:.0}% of the draws where weights vary. {apart_en}"
        ),
    ]
}

/// Why there is no twin; `nearest` is the name of who comes nearest all the same.
#[must_use]
pub fn none(answer: &Answer, nearest: &str) -> [String; 2] {
    match answer {
        Answer::Twins(_) => [String::new(), String::new()],
        Answer::NoTwin { nearest: distance, limit, .. } => [
            format!(
                "Pas de jumeau : même le plus proche, {nearest}, est à une distance de {}, quand 19 territoires sur 20 \
                 ont le leur à moins de {}.",
                decimal(*distance, 2, FRENCH),
                decimal(*limit, 2, FRENCH),
            ),
            format!(
                "No twin: even the nearest, {nearest}, is at distance {distance:.2}, where 19 territories in 20 have \
                 theirs within {limit:.2}."
            ),
        ],
        Answer::NoneHolds { nearest: distance, .. } => [
            format!(
                "Aucun jumeau ne tient : le plus proche, {nearest}, est à une distance de {}, mais aucun ne reste parmi \
                 les dix plus proches quand le poids des critères varie.",
                decimal(*distance, 2, FRENCH),
            ),
            format!(
                "No twin holds: the nearest, {nearest}, is at distance {distance:.2}, but none stays among the ten \
                 nearest when the weights of features vary."
            ),
        ],
        Answer::NotComparable => [
            "Non comparable : trop peu en est connu, ou il n'y a personne d'autre à qui le comparer."
                .to_owned(),
            "Not comparable: too little is known of it, or there is nobody else to compare it with."
                .to_owned(),
        ],
    }
}

/// Whether a twin does better on something, called so in both languages.
#[must_use]
pub fn better([label, label_en]: [&str; 2], beside: Option<&Beside>) -> [String; 2] {
    let Some(beside) = beside else {
        return [
            format!("{label} : non mesuré ou compté nulle part, il n'y a pas de taux à comparer."),
            format!("{label_en}: not measured or counted nowhere, there is no rate to compare."),
        ];
    };
    let Beside { here, there, at_least, known } = *beside;
    let (verdict, verdict_en) = if beside.is_better() {
        ("fait mieux", "does better")
    } else {
        ("rien ne montre qu'il fasse mieux", "nothing shows that it does better")
    };
    let number = |value: f64| decimal(value, 2, FRENCH);
    let counted = |tongue| known.map(|known| count(known, tongue));
    let ([known_here, known_there], [known_here_en, known_there_en]) = (counted(FRENCH), counted(ENGLISH));
    [
        format!(
            "{label}, pour 10\u{202f}000 habitants : {} là-bas ({known_there}, {} au moins à 95\u{202f}%) contre {} ici \
             ({known_here}) : {verdict}.",
            number(there),
            number(at_least),
            number(here),
        ),
        format!(
            "{label_en}, per 10,000 inhabitants: {there:.2} there ({known_there_en}, at least {at_least:.2} at 95%) \
             against {here:.2} here ({known_here_en}): {verdict_en}."
        ),
    ]
}

/// What a twin has that is not known here.
#[must_use]
pub fn besides(besides: &[FunctionId], functions: &Functions) -> [String; 2] {
    let labels = |english: bool| {
        let named = besides.iter().filter_map(|id| functions.list().get(usize::from(id.0)));
        let label = |f: &Function| if english { f.label_en.clone() } else { f.label_fr.clone() };
        named.map(label).collect::<Vec<_>>().join(", ")
    };
    if besides.is_empty() {
        return [
            "Il n'a aucune fonction qui soit inconnue ici.".to_owned(),
            "It has no function that is unknown here.".to_owned(),
        ];
    }
    [
        format!("Il a aussi, inconnu ici : {}.", labels(false)),
        format!("It also has, unknown here: {}.", labels(true)),
    ]
}

/// How numbers are written: the decimal mark and what stands between thousands.
type Tongue = (&'static str, char);
const FRENCH: Tongue = (",", '\u{202f}');
const ENGLISH: Tongue = (".", ',');

/// How many are known.
fn count(known: f64, tongue: Tongue) -> String {
    let number = decimal(known, 0, tongue);
    match tongue == FRENCH {
        true if known < 2.0 => format!("{number} connu"),
        true => format!("{number} connus"),
        false => format!("{number} known"),
    }
}

/// A number with so many decimals.
fn decimal(value: f64, places: usize, (mark, thousands): Tongue) -> String {
    let text = format!("{:.places$}", value.max(0.0));
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| grouped(whole, thousands));
    if part.is_empty() { whole } else { format!("{whole}{mark}{part}") }
}

/// A value as people read it, with its unit.
fn figure(feature: Feature, value: f64, tongue: Tongue) -> String {
    let is_french = tongue == FRENCH;
    match feature {
        Feature::People => decimal(value, 0, tongue),
        Feature::Density if is_french => decimal(value, 0, tongue) + "\u{a0}hab./km²",
        Feature::Density => decimal(value, 0, tongue) + " by km²",
        Feature::Surface => decimal(value, 0, tongue) + "\u{a0}km²",
        Feature::Urban | Feature::Attracted | Feature::Largest => {
            decimal(value * 100.0, 0, tongue) + if is_french { "\u{202f}%" } else { "%" }
        }
        Feature::Overseas => match (0.5 < value, is_french) {
            (true, true) => "oui".to_owned(),
            (true, false) => "yes".to_owned(),
            (false, true) => "non".to_owned(),
            (false, false) => "no".to_owned(),
        },
        Feature::Actors => decimal(value, 0, tongue),
        Feature::Family(_) | Feature::Function(_) => decimal(value, 2, tongue),
    }
}

fn name(feature: Feature, functions: &Functions) -> [String; 2] {
    let named = |french: &str, english: &str| [french.to_owned(), english.to_owned()];
    let rate = |french: &str, english: &str| {
        [format!("{french}, pour 10\u{202f}000 habitants"), format!("{english}, per 10,000 inhabitants")]
    };
    match feature {
        Feature::People => named("Habitants", "Inhabitants"),
        Feature::Density => named("Densité", "Density"),
        Feature::Urban => named("Habitants en commune urbaine", "Inhabitants in urban communes"),
        Feature::Surface => named("Superficie", "Surface"),
        Feature::Attracted => named(
            "Habitants dans l'aire d'attraction d'une ville",
            "Inhabitants in the attraction area of a town",
        ),
        Feature::Overseas => named("Outre-mer", "Overseas"),
        Feature::Largest => {
            named("Habitants dans la commune la plus peuplée", "Inhabitants in the most populous commune")
        }
        Feature::Actors => rate("Acteurs connus", "Actors known"),
        Feature::Family(family) => match family {
            Family::Association => rate("Associations", "Associations"),
            Family::Cooperative => rate("Coopératives", "Cooperatives"),
            Family::Mutuelle => rate("Mutuelles", "Mutual societies"),
            Family::Fondation => rate("Fondations", "Foundations"),
            Family::SocieteEss => rate("Sociétés de l'ESS", "Companies of the SSE"),
        },
        Feature::Function(id) => match functions.list().get(usize::from(id.0)) {
            Some(function) => rate(&function.label_fr, &function.label_en),
            None => named("?", "?"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_with_their_units_in_either_language() {
        let functions = Functions::embedded();
        let said = |feature, part, here, there| {
            separation(&Separation { feature, part, here, there, known: None }, &functions)
        };
        assert_eq!(
            said(Feature::Density, 0.314, Some(1234.4), Some(0.0)),
            [
                "Densité : 1\u{202f}234\u{a0}hab./km² ici, 0\u{a0}hab./km² là-bas, 31\u{202f}% de l'écart",
                "Density: 1,234 by km² here, 0 by km² there, 31% of the difference",
            ]
        );
        let [french, english] = said(Feature::Urban, 1.0, Some(0.5), None);
        assert!(french.contains("50\u{202f}% ici, ? là-bas") && english.contains("50% here, ? there"));
        let [french, english] = said(Feature::Family(Family::Mutuelle), 0.1, Some(0.256), Some(1.0));
        assert!(french.contains("0,26 ici, 1,00 là-bas") && english.contains("0.26 here, 1.00 there"));
        let rate = Separation {
            feature: Feature::Actors,
            part: 0.5,
            here: Some(23.4),
            there: Some(31.0),
            known: Some([0.0, 1234.0]),
        };
        let [french, english] = separation(&rate, &functions);
        assert!(french.contains("23 (0 connu) ici, 31 (1\u{202f}234 connus) là-bas"), "{french}");
        assert!(english.contains("23 (0 known) here, 31 (1,234 known) there"), "{english}");
    }

    #[test]
    fn nobody_is_said_to_do_better_by_chance() {
        let said = |at_least| {
            better(
                ["Tiers-lieu", "Third place"],
                Some(&Beside { here: 1.0, there: 2.0, at_least, known: [1.0, 9.0] }),
            )
        };
        assert!(said(1.5)[0].contains("contre 1,00 ici (1 connu)"));
        assert!(said(1.5)[0].ends_with(" : fait mieux.") && said(1.5)[1].ends_with(": does better."));
        assert!(said(0.5)[0].contains("rien ne montre") && said(0.5)[1].contains("nothing shows"));
        assert!(better(["Tiers-lieu", "Third place"], None)[0].contains("pas de taux"));
    }
}
