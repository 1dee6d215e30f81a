//! How promising it is that two actors work together, and why: a gate times six parts that add up.
//!
//! *Question.* Who could work with whom? *Method.* Two lists that are never added: the *chain*
//! (they differ, and one makes what the other uses) and *mutualisation* (they resemble each
//! other, and could share). In each S = 100 × gate × Σ w f: the gate is 0 for who cannot be a
//! partner, else 2^(−minutes / half-life); the six parts f are in `factors`, weights and all
//! other conventions in `conventions`. The contributions 100 × gate × w f add up to S: they are
//! the explanation. *Unit.* S is between 0 and 100; it orders those one might call, and is the
//! probability of nothing. *Edges.* What is not known of a part has a stated value and is marked
//! so. A tie that nobody recorded is not an absent tie. *Cost.* O(1) a pair.

pub mod conventions;
pub mod factors;

use crate::analysis::cooperation::conventions::Weights;

/// The version of the method, to be changed with anything that changes a score.
pub const METHOD: &str = "maillage-cooperation-1";

/// How many parts a score has.
pub const PARTS: usize = 6;

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Different and complementary.
    Chain,
    /// Alike, with something to share.
    Mutual,
}

impl List {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chain, Self::Mutual];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Chain => "chaine",
            Self::Mutual => "mutualisation",
        }
    }
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// One makes what the other uses.
    Complementarity,
    /// They need the same.
    Similarity,
    /// What the other brings is short in the territory.
    Gap,
    /// They have partners in common.
    Closure,
    /// They are of comparable size.
    Size,
    /// One has few partners of this kind yet.
    Novelty,
}

impl Part {
    /// All, in the order of [`Weights`] and [`Score`].
    pub const ALL: [Self; PARTS] =
        [Self::Complementarity, Self::Similarity, Self::Gap, Self::Closure, Self::Size, Self::Novelty];

    /// The word in addresses and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Complementarity => "complementarite",
            Self::Similarity => "besoins",
            Self::Gap => "manque",
            Self::Closure => "reseau",
            Self::Size => "taille",
            Self::Novelty => "nouveaute",
        }
    }
}

/// Why somebody cannot be a partner, whatever the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// Another establishment of the same legal unit.
    SameLegalUnit,
    /// They are tied already.
    KnownTie,
    /// Whoever asks said so.
    Unwanted,
    /// It ceased.
    Inactive,
    /// In partial diffusion: never shown, and hence never proposed.
    Masked,
}

impl Exclusion {
    /// All, in the order in which they are looked for.
    pub const ALL: [Self; 5] =
        [Self::SameLegalUnit, Self::KnownTie, Self::Unwanted, Self::Inactive, Self::Masked];

    /// The word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SameLegalUnit => "meme-unite-legale",
            Self::KnownTie => "lien-connu",
            Self::Unwanted => "ecarte",
            Self::Inactive => "cesse",
            Self::Masked => "non-diffusible",
        }
    }
}

/// How much of a score is left at a distance: 2^(−minutes / half-life), 1 at no distance, one half at the
/// half-life. A half-life without end (`f64::INFINITY`) is 1 everywhere. `None` for minutes
/// that are negative or not finite, and for a half-life that is not above 0.
#[must_use]
pub fn proximity(minutes: f64, half_life: f64) -> Option<f64> {
    let is_sound = minutes.is_finite() && 0.0 <= minutes && 0.0 < half_life;
    is_sound.then(|| (-minutes / half_life).exp2())
}

/// The gate of a pair: 0 for who is excluded, else how near they are ([`proximity`]).
#[must_use]
pub fn gate(exclusion: Option<Exclusion>, minutes: f64, half_life: f64) -> Option<f64> {
    match exclusion {
        Some(_) => Some(0.0),
        None => proximity(minutes, half_life),
    }
}

/// Whether two ids are of the same legal unit: SIRETs that begin with the same nine digits, or the
/// same id. What is no SIRET is a unit of its own.
#[must_use]
pub fn is_same_unit(a: &str, b: &str) -> bool {
    let siren = |id: &str| {
        let is_siret = id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit());
        is_siret.then(|| id[..9].to_owned())
    };
    a == b || siren(a).is_some_and(|unit| siren(b) == Some(unit))
}

/// The value of a part, 0 to 1, and whether it is known or a convention for what is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    pub value: f64,
    pub is_known: bool,
}

impl Factor {
    /// What was found, or else what stands for the unknown.
    #[must_use]
    pub fn of(found: Option<f64>, otherwise: f64) -> Self {
        Self { value: found.unwrap_or(otherwise), is_known: found.is_some() }
    }
}

/// A score with all that it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    pub gate: f64,
    pub factors: [Factor; PARTS],
    /// 100 × gate × w f by part: they add up to `total`.
    pub contributions: [f64; PARTS],
    /// 0 to 100.
    pub total: f64,
}

/// The score of a pair. `None` for a gate or a part that is not within 0 and 1.
#[must_use]
pub fn score(gate: f64, weights: &Weights, factors: &[Factor; PARTS]) -> Option<Score> {
    let is_share = |value: f64| (0.0..=1.0).contains(&value);
    if !is_share(gate) || !factors.iter().all(|factor| is_share(factor.value)) {
        return None;
    }
    let weights = weights.shares();
    let contributions: [f64; PARTS] =
        std::array::from_fn(|part| 100.0 * gate * weights[part] * factors[part].value);
    Some(Score { gate, factors: *factors, contributions, total: contributions.iter().sum() })
}

impl Score {
    /// The parts that count here, the most first; zeros left out.
    #[must_use]
    pub fn reasons(&self) -> Vec<(Part, f64)> {
        let parts = Part::ALL.into_iter().zip(self.contributions);
        let mut reasons: Vec<(Part, f64)> = parts.filter(|(_, points)| 0.0 < *points).collect();
        reasons.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        reasons
    }

    /// The share of the weights whose part is known: how much of the score is not convention.
    #[must_use]
    pub fn known(&self, weights: &Weights) -> f64 {
        let known = self.factors.iter().zip(weights.shares()).filter(|(factor, _)| factor.is_known);
        known.map(|(_, weight)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn factor() -> impl Strategy<Value = Factor> {
        (0.0..=1.0, any::<bool>()).prop_map(|(value, is_known)| Factor { value, is_known })
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_score(
            gate in 0.0..=1.0,
            weights in prop::array::uniform6(0.0..9.0),
            factors in prop::array::uniform6(factor())
        ) {
            if let Some(weights) = Weights::of(weights) {
                let found = score(gate, &weights, &factors).expect("shares");
                let whole: f64 = weights.shares().iter().zip(&factors).map(|(w, f)| w * f.value).sum();
                prop_assert!((found.total - 100.0 * gate * whole).abs() < 1e-12 * 100.0);
                prop_assert!((found.contributions.iter().sum::<f64>() - found.total).abs() < 1e-12);
                prop_assert!((0.0..=100.0 + 1e-9).contains(&found.total));
                prop_assert!(found.reasons().windows(2).all(|pair| pair[1].1 <= pair[0].1));
            }
        }

        #[test]
        fn being_nearer_never_lowers_the_gate(
            near in 0.0..300.0, more in 0.0..300.0, half_life in 0.1..1000.0
        ) {
            let [here, there] = [near, near + more].map(|minutes| gate(None, minutes, half_life).expect("sound"));
            prop_assert!(there <= here);
        }

        #[test]
        fn who_is_excluded_has_no_score_whatever_the_rest(
            which in 0..Exclusion::ALL.len(), minutes in 0.0..300.0, factors in prop::array::uniform6(factor())
        ) {
            let gate = gate(Some(Exclusion::ALL[which]), minutes, 20.0).expect("closed");
            let found = score(gate, &Weights::CHAIN, &factors).expect("shares");
            prop_assert_eq!(found.total, 0.0);
            prop_assert!(found.reasons().is_empty());
        }
    }

    #[test]
    fn half_is_left_at_the_half_life() {
        assert_eq!(proximity(0.0, 20.0), Some(1.0));
        assert_eq!(proximity(20.0, 20.0), Some(0.5));
        assert_eq!(proximity(60.0, 20.0), Some(0.125));
        assert_eq!(proximity(600.0, f64::INFINITY), Some(1.0), "without end");
        for (minutes, half_life) in
            [(-1.0, 20.0), (f64::NAN, 20.0), (f64::INFINITY, 20.0), (1.0, 0.0), (1.0, f64::NAN)]
        {
            assert_eq!(proximity(minutes, half_life), None);
        }
    }

    #[test]
    fn establishments_of_a_legal_unit_are_one_partner() {
        assert!(is_same_unit("12345678900011", "12345678900029"));
        assert!(!is_same_unit("12345678900011", "12345678800011"));
        assert!(!is_same_unit("W123456789", "W123456780"));
        assert!(is_same_unit("W123456789", "W123456789"));
    }

    #[test]
    fn what_is_no_share_has_no_score() {
        let zero = [Factor::of(Some(0.0), 0.0); PARTS];
        assert_eq!(score(1.5, &Weights::CHAIN, &zero), None);
        assert_eq!(score(1.0, &Weights::CHAIN, &[Factor::of(Some(f64::NAN), 0.0); PARTS]), None);
        assert_eq!(score(1.0, &Weights::CHAIN, &[Factor::of(Some(2.0), 0.0); PARTS]), None);
    }

    #[test]
    fn what_is_unknown_is_said() {
        let mut factors = [Factor::of(Some(0.5), 0.0); PARTS];
        factors[Part::Similarity as usize] = Factor::of(None, 0.0);
        factors[Part::Complementarity as usize] = Factor::of(None, 0.5);
        let found = score(1.0, &Weights::CHAIN, &factors).expect("shares");
        assert!((found.known(&Weights::CHAIN) - 0.6).abs() < 1e-12, "similarity weighs nothing here");
    }
}
