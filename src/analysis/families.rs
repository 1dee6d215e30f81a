//! Eight families of activity: what a group of actors is counted to be diverse by.
//!
//! *Question.* Do they do different things? Functions are too fine for it (a fablab and a coworking
//! space are not two worlds) and legal families say how one is owned, not what one does. *Method.*
//! An actor is of the family of the first of its functions, in the catalogue's order, that is in
//! one; else of that of its activity (NAF rév. 2, the longest beginning known); else of none:
//! 94.99Z, a third of all associations, says nothing. *Edges.* A region's own catalogue may have
//! functions that are in no family: activity then tells. A table, hence its length.

use crate::domain::function::{FunctionSet, Functions};

/// A family of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    Food,
    Reuse,
    Jobs,
    Care,
    Learning,
    Culture,
    Support,
    Living,
}

struct Told {
    activity: Activity,
    word: &'static str,
    labels: [&'static str; 2],
    functions: &'static [&'static str],
    naf: &'static [&'static str],
}

const TOLD: [Told; 8] = [
    Told {
        activity: Activity::Food,
        word: "alimentation",
        labels: ["alimentation et agriculture", "food and farming"],
        functions: &[
            "cuma",
            "vin",
            "vente-directe",
            "epicerie",
            "aide-alimentaire",
            "cuisine-centrale",
            "cantine-scolaire",
            "restauration-soin",
            "restauration-collective",
            "transformation-alimentaire",
            "collecte-alimentaire",
            "production-alimentaire",
        ],
        naf: &["01", "02", "03", "10", "11", "46.2", "46.3", "47.11", "47.2", "47.8", "56"],
    },
    Told {
        activity: Activity::Reuse,
        word: "reemploi",
        labels: ["réemploi, réparation et environnement", "reuse, repair and environment"],
        functions: &["ressourcerie", "reparation", "valorisation-dechets", "environnement"],
        naf: &["37", "38", "39", "47.79", "81.30", "91.04", "95"],
    },
    Told {
        activity: Activity::Jobs,
        word: "emploi",
        labels: ["insertion et emploi", "work integration and jobs"],
        functions: &[
            "chantier-insertion",
            "entreprise-insertion",
            "association-intermediaire",
            "interim-insertion",
            "geiq",
            "entreprise-adaptee",
            "esat",
            "groupement-employeurs",
        ],
        naf: &["78", "88.10C"],
    },
    Told {
        activity: Activity::Care,
        word: "soin",
        labels: ["soin, grand âge et solidarités", "care, old age and solidarity"],
        functions: &["aide-domicile", "hebergement-ages", "handicap", "centre-sante", "action-sociale"],
        naf: &["65.12", "86", "87", "88.10A", "88.10B", "88.99B"],
    },
    Told {
        activity: Activity::Learning,
        word: "formation",
        labels: ["enfance, jeunesse et formation", "childhood, youth and training"],
        functions: &["petite-enfance", "jeunesse", "formation", "education-populaire", "mediation-numerique"],
        naf: &["85", "88.91", "88.99A"],
    },
    Told {
        activity: Activity::Culture,
        word: "culture",
        labels: ["culture, sport et loisirs", "culture, sport and leisure"],
        functions: &["culture", "sport"],
        naf: &["55", "58", "59", "60", "79", "85.51", "85.52", "90", "91.0", "93"],
    },
    Told {
        activity: Activity::Support,
        word: "appui",
        labels: ["lieux partagés, appui et finance", "shared places, support and finance"],
        functions: &[
            "ptce",
            "fablab",
            "manufacture",
            "coworking",
            "tiers-lieu",
            "cae",
            "monnaie-locale",
            "finance",
            "accompagnement",
        ],
        naf: &["62", "63", "64", "66", "69", "70", "71", "72", "73", "82"],
    },
    Told {
        activity: Activity::Living,
        word: "habitat",
        labels: ["habitat, énergie, mobilité et logistique", "housing, energy, mobility and logistics"],
        functions: &["energie-citoyenne", "mobilite", "logement", "logistique"],
        naf: &["35", "41", "42", "43", "49", "50", "51", "52", "53", "68", "77"],
    },
];

impl Activity {
    /// All eight.
    pub const ALL: [Self; 8] = [
        Self::Food,
        Self::Reuse,
        Self::Jobs,
        Self::Care,
        Self::Learning,
        Self::Culture,
        Self::Support,
        Self::Living,
    ];

    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        TOLD[self as usize].word
    }

    /// What it is called, in French and in English.
    #[must_use]
    pub fn labels(self) -> [&'static str; 2] {
        TOLD[self as usize].labels
    }

    /// The family of an activity, by the longest beginning of its code that is in one.
    #[must_use]
    pub fn of_naf(naf: &str) -> Option<Self> {
        let begins =
            |told: &Told| told.naf.iter().filter(|code| naf.starts_with(**code)).map(|code| code.len()).max();
        let found = TOLD.iter().filter_map(|told| Some((begins(told)?, told.activity)));
        found.max_by_key(|(length, _)| *length).map(|(_, activity)| activity)
    }

    /// The family of a function by its key.
    #[must_use]
    pub fn of_function(key: &str) -> Option<Self> {
        TOLD.iter().find(|told| told.functions.contains(&key)).map(|told| told.activity)
    }
}

/// The families of the functions of a catalogue, in its order.
#[must_use]
pub fn of_catalogue(functions: &Functions) -> Vec<Option<Activity>> {
    functions.list().iter().map(|function| Activity::of_function(&function.key)).collect()
}

/// The family of an actor: of the first of its functions that has one, else of its activity.
#[must_use]
pub fn of_actor(of_functions: &[Option<Activity>], own: FunctionSet, naf: Option<&str>) -> Option<Activity> {
    let told = own.iter().find_map(|id| of_functions.get(usize::from(id.0)).copied().flatten());
    told.or_else(|| naf.and_then(Activity::of_naf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_of_the_catalogue_is_in_one_family_and_no_other_is() {
        let functions = Functions::embedded();
        for function in functions.list() {
            let families = TOLD.iter().filter(|told| told.functions.contains(&function.key.as_str()));
            assert_eq!(families.count(), 1, "{}", function.key);
        }
        let keys = TOLD.iter().flat_map(|told| told.functions);
        assert!(keys.clone().all(|key| functions.id(key).is_some()));
        assert!(TOLD.iter().zip(Activity::ALL).all(|(told, activity)| told.activity == activity));
    }

    #[test]
    fn function_tells_before_activity_and_the_longest_code_before_the_others() {
        let functions = Functions::embedded();
        let of = of_catalogue(&functions);
        let set = |keys: &[&str]| keys.iter().map(|key| functions.id(key).expect("known")).collect();
        assert_eq!(of_actor(&of, set(&["ressourcerie"]), Some("88.99B")), Some(Activity::Reuse));
        assert_eq!(of_actor(&of, FunctionSet::default(), Some("85.51Z")), Some(Activity::Culture));
        assert_eq!(of_actor(&of, FunctionSet::default(), Some("85.59A")), Some(Activity::Learning));
        assert_eq!(of_actor(&of, FunctionSet::default(), Some("94.99Z")), None);
        assert_eq!(of_actor(&of, FunctionSet::default(), None), None);
    }
}
