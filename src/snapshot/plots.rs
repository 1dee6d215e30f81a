//! What was told of parcels, until everything is: who holds them, what stands there, where they are.
//!
//! Parcels are known by the id that they have today: where a commune was absorbed, the id of an older file is
//! carried to the commune of now, so that two files of two years meet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::holding::{Holder, Holding, LandOwner, Plot};
use crate::domain::land::Limits;
use crate::domain::owner::{EPCI, OwnerLevel, Owners};
use crate::domain::parcel::ParcelId;
use crate::geometry::position::Position;
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::Verdict;

/// Beyond so many owners of one parcel only a new level is kept: of a tower, not every name.
const MOST_OWNERS: usize = 100;

/// A parcel of which the tax office's files tell.
#[derive(Debug, Clone, Default)]
pub struct Held {
    pub surface_m2: Option<u32>,
    pub owners: Vec<LandOwner>,
    /// What others hold on it.
    pub rights: BTreeSet<&'static str>,
    pub town: Option<String>,
}

impl Held {
    /// Whether one of its owners makes it a candidate by itself.
    #[must_use]
    pub fn is_candidate(&self) -> bool {
        self.owners.iter().any(|owner| owner.level.is_candidate())
    }
}

/// All parcels told so far, by their id of today.
#[derive(Debug, Default)]
pub struct Plots {
    /// Ids of the sites that each parcel is part of.
    named: HashMap<ParcelId, BTreeSet<String>>,
    held: BTreeMap<ParcelId, Held>,
    /// What private owners hold: a set each, for there are many and only few are of use.
    private: HashMap<ParcelId, Owners>,
    premises: HashMap<ParcelId, BTreeSet<String>>,
    drawn: HashMap<ParcelId, (Option<u32>, Option<Position>)>,
    /// The id that a file gives, where it is not that of today.
    published: HashMap<ParcelId, ParcelId>,
    limits: HashMap<String, Limits>,
}

impl Plots {
    /// Notes that a site is made of a parcel.
    pub fn name(&mut self, parcel: ParcelId, site: &str) {
        self.named.entry(parcel).or_default().insert(site.to_owned());
    }

    fn publish(&mut self, parcel: ParcelId, published: ParcelId) {
        if published != parcel {
            self.published.entry(parcel).or_insert(published);
        }
    }

    /// The id that files give a parcel: the first that was read.
    #[must_use]
    pub fn published(&self, parcel: ParcelId) -> ParcelId {
        self.published.get(&parcel).copied().unwrap_or(parcel)
    }

    /// The sites that a parcel is part of.
    pub fn sites_of(&self, parcel: ParcelId) -> impl Iterator<Item = &str> {
        self.named.get(&parcel).into_iter().flatten().map(String::as_str)
    }

    /// Whether some candidate is made of a parcel.
    #[must_use]
    pub fn wants(&self, parcel: ParcelId) -> bool {
        self.named.contains_key(&parcel) || self.held.get(&parcel).is_some_and(Held::is_candidate)
    }

    /// Takes a right on a parcel; `parcel` is its id of today. What private people own is left out, unless it is
    /// part of a site or a public body owns it too.
    pub fn take_holding(&mut self, parcel: ParcelId, holding: Holding) -> Verdict {
        let named = self.named.contains_key(&parcel);
        let known = self.held.contains_key(&parcel);
        let owner = match holding.holder {
            Holder::Owner(owner) => owner,
            Holder::Other(right) if known || named => {
                self.held.entry(parcel).or_default().rights.insert(right);
                return Verdict::Merged;
            }
            Holder::Other(_) => {
                return left_out("droit autre que la propriété, sur une parcelle non candidate");
            }
        };
        if !(known || named || owner.level.is_candidate()) {
            let others = self.private.entry(parcel).or_default();
            *others = others.with(owner.level);
            return left_out("propriétaire privé : parcelle non candidate");
        }
        self.publish(parcel, holding.parcel);
        let held = self.held.entry(parcel).or_default();
        held.surface_m2 = held.surface_m2.max(holding.surface_m2);
        held.town = held.town.take().or(holding.town);
        let is_of_use =
            held.owners.len() < MOST_OWNERS || held.owners.iter().all(|own| own.level != owner.level);
        if is_of_use && !held.owners.contains(&owner) {
            held.owners.push(owner);
        }
        if known || named { Verdict::Merged } else { Verdict::Accepted }
    }

    /// Takes premises. Several rows may tell the same.
    pub fn take_premises(&mut self, parcel: ParcelId, place: String) -> Verdict {
        if !self.wants(parcel) {
            return left_out("local sur une parcelle non candidate");
        }
        self.premises.entry(parcel).or_default().insert(place);
        Verdict::Merged
    }

    /// Takes a drawn parcel. The first drawing of two stays.
    pub fn take_plot(&mut self, parcel: ParcelId, plot: &Plot) -> Verdict {
        if !self.wants(parcel) {
            return left_out("parcelle dont aucun terrain candidat n'est fait");
        }
        self.publish(parcel, plot.parcel);
        self.drawn.entry(parcel).or_insert((plot.surface_m2, plot.position));
        Verdict::Merged
    }

    /// Takes what hampers to build on a site or a parcel, by the id that the candidate will bear.
    pub fn take_limits(&mut self, land: String, limits: Limits, is_known: bool) -> Verdict {
        if !is_known {
            return left_out("contrainte d'un terrain non candidat");
        }
        self.limits.entry(land).or_default().complete_with(limits);
        Verdict::Merged
    }

    /// What is told to hamper building on a piece of land.
    #[must_use]
    pub fn limits_of(&self, land: &str) -> Option<&Limits> {
        self.limits.get(land)
    }

    /// Who holds a parcel.
    #[must_use]
    pub fn held(&self, parcel: ParcelId) -> Option<&Held> {
        self.held.get(&parcel)
    }

    /// Whether a private person holds a part of a parcel, whose row came before it was of use.
    #[must_use]
    pub fn private_part(&self, parcel: ParcelId) -> Owners {
        self.private.get(&parcel).copied().unwrap_or_default()
    }

    /// The area of a parcel: the tax office's, else the plan's.
    #[must_use]
    pub fn surface(&self, parcel: ParcelId) -> Option<u32> {
        let held = self.held.get(&parcel).and_then(|held| held.surface_m2);
        held.or_else(|| self.drawn.get(&parcel)?.0)
    }

    /// A position inside a parcel.
    #[must_use]
    pub fn position(&self, parcel: ParcelId) -> Option<Position> {
        self.drawn.get(&parcel)?.1
    }

    /// Whether the plan draws a parcel.
    #[must_use]
    pub fn is_drawn(&self, parcel: ParcelId) -> bool {
        self.drawn.contains_key(&parcel)
    }

    /// How many premises stand on a parcel, once any is told.
    #[must_use]
    pub fn premises(&self, parcel: ParcelId) -> Option<u32> {
        self.premises.get(&parcel).and_then(|places| u32::try_from(places.len()).ok())
    }

    /// The parcels that are candidates by themselves: no site is made of them.
    pub fn candidates(&self) -> impl Iterator<Item = (ParcelId, &Held)> {
        let alone =
            |(parcel, held): &(&ParcelId, &Held)| held.is_candidate() && !self.named.contains_key(parcel);
        self.held.iter().filter(alone).map(|(parcel, held)| (*parcel, held))
    }
}

/// A level that only a wider look can tell: a group of communes by its SIREN.
#[must_use]
pub fn level_of(owner: &LandOwner, is_epci: impl Fn(&str) -> bool) -> (&'static str, OwnerLevel) {
    let by_siren =
        owner.siren.filter(|_| owner.level.is_public()).is_some_and(|siren| is_epci(&siren.to_string()));
    if by_siren { EPCI } else { (owner.word, owner.level) }
}

fn left_out(what: &'static str) -> Verdict {
    Verdict::Refused(Reason::out_of_scope(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::owner::of_tax_group;

    fn parcel(number: u32) -> ParcelId {
        ParcelId::parse(&format!("44109000AB{number:04}")).expect("sound")
    }

    fn holding(number: u32, group: u8, surface: u32) -> Holding {
        let (word, level) = of_tax_group(group).expect("a group");
        let owner = LandOwner { word, level, siren: None, name: None };
        Holding {
            parcel: parcel(number),
            surface_m2: Some(surface),
            holder: Holder::Owner(owner),
            town: None,
        }
    }

    fn told(holdings: Vec<Holding>) -> (Plots, Vec<Verdict>) {
        let mut plots = Plots::default();
        let verdicts = holdings.into_iter().map(|held| plots.take_holding(held.parcel, held)).collect();
        (plots, verdicts)
    }

    #[test]
    fn a_parcel_told_by_many_rows_is_one_and_its_area_is_not_added_up() {
        let (plots, verdicts) = told(vec![holding(1, 4, 1_200), holding(1, 4, 1_200), holding(1, 3, 1_200)]);
        assert_eq!(verdicts, [Verdict::Accepted, Verdict::Merged, Verdict::Merged]);
        let candidates: Vec<(ParcelId, &Held)> = plots.candidates().collect();
        let [(id, held)] = candidates[..] else { panic!("one, got {candidates:?}") };
        assert_eq!((id, plots.surface(id), held.owners.len()), (parcel(1), Some(1_200), 2));
    }

    #[test]
    fn what_private_people_own_is_left_out_and_known_where_a_public_body_owns_it_too() {
        for order in [[0, 4], [4, 0]] {
            let (plots, _) =
                told(order.iter().map(|&group| holding(1, group, 50)).chain([holding(2, 7, 60)]).collect());
            assert_eq!(plots.candidates().map(|(id, _)| id).collect::<Vec<_>>(), [parcel(1)]);
            let held = plots.held(parcel(1)).expect("held");
            let levels: Owners = held.owners.iter().map(|owner| owner.level).collect();
            let all = levels.and(plots.private_part(parcel(1)));
            assert!(all.has(OwnerLevel::Commune) && all.has(OwnerLevel::Private), "{order:?}");
            assert!(!plots.wants(parcel(2)));
        }
    }

    #[test]
    fn premises_are_counted_once_each_and_only_where_they_are_wanted() {
        let (mut plots, _) = told(vec![holding(1, 1, 1)]);
        for place in ["A|01|00|01", "A|01|00|01", "A|01|00|02"] {
            assert_eq!(plots.take_premises(parcel(1), place.to_owned()), Verdict::Merged);
        }
        assert!(matches!(plots.take_premises(parcel(2), "A".to_owned()), Verdict::Refused(_)));
        assert_eq!((plots.premises(parcel(1)), plots.premises(parcel(2))), (Some(2), None));
    }

    #[test]
    fn a_parcel_of_a_site_is_wanted_and_no_candidate_of_its_own() {
        let mut plots = Plots::default();
        plots.name(parcel(1), "44109_1");
        assert_eq!(plots.take_holding(parcel(1), holding(1, 4, 10)), Verdict::Merged);
        assert!(plots.wants(parcel(1)));
        assert_eq!(plots.candidates().count(), 0);
    }
}
