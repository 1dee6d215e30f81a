//! How somebody stands among recorded ties, in words, in French and in English.

use crate::analysis::tie_brokers::Standing;

/// The sentence: `name` in both languages.
#[must_use]
pub fn standing(name: [String; 2], found: &Standing) -> [String; 2] {
    let [name, name_en] = name;
    if found.degree == 0 {
        return [
            format!("{name} : aucun lien recensé, ce qui n’est pas « aucun lien »."),
            format!("{name_en}: no recorded tie, which is not “no tie”."),
        ];
    }
    let (degree, size) = (found.degree, found.size);
    let partners =
        if degree == 1 { "1 partenaire recensé" } else { &format!("{degree} partenaires recensés") };
    let partners_en = if degree == 1 { "1 recorded partner" } else { &format!("{degree} recorded partners") };
    let held = match found.pieces {
        2.. => [
            format!(" Sans lui, ce réseau se séparerait en {} : c’est un intermédiaire.", found.pieces),
            format!(" Without it this network would fall into {}: it is a broker.", found.pieces),
        ],
        _ => [
            " Sans lui, ce réseau resterait entier.".to_owned(),
            " Without it this network would stay whole.".to_owned(),
        ],
    };
    let between = match found.between {
        Some(share) => {
            let percent = (share * 100.0).round();
            [
                format!(" {percent} % des plus courts chemins entre les autres passent par lui."),
                format!(" {percent}% of the shortest ways between the others pass through it."),
            ]
        }
        None => [
            " Ce réseau est trop grand pour dire qui est sur le chemin des autres.".to_owned(),
            " This network is too large to tell who is on the ways of others.".to_owned(),
        ],
    };
    let note = [
        " Liens recensés seulement : un lien que personne n’a noté n’est pas absent.",
        " Recorded ties only: a tie that nobody wrote down is not absent.",
    ];
    [
        format!("{name} : {partners}, dans un réseau de {size} acteurs.{}{}{}", held[0], between[0], note[0]),
        format!(
            "{name_en}: {partners_en}, in a network of {size} actors.{}{}{}",
            held[1], between[1], note[1]
        ),
    ]
}
