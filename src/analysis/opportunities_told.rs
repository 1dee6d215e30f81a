//! Pairs and trios in words, in French and in English.

use crate::analysis::allies::Ally;
use crate::analysis::allies_told;
use crate::analysis::opportunities::Pair;
use crate::domain::function::Functions;
use crate::network::travel::Ends;

/// Why two should meet: who they are, then the reason. `names` in the order of the pair, each in both languages.
#[must_use]
pub fn pair(names: [[String; 2]; 2], pair: &Pair, functions: &Functions, ends: Ends) -> [String; 2] {
    let [[one, one_en], [other, other_en]] = names;
    let as_ally =
        Ally { actor: pair.actors[1], way: pair.way, fit: pair.fit, score: pair.score, shared: pair.shared };
    let [french, english] = allies_told::ally(&as_ally, functions, ends);
    [format!("{one} et {other} : {french}"), format!("{one_en} and {other_en}: {english}")]
}

/// Why three should: both pairs, one after the other.
#[must_use]
pub fn trio(pairs: [[String; 2]; 2]) -> [String; 2] {
    let [[one, one_en], [other, other_en]] = pairs;
    [format!("{one} {other}"), format!("{one_en} {other_en}")]
}
