//! Complementary territories in words, in French and in English.

use crate::analysis::partners::{Completed, Partner, Profiles, REACH, sum};
use crate::analysis::subjects::Reliability;
use crate::domain::function::{FunctionId, Functions};

/// So many functions are named in a sentence; the rest is counted.
const NAMED: usize = 3;

/// Less than this rounds to nothing: it is in the sum, and not worth a word.
const LEAST: f64 = 0.005;

/// The word of an answer in answers.
#[must_use]
pub fn word(completed: &Completed) -> &'static str {
    match completed {
        Completed::Partners(_) => "complementaire",
        Completed::NobodyNear => "personne-a-portee",
        Completed::NoneCompletes { .. } => "rien-a-echanger",
        Completed::NotMeasured => "non-mesure",
    }
}

/// How far an answer can be trusted, whatever it says: by the share of the functions that a code can
/// tell which what was read does tell; never well where the minutes are told from a distance.
#[must_use]
pub fn reliability(profiles: &Profiles, functions: &Functions, is_routed: bool) -> Reliability {
    let told = functions.list().iter().filter(|function| !function.is_declared_only()).count();
    let measured = profiles.functions().len() as f64 / told.max(1) as f64;
    match () {
        () if 0.9 <= measured && is_routed => Reliability::Good,
        () if 0.5 <= measured => Reliability::Fair,
        () => Reliability::Weak,
    }
}

/// What is given, the most first, each with how much.
#[must_use]
pub fn gifts(gifts: &[(FunctionId, f64)], functions: &Functions) -> [String; 2] {
    let label = |id: FunctionId| {
        let function = functions.list().get(usize::from(id.0));
        function.map_or(["?", "?"], |function| [function.label_fr.as_str(), function.label_en.as_str()])
    };
    let gifts: Vec<&(FunctionId, f64)> = gifts.iter().filter(|gift| LEAST <= gift.1).collect();
    let named = || gifts.iter().take(NAMED).map(|&&(id, gift)| (label(id), format!("{gift:.2}")));
    let french: Vec<String> =
        named().map(|([label, _], gift)| format!("{label} ({})", gift.replace('.', ","))).collect();
    let english: Vec<String> = named().map(|([_, label], gift)| format!("{label} ({gift})")).collect();
    if gifts.is_empty() {
        return ["presque rien".to_owned(), "hardly anything".to_owned()];
    }
    let (more, more_en) = match gifts.len().saturating_sub(NAMED) {
        0 => (String::new(), String::new()),
        1 => (", et une autre fonction".to_owned(), ", and one more function".to_owned()),
        rest => (format!(", et {rest} autres fonctions"), format!(", and {rest} more functions")),
    };
    [french.join(", ") + &more, english.join(", ") + &more_en]
}

/// Why two territories complete each other, of names in that order: here, there.
#[must_use]
pub fn partner([here, there]: [&str; 2], partner: &Partner, functions: &Functions) -> [String; 2] {
    let Partner { minutes, is_routed, mutual, .. } = partner;
    let [gives, gives_en] = gifts(&partner.gives, functions);
    let [receives, receives_en] = gifts(&partner.receives, functions);
    let (told, told_en) = if *is_routed {
        ("calculées", "routed")
    } else {
        ("estimées d'après la distance", "told by distance")
    };
    let comma = |value: f64| format!("{value:.2}").replace('.', ",");
    let [all_given, all_received] = [sum(&partner.gives), sum(&partner.receives)];
    [
        format!(
            "{there} est à {minutes:.0} minutes de {here} ({told}). {here} a plus que sa part là où {there} a moins, \
             {} en tout : {gives}. {there} a plus que sa part là où {here} a moins, {} en tout : {receives}. La plus \
             petite des deux directions compte : {}.",
            comma(all_given),
            comma(all_received),
            comma(*mutual),
        ),
        format!(
            "{there} is {minutes:.0} minutes from {here} ({told_en}). {here} has more than its share where {there} has \
             less, {all_given:.2} in all: {gives_en}. {there} has more than its share where {here} has less, \
             {all_received:.2} in all: {receives_en}. The smaller of both directions counts: {mutual:.2}."
        ),
    ]
}

/// Why nobody completes a territory.
#[must_use]
pub fn none(completed: &Completed) -> [String; 2] {
    match completed {
        Completed::Partners(_) => [String::new(), String::new()],
        Completed::NobodyNear => [
            format!(
                "Personne à portée : aucun autre territoire n'est à {REACH:.0} minutes ou moins par un trajet connu."
            ),
            format!("Nobody within reach: no other territory is within {REACH:.0} minutes by a known way."),
        ],
        Completed::NoneCompletes { near } => [
            format!(
                "Rien à échanger dans les deux sens, parmi {near} à {REACH:.0} minutes ou moins : aucun n'a à la fois \
                 plus que sa part de ce qui pèse peu ici et moins de ce qui pèse beaucoup ici."
            ),
            format!(
                "Nothing to trade both ways, among {near} within {REACH:.0} minutes: none has both more than its share \
                 of what weighs little here and less of what weighs much here."
            ),
        ],
        Completed::NotMeasured => [
            "Non mesuré : aucune source lue ne dit les fonctions.".to_owned(),
            "Not measured: no source that was read tells functions.".to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_named_up_to_three_and_the_rest_counted() {
        let functions = Functions::embedded();
        let given = |many: u8| (0..many).map(|id| (FunctionId(id), 0.5)).collect::<Vec<_>>();
        let [french, english] = gifts(&given(2), &functions);
        assert!(french.ends_with("(0,50)") && english.ends_with("(0.50)") && !french.contains(", et"));
        assert!(gifts(&given(4), &functions)[0].ends_with(", et une autre fonction"));
        assert!(gifts(&given(6), &functions)[1].ends_with(", and 3 more functions"));
        assert_eq!((gifts(&[], &functions)[1].as_str(), sum(&given(4))), ("hardly anything", 2.0));
        assert_eq!(
            gifts(&[(FunctionId(0), 0.5), (FunctionId(1), 0.001)], &functions),
            gifts(&given(1), &functions)
        );
    }
}
