//! Insertion enterprises (SIAE) and establishments for disabled workers (ESAT).

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, Place, degrees};
use crate::demo::names::{self, capitals};
use crate::demo::numbers;
use crate::demo::samples::Known;
use crate::demo::sirene::Registered;
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// *Les emplois de l'inclusion*.
pub const SIAE: Format = Format::plain(
    "siae.csv",
    &[
        "pk",
        "siret",
        "naf",
        "kind",
        "name",
        "brand",
        "address_line_1",
        "address_line_2",
        "post_code",
        "city",
        "department",
        "lon",
        "lat",
        "geocoding_score",
        "website",
        "source",
        "convention",
        "created_at",
        "updated_at",
    ],
);

/// The official list of ESAT.
pub const ESAT: Format = Format::plain(
    "esat.csv",
    &[
        "EJ-N°FINESS",
        "EJ-Raison sociale",
        "EJ-Statut juridique Code",
        "EJ-Statut juridique Libellé",
        "ET-N°FINESS",
        "ET-Raison sociale",
        "ET-Adresse",
        "ET-Code Postal",
        "ET-Type",
        "ET-SIRET",
        "ET-Région Code",
        "ET-Région Libellé",
        "ET-Département Code",
        "ET-Département Libellé",
        "ET-Commune Code",
        "ET-Commune Libellé",
        "Capacité autorisée agrégée",
    ],
);

/// Kinds of SIAE and how usual each is.
const KINDS: [(u32, &str); 5] = [(18, "ACI"), (9, "EI"), (6, "AI"), (3, "ETTI"), (2, "GEIQ")];

const ACTIVITIES: [&str; 6] = ["88.99B", "94.99Z", "78.30Z", "78.20Z", "81.30Z", "38.32Z"];

/// A domain and a number that are kept free for fiction.
const MAIL: &str = "accueil@ombreclose.example";
const PHONE: &str = "05 36 49 12 34";

/// Writes both lists.
pub fn write(ground: &Ground<'_>, registered: &mut Registered, truths: &mut Truths) -> io::Result<()> {
    let mut writer = Siae {
        ground,
        chance: Chance::new(ground.plan.seed, Purpose::Inclusion),
        table: Table::create(ground.folder, SIAE)?,
        pk: 0,
    };
    writer.all(registered, truths)?;
    let mut chance = writer.chance;
    truths.rows.insert(SIAE.file, writer.table.finish()?);
    esat(ground, &mut chance, registered, truths)
}

struct Siae<'a> {
    ground: &'a Ground<'a>,
    chance: Chance,
    table: Table,
    pk: u32,
}

/// What a fault changes in a row.
#[derive(Default)]
struct Oddity {
    kind: Option<&'static str>,
    score: Option<f64>,
    contact: bool,
}

impl Siae<'_> {
    fn all(&mut self, registered: &mut Registered, truths: &mut Truths) -> io::Result<()> {
        let known = registered.samples.siae.list.clone();
        for one in &known {
            self.row(one, &Oddity::default())?;
        }
        let shared = known.iter().map(|one| one.siret.clone()).collect();
        truths.shared.insert(SIAE.file, shared);
        let own = self.ground.plan.scaled(3_853, 28).saturating_sub(self.pk);
        for _ in 0..own {
            let one = self.invented(&mut registered.next);
            self.row(&one, &Oddity::default())?;
        }
        for _ in 0..self.ground.plan.faults() {
            self.faults(registered, truths)?;
        }
        let one = self.invented(&mut registered.next);
        self.row(&one, &Oddity { contact: true, ..Oddity::default() })?;
        truths.contacts = vec![MAIL.to_owned(), PHONE.to_owned()];
        truths.fault("SIAE : courriel et téléphone");
        Ok(())
    }

    fn faults(&mut self, registered: &mut Registered, truths: &mut Truths) -> io::Result<()> {
        let one = self.invented(&mut registered.next);
        let wrong = Known { siret: numbers::spoilt(&one.siret), ..one };
        self.row(&wrong, &Oddity::default())?;
        truths.fault("SIAE : SIRET invalide");
        let one = self.invented(&mut registered.next);
        self.row(&one, &Oddity { kind: Some("ACI"), ..Oddity::default() })?;
        self.row(&one, &Oddity { kind: Some("AI"), ..Oddity::default() })?;
        truths.fault("SIAE : SIRET répété sous un autre type");
        let one = self.invented(&mut registered.next);
        self.row(&one, &Oddity { score: Some(0.41), ..Oddity::default() })?;
        truths.fault("SIAE : géocodage peu sûr");
        Ok(())
    }

    /// A body that SIRENE does not tell of.
    fn invented(&mut self, next: &mut u32) -> Known {
        let commune = self.ground.commune(&mut self.chance);
        let town = &self.ground.world.communes[commune].name;
        let pattern = self.chance.pick(&["Chantier {d}", "Insertion {d}", "Coup de main {c}"]);
        let siret = numbers::siret(&numbers::private_siren(*next), 1);
        *next += 1;
        Known {
            siret,
            name: names::body(&mut self.chance, pattern, town),
            naf: self.chance.pick(&ACTIVITIES),
            street: names::street(&mut self.chance).line,
            place: self.ground.spot(&mut self.chance, commune),
        }
    }

    fn row(&mut self, one: &Known, odd: &Oddity) -> io::Result<()> {
        self.pk += 1;
        let commune = &self.ground.world.communes[one.place.commune];
        let kind = odd.kind.unwrap_or_else(|| self.chance.weighted(&KINDS, |kind| kind.0).1);
        let score = odd.score.unwrap_or_else(|| self.chance.between(0.62, 0.98));
        let street = if odd.contact { format!("{} ({PHONE})", one.street) } else { one.street.clone() };
        let website = match self.pk % 3 {
            _ if odd.contact => format!("mailto:{MAIL}"),
            0 => names::website(&one.name),
            _ => String::new(),
        };
        self.table.row(&[
            ("pk", &self.pk.to_string()),
            ("siret", &one.siret),
            ("naf", &one.naf.replace('.', "")),
            ("kind", kind),
            ("name", &capitals(&one.name)),
            ("brand", &one.name),
            ("address_line_1", &street),
            ("post_code", &commune.postal_code),
            ("city", &commune.name),
            ("department", &self.ground.world.departement_code(one.place.commune)),
            ("lon", &degrees(one.place.lon)),
            ("lat", &degrees(one.place.lat)),
            ("geocoding_score", &format!("{score:.3}")),
            ("website", &website),
            ("source", if kind == "GEIQ" { "GEIQ" } else { "ASP" }),
            ("convention", &format!("{}.0", 13_000 + self.pk)),
            ("created_at", "2019-12-05T14:37:56.609Z"),
            ("updated_at", "2020-12-18T10:40:16.387Z"),
        ])
    }
}

fn esat(
    ground: &Ground<'_>,
    chance: &mut Chance,
    registered: &mut Registered,
    truths: &mut Truths,
) -> io::Result<()> {
    let mut table = Table::create(ground.folder, ESAT)?;
    let mut all = registered.samples.esat.list.clone();
    truths.shared.insert(ESAT.file, all.iter().map(|one| one.siret.clone()).collect());
    for rank in all.len()..ground.plan.scaled(1_504, 7) as usize {
        let commune = ground.commune(chance);
        let siret = numbers::siret(&numbers::private_siren(registered.next), 1);
        registered.next += 1;
        let unknown = rank.is_multiple_of(6);
        if unknown {
            truths.fault("ESAT : sans SIRET");
        }
        all.push(Known {
            siret: if unknown { String::new() } else { siret },
            name: names::body(chance, "Les ateliers {d}", ""),
            naf: "88.10C",
            street: names::street(chance).line,
            place: Place { commune, lon: 0.0, lat: 0.0 },
        });
    }
    for (one, rank) in all.iter().zip(1..) {
        esat_row(ground, &mut table, one, rank)?;
    }
    truths.rows.insert(ESAT.file, table.finish()?);
    Ok(())
}

fn esat_row(ground: &Ground<'_>, table: &mut Table, one: &Known, rank: u32) -> io::Result<()> {
    let at = one.place.commune;
    let commune = &ground.world.communes[at];
    let (region, region_name) = ground.world.region(at);
    table.row(&[
        ("EJ-N°FINESS", &format!("{}", 960_000_000 + rank)),
        ("EJ-Raison sociale", &format!("ASSOCIATION {}", capitals(&one.name))),
        ("EJ-Statut juridique Code", "60"),
        ("EJ-Statut juridique Libellé", "Ass.L.1901 non R.U.P"),
        ("ET-N°FINESS", &format!("{}", 960_500_000 + rank)),
        ("ET-Raison sociale", &format!("ESAT {}", capitals(&one.name))),
        ("ET-Adresse", &capitals(&one.street)),
        ("ET-Code Postal", &commune.postal_code),
        ("ET-Type", if rank.is_multiple_of(4) { "Secondaire" } else { "Principal" }),
        ("ET-SIRET", &one.siret),
        ("ET-Région Code", &region),
        ("ET-Région Libellé", region_name),
        ("ET-Département Code", &ground.world.departement_code(at)),
        ("ET-Département Libellé", ground.world.departement_name(at)),
        ("ET-Commune Code", &commune.code),
        ("ET-Commune Libellé", &commune.name),
        ("Capacité autorisée agrégée", &(20 + 7 * (rank % 12)).to_string()),
    ])
}
