//! Which offers meet the needs of a zone?
//!
//! *Question.* Of all that actors of the atlas offer, what meets what actors of these communes need? *Method.*
//! [`crate::analysis::matches`]; minutes are those from the commune of who offers to the commune of who needs. *Edges.* Who is placed
//! nowhere is matched with nobody. Offers and needs that nobody wrote down are not known. *Cost.* O(offers + needs + ways
//! around the communes that need something).

use std::collections::HashMap;

use crate::analysis::matches::{Match, Told, matched};
use crate::domain::offer::{OfferKind, Side};
use crate::network::ways::Ways;
use crate::snapshot::Snapshot;
use crate::snapshot::offers::HeldOffer;

/// The offers and needs that were matched, and their pairs by the ranks of both.
pub struct Matched<'a> {
    pub offers: Vec<&'a HeldOffer>,
    pub needs: Vec<&'a HeldOffer>,
    pub pairs: Vec<Match>,
    /// Ranks of needs that nothing known meets.
    pub unmet: Vec<usize>,
}

/// Matches the needs of some communes (in order) with all offers, of one kind or of all.
#[must_use]
pub fn matches_of<'a>(
    snapshot: &'a Snapshot,
    communes: &[u32],
    kind: Option<OfferKind>,
    ways: &Ways,
    within: f64,
) -> Matched<'a> {
    let commune = |held: &HeldOffer| snapshot.actors.commune(held.row);
    let of = |side: Side| {
        let list = snapshot.offers.list().iter();
        list.filter(move |held| held.side == side && kind.is_none_or(|kind| held.kind == kind))
    };
    let is_in = |held: &&HeldOffer| commune(held).is_some_and(|at| communes.binary_search(&at).is_ok());
    let offers: Vec<&HeldOffer> = of(Side::Offer).collect();
    let needs: Vec<&HeldOffer> = of(Side::Need).filter(is_in).collect();
    let mut away: HashMap<u32, HashMap<u32, f64>> = HashMap::new();
    for place in needs.iter().filter_map(|need| commune(need)) {
        let around = || ways.towards(place).map(|way| (way.to, way.minutes)).collect();
        away.entry(place).or_insert_with(around);
    }
    let minutes = |offer: usize, need: usize| {
        let (from, to) = (commune(offers[offer])?, commune(needs[need])?);
        away.get(&to)?.get(&from).copied()
    };
    let told = |held: &&'a HeldOffer| told(held);
    let [offered, needed] = [&offers, &needs].map(|list| list.iter().map(told).collect::<Vec<Told>>());
    let pairs = matched(&offered, &needed, minutes, within);
    let unmet = (0..needs.len()).filter(|&need| pairs.iter().all(|pair| pair.need != need)).collect();
    Matched { offers, needs, pairs, unmet }
}

fn told(held: &HeldOffer) -> Told<'_> {
    Told {
        who: held.row,
        kind: held.kind,
        product: held.product.as_deref(),
        quantity: held.quantity,
        unit: held.unit.as_deref(),
        period: held.period,
        minutes: held.minutes,
    }
}
