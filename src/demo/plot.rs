//! What is planted in SIRENE on purpose: truths to find again, rows to leave out, faults.

use std::io;

use crate::demo::activity::{COMPLEMENTARY, GROWN_AND_COOKED, OTHERS, PROCESSED};
use crate::demo::ground::Place;
use crate::demo::names::{self, SECRET};
use crate::demo::numbers;
use crate::demo::register::{Establishment, Unit};
use crate::demo::sirene::Clerk;

/// The planted cluster reaches so far from the village.
const CLUSTER_M: f64 = 600.0;

/// Establishments of communes that do not exist.
const UNPLACED: u32 = 2;

impl Clerk<'_> {
    /// Truths 2 and 3, and the establishments that are nowhere.
    pub fn plant(&mut self) -> io::Result<()> {
        let scheme = self.ground.scheme;
        let pole = |bassin: usize| self.ground.world.bassins[bassin].pole;
        let (hungry, fed) = (pole(scheme.unprocessed), pole(scheme.processing));
        for told in GROWN_AND_COOKED {
            let place = self.ground.spot(&mut self.chance, hungry);
            self.planted(told, place)?;
        }
        for told in PROCESSED {
            let place = self.ground.spot(&mut self.chance, fed);
            let siret = self.planted(told, place)?;
            self.truths.processing.sirets.push(siret);
        }
        self.truths.cluster.radius_m = CLUSTER_M;
        for told in COMPLEMENTARY {
            let (x, y) = loop {
                let (x, y) = (self.chance.between(-1.0, 1.0), self.chance.between(-1.0, 1.0));
                if x * x + y * y < 0.95 {
                    break (x, y);
                }
            };
            let place = self.ground.beside(scheme.cluster, x * CLUSTER_M, y * CLUSTER_M);
            let siret = self.planted(told, place)?;
            self.truths.cluster.sirets.push(siret);
        }
        for _ in 0..UNPLACED {
            self.nowhere()?;
        }
        Ok(())
    }

    /// A body whose point is always told.
    fn planted(&mut self, (naf, form, name): (&'static str, u16, &str), place: Place) -> io::Result<String> {
        let unit = self.ess(naf, form, name);
        self.register.unit(&unit)?;
        let mut address = self.address(&place);
        address.point = Some((place.lon, place.lat));
        let siret = numbers::siret(&unit.siren, 1);
        self.establish(&unit, siret.clone(), &address)?;
        let bassin = self.ground.world.communes[place.commune].bassin;
        self.count(unit.naf, bassin);
        Ok(siret)
    }

    fn nowhere(&mut self) -> io::Result<()> {
        let unit = self.ess("94.99Z", 9220, "Les Amis du Bout du Monde");
        self.register.unit(&unit)?;
        let place = self.ground.spot(&mut self.chance, 0);
        let mut address = self.address(&place);
        "F0999".clone_into(&mut address.commune);
        "99999".clone_into(&mut address.postal_code);
        "NULLE PART".clone_into(&mut address.town);
        address.point = None;
        self.truths.sirene.unplaced += 1;
        self.truths.fault("SIRENE : commune inconnue");
        self.establish(&unit, numbers::siret(&unit.siren, 1), &address)
    }

    /// A row that is sound and not ours to keep.
    pub fn left_out(&mut self, commune: usize) -> io::Result<()> {
        let counts = &mut self.truths.sirene;
        match self.chance.below(10) {
            0..=2 => {
                counts.ceased += 1;
                let mut unit = self.blank("94.99Z", 9220, "Ancienne amicale");
                unit.active = false;
                unit.flag = "O";
                self.closed(&unit, 1, commune, true)
            }
            3 => {
                counts.closed += 1;
                let unit = self.blank("94.99Z", 9220, "Amicale sans local");
                let unit = Unit { flag: "O", ..unit };
                self.closed(&unit, 2, commune, true)
            }
            4 => {
                counts.excluded += 1;
                let unit = self.blank("94.91Z", 9220, "Association cultuelle");
                self.closed(&unit, 1, commune, false)
            }
            5..=7 => {
                counts.persons += 1;
                let mut unit = self.blank("43.21A", 1000, SECRET);
                unit.first_name = Some("ZELIANE");
                unit.masked = self.chance.one_in(3);
                unit.band = "NN";
                self.closed(&unit, 1, commune, false)
            }
            _ => {
                counts.not_ess += 1;
                let (form, naf, pattern) = self.chance.pick(&OTHERS);
                let town = &self.ground.world.communes[commune].name;
                let name = names::body(&mut self.chance, pattern, town);
                let mut unit = self.blank(naf, form, &name);
                unit.flag = if form == 5710 { "N" } else { "" };
                self.closed(&unit, 1, commune, false)
            }
        }
    }

    /// A unit and one establishment that are not kept, the latter `closed` or not.
    fn closed(&mut self, unit: &Unit, rank: u32, commune: usize, closed: bool) -> io::Result<()> {
        self.register.unit(unit)?;
        let place = self.ground.spot(&mut self.chance, commune);
        let old = self.truths.sirene.old_codes;
        let address = self.address(&place);
        // Only the rows that are kept count.
        self.truths.sirene.old_codes = old;
        let siret = numbers::siret(&unit.siren, rank);
        let masked = unit.masked;
        let told = Establishment {
            unit,
            siret,
            masked,
            forgotten: false,
            active: !closed,
            sign: "",
            address: &address,
        };
        self.register.establishment(&told)
    }

    /// Rows that are refused: a wrong key, a unit that nobody told of.
    pub fn faults(&mut self) -> io::Result<()> {
        for _ in 0..self.ground.plan.faults() {
            let mut unit = self.blank("94.99Z", 9220, "Les Amis de la Faute de Frappe");
            unit.flag = "O";
            self.register.unit(&unit)?;
            let wrong = numbers::spoilt(&numbers::siret(&unit.siren, 1));
            self.faulty(&unit, wrong, "SIRENE : SIRET invalide")?;
            let orphan = self.blank("94.99Z", 9220, "Sans unité légale");
            let siret = numbers::siret(&orphan.siren, 1);
            self.faulty(&orphan, siret, "SIRENE : établissement sans unité légale")?;
        }
        Ok(())
    }

    fn faulty(&mut self, unit: &Unit, siret: String, what: &'static str) -> io::Result<()> {
        let commune = self.ground.commune(&mut self.chance);
        let place = self.ground.spot(&mut self.chance, commune);
        let old = self.truths.sirene.old_codes;
        let address = self.address(&place);
        self.truths.sirene.old_codes = old;
        self.truths.sirene.faulty += 1;
        self.truths.fault(what);
        let told = Establishment {
            unit,
            siret,
            masked: false,
            forgotten: false,
            active: true,
            sign: "",
            address: &address,
        };
        self.register.establishment(&told)
    }
}
