//! Indices in words: why a territory has its score, in a sentence made from the figures.

use crate::analysis::indices::{Explained, Index, Named};
use crate::analysis::standings::{Standing, Standings};

/// How many indicators a sentence names on each side.
const NAMED: usize = 2;
/// Less is not worth naming, in points.
const LEAST: f64 = 0.05;

/// The word of how much of the weight is known, in answers.
#[must_use]
pub fn reliability(known: f64) -> &'static str {
    match () {
        () if 0.95 <= known => "bonne",
        () if 0.8 <= known => "moyenne",
        () => "faible",
    }
}

/// The part of the weight that is known of a territory with these values.
#[must_use]
pub fn known(index: &Index, values: &[Option<f64>]) -> f64 {
    let weights = index.composite().weights();
    weights
        .iter()
        .zip(values)
        .filter(|(_, value)| value.is_some())
        .map(|(weight, _)| weight)
        .sum::<f64>()
        .min(1.0)
}

/// What gives most, or takes most: ranks of indicators and points, the most first.
#[must_use]
pub fn most(points: &[Option<f64>]) -> Vec<(usize, f64)> {
    let mut found: Vec<(usize, f64)> =
        points.iter().enumerate().filter_map(|(rank, points)| Some((rank, (*points)?))).collect();
    found.retain(|(_, points)| LEAST <= *points);
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(NAMED);
    found
}

/// Why the score is what it is, in French.
#[must_use]
pub fn french(index: &Index, all: &Standings, row: usize, explained: Option<&Explained>) -> String {
    let number = |value: f64| format!("{value:.1}").replace('.', ",");
    let percent = |share: f64| format!("{:.0}\u{202f}%", 100.0 * share);
    let Some((explained, score)) = explained.map(|explained| (explained, explained.scored.score)) else {
        let known = percent(known(index, &all.rows[row]));
        return format!("Pas de score : seuls {known} du poids sont connus ici, il en faut les deux tiers.");
    };
    let place = all.places[row].filter(|_| 1 < all.scored).map_or(String::new(), |place| {
        let Standing { interval, class, same_class, .. } = place;
        let fifth = ["premier", "deuxième", "troisième", "quatrième", "dernier"][class as usize - 1];
        let fifth = format!("{fifth} cinquième ({} des tirages)", percent(same_class));
        if all.are_ranks_told {
            let (low, high) = (ordinal_fr(interval.low), ordinal_fr(interval.high));
            format!(
                ", du {low} au {high} rang sur {} selon les choix, {fifth}",
                grouped(all.scored, '\u{202f}')
            )
        } else {
            format!(", {fifth} ; les rangs ne se départagent pas")
        }
    });
    let list = |points: &[Option<f64>], sign: char| listed(index, points, sign, |n| &n.label_fr, number);
    let given = list(&explained.scored.given, '+').map_or(String::new(), |l| format!(" Ce qui porte : {l}."));
    let taken =
        list(&explained.scored.taken, '−').map_or(String::new(), |l| format!(" Ce qui retient : {l}."));
    let known = percent(explained.scored.known);
    format!("{} sur 100{place}.{given}{taken} Connu : {known} du poids.", number(score))
}

/// Why the score is what it is, in English.
#[must_use]
pub fn english(index: &Index, all: &Standings, row: usize, explained: Option<&Explained>) -> String {
    let number = |value: f64| format!("{value:.1}");
    let percent = |share: f64| format!("{:.0}%", 100.0 * share);
    let Some((explained, score)) = explained.map(|explained| (explained, explained.scored.score)) else {
        let known = percent(known(index, &all.rows[row]));
        return format!("No score: only {known} of the weight is known here, two thirds are needed.");
    };
    let place = all.places[row].filter(|_| 1 < all.scored).map_or(String::new(), |place| {
        let Standing { interval, class, same_class, .. } = place;
        let fifth = ["first", "second", "third", "fourth", "last"][class as usize - 1];
        let fifth = format!("{fifth} fifth ({} of draws)", percent(same_class));
        if all.are_ranks_told {
            let [low, high, all] = [interval.low, interval.high, all.scored].map(|rank| grouped(rank, ','));
            format!(", rank {low} to {high} of {all} by what one chooses, {fifth}")
        } else {
            format!(", {fifth}; ranks cannot be told apart")
        }
    });
    let list = |points: &[Option<f64>], sign: char| listed(index, points, sign, |n| &n.label_en, number);
    let given =
        list(&explained.scored.given, '+').map_or(String::new(), |l| format!(" What carries it: {l}."));
    let taken =
        list(&explained.scored.taken, '−').map_or(String::new(), |l| format!(" What holds it back: {l}."));
    let known = percent(explained.scored.known);
    format!("{} of 100{place}.{given}{taken} Known: {known} of the weight.", number(score))
}

fn ordinal_fr(rank: u32) -> String {
    if rank == 1 { "1er".to_owned() } else { format!("{}e", grouped(rank, '\u{202f}')) }
}

/// In groups of three digits.
fn grouped(number: u32, separator: char) -> String {
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

fn listed(
    index: &Index,
    points: &[Option<f64>],
    sign: char,
    label: impl Fn(&Named) -> &str,
    number: impl Fn(f64) -> String,
) -> Option<String> {
    let told = most(points);
    let one = |(rank, points): &(usize, f64)| {
        format!("{} ({sign}{})", label(&index.recipes[*rank].named), number(*points))
    };
    (!told.is_empty()).then(|| told.iter().map(one).collect::<Vec<_>>().join(", "))
}
