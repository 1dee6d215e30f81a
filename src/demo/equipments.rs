//! France services and railway stations.

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::{Ground, Place, degrees};
use crate::demo::names::{self, capitals};
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;
use crate::geometry::projection::{Grid, Projector};

/// France services.
pub const SERVICES: Format = Format::plain(
    "france_services.csv",
    &[
        "id_fs",
        "insee_dep",
        "lib_fs",
        "adresse",
        "complement_adresse",
        "insee_com",
        "code_postal",
        "lib_com",
        "latitude",
        "longitude",
        "h_lundi",
        "h_mardi",
        "h_mercredi",
        "h_jeudi",
        "h_vendredi",
        "h_samedi",
        "prise_rdv",
        "commentaire",
        "type_fs",
        "format_fs",
        "groupe_fs",
        "labellisation_fs",
    ],
);

/// SNCF's list of stations: one row per station and line.
pub const STATIONS: Format = Format::windows(
    "gares.csv",
    &[
        "CODE_UIC",
        "LIBELLE",
        "FRET",
        "VOYAGEURS",
        "CODE_LIGNE",
        "RG_TRONCON",
        "PK",
        "COMMUNE",
        "DEPARTEMEN",
        "IDRESEAU",
        "IDGAIA",
        "X_L93",
        "Y_L93",
        "X_WGS84",
        "Y_WGS84",
        "C_GEO",
        "Geo Point",
        "Geo Shape",
    ],
);

/// Writes both files.
pub fn write(ground: &Ground<'_>, truths: &mut Truths) -> io::Result<()> {
    let mut chance = Chance::new(ground.plan.seed, Purpose::Equipments);
    stations(ground, &mut chance, truths)?;
    services(ground, &mut chance, truths)
}

fn services(ground: &Ground<'_>, chance: &mut Chance, truths: &mut Truths) -> io::Result<()> {
    let mut table = Table::create(ground.folder, SERVICES)?;
    let forms = [(24, "Fixe"), (2, "Multisites"), (2, "Bus_équivalent"), (1, "Itinérante")];
    for rank in 1..=ground.plan.scaled(2_845, 8) {
        let at = ground.commune(chance);
        let (commune, place) = (&ground.world.communes[at], ground.spot(chance, at));
        let hours = "09:00 - 12:00 / 13:30 - 17:00";
        table.row(&[
            ("id_fs", &rank.to_string()),
            ("insee_dep", &ground.world.departement_code(at)),
            ("lib_fs", &format!("France services {}", names::of_town(&commune.name))),
            ("adresse", &names::street(chance).line),
            ("insee_com", &commune.code),
            ("code_postal", &commune.postal_code),
            ("lib_com", &commune.name),
            ("latitude", &degrees(place.lat)),
            ("longitude", &degrees(place.lon)),
            ("h_lundi", hours),
            ("h_mardi", hours),
            ("h_jeudi", hours),
            ("prise_rdv", "Non"),
            ("type_fs", "Principal"),
            ("format_fs", chance.weighted(&forms, |form| form.0).1),
            ("labellisation_fs", "Espace labellisé 01/01/2022"),
        ])?;
    }
    truths.rows.insert(SERVICES.file, table.finish()?);
    Ok(())
}

fn stations(ground: &Ground<'_>, chance: &mut Chance, truths: &mut Truths) -> io::Result<()> {
    let mut table = Table::create(ground.folder, STATIONS)?;
    let lambert = Projector::new(Grid::Lambert93);
    // One in each pole first, always open: truth 4 counts on its own.
    let bassins = &ground.world.bassins;
    let mut places: Vec<Place> =
        bassins.iter().map(|bassin| ground.beside(bassin.pole, 40.0, 25.0)).collect();
    while places.len() < ground.plan.scaled(3_470, 10) as usize {
        let commune = ground.commune(chance);
        places.push(ground.spot(chance, commune));
    }
    for (rank, place) in places.iter().enumerate() {
        let number = u32::try_from(rank).unwrap_or(0) + 1;
        let station = Station { number, open: rank < bassins.len() || !number.is_multiple_of(9), place };
        if rank == ground.scheme.brownfield {
            truths.brownfield.station = station.uic();
        }
        if !station.open {
            truths.fault("gares : fermée aux voyageurs");
        }
        station.row(ground, &mut table, &lambert, 1)?;
        // Every tenth lies on two lines and has a row for each.
        if number.is_multiple_of(10) {
            station.row(ground, &mut table, &lambert, 2)?;
            truths.fault("gares : une ligne du fichier par voie ferrée");
        }
    }
    truths.rows.insert(STATIONS.file, table.finish()?);
    Ok(())
}

struct Station<'a> {
    number: u32,
    /// To passengers.
    open: bool,
    place: &'a Place,
}

impl Station<'_> {
    fn uic(&self) -> String {
        (87_960_000 + self.number).to_string()
    }

    fn row(&self, ground: &Ground<'_>, table: &mut Table, lambert: &Projector, line: u32) -> io::Result<()> {
        let Place { commune, lon, lat } = *self.place;
        let name = &ground.world.communes[commune].name;
        let point = format!("{lat:.12},{lon:.12}");
        let (x, y) = lambert.from_degrees(lon, lat).unwrap_or_default();
        let shape = serde_json::json!({"coordinates": [lon, lat], "type": "Point"});
        table.row(&[
            ("CODE_UIC", &self.uic()),
            ("LIBELLE", name),
            ("FRET", "N"),
            ("VOYAGEURS", if self.open { "O" } else { "N" }),
            ("CODE_LIGNE", &(960_000 + line).to_string()),
            ("RG_TRONCON", "1"),
            ("PK", &format!("{:03}+{:03}", self.number % 200, self.number * 37 % 1000)),
            ("COMMUNE", &capitals(name)),
            ("DEPARTEMEN", &capitals(ground.world.departement_name(commune))),
            ("IDRESEAU", &(5_000 + self.number).to_string()),
            ("X_L93", &format!("{x:.6}")),
            ("Y_L93", &format!("{y:.6}")),
            ("X_WGS84", &format!("{lon:.12}")),
            ("Y_WGS84", &format!("{lat:.12}")),
            ("C_GEO", &point),
            ("Geo Point", &point),
            ("Geo Shape", &shape.to_string()),
        ])
    }
}
