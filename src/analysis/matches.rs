//! Which offer meets which need, and why?
//!
//! *Question.* Of what actors offer and of what others lack, which pairs could be made, and what of each pair is
//! sure. *Method.* A pair is made of an offer and a need of the same kind, of two actors, whose products do not
//! contradict each other (the same words whatever their order, case, accents and plural; or one of the two is
//! unsaid), whose periods have a day in common, and that are no farther apart than either says it would go,
//! nor than the question asks. Of a pair whose quantities are both said in the same unit, the part of the need
//! that the offer covers is told. No score: pairs stand in the order of what is surest. *Edges.* A distance that
//! is not known is no pair. Quantities in two units are not compared: `None`, never 0. *Cost.* O(offers + needs +
//! pairs of one kind).

use std::cmp::Ordering;

use crate::domain::offer::{OfferKind, Period};
use crate::domain::purchase::plain_words;

/// The method's name and version.
pub const METHOD: &str = "offres-besoins 1";

/// An offer or a need, as far as matching goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told<'a> {
    /// Whoever says so: an actor is not matched with itself.
    pub who: u32,
    pub kind: OfferKind,
    pub product: Option<&'a str>,
    /// Above 0.
    pub quantity: Option<f64>,
    pub unit: Option<&'a str>,
    pub period: Period,
    /// The farthest that it would go, in minutes; `None`: not said, and so no bound.
    pub minutes: Option<u16>,
}

/// How two products meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// The same words.
    Same,
    /// One of the two does not say.
    Unsaid,
}

/// An offer and a need that could meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Ranks in the two lists.
    pub offer: usize,
    pub need: usize,
    pub product: Product,
    /// The part of the need that the offer covers, at most 1; `None` where it cannot be told.
    pub covered: Option<f64>,
    /// Whether both periods are said: else one of them is open at an end.
    pub is_dated: bool,
    pub minutes: f64,
}

/// The pairs of offers and needs, by need, the surest first: products that are the same, then the larger part
/// covered (unknown last), then the nearer, then the order of the offers.
///
/// `minutes` tells how far an offer is from a need, by their ranks (`None`: not known, or too far to tell);
/// `within` is the farthest that is asked for, in minutes.
#[must_use]
pub fn matched(
    offers: &[Told],
    needs: &[Told],
    minutes: impl Fn(usize, usize) -> Option<f64>,
    within: f64,
) -> Vec<Match> {
    let words = |told: &Told| told.product.map(sorted_words).filter(|words| !words.is_empty());
    let mut by_kind: Vec<Vec<(usize, Option<Vec<String>>)>> = vec![Vec::new(); OfferKind::ALL.len()];
    for (rank, offer) in offers.iter().enumerate() {
        by_kind[offer.kind as usize].push((rank, words(offer)));
    }
    let mut pairs = Vec::new();
    for (need_rank, need) in needs.iter().enumerate() {
        let wanted = words(need);
        let start = pairs.len();
        for (rank, offered) in &by_kind[need.kind as usize] {
            let offer = &offers[*rank];
            let product = match (offered, &wanted) {
                (Some(offered), Some(wanted)) if offered == wanted => Product::Same,
                (Some(_), Some(_)) => continue,
                _ => Product::Unsaid,
            };
            if offer.who == need.who || !offer.period.meets(need.period) {
                continue;
            }
            let Some(away) = minutes(*rank, need_rank) else { continue };
            let bounds = [offer.minutes, need.minutes].into_iter().flatten().map(f64::from);
            if bounds.fold(within, f64::min) < away {
                continue;
            }
            let is_closed = |period: Period| period.from.is_some() && period.until.is_some();
            pairs.push(Match {
                offer: *rank,
                need: need_rank,
                product,
                covered: covered(offer, need),
                is_dated: is_closed(offer.period) && is_closed(need.period),
                minutes: away,
            });
        }
        pairs[start..].sort_by(surest);
    }
    pairs
}

fn surest(a: &Match, b: &Match) -> Ordering {
    let covered = |pair: &Match| pair.covered.unwrap_or(-1.0);
    a.product
        .cmp(&b.product)
        .then(covered(b).total_cmp(&covered(a)))
        .then(a.minutes.total_cmp(&b.minutes))
        .then(a.offer.cmp(&b.offer))
}

/// The part of a need that an offer covers; `None` unless both say how much, in one unit.
#[must_use]
pub fn covered(offer: &Told, need: &Told) -> Option<f64> {
    let unit = |told: &Told| told.unit.map(|unit| unit.trim().to_lowercase());
    let (offered, wanted) = (offer.quantity?, need.quantity?);
    let sound = offered.is_finite() && wanted.is_finite() && 0.0 < offered && 0.0 < wanted;
    (sound && unit(offer) == unit(need)).then(|| (offered / wanted).min(1.0))
}

fn sorted_words(text: &str) -> Vec<String> {
    let mut words = plain_words(text);
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(who: u32, product: Option<&str>) -> Told<'_> {
        Told {
            who,
            kind: OfferKind::Surplus,
            product,
            quantity: None,
            unit: None,
            period: Period::default(),
            minutes: None,
        }
    }

    #[test]
    fn a_pair_has_its_reasons() {
        let offers = [
            Told { quantity: Some(50.0), unit: Some("kg"), ..told(1, Some("Légumes de saison")) },
            Told { quantity: Some(900.0), unit: Some("KG "), ..told(2, Some("saison, de légume")) },
            told(3, None),
            told(4, Some("pain")),
            Told { minutes: Some(5), ..told(5, Some("légumes de saison")) },
            Told { period: Period { from: None, until: Some(9) }, ..told(6, Some("légumes de saison")) },
            told(7, Some("légumes de saison")),
        ];
        let period = Period { from: Some(10), until: Some(20) };
        let need =
            Told { quantity: Some(100.0), unit: Some("kg"), period, ..told(7, Some("légumes de saison")) };
        let found = matched(&offers, &[need], |_, _| Some(12.0), 30.0);
        let pairs: Vec<_> = found.iter().map(|pair| (pair.offer, pair.product, pair.covered)).collect();
        assert_eq!(
            pairs,
            [(1, Product::Same, Some(1.0)), (0, Product::Same, Some(0.5)), (2, Product::Unsaid, None)],
            "neither bread, nor who goes five minutes, nor what is over, nor itself"
        );
        assert!(matched(&offers, &[need], |_, _| Some(12.0), 11.0).is_empty());
        assert!(matched(&offers, &[need], |_, _| None, 60.0).is_empty(), "a way that is not known");
    }

    #[test]
    fn quantities_in_two_units_are_not_compared() {
        let offer = Told { quantity: Some(3.0), unit: Some("t"), ..told(1, None) };
        let need = Told { quantity: Some(100.0), unit: Some("kg"), ..told(2, None) };
        assert_eq!(covered(&offer, &need), None);
        assert_eq!(covered(&Told { quantity: Some(f64::NAN), ..offer }, &offer), None);
    }

    proptest! {
        /// The lists in another order give the same pairs.
        #[test]
        fn pairs_do_not_hang_on_the_order_of_the_lists(
            drawn in prop::collection::vec((0..6_u32, 0..4_usize, 0..3_usize, prop::option::of(0..40_u16)), 0..12),
        ) {
            let products = [None, Some("pain"), Some("légumes")];
            let all: Vec<Told> = drawn.iter().map(|&(who, kind, product, minutes)| Told {
                kind: OfferKind::ALL[kind], minutes, ..told(who, products[product])
            }).collect();
            let (offers, needs) = all.split_at(all.len() / 2);
            let away = |one: &Told, other: &Told| Some(f64::from(7 * one.who + other.who));
            let found = matched(offers, needs, |o, n| away(&offers[o], &needs[n]), 30.0);
            let turned: Vec<Told> = offers.iter().rev().copied().collect();
            let again = matched(&turned, needs, |o, n| away(&turned[o], &needs[n]), 30.0);
            let mut one: Vec<_> = found.iter().map(|p| (p.offer, p.need)).collect();
            let mut other: Vec<_> = again.iter().map(|p| (offers.len() - 1 - p.offer, p.need)).collect();
            one.sort_unstable();
            other.sort_unstable();
            prop_assert_eq!(one, other);
            for pair in &found {
                prop_assert_eq!(offers[pair.offer].kind, needs[pair.need].kind);
                prop_assert!(offers[pair.offer].who != needs[pair.need].who);
            }
        }
    }
}
