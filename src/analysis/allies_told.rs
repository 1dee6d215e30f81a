//! Partners in words: why somebody is proposed, in French and in English, made of the figures.

use crate::analysis::allies::{Allies, Ally, Listed, WIDER};
use crate::analysis::ally_bonds::{Agreement, Bound, Origin};
use crate::analysis::ally_fit::Conventions;
use crate::analysis::chains_told::stage_labels;
use crate::analysis::cooperation::{Exclusion, List, Part};
use crate::analysis::subjects::Reliability;
use crate::domain::function::{FunctionId, Functions};
use crate::domain::level::Level;
use crate::domain::territory::Density;
use crate::network::travel::{Ends, band};
use crate::network::ways::Way;
use crate::snapshot::Snapshot;

/// From this on a gap is worth a word.
const GAP: f64 = 0.1;

/// What a part is called.
#[must_use]
pub fn part_labels(part: Part) -> [&'static str; 2] {
    match part {
        Part::Complementarity => ["complémentarité", "complementarity"],
        Part::Similarity => ["besoins semblables", "similar needs"],
        Part::Gap => ["manque du territoire", "gap of the territory"],
        Part::Closure => ["partenaires communs", "common partners"],
        Part::Size => ["taille comparable", "comparable size"],
        Part::Novelty => ["nouveauté", "novelty"],
    }
}

/// What a list is called.
#[must_use]
pub fn list_labels(list: List) -> [&'static str; 2] {
    match list {
        List::Chain => ["Filière : qui complète", "Chain: who completes"],
        List::Mutual => ["Mutualisation : qui ressemble", "Mutualisation: who is alike"],
    }
}

/// How far a line can be trusted: by the share of its weights whose part is known, and no more than
/// fairly where minutes were told from the distance.
#[must_use]
pub fn reliability(ally: &Ally, conventions: &Conventions) -> Reliability {
    let known = ally.score.known(&conventions.weights[ally.fit.list as usize]);
    match () {
        () if known < 0.5 => Reliability::Weak,
        () if known < 0.8 || !ally.way.is_routed => Reliability::Fair,
        () => Reliability::Good,
    }
}

/// The shortest and longest that a way may be, in eight ways of ten; `None` for a routed one.
#[must_use]
pub fn minutes_band(way: Way, ends: Ends) -> Option<[f64; 2]> {
    (!way.is_routed).then(|| band(ends).map(|share| share * way.minutes))
}

/// What lies at both ends of a way between two communes.
#[must_use]
pub fn ends(snapshot: &Snapshot, here: Option<u32>, there: Option<u32>) -> Ends {
    let is_urban = |commune: Option<u32>| {
        let density = commune.and_then(|row| snapshot.territories.get(Level::Commune, row).density);
        density.is_some_and(Density::is_urban)
    };
    Ends::of(is_urban(here), is_urban(there))
}

/// Why somebody is proposed: the reason first, then how far, then the rest. `ends` is what lies at both.
#[must_use]
pub fn ally(ally: &Ally, functions: &Functions, ends: Ends) -> [String; 2] {
    let common = ally.fit.needs.filter(|share| 0.0 < *share);
    let mut told = vec![match (ally.fit.bound, common) {
        (Some(bound), _) => bond(&bound, functions),
        (None, Some(share)) => needs(share),
        (None, None) => likeness(ally),
    }];
    told.push(minutes(ally.way, ends));
    if let Some((id, value)) = ally.fit.gap.filter(|gap| GAP <= gap.1) {
        let [french, english] = labels(functions, id);
        let french_value = format!("{value:.2}").replace('.', ",");
        told.push([
            format!("« {french} » manque dans le bassin de vie (gravité attendue {french_value} sur 1)"),
            format!("“{english}” is wanting in the bassin de vie (expected severity {value:.2} of 1)"),
        ]);
    }
    if 0 < ally.shared {
        let many = ally.shared;
        told.push(if many == 1 {
            ["un partenaire connu en commun".to_owned(), "one known partner in common".to_owned()]
        } else {
            [format!("{many} partenaires connus en commun"), format!("{many} known partners in common")]
        });
    }
    let size = ally.score.factors[Part::Size as usize];
    if ally.fit.list == List::Mutual && size.is_known && 0.5 <= size.value {
        told.push(["de taille comparable".to_owned(), "of comparable size".to_owned()]);
    }
    let joined = |at: usize| told.iter().map(|both| both[at].as_str()).collect::<Vec<_>>().join(" ; ") + ".";
    [joined(0), joined(1).replace(" ; ", "; ")]
}

fn labels(functions: &Functions, id: FunctionId) -> [&str; 2] {
    let function = functions.get(id);
    [&function.label_fr, &function.label_en]
}

fn bond(bound: &Bound, functions: &Functions) -> [String; 2] {
    let bond = &bound.bond;
    let (giver, receiver) = (labels(functions, bond.giver), labels(functions, bond.receiver));
    let [mut french, mut english] = match bond.origin {
        Origin::Asked => {
            [format!("{} : vous le cherchez", giver[0]), format!("{}: you look for it", giver[1])]
        }
        Origin::Declared => {
            let complements = &functions.get(bond.giver).completes;
            let why = complements.iter().find(|complement| complement.function == bond.receiver);
            let [why, why_en] = why.map_or(["", ""], |why| [why.why_fr.as_str(), why.why_en.as_str()]);
            [
                format!("{} pour {} : {why}", giver[0], lower(receiver[0])),
                format!("{} for {}: {why_en}", giver[1], lower(receiver[1])),
            ]
        }
        Origin::Stages => {
            let stage = |id: FunctionId, at: usize| {
                functions.get(id).stage.map_or(String::new(), |stage| lower(stage_labels(stage)[at]))
            };
            let word = |at| (stage(bond.giver, at), stage(bond.receiver, at));
            let ((from, to), (from_en, to_en)) = (word(0), word(1));
            [
                format!("{} peut servir {} ({from} vers {to})", giver[0], lower(receiver[0])),
                format!("{} can serve {} ({from_en} to {to_en})", giver[1], lower(receiver[1])),
            ]
        }
    };
    match bound.agreement {
        Agreement::Same => {
            french.push_str(", pour les mêmes produits");
            english.push_str(", of the same products");
        }
        Agreement::Unknown => {
            french.push_str(", si leurs produits s'accordent : ils ne sont pas connus");
            english.push_str(", if their products agree: they are not known");
        }
        Agreement::NoGoods | Agreement::Different => {}
    }
    [french, english]
}

fn likeness(ally: &Ally) -> [String; 2] {
    match ally.fit.likeness {
        Some(likeness) if 0.999 < likeness => {
            ["Même activité ou même fonction".to_owned(), "The same activity or function".to_owned()]
        }
        Some(likeness) => {
            let share = likeness * 100.0;
            [
                format!("Activité voisine (ressemblance {share:.0}\u{202f}%)"),
                format!("A related activity (likeness {share:.0}%)"),
            ]
        }
        None => ["Activité inconnue".to_owned(), "Unknown activity".to_owned()],
    }
}

/// Needs that both declare.
fn needs(share: f64) -> [String; 2] {
    let share = share * 100.0;
    [
        format!("Des besoins déclarés en commun ({share:.0}\u{202f}%)"),
        format!("Declared needs in common ({share:.0}%)"),
    ]
}

fn minutes(way: Way, ends: Ends) -> [String; 2] {
    let minutes = way.minutes;
    match minutes_band(way, ends) {
        None => [format!("à {minutes:.0} min"), format!("{minutes:.0} min away")],
        Some([low, high]) => [
            format!("à {minutes:.0} min (entre {low:.0} et {high:.0})"),
            format!("{minutes:.0} min away (between {low:.0} and {high:.0})"),
        ],
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    // An acronym keeps its capitals.
    let is_word = letters.clone().nth(1).is_some_and(char::is_lowercase);
    match letters.next() {
        Some(first) if is_word => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// What is said of an empty list within so many minutes: where there are some.
#[must_use]
pub fn none(listed: &Listed, minutes: f64) -> [String; 2] {
    let mut before = listed.total;
    let mut wider = Vec::new();
    for (reach, many) in WIDER.into_iter().zip(listed.within) {
        if minutes < f64::from(reach) && before < many {
            wider.push((reach, many));
            before = many;
        }
    }
    let [french, english] = [
        format!("Aucun partenaire connu à moins de {minutes:.0} min"),
        format!("No known partner within {minutes:.0} min"),
    ];
    if wider.is_empty() {
        let farthest = WIDER[WIDER.len() - 1];
        return [
            format!("{french}, ni à moins de {farthest}."),
            format!("{english}, nor within {farthest}."),
        ];
    }
    let told = |word: &str| {
        let parts = wider.iter().map(|(reach, many)| format!("{many} {word} {reach}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    [format!("{french} : {} min.", told("à moins de")), format!("{english}: {} min.", told("within"))]
}

/// Who was left out of both lists, and why; empty where nobody was.
#[must_use]
pub fn left_out(found: &Allies) -> [String; 2] {
    let many = |why: Exclusion| found.excluded[why as usize];
    let told = |words: [(&str, Exclusion); 3]| {
        let parts = words.into_iter().filter(|(_, why)| 0 < many(*why));
        parts.map(|(word, why)| format!("{} {word}", many(why))).collect::<Vec<_>>().join(", ")
    };
    let french = told([
        ("de la même unité légale", Exclusion::SameLegalUnit),
        ("déjà partenaires", Exclusion::KnownTie),
        ("sans nom qui puisse être dit", Exclusion::Masked),
    ]);
    let english = told([
        ("of the same legal unit", Exclusion::SameLegalUnit),
        ("partners already", Exclusion::KnownTie),
        ("without a name that may be told", Exclusion::Masked),
    ]);
    if french.is_empty() {
        return [String::new(), String::new()];
    }
    [format!("Laissés de côté : {french}."), format!("Left out: {english}.")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_says_where_there_are_some() {
        let listed = |total, within| Listed { list: List::Chain, allies: vec![], total, within };
        let [french, english] = none(&listed(0, [0, 7, 19, 19]), 30.0);
        assert_eq!(
            french,
            "Aucun partenaire connu à moins de 30 min : 7 à moins de 45, 19 à moins de 60 min."
        );
        assert_eq!(english, "No known partner within 30 min: 7 within 45, 19 within 60 min.");
        assert!(none(&listed(0, [0; 4]), 30.0)[0].ends_with(", ni à moins de 80."));
    }

    #[test]
    fn acronyms_keep_their_capitals() {
        assert_eq!(lower("Épicerie sociale"), "épicerie sociale");
        assert_eq!(lower("AMAP et vente directe"), "AMAP et vente directe");
        assert_eq!(lower(""), "");
    }
}
