//! Best sets of places in sentences made of figures, in French and in English.

use crate::analysis::site_sets::{Aim, SiteSets, Step};
use crate::analysis::site_sets_search::Progress;
use crate::analysis::told::grouped;
use crate::domain::level::Level;
use crate::snapshot::Snapshot;

/// Names that a sentence bears at most.
const MOST_NAMES: usize = 10;

/// How much better another set of as many could be at most, as a share of the value: 0 when proven. `None`
/// where that cannot be said.
#[must_use]
pub fn at_most_better(step: &Step) -> Option<f64> {
    if step.is_proven {
        return Some(0.0);
    }
    let (value, bound) = step.value.zip(step.bound)?;
    (value != 0.0).then(|| (bound - value).abs() / value)
}

/// How far a search is, in French and in English.
#[must_use]
pub fn told_progress(progress: Progress) -> [String; 2] {
    let Progress { done, of, at_most_better } = progress;
    let better = match at_most_better {
        Some(0.0) => [" : prouvé".to_owned(), ": proven".to_owned()],
        Some(better) => {
            let [french, english] = percent_up(better);
            [format!(" : au plus {french} de mieux"), format!(": at most {english} better")]
        }
        None => [String::new(), String::new()],
    };
    [
        format!("Calcul en cours : {done} sur {of}{}", better[0]),
        format!("Under way: {done} of {of}{}", better[1]),
    ]
}

/// The answer in one sentence, in French and in English: what is today, what it would be with the set, and
/// whether better exists.
#[must_use]
pub fn headline(snapshot: &Snapshot, found: &SiteSets, step: &Step) -> [String; 2] {
    let name = |candidate: u32| {
        snapshot.territories.get(Level::Commune, found.candidates[candidate as usize]).name.as_str()
    };
    let names: Vec<&str> = found.added(step).into_iter().map(name).collect();
    let [with, with_en] = listed(&names);
    let [label, label_en] = found.subject.labels(snapshot);
    let before = found.before();
    let share = |step: &Step| percent(step.covered / found.all_people());
    let ([was, was_en], [is, is_en]) = (share(before), share(step));
    let minutes = found.minutes;
    if names.is_empty() {
        let [proof, proof_en] = proof(found, step);
        return [
            format!(
                "{was} des habitants sont à {minutes} minutes au plus (« {label} ») aujourd’hui, et rien n’est ajouté.{proof}"
            ),
            format!(
                "{was_en} of the people are within {minutes} minutes (“{label_en}”) today, and nothing is added.{proof_en}"
            ),
        ];
    }
    let [proof, proof_en] = proof(found, step);
    let far = |minutes: Option<f64>| {
        minutes.map_or(["plus de 80".to_owned(), "more than 80".to_owned()], |minutes| {
            let text = format!("{minutes:.1}");
            [text.replace('.', ","), text]
        })
    };
    // What the objective looks at comes first.
    let (lead, lead_en) = match found.aim {
        Aim::Covered => (String::new(), String::new()),
        Aim::Mean => {
            let ([was, was_en], [is, is_en]) = (far(before.value), far(step.value));
            (
                format!("Trajet moyen : {was} minutes aujourd’hui, {is} avec ces lieux. "),
                format!("Mean way: {was_en} minutes today, {is_en} with these places. "),
            )
        }
        Aim::Worst => {
            let ([was, was_en], [is, is_en]) = (far(before.worst), far(step.worst));
            (
                format!("Le plus éloigné est à {was} minutes aujourd’hui, à {is} avec ces lieux. "),
                format!("The farthest is {was_en} minutes away today, {is_en} with these places. "),
            )
        }
        Aim::Fewest => {
            let many = names.len();
            (
                format!(
                    "Pour que chacun ait un lieu à {minutes} minutes, là où c’est possible, il en faut {many} de plus. "
                ),
                format!(
                    "For everybody to have one within {minutes} minutes, where that can be, {many} more are needed. "
                ),
            )
        }
    };
    [
        format!(
            "{lead}{was} des habitants sont à {minutes} minutes au plus aujourd’hui (« {label} ») ; avec {with}, {is}.{proof}"
        ),
        format!(
            "{lead_en}{was_en} of the people are within {minutes} minutes today (“{label_en}”); with {with_en}, {is_en}.{proof_en}"
        ),
    ]
}

/// Names in a row, the last one joined by a word.
fn listed(names: &[&str]) -> [String; 2] {
    if MOST_NAMES < names.len() {
        let first = names[..MOST_NAMES].join(", ");
        let more = names.len() - MOST_NAMES;
        return [format!("{first} et {more} autres"), format!("{first} and {more} others")];
    }
    match names {
        [first @ .., last] if !first.is_empty() => {
            let first = first.join(", ");
            [format!("{first} et {last}"), format!("{first} and {last}")]
        }
        _ => [names.concat(), names.concat()],
    }
}

/// What a set costs of what may be spent.
fn spent(found: &SiteSets, step: &Step) -> [String; 2] {
    let (Some(spending), Some(cost)) = (found.spending, step.cost) else {
        return [String::new(), String::new()];
    };
    let budget = spending.budget;
    [
        format!(
            " Coût : {} sur {}.",
            cost.to_string().replace('.', ","),
            budget.to_string().replace('.', ",")
        ),
        format!(" Cost: {cost} of {budget}."),
    ]
}

/// What a set would change, in French and in English.
#[must_use]
pub fn told(snapshot: &Snapshot, found: &SiteSets, step: &Step) -> [String; 2] {
    let label = found.subject.labels(snapshot);
    let added = found.added(step);
    let names: Vec<&str> = added
        .iter()
        .take(MOST_NAMES)
        .map(|&candidate| {
            let row = found.candidates[candidate as usize];
            snapshot.territories.get(Level::Commune, row).name.as_str()
        })
        .collect();
    let more = if MOST_NAMES < added.len() { ["…"; 2] } else { [""; 2] };
    let (all, before) = (found.all_people(), found.before());
    let people = |people: f64| {
        let whole = people.round() as u64;
        [grouped(whole, '\u{202f}'), grouped(whole, ',')]
    };
    let share = |people: f64| percent(people / all);
    let [covered, covered_en] = people(step.covered);
    let [everybody, everybody_en] = people(all);
    let minutes = found.minutes;
    let [part, part_en] = share(step.covered);
    let who = format!("{covered} habitants sur {everybody} ({part}) à {minutes} minutes ou moins");
    let who_en = format!("{covered_en} of {everybody_en} inhabitants ({part_en}) within {minutes} minutes");
    let [lengths, lengths_en] = lengths(before, step);
    let [estimated, estimated_en] = estimated(found);
    let [spent, spent_en] = spent(found, step);
    if added.is_empty() {
        let [proof, proof_en] = if found.aim == Aim::Fewest {
            [" Il n'en faut pas davantage.", " No more are needed."]
        } else {
            ["", ""]
        };
        return [
            format!("« {} » aujourd'hui : {who}.{proof}{lengths}{estimated}", label[0]),
            format!("“{}” today: {who_en}.{proof_en}{lengths_en}{estimated_en}", label[1]),
        ];
    }
    let [was, was_en] = share(before.covered);
    let [proof, proof_en] = proof(found, step);
    let names = names.join(", ");
    [
        format!(
            "« {} » dans {} commune{} de plus ({names}{}) : {who}, contre {was} aujourd'hui.{spent}{proof}{lengths}{estimated}",
            label[0],
            added.len(),
            if added.len() == 1 { "" } else { "s" },
            more[0]
        ),
        format!(
            "“{}” in {} more commune{} ({names}{}): {who_en}, against {was_en} today.{spent_en}{proof_en}{lengths_en}{estimated_en}",
            label[1],
            added.len(),
            if added.len() == 1 { "" } else { "s" },
            more[1]
        ),
    ]
}

/// How sure it is that nothing does better, and whether all of the set is needed for it.
fn proof(found: &SiteSets, step: &Step) -> [String; 2] {
    let ([sure, sure_en], [needed, needed_en]) = (certainty(found.aim, step), superfluous(found, step));
    [sure + &needed, sure_en + &needed_en]
}

/// That fewer places reach as many people: which communes the others are then says nothing.
fn superfluous(found: &SiteSets, step: &Step) -> [String; 2] {
    let as_many = |other: &&Step| step.covered - 1e-6 <= other.covered;
    let enough = found.steps.iter().find(as_many).map_or(step.more, |other| other.more);
    match enough {
        _ if found.aim != Aim::Covered || step.more <= enough => [String::new(), String::new()],
        0 => [
            " Autant d'habitants sont déjà à portée sans rien ajouter : moins de minutes, ou un autre objectif, départagerait les communes.".into(),
            " As many people are within reach with nothing added: fewer minutes, or another objective, would tell the communes apart.".into(),
        ],
        1 => [
            " Un seul lieu de plus suffit à autant d'habitants : les autres n'ajoutent personne.".into(),
            " One more place reaches as many people: the others add nobody.".into(),
        ],
        _ => [
            format!(" {enough} suffisent à autant d'habitants : les autres n'ajoutent personne."),
            format!(" {enough} reach as many people: the others add nobody."),
        ],
    }
}

fn certainty(aim: Aim, step: &Step) -> [String; 2] {
    if step.is_proven {
        return match aim {
            Aim::Fewest => {
                [" Moins ne suffisent pas : c'est prouvé.".into(), " Fewer are not enough: proven.".into()]
            }
            _ => [
                " Autant ne peuvent faire mieux : c'est prouvé.".into(),
                " As many cannot do better: proven.".into(),
            ],
        };
    }
    match at_most_better(step) {
        Some(better) => {
            let [french, english] = percent_up(better);
            [format!(" Au plus {french} de mieux existe."), format!(" At most {english} better exists.")]
        }
        // A set that somebody named: nothing was looked for.
        None => [String::new(), String::new()],
    }
}

/// The mean way and that of nine people in ten, before and after.
fn lengths(before: &Step, after: &Step) -> [String; 2] {
    let one = |step: &Step| step.equity.mean.map(|mean| format!("{mean:.1}"));
    let (Some(mean_before), Some(mean_after)) = (one(before), one(after)) else {
        return [String::new(), String::new()];
    };
    let nine = |step: &Step| step.equity.p90.map(|p90| format!("{p90:.0}"));
    let far = |text: Option<String>, beyond: &str| text.unwrap_or_else(|| beyond.to_owned());
    let [french, english] = ["plus de 80", "more than 80"].map(|beyond| {
        let [was, is] = [before, after].map(|step| far(nine(step), beyond));
        (was, is)
    });
    if before.more == after.more && before.set == after.set {
        return [
            format!(
                " Trajet moyen : {} minutes ; neuf habitants sur dix à {} minutes au plus.",
                mean_after.replace('.', ","),
                french.1
            ),
            format!(" Mean way: {mean_after} minutes; nine in ten within {} minutes.", english.1),
        ];
    }
    [
        format!(
            " Trajet moyen : {} minutes puis {} ; neuf habitants sur dix à {} minutes au plus, puis {}.",
            mean_before.replace('.', ","),
            mean_after.replace('.', ","),
            french.0,
            french.1
        ),
        format!(
            " Mean way: {mean_before} minutes, then {mean_after}; nine in ten within {} minutes, then {}.",
            english.0, english.1
        ),
    ]
}

/// What minutes are worth, and what is not placed.
fn estimated(found: &SiteSets) -> [String; 2] {
    let ways = match found.share_estimated {
        Some(0.0) => [String::new(), String::new()],
        Some(share) if share < 1.0 => {
            let [french, english] = percent(share);
            [
                format!(" Trajets estimés pour {french} d'entre eux."),
                format!(" {english} of the ways are estimates."),
            ]
        }
        _ => [" Trajets estimés d'après les distances.".into(), " Ways are estimated from distances.".into()],
    };
    let unplaced = found.observed.unplaced;
    if unplaced == 0 {
        return ways;
    }
    let [french, english] = ways;
    [
        format!("{french} {unplaced} existants, dans aucune commune connue, ne sont pas comptés."),
        format!("{english} {unplaced} that exist are in no known commune and are not counted."),
    ]
}

/// A share as a whole percentage, but never all or nothing where it is not quite.
fn percent(share: f64) -> [String; 2] {
    let whole = (share * 100.0).round();
    let places = usize::from((whole == 100.0 && share < 1.0) || (whole == 0.0 && 0.0 < share));
    let shown = format!("{:.places$}", share * 100.0);
    let shown = if 1.0 <= shown.parse::<f64>().unwrap_or(0.0) / 100.0 && share < 1.0 {
        "99.9".to_owned()
    } else {
        shown
    };
    [format!("{}\u{202f}%", shown.replace('.', ",")), format!("{shown}%")]
}

/// A share rounded up to a tenth of a percentage: what may be better is never told as less.
fn percent_up(share: f64) -> [String; 2] {
    let shown = format!("{:.1}", (share * 1e3).ceil() / 10.0);
    [format!("{}\u{202f}%", shown.replace('.', ",")), format!("{shown}%")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_quite_all_is_not_told_as_all() {
        assert_eq!(percent(0.66), ["66\u{202f}%", "66%"]);
        assert_eq!(percent(1.0)[1], "100%");
        assert_eq!(percent(0.9999)[1], "99.9%");
        assert_eq!(percent(0.001)[0], "0,1\u{202f}%");
        assert_eq!(percent(0.0)[1], "0%");
    }

    #[test]
    fn what_may_be_better_is_never_told_as_less() {
        assert_eq!(percent_up(0.0101)[1], "1.1%");
        assert_eq!(percent_up(0.000_01)[0], "0,1\u{202f}%");
    }
}
