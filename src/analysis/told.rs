//! Gaps in words: the word of a verdict, and why in a sentence made from the figures.

use crate::analysis::gaps::{Gap, Gaps};
use crate::analysis::peers::Likeness;
use crate::analysis::subjects::Reliability;
use crate::analysis::supply::Verdict;

/// All verdicts, from what calls for somebody to act to what says nothing.
pub const VERDICTS: [Verdict; 7] = [
    Verdict::SureGap,
    Verdict::ProbableGap,
    Verdict::Undecided,
    Verdict::NoGap,
    Verdict::Surplus,
    Verdict::TooFewExpected,
    Verdict::NotMeasured,
];

/// The word of a verdict in addresses and answers.
#[must_use]
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::SureGap => "manque-sur",
        Verdict::ProbableGap => "manque-probable",
        Verdict::Undecided => "indecis",
        Verdict::NoGap => "pas-de-manque",
        Verdict::Surplus => "plus-qu-ailleurs",
        Verdict::TooFewExpected => "trop-peu-attendu",
        Verdict::NotMeasured => "non-mesure",
    }
}

/// A verdict as people say it, in French and in English.
#[must_use]
pub fn plain(verdict: Verdict) -> [&'static str; 2] {
    match verdict {
        Verdict::SureGap => ["manque sûr", "sure gap"],
        Verdict::ProbableGap => ["manque probable", "probable gap"],
        Verdict::Undecided => ["indécis", "undecided"],
        Verdict::NoGap => ["pas de manque", "no gap"],
        Verdict::Surplus => ["plus qu'ailleurs", "more than elsewhere"],
        Verdict::TooFewExpected => ["trop peu attendu pour conclure", "too few expected to conclude"],
        Verdict::NotMeasured => ["non mesuré", "not measured"],
    }
}

/// The place of a verdict in [`VERDICTS`].
#[must_use]
pub fn urgency(verdict: Verdict) -> usize {
    VERDICTS.iter().position(|other| *other == verdict).unwrap_or(VERDICTS.len())
}

/// The word of a reliability in answers.
#[must_use]
pub fn reliability(reliability: Reliability) -> &'static str {
    match reliability {
        Reliability::Good => "bonne",
        Reliability::Fair => "moyenne",
        Reliability::Weak => "faible",
    }
}

/// What peers share, in answers.
#[must_use]
pub fn likeness(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Kind => "densite-ville-outre-mer",
        Likeness::Setting => "densite-ville",
        Likeness::Fabric => "densite",
        Likeness::Country => "pays",
    }
}

/// Why the verdict is what it is, in French.
#[must_use]
pub fn french(gaps: &Gaps, gap: &Gap) -> String {
    let number = |value: f64, places: usize| format!("{value:.places$}").replace('.', ",");
    let Gap { count, peers, .. } = gap;
    let (population, known) =
        (grouped(gap.population, '\u{202f}'), if *count < 2 { "connu" } else { "connus" });
    let Ok(judged) = gap.finding else {
        return unmeasured(
            gaps,
            gap,
            [
                "Non mesuré : aucune source lue ne dit cette fonction.",
                "Aucun n'est connu ici ni dans les territoires comparables : rien n'est attendu, rien n'est conclu.",
                "Non mesuré : personne n'habite ici.",
            ],
        );
    };
    let verdict = match judged.verdict {
        Verdict::SureGap => "c'est bien moins, et le hasard ne l'explique pas",
        Verdict::ProbableGap => "c'est sans doute moins qu'ailleurs",
        Verdict::Undecided if judged.is_discovery() => {
            "si peu n'est pas un hasard, mais d'un quart de moins on ne peut être sûr"
        }
        Verdict::Undecided => "le hasard peut expliquer l'écart",
        Verdict::NoGap => "ce n'est pas moins qu'ailleurs",
        Verdict::Surplus => "c'est plus qu'ailleurs",
        Verdict::TooFewExpected => "trop peu attendu pour conclure, quel que soit le nombre connu",
        Verdict::NotMeasured => "non mesuré",
    };
    let (low, high) = (judged.interval.low * 1e4, judged.interval.high * 1e4);
    let beyond = beyond(gap).map_or(String::new(), |beyond| {
        format!(" {}\u{202f}% des habitants n'en ont aucun à leur portée.", number(beyond * 100.0, 0))
    });
    let (low, high) = (number(low, 2), number(high, 2));
    let range = if low == high {
        // Peers that differ by no more than chance have one rate, and so has who is among them.
        "qui ne diffèrent pas plus que le hasard".to_owned()
    } else {
        format!("ici entre {low} et {high} pour 10\u{202f}000 habitants, à 95\u{202f}%")
    };
    format!(
        "{count} {known} pour {population} habitants, {} attendus au taux de {peers} territoires comparables \
         ({range}) : {verdict}.{beyond}",
        number(judged.expected, 1),
    )
}

/// Why the verdict is what it is, in English.
#[must_use]
pub fn english(gaps: &Gaps, gap: &Gap) -> String {
    let Gap { count, peers, .. } = gap;
    let population = grouped(gap.population, ',');
    let Ok(judged) = gap.finding else {
        return unmeasured(
            gaps,
            gap,
            [
                "Not measured: no source that was read tells this function.",
                "None is known here nor in territories like it: nothing is expected, nothing concluded.",
                "Not measured: nobody lives here.",
            ],
        );
    };
    let verdict = match judged.verdict {
        Verdict::SureGap => "far fewer, and chance does not explain it",
        Verdict::ProbableGap => "probably fewer than elsewhere",
        Verdict::Undecided if judged.is_discovery() => {
            "so few are no chance, but that it is a quarter less is not sure"
        }
        Verdict::Undecided => "chance may explain the difference",
        Verdict::NoGap => "no fewer than elsewhere",
        Verdict::Surplus => "more than elsewhere",
        Verdict::TooFewExpected => "too few expected to conclude, however many are known",
        Verdict::NotMeasured => "not measured",
    };
    let (low, high) = (judged.interval.low * 1e4, judged.interval.high * 1e4);
    let beyond = beyond(gap)
        .map_or(String::new(), |beyond| format!(" {:.0}% of people have none within reach.", beyond * 100.0));
    let (low, high) = (format!("{low:.2}"), format!("{high:.2}"));
    let range = if low == high {
        "which differ by no more than chance".to_owned()
    } else {
        format!("here between {low} and {high} per 10,000 inhabitants, at 95%")
    };
    format!(
        "{count} known for {population} inhabitants, {:.1} expected at the rate of {peers} territories like it \
         ({range}): {verdict}.{beyond}",
        judged.expected,
    )
}

/// The share of people with none within reach, where it is worth a sentence.
fn beyond(gap: &Gap) -> Option<f64> {
    gap.reach.map(|[reach, ..]| reach.beyond).filter(|beyond| 0.005 <= *beyond)
}

/// A whole number, thousands apart.
#[must_use]
pub fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

fn unmeasured(gaps: &Gaps, gap: &Gap, [unread, unknown, empty]: [&str; 3]) -> String {
    let why = match () {
        () if !gaps.observed.is_measured() => unread,
        () if gap.population == 0 => empty,
        () => unknown,
    };
    why.to_owned()
}
