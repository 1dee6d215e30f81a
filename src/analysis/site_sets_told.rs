//! Best sets of places in sentences made of figures, in French and in English.

use crate::analysis::site_sets::{Aim, SiteSets, Step};
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
    if step.more == 0 {
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
    let [proof, proof_en] = proof(found.aim, step);
    let names = names.join(", ");
    [
        format!(
            "« {} » dans {} commune{} de plus ({names}{}) : {who}, contre {was} aujourd'hui.{proof}{lengths}{estimated}",
            label[0],
            step.more,
            if step.more == 1 { "" } else { "s" },
            more[0]
        ),
        format!(
            "“{}” in {} more commune{} ({names}{}): {who_en}, against {was_en} today.{proof_en}{lengths_en}{estimated_en}",
            label[1],
            step.more,
            if step.more == 1 { "" } else { "s" },
            more[1]
        ),
    ]
}

/// How sure it is that nothing does better.
fn proof(aim: Aim, step: &Step) -> [String; 2] {
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
