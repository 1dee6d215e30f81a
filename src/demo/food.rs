//! Canteens (*ma cantine*) and farms certified HVE.

use std::io;

use crate::demo::chance::{Chance, Purpose};
use crate::demo::ground::Ground;
use crate::demo::names;
use crate::demo::numbers;
use crate::demo::samples::Samples;
use crate::demo::table::{Format, Table};
use crate::demo::truths::Truths;

/// Canteens' declarations of 2023.
pub const CANTEENS: Format = Format::plain(
    "cantines_2023.csv",
    &[
        "id",
        "applicant_id",
        "teledeclaration_mode",
        "year",
        "version",
        "canteen_id",
        "canteen_siret",
        "canteen_name",
        "canteen_central_kitchen_siret",
        "canteen_city_insee_code",
        "canteen_epci",
        "canteen_epci_lib",
        "canteen_pat_list",
        "canteen_pat_lib_list",
        "canteen_department",
        "canteen_department_lib",
        "canteen_region",
        "canteen_region_lib",
        "canteen_satellite_canteens_count",
        "canteen_economic_model",
        "canteen_management_type",
        "canteen_production_type",
        "canteen_sector_list",
        "canteen_line_ministry",
        "teledeclaration_type",
        "teledeclaration_ratio_bio",
        "teledeclaration_ratio_egalim_hors_bio",
        "creation_date",
    ],
);

/// Farms of *haute valeur environnementale*, without names.
pub const FARMS: Format = Format::plain(
    "exploitations_hve.csv",
    &[
        "code_postal",
        "region",
        "departement",
        "commune",
        "activite_animale",
        "activite_vegetale",
        "vente_directe",
        "date_certif",
    ],
);

const SECTORS: [(u32, &str); 5] = [
    (25, "Ecole primaire (maternelle et élémentaire)"),
    (10, "Secondaire collège"),
    (8, "EHPAD / maisons de retraite / foyers de personnes âgées"),
    (5, "Secondaire lycée (hors agricole)"),
    (3, "Hôpitaux"),
];

const PRODUCTION: [(u32, &str); 4] =
    [(15, "site"), (4, "site_cooked_elsewhere"), (2, "central_serving"), (1, "central")];

const CROPS: [(u32, &str); 4] =
    [(4, "Maraichage"), (3, "Grandes Cultures"), (2, "Arboriculture"), (1, "Viticulture")];

const HERDS: [(u32, &str); 5] =
    [(12, ""), (3, "Bovins Lait"), (2, "Ovins"), (1, "Volailles"), (1, "Caprins")];

/// Whether a farm sells directly, padded as the ministry's file is.
const DIRECT: [(u32, &str); 5] = [(5, "NON  "), (4, "NON"), (3, ""), (3, "OUI  "), (3, "OUI")];

/// Writes both files.
pub fn write(ground: &Ground<'_>, samples: &Samples, truths: &mut Truths) -> io::Result<()> {
    let mut chance = Chance::new(ground.plan.seed, Purpose::Food);
    canteens(ground, &mut chance, samples, truths)?;
    farms(ground, &mut chance, truths)
}

/// Who runs a canteen, and where.
struct Canteen<'a> {
    siret: &'a str,
    name: String,
    commune: usize,
    sector: &'static str,
    public: bool,
}

fn canteens(
    ground: &Ground<'_>,
    chance: &mut Chance,
    samples: &Samples,
    truths: &mut Truths,
) -> io::Result<()> {
    let mut table = Table::create(ground.folder, CANTEENS)?;
    let mut shared = Vec::new();
    for (known, rank) in samples.canteens.list.iter().zip(1..) {
        // A sector that agrees with the activity: no childcare is invented here.
        let sector = if known.naf == "88.91A" { "Crèche" } else { SECTORS[2].1 };
        let name = format!("Restaurant : {}", known.name);
        let commune = known.place.commune;
        let canteen = Canteen { siret: &known.siret, name, commune, sector, public: false };
        row(ground, chance, &mut table, (rank, &canteen))?;
        shared.push(known.siret.clone());
    }
    for rank in shared.len() as u32 + 1..=ground.plan.scaled(10_317, 36) {
        let commune = ground.commune(chance);
        let town = &ground.world.communes[commune];
        let siret = numbers::siret(&town.siren, rank % 9_000 + 1);
        let sector = chance.weighted(&SECTORS, |sector| sector.0).1;
        let name = format!("Restaurant municipal {}", names::of_town(&town.name));
        let canteen = Canteen { siret: &siret, name, commune, sector, public: true };
        row(ground, chance, &mut table, (rank, &canteen))?;
    }
    truths.shared.insert(CANTEENS.file, shared);
    truths.rows.insert(CANTEENS.file, table.finish()?);
    Ok(())
}

fn row(
    ground: &Ground<'_>,
    chance: &mut Chance,
    table: &mut Table,
    (rank, canteen): (u32, &Canteen<'_>),
) -> io::Result<()> {
    let world = &ground.world;
    let commune = &world.communes[canteen.commune];
    let epci = commune.epci.map(|epci| &world.epcis[epci]);
    let (region, region_name) = world.region(canteen.commune);
    table.row(&[
        ("id", &(13_000 + rank).to_string()),
        ("applicant_id", &(6_000 + rank % 900).to_string()),
        ("teledeclaration_mode", "SITE"),
        ("year", "2023"),
        ("version", "10"),
        ("canteen_id", &(60_000 + rank).to_string()),
        ("canteen_siret", canteen.siret),
        ("canteen_name", &canteen.name),
        ("canteen_city_insee_code", &commune.code),
        ("canteen_epci", epci.map_or("", |epci| &epci.code)),
        ("canteen_epci_lib", epci.map_or("", |epci| &epci.name)),
        ("canteen_department", &world.departement_code(canteen.commune)),
        ("canteen_department_lib", world.departement_name(canteen.commune)),
        ("canteen_region", &region),
        ("canteen_region_lib", region_name),
        ("canteen_economic_model", if canteen.public { "public" } else { "private" }),
        ("canteen_management_type", if chance.one_in(4) { "conceded" } else { "direct" }),
        ("canteen_production_type", chance.weighted(&PRODUCTION, |kind| kind.0).1),
        ("canteen_sector_list", canteen.sector),
        ("teledeclaration_ratio_bio", &format!("{:.4}", chance.between(0.02, 0.4))),
        ("teledeclaration_ratio_egalim_hors_bio", &format!("{:.4}", chance.between(0.02, 0.3))),
        ("creation_date", "2024-01-08T22:56:02.300292+01:00"),
    ])
}

fn farms(ground: &Ground<'_>, chance: &mut Chance, truths: &mut Truths) -> io::Result<()> {
    let mut table = Table::create(ground.folder, FARMS)?;
    for rank in 0..ground.plan.scaled(18_546, 60) {
        // Farms are where there is land, not where there are people.
        let at = chance.rank(ground.world.communes.len());
        let commune = &ground.world.communes[at];
        let direct = chance.weighted(&DIRECT, |direct| direct.0).1;
        if direct.ends_with(' ') {
            truths.fault("HVE : valeur suivie d'espaces");
        }
        table.row(&[
            ("code_postal", &commune.postal_code),
            ("region", ground.world.region(at).1),
            ("departement", ground.world.departement_name(at)),
            ("commune", &commune.name),
            ("activite_animale", chance.weighted(&HERDS, |herd| herd.0).1),
            ("activite_vegetale", chance.weighted(&CROPS, |crop| crop.0).1),
            ("vente_directe", direct),
            ("date_certif", &format!("20{:02}-0{}-15 00:00:00", 19 + rank % 4, 1 + rank % 9)),
        ])?;
    }
    truths.rows.insert(FARMS.file, table.finish()?);
    Ok(())
}
