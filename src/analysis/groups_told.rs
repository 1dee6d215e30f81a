//! Groups in words, made of their figures: each in French and in English. None is called a PTCE.

use crate::analysis::composition::{Composition, Verdict};
use crate::analysis::families::Activity;
use crate::analysis::groups::{Group, Settings, Shortfall};
use crate::analysis::groups_roles::{Anchor, Because, Lack};
use crate::analysis::relabelling::Tested;
use crate::domain::function::{Functions, Stage};

/// What a group is called: never what it is not.
pub const CALLED: [&str; 2] =
    ["groupe qui pourrait devenir un PTCE, à vérifier", "group that could become a PTCE, to be checked"];

/// The stages as people say them.
#[must_use]
pub fn stage(stage: Stage) -> [&'static str; 2] {
    match stage {
        Stage::Production => ["production", "production"],
        Stage::Collection => ["collecte", "collection"],
        Stage::Processing => ["transformation", "processing"],
        Stage::Storage => ["stockage et logistique", "storage and logistics"],
        Stage::Distribution => ["distribution", "distribution"],
        Stage::Catering => ["restauration", "catering"],
        Stage::Finance => ["finance", "finance"],
        Stage::Support => ["appui", "support"],
    }
}

/// Why a group is not kept, in a word and as people say it.
#[must_use]
pub fn shortfall(shortfall: Shortfall) -> (&'static str, [&'static str; 2]) {
    match shortfall {
        Shortfall::Families => {
            ("familles", ["trop peu de familles d'activité", "too few families of activity"])
        }
        Shortfall::Hill => ("diversite", ["une famille domine", "one family dominates"]),
        Shortfall::Stages => ("maillons", ["trop peu de maillons de filières", "too few stages of chains"]),
        Shortfall::Width => ("etendue", ["trop étendu pour se réunir", "too wide to meet"]),
    }
}

fn decimal(value: f64, places: usize) -> [String; 2] {
    let english = format!("{value:.places$}");
    [english.replace('.', ","), english]
}

/// A distance as people say it.
#[must_use]
pub fn distance(meters: f64) -> [String; 2] {
    if meters < 950.0 {
        let rounded = (meters / 50.0).round() * 50.0;
        return [format!("{rounded:.0}\u{202f}m"), format!("{rounded:.0} m")];
    }
    let [french, english] = decimal(meters / 1000.0, usize::from(meters < 9_950.0));
    [format!("{french}\u{202f}km"), format!("{english} km")]
}

/// The families of a group with how many are of each, the most first.
#[must_use]
pub fn families(counts: &[u32; 8]) -> [String; 2] {
    let mut met: Vec<(u32, Activity)> =
        counts.iter().copied().zip(Activity::ALL).filter(|(count, _)| 0 < *count).collect();
    met.sort_by_key(|&(count, activity)| (std::cmp::Reverse(count), activity));
    [0, 1].map(|tongue: usize| {
        let told = met.iter().map(|(count, activity)| format!("{} ({count})", activity.labels()[tongue]));
        told.collect::<Vec<_>>().join(", ")
    })
}

/// What chance says of a group.
#[must_use]
pub fn chance(group: &Group, settings: &Settings) -> [String; 2] {
    let Some(chance) = group.chance.as_ref().filter(|chance| 0 < chance.functions.draws) else {
        return ["Le hasard n'a pas été tiré.".into(), "Chance was not drawn.".into()];
    };
    let told = |found: &Tested| {
        let (above, [expected, expected_en]) = (found.above() * 100.0, decimal(found.expected, 1));
        let (many, draws) = (found.observed, found.draws);
        [
            format!(
                "{many:.0} fonctions différentes, {expected} attendues du hasard : plus que {above:.0}\u{202f}% des groupes de \
                 même taille tirés sur les mêmes lieux ({draws} tirages)"
            ),
            format!(
                "{many:.0} different functions where chance makes {expected_en}: more than {above:.0}% of groups as large \
                 dealt over the same places ({draws} draws)"
            ),
        ]
    };
    let [whole, whole_en] = told(&chance.functions);
    let Some(core) = &chance.core else {
        return [
            format!("Il réunit {whole}. Personne n'y est à quelques minutes à pied de cinq autres."),
            format!("It has {whole_en}. Nobody there is a few minutes' walk from five others."),
        ];
    };
    let [stands, stands_en] = if group.stands_out(settings) {
        ["il ressort parmi tous ceux du pays", "it stands out among all of the country"]
    } else {
        ["il ne ressort pas parmi tous ceux du pays", "it does not stand out among all of the country"]
    };
    let many = core.members.len();
    let [inner, inner_en] = told(&core.functions);
    [
        format!("Il réunit {whole}. Son noyau, {many} à quelques minutes à pied, réunit {inner} ; {stands}."),
        format!(
            "It has {whole_en}. Its core, {many} within a few minutes' walk, has {inner_en}; {stands_en}."
        ),
    ]
}

fn missing(composition: &Composition, wanted: Verdict) -> [Vec<&'static str>; 2] {
    let seats = [
        (composition.ess, ["une entreprise de l'ESS", "an SSE enterprise"]),
        (composition.other, ["une entreprise hors ESS", "an enterprise outside the SSE"]),
        (
            composition.third,
            [
                "une collectivité, un centre de recherche ou de formation",
                "an authority, research or training centre",
            ],
        ),
    ];
    let of = |tongue: usize| {
        seats.iter().filter(|(verdict, _)| *verdict == wanted).map(|(_, said)| said[tongue]).collect()
    };
    [of(0), of(1)]
}

/// What the test of the decree says.
#[must_use]
pub fn composition(found: &Composition, commune: &str) -> [String; 2] {
    let persons = found.persons;
    let [met, met_en] = missing(found, Verdict::Met);
    let [unseen, unseen_en] = missing(found, Verdict::Undetermined);
    let known = |met: Vec<&str>, none: &str| if met.is_empty() { none.to_owned() } else { met.join(", ") };
    let (met, met_en) = (known(met, "aucun siège"), known(met_en, "no seat"));
    match found.all {
        Verdict::Met => [
            format!("Composition de la loi : remplie ({persons} personnes morales au moins ; {met})."),
            format!("Composition by law: met ({persons} legal persons at least; {met_en})."),
        ],
        Verdict::NotMet => [
            format!(
                "Composition de la loi : non remplie ({persons} personnes morales connues ; sont là : {met})."
            ),
            format!("Composition by law: not met ({persons} legal persons known; there are: {met_en})."),
        ],
        Verdict::Undetermined => [
            format!(
                "Composition de la loi : indéterminée. {persons} personnes morales connues ; sont là : {met}. Les sources \
                 lues ne peuvent dire s'il y a aussi : {}. La commune de {commune} peut être associée.",
                known(unseen, "assez de personnes morales distinctes"),
            ),
            format!(
                "Composition by law: undetermined. {persons} legal persons known; there are: {met_en}. What was read \
                 cannot tell whether there is also: {}. The commune of {commune} may be asked in.",
                known(unseen_en, "enough distinct legal persons"),
            ),
        ],
    }
}

/// Who could carry a group, and why.
#[must_use]
pub fn anchor(anchor: Option<(&str, Anchor)>, functions: &Functions) -> [String; 2] {
    let Some((name, Anchor { because, .. })) = anchor else {
        return [
            "Personne n'est connu qui pourrait le porter.".into(),
            "Nobody is known who could carry it.".into(),
        ];
    };
    let function = match because {
        Because::Function(rank) => functions.list().get(usize::from(rank)),
        Because::Employs => None,
    };
    let why = function.map_or_else(
        || ["plus grand employeur connu".to_owned(), "largest known employer".to_owned()],
        |function| [function.label_fr.clone(), function.label_en.clone()],
    );
    [format!("Pourrait le porter : {name} ({}).", why[0]), format!("Could carry it: {name} ({}).", why[1])]
}

/// The roles that nobody of it has, with the nearest who does.
#[must_use]
pub fn lacks(lacks: &[Lack], name: impl Fn(u32) -> String) -> [String; 2] {
    if lacks.is_empty() {
        return ["Tous les rôles connus y sont.".into(), "All known roles are there.".into()];
    }
    let told = |tongue: usize| {
        let one = |lack: &Lack| {
            let role = stage(lack.stage)[tongue];
            match lack.nearest {
                Some((actor, meters)) => {
                    let (far, name) = (&distance(meters)[tongue], name(actor));
                    if tongue == 0 {
                        format!("{role} (au plus près : {name}, à {far})")
                    } else {
                        format!("{role} (nearest: {name}, {far} away)")
                    }
                }
                None if tongue == 0 => format!("{role} (personne de connu)"),
                None => format!("{role} (nobody known)"),
            }
        };
        lacks.iter().map(one).collect::<Vec<_>>().join(" ; ")
    };
    [format!("Rôles que personne n'y tient : {}.", told(0)), format!("Roles that nobody has: {}.", told(1))]
}

/// What a group is, in a sentence: how many, where, how wide, which families; and what it could
/// become, or why it is not kept, if something speaks against it.
#[must_use]
pub fn group(found: &Group, commune: &str, against: Option<[&str; 2]>) -> [String; 2] {
    let many = found.members.len();
    let [wide, wide_en] = distance(found.diameter);
    let [families, families_en] = families(&found.families);
    let met = found.families_met();
    let [hill, hill_en] = decimal(found.hill(), 1);
    let [called, called_en] = match against {
        None => CALLED.map(str::to_owned),
        Some([why, why_en]) => [format!("groupe écarté, {why}"), format!("group set aside, {why_en}")],
    };
    [
        format!(
            "{commune} : {many} acteurs à {wide} au plus les uns des autres, de {met} familles d'activité sur 8 ({families}), aussi \
             mêlés que {hill} familles égales, sur {} maillons : {called}.",
            found.stages
        ),
        format!(
            "{commune}: {many} actors at most {wide_en} from each other, of {met} families of activity out of 8 \
             ({families_en}), as mixed as {hill_en} equal families, on {} stages: {called_en}.",
            found.stages
        ),
    ]
}

/// What is said of a known PTCE: its members as far as they are known.
#[must_use]
pub fn pole(found: &Group, name: &str, unknown: u32) -> [String; 2] {
    let many = found.members.len();
    let [wide, wide_en] = distance(found.diameter);
    let [families, families_en] = families(&found.families);
    [
        format!(
            "{name}, PTCE connu : {many} acteurs connus, lui compris, {unknown} membres qu'aucun fichier lu ne situe ; \
             portée entre membres situés : {wide}. Familles d'activité : {families}."
        ),
        format!(
            "{name}, a known PTCE: {many} known actors, itself included, {unknown} members that no file read tells of; \
             reach between those placed: {wide_en}. Families of activity: {families_en}."
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_as_people_say_them() {
        assert_eq!(distance(420.0), ["400\u{202f}m", "400 m"]);
        assert_eq!(distance(3_440.0), ["3,4\u{202f}km", "3.4 km"]);
        assert_eq!(distance(12_600.0)[1], "13 km");
    }

    #[test]
    fn a_group_is_called_what_it_could_become_and_is_to_be_checked() {
        assert!(CALLED[0].contains("pourrait devenir") && CALLED[0].contains("à vérifier"));
        assert_eq!(
            families(&[2, 0, 3, 0, 0, 0, 0, 0])[0],
            "insertion et emploi (3), alimentation et agriculture (2)"
        );
    }
}
