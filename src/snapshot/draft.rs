//! A snapshot in the making: takes what the sources tell, in any number, and joins it.
//!
//! Territories come first (see the ranks in `ingest::catalogue`); the first other item seals
//! them, so that everything after can be placed as it arrives.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::actor::{Pole, Report};
use crate::domain::ids::{CommuneCode, Siren};
use crate::domain::land::{Equipment, EquipmentKind, Limits, Site};
use crate::domain::level::Level;
use crate::domain::offer::Offer;
use crate::domain::parcel::ParcelId;
use crate::domain::service_area::ServiceArea;
use crate::domain::territory::{Commune, Contour};
use crate::domain::tie::{ActorRef, Tie};
use crate::domain::whereabouts::Whereabouts;
use crate::ingest::item::{Item, Unit};
use crate::ingest::ledger::Reason;
use crate::ingest::outlet::{Sink, Verdict};
use crate::snapshot::candidates::{self, Ground};
use crate::snapshot::crowd::Crowd;
use crate::snapshot::gazetteer::{Gazetteer, Locator, Note, Place};
use crate::snapshot::pending::PendingTies;
use crate::snapshot::plots::Plots;
use crate::snapshot::spine::{self, Spine};
use crate::snapshot::ways::Trips;

/// Everything told so far.
#[derive(Default)]
pub struct Draft {
    communes: BTreeMap<CommuneCode, Commune>,
    zone_names: BTreeMap<(Level, String), String>,
    passages: BTreeMap<CommuneCode, CommuneCode>,
    postal: Vec<(CommuneCode, String, String)>,
    contours: BTreeMap<CommuneCode, Contour>,
    sealed: Option<Sealed>,
    trips: Trips,
    units: HashMap<Siren, Unit>,
    pub(super) crowd: Crowd,
    ties: PendingTies,
    offers: Vec<(u32, Offer)>,
    /// Their ids, by source.
    offer_ids: HashSet<(&'static str, String)>,
    pub(super) sites: Sites,
    plots: Plots,
    pub(super) equipment: BTreeMap<(EquipmentKind, String), (Equipment, Option<Place>)>,
}

/// The territories once they are complete, and the way to place things in them.
pub(super) struct Sealed {
    pub spine: Spine,
    pub locator: Locator,
}

impl Sealed {
    /// The id of today of a parcel of any year; `None` when its commune is none of ours.
    fn today(&self, parcel: ParcelId) -> Option<ParcelId> {
        self.locator.gazetteer.current(parcel.commune()).map(|commune| parcel.under(commune))
    }
}

impl Draft {
    /// Names a zone whose name the commune table does not give.
    pub fn name_zone(&mut self, level: Level, code: String, name: String) {
        self.zone_names.insert((level, code), name);
    }

    /// The territories, completed on first call: outlines united, everything indexed.
    pub(super) fn seal(&mut self) -> &Sealed {
        if self.sealed.is_none() {
            let communes: Vec<Commune> = std::mem::take(&mut self.communes).into_values().collect();
            let departements = self.zone_names.iter().filter(|((level, _), _)| *level == Level::Departement);
            let mut gazetteer = Gazetteer::new(
                &communes,
                departements.map(|((_, code), name)| (code.as_str(), name.as_str())),
            );
            for (old, new) in std::mem::take(&mut self.passages) {
                gazetteer.add_passage(old, new);
            }
            for (code, postal_code, town) in std::mem::take(&mut self.postal) {
                gazetteer.add_postal(code, &postal_code, &town);
            }
            let contours: Vec<Contour> = std::mem::take(&mut self.contours).into_values().collect();
            let spine = spine::build(&communes, &self.zone_names, &gazetteer, &contours);
            let locator = Locator::new(gazetteer, spine.territories.of(Level::Commune));
            self.sealed = Some(Sealed { spine, locator });
        }
        self.sealed.as_ref().expect("sealed just above")
    }

    /// The parts of a finished draft.
    pub(super) fn into_parts(mut self) -> Told {
        self.seal();
        let sealed = self.sealed.expect("sealed just above");
        let Self { trips, crowd, ties, offers, sites, plots, equipment, .. } = self;
        let communes = sealed.spine.territories.of(Level::Commune);
        let ground = Ground {
            today: &|parcel| sealed.today(parcel).unwrap_or(parcel),
            is_epci: &|siren| sealed.spine.territories.row(Level::Epci, siren).is_some(),
            place: &|clues| sealed.locator.place(clues, communes, &mut Vec::new()),
        };
        let sites = candidates::settle(&plots, sites, &ground);
        Told { sealed, trips, crowd, ties, offers, sites, equipment }
    }

    fn place(&mut self, clues: &Whereabouts, notes: &mut Vec<Note>) -> Option<Place> {
        let sealed = self.seal();
        let place = sealed.locator.place(clues, sealed.spine.territories.of(Level::Commune), notes);
        if place.is_none() {
            notes.push(("sans lieu : compté au total national", clues.town.clone().unwrap_or_default()));
        }
        place
    }

    fn join(&mut self, mut report: Report, notes: &mut Vec<Note>) -> (u32, Verdict) {
        // A list may name another establishment of a masked unit than SIRENE's file holds.
        let unit = report.siret.and_then(|siret| self.units.get(&siret.siren()));
        report.masked |= unit.is_some_and(|unit| unit.masked);
        let before = notes.len();
        let place = self.place(&report.whereabouts, notes);
        if self.crowd.hides(&report) {
            // The account quotes what it mends, and is public.
            notes[before..].iter_mut().for_each(|(_, value)| value.clear());
        }
        self.crowd.join(report, place)
    }

    /// A PTCE is an actor with members and a territory: the territory is whom it serves, unless
    /// it says otherwise.
    fn with_territory(&mut self, pole: Pole) -> Report {
        let Pole { mut report, members, communes } = pole;
        let gazetteer = &self.seal().locator.gazetteer;
        let current = |text: &String| gazetteer.current(CommuneCode::mend(text)?.0);
        let mut codes: Vec<String> = communes.iter().filter_map(current).map(|c| c.to_string()).collect();
        codes.sort();
        codes.dedup();
        let members: Vec<String> = members.iter().map(ToString::to_string).collect();
        report.details.push(("membres", members.join(" ")));
        let zones: Vec<(Level, String)> = codes.into_iter().map(|code| (Level::Commune, code)).collect();
        let territory = (!zones.is_empty()).then_some(ServiceArea::Zones(zones));
        report.service_area = report.service_area.or(territory);
        report
    }

    /// Its members are bound to it once all actors are known.
    fn take_pole(&mut self, pole: Pole, notes: &mut Vec<Note>) -> Verdict {
        let members = pole.members.clone();
        let report = self.with_territory(pole);
        let (source, date) = (report.source, report.statements.first().and_then(|told| told.date.clone()));
        let (rank, verdict) = self.join(report, notes);
        self.ties.members(rank, members, source, date);
        verdict
    }

    fn take_tie(&mut self, tie: Tie) -> Verdict {
        let known = |end: &ActorRef| self.crowd.known(end);
        let ((from, hides_from), (to, hides_to)) = match (known(&tie.from), known(&tie.to)) {
            (Some(from), Some(to)) => (from, to),
            _ => return refused("lien dont un bout n'est pas un acteur connu : non conservé"),
        };
        if hides_from || hides_to {
            return refused("lien d'une unité en diffusion partielle : non conservé");
        }
        if from == to {
            return Verdict::Refused(Reason::fault("un acteur n'est pas lié à lui-même", ""));
        }
        if let Some(area) = tie.service_area.clone() {
            self.crowd.serve(from, area);
        }
        self.ties.take([from, to], tie)
    }

    fn take_offer(&mut self, offer: Offer) -> Verdict {
        let rank = match self.crowd.known(&offer.who) {
            None => return refused("offre d'un acteur qui n'est pas connu : non conservée"),
            Some((_, true)) => return refused("offre d'une unité en diffusion partielle : non conservée"),
            Some((rank, false)) => rank,
        };
        if !self.offer_ids.insert((offer.source, offer.id.clone())) {
            return Verdict::Refused(Reason::fault("offre déjà lue sous cet identifiant", ""));
        }
        if let Some(area) = offer.service_area.clone() {
            self.crowd.serve(rank, area);
        }
        self.offers.push((rank, offer));
        Verdict::Accepted
    }

    fn take_commune(&mut self, commune: Commune) -> Verdict {
        if self.sealed.is_some() {
            return late();
        }
        match self.communes.insert(commune.code, commune) {
            None => Verdict::Accepted,
            Some(earlier) => {
                let code = earlier.code;
                self.communes.insert(code, earlier);
                Verdict::Refused(Reason::fault(
                    "commune déjà lue : la première ligne est gardée",
                    code.as_str(),
                ))
            }
        }
    }

    fn take_passage(&mut self, old: CommuneCode, new: CommuneCode) -> Verdict {
        if !self.communes.contains_key(&new) {
            return Verdict::Refused(Reason::fault("commune d'arrivée inconnue", new.as_str()));
        }
        self.passages.insert(old, new);
        Verdict::Accepted
    }

    fn take_postal(
        &mut self,
        code: CommuneCode,
        postal_code: &str,
        names: impl Iterator<Item = String>,
    ) -> Verdict {
        let known = self.communes.contains_key(&code) || self.passages.contains_key(&code);
        if !known {
            return Verdict::Refused(Reason::out_of_scope(
                "commune hors du code officiel (outre-mer, Monaco)",
            ));
        }
        self.postal.extend(names.map(|name| (code, postal_code.to_owned(), name)));
        Verdict::Accepted
    }

    fn take_contour(&mut self, contour: Contour) -> Verdict {
        let code = contour.code;
        if self.contours.contains_key(&code) {
            return Verdict::Refused(Reason::fault("contour déjà lu pour cette commune", code.as_str()));
        }
        self.contours.insert(code, contour);
        Verdict::Accepted
    }

    fn take_trip(&mut self, ends: [CommuneCode; 2], minutes: Option<f64>) -> Verdict {
        let Sealed { spine, locator } = self.seal();
        let rank = |code: CommuneCode| {
            let current = locator.gazetteer.current(code)?;
            spine.territories.row(Level::Commune, current.as_str())
        };
        let [from, to] = ends.map(rank);
        let Some((from, to)) = from.zip(to) else {
            return Verdict::Refused(Reason::out_of_scope("trajet d'une commune inconnue, ou vers elle"));
        };
        match self.trips.entry([from, to]) {
            Entry::Occupied(_) => Verdict::Merged,
            Entry::Vacant(vacant) => {
                vacant.insert(minutes);
                Verdict::Accepted
            }
        }
    }

    fn take_unit(&mut self, unit: Unit) -> Verdict {
        if self.units.contains_key(&unit.siren) {
            return Verdict::Refused(Reason::fault("unité légale déjà lue", unit.siren.to_string()));
        }
        self.units.insert(unit.siren, unit);
        Verdict::Accepted
    }

    fn take_site(&mut self, site: Site, notes: &mut Vec<Note>) -> Verdict {
        for parcel in &site.parcels {
            let today = self.seal().today(*parcel).unwrap_or(*parcel);
            self.plots.name(today, &site.id);
        }
        if let Some((known, _)) = self.sites.get_mut(&site.id) {
            known.complete_with(site);
            return Verdict::Merged;
        }
        let place = self.place(&site.whereabouts, notes);
        self.sites.insert(site.id.clone(), (site, place));
        Verdict::Accepted
    }

    /// What is told of a parcel of any year, once it is known under which id.
    fn of_parcel(&mut self, parcel: ParcelId, take: impl FnOnce(&mut Plots, ParcelId) -> Verdict) -> Verdict {
        match self.seal().today(parcel) {
            Some(today) => take(&mut self.plots, today),
            None => refused("parcelle d'une commune hors du code officiel"),
        }
    }

    fn take_limits(&mut self, land: String, limits: Limits) -> Verdict {
        let parcel = ParcelId::parse(&land);
        let today = parcel.and_then(|parcel| self.seal().today(parcel));
        let is_known = self.sites.contains_key(&land) || today.is_some_and(|parcel| self.plots.wants(parcel));
        self.plots.take_limits(land, limits, is_known)
    }

    fn take_equipment(&mut self, equipment: Equipment, notes: &mut Vec<Note>) -> Verdict {
        let key = (equipment.kind, equipment.id.clone());
        if self.equipment.contains_key(&key) {
            return Verdict::Merged;
        }
        let place = self.place(&equipment.whereabouts, notes);
        self.equipment.insert(key, (equipment, place));
        Verdict::Accepted
    }
}

/// All that was told, once nothing more will be.
pub(super) struct Told {
    pub sealed: Sealed,
    pub trips: Trips,
    pub crowd: Crowd,
    pub ties: PendingTies,
    /// By the rank of their actor.
    pub offers: Vec<(u32, Offer)>,
    pub sites: Sites,
    pub equipment: Equipments,
}

/// Sites by id, with where they are.
pub(super) type Sites = BTreeMap<String, (Site, Option<Place>)>;
/// Equipment by kind and id, with where it is.
pub(super) type Equipments = BTreeMap<(EquipmentKind, String), (Equipment, Option<Place>)>;

impl Sink for Draft {
    fn take(&mut self, item: Item, notes: &mut Vec<Note>) -> Verdict {
        match item {
            Item::Commune(commune) => self.take_commune(*commune),
            Item::ZoneName { level, code, name } => {
                self.name_zone(level, code, name);
                Verdict::Accepted
            }
            Item::Passage { old, new } => self.take_passage(old, new),
            Item::Postal { code, postal_code, town, also } => {
                self.take_postal(code, &postal_code, std::iter::once(town).chain(also))
            }
            Item::Contour(contour) => self.take_contour(*contour),
            Item::Trip { from, to, minutes } => self.take_trip([from, to], minutes),
            Item::Unit(unit) => self.take_unit(*unit),
            Item::Establishment { siren, report } => {
                let Some(unit) = self.units.get(&siren) else {
                    return Verdict::Refused(Reason::out_of_scope(
                        "unité légale absente du fichier des unités, ou écartée de celui-ci",
                    ));
                };
                let report = unit.lend_to(*report);
                self.join(report, notes).1
            }
            Item::Actor(report) => self.join(*report, notes).1,
            Item::Pole(pole) => self.take_pole(*pole, notes),
            Item::Tie(tie) => self.take_tie(*tie),
            Item::Offer(offer) => self.take_offer(*offer),
            Item::Site(site) => self.take_site(*site, notes),
            Item::Holding(held) => {
                self.of_parcel(held.parcel, |plots, today| plots.take_holding(today, *held))
            }
            Item::Premises { parcel, place } => {
                self.of_parcel(parcel, |plots, today| plots.take_premises(today, place))
            }
            Item::Plot(plot) => self.of_parcel(plot.parcel, |plots, today| plots.take_plot(today, &plot)),
            Item::Limits { land, limits } => self.take_limits(land, *limits),
            Item::Equipment(equipment) => self.take_equipment(*equipment, notes),
        }
    }

    fn knows_unit(&self, siren: Siren) -> bool {
        self.units.contains_key(&siren)
    }

    fn wants_parcel(&self, parcel: ParcelId) -> bool {
        let today = self.sealed.as_ref().and_then(|sealed| sealed.today(parcel));
        today.is_some_and(|today| self.plots.wants(today))
    }
}

fn refused(what: &'static str) -> Verdict {
    Verdict::Refused(Reason::out_of_scope(what))
}

fn late() -> Verdict {
    Verdict::Refused(Reason::fault("commune lue après d'autres sources", ""))
}
