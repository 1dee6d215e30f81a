//! Who is in SIRENE: active bodies of the ESS, and those that must be left out.
//!
//! Communes one after the other, each with its share of the plan's actors; among them, the
//! closed, the commercial, the natural persons and the faults. Rows stream: nothing is kept
//! but a few samples.

use std::io;

use crate::demo::activity::{ACTIVITIES, Activity};
use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, Place};
use crate::demo::names::{self, SECRET, Street, capitals};
use crate::demo::numbers;
use crate::demo::register::{Address, ESTABLISHMENTS, Establishment, HIDDEN, Register, UNITS, Unit};
use crate::demo::samples::{Known, Samples};
use crate::demo::truths::{MASKED_KEPT, Masked, Truths};

/// What later writers need.
pub struct Registered {
    pub samples: Samples,
    /// The rank of the next private SIREN.
    pub next: u32,
}

/// Writes the two files row by row and counts what each row is.
pub struct Clerk<'a> {
    pub ground: &'a Ground<'a>,
    pub truths: &'a mut Truths,
    pub chance: Chance,
    pub register: Register,
    pub samples: Samples,
    pub next: u32,
    /// 88.91A in all bassins.
    pub childcare: u32,
    /// One establishment in so many is masked.
    pub masked_every: u32,
}

/// Writes both stock files.
pub fn write(ground: &Ground<'_>, truths: &mut Truths) -> io::Result<Registered> {
    let mut clerk = Clerk {
        ground,
        truths,
        chance: Chance::new(ground.plan.seed, Purpose::Sirene),
        register: Register::create(ground.folder)?,
        samples: Samples::new(ground.plan, &pole_bassins(ground)),
        next: 0,
        childcare: 0,
        masked_every: (ground.plan.actors / 24).min(100),
    };
    clerk.plant()?;
    let planted = u32::try_from(clerk.truths.sirene.kept).expect("a few");
    for (commune, share) in shares(ground, ground.plan.actors - planted) {
        clerk.commune(commune, share)?;
    }
    clerk.faults()?;
    clerk.finish()
}

/// The bassins where PTCE are at work, evenly spread: not where one is about to form.
fn pole_bassins(ground: &Ground<'_>) -> Vec<usize> {
    let bassins = ground.world.bassins.len();
    let forming = ground.world.communes[ground.scheme.cluster].bassin;
    let count = ground.plan.scaled(60, 3) as usize;
    let free: Vec<usize> = (0..bassins).filter(|&bassin| bassin != forming).collect();
    (0..count).map(|i| free[i * free.len() / count]).collect()
}

/// How many actors each commune has, by its people; the sum is exact.
fn shares<'a>(ground: &'a Ground<'_>, actors: u32) -> impl Iterator<Item = (usize, u32)> + 'a {
    let weight = |population: u32| u64::from(population) + 100;
    let total: u64 = ground.world.communes.iter().map(|c| weight(c.population)).sum();
    let mut sum = 0;
    ground.world.communes.iter().enumerate().map(move |(rank, commune)| {
        let before = sum * u64::from(actors) / total;
        sum += weight(commune.population);
        let share = sum * u64::from(actors) / total - before;
        (rank, u32::try_from(share).expect("at most all actors"))
    })
}

impl Clerk<'_> {
    fn commune(&mut self, commune: usize, share: u32) -> io::Result<()> {
        let mut last: Option<(Unit, u32)> = None;
        for _ in 0..share {
            let serial = self.truths.sirene.kept + 1;
            if serial.is_multiple_of(u64::from(self.masked_every)) {
                self.masked(commune)?;
            } else if let Some((unit, rank)) = last.as_mut().filter(|_| self.chance.one_in(20)) {
                *rank += 1;
                let (unit, rank) = (unit.clone(), *rank);
                self.branch(&unit, rank, commune)?;
            } else {
                last = Some((self.actor(commune)?, 1));
            }
            if self.chance.one_in(6) {
                self.left_out(commune)?;
            }
        }
        Ok(())
    }

    /// A body of the ESS, of an activity that the plot allows here.
    fn actor(&mut self, commune: usize) -> io::Result<Unit> {
        let activity = self.activity(commune);
        let town = &self.ground.world.communes[commune].name;
        let pattern = self.chance.pick(activity.names);
        let name = names::body(&mut self.chance, pattern, town);
        let form = self.chance.weighted(activity.forms, |form| form.0).1;
        let unit = self.ess(activity.naf, form, &name);
        self.register.unit(&unit)?;
        let place = self.ground.spot(&mut self.chance, commune);
        self.seat(&unit, &name, place, commune)?;
        Ok(unit)
    }

    fn activity(&mut self, commune: usize) -> &'static Activity {
        let bassin = self.ground.world.communes[commune].bassin;
        loop {
            let activity = self.chance.weighted(ACTIVITIES, |activity| activity.weight);
            if self.ground.scheme.allows(bassin, activity.naf) {
                return activity;
            }
        }
    }

    /// An active unit; counts why it is in.
    pub fn ess(&mut self, naf: &'static str, form: u16, name: &str) -> Unit {
        let commercial = matches!(form, 5710 | 5499);
        let flag = if commercial || !self.chance.one_in(4) { "O" } else { "" };
        let counts = &mut self.truths.sirene;
        counts.by_flag_only += u64::from(commercial);
        counts.by_form_only += u64::from(flag.is_empty());
        let mut unit = self.blank(naf, form, name);
        unit.flag = flag;
        if matches!(form, 9220..=9230) && !self.chance.one_in(3) {
            unit.rna = numbers::rna(self.next);
            self.truths.sirene.with_rna += 1;
        }
        unit
    }

    /// An active unit with a number, a name and a size.
    pub fn blank(&mut self, naf: &'static str, form: u16, name: &str) -> Unit {
        let bands: &[&str] = match form {
            9220..=9230 => &["NN", "NN", "", "", "", "00", "01", "02", "03", "11", "12"],
            _ => &["", "NN", "01", "02", "03", "11", "12", "21"],
        };
        let siren = numbers::private_siren(self.next);
        self.next += 1;
        Unit {
            siren,
            masked: false,
            name: capitals(name),
            first_name: None,
            form,
            naf,
            flag: "",
            rna: String::new(),
            band: self.chance.pick(bands),
            year: 1950 + self.chance.below(75),
            active: true,
        }
    }

    /// Where a place says it is: one in ten has no point; some still have an old code.
    pub fn address(&mut self, place: &Place) -> Address {
        let world = &self.ground.world;
        let commune = &world.communes[place.commune];
        let mut address = Address {
            street: names::street(&mut self.chance),
            postal_code: commune.postal_code.clone(),
            town: capitals(&commune.name).replace('-', " "),
            commune: commune.code.clone(),
            point: (!self.chance.one_in(10)).then_some((place.lon, place.lat)),
        };
        if 1 < commune.cells.len() && self.chance.one_in(3) {
            let former = world.former.iter().find(|former| former.now == place.commune);
            if let Some(former) = former {
                address.commune.clone_from(&former.code);
                address.town = capitals(&former.name).replace('-', " ");
                self.truths.sirene.old_codes += 1;
            }
        }
        address
    }

    /// The seat of a unit that was written; shown to the samples.
    pub fn seat(&mut self, unit: &Unit, name: &str, place: Place, commune: usize) -> io::Result<String> {
        let address = self.address(&place);
        let siret = numbers::siret(&unit.siren, 1);
        self.establish(unit, siret.clone(), &address)?;
        let bassin = self.ground.world.communes[commune].bassin;
        self.count(unit.naf, bassin);
        let street = address.street.line;
        let known = Known { siret: siret.clone(), name: name.to_owned(), naf: unit.naf, street, place };
        self.samples.offer(&known, bassin);
        Ok(siret)
    }

    /// Counts what the truths are about.
    pub fn count(&mut self, naf: &str, bassin: usize) {
        self.childcare += u32::from(naf == "88.91A");
        if bassin == self.ground.scheme.unprocessed {
            let told = &mut self.truths.processing;
            told.producers += u32::from(naf == "01.13Z");
            told.caterers += u32::from(naf.starts_with("56.2"));
        }
    }

    pub fn establish(&mut self, unit: &Unit, siret: String, address: &Address) -> io::Result<()> {
        self.truths.sirene.kept += 1;
        let told =
            Establishment { unit, siret, masked: false, forgotten: false, active: true, sign: "", address };
        self.register.establishment(&told)
    }

    /// One more establishment of a unit, in the same commune.
    fn branch(&mut self, unit: &Unit, rank: u32, commune: usize) -> io::Result<()> {
        let place = self.ground.spot(&mut self.chance, commune);
        let address = self.address(&place);
        self.establish(unit, numbers::siret(&unit.siren, rank), &address)?;
        let bassin = self.ground.world.communes[commune].bassin;
        self.count(unit.naf, bassin);
        Ok(())
    }

    /// A unit in partial diffusion, in one of three ways: hidden by INSEE; on the unit alone,
    /// whose name and address nobody blanked; on the establishment alone.
    fn masked(&mut self, commune: usize) -> io::Result<()> {
        let activity = self.activity(commune);
        let way = self.truths.sirene.masked % 3;
        let number = self.truths.sirene.masked + 1;
        let secret = capitals(&format!("Cercle {SECRET} {number}"));
        let name = if way == 0 { HIDDEN } else { &secret };
        let mut unit = self.ess(activity.naf, 9220, name);
        unit.masked = way != 2;
        self.register.unit(&unit)?;
        let place = self.ground.spot(&mut self.chance, commune);
        let mut address = self.address(&place);
        if way != 0 {
            address.street = Street { name: capitals(&format!("du {SECRET}")), ..address.street };
        }
        let siret = numbers::siret(&unit.siren, 1);
        let told = Establishment {
            unit: &unit,
            siret: siret.clone(),
            masked: way != 1,
            forgotten: way == 2,
            active: true,
            sign: if way == 0 { HIDDEN } else { &secret },
            address: &address,
        };
        self.register.establishment(&told)?;
        let bassin = self.ground.world.communes[commune].bassin;
        self.count(unit.naf, bassin);
        self.truths.sirene.kept += 1;
        self.truths.sirene.masked += 1;
        if self.truths.masked.len() < MASKED_KEPT {
            let commune = self.ground.world.communes[commune].code.clone();
            let secret = if way == 0 { String::new() } else { secret.clone() };
            self.truths.masked.push(Masked { siret, commune, secret });
        }
        Ok(())
    }

    fn finish(self) -> io::Result<Registered> {
        let (units, establishments) = self.register.finish()?;
        let world = &self.ground.world;
        let without = world.bassin_populations()[self.ground.scheme.childless];
        let elsewhere = self.ground.population() - without;
        self.truths.childcare.expected = f64::from(self.childcare) * without as f64 / elsewhere as f64;
        self.truths.sirene.units = units;
        self.truths.sirene.establishments = establishments;
        self.truths.rows.insert(UNITS.file, units);
        self.truths.rows.insert(ESTABLISHMENTS.file, establishments);
        Ok(Registered { samples: self.samples, next: self.next })
    }
}
