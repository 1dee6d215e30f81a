//! From what all sources told of land to one list of candidates: each piece of land once.
//!
//! A brownfield is what its inventory says. Of its parcels the tax office and the plan tell more: who owns them where
//! the inventory does not say, their area, what stands there, where they are. A polluted site is joined to the brownfield that
//! it shares most parcels with. A public parcel that is part of neither is a candidate of its own. What one source
//! knows another never replaces; each candidate says which ones told it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::land::{Limits, Nature, Site, add_all, told_at};
use crate::domain::owner::{OwnerLevel, Owners};
use crate::domain::parcel::ParcelId;
use crate::domain::whereabouts::{Precision, Whereabouts};
use crate::ingest::{cadastre, held_parcels, held_premises, land_limits};
use crate::snapshot::draft::Sites;
use crate::snapshot::gazetteer::Place;
use crate::snapshot::plots::{Held, Plots, level_of};

/// The zone of a flood plan that says that there are none.
const FREE_OF_FLOODS: &str = "hors zone";
/// What says that nothing is protected.
const UNPROTECTED: &str = "aucune";

/// What the draft knows of territories, for land to be told.
pub struct Ground<'a> {
    /// The id of today of a parcel of any year.
    pub today: &'a dyn Fn(ParcelId) -> ParcelId,
    /// Whether a SIREN is that of a group of communes.
    pub is_epci: &'a dyn Fn(&str) -> bool,
    /// Where clues lead.
    pub place: &'a dyn Fn(&Whereabouts) -> Option<Place>,
}

/// Joins all that was told of land. `sites` are those of the inventories, by id.
pub fn settle(plots: &Plots, mut sites: Sites, ground: &Ground<'_>) -> Sites {
    join_polluted(plots, &mut sites, ground);
    for (id, (site, place)) in &mut sites {
        complete(plots, id, site, place, ground);
    }
    for (parcel, held) in plots.candidates() {
        let (site, place) = candidate(plots, parcel, held, ground);
        sites.entry(site.id.clone()).or_insert((site, place));
    }
    sites
}

/// Joins each polluted site to the brownfield that it shares most parcels with; of several, the first by id.
fn join_polluted(plots: &Plots, sites: &mut Sites, ground: &Ground<'_>) {
    let polluted: Vec<String> = sites
        .iter()
        .filter(|(_, (site, _))| site.nature == Nature::PollutedSite)
        .map(|(id, _)| id.clone())
        .collect();
    for id in polluted {
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        for parcel in &sites[&id].0.parcels {
            let others = plots.sites_of((ground.today)(*parcel));
            let is_brownfield =
                |other: &&str| sites.get(*other).is_some_and(|(s, _)| s.nature == Nature::Brownfield);
            others.filter(is_brownfield).for_each(|other| *shared.entry(other).or_default() += 1);
        }
        // Of equals the last is the maximum: ids are turned round so that it is the first.
        let joined =
            shared.into_iter().rev().max_by_key(|(_, count)| *count).map(|(other, _)| other.to_owned());
        if let Some(joined) = joined
            && let Some((site, _)) = sites.remove(&id)
            && let Some((known, _)) = sites.get_mut(&joined)
        {
            known.complete_with(site);
        }
    }
}

/// Adds to a site of an inventory what is told of its parcels.
fn complete(plots: &Plots, id: &str, site: &mut Site, place: &mut Option<Place>, ground: &Ground<'_>) {
    let parcels: Vec<ParcelId> = site.parcels.iter().map(|parcel| (ground.today)(*parcel)).collect();
    let surfaces: Vec<Option<u32>> = parcels.iter().map(|parcel| plots.surface(*parcel)).collect();
    // The area of some of its parcels is not its area.
    let whole: Option<u32> =
        surfaces.iter().try_fold(0_u32, |sum, surface| sum.checked_add((*surface)?)).filter(|sum| 0 < *sum);
    site.surface_m2 = site.surface_m2.or(whole);
    let counts: Vec<u32> = parcels.iter().filter_map(|parcel| plots.premises(*parcel)).collect();
    if !counts.is_empty() {
        site.premises = Some(counts.iter().fold(0, |sum, count| sum.saturating_add(*count)));
    }
    let owned = Owned::of(plots, &parcels, ground);
    if site.owner_class.is_none() && site.owners.is_unknown() && site.owner_words.is_empty() {
        site.owners = owned.levels;
        site.owner_words = owned.words;
        site.owner = site.owner.take().or(owned.names);
    }
    add_all(&mut site.rights, owned.rights);
    add_all(&mut site.told, sources(plots, &parcels));
    let known = place.is_some_and(|place| place.precision == Precision::Exact);
    if !known && let Some(better) = drawn_place(plots, &parcels, ground) {
        *place = Some(better);
    }
    site.limits = limits(plots, id, &site.parcels, &mut site.told);
}

/// A public parcel as a candidate of its own.
fn candidate(plots: &Plots, parcel: ParcelId, held: &Held, ground: &Ground<'_>) -> (Site, Option<Place>) {
    let own = [parcel];
    let owned = Owned::of(plots, &own, ground);
    let published = plots.published(parcel);
    let id = published.to_string();
    let mut told = sources(plots, &own);
    let limits = limits(plots, &id, &[], &mut told);
    let clues = Whereabouts {
        insee: Some(published.commune().to_string()),
        town: held.town.clone(),
        ..Whereabouts::default()
    };
    let place = drawn_place(plots, &own, ground).or_else(|| (ground.place)(&clues));
    let site = Site {
        id,
        nature: Nature::PublicParcel,
        told,
        checked: true,
        surface_m2: plots.surface(parcel),
        premises: plots.premises(parcel),
        limits,
        owner_words: owned.words,
        owners: owned.levels,
        owner: owned.names,
        rights: owned.rights,
        parcels: vec![published],
        ..Site::default()
    };
    (site, place)
}

/// Whose some parcels are.
struct Owned {
    levels: Owners,
    words: Vec<String>,
    names: Option<String>,
    rights: Vec<String>,
}

impl Owned {
    fn of(plots: &Plots, parcels: &[ParcelId], ground: &Ground<'_>) -> Self {
        let mut owners: BTreeSet<(OwnerLevel, &str)> = BTreeSet::new();
        let (mut names, mut rights) = (BTreeSet::new(), BTreeSet::new());
        let mut levels = Owners::default();
        for (held, private) in parcels.iter().filter_map(|p| Some((plots.held(*p)?, plots.private_part(*p))))
        {
            for owner in &held.owners {
                let (word, level) = level_of(owner, ground.is_epci);
                owners.insert((level, word));
                names.extend(owner.name.as_deref());
            }
            levels = levels.and(private);
            rights.extend(&held.rights);
        }
        levels = levels.and(owners.iter().map(|(level, _)| *level).collect());
        // A private part of which the class was not kept.
        if levels.has(OwnerLevel::Private) && owners.iter().all(|(level, _)| *level != OwnerLevel::Private) {
            owners.insert((OwnerLevel::Private, "personne morale privée"));
        }
        let joined: Vec<&str> = names.into_iter().collect();
        Self {
            levels,
            words: owners.into_iter().map(|(_, word)| word.to_owned()).collect(),
            names: (!joined.is_empty()).then(|| joined.join("|")),
            rights: rights.into_iter().map(|right: &&str| (*right).to_owned()).collect(),
        }
    }
}

/// What the files of parcels told of some of them, as `source:id in that source`.
fn sources(plots: &Plots, parcels: &[ParcelId]) -> Vec<String> {
    let mut told = Vec::new();
    for parcel in parcels {
        let held = plots.held(*parcel).map(|_| held_parcels::SOURCE);
        let premises = plots.premises(*parcel).map(|_| held_premises::SOURCE);
        let drawn = plots.is_drawn(*parcel).then_some(cadastre::SOURCE);
        let published = plots.published(*parcel);
        told.extend(
            [held, premises, drawn].into_iter().flatten().map(|source| told_at(source, published.as_str())),
        );
    }
    told
}

/// A place inside the largest of the drawn parcels; of equals, the first by id.
fn drawn_place(plots: &Plots, parcels: &[ParcelId], ground: &Ground<'_>) -> Option<Place> {
    let drawn = parcels.iter().filter_map(|parcel| Some((*parcel, plots.position(*parcel)?)));
    let (parcel, position) =
        drawn.max_by_key(|(parcel, _)| (plots.surface(*parcel), std::cmp::Reverse(*parcel)))?;
    (ground.place)(&Whereabouts {
        insee: Some(parcel.commune().to_string()),
        point: Some((position, Precision::Exact)),
        ..Whereabouts::default()
    })
}

/// What hampers to build: what is told of the site itself, and the worst of what is told of its parcels.
fn limits(plots: &Plots, id: &str, parcels: &[ParcelId], told: &mut Vec<String>) -> Limits {
    let mut own = plots.limits_of(id).cloned().unwrap_or_default();
    let known: Vec<&str> =
        parcels.iter().map(ParcelId::as_str).filter(|parcel| plots.limits_of(parcel).is_some()).collect();
    let of_parcels: Vec<&Limits> = known.iter().filter_map(|parcel| plots.limits_of(parcel)).collect();
    let itself = plots.limits_of(id).map(|_| id).into_iter();
    add_all(told, itself.chain(known).map(|land| told_at(land_limits::SOURCE, land)).collect());
    let mut worst =
        of_parcels.iter().fold(Limits::default(), |worst, limits| worse(worst, (*limits).clone()));
    // That one part is free of something says nothing of the others.
    let all = |is_told: &dyn Fn(&Limits) -> bool| {
        of_parcels.len() == parcels.len() && of_parcels.iter().all(|limits| is_told(limits))
    };
    worst.flood = worst.flood.filter(|zone| zone != FREE_OF_FLOODS || all(&|limits| limits.flood.is_some()));
    worst.protection =
        worst.protection.filter(|words| words != UNPROTECTED || all(&|limits| limits.protection.is_some()));
    worst.slope = worst.slope.filter(|_| all(&|limits| limits.slope.is_some()));
    worst.road = worst.road.filter(|road| *road || all(&|limits| limits.road.is_some()));
    own.complete_with(worst);
    own
}

/// The worse of two, one by one: what hampers a part hampers the whole. A road to either leads to both.
fn worse(one: Limits, other: Limits) -> Limits {
    let rank = |zone: &Option<String>| {
        let known =
            zone.as_deref().and_then(|zone| land_limits::FLOODS.iter().position(|known| *known == zone));
        known.unwrap_or(usize::MAX)
    };
    let is_told = |words: &Option<String>| words.as_deref().is_some_and(|words| words != UNPROTECTED);
    Limits {
        flood: if rank(&other.flood) < rank(&one.flood) { other.flood } else { one.flood },
        protection: if is_told(&one.protection) || other.protection.is_none() {
            one.protection
        } else {
            other.protection
        },
        slope: match (one.slope, other.slope) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        },
        road: match (one.road, other.road) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::holding::{Holder, Holding, LandOwner, Plot};
    use crate::domain::ids::Siren;
    use crate::domain::owner::of_tax_group;
    use crate::geometry::position::Position;
    use crate::snapshot::gazetteer::Place;

    const EPCI: &str = "244400404";

    fn parcel(number: u32) -> ParcelId {
        ParcelId::parse(&format!("44109000AB{number:04}")).expect("sound")
    }

    fn site(id: &str, nature: Nature, parcels: &[u32]) -> Site {
        let parcels = parcels.iter().map(|number| parcel(*number)).collect();
        Site { id: id.to_owned(), nature, told: vec![format!("x:{id}")], parcels, ..Site::default() }
    }

    fn holding(number: u32, group: u8, siren: &str, name: &str, surface: u32) -> Holding {
        let (word, level) = of_tax_group(group).expect("a group");
        let owner = LandOwner { word, level, siren: Siren::parse(siren), name: Some(name.to_owned()) };
        Holding {
            parcel: parcel(number),
            surface_m2: Some(surface),
            holder: Holder::Owner(owner),
            town: None,
        }
    }

    fn settled(sites: Vec<Site>, fill: impl FnOnce(&mut Plots)) -> Sites {
        let mut plots = Plots::default();
        for site in &sites {
            site.parcels.iter().for_each(|parcel| plots.name(*parcel, &site.id));
        }
        fill(&mut plots);
        let sites = sites.into_iter().map(|site| (site.id.clone(), (site, None))).collect();
        let commune_point = Position::from_degrees(-1.55, 47.2).expect("on the globe");
        let place = |clues: &Whereabouts| {
            let (position, precision) = clues.point.unwrap_or((commune_point, Precision::Commune));
            let route = crate::domain::whereabouts::Route::Code;
            Some(Place { commune: 0, position, commune_point, precision, route })
        };
        settle(
            &plots,
            sites,
            &Ground { today: &|parcel| parcel, is_epci: &|siren| siren == EPCI, place: &place },
        )
    }

    fn take(plots: &mut Plots, holding: Holding) {
        plots.take_holding(holding.parcel, holding);
    }

    #[test]
    fn a_parcel_of_a_brownfield_is_one_candidate_and_what_the_inventory_says_stays() {
        let known = Site {
            owner_class: Some("P5a".to_owned()),
            owners: [OwnerLevel::Commune].into_iter().collect(),
            surface_m2: Some(7),
            ..site("44109_1", Nature::Brownfield, &[1])
        };
        let sites = settled(vec![known, site("44109_2", Nature::Brownfield, &[2, 3])], |plots| {
            take(plots, holding(1, 1, "", "ETAT", 900));
            take(plots, holding(2, 3, "", "DEPARTEMENT", 900));
            take(plots, holding(4, 2, "", "REGION", 500));
        });
        assert_eq!(
            sites.keys().map(String::as_str).collect::<Vec<_>>(),
            ["44109000AB0004", "44109_1", "44109_2"]
        );
        let one = &sites["44109_1"].0;
        assert_eq!((one.surface_m2, format!("{:?}", one.owners)), (Some(7), r#"["commune"]"#.to_owned()));
        assert_eq!(one.told, ["x:44109_1", "parcelles-personnes-morales:44109000AB0001"]);
        let two = &sites["44109_2"].0;
        assert_eq!(
            (two.surface_m2, two.owner.as_deref()),
            (None, Some("DEPARTEMENT")),
            "half of its area is known"
        );
        let alone = &sites["44109000AB0004"].0;
        assert_eq!((alone.nature, alone.surface_m2), (Nature::PublicParcel, Some(500)));
        assert_eq!((alone.owner_words.join("|"), &alone.pollution), ("région".to_owned(), &None));
    }

    #[test]
    fn a_group_of_communes_is_known_by_its_siren() {
        let sites = settled(vec![], |plots| {
            take(plots, holding(1, 9, EPCI, "METROPOLE", 10));
            take(plots, holding(2, 9, "", "HOPITAL", 10));
            take(plots, holding(3, 5, EPCI, "OFFICE", 10));
        });
        let levels: Vec<String> = sites.values().map(|(site, _)| format!("{:?}", site.owners)).collect();
        assert_eq!(levels, [r#"["epci"]"#, r#"["etablissement-public"]"#, r#"["bailleur-social"]"#]);
    }

    #[test]
    fn the_plan_gives_a_place_and_else_the_commune_is_all_that_is_known() {
        let inside = Position::from_degrees(-1.5, 47.25).expect("on the globe");
        let sites = settled(vec![site("44109_1", Nature::Brownfield, &[3])], |plots| {
            take(plots, holding(1, 4, "", "C", 10));
            take(plots, holding(2, 4, "", "C", 10));
            for number in [1, 3] {
                plots.take_plot(
                    parcel(number),
                    &Plot { parcel: parcel(number), surface_m2: Some(12), position: Some(inside) },
                );
            }
        });
        let place = |id: &str| sites[id].1.map(|place| (place.position, place.precision));
        assert_eq!(place("44109000AB0001"), Some((inside, Precision::Exact)));
        assert_eq!(place("44109_1"), Some((inside, Precision::Exact)));
        assert_eq!(place("44109000AB0002").map(|(_, precision)| precision), Some(Precision::Commune));
        assert_eq!(sites["44109_1"].0.surface_m2, Some(12), "the plan's, for no other is told");
        assert_eq!(sites["44109000AB0001"].0.surface_m2, Some(10), "the tax office's before the plan's");
    }

    #[test]
    fn a_polluted_site_joins_the_brownfield_that_it_shares_most_with() {
        let ademe = Site {
            intervention: Some("Terminée".to_owned()),
            checked: true,
            built_m2: Some(700),
            ..site("ademe_1", Nature::PollutedSite, &[1, 2, 3, 9])
        };
        let sites = settled(
            vec![
                site("44109_1", Nature::Brownfield, &[1]),
                Site { buildings: Some(0), ..site("44109_2", Nature::Brownfield, &[2, 3]) },
                site("44109_3", Nature::Brownfield, &[2, 3]),
                ademe,
                site("ademe_2", Nature::PollutedSite, &[8]),
            ],
            |_| {},
        );
        assert_eq!(sites.len(), 4);
        let joined = &sites["44109_2"].0;
        assert_eq!((joined.nature, joined.intervention.as_deref()), (Nature::Brownfield, Some("Terminée")));
        assert_eq!(joined.told, ["x:44109_2", "x:ademe_1"]);
        assert!(!joined.checked, "nobody has checked that it is a brownfield");
        assert_eq!(joined.built_m2, None, "nothing stands there any more");
        assert!(sites["44109_3"].0.intervention.is_none() && sites.contains_key("ademe_2"));
    }

    #[test]
    fn what_hampers_a_part_hampers_the_whole_and_what_one_part_is_free_of_says_nothing() {
        let red = Limits { flood: Some("rouge".to_owned()), slope: Some(3.0), ..Limits::default() };
        let free = Limits {
            flood: Some("hors zone".to_owned()),
            protection: Some("aucune".to_owned()),
            road: Some(false),
            ..Limits::default()
        };
        let sites = settled(
            vec![
                site("44109_1", Nature::Brownfield, &[1, 2]),
                site("44109_2", Nature::Brownfield, &[2, 3]),
                site("44109_3", Nature::Brownfield, &[2]),
            ],
            |plots| {
                plots.take_limits(parcel(1).to_string(), red, true);
                plots.take_limits(parcel(2).to_string(), free.clone(), true);
            },
        );
        let limits = |id: &str| sites[id].0.limits.clone();
        assert_eq!(limits("44109_1"), Limits { flood: Some("rouge".to_owned()), ..Limits::default() });
        assert_eq!(limits("44109_2"), Limits::default());
        assert_eq!(limits("44109_3"), free);
    }
}
